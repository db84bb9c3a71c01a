//! The icon in the tray, where the system has one: how the connections stand, and copying a token without the window.

use std::time::Duration;

use dialkey_core::domain::{
    connection::{ConnectionId, ConnectionRow, ConnectionState},
    time::Timestamp,
    token::Expiry,
};
use tauri::{
    AppHandle, Manager,
    menu::{Menu, MenuBuilder, MenuItemBuilder, SubmenuBuilder},
    tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent},
};
use tokio::sync::Notify;

use crate::{app::App, commands::TokenCopy, events::WindowProgress, main_window, tray_host};

const ID: &str = "dialkey";
const OPEN: &str = "open";
const QUIT: &str = "quit";
/// Stands before the name of a connection in the name of an item.
const COPY: &str = "copy:";
const RENEW: &str = "renew:";
/// More would not fit on a screen.
const LONGEST: usize = 20;
/// Changes come in bursts; the menu is made anew once for each of them.
const CALM: Duration = Duration::from_millis(500);

/// The tray icon, and when its menu is out of date.
#[derive(Default)]
pub(crate) struct Tray {
    changed: Notify,
}

impl Tray {
    /// What the menu shows is out of date.
    pub(crate) fn refresh(&self) {
        self.changed.notify_one();
    }
}

/// Shows the icon where there is a tray, and keeps its menu up to date for as long as the program runs.
pub(crate) async fn show(handle: AppHandle) {
    if !tray_host::is_there().await {
        return;
    }
    if let Err(error) = build(&handle) {
        tracing::warn!("there is no icon in the tray: {error}");
        return;
    }
    loop {
        handle.state::<App>().tray.changed.notified().await;
        tokio::time::sleep(CALM).await;
        let menu = menu(&handle);
        let Some(tray) = handle.tray_by_id(ID) else { return };
        if let Err(error) = menu.and_then(|menu| tray.set_menu(Some(menu))) {
            tracing::warn!("the menu in the tray is out of date: {error}");
        }
    }
}

/// Whether the program has an icon in the tray.
pub(crate) fn is_shown(handle: &AppHandle) -> bool {
    handle.tray_by_id(ID).is_some()
}

fn build(handle: &AppHandle) -> tauri::Result<()> {
    let icon = handle.default_window_icon().cloned();
    let builder = TrayIconBuilder::with_id(ID).tooltip("Dialkey").menu(&menu(handle)?).show_menu_on_left_click(false);
    icon.into_iter()
        .fold(builder, TrayIconBuilder::icon)
        .on_menu_event(|handle, event| act(handle, event.id().as_ref()))
        .on_tray_icon_event(|tray, event| {
            if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event {
                main_window::show(tray.app_handle());
            }
        })
        .build(handle)?;
    Ok(())
}

fn menu(handle: &AppHandle) -> tauri::Result<Menu<tauri::Wry>> {
    let app = handle.state::<App>();
    let mut menu =
        MenuBuilder::new(handle).item(&MenuItemBuilder::with_id(OPEN, "Open Dialkey").build(handle)?).separator();
    let rows = app.desk().rows(|id| app.runs.is_running(id));
    let rows = if app.vault().is_locked() { Vec::new() } else { rows.unwrap_or_default() };
    let shown: Vec<&ConnectionRow> =
        rows.iter().filter(|row| row.state != ConnectionState::NoToken).take(LONGEST).collect();
    for row in &shown {
        let copy = MenuItemBuilder::with_id(format!("{COPY}{}", row.id.0), "Copy token");
        let renew = MenuItemBuilder::with_id(format!("{RENEW}{}", row.id.0), "Renew");
        let has_token = matches!(row.state, ConnectionState::Token { .. });
        let by_itself = matches!(row.state, ConnectionState::Token { needs_person: false, .. });
        let of_row = SubmenuBuilder::new(handle, format!("{} – {}", row.name, words(row, app.now())))
            .item(&copy.enabled(has_token).build(handle)?)
            .item(&renew.enabled(by_itself).build(handle)?)
            .build()?;
        menu = menu.item(&of_row);
    }
    if !shown.is_empty() {
        menu = menu.separator();
    }
    menu.item(&MenuItemBuilder::with_id(QUIT, "Quit Dialkey").build(handle)?).build()
}

/// How a connection stands, without a number that would have to be counted down.
fn words(row: &ConnectionRow, now: Timestamp) -> &'static str {
    match row.state {
        ConnectionState::NoToken => "no token",
        ConnectionState::Running => "running",
        ConnectionState::SignInAgain => "sign in again",
        ConnectionState::Uncertain => "uncertain",
        ConnectionState::Failed => "failed",
        ConnectionState::Token { expiry: Expiry::Unknown, .. } => "expiry unknown",
        ConnectionState::Token { expiry: Expiry::At { at }, .. } if at > now => "valid",
        ConnectionState::Token { .. } => "expired",
    }
}

fn act(handle: &AppHandle, item: &str) {
    let id = |id: &str| ConnectionId(id.to_owned());
    match item {
        OPEN => main_window::show(handle),
        QUIT => handle.exit(0),
        _ => {
            if let Some(named) = item.strip_prefix(COPY) {
                copy(handle, &id(named));
            } else if let Some(named) = item.strip_prefix(RENEW) {
                tauri::async_runtime::spawn(renew(handle.clone(), id(named)));
            }
        }
    }
}

fn copy(handle: &AppHandle, id: &ConnectionId) {
    let copied = TokenCopy::Token.copy(handle, id);
    if copied.is_err() {
        // Why is in the log already; the window shows how the connection stands.
        main_window::show(handle);
    }
}

async fn renew(handle: AppHandle, id: ConnectionId) {
    let app = handle.state::<App>();
    let progress = WindowProgress { handle: handle.clone(), id: id.clone() };
    if app.renew(&id, &progress).await.is_err() {
        main_window::show(&handle);
    }
    crate::events::tell_connections_changed(&handle);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_valid_until_it_ends() {
        let row = |expiry| ConnectionRow {
            id: ConnectionId("a".into()),
            name: String::new(),
            system: String::new(),
            practice: false,
            folder: None,
            keep_fresh: false,
            state: ConnectionState::Token { received_at: Timestamp(0), expiry, needs_person: false },
        };
        assert_eq!(words(&row(Expiry::At { at: Timestamp(10) }), Timestamp(9)), "valid");
        assert_eq!(words(&row(Expiry::At { at: Timestamp(10) }), Timestamp(10)), "expired");
        assert_eq!(words(&row(Expiry::Unknown), Timestamp(10)), "expiry unknown");
    }
}
