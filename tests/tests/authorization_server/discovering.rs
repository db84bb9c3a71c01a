//! The server describes itself (RFC 8414) and says who an answer is from (RFC 9207).

use dialkey_core::domain::{
    connection::{ConnectionId, Value},
    diagnosis::DiagnosisCode,
    discovery::Discovery,
    step::{StepKind, StepState},
};
use dialkey_tests::desk::TestDesk;

use crate::{place::Place, visitor::Decision};

const ENDPOINTS: [&str; 5] =
    ["authorization_address", "token_address", "revocation_address", "introspection_address", "userinfo_address"];

async fn discover(desk: &TestDesk, id: &ConnectionId) -> Discovery {
    desk.desk().discover(id, desk.outside()).await.unwrap();
    desk.record(id).discovery.expect("there is an answer")
}

fn entered(desk: &TestDesk, id: &ConnectionId) -> [String; 5] {
    let values = desk.record(id).connection.values;
    ENDPOINTS.map(|field| match values.get(field) {
        Some(Value::Plain { text, .. }) => text.clone(),
        _ => String::new(),
    })
}

#[tokio::test]
async fn the_issuer_alone_leads_to_a_token_with_its_name_checked() {
    let place = Place::of_public_client(Decision::Allow);
    for field in ENDPOINTS {
        place.desk.enter(&place.id, field, "");
    }
    place.desk.enter(&place.id, "issuer", &place.server.issuer);
    let Discovery::Found { values, names_issuer, .. } = discover(&place.desk, &place.id).await else {
        panic!("the server describes itself")
    };
    let found: Vec<_> = values.iter().map(|value| (value.field.as_str(), value.found.as_str())).collect();
    let server = &place.server;
    let endpoints = [
        &server.authorization_endpoint,
        &server.token_endpoint,
        &server.revocation_endpoint,
        &server.introspection_endpoint,
        &server.userinfo_endpoint,
    ]
    .map(String::as_str);
    let expected: Vec<_> = ENDPOINTS.into_iter().zip(endpoints).collect();
    assert_eq!(found, expected);
    assert!(names_issuer);
    assert_eq!(entered(&place.desk, &place.id), [""; 5], "what was found is shown before it is used");

    place.desk.desk().take_discovery(&place.id).unwrap();
    assert_eq!(entered(&place.desk, &place.id), endpoints);
    let record = place.desk.get_token(&place.id).await;
    assert!(record.token.is_some(), "{:?}", record.diagnosis);
    assert!(record.connection.names_issuer, "from now on an answer has to say who it is from");
}

#[tokio::test]
async fn what_was_typed_stands_beside_what_was_found_until_somebody_takes_it() {
    let place = Place::of_public_client(Decision::Allow);
    place.desk.enter(&place.id, "issuer", &place.server.issuer);
    place.desk.enter(&place.id, "token_address", "https://typed.example/token");
    let Discovery::Found { values, .. } = discover(&place.desk, &place.id).await else {
        panic!("the server describes itself")
    };
    let replaced: Vec<_> = values.iter().map(|value| value.instead_of.as_deref()).collect();
    assert_eq!(replaced, [None, Some("https://typed.example/token"), None, None, None]);
    place.desk.desk().dismiss_discovery(&place.id).unwrap();
    assert_eq!(entered(&place.desk, &place.id)[1], "https://typed.example/token");
}

#[tokio::test]
async fn f67_the_description_of_an_issuer_that_is_written_differently_is_put_away() {
    let place = Place::of_public_client(Decision::Allow);
    let before = entered(&place.desk, &place.id);
    place.desk.enter(&place.id, "issuer", &format!("{}/", place.server.issuer));
    let Discovery::Nothing { why } = discover(&place.desk, &place.id).await else {
        panic!("RFC 8414 3.3: it must not be used")
    };
    assert!(why.contains(&place.server.issuer), "{why}");
    assert_eq!(entered(&place.desk, &place.id), before);
}

#[tokio::test]
async fn an_answer_of_another_issuer_is_rejected_and_its_code_not_used() {
    for wrong in ["https://login.other.example".to_owned(), "{issuer}/".to_owned()] {
        let mut place = Place::of_public_client(Decision::Allow);
        let wrong = wrong.replace("{issuer}", &place.server.issuer);
        place.desk.enter(&place.id, "issuer", &wrong);
        let record = place.desk.get_token(&place.id).await;
        let diagnosis = record.diagnosis.expect("RFC 9207 2.4: no other spelling is the same issuer");
        assert_eq!(diagnosis.code, DiagnosisCode::IssuerMismatch, "{wrong}");
        let exchange = record.steps.iter().find(|step| step.kind == StepKind::Token).unwrap();
        assert_eq!(exchange.state, StepState::ToDo, "the code goes nowhere");
        let page = place.seen.arrival().await.page;
        assert!(!page.contains("may close"), "nothing was got: {page}");
    }
}
