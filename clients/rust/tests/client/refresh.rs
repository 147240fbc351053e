//! A refresh that does not succeed at once: what is sent again, what ends the session, what can be tried again.

use std::time::{Duration, Instant};

use customary_client::{Customary, Error, operations::FetchCustomersQuery};
use serde_json::json;
use wiremock::{
    MockBuilder, MockServer, ResponseTemplate,
    matchers::{body_json, header},
};

use super::{account, as_problem, expired, get, logged_in, logged_in_with, ok, post, problem, session};

pub(crate) const ACCOUNT: &str = "/api/1/account/";
pub(crate) const REFRESH: &str = "/api/1/session/refresh/";
const FETCH: &str = "/api/1/customer/fetch/";

/// The old access token has expired, the new one holds.
pub(crate) async fn old_has_expired(server: &MockServer) {
    get(ACCOUNT).and(header("Authorization", "Bearer old")).respond_with(expired()).mount(server).await;
    get(ACCOUNT).and(header("Authorization", "Bearer new")).respond_with(ok(account())).mount(server).await;
}

/// A refresh with the refresh token of the login.
fn refresh() -> MockBuilder {
    post(REFRESH).and(body_json(json!({"refresh_token": "r1"})))
}

fn renewed() -> ResponseTemplate {
    ok(session("new", "r2"))
}

fn busy(status: u16, retry_after: &str) -> ResponseTemplate {
    problem(status).insert_header("Retry-After", retry_after)
}

async fn call(client: &Customary) -> Result<customary_client::models::Account, Error> {
    client.accounts().get_account().await
}

#[tokio::test]
async fn a_refresh_is_sent_again_when_a_busy_server_says() {
    for status in [429, 503] {
        let server = MockServer::start().await;
        old_has_expired(&server).await;
        refresh().respond_with(busy(status, "1")).up_to_n_times(1).expect(1).mount(&server).await;
        refresh().respond_with(renewed()).expect(1).mount(&server).await;
        let client = logged_in(&server).await;
        let begun = Instant::now();
        let (one, two, three) = tokio::join!(call(&client), call(&client), client.refresh());
        one.and(two).unwrap();
        three.unwrap();
        assert!(begun.elapsed() >= Duration::from_secs(1), "after {:?}", begun.elapsed());
        assert_eq!(client.access_token().as_deref(), Some("new"));
    }
}

#[tokio::test]
async fn a_refusal_ends_the_session_and_each_call_fails_with_its_own_401() {
    for status in [400, 401, 403] {
        let server = MockServer::start().await;
        old_has_expired(&server).await;
        get(ACCOUNT).respond_with(problem(401)).mount(&server).await;
        let refused = busy(status, "0").set_delay(Duration::from_millis(100));
        refresh().respond_with(refused).expect(1).mount(&server).await;
        let client = logged_in(&server).await;
        let status = async || as_problem(call(&client).await).status;
        assert_eq!(tokio::join!(status(), status(), status()), (401, 401, 401));
        assert_eq!(client.access_token(), None);
        assert_eq!(status().await, 401);
        assert!(matches!(client.refresh().await, Err(Error::NoSession)));
    }
}

#[tokio::test]
async fn a_refresh_that_is_asked_for_says_why_it_was_refused() {
    let server = MockServer::start().await;
    post(REFRESH).respond_with(problem(403)).expect(1).mount(&server).await;
    let client = logged_in(&server).await;
    assert_eq!(as_problem(client.refresh().await).status, 403);
    assert_eq!(client.access_token(), None);
}

#[tokio::test]
async fn a_refresh_that_fails_otherwise_keeps_the_tokens_and_the_next_call_tries_again() {
    let html = |status| ResponseTemplate::new(status).set_body_raw("<html></html>", "text/html");
    let cases = [
        (busy(429, "0"), 3, Some(429)),
        (busy(503, "0"), 3, Some(503)),
        (problem(429), 1, Some(429)),
        (problem(503), 1, Some(503)),
        (problem(408), 1, Some(408)),
        (problem(500), 1, Some(500)),
        (html(502), 1, Some(502)),
        (html(401), 1, Some(401)),
        (html(200), 1, Some(200)),
        (ResponseTemplate::new(307).insert_header("Location", ACCOUNT), 1, Some(307)),
        (renewed().set_delay(Duration::from_secs(5)), 1, None),
    ];
    for (answer, requests, status) in cases {
        let server = MockServer::start().await;
        old_has_expired(&server).await;
        // Slow enough for all calls to wait for it.
        let answer = if status.is_some() { answer.set_delay(Duration::from_millis(100)) } else { answer };
        refresh().respond_with(answer).up_to_n_times(requests).expect(requests).mount(&server).await;
        refresh().respond_with(renewed()).expect(1).mount(&server).await;
        let client = logged_in_with(&server, Customary::builder(&server.uri()).timeout(Duration::from_secs(1))).await;
        let (one, two, three) = tokio::join!(call(&client), call(&client), client.refresh());
        for error in [one.unwrap_err(), two.unwrap_err(), three.unwrap_err()] {
            assert_eq!(error.status(), status, "{error}");
            assert_eq!(matches!(error, Error::Transport(_)), status.is_none(), "{error}");
        }
        assert_eq!(client.access_token().as_deref(), Some("old"), "after {status:?}");
        call(&client).await.unwrap();
        assert_eq!(client.access_token().as_deref(), Some("new"));
    }
}

