//! One function for each reader of foreign text. It panics where the reader does, takes too long, or accepts what is no
//! answer by a simpler judgement than its own.

use std::time::{Duration, Instant};

use dialkey_core::{
    capturing::{AuthorizationAnswer, ExpectedAnswer, RedirectUri},
    domain::recipe::{AnswerShape, Recipe},
    inspecting::base_url::read_base_url,
    ports::http::HttpAnswer,
    reading::read_token_answer,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

/// Far more than any of them needs, also without optimisation on a busy computer.
const IN_TIME: Duration = Duration::from_secs(10);
/// The `state` of the sign-in that is waited for.
const STATE: &str = "state-of-this-run";
const REDIRECT: &str = "http://127.0.0.1:8765/cb/a";

fn in_time<T>(read: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let result = read();
    assert!(began.elapsed() < IN_TIME, "it took {:?}", began.elapsed());
    result
}

/// The answer of a token endpoint: a line with status and content type, then the body.
pub fn answer(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (head, body) = (String::from_utf8_lossy(&data[..end]), data.get(end + 1..).unwrap_or_default());
    let (status, content_type) = head.split_once(' ').unwrap_or((&head, ""));
    let status = status.parse().unwrap_or(200);
    let answer = HttpAnswer {
        status,
        headers: vec![("Content-Type".to_owned(), content_type.to_owned())],
        body: body.to_vec(),
        milliseconds: 0,
    };
    let Ok(reading) = in_time(|| read_token_answer(&AnswerShape::default(), &answer)) else { return };
    let token = reading.access_token.expose_secret();
    assert!((200..300).contains(&status), "a token from {status}");
    assert!(!token.trim().is_empty() && !token.contains(char::is_control), "no token: {token:?}");
    assert!(texts(body).iter().any(|text| holds_token(text, token)), "the body does not hold {token:?}");
}

/// Every text that a body may be meant as.
fn texts(body: &[u8]) -> Vec<String> {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        String::from_utf16_lossy(&body.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect::<Vec<_>>())
    };
    let latin1 = body.iter().copied().map(char::from).collect();
    let texts =
        [String::from_utf8_lossy(body).into_owned(), latin1, utf16(u16::from_le_bytes), utf16(u16::from_be_bytes)];
    texts.map(|text| text.trim_start_matches('\u{FEFF}').trim().to_owned()).into()
}

/// Whether this is JSON, but for trailing commas, or a form, with this token and no error in it.
fn holds_token(text: &str, token: &str) -> bool {
    let json: Option<Value> = serde_json::from_str(&without_trailing_commas(text)).ok();
    if let Some(json) = json {
        let is_error = json["error"].as_str().is_some_and(|error| !error.is_empty());
        return json["access_token"] == token && !is_error;
    }
    let pairs: Vec<_> = form_urlencoded::parse(text.as_bytes()).collect();
    pairs.iter().filter(|(name, _)| name == "access_token").map(|(_, value)| value.as_ref()).eq([token])
}

fn without_trailing_commas(text: &str) -> String {
    let mut kept = String::new();
    let (mut is_in_string, mut is_escaped) = (false, false);
    for character in text.chars() {
        if !is_in_string && matches!(character, ']' | '}') {
            let before = kept.trim_end_matches([' ', '\t', '\r', '\n']).len();
            if kept[..before].ends_with(',') {
                kept.truncate(before - 1);
            }
        }
        is_in_string ^= character == '"' && !is_escaped;
        is_escaped = is_in_string && character == '\\' && !is_escaped;
        kept.push(character);
    }
    kept
}

