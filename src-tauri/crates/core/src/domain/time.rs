//! Points in time as the wire and the screens use them.

use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Timestamp(#[cfg_attr(feature = "typescript", ts(type = "number"))] pub i64);

impl Timestamp {
    /// The point in time `seconds` later; earlier when negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Day and time of the Universal Time: "Sat, 21 Nov 2026 14:41:00 GMT" (RFC 9110 5.6.7).
    pub fn to_http_date(self) -> String {
        /// The last second that four digits of a year can name.
        const LAST: i64 = 253_402_300_799;
        let seconds = u64::try_from(self.0.clamp(0, LAST)).unwrap_or_default();
        httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
    }

    /// Seconds from `earlier` to `self`; negative when `earlier` is in fact later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Two clocks that differ by at most so many seconds agree.
pub const CLOCK_TOLERANCE: i64 = 60;

/// Whether clocks that differ by so many seconds differ so much that a phone system may mind.
pub const fn clocks_disagree(ahead: i64) -> bool {
    ahead.saturating_abs() > CLOCK_TOLERANCE
}

/// What this computer's clock is, compared with one that is `server_ahead` seconds ahead of it: "4 minutes 12 seconds
/// behind".
pub fn own_clock_in_words(server_ahead: i64) -> String {
    let direction = if server_ahead > 0 { "behind" } else { "ahead" };
    format!("{} {direction}", in_words(server_ahead.saturating_abs()))
}

/// A span of seconds in words, its two largest units: "1 hour", "52 minutes 14 seconds".
pub fn in_words(seconds: i64) -> String {
    const UNITS: [(&str, i64); 4] = [("day", 24 * 60 * 60), ("hour", 60 * 60), ("minute", 60), ("second", 1)];
    let mut rest = seconds.max(0);
    let mut words = Vec::new();
    for (name, size) in UNITS {
        let count = rest / size;
        rest %= size;
        if count > 0 && words.len() < 2 {
            words.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    if words.is_empty() { "less than a second".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_of_this_computer_is_the_other_way_round() {
        assert_eq!(own_clock_in_words(-252), "4 minutes 12 seconds ahead");
        assert_eq!(own_clock_in_words(86_400), "1 day behind");
        assert!(clocks_disagree(-61) && !clocks_disagree(60) && clocks_disagree(i64::MIN));
    }

    #[test]
    fn a_span_is_told_in_its_two_largest_units() {
        assert_eq!(in_words(3600), "1 hour");
        assert_eq!(in_words(52 * 60 + 14), "52 minutes 14 seconds");
        assert_eq!(in_words(103 * 24 * 3600 + 61), "103 days 1 minute");
        assert_eq!(in_words(0), "less than a second");
    }
}
