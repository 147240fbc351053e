//! What database servers promise beyond the contract of storage.

use std::sync::Arc;

use customary::storage::{CreateCustomerError, Error, Repository, Storage};

use crate::{
    database::Database,
    harness::{World, email, named, open, options, query},
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
    what_was_written_is_there_when_it_is_opened_again_and_ids_go_on,
    ten_that_open_a_new_database_at_once_migrate_it_once,
    a_closed_database_refuses_and_closes_again,
    a_migration_that_was_changed_after_it_was_applied_is_refused,
    a_database_of_a_newer_version_is_refused,
    a_database_of_another_program_is_refused,
    migrating_by_itself_tells_what_it_applied,
    two_processes_create_in_one_order,
}

async fn reopen(world: &World<Storage>) -> Result<Storage, String> {
    Storage::open(&world.database.url(), options(&world.clock)).await.map_err(|error| error.to_string())
}

async fn what_was_written_is_there_when_it_is_opened_again_and_ids_go_on(world: World<Storage>) {
    let account = world.account("ada@example.com").await;
    let organization = account.organization.id;
    let customer = world.create(organization, named("Ada")).await;
    world.storage.close().await;
    world.clock.advance(-3600);
    let reopened = reopen(&world).await.unwrap();
    assert_eq!(reopened.get_account(organization, account.id).await.unwrap(), Some(account));
    assert_eq!(reopened.get_customer(organization, customer.id).await.unwrap().as_ref(), Some(&customer));
    let next = reopened.create_customer(organization, named("Next")).await.unwrap();
    assert!(next.id > customer.id, "ids go on, though the clock went back");
    assert_eq!(next.created_at, customer.created_at);
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

async fn a_closed_database_refuses_and_closes_again(world: World<Storage>) {
    let organization = world.organization("ada@example.com").await;
    world.storage.close().await;
    world.storage.close().await;
    let page = world.storage.fetch_customers(organization, query(), drop).await;
    assert!(matches!(page, Err(Error::Unavailable(_))), "{page:?}");
    let created = world.storage.create_customer(organization, named("Ada")).await;
    assert!(matches!(created, Err(CreateCustomerError::Storage(Error::Unavailable(_)))), "{created:?}");
    assert!(matches!(world.storage.check().await, Err(Error::Unavailable(_))));
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
    assert!(error.ends_with("it is one of another program"), "{error}");
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
        let fields = customary::domain::CustomerFields {
            email: Some(email(&format!("c{}@example.com", number / 4))),
            ..named("Ada")
        };
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
