//! What SQLite promises beyond the contract: files, locks, migrations, a queue with an end.

use std::{
    convert::identity,
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use customary::{
    domain::{Change, CustomerChange, CustomerFields, CustomerPage, OrganizationId},
    storage::{CreateCustomerError, Error, FromPage, Options, Repository, Storage},
};
use rusqlite::Connection;

use crate::harness::{World, email, exactly, named, options, query, reopen, sqlite, url};

fn raw(world: &World<Storage>) -> Connection {
    Connection::open(world.database.directory().join("test.db")).unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;

    let world = sqlite().await;
    world.account("ada@example.com").await;
    for file in fs::read_dir(world.database.directory()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
}

#[tokio::test]
async fn a_missing_directory_is_named() {
    let world = sqlite().await;
    let missing = world.database.directory().join("missing");
    let error = Storage::open(&url(&missing.join("test.db")), options(&world.clock)).await.err().unwrap();
    assert!(error.to_string().contains(&format!("there is no directory {}", missing.display())), "{error}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_kept() {
    let world = sqlite().await;
    let file = world.database.directory().join("letter.txt");
    fs::write(&file, "Dear Ada, this is no database. ".repeat(100)).unwrap();
    let error = Storage::open(&url(&file), options(&world.clock)).await.err().unwrap();
    assert!(error.to_string().contains("letter.txt"), "{error}");
    assert!(fs::read_to_string(&file).unwrap().starts_with("Dear Ada"));
}

#[tokio::test]
async fn a_database_of_another_program_is_refused_and_kept() {
    let world = sqlite().await;
    let file = world.database.directory().join("other.db");
    Connection::open(&file).unwrap().execute_batch("CREATE TABLE letters (text TEXT)").unwrap();
    let error = Storage::open(&url(&file), options(&world.clock)).await.err().unwrap().to_string();
    assert!(error.ends_with("other.db can't be used: it is one of another program"), "{error}");
    let tables: i64 =
        Connection::open(&file).unwrap().query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
    assert_eq!(tables, 1);
}

#[tokio::test]
async fn migrating_by_itself_tells_what_it_applied() {
    let world = sqlite().await;
    let url = url(&world.database.directory().join("new.db"));
    let timeout = Duration::from_secs(5);
    assert_eq!(Storage::migrate(&url, timeout).await.as_deref(), Ok(["V1__initial".to_owned()].as_slice()));
    assert_eq!(Storage::migrate(&url, timeout).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_migration_that_was_changed_after_it_was_applied_is_refused() {
    let world = sqlite().await;
    world.storage.close().await;
    raw(&world).execute("UPDATE refinery_schema_history SET checksum = '1'", []).unwrap();
    let error = reopen(&world).await.err().unwrap();
    assert!(error.contains("V1__initial was changed after it was applied"), "{error}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let world = sqlite().await;
    world.storage.close().await;
    let newer = "INSERT INTO refinery_schema_history VALUES (99, 'later', '2030-01-01T00:00:00Z', '1')";
    raw(&world).execute(newer, []).unwrap();
    let error = reopen(&world).await.err().unwrap();
    assert!(error.contains("V99__later, which this version of the server does not know"), "{error}");
}

#[tokio::test]
async fn a_database_whose_migrations_changed_below_a_server_is_not_ready() {
    let world = sqlite().await;
    world.storage.check().await.unwrap();
    raw(&world).execute("UPDATE refinery_schema_history SET version = 99", []).unwrap();
    assert!(matches!(world.storage.check().await, Err(Error::Unavailable(_))));
}

#[tokio::test]
async fn several_that_open_a_new_database_at_once_all_can() {
    let world = sqlite().await;
    let url = url(&world.database.directory().join("new.db"));
    let opens: Vec<_> = (0..4)
        .map(|_| {
            let (url, options) = (url.clone(), options(&world.clock));
            tokio::spawn(async move { Storage::open(&url, options).await.map(drop) })
        })
        .collect();
    for open in opens {
        assert_eq!(open.await.unwrap(), Ok(()));
    }
}

/// A database whose writer waits 300 ms for locks and where two writes may wait.
async fn impatient(world: &World<Storage>) -> Arc<Storage> {
    let options = Options { timeout: Duration::from_millis(300), write_queue: 2, ..options(&world.clock) };
    Arc::new(Storage::open(&url(&world.database.directory().join("test.db")), options).await.unwrap())
}

#[tokio::test]
async fn a_database_that_stays_locked_is_unavailable_after_the_timeout_and_well_afterwards() {
    let world = sqlite().await;
    let organization = world.organization("ada@example.com").await;
    let storage = impatient(&world).await;
    let other = raw(&world);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let begun = Instant::now();
    let created = storage.create_customer(organization, named("Ada")).await;
    assert!(matches!(created, Err(CreateCustomerError::Storage(Error::Unavailable(_)))), "{created:?}");
    assert!((Duration::from_millis(250)..Duration::from_secs(3)).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    storage.fetch_customers(organization, query(), identity).await.expect("reading goes on meanwhile");
    other.execute_batch("ROLLBACK").unwrap();
    storage.create_customer(organization, named("Ada")).await.unwrap();
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let world = sqlite().await;
    let organization = world.organization("ada@example.com").await;
    let storage = impatient(&world).await;
    let other = raw(&world);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let create = |number: u32| {
        let storage = Arc::clone(&storage);
        let fields = CustomerFields { email: Some(email(&format!("a{number}@example.com"))), ..named("Ada") };
        tokio::spawn(async move { storage.create_customer(organization, fields).await })
    };
    let taken = create(0);
    tokio::time::sleep(Duration::from_millis(100)).await; // the writer has taken it and waits for the lock
    let waiting = [create(1), create(2)];
    tokio::time::sleep(Duration::from_millis(20)).await;
    let begun = Instant::now();
    let refused = create(3).await.unwrap();
    let full = Error::Unavailable("the queue of writes is full".to_owned());
    assert_eq!(refused, Err(CreateCustomerError::Storage(full)));
    assert!(begun.elapsed() < Duration::from_millis(100), "{:?}", begun.elapsed());
    other.execute_batch("ROLLBACK").unwrap();
    taken.await.unwrap().unwrap();
    for create in waiting {
        create.await.unwrap().unwrap();
    }
    assert_eq!(storage.fetch_customers(organization, query(), identity).await.unwrap().total, exactly(3));
}

#[tokio::test]
async fn a_write_whose_caller_went_away_is_decided_all_the_same() {
    let world = sqlite().await;
    let organization = world.organization("ada@example.com").await;
    let other = raw(&world);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let storage = Arc::clone(&world.storage);
    let create = tokio::spawn(async move { storage.create_customer(organization, named("Ada")).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    create.abort();
    assert!(create.await.unwrap_err().is_cancelled());
    other.execute_batch("ROLLBACK").unwrap();
    world.account("grace@example.com").await; // written after it
    assert_eq!(world.storage.fetch_customers(organization, query(), identity).await.unwrap().total, exactly(1));
}

/// Tells how often customers had changed when a page was read, or `-1` if that was as often as here.
struct Changes(Option<u64>);

impl FromPage for Changes {
    type Made = i64;

    fn made_before(&self) -> Option<(u64, i64)> {
        self.0.map(|changes| (changes, -1))
    }

    fn make(self, _: CustomerPage, changes: Option<u64>) -> i64 {
        i64::try_from(changes.unwrap()).unwrap()
    }
}

#[tokio::test]
async fn a_page_is_made_again_after_every_change_of_customers_and_no_other() {
    let world = sqlite().await;
    let (organization, other) =
        (world.organization("ada@example.com").await, world.organization("bo@example.com").await);
    let changes = async |organization: OrganizationId, before| {
        world.storage.fetch_customers(organization, query(), Changes(before)).await.unwrap()
    };
    let before = changes(organization, None).await;
    assert_eq!(changes(organization, before.try_into().ok()).await, -1);
    let mut last = before;
    let mut has_changed = async || {
        let now = changes(organization, u64::try_from(last).ok()).await;
        let has_changed = now != -1;
        assert!(!has_changed || now > last);
        last = last.max(now);
        has_changed
    };
    let anna =
        world.create(organization, CustomerFields { email: Some(email("anna@a.example")), ..named("Anna") }).await;
    assert!(has_changed().await && !has_changed().await);
    let change = |notes: &str| CustomerChange { notes: Change::Set(notes.to_owned()), ..CustomerChange::default() };
    for (notes, changed) in [("new", true), ("new", false), ("newer", true)] {
        world.storage.update_customer(organization, anna.id, change(notes), None).await.unwrap();
        assert_eq!(has_changed().await, changed, "{notes}");
    }
    let taken = world
        .storage
        .create_customer(organization, CustomerFields { email: Some(email("anna@a.example")), ..named("Bo") });
    assert!(matches!(taken.await, Err(CreateCustomerError::EmailTaken(_))));
    world.create(other, named("Cem")).await;
    assert!(!world.storage.delete_customer(other, anna.id).await.unwrap());
    assert!(!has_changed().await);
    assert!(world.storage.delete_customer(organization, anna.id).await.unwrap());
    assert!(has_changed().await);
    let many = vec![(organization, named("Dora")), (organization, named("Emil"))];
    assert!(world.storage.create_customers(many).await.iter().all(Result::is_ok));
    assert!(has_changed().await && !has_changed().await);
}
