//! How long a phone system asks to be left alone.

use std::{ops::RangeInclusive, time::UNIX_EPOCH};

use crate::{domain::time::Timestamp, ports::http::HttpAnswer};

/// Seconds from `now` that `Retry-After` asks for, given as seconds or as a date (RFC 9110 10.2.3). None without it, and
/// where it makes no sense.
pub fn retry_after(answer: &HttpAnswer, now: Timestamp) -> Option<u32> {
    let value = answer.header("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let date = httpdate::parse_http_date(value).ok()?;
    let date = date.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_secs()).ok());
    // A date that has passed asks for nothing more.
    let seconds = Timestamp(date.unwrap_or_default()).seconds_since(now).max(0);
    Some(u32::try_from(seconds).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &str) -> Option<u32> {
        let answer = HttpAnswer {
            status: 429,
            headers: vec![("Retry-After".into(), value.into())],
            body: Vec::new(),
            milliseconds: 0,
        };
        retry_after(&answer, Timestamp(784_111_777))
    }

    #[test]
    fn seconds_and_dates_are_read() {
        assert_eq!(asked(" 120 "), Some(120));
        assert_eq!(asked("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
    }

    #[test]
    fn a_date_that_has_passed_asks_for_no_time_and_nonsense_for_nothing() {
        assert_eq!(asked("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0));
        for (long, told) in
            [("0", 1), ("300", 300), ("301", 300), ("4294967295", 300), ("Sun, 06 Nov 1994 09:49:37 GMT", 300)]
        {
            assert_eq!(asked(long), Some(told), "{long}");
        }
        for nonsense in ["", "soon", "-5", "1e3", "99999999999999999999"] {
            assert_eq!(asked(nonsense), None, "{nonsense}");
        }
    }
}
