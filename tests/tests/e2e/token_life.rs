//! A token is looked at, asked about, revoked and forgotten, in the real window.

use dialkey_practice::Practice;

use crate::{
    desktop::Screen,
    setting_up::{choose, type_in},
    world::World,
};

/// A token of the practice phone system that has all that the standards offer.
async fn with_token(screen: Screen) -> (Practice, World) {
    let practice = Practice::start_only(&["oauth2"]).await.unwrap();
    let demo = practice.system("oauth2").unwrap().demo_of("client_credentials").unwrap().clone();
    let world = World::open(screen).await;
    choose(&world, "Any OAuth 2.0 system", Some("For itself")).await;
    world.click("button", "More options").await;
    type_in(&world, &demo).await;
    world.click("button", "Get token").await;
    world.wait_for_text("Valid until").await;
    (practice, world)
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn the_token_is_on_the_page_only_while_its_button_is_held() {
    let (_practice, world) = with_token(Screen::LARGE).await;
    world.click("button", "Copy token").await;
    world.wait_for_clipboard(|copied| !copied.is_empty()).await;
    let token = world.clipboard();
    let is_shown = async || Ok(world.page_source().await.contains(&token).then_some(()));
    let is_hidden = async || Ok((!world.page_source().await.contains(&token)).then_some(()));
    is_hidden().await.unwrap().expect("nobody has asked to see it");

    let button = world.find("button", "Hold to show the token").await;
    world.driver.action_chain().click_and_hold_element(&button).perform().await.unwrap();
    world.until("the token", is_shown).await;
    world.picture_when_drawn("token-held-light").await;
    world.driver.action_chain().release().perform().await.unwrap();
    world.until("the token is hidden again", is_hidden).await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_token_is_asked_about_and_revoked() {
    let (practice, world) = with_token(Screen::WIDE.dark()).await;
    world.click("button", "Show details of the token").await;
    world.click("button", "Ask the phone system about it").await;
    world.wait_for_text("The token is good").await;
    world.assert_accessible().await;
    world.picture_when_drawn("token-asked-about-wide-dark").await;

    world.click("button", "Revoke…").await;
    world.assert_accessible().await;
    world.picture_when_drawn("revoke-wide-dark").await;
    world.click("button", "Revoke").await;
    world.wait_for_text("No token yet").await;
    world.wait_for_text("Token revoked").await;
    assert!(practice.received("oauth2").len() >= 3, "the token, the question and the end of it");
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_token_that_is_forgotten_is_still_good_at_the_phone_system() {
    let (practice, world) = with_token(Screen::SMALL).await;
    let asked = practice.received("oauth2").len();
    world.click("button", "Show details of the token").await;
    world.click("button", "Forget…").await;
    world.picture_when_drawn("forget-small-light").await;
    world.click("button", "Forget").await;
    world.wait_for_text("No token yet").await;
    assert_eq!(practice.received("oauth2").len(), asked, "nobody was told");
}
