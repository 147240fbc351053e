//! Tokens: when they are refreshed, and that they are not shown.

use std::time::Duration;

use customary_client::{Customary, Error, models};
use tokio::time::timeout;
use wiremock::{
    MockServer, ResponseTemplate,
    matchers::{body_json, header},
};

use super::{
    account, as_problem, client, expired, get, logged_in, ok, post, problem,
    refresh::{ACCOUNT, REFRESH, old_has_expired},
    session,
};

const LOGOUT: &str = "/api/1/logout/";

#[tokio::test]
async fn calls_that_meet_an_expired_token_share_one_refresh() {
    let server = MockServer::start().await;
    old_has_expired(&server).await;
    let renewed = ok(session("new", "r2")).set_delay(Duration::from_millis(100));
    let sent = serde_json::json!({"refresh_token": "r1"});
    post(REFRESH).and(body_json(sent)).respond_with(renewed).expect(1).mount(&server).await;
    let client = logged_in(&server).await;
    let other = client.clone();
    let call = async || client.accounts().get_account().await.unwrap();
    let of_clone = async || other.accounts().get_account().await.unwrap();
    tokio::join!(call(), call(), of_clone(), of_clone(), async { client.refresh().await.unwrap() });
    assert_eq!(client.access_token().as_deref(), Some("new"));
}

#[tokio::test]
async fn a_refresh_ends_even_when_the_call_that_began_it_is_dropped() {
    let server = MockServer::start().await;
    old_has_expired(&server).await;
    let renewed = ok(session("new", "r2")).set_delay(Duration::from_millis(300));
    post(REFRESH).respond_with(renewed).expect(1).mount(&server).await;
    let client = logged_in(&server).await;
    timeout(Duration::from_millis(100), client.accounts().get_account()).await.unwrap_err();
    client.accounts().get_account().await.unwrap();
}

/// Two answers that come while somebody else logs in: that to the call, and that to its refresh.
#[tokio::test]
async fn what_one_account_asked_for_is_not_sent_again_for_another_that_logs_in_meanwhile() {
    for (call_takes, refresh_takes) in [(300, 0), (0, 300)] {
        let server = MockServer::start().await;
        let slow = expired().set_delay(Duration::from_millis(call_takes));
        get(ACCOUNT).and(header("Authorization", "Bearer old")).respond_with(slow).expect(1).mount(&server).await;
        get(ACCOUNT)
            .and(header("Authorization", "Bearer bens"))
            .respond_with(ok(account()))
            .expect(1)
            .mount(&server)
            .await;
        let renewed = ok(session("new", "r2")).set_delay(Duration::from_millis(refresh_takes));
        post(REFRESH).respond_with(renewed).mount(&server).await;
        let credentials = |email| body_json(serde_json::json!({"email": email, "password": "a password"}));
        let log_in = async |client: &Customary, email, token| {
            let answer = ok(session(token, "r1"));
            post("/api/1/login/").and(credentials(email)).respond_with(answer).mount(&server).await;
            client.login(email, "a password").await.unwrap();
        };
        let client = client(&server);
        log_in(&client, "ada@example.com", "old").await;
        let ben = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            log_in(&client, "ben@example.com", "bens").await;
        };
        let (call, ()) = tokio::join!(client.accounts().get_account(), ben);
        assert_eq!(as_problem(call).status, 401);
        assert_eq!(client.access_token().as_deref(), Some("bens"));
        client.accounts().get_account().await.unwrap();
    }
}

