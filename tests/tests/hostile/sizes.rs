//! Answers that are too large, too slow or never end.

use std::{io::Write, time::Duration};

use dialkey_core::{domain::diagnosis::DiagnosisCode, ports::http::TOKEN_ANSWER_LIMIT};
use dialkey_tests::raw_server::{Reply, head};
use flate2::{Compression, write::GzEncoder};
use secrecy::ExposeSecret;

use super::{impatient_run, run};

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A token answer of exactly this many bytes.
fn token_answer_of(bytes: usize) -> Vec<u8> {
    let mut answer = br#"{"access_token":"padded","token_type":"Bearer"}"#.to_vec();
    answer.resize(bytes, b' ');
    answer
}

#[tokio::test]
async fn f54_an_answer_is_read_up_to_the_limit_and_not_beyond() {
    let longest = run(|| Reply::answer(200, &[JSON], token_answer_of(TOKEN_ANSWER_LIMIT))).await;
    assert_eq!(longest.token().access_token.expose_secret(), "padded");
    for bytes in [TOKEN_ANSWER_LIMIT + 1, 4 * TOKEN_ANSWER_LIMIT] {
        let run = run(move || Reply::answer(200, &[JSON], token_answer_of(bytes))).await;
        assert_eq!(run.diagnosis().code, DiagnosisCode::AnswerTooLarge, "{bytes}");
    }
}

#[tokio::test]
async fn f54_an_answer_without_an_end_is_cut_off() {
    let run = run(|| Reply::Endless {
        beginning: head(200, &[JSON, ("Transfer-Encoding", "chunked")]),
        again: format!("1000\r\n{}\r\n", " ".repeat(0x1000)).into_bytes(),
    })
    .await;
    assert_eq!(run.diagnosis().code, DiagnosisCode::AnswerTooLarge);
    run.assert_reads("The answer is too large for a token", "It was not read to its end.");
}

#[tokio::test]
async fn f54_a_packed_answer_counts_by_what_is_in_it() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..64 {
        bomb.write_all(&vec![b' '; 1024 * 1024]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < TOKEN_ANSWER_LIMIT, "on the wire it is small");
    let run = run(move || Reply::answer(200, &[JSON, ("Content-Encoding", "gzip")], &bomb)).await;
    assert_eq!(run.diagnosis().code, DiagnosisCode::AnswerTooLarge);
    run.assert_reads("The answer is too large for a token", "It was not read to its end.");
}

#[tokio::test]
async fn headers_without_an_end_are_cut_off() {
    let run = run(|| Reply::Endless {
        beginning: b"HTTP/1.1 200 OK\r\n".to_vec(),
        again: format!("X-Padding: {}\r\n", "x".repeat(4096)).into_bytes(),
    })
    .await;
    let code = run.diagnosis().code;
    assert!(matches!(code, DiagnosisCode::ConnectionFailed | DiagnosisCode::TlsFailed), "{code:?}");
}

#[tokio::test]
async fn f54_an_answer_that_comes_byte_by_byte_does_not_hold_up_the_person() {
    let run = impatient_run(|| {
        let Reply::Bytes(answer) = Reply::json(200, r#"{"access_token":"slow","token_type":"Bearer"}"#) else {
            unreachable!("a whole answer is made of bytes")
        };
        Reply::Drip(answer, Duration::from_millis(50))
    })
    .await;
    assert_eq!(run.diagnosis().code, DiagnosisCode::NoAnswer);
    assert!(run.diagnosis().title.ends_with("did not answer in time"), "{}", run.diagnosis().title);
}

#[tokio::test]
async fn an_answer_that_stops_in_its_middle_does_not_either() {
    let beginning = [head(200, &[JSON, ("Content-Length", "100")]), b"{\"access_token\":".to_vec()].concat();
    let run = impatient_run(move || Reply::Stall(beginning.clone())).await;
    assert_eq!(run.diagnosis().code, DiagnosisCode::NoAnswer);
    assert!(run.diagnosis().title.ends_with("did not answer in time"), "{}", run.diagnosis().title);
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left_after_the_time_allowed() {
    let run = impatient_run(|| Reply::Stall(Vec::new())).await;
    assert_eq!(run.diagnosis().code, DiagnosisCode::NoAnswer);
    assert!(run.diagnosis().title.ends_with("did not answer in time"), "{}", run.diagnosis().title);
}
