//! Iterating: which pages are fetched, and when.

use customary_client::{By, Error, TryStreamExt, models::TotalMode, operations::FetchCustomersQuery};
use serde_json::json;
use wiremock::{
    MockServer,
    matchers::{query_param, query_param_is_missing},
};

use super::{as_problem, client, customer, get, ok, problem};

const FETCH: &str = "/api/1/customer/fetch/";

/// Three pages, of which the second is empty and the last is a problem.
async fn pages(server: &MockServer, by: By) {
    let page = |items, cursor: &str| ok(json!({"items": items, "page_size": 2, "next_cursor": cursor}));
    let first = get(FETCH).and(query_param("total", "none")).and(query_param_is_missing("cursor"));
    let second = get(FETCH).and(query_param("total", "none"));
    let third = get(FETCH).and(query_param("total", "none"));
    let (first, second, third) = match by {
        By::Cursor => (
            first.and(query_param_is_missing("page")),
            second.and(query_param("cursor", "one")).and(query_param_is_missing("page")),
            third.and(query_param("cursor", "two")).and(query_param_is_missing("page")),
        ),
        By::Page => (
            first.and(query_param_is_missing("page")),
            second.and(query_param("page", "2")).and(query_param_is_missing("cursor")),
            third.and(query_param("page", "3")).and(query_param_is_missing("cursor")),
        ),
    };
    first.respond_with(page(vec![customer("A"), customer("B")], "one")).mount(server).await;
    second.respond_with(page(vec![], "two")).mount(server).await;
    third.respond_with(problem(500)).mount(server).await;
}

#[tokio::test]
async fn a_page_is_fetched_when_its_first_customer_is_asked_for() {
    for by in [By::Cursor, By::Page] {
        let server = MockServer::start().await;
        pages(&server, by).await;
        let requests = async || server.received_requests().await.unwrap().len();
        let mut customers = client(&server).iterate_customers(FetchCustomersQuery::default(), by);
        assert_eq!(requests().await, 0);
        assert_eq!(customers.try_next().await.unwrap().unwrap().name, "A");
        assert_eq!(customers.try_next().await.unwrap().unwrap().name, "B");
        assert_eq!(requests().await, 1);
        assert_eq!(as_problem(customers.try_next().await).status, 500);
        assert_eq!(requests().await, 3);
        assert_eq!(customers.try_next().await.unwrap(), None, "it ends after an error");
        assert_eq!(requests().await, 3);
    }
}

#[tokio::test]
async fn it_goes_on_from_the_page_of_the_query_and_ends_at_the_last() {
    let server = MockServer::start().await;
    let last = ok(json!({"items": [customer("A")], "page": i32::MAX, "page_size": 2, "next_cursor": null}));
    get(FETCH).and(query_param("page", i32::MAX.to_string())).respond_with(last).expect(1).mount(&server).await;
    let query = FetchCustomersQuery { page: Some(i32::MAX), ..FetchCustomersQuery::default() };
    let all: Result<Vec<_>, Error> = client(&server).iterate_customers(query, By::Page).try_collect().await;
    assert_eq!(all.unwrap().len(), 1);
}

#[tokio::test]
async fn by_cursor_it_can_begin_at_a_page_and_names_that_only_once() {
    let server = MockServer::start().await;
    let page = |cursor: Option<&str>| ok(json!({"items": [customer("A")], "page_size": 1, "next_cursor": cursor}));
    let first = get(FETCH).and(query_param("page", "2")).and(query_param_is_missing("cursor"));
    let second = get(FETCH).and(query_param("cursor", "one")).and(query_param_is_missing("page"));
    first.respond_with(page(Some("one"))).expect(1).mount(&server).await;
    second.respond_with(page(None)).expect(1).mount(&server).await;
    let query = FetchCustomersQuery { page: Some(2), ..FetchCustomersQuery::default() };
    let all: Result<Vec<_>, Error> = client(&server).iterate_customers(query, By::Cursor).try_collect().await;
    assert_eq!(all.unwrap().len(), 2);
}

#[tokio::test]
async fn a_total_is_counted_where_the_query_says_so() {
    let server = MockServer::start().await;
    let page = ok(json!({"items": [customer("A")], "page_size": 1, "total": 1, "next_cursor": null}));
    get(FETCH).and(query_param("total", "exact")).respond_with(page).expect(1).mount(&server).await;
    let query = FetchCustomersQuery { total: Some(TotalMode::Exact), ..FetchCustomersQuery::default() };
    let all: Result<Vec<_>, Error> = client(&server).iterate_customers(query, By::Cursor).try_collect().await;
    assert_eq!(all.unwrap().len(), 1);
}

#[tokio::test]
async fn a_stream_can_go_to_another_task() {
    let server = MockServer::start().await;
    get(FETCH).respond_with(ok(json!({"items": [], "page_size": 2, "next_cursor": null}))).mount(&server).await;
    let customers = client(&server).iterate_customers(FetchCustomersQuery::default(), By::Cursor);
    let found = tokio::spawn(customers.try_collect::<Vec<_>>()).await.unwrap().unwrap();
    assert_eq!(found, []);
}
