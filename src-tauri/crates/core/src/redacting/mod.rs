//! Exchanges without their secrets.
//!
//! What we send is marked piece by piece, so nothing has to be guessed. What comes back is cleaned twice: of every
//! secret we know in any form it may be echoed in, and of everything that is named like a secret.

mod answers;
mod claims;
mod secrets;
mod spellings;

use secrecy::ExposeSecret;
use url::Url;

pub use claims::clean_claims;
pub use secrets::KnownSecrets;

use crate::{
    domain::exchange::{Exchange, WireLine, WirePiece},
    ports::http::{Body, HttpAnswer, HttpRequest, Method, WirePart, WireText},
    reading::text_of,
};

/// Characters of an answer's body that are shown.
const SHOWN_CHARACTERS: usize = 20_000;

/// A request and its answer as a person may see them.
pub fn redact(request: &HttpRequest, answer: Option<&HttpAnswer>, known: &KnownSecrets) -> Exchange {
    Exchange {
        sent: sent_lines(request),
        answered: answer.map(|answer| answered_lines(answer, known)),
        answer_bytes: answer.map(|answer| u32::try_from(answer.body.len()).unwrap_or(u32::MAX)),
        milliseconds: answer.map(|answer| answer.milliseconds),
    }
}

fn sent_lines(request: &HttpRequest) -> Vec<WireLine> {
    let mut first = vec![text(format!("{} {}", request.method.as_str(), request.url))];
    for (name, value) in &request.query {
        let separator = if first.len() == 1 && request.url.query().is_none() { "?" } else { "&" };
        first.push(text(format!("{separator}{}=", form_encoded(name))));
        first.extend(pieces(value, form_encoded));
    }
    let mut lines = vec![first];
    for (name, value) in &request.headers {
        let mut line = vec![text(format!("{name}: "))];
        line.extend(pieces(value, str::to_owned));
        lines.push(line);
    }
    // The transport adds this one by itself, because it also unpacks the answer.
    lines.push(vec![text("Accept-Encoding: gzip")]);
    if let Some(body) = &request.body {
        debug_assert_eq!(request.method, Method::Post, "only a POST has a body");
        lines.push(Vec::new());
        lines.extend(body_lines(body));
    }
    lines
}

fn body_lines(body: &Body) -> Vec<WireLine> {
    let one = |before: String, value: &WireText, written: fn(&str) -> String, behind: &str| {
        let mut line = vec![text(before)];
        line.extend(pieces(value, written));
        line.extend((!behind.is_empty()).then(|| text(behind)));
        line
    };
    let as_it_is: fn(&str) -> String = str::to_owned;
    match body {
        Body::Form(parameters) => parameters
            .iter()
            .enumerate()
            .map(|(position, (name, value))| {
                let separator = if position == 0 { "" } else { "&" };
                one(format!("{separator}{}=", form_encoded(name)), value, form_encoded, "")
            })
            .collect(),
        Body::Json(parameters) => {
            let last = parameters.len().saturating_sub(1);
            let members = parameters.iter().enumerate().map(|(position, (name, value))| {
                one(format!("  \"{name}\": \""), value, as_it_is, if position == last { "\"" } else { "\"," })
            });
            std::iter::once(vec![text("{")]).chain(members).chain([vec![text("}")]]).collect()
        }
        Body::Multipart(parameters) => {
            let parts = parameters.iter().map(|(name, value)| one(format!("{name}: "), value, as_it_is, ""));
            std::iter::once(vec![text("Parts of a form:")]).chain(parts).collect()
        }
        Body::Document(document) => document.lines().map(|line| vec![text(line)]).collect(),
    }
}

/// A page that was opened elsewhere, with one parameter of its query hidden.
pub fn redact_page(page: &Url, hidden_name: &str, what: &str) -> Exchange {
    let (address, _) = page.as_str().split_once('?').unwrap_or((page.as_str(), ""));
    let parameters = page.query_pairs().enumerate().map(|(position, (name, value))| {
        let separator = if position == 0 { "?" } else { "&" };
        let value = if name == hidden_name { hidden(what, value.chars().count()) } else { text(form_encoded(&value)) };
        vec![text(format!("{separator}{}=", form_encoded(&name))), value]
    });
    let opened = vec![text(format!("Opened: {address}"))];
    Exchange {
        sent: std::iter::once(opened).chain(parameters).collect(),
        answered: None,
        answer_bytes: None,
        milliseconds: None,
    }
}

