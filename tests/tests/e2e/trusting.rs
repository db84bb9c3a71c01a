//! A phone system with a certificate of its own: looked at, compared, trusted, changed, and reported.

use serde_json::json;

use crate::{desktop::Screen, setting_up::fill_in_by_clicks, world::World};

const SELF_SIGNED: &str = "It made its certificate itself";

/// The filled form of a practice phone system that has made its certificate itself.
async fn fill_in(screen: Screen) -> World {
    let world = World::open(screen).await;
    world.click_row("Try with the practice phone system").await;
    world.choose_from("What goes wrong", SELF_SIGNED).await;
    world.wait_for_text("What Dialkey should say").await;
    world.click("button", "Back").await;
    fill_in_by_clicks(&world, "Any OAuth 2.0 system", None).await;
    world
}

async fn walk(screen: Screen, pictures: &str) {
    let world = fill_in(screen).await;
    world.click("button", "Check connection").await;
    world.wait_for_text("It cannot work like this yet").await;
    world.wait_for_text("The certificate is not trusted").await;
    world.assert_accessible().await;
    world.picture_when_drawn(&format!("check-{pictures}")).await;

    world.click("button", "Get token").await;
    world.wait_for_text("This computer does not trust").await;
    world.assert_accessible().await;
    world.picture_when_drawn(&format!("untrusted-{pictures}")).await;
    world.click("button", "Look at the certificate").await;
    world.wait_for_text("Is this your phone system?").await;
    world.assert_accessible().await;
    world.picture_when_drawn(&format!("certificate-{pictures}")).await;
    world.click("button", "Trust this certificate").await;
    world.wait_for_text("Valid until").await;

    world.click("button", "Check connection").await;
    world.wait_for_text("It is the one you trusted").await;
    world.picture_when_drawn(&format!("check-trusted-{pictures}")).await;
    world.click("button", "Done").await;
    world.click("button", "More actions").await;
    world.click("menuitem", "Report for support…").await;
    world.wait_for_text("Trusted at 127.0.0.1").await;
    world.assert_accessible().await;
    world.picture_when_drawn(&format!("report-{pictures}")).await;
    world.click("button", "Close").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_certificate_is_compared_and_trusted_and_then_the_token_comes() {
    walk(Screen::LARGE, "light").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_certificate_is_compared_and_trusted_in_a_small_dark_window() {
    walk(Screen::SMALL.dark(), "small-dark").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f83_a_changed_certificate_stops_everything_and_stands_beside_the_one_from_before() {
    let world = fill_in(Screen::LARGE).await;
    world.click("button", "Get token").await;
    world.click("button", "Look at the certificate").await;
    world.click("button", "Trust this certificate").await;
    world.wait_for_text("Valid until").await;

    world.invoke("practice_choose_fault", json!({ "fault": "changed-certificate" })).await;
    world.click("button", "Get a new token").await;
    world.wait_for_text("shows another certificate than before").await;
    world.assert_accessible().await;
    world.click("button", "Compare the certificates").await;
    world.wait_for_text("Trusted before").await;
    world.assert_accessible().await;
    world.picture_when_drawn("certificate-changed-light").await;
    world.click("button", "Cancel").await;
    world.wait_for_text("The token from before").await;

    world.click("button", "Compare the certificates").await;
    world.click("button", "Trust the new one").await;
    world.wait_for_text("Valid until").await;
    assert!(!world.page_source().await.contains("another certificate"), "nothing is left to compare");
}
