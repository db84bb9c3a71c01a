//! Does a token service answer, or something else? It is asked once, without any credential.
//!
//! A token service takes POST only (RFC 6749 3.2), so it refuses this request, and the way it refuses tells what it is.

use url::Url;

use super::{
    checks::{Checks, Finding},
    clock,
    network::not_passed,
    places::Place,
};
use crate::{
    diagnosing::{unsupported_scheme, value_of_redirect},
    domain::{check::CheckKind, template::Template},
    filling::Filled,
    flows::standard_headers,
    ports::{
        Outside,
        http::{HttpAnswer, HttpRequest, Method, TOKEN_ANSWER_LIMIT},
    },
    reading::{ReadingProblem, quote_target, read_token_answer},
    redacting::status_line,
};

/// Asks, and looks at the answer and at its time.
pub(super) async fn look(outside: Outside<'_>, filled: &Filled<'_>, place: &Place<'_>, checks: &mut Checks<'_>) {
    let Ok(url) = &place.address else { return };
    checks.begin(CheckKind::Service, Some(place));
    let request = HttpRequest {
        method: Method::Get,
        url: url.clone(),
        query: Vec::new(),
        headers: standard_headers(),
        body: None,
        answer_limit: TOKEN_ANSWER_LIMIT,
    };
    match outside.http.send(&filled.connection.route, &request).await {
        Ok(answer) => {
            checks.end(CheckKind::Service, Some(place), judge(filled, url, place, &answer));
            checks.end(CheckKind::Clock, Some(place), clock::find(filled, &answer, outside.clock.now()));
        }
        Err(error) => checks.end(CheckKind::Service, Some(place), not_passed(&error, url, place)),
    }
}

fn judge(filled: &Filled<'_>, url: &Url, place: &Place<'_>, answer: &HttpAnswer) -> Finding {
    let status = status_line(answer.status);
    if let Some(scheme) = unsupported_scheme(answer) {
        return Finding::warning(
            format!("It asks for a sign-in by {scheme}"),
            "Dialkey cannot sign in like that. The administrator can allow another way for the address of the API.",
        );
    }
    let edit = place.edit();
    let reading = read_token_answer(&filled.way.answer, answer);
    match (answer.status, reading) {
        (300..=399, _) => redirect(filled, url, place, answer),
        (403, _) => Finding::warning(
            "It does not let this computer in",
            format!("It answered {status}. Often only certain addresses or hosts are allowed to use the API."),
        ),
        (404 | 410, _) => Finding::warning(
            "Nothing is found at this address",
            format!("It answered {status}. Some phone systems say so of every request but the right one."),
        )
        .with_action(edit),
        (429, _) => Finding::warning("It wants a pause", format!("It answered {status}.")),
        (500..=599, _) => Finding::warning("It fails by itself", format!("It answered {status}.")),
        (200..=299, Err(ReadingProblem::WebPage { title })) => {
            let titled = title.map(|title| format!(" It is titled “{title}”.")).unwrap_or_default();
            Finding::warning(
                "A web page answers here",
                format!("This may be the wrong address, or a sign-in page of the network is in between.{titled}"),
            )
            .with_action(edit)
        }
        (401, Err(ReadingProblem::WebPage { .. })) => Finding::warning(
            "A sign-in page stands in front of it",
            format!("It answered {status} with a web page, which programs cannot use."),
        )
        .with_action(edit),
        (400..=499, _) | (_, Ok(_) | Err(ReadingProblem::Refused { .. } | ReadingProblem::NoToken)) => {
            Finding::good(format!("{} · {status}", url.path()))
        }
        _ => Finding::warning(
            "Something else answers here",
            format!("It answered {status}, but not as a token service."),
        )
        .with_action(edit),
    }
}

fn redirect(filled: &Filled<'_>, url: &Url, place: &Place<'_>, answer: &HttpAnswer) -> Finding {
    let target = answer.header("location").and_then(quote_target);
    let sentence = match target {
        Some(target) => format!("It points to {target}"),
        None => format!("It answered {} without saying where to.", status_line(answer.status)),
    };
    let template = filled.templates().find(|template: &&Template| filled.address(template).as_ref() == Ok(url));
    let action = template.and_then(|template| value_of_redirect(filled, template, url, answer));
    Finding::warning("The address forwards to another one", sentence).with_action(action.or_else(|| place.edit()))
}
