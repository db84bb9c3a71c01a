//! Signing in with the system's browser: the answer comes back to a listener, or is pasted.

use std::net::TcpListener;

use dialkey_practice::Practice;
use dialkey_tests::{
    oidc_provider::{Client, OidcProvider, SCOPE},
    raw_server::{RawServer, Reply},
};

use crate::{
    desktop::Screen,
    setting_up::{choose, pick, type_in},
    world::World,
};

/// A redirect address of this computer, with whatever port is free: worlds run at once and must not want the same.
const ANY_PORT: &str = "http://127.0.0.1/cb/reception";

const PHONE_SYSTEM: &str = "Wildix OAuth 2.0";
const WAY: &str = "Authorization Code Grant";

/// Fills in the form of a phone system that sends its answer to this computer.
async fn fill_in(world: &World, practice: &Practice, redirect: &str) {
    choose(world, PHONE_SYSTEM, Some(WAY)).await;
    enter(world, practice, redirect).await;
}

async fn enter(world: &World, practice: &Practice, redirect: &str) {
    type_in(world, practice.system("wildix-oauth2").unwrap().demo_of("code").unwrap()).await;
    world.replace_in("Redirect URI", redirect).await;
}

/// A person who says no at first. `look` names the pictures of it.
async fn decline_and_then_allow(screen: Screen, look: &str) {
    let practice = Practice::start_only(&["wildix-oauth2"]).await.unwrap();
    let mut world = World::open(screen).await;
    let browser = world.start_browser().await;
    fill_in(&world, &practice, ANY_PORT).await;
    world.wait_for_text("The browser comes back to this computer by itself").await;
    world.assert_accessible().await;
    world.picture_when_drawn(&format!("sign-in-set-up-{look}")).await;

    world.click("button", "Get token").await;
    world.wait_for_text("Your browser is open at 127.0.0.1").await;
    world.assert_accessible().await;
    world.picture_when_drawn(&format!("sign-in-waiting-{look}")).await;
    browser.click("#deny").await;
    browser.wait_for_text("The sign-in was declined").await;
    world.wait_for_text("Access was not allowed").await;
    world.assert_accessible().await;
    world.picture_when_drawn(&format!("sign-in-denied-{look}")).await;

    world.click_first("button", "Try again").await;
    browser.click("#allow").await;
    browser.wait_for_text("You are signed in").await;
    let last = browser.wait_for_address(|_| true).await;
    assert!(last.path().starts_with("/done/") && last.query().is_none() && last.fragment().is_none(), "{last}");
    world.wait_for_text("Valid until").await;
    world.click_first("button", "Test it").await;
    world.wait_for_text("The token works").await;
    world.assert_accessible().await;
    world.picture_when_drawn(&format!("sign-in-token-{look}")).await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn who_declines_in_the_browser_is_told_so_and_may_allow_it_the_next_time() {
    decline_and_then_allow(Screen::WIDE, "wide-light").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn who_declines_in_the_browser_is_told_so_and_may_allow_it_the_next_time_in_the_dark() {
    decline_and_then_allow(Screen::WIDE.dark(), "wide-dark").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn who_declines_in_the_browser_is_told_so_and_may_allow_it_the_next_time_in_a_small_window() {
    decline_and_then_allow(Screen::SMALL, "small-light").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn who_declines_in_the_browser_is_told_so_and_may_allow_it_the_next_time_in_a_small_dark_window() {
    decline_and_then_allow(Screen::SMALL.dark(), "small-dark").await;
}

/// Copies the token that takes the place of this one.
async fn copy_next_token(world: &World, token: &str) -> String {
    world
        .until("another token on the clipboard", async || {
            world.copy_now().await?;
            let copied = world.clipboard();
            Ok((!copied.is_empty() && copied != token).then_some(copied))
        })
        .await
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn someone_who_signs_in_at_a_certified_server_gets_a_token_and_renews_it() {
    let client = Client::with_secret("reception", "one-long-secret-of-the-reception", "client_secret_post");
    let server = OidcProvider::start(&[client.signing_in(ANY_PORT)], "/token");
    let calls = RawServer::start(|_| Reply::json(200, r#"{"calls":[]}"#)).await;
    let mut world = World::open(Screen::LARGE).await;
    let browser = world.start_browser().await;
    choose(&world, "Any OAuth 2.0 system", Some("A person signs in")).await;
    world.replace_in("Issuer", &server.issuer).await;
    world.click("button", "Look up the addresses").await;
    world.wait_for_text(&server.token_endpoint).await;
    world.picture_when_drawn("discovery-light").await;
    world.click("button", "Use these").await;
    world
        .until("the address that was looked up", async || {
            Ok((world.value_of("Sign-in address").await == server.authorization_endpoint).then_some(()))
        })
        .await;
    world.replace_in("Client ID", "reception").await;
    world.replace_in("Client secret", "one-long-secret-of-the-reception").await;
    world.replace_in("Redirect address", ANY_PORT).await;
    world.replace_in("Scope", SCOPE).await;
    world.click("button", "More options").await;
    world.replace_in("Address to test the token on", &calls.url("/calls")).await;

    world.click("button", "Get token").await;
    browser.type_into("#user", "reception").await;
    browser.click("#sign-in").await;
    browser.click("#allow").await;
    browser.wait_for_text("You are signed in").await;
    let last = browser.wait_for_address(|_| true).await;
    assert!(last.path().starts_with("/done/") && last.query().is_none() && last.fragment().is_none(), "{last}");
    world.wait_for_text("Valid until").await;
    world.click_first("button", "Test it").await;
    world.wait_for_text("The token works").await;
    let first = copy_next_token(&world, "").await;
    let call = String::from_utf8(calls.requests().remove(0)).unwrap();
    assert!(call.to_ascii_lowercase().contains("authorization: bearer "), "{call}");
    assert!(call.contains(&first), "the token of the window is the one that was tried");

    // The server takes every refresh token once, so the second time shows that the new one was kept.
    world.click("button", "Renew").await;
    let second = copy_next_token(&world, &first).await;
    world.click("button", "Renew").await;
    copy_next_token(&world, &second).await;
    assert_eq!(world.opened().len(), 1, "renewing opens no browser");
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_refused_code_is_not_called_a_success_in_the_browser() {
    let practice = Practice::start_only(&["wildix-oauth2"]).await.unwrap();
    let mut world = World::open(Screen::LARGE).await;
    let browser = world.start_browser().await;
    fill_in(&world, &practice, ANY_PORT).await;
    world.replace_in("Secret key", "Vk7@tQz!3m#Lr9%Xc2*Wb6@Hn4!Ps8#Jd1%Gf5*Kx").await;
    world.click("button", "Get token").await;
    browser.click("#allow").await;
    browser.wait_for_text("There is no token yet").await;
    world.wait_for_text("The PBX does not recognise this application").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f23_a_sign_in_can_be_opened_again_and_cancelled_and_then_its_port_is_free() {
    let practice = Practice::start_only(&["wildix-oauth2"]).await.unwrap();
    let world = World::open(Screen::LARGE).await;
    // It is free again when the listener is dropped; the system hands out other ones first.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    fill_in(&world, &practice, &format!("http://127.0.0.1:{port}/cb/reception")).await;
    let before = world.connections().await;

    world.click("button", "Get token").await;
    world.wait_for_text("Your browser is open at").await;
    assert!(TcpListener::bind(("127.0.0.1", port)).is_err(), "the answer is waited for at this port");
    world.click("button", "Open again").await;
    let opened =
        world.until("the page a second time", async || Ok(Some(world.opened()).filter(|opened| opened.len() == 2)));
    let opened = opened.await;
    assert_eq!(opened[0], opened[1], "it is the same sign-in");
    world.click("button", "Copy link").await;
    world.wait_for_clipboard(|copied| copied == opened[0].as_str()).await;

    world.press_escape().await;
    world.wait_for_text("No token yet").await;
    world.until("the port", async || Ok(TcpListener::bind(("127.0.0.1", port)).ok())).await;
    world.assert_connections(&before).await;
    assert!(practice.received("wildix-oauth2").is_empty(), "nothing was asked for");
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f34_a_second_sign_in_ends_the_first_and_takes_over_its_port() {
    let practice = Practice::start_only(&["wildix-oauth2"]).await.unwrap();
    let world = World::open(Screen::LARGE).await;
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let redirect = format!("http://127.0.0.1:{port}/cb/reception");
    fill_in(&world, &practice, &redirect).await;
    world.replace_in("Name in your list", "Reception").await;
    world.click("button", "Get token").await;
    world.wait_for_text("Your browser is open at").await;

    world.click("button", "Add a phone system").await;
    pick(&world, PHONE_SYSTEM, Some(WAY)).await;
    enter(&world, &practice, &redirect).await;
    world.replace_in("Name in your list", "Kitchen").await;
    world.click("button", "Get token").await;
    let both = world.until("the second page", async || Ok(Some(world.opened()).filter(|opened| opened.len() == 2)));
    let both = both.await;
    assert_ne!(both[0], both[1], "each sign-in has a state of its own");
    world.wait_for_text("Your browser is open at").await;

    world.click_row("Reception").await;
    world.wait_for_text("No token yet").await;
    world.click_row("Kitchen").await;
    world.wait_for_text("Your browser is open at").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f23_the_address_of_the_last_page_can_be_pasted() {
    let practice = Practice::start_only(&["wildix-oauth2"]).await.unwrap();
    let system = practice.system("wildix-oauth2").unwrap();
    let mut world = World::open(Screen::LARGE).await;
    let browser = world.start_browser().await;
    fill_in(&world, &practice, &format!("{}/api/v1/doc/", system.address)).await;
    world.click_radio("In the browser, then paste the address").await;
    let before = world.connections().await;

    world.click("button", "Get token").await;
    let field = "The address you ended up on";
    world.wait_for_text(field).await;
    world.assert_accessible().await;
    world.picture_when_drawn("sign-in-paste-light").await;
    browser.click("#allow").await;
    let is_answer = |address: &url::Url| address.path() == "/api/v1/doc/" && address.query().is_some();
    let old = browser.wait_for_address(is_answer).await;
    world.press_escape().await;
    world.wait_for_text("No token yet").await;
    world.assert_connections(&before).await;

    world.click("button", "Get token").await;
    browser.click("#allow").await;
    let address = browser.wait_for_address(|address| is_answer(address) && *address != old).await;
    world.type_into(field, old.as_str()).await;
    world.click("button", "Continue").await;
    world.wait_for_text("This answer is from an earlier sign-in").await;
    world.assert_accessible().await;
    world.picture_when_drawn("sign-in-paste-refused-light").await;
    world.replace_in(field, address.as_str()).await;
    world.click("button", "Continue").await;
    world.wait_for_text("Valid until").await;
}