/// What arrives at the listener: the target of a request.
pub fn callback(data: &[u8]) {
    let target = String::from_utf8_lossy(data);
    let Ok(arrived) = Url::parse(REDIRECT).and_then(|redirect| redirect.join(&target)) else { return };
    for expects_token in [false, true] {
        let Ok(answer) = in_time(|| expected(expects_token).judge_address(&arrived)) else { continue };
        assert_eq!((arrived.host_str(), arrived.port(), arrived.path()), (Some("127.0.0.1"), Some(8765), "/cb/a"));
        let pairs = match arrived.fragment().filter(|fragment| fragment.contains('=')) {
            Some(fragment) => fragment,
            None => arrived.query().unwrap_or_default(),
        };
        assert_belongs_here(&answer, pairs);
    }
}

/// `state` stands there once and is ours, and so does what the answer is made of.
fn assert_belongs_here(answer: &AuthorizationAnswer, pairs: &str) {
    let all = |name: &str| -> Vec<String> {
        let pairs = form_urlencoded::parse(pairs.as_bytes());
        pairs.filter(|(known, _)| known == name).map(|(_, value)| value.into_owned()).collect()
    };
    assert_eq!(all("state"), [STATE], "an answer of another run");
    match answer {
        AuthorizationAnswer::Code(code) | AuthorizationAnswer::CodeOf { code, .. } => {
            assert_eq!(all("code"), [code.expose_secret()]);
            assert!(all("error").concat().is_empty());
        }
        AuthorizationAnswer::Token { .. } => assert_eq!(all("access_token").len(), 1),
        AuthorizationAnswer::Refused { error, .. } => assert_eq!(all("error"), [error.as_str()]),
        AuthorizationAnswer::OtherIssuer => assert_eq!(all("iss").len(), 1),
    }
}

fn expected(expects_token: bool) -> ExpectedAnswer {
    ExpectedAnswer {
        redirect_uri: RedirectUri::parse(REDIRECT).expect("it is one"),
        state: STATE.into(),
        issuer: None,
        must_name_issuer: false,
        expects_token,
        has_pkce: true,
    }
}

/// What a person pastes: as the address they ended up on, and as the address of a phone system.
pub fn pasted(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for expects_token in [false, true] {
        let judged = in_time(|| expected(expects_token).judge_pasted(&SecretString::from(text.as_ref()), true));
        match judged {
            Ok(AuthorizationAnswer::Code(code)) if !text.contains('=') => {
                let code = code.expose_secret();
                assert!(!expects_token && !code.contains('/'), "no bare code: {code:?}");
                assert!(text.contains(code) || text.contains("&amp;"), "a code that was not pasted: {code:?}");
            }
            Ok(_) => assert!(is_our_state_in(&text), "an answer of another run"),
            Err(problem) => assert!(!problem.to_refusal().sentence.is_empty()),
        }
    }
    let Ok(address) = in_time(|| read_base_url(&text)) else { return };
    let url = Url::parse(address.text()).expect("what is taken for an address is one");
    assert!(matches!(url.scheme(), "http" | "https") && url.has_host(), "{url}");
    assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none(), "{url}");
    let again = read_base_url(address.text()).expect("an address stays one");
    assert_eq!(again.text(), address.text(), "nothing is left to be changed");
}

/// Our `state` may be percent-encoded, broken over lines, or beside control characters, which are no part of addresses,
/// and what stands around a pasted text is left out.
fn is_our_state_in(text: &str) -> bool {
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || "\u{200B}\u{FEFF}<>\"'".contains(letter));
    let is_meant = |letter: &char| !letter.is_whitespace() && !letter.is_control();
    let joined: String = text.replace("&amp;", "&").chars().filter(is_meant).collect();
    let pairs = joined.split(['?', '#', '&']).flat_map(|part| form_urlencoded::parse(part.as_bytes()));
    pairs.into_iter().any(|(name, value)| name.trim() == "state" && value == STATE)
}

/// A recipe.
pub fn recipe(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(recipe) = in_time(|| Recipe::parse(text)) else { return };
    let table: toml::Table = text.parse().expect("a recipe is TOML");
    assert_eq!(table.get("id").and_then(toml::Value::as_str), Some(recipe.id.as_str()));
    assert!(!recipe.way.is_empty(), "a recipe has a way");
}
