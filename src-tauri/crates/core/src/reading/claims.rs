//! Members of a token or of an answer about one, as claims a person can read.
//!
//! Values are cut, put on one line and freed of harmful characters. Nothing in here is believed.

use serde_json::{Number, Value};

use super::quoting::{DESCRIPTION_LIMIT, ERROR_LIMIT, quote};
use crate::domain::{
    claim::{Claim, ClaimValue},
    time::Timestamp,
};

/// Claims that are shown at the most.
pub(super) const MOST_CLAIMS: usize = 100;
/// The end of the year 9999; what lies behind it is no time.
const LATEST: i64 = 253_402_300_799;
/// Names whose numbers are times (RFC 7519 4.1, RFC 7662 2.2, `OpenID` Connect Core 2 and 5.1).
const TIMES: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];

/// A member in words; none when nothing can be seen of its name.
pub(super) fn to_claim(name: &str, value: &Value) -> Option<Claim> {
    let meaning = meaning_of(name).map(str::to_owned);
    let value = time(name, value).unwrap_or_else(|| ClaimValue::Text { text: text(value) });
    Some(Claim { name: quote(name, ERROR_LIMIT)?, meaning, value })
}

/// The names that are registered for claims, introspection and userinfo, in plain words.
fn meaning_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "iss" => "Issued by",
        "sub" => "Whom it stands for",
        "aud" => "For whom it is meant",
        "exp" => "Good until",
        "nbf" => "Not good before",
        "iat" => "Issued at",
        "jti" => "Its own number",
        "scope" | "scp" => "What it may be used for",
        "client_id" | "azp" => "Client it was issued to",
        "username" | "preferred_username" => "User name",
        "token_type" => "Kind of token",
        "auth_time" => "When the person signed in",
        "acr" | "amr" => "How the person signed in",
        "sid" => "Session",
        "roles" | "role" => "Roles",
        "groups" => "Groups",
        "entitlements" => "Permissions",
        "cnf" => "Key it is bound to",
        "act" => "Who acts with it",
        "name" => "Name",
        "given_name" => "First name",
        "family_name" => "Last name",
        "nickname" => "Nickname",
        "email" => "Email address",
        "email_verified" => "Whether the email address was checked",
        "phone_number" => "Phone number",
        "phone_number_verified" => "Whether the phone number was checked",
        "locale" => "Language",
        "zoneinfo" => "Time zone",
        "updated_at" => "Last changed",
        "alg" => "Kind of signature",
        "kid" => "Number of the key that signed it",
        "typ" | "cty" => "What it is",
        _ => return None,
    })
}

fn time(name: &str, value: &Value) -> Option<ClaimValue> {
    let Value::Number(number) = value else { return None };
    let seconds = whole_seconds(number).filter(|seconds| TIMES.contains(&name) && (0..=LATEST).contains(seconds))?;
    Some(ClaimValue::Time { at: Timestamp(seconds) })
}

/// Fractions of a second are left out.
fn whole_seconds(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| format!("{:.0}", number.as_f64()?.floor()).parse().ok())
}

fn text(value: &Value) -> String {
    let whole = match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(is_plain) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => plain(other),
    };
    quote(&whole, DESCRIPTION_LIMIT).unwrap_or_default()
}

const fn is_plain(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null => "nothing".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(name: &str, value: &Value) -> ClaimValue {
        to_claim(name, value).expect("the name can be seen").value
    }

    #[test]
    fn times_are_told_from_other_numbers() {
        for value in [json!(1_700_000_000), json!(1_700_000_000.9)] {
            assert_eq!(shown("exp", &value), ClaimValue::Time { at: Timestamp(1_700_000_000) });
        }
        for (name, value) in [
            ("exp", json!(-1)),
            ("exp", json!(1e300)),
            ("exp", json!(i64::MAX)),
            ("exp", json!(u64::MAX)),
            ("iat", json!("1700000000")),
            ("extension", json!(1_700_000_000)),
        ] {
            assert!(matches!(shown(name, &value), ClaimValue::Text { .. }), "{name} {value}");
        }
    }

    #[test]
    fn values_are_written_as_people_write_them() {
        for (value, text) in [
            (json!("read write"), "read write"),
            (json!(["read", "write", 7, true]), "read, write, 7, yes"),
            (json!(false), "no"),
            (json!(null), "nothing"),
            (json!({"jkt": [1]}), r#"{"jkt":[1]}"#),
            (json!([["a"]]), r#"[["a"]]"#),
            (json!("a\u{202E}b\nc"), "a\u{FFFD}b c"),
            (json!(""), ""),
        ] {
            assert_eq!(shown("anything", &value), ClaimValue::Text { text: text.into() }, "{value}");
        }
        let ClaimValue::Text { text } = shown("anything", &json!("x".repeat(10_000))) else { panic!("it is text") };
        assert_eq!(text.chars().count(), DESCRIPTION_LIMIT);
    }

    #[test]
    fn a_name_that_cannot_be_seen_is_left_out_and_a_long_one_cut() {
        assert_eq!(to_claim(" \n", &json!(1)), None);
        let long = to_claim(&"n".repeat(10_000), &json!(1)).expect("there is something");
        assert_eq!(long.name.chars().count(), ERROR_LIMIT);
    }
}
