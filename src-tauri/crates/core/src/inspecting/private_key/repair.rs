//! What was put right in a pasted key.

/// One thing that had happened to the text of a key. The key itself is the same before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyRepair {
    /// Its line breaks were gone, or had become blanks.
    LineBreaks,
    /// Its line breaks were written as `\n`.
    LiteralNewlines,
    /// Other characters were written with a backslash, as in a settings file.
    Backslashes,
    /// Lines began with blanks.
    Indentation,
    /// Blanks other than the space of the keyboard, such as a no-break space.
    UnusualBlanks,
    /// Characters without width, such as a byte order mark.
    InvisibleCharacters,
    /// Long dashes instead of hyphens, or too few of them, in the first or last line.
    Dashes,
    /// Quotation marks around it, or typographic ones inside a JWK.
    Quotes,
    /// The last line was missing.
    EndLine,
}

impl KeyRepair {
    /// What had happened and what we did, for the person at the screen.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::LineBreaks => "It was pasted on one line. We put the line breaks back; the key itself is unchanged.",
            Self::LiteralNewlines => {
                r"Its line breaks were written as \n. We put real ones in; the key itself is unchanged."
            }
            Self::Backslashes => "It had backslashes in it. We removed them; the key itself is unchanged.",
            Self::Indentation => "Its lines were indented. We removed the blanks; the key itself is unchanged.",
            Self::UnusualBlanks => {
                "It had blanks in it that are not ordinary spaces. We removed them; the key itself is unchanged."
            }
            Self::InvisibleCharacters => {
                "It had invisible characters in it. We removed them; the key itself is unchanged."
            }
            Self::Dashes => {
                "The dashes of its first or last line were not five hyphens. We put them right; the key itself is \
                 unchanged."
            }
            Self::Quotes => {
                "It had quotation marks that do not belong there. We put that right; the key itself is unchanged."
            }
            Self::EndLine => "Its last line was missing. We added it; the key itself is complete.",
        }
    }
}
