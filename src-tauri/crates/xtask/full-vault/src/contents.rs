//! What the connections of the vault hold: as much as those of real phone systems do after a run, about 10 kB each.

use std::collections::BTreeMap;

use dialkey_core::{
    domain::{
        connection::{Connection, ConnectionId, Value},
        exchange::{Exchange, WirePiece},
        history::{Happening, HappeningKind},
        sign_in::SignInSettings,
        step::{Step, StepKind, StepState},
        time::Timestamp,
        token::{Expiry, Token},
    },
    ports::vault::Record,
};
use secrecy::SecretString;

const PLACES: [&str; 8] =
    ["Reception", "Back office", "Warehouse", "Zürich", "Contact centre", "Front desk", "Laboratory", "Night desk"];
/// Connections in one folder of the person.
const IN_FOLDER: u32 = 300;
/// Addresses that due tokens come from.
const HOSTS: u32 = 50;
/// Seconds that a token is still good for which is due.
const LEFT_WHEN_DUE: i64 = 30 * 60;
const DAY: i64 = 24 * 60 * 60;
const ACCESS_TOKEN_CHARACTERS: usize = 1_200;
const HAPPENINGS: i64 = 20;
const ANSWER_LINES: usize = 60;

/// What kind of connections they are.
#[derive(Clone, Copy)]
pub(crate) struct Contents {
    /// Whether all tokens are kept fresh.
    pub(crate) fresh: bool,
    /// Seconds that the tokens are good for.
    pub(crate) life: i64,
    /// The port at which due tokens are renewed; none where no token is due.
    pub(crate) due_at: Option<u16>,
}

/// The connection of this number, which got its token some time before `now`.
pub(crate) fn record(number: u32, contents: Contents, now: Timestamp) -> Record {
    let age = if contents.due_at.is_some() { contents.life - LEFT_WHEN_DUE } else { i64::from(number % 50) * 60 };
    let received_at = now.plus_seconds(-age);
    let happening = |turn: i64| Happening {
        at: received_at.plus_seconds(-turn * DAY),
        kind: HappeningKind::Good,
        text: "The token was renewed".to_owned(),
    };
    let mut token = token(&number.to_string(), received_at, contents.life);
    if contents.due_at.is_some() {
        // Each is renewed by asking again, which is what curl is measured with.
        token.refresh_token = None;
    }
    Record {
        token: Some(token),
        steps: steps(),
        history: (0..HAPPENINGS).map(happening).collect(),
        renews_by_itself: true,
        ..Record::new(connection(number, contents))
    }
}

fn connection(number: u32, contents: Contents) -> Connection {
    let place = PLACES[number as usize % PLACES.len()];
    let token_address = match contents.due_at {
        Some(port) => format!("http://127.0.1.{}:{port}/oauth2/token", 1 + number % HOSTS),
        None => format!("https://pbx-{number}.example.com/oauth2/token"),
    };
    let plain = |text: &str| Value::Plain { text: text.to_owned(), typed: None };
    // The client that the benchmark's token service knows.
    let values = [
        ("token_address", plain(&token_address)),
        ("client_id", plain("bench")),
        ("client_secret", Value::Secret(SecretString::from("Zt8Qm2Vx5Kc1Rw9Lp4Nb"))),
        ("scope", plain("calls")),
    ];
    Connection {
        id: ConnectionId(format!("{number:032x}")),
        name: format!("{place} {number}"),
        system: "oauth2".to_owned(),
        way: "client_credentials".to_owned(),
        values: values.map(|(field, value)| (field.to_owned(), value)).into_iter().collect::<BTreeMap<_, _>>(),
        client_authentication: None,
        keep_password: false,
        sign_in: SignInSettings::default(),
        names_issuer: false,
        practice: false,
        folder: (!number.is_multiple_of(3)).then(|| format!("Customer {}", 1 + number / IN_FOLDER)),
        keep_fresh: contents.fresh || number.is_multiple_of(4),
    }
}

/// A token of a usual length with a refresh token, good for `life` seconds. `text` makes it one of its own.
pub(crate) fn token(text: &str, received_at: Timestamp, life: i64) -> Token {
    Token {
        access_token: SecretString::from(format!("{text:x<ACCESS_TOKEN_CHARACTERS$}")),
        token_type: "Bearer".to_owned(),
        refresh_token: Some(SecretString::from(format!("{text:y<200}"))),
        scope_asked: Some("calls".to_owned()),
        scope_granted: Some("calls".to_owned()),
        expiry: Expiry::At { at: received_at.plus_seconds(life) },
        received_at,
        notes: Vec::new(),
    }
}

fn steps() -> Vec<Step> {
    let names = [
        (StepKind::Values, "Check the values"),
        (StepKind::Token, "Ask for the token"),
        (StepKind::Read, "Read the answer"),
    ];
    let step = |(kind, name): (StepKind, &str)| Step {
        kind,
        name: name.to_owned(),
        state: StepState::Done,
        text: None,
        result: Some("200 OK".to_owned()),
        seconds_allowed: Some(30),
        exchange: (kind == StepKind::Token).then(exchange),
        sign_in: None,
    };
    names.map(step).to_vec()
}

fn exchange() -> Exchange {
    let text = |text: &str| WirePiece::Text { text: text.to_owned() };
    let header =
        vec![text("X-Phone-System-Header: as long as the headers of phone systems usually are, or a bit longer")];
    let secret = vec![text("client_secret="), WirePiece::Hidden { what: "client secret, 20 characters".to_owned() }];
    Exchange {
        sent: vec![header.clone(), header.clone(), secret],
        answered: Some(vec![header; ANSWER_LINES]),
        answer_bytes: Some(1_600),
        milliseconds: Some(180),
    }
}
