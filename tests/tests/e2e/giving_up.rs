//! What happens when nobody signs in, or nobody answers, until the time is over. The shortest time that can be chosen is
//! a minute, so all of them wait at once.

use std::{net::TcpListener, time::Duration};

use dialkey_practice::Practice;
use tokio::join;

use crate::{
    desktop::Screen,
    setting_up::{choose, type_in},
    world::World,
};

const OVER_WITHIN: Duration = Duration::from_secs(100);

/// Lets a sign-in with this redirect address, below that of the phone system or elsewhere, run out of time.
async fn nobody_signs_in(redirect: &str, place: Option<&str>, waiting: &str) {
    let practice = Practice::start_only(&["wildix-oauth2"]).await.unwrap();
    let system = practice.system("wildix-oauth2").unwrap();
    let world = World::open(Screen::SMALL).await;
    choose(&world, "Wildix OAuth 2.0", Some("Authorization Code Grant")).await;
    type_in(&world, system.demo_of("code").unwrap()).await;
    world.replace_in("Redirect URI", &redirect.replace("{address}", &system.address)).await;
    if let Some(place) = place {
        world.click_radio(place).await;
    }
    world.click("button", "More options").await;
    world.replace_in("Minutes to wait for the sign-in", "1").await;
    let before = world.connections().await;
    world.click("button", "Get token").await;
    world.wait_for_text(waiting).await;
    world.wait_for_text_at_most(OVER_WITHIN, "Nothing came back from the sign-in").await;
    world.until("the sign-in window to close", async || Ok((world.window_titles().len() == 1).then_some(()))).await;
    assert_values_kept(&world, &before).await;
}

/// The phone system answers the first call of a chain, and another host never answers the second.
async fn nobody_answers() {
    let practice = Practice::start_only(&["wildix-service-token"]).await.unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let world = World::open(Screen::SMALL).await;
    choose(&world, "Wildix service token", Some("Access token for service")).await;
    world.click("button", "More options").await;
    type_in(&world, practice.system("wildix-service-token").unwrap().demo_of("chain").unwrap()).await;
    world.replace_in("Authentication server", &format!("http://{}", silent.local_addr().unwrap())).await;
    let before = world.connections().await;
    world.click("button", "Get token").await;
    world.wait_for_text_at_most(OVER_WITHIN, "did not answer in time").await;
    assert_values_kept(&world, &before).await;
}

async fn assert_values_kept(world: &World, before: &[serde_json::Value]) {
    let after = world.connections().await;
    assert_eq!(after[0]["fields"], before[0]["fields"]);
    assert_eq!((&after[0]["token"], &after[0]["running"]), (&before[0]["token"], &before[0]["running"]));
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f23_when_the_time_is_over_it_is_explained_and_nothing_is_lost() {
    join!(
        nobody_signs_in("http://127.0.0.1/cb/reception", None, "Your browser is open at"),
        nobody_signs_in("{address}/api/v1/doc/", Some("In a window of Dialkey"), "A sign-in window is open at"),
        nobody_signs_in("{address}/api/v1/doc/", Some("In the browser"), "The address you ended up on"),
        nobody_answers(),
    );
}
