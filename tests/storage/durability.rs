//! What was confirmed is on disk: a process is killed while it writes, and the database is looked at.

use std::{
    convert::identity,
    env,
    io::{BufRead, BufReader, Write, stdout},
    path::Path,
    process::{Command, Stdio},
    str::FromStr,
    sync::Arc,
    thread,
    time::Duration,
};

use customary::{
    domain::{CustomerId, OrganizationId},
    storage::{CreateCustomerError, Repository, Storage},
};
use rusqlite::Connection;

use crate::harness::{TestClock, World, complete, exactly, named, options, query, sqlite, url};

/// Where the child finds its database and its organization.
const DATABASE: &str = "STORAGE_TEST_DATABASE";
const ORGANIZATION: &str = "STORAGE_TEST_ORGANIZATION";

const THIS_TEST: &str = "durability::what_was_confirmed_is_there_after_a_kill_and_nothing_is_half_done";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_confirmed_is_there_after_a_kill_and_nothing_is_half_done() {
    if let (Ok(file), Ok(organization)) = (env::var(DATABASE), env::var(ORGANIZATION)) {
        return child(&file, &organization).await;
    }
    let world = sqlite().await;
    let organization = world.organization("ada@example.com").await;
    world.storage.close().await;
    let file = world.database.directory().join("test.db");
    let mut confirmed: Vec<CustomerId> = Vec::new();
    for round in 0..5 {
        let before = confirmed.len();
        confirmed.extend(killed(&file, organization, Duration::from_millis(30 + 17 * round)));
        assert!(confirmed.len() > before, "the child confirmed something before it was killed");
        let storage = Storage::open(&url(&file), options(&world.clock)).await.unwrap();
        for id in &confirmed {
            assert!(storage.get_customer(organization, *id).await.unwrap().is_some(), "{id} was confirmed");
        }
        storage.close().await;
        assert_consistent(&file);
    }
}

/// Runs the child, kills it some time after its first customer, and tells which customers it confirmed.
fn killed(file: &Path, organization: OrganizationId, after: Duration) -> Vec<CustomerId> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "--nocapture", THIS_TEST])
        .env(DATABASE, file)
        .env(ORGANIZATION, organization.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut ids = lines.filter_map(|line| CustomerId::from_str(line.strip_prefix("confirmed ")?).ok());
    let first = ids.next().expect("the child begins");
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    [first].into_iter().chain(ids).collect()
}

/// What is killed: the same test in a process of its own, which finds these variables. Clients create for ever.
async fn child(file: &str, organization: &str) {
    let organization = OrganizationId::from_str(organization).unwrap();
    let storage = Arc::new(Storage::open(&url(file.as_ref()), options(&TestClock::new())).await.unwrap());
    let clients = (0..8).map(|client| {
        let storage = Arc::clone(&storage);
        tokio::spawn(async move {
            loop {
                if client == 0 {
                    let passing = storage.create_customer(organization, named("Passing")).await.unwrap();
                    storage.delete_customer(organization, passing.id).await.unwrap();
                }
                let created = storage.create_customer(organization, named(&format!("Client {client}"))).await.unwrap();
                // One write a line, so that a line is there as a whole or not at all.
                stdout().write_all(format!("confirmed {}\n", created.id).as_bytes()).unwrap();
            }
        })
    });
    futures_util::future::join_all(clients).await;
}

/// Rows, counters and the search index agree.
fn assert_consistent(file: &Path) {
    let connection = Connection::open(file).unwrap();
    let text = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(text("PRAGMA integrity_check"), "ok");
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let customers = number("SELECT count(*) FROM customers");
    assert_eq!(number("SELECT sum(customers) FROM organizations"), customers, "the counters");
    assert_eq!(number("SELECT count(*) FROM customer_words_docsize"), customers, "the search index");
    connection.execute("INSERT INTO customer_words (customer_words) VALUES ('integrity-check')", []).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_counters_and_the_search_index_agree_after_all_kinds_of_writes() {
    let world: World<Storage> = sqlite().await;
    let organization = world.organization("ada@example.com").await;
    for round in 0..30 {
        let created = world.create(organization, named(&format!("Number {round}"))).await;
        let mirela = world.storage.create_customer(organization, complete()).await;
        if round % 3 == 0 {
            world.storage.delete_customer(organization, created.id).await.unwrap();
        }
        match mirela {
            Ok(mirela) if round % 5 == 0 => {
                world.storage.delete_customer(organization, mirela.id).await.unwrap();
            }
            Ok(_) | Err(CreateCustomerError::EmailTaken(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    let total = world.storage.fetch_customers(organization, query(), identity).await.unwrap().total;
    world.storage.close().await;
    assert_consistent(&world.database.directory().join("test.db"));
    let rows = Connection::open(world.database.directory().join("test.db"))
        .unwrap()
        .query_row("SELECT count(*) FROM customers", [], |row| row.get::<_, i64>(0))
        .unwrap();
    assert_eq!(total, exactly(rows.cast_unsigned()));
}
