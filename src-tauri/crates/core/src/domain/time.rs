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
    fn a_span_is_told_in_its_two_largest_units() {
        assert_eq!(in_words(3600), "1 hour");
        assert_eq!(in_words(52 * 60 + 14), "52 minutes 14 seconds");
        assert_eq!(in_words(103 * 24 * 3600 + 61), "103 days 1 minute");
        assert_eq!(in_words(0), "less than a second");
    }
}
