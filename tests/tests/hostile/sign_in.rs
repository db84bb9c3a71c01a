//! What comes back from a sign-in page that nobody should have.

use dialkey_core::domain::{connection::ConnectionId, diagnosis::DiagnosisCode};
use dialkey_tests::{
    browser::Person,
    desk::TestDesk,
    raw_server::Reply,
    request::value,
    scripted_server::{Asked, ScriptedServer, grant, query_value},
    signer::Signer,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use url::Url;

use super::{IN_TIME, Run, SECRET};

/// One sign-in at `server`; what was typed survives it.
async fn sign_in(server: &ScriptedServer, way: &str) -> Run {
    let (desk, id) = fill_in(server, way, &Signer::who(Person::Allows));
    let typed = desk.view(&id).fields;
    let record = tokio::time::timeout(IN_TIME, desk.get_token(&id)).await.expect("a run ends in time");
    assert_eq!(desk.view(&id).fields, typed, "what was typed survives");
    Run { desk, id, record }
}

/// A connection to `server`, in front of which this person sits.
fn fill_in(server: &ScriptedServer, way: &str, signer: &Signer) -> (TestDesk, ConnectionId) {
    let desk = TestDesk::default().signing_in(signer.clone());
    let id = desk.create("oauth2", way);
    desk.enter(&id, "authorization_address", &server.authorization_address());
    desk.enter(&id, "client_id", "north-wind");
    if way == "authorization_code" {
        desk.enter(&id, "token_address", &server.token_address());
        desk.enter(&id, "client_secret", SECRET);
    }
    (desk, id)
}

fn with_code(asked: &Asked) -> String {
    asked.back_with(&[("code", "code-1"), ("state", asked.get("state"))])
}

#[tokio::test]
async fn f30_hostile_words_of_a_refusal_are_cut_and_shown_as_text() {
    let hostile = [
        format!("<script>alert(1)</script>{}", "word ".repeat(2_000)),
        format!("\u{202E}desrever{}", "x".repeat(10_000)),
        "\u{0}\u{1b}[31mred\u{7}\r\nSet-Cookie: x".to_owned(),
        "👩‍👩‍👧".repeat(200),
    ];
    for words in hostile {
        let way_back = move |asked: &Asked| {
            let answer = [("error", words.as_str()), ("error_description", &words), ("state", asked.get("state"))];
            asked.back_with(&answer)
        };
        let server = ScriptedServer::start(way_back, |_| grant()).await;
        for way in ["authorization_code", "implicit"] {
            let run = sign_in(&server, way).await;
            assert_eq!(run.diagnosis().code, DiagnosisCode::SignInRefused);
            let words = run.diagnosis().server.clone().unwrap();
            for shown in [words.error.unwrap(), words.description.unwrap()] {
                assert!(shown.chars().count() <= 500, "{} characters", shown.chars().count());
                let is_harmful = |letter: char| letter.is_control() || ('\u{202A}'..='\u{202E}').contains(&letter);
                assert!(!shown.contains(is_harmful), "{shown:?}");
            }
        }
    }
}

/// Whoever declines is told so in our words; those of the server stand apart and do no harm.
#[tokio::test]
async fn f30_a_declined_sign_in_with_hostile_words_is_told_in_ours() {
    for hostile in
        ["<script>alert(1)</script>".to_owned(), "y".repeat(10_000), format!("\u{202E}{}", "<b>".repeat(4_000))]
    {
        let words = hostile.clone();
        let way_back = move |asked: &Asked| {
            let answer = [("error", "access_denied"), ("error_description", &*words), ("state", asked.get("state"))];
            asked.back_with(&answer)
        };
        let server = ScriptedServer::start(way_back, |_| grant()).await;
        let run = sign_in(&server, "authorization_code").await;
        assert_eq!(run.diagnosis().code, DiagnosisCode::SignInDenied);
        run.assert_reads("Access was not allowed", "You or the phone system declined. Nothing was changed.");
        let quoted = run.diagnosis().server.clone().unwrap().description.unwrap();
        assert!(quoted.chars().count() <= 500 && !quoted.contains('\u{202E}'), "{quoted}");
        assert!(server.requests_to("/token").is_empty());
    }
}

/// RFC 6749 4.1.2: no size is assumed. Sent by hand, because a client of today does not go that far.
#[tokio::test]
async fn a_code_of_100_kilobytes_is_exchanged_whole() {
    let code = "c".repeat(100_000);
    let server = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::Away);
    let (desk, id) = fill_in(&server, "authorization_code", &signer);
    let (record, ()) = tokio::join!(desk.get_token(&id), async {
        let page = signer.browser.opened().await;
        let redirect: Url = query_value(&page, "redirect_uri").unwrap().parse().unwrap();
        let state = query_value(&page, "state").unwrap();
        let (path, host) = (redirect.path(), redirect.authority());
        let request = format!("GET {path}?code={code}&state={state} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    });
    let exchange = server.requests_to("/token").remove(0);
    assert_eq!(value(&exchange.form(), "code"), Some(code.as_str()));
    let run = Run { desk, id, record };
    assert_eq!(run.token().characters(), 4);
    assert!(!run.shown().contains("cccccccc"), "no part of it is shown");
}

/// What is longer than any answer is refused with words, and the waiting goes on.
#[tokio::test]
async fn a_code_of_100_kilobytes_that_is_pasted_is_refused_with_words() {
    let server = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::Away);
    let (desk, id) = fill_in(&server, "authorization_code", &signer);
    let (record, ()) = tokio::join!(desk.get_token(&id), async {
        let page = signer.browser.opened().await;
        let problem = signer.pending().paste(&"c".repeat(100_000).into(), true).unwrap_err();
        assert_eq!(problem.to_refusal().sentence, "This is too long to be that address.");
        signer.browser.go(page, |_| true).await;
    });
    assert!(record.token.is_some());
}

#[tokio::test]
async fn a_code_with_odd_characters_arrives_as_it_was_sent() {
    for code in ["a+b c&d=e%2Fé", "\u{202E}code", "<script>", "code\r\nX-Injected: 1"] {
        let way_back = move |asked: &Asked| asked.back_with(&[("code", code), ("state", asked.get("state"))]);
        let server = ScriptedServer::start(way_back, |_| grant()).await;
        assert!(sign_in(&server, "authorization_code").await.record.token.is_some(), "{code:?}");
        let exchange = server.requests_to("/token").remove(0);
        assert_eq!(value(&exchange.form(), "code"), Some(code));
        assert_eq!(exchange.header("x-injected"), None);
    }
}

#[tokio::test]
async fn odd_answers_to_the_exchange_are_judged_like_any_other() {
    let replies: [(fn() -> Reply, DiagnosisCode); 9] = [
        (|| Reply::json(200, "{}"), DiagnosisCode::AnswerUnreadable),
        (|| Reply::json(200, ""), DiagnosisCode::AnswerUnreadable),
        (|| Reply::json(200, r#"{"access_token":"a","access_token":"b"}"#), DiagnosisCode::AnswerUnreadable),
        (|| Reply::json(200, r#"{"access_token":"a\n1"}"#), DiagnosisCode::AnswerUnreadable),
        (|| Reply::json(200, r#"{"access_token":"a","token_type":"mac"}"#), DiagnosisCode::TokenTypeUnknown),
        (|| Reply::json(200, r#"{"error":"invalid_client"}"#), DiagnosisCode::ClientRefused),
        (|| Reply::json(200, "x".repeat(1024 * 1024)), DiagnosisCode::AnswerTooLarge),
        (|| Reply::answer(200, &[("Content-Type", "text/html")], "<html>sign in</html>"), DiagnosisCode::WebPage),
        (|| Reply::answer(307, &[("Location", "https://elsewhere.example/")], ""), DiagnosisCode::Redirected),
    ];
    for (reply, code) in replies {
        let server = ScriptedServer::start(with_code, move |_| reply()).await;
        let run = sign_in(&server, "authorization_code").await;
        assert_eq!(run.diagnosis().code, code);
        assert_eq!(server.requests_to("/token").len(), 1, "one code, one exchange");
    }
}

#[tokio::test]
async fn a_slightly_wrong_answer_to_the_exchange_still_brings_the_token() {
    for body in [
        r#"{"access_token":"at-1","expires_in":"60",}"#,
        r#"{"access_token":"at-1","expires_in":60.0}"#,
        "access_token=at-1&token_type=bearer&expires_in=60",
    ] {
        let server = ScriptedServer::start(with_code, move |_| Reply::json(201, body)).await;
        assert_eq!(sign_in(&server, "authorization_code").await.token().characters(), 4, "{body}");
    }
}

/// The same for a token in the address.
#[tokio::test]
async fn a_huge_token_in_the_address_is_taken_whole_or_not_at_all() {
    let token = "t".repeat(40_000);
    let way_back =
        move |asked: &Asked| asked.back_behind_hash(&[("access_token", &token), ("state", asked.get("state"))]);
    let server = ScriptedServer::start(way_back, |_| grant()).await;
    let run = sign_in(&server, "implicit").await;
    assert_eq!(run.token().characters(), 40_000);
    assert!(!run.shown().contains("tttttttt"), "no part of it is shown");
}
