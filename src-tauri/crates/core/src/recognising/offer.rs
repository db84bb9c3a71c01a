//! What would be filled in, kept until the person says whether it is.

use secrecy::{ExposeSecret, SecretString};

use super::Kind;
use crate::{
    domain::{
        client_authentication::ClientAuthenticationMethod,
        field::{Field, FieldKind},
        note::Note,
        recognised::{RecognisedValue, RecognisedView},
    },
    inspecting::{characters::is_harmful, inspect_plain, inspect_secret, private_key::read_private_key},
};

/// Characters of a value that are shown.
const LONGEST_SHOWN: usize = 200;

/// Values for several fields, and the text they came from. It lives in memory only.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Key of the field the text was entered into.
    pub field: String,
    /// The text.
    pub text: SecretString,
    /// What it is.
    pub kind: Kind,
    /// What would be filled in, in the order of the form.
    pub fills: Vec<Fill>,
    /// How the client would prove itself, where that is another way than now.
    pub method: Option<ClientAuthenticationMethod>,
    /// What is left out, and what looks odd.
    pub notes: Vec<Note>,
}

/// One value for one field.
#[derive(Debug, Clone)]
pub struct Fill {
    /// Key of the field.
    pub key: String,
    /// The value, as it was found.
    pub value: SecretString,
    shown: RecognisedValue,
}

impl Fill {
    /// A value for a field; none where the field cannot hold it.
    pub(super) fn of(field: &Field, value: SecretString) -> Option<Self> {
        let (shown, is_described) = if field.kind.is_secret() {
            if inspect_secret(field, &value).rejected {
                return None;
            }
            (describe(field, &value), true)
        } else {
            // Exposed because the field may be seen.
            let inspected = inspect_plain(field, value.expose_secret(), false);
            if inspected.rejected {
                return None;
            }
            (cut(&inspected.text), false)
        };
        let shown = RecognisedValue { label: field.label.clone(), shown, is_described };
        Some(Self { key: field.key.clone(), value, shown })
    }
}

impl Offer {
    /// The offer without its secrets.
    pub fn to_view(&self) -> RecognisedView {
        let method = self.method.map(|method| RecognisedValue {
            label: "How the client proves itself".to_owned(),
            shown: method.name().to_owned(),
            is_described: true,
        });
        RecognisedView {
            field: self.field.clone(),
            title: self.kind.sentence().to_owned(),
            values: self.fills.iter().map(|fill| fill.shown.clone()).chain(method).collect(),
            notes: self.notes.clone(),
            can_keep: self.kind.can_be_kept(),
        }
    }
}

fn describe(field: &Field, value: &SecretString) -> String {
    if field.kind == FieldKind::PrivateKey
        && let Ok(key) = read_private_key(value)
    {
        return key.title();
    }
    if field.kind == FieldKind::Headers {
        return inspect_secret(field, value).entered.title;
    }
    // Exposed to be counted.
    match value.expose_secret().chars().count() {
        1 => "1 character".to_owned(),
        count => format!("{count} characters"),
    }
}

/// A value as it can be shown: of limited length, and with a sign in place of each character that would turn or break
/// the text around it.
fn cut(text: &str) -> String {
    let readable = |c| if is_harmful(c) && c != '\n' { char::REPLACEMENT_CHARACTER } else { c };
    let mut shown: String = text.chars().take(LONGEST_SHOWN).map(readable).collect();
    if text.chars().nth(LONGEST_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
