//! Answers that nobody thought of.

use proptest::prelude::*;
use serde_json::json;

use super::{
    tests::{answer, read, shown},
    *,
};

proptest! {
    #[test]
    fn no_answer_panics(body in any::<Vec<u8>>(), status in 0_u16..600) {
        let _ = read_token_answer(&AnswerShape::default(), &answer(status, "application/json", body));
    }

    #[test]
    fn no_text_panics(body in "[{\\[\"]?[a-z_\":,{}\\[\\]\\\\ \\n0-9e.<&=-]{0,60}") {
        let _ = read(body);
    }

    #[test]
    fn every_valid_answer_survives(
        token in "[!-~]{1,80}",
        refresh_token in prop::option::of("[!-~]{1,80}"),
        seconds in 1_i64..10_000_000,
        extra in "\\PC{0,20}",
        pretty in any::<bool>(),
        comma in any::<bool>(),
    ) {
        let mut body = json!({
            "access_token": token, "token_type": "Bearer", "expires_in": seconds, "extra": {"a": [extra, null, 1.5]},
        });
        if let Some(refresh_token) = &refresh_token {
            body["refresh_token"] = refresh_token.as_str().into();
        }
        let mut text = if pretty { format!("{body:#}") } else { body.to_string() };
        if comma {
            text.truncate(text.len() - 1);
            text.push_str(", }");
        }
        let reading = read(text).expect("it is valid");
        prop_assert_eq!(shown(&reading.access_token), token);
        prop_assert_eq!(reading.refresh_token.as_ref().map(shown), refresh_token.as_deref());
        prop_assert_eq!(reading.lifetime, Lifetime::Seconds(seconds));
        prop_assert_eq!(reading.notes.len(), usize::from(comma));
    }
}
