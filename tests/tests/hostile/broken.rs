//! Connections that break and answers that are no HTTP.

use dialkey_core::domain::diagnosis::DiagnosisCode;
use dialkey_tests::raw_server::Reply;

use super::run;

const TOKEN: &str = r#"{"access_token":"whole","token_type":"Bearer"}"#;

#[tokio::test]
async fn f87_a_connection_that_ends_without_an_answer_is_named() {
    let run = run(|| Reply::Bytes(Vec::new())).await;
    assert_eq!(run.diagnosis().code, DiagnosisCode::ConnectionFailed);
}

#[tokio::test]
async fn f54_a_connection_that_ends_within_the_answer_yields_no_token() {
    for headers in [[("Content-Length", "500")], [("Transfer-Encoding", "chunked")]] {
        // The chunk is whole, its closing one is missing.
        let body = if headers[0].0 == "Content-Length" { TOKEN.to_owned() } else { format!("2e\r\n{TOKEN}\r\n") };
        let run = run(move || Reply::without_length(200, &headers, &body)).await;
        assert_eq!(run.diagnosis().code, DiagnosisCode::ConnectionFailed, "{headers:?}");
        assert!(run.diagnosis().title.ends_with("broke off"), "{}", run.diagnosis().title);
        assert!(run.diagnosis().text.as_ref().unwrap().contains("It was not repeated."));
    }
}

#[tokio::test]
async fn f54_an_answer_longer_than_announced_ends_where_it_was_announced() {
    let run = run(|| Reply::without_length(200, &[("Content-Length", "20")], TOKEN)).await;
    assert_eq!(run.diagnosis().code, DiagnosisCode::AnswerUnreadable);
}

#[tokio::test]
async fn an_answer_that_ends_with_the_connection_is_read() {
    let run = run(|| Reply::without_length(200, &[("Content-Type", "application/json")], TOKEN)).await;
    assert_eq!(run.token().characters(), 5);
}

#[tokio::test]
async fn what_is_no_http_is_named() {
    for answer in ["SSH-2.0-OpenSSH_9.6\r\n", "220 mail.example ESMTP\r\n", "\u{0}\u{1}\u{2}"] {
        let run = run(move || Reply::Bytes(answer.as_bytes().to_vec())).await;
        assert_eq!(run.diagnosis().code, DiagnosisCode::NotHttp, "{answer:?}");
    }
}

#[tokio::test]
async fn what_is_called_packed_and_is_not_yields_no_token() {
    let run = run(|| Reply::answer(200, &[("Content-Encoding", "gzip")], TOKEN)).await;
    let code = run.diagnosis().code;
    assert!(matches!(code, DiagnosisCode::ConnectionFailed | DiagnosisCode::AnswerUnreadable), "{code:?}");
}
