//! A phone system that is out to take over the app from inside its sign-in window.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use dialkey_tests::raw_server::{RawServer, Reply};
use serde_json::{Value, json};
use tokio::{sync::mpsc, time::timeout};
use url::Url;

use crate::{desktop::Screen, setting_up::choose, world::World};

const PAGE: &str = include_str!("hostile_page.html");
const COMMANDS: &str = include_str!("../../../src-tauri/src/command_list.rs");
/// What a program made with Tauri may offer besides its own commands.
const OF_PLUGINS: &[&str] = &[
    "plugin:event|listen",
    "plugin:event|emit",
    "plugin:event|emit_to",
    "plugin:window|create",
    "plugin:window|close",
    "plugin:window|destroy",
    "plugin:window|get_all_windows",
    "plugin:window|set_title",
    "plugin:webview|create_webview_window",
    "plugin:webview|create_webview",
    "plugin:webview|get_all_webviews",
    "plugin:webview|internal_toggle_devtools",
    "plugin:clipboard-manager|read_text",
    "plugin:clipboard-manager|write_text",
    "plugin:app|version",
    "plugin:app|set_app_theme",
    "plugin:path|resolve_directory",
    "plugin:resources|close",
    "plugin:menu|new",
    "plugin:tray|new",
    "plugin:image|from_path",
    "plugin:shell|open",
    "plugin:fs|read_text_file",
    "plugin:opener|open_url",
];
const REDIRECT: &str = "/api/v1/doc/";
const FORGED: &str = "code=forged";
/// The page reports so often after all it does; a window that went elsewhere in the meantime cannot.
const REPORTS: usize = 3;
const REPORTS_WITHIN: Duration = Duration::from_mins(1);

fn commands() -> Vec<String> {
    let names = COMMANDS.split_once("$then! {").unwrap().1.split_once('}').unwrap().0;
    let own = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    own.chain(OF_PLUGINS.iter().copied()).map(str::to_owned).collect()
}

/// Serves the page, and hands on what it reports.
async fn serve(connection: &str, reports: mpsc::UnboundedSender<Value>) -> RawServer {
    let facts = json!({ "commands": commands(), "connection": connection, "redirect": REDIRECT });
    RawServer::start(move |request| {
        let request = String::from_utf8_lossy(request);
        let mut words = request.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let here = Url::parse("http://127.0.0.1/").unwrap().join(target).unwrap();
        let html = [("Content-Type", "text/html; charset=utf-8")];
        match (method, here.path()) {
            (_, "/authorize") => {
                let state = here.query_pairs().find(|(key, _)| key == "state").map(|(_, value)| value.into_owned());
                let host = request.lines().find_map(|line| line.strip_prefix("Host: ")).unwrap_or_default();
                let mut facts = facts.clone();
                facts["state"] = json!(state);
                facts["elsewhere"] = json!(format!("http://{}", host.replace("127.0.0.1", "localhost")));
                Reply::answer(200, &html, PAGE.replace("/* facts */", &facts.to_string()))
            }
            ("POST", "/report") => {
                let body = request.split_once("\r\n\r\n").map_or("", |(_, body)| body);
                // The test may be over already.
                let _ = reports.send(serde_json::from_str(body).unwrap());
                Reply::answer(200, &html, "")
            }
            (_, "/download") => {
                let headers = [
                    ("Content-Type", "application/octet-stream"),
                    ("Content-Disposition", "attachment; filename=dialkey-was-here.bin"),
                ];
                Reply::answer(200, &headers, "was here")
            }
            _ => Reply::answer(200, &html, "<p>Nothing to see here.</p>"),
        }
    })
    .await
}

