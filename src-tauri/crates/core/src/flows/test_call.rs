//! One harmless call that shows whether a token works.

use secrecy::SecretString;

use super::{
    known_secrets::known_secrets,
    token_request::{duration_of, standard_headers},
};
use crate::{
    diagnosing::{Failure, diagnose},
    domain::{exchange::Exchange, recipe::TestCall, step::StepKind, test_call::TestOutcome, token::Token},
    filling::Filled,
    ports::{
        Outside,
        http::{HttpAnswer, HttpRequest, Method, TEST_ANSWER_LIMIT, WireText},
    },
    reading::body_for_people,
    redacting::{redact, status_line},
};

/// Calls `call` with the token in the `Authorization` header (RFC 6750 2.1), once.
pub async fn try_token(outside: Outside<'_>, filled: Filled<'_>, token: &Token, call: &TestCall) -> TestOutcome {
    let mut known = known_secrets(&filled);
    known.add("Access token", &token.access_token);
    if let Some(refresh_token) = &token.refresh_token {
        known.add("Refresh token", refresh_token);
    }
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
    let request = authorized_get(url, &token.access_token);
    let answer = match outside.http.send(&request).await {
        Ok(answer) => answer,
        Err(error) => return failed(&Failure::Transport(&error), Some(redact(&request, None, &known))),
    };
    let exchange = redact(&request, Some(&answer), &known);
    let (body, is_json) = body_for_people(&answer.body, answer.header("content-type"));
    let body = known.clean(&body);
    if (200..300).contains(&answer.status) {
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

fn authorized_get(url: url::Url, access_token: &SecretString) -> HttpRequest {
    let mut headers = standard_headers();
    headers.push(("Authorization".into(), WireText::prefixed("Bearer ", "Access token", access_token.clone())));
    HttpRequest { method: Method::Get, url, headers, form: None, answer_limit: TEST_ANSWER_LIMIT }
}
