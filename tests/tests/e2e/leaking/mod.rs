//! Planted secrets through every flow in the real window, good and bad: whatever the window says, keeps or shows
//! afterwards holds none of them.

mod phone_system;
mod planted;

use dialkey_tests::scripted_server::Asked;
use serde_json::{Value, json};

use self::{
    phone_system::{
        ACCESS_TOKEN, CLIENT_SECRET, CODE, NEXT_PASSPHRASE, OTHER_CODE, PASSPHRASE, PASSWORD, WRONG_PASSPHRASE,
    },
    planted::Planted,
};
use crate::setting_up::pick;

/// Secrets of a client, and the tokens they bring.
async fn client_credentials_and_passwords(planted: &mut Planted) {
    let id = planted.connection("client_credentials").await;
    assert_eq!(planted.run(&id, "/token").await["diagnosis"], Value::Null);
    let revealed = planted.world.invoke("token_reveal", json!({ "id": id })).await;
    assert_eq!(revealed, ACCESS_TOKEN, "the one answer that holds it");
    for path in ["/refused", "/broken", "/lost"] {
        assert_ne!(planted.run(&id, path).await["diagnosis"], Value::Null, "{path}");
    }
    planted.ask("connection_choose_client_authentication", json!({ "id": id, "method": "private_key_jwt" })).await;
    let key = planted.key.private_pem.clone();
    planted.enter(&id, "private_key", &key[..key.len() / 2]).await;
    planted.run(&id, "/refused").await;
    planted.enter(&id, "private_key", &key).await;
    for path in ["/refused", "/token"] {
        planted.run(&id, path).await;
    }
    let basic = json!({ "id": id, "method": "client_secret_basic" });
    planted.ask("connection_choose_client_authentication", basic).await;
    planted.run(&id, "/broken").await;

    let id = planted.connection("password").await;
    planted.enter(&id, "username", "front_desk").await;
    planted.enter(&id, "password", PASSWORD).await;
    let userinfo = planted.server.url("/about");
    planted.enter(&id, "userinfo_address", &userinfo).await;
    planted.ask("connection_keep_password", json!({ "id": id, "keep": true })).await;
    planted.run(&id, "/refused").await;
    assert_eq!(planted.run(&id, "/token").await["diagnosis"], Value::Null);
    planted.use_token(&id).await;
    planted.ask("flow_renew", json!({ "id": id })).await;
    planted.use_token(&id).await;
    for path in ["/refused", "/lost"] {
        let address = planted.server.url(path);
        planted.enter(&id, "token_address", &address).await;
        let view = planted.ask("flow_renew", json!({ "id": id })).await;
        assert_ne!(view["diagnosis"], Value::Null, "{path}");
    }
    let copy = planted.ask("connection_duplicate", json!({ "id": id })).await["id"].clone();
    planted.ask("connection_delete", json!({ "id": copy })).await;
    planted.ask("connection_put_back", json!({ "id": copy })).await;
    let gone = planted.server.url("/gone");
    planted.enter(&id, "revocation_address", &gone).await;
    let revoked = planted.ask("token_revoke", json!({ "id": id })).await;
    assert_eq!(revoked["kind"], "revoked", "{revoked}");
}

