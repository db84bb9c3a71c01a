//! Answers that hold a token, but not quite as they should.

use serde_json::{Map, Value};

use crate::{fault::Fault, reply::Reply};

/// The answer as the fault changes it; as it was where it is none of those.
pub(super) fn changed(fault: Fault, reply: Reply) -> Reply {
    let change: fn(&mut Map<String, Value>) = match fault {
        Fault::QuotedExpiry => quote_expiry,
        Fault::NoExpiry => |members| members.retain(|name, _| !is_expiry(name)),
        Fault::ExpiredAtOnce => end_at_once,
        Fault::WrongTokenType => name_other_type,
        _ => return reply,
    };
    let Some(mut answer) = read(&reply.body) else { return reply };
    change_all(&mut answer, change);
    let mut body = answer.to_string();
    if fault == Fault::QuotedExpiry {
        body.insert(body.len() - 1, ',');
    }
    Reply { body, ..reply }
}

/// An object, also one with the comma too many that a document has.
fn read(body: &str) -> Option<Value> {
    let text = body.trim_end();
    let without_comma = || text.strip_suffix('}')?.trim_end().strip_suffix(',').map(|members| format!("{members}}}"));
    let answer = serde_json::from_str::<Value>(text).ok().or_else(|| serde_json::from_str(&without_comma()?).ok())?;
    answer.is_object().then_some(answer)
}

fn change_all(value: &mut Value, change: fn(&mut Map<String, Value>)) {
    if let Value::Object(members) = value {
        change(members);
        members.values_mut().for_each(|member| change_all(member, change));
    }
}

/// Vendors name it in several ways, all of which have this word.
fn is_expiry(name: &str) -> bool {
    name.to_ascii_lowercase().contains("expire")
}

fn quote_expiry(members: &mut Map<String, Value>) {
    for (name, value) in members {
        if let Some(seconds) = value.as_i64().filter(|_| is_expiry(name)) {
            *value = seconds.to_string().into();
        }
    }
}

fn end_at_once(members: &mut Map<String, Value>) {
    for (name, value) in members {
        if is_expiry(name) {
            *value = 0.into();
        }
    }
}

/// Of the registry of token types, one that needs more than a header (RFC 6749 7.1).
fn name_other_type(members: &mut Map<String, Value>) {
    if members.contains_key("access_token") {
        members.insert("token_type".to_owned(), "mac".into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(fault: Fault, body: &str) -> String {
        changed(fault, Reply::text(200, "application/json", body)).body
    }

    #[test]
    fn the_expiry_is_changed_whatever_its_name_and_wherever_it_stands() {
        let nested = r#"{"result":{"access_token":"a","access_token_expire_time":60}}"#;
        assert_eq!(
            body(Fault::ExpiredAtOnce, nested),
            r#"{"result":{"access_token":"a","access_token_expire_time":0}}"#
        );
        assert_eq!(body(Fault::NoExpiry, r#"{"access_token":"a","expires_in":60}"#), r#"{"access_token":"a"}"#);
        let quoted = r#"{"access_token":"a","expires_in":"60",}"#;
        assert_eq!(body(Fault::QuotedExpiry, r#"{"access_token":"a","expires_in":60}"#), quoted);
        assert_eq!(body(Fault::QuotedExpiry, quoted), quoted, "what is malformed already stays so");
    }

    #[test]
    fn the_kind_of_a_token_is_another_whether_or_not_it_was_named() {
        for answer in [r#"{"access_token":"a"}"#, r#"{"access_token":"a","token_type":"Bearer"}"#] {
            assert_eq!(body(Fault::WrongTokenType, answer), r#"{"access_token":"a","token_type":"mac"}"#);
        }
    }

    #[test]
    fn what_is_no_object_stays_as_it_is() {
        for answer in ["", "[1]", "<html>", "{"] {
            assert_eq!(body(Fault::NoExpiry, answer), answer);
        }
    }
}
