//! Chromium, as the system's browser. The system hands addresses to `xdg-open`; here that is a script that notes them
//! and passes them on to the browser's driver, where one is open.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use thirtyfour::{
    By, CapabilitiesHelper, ChromeCapabilities, ChromiumLikeCapabilities, PageLoadStrategy, WebDriver,
    error::WebDriverResult,
};
use url::Url;

use crate::{
    processes::Processes,
    waiting::{SEEN_WITHIN, look_until},
    web_driver::start_driver,
};

/// In the home of a world: what the system was asked to open, an address a line.
const OPENED: &str = "opened.txt";
/// In the home of a world: where the driver's session takes commands.
const SESSION: &str = "browser-session.txt";

/// Nothing but pages of this computer can be reached, and nothing is asked or fetched behind the person's back.
const SWITCHES: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/// Makes the script the first `xdg-open` of every process that is started from now on.
pub(crate) fn stand_in_for_system_browser(processes: &mut Processes, home: &Path) {
    let programs = home.join("bin");
    fs::create_dir_all(&programs).expect("a folder can be made");
    let script = format!(
        "#!/bin/sh\n\
         printf '%s\\n' \"$1\" >>'{opened}'\n\
         test -s '{session}' || exit 0\n\
         read -r session <'{session}'\n\
         exec curl --silent --output /dev/null --header 'Content-Type: application/json' \
         --data \"{{\\\"url\\\":\\\"$1\\\"}}\" \"$session/url\"\n",
        opened = home.join(OPENED).display(),
        session = home.join(SESSION).display(),
    );
    let program = programs.join("xdg-open");
    fs::write(&program, script).expect("a file can be written");
    fs::set_permissions(&program, Permissions::from_mode(0o700)).expect("the file is ours");
    let mut path = programs.into_os_string();
    path.push(":");
    path.push(processes.get("PATH"));
    processes.set("PATH", path);
}

/// What the system was asked to open so far.
pub(crate) fn opened(home: &Path) -> Vec<Url> {
    let lines = fs::read_to_string(home.join(OPENED)).unwrap_or_default();
    // The last line may still be on its way.
    let whole = lines.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().map(|line| line.parse().expect("only addresses are opened")).collect()
}

/// The browser of a world, open and empty.
pub(crate) struct Browser(WebDriver);

impl Browser {
    /// Opens the browser; from now on it shows what the system is asked to open.
    pub(crate) async fn start(processes: &mut Processes, home: &Path) -> Self {
        let port = start_driver(processes, processes.command("chromedriver"), home);
        let server = format!("http://127.0.0.1:{port}");
        let profile = format!("--user-data-dir={}", home.join("chromium").display());
        let mut capabilities = ChromeCapabilities::new();
        let set =
            SWITCHES.iter().copied().chain([profile.as_str()]).try_for_each(|switch| capabilities.add_arg(switch));
        // Nobody waits for a page: who opens one goes on, and who reads one looks until it is there.
        set.and_then(|()| capabilities.set_binary("/usr/bin/chromium"))
            .and_then(|()| capabilities.set_page_load_strategy(PageLoadStrategy::None))
            .expect("the capabilities are objects");
        let driver = WebDriver::new(&server, capabilities).await;
        let driver = driver.unwrap_or_else(|error| panic!("Chromium did not open: {error}"));
        let session = format!("{server}/session/{}\n", driver.session_id());
        fs::write(home.join(SESSION), session).expect("a file can be written");
        Self(driver)
    }

    /// Clicks the element that the selector finds, as soon as it is there.
    pub(crate) async fn click(&self, selector: &str) {
        self.until(&format!("a click on {selector}"), async || {
            self.0.find(By::Css(selector)).await?.click().await.map(Some)
        })
        .await;
    }

    /// Types into the element that the selector finds.
    pub(crate) async fn type_into(&self, selector: &str, text: &str) {
        self.until(&format!("{selector} to type into"), async || {
            self.0.find(By::Css(selector)).await?.send_keys(text).await.map(Some)
        })
        .await;
    }

    /// Waits until this text stands on the page.
    pub(crate) async fn wait_for_text(&self, text: &str) {
        self.until(&format!("the text {text:?}"), async || Ok(self.text().await?.contains(text).then_some(()))).await;
    }

    /// Waits until the address bar holds what `is_right` likes.
    pub(crate) async fn wait_for_address(&self, is_right: impl Fn(&Url) -> bool) -> Url {
        self.until("the address", async || {
            let address = self.0.current_url().await?;
            Ok(is_right(&address).then_some(address))
        })
        .await
    }

    async fn text(&self) -> WebDriverResult<String> {
        self.0.find(By::Tag("body")).await?.text().await
    }

    async fn until<T>(&self, what: &str, look: impl AsyncFn() -> WebDriverResult<Option<T>>) -> T {
        match look_until(SEEN_WITHIN, look).await {
            Ok(thing) => thing,
            Err(reason) => panic!(
                "waited {SEEN_WITHIN:?} for {what} in the browser{reason}\nIt is at {:?}\nThe page reads:\n{}",
                self.0.current_url().await.map(String::from),
                self.text().await.unwrap_or_else(|error| format!("({error})"))
            ),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Its processes are ended by force, so there is nothing for the driver to close.
        let _ = self.0.clone().leak();
    }
}
