//! The scenario of clients/SCENARIO.md: prints the heading of each step once it has succeeded.

// A step that fails ends the program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    collections::HashSet,
    env,
    time::{Duration, Instant, SystemTime},
};

use chrono::{DateTime, Utc};
use customary_client::{
    By, Customary, Error, Nullable, ProblemError, TryStreamExt,
    models::{Account, Customer, CustomerCreate, CustomerSort, CustomerUpdate, Registration},
    operations::FetchCustomersQuery,
};

const PASSWORD: &str = "correct horse battery staple";

#[tokio::main]
async fn main() {
    let url = env::var("CUSTOMARY_URL").expect("CUSTOMARY_URL is set");
    let busy_url = env::var("CUSTOMARY_BUSY_URL").expect("CUSTOMARY_BUSY_URL is set");
    let client = Customary::new(&url).unwrap();

    let account = register(&client).await;
    println!("1. Register");
    log_in(&client, &account).await;
    println!("2. Log in");
    let customers = create_customers(&client).await;
    println!("3. Create 60 customers");
    iterate(&client, &customers, 25, By::Page).await;
    println!("4. Iterate over all by page");
    iterate(&client, &customers, 7, By::Cursor).await;
    println!("5. Iterate over all by cursor");
    search(&client, &customers).await;
    println!("6. Search");
    update(&client, &customers[6]).await;
    println!("7. Update");
    validation_error(&client).await;
    println!("8. A validation error");
    duplicate(&client, &customers[0]).await;
    println!("9. A duplicate");
    expired_token(&client, &account).await;
    println!("10. An expired token");
    busy_server(&busy_url).await;
    println!("11. A busy server");
    delete(&client, &customers[59]).await;
    println!("12. Delete");
    log_out(&client, &url).await;
    println!("13. Log out");
}

async fn register(client: &Customary) -> Account {
    let registration = Registration {
        name: "Ada Brander".into(),
        organization: "Brander & Sons Trading".into(),
        country: "CH".into(),
        ..Registration::new("ada@example.com", PASSWORD)
    };
    let account = client.accounts().register(&registration).await.unwrap();
    assert_eq!(account.email, "ada@example.com");
    assert_eq!(account.name.as_deref(), Some("Ada Brander"));
    assert_eq!(account.role, "admin");
    assert_eq!(account.organization.name, "Brander & Sons Trading");
    assert_eq!(account.organization.country.as_deref(), Some("CH"));
    let age = DateTime::<Utc>::from(SystemTime::now()) - account.created_at;
    assert!(age.num_seconds().abs() < 60, "made {age} ago");
    account
}

async fn log_in(client: &Customary, account: &Account) {
    client.login("ada@example.com", PASSWORD).await.unwrap();
    assert_eq!(client.accounts().get_account().await.unwrap().id, account.id);
    let refused = problem(client.login("ada@example.com", "another password").await);
    assert_eq!(refused.status, 401);
    assert_eq!(client.accounts().get_account().await.unwrap().id, account.id);
}

async fn create_customers(client: &Customary) -> Vec<Customer> {
    let mut customers = Vec::new();
    for number in 1..=60 {
        let customer = CustomerCreate {
            email: format!("customer-{number:02}@example.com").into(),
            company: if number % 2 == 1 { "Acme" } else { "Zeta" }.into(),
            phone: if number == 1 { "044 668 18 00".into() } else { Nullable::Absent },
            ..CustomerCreate::new(format!("Customer {number:02}"))
        };
        customers.push(client.customers().create_customer(&customer).await.unwrap());
    }
    assert!(customers.iter().all(|customer| customer.version == 1));
    assert_eq!(customers.iter().map(|customer| customer.id).collect::<HashSet<_>>().len(), 60);
    assert_eq!(customers[0].phone.as_deref(), Some("+41446681800"));
    assert_eq!(customers[1].phone, None);
    customers
}

async fn iterate(client: &Customary, customers: &[Customer], page_size: i32, by: By) {
    let query = FetchCustomersQuery {
        sort: Some(CustomerSort::Name),
        page_size: Some(page_size),
        ..FetchCustomersQuery::default()
    };
    let found: Vec<Customer> = client.iterate_customers(query, by).try_collect().await.unwrap();
    let names: Vec<_> = found.iter().map(|customer| customer.name.clone()).collect();
    assert_eq!(names, (1..=60).map(|number| format!("Customer {number:02}")).collect::<Vec<_>>());
    assert_eq!(found, customers);
}

