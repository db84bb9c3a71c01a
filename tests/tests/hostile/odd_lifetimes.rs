//! How long a token lasts, as phone systems say it.

use dialkey_core::domain::{connection::ConnectionState, note::Tone, token::Expiry};
use dialkey_tests::raw_server::Reply;

use super::{Run, run};

const STRANGE: &str = "The answer says how long the token lasts in a way we cannot read.";
const OVER: &str = "The answer says that this token has already expired.";

/// A run whose token has these members beside it.
async fn run_with(members: &str) -> Run {
    let body = format!(r#"{{"access_token":"at-1","token_type":"Bearer"{members}}}"#);
    run(move || Reply::json(200, &body)).await
}

/// What the person is warned about.
fn warnings(run: &Run) -> Vec<&str> {
    run.token().notes.iter().filter(|note| note.tone == Tone::Warn).map(|note| note.text.as_str()).collect()
}

#[tokio::test]
async fn f47_numbers_and_numbers_in_quotes_are_lifetimes() {
    for (stated, seconds) in [
        ("3599", 3599),
        ("3599.0", 3599),
        ("1e3", 1000),
        (r#""3599""#, 3599),
        (r#"" 3599 ""#, 3599),
        (r#""3599.0""#, 3599),
        (r#""1e3""#, 1000),
    ] {
        let run = run_with(&format!(r#","expires_in":{stated}"#)).await;
        let token = run.token();
        assert_eq!(token.expiry, Expiry::At { at: token.received_at.plus_seconds(seconds) }, "{stated}");
        assert!(warnings(&run).is_empty(), "{stated}");
    }
}

#[tokio::test]
async fn f47_a_lifetime_that_is_over_is_an_expired_token_with_a_warning() {
    for stated in ["0", "-1", r#""0""#, r#""-3600""#, "-0.5"] {
        let run = run_with(&format!(r#","expires_in":{stated}"#)).await;
        assert_eq!(warnings(&run), [OVER], "{stated}");
        let token = run.token();
        assert!(matches!(token.expiry, Expiry::At { at } if at <= token.received_at), "{stated}: {:?}", token.expiry);
        let rows = run.desk.desk().rows(|_| false).unwrap();
        assert!(matches!(rows[0].state, ConnectionState::Token { .. }), "{:?}", rows[0].state);
    }
}

#[tokio::test]
async fn f47_what_says_nothing_is_unknown_and_never_endless() {
    for members in [
        "",
        r#","expires_in":null"#,
        r#","expires_in":"""#,
        r#","expires_in":" ""#,
        r#","expires":3600"#,
        r#","expiresIn":3600"#,
        r#","expires":3600,"expiresIn":3600"#,
    ] {
        let run = run_with(members).await;
        assert_eq!((run.token().expiry, warnings(&run)), (Expiry::Unknown, vec![]), "{members}");
    }
}

#[tokio::test]
async fn f47_what_makes_no_sense_is_unknown_and_said() {
    for stated in [r#""abc""#, r#""soon""#, r#""1 hour""#, "1e20", r#""1e400""#, "true", "{}", "[3600]"] {
        let run = run_with(&format!(r#","expires_in":{stated}"#)).await;
        assert_eq!((run.token().expiry, warnings(&run)), (Expiry::Unknown, vec![STRANGE]), "{stated}");
    }
}
