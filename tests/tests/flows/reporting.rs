//! The report for support: what it tells, and what it does not.

use dialkey_adapters::reports::report_facts;
use dialkey_core::domain::{connection::ConnectionId, report::Report};
use dialkey_tests::{
    desk::TestDesk,
    raw_server::{RawServer, Reply},
};

const ID: &str = "front-desk-of-north-wind";
const SECRET: &str = "Zq7%k@V!x#M2+w:R&9~p'L";

async fn run(server: &RawServer) -> (TestDesk, ConnectionId) {
    let desk = TestDesk::default();
    let id = desk.create("oauth2", "client_credentials");
    let address = server.url("/token");
    let values =
        [("token_address", address.as_str()), ("client_id", ID), ("client_secret", SECRET), ("scope", "calls")];
    for (field, value) in values {
        desk.enter(&id, field, value);
    }
    desk.desk().rename(&id, "North Wind Ltd").unwrap();
    desk.get_token(&id).await;
    (desk, id)
}

fn report(desk: &TestDesk, id: &ConnectionId) -> Report {
    desk.desk().report(id, &report_facts()).unwrap()
}

#[tokio::test]
async fn f99_a_report_tells_what_happened_and_names_nobody() {
    let server = RawServer::start(|_| {
        let body =
            format!(r#"{{"error":"invalid_client","error_description":"{ID} is not \u001b[2Jknown, nor {SECRET}"}}"#);
        Reply::answer(401, &[("Content-Type", "application/json"), ("X-Machine", "pbx-7")], body)
    })
    .await;
    let (desk, id) = run(&server).await;
    let Report { text, taken_out, .. } = report(&desk, &id);
    for told in ["client_refused", "Ask for the token: failed", "401 Unauthorized", "invalid_client", "Recipe oauth2"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(text.contains("scope=calls") && text.contains("Client secret: filled in, 22 characters"), "{text}");
    assert!(text.contains("x-machine: …"), "of a header that is not known only the name is told: {text}");
    for hidden in [ID, SECRET, "North Wind", "pbx-7", "\u{1b}"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    assert!(taken_out.iter().any(|name| name == "Client ID") && taken_out.iter().any(|name| name == "Client secret"));
}

#[tokio::test]
async fn f99_a_report_tells_the_shape_of_a_token_and_not_a_part_of_it() {
    let server =
        RawServer::start(|_| Reply::json(200, r#"{"access_token":"at-very-long-1","token_type":"Bearer"}"#)).await;
    let (desk, id) = run(&server).await;
    let Report { text, .. } = report(&desk, &id);
    assert!(text.contains("Opaque, 14 characters") && text.contains("Nothing says how long it lasts"), "{text}");
    assert!(!text.contains("at-very"), "{text}");
}
