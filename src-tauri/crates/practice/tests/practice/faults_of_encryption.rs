//! The encrypted address: which certificate is shown when, and what happens beside it.

use std::{net::TcpListener, sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use dialkey_practice::{Fault, Practice};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        AlertDescription, CertificateError, ClientConfig, Error, InvalidMessage, RootCertStore,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, ServerName},
    },
};

use crate::wire::Call;

/// Demo values of certificates, taken apart.
fn der_of(pem: &str, label: &str) -> Vec<u8> {
    let rest = pem.split(&format!("-----BEGIN {label}-----")).nth(1).unwrap();
    STANDARD.decode(rest.split("-----").next().unwrap().replace('\n', "")).unwrap()
}

fn authority_of(practice: &Practice) -> CertificateDer<'static> {
    practice.fail(None, Some(Fault::PrivateAuthority)).unwrap();
    CertificateDer::from(der_of(&practice.faults().values[0].value, "CERTIFICATE"))
}

/// A client that trusts these, and shows a certificate where it has one.
fn client(trusted: &CertificateDer<'static>, shown: Option<&str>) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let building = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let building = building.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
    let config = match shown {
        None => building.with_no_client_auth(),
        Some(pem) => {
            let certificate = CertificateDer::from(der_of(pem, "CERTIFICATE"));
            let key = PrivateKeyDer::Pkcs8(der_of(pem, "PRIVATE KEY").into());
            building.with_client_auth_cert(vec![certificate], key).unwrap()
        }
    };
    TlsConnector::from(Arc::new(config))
}

async fn start() -> (Practice, CertificateDer<'static>, String) {
    let practice = Practice::start_only(&["oauth2"]).await.unwrap();
    let authority = authority_of(&practice);
    let socket = practice.systems_now()[0].address.strip_prefix("https://").unwrap().to_owned();
    (practice, authority, socket)
}

async fn shake_hands(connector: &TlsConnector, socket: &str) -> Result<TlsStream<TcpStream>, Error> {
    let stream = TcpStream::connect(socket).await.unwrap();
    let shaken = connector.connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await;
    shaken.map_err(|error| error.get_ref().unwrap().downcast_ref::<Error>().unwrap().clone())
}

