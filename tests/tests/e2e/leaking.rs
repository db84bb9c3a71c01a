//! Planted secrets through every flow in the real window, good and bad: whatever the window says, keeps or shows
//! afterwards holds none of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use dialkey_tests::{
    forbidden::Forbidden,
    raw_server::{RawServer, Reply},
    request::{Request, value},
    scripted_server::Asked,
    signing_key::SigningKey,
};
use serde_json::{Value, json};
use url::Url;

use crate::{
    desktop::{Desktop, Screen},
    world::World,
};

const CLIENT_SECRET: &str = "Zq7%k@V!x#M2+w:R&9~p'L";
const HEADER_VALUE: &str = "hv-81c2;e4=\"Xw9\"";
const PASSWORD: &str = "c0rrect h0rse\"bättery/staple";
const CODE: &str = "co/de+7d:Q&x=\"9-Lk2";
const OTHER_CODE: &str = "other/code+8Zt&1=Ws";
const ACCESS_TOKEN: &str = "at.Kd83hw+PQ/zm=71-vT_x";
const REFRESH_TOKEN: &str = "rt~N5c!0Lw&bY2/q=9";
const NEXT_REFRESH_TOKEN: &str = "next~rt%8+Z:k/5&v=";
const PASSPHRASE: &str = "öpen the vault, 7 tïmes";
const WRONG_PASSPHRASE: &str = "not this one & 8 others";
const NEXT_PASSPHRASE: &str = "an0ther ph(r)ase/again";
/// The signature of the token that follows the first one.
const SIGNATURE: &str = "c2lnbmVkLWJ5LW5vYm9keS1pbi1wYXJ0aWN1bGFy";

/// Puts down every event that the window is told, as its page does.
const WRITE_DOWN_EVENTS: &str = "window.told = [];
    const internals = window.__TAURI_INTERNALS__;
    for (const event of ['flow_steps', 'storage', 'connections_changed', 'ask_stay_in_tray']) {
        const handler = internals.transformCallback((told) => window.told.push(told));
        internals.invoke('plugin:event|listen', { event, target: { kind: 'Any' }, handler });
    }";
/// Begins a run and does not wait for its end.
const START: &str = "window.__TAURI_INTERNALS__.invoke('flow_start', { id: arguments[0] });";
/// All that a page can hold beside what it shows.
const KEPT_BY_PAGE: &str = "return JSON.stringify([
    window.told, window.handedOver, { ...localStorage }, { ...sessionStorage }, document.cookie, document.title,
    location.href, history.state, window.name, performance.getEntries(),
    [...document.querySelectorAll('input, textarea')].map((field) => field.value)]);";

/// The token that follows the first one; it can be taken apart.
fn next_access_token() -> String {
    let [header, payload] = [json!({ "alg": "none" }), json!({ "sub": "front_desk", "scope": "calls" })]
        .map(|part| STANDARD.encode(part.to_string()).replace('=', ""));
    format!("{header}.{payload}.{SIGNATURE}")
}

/// Does what the path says, and repeats what it was sent wherever it can.
fn answer(bytes: &[u8]) -> Reply {
    let request = Request::parse(bytes);
    let everything = format!("{}\n{}", String::from_utf8_lossy(bytes), STANDARD.encode(bytes));
    let form = request.form();
    let renews = value(&form, "grant_type") == Some("refresh_token");
    match request.path() {
        "/authorize" => {
            let asked = Asked { parameters: request.query() };
            let back = asked.back_with(&[("code", CODE), ("state", asked.get("state"))]);
            Reply::answer(303, &[("Location", &back)], "")
        }
        "/token" if renews => {
            let token = next_access_token();
            let members = json!({
                "access_token": token, "refresh_token": NEXT_REFRESH_TOKEN, "expires_in": 3600, "token_type": "Bearer",
                "note": everything,
            });
            Reply::json(200, members.to_string())
        }
        "/token" => {
            let members = json!({
                "access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN, "expires_in": 3600,
                "token_type": "Bearer", "scope": everything, "note": everything,
            });
            Reply::answer(200, &[("Content-Type", "application/json"), ("X-Debug", ACCESS_TOKEN)], members.to_string())
        }
        "/lost" => Reply::Bytes(Vec::new()),
        "/broken" => Reply::answer(500, &[("Content-Type", "text/html")], format!("<p>{everything}</p>")),
        "/about" => {
            Reply::json(200, json!({ "active": true, "username": everything, "sub": "front_desk" }).to_string())
        }
        "/gone" => Reply::json(200, ""),
        _ => Reply::json(401, json!({ "error": "invalid_client", "error_description": everything }).to_string()),
    }
}

