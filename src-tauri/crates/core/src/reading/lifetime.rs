//! How long a token lasts, as its answer says.

use serde_json::Value;

/// More than a hundred years is no lifetime but a mistake.
const LONGEST_SECONDS: i64 = 100 * 366 * 24 * 60 * 60;

/// How long a token lasts from the moment its answer arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// So many seconds; it has expired when there are none left.
    Seconds(i64),
    /// The answer does not say.
    Unknown,
}

/// `expires_in` as it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stated {
    pub(super) lifetime: Lifetime,
    /// Whether the number stood in quotes.
    pub(super) was_quoted: bool,
    /// Whether there was something and it cannot be understood.
    pub(super) was_strange: bool,
    /// Whether it was a number of minutes.
    pub(super) was_in_minutes: bool,
}

/// Reads `expires_in`: a number, or one in quotes. Fractions of a second are left out. Where the number is
/// `minutes_when`, it is one of minutes.
pub(super) fn read(stated: Option<&Value>, minutes_when: Option<u32>) -> Stated {
    let seconds = match stated {
        Some(Value::Number(number)) => number.as_i64().or_else(|| number.as_f64().and_then(whole)),
        Some(Value::String(text)) => text.trim().parse().ok().and_then(whole),
        _ => None,
    };
    let seconds = seconds.filter(|seconds| (-LONGEST_SECONDS..=LONGEST_SECONDS).contains(seconds));
    let was_in_minutes = seconds.is_some() && seconds == minutes_when.map(i64::from);
    let seconds = if was_in_minutes { seconds.map(|minutes| minutes * 60) } else { seconds };
    let is_there = match stated {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    };
    Stated {
        lifetime: seconds.map_or(Lifetime::Unknown, Lifetime::Seconds),
        was_quoted: seconds.is_some() && stated.is_some_and(Value::is_string),
        was_strange: is_there && seconds.is_none(),
        was_in_minutes,
    }
}

fn whole(seconds: f64) -> Option<i64> {
    // The text of the whole part has digits only, or is that of an infinity, which is no number of seconds.
    format!("{:.0}", seconds.floor()).parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_numbers_in_quotes_are_read() {
        for (stated, seconds) in [
            (json!(3599), 3599),
            (json!(3599.0), 3599),
            (json!(3599.9), 3599),
            (json!(1e3), 1000),
            (json!(0), 0),
            (json!(-1), -1),
            (json!(-0.5), -1),
            (json!("3599"), 3599),
            (json!(" 3599.0 "), 3599),
            (json!("1e3"), 1000),
            (json!("-1"), -1),
        ] {
            let read = read(Some(&stated), None);
            assert_eq!(read.lifetime, Lifetime::Seconds(seconds), "{stated}");
            assert_eq!((read.was_quoted, read.was_strange), (stated.is_string(), false), "{stated}");
        }
    }

    #[test]
    fn everything_else_is_unknown() {
        for (stated, was_strange) in [
            (json!(null), false),
            (json!(""), false),
            (json!(" "), false),
            (json!("abc"), true),
            (json!("inf"), true),
            (json!("NaN"), true),
            (json!("1 hour"), true),
            (json!(1e20), true),
            (json!(u64::MAX), true),
            (json!("1e400"), true),
            (json!(true), true),
            (json!({"seconds": 1}), true),
        ] {
            let read = read(Some(&stated), None);
            let expected =
                Stated { lifetime: Lifetime::Unknown, was_quoted: false, was_strange, was_in_minutes: false };
            assert_eq!(read, expected, "{stated}");
        }
        assert_eq!(read(None, None).lifetime, Lifetime::Unknown);
    }

    #[test]
    fn the_one_number_that_means_minutes_is_read_as_such() {
        let lifetime = |seconds: i64| read(Some(&json!(seconds)), Some(60));
        assert_eq!(lifetime(60).lifetime, Lifetime::Seconds(3600));
        assert!(lifetime(60).was_in_minutes);
        assert_eq!(lifetime(3600).lifetime, Lifetime::Seconds(3600));
        assert!(!lifetime(3600).was_in_minutes);
    }
}
