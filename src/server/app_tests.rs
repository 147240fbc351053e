//! The outermost layer, without a network.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::{
    io::{self, Write},
    sync::{LazyLock, Mutex},
    time::Duration,
};

use poem::endpoint::make;
use serde_json::Value;
use tokio::sync::Notify;
use tracing_subscriber::fmt::MakeWriter;

use super::*;
use crate::{
    contract::{Authenticate, BodyLimits, Document, OperationPath, Runtime, problem::Unauthenticated},
    domain::{AccountId, OrganizationId, Role, SessionId, SystemClock, SystemIds},
};

pub(in crate::server) fn app(operations: Route, requests: usize) -> Arc<App> {
    let paths = Paths::new(OPERATIONS, Arc::clone(&RUNTIME));
    Arc::new(App::new(operations, paths, requests, Arc::new(SystemClock), Arc::new(SystemIds)))
}

/// Some that are not of the document, and one that is.
const OPERATIONS: &[OperationPath] = &[
    OperationPath { id: "getSlow", method: Method::GET, path: "/api/slow" },
    OperationPath { id: "getNever", method: Method::GET, path: "/api/never" },
    OperationPath { id: "getCustomer", method: Method::GET, path: "/api/1/customer/{customer_id}/" },
];

static RUNTIME: LazyLock<Arc<Runtime>> = LazyLock::new(|| {
    let limits = BodyLimits { bytes: 0, time: Duration::ZERO };
    Arc::new(Runtime { document: Document::load().unwrap(), authenticate: Arc::new(Nobody), limits })
});

struct Nobody;

impl Authenticate for Nobody {
    fn authenticate(&self, _: &str) -> Result<Caller, Unauthenticated> {
        Err(Unauthenticated::invalid_token("nobody"))
    }
}

fn caller() -> Caller {
    Caller {
        account_id: AccountId(Uuid::from_u128(1)),
        organization_id: OrganizationId(Uuid::from_u128(2)),
        session_id: SessionId(Uuid::from_u128(3)),
        role: Role::Admin,
        country: None,
    }
}

fn operations() -> Route {
    Route::new()
        .at(
            "/api/good",
            make(|_| async {
                let mut response = Response::builder().content_type("application/json").body("{}");
                response.set_data(OperationId("getGood"));
                response.set_data(caller());
                Ok::<_, poem::Error>(response)
            }),
        )
        .at(
            "/api/panic",
            make(|_| async { if true { panic!("a {} of the test", "panic") } else { Ok::<_, poem::Error>(()) } }),
        )
        .at("/api/bare", make(|_| async { Ok::<_, poem::Error>(StatusCode::UNSUPPORTED_MEDIA_TYPE) }))
        .at(
            "/api/broken",
            make(|_| async { Err::<(), _>(poem::Error::from_string("the disk", StatusCode::BAD_GATEWAY)) }),
        )
        .at(
            "/api/thrown",
            make(|_| async {
                let mut error = poem::Error::from_status(StatusCode::SERVICE_UNAVAILABLE);
                error.set_data(OperationId("throwIt"));
                error.set_data(Problem::from(Unavailable { cause: "the queue is full".to_owned() }));
                Err::<(), _>(error)
            }),
        )
}

fn request(path: &str) -> poem::RequestBuilder {
    Request::builder().uri_str(path).header("host", "x")
}

fn get(path: &str) -> Request {
    request(path).finish()
}

fn browser(path: &str) -> Request {
    request(path).header("accept", "text/html,application/xhtml+xml,*/*;q=0.8").finish()
}

