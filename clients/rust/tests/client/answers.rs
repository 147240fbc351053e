//! Answers: which are tried again, which are problems, which are neither.

use std::time::{Duration, Instant};

use customary_client::{Customary, Error, operations::FetchCustomersQuery};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use super::{account, as_problem, client, customer, get, ok, problem};

const ACCOUNT: &str = "/api/1/account/";
const ID: &str = "0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40";

async fn call(server: &MockServer) -> Result<customary_client::models::Account, Error> {
    client(server).accounts().get_account().await
}

#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_says() {
    for status in [429, 503] {
        let server = MockServer::start().await;
        let busy = problem(status).insert_header("Retry-After", "1");
        get(ACCOUNT).respond_with(busy).up_to_n_times(1).expect(1).mount(&server).await;
        get(ACCOUNT).respond_with(ok(account())).expect(1).mount(&server).await;
        let begun = Instant::now();
        call(&server).await.unwrap();
        assert!(begun.elapsed() >= Duration::from_secs(1), "after {:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn it_is_asked_again_as_often_as_the_options_say() {
    for (retries, requests) in [(0, 1), (2, 3), (3, 4)] {
        let server = MockServer::start().await;
        let busy = problem(503).insert_header("Retry-After", "0");
        get(ACCOUNT).respond_with(busy).expect(requests).mount(&server).await;
        let client = Customary::builder(&server.uri()).retries(retries).build().unwrap();
        let error = as_problem(client.accounts().get_account().await);
        assert_eq!((error.status, error.retry_after), (503, Some(Duration::ZERO)));
    }
}

#[tokio::test]
async fn nothing_else_is_tried_again() {
    let cases = [
        (503, None),
        (503, Some("3600")),
        (503, Some("61")),
        (503, Some("18446744073709551616")),
        (503, Some("-1")),
        (503, Some("+1")),
        (503, Some("1.0")),
        (503, Some("1 s")),
        (503, Some("")),
        (429, Some("Wed, 25 Nov 2026 10:00:00 GMT")),
        (500, Some("0")),
        (502, Some("0")),
        (408, Some("0")),
        (401, Some("0")),
    ];
    for (status, retry_after) in cases {
        let server = MockServer::start().await;
        let answer =
            retry_after.into_iter().fold(problem(status), |answer, value| answer.insert_header("Retry-After", value));
        get(ACCOUNT).respond_with(answer).expect(1).mount(&server).await;
        let begun = Instant::now();
        assert_eq!(as_problem(call(&server).await).status, status);
        assert!(begun.elapsed() < Duration::from_secs(5), "{status} {retry_after:?}");
    }
}

#[tokio::test]
async fn how_long_to_wait_at_most_is_an_option() {
    let server = MockServer::start().await;
    get(ACCOUNT).respond_with(problem(503).insert_header("Retry-After", "2")).expect(1).mount(&server).await;
    let client = Customary::builder(&server.uri()).max_wait(Duration::from_secs(1)).build().unwrap();
    assert_eq!(as_problem(client.accounts().get_account().await).retry_after, Some(Duration::from_secs(2)));
}

#[tokio::test]
async fn what_is_neither_documented_nor_a_problem_is_unexpected() {
    let whole = account().to_string();
    let cases = [
        ResponseTemplate::new(502).set_body_raw("<html>Bad gateway</html>", "text/html"),
        ResponseTemplate::new(200).set_body_raw("<html>Log in to the network</html>", "text/html"),
        ResponseTemplate::new(200),
        ResponseTemplate::new(204),
        ResponseTemplate::new(201).set_body_raw(whole.clone(), "application/json"),
        ResponseTemplate::new(200).set_body_raw(whole.get(..50).unwrap(), "application/json"),
        ResponseTemplate::new(200).set_body_raw(whole.replace("2026-03-02T", "tomorrow"), "application/json"),
        ResponseTemplate::new(200).set_body_raw("[".repeat(100_000), "application/json"),
        ResponseTemplate::new(200).set_body_raw(vec![0xff, 0xfe], "application/json"),
        ResponseTemplate::new(200).set_body_raw([b"\xef\xbb\xbf", whole.as_bytes()].concat(), "application/json"),
        ResponseTemplate::new(200)
            .set_body_raw([b"{\"new\": \"\xe4\", ", &whole.as_bytes()[1..]].concat(), "application/json"),
        problem(202),
        // A problem of somebody else.
        ResponseTemplate::new(403).set_body_raw(r#"{"title": "No"}"#, "application/problem+json"),
        ResponseTemplate::new(400).set_body_raw("", "application/problem+json"),
        ResponseTemplate::new(500).set_body_raw(whole, "application/json"),
        ResponseTemplate::new(500).insert_header("Content-Type", "\u{e9}"),
    ];
    for answer in cases {
        let server = MockServer::start().await;
        get(ACCOUNT).respond_with(answer.clone()).expect(1).mount(&server).await;
        let Err(error @ Error::UnexpectedResponse(_)) = call(&server).await else { panic!("unexpected: {answer:?}") };
        assert!(error.to_string().starts_with("unexpected answer: status "), "{error}");
    }
}

#[tokio::test]
async fn an_answer_without_a_member_or_with_one_of_another_form_is_unexpected() {
    let page = json!({"items": [customer("A")], "page_size": 1, "next_cursor": null});
    // Where a member is None, it is left out.
    let mut cases: Vec<(&Value, &str, Option<Value>)> = Vec::new();
    let customer = customer("A");
    for whole in [&customer, &page] {
        for member in whole.as_object().unwrap().keys() {
            cases.extend([(whole, member.as_str(), None), (whole, member, Some(json!(true)))]);
        }
    }
    for id in [json!(null), json!(7), json!("nope"), json!(ID.replace('-', "")), json!(format!("urn:uuid:{ID}"))] {
        cases.push((&customer, "id", Some(id)));
    }
    for time in [
        json!(null),
        json!(1_772_443_800),
        json!("2026-03-02"),
        json!("2026-03-02T09:30:00"),
        json!("2026-03-02 09:30:00Z"),
        json!("2026-3-2T9:30:00Z"),
        json!("2026-03-02T09:30:00+0100"),
        json!("2026-02-30T09:30:00Z"),
    ] {
        cases.push((&customer, "created_at", Some(time)));
    }
    for (whole, member, value) in [
        (&customer, "version", json!(null)),
        (&customer, "version", json!("1")),
        (&customer, "version", json!(1.5)),
        (&customer, "name", json!(null)),
        (&page, "items", json!(null)),
        (&page, "items", json!([null])),
        (&page, "total", json!(null)),
        (&page, "page", json!(null)),
    ] {
        cases.push((whole, member, Some(value)));
    }
    for (whole, member, value) in cases {
        let server = MockServer::start().await;
        let mut answer = whole.clone();
        match &value {
            Some(value) => answer[member] = value.clone(),
            None => drop(answer.as_object_mut().unwrap().remove(member)),
        }
        Mock::given(any()).respond_with(ok(answer)).mount(&server).await;
        let client = client(&server);
        let customers = client.customers();
        let failed = if whole == &page {
            customers.fetch_customers(&FetchCustomersQuery::default()).await.map(drop)
        } else {
            customers.get_customer(ID.parse().unwrap()).await.map(drop)
        };
        assert!(matches!(failed, Err(Error::UnexpectedResponse(_))), "{member} {value:?}: {failed:?}");
    }
}

#[tokio::test]
async fn a_time_of_another_zone_is_the_same_in_utc() {
    let server = MockServer::start().await;
    let mut body = account();
    body["created_at"] = json!("2026-03-02T10:30:00.123456+01:00");
    get(ACCOUNT).respond_with(ok(body)).mount(&server).await;
    assert_eq!(call(&server).await.unwrap().created_at.to_string(), "2026-03-02 09:30:00.123456 UTC");
}

#[tokio::test]
async fn a_redirect_is_unexpected_and_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).insert_header("Location", "/elsewhere/");
        get(ACCOUNT).respond_with(answer).expect(1).mount(&server).await;
        get("/elsewhere/").respond_with(ok(account())).expect(0).mount(&server).await;
        let Err(Error::UnexpectedResponse(error)) = call(&server).await else { panic!("{status} was expected") };
        assert_eq!(error.status, status);
    }
}

