//! The members of an answer, from JSON or from a form-encoded body.

use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{problem::ReadingProblem, trailing_commas::without_trailing_commas};

/// A readable answer.
pub(super) struct Document {
    /// Its members; of doubled ones, the last.
    pub(super) value: Value,
    /// The name of a doubled member that one of the pointers leads through.
    pub(super) doubled: Option<String>,
    /// What it was written in.
    pub(super) syntax: Syntax,
}

/// What an answer is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// JSON as it should be.
    Json,
    /// JSON with commas too many.
    JsonWithTrailingCommas,
    /// Form-encoded, so every value is text.
    Form,
}

impl Document {
    /// Reads JSON. Doubled members are looked for along `pointers` (RFC 6901).
    pub(super) fn from_json(text: &str, pointers: &[&str]) -> Result<Self, ReadingProblem> {
        let error = match Self::from_strict_json(text, pointers) {
            Ok(document) => return Ok(document),
            Err(error) => error,
        };
        without_trailing_commas(text)
            .and_then(|mended| Self::from_strict_json(&mended, pointers).ok())
            .map(|document| Self { syntax: Syntax::JsonWithTrailingCommas, ..document })
            .ok_or_else(|| ReadingProblem::Unreadable { why: reason(&error) })
    }

    fn from_strict_json(text: &str, pointers: &[&str]) -> Result<Self, serde_json::Error> {
        let mut search = Search { pointers, path: String::new(), doubled: None };
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = Tree(&mut search).deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(Self { value, doubled: search.doubled, syntax: Syntax::Json })
    }

    /// Reads a form-encoded body; none when none of the pointers leads to a member of it.
    pub(super) fn from_form(text: &str, pointers: &[&str]) -> Option<Self> {
        let is_pointed_at = |name: &str| pointers.iter().any(|pointer| pointer.strip_prefix('/') == Some(name));
        let mut members = Map::new();
        let mut doubled = None;
        for (name, value) in form_urlencoded::parse(text.as_bytes()).filter(|(name, _)| is_pointed_at(name)) {
            if members.insert(name.clone().into_owned(), Value::String(value.into_owned())).is_some() {
                doubled = Some(name.into_owned());
            }
        }
        (!members.is_empty()).then_some(Self { value: Value::Object(members), doubled, syntax: Syntax::Form })
    }
}

fn reason(error: &serde_json::Error) -> String {
    if error.is_eof() {
        "it ends too early".to_owned()
    } else {
        format!("it is not valid JSON at line {}, column {}", error.line(), error.column())
    }
}

/// Where the reader is and what it is looking for.
struct Search<'a> {
    pointers: &'a [&'a str],
    path: String,
    doubled: Option<String>,
}

impl Search<'_> {
    fn is_on_the_way(&self) -> bool {
        self.pointers
            .iter()
            .filter_map(|pointer| pointer.strip_prefix(self.path.as_str()))
            .any(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    fn enter(&mut self, name: &str) -> usize {
        let parent = self.path.len();
        self.path.push('/');
        self.path.push_str(&name.replace('~', "~0").replace('/', "~1"));
        parent
    }
}

/// Reads a value as `serde_json` does, its limit of depth included, and looks for doubled members on the way.
struct Tree<'a, 'b>(&'a mut Search<'b>);

impl<'de> DeserializeSeed<'de> for Tree<'_, '_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_, '_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            let parent = self.0.enter(&values.len().to_string());
            let item = items.next_element_seed(Tree(self.0));
            self.0.path.truncate(parent);
            match item? {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            let parent = self.0.enter(&name);
            if self.0.doubled.is_none() && members.contains_key(&name) && self.0.is_on_the_way() {
                self.0.doubled = Some(name.clone());
            }
            let value = entries.next_value_seed(Tree(self.0));
            self.0.path.truncate(parent);
            members.insert(name, value?);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTERS: &[&str] = &["/access_token", "/result/token", "/list/0/id"];

    fn doubled(text: &str) -> Option<String> {
        Document::from_json(text, POINTERS).unwrap_or_else(|problem| panic!("{text}: {problem}")).doubled
    }

    #[test]
    fn doubled_members_are_found_along_the_pointers() {
        for (text, name) in [
            (r#"{"access_token":"a","access_token":"b"}"#, "access_token"),
            (r#"{"access_token":"a","access\u005ftoken":"b"}"#, "access_token"),
            (r#"{"result":{"token":"a","token":"b"}}"#, "token"),
            (r#"{"result":{"token":"a"},"result":null}"#, "result"),
            (r#"{"list":[{"id":1,"id":2}]}"#, "id"),
        ] {
            assert_eq!(doubled(text).as_deref(), Some(name), "{text}");
        }
    }

    #[test]
    fn doubled_members_elsewhere_do_not_matter() {
        for text in [
            r#"{"x":1,"x":2,"access_token":"a"}"#,
            r#"{"result":{"x":1,"x":2}}"#,
            r#"{"list":[{},{"id":1,"id":2}]}"#,
            r#"{"access_token":{"a":1,"a":2}}"#,
            r#"{"a":{"access_token":1},"b":{"access_token":2}}"#,
        ] {
            assert_eq!(doubled(text), None, "{text}");
        }
    }

    #[test]
    fn the_order_of_members_is_kept() {
        let document = Document::from_json(r#"{"z":1,"a":[true,null,-2,3.5,"s"]}"#, POINTERS).expect("it is valid");
        assert_eq!(document.value.to_string(), r#"{"z":1,"a":[true,null,-2,3.5,"s"]}"#);
        assert_eq!(document.syntax, Syntax::Json);
    }

    #[test]
    fn a_trailing_comma_is_noted() {
        let document = Document::from_json("{\"a\":[1,],}", POINTERS).expect("it is tolerated");
        assert_eq!(document.value.to_string(), r#"{"a":[1]}"#);
        assert_eq!(document.syntax, Syntax::JsonWithTrailingCommas);
    }

    #[test]
    fn other_deviations_are_unreadable() {
        let deep = "[".repeat(100_000);
        let deep_objects = "{\"a\":".repeat(100_000);
        for (text, why) in [
            (deep.as_str(), "it is not valid JSON at line 1, column 128"),
            (deep_objects.as_str(), "it is not valid JSON at line 1, column 636"),
            (r#"{"a":"\ud800"}"#, "it is not valid JSON at line 1, column 13"),
            (r#"{"a":1e400}"#, "it is not valid JSON at line 1, column 10"),
            (r#"{"a":1"#, "it ends too early"),
            ("{'a':1}", "it is not valid JSON at line 1, column 2"),
            ("{\"a\":1} // ok", "it is not valid JSON at line 1, column 9"),
            ("{\"a\":1}{}", "it is not valid JSON at line 1, column 8"),
        ] {
            let problem = Document::from_json(text, POINTERS).err();
            assert_eq!(problem, Some(ReadingProblem::Unreadable { why: why.into() }), "{text:.20}");
        }
    }

    #[test]
    fn a_form_is_read_when_it_has_a_wanted_member() {
        let document = Document::from_form("access_token=a%2Bb+c&x=1", POINTERS).expect("it has a token");
        assert_eq!(document.value.to_string(), r#"{"access_token":"a+b c"}"#);
        assert!(Document::from_form("x=1&y=2", POINTERS).is_none());
        assert!(Document::from_form("OK", POINTERS).is_none());
        let twice = Document::from_form("access_token=a&access_token=b", POINTERS).expect("it has a token");
        assert_eq!(twice.doubled.as_deref(), Some("access_token"));
    }
}
