//! One world per test: a desktop with nothing on it but the app.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::WebDriver;
use url::Url;

use crate::{
    assistive::AssistiveTechnology,
    browser::{self, Browser},
    desktop::{self, Desktop, Screen},
    processes::Processes,
    waiting::{SEEN_WITHIN, look_until},
    web_driver,
};

/// The name on the bus that only one window has.
const ONLY_WINDOW: &str = "dev.dialkey.desktop.SingleInstance";

/// What the page itself does to reach Rust.
const INVOKE: &str = "const [command, args, done] = arguments;
    window.__TAURI_INTERNALS__.invoke(command, args).then(done, (error) => done({ error }));";

/// The running app and everything around it. Ends, with all its processes, when dropped.
pub(crate) struct World {
    pub(crate) driver: WebDriver,
    processes: Processes,
    home: TempDir,
}

impl World {
    /// Opens the app on a desktop of its own, as a person does who has just installed it and keeps nothing.
    pub(crate) async fn open(screen: Screen) -> Self {
        let world = Self::open_first(screen).await;
        world.keep_nothing().await;
        world
    }

    /// Chooses, at the first start, to keep nothing on the disk.
    pub(crate) async fn keep_nothing(&self) {
        self.click_radio("This session only").await;
        self.click("button", "Go on without a file").await;
        self.find_row("Add my phone system").await;
    }

    /// Opens the app for the first time on a desktop without a keychain; nothing is chosen yet.
    pub(crate) async fn open_first(screen: Screen) -> Self {
        Self::open_on(Desktop::start(screen)).await
    }

    /// Opens the app on a desktop that was prepared.
    pub(crate) async fn open_on(desktop: Desktop) -> Self {
        let app = built(Path::new("dialkey"));
        assert!(app.exists(), "{} is not built: run `cargo xtask test end-to-end`", app.display());
        let Desktop { mut processes, home } = desktop;
        browser::stand_in_for_system_browser(&mut processes, home.path());
        let driver = web_driver::start_app(&mut processes, &app, home.path(), &output_file(home.path())).await;
        Self { driver, processes, home }
    }

    /// Ends the app by force, as a power cut does, and opens it once more.
    pub(crate) async fn kill_and_reopen(&mut self) {
        let app = built(Path::new("dialkey"));
        self.processes.kill(&app);
        // The bus takes a moment to notice that its name is free.
        let bus = zbus::fdo::DBusProxy::new(&self.bus().await).await.expect("a bus speaks for itself");
        let is_free = async || match bus.name_has_owner(ONLY_WINDOW.try_into()?).await {
            Ok(is_taken) => Ok::<_, zbus::Error>((!is_taken).then_some(())),
            Err(error) => Err(error.into()),
        };
        look_until(SEEN_WITHIN, is_free).await.expect("the name of a program that ended is free");
        let output = output_file(self.home.path());
        let driver = web_driver::start_app(&mut self.processes, &app, self.home.path(), &output).await;
        // The session ended with the app, so there is nothing for its driver to close.
        let _ = std::mem::replace(&mut self.driver, driver).leak();
    }

    /// The app once more, to be started beside the one that runs.
    pub(crate) fn app(&self) -> Command {
        self.processes.command(built(Path::new("dialkey")))
    }

    /// A connection to the message bus of the desktop, as another program has it.
    pub(crate) async fn bus(&self) -> zbus::Connection {
        desktop::join_bus(&self.processes).await
    }

    /// Opens the system's browser.
    pub(crate) async fn start_browser(&mut self) -> Browser {
        Browser::start(&mut self.processes, self.home.path()).await
    }

    /// What the system's browser was asked to open so far.
    pub(crate) fn opened(&self) -> Vec<Url> {
        browser::opened(self.home.path())
    }

    /// Joins the desktop as assistive technology does.
    pub(crate) async fn assistive_technology(&self) -> AssistiveTechnology {
        AssistiveTechnology::join(self.processes.get("DBUS_SESSION_BUS_ADDRESS")).await
    }

    /// The titles of all windows, as the system shows them.
    pub(crate) fn window_titles(&self) -> Vec<String> {
        let windows = self.processes.command("wmctrl").args(["-l", "-u"]).output().expect("wmctrl can be started");
        // Number, desktop, computer, title.
        let title = |line: &str| line.split_whitespace().skip(3).collect::<Vec<_>>().join(" ");
        String::from_utf8_lossy(&windows.stdout).lines().map(title).collect()
    }

    /// Closes the window whose title holds this, as its frame does.
    pub(crate) fn close_window(&self, title: &str) {
        let closed = self.processes.command("wmctrl").args(["-c", title]).status();
        assert!(closed.is_ok_and(|status| status.success()), "there is no window {title:?}");
    }

    /// Calls a command of the app, as its page does.
    pub(crate) async fn invoke(&self, command: &str, arguments: Value) -> Value {
        let answer = self.driver.execute_async(INVOKE, vec![json!(command), arguments]).await;
        answer.expect("the page can ask").json().clone()
    }

    /// Loads the page anew, as its own keys do.
    pub(crate) async fn reload(&self) {
        self.driver.refresh().await.expect("the page can be loaded again");
    }

    /// Every connection with all that its page shows.
    pub(crate) async fn connections(&self) -> Vec<Value> {
        let rows = self.invoke("connection_list", json!({})).await;
        let mut views = Vec::new();
        for row in rows.as_array().expect("the connections are a list") {
            views.push(self.invoke("connection_open", json!({ "id": row["id"] })).await);
        }
        views
    }

    /// The folder that everything of this world is in.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Everything the app has printed so far, to both its streams.
    pub(crate) fn app_output(&self) -> String {
        fs::read_to_string(output_file(self.home.path())).unwrap_or_default()
    }

    /// The arguments of every process of this world.
    pub(crate) fn command_lines(&self) -> Vec<String> {
        self.processes.command_lines()
    }

    /// What the clipboard holds; empty when it holds no text.
    pub(crate) fn clipboard(&self) -> String {
        let output = self.processes.command("xclip").args(["-selection", "clipboard", "-o"]).output();
        String::from_utf8_lossy(&output.expect("xclip can be started").stdout).into_owned()
    }

    /// Takes a picture of the screen into `target/e2e-pictures` and returns where it is.
    pub(crate) fn picture(&self, name: &str) -> PathBuf {
        let folder = built(Path::new("../e2e-pictures"));
        fs::create_dir_all(&folder).expect("a folder can be made");
        let path = folder.join(name).with_extension("png");
        let taken =
            self.processes.command("import").args(["-window", "root"]).arg(&path).stdout(Stdio::null()).status();
        assert!(taken.is_ok_and(|status| status.success()), "a picture of the screen can be taken");
        path
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // The processes are ended by force, so there is nothing for the driver to close.
        let _ = self.driver.clone().leak();
    }
}

/// A path beside the programs that Cargo built: two folders above this test.
fn built(path: &Path) -> PathBuf {
    let test = env::current_exe().expect("a test knows where it is");
    let folder = test.ancestors().nth(2).expect("a test stands in deps, below the programs");
    folder.join(path)
}

fn output_file(home: &Path) -> PathBuf {
    home.join("app-output.txt")
}
