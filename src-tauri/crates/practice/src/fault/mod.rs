//! What a practice phone system can be told to do wrong. The list is data: what each fault does stands where it is done.

mod table;
mod view;

use std::fmt;

pub use table::Fault;
pub use view::{PracticeFault, PracticeFaults};

/// When a fault is met, which is how the list is grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// What was entered is refused.
    Entered,
    /// Between the sign-in page and the way back.
    SignIn,
    /// A token, or what should have been one.
    Answer,
    /// It is not the token service that answers.
    Elsewhere,
    /// No answer, or none to work with.
    Busy,
    /// The token is renewed.
    Renewal,
    /// The token is used.
    Use,
    /// The handshake of TLS.
    Encryption,
}

impl Group {
    /// As the heading of the group.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Entered => "It refuses what you entered",
            Self::SignIn => "The sign-in goes wrong",
            Self::Answer => "It answers, but oddly",
            Self::Elsewhere => "Something else answers",
            Self::Busy => "It is slow, busy or broken",
            Self::Renewal => "Renewing the token goes wrong",
            Self::Use => "The token does not work",
            Self::Encryption => "Its encryption is wrong",
        }
    }
}

impl Fault {
    /// The fault with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().iter().copied().find(|fault| fault.name() == name)
    }

    /// Whether it is met at the encrypted address alone.
    pub(crate) fn is_about_encryption(self) -> bool {
        self.group() == Group::Encryption
    }

    /// How far the clock of the phone system is ahead, in seconds.
    pub(crate) const fn clock_ahead(self) -> i64 {
        match self {
            Self::WrongClock => -10 * 60,
            Self::FastClock => 2 * 60 * 60,
            _ => 0,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_found_by_its_name_and_no_two_share_one() {
        for &fault in Fault::all() {
            assert_eq!(Fault::named(fault.name()), Some(fault));
            let is_kebab = |letter: char| letter.is_ascii_lowercase() || letter == '-' || letter.is_ascii_digit();
            assert!(fault.name().chars().all(is_kebab), "{fault}");
        }
        assert_eq!(Fault::named("nothing-like-it"), None);
    }

    #[test]
    fn the_words_are_sentences_without_shouting_and_titles_are_short() {
        for &fault in Fault::all() {
            let title = fault.title();
            assert!(title.split_whitespace().count() <= 9, "“{title}” is too long for a title");
            assert!(!title.ends_with('.'), "“{title}” is a title");
            for sentence in [fault.happens(), fault.look_for()] {
                assert!(sentence.ends_with('.'), "“{sentence}” is a sentence");
                for word in ["!", "please", "successful", "null", "OAuth"] {
                    assert!(!sentence.contains(word), "“{sentence}” says {word}");
                }
            }
        }
    }

    #[test]
    fn groups_stand_together() {
        let mut seen: Vec<Group> = Vec::new();
        for fault in Fault::all() {
            if seen.last() != Some(&fault.group()) {
                assert!(!seen.contains(&fault.group()), "{fault} stands apart from its group");
                seen.push(fault.group());
            }
        }
    }
}
