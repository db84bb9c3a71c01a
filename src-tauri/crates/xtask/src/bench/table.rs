//! The table of all that was measured, as the README keeps it.

use std::time::Duration;

use super::milliseconds;

/// One line of the table.
#[derive(Clone)]
pub(super) struct Row {
    /// What was measured.
    pub(super) what: &'static str,
    /// Dialkey's value.
    pub(super) value: String,
    /// What it is compared with, and its value.
    pub(super) compared_with: String,
    /// What is to be reached; none where the value is only told.
    pub(super) target: Option<Target>,
}

/// What is to be reached, and what was reached.
#[derive(Clone, Copy)]
pub(super) enum Target {
    /// Dialkey takes this many times as much.
    AtMost { ratio: f64, limit: f64 },
    /// Dialkey is this many times faster.
    TimesFaster { ratio: f64, limit: f64 },
    /// A size in bytes.
    Bytes { size: u64, limit: u64 },
    /// A time.
    Time { time: Duration, limit: Duration },
    /// A share.
    Percent { percent: f64, limit: f64 },
}

impl Target {
    fn is_met(self) -> bool {
        match self {
            Self::AtMost { ratio, limit } => ratio <= limit,
            Self::TimesFaster { ratio, limit } => ratio >= limit,
            Self::Bytes { size, limit } => size <= limit,
            Self::Time { time, limit } => time <= limit,
            Self::Percent { percent, limit } => percent <= limit,
        }
    }

    fn reached(self) -> String {
        match self {
            Self::AtMost { ratio, .. } => format!("{ratio:.2} times"),
            Self::TimesFaster { ratio, .. } => format!("{ratio:.0} times faster"),
            Self::Bytes { .. } | Self::Time { .. } | Self::Percent { .. } => String::new(),
        }
    }

    fn to_reach(self) -> String {
        match self {
            Self::AtMost { limit, .. } => format!("at most {limit} times"),
            Self::TimesFaster { limit, .. } => format!("at least {limit} times faster"),
            Self::Bytes { limit, .. } => format!("at most {}", bytes(limit)),
            Self::Time { limit, .. } => format!("at most {}", milliseconds(limit)),
            Self::Percent { limit, .. } => format!("at most {limit} %"),
        }
    }
}

/// A size as people read it, in thousands.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(super) fn bytes(size: u64) -> String {
    if size < 1_000_000 { format!("{:.1} kB", size as f64 / 1e3) } else { format!("{:.1} MB", size as f64 / 1e6) }
}

/// The rows as a table in Markdown.
pub(super) fn table(rows: &[Row]) -> String {
    let mut lines = vec![
        ["Measured", "Dialkey", "Compared with", "Reached", "To reach", "Verdict"].map(str::to_owned),
        ["---"; 6].map(str::to_owned),
    ];
    lines.extend(rows.iter().map(|row| {
        let verdict = row.target.map_or("", |target| if target.is_met() { "met" } else { "missed" });
        let told = |tell: fn(Target) -> String| row.target.map(tell).unwrap_or_default();
        [
            row.what.to_owned(),
            row.value.clone(),
            row.compared_with.clone(),
            told(Target::reached),
            told(Target::to_reach),
            verdict.to_owned(),
        ]
    }));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    let line = |cells: &[String; 6]| {
        let cells = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| if cell == "---" { "-".repeat(width) } else { format!("{cell:<width$}") });
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_met_at_its_limit_and_missed_behind_it() {
        let time = |milliseconds| {
            let [time, limit] = [milliseconds, 8].map(Duration::from_millis);
            Target::Time { time, limit }
        };
        let row = |target| Row { what: "x", value: "1".into(), compared_with: String::new(), target: Some(target) };
        for (met, missed) in [
            (Target::AtMost { ratio: 1.25, limit: 1.25 }, Target::AtMost { ratio: 1.26, limit: 1.25 }),
            (Target::TimesFaster { ratio: 20.0, limit: 20.0 }, Target::TimesFaster { ratio: 19.0, limit: 20.0 }),
            (Target::Bytes { size: 80_000, limit: 80_000 }, Target::Bytes { size: 80_001, limit: 80_000 }),
            (time(8), time(9)),
            (Target::Percent { percent: 0.5, limit: 0.5 }, Target::Percent { percent: 0.51, limit: 0.5 }),
        ] {
            assert!(table(&[row(met)]).contains("| met "));
            assert!(table(&[row(missed)]).contains("| missed "));
        }
    }

    #[test]
    fn a_value_without_a_target_gets_no_verdict() {
        let row = Row { what: "size", value: bytes(12_345_678), compared_with: String::new(), target: None };
        let table = table(&[row]);
        assert!(table.contains("| size     | 12.3 MB |"), "{table}");
        assert!(!table.contains("met") && !table.contains("missed"), "{table}");
    }
}
