//! What time it is over there.

use std::time::UNIX_EPOCH;

use crate::{domain::time::Timestamp, ports::http::HttpAnswer};

/// Seconds that the other side's clock is ahead of `now`, by the `Date` of its answer (RFC 9110 6.6.1); negative where it
/// is behind. None where the answer has none that can be read.
pub fn server_ahead(answer: &HttpAnswer, now: Timestamp) -> Option<i64> {
    let date = httpdate::parse_http_date(answer.header("date")?).ok()?;
    let there = date.duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(Timestamp(i64::try_from(there).ok()?).seconds_since(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(date: &str, now: i64) -> Option<i64> {
        let headers = vec![("Date".into(), date.into())];
        server_ahead(&HttpAnswer { status: 200, headers, body: Vec::new(), milliseconds: 0 }, Timestamp(now))
    }

    #[test]
    fn the_difference_has_a_direction() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(ahead(date, 784_111_777), Some(0));
        assert_eq!(ahead(date, 784_111_777 + 252), Some(-252));
        assert_eq!(ahead(date, 0), Some(784_111_777));
    }

    #[test]
    fn a_date_that_cannot_be_read_says_nothing() {
        for date in ["", "yesterday", "Sun, 06 Nov 1994", "1994-11-06T08:49:37Z"] {
            assert_eq!(ahead(date, 0), None, "{date}");
        }
    }
}
