//! What is sent.

use customary_client::{
    Nullable,
    models::{CustomerCreate, CustomerSort, CustomerUpdate, TotalMode},
    operations::FetchCustomersQuery,
};
use serde_json::json;
use uuid::Uuid;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use super::{client, customer, get, ok, post};

#[tokio::test]
async fn a_change_says_what_is_set_and_what_is_removed_and_nothing_else() {
    let server = MockServer::start().await;
    let id = Uuid::from_u128(7);
    Mock::given(matchers::method("PATCH"))
        .and(matchers::path(format!("/api/1/customer/{id}/")))
        .respond_with(ok(customer("A")))
        .mount(&server)
        .await;
    let change = CustomerUpdate {
        name: Some("A".to_owned()),
        notes: "B".into(),
        company: Nullable::Null,
        city: None.into(),
        region: Some("ZH".to_owned()).into(),
        ..CustomerUpdate::default()
    };
    client(&server).customers().update_customer(id, &change).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let [request] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!(request.headers.get_all("content-type").iter().collect::<Vec<_>>(), ["application/merge-patch+json"]);
    let sent = json!({"name": "A", "notes": "B", "company": null, "city": null, "region": "ZH"});
    assert_eq!(request.body_json::<serde_json::Value>().unwrap(), sent);
}

#[test]
fn absent_null_and_set_survive_being_written_and_read() {
    for text in ["{}", r#"{"company":null}"#, r#"{"company":"A"}"#] {
        let change: CustomerUpdate = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&change).unwrap(), text);
    }
}

#[tokio::test]
async fn other_bodies_are_json_and_have_only_what_was_given() {
    let server = MockServer::start().await;
    post("/api/1/customer/create/")
        .and(matchers::body_json(json!({"name": "Ünal \"U\"", "phone": "044 668 18 00"})))
        .and(matchers::header("content-type", "application/json"))
        .respond_with(ResponseTemplate::new(201).set_body_json(customer("A")))
        .expect(1)
        .mount(&server)
        .await;
    let customer = CustomerCreate { phone: "044 668 18 00".into(), ..CustomerCreate::new("Ünal \"U\"") };
    client(&server).customers().create_customer(&customer).await.unwrap();
}

#[tokio::test]
async fn a_query_is_encoded_and_has_only_what_was_given() {
    let server = MockServer::start().await;
    let page = json!({"items": [], "page": 1, "page_size": 25, "next_cursor": null});
    get("/api/1/customer/fetch/").respond_with(ok(page)).mount(&server).await;
    let query = FetchCustomersQuery {
        phone: Some("+41446681800".to_owned()),
        q: Some("a&b=ü %".to_owned()),
        sort: Some(CustomerSort::NameDescending),
        total: Some(TotalMode::None),
        page_size: Some(7),
        ..FetchCustomersQuery::default()
    };
    client(&server).customers().fetch_customers(&query).await.unwrap();
    let query = FetchCustomersQuery { sort: Some(CustomerSort::Other("new".to_owned())), ..Default::default() };
    client(&server).customers().fetch_customers(&query).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let queries: Vec<_> = requests.iter().map(|request| request.url.query().unwrap_or_default()).collect();
    assert_eq!(queries, ["page_size=7&sort=-name&q=a%26b%3D%C3%BC+%25&total=none&phone=%2B41446681800", "sort=new"]);
}

#[test]
fn a_value_that_is_new_is_kept_as_it_is() {
    let sort: CustomerSort = serde_json::from_str(r#""-colour""#).unwrap();
    assert_eq!(sort, CustomerSort::Other("-colour".to_owned()));
    assert_eq!(serde_json::to_string(&sort).unwrap(), r#""-colour""#);
    assert_eq!(serde_json::from_str::<CustomerSort>(r#""-name""#).unwrap(), CustomerSort::NameDescending);
}
