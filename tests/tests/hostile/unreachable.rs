//! Every way not to be reached has words of its own, and each says what to do.

use std::collections::BTreeSet;

use dialkey_adapters::http::ReqwestHttp;
use dialkey_tests::raw_server::{RawServer, Reply};

use super::{IMPATIENCE, Run};

/// What a person reads at an address, after an attempt with little patience.
async fn read_at(address: &str) -> (String, String) {
    let run = Run::against(address, "client_secret_post", ReqwestHttp::with_call_timeout(IMPATIENCE)).await;
    let diagnosis = run.diagnosis();
    assert!(!diagnosis.causes.is_empty(), "there is something to do about it: {diagnosis:?}");
    (diagnosis.title.clone(), diagnosis.text.clone().unwrap_or_default())
}

#[tokio::test]
async fn f81_every_way_not_to_be_reached_has_words_of_its_own() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let silent = RawServer::start(|_| Reply::Stall(Vec::new())).await;
    let plain = RawServer::start(|_| Reply::answer(400, &[], "this port speaks HTTP")).await;
    let encrypting = RawServer::start_with_self_signed_certificate(|_| Reply::answer(200, &[], "")).await;
    let ending = RawServer::start(|_| Reply::Bytes(Vec::new())).await;
    let ways = [
        ("https://nobody.invalid/token".to_owned(), "There is no host named nobody.invalid"),
        (format!("http://{closed}/token"), "Nothing answers at"),
        (silent.url("/token"), "did not answer in time"),
        (plain.url("/token").replace("http://", "https://"), "does not encrypt at this port"),
        (encrypting.url("/token").replace("https://", "http://"), "does not speak HTTP at this port"),
        (ending.url("/token"), "broke off"),
        (encrypting.url("/token"), "This computer does not trust"),
    ];
    let mut titles = BTreeSet::new();
    for (address, says) in &ways {
        let (title, text) = read_at(address).await;
        assert!(title.contains(says), "{address}: {title}");
        assert!(!text.is_empty(), "{address}");
        titles.insert(title.replace(|character: char| character.is_ascii_digit(), ""));
    }
    assert_eq!(titles.len(), ways.len(), "{titles:?}");
}