/// Every file below a folder.
fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The world with a phone system that knows everything, and all that the window has said so far.
struct Planted {
    world: World,
    server: RawServer,
    key: SigningKey,
    said: Vec<(String, String)>,
}

impl Planted {
    async fn open() -> Self {
        let world = World::open_on(Desktop::start(Screen::LARGE)).await;
        world.wait_for_text("What should open your connections?").await;
        world.type_into("Passphrase", PASSPHRASE).await;
        world.type_into("The same passphrase again", PASSPHRASE).await;
        world.click("button", "Use this passphrase").await;
        world.find_row("Add my phone system").await;
        let server = RawServer::start(answer).await;
        let planted = Self { world, server, key: SigningKey::ec_p256(), said: Vec::new() };
        planted.write_down_events().await;
        planted
    }

    async fn write_down_events(&self) {
        self.world.driver.execute(WRITE_DOWN_EVENTS, Vec::new()).await.unwrap();
    }

    /// Calls a command, and puts down what it answers.
    async fn ask(&mut self, command: &str, arguments: Value) -> Value {
        let answer = self.world.invoke(command, arguments).await;
        self.said.push((format!("the answer of {command}"), answer.to_string()));
        answer
    }

    /// Puts down all that can be seen of the window from inside and outside.
    async fn look_around(&mut self, when: &str) {
        let world = &self.world;
        let page = world.page_source().await;
        let kept: String = world.driver.execute(KEPT_BY_PAGE, Vec::new()).await.unwrap().convert().unwrap();
        let seen = [
            ("the page", page),
            ("what the page keeps", kept),
            ("the titles", world.window_titles().join("\n")),
            ("the command lines", world.command_lines().join("\n")),
        ];
        self.said.extend(seen.map(|(place, text)| (format!("{place} {when}"), text)));
    }

    /// A connection whose secrets are all there.
    async fn connection(&mut self, way: &str) -> String {
        let created = json!({ "system": "oauth2", "way": way, "practice": false });
        let id = self.ask("connection_create", created).await["id"].as_str().unwrap().to_owned();
        for (field, text) in [
            ("token_address", self.server.url("/token").as_str()),
            ("client_id", "north-wind"),
            ("client_secret", CLIENT_SECRET),
            ("headers", &format!("X-Api-Key: {HEADER_VALUE}")),
            ("test_address", &self.server.url("/broken")),
            ("introspection_address", &self.server.url("/about")),
            ("revocation_address", &self.server.url("/refused")),
        ] {
            self.enter(&id, field, text).await;
        }
        id
    }

    async fn enter(&mut self, id: &str, field: &str, text: &str) {
        self.ask("value_enter", json!({ "id": id, "field": field, "text": text })).await;
    }

    /// Runs a connection's grant at this path of the phone system.
    async fn run(&mut self, id: &str, path: &str) -> Value {
        let address = self.server.url(path);
        self.enter(id, "token_address", &address).await;
        self.ask("flow_start", json!({ "id": id })).await
    }

    /// All that is done with a token.
    async fn use_token(&mut self, id: &str) {
        for (command, arguments) in [
            ("token_copy", json!({ "id": id, "what": "authorization_header" })),
            ("token_test", json!({ "id": id, "call": 0 })),
            ("token_details", json!({ "id": id })),
            ("token_introspect", json!({ "id": id })),
            ("token_userinfo", json!({ "id": id })),
            ("token_revoke", json!({ "id": id })),
            ("connection_open", json!({ "id": id })),
            ("connection_list", json!({})),
        ] {
            let answer = self.ask(command, arguments).await;
            assert_eq!(answer.get("error"), None, "{command}: {answer}");
        }
    }

