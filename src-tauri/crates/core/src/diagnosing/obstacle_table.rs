//! The words about what a look at the way met. Nothing was sent over it then, so they say nothing of a request.

use crate::ports::http::TransportError;

/// What was found, in a few words, and a sentence on it.
pub(crate) fn obstacle_words(error: &TransportError, port: u16) -> (String, String) {
    let (name, sentence) = match error {
        TransportError::HostNotFound => (
            "The name is not known".to_owned(),
            "Compare it letter by letter. Some names are known only in the network of the phone system or its VPN.",
        ),
        TransportError::ConnectionRefused => {
            (format!("Nothing answers at port {port}"), "The computer is there, but nothing listens at this port.")
        }
        TransportError::ConnectTimedOut | TransportError::TimedOut => (
            format!("Port {port} does not answer"),
            "A firewall is in between, the phone system is switched off, or it is in another network.",
        ),
        TransportError::NoRoute => (
            "There is no way to its network".to_owned(),
            "This computer is in another network, or the VPN of the phone system is not connected.",
        ),
        TransportError::ProxyFailed(reason) => {
            return ("The proxy cannot be used".to_owned(), format!("The network layer says: {reason}."));
        }
        TransportError::ConnectionFailed(reason) => {
            return ("The connection fails".to_owned(), format!("The network layer says: {reason}."));
        }
        TransportError::NotEncrypted => (
            "The address is not encrypted".to_owned(),
            "Anybody on the way could read what is sent. Most phone systems answer at https too.",
        ),
        TransportError::NotTls => (
            format!("Port {port} does not encrypt"),
            "Something answers there, but not over https. Encrypted pages usually have port 443 or 8443.",
        ),
        TransportError::NoCommonTls => (
            "Its encryption is too old".to_owned(),
            "It can be broken, so Dialkey has no weaker mode for it. The phone system has to offer TLS 1.2 or 1.3.",
        ),
        TransportError::TlsFailed(reason) => {
            return ("No encrypted connection".to_owned(), format!("The network layer says: {reason}."));
        }
        TransportError::CertificateNotTrusted(not_trusted) => {
            ("The certificate is not trusted".to_owned(), not_trusted.problem.sentence())
        }
        TransportError::ClientCertificateWanted => (
            "It wants a certificate from you".to_owned(),
            "It lets only those in that show one it knows. Its administrator gives it to you as a file.",
        ),
        TransportError::ProxyRefused => (
            "The proxy does not let it through".to_owned(),
            "It may want a name and a password, or does not allow this address.",
        ),
        TransportError::AnswerTooLarge => {
            ("The answer is too large".to_owned(), "Something else than a token service answers there.")
        }
        TransportError::NotHttp => {
            (format!("Port {port} does not speak HTTP"), "The port is that of another service, or it wants https.")
        }
    };
    (name, sentence.to_owned())
}
