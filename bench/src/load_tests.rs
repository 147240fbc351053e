//! The load against a server that does what the tests say.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;

const SPAN: Span = Span { warm: Duration::from_millis(20), measured: Duration::from_millis(400) };

/// Answers each request with what `answer` says after waiting until then.
async fn server(answer: impl Fn() -> (Instant, &'static str) + Send + Sync + 'static) -> Load {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = Arc::clone(&answer);
            tokio::spawn(async move {
                let mut request = [0; 1024];
                while stream.read(&mut request).await.is_ok_and(|read| read > 0) {
                    let (at, status) = answer();
                    sleep_until(at.into()).await;
                    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\n\r\nok");
                    if stream.write_all(answer.as_bytes()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    let requests: Requests = Arc::new(|_, request| {
        request.extend(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        200
    });
    Load { port, connections: 4, requests }
}

fn nothing() -> Duration {
    Duration::ZERO
}

#[tokio::test]
async fn a_closed_load_counts_right_answers_and_their_time() {
    let load = server(|| (Instant::now() + Duration::from_millis(5), "200 OK")).await;
    let outcome = closed(&load, SPAN, nothing).await;
    assert_eq!((outcome.errors, outcome.first_error.as_deref()), (0, None));
    // Four connections, each with an answer in 5 ms or a little more.
    assert!((200.0..=800.0).contains(&outcome.rate()), "{}", outcome.rate());
    assert!(outcome.latencies[0] >= 5.0 && outcome.latencies.is_sorted(), "{:?}", outcome.latencies);
}

#[tokio::test]
async fn a_closed_load_waits_for_an_answer_where_none_comes_in_time() {
    let load = server(|| (Instant::now() + Duration::from_millis(600), "200 OK")).await;
    let outcome = closed(&load, SPAN, nothing).await;
    assert_eq!((outcome.errors, outcome.latencies.len()), (0, 1));
    assert!(outcome.latencies[0] >= 600.0 && outcome.rate() < 1.0 / 0.55, "{outcome:?}");
}

#[tokio::test]
async fn answers_with_another_status_and_refused_connections_are_errors() {
    let load = server(|| (Instant::now(), "503 Service Unavailable")).await;
    for outcome in [closed(&load, SPAN, nothing).await, open(&load, 100.0, SPAN, nothing).await] {
        assert!(outcome.errors > 0 && outcome.latencies.is_empty(), "{outcome:?}");
        assert_eq!(outcome.first_error.as_deref(), Some("503 instead of 200: ok"));
    }
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let outcome = open(&Load { port: gone, ..load }, 100.0, SPAN, nothing).await;
    assert!(outcome.first_error.unwrap().starts_with("connecting"));
}

#[tokio::test]
async fn an_open_load_keeps_its_rate() {
    let load = server(|| (Instant::now(), "200 OK")).await;
    let outcome = open(&load, 100.0, SPAN, nothing).await;
    assert_eq!((outcome.errors, outcome.latencies.len()), (0, 40));
}

#[tokio::test]
async fn an_open_load_charges_a_stall_to_all_who_were_due_meanwhile() {
    let stalled = Instant::now() + Duration::from_millis(100);
    let over = stalled + Duration::from_millis(200);
    let load = server(move || {
        let now = Instant::now();
        (if (stalled..over).contains(&now) { over } else { now }, "200 OK")
    })
    .await;
    let outcome = open(&load, 100.0, SPAN, nothing).await;
    assert_eq!(outcome.errors, 0);
    // Twenty were due within the 200 ms; those due in the first half waited 100 ms and more.
    let late = outcome.latencies.iter().filter(|latency| **latency >= 95.0).count();
    assert!((8..=14).contains(&late), "{late} of {:?}", outcome.latencies);
    assert!(stats::percentile(&outcome.latencies, 99.0) >= 150.0, "{:?}", outcome.latencies);
}