async fn get(stream: &mut TlsStream<TcpStream>) -> std::io::Result<String> {
    let request =
        "GET /.well-known/oauth-authorization-server HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    // The other side may leave without a word when it is done.
    let ended = stream.read_to_end(&mut answer).await;
    if answer.is_empty() {
        ended?;
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_shows_the_certificate_it_is_named_after() {
    let (practice, authority, socket) = start().await;
    let connector = client(&authority, None);
    let mut stream = shake_hands(&connector, &socket).await.unwrap();
    let metadata = get(&mut stream).await.unwrap();
    assert!(metadata.contains(&format!("\"issuer\":\"https://{socket}\"")), "it knows where it is: {metadata}");
    for (fault, expected) in [
        (Fault::SelfSignedCertificate, "unknown issuer"),
        (Fault::ChangedCertificate, "unknown issuer"),
        (Fault::ExpiredCertificate, "expired"),
        (Fault::NotYetValidCertificate, "not yet valid"),
        (Fault::WrongHostCertificate, "other name"),
    ] {
        practice.fail(None, Some(fault)).unwrap();
        let Err(Error::InvalidCertificate(problem)) = shake_hands(&connector, &socket).await.map(drop) else {
            panic!("{fault} has to be noticed")
        };
        let named = match problem {
            CertificateError::UnknownIssuer => "unknown issuer",
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "expired",
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "not yet valid",
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => "other name",
            _ => "something else",
        };
        assert_eq!(named, expected, "{fault}: {problem:?}");
    }
    assert_eq!(practice.received("oauth2").len(), 1, "nothing arrives without trust");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_get_in_that_show_a_certificate_of_the_authority() {
    let (practice, _, socket) = start().await;
    practice.fail(None, Some(Fault::AsksForClientCertificate)).unwrap();
    let values = practice.faults().values;
    let own = certificate_shown(&socket).await;
    let mut refused = shake_hands(&client(&own, None), &socket).await.unwrap();
    let error = get(&mut refused).await.unwrap_err();
    let alert = error.get_ref().unwrap().downcast_ref::<Error>().unwrap().clone();
    assert_eq!(alert, Error::AlertReceived(AlertDescription::CertificateRequired));
    let mut known = shake_hands(&client(&own, Some(&values[0].value)), &socket).await.unwrap();
    assert!(get(&mut known).await.unwrap().starts_with("HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_certificate_comes_back_when_nothing_is_wrong() {
    let (practice, _, socket) = start().await;
    practice.fail(None, Some(Fault::SelfSignedCertificate)).unwrap();
    let own = certificate_shown(&socket).await;
    practice.fail(None, Some(Fault::ChangedCertificate)).unwrap();
    assert_ne!(certificate_shown(&socket).await, own);
    practice.fail(None, None).unwrap();
    assert_eq!(certificate_shown(&socket).await, own, "who trusted it can go on");
    assert!(get(&mut shake_hands(&client(&own, None), &socket).await.unwrap()).await.unwrap().contains(" 200 "));
}

/// What is shown there.
async fn certificate_shown(socket: &str) -> CertificateDer<'static> {
    let stream = TcpStream::connect(socket).await.unwrap();
    seen::certificate(stream).await
}

/// Looks at a certificate without trusting it, as a person does who compares it.
mod seen {
    use std::sync::Arc;

    use tokio::net::TcpStream;
    use tokio_rustls::{
        TlsConnector,
        rustls::{
            ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
            client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
            crypto::aws_lc_rs,
            pki_types::{CertificateDer, ServerName, UnixTime},
        },
    };

    #[derive(Debug)]
    struct Anything;

    impl ServerCertVerifier for Anything {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            Ok(ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn verify_tls13_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes()
        }
    }

    pub(super) async fn certificate(stream: TcpStream) -> CertificateDer<'static> {
        let building = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let building = building.with_safe_default_protocol_versions().unwrap().dangerous();
        let config = building.with_custom_certificate_verifier(Arc::new(Anything)).with_no_client_auth();
        let connector = TlsConnector::from(Arc::new(config));
        let stream = connector.connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await.unwrap();
        stream.get_ref().1.peer_certificates().unwrap()[0].clone().into_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_encryption_and_none_at_all_are_told_apart() {
    let (practice, authority, socket) = start().await;
    let connector = client(&authority, None);
    practice.fail(None, Some(Fault::OldEncryption)).unwrap();
    let old = shake_hands(&connector, &socket).await.map(drop);
    assert_eq!(old, Err(Error::AlertReceived(AlertDescription::ProtocolVersion)));
    practice.fail(None, Some(Fault::NotEncrypted)).unwrap();
    let plain = shake_hands(&connector, &socket).await.map(drop);
    assert_eq!(plain, Err(Error::InvalidMessage(InvalidMessage::InvalidContentType)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_without_encryption_is_sent_to_the_encrypted_address() {
    let practice = Practice::start_only(&["oauth2", "ringme"]).await.unwrap();
    let plain = practice.systems()[0].clone();
    assert_eq!(practice.systems_now(), practice.systems(), "nothing listens encrypted before it is needed");
    practice.fail(Some("oauth2"), Some(Fault::SelfSignedCertificate)).unwrap();
    let [encrypted, other] = practice.systems_now().try_into().unwrap();
    assert_eq!(&other, practice.system("ringme").unwrap());
    assert!(encrypted.address.starts_with("https://127.0.0.1:"), "{}", encrypted.address);
    assert_eq!(encrypted.demo[0].values["token_address"].value, format!("{}/oauth2/token", encrypted.address));
    let answer = Call::get(&practice, "oauth2", "/oauth2/token?x=1").send();
    let target = format!("{}/oauth2/token?x=1", encrypted.address);
    assert_eq!((answer.status, answer.header("location")), (301, Some(target.as_str())));
    practice.fail(None, None).unwrap();
    assert_eq!(practice.systems_now()[0], plain, "the ordinary address is the one to use again");
    assert_eq!(Call::get(&practice, "oauth2", "/").send().status, 200);
    practice.fail(None, Some(Fault::ChangedCertificate)).unwrap();
    assert_eq!(practice.systems_now()[0].address, encrypted.address, "the encrypted address stays the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_encrypted_address_is_gone_with_the_practice_system() {
    let (practice, _, socket) = start().await;
    assert!(TcpListener::bind(&socket).is_err(), "the port is in use while it runs");
    drop(practice);
    let freed = async {
        while TcpListener::bind(&socket).is_err() {
            tokio::task::yield_now().await;
        }
    };
    assert!(timeout(Duration::from_secs(10), freed).await.is_ok(), "the port stays in use");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_listens_beyond_this_computer() {
    let (practice, _, socket) = start().await;
    let plain = practice.systems()[0].address.replace("http://", "");
    for address in [socket, plain] {
        let (host, port) = address.split_once(':').unwrap();
        assert_eq!(host, "127.0.0.1");
        // 127.0.0.2 is this computer too, and would be let in by a listener for every address.
        assert!(std::net::TcpStream::connect(format!("127.0.0.2:{port}")).is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn debug_of_what_there_is_to_try_shows_no_key() {
    let practice = Practice::builder().failing(Fault::AsksForClientCertificate).start().await.unwrap();
    let values = practice.faults().values;
    assert!(values[0].value.contains("PRIVATE KEY"));
    assert!(!format!("{values:?}").contains("PRIVATE KEY"));
}