fn answered_lines(answer: &HttpAnswer, known: &KnownSecrets) -> Vec<WireLine> {
    let mut lines = vec![vec![text(status_line(answer.status))]];
    for (name, value) in &answer.headers {
        let value = answers::redact_header(name, value, known);
        lines.push([vec![text(format!("{name}: "))], value].concat());
    }
    lines.push(Vec::new());
    lines.extend(answers::redact_body(&text_of(answer), SHOWN_CHARACTERS, known));
    lines
}

/// A status with its registered phrase: "400 Bad Request".
pub fn status_line(status: u16) -> String {
    let phrase = oauth2::http::StatusCode::from_u16(status).ok().and_then(|code| code.canonical_reason());
    phrase.map_or_else(|| status.to_string(), |phrase| format!("{status} {phrase}"))
}

fn pieces(value: &WireText, written: impl Fn(&str) -> String) -> Vec<WirePiece> {
    value
        .0
        .iter()
        .map(|part| match part {
            WirePart::Plain(plain) => text(written(plain)),
            // Exposed to count it.
            WirePart::Secret { what, value } => hidden(what, value.expose_secret().chars().count()),
        })
        .collect()
}

fn form_encoded(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

fn text(text: impl Into<String>) -> WirePiece {
    WirePiece::Text { text: text.into() }
}

fn hidden(what: &str, characters: usize) -> WirePiece {
    WirePiece::Hidden { what: format!("{what} hidden, {characters} characters") }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::ports::http::TOKEN_ANSWER_LIMIT;

    fn shown(exchange: &Exchange) -> String {
        serde_json::to_string(exchange).unwrap()
    }

    fn request() -> HttpRequest {
        HttpRequest {
            method: Method::Post,
            url: "https://pbx.test/token".parse().unwrap(),
            headers: vec![("Authorization".into(), WireText::prefixed("Basic ", "Proof", "YTpi".into()))],
            query: vec![],
            body: Some(Body::Form(vec![
                ("grant_type".into(), WireText::plain("client_credentials")),
                ("client_secret".into(), WireText::secret("API secret", SecretString::from("p%q r"))),
            ])),
            answer_limit: TOKEN_ANSWER_LIMIT,
        }
    }

    #[test]
    fn what_is_sent_is_shown_with_its_secrets_described() {
        let exchange = redact(&request(), None, &KnownSecrets::default());
        assert_eq!(exchange.sent[0], vec![text("POST https://pbx.test/token")]);
        assert_eq!(exchange.sent[1], vec![text("Authorization: "), text("Basic "), hidden("Proof", 4)]);
        assert_eq!(exchange.sent[5], vec![text("&client_secret="), hidden("API secret", 5)]);
        assert!(!shown(&exchange).contains("p%q"), "a secret must never be drawn");
    }

    #[test]
    fn an_echoed_secret_is_hidden_in_every_form() {
        let mut known = KnownSecrets::default();
        known.add("API secret", &SecretString::from("p%q \"r"));
        for echo in ["p%q \"r", "p%25q+%22r", "p%25q%20%22r", "cCVxICJy", r#"p%q \"r"#] {
            let answer = HttpAnswer {
                status: 500,
                headers: vec![("X-Debug".into(), echo.to_owned())],
                body: format!("stack trace with {echo} inside").into_bytes(),
                milliseconds: 1,
            };
            let exchange = redact(&request(), Some(&answer), &known);
            assert!(!shown(&exchange).contains(&serde_json::to_string(echo).unwrap().trim_matches('"').to_owned()));
            assert!(shown(&exchange).contains("stack trace with "), "the rest must stay readable");
        }
    }

    #[test]
    fn a_secret_is_hidden_with_and_without_the_blanks_at_its_ends() {
        let mut known = KnownSecrets::default();
        known.add("API secret", &SecretString::from(" p%q r\u{200B}"));
        for echo in [" p%q r\u{200B}", "p%q r", "p%25q+r", "IHAlcSBy4oCL", "cCVxIHI="] {
            let cleaned = known.clean(&format!("got {echo}."));
            assert!(cleaned.starts_with("got") && cleaned.ends_with("characters]."), "{echo}: {cleaned}");
        }
    }

    #[test]
    fn a_token_is_hidden_even_where_the_answer_is_not_valid() {
        let body = br#"{ "access_token":"abc.def", "token_type":"Bearer", "result":{"token": "xyz\"1"}, }"#;
        let answer = HttpAnswer { status: 200, headers: vec![], body: body.to_vec(), milliseconds: 1 };
        let all = shown(&redact(&request(), Some(&answer), &KnownSecrets::default()));
        assert!(!all.contains("abc.def") && !all.contains("xyz"), "{all}");
        assert!(all.contains("Bearer"));
    }
}
