//! A connection with everything a connection can have.

use std::collections::BTreeMap;

use dialkey_core::{
    domain::{
        certificate::Certificate,
        check::{Check, CheckKind, CheckReport, CheckState},
        client_authentication::ClientAuthenticationMethod,
        connection::{Connection, ConnectionId, Value},
        diagnosis::{Diagnosis, DiagnosisCode},
        discovery::Discovery,
        history::{Happening, HappeningKind},
        note::{Note, NoteAction, Tone},
        route::{ClientCertificate, Proxy, Route, TrustedCertificate},
        sign_in::SignInSettings,
        step::{Step, StepKind, StepState},
        test_call::TestOutcome,
        time::Timestamp,
        token::{Expiry, Token},
    },
    ports::vault::{Record, RenewalMark},
};
use secrecy::SecretString;

/// A connection with a value of every kind.
pub(super) fn full_connection(id: &str) -> Connection {
    let plain = Value::Plain { text: "pbx.example.com".into(), typed: Some(" pbx.example.com".into()) };
    Connection {
        id: ConnectionId(id.into()),
        name: "Müller & Söhne".into(),
        system: "a-system-of-another-version".into(),
        way: "a-way-of-another-version".into(),
        values: BTreeMap::from([
            ("host".into(), plain),
            ("client_secret".into(), Value::Secret(SecretString::from("s3cret\0with everything\u{1f600}"))),
        ]),
        client_authentication: Some(ClientAuthenticationMethod::PrivateKeyJwt),
        keep_password: true,
        sign_in: SignInSettings { leave_out_pkce: true, in_window: true, minutes: 17 },
        names_issuer: true,
        practice: true,
        folder: Some("Kunden – Süd".into()),
        keep_fresh: true,
        route: full_route(),
        signs_ahead: Some(-90),
    }
}

fn full_route() -> Route {
    let certificate = Certificate {
        subject: "CN=pbx".into(),
        issuer: "CN=pbx".into(),
        names: vec!["pbx.example.com".into()],
        not_before: Timestamp(1_700_000_000),
        not_after: Timestamp(1_900_000_000),
        fingerprint: "09AF 3C21".into(),
    };
    let trusted = |place: &str| TrustedCertificate {
        place: place.into(),
        certificate: certificate.clone(),
        trusted_at: Timestamp(1_799_000_000),
    };
    Route {
        proxy: Proxy::Manual {
            address: "http://proxy.example.com:3128".into(),
            username: "north".into(),
            password: Some(SecretString::from("wide:open")),
        },
        without_tls: true,
        only_http_1: true,
        authority: Some("the authority".into()),
        trusted: vec![trusted("api.example.com:8443"), trusted("pbx.example.com:443")],
        client_certificate: Some(ClientCertificate {
            chain: "the chain".into(),
            private_key: SecretString::from("the key"),
            certificate: certificate.clone(),
        }),
    }
}

/// A record with something in every place.
pub(super) fn full_record(id: &str) -> Record {
    let diagnosis = Diagnosis {
        code: DiagnosisCode::ClientRefused,
        step: StepKind::Token,
        step_name: "Ask for the token".into(),
        title: "The client was refused".into(),
        text: None,
        causes: Vec::new(),
        server: None,
        ask_again_at: Some(Timestamp(1_800_000_030)),
    };
    Record {
        connection: full_connection(id),
        token: Some(Token {
            access_token: SecretString::from("access"),
            token_type: "Bearer".into(),
            refresh_token: Some(SecretString::from("refresh")),
            scope_asked: Some("calls".into()),
            scope_granted: Some("calls read".into()),
            expiry: Expiry::At { at: Timestamp(1_800_000_000) },
            received_at: Timestamp(1_799_996_400),
            notes: vec![Note::new(Tone::Warn, "odd").with_action(NoteAction::Undo)],
        }),
        steps: vec![Step {
            kind: StepKind::Token,
            name: "Ask for the token".into(),
            state: StepState::Failed,
            text: None,
            result: Some("401 Unauthorized".into()),
            seconds_allowed: Some(30),
            exchange: None,
            sign_in: None,
        }],
        diagnosis: Some(diagnosis.clone()),
        test: Some(TestOutcome {
            name: "Alarms".into(),
            accepted: false,
            title: "The token was refused.".into(),
            text: String::new(),
            body: String::new(),
            is_json: false,
            exchange: None,
            diagnosis: Some(diagnosis),
        }),
        discovery: Some(Discovery::Nothing { why: "Nothing is there.".into() }),
        history: vec![Happening {
            at: Timestamp(1_799_996_400),
            kind: HappeningKind::Good,
            text: "Got a token".into(),
        }],
        renewal: Some(RenewalMark { answer_by: Timestamp(1_799_999_999), with_refresh_token: true }),
        renews_by_itself: true,
        checks: Some(CheckReport {
            made_at: Timestamp(1_799_996_000),
            checks: vec![Check {
                kind: CheckKind::Name,
                place: Some("pbx.example.com:443".into()),
                name: "The name resolves".into(),
                state: CheckState::Good,
                sentence: None,
                action: None,
            }],
        }),
        server_ahead: Some(61),
    }
}
