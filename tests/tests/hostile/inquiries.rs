//! Answers that nobody should give when a token is revoked or asked about. Whatever is no yes leaves the token here.

use dialkey_adapters::{clock::SystemClock, http::ReqwestHttp};
use dialkey_core::domain::{
    connection::ConnectionId,
    diagnosis::{Diagnosis, DiagnosisCode},
    inquiry::Inquiry,
    revocation::Revocation,
    time::Timestamp,
    token::{Expiry, Token},
};
use dialkey_tests::{
    desk::TestDesk,
    raw_server::{RawServer, Reply},
    request::{Request, value},
};
use secrecy::ExposeSecret;

use super::{IMPATIENCE, IN_TIME, SECRET};

const ACCESS_TOKEN: &str = "at.Kd83hw+PQ/zm=71-vT_x";
const REFRESH_TOKEN: &str = "rt~N5c!0Lw&bY2";

/// A connection with a token, whose every address is at one server.
struct Held {
    desk: TestDesk,
    id: ConnectionId,
    server: RawServer,
}

impl Held {
    async fn at(reply: impl Fn(&[u8]) -> Reply + Send + Sync + 'static) -> Self {
        let server = RawServer::start(reply).await;
        let desk = TestDesk::with(ReqwestHttp::with_call_timeout(IMPATIENCE), SystemClock);
        let id = desk.create("oauth2", "password");
        for (field, path) in [
            ("token_address", "/token"),
            ("revocation_address", "/revoke"),
            ("introspection_address", "/introspect"),
            ("userinfo_address", "/userinfo"),
        ] {
            desk.enter(&id, field, &server.url(path));
        }
        desk.enter(&id, "client_id", "north-wind");
        desk.enter(&id, "client_secret", SECRET);
        let held = Self { desk, id, server };
        held.hold(Some(REFRESH_TOKEN));
        held
    }

    fn hold(&self, refresh_token: Option<&str>) {
        let token = Token {
            access_token: ACCESS_TOKEN.into(),
            token_type: "Bearer".into(),
            refresh_token: refresh_token.map(Into::into),
            scope_asked: None,
            scope_granted: None,
            expiry: Expiry::Unknown,
            received_at: Timestamp(0),
            notes: Vec::new(),
        };
        self.desk.desk().vault.change(&self.id, &mut |record| record.token = Some(token.clone())).unwrap();
    }

    async fn revoke(&self) -> Revocation {
        let desk = self.desk.desk();
        let revoking = desk.revoke_token(&self.id, self.desk.outside());
        tokio::time::timeout(IN_TIME, revoking).await.expect("it ends in time").unwrap()
    }

    /// Access token and refresh token as they are kept.
    fn kept(&self) -> (Option<String>, Option<String>) {
        let token = self.desk.record(&self.id).token;
        let text = |secret: secrecy::SecretString| secret.expose_secret().to_owned();
        token.map_or((None, None), |token| (Some(text(token.access_token)), token.refresh_token.map(text)))
    }

    async fn introspect(&self) -> Inquiry {
        let desk = self.desk.desk();
        let asking = desk.introspect_token(&self.id, self.desk.outside());
        tokio::time::timeout(IN_TIME, asking).await.expect("it ends in time").unwrap()
    }

    async fn ask_userinfo(&self) -> Inquiry {
        let desk = self.desk.desk();
        let asking = desk.ask_userinfo(&self.id, self.desk.outside());
        tokio::time::timeout(IN_TIME, asking).await.expect("it ends in time").unwrap()
    }
}

