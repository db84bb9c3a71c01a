//! What is kept, locked, renewed and copied, in the real window.

use std::sync::atomic::{AtomicUsize, Ordering};

use dialkey_tests::raw_server::{RawServer, Reply};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use zbus::{interface, zvariant::OwnedValue};

use crate::{
    desktop::{Desktop, Screen},
    setting_up::{connect, fill_in_by_clicks, get_and_test},
    world::World,
};

const PASSPHRASE: &str = "correct horse";

/// Hands out tokens that live so many seconds, each with its number.
async fn token_service(seconds: u32) -> RawServer {
    let number = AtomicUsize::new(0);
    RawServer::start(move |_| {
        let number = number.fetch_add(1, Ordering::Relaxed);
        Reply::json(200, format!(r#"{{"access_token":"token-{number}","token_type":"Bearer","expires_in":{seconds}}}"#))
    })
    .await
}

/// A connection with a token from `server`, shown on the screen.
async fn connection_at(world: &World, server: &RawServer) -> String {
    let id = connect(world, server).await;
    world.reload().await;
    world.wait_for_text("Keeping it fresh").await;
    id
}

/// Unlocks the window with a passphrase.
async fn unlock(world: &World, passphrase: &str) {
    world.type_into("Passphrase", passphrase).await;
    world.click("button", "Unlock").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f92_what_is_kept_under_a_passphrase_survives_a_power_cut() {
    let mut world = World::open_first(Screen::SMALL).await;
    world.wait_for_text("What should open your connections?").await;
    world.assert_accessible().await;
    world.picture_when_drawn("first-start-small-light").await;
    world.type_into("Passphrase", PASSPHRASE).await;
    world.type_into("The same passphrase again", PASSPHRASE).await;
    world.click("button", "Use this passphrase").await;
    fill_in_by_clicks(&world, "Pexip Infinity", None).await;
    get_and_test(&world).await;

    world.kill_and_reopen().await;
    world.wait_for_text("Dialkey is locked").await;
    world.assert_accessible().await;
    unlock(&world, "battery staple").await;
    world.wait_for_text("This is not the passphrase of the vault.").await;
    assert_eq!(world.value_of("Passphrase").await, "battery staple", "what was typed is still there");
    world.picture_when_drawn("locked-small-light").await;
    world.replace_in("Passphrase", PASSPHRASE).await;
    world.click("button", "Unlock").await;
    world.wait_for_text("Valid until").await;
    world.wait_for_text("The token works").await;
    world.click("button", "Copy token").await;
    world.wait_for_clipboard(|copied| !copied.is_empty()).await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn with_a_keychain_nobody_is_asked_for_anything() {
    let mut world = World::open_on(Desktop::start(Screen::LARGE).with_keychain()).await;
    fill_in_by_clicks(&world, "Bright Pattern Contact Center", Some("Version 5.x")).await;
    get_and_test(&world).await;
    world.kill_and_reopen().await;
    world.wait_for_text("Valid until").await;

    world.click("button", "Settings").await;
    world.assert_accessible().await;
    world.picture_when_drawn("settings-general-light").await;
    world.click("button", "Storage and lock").await;
    world.wait_for_text("What opens the file").await;
    world.assert_accessible().await;
    world.picture_when_drawn("settings-storage-light").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn locked_now_the_window_shows_nothing_until_it_is_unlocked() {
    let world = World::open_first(Screen::LARGE.dark()).await;
    world.type_into("Passphrase", PASSPHRASE).await;
    world.type_into("The same passphrase again", PASSPHRASE).await;
    world.click("button", "Use this passphrase").await;
    world.find_row("Add my phone system").await;
    let server = token_service(3600).await;
    let id = connection_at(&world, &server).await;
    world.picture_when_drawn("kept-dark").await;

    world.click("button", "Lock").await;
    world.wait_for_text("You locked it.").await;
    world.picture_when_drawn("locked-dark").await;
    assert!(!world.page_source().await.contains("Northwind"), "nothing of it is left on the page");
    for command in ["connection_open", "token_copy", "token_reveal", "flow_start"] {
        let refused = world.invoke(command, json!({ "id": id, "what": "token" })).await;
        assert_eq!(refused["error"]["code"], "locked", "{command}: {refused}");
    }
    assert_eq!(server.requests().len(), 1, "a locked vault asks nobody");
    unlock(&world, PASSPHRASE).await;
    world.wait_for_text("Northwind").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_deleted_connection_comes_back_with_its_token() {
    let world = World::open(Screen::LARGE).await;
    let server = token_service(3600).await;
    connection_at(&world, &server).await;
    world.click("button", "More actions").await;
    world.picture_when_drawn("connection-menu-light").await;
    world.click("menuitem", "Delete").await;
    world.wait_for_text("is deleted").await;
    world.find_row("Add my phone system").await;
    world.click("button", "Undo").await;
    world.wait_for_text("Valid until").await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_token_that_is_kept_fresh_is_renewed_before_it_ends() {
    let world = World::open(Screen::LARGE).await;
    let server = token_service(8).await;
    connection_at(&world, &server).await;
    world.click("switch", "Renew before it expires").await;
    world.until("the second renewal", async || Ok((server.requests().len() >= 3).then_some(()))).await;
    world.wait_for_text("Got a new token, lasts 8 seconds").await;
    world.picture_when_drawn("kept-fresh-light").await;
    world.click("switch", "Renew before it expires").await;
    world.wait_for_text("Expired at").await;
}

/// Shows notifications, as a desktop does, to the test.
struct Notifications(tokio::sync::mpsc::UnboundedSender<(String, String)>);

#[expect(clippy::too_many_arguments, clippy::unused_self, reason = "the specification says what is asked")]
#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    fn notify(
        &self,
        program: &str,
        replaces: u32,
        icon: &str,
        title: &str,
        text: &str,
        actions: Vec<String>,
        hints: std::collections::HashMap<String, OwnedValue>,
        timeout: i32,
    ) -> u32 {
        // All but title and text is how a desktop would show them.
        let _ = (program, replaces, icon, actions, hints, timeout);
        self.0.send((title.to_owned(), text.to_owned())).expect("the test listens");
        1
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("test".into(), "test".into(), "1".into(), "1.2".into())
    }
}

async fn notifications(bus: &zbus::Connection) -> UnboundedReceiver<(String, String)> {
    let (sender, shown) = unbounded_channel();
    bus.object_server().at("/org/freedesktop/Notifications", Notifications(sender)).await.unwrap();
    bus.request_name("org.freedesktop.Notifications").await.unwrap();
    shown
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test"]
async fn a_refused_renewal_is_notified_once_and_not_tried_again() {
    let world = World::open(Screen::LARGE).await;
    let bus = world.bus().await;
    let mut shown = notifications(&bus).await;
    let number = AtomicUsize::new(0);
    let server = RawServer::start(move |_| match number.fetch_add(1, Ordering::Relaxed) {
        0 => Reply::json(200, r#"{"access_token":"first","token_type":"Bearer","expires_in":8}"#),
        _ => Reply::json(401, r#"{"error":"invalid_client"}"#),
    })
    .await;
    let id = connection_at(&world, &server).await;
    world.click("switch", "Renew before it expires").await;
    let (title, text) = shown.recv().await.unwrap();
    assert_eq!(title, "Northwind");
    assert!(text.contains("could not be renewed"), "{text}");
    world.wait_for_text("401 Unauthorized").await;
    world.picture_when_drawn("not-kept-fresh-light").await;

    // What a person does makes the program look again; it must not take that for a reason to send anything.
    world.invoke("connection_keep_fresh", json!({ "id": id, "keep": false })).await;
    world.invoke("connection_keep_fresh", json!({ "id": id, "keep": true })).await;
    world.invoke("connection_list", json!({})).await;
    assert_eq!(server.requests().len(), 2, "a refused credential is sent once");
    assert!(shown.try_recv().is_err(), "it is told once");
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f97_a_copied_token_leaves_the_clipboard_and_what_came_after_it_stays() {
    let world = World::open(Screen::LARGE).await;
    let server = token_service(3600).await;
    connection_at(&world, &server).await;
    let mut preferences = world.invoke("preferences_view", json!({})).await;
    preferences["clipboardSeconds"] = json!(1);
    world.invoke("preferences_change", json!({ "preferences": preferences })).await;

    world.click("button", "Copy token").await;
    world.wait_for_clipboard(|copied| copied == "token-0").await;
    world.wait_for_clipboard(str::is_empty).await;

    world.click("button", "Copy Authorization header").await;
    world.wait_for_clipboard(|copied| copied == "Bearer token-0").await;
    world.invoke("text_copy", json!({ "text": "somebody else's" })).await;
    // The next copy's time ends after that of the one before.
    world.wait_for_clipboard(|copied| copied == "somebody else's").await;
    let after_that = std::time::Instant::now();
    world.until("the time of the copy is over", async || Ok((after_that.elapsed().as_secs() >= 2).then_some(()))).await;
    assert_eq!(world.clipboard(), "somebody else's");
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f93_a_second_window_says_that_the_first_is_open_also_without_a_session_bus() {
    let world = World::open(Screen::SMALL).await;
    let second = world.app().output().unwrap();
    assert!(second.status.success(), "the first window came to the front");
    let without_bus = world.app().env_remove("DBUS_SESSION_BUS_ADDRESS").output().unwrap();
    assert_eq!(without_bus.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&without_bus.stderr).contains("Dialkey is already open"), "{without_bus:?}");
    assert_eq!(world.window_titles(), ["Dialkey"]);
}
