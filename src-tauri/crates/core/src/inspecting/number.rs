//! Whole numbers.

/// Why a text is no whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberProblem {
    /// There are other characters than digits.
    #[error("the value is not a whole number")]
    NotWhole,
    /// More than can be counted.
    #[error("the number is too large")]
    TooLarge,
}

impl NumberProblem {
    /// The problem in words for the person who typed it.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NotWhole => "This is not a whole number. Enter digits only.",
            Self::TooLarge => "This number is too large.",
        }
    }
}

/// Reads digits, with blanks around them.
pub fn read_number(text: &str) -> Result<u64, NumberProblem> {
    let digits = super::blanks::trim(text).text;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberProblem::NotWhole);
    }
    digits.parse().map_err(|_| NumberProblem::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_a_number() {
        assert_eq!(read_number(" 3600\n"), Ok(3600));
        assert_eq!(read_number("0"), Ok(0));
    }

    #[test]
    fn anything_else_is_not() {
        for text in ["", "-1", "+1", "1.5", "1 000", "ten", "１２"] {
            assert_eq!(read_number(text), Err(NumberProblem::NotWhole), "{text}");
        }
        assert_eq!(read_number("99999999999999999999"), Err(NumberProblem::TooLarge));
    }
}
