//! Addresses of servers: which are taken, and what is asked for there.

use std::{env, process::Command};

use customary_client::{Customary, Error};
use serde_json::json;
use wiremock::MockServer;

use super::{get, ok};

#[tokio::test]
async fn a_path_and_a_slash_at_the_end_are_taken() {
    for (end, path) in [("", "/livez"), ("/", "/livez"), ("/a/b", "/a/b/livez"), ("/a%20b//", "/a%20b/livez")] {
        let server = MockServer::start().await;
        get(path).respond_with(ok(json!({"status": "ok"}))).expect(1).mount(&server).await;
        let client = Customary::new(&format!("{}{end}", server.uri())).unwrap();
        assert_eq!(client.health().get_liveness().await.unwrap().status, "ok");
    }
}

/// Where certificates are looked for is read from the environment, so this one needs a process of its own.
#[test]
fn plain_http_needs_no_certificates() {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "urls::a_path_and_a_slash_at_the_end_are_taken"])
        .env("SSL_CERT_FILE", "/nonexistent")
        .env("SSL_CERT_DIR", "/nonexistent")
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&output.stdout);
    assert!(output.contains("1 passed; 0 failed"), "{output}");
}

#[test]
fn others_are_refused_with_a_reason() {
    for (url, reason) in [
        ("", "relative URL without a base"),
        ("127.0.0.1:8000", "relative URL without a base"),
        ("localhost:8000", "http://"),
        ("ftp://example.com", "http://"),
        ("http://", "empty host"),
        ("http://example.com:99999", "invalid port"),
        ("http://ada:hunter2@example.com", "a user or a password"),
        ("http://ada:hunter2@example.com:99999", "invalid port"),
        ("http://example.com?a=b", "a query or a fragment"),
        ("http://example.com/#a", "a query or a fragment"),
    ] {
        let Err(error @ Error::InvalidUrl(_)) = Customary::new(url) else { panic!("{url} was taken") };
        assert!(error.to_string().contains(reason), "{url}: {error}");
        eprintln!("{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