    /// Starts a sign-in, and waits for the address that the system is to open.
    async fn begin_sign_in(&self, id: &str) -> Url {
        let before = self.world.opened().len();
        self.world.driver.execute(START, vec![json!(id)]).await.unwrap();
        let opened = async || Ok(self.world.opened().get(before).cloned());
        self.world.until("the sign-in page", opened).await
    }

    /// Waits until a connection's run has ended, and answers with its page.
    async fn wait_for_end(&mut self, id: &str) -> Value {
        let world = &self.world;
        let open = async || {
            let view = world.invoke("connection_open", json!({ "id": id })).await;
            Ok((view["running"] == false && view["steps"] != json!([])).then_some(view))
        };
        let view = world.until("the end of the run", open).await;
        self.said.push(("the page of the connection".to_owned(), view.to_string()));
        view
    }

    /// All that was planted, and what the phone system learnt of it.
    fn forbidden(&self) -> Forbidden {
        let token = next_access_token();
        let mut forbidden = Forbidden::of(&[
            ("client secret", CLIENT_SECRET),
            ("header value", HEADER_VALUE),
            ("password", PASSWORD),
            ("code", CODE),
            ("other code", OTHER_CODE),
            ("access token", ACCESS_TOKEN),
            ("next access token", &token),
            ("signature", SIGNATURE),
            ("refresh token", REFRESH_TOKEN),
            ("next refresh token", NEXT_REFRESH_TOKEN),
            ("passphrase", PASSPHRASE),
            ("wrong passphrase", WRONG_PASSPHRASE),
            ("next passphrase", NEXT_PASSPHRASE),
        ])
        .and_key(&self.key.private_pem);
        for request in self.server.requests() {
            forbidden.learn_from(&request);
        }
        forbidden
    }

    /// What is found of the secrets in the files of this world, each with its path.
    fn found_in_files(&self, forbidden: &Forbidden) -> Vec<String> {
        let mut files = Vec::new();
        files_below(self.world.home(), &mut files);
        let found = files.iter().filter_map(|path| {
            // A socket cannot be read, and a file may have gone meanwhile.
            let bytes = fs::read(path).unwrap_or_default();
            let text = format!("{}\n{}", path.display(), String::from_utf8_lossy(&bytes));
            forbidden.found_in(&text).map(|(name, trace)| format!("the {name} ({trace}) in {}", path.display()))
        });
        found.collect()
    }

    /// Nothing that was said or kept holds a secret.
    fn assert_nothing_leaked(&self) {
        let forbidden = self.forbidden();
        for (place, text) in &self.said {
            forbidden.assert_not_in(text, place);
        }
        forbidden.assert_not_in(&self.world.app_output(), "what the app printed");
        assert_eq!(self.found_in_files(&forbidden), [] as [String; 0]);
    }

    /// The search looks where it should and can find something.
    fn assert_search_works(&self) {
        let said = |part: &str| self.said.iter().any(|(_, text)| text.contains(part));
        for part in ["flow_steps", "\"kind\":\"open\"", "invalid_client", "<title>Dialkey</title>", "WebKit", "hidden,"]
        {
            assert!(said(part), "{part} was said somewhere");
        }
        assert!(self.world.app_output().contains("ready"), "{}", self.world.app_output());
        let mut files = Vec::new();
        files_below(self.world.home(), &mut files);
        for name in ["vault.db", "vault.json", "preferences.json", "backups", "app-output.txt"] {
            assert!(files.iter().any(|path| path.iter().any(|part| part == name)), "{name} is there: {files:#?}");
        }
        let written = self.world.home().join("data/written-by-the-test");
        for secret in [CLIENT_SECRET, PASSPHRASE, CODE, REFRESH_TOKEN] {
            fs::write(&written, STANDARD.encode(format!("x{secret} "))).unwrap();
            assert_eq!(self.found_in_files(&self.forbidden()).len(), 1, "what is written is found");
        }
    }
}

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
    planted.world.driver.execute(START, vec![json!(id)]).await.unwrap();
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
    crate::setting_up::pick(world, "Any OAuth 2.0 system", Some("For itself")).await;
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
