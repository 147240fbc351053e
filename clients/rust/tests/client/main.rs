//! What the scenario can't see: a server that fails, lies, or is not there. It is played by wiremock.

// A test may fail by a panic.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod answers;
mod bodies;
mod pages;
mod refresh;
mod session;
mod urls;

use customary_client::{Builder, Customary, Error, ProblemError};
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

#[test]
fn the_readme_quotes_the_example_to_the_letter() {
    assert!(include_str!("../../README.md").contains(include_str!("../../examples/first_customer.rs")));
}

fn client(server: &MockServer) -> Customary {
    Customary::new(&server.uri()).unwrap()
}

/// A client that is logged in: `old` is its access token, `r1` its refresh token.
async fn logged_in(server: &MockServer) -> Customary {
    logged_in_with(server, Customary::builder(&server.uri())).await
}

async fn logged_in_with(server: &MockServer, options: Builder) -> Customary {
    post("/api/1/login/").respond_with(ok(session("old", "r1"))).mount(server).await;
    let client = options.build().unwrap();
    client.login("ada@example.com", "a password").await.unwrap();
    client
}

fn get(path: &str) -> wiremock::MockBuilder {
    Mock::given(matchers::method("GET")).and(matchers::path(path))
}

fn post(path: &str) -> wiremock::MockBuilder {
    Mock::given(matchers::method("POST")).and(matchers::path(path))
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn problem(status: u16) -> ResponseTemplate {
    let body = json!({"type": "/problems/a/", "title": "A", "status": status, "detail": "A.", "request_id": "r-1"});
    ResponseTemplate::new(status).set_body_raw(body.to_string(), "application/problem+json")
}

/// The answer to a token that has expired.
fn expired() -> ResponseTemplate {
    problem(401).insert_header("WWW-Authenticate", r#"Bearer realm="customary", error="invalid_token""#)
}

fn session(access_token: &str, refresh_token: &str) -> Value {
    json!({"access_token": access_token, "token_type": "Bearer", "expires_in": 900, "refresh_token": refresh_token})
}

fn account() -> Value {
    let id = "0198c2f0-5b1a-7c3e-9f00-1a2b3c4d5e6f";
    json!({
        "id": id, "email": "ada@example.com", "name": null, "role": "admin", "created_at": "2026-03-02T09:30:00.000Z",
        "organization": {"id": id, "name": "Brander", "country": null},
    })
}

fn customer(name: &str) -> Value {
    json!({
        "id": "0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40", "name": name, "email": null, "phone": null, "company": null, "address": null,
        "city": null, "region": null, "postal_code": null, "country": null, "notes": null, "version": 1,
        "created_at": "2026-03-02T09:31:00.000Z", "updated_at": "2026-03-02T09:31:00.000Z",
    })
}

fn as_problem<T: std::fmt::Debug>(result: Result<T, Error>) -> ProblemError {
    match result {
        Err(Error::Problem(error)) => *error,
        other => panic!("a problem was expected: {other:?}"),
    }
}
