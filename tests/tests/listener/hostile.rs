//! Many, slow and huge requests: the sign-in still gets its answer, and memory stays bounded.

use std::time::Duration;

use tokio::{io::AsyncWriteExt, net::TcpStream, task::JoinHandle};

use crate::world::Flow;

/// Far more than what is sent here, far less than what a leak would take.
const BOUND_KIB: usize = 96 * 1024;

/// Resident memory of this process.
fn memory_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.map_or(0, |value| value.trim().trim_end_matches(" kB").parse().unwrap())
}

async fn connect(flow: &Flow) -> TcpStream {
    TcpStream::connect(("127.0.0.1", flow.port())).await.unwrap()
}

/// Sends one byte after the other for as long as it is let.
fn drip(mut stream: TcpStream, beginning: String) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut beat = tokio::time::interval(Duration::from_millis(20));
        for byte in beginning.into_bytes().into_iter().chain(std::iter::repeat(b'a')) {
            beat.tick().await;
            if stream.write_all(&[byte]).await.is_err() {
                return;
            }
        }
    })
}

#[tokio::test]
async fn f32_a_hundred_idle_connections_do_not_hold_up_the_answer() {
    let before = memory_kib();
    for _ in 0..3 {
        let flow = Flow::start().await;
        let mut idle = Vec::new();
        for _ in 0..100 {
            idle.push(connect(&flow).await);
        }
        flow.complete().await;
    }
    assert!(memory_kib().saturating_sub(before) < BOUND_KIB);
}

#[tokio::test]
async fn f32_requests_that_drip_do_not_hold_up_the_answer() {
    let flow = Flow::start().await;
    let mut dripping = Vec::new();
    for _ in 0..20 {
        dripping.push(drip(connect(&flow).await, String::new()));
        dripping.push(drip(connect(&flow).await, flow.beginning("GET", "/cb/a")));
        let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n";
        let mut posting = connect(&flow).await;
        posting.write_all((flow.beginning("POST", "/cb/a") + form).as_bytes()).await.unwrap();
        dripping.push(drip(posting, String::new()));
    }
    flow.complete().await;
    for drip in dripping {
        drip.abort();
    }
}

#[tokio::test]
async fn f32_ten_thousand_headers_and_a_request_line_of_2_mib_change_nothing() {
    let before = memory_kib();
    let flow = Flow::start().await;
    let headers = "X-Filler: 0123456789012345678901234567890123456789\r\n".repeat(10_000);
    assert_eq!(flow.request("GET", "/favicon.ico", &headers).await.status, 404);
    assert_eq!(flow.get(&format!("/{}", "x".repeat(2 * 1024 * 1024))).await.status, 404);
    assert_eq!(flow.arrive(&format!("state=wrong&code={}", "x".repeat(2 * 1024 * 1024))).await.status, 400);
    flow.complete().await;
    assert!(memory_kib().saturating_sub(before) < BOUND_KIB, "{before} KiB before, {} KiB after", memory_kib());
}

#[tokio::test]
async fn a_body_that_is_announced_and_never_sent_changes_nothing() {
    let before = memory_kib();
    let flow = Flow::start().await;
    let mut unfinished = Vec::new();
    for length in ["100000", "3000000000", "9000000000000000000", "18446744073709551615"] {
        for target in ["/cb/a", "/elsewhere"] {
            let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ";
            let request = format!("{}{form}{length}\r\n\r\ncode=a", flow.beginning("POST", target));
            let mut stream = connect(&flow).await;
            stream.write_all(request.as_bytes()).await.unwrap();
            unfinished.push(stream);
        }
        assert_eq!(flow.get("/favicon.ico").await.status, 404, "the program goes on");
    }
    flow.complete().await;
    assert!(memory_kib().saturating_sub(before) < BOUND_KIB);
}

#[tokio::test]
async fn requests_behind_one_another_on_a_connection_do_not_hold_up_the_answer() {
    let flow = Flow::start().await;
    let mut stream = connect(&flow).await;
    let one = flow.beginning("GET", "/favicon.ico") + "\r\n";
    stream.write_all(one.repeat(500).as_bytes()).await.unwrap();
    flow.complete().await;
}
