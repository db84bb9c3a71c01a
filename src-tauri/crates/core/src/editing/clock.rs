//! What a person reads about clocks that differ.

use crate::{
    domain::{
        note::{Note, Tone},
        time::{clocks_disagree, own_clock_in_words},
    },
    ports::vault::Record,
};

/// A remark where this computer's clock and the phone system's differ so much that it may matter.
pub(super) fn notes_about(record: &Record) -> Vec<Note> {
    let disagrees = record.server_ahead.filter(|ahead| clocks_disagree(*ahead));
    let note = match (record.connection.signs_ahead, disagrees) {
        (Some(_), Some(ahead)) => Some(Note::new(
            Tone::Info,
            format!(
                "What is signed carries the phone system’s time. This computer’s clock is {}.",
                own_clock_in_words(ahead)
            ),
        )),
        (Some(_), None) => Some(Note::new(Tone::Info, "What is signed carries the phone system’s time.")),
        (None, Some(ahead)) => Some(Note::new(
            Tone::Warn,
            format!("This computer’s clock is {}, compared with the phone system’s.", own_clock_in_words(ahead)),
        )),
        (None, None) => None,
    };
    note.into_iter().collect()
}
