//! Connections, over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::time::Instant;

use poem::{Route, endpoint::make, http::StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::oneshot,
    task::JoinHandle,
    time::{sleep, timeout},
};

use super::*;
use crate::server::app;

/// Long enough for anything on a loaded machine; no test waits so long when all is well.
const PATIENCE: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(200);

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<bool>,
}

async fn start(limits: Limits) -> Running {
    let echo =
        make(|request: Request| async move { request.into_body().into_string().await.map_err(poem::Error::from) });
    let slow = make(|_| async {
        sleep(SHORT * 2).await;
        Ok::<_, poem::Error>("done")
    });
    let last = make(|_| async {
        Ok::<_, poem::Error>(
            poem::Response::builder().status(StatusCode::CONFLICT).header("connection", "close").finish(),
        )
    });
    let large = make(|_| async { Ok::<_, poem::Error>(vec![b'x'; 64 * 1024 * 1024]) });
    let routes = Route::new().at("/api/echo", echo).at("/api/slow", slow).at("/api/last", last).at("/api/large", large);
    let app = app::tests::app(routes, 100);
    let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let ended = tokio::spawn(run(listener, app, limits, async {
        let _ = stopped.await;
    }));
    Running { address, stop, ended }
}

const LIMITS: Limits = Limits { connections: 100, idle: PATIENCE, stop: PATIENCE };

async fn send(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// Everything up to the end of the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    // A reset is an end as well.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut text)).await.expect("the connection stays open");
    String::from_utf8_lossy(&text).into_owned()
}

const CLOSE: &str = "Host: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_request_is_answered_and_its_body_arrives() {
    let server = start(LIMITS).await;
    let text = format!("POST /api/echo HTTP/1.1\r\nContent-Length: 3\r\n{CLOSE}abc");
    let answer = rest(send(server.address, &text).await).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nabc"), "{answer}");
}

#[tokio::test]
async fn an_answer_may_end_the_connection_so_that_an_unread_body_is_not_taken_for_a_request() {
    let server = start(LIMITS).await;
    let text = "POST /api/last HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nGET /api/echo HTTP/1.1\r\n\r\n";
    let answer = rest(send(server.address, text).await).await;
    assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
}

