//! Signing in in a window of Dialkey, where the redirect address is a page of the phone system itself.

use dialkey_practice::{Acting, Practice};
use dialkey_tests::raw_server::{RawServer, Reply};
use url::Url;

use crate::{
    desktop::Screen,
    setting_up::{choose, type_in},
    world::World,
};

/// Fills in the form of a phone system that sends its answer to a page of its own, and chooses the window.
async fn fill_in(world: &World, practice: &Practice, way: &str, name: &str) {
    let system = practice.system("wildix-oauth2").unwrap();
    choose(world, "Wildix OAuth 2.0", Some(name)).await;
    type_in(world, system.demo_of(way).unwrap()).await;
    world.replace_in("Redirect URI", &format!("{}/api/v1/doc/", system.address)).await;
    world.click_radio("In a window of Dialkey").await;
}

/// The titles of the windows that are no main window.
fn sign_in_windows(world: &World) -> Vec<String> {
    world.window_titles().into_iter().filter(|title| title != "Dialkey").collect()
}

/// Waits until a sign-in window is open and yields its title.
async fn wait_for_window(world: &World) -> String {
    world.until("a sign-in window", async || Ok(sign_in_windows(world).pop())).await
}

async fn wait_until_closed(world: &World) {
    world.until("the sign-in window to close", async || Ok(sign_in_windows(world).is_empty().then_some(()))).await;
}

