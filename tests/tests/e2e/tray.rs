//! The icon in the tray, seen as a desktop sees it: over the bus.

use std::collections::HashMap;

use dialkey_tests::raw_server::{RawServer, Reply};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::{
    Connection, interface,
    message::Header,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

use crate::{
    desktop::{Desktop, Screen},
    setting_up::connect,
    waiting::{SEEN_WITHIN, look_until},
    world::World,
};

/// The part of a desktop that shows icons of programs.
struct Watcher(UnboundedSender<(String, String)>);

#[expect(clippy::needless_pass_by_value, clippy::unused_self, reason = "the specification says what is asked")]
#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, item: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().expect("a bus names the sender").to_string();
        self.0.send((sender, item.to_owned())).expect("the test listens");
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// A menu as it goes over the bus: number, properties, and entries of the same kind.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// The menu of an icon.
struct Menu {
    bus: Connection,
    program: String,
    path: OwnedObjectPath,
}

/// One entry of a menu.
#[derive(Debug, Clone)]
struct Entry {
    number: i32,
    label: String,
    is_enabled: bool,
    entries: Vec<Self>,
}

const MENU: &str = "com.canonical.dbusmenu";

/// Puts a tray on the desktop.
async fn tray_on(desktop: &Desktop) -> (Connection, UnboundedReceiver<(String, String)>) {
    let bus = desktop.bus().await;
    let (sender, icons) = unbounded_channel();
    bus.object_server().at("/StatusNotifierWatcher", Watcher(sender)).await.unwrap();
    bus.request_name("org.kde.StatusNotifierWatcher").await.unwrap();
    (bus, icons)
}

impl Menu {
    async fn of_first_icon(bus: Connection, icons: &mut UnboundedReceiver<(String, String)>) -> Self {
        let (program, item) = icons.recv().await.unwrap();
        let asked = ("org.kde.StatusNotifierItem", "Menu");
        let properties = Some("org.freedesktop.DBus.Properties");
        let reply = bus.call_method(Some(program.as_str()), item, properties, "Get", &asked).await.unwrap();
        let path: OwnedValue = reply.body().deserialize().unwrap();
        Self { bus, program, path: path.try_into().unwrap() }
    }

    async fn entries(&self) -> zbus::Result<Vec<Entry>> {
        let all: (i32, i32, &[&str]) = (0, -1, &[]);
        let program = Some(self.program.as_str());
        let reply = self.bus.call_method(program, &self.path, Some(MENU), "GetLayout", &all).await?;
        let (_, layout): (u32, Layout) = reply.body().deserialize()?;
        Ok(Entry::of(layout).entries)
    }

    /// Waits for an entry whose label begins like this.
    async fn entry(&self, beginning: &str) -> Entry {
        let look = async || {
            Ok::<_, zbus::Error>(self.entries().await?.into_iter().find(|entry| entry.label.starts_with(beginning)))
        };
        look_until(SEEN_WITHIN, look)
            .await
            .unwrap_or_else(|reason| panic!("no entry begins with {beginning:?}{reason}"))
    }

    async fn click(&self, entry: &Entry) {
        let clicked = (entry.number, "clicked", Value::from(0), 0_u32);
        self.bus.call_method(Some(self.program.as_str()), &self.path, Some(MENU), "Event", &clicked).await.unwrap();
    }
}

impl Entry {
    fn of((number, properties, entries): Layout) -> Self {
        let label = properties.get("label").and_then(|label| <&str>::try_from(label).ok()).unwrap_or_default();
        let is_enabled = properties.get("enabled").is_none_or(|enabled| bool::try_from(enabled).unwrap_or(true));
        let entries = entries.into_iter().map(|entry| Self::of(Layout::try_from(entry).unwrap())).collect();
        Self { number, label: label.replace('_', ""), is_enabled, entries }
    }

    fn entry(&self, label: &str) -> &Self {
        self.entries.iter().find(|entry| entry.label == label).unwrap_or_else(|| panic!("{label:?} is not in {self:?}"))
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test"]
async fn the_tray_shows_how_connections_stand_and_copies_their_tokens() {
    let desktop = Desktop::start(Screen::LARGE);
    let (bus, mut icons) = tray_on(&desktop).await;
    let world = World::open_on(desktop).await;
    world.keep_nothing().await;
    let menu = Menu::of_first_icon(bus, &mut icons).await;
    let labels: Vec<String> = menu.entries().await.unwrap().into_iter().map(|entry| entry.label).collect();
    assert_eq!(labels, ["Open Dialkey", "", "Quit Dialkey"], "there is no connection yet");

    let server = RawServer::start(|_| Reply::json(200, r#"{"access_token":"from-the-tray","expires_in":3600}"#)).await;
    connect(&world, &server).await;
    let entry = menu.entry("Northwind – valid").await;
    assert!(entry.entry("Renew").is_enabled);
    menu.click(entry.entry("Copy token")).await;
    world.wait_for_clipboard(|copied| copied == "from-the-tray").await;

    menu.click(entry.entry("Renew")).await;
    world.until("the renewal", async || Ok((server.requests().len() == 2).then_some(()))).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test"]
async fn whether_to_stay_in_the_tray_is_asked_once() {
    let desktop = Desktop::start(Screen::LARGE);
    let (bus, mut icons) = tray_on(&desktop).await;
    let world = World::open_on(desktop).await;
    world.keep_nothing().await;
    let menu = Menu::of_first_icon(bus, &mut icons).await;

    world.close_window("Dialkey");
    world.wait_for_text("Keep Dialkey running in the tray?").await;
    world.assert_accessible().await;
    world.picture_when_drawn("stay-in-tray-light").await;
    world.have_clicked("button", "Keep running").await;
    world.until("the window is hidden", async || Ok(world.window_titles().is_empty().then_some(()))).await;

    let open = menu.entry("Open Dialkey").await;
    menu.click(&open).await;
    world.until("the window is back", async || Ok((!world.window_titles().is_empty()).then_some(()))).await;
    world.close_window("Dialkey");
    world.until("the window is hidden again", async || Ok(world.window_titles().is_empty().then_some(()))).await;
    assert_eq!(world.invoke("preferences_view", json!({})).await["stayInTray"], true);
}
