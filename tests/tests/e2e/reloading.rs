//! Faults of the page: it is loaded anew in the middle of a run, or a script of it fails.

use dialkey_practice::Practice;
use dialkey_tests::raw_server::{RawServer, Reply};
use serde_json::json;

use crate::{
    desktop::Screen,
    setting_up::{choose, connect, type_in},
    world::World,
};

/// Fails now, later and in a promise, each time with a text of its own.
const FAIL: &str = "const fail = (text) => { throw new Error(text); };
    setTimeout(() => fail('planted-in-a-timer'));
    Promise.reject(new Error('planted-in-a-promise'));
    queueMicrotask(() => fail('planted-in-a-task'));";

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f95_a_page_that_is_loaded_anew_shows_the_sign_in_under_way_and_its_token() {
    let practice = Practice::start_only(&["wildix-oauth2"]).await.unwrap();
    let mut world = World::open(Screen::LARGE).await;
    let browser = world.start_browser().await;
    choose(&world, "Wildix OAuth 2.0", Some("Authorization Code Grant")).await;
    type_in(&world, practice.system("wildix-oauth2").unwrap().demo_of("code").unwrap()).await;
    world.replace_in("Redirect URI", "http://127.0.0.1/cb/reception").await;
    world.click("button", "Get token").await;
    world.wait_for_text("Your browser is open at").await;
    let typed = world.connections().await[0]["fields"].clone();

    world.reload().await;
    world.wait_for_text("Your browser is open at").await;
    world.find_row("Cancel").await;
    assert_eq!(world.connections().await[0]["fields"], typed, "what was typed is still there");
    browser.click("#allow").await;
    browser.wait_for_text("You are signed in").await;
    world.wait_for_text("Valid until").await;
    assert_eq!(world.opened().len(), 1, "it is the same sign-in");
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f95_a_run_that_was_begun_before_the_page_was_loaded_anew_can_be_cancelled() {
    let silent = RawServer::start(|_| Reply::Stall(Vec::new())).await;
    let world = World::open(Screen::LARGE).await;
    choose(&world, "Any OAuth 2.0 system", Some("For itself")).await;
    world.replace_in("Token address", &silent.url("/token")).await;
    world.replace_in("Client ID", "reception").await;
    world.replace_in("Client secret", "one-long-secret-of-the-reception").await;
    world.click("button", "Get token").await;
    world.until("the request", async || Ok((silent.requests().len() == 1).then_some(()))).await;
    world.reload().await;
    world.find_row("Cancel").await;
    world.press_escape().await;
    world.wait_for_text("No token yet").await;
    assert_eq!(silent.requests().len(), 1, "it was not sent again");
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f95_a_script_that_fails_ends_nothing() {
    let server = RawServer::start(|_| Reply::json(200, r#"{"access_token":"token-0","token_type":"Bearer"}"#)).await;
    let world = World::open(Screen::LARGE).await;
    let id = connect(&world, &server).await;
    world.reload().await;
    world.wait_for_text("Northwind").await;
    world.driver.execute(FAIL, Vec::new()).await.unwrap();
    world.click("button", "Copy token").await;
    world.wait_for_clipboard(|copied| copied == "token-0").await;
    // What a command is asked with may be wrong as well.
    for wrong in [json!({}), json!({ "id": 7 }), json!({ "id": "nobody", "field": [] })] {
        let refused = world.invoke("value_enter", wrong).await;
        assert!(refused.get("error").is_some(), "{refused}");
    }
    assert_eq!(world.invoke("connection_open", json!({ "id": id })).await["name"], "Northwind");
    assert!(!world.app_output().contains("planted-in"), "{}", world.app_output());
}
