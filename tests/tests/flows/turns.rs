//! A host gets at most four requests at once, whoever sends them.

use std::sync::{
    Arc, Barrier,
    atomic::{AtomicUsize, Ordering},
};

use dialkey_adapters::http::ReqwestHttp;
use dialkey_core::domain::route::Route;
use dialkey_core::ports::{
    Http as _,
    http::{HttpRequest, Method, TOKEN_ANSWER_LIMIT},
};
use dialkey_tests::raw_server::{RawServer, Reply};

const AT_ONCE: usize = 4;
const ALL: usize = 20;

fn get(address: &str) -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url: address.parse().unwrap(),
        query: Vec::new(),
        headers: Vec::new(),
        body: None,
        answer_limit: TOKEN_ANSWER_LIMIT,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 24)]
async fn one_host_never_gets_more_than_four_requests_at_once_and_all_are_sent() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counted, seen) = (Arc::clone(&now), Arc::clone(&most));
    // Each group of four is answered when it is there as a whole.
    let four = Barrier::new(AT_ONCE);
    let server = RawServer::start(move |_| {
        seen.fetch_max(counted.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::task::block_in_place(|| four.wait());
        counted.fetch_sub(1, Ordering::SeqCst);
        Reply::json(200, "{}")
    })
    .await;
    let http = Arc::new(ReqwestHttp::default());
    let requests: Vec<_> = (0..ALL)
        .map(|number| {
            let request = get(&server.url(&format!("/{number}")));
            let http = Arc::clone(&http);
            tokio::spawn(async move { http.send(&Route::default(), &request).await })
        })
        .collect();
    for request in requests {
        assert_eq!(request.await.unwrap().unwrap().status, 200);
    }
    assert_eq!(server.requests().len(), ALL);
    assert_eq!(most.load(Ordering::SeqCst), AT_ONCE);
}

#[tokio::test]
async fn a_host_that_does_not_answer_keeps_no_other_waiting() {
    let (asked, mut arrived) = tokio::sync::mpsc::unbounded_channel();
    let silent = RawServer::start(move |_| {
        asked.send(()).unwrap();
        Reply::Stall(Vec::new())
    })
    .await;
    let answering = RawServer::start(|_| Reply::json(200, "{}")).await;
    let http = Arc::new(ReqwestHttp::default());
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..2 * AT_ONCE {
        let (http, request) = (Arc::clone(&http), get(&silent.url("/")));
        waiting.spawn(async move { http.send(&Route::default(), &request).await });
    }
    for _ in 0..AT_ONCE {
        arrived.recv().await.unwrap();
    }
    assert_eq!(http.send(&Route::default(), &get(&answering.url("/"))).await.unwrap().status, 200);
}
