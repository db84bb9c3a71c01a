//! Without a mouse, at twice the size (which leaves half the screen), and with texts longer than anybody expects.

use dialkey_tests::raw_server::{RawServer, Reply};
use serde_json::json;
use thirtyfour::Key;

use crate::{desktop::Screen, setting_up::connect, world::World};

/// More stops than any screen has.
const MOST_STOPS: usize = 80;

const FOCUSED: &str = "const focused = document.activeElement;
    return focused === document.body ? '' : (focused.getAttribute('aria-label') || focused.innerText || '').trim();";
/// Pixels that stand out of the window to the right.
const STANDING_OUT: &str = "return document.documentElement.scrollWidth - window.innerWidth;";

impl World {
    async fn press(&self, key: Key) {
        self.driver.active_element().await.expect("something has the focus").send_keys(key).await.unwrap();
    }

    /// Goes from stop to stop until one with this name has the focus, and presses Enter there.
    async fn enter_at(&self, name: &str) {
        let mut passed = Vec::new();
        for _ in 0..MOST_STOPS {
            let focused: String = self.driver.execute(FOCUSED, Vec::new()).await.unwrap().convert().unwrap();
            if focused.contains(name) {
                return self.press(Key::Enter).await;
            }
            passed.push(focused);
            self.press(Key::Tab).await;
        }
        panic!("the keys do not lead to {name:?}, but past {passed:?}");
    }

    /// Goes down a list to the row with this name.
    async fn go_down_to(&self, name: &str) {
        for _ in 0..MOST_STOPS {
            let focused: String = self.driver.execute(FOCUSED, Vec::new()).await.unwrap().convert().unwrap();
            if focused.contains(name) {
                return;
            }
            self.press(Key::Down).await;
        }
        panic!("the arrow keys do not lead to {name:?}");
    }

    async fn assert_nothing_stands_out(&self, when: &str) {
        let pixels: i64 = self.driver.execute(STANDING_OUT, Vec::new()).await.unwrap().convert().unwrap();
        assert!(pixels <= 0, "{pixels} pixels stand out {when}");
    }
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f98_the_keys_alone_lead_to_a_token() {
    let world = World::open(Screen::SMALL).await;
    world.enter_at("Try with the practice phone system").await;
    world.find_row("Pexip Infinity").await;
    world.enter_at("3CX").await;
    world.go_down_to("Pexip Infinity").await;
    world.find("button", "Continue").await;
    world.enter_at("Continue").await;
    world.find("button", "Fill in the demo values").await;
    world.enter_at("Fill in the demo values").await;
    world.wait_for_text("Asks for the token at").await;
    world.enter_at("Get token").await;
    world.wait_for_text("Valid until").await;
    world.enter_at("Copy token").await;
    world.wait_for_clipboard(|copied| !copied.is_empty()).await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f98_twice_the_size_and_with_long_texts_everything_can_be_reached() {
    let server = RawServer::start(|_| Reply::json(200, r#"{"access_token":"token-0","token_type":"Bearer"}"#)).await;
    for screen in [Screen::ENLARGED, Screen::ENLARGED.dark()] {
        let world = World::open(screen).await;
        world.assert_nothing_stands_out("on the first screen").await;
        world.assert_accessible().await;
        let id = connect(&world, &server).await;
        let name = "Telefonanlagenverwaltungszugangsberechtigung ".repeat(6);
        world.invoke("connection_rename", json!({ "id": id, "name": name.trim() })).await;
        world.reload().await;
        world.find("button", "Copy token").await;
        world.assert_nothing_stands_out("beside a token").await;
        world.assert_accessible().await;
        world.picture_when_drawn("enlarged-token").await;
        world.click("button", "Change values").await;
        world.wait_for_text("Token address").await;
        world.assert_nothing_stands_out("on the form").await;
        world.assert_accessible().await;
        world.picture_when_drawn("enlarged-form").await;
    }
}
