//! How a connection is set up, value by value described and not shown.

use secrecy::ExposeSecret as _;

use crate::{
    domain::{
        certificate::Certificate,
        connection::Value,
        field::{Field, FieldKind},
        route::Proxy,
        time::in_words,
    },
    filling::Filled,
    inspecting,
    ports::vault::Record,
};

/// Fields, the client's proof, the way there and the clock.
pub(super) fn lines(filled: &Filled<'_>, record: &Record) -> Vec<String> {
    let mut lines: Vec<String> = filled.fields().map(|field| of_field(filled, field)).collect();
    lines.push(format!("Proof of the application: {}", filled.client_authentication().name()));
    lines.extend(of_route(filled));
    lines.extend(record.server_ahead.map(of_clock));
    if filled.connection.signs_ahead.is_some() {
        lines.push("Signs on the phone system’s time".to_owned());
    }
    lines
}

fn of_field(filled: &Filled<'_>, field: &Field) -> String {
    let what = match filled.connection.values.get(&field.key) {
        None => "empty".to_owned(),
        Some(Value::Secret(secret)) if field.kind == FieldKind::PrivateKey => {
            inspecting::inspect_secret(field, secret).entered.title
        }
        // Exposed to be counted.
        Some(Value::Secret(secret)) => characters(secret.expose_secret()),
        Some(Value::Plain { text, .. }) if super::is_identifying(field) => characters(text),
        Some(Value::Plain { text, .. }) => text.clone(),
    };
    format!("{}: {what}", field.label)
}

fn characters(text: &str) -> String {
    format!("filled in, {} characters", text.chars().count())
}

fn of_route(filled: &Filled<'_>) -> Vec<String> {
    let route = &filled.connection.route;
    let mut lines = vec![match &route.proxy {
        Proxy::System => "Proxy: as in the system settings".to_owned(),
        Proxy::None => "Proxy: none".to_owned(),
        Proxy::Manual { address, .. } => format!("Proxy: {address}"),
    }];
    let certificate = |what: &str, Certificate { not_after, fingerprint, .. }: &Certificate| {
        format!("{what}: ends {}, SHA-256 {fingerprint}", not_after.to_http_date())
    };
    let trusted = route.trusted.iter();
    lines.extend(trusted.map(|trusted| certificate(&format!("Trusted at {}", trusted.place), &trusted.certificate)));
    lines.extend(route.client_certificate.iter().map(|own| certificate("Client certificate", &own.certificate)));
    let switches = [
        (route.authority.is_some(), "With a certificate authority of its own"),
        (route.without_tls, "Private networks may be asked without encryption"),
        (route.only_http_1, "Without HTTP/2"),
    ];
    lines.extend(switches.into_iter().filter(|(is_on, _)| *is_on).map(|(_, text)| text.to_owned()));
    lines
}

fn of_clock(ahead: i64) -> String {
    match ahead {
        0 => "Clock: the same as the phone system’s".to_owned(),
        1.. => format!("Clock: the phone system’s is {} ahead", in_words(ahead)),
        _ => format!("Clock: the phone system’s is {} behind", in_words(ahead.saturating_neg())),
    }
}
