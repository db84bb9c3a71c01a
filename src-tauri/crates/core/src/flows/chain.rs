//! Requests of the vendor's own, each using what the one before answered. The last one answers with the token.

use secrecy::{ExposeSecret, SecretString};

use super::{
    token_flow::{TokenFlow, result_of, standard_headers},
    token_request::{post, set_header},
};
use crate::{
    diagnosing::Asked,
    domain::{
        diagnosis::Diagnosis,
        recipe::{AnswerShape, BasicCredentials, Call, CallMethod},
        step::StepKind,
        token::Token,
    },
    filling::{Taken, words_of},
    ports::http::{HttpAnswer, HttpRequest, Method, TOKEN_ANSWER_LIMIT, WireText},
    reading::read_token_answer,
    redacting::redact,
};

/// Makes the calls in order. The first that fails ends the run: nothing goes to the hosts of the later ones, and what
/// was taken so far is dropped.
pub(super) async fn run(flow: &mut TokenFlow<'_>) -> Result<Token, Box<Diagnosis>> {
    flow.check_values()?;
    let calls = &flow.filled.way.call;
    let mut taken = Taken::default();
    for (position, call) in calls.iter().enumerate() {
        flow.asked = Asked::Call(&call.id);
        let request = request_of(flow, call, &taken)?;
        let answer = flow.send(StepKind::Call, &request).await?;
        if position + 1 == calls.len() {
            return flow.read_token(StepKind::Call, &request, &answer);
        }
        take(flow, call, &request, &answer, &mut taken)?;
    }
    unreachable!("a checked recipe has a call in its chain")
}

fn request_of(flow: &mut TokenFlow<'_>, call: &Call, taken: &Taken) -> Result<HttpRequest, Box<Diagnosis>> {
    let url = flow.address(&call.url)?;
    let filled = flow.filled;
    let mut request = match call.method {
        CallMethod::Post => post(url, call.body, filled.wire_all(&call.parameters, taken)),
        CallMethod::Get => HttpRequest {
            method: Method::Get,
            url,
            query: Vec::new(),
            headers: standard_headers(),
            body: None,
            answer_limit: TOKEN_ANSWER_LIMIT,
        },
    };
    request.query = filled.wire_all(&call.query, taken);
    for (name, value) in filled.wire_all(&call.headers, taken) {
        set_header(&mut request.headers, name, value);
    }
    let secret = |name: &str| taken.get(name).or_else(|| filled.secret(name)).cloned().unwrap_or_default();
    let authorization = match (&call.basic, &call.bearer) {
        (Some(basic), _) => Some(basic_header(basic, filled.text(&basic.user), &secret(&basic.password))),
        (None, Some(name)) => Some(WireText::prefixed("Bearer ", words_of(name), secret(name))),
        (None, None) => None,
    };
    request.headers.extend(authorization.map(|value| ("Authorization".to_owned(), value)));
    Ok(request)
}

/// RFC 7617 2, in UTF-8 and without any other encoding.
fn basic_header(basic: &BasicCredentials, user: &str, password: &SecretString) -> WireText {
    // Exposed to be joined; the result is secret again.
    let joined = format!("{user}:{}", password.expose_secret());
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, joined);
    let what = format!("{} and {}", words_of(&basic.user), basic.password);
    WireText::prefixed("Basic ", what, SecretString::from(encoded))
}

/// Takes values out of an answer. Each is read as strictly as a token.
fn take(
    flow: &mut TokenFlow<'_>,
    call: &Call,
    request: &HttpRequest,
    answer: &HttpAnswer,
    taken: &mut Taken,
) -> Result<(), Box<Diagnosis>> {
    for (name, pointer) in &call.take {
        let shape = AnswerShape { token: pointer.clone(), token_or: Vec::new(), ..flow.filled.way.answer.clone() };
        let reading = read_token_answer(&shape, answer)
            .map_err(|problem| flow.refused(StepKind::Call, request, answer, &problem))?;
        flow.known.add(&words_of(name), &reading.access_token);
        taken.insert(name.clone(), reading.access_token);
    }
    flow.steps.exchanged(StepKind::Call, redact(request, Some(answer), &flow.known));
    flow.steps.done(StepKind::Call, Some(result_of(answer)));
    Ok(())
}
