//! The window with planted secrets in it, all that it says, and the search for the secrets.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use dialkey_tests::{forbidden::Forbidden, raw_server::RawServer, signing_key::SigningKey};
use serde_json::{Value, json};
use url::Url;

use super::phone_system::{
    ACCESS_TOKEN, CLIENT_SECRET, CODE, HEADER_VALUE, NEXT_PASSPHRASE, NEXT_REFRESH_TOKEN, OTHER_CODE, PASSPHRASE,
    PASSWORD, REFRESH_TOKEN, SIGNATURE, WRONG_PASSPHRASE, answer, next_access_token,
};
use crate::{
    desktop::{Desktop, Screen},
    world::World,
};

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
pub(super) struct Planted {
    pub(super) world: World,
    pub(super) server: RawServer,
    pub(super) key: SigningKey,
    pub(super) said: Vec<(String, String)>,
}

impl Planted {
    pub(super) async fn open() -> Self {
        let mut desktop = Desktop::start(Screen::LARGE);
        // Whoever can be asked to say more is asked.
        for (name, value) in [("RUST_LOG", "trace"), ("G_MESSAGES_DEBUG", "all"), ("RUST_BACKTRACE", "full")] {
            desktop.processes.set(name, value);
        }
        let world = World::open_on(desktop).await;
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

    pub(super) async fn write_down_events(&self) {
        self.world.driver.execute(WRITE_DOWN_EVENTS, Vec::new()).await.unwrap();
    }

    /// Calls a command, and puts down what it answers.
    pub(super) async fn ask(&mut self, command: &str, arguments: Value) -> Value {
        let answer = self.world.invoke(command, arguments).await;
        self.said.push((format!("the answer of {command}"), answer.to_string()));
        answer
    }

    /// Puts down all that can be seen of the window from inside and outside.
    pub(super) async fn look_around(&mut self, when: &str) {
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
    pub(super) async fn connection(&mut self, way: &str) -> String {
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

    pub(super) async fn enter(&mut self, id: &str, field: &str, text: &str) {
        self.ask("value_enter", json!({ "id": id, "field": field, "text": text })).await;
    }

    /// Runs a connection's grant at this path of the phone system.
    pub(super) async fn run(&mut self, id: &str, path: &str) -> Value {
        let address = self.server.url(path);
        self.enter(id, "token_address", &address).await;
        self.ask("flow_start", json!({ "id": id })).await
    }

    /// All that is done with a token.
    pub(super) async fn use_token(&mut self, id: &str) {
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

    /// Starts a run, and does not wait for its end.
    pub(super) async fn start(&self, id: &str) {
        self.world.driver.execute(START, vec![json!(id)]).await.unwrap();
    }

    /// Starts a sign-in, and waits for the address that the system is to open.
    pub(super) async fn begin_sign_in(&self, id: &str) -> Url {
        let before = self.world.opened().len();
        self.start(id).await;
        let opened = async || Ok(self.world.opened().get(before).cloned());
        self.world.until("the sign-in page", opened).await
    }

    /// Waits until a connection's run has ended, and answers with its page.
    pub(super) async fn wait_for_end(&mut self, id: &str) -> Value {
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
    pub(super) fn assert_nothing_leaked(&self) {
        let forbidden = self.forbidden();
        for (place, text) in &self.said {
            forbidden.assert_not_in(text, place);
        }
        forbidden.assert_not_in(&self.world.app_output(), "what the app printed");
        assert_eq!(self.found_in_files(&forbidden), [] as [String; 0]);
    }

    /// The search looks where it should and can find something.
    pub(super) fn assert_search_works(&self) {
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