#[tokio::test]
async fn a_token_is_refused_by_any_challenge_whatever_the_body_is() {
    let challenges = [
        vec![r#"Basic realm="a""#, r#"Bearer realm="b", error="invalid_token""#],
        vec![r#"Basic realm="a", Bearer realm="b", error="invalid_token""#],
        vec!["Bearer error=invalid_token"],
        vec![r#"Basic realm="unfinished"#, "bearer error=invalid_token"],
    ];
    for lines in challenges {
        for answer in [problem(401), ResponseTemplate::new(401).set_body_raw("<html></html>", "text/html")] {
            let server = MockServer::start().await;
            let expired =
                lines.iter().fold(answer, |answer, line| answer.append_header("WWW-Authenticate", line.as_bytes()));
            get(ACCOUNT).and(header("Authorization", "Bearer old")).respond_with(expired).mount(&server).await;
            get(ACCOUNT).and(header("Authorization", "Bearer new")).respond_with(ok(account())).mount(&server).await;
            post(REFRESH).respond_with(ok(session("new", "r2"))).expect(1).mount(&server).await;
            logged_in(&server).await.accounts().get_account().await.unwrap();
        }
    }
}

#[tokio::test]
async fn another_401_than_that_of_an_expired_token_refreshes_nothing() {
    let server = MockServer::start().await;
    get(ACCOUNT).respond_with(problem(401).insert_header("WWW-Authenticate", "Bearer")).expect(1).mount(&server).await;
    post(REFRESH).respond_with(ok(session("new", "r2"))).expect(0).mount(&server).await;
    let client = logged_in(&server).await;
    assert_eq!(as_problem(client.accounts().get_account().await).status, 401);
    assert_eq!(client.access_token().as_deref(), Some("old"));
}

#[tokio::test]
async fn a_new_token_that_is_refused_as_well_is_the_end_of_it() {
    let server = MockServer::start().await;
    get(ACCOUNT).respond_with(expired()).expect(2).mount(&server).await;
    post(REFRESH).respond_with(ok(session("new", "r2"))).expect(1).mount(&server).await;
    let client = logged_in(&server).await;
    assert_eq!(as_problem(client.accounts().get_account().await).status, 401);
}

#[tokio::test]
async fn a_token_from_elsewhere_is_sent_and_not_refreshed() {
    let server = MockServer::start().await;
    get(ACCOUNT)
        .and(header("Authorization", "Bearer elsewhere"))
        .respond_with(expired())
        .expect(1)
        .mount(&server)
        .await;
    let client = Customary::builder(&server.uri()).access_token("elsewhere").build().unwrap();
    assert_eq!(as_problem(client.accounts().get_account().await).status, 401);
    assert!(matches!(client.refresh().await, Err(Error::NoSession)));
}

#[tokio::test]
async fn a_token_that_no_header_can_have_is_an_error() {
    let server = MockServer::start().await;
    let client = Customary::builder(&server.uri()).access_token("a\nb").build().unwrap();
    assert!(matches!(client.accounts().get_account().await, Err(Error::InvalidToken)));
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_token_is_sent_only_where_one_is_needed() {
    let server = MockServer::start().await;
    get("/readyz").respond_with(ok(serde_json::json!({"status": "ok"}))).mount(&server).await;
    let client = logged_in(&server).await;
    client.health().get_readiness().await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert!(requests.iter().all(|request| !request.headers.contains_key("authorization")));
}

#[tokio::test]
async fn logging_out_forgets_the_tokens_unless_it_can_be_tried_again() {
    for (status, kept) in [(204, false), (401, false), (403, true), (429, true), (500, true), (503, true)] {
        let server = MockServer::start().await;
        let logout = || post(LOGOUT).and(header("Authorization", "Bearer old"));
        logout().respond_with(problem(status)).up_to_n_times(1).expect(1).mount(&server).await;
        logout().respond_with(ResponseTemplate::new(204)).expect(u64::from(kept)).mount(&server).await;
        let client = logged_in(&server).await;
        let ended = client.logout().await;
        if kept {
            assert_eq!(as_problem(ended).status, status);
        } else {
            ended.unwrap();
        }
        assert_eq!(client.access_token().is_some(), kept, "after {status}");
        if kept {
            client.logout().await.unwrap();
            assert_eq!(client.access_token(), None);
        }
    }
}

/// Also where there was no session to end, and where the token had to be refreshed for it.
#[tokio::test]
async fn logging_out_forgets_only_the_session_that_it_ended() {
    let late = Duration::from_millis(300);
    for (first, status, refreshed) in [(true, 204, false), (true, 401, false), (false, 401, false), (true, 204, true)] {
        let server = MockServer::start().await;
        if refreshed {
            let of_first = post(LOGOUT).and(header("Authorization", "Bearer old"));
            of_first.respond_with(expired()).expect(1).mount(&server).await;
            post(REFRESH).respond_with(ok(session("new", "r2"))).mount(&server).await;
        }
        post(LOGOUT).respond_with(problem(status).set_delay(late)).expect(1).mount(&server).await;
        if first {
            let log_in = post("/api/1/login/").respond_with(ok(session("old", "r1")));
            log_in.up_to_n_times(1).with_priority(1).mount(&server).await;
        }
        post("/api/1/login/").respond_with(ok(session("newer", "r9"))).mount(&server).await;
        let client = client(&server);
        let log_in = async || client.login("ada@example.com", "a password").await.unwrap();
        if first {
            log_in().await;
        }
        let again = async {
            tokio::time::sleep(late / 2).await;
            log_in().await;
        };
        let (ended, ()) = tokio::join!(client.logout(), again);
        ended.unwrap();
        assert_eq!(client.access_token().as_deref(), Some("newer"), "{first} {status} {refreshed}");
    }
}

#[tokio::test]
async fn logging_out_with_an_expired_token_ends_as_its_refresh_does() {
    for (refreshed, failure) in [(problem(503), Some(503)), (problem(401), None)] {
        let server = MockServer::start().await;
        post(LOGOUT).respond_with(expired()).expect(1).mount(&server).await;
        post(REFRESH).respond_with(refreshed).expect(1).mount(&server).await;
        let client = logged_in(&server).await;
        let failed = client.logout().await.err();
        assert_eq!(failed.map(|error| error.status().unwrap()), failure);
        assert_eq!(client.access_token().is_some(), failure.is_some(), "after {failure:?}");
    }
}

#[tokio::test]
async fn tokens_and_passwords_are_not_shown() {
    let server = MockServer::start().await;
    let client = logged_in(&server).await;
    let session: models::Session = serde_json::from_value(session("a-secret", "a-secret")).unwrap();
    let builder = Customary::builder(&server.uri()).access_token("a-secret");
    let shown = [
        format!("{client:?} {:?} {builder:?} {:?}", client.accounts(), builder.clone().build()),
        format!("{session:#?} {:?}", models::SessionRefresh::new("a-secret")),
        format!("{:?} {:?}", models::Registration::new("a", "a-secret"), models::Credentials::new("a", "a-secret")),
        format!("{:?}", models::PasswordChange::new("a-secret", "a-secret")),
    ];
    for text in &shown {
        assert!(!text.contains("secret") && !text.contains("old") && !text.contains("r1"), "{text}");
    }
    assert!(shown.iter().any(|text| text.contains("expires_in: 900")), "other members are shown");
}

#[tokio::test]
async fn an_answer_that_can_not_be_read_is_not_shown_with_its_tokens() {
    let server = MockServer::start().await;
    post("/api/1/login/").respond_with(ok(serde_json::json!({"access_token": "a-secret"}))).mount(&server).await;
    let error = client(&server).login("ada@example.com", "a password").await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("a-secret"), "{error:?}");
    let Error::UnexpectedResponse(error) = error else { panic!("{error:?}") };
    assert!(error.body.contains("a-secret"));
}
