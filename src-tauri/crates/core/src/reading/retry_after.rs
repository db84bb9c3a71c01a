//! How long a phone system asks to be left alone.

use std::{ops::RangeInclusive, time::UNIX_EPOCH};

use crate::{domain::time::Timestamp, ports::http::HttpAnswer};

/// Seconds to wait where the header is there and makes no sense.
const UNREADABLE: u32 = 30;
/// Nobody is asked again at once, and nobody waits for longer than this.
const PAUSES: RangeInclusive<u32> = 1..=300;

/// Seconds from `now` that `Retry-After` asks for, given as seconds or as a date (RFC 9110 10.2.3), cut to between a
/// second and five minutes. None without it.
pub fn retry_after(answer: &HttpAnswer, now: Timestamp) -> Option<u32> {
    let stated = stated(answer.header("retry-after")?.trim(), now);
    Some(stated.unwrap_or(UNREADABLE).clamp(*PAUSES.start(), *PAUSES.end()))
}

fn stated(value: &str, now: Timestamp) -> Option<u32> {
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let date = httpdate::parse_http_date(value).ok()?.duration_since(UNIX_EPOCH).ok()?;
    let seconds = Timestamp(i64::try_from(date.as_secs()).ok()?).seconds_since(now).max(0);
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
    fn a_date_that_has_passed_asks_for_a_moment_and_nonsense_for_half_a_minute() {
        assert_eq!(asked("Sun, 06 Nov 1994 08:00:00 GMT"), Some(1));
        for nonsense in ["", "soon", "-5", "1e3", "99999999999999999999"] {
            assert_eq!(asked(nonsense), Some(UNREADABLE), "{nonsense}");
        }
    }

    #[test]
    fn a_pause_is_cut_to_five_minutes() {
        for (stated, told) in
            [("0", 1), ("300", 300), ("301", 300), ("4294967295", 300), ("Sat, 06 Nov 2094 08:00:00 GMT", 300)]
        {
            assert_eq!(asked(stated), Some(told), "{stated}");
        }
    }
}
