//! A desktop for one test: a screen, a message bus, a window manager and empty folders.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};

use dialkey_tests::ready_line::ready_line;
use tempfile::TempDir;

use crate::processes::Processes;

/// How large the screen is and whether the desktop is dark. The window fills the screen and has no frame, so a picture
/// of the screen is a picture of the window and of what it opens above itself.
#[derive(Clone, Copy)]
pub(crate) struct Screen {
    width: u16,
    height: u16,
    dark: bool,
}

impl Screen {
    /// The size of the pictures of the mock.
    pub(crate) const LARGE: Self = Self { width: 1200, height: 800, dark: false };

    /// A large window.
    pub(crate) const WIDE: Self = Self { width: 1400, height: 900, dark: false };

    /// The small size in which everything must still fit.
    pub(crate) const SMALL: Self = Self { width: 900, height: 600, dark: false };

    /// What is left of 1280 by 1000 for a person who has everything twice the size.
    pub(crate) const ENLARGED: Self = Self { width: 640, height: 500, dark: false };

    /// The same screen of a person who likes it dark.
    pub(crate) const fn dark(self) -> Self {
        Self { dark: true, ..self }
    }
}

/// The window manager: every window without a frame and as large as the screen.
const WINDOW_MANAGER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <applications>
    <application type="normal"><decor>no</decor><maximized>yes</maximized></application>
  </applications>
</openbox_config>
"#;

/// The fonts of a recent desktop, so that pictures show what people see.
const FONTS: &str = r#"<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <alias binding="same"><family>system-ui</family><prefer><family>Inter</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer><family>Inter</family></prefer></alias>
  <alias binding="same"><family>monospace</family><prefer><family>JetBrains Mono</family></prefer></alias>
</fontconfig>
"#;

/// A desktop before the app is opened on it.
pub(crate) struct Desktop {
    pub(crate) processes: Processes,
    pub(crate) home: TempDir,
}

/// Unlocks a keyring, which makes it, and ends when it is ready.
const UNLOCK_KEYRING: &str = "printf sesame | gnome-keyring-daemon --replace --unlock --daemonize --components=secrets";

impl Desktop {
    /// One without a keychain.
    pub(crate) fn start(screen: Screen) -> Self {
        let home = TempDir::with_prefix("dialkey-e2e-").expect("a folder can be made");
        Self { processes: start(screen, home.path()), home }
    }

    /// With a keychain that is open, as it is for somebody who has signed in to the computer.
    pub(crate) fn with_keychain(self) -> Self {
        let unlocked = self.processes.command("sh").args(["-c", UNLOCK_KEYRING]).stdout(Stdio::null()).status();
        assert!(unlocked.is_ok_and(|status| status.success()), "gnome-keyring-daemon can be started");
        self
    }

    /// A connection to its message bus, as another program has it.
    pub(crate) async fn bus(&self) -> zbus::Connection {
        join_bus(&self.processes).await
    }
}

/// Joins the message bus that the processes are on.
pub(crate) async fn join_bus(processes: &Processes) -> zbus::Connection {
    let address = processes.get("DBUS_SESSION_BUS_ADDRESS").to_str().expect("an address is text");
    let builder = zbus::connection::Builder::address(address).expect("the address can be read");
    builder.build().await.expect("the bus takes everybody")
}

/// Starts the desktop and returns when each part of it has said that it is ready. `home` is an empty folder.
fn start(screen: Screen, home: &Path) -> Processes {
    let mut processes = Processes::new();
    for (name, folder) in [
        ("HOME", ""),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_RUNTIME_DIR", "runtime"),
    ] {
        let folder = home.join(folder);
        fs::create_dir_all(&folder).expect("a folder can be made");
        processes.set(name, folder);
    }
    // Programs refuse a runtime folder that others can read.
    fs::set_permissions(home.join("runtime"), Permissions::from_mode(0o700)).expect("the folder is ours");
    let fonts = home.join("fonts.conf");
    fs::write(&fonts, FONTS).expect("a file can be written");
    processes.set("FONTCONFIG_FILE", fonts);
    processes.set("LANG", "C.UTF-8");
    processes.set("TZ", "UTC");
    processes.set("GDK_BACKEND", "x11");
    processes.set("GSETTINGS_BACKEND", "memory");
    processes.set("GTK_THEME", if screen.dark { "Adwaita:dark" } else { "Adwaita" });
    processes.set("RUST_BACKTRACE", "1");

    let mut display = processes.command("Xvfb");
    // Xvfb looks for a free number itself and says which it took.
    display.args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0"]);
    display.arg(format!("{}x{}x24", screen.width, screen.height)).stderr(Stdio::null());
    let display = spawn_until_ready(&mut processes, &mut display);
    processes.set("DISPLAY", format!(":{display}"));

    let mut bus = processes.command("dbus-daemon");
    bus.args(["--session", "--nofork", "--print-address=1"]).stderr(Stdio::null());
    let bus = spawn_until_ready(&mut processes, &mut bus);
    processes.set("DBUS_SESSION_BUS_ADDRESS", bus);

    let rules = home.join("openbox.xml");
    fs::write(&rules, WINDOW_MANAGER).expect("a file can be written");
    let mut window_manager = processes.command("openbox");
    window_manager.arg("--config-file").arg(rules).args(["--startup", "echo ready"]).stderr(Stdio::null());
    spawn_until_ready(&mut processes, &mut window_manager);
    processes
}

fn spawn_until_ready(processes: &mut Processes, command: &mut Command) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    let child = processes.spawn(command.stdout(Stdio::piped()));
    ready_line(&program, child.stdout.take().expect("the standard output is a pipe"))
}
