//! Markup in everything that comes from outside: it is text, and nothing in it runs.

use dialkey_tests::raw_server::{RawServer, Reply};
use serde_json::json;

use crate::{desktop::Screen, world::World};

const MARKUP: &str = "<img src=x onerror=\"window.ran=1\"><script>window.ran=1</script>{{7*7}}${7*7}";

/// What markup would have left behind, and where the page is.
const LEFT_BEHIND: &str = "return JSON.stringify([
    window.ran ?? null, document.querySelectorAll('[onerror], body script, iframe, a[href^=javascript]').length]);";
/// Puts markup into the page as a fault of ours would, and waits until it would have run.
const FORGET_TO_ESCAPE: &str = "const [markup, done] = arguments;
    const place = document.createElement('div');
    place.innerHTML = markup + '<a id=\"go\" href=\"javascript:window.ran=1\">x</a><svg onload=\"window.ran=1\"></svg>';
    document.body.append(place);
    document.getElementById('go').click();
    setTimeout(() => { place.remove(); done(); }, 300);";

async fn left_behind(world: &World) -> String {
    world.driver.execute(LEFT_BEHIND, Vec::new()).await.unwrap().convert().unwrap()
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f96_markup_of_the_phone_system_and_of_the_person_is_shown_letter_by_letter() {
    let body = json!({ "error": MARKUP, "error_description": MARKUP, "error_uri": "javascript:window.ran=1" });
    let server = RawServer::start(move |_| Reply::answer(400, &[("X-Words", MARKUP)], body.to_string())).await;
    let world = World::open(Screen::LARGE).await;
    let created = json!({ "system": "oauth2", "way": "client_credentials", "practice": false });
    let id = world.invoke("connection_create", created).await["id"].as_str().unwrap().to_owned();
    let token_address = server.url("/token");
    for (field, text) in
        [("token_address", token_address.as_str()), ("client_id", "reception"), ("client_secret", "s3cret")]
    {
        world.invoke("value_enter", json!({ "id": id, "field": field, "text": text })).await;
    }
    world.invoke("connection_rename", json!({ "id": id, "name": MARKUP })).await;
    world.invoke("flow_start", json!({ "id": id })).await;
    let start = world.driver.current_url().await.unwrap();
    world.reload().await;
    world.wait_for_text(MARKUP).await;
    world.wait_for_text("The phone system refused the request").await;
    world.picture_when_drawn("markup-light").await;
    assert_eq!(left_behind(&world).await, "[null,0]");

    // Should a text ever become markup all the same, the content policy keeps it from running.
    world.driver.execute_async(FORGET_TO_ESCAPE, vec![json!(MARKUP)]).await.unwrap();
    assert_eq!(left_behind(&world).await, "[null,0]");
    assert_eq!(world.driver.current_url().await.unwrap(), start, "the page did not go anywhere");
    assert_eq!(world.window_titles(), ["Dialkey"], "nor does a window's title say it");
}