/// What was asked for: method, host and the rest of the address.
fn request_lines(server: &RawServer) -> Vec<String> {
    let asked = |request: &Vec<u8>| {
        let request = String::from_utf8_lossy(request);
        let (method, target) = request.lines().next().and_then(|line| line.split_once(' ')).unwrap_or_default();
        let host = request.lines().find_map(|line| line.strip_prefix("Host: ")).unwrap_or_default();
        format!("{method} {host}{}", target.trim_end_matches(" HTTP/1.1"))
    };
    server.requests().iter().map(asked).collect()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    let below = |path: &Path| if path.is_dir() && !path.is_symlink() { files(path) } else { Vec::new() };
    let names = entries
        .iter()
        .flat_map(|entry| [vec![entry.file_name().to_string_lossy().into_owned()], below(&entry.path())].concat());
    names.collect()
}

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn f37_f38_f39_a_hostile_page_in_the_sign_in_window_gets_nothing() {
    let world = World::open(Screen::LARGE).await;
    choose(&world, "Any OAuth 2.0 system", Some("A person signs in")).await;
    let connection = world.connections().await[0]["id"].as_str().unwrap().to_owned();
    let (sender, mut reports) = mpsc::unbounded_channel();
    let server = serve(&connection, sender).await;
    world.replace_in("Sign-in address", &server.url("/authorize")).await;
    world.replace_in("Token address", &server.url("/token")).await;
    world.replace_in("Client ID", "reception").await;
    world.replace_in("Client secret", "one-long-secret-of-the-reception").await;
    world.replace_in("Redirect address", &server.url(REDIRECT)).await;
    world.click_radio("In a window of Dialkey").await;
    world.wait_for_text("Asks for the token at").await;
    world.invoke("text_copy", json!({ "text": "what the person copied" })).await;
    world.wait_for_clipboard(|copied| copied == "what the person copied").await;
    let before = world.connections().await;

    world.click("button", "Get token").await;
    let mut report = Value::Null;
    for _ in 0..REPORTS {
        let next = timeout(REPORTS_WITHIN, reports.recv()).await;
        let Ok(Some(next)) = next else {
            let [windows, requests] = [world.window_titles(), request_lines(&server)];
            panic!("the page went elsewhere\nwindows: {windows:#?}\nrequests: {requests:#?}");
        };
        report = next;
    }

    assert_nothing_granted(&report);
    let requests = request_lines(&server);
    let arrived = |what: &str| requests.iter().any(|request| request.contains(what));
    let host = server.address();
    assert!(!arrived("/pop-up/"), "no other window asked for anything: {requests:#?}");
    assert!(!arrived(&format!("GET {host}{REDIRECT}?")), "a forged answer is stopped on its way: {requests:#?}");
    for beside in [
        format!("GET {host}{REDIRECT}evil?{FORGED}"),
        format!("GET {host}/api/v1/doc?{FORGED}"),
        format!("GET localhost:{}{REDIRECT}?{FORGED}", host.port()),
        format!("POST {host}{REDIRECT}"),
    ] {
        assert!(arrived(&beside), "{beside} is no answer, so it is a page like any other: {requests:#?}");
    }
    assert!(!arrived("/token"), "no code was taken from it: {requests:#?}");
    assert!(!files(world.home()).iter().any(|name| name.contains("was-here")), "nothing was downloaded");
    assert_eq!(world.clipboard(), "what the person copied");
    let mut windows = world.window_titles();
    windows.sort();
    assert_eq!(windows, ["Dialkey".to_owned(), format!("Not encrypted: {host} · Dialkey sign-in")]);

    world.wait_for_text(&format!("A sign-in window is open at {host}")).await;
    world.press_escape().await;
    world.wait_for_text("No token yet").await;
    world.until("the window to close", async || Ok((world.window_titles().len() == 1).then_some(()))).await;
    world.assert_connections(&before).await;
}

fn assert_nothing_granted(report: &Value) {
    let results: BTreeMap<String, Value> = serde_json::from_value(report["results"].clone()).unwrap();
    let granted: Vec<_> = results.iter().filter(|(_, result)| result.get("granted").is_some()).collect();
    assert!(granted.is_empty(), "{granted:#?}");
    assert!(!results.contains_key("broken"), "the page did all it wanted: {:?}", results["broken"]);
    assert_eq!(results["key"], json!({ "stolen": true }), "what was sent by hand was sent with the right key");
    for command in commands() {
        // Not for any other reason, such as a missing argument.
        let refused = results[&format!("invoke {command}")]["refused"].as_str().unwrap_or_default();
        assert!(refused.contains("not allowed") || refused.contains("not found"), "{command}: {refused}");
    }
    assert_eq!(report["opened"], json!([]), "frames that went where they must not");
}
