//! A connection with everything a connection can have.

use std::collections::BTreeMap;

use dialkey_core::{
    domain::{
        client_authentication::ClientAuthenticationMethod,
        connection::{Connection, ConnectionId, Value},
        diagnosis::{Diagnosis, DiagnosisCode},
        discovery::Discovery,
        history::{Happening, HappeningKind},
        note::{Note, NoteAction, Tone},
        route::Route,
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
        route: Route::default(),
        signs_ahead: None,
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
        checks: None,
        server_ahead: None,
    }
}
