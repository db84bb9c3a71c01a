//! Saved connections in words and in columns.

use dialkey_core::domain::{
    connection::{ConnectionRow, ConnectionState},
    time::Timestamp,
    token::Expiry,
};

/// A number of a unit is told when there are at least so many of it.
const ENOUGH: i64 = 2;

/// "valid, 52 min left"
pub(super) fn state_in_words(state: ConnectionState, now: Timestamp) -> String {
    match state {
        ConnectionState::NoToken => "no token".to_owned(),
        ConnectionState::Running => "under way".to_owned(),
        ConnectionState::SignInAgain => "sign in again".to_owned(),
        ConnectionState::Uncertain => "uncertain".to_owned(),
        ConnectionState::Failed => "failed".to_owned(),
        ConnectionState::Token { expiry, .. } => match expiry {
            Expiry::At { at } if at <= now => "expired".to_owned(),
            Expiry::At { .. } => format!("valid, {}", time_left(expiry, now)),
            Expiry::Unknown => time_left(expiry, now),
        },
    }
}

/// "52 min left"
pub(super) fn time_left(expiry: Expiry, now: Timestamp) -> String {
    match expiry {
        Expiry::At { at } => format!("{} left", span(at.seconds_since(now).max(0))),
        Expiry::Unknown => "expiry unknown".to_owned(),
    }
}

fn span(seconds: i64) -> String {
    const UNITS: [(&str, i64); 3] = [("days", 24 * 60 * 60), ("h", 60 * 60), ("min", 60)];
    let unit = UNITS.into_iter().find(|(_, size)| seconds / size >= ENOUGH);
    unit.map_or_else(|| format!("{seconds} s"), |(name, size)| format!("{} {name}", seconds / size))
}

/// A name as a terminal may get it: whoever wrote it must not move the cursor.
pub(crate) fn shown(name: &str) -> String {
    name.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// The name of a connection as a shell reads it: in quotes where it has a blank.
pub(super) fn as_argument(name: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "-._".contains(character);
    let shown = shown(name);
    let needs_quotes = shown.is_empty() || shown.starts_with('-') || !shown.chars().all(is_plain);
    if needs_quotes { format!("'{}'", shown.replace('\'', r"'\''")) } else { shown }
}

/// Name, phone system and folder of a connection, and one thing more.
pub(super) fn cells(row: &ConnectionRow, last: String) -> [String; 4] {
    [shown(&row.name), shown(&row.system), shown(row.folder.as_deref().unwrap_or_default()), last]
}

/// Lines with every column as wide as its widest cell.
pub(crate) fn table(lines: &[[String; 4]]) -> String {
    let length = |cell: &String| cell.chars().count();
    let widths: Vec<usize> =
        (0..4).map(|column| lines.iter().map(|cells| length(&cells[column])).max().unwrap_or(0)).collect();
    let line = |cells: &[String; 4]| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn token(seconds: i64) -> ConnectionState {
        let expiry = Expiry::At { at: NOW.plus_seconds(seconds) };
        ConnectionState::Token { received_at: NOW, expiry, needs_person: false }
    }

    #[test]
    fn the_time_left_is_told_in_one_unit() {
        for (seconds, words) in [
            (1, "valid, 1 s left"),
            (119, "valid, 119 s left"),
            (52 * 60 + 59, "valid, 52 min left"),
            (5 * 3600, "valid, 5 h left"),
            (103 * 86_400, "valid, 103 days left"),
            (0, "expired"),
        ] {
            assert_eq!(state_in_words(token(seconds), NOW), words);
        }
        let unknown = ConnectionState::Token { received_at: NOW, expiry: Expiry::Unknown, needs_person: true };
        assert_eq!(state_in_words(unknown, NOW), "expiry unknown");
    }

    #[test]
    fn a_name_cannot_move_the_cursor_or_end_its_quotes() {
        assert_eq!(shown("a\u{1b}[2Jb\n"), "a [2Jb ");
        assert_eq!(as_argument("Munich"), "Munich");
        assert_eq!(as_argument("Munich 2"), "'Munich 2'");
        assert_eq!(as_argument("--all"), "'--all'");
        assert_eq!(as_argument("it's"), r"'it'\''s'");
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let cells = |cells: [&str; 4]| cells.map(str::to_owned);
        let table = table(&[cells(["NAME", "B", "C", "D"]), cells(["ä", "bb", "", "d"])]);
        assert_eq!(table, "NAME  B   C  D\nä     bb     d\n");
    }
}