/// Codes: from the browser, pasted, and caught in a window of the program.
async fn sign_ins(planted: &mut Planted) {
    let id = planted.connection("authorization_code").await;
    let page = planted.server.url("/authorize");
    planted.enter(&id, "authorization_address", &page).await;
    for path in ["/token", "/refused"] {
        let address = planted.server.url(path);
        planted.enter(&id, "token_address", &address).await;
        let opened = planted.begin_sign_in(&id).await;
        planted.look_around("while a browser is open").await;
        let asked = Asked { parameters: opened.query_pairs().into_owned().collect() };
        let back = asked.back_with(&[("code", CODE), ("state", asked.get("state"))]);
        reqwest::get(back).await.unwrap();
        let view = planted.wait_for_end(&id).await;
        assert_eq!(view["diagnosis"] == Value::Null, path == "/token", "{view}");
    }

    planted.enter(&id, "redirect_uri", "https://app.north-wind.test/callback").await;
    let opened = planted.begin_sign_in(&id).await;
    let asked = Asked { parameters: opened.query_pairs().into_owned().collect() };
    for (code, state) in [(OTHER_CODE, "of another sign-in"), (CODE, asked.get("state"))] {
        let text = asked.back_with(&[("code", code), ("state", state)]);
        planted.ask("sign_in_paste", json!({ "id": id, "text": text, "confirmed": false })).await;
    }
    planted.wait_for_end(&id).await;

    let [done, token] = ["/done/", "/token"].map(|path| planted.server.url(path));
    planted.enter(&id, "redirect_uri", &done).await;
    planted.enter(&id, "token_address", &token).await;
    let in_window = json!({ "leaveOutPkce": false, "inWindow": true, "minutes": 1 });
    planted.ask("connection_change_sign_in", json!({ "id": id, "settings": in_window })).await;
    planted.start(&id).await;
    let view = planted.wait_for_end(&id).await;
    assert_eq!(view["diagnosis"], Value::Null, "{view}");
    planted.use_token(&id).await;
}

/// What a person types into the page itself.
async fn typed_by_a_person(planted: &mut Planted) {
    let world = &planted.world;
    world.reload().await;
    planted.write_down_events().await;
    let world = &planted.world;
    world.click("button", "Add a phone system").await;
    pick(world, "Any OAuth 2.0 system", Some("For itself")).await;
    world.replace_in("Token address", &planted.server.url("/refused")).await;
    world.replace_in("Client ID", "north-wind").await;
    world.replace_in("Client secret", CLIENT_SECRET).await;
    world.click("button", "Get token").await;
    world.wait_for_text("401 Unauthorized").await;
    planted.look_around("after a refusal").await;
}

async fn locked_and_opened_again(planted: &mut Planted) {
    planted.world.click("button", "Lock").await;
    planted.world.wait_for_text("You locked it.").await;
    planted.look_around("when it is locked").await;
    planted.world.type_into("Passphrase", WRONG_PASSPHRASE).await;
    planted.world.click("button", "Unlock").await;
    planted.world.wait_for_text("This is not the passphrase of the vault.").await;
    for command in ["storage_view", "connection_list", "preferences_view"] {
        planted.ask(command, json!({})).await;
    }
    planted.ask("storage_unlock", json!({ "passphrase": format!("{WRONG_PASSPHRASE}, {PASSPHRASE}") })).await;
    planted.ask("storage_unlock", json!({ "passphrase": PASSPHRASE })).await;
    planted.world.click("button", "Settings").await;
    planted.ask("storage_use_passphrase", json!({ "passphrase": NEXT_PASSPHRASE })).await;
    let preferences = planted.ask("preferences_view", json!({})).await;
    planted.ask("preferences_change", json!({ "preferences": preferences })).await;
    planted.look_around("when it was opened again").await;

    planted.world.kill_and_reopen().await;
    planted.world.wait_for_text("Dialkey is locked").await;
    planted.world.type_into("Passphrase", NEXT_PASSPHRASE).await;
    planted.world.click("button", "Unlock").await;
    planted.world.click("button", "Settings").await;
    planted.write_down_events().await;
    for command in ["storage_view", "connection_list", "system_list"] {
        planted.ask(command, json!({})).await;
    }
    for view in planted.world.connections().await {
        planted.said.push(("a connection from before".to_owned(), view.to_string()));
    }
    planted.look_around("after a power cut").await;
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn nothing_of_what_the_window_says_or_keeps_holds_a_secret() {
    let mut planted = Planted::open().await;
    client_credentials_and_passwords(&mut planted).await;
    sign_ins(&mut planted).await;
    planted.look_around("after all runs").await;
    typed_by_a_person(&mut planted).await;
    locked_and_opened_again(&mut planted).await;
    planted.assert_nothing_leaked();
    planted.assert_search_works();
}
