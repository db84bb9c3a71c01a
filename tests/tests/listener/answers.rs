//! Which answer is taken, in every form it may come in.

use dialkey_core::{capturing::AuthorizationAnswer, domain::sign_in::Capture, ports::capture::Ending};

use crate::world::{Flow, STATE};

#[tokio::test]
async fn f27_an_answer_with_wrong_missing_or_old_state_gets_a_page_and_the_waiting_goes_on() {
    let flow = Flow::start().await;
    for query in ["code=a&state=wrong", "code=a", "code=a&state=", "error=access_denied&state=of-an-earlier-run"] {
        let answer = flow.arrive(query).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.body.contains("another sign-in"), "{query}");
    }
    assert_eq!(flow.sign_in.pending().unwrap().wrong_answers(), 4, "they are counted");
    flow.assert_waits("nobody else can end the sign-in");
    flow.complete().await;
}

#[tokio::test]
async fn f27_fifty_wrong_answers_do_not_end_the_waiting() {
    let flow = Flow::start().await;
    for attempt in 0..50 {
        assert_eq!(flow.arrive(&format!("code=a&state=guess{attempt}")).await.status, 400);
    }
    flow.assert_waits("guessing must not help");
    flow.complete().await;
}

#[tokio::test]
async fn f27_after_the_answer_a_replay_and_any_other_answer_are_gone() {
    let answered = Flow::start().await.complete().await;
    for query in [format!("code=SplxlOBe%2FZQ&state={STATE}"), "code=b&state=wrong".into(), String::new()] {
        let answer = answered.get(&format!("/cb/a?{query}")).await;
        assert_eq!(answer.status, 410, "{query}");
    }
}

#[tokio::test]
async fn f28_doubled_parameters_and_code_with_error_are_refused_and_the_waiting_goes_on() {
    let flow = Flow::start().await;
    for query in [
        format!("code=a&code=b&state={STATE}"),
        format!("code=a&state={STATE}&state={STATE}"),
        format!("code=a&iss=x&iss=y&state={STATE}"),
        format!("code=a&error=access_denied&state={STATE}"),
    ] {
        assert_eq!(flow.arrive(&query).await.status, 400, "{query}");
        assert_eq!(flow.post(&query).await.status, 400, "{query}");
    }
    flow.assert_waits("a contradiction is no answer");
    flow.complete().await;
}

#[tokio::test]
async fn f31_a_form_that_the_phone_system_posts_is_an_answer() {
    let flow = Flow::start().await;
    assert_eq!(flow.post("code=a&state=wrong").await.status, 400);
    assert_eq!(flow.post("hello=1").await.status, 400);
    assert_eq!(flow.post_as("text/plain", &format!("code=a&state={STATE}")).await.status, 415);
    flow.assert_waits("a form needs the right state too");
    let answer = flow.post(&format!("code=from+a+form&state={STATE}")).await;
    assert_eq!(answer.status, 303);
    assert_eq!(flow.answered().await.code(), "from a form");
}

#[tokio::test]
async fn a_form_of_more_than_64_kib_is_not_read() {
    let flow = Flow::start().await;
    let filler = "x".repeat(64 * 1024);
    assert_eq!(flow.post(&format!("filler={filler}&code=a&state={STATE}")).await.status, 413);
    let chunked = format!(
        "{}Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
        flow.beginning("POST", "/cb/a"),
        filler.len() + 7,
        format_args!("filler={filler}"),
    );
    assert_eq!(crate::wire::send(flow.port(), chunked.as_bytes()).await.status, 413);
    flow.assert_waits("what is too large is no answer");
    flow.complete().await;
}

#[tokio::test]
async fn a_long_code_arrives_whole() {
    let flow = Flow::start().await;
    let code = "c".repeat(32 * 1024);
    assert_eq!(flow.arrive(&format!("code={code}&state={STATE}")).await.status, 303);
    assert_eq!(flow.answered().await.code(), code);
}

#[tokio::test]
async fn f30_a_refusal_is_an_answer_and_its_words_stand_on_no_page() {
    let flow = Flow::start().await;
    let words = "%3Cscript%3Ealert(1)%3C/script%3E";
    let wrong = flow.arrive(&format!("error={words}&error_description={words}&state={words}")).await;
    assert!(!wrong.body.contains("alert(1)"), "{}", wrong.body);
    let unasked = flow.get(&format!("/cb/a?hello={words}")).await;
    assert!(!unasked.body.contains("alert(1)"), "{}", unasked.body);
    let nowhere = flow.get(&format!("/{words}")).await;
    assert!(!nowhere.body.contains("alert(1)"), "{}", nowhere.body);
    let answer = flow.arrive(&format!("error=access_denied&error_description={words}&state={STATE}")).await;
    assert_eq!(answer.status, 303);
    assert!(!answer.headers.iter().any(|(_, value)| value.contains("alert")));
    let mut answered = flow.answered().await;
    assert!(matches!(&answered.answer, Ok(AuthorizationAnswer::Refused { error, description })
        if error == "access_denied" && description.as_deref() == Some("<script>alert(1)</script>")));
    answered.last_page = answer.header("Location").unwrap().to_owned();
    let last_page = answered.asking(answered.last_page.clone());
    answered.finish(Ending::Denied).await;
    let body = last_page.await.unwrap().body;
    assert!(body.contains("declined") && !body.contains("alert(1)"), "{body}");
}

#[tokio::test]
async fn what_is_registered_in_the_query_must_come_back() {
    let flow = Flow::start_at("http://127.0.0.1/cb?tenant=7", Capture::Loopback).await;
    assert_eq!(flow.arrive(&format!("code=a&state={STATE}")).await.status, 404);
    assert_eq!(flow.post(&format!("code=a&state={STATE}")).await.status, 404);
    flow.assert_waits("this is another address");
    assert_eq!(flow.arrive(&format!("tenant=7&code=a&state={STATE}")).await.status, 303);
    assert_eq!(flow.answered().await.code(), "a");
}
