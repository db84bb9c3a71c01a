//! A JWT taken apart to be looked at. Its signature is not verified, and nothing may depend on it (RFC 9068 6).

use std::fmt;

use base64::{Engine as _, engine::general_purpose};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

use super::claims::{MOST_CLAIMS, to_claim};
use crate::domain::{claim::Claim, token::TokenShape, token_details::TokenDetails};

/// Members in order; doubled names stand there twice, so that a person sees both.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = entries.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// RFC 7519 3: three Base64url parts, the first a JSON object.
pub(crate) fn shape_of(token: &str) -> TokenShape {
    if header_and_payload(token).is_some() { TokenShape::Jwt } else { TokenShape::Opaque }
}

/// What a token shows of itself, without its signature; its length where it shows nothing.
pub(crate) fn read_token_details(token: &str) -> TokenDetails {
    let characters = u32::try_from(token.chars().count()).unwrap_or(u32::MAX);
    let Some((header, payload)) = header_and_payload(token) else { return TokenDetails::Opaque { characters } };
    let Some(payload) = members_of(payload) else {
        let note = Some("Its claims cannot be read. The phone system may understand them all the same.".to_owned());
        return TokenDetails::Jwt { characters, header: to_claims(&header), payload: Vec::new(), note };
    };
    let left_out = payload.0.len().saturating_sub(MOST_CLAIMS);
    let note = (left_out > 0).then(|| format!("{left_out} more claims are left out."));
    TokenDetails::Jwt { characters, header: to_claims(&header), payload: to_claims(&payload), note }
}

fn header_and_payload(token: &str) -> Option<(Members, &str)> {
    let mut parts = token.split('.');
    let (header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Some((members_of(header)?, payload))
}

fn members_of(part: &str) -> Option<Members> {
    // RFC 7515 2 leaves the padding out; not everybody does.
    let json = general_purpose::URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&json).ok()
}

fn to_claims(members: &Members) -> Vec<Claim> {
    members.0.iter().take(MOST_CLAIMS).filter_map(|(name, value)| to_claim(name, value)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{claim::ClaimValue, time::Timestamp};

    fn encoded(part: impl AsRef<[u8]>) -> String {
        general_purpose::URL_SAFE_NO_PAD.encode(part)
    }

    fn token(payload: impl AsRef<[u8]>) -> String {
        format!("{}.{}.c2lnbmF0dXJl", encoded(r#"{"alg":"RS256","typ":"at+jwt"}"#), encoded(payload))
    }

    /// The claims and the note of a JWT.
    fn payload(token: &str) -> (Vec<Claim>, Option<String>) {
        match read_token_details(token) {
            TokenDetails::Jwt { payload, note, .. } => (payload, note),
            TokenDetails::Opaque { .. } => panic!("it is a JWT: {token}"),
        }
    }

    #[test]
    fn registered_claims_are_named_in_words_and_the_signature_stays_out() {
        let token = token(r#"{"iss":"https://pbx.test","exp":1700000000,"scope":"read","tenant":"north"}"#);
        let details = read_token_details(&token);
        let TokenDetails::Jwt { characters, header, payload, note } = &details else { panic!("it is a JWT") };
        assert_eq!((*characters as usize, note), (token.len(), &None));
        assert_eq!(header[0].meaning.as_deref(), Some("Kind of signature"));
        let meanings: Vec<_> = payload.iter().map(|claim| (claim.name.as_str(), claim.meaning.as_deref())).collect();
        let expected = [
            ("iss", Some("Issued by")),
            ("exp", Some("Good until")),
            ("scope", Some("What it may be used for")),
            ("tenant", None),
        ];
        assert_eq!(meanings, expected);
        assert_eq!(payload[1].value, ClaimValue::Time { at: Timestamp(1_700_000_000) });
        assert!(!format!("{details:?}").contains("c2lnbmF0dXJl"), "{details:?}");
    }

    #[test]
    fn the_example_of_rfc_7519_3_1_is_read() {
        let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
                     eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
                     dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let TokenDetails::Jwt { header, payload, .. } = read_token_details(token) else { panic!("it is a JWT") };
        let names = |claims: &[Claim]| claims.iter().map(|claim| claim.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&header), ["typ", "alg"]);
        assert_eq!(names(&payload), ["iss", "exp", "http://example.com/is_root"]);
        assert_eq!(payload[0].value, ClaimValue::Text { text: "joe".to_owned() });
        assert_eq!(payload[1].value, ClaimValue::Time { at: Timestamp(1_300_819_380) });
    }

    #[test]
    fn a_name_that_stands_twice_is_shown_twice() {
        let (claims, _) = payload(&token(r#"{"sub":"ann","sub":"bob"}"#));
        let values: Vec<_> = claims.iter().map(|claim| &claim.value).collect();
        let text = |text: &str| ClaimValue::Text { text: text.to_owned() };
        assert_eq!(values, [&text("ann"), &text("bob")]);
    }

    #[test]
    fn an_opaque_token_shows_only_its_length() {
        for opaque in ["", "abc", "a.b.c", "é.é", &token("{}").replacen('.', "", 1), &format!("{}.x.y", token("{}"))]
        {
            let characters = u32::try_from(opaque.chars().count()).unwrap();
            assert_eq!(read_token_details(opaque), TokenDetails::Opaque { characters }, "{opaque}");
            assert_eq!(shape_of(opaque), TokenShape::Opaque);
        }
    }

    #[test]
    fn a_payload_that_is_hostile_is_said_to_be_unreadable() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        for hostile in [b"{\"a\":\"\xFF\"}".as_slice(), b"[1]", b"", b"{\"exp\":1e400}", b"null", deep.as_bytes()] {
            let (claims, note) = payload(&token(hostile));
            assert_eq!(claims, [], "{hostile:.40?}");
            assert!(note.is_some_and(|note| note.contains("cannot be read")));
        }
    }

    #[test]
    fn a_payload_that_is_huge_is_cut_and_says_so() {
        let members: Vec<_> = (0..5000).map(|number| format!("\"n{number}\":\"{}\"", "x".repeat(600))).collect();
        let (claims, note) = payload(&token(format!("{{{}}}", members.join(","))));
        assert_eq!(claims.len(), MOST_CLAIMS);
        assert_eq!(note.as_deref(), Some("4900 more claims are left out."));
        assert!(format!("{claims:?}").len() < 100_000);
    }

    #[test]
    fn padding_that_should_not_be_there_is_put_up_with() {
        let padded = format!("{}==.{}=.x", encoded(r#"{"a":1}"#), encoded(r#"{"b":2}"#));
        assert_eq!(payload(&padded).0.len(), 1);
    }

    proptest! {
        #[test]
        fn no_token_panics(token in any::<String>(), payload in any::<Vec<u8>>()) {
            let _ = read_token_details(&token);
            let _ = read_token_details(&self::token(payload));
        }
    }
}
