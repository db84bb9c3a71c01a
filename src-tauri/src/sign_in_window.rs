//! A window in which a person signs in, for redirect addresses that only the phone system itself answers at.
//!
//! A page of somebody else runs in it, so it has a label that no capability names, a private session that ends with it,
//! and nothing but pages over TLS and pages of this computer may be opened in it. RFC 8252 8.12 advises against such
//! windows; a person has to choose it.

use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use dialkey_adapters::sign_in::{CaughtSender, OpenSignInWindow, SignInWindow};
use dialkey_core::{
    capturing::{ExpectedAnswer, NotTheAnswer},
    ports::capture::NotShown,
};
use getrandom::u64 as random_number;
use tauri::{
    AppHandle, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    webview::{NewWindowResponse, PermissionResponse},
};

/// Opens sign-in windows once the program runs.
#[derive(Clone, Default)]
pub(crate) struct SignInWindows(Arc<OnceLock<AppHandle>>);

impl SignInWindows {
    /// The program that the windows belong to.
    pub(crate) fn belong_to(&self, handle: AppHandle) {
        // Called once, at the start.
        let _ = self.0.set(handle);
    }
}

impl OpenSignInWindow for SignInWindows {
    fn open(
        &self,
        page: &Url,
        expected: ExpectedAnswer,
        caught: CaughtSender,
    ) -> Result<Box<dyn SignInWindow>, NotShown> {
        let handle = self.0.get().ok_or_else(|| not_shown(&"the program is just starting"))?;
        // A label of its own each time, so that nothing can be prepared for it.
        let number = random_number().map_err(|error| not_shown(&error))?;
        let label = format!("sign-in-{number:016x}");
        let (on_close, at_redirect) = (caught.clone(), caught);
        let window = WebviewWindowBuilder::new(handle, label, WebviewUrl::External(page.clone()))
            .title(title(page))
            .inner_size(900.0, 720.0)
            .incognito(true)
            .devtools(false)
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_download(|_, _| false)
            .on_permission_request(|_, _| PermissionResponse::Deny)
            .on_navigation(move |target| on_the_way(&expected, target, &at_redirect))
            // Not while navigating: a frame could put another host into the title then.
            .on_page_load(|window, page| retitle(&window, page.url()))
            .build()
            .map_err(|error| not_shown(&error))?;
        window.on_window_event(move |event| {
            if matches!(event, WindowEvent::Destroyed) {
                on_close.closed();
            }
        });
        Ok(Box::new(Open { window, page: page.clone() }))
    }
}

/// An open sign-in window. It goes, and its session with it, when this is dropped.
struct Open {
    window: WebviewWindow,
    page: Url,
}

impl SignInWindow for Open {
    fn show_again(&self) -> Result<(), NotShown> {
        let window = &self.window;
        let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
        shown.and_then(|()| window.navigate(self.page.clone())).map_err(|error| not_shown(&error))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // The session is private and ends anyway; what the web view may still hold in memory goes first.
        let gone = self.window.clear_all_browsing_data().and_then(|()| self.window.destroy());
        if let Err(error) = gone {
            tracing::warn!("the sign-in window could not be closed: {error}");
        }
    }
}

/// Whether the window may go to `target`. An answer is taken and its address never requested; at the redirect address
/// nothing but pages without an answer is.
fn on_the_way(expected: &ExpectedAnswer, target: &Url, caught: &CaughtSender) -> bool {
    match expected.judge_address(target) {
        Ok(answer) => {
            caught.answer(answer);
            false
        }
        Err(NotTheAnswer::OtherAddress | NotTheAnswer::Nothing) => may_be_opened(target),
        Err(_) => false,
    }
}

/// Pages over TLS, pages of this computer, and the empty page that frames begin with.
fn may_be_opened(target: &Url) -> bool {
    let host = target.host_str().unwrap_or_default();
    // Names under "localhost" are this program's own on some systems.
    if host.ends_with(".localhost") {
        return false;
    }
    match target.scheme() {
        "https" => true,
        "http" => host == "localhost" || is_loopback(host),
        "about" => matches!(target.path(), "blank" | "srcdoc"),
        _ => false,
    }
}

fn is_loopback(host: &str) -> bool {
    host.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Whose page it is, in the system's own title bar, where no page can draw.
fn title(page: &Url) -> String {
    let lock = if page.scheme() == "https" { "🔒" } else { "Not encrypted:" };
    format!("{lock} {} · Dialkey sign-in", page.authority())
}

fn retitle(window: &WebviewWindow, page: &Url) {
    if let Err(error) = window.set_title(&title(page)) {
        tracing::warn!("the sign-in window could not be titled: {error}");
    }
}

fn not_shown(reason: &dyn std::fmt::Display) -> NotShown {
    NotShown(format!("The sign-in window could not be opened: {reason}. Copy the link and sign in with a browser."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_over_tls_and_of_this_computer_are_opened() {
        for address in [
            "https://pbx.test/authorization/oauth2",
            "http://127.0.0.1:4711/authorize",
            "http://[::1]:4711/authorize",
            "http://localhost:4711/",
            "about:blank",
            "about:srcdoc",
        ] {
            assert!(may_be_opened(&address.parse().unwrap()), "{address}");
        }
        for address in [
            "http://pbx.test/",
            "http://tauri.localhost/",
            "https://tauri.localhost/",
            "http://ipc.localhost/flow_start",
            "tauri://localhost/",
            "ipc://localhost/",
            "asset://localhost/etc/passwd",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:config",
            "ftp://pbx.test/",
            "sip:100@pbx.test",
        ] {
            assert!(!may_be_opened(&address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn the_title_says_whose_page_it_is_and_whether_others_can_read_along() {
        assert_eq!(title(&"https://pbx.test:8443/a?b".parse().unwrap()), "🔒 pbx.test:8443 · Dialkey sign-in");
        assert!(title(&"http://127.0.0.1:4711/a".parse().unwrap()).starts_with("Not encrypted: 127.0.0.1:4711"));
    }
}
