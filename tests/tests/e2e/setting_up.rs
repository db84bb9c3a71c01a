//! What a person does before there is a token.

use dialkey_practice::Demo;
use dialkey_tests::raw_server::RawServer;
use serde_json::{Value, json};

use crate::world::World;

/// Goes from the first screen to the filled form of a practice phone system.
pub(crate) async fn fill_in_by_clicks(world: &World, system: &str, way: Option<&str>) {
    world.click_row("Try with the practice phone system").await;
    world.click_row(system).await;
    if let Some(way) = way {
        world.click_radio(way).await;
    }
    world.click("button", "Continue").await;
    world.click("button", "Fill in the demo values").await;
    world.wait_for_text("Asks for the token at").await;
}

/// Gets the token and tries it.
pub(crate) async fn get_and_test(world: &World) {
    world.click("button", "Get token").await;
    world.wait_for_text("Valid until").await;
    world.click_first("button", "Test it").await;
    world.wait_for_text("The token works").await;
}

/// Goes from the first screen to the empty form of a phone system.
pub(crate) async fn choose(world: &World, system: &str, way: Option<&str>) {
    world.click_row("Add my phone system").await;
    pick(world, system, way).await;
}

/// Goes from the list of phone systems to the empty form of one.
pub(crate) async fn pick(world: &World, system: &str, way: Option<&str>) {
    world.type_into("Search phone systems", system).await;
    world.click_row(system).await;
    if let Some(way) = way {
        world.click_radio(way).await;
    }
    world.picture_when_drawn("choose").await;
    world.click("button", "Continue").await;
}

/// Makes a connection called "Northwind" with a token from `server`, past the screen, and answers with its name for life.
pub(crate) async fn connect(world: &World, server: &RawServer) -> String {
    let created = json!({ "system": "oauth2", "way": "client_credentials", "practice": false });
    let id = world.invoke("connection_create", created).await["id"].as_str().unwrap().to_owned();
    let token_address = server.url("/token");
    for (field, text) in [("token_address", token_address.as_str()), ("client_id", "c"), ("client_secret", "s3cret")] {
        world.invoke("value_enter", json!({ "id": id, "field": field, "text": text })).await;
    }
    world.invoke("connection_rename", json!({ "id": id, "name": "Northwind" })).await;
    let view = world.invoke("flow_start", json!({ "id": id })).await;
    assert_eq!(view["diagnosis"], Value::Null);
    id
}

/// Types a set of demo values into the form, as a person copies them from the vendor's pages.
pub(crate) async fn type_in(world: &World, demo: &Demo) {
    for value in demo.values.values() {
        world.replace_in(&value.label, &value.value).await;
    }
}
