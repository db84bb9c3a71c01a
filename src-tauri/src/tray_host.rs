//! Does the system have a tray? The library behind the icon ends the program where it is missing.

/// Whether an icon can be shown: the library is installed and somebody on the session bus shows icons.
#[cfg(target_os = "linux")]
pub(crate) async fn is_there() -> bool {
    has_library() && has_watcher().await
}

/// Other systems always have one.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unused_async, reason = "on Linux it asks the session bus")]
pub(crate) async fn is_there() -> bool {
    true
}

/// Looks where the dynamic linker does, as its cache lists it.
#[cfg(target_os = "linux")]
fn has_library() -> bool {
    const NAMES: [&[u8]; 2] = [b"libayatana-appindicator3.so.1\0", b"libappindicator3.so.1\0"];
    let cache = std::fs::read("/etc/ld.so.cache").unwrap_or_default();
    NAMES.iter().any(|name| cache.windows(name.len()).any(|found| found == *name))
}

#[cfg(target_os = "linux")]
async fn has_watcher() -> bool {
    let has_owner = async {
        let bus = zbus::Connection::session().await?;
        let bus = zbus::fdo::DBusProxy::new(&bus).await?;
        Ok::<_, zbus::Error>(bus.name_has_owner("org.kde.StatusNotifierWatcher".try_into()?).await?)
    };
    has_owner.await.unwrap_or(false)
}
