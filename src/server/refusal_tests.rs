//! Heads that hyper refuses: over a pipe that takes only a few bytes at once. Over sockets: `listen_tests.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::{convert::Infallible, future::poll_fn};

use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use poem::Route;
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use super::*;
use crate::server::app;

/// What looks like a head of hyper's own.
const LOOKALIKE: &str = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// What hyper makes of `sent`, piece by piece, with a service that answers `LOOKALIKE`, when `at_once` bytes can be written
/// at a time.
async fn answers(sent: &[&str], at_once: usize) -> String {
    let (client, server) = duplex(at_once);
    let progress = Progress::default();
    let stream = Stream::new(server, app::tests::app(Route::new(), 1), progress.clone());
    let service = service_fn(move |request: Request<Incoming>| {
        let progress = progress.clone();
        progress.begin();
        async move {
            let mut body = request.into_body();
            // hyper closes a connection on which there is a rest of a body that nobody read.
            while poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await.is_some() {}
            Ok::<_, Infallible>(Response::new(progress.watch(LOOKALIKE.to_owned())))
        }
    });
    let serving =
        tokio::spawn(http1::Builder::new().max_header_size(8192).serve_connection(TokioIo::new(stream), service));
    let sent: Vec<String> = sent.iter().map(|&piece| piece.to_owned()).collect();
    let (mut reader, mut writer) = tokio::io::split(client);
    let writing = async {
        for piece in &sent {
            // The server may have ended before the last of it.
            let _ = writer.write_all(piece.as_bytes()).await;
            tokio::task::yield_now().await;
        }
        let _ = writer.shutdown().await;
    };
    let mut answered = String::new();
    let reading = async { reader.read_to_string(&mut answered).await.unwrap() };
    tokio::join!(writing, reading);
    // hyper's error says why it refused; it is no failure of ours.
    let _ = serving.await.unwrap();
    answered
}

fn is_problem(answer: &str, status: u16, slug: &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    assert!(lines.next().unwrap().starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    let headers: Vec<(&str, &str)> = lines.map(|line| line.split_once(": ").unwrap()).collect();
    let header = |name: &str| {
        let found: Vec<&str> = headers.iter().filter(|header| header.0 == name).map(|header| header.1).collect();
        assert_eq!(found.len(), 1, "{name}: {answer}");
        found[0]
    };
    assert_eq!(header("connection"), "close");
    assert_eq!(header("content-type"), "application/problem+json");
    assert_eq!(header("content-length"), body.len().to_string());
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("server-timing").starts_with("total;dur=") && header("date").ends_with(" GMT"));
    let problem: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(problem["type"], format!("/problems/{slug}/"));
    assert_eq!(problem["status"], status);
    assert_eq!(problem["request_id"], header("x-request-id"));
}

#[tokio::test]
async fn what_is_not_http_is_a_problem_however_it_comes_and_however_little_can_be_written_at_once() {
    for at_once in [1, 7, 64, 100_000] {
        for sent in
            [&["nonsense\r\n\r\n"][..], &["GET / HT", "TP/1.1\r\nbad hea", "der\r\n\r\n"], &["GET / HTTP/9.9\r\n\r\n"]]
        {
            is_problem(&answers(sent, at_once).await, 400, "malformed-request");
        }
        let long = format!("GET / HTTP/1.1\r\nA: {}", "b".repeat(9000));
        is_problem(&answers(&[&long], at_once).await, 431, "head-too-large");
    }
}

#[tokio::test]
async fn an_answer_of_the_service_is_never_taken_for_one_of_hypers_and_what_follows_it_is_still_refused() {
    let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    let post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
    for at_once in [1, 7, 64, 100_000] {
        for (sent, count) in [
            (vec![get, "nonsense\r\n\r\n"], 1),
            (vec![post, "nonsense\r\n\r\n"], 1),
            (vec![get, post, get, "GET / HTTP/1.1\r\nbad header\r\n\r\n"], 3),
        ] {
            let pipelined = sent.concat();
            for sent in [&sent[..], &[pipelined.as_str()]] {
                let answered = answers(sent, at_once).await;
                assert_eq!(answered.matches(LOOKALIKE).count(), count, "{answered}");
                let last = answered.rfind(LOOKALIKE).unwrap() + LOOKALIKE.len();
                is_problem(&answered[last..], 400, "malformed-request");
            }
        }
    }
}