async fn search(client: &Customary, customers: &[Customer]) {
    let query = FetchCustomersQuery { q: Some("customer 07".to_owned()), ..FetchCustomersQuery::default() };
    let page = client.customers().fetch_customers(&query).await.unwrap();
    assert_eq!(page.items, [customers[6].clone()]);
    assert_eq!(page.total, Some(1));

    let query = FetchCustomersQuery { company: Some("Zeta".to_owned()), ..FetchCustomersQuery::default() };
    let found: Vec<Customer> = client.iterate_customers(query, By::Cursor).try_collect().await.unwrap();
    assert_eq!(found.len(), 30);
    assert!(found.iter().all(|customer| customer.company.as_deref() == Some("Zeta")));
}

async fn update(client: &Customary, customer: &Customer) {
    let change =
        CustomerUpdate { notes: "Prefers e-mail.".into(), company: Nullable::Null, ..CustomerUpdate::default() };
    let changed = client.customers().update_customer(customer.id, &change).await.unwrap();
    assert_eq!(changed.version, 2);
    assert_eq!(changed.notes.as_deref(), Some("Prefers e-mail."));
    assert_eq!(changed.company, None);
    assert_eq!(changed.name, "Customer 07");
    assert_eq!(changed.email.as_deref(), Some("customer-07@example.com"));
    assert_eq!(client.customers().get_customer(customer.id).await.unwrap(), changed);
}

async fn validation_error(client: &Customary) {
    let customer = CustomerCreate { email: "nobody".into(), ..CustomerCreate::new(" ") };
    let refused = problem(client.customers().create_customer(&customer).await);
    assert_eq!(refused.status, 400);
    let mut errors: Vec<_> =
        refused.errors().iter().map(|error| (error.pointer.as_deref(), error.code.as_str())).collect();
    errors.sort_unstable();
    assert_eq!(errors, [(Some("/email"), "invalid_format"), (Some("/name"), "invalid_format")]);
    assert!(!refused.problem.request_id.is_empty());
}

async fn duplicate(client: &Customary, first: &Customer) {
    let customer = CustomerCreate { email: "CUSTOMER-01@example.com".into(), ..CustomerCreate::new("Another") };
    let refused = problem(client.customers().create_customer(&customer).await);
    assert_eq!(refused.status, 409);
    let [error] = refused.errors() else { panic!("not one error: {refused}") };
    assert_eq!(error.pointer.as_deref(), Some("/email"));
    assert_eq!(error.code, "duplicate");
    assert_eq!(error.customer_id, Some(first.id));
}

async fn expired_token(client: &Customary, account: &Account) {
    let before = client.access_token().unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let get = async || client.accounts().get_account().await.unwrap().id;
    let ids = tokio::join!(get(), get(), get(), get(), get());
    assert_eq!(<[_; 5]>::from(ids), [account.id; 5]);
    assert_ne!(client.access_token().unwrap(), before);
}

async fn busy_server(url: &str) {
    let begun = Instant::now();
    let client = Customary::new(url).unwrap();
    let account = client.accounts().register(&Registration::new("ben@example.com", PASSWORD)).await.unwrap();
    assert_eq!(account.email, "ben@example.com");
    assert!(begun.elapsed() >= Duration::from_secs(1), "it took {:?} only", begun.elapsed());
}

async fn delete(client: &Customary, last: &Customer) {
    client.customers().delete_customer(last.id).await.unwrap();
    assert_eq!(problem(client.customers().get_customer(last.id).await).status, 404);
    let left: Vec<Customer> =
        client.iterate_customers(FetchCustomersQuery::default(), By::Cursor).try_collect().await.unwrap();
    assert_eq!(left.len(), 59);
    assert!(left.iter().all(|customer| customer.id != last.id));
}

async fn log_out(client: &Customary, url: &str) {
    let token = client.access_token().unwrap();
    client.logout().await.unwrap();
    assert_eq!(client.access_token(), None);
    assert_eq!(problem(client.accounts().get_account().await).status, 401);
    let other = Customary::builder(url).access_token(token).build().unwrap();
    assert_eq!(problem(other.accounts().get_account().await).status, 401);
    other.logout().await.unwrap();
}

/// The problem that a call must end with.
fn problem<T: std::fmt::Debug>(result: Result<T, Error>) -> ProblemError {
    match result {
        Err(Error::Problem(error)) => *error,
        other => panic!("a problem was expected: {other:?}"),
    }
}
