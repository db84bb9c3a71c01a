//! What single phone systems do in their own way, by data alone.

use dialkey_core::domain::{diagnosis::DiagnosisCode, note::Tone, step::StepKind, token::Expiry};
use dialkey_practice::{Practice, PracticeSystem};
use dialkey_tests::{desk::TestDesk, request::Request};
use secrecy::ExposeSecret;

async fn practice(id: &str) -> (Practice, PracticeSystem) {
    let practice = Practice::start_only(&[id]).await.unwrap();
    let system = practice.system(id).unwrap().clone();
    (practice, system)
}

#[tokio::test]
async fn a_lifetime_in_minutes_and_one_in_seconds_mean_the_same() {
    let (_practice, system) = practice("3cx").await;
    let mut warned = Vec::new();
    for demo in &system.demo {
        let desk = TestDesk::default();
        let id = desk.create_from(&system.id, demo);
        let token = desk.get_token(&id).await.token.unwrap();
        assert_eq!(token.expiry, Expiry::At { at: token.received_at.plus_seconds(3600) }, "{}", demo.title);
        assert!(token.refresh_token.is_none(), "null is none");
        warned.push(token.notes.iter().any(|note| note.tone == Tone::Warn && note.text.contains("minutes")));
    }
    assert_eq!(warned, [true, false], "it is said where the number was taken for minutes");
}

#[tokio::test]
async fn a_new_token_that_ends_the_one_before_is_warned_about_and_does() {
    let (_practice, system) = practice("3cx").await;
    let demo = &system.demo[0];
    let (first, second) = (TestDesk::default(), TestDesk::default());
    let way = first.recipes().find("3cx").unwrap().way("client").unwrap();
    assert!(way.warn.iter().any(|text| text.contains("one token at a time")), "{:?}", way.warn);
    let (old, new) = (first.create_from("3cx", demo), second.create_from("3cx", demo));
    first.get_token(&old).await;
    second.get_token(&new).await;
    let test = first.try_token(&old).await.test.unwrap();
    assert_eq!(test.diagnosis.unwrap().code, DiagnosisCode::TokenRefused);
    assert!(second.try_token(&new).await.test.unwrap().accepted);
}

#[tokio::test]
async fn a_role_that_is_called_scope_is_shown_as_a_role() {
    let (_practice, system) = practice("netsapiens").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, &system.demo[0]);
    desk.get_token(&id).await;
    let token = desk.view(&id).token.unwrap();
    assert_eq!(token.scope_granted.as_deref(), Some("Office Manager"));
    assert_eq!(token.scope_label.as_deref(), Some("Role"));
}

#[tokio::test]
async fn a_test_call_that_has_to_be_a_post_sends_what_the_recipe_calls_harmless() {
    let (practice, system) = practice("freepbx").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, &system.demo[0]);
    desk.get_token(&id).await;
    assert!(desk.try_token(&id).await.test.unwrap().accepted);
    let call = practice.received("freepbx").iter().map(Request::from).next_back().unwrap();
    assert_eq!((call.method.as_str(), call.path()), ("POST", "/admin/api/api/gql"));
    assert_eq!(call.body, r#"{"query":"{ fetchAllExtensions { status } }"}"#);
    assert_eq!(call.header("content-type"), Some("application/json"));
    for recipe in desk.recipes().all() {
        for way in &recipe.way {
            let posts = recipe.test_calls(way).filter(|call| call.json.is_some());
            assert!(posts.into_iter().all(|call| call.harmless), "{}", recipe.id);
        }
    }
}

/// Status 200 for everything, the outcome in a number.
#[tokio::test]
async fn a_refusal_that_hides_behind_200_is_told_from_a_token() {
    let (practice, system) = practice("yeastar-p-series").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, &system.demo[0]);
    desk.enter(&id, "client_secret", "not the right one at all");
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(diagnosis.step, StepKind::Call);
    assert_eq!(diagnosis.title, "The phone system refuses to hand out a token");
    let words = diagnosis.server.unwrap();
    assert_eq!(words.status, Some(200));
    assert_eq!(words.description.as_deref(), Some("FAILURE"));
    assert_eq!(practice.received(&system.id).len(), 1, "five failures block this computer");
}

/// The same for the test call.
#[tokio::test]
async fn a_token_that_is_refused_behind_200_does_not_count_as_working() {
    let (practice, system) = practice("yeastar-p-series").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, &system.demo[0]);
    desk.get_token(&id).await;
    let accepted = desk.try_token(&id).await.test.unwrap();
    assert!(accepted.accepted, "{accepted:?}");
    let token_request = Request::from(&practice.received(&system.id)[0]);
    assert_eq!(token_request.header("user-agent"), Some("OpenAPI"));
    drop(practice);
    // Another one that has never heard of this token.
    let (_other, other) = self::practice("yeastar-p-series").await;
    desk.enter(&id, "host", &other.address);
    let test = desk.try_token(&id).await.test.unwrap();
    assert!(!test.accepted);
    assert_eq!(test.diagnosis.unwrap().title, "The phone system does not accept this token");
}

/// RFC 9700 4.3: the only place the vendor takes it, and hidden wherever it is shown.
#[tokio::test]
async fn a_token_that_has_to_stand_in_the_address_is_hidden_where_the_request_is_shown() {
    let (practice, system) = practice("yeastar-p-series").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, &system.demo[0]);
    let token = desk.get_token(&id).await.token.unwrap().access_token;
    let test = desk.try_token(&id).await.test.unwrap();
    let call = Request::from(practice.received(&system.id).last().unwrap());
    assert!(call.target.contains(token.expose_secret()), "the vendor takes it nowhere else");
    assert!(!serde_json::to_string(&test).unwrap().contains(token.expose_secret()));
    assert!(!desk.view(&id).token.unwrap().has_authorization_header, "so no such header is offered to be copied");
}
