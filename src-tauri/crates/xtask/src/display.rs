//! Whether there is a screen to open a window on.

use std::env;

use crate::stop::Stop;

/// Stops where neither X11 nor Wayland has a display, and names the ways out.
pub(crate) fn require() -> Result<(), Stop> {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err(Stop::because(
        "There is no display here, so no window can be opened. You can\n\n  \
         run it on a display that nobody sees:   xvfb-run -a cargo xtask run   (apt-get install xvfb xauth)\n  \
         or work without a window:               cargo run --package dialkey-cli -- --help\n",
    ))
}
