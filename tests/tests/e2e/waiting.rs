//! Waiting until something can be seen.

use std::{
    fmt::Display,
    time::{Duration, Instant},
};

/// How long the app may take until something can be seen or used, on a busy machine.
pub(crate) const SEEN_WITHIN: Duration = Duration::from_secs(20);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// Looks again and again until there is something. An error counts as nothing yet: an element may have been drawn anew
/// between finding and using it. When the time is over, the error holds the last one, where there was one.
pub(crate) async fn look_until<T, E: Display>(
    longest: Duration,
    look: impl AsyncFn() -> Result<Option<T>, E>,
) -> Result<T, String> {
    let deadline = Instant::now() + longest;
    loop {
        match look().await {
            Ok(Some(thing)) => return Ok(thing),
            seen if Instant::now() > deadline => {
                return Err(seen.err().map(|error| format!(" ({error})")).unwrap_or_default());
            }
            _ => tokio::time::sleep(LOOK_AGAIN_AFTER).await,
        }
    }
}