/// A client of a server that lets it wait for 2 seconds in all.
async fn waits_2_s(server: &MockServer) -> Customary {
    let options = Customary::builder(&server.uri()).retries(5).max_wait(Duration::from_secs(2));
    logged_in_with(server, options).await
}

#[tokio::test]
async fn the_time_to_wait_is_for_all_waits_of_a_call() {
    let server = MockServer::start().await;
    get(ACCOUNT).respond_with(busy(503, "1")).expect(3).mount(&server).await;
    let client = waits_2_s(&server).await;
    let begun = Instant::now();
    assert_eq!(as_problem(call(&client).await).retry_after, Some(Duration::from_secs(1)));
    assert!((2..3).contains(&begun.elapsed().as_secs()), "after {:?}", begun.elapsed());
}

#[tokio::test]
async fn the_time_to_wait_is_for_the_refresh_of_a_call_too() {
    let server = MockServer::start().await;
    get(ACCOUNT).respond_with(busy(503, "1")).up_to_n_times(1).expect(1).mount(&server).await;
    old_has_expired(&server).await;
    refresh().respond_with(busy(429, "2")).expect(1).mount(&server).await;
    let client = waits_2_s(&server).await;
    let begun = Instant::now();
    let error = as_problem(call(&client).await);
    assert_eq!((error.status, error.retry_after), (429, Some(Duration::from_secs(2))));
    assert!(begun.elapsed() < Duration::from_secs(2), "after {:?}", begun.elapsed());
    assert_eq!(client.access_token().as_deref(), Some("old"));
}

/// Before the refresh, of it, and after it: whoever answers, the third time that something would be sent again is the end.
#[tokio::test]
async fn the_number_of_tries_is_for_a_call_as_a_whole() {
    for (before, refreshes, after) in
        [(0, 0, 3), (0, 1, 2), (0, 2, 1), (0, 3, 0), (1, 1, 1), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
    {
        let server = MockServer::start().await;
        let old = || get(ACCOUNT).and(header("Authorization", "Bearer old"));
        let new = || get(ACCOUNT).and(header("Authorization", "Bearer new"));
        if before > 0 {
            old().respond_with(busy(503, "0")).up_to_n_times(before).expect(before).mount(&server).await;
        }
        old().respond_with(expired()).expect(1).mount(&server).await;
        if refreshes > 0 {
            refresh().respond_with(busy(503, "0")).up_to_n_times(refreshes).expect(refreshes).mount(&server).await;
        }
        let is_renewed = u64::from(after > 0);
        refresh().respond_with(renewed()).expect(is_renewed).mount(&server).await;
        new().respond_with(busy(503, "0")).expect(after).mount(&server).await;
        let client = logged_in(&server).await;
        assert_eq!(as_problem(call(&client).await).status, 503);
        // What nobody waits for any more is not sent again either.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let token = if after > 0 { "new" } else { "old" };
        assert_eq!(client.access_token().as_deref(), Some(token), "{before} {refreshes} {after}");
    }
}

#[tokio::test]
async fn what_was_waited_for_the_refresh_is_not_waited_for_again() {
    let server = MockServer::start().await;
    get(ACCOUNT).and(header("Authorization", "Bearer old")).respond_with(expired()).expect(1).mount(&server).await;
    get(ACCOUNT).and(header("Authorization", "Bearer new")).respond_with(busy(503, "2")).expect(1).mount(&server).await;
    refresh().respond_with(busy(503, "1")).up_to_n_times(1).expect(1).mount(&server).await;
    refresh().respond_with(renewed()).expect(1).mount(&server).await;
    let client = waits_2_s(&server).await;
    assert_eq!(as_problem(call(&client).await).retry_after, Some(Duration::from_secs(2)));
    assert_eq!(client.access_token().as_deref(), Some("new"));
}

/// One call has waited for a second when they meet in the refresh, the other has not.
#[tokio::test]
async fn calls_that_share_a_refresh_wait_for_it_as_long_as_each_may() {
    let server = MockServer::start().await;
    get(ACCOUNT).respond_with(busy(503, "1")).up_to_n_times(1).expect(1).mount(&server).await;
    old_has_expired(&server).await;
    let slow = expired().set_delay(Duration::from_millis(700));
    get(FETCH).and(header("Authorization", "Bearer old")).respond_with(slow).expect(1).mount(&server).await;
    let page = ok(json!({"items": [], "page_size": 25, "next_cursor": null}));
    get(FETCH).and(header("Authorization", "Bearer new")).respond_with(page).expect(1).mount(&server).await;
    let later = busy(503, "2").set_delay(Duration::from_millis(700));
    refresh().respond_with(later).up_to_n_times(1).expect(1).mount(&server).await;
    refresh().respond_with(renewed()).expect(1).mount(&server).await;
    let client = waits_2_s(&server).await;
    let waited = async {
        let begun = Instant::now();
        assert_eq!(as_problem(call(&client).await).retry_after, Some(Duration::from_secs(2)));
        assert!(begun.elapsed() < Duration::from_secs(3), "after {:?}", begun.elapsed());
        assert_eq!(client.access_token().as_deref(), Some("old"));
    };
    let query = FetchCustomersQuery::default();
    let ((), page) = tokio::join!(waited, client.customers().fetch_customers(&query));
    assert_eq!(page.unwrap().items, []);
    call(&client).await.unwrap();
}