#[tokio::test]
async fn the_answer_of_a_proxy_can_be_looked_at() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(502).set_body_raw("<html>Bad gateway</html>", "text/html; charset=utf-8");
    get(ACCOUNT).respond_with(answer).mount(&server).await;
    let Err(Error::UnexpectedResponse(error)) = call(&server).await else { panic!("not unexpected") };
    assert_eq!((error.status, error.body.as_str()), (502, "<html>Bad gateway</html>"));
    assert_eq!(
        error.to_string(),
        "unexpected answer: status 502, text/html; charset=utf-8, 24 bytes: neither 200 nor a problem"
    );
}

#[tokio::test]
async fn members_codes_and_values_that_are_new_break_nothing() {
    let server = MockServer::start().await;
    let mut newer = account();
    newer["role"] = json!("auditor");
    newer["colour"] = json!({"deep": [1, 2, 3]});
    get(ACCOUNT).respond_with(ok(newer).insert_header("X-New", "1")).up_to_n_times(1).mount(&server).await;
    assert_eq!(call(&server).await.unwrap().role, "auditor");

    let problem: Value = json!({
        "type": "/problems/new/", "title": "New", "status": 418, "detail": "It is new.", "request_id": "r-1", "severity": 3,
        "errors": [{"code": "of_the_future", "detail": "Not now.", "pointer": "/a", "more": true}, {"code": "b", "detail": "B."}],
    });
    let answer =
        ResponseTemplate::new(418).set_body_raw(problem.to_string(), "Application/Problem+JSON; charset=utf-8");
    get(ACCOUNT).respond_with(answer).mount(&server).await;
    let error = as_problem(call(&server).await);
    assert_eq!(error.errors().first().unwrap().code, "of_the_future");
    assert_eq!(error.to_string(), "418 New: It is new. (/a: Not now.) (: B.) [request r-1]");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_with_its_cause() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let client = Customary::new(&format!("http://{free}")).unwrap();
    let query = FetchCustomersQuery { q: Some("mirela".to_owned()), ..Default::default() };
    let error = client.customers().fetch_customers(&query).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("Connection refused") && text.contains(&free.to_string()), "{text}");
    assert!(!text.contains("mirela") && !format!("{error:?}").contains("mirela"), "{error:?}");
    assert_eq!((error.status(), error.problem().is_none()), (None, true));
}

#[tokio::test]
async fn an_answer_that_breaks_or_takes_too_long_is_an_error_with_its_cause() {
    let answers = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", false, "end of file before message length reached"),
        ("", false, "connection closed before message completed"),
        ("no HTTP\r\n\r\n", false, "invalid HTTP version parsed"),
        ("", true, "operation timed out"),
    ];
    for (answer, held, cause) in answers {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = [0; 1000];
            assert!(stream.read(&mut head).await.unwrap() > 0);
            stream.write_all(answer.as_bytes()).await.unwrap();
            if held {
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        });
        let client = Customary::builder(&url).timeout(Duration::from_secs(1)).build().unwrap();
        let Err(error @ Error::Transport(_)) = client.accounts().get_account().await else { panic!("not Transport") };
        assert!(error.to_string().ends_with(cause), "{error}");
        server.abort();
    }
}