/// Why the token was not revoked; both tokens are still kept, and one request was sent.
async fn not_revoked(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Diagnosis {
    let held = Held::at(move |_| reply()).await;
    let revocation = held.revoke().await;
    let shown = serde_json::to_string(&revocation).unwrap();
    assert!(!shown.contains(ACCESS_TOKEN) && !shown.contains(REFRESH_TOKEN) && !shown.contains(SECRET), "{shown}");
    assert_eq!(held.kept(), (Some(ACCESS_TOKEN.into()), Some(REFRESH_TOKEN.into())), "{shown}");
    assert_eq!(held.server.requests().len(), 1, "one attempt");
    match revocation {
        Revocation::NotRevoked { refresh_token_revoked: false, diagnosis, .. } => *diagnosis,
        other => panic!("it was no yes: {other:?}"),
    }
}

fn failed(inquiry: Inquiry) -> Diagnosis {
    match inquiry {
        Inquiry::Failed { diagnosis, .. } => *diagnosis,
        answered @ Inquiry::Answered { .. } => panic!("this is no answer: {answered:?}"),
    }
}

// RFC 7009 2.2.1
#[tokio::test]
async fn a_phone_system_that_cannot_now_keeps_the_token_and_says_for_how_long() {
    let diagnosis = not_revoked(|| Reply::answer(503, &[("Retry-After", "120")], "")).await;
    assert_eq!(diagnosis.title, "The token could not be revoked now");
    let text = diagnosis.text.unwrap();
    assert!(text.contains("still good") && text.contains("120 s"), "{text}");
    for odd in ["soon", "-1", "99999999999999999999", ""] {
        let diagnosis = not_revoked(move || Reply::answer(503, &[("Retry-After", odd)], "")).await;
        assert!(diagnosis.text.unwrap().contains("still good"), "{odd}");
    }
}

#[tokio::test]
async fn only_200_is_a_yes() {
    for status in [201, 202, 204, 301, 307, 400, 401, 403, 404, 405, 500, 501] {
        let diagnosis = not_revoked(move || Reply::answer(status, &[], "")).await;
        assert!(!diagnosis.causes.is_empty(), "{status}: {diagnosis:?}");
        assert!(diagnosis.title.split_whitespace().count() <= 9, "“{}”", diagnosis.title);
    }
    let refused = not_revoked(|| Reply::json(400, r#"{"error":"unsupported_token_type"}"#)).await;
    assert_eq!(refused.title, "The phone system did not revoke the token");
    assert_eq!(refused.server.unwrap().error.as_deref(), Some("unsupported_token_type"));
    let client = not_revoked(|| Reply::json(401, r#"{"error":"invalid_client"}"#)).await;
    assert_eq!(client.code, DiagnosisCode::ClientRefused);
}

// RFC 7009 2.2: what the body says does not matter.
#[tokio::test]
async fn the_body_of_a_yes_is_not_looked_at() {
    for body in ["", "OK", r#"{"error":"invalid_token"}"#, "\u{0}\u{1}"] {
        let held = Held::at(move |_| Reply::answer(200, &[], body)).await;
        let revocation = held.revoke().await;
        assert!(matches!(revocation, Revocation::Revoked { .. }), "{body}: {revocation:?}");
        assert_eq!(held.kept(), (None, None));
        assert_eq!(held.server.requests().len(), 2);
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_keeps_the_token_and_says_that_nobody_knows() {
    for diagnosis in [
        not_revoked(|| Reply::Bytes(Vec::new())).await,
        not_revoked(|| Reply::Stall(Vec::new())).await,
        not_revoked(|| Reply::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".to_vec())).await,
    ] {
        assert!(diagnosis.text.as_ref().unwrap().contains("is not known"), "{diagnosis:?}");
    }
}

#[tokio::test]
async fn no_redirect_carries_a_token_on() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = RawServer::start(|_| Reply::json(200, r#"{"active":true,"sub":"ann"}"#)).await;
        let target = elsewhere.url("/");
        let diagnosis = not_revoked({
            let target = target.clone();
            move || Reply::answer(status, &[("Location", &target)], "")
        })
        .await;
        assert_eq!(diagnosis.code, DiagnosisCode::Redirected);
        let held = Held::at(move |_| Reply::answer(status, &[("Location", &target)], "")).await;
        assert_eq!(failed(held.introspect().await).code, DiagnosisCode::Redirected);
        assert_eq!(failed(held.ask_userinfo().await).code, DiagnosisCode::Redirected);
        assert_eq!(elsewhere.connections(), 0);
    }
}

#[tokio::test]
async fn what_was_said_yes_to_is_forgotten_and_the_rest_stays() {
    let held = Held::at(|bytes| {
        let request = Request::parse(bytes);
        let is_refresh_token = value(&request.form(), "token_type_hint") == Some("refresh_token");
        if is_refresh_token { Reply::answer(200, &[], "") } else { Reply::answer(503, &[], "") }
    })
    .await;
    let revocation = held.revoke().await;
    let Revocation::NotRevoked { refresh_token_revoked, .. } = revocation else { panic!("not both: {revocation:?}") };
    assert!(refresh_token_revoked);
    assert_eq!(held.kept(), (Some(ACCESS_TOKEN.into()), None));
    assert!(matches!(held.revoke().await, Revocation::NotRevoked { refresh_token_revoked: false, .. }));
    assert_eq!(held.server.requests().len(), 3, "the refresh token is not sent again");
}

// RFC 7662 2.2
#[tokio::test]
async fn an_introspection_of_no_sense_is_no_answer() {
    let html = "<!DOCTYPE html><title>Sign in</title>";
    for (body, title) in [
        (r#"{"active":"yes"}"#, "The answer makes no sense"),
        (r#"{"active":1}"#, "The answer makes no sense"),
        (r#"{"active":true,"active":false}"#, "The answer makes no sense"),
        ("{}", "The answer makes no sense"),
        ("[true]", "The answer makes no sense"),
        ("", "The answer makes no sense"),
        ("true", "The answer makes no sense"),
        (html, "Nothing answers about tokens at this address"),
        (r#"{"error":"invalid_request"}"#, "The phone system says nothing about the token"),
    ] {
        let held = Held::at(move |_| Reply::answer(200, &[("Content-Type", "text/html")], body)).await;
        let diagnosis = failed(held.introspect().await);
        assert_eq!(diagnosis.title, title, "{body}");
        assert_eq!(held.server.requests().len(), 1);
    }
    let deep = format!("{{\"active\":{}", "[".repeat(100_000));
    let huge = format!("{{\"active\":true,\"x\":\"{}\"}}", "x".repeat(300_000));
    for body in [deep, huge] {
        let held = Held::at(move |_| Reply::json(200, &body)).await;
        assert_eq!(failed(held.introspect().await).title, "The answer makes no sense");
    }
}

#[tokio::test]
async fn an_inactive_token_stays_and_no_reason_is_made_up() {
    let held = Held::at(|_| Reply::json(200, r#"{"active":false}"#)).await;
    let answered = held.introspect().await;
    let Inquiry::Answered { text, is_active: Some(false), members, .. } = answered else { panic!("{answered:?}") };
    assert!(text.contains("does not say") && members.is_empty(), "{text}");
    assert_eq!(held.kept().0.as_deref(), Some(ACCESS_TOKEN));
}

#[tokio::test]
async fn members_are_shown_as_text_cut_and_few() {
    let many: Vec<_> = (0..5000).map(|number| format!("\"n{number}\":1")).collect();
    let body = format!(
        "{{\"active\":true,\"username\":\"<script>\u{202E}{}\",\"\u{202E}\":1,{}}}",
        "x".repeat(2000),
        many.join(",")
    );
    let held = Held::at(move |_| Reply::json(200, &body)).await;
    let answered = held.introspect().await;
    let Inquiry::Answered { members, .. } = &answered else { panic!("{answered:?}") };
    let shown = serde_json::to_string(members).unwrap();
    assert!(shown.contains("<script>") && !shown.contains('\u{202E}') && shown.len() < 20_000, "{}", shown.len());
}

#[tokio::test]
async fn a_userinfo_answer_of_no_sense_is_no_answer() {
    for (status, body, title) in [
        (200, "{}", "The answer makes no sense"),
        (200, "eyJhbGciOiJub25lIn0.e30.", "The answer makes no sense"),
        (200, "<html></html>", "Nothing answers about people at this address"),
        (401, "", "The token may not ask whom it acts for"),
        (403, "<html></html>", "The token may not ask whom it acts for"),
        (404, "", "The phone system does not say whom it acts for"),
    ] {
        let held = Held::at(move |_| Reply::answer(status, &[], body)).await;
        let diagnosis = failed(held.ask_userinfo().await);
        assert_eq!(diagnosis.title, title, "{status} {body}");
        assert!(!diagnosis.causes.is_empty());
    }
}