async fn json(response: Response) -> Value {
    serde_json::from_slice(&response.into_body().into_vec().await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_decent_request_id_of_the_client_is_kept_and_any_other_replaced_by_a_uuid_v7() {
    let app = app(operations(), 1);
    let with = |id: &str| request("/api/good").header("x-request-id", id).finish();
    for id in ["a", "trace-1.b_C", &"x".repeat(64)] {
        assert_eq!(app.answer(with(id)).await.header("x-request-id"), Some(id));
    }
    for id in ["", "a b", "a\"b", "ä", &"x".repeat(65)] {
        let response = app.answer(with(id)).await;
        let made: Uuid = response.header("x-request-id").unwrap().parse().unwrap();
        assert_eq!(made.get_version_num(), 7, "{id:?}");
    }
}

#[tokio::test]
async fn every_answer_tells_its_time_with_three_decimals_and_is_not_sniffed() {
    let app = app(operations(), 1);
    for path in ["/api/good", "/api/panic", "/nothing", "/openapi.yaml"] {
        let response = app.answer(get(path)).await;
        let timing = response.header("server-timing").unwrap();
        let decimals = timing.strip_prefix("total;dur=").and_then(|number| number.split_once('.')).unwrap().1;
        assert!(decimals.len() == 3 && decimals.bytes().all(|digit| digit.is_ascii_digit()), "{timing}");
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn the_api_and_problems_are_never_cached_and_pages_are_asked_for_again() {
    let app = app(operations(), 1);
    for (path, expected) in [("/api/good", "no-store"), ("/nothing", "no-store"), ("/openapi.json", "no-cache")] {
        assert_eq!(app.answer(get(path)).await.header("cache-control"), Some(expected), "{path}");
    }
}

#[tokio::test]
async fn whatever_goes_wrong_becomes_a_problem_and_the_cause_stays_inside() {
    let app = app(operations(), 1);
    for (path, status, slug, detail) in [
        ("/api/panic", 500, "internal-error", "The server could not do this. Name the request id when you report it."),
        ("/api/broken", 500, "internal-error", "The server could not do this. Name the request id when you report it."),
        ("/api/bare", 415, "unsupported-media-type", "Unsupported Media Type"),
        ("/api/thrown", 503, "unavailable", "The server can't do this now. Try again in a moment."),
        ("/api/nothing", 404, "not-found", "There is nothing at this path. /openapi.yaml lists the paths."),
        ("/nothing", 404, "not-found", "There is nothing at this path."),
    ] {
        let response = app.answer(get(path)).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(response.header("content-type"), Some("application/problem+json"), "{path}");
        let id = response.header("x-request-id").unwrap().to_owned();
        let retry = response.header("retry-after").map(ToOwned::to_owned);
        assert_eq!(retry.is_some(), status == 503, "{path}");
        let body = json(response).await;
        assert_eq!(body["type"], format!("/problems/{slug}/"), "{path}");
        assert_eq!(body["detail"], detail, "{path}");
        assert_eq!(body["request_id"], id, "{path}");
    }
}

#[tokio::test]
async fn a_browser_gets_a_page_outside_the_api_and_a_problem_inside_it() {
    let app = app(operations(), 1);
    let page = app.answer(browser("/nothing")).await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'self'; "));
    assert_eq!(page.header("vary"), Some("accept"));
    assert_eq!(app.answer(get("/nothing")).await.header("vary"), Some("accept"));
    assert_eq!(app.answer(get("/api/nothing")).await.header("vary"), None);
    let id = page.header("x-request-id").unwrap().to_owned();
    assert!(page.into_body().into_string().await.unwrap().contains(&id));
    for request in [
        browser("/api/nothing"),
        browser("/readyz/"),
        get("/nothing"),
        request("/nothing").header("accept", "application/json, text/html").finish(),
    ] {
        assert_eq!(app.answer(request).await.header("content-type"), Some("application/problem+json"));
    }
    let post = request("/").method(Method::POST).header("accept", "text/html").finish();
    let refused = app.answer(post).await;
    assert_eq!((refused.status(), refused.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, Some("GET, HEAD")));
    assert_eq!(refused.header("content-type"), Some("text/html; charset=utf-8"));
}

#[tokio::test]
async fn when_as_many_run_as_may_the_next_is_refused_but_health_and_pages_answer() {
    let (entered, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (entered, go) = (Arc::clone(&entered), Arc::clone(&go));
        make(move |_| {
            let (entered, go) = (Arc::clone(&entered), Arc::clone(&go));
            async move {
                entered.notify_one();
                go.notified().await;
                Ok::<_, poem::Error>(())
            }
        })
    };
    let health = make(|_| async { Ok::<_, poem::Error>(()) });
    let app = app(Route::new().at("/api/slow", slow).at("/livez", health), 1);
    let first = tokio::spawn({
        let app = Arc::clone(&app);
        async move { app.answer(get("/api/slow")).await.status() }
    });
    entered.notified().await;
    let refused = app.answer(get("/api/slow")).await;
    assert_eq!((refused.status(), refused.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, Some("1")));
    assert_eq!(app.answer(get("/api/nothing")).await.status(), StatusCode::NOT_FOUND);
    for path in ["/livez", "/openapi.yaml"] {
        assert_eq!(app.answer(get(path)).await.status(), StatusCode::OK, "{path}");
    }
    go.notify_one();
    assert_eq!(first.await.unwrap(), StatusCode::OK);
    go.notify_one();
    assert_eq!(app.answer(get("/api/slow")).await.status(), StatusCode::OK);
}

/// What is logged on this thread.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Logged {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Logged {
    fn start(&self) -> tracing::subscriber::DefaultGuard {
        let lines = tracing_subscriber::fmt().json().flatten_event(true).with_writer(self.clone());
        tracing::subscriber::set_default(lines.finish())
    }

    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[tokio::test]
async fn an_operation_is_one_line_with_its_name_caller_and_time_and_without_its_query() {
    let logged = Logged::default();
    let guard = logged.start();
    let app = app(operations(), 1);
    let request = request("/api/good?q=ada@example.com").header("x-request-id", "me").finish();
    app.answer(request).await;
    app.answer(get("/api/thrown")).await;
    drop(guard);
    let lines = logged.lines();
    assert_eq!(lines.len(), 2, "{lines:?}");
    let good = &lines[0];
    for (name, expected) in [
        ("level", Value::from("INFO")),
        ("operation", "getGood".into()),
        ("method", "GET".into()),
        ("path", "/api/good".into()),
        ("status", 200.into()),
        ("request_id", "me".into()),
        ("account_id", Uuid::from_u128(1).to_string().into()),
        ("organization_id", Uuid::from_u128(2).to_string().into()),
    ] {
        assert_eq!(good[name], expected, "{name}");
    }
    assert!(good["elapsed_ms"].as_f64().unwrap() > 0.0);
    assert!(!good.to_string().contains("ada@example.com"));
    let thrown = &lines[1];
    assert_eq!((&thrown["level"], &thrown["operation"]), (&Value::from("ERROR"), &Value::from("throwIt")));
    assert_eq!(thrown["cause"], "the queue is full");
}

#[tokio::test]
async fn a_client_that_hangs_up_is_logged_too() {
    let logged = Logged::default();
    let guard = logged.start();
    let never = make(|_| std::future::pending::<poem::Result<()>>());
    let app = app(Route::new().at("/api/never", never), 1);
    let answer = app.answer(get("/api/never"));
    assert!(tokio::time::timeout(Duration::from_millis(10), answer).await.is_err());
    drop(guard);
    let line = &logged.lines()[0];
    assert_eq!(line["message"], "the connection ended before the answer");
    assert_eq!(line["operation"], "getNever");
}

#[tokio::test]
async fn a_path_that_there_is_not_names_one_only_if_that_takes_its_parameters() {
    let app = app(Route::new(), 1);
    let id = "0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40";
    let list = "There is nothing at this path. /openapi.yaml lists the paths.";
    for (wrong, detail) in [
        (format!("/api/1/customer/{id}"), format!("There is nothing at this path. The path is /api/1/customer/{id}/.")),
        (
            format!("//API/1//Customer/{id}/"),
            format!("There is nothing at this path. The path is /api/1/customer/{id}/."),
        ),
        ("/api/1/customer/abc".to_owned(), list.to_owned()),
        (format!("/api/1/customer/{id}%2F"), list.to_owned()),
        (format!("/api/1/customer/{id}/x"), list.to_owned()),
        ("/docs".to_owned(), "There is nothing at this path. The path is /docs/.".to_owned()),
        ("/nothing".to_owned(), "There is nothing at this path.".to_owned()),
    ] {
        let response = app.answer(get(&wrong)).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{wrong}");
        assert_eq!(json(response).await["detail"], detail, "{wrong}");
    }
}
