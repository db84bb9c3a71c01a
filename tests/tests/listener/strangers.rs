//! Requests that are no answer.

use dialkey_core::domain::sign_in::Capture;

use crate::{
    wire,
    world::{Flow, STATE},
};

#[tokio::test]
async fn f31_other_paths_are_not_found_even_with_the_right_parameters() {
    let flow = Flow::start().await;
    for path in
        ["/favicon.ico", "/", "/cb/a/", "/cb/A", "/cb/ab", "/cb", "/x/../cb/a", "/cb/%61", "//cb/a", "/done/guess"]
    {
        assert_eq!(flow.get(&format!("{path}?code=a&state={STATE}")).await.status, 404, "{path}");
    }
    let absolute = format!("{}?code=a&state={STATE}", flow.redirect_uri);
    assert_eq!(flow.get(&absolute).await.status, 404, "only the path itself is the target");
    flow.assert_waits("only the exact path counts");
    flow.complete().await;
}

#[tokio::test]
async fn f31_a_foreign_doubled_or_missing_host_is_not_found() {
    let flow = Flow::start().await;
    let port = flow.port();
    for host in [
        format!("Host: evil.test:{port}\r\n"),
        format!("Host: localhost:{port}\r\n"),
        format!("Host: 127.0.0.1.evil.test:{port}\r\n"),
        format!("Host: [::1]:{port}\r\n"),
        "Host: 127.0.0.1\r\n".to_owned(),
        "Host: 127.0.0.1:1\r\n".to_owned(),
        format!("Host: 127.0.0.1:{port}\r\nHost: evil.test\r\n"),
        String::new(),
    ] {
        let request = format!("GET /cb/a?code=a&state={STATE} HTTP/1.1\r\n{host}\r\n");
        assert_eq!(wire::send(port, request.as_bytes()).await.status, 404, "{host}");
    }
    flow.assert_waits("another name for this computer is not the redirect address (DNS rebinding)");
    flow.complete().await;
}

#[tokio::test]
async fn f31_other_methods_are_not_allowed() {
    let flow = Flow::start().await;
    for method in ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW"] {
        let request = format!("{}\r\n", flow.beginning(method, &format!("/cb/a?code=a&state={STATE}")));
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", flow.port())).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, request.as_bytes()).await.unwrap();
        let mut head = [0; 12];
        tokio::io::AsyncReadExt::read_exact(&mut stream, &mut head).await.unwrap();
        assert_eq!(&head, b"HTTP/1.1 405", "{method}");
    }
    flow.assert_waits("only GET and POST bring an answer");
    flow.complete().await;
}

#[tokio::test]
async fn f31_a_browser_that_only_looks_ahead_does_not_use_up_the_answer() {
    let flow = Flow::start().await;
    let target = format!("/cb/a?code=a&state={STATE}");
    for header in ["Purpose: prefetch\r\n", "Sec-Purpose: prefetch;prerender\r\n", "X-Moz: prefetch\r\n"] {
        assert_eq!(flow.request("GET", &target, header).await.status, 404, "{header}");
    }
    flow.assert_waits("the person is not there yet");
    flow.complete().await;
}

/// A page of somebody else can ask this computer too (Fetch 3.2, Private Network Access).
#[tokio::test]
async fn f33_a_foreign_page_that_asks_the_listener_learns_and_changes_nothing() {
    let flow = Flow::start().await;
    let foreign = "Origin: https://evil.test\r\nReferer: https://evil.test/\r\nSec-Fetch-Site: cross-site\r\n";
    for mode in ["cors", "no-cors", "navigate"] {
        let headers = format!("{foreign}Sec-Fetch-Mode: {mode}\r\n");
        for query in ["code=forged&state=guessed", "error=access_denied&state=guessed", "code=forged"] {
            let answer = flow.request("GET", &format!("/cb/a?{query}"), &headers).await;
            assert_eq!(answer.status, 400, "{mode} {query}");
            let lets_in =
                answer.headers.iter().any(|(name, _)| name.to_ascii_lowercase().starts_with("access-control-"));
            assert!(!lets_in, "no page may read the answer: {:?}", answer.headers);
        }
    }
    let asks_first = "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Private-Network: true\r\n";
    let preflight = flow.request("OPTIONS", "/cb/a", &format!("{foreign}{asks_first}")).await;
    assert_eq!(preflight.status, 405);
    assert!(!preflight.headers.iter().any(|(name, _)| name.to_ascii_lowercase().starts_with("access-control-")));
    flow.assert_waits("an attempt from elsewhere is no failure of this sign-in");
    flow.complete().await;
}

#[tokio::test]
async fn what_is_no_http_changes_nothing() {
    let flow = Flow::start().await;
    for bytes in
        [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..], b"hello\r\n\r\n", b"GET / HTTP/9\r\n\r\n"]
    {
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", flow.port())).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, bytes).await.unwrap();
    }
    flow.complete().await;
}

#[tokio::test]
async fn every_page_carries_its_headers() {
    let flow = Flow::start().await;
    let (path, right) = ("/cb/a", format!("code=a&state={STATE}"));
    let mut answers = vec![
        flow.get("/favicon.ico").await,
        flow.get(path).await,
        flow.arrive("code=a&state=wrong").await,
        flow.request("PUT", path, "").await,
        flow.post_as("text/plain", "a").await,
        flow.arrive(&right).await,
        flow.arrive(&right).await,
    ];
    let answered = flow.answered().await;
    let last_page = answered.asking(answers[5].header("Location").unwrap().to_owned());
    answered.finish(dialkey_core::ports::capture::Ending::Granted).await;
    answers.push(last_page.await.unwrap());
    assert_eq!(
        answers.iter().map(|answer| answer.status).collect::<Vec<_>>(),
        [404, 200, 400, 405, 415, 303, 410, 200]
    );
    for answer in &answers {
        assert_eq!(answer.header("Referrer-Policy"), Some("no-referrer"), "{answer:?}");
        assert_eq!(answer.header("Cache-Control"), Some("no-store"), "{answer:?}");
        assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"), "{answer:?}");
        assert_eq!(answer.header("Connection"), Some("close"), "{answer:?}");
        assert_eq!(answer.header("Access-Control-Allow-Origin"), None, "{answer:?}");
        let policy = answer.header("Content-Security-Policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test]
async fn port_80_is_left_out_of_the_host_as_browsers_do() {
    let Ok(_free) = std::net::TcpListener::bind("127.0.0.1:80").map(drop) else { return };
    let flow = Flow::start_at("http://127.0.0.1:80/cb", Capture::Loopback).await;
    let request = format!("GET /cb?code=a&state={STATE} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    assert_eq!(wire::send(80, request.as_bytes()).await.status, 303);
    assert_eq!(flow.answered().await.code(), "a");
}
