//! One harmless call that shows whether a token works.

use secrecy::SecretString;
use url::Url;

use super::{
    known_secrets::known_secrets_with,
    token_flow::{duration_of, standard_headers},
    token_request::set_header,
};
use crate::{
    diagnosing::{Failure, diagnose},
    domain::{
        exchange::Exchange,
        recipe::{CallMethod, Present, TestCall},
        step::StepKind,
        test_call::TestOutcome,
        token::Token,
    },
    filling::Filled,
    ports::{
        Outside,
        http::{Body, HttpAnswer, HttpRequest, Method, TEST_ANSWER_LIMIT, WireText},
    },
    reading::body_for_people,
    redacting::{redact, status_line},
};

/// Calls `call` with the token in the `Authorization` header (RFC 6750 2.1), once.
pub async fn try_token(outside: Outside<'_>, filled: Filled<'_>, token: &Token, call: &TestCall) -> TestOutcome {
    let known = known_secrets_with(&filled, token);
    let failed = |failure: &Failure<'_>, exchange| {
        let diagnosis = diagnose(&filled, StepKind::Test, &call.name, outside.clock.now(), failure);
        TestOutcome {
            name: call.name.clone(),
            accepted: false,
            title: diagnosis.title.clone(),
            text: diagnosis.text.clone().unwrap_or_default(),
            body: String::new(),
            is_json: false,
            exchange,
            diagnosis: Some(diagnosis),
        }
    };
    let url = match filled.address(&call.url) {
        Ok(url) => url,
        Err(problem) => {
            let field = call.url.first_name().unwrap_or_default();
            return failed(&Failure::Address { field, problem: &problem }, None);
        }
    };
    let request = request_of(&filled, call, url, &token.access_token);
    let answer = match outside.http.send(&filled.connection.route, &request).await {
        Ok(answer) => answer,
        Err(error) => return failed(&Failure::Transport(&error), Some(redact(&request, None, &known))),
    };
    let exchange = redact(&request, Some(&answer), &known);
    let (body, is_json) = body_for_people(&answer.body, answer.header("content-type"));
    let body = known.clean(&body);
    let says_failed = || fault_of(&filled, &answer).is_some();
    if (200..300).contains(&answer.status) && !says_failed() {
        return accepted(call, &answer, body, is_json, exchange);
    }
    let outcome = failed(&Failure::TestRefused { answer: &answer, known: &known }, Some(exchange));
    TestOutcome { body, is_json, ..outcome }
}

fn accepted(call: &TestCall, answer: &HttpAnswer, body: String, is_json: bool, exchange: Exchange) -> TestOutcome {
    TestOutcome {
        name: call.name.clone(),
        accepted: true,
        title: "The token works".into(),
        text: format!("The phone system answered {} in {}.", status_line(answer.status), duration_of(answer)),
        body,
        is_json,
        exchange: Some(exchange),
        diagnosis: None,
    }
}

/// The token stands where the recipe says, once (RFC 6750 2).
fn request_of(filled: &Filled<'_>, call: &TestCall, url: Url, access_token: &SecretString) -> HttpRequest {
    let mut headers = standard_headers();
    for (name, value) in &call.headers {
        set_header(&mut headers, name.clone(), WireText::plain(value));
    }
    let mut query = Vec::new();
    let token = || WireText::secret("Access token", access_token.clone());
    match &filled.way.present {
        Present::Bearer => {
            let value = WireText::prefixed("Bearer ", "Access token", access_token.clone());
            headers.push(("Authorization".into(), value));
        }
        Present::Header(name) => headers.push((name.clone(), token())),
        Present::Query(name) => query.push((name.clone(), token())),
    }
    let body = call.json.clone().map(Body::Document);
    if body.is_some() {
        headers.push(("Content-Type".into(), WireText::plain("application/json")));
    }
    let method = match call.method {
        CallMethod::Get => Method::Get,
        CallMethod::Post => Method::Post,
    };
    HttpRequest { method, url, query, headers, body, answer_limit: TEST_ANSWER_LIMIT }
}

/// What a successful status hides.
fn fault_of(filled: &Filled<'_>, answer: &HttpAnswer) -> Option<String> {
    let failed_when = filled.way.answer.failed_when.as_ref()?;
    let answer = serde_json::from_slice(&answer.body).ok()?;
    failed_when.fault(&answer).map(ToString::to_string)
}
