//! Is there a screen? GTK ends the program without a word to the person when there is none.

/// Says what to do where there is no screen.
#[derive(Debug, thiserror::Error)]
#[error("there is no display for a window; `xvfb-run -a dialkey` gives it one, `dialkey-cli` works without")]
pub(crate) struct NoDisplay;

/// Looks for a display server.
#[cfg(target_os = "linux")]
pub(crate) fn check() -> Result<(), NoDisplay> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") { Ok(()) } else { Err(NoDisplay) }
}

/// Other systems always have one.
#[cfg(not(target_os = "linux"))]
pub(crate) const fn check() -> Result<(), NoDisplay> {
    Ok(())
}
