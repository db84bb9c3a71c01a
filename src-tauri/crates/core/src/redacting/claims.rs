//! Claims without the secrets that may stand in them.

use super::{KnownSecrets, answers::is_secret_name};
use crate::domain::claim::{Claim, ClaimValue};

/// Hides every known secret in names and values, and every value that is named like a secret.
pub fn clean_claims(claims: Vec<Claim>, known: &KnownSecrets) -> Vec<Claim> {
    let clean = |claim: Claim| {
        let value = match claim.value {
            ClaimValue::Text { text } if is_secret_name(&claim.name) => {
                ClaimValue::Text { text: format!("[hidden, {} characters]", text.chars().count()) }
            }
            ClaimValue::Text { text } => ClaimValue::Text { text: known.clean(&text) },
            time @ ClaimValue::Time { .. } => time,
        };
        Claim { name: known.clean(&claim.name), value, ..claim }
    };
    claims.into_iter().map(clean).collect()
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    #[test]
    fn known_secrets_and_what_is_named_like_one_are_hidden() {
        let mut known = KnownSecrets::default();
        known.add("Client secret", &SecretString::from("s3cret"));
        let claim = |name: &str, text: &str| Claim {
            name: name.into(),
            meaning: None,
            value: ClaimValue::Text { text: text.into() },
        };
        let claims = vec![claim("note", "it was s3cret"), claim("id_token", "abc"), claim("s3cret", "x")];
        let shown = format!("{:?}", clean_claims(claims, &known));
        assert!(!shown.contains("s3cret") && !shown.contains("abc"), "{shown}");
        assert!(shown.contains("it was [Client secret hidden, 6 characters]"), "{shown}");
        let kind = clean_claims(vec![claim("token_type", "Bearer")], &known);
        assert_eq!(kind, [claim("token_type", "Bearer")]);
    }
}
