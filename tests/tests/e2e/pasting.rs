//! Whole things that are pasted into one field.

use crate::{desktop::Screen, setting_up::choose, world::World};

const COMMAND: &str = "curl -u 'desk-7:planted-4711' https://pbx.northwind.example/oauth/token -d scope=calls";

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f16_a_curl_command_in_one_field_fills_in_several_when_told_and_its_secret_never_comes_back() {
    let world = World::open(Screen::LARGE).await;
    choose(&world, "Any OAuth 2.0 system", Some("For itself")).await;
    world.replace_in("Client ID", COMMAND).await;
    world.wait_for_text("This is a curl command.").await;
    world.wait_for_text("12 characters").await;
    world.assert_accessible().await;
    world.picture_when_drawn("set-up-recognised-light").await;
    assert_eq!(world.value_of("Client ID").await, "", "nothing is changed before it was shown");

    world.click("button", "Fill in these 5 fields").await;
    world.wait_for_text("Entered, 12 characters").await;
    assert_eq!(world.value_of("Client ID").await, "desk-7");
    assert_eq!(world.value_of("Token address").await, "https://pbx.northwind.example/oauth/token");
    assert!(!world.page_source().await.contains("planted-4711"));
}
