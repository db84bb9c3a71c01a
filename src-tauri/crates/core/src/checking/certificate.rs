//! Is the certificate trusted, by whom, and for how long?

use super::{checks::Finding, network::look_at};
use crate::{
    diagnosing::obstacle_words,
    domain::{certificate::Certificate, time::Timestamp},
    ports::{
        http::TransportError,
        probe::{Handshake, Trust},
    },
    reading::quote_words,
};

const DAY: i64 = 24 * 60 * 60;
/// Days before its end from which on a certificate is worth a look.
const DAYS_AHEAD: i64 = 14;

/// What a handshake says about the certificate.
pub(super) fn find(handshake: &Handshake, now: Timestamp) -> Finding {
    match (&handshake.trust, &handshake.certificate) {
        (Err(not_trusted), _) => {
            let action = look_at(not_trusted);
            let (name, sentence) =
                obstacle_words(&TransportError::CertificateNotTrusted(not_trusted.clone().into()), 0);
            Finding::bad(name, sentence).with_action(action)
        }
        (Ok(trust), Some(certificate)) => trusted(*trust, certificate, now),
        (Ok(trust), None) => Finding::good(by_whom(*trust, None)),
    }
}

fn trusted(trust: Trust, certificate: &Certificate, now: Timestamp) -> Finding {
    let left = certificate.not_after.seconds_since(now);
    let renewal = match trust {
        Trust::Person => "It is the one you trusted. When it is renewed, Dialkey stops and shows you both.",
        Trust::System | Trust::OwnAuthority => "The phone system’s administrator has to renew it.",
    };
    match left / DAY {
        _ if left < 0 => Finding::warning("The certificate has run out", renewal),
        0 => Finding::warning("The certificate ends today", renewal),
        days @ 1..DAYS_AHEAD => Finding::warning(format!("The certificate ends in {}", days_in_words(days)), renewal),
        days => {
            let by_whom = by_whom(trust, Some(certificate));
            Finding::good(format!("{by_whom} It is valid for another {}.", days_in_words(days)))
        }
    }
}

fn by_whom(trust: Trust, certificate: Option<&Certificate>) -> String {
    let issuer = certificate.and_then(|certificate| quote_words(&certificate.issuer));
    match (trust, issuer) {
        (Trust::Person, _) => "It is the one you trusted.".to_owned(),
        (Trust::OwnAuthority, Some(issuer)) => format!("Your own authority vouches for it: {issuer}."),
        (Trust::OwnAuthority, None) => "Your own authority vouches for it.".to_owned(),
        (Trust::System, Some(issuer)) => format!("{issuer} vouches for it."),
        (Trust::System, None) => "This computer knows who vouches for it.".to_owned(),
    }
}

fn days_in_words(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(days: i64) -> Certificate {
        Certificate {
            subject: "CN=pbx.test".into(),
            issuer: "CN=House".into(),
            names: vec!["pbx.test".into()],
            not_before: Timestamp(0),
            not_after: Timestamp(days * DAY),
            fingerprint: "AB12".into(),
        }
    }

    #[test]
    fn the_end_of_a_certificate_is_told_two_weeks_ahead() {
        let now = Timestamp(0);
        assert_eq!(
            trusted(Trust::System, &certificate(14), now),
            Finding::good("CN=House vouches for it. It is valid for another 14 days.")
        );
        let renewal = "The phone system’s administrator has to renew it.";
        assert_eq!(
            trusted(Trust::System, &certificate(13), now),
            Finding::warning("The certificate ends in 13 days", renewal)
        );
        assert_eq!(
            trusted(Trust::System, &certificate(0), now),
            Finding::warning("The certificate ends today", renewal)
        );
    }

    #[test]
    fn a_certificate_that_was_trusted_although_it_has_run_out_is_a_warning() {
        let renewal = "It is the one you trusted. When it is renewed, Dialkey stops and shows you both.";
        assert_eq!(
            trusted(Trust::Person, &certificate(-1), Timestamp(0)),
            Finding::warning("The certificate has run out", renewal)
        );
    }
}