#[tokio::test]
async fn what_is_not_http_is_answered_with_a_problem_and_the_connection_ends() {
    let server = start(LIMITS).await;
    for wrong in ["nonsense\r\n\r\n", "GET /api/echo HTTP/1.1\r\nbad header\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"] {
        let answer = rest(send(server.address, wrong).await).await;
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{wrong:?}: {answer}");
        assert!(answer.contains("connection: close\r\n") && answer.contains("x-request-id: "), "{answer}");
        assert!(answer.contains(r#""type":"/problems/malformed-request/""#), "{answer}");
        // Also after a request, with it and apart from it.
        let good = "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi";
        let answer = rest(send(server.address, &format!("{good}{wrong}")).await).await;
        assert!(answer.contains("\r\n\r\nhiHTTP/1.1 400 Bad Request\r\n"), "{wrong:?}: {answer}");
        assert!(answer.contains(r#""type":"/problems/malformed-request/""#), "{answer}");
        let mut stream = send(server.address, good).await;
        assert!(stream.read(&mut [0; 1024]).await.unwrap() > 0);
        for byte in wrong.bytes() {
            stream.write_all(&[byte]).await.unwrap();
        }
        let answer = rest(stream).await;
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{wrong:?}: {answer}");
        assert!(answer.contains(r#""type":"/problems/malformed-request/""#), "{answer}");
    }
}

#[tokio::test]
async fn a_client_may_send_the_rest_of_a_body_that_nobody_wants_and_then_read_the_answer() {
    let server = start(LIMITS).await;
    for path in ["/api/nothing", "/api/last", "/nothing"] {
        let mut stream =
            send(server.address, &format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n")).await;
        // The answer is there before anything of the body. To close now would be to reset the connection.
        assert!(stream.peek(&mut [0; 1]).await.unwrap() > 0);
        for _ in 0..5000 {
            stream.write_all(b"x").await.unwrap();
        }
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    }
}

#[tokio::test]
async fn the_preface_of_http_2_ends_the_connection_without_an_answer() {
    let server = start(LIMITS).await;
    assert_eq!(rest(send(server.address, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await).await, "");
}

#[tokio::test]
async fn a_body_that_looks_like_an_answer_of_hypers_own_arrives_as_it_is() {
    let server = start(LIMITS).await;
    let body = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let text = format!("POST /api/echo HTTP/1.1\r\nContent-Length: {}\r\n{CLOSE}{body}", body.len());
    let answer = rest(send(server.address, &text).await).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with(body), "{answer}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_answered_with_431() {
    let server = start(LIMITS).await;
    let many = "A: b\r\n".repeat(101);
    let long = format!("A: {}\r\n", "b".repeat(HEAD_BYTES));
    // So long that the server answers while the client still sends.
    let endless = format!("A: {}\r\n", "b".repeat(100 * HEAD_BYTES));
    for headers in [many, long, endless] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let _ = stream.write_all(format!("GET /api/echo HTTP/1.1\r\n{headers}{CLOSE}").as_bytes()).await;
        let answer = rest(stream).await;
        assert!(answer.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"), "{answer}");
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(problem["type"], "/problems/head-too-large/");
        assert!(answer.contains(&format!("x-request-id: {}\r\n", problem["request_id"].as_str().unwrap())));
    }
}

#[tokio::test]
async fn a_connection_that_sends_nothing_or_its_head_too_slowly_is_closed() {
    let server = start(Limits { idle: SHORT, ..LIMITS }).await;
    let begun = Instant::now();
    assert_eq!(rest(TcpStream::connect(server.address).await.unwrap()).await, "");
    assert!(begun.elapsed() >= SHORT);
    assert_eq!(rest(send(server.address, "GET /api/echo HT").await).await, "");
    // After an answer, the time begins anew.
    let answer = rest(send(server.address, "GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n").await).await;
    assert!(answer.ends_with("done"), "{answer}");
}

#[tokio::test]
async fn a_client_that_does_not_read_its_answer_loses_the_connection_and_its_place() {
    let server = start(Limits { idle: SHORT, connections: 1, ..LIMITS }).await;
    let lazy = send(server.address, "GET /api/large HTTP/1.1\r\nHost: x\r\n\r\n").await;
    // There is one place only: this is answered once the lazy client has lost it.
    let answer = rest(send(server.address, &format!("POST /api/echo HTTP/1.1\r\n{CLOSE}")).await).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    drop(lazy);
}

#[tokio::test]
async fn a_connection_beyond_the_limit_waits_until_another_ends() {
    let server = start(Limits { connections: 1, ..LIMITS }).await;
    let mut first = send(server.address, "POST /api/echo HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let mut buffer = [0; 1024];
    assert!(first.read(&mut buffer).await.unwrap() > 0);
    let mut second = send(server.address, &format!("POST /api/echo HTTP/1.1\r\n{CLOSE}")).await;
    assert!(timeout(SHORT, second.read(&mut buffer)).await.is_err(), "there is a place for one only");
    drop(first);
    assert!(rest(second).await.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn a_stop_lets_requests_finish_closes_idle_connections_and_accepts_no_more() {
    let server = start(LIMITS).await;
    let mut idle = send(server.address, "POST /api/echo HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(idle.read(&mut [0; 1024]).await.unwrap() > 0);
    let running = send(server.address, "GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
    sleep(SHORT / 2).await;
    server.stop.send(()).unwrap();
    assert_eq!(rest(idle).await, "");
    let answer = rest(running).await;
    assert!(answer.contains("connection: close\r\n") && answer.ends_with("done"), "{answer}");
    assert!(timeout(PATIENCE, server.ended).await.unwrap().unwrap(), "all requests finished");
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn a_request_that_comes_with_the_stop_is_answered_on_connections_that_were_idle_or_not_accepted_yet() {
    let server = start(LIMITS).await;
    let mut idle = send(server.address, "POST /api/echo HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(idle.read(&mut [0; 1024]).await.unwrap() > 0);
    // This thread is the server's, too: it can't accept before it is waited for here, and then it is to stop.
    let address = server.address;
    let mut new: std::net::TcpStream = std::net::TcpStream::connect(address).unwrap();
    server.stop.send(()).unwrap();
    sleep(SHORT / 4).await;
    idle.write_all(b"GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    std::io::Write::write_all(&mut new, b"GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    new.set_nonblocking(true).unwrap();
    for stream in [idle, TcpStream::from_std(new).unwrap()] {
        let answer = rest(stream).await;
        assert!(answer.contains("connection: close\r\n") && answer.ends_with("done"), "{answer}");
    }
    assert!(timeout(PATIENCE, server.ended).await.unwrap().unwrap(), "all requests finished");
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_stop_does_not_wait_longer_than_it_may() {
    let server = start(Limits { stop: SHORT, ..LIMITS }).await;
    let _unfinished = send(server.address, "GET /api/echo HT").await;
    sleep(SHORT / 2).await;
    server.stop.send(()).unwrap();
    assert!(!timeout(PATIENCE, server.ended).await.unwrap().unwrap(), "one request was cut off");
}

#[tokio::test]
async fn an_address_that_is_taken_is_named_with_the_setting_to_change() {
    let taken = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = taken.local_addr().unwrap();
    let error = bind(address).await.unwrap_err().to_string();
    assert!(error.contains(&address.to_string()) && error.contains("--listen"), "{error}");
}
