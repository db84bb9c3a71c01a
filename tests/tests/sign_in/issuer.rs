//! Who answered (RFC 9207).

use dialkey_core::domain::{
    connection::ConnectionId,
    diagnosis::{CauseAction, DiagnosisCode},
    note::Note,
};
use dialkey_tests::scripted_server::{Asked, ScriptedServer, grant};

use super::Scene;

/// A server whose answers name this issuer, where `{}` is its own address.
async fn naming(issuer: Option<&'static str>) -> ScriptedServer {
    let way_back = move |asked: &Asked| {
        let mut answer = vec![("code", "code-1"), ("state", asked.get("state"))];
        let own = asked.get("own_address").to_owned();
        let named = issuer.map(|issuer| issuer.replace("{}", &own));
        answer.extend(named.as_deref().map(|named| ("iss", named)));
        asked.back_with(&answer)
    };
    ScriptedServer::start(way_back, |_| grant()).await
}

/// A connection that knows the issuer, and whether the server is known to name it.
fn scene_at(server: &ScriptedServer, is_advertised: bool) -> Scene {
    let scene = Scene::at(server, "authorization_code");
    scene.enter("issuer", &server.issuer());
    scene.enter("sign_in_parameters", &format!("own_address={}", server.issuer()));
    if is_advertised {
        scene.desk.advertise_issuer(&scene.id);
    }
    scene
}

/// RFC 9207 2.4: the right one, and nothing that only looks like it.
#[tokio::test]
async fn f28_the_issuer_is_compared_letter_by_letter() {
    for (named, fits) in [
        ("{}", true),
        ("{}/", false),
        ("{}/tenant", false),
        ("https://attacker.test", false),
        ("http://LOCALHOST", false),
    ] {
        let server = naming(Some(named)).await;
        let scene = scene_at(&server, false);
        let record = scene.run().await;
        assert_eq!(record.token.is_some(), fits, "{named}");
        assert_eq!(server.requests_to("/token").len(), usize::from(fits), "no code goes on after {named}");
        if !fits {
            let diagnosis = record.diagnosis.unwrap();
            assert_eq!(diagnosis.code, DiagnosisCode::IssuerMismatch, "{named}");
            assert_eq!(diagnosis.title, "The answer came from a different server");
            assert!(diagnosis.text.unwrap().contains("so it was not used"));
            let about_issuer =
                |action: &CauseAction| matches!(action, CauseAction::EditField { field, .. } if field == "issuer");
            assert!(diagnosis.causes.iter().filter_map(|cause| cause.action.as_ref()).any(about_issuer));
        }
    }
}

/// RFC 9207 2.4
#[tokio::test]
async fn f28_an_answer_without_an_issuer_is_refused_where_the_server_is_known_to_name_it() {
    let server = naming(None).await;
    assert_eq!(scene_at(&server, true).diagnosis().await.code, DiagnosisCode::IssuerMismatch);
    assert!(server.requests_to("/token").is_empty());
    assert_eq!(scene_at(&server, false).run().await.diagnosis, None, "where that is not known it is no reason");
}

/// RFC 9207 2.4: an error of another server is not told as one of this server.
#[tokio::test]
async fn f28_an_error_that_names_another_issuer_is_not_taken_for_this_server_s() {
    let way_back = |asked: &Asked| {
        let answer = [("error", "access_denied"), ("state", asked.get("state")), ("iss", "https://attacker.test")];
        asked.back_with(&answer)
    };
    let server = ScriptedServer::start(way_back, |_| grant()).await;
    assert_eq!(scene_at(&server, false).diagnosis().await.code, DiagnosisCode::IssuerMismatch);
}

/// RFC 9207 2.4: without an issuer there is nothing to compare; what the server calls itself is kept for next time.
#[tokio::test]
async fn an_issuer_that_was_never_entered_is_no_reason_to_refuse_and_is_remembered() {
    let server = naming(Some("{}")).await;
    let scene = scene_at(&server, false);
    scene.enter("issuer", "");
    let record = scene.run().await;
    assert_eq!(record.diagnosis, None);
    let says_so = |note: &Note| note.evidence.as_deref() == Some(server.issuer().as_str());
    assert!(record.token.unwrap().notes.iter().any(says_so), "it is said that the name is kept");
    assert!(record.connection.names_issuer);
    let issuer = scene.desk.view(&scene.id).fields.into_iter().find(|field| field.key == "issuer").unwrap();
    assert_eq!(issuer.text, server.issuer());
}

/// RFC 9207 4
#[tokio::test]
async fn two_connections_with_one_issuer_and_two_token_addresses_are_pointed_out() {
    let server = naming(Some("{}")).await;
    let scene = scene_at(&server, false);
    let about_issuer = |id: &ConnectionId| {
        let notes = scene.desk.view(id).notes;
        notes.iter().any(|note| note.text.contains("the same issuer"))
    };
    assert!(!about_issuer(&scene.id));
    let other = scene.desk.create("oauth2", "authorization_code");
    scene.desk.enter(&other, "issuer", &server.issuer());
    scene.desk.enter(&other, "token_address", "https://elsewhere.practice.test/token");
    assert!(about_issuer(&scene.id) && about_issuer(&other));
}
