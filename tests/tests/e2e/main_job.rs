//! The main job, from the first screen to a token that works, for someone who has only what is on the screen.

use std::{net::TcpListener, time::Duration};

use dialkey_practice::{Demo, Practice};

use crate::{
    desktop::Screen,
    setting_up::{choose, fill_in_by_clicks, get_and_test, type_in},
    world::World,
};

/// Copies the token in both shapes.
async fn copy(world: &World) {
    world.click("button", "Copy Authorization header").await;
    world.wait_for_clipboard(|copied| copied.starts_with("Bearer ")).await;
    world.click("button", "Copy token").await;
    world.wait_for_clipboard(|copied| !copied.is_empty() && !copied.contains(' ')).await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn someone_who_only_clicks_gets_a_token_signed_with_a_key() {
    let world = World::open(Screen::LARGE).await;
    fill_in_by_clicks(&world, "Pexip Infinity", None).await;
    world.wait_for_text("EC P-256 private key").await;
    world.picture_when_drawn("set-up-light").await;
    get_and_test(&world).await;
    world.picture_when_drawn("token-light").await;
    copy(&world).await;
    world.click_first("button", "Show details").await;
    world.wait_for_text("hidden").await;
    world.picture_when_drawn("token-details-light").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn someone_who_only_clicks_gets_a_token_for_a_tenant() {
    let world = World::open(Screen::SMALL.dark()).await;
    fill_in_by_clicks(&world, "Bright Pattern Contact Center", Some("Version 5.x")).await;
    world.picture_when_drawn("set-up-small-dark").await;
    get_and_test(&world).await;
    world.picture_when_drawn("token-small-dark").await;
    copy(&world).await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn someone_who_only_clicks_gets_a_token_with_a_password() {
    let world = World::open(Screen::LARGE.dark()).await;
    fill_in_by_clicks(&world, "RingMe / Telphin / UCom", Some("password_credentials")).await;
    world.picture_when_drawn("set-up-dark").await;
    get_and_test(&world).await;
    world.picture_when_drawn("token-dark").await;
    copy(&world).await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn someone_who_only_clicks_gets_a_token_from_an_unlisted_system() {
    let world = World::open(Screen::SMALL).await;
    fill_in_by_clicks(&world, "Any OAuth 2.0 system", None).await;
    world.picture_when_drawn("set-up-unlisted-small-light").await;
    world.click("button", "Get token").await;
    world.wait_for_text("Valid until").await;
    world.picture_when_drawn("token-small-light").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn someone_who_types_and_pastes_gets_a_token_and_the_page_keeps_no_secret() {
    let practice = Practice::start_only(&["pexip-infinity"]).await.unwrap();
    let demo = &practice.system("pexip-infinity").unwrap().demo[0];
    let world = World::open(Screen::LARGE).await;
    choose(&world, "Pexip Infinity", None).await;
    world.picture_when_drawn("set-up-empty-light").await;
    type_in(&world, demo).await;
    world.wait_for_text("EC P-256 private key").await;
    get_and_test(&world).await;
    copy(&world).await;

    let key_line = demo.values["private_key"].value.lines().nth(1).unwrap().to_owned();
    let token = world.clipboard();
    for (what, secret) in [("private key", &key_line), ("token", &token)] {
        assert!(!world.page_source().await.contains(secret.as_str()), "the page holds the {what}");
        assert!(!world.app_output().contains(secret.as_str()), "the log holds the {what}");
        assert!(!world.command_lines().iter().any(|line| line.contains(secret.as_str())), "arguments hold the {what}");
    }
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_refused_secret_is_explained_and_what_was_typed_is_still_there() {
    let practice = Practice::start_only(&["ringme"]).await.unwrap();
    let demo = practice.system("ringme").unwrap().demo_of("trusted").unwrap();
    let world = World::open(Screen::LARGE).await;
    choose(&world, "RingMe / Telphin / UCom", Some("trusted")).await;
    type_in(&world, demo).await;
    world.replace_in("App Secret", "0123456789abcdef0123456789abcdef").await;
    world.click("button", "Get token").await;
    world.wait_for_text("The provider does not recognise this application").await;
    world.wait_for_text("401 Unauthorized").await;
    world.picture_when_drawn("diagnosis-light").await;

    world.click("button", "Change App Secret").await;
    assert_eq!(world.value_of("App ID").await, demo.values["client_id"].value, "what was typed survives");
    world.replace_in("App Secret", &demo.values["client_secret"].value).await;
    world.click("button", "Get token").await;
    world.wait_for_text("Valid until").await;
    assert_eq!(practice.received("ringme").len(), 2, "one click, one attempt");
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn an_unknown_host_and_a_web_page_are_explained() {
    let practice = Practice::start_only(&["ringme"]).await.unwrap();
    let system = practice.system("ringme").unwrap();
    let world = World::open(Screen::SMALL.dark()).await;
    choose(&world, "RingMe / Telphin / UCom", Some("trusted")).await;
    type_in(&world, system.demo_of("trusted").unwrap()).await;
    world.replace_in("API host of your provider", "api.nobody.invalid").await;
    world.click("button", "Get token").await;
    world.wait_for_text("There is no host named api.nobody.invalid").await;
    world.picture_when_drawn("diagnosis-small-dark").await;

    world.click_first("button", "Change this value").await;
    world.replace_in("API host of your provider", &format!("{}/portal", system.address)).await;
    world.click("button", "Get token").await;
    world.wait_for_text("There is no token service at this address").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_key_of_another_client_is_explained_in_the_words_of_the_vendor() {
    let practice = Practice::start_only(&["pexip-infinity"]).await.unwrap();
    let other = Practice::start_only(&["pexip-infinity"]).await.unwrap();
    let world = World::open(Screen::LARGE.dark()).await;
    choose(&world, "Pexip Infinity", None).await;
    type_in(&world, &practice.system("pexip-infinity").unwrap().demo[0]).await;
    let other_key = &other.system("pexip-infinity").unwrap().demo[0].values["private_key"].value;
    world.replace_in("Private key", other_key).await;
    world.click("button", "Get token").await;
    world.wait_for_text("The Management Node does not recognise this client").await;
    world.wait_for_text("The key belongs to another client").await;
    world.picture_when_drawn("diagnosis-dark").await;
    world.click("button", "Change values").await;
    world.wait_for_text("EC P-256 private key").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_wrong_tenant_and_a_web_page_are_explained() {
    let practice = Practice::start().await.unwrap();
    let contact_center = practice.system("bright-pattern").unwrap();
    let world = World::open(Screen::SMALL).await;
    choose(&world, "Bright Pattern Contact Center", Some("Version 3.x")).await;
    type_in(&world, contact_center.demo_of("v3").unwrap()).await;
    world.replace_in("Tenant URL", "other.practice.test").await;
    world.click("button", "Get token").await;
    world.wait_for_text("The contact center refuses this user or secret").await;
    world.wait_for_text("The tenant is another one").await;
    world.click("button", "Change Tenant URL").await;
    assert_eq!(world.value_of("Tenant URL").await, "other.practice.test", "what was typed survives");

    world.click("button", "Back to the connections").await;
    world.click("button", "Add a phone system").await;
    world.click_row("Any OAuth 2.0 system").await;
    world.click("button", "Continue").await;
    let unlisted = practice.system("oauth2").unwrap();
    for label in ["Client ID", "Client secret"] {
        world.replace_in(label, "something").await;
    }
    world.replace_in("Token address", &format!("{}/", unlisted.address)).await;
    world.click("button", "Get token").await;
    world.wait_for_text("A web page came instead of a token").await;
    world.picture_when_drawn("diagnosis-small-light").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_missing_value_and_a_public_key_are_named_before_anything_is_sent() {
    let world = World::open(Screen::LARGE).await;
    choose(&world, "Pexip Infinity", None).await;
    world.click("button", "Get token").await;
    world.wait_for_text("Nothing was sent").await;
    world.click_first("button", "Change Private key").await;
    world
        .replace_in(
            "Private key",
            "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
        )
        .await;
    world.wait_for_text("This is a public key").await;
}

/// A server that accepts connections and stays silent, as the connection of someone who asks it for a token.
async fn ask_a_silent_server(world: &World) -> (TcpListener, Demo) {
    let practice = Practice::start_only(&["ringme"]).await.unwrap();
    let demo = practice.system("ringme").unwrap().demo_of("trusted").unwrap().clone();
    // The queue of the listener accepts for it.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    choose(world, "RingMe / Telphin / UCom", Some("trusted")).await;
    type_in(world, &demo).await;
    world.replace_in("API host of your provider", &format!("http://{}", silent.local_addr().unwrap())).await;
    world.click("button", "Get token").await;
    world.wait_for_text("of 30 s").await;
    (silent, demo)
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_run_can_be_cancelled_and_nothing_is_lost() {
    let world = World::open(Screen::LARGE).await;
    let (_silent, demo) = ask_a_silent_server(&world).await;
    world.picture_when_drawn("running-light").await;
    world.press_escape().await;
    world.wait_for_text("No token yet").await;
    world.click("button", "Change values").await;
    assert_eq!(world.value_of("App ID").await, demo.values["client_id"].value);
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_server_that_never_answers_is_given_up_and_explained() {
    let world = World::open(Screen::LARGE.dark()).await;
    let (_silent, demo) = ask_a_silent_server(&world).await;
    world.wait_for_text_at_most(Duration::from_mins(1), "did not answer in time").await;
    world.click("button", "Change values").await;
    assert_eq!(world.value_of("App ID").await, demo.values["client_id"].value);
}
