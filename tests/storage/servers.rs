//! What database servers promise beyond the contract of storage.

use std::{collections::BTreeSet, convert::identity, process::Child, sync::Arc, time::Duration};

use tokio::task::JoinHandle;
use uuid::Uuid;

use customary::{
    domain::{Change, Clock, Count, CustomerChange, CustomerFields, CustomerQuery, Position, Sort, SortField},
    storage::{CreateCustomerError, Error, Repository, Storage},
};

use crate::{
    database::Database,
    harness::{World, email, exactly, named, open, options, query, reopen, search},
};

/// Makes a test of each behaviour on each server.
macro_rules! on_servers {
    ($($behaviour:ident,)+) => {
        mod on_postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                super::$behaviour(super::open(super::Database::postgres()).await).await;
            }
        )+}
        mod on_mariadb {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                super::$behaviour(super::open(super::Database::mysql()).await).await;
            }
        )+}
    };
}

on_servers! {
    ten_that_open_a_new_database_at_once_migrate_it_once,
    connections_that_the_server_has_ended_are_no_failure,
    a_migration_that_was_changed_after_it_was_applied_is_refused,
    a_database_of_a_newer_version_is_refused,
    a_database_of_another_program_is_refused,
    migrating_by_itself_tells_what_it_applied,
    two_processes_create_in_one_order,
    an_organization_that_is_locked_holds_up_no_other,
    many_organizations_that_are_locked_hold_up_no_other,
    customers_that_are_locked_hold_up_no_other_organization,
    a_statement_whose_caller_has_gone_is_ended,
    a_write_that_a_deadlock_has_ended_is_tried_again,
    a_user_who_may_make_no_tables_can_serve_a_migrated_database,
    a_server_that_takes_no_more_connections_is_waited_for,
    every_key_and_index_begins_with_the_organization,
}

async fn ten_that_open_a_new_database_at_once_migrate_it_once(world: World<Storage>) {
    world.database.drop_tables();
    if world.database.url().starts_with("postgres") {
        world.database.run("CREATE SCHEMA public");
    }
    let opens: Vec<_> = (0..10)
        .map(|_| {
            let (url, options) = (world.database.url(), options(&world.clock));
            tokio::spawn(async move { Storage::open(&url, options).await })
        })
        .collect();
    for open in opens {
        let storage = open.await.unwrap().unwrap();
        storage.check().await.unwrap();
    }
    assert_eq!(Storage::migrate(&world.database.url(), options(&world.clock).timeout).await, Ok(Vec::new()));
}

async fn connections_that_the_server_has_ended_are_no_failure(world: World<Storage>) {
    let organization = world.organization("ada@example.com").await;
    let many = (0..200).map(|_| world.storage.fetch_customers(organization, query(), drop));
    futures_util::future::try_join_all(many).await.unwrap();
    let postgres = world.database.url().starts_with("postgres");
    let mine = if postgres {
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'customary' AND datname = current_database()"
    } else {
        "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()"
    };
    let connections = world.database.rows(mine);
    assert!(connections.len() >= 8, "more than the attempts that are made: {connections:?}");
    for id in connections {
        world.database.run(&if postgres { format!("SELECT pg_terminate_backend({id})") } else { format!("KILL {id}") });
    }
    world.create(organization, named("Ada")).await;
}

async fn a_migration_that_was_changed_after_it_was_applied_is_refused(world: World<Storage>) {
    world.database.run("UPDATE refinery_schema_history SET checksum = '1'");
    let error = reopen(&world).await.err().unwrap();
    assert!(error.contains("V1__initial was changed after it was applied"), "{error}");
}

async fn a_database_of_a_newer_version_is_refused(world: World<Storage>) {
    world.database.run("INSERT INTO refinery_schema_history VALUES (99, 'later', '2030-01-01T00:00:00Z', '1')");
    let error = reopen(&world).await.err().unwrap();
    assert!(error.contains("V99__later, which this version of the server does not know"), "{error}");
    assert!(matches!(world.storage.check().await, Err(Error::Unavailable(_))));
}

async fn a_database_of_another_program_is_refused(world: World<Storage>) {
    world.database.run("DROP TABLE refinery_schema_history");
    let error = reopen(&world).await.err().unwrap();
    assert!(error.contains("it is one of another program"), "{error}");
}

async fn migrating_by_itself_tells_what_it_applied(world: World<Storage>) {
    world.database.drop_tables();
    if world.database.url().starts_with("postgres") {
        world.database.run("CREATE SCHEMA public");
    }
    let migrate = || async { Storage::migrate(&world.database.url(), options(&world.clock).timeout).await };
    assert_eq!(migrate().await.as_deref(), Ok(["V1__initial".to_owned()].as_slice()));
    assert_eq!(migrate().await, Ok(Vec::new()));
}

