//! The chain of three calls.

use std::net::TcpListener;

use dialkey_practice::{Demo, Practice};

use crate::{
    desktop::Screen,
    setting_up::{choose, type_in},
    world::World,
};

async fn fill_in(world: &World, demo: &Demo) {
    choose(world, "Wildix service token", Some("Access token for service")).await;
    world.click("button", "More options").await;
    type_in(world, demo).await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_chain_of_calls_can_be_cancelled_and_leads_to_a_token() {
    let practice = Practice::start_only(&["wildix-service-token"]).await.unwrap();
    let demo = practice.system("wildix-service-token").unwrap().demo_of("chain").unwrap();
    let world = World::open(Screen::LARGE).await;
    fill_in(&world, demo).await;
    // The queue of the listener accepts for it, and nobody answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    world.replace_in("Authentication server", &format!("http://{}", silent.local_addr().unwrap())).await;
    let before = world.connections().await;
    world.click("button", "Get token").await;
    world.wait_for_text("of 30 s").await;
    world
        .until("the second call", async || Ok((practice.received("wildix-service-token").len() == 1).then_some(())))
        .await;
    world.press_escape().await;
    world.wait_for_text("No token yet").await;
    world.assert_connections(&before).await;

    world.click("button", "Change values").await;
    world.click("button", "More options").await;
    world.replace_in("Authentication server", &demo.values["auth_host"].value).await;
    world.click("button", "Get token").await;
    world.wait_for_text("Expiry unknown").await;
    assert_eq!(practice.received("wildix-service-token").len(), 4, "one call before, three now");
}
