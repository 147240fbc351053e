//! Logging in and out, and keeping a session.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::server::{PASSWORD, Server};

#[test]
fn a_wrong_password_and_an_unknown_address_look_the_same() {
    let server = Server::start();
    let account = server.account();
    let try_ = |email: &str| {
        let answer = server.call("login").json(json!({"email": email, "password": "wrong password"})).send();
        let mut problem = answer.expect(401);
        assert_eq!(answer.header("www-authenticate"), r#"Bearer realm="customary""#);
        problem["request_id"].take();
        problem
    };
    assert_eq!(try_(&account.email), try_("nobody@example.com"));
}

#[test]
fn an_access_token_does_not_outlive_its_session() {
    let server = Server::with(&["--session-seconds", "60", "--access-token-seconds", "900"]);
    let email = server.account().email;
    let session = server.call("login").json(json!({"email": email, "password": PASSWORD})).send().expect(200);
    assert_eq!(session["expires_in"], 60);
    let claims = session["access_token"].as_str().unwrap().split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    let seconds = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert!((60..=61).contains(&seconds), "both are whole seconds: {seconds}");
}

#[test]
fn a_logged_out_token_is_refused_at_once() {
    let server = Server::start();
    let account = server.account();
    account.call("getAccount").send().expect(200);
    account.call("logout").send().expect(204);
    let refused = account.call("getAccount").send();
    assert_eq!(refused.expect(401)["detail"], "The session has ended. Log in again.");
    assert_eq!(refused.header("www-authenticate"), r#"Bearer realm="customary", error="invalid_token""#);
    server.call("refreshSession").json(json!({"refresh_token": account.refresh_token})).send().expect(401);
}

#[test]
fn a_refresh_token_holds_once_and_its_second_use_ends_the_session() {
    let server = Server::start();
    let account = server.account();
    let refresh = |token: &str| server.call("refreshSession").json(json!({"refresh_token": token})).send();
    let next = refresh(&account.refresh_token).expect(200);
    let (access, newest) = (next["access_token"].as_str().unwrap(), next["refresh_token"].as_str().unwrap());
    server.call("getAccount").token(access).send().expect(200);
    refresh(&account.refresh_token).expect(401);
    refresh(newest).expect(401);
    server.call("getAccount").token(access).send().expect(401);
    server.call("getAccount").token(&account.access_token).send().expect(401);
}

#[test]
fn a_token_that_is_missing_malformed_or_forged_is_refused() {
    let server = Server::start();
    let account = server.account();
    let without = server.call("getAccount").send();
    without.expect(401);
    assert_eq!(without.header("www-authenticate"), r#"Bearer realm="customary""#, "RFC 6750, section 3.1");
    let parts: Vec<&str> = account.access_token.split('.').collect();
    let forged = format!("{}.{}.{}", parts[0], parts[1], "A".repeat(parts[2].len()));
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", parts[1]);
    for other in ["Basic YTpi", "", "Bearer,x", &account.access_token] {
        let answer = server.call("getAccount").header("Authorization", other).send();
        answer.expect(401);
        assert_eq!(answer.header("www-authenticate"), r#"Bearer realm="customary""#, "{other}");
    }
    for header in [
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer x".to_owned(),
        format!("Bearer {forged}"),
        format!("Bearer {unsigned}"),
        format!("Bearer {} x", account.access_token),
    ] {
        let answer = server.call("getAccount").header("Authorization", &header).send();
        answer.expect(401);
        assert_eq!(answer.header("www-authenticate"), r#"Bearer realm="customary", error="invalid_token""#, "{header}");
    }
    server.call("getAccount").header("Authorization", &format!("bearer {}", account.access_token)).send().expect(200);
}

#[test]
fn two_authorizations_are_refused_and_neither_is_looked_at() {
    let server = Server::start();
    let account = server.account();
    for second in [account.access_token.as_str(), "x"] {
        let problem = account.call("getAccount").token(second).send().expect(400);
        assert_eq!(problem["type"], "/problems/malformed-request/", "RFC 6750, section 3.1");
    }
}

#[test]
fn an_access_token_expires_and_the_session_goes_on() {
    let server = Server::with(&["--access-token-seconds", "1"]);
    let account = server.account();
    let session =
        server.call("refreshSession").json(json!({"refresh_token": account.refresh_token})).send().expect(200);
    assert_eq!(session["expires_in"], 1);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    let refused = loop {
        let answer = account.call("getAccount").send();
        if answer.status == 401 || std::time::Instant::now() > deadline {
            break answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    assert_eq!(refused.expect(401)["detail"], "The access token has expired. Refresh the session, or log in again.");
    server.call("refreshSession").json(json!({"refresh_token": session["refresh_token"]})).send().expect(200);
}

#[test]
fn too_many_wrong_passwords_must_wait_and_other_accounts_need_not() {
    let server = Server::with(&["--wrong-passwords", "2"]);
    let (account, other) = (server.account(), server.account());
    let login =
        |email: &str, password: &str| server.call("login").json(json!({"email": email, "password": password})).send();
    for _ in 0..2 {
        login(&account.email, "wrong password").expect(401);
    }
    let refused = login(&account.email, PASSWORD);
    refused.expect(429);
    let seconds: u32 = refused.header("retry-after").parse().unwrap();
    assert!((890..=901).contains(&seconds), "15 minutes, and {seconds} s were said");
    login(&other.email, PASSWORD).expect(200);
    let body = json!({"current_password": PASSWORD, "new_password": "another horse"});
    account.call("changePassword").json(body).send().expect(429);
}

#[test]
fn an_access_token_says_what_the_design_says_and_nothing_personal() {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let server = Server::start();
    let account = server.account();
    let parts: Vec<serde_json::Value> = account
        .access_token
        .split('.')
        .take(2)
        .map(|part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
        .collect();
    assert_eq!((&parts[0]["alg"], &parts[0]["typ"]), (&json!("HS256"), &json!("at+jwt")));
    assert!(parts[0]["kid"].is_string());
    for claim in ["iss", "aud", "sub", "sid", "jti", "iat", "exp"] {
        assert!(!parts[1][claim].is_null(), "{claim} is missing in {}", parts[1]);
    }
    let seconds = parts[1]["exp"].as_i64().unwrap() - parts[1]["iat"].as_i64().unwrap();
    assert!((900..=901).contains(&seconds), "both are whole seconds: {seconds}");
    assert!(!parts[1].to_string().contains("example.com"), "no e-mail address in a token");
}

#[test]
fn nothing_secret_comes_into_the_log() {
    let server = Server::with(&["--log", "trace"]);
    let account = server.account();
    account.create(json!({"name": "Mirela Vantorsen", "email": "mirela@vantorsen.example"}));
    account.fetch(&[("q", "mirela vantorsen")]);
    server.call("login").json(json!({"email": account.email, "password": "wrong password"})).send().expect(401);
    account.call("logout").send().expect(204);
    let log = server.log();
    assert!(log.contains("createCustomer"), "the operations are logged:\n{log}");
    for secret in
        [PASSWORD, "wrong password", &account.access_token, &account.refresh_token, "mirela", "Mirela", &account.email]
    {
        assert!(!log.contains(secret), "the log has {secret:?}");
    }
}