async fn two_processes_create_in_one_order(world: World<Storage>) {
    let organization = world.organization("ada@example.com").await;
    let other = reopen(&world).await.unwrap();
    let mut last = None;
    for number in 0..40 {
        world.clock.advance(if number % 3 == 0 { -2 } else { 1 });
        let storage = if number % 2 == 0 { &*world.storage } else { &other };
        let id = storage.create_customer(organization, named("Ada")).await.unwrap().id;
        assert!(Some(id) > last, "{id} was created after {last:?}");
        last = Some(id);
    }
    let other = Arc::new(other);
    let both = [Arc::clone(&world.storage), other];
    let racing = (0..400).map(|number| {
        let storage = Arc::clone(&both[number % 2]);
        let fields = CustomerFields { email: Some(email(&format!("c{}@example.com", number / 4))), ..named("Ada") };
        tokio::spawn(async move { storage.create_customer(organization, fields).await })
    });
    let mut created = 0;
    for create in futures_util::future::join_all(racing).await {
        match create.unwrap() {
            Ok(_) => created += 1,
            Err(CreateCustomerError::EmailTaken(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(created, 100, "of four that race for an address one wins");
}

/// An id in SQL.
fn literal(world: &World<Storage>, id: Uuid) -> String {
    let id = id.simple();
    if world.database.url().starts_with("postgres") { format!("'{id}'") } else { format!("UNHEX('{id}')") }
}

/// Somebody who locks something for some seconds, past the program. It is locked.
async fn lock(world: &World<Storage>, sql: &str) -> Child {
    lock_and_then(world, sql, 3.0, "SELECT 1").await
}

/// The same, and what is done then in the same transaction.
async fn lock_and_then(world: &World<Storage>, sql: &str, seconds: f64, then: &str) -> Child {
    let sleep = if world.database.url().starts_with("postgres") { "SELECT pg_sleep" } else { "DO SLEEP" };
    let mut locking = world.database.start(&format!("START TRANSACTION; {sql}; {sleep}({seconds}); {then}; COMMIT"));
    while !is_asleep(world) {
        assert!(locking.try_wait().unwrap().is_none(), "{sql} locks nothing");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    locking
}

fn is_asleep(world: &World<Storage>) -> bool {
    let asleep = if world.database.url().starts_with("postgres") {
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
    } else {
        "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND state = 'User sleep'"
    };
    !world.database.rows(asleep).is_empty()
}

async fn an_organization_that_is_locked_holds_up_no_other(world: World<Storage>) {
    let (locked, other) = (world.organization("ada@example.com").await, world.organization("ben@example.com").await);
    let id = literal(&world, locked.0);
    let mut locking = lock(&world, &format!("SELECT id FROM organizations WHERE id = {id} FOR UPDATE")).await;
    let mut waiting = Vec::new();
    for number in 0..10 {
        let storage = Arc::clone(&world.storage);
        let create = async move { storage.create_customer(locked, named(&format!("Ada {number}"))).await };
        waiting.push(tokio::spawn(create));
        world.create(other, named("Ben")).await;
    }
    assert!(locking.try_wait().unwrap().is_none() && !waiting.iter().any(JoinHandle::is_finished), "it was locked");
    assert!(locking.wait().unwrap().success());
    let mut created = BTreeSet::new();
    for create in waiting {
        created.insert(create.await.unwrap().unwrap().id);
    }
    let found = world.storage.fetch_customers(locked, query(), identity).await.unwrap();
    assert_eq!(found.items.iter().map(|customer| customer.id).collect::<BTreeSet<_>>(), created);
    assert_eq!((created.len(), found.total), (10, exactly(10)));
    let next = world.create(locked, named("Ada")).await;
    assert!(Some(&next.id) > created.last(), "ids go on");
}

async fn many_organizations_that_are_locked_hold_up_no_other(world: World<Storage>) {
    let mut locked = Vec::new();
    for number in 0..12 {
        locked.push(world.organization(&format!("a{number}@example.com")).await);
    }
    assert!(locked.len() > options(&world.clock).connections);
    // One by one: for many of few rows MySQL reads, and locks, all that there are.
    let locks =
        locked.iter().map(|id| format!("SELECT id FROM organizations WHERE id = {} FOR UPDATE", literal(&world, id.0)));
    let sql = locks.collect::<Vec<_>>().join("; ");
    let other = world.organization("ben@example.com").await;
    let mut locking = lock(&world, &sql).await;
    let creates = locked.iter().map(|organization| {
        let (storage, organization) = (Arc::clone(&world.storage), *organization);
        tokio::spawn(async move { storage.create_customer(organization, named("Ada")).await })
    });
    let waiting: Vec<_> = creates.collect();
    for _ in 0..10 {
        world.create(other, named("Ben")).await;
        world.storage.fetch_customers(other, query(), drop).await.unwrap();
        world.storage.check().await.unwrap();
    }
    assert!(locking.try_wait().unwrap().is_none() && !waiting.iter().any(JoinHandle::is_finished), "it was locked");
    assert!(locking.wait().unwrap().success());
    for create in waiting {
        create.await.unwrap().unwrap();
    }
}

async fn customers_that_are_locked_hold_up_no_other_organization(world: World<Storage>) {
    let locked = world.organization("ada@example.com").await;
    // One organization in 256 has its turns together with that.
    let mut other = world.organization("ben@example.com").await;
    while other.0.as_bytes()[15] == locked.0.as_bytes()[15] {
        other = world.organization(&format!("{}@example.com", other.0)).await;
    }
    let (customer, free) = (world.create(locked, named("Ada")).await.id, world.create(other, named("Ben")).await.id);
    let (organization, id) = (literal(&world, locked.0), literal(&world, customer.0));
    let sql = format!("SELECT id FROM customers WHERE organization = {organization} AND id = {id} FOR UPDATE");
    let mut locking = lock(&world, &sql).await;
    let update = |organization, id, name: &str| {
        let change = CustomerChange { name: Some(name.to_owned()), ..CustomerChange::default() };
        let storage = Arc::clone(&world.storage);
        tokio::spawn(async move { storage.update_customer(organization, id, change, None).await })
    };
    let waiting: Vec<_> = (0..6).map(|number| update(locked, customer, &format!("Ada {number}"))).collect();
    for number in 0..10 {
        world.storage.check().await.unwrap();
        world.create(other, named("Ben")).await;
        update(other, free, &format!("Ben {number}")).await.unwrap().unwrap();
        world.storage.fetch_customers(locked, query(), drop).await.unwrap();
    }
    assert!(locking.try_wait().unwrap().is_none() && !waiting.iter().any(JoinHandle::is_finished), "it was locked");
    assert!(locking.wait().unwrap().success());
    for update in waiting {
        update.await.unwrap().unwrap();
    }
}

async fn a_user_who_may_make_no_tables_can_serve_a_migrated_database(world: World<Storage>) {
    let (url, options) = (world.database.for_limited_user(20), options(&world.clock));
    let storage = Arc::new(Storage::open(&url, options.clone()).await.unwrap());
    assert_eq!(Storage::migrate(&url, options.timeout).await, Ok(Vec::new()));
    let limited = World { storage, ..world };
    ask_for_everything(&limited).await;
    limited.storage.close().await;
}

async fn a_server_that_takes_no_more_connections_is_waited_for(world: World<Storage>) {
    let organization = world.organization("ada@example.com").await;
    let (url, options) = (world.database.for_limited_user(2), options(&world.clock));
    assert!(options.connections > 2);
    let storage = Storage::open(&url, options).await.unwrap();
    let many = (0..60).map(|_| storage.fetch_customers(organization, query(), drop));
    futures_util::future::try_join_all(many).await.unwrap();
}

async fn a_statement_whose_caller_has_gone_is_ended(world: World<Storage>) {
    let organization = world.organization("ada@example.com").await;
    let (sql, waiting) = if world.database.url().starts_with("postgres") {
        let waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        ("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE", waiting)
    } else {
        let waiting =
            "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND state LIKE 'Waiting for%'";
        ("LOCK TABLES customers WRITE", waiting)
    };
    let mut locking = lock(&world, sql).await;
    {
        let mut page = std::pin::pin!(world.storage.fetch_customers(organization, query(), drop));
        while world.database.rows(waiting).is_empty() {
            assert!(tokio::time::timeout(Duration::from_millis(50), &mut page).await.is_err(), "it is locked");
        }
    }
    while !world.database.rows(waiting).is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(locking.try_wait().unwrap().is_none(), "the statement waited until nothing was locked");
    locking.wait().unwrap();
    world.create(organization, named("Ada")).await;
}

/// Somebody has the customer and asks for its organization, which who deletes the customer has. `PostgreSQL` ends the one
/// that has waited for a second first, `MySQL` the one that has changed less.
async fn a_write_that_a_deadlock_has_ended_is_tried_again(world: World<Storage>) {
    let organization = world.organization("ada@example.com").await;
    let waiting = if world.database.url().starts_with("postgres") {
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    } else {
        "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()
             AND info LIKE '%FROM customers AS c%FOR UPDATE%'"
    };
    for _ in 0..10 {
        let customer = world.create(organization, named("Ada")).await.id;
        let (of, id) = (literal(&world, organization.0), literal(&world, customer.0));
        let sql = format!("UPDATE customers SET notes = 'mine' WHERE organization = {of} AND id = {id}");
        let then = format!("SELECT id FROM organizations WHERE id = {of} FOR UPDATE");
        let mut other = lock_and_then(&world, &sql, 0.7, &then).await;
        let storage = Arc::clone(&world.storage);
        let delete = tokio::spawn(async move { storage.delete_customer(organization, customer).await });
        let mut met = false;
        while !met && is_asleep(&world) {
            // Asked in this order: while that one still sleeps, this one waits for it.
            met = !world.database.rows(waiting).is_empty() && is_asleep(&world);
        }
        // That one got what the delete had locked, so the delete was ended.
        let won = other.wait().unwrap().success();
        assert!(delete.await.unwrap().unwrap(), "it is deleted then");
        if met && won {
            return;
        }
    }
    panic!("the two never met");
}

/// Keys and indexes that don't begin with the organization, and why.
const OTHERS: [(&str, &str); 8] = [
    ("account_emails email_key", "addresses are unique in all organizations, and who logs in has named none yet"),
    ("sessions expires_at", "sessions of all organizations that expired long ago are removed, some with each login"),
    ("sessions ended_at", "every server asks for the sessions of all organizations that ended lately"),
    ("signing_keys seq", "a few rows that all organizations share"),
    ("signing_keys kid", "the same"),
    ("locks name", "the same"),
    ("refinery_schema_history version", "the list of migrations"),
    ("organizations id", "it is the organization"),
];

async fn every_key_and_index_begins_with_the_organization(world: World<Storage>) {
    let sql = if world.database.url().starts_with("postgres") {
        "SELECT t.relname || ' ' || a.attname FROM pg_index AS i
         JOIN pg_class AS t ON t.oid = i.indrelid
         JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
         WHERE t.relnamespace = 'public'::regnamespace"
    } else {
        "SELECT CONCAT(table_name, ' ', column_name) FROM information_schema.statistics
         WHERE table_schema = DATABASE() AND seq_in_index = 1"
    };
    let mut found = world.database.rows(sql);
    assert!(found.iter().filter(|first| *first == "customers organization").count() >= 5, "{found:?}");
    found.retain(|first| !first.ends_with(" organization"));
    for first in &found {
        assert!(OTHERS.iter().any(|(known, _)| known == first), "{first} begins an index");
    }
    for (known, why) in OTHERS {
        assert!(found.iter().any(|first| first == known), "there is no {known} any more ({why})");
    }
}

/// Everything that the service asks for, so that [`no_statement_reads_a_whole_table`] can look at what was read.
async fn ask_for_everything(world: &World<Storage>) {
    let account = world.account("ada@example.com").await;
    let organization = account.organization.id;
    for number in 0..300 {
        let fields = CustomerFields {
            email: (number % 3 > 0).then(|| email(&format!("c{number}@example.com"))),
            company: (number % 2 > 0).then(|| format!("Company {}", number % 7)),
            ..named(&format!("Name {}", number % 50))
        };
        let customer = world.create(organization, fields).await;
        if number % 10 == 0 {
            let change = CustomerChange { city: Change::Set("Bern".to_owned()), ..CustomerChange::default() };
            world.storage.update_customer(organization, customer.id, change, None).await.unwrap();
        }
        if number % 11 == 0 {
            world.storage.delete_customer(organization, customer.id).await.unwrap();
        }
    }
    world.session(&account, 1).await;
    let session = world.session(&account, 2).await;
    world.refresh(&account, 1, 3).await;
    world.storage.logout(organization, session).await.unwrap();
    world.storage.change_password(organization, account.id, "$hash$1".into(), "$hash$2".into(), session).await.unwrap();
    world.storage.get_credentials(&account.email).await.unwrap();
    world.storage.ended_sessions(world.clock.now()).await.unwrap();
    // Enough for blocks.
    let created = world.storage.create_customers(vec![(organization, named("Ada")); 2_600]).await;
    let last = created.into_iter().flatten().last().unwrap();
    world.storage.delete_customer(organization, last.id).await.unwrap();
    for descending in [false, true] {
        let sort = Sort { field: SortField::CreatedAt, descending };
        let asked = CustomerQuery { sort, position: Position::Page(90), ..query() };
        world.storage.fetch_customers(organization, asked, drop).await.unwrap();
    }
    for field in [SortField::CreatedAt, SortField::UpdatedAt, SortField::Name, SortField::Email, SortField::Company] {
        for (descending, text) in [(true, ""), (false, "na com"), (true, "044 66 1 m")] {
            let asked = CustomerQuery { filter: search(text), sort: Sort { field, descending }, ..query() };
            for page in [1, 4, 11] {
                let asked = CustomerQuery { position: Position::Page(page), ..asked.clone() };
                let found = world.storage.fetch_customers(organization, asked.clone(), identity).await.unwrap();
                let Some(next) = found.next else { continue };
                let asked = CustomerQuery { position: Position::After(next), ..asked };
                world.storage.fetch_customers(organization, asked, identity).await.unwrap();
            }
        }
    }
}

/// What `PostgreSQL` has counted, when all connections have ended: then they tell it.
async fn counted(world: &World<Storage>, sql: &str) -> Vec<String> {
    let connected =
        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'customary' AND datname = current_database()";
    for _ in 0..50 {
        if world.database.rows(connected).is_empty() {
            return world.database.rows(sql);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("a connection stays");
}

/// How often each table was read as a whole.
async fn whole_reads(world: &World<Storage>) -> Vec<String> {
    counted(world, "SELECT relname, seq_scan FROM pg_stat_user_tables ORDER BY 1").await
}

/// `PostgreSQL` counts how often a table was read from its beginning to its end. Sessions set `enable_seqscan = off`: that
/// happens only where no index serves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_statement_reads_a_whole_table() {
    let world = open(Database::postgres()).await;
    // The migrations read tables to make their indexes.
    world.storage.close().await;
    let before = whole_reads(&world).await;
    let world = World { storage: Arc::new(reopen(&world).await.unwrap()), ..world };
    ask_for_everything(&world).await;
    world.storage.close().await;
    let few = ["locks", "refinery_schema_history", "signing_keys"];
    let after = whole_reads(&world).await.into_iter().filter(|line| !few.iter().any(|table| line.starts_with(table)));
    let more: Vec<String> = after.filter(|line| !before.contains(line)).collect();
    assert_eq!(more, Vec::<String>::new(), "read as a whole");
    let found = world.database.rows("SELECT sum(idx_scan) > 100 FROM pg_stat_user_tables WHERE relname = 'customers'");
    assert_eq!(found, ["t"], "the counters count");
}

/// Where most organizations are small, all of one costs `PostgreSQL` as much as a customer, by what it knows of tables: it
/// must not go through a large one for each customer, by an index whose second column is not the id.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_organization_among_small_ones_is_not_read_for_each_customer() {
    const CUSTOMERS: usize = 1_000;
    let world = open(Database::postgres()).await;
    for number in 0..100 {
        let organization = world.organization(&format!("a{number}@example.com")).await;
        world.create(organization, named("Small")).await;
    }
    let large = world.organization("ada@example.com").await;
    let created = world.storage.create_customers(vec![(large, named("Zoe Common")); CUSTOMERS]).await;
    for table in ["customers", "customer_tokens"] {
        world.database.run(&format!("VACUUM (ANALYZE) {table}"));
    }
    world.storage.close().await;
    let scans = "SELECT sum(idx_scan) FROM pg_stat_user_indexes
         WHERE relname = 'customers' GROUP BY indexrelname = 'customers_pkey' ORDER BY indexrelname = 'customers_pkey'";
    let scans = async |world: &World<Storage>| -> Vec<usize> {
        counted(world, scans).await.iter().map(|so_many| so_many.parse().unwrap()).collect()
    };
    let before = scans(&world).await;
    let world = World { storage: Arc::new(reopen(&world).await.unwrap()), ..world };
    for customer in created.iter().flatten().take(10) {
        assert!(world.storage.get_customer(large, customer.id).await.unwrap().is_some());
    }
    for field in [SortField::CreatedAt, SortField::UpdatedAt, SortField::Name, SortField::Email, SortField::Company] {
        for text in ["", "common", "zoe common"] {
            let sort = Sort { field, descending: true };
            let asked = CustomerQuery { filter: search(text), sort, count: Count::Everything, ..query() };
            let found = world.storage.fetch_customers(large, asked, identity).await.unwrap();
            assert_eq!(found.total, exactly(CUSTOMERS as u64));
        }
    }
    world.storage.close().await;
    let after = scans(&world).await;
    assert!(after[0] - before[0] < 50, "scans of the indexes of orders: {before:?}, {after:?}");
    assert!(after[1] - before[1] > CUSTOMERS, "customers are looked up by their ids");
}