/// A page that sends the person back by itself, so that nobody has to act.
async fn sign_in_by_itself(way: &str, name: &str) {
    let practice = Practice::builder().only(&["wildix-oauth2"]).act_by_itself(Acting::Allow).start().await.unwrap();
    let world = World::open(Screen::LARGE).await;
    fill_in(&world, &practice, way, name).await;
    world.assert_accessible().await;
    world.picture_when_drawn(&format!("sign-in-window-set-up-{way}")).await;
    world.click("button", "Get token").await;
    world.wait_for_text("Valid until").await;
    world.click_first("button", "Test it").await;
    world.wait_for_text("The token works").await;
    wait_until_closed(&world).await;
    let received = practice.received("wildix-oauth2");
    assert!(received.iter().all(|request| request.path() != "/api/v1/doc/"), "the answer was stopped on its way");
    assert!(world.opened().is_empty(), "no browser was opened");
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_code_is_caught_by_the_sign_in_window() {
    sign_in_by_itself("code", "Authorization Code Grant").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_token_behind_the_number_sign_is_caught_by_the_sign_in_window() {
    sign_in_by_itself("implicit", "Implicit Grant").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn someone_who_allows_access_in_the_sign_in_window_gets_a_token() {
    let practice = Practice::start_only(&["wildix-oauth2"]).await.unwrap();
    let host = practice.system("wildix-oauth2").unwrap().address.replace("http://", "");
    let world = World::open(Screen::LARGE).await;
    fill_in(&world, &practice, "code", "Authorization Code Grant").await;
    let before = world.connections().await;

    world.click("button", "Get token").await;
    assert_eq!(wait_for_window(&world).await, format!("Not encrypted: {host} · Dialkey sign-in"));
    world.wait_for_text(&format!("A sign-in window is open at {host}")).await;
    world.press_escape().await;
    world.wait_for_text("No token yet").await;
    wait_until_closed(&world).await;
    world.assert_connections(&before).await;

    world.click("button", "Get token").await;
    let title = wait_for_window(&world).await;
    world.close_window(&title);
    world.wait_for_text("The sign-in window was closed").await;
    world.wait_for_text("Nothing was saved").await;

    world.click_first("button", "Try again").await;
    world.assistive_technology().await.press("Allow").await;
    world.wait_for_text("Valid until").await;
    wait_until_closed(&world).await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn the_title_of_the_sign_in_window_shows_a_lock_where_the_page_is_encrypted() {
    // Nobody trusts the certificate, so the page stays empty; its title is about the address.
    let server = RawServer::start_with_self_signed_certificate(|_| Reply::answer(200, &[], "")).await;
    let world = World::open(Screen::LARGE).await;
    fill_in_by_hand(&world, &server).await;
    world.click("button", "Get token").await;
    assert_eq!(wait_for_window(&world).await, format!("🔒 {} · Dialkey sign-in", server.address()));
    world.press_escape().await;
    wait_until_closed(&world).await;
}

/// Closes the window that is open, and reads what the person reads then.
async fn close_and_read(world: &World, before: &[serde_json::Value]) {
    let title = wait_for_window(world).await;
    world.close_window(&title);
    world.wait_for_text("The sign-in window was closed").await;
    world.wait_for_text("Nothing was saved").await;
    wait_until_closed(world).await;
    assert_eq!(world.connections().await[0]["fields"], before[0]["fields"], "what was typed is still there");
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f40_a_page_behind_a_certificate_of_the_house_gets_no_request_and_its_window_can_be_closed() {
    let server = RawServer::start_with_self_signed_certificate(|_| Reply::answer(200, &[], "a page")).await;
    let world = World::open(Screen::LARGE).await;
    fill_in_by_hand(&world, &server).await;
    let before = world.connections().await;
    world.click("button", "Get token").await;
    wait_for_window(&world).await;
    world.until("the handshake", async || Ok((server.connections() > 0).then_some(()))).await;
    close_and_read(&world, &before).await;
    assert!(server.requests().is_empty(), "nothing is sent to whom nobody vouches for");
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f41_a_window_that_stays_white_can_be_closed_and_nothing_is_lost() {
    let world = World::open(Screen::LARGE).await;
    let white = RawServer::start(|_| Reply::answer(200, &[("Content-Type", "text/html")], "")).await;
    fill_in_by_hand(&world, &white).await;
    let before = world.connections().await;
    world.click("button", "Get token").await;
    close_and_read(&world, &before).await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f41_a_window_at_a_phone_system_that_is_down_can_be_closed_and_nothing_is_lost() {
    let world = World::open(Screen::LARGE).await;
    let down = RawServer::start(|_| Reply::Bytes(Vec::new())).await;
    fill_in_by_hand(&world, &down).await;
    let before = world.connections().await;
    world.click("button", "Get token").await;
    wait_for_window(&world).await;
    drop(down);
    close_and_read(&world, &before).await;
}

/// Fills in the form of an unlisted phone system, and chooses the window.
async fn fill_in_by_hand(world: &World, server: &RawServer) {
    choose(world, "Any OAuth 2.0 system", Some("A person signs in, token in the address")).await;
    world.replace_in("Sign-in address", &server.url("/authorize")).await;
    world.replace_in("Client ID", "reception").await;
    world.replace_in("Redirect address", &server.url("/signed-in")).await;
    world.click_radio("In a window of Dialkey").await;
}

/// Sends the browser back with a token once it has shown that it keeps cookies.
fn sign_in_with_cookie(request: &[u8]) -> Reply {
    let request = String::from_utf8_lossy(request);
    let target = request.split(' ').nth(1).unwrap_or_default();
    let here = Url::parse("http://127.0.0.1/").unwrap().join(target).unwrap();
    let parameter = |name: &str| here.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    match here.path() {
        "/authorize" => {
            let answer = format!("/answer?state={}", parameter("state").unwrap_or_default());
            let headers = [("Set-Cookie", "signed-in=reception; Path=/; Max-Age=86400"), ("Location", answer.as_str())];
            Reply::answer(302, &headers, "")
        }
        "/answer" => {
            let state = parameter("state").unwrap_or_default();
            let answer = format!("/signed-in#access_token=a-token-of-the-test&token_type=Bearer&state={state}");
            Reply::answer(302, &[("Location", answer.as_str())], "")
        }
        _ => Reply::answer(404, &[], ""),
    }
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_second_sign_in_window_knows_nothing_of_the_first() {
    let server = RawServer::start(sign_in_with_cookie).await;
    let world = World::open(Screen::LARGE).await;
    fill_in_by_hand(&world, &server).await;
    world.click("button", "Get token").await;
    world.wait_for_text("Copy token").await;
    wait_until_closed(&world).await;
    world.click("button", "Sign in again").await;
    world.until("the second sign-in", async || Ok((server.requests().len() == 4).then_some(()))).await;
    wait_until_closed(&world).await;

    let had_cookie = |request: &Vec<u8>| {
        let request = String::from_utf8_lossy(request).to_ascii_lowercase();
        (request.split(' ').nth(1).unwrap().split('?').next().unwrap().to_owned(), request.contains("\r\ncookie:"))
    };
    let expected = [("/authorize", false), ("/answer", true)].map(|(path, cookie)| (path.to_owned(), cookie));
    let found: Vec<_> = server.requests().iter().map(had_cookie).collect();
    assert_eq!(found, [expected.clone(), expected].concat(), "each window has cookies of its own");
}
