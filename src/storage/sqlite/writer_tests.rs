//! What the writer promises beyond the contract of storage.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    ops::Range,
    path::Path,
    sync::{Arc, mpsc},
    time::Duration,
};

use super::super::{
    Sqlite, accounts,
    open::{MIGRATIONS, open},
};
use super::*;
use crate::{
    domain::{CustomerFields, Email, NewAccount, SystemClock, SystemIds},
    storage::{CreateCustomerError, Options, RegisterError, Repository},
};

fn sqlite(directory: &Path) -> Sqlite {
    sqlite_with(directory, options().timeout)
}

fn sqlite_with(directory: &Path, timeout: Duration) -> Sqlite {
    Sqlite::open(&directory.join("test.db"), &Options { timeout, ..options() }).unwrap()
}

fn options() -> Options {
    Options {
        create: true,
        readers: 1,
        connections: 1,
        bulk: false,
        write_queue: 100,
        timeout: Duration::from_secs(5),
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
    }
}

fn account(number: u32) -> NewAccount {
    NewAccount {
        email: Email::parse(&format!("a{number}@example.com")).unwrap(),
        name: None,
        password_hash: String::new(),
        organization: "x".repeat(2000),
        country: None,
    }
}

async fn registered(sqlite: &Sqlite) -> Vec<u32> {
    let mut numbers = Vec::new();
    for number in 0..10 {
        let found = sqlite.get_credentials(&account(number).email).await.unwrap();
        numbers.extend(found.map(|_| number));
    }
    numbers
}

/// Keeps the writer busy until the sender is dropped, so that what is queued meanwhile becomes one group with it.
async fn hold(sqlite: &Sqlite) -> (mpsc::Sender<()>, impl Future<Output = Result<(), Error>>) {
    let (release, held) = mpsc::channel::<()>();
    let (begun, has_begun) = oneshot::channel();
    let mut holding = Box::pin(sqlite.writer.write(move |_: &mut Context| {
        let _ = begun.send(());
        let _ = held.recv();
        Ok(())
    }));
    tokio::select! {
        biased;
        _ = &mut holding => unreachable!("it waits to be released"),
        begun = has_begun => begun.unwrap(),
    }
    (release, holding)
}

#[tokio::test]
async fn a_job_that_fails_or_panics_undoes_itself_and_nothing_else_of_its_group() {
    let directory = tempfile::tempdir().unwrap();
    let sqlite = sqlite(directory.path());
    let (release, holding) = hold(&sqlite).await;
    let fails = sqlite.writer.write(|context: &mut Context| {
        accounts::register(context, account(2)).map_err(|_| Error::Internal(String::new()))?;
        context.later.push(Later::Index(IndexChange::Add(1, "0wlost".to_owned())));
        Err::<(), _>(Error::Internal("on purpose".to_owned()))
    });
    let panics = sqlite.writer.write(|context: &mut Context| -> Result<(), Error> {
        let _ = accounts::register(context, account(3));
        panic!("on purpose")
    });
    let ((), held, one, failed, panicked, four) = tokio::join!(
        async {
            tokio::task::yield_now().await;
            drop(release);
        },
        holding,
        sqlite.register(account(1)),
        fails,
        panics,
        sqlite.register(account(4)),
    );
    assert_eq!(held, Ok(()));
    assert!(one.is_ok() && four.is_ok());
    assert_eq!(failed, Err(Error::Internal("on purpose".to_owned())));
    assert!(matches!(panicked, Err(Error::Internal(why)) if why.contains("on purpose")));
    assert_eq!(registered(&sqlite).await, [1, 4]);
    let sql = "SELECT count(*) FROM customer_words WHERE customer_words MATCH '0wlost'";
    let lost = sqlite.readers.read(move |connection| Ok(connection.query_row(sql, [], |row| row.get::<_, i64>(0))?));
    assert_eq!(lost.await, Ok(0));
}

#[tokio::test]
async fn a_job_that_waited_too_long_is_refused_and_never_done() {
    let directory = tempfile::tempdir().unwrap();
    let sqlite = sqlite_with(directory.path(), Duration::from_millis(50));
    let (release, holding) = hold(&sqlite).await;
    let release_late = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(release);
    };
    let ((), held, late) = tokio::join!(release_late, holding, sqlite.register(account(1)));
    assert_eq!(held, Ok(()));
    let refused = Error::Unavailable("the database was busy for too long".to_owned());
    assert_eq!(late, Err(RegisterError::Storage(refused)));
    assert_eq!(registered(&sqlite).await, Vec::<u32>::new());
}

#[tokio::test]
async fn a_commit_that_fails_fails_the_whole_group_and_the_next_one_is_well() {
    let directory = tempfile::tempdir().unwrap();
    let sqlite = sqlite(directory.path());
    let (release, holding) = hold(&sqlite).await;
    let spoils = sqlite.writer.write(|context: &mut Context| -> Result<(), Error> {
        // A foreign key that is looked at when the transaction ends.
        context.connection.execute_batch(
            "PRAGMA defer_foreign_keys = ON;
             INSERT INTO accounts (id, organization, email, email_key, role, password_hash)
             VALUES (x'00', 999, '', '', '', '');",
        )?;
        Ok(())
    });
    let ((), held, one, failed, two) = tokio::join!(
        async {
            tokio::task::yield_now().await;
            drop(release);
        },
        holding,
        sqlite.register(account(1)),
        spoils,
        sqlite.register(account(2)),
    );
    assert!(held.is_err() && one.is_err() && failed.is_err() && two.is_err(), "{held:?} {one:?} {failed:?} {two:?}");
    sqlite.register(account(3)).await.unwrap();
    assert_eq!(registered(&sqlite).await, [3]);
}

#[tokio::test]
async fn a_full_disk_is_unavailable_and_what_was_confirmed_stays() {
    let directory = tempfile::tempdir().unwrap();
    let sqlite = sqlite(directory.path());
    let limit = |pages: &'static str| {
        sqlite.writer.write(move |context: &mut Context| -> Result<(), Error> {
            context.connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
            Ok(())
        })
    };
    limit("1").await.unwrap(); // SQLite takes the present size for it
    let mut confirmed = Vec::new();
    let refused = loop {
        let number = u32::try_from(confirmed.len()).unwrap();
        match sqlite.register(account(number)).await {
            Ok(_) => confirmed.push(number),
            Err(error) => break error,
        }
    };
    let unavailable = matches!(&refused, RegisterError::Storage(Error::Unavailable(_)));
    assert!(unavailable, "{refused:?}");
    assert_eq!(registered(&sqlite).await, confirmed);
    limit("1000000").await.unwrap();
    sqlite.register(account(9)).await.unwrap();
}

#[tokio::test]
async fn of_many_customers_that_a_full_disk_refuses_none_is_there() {
    let directory = tempfile::tempdir().unwrap();
    let sqlite = sqlite(directory.path());
    let organization = sqlite.register(account(1)).await.unwrap().organization.id;
    let many = |so_many: usize| {
        let fields =
            CustomerFields { name: "x".repeat(200), notes: Some("y".repeat(3000)), ..CustomerFields::default() };
        sqlite.create_customers(vec![(organization, fields); so_many])
    };
    assert!(many(10).await.iter().all(Result::is_ok));
    sqlite
        .writer
        .write(|context: &mut Context| -> Result<(), Error> {
            let pages: i64 = context.connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            let sql = format!("PRAGMA max_page_count = {}", pages + 50);
            context.connection.query_row(&sql, [], |_| Ok(()))?;
            Ok(())
        })
        .await
        .unwrap();
    for outcome in many(500).await {
        assert!(matches!(outcome, Err(CreateCustomerError::Storage(Error::Unavailable(_)))), "{outcome:?}");
    }
    let rows = "SELECT count(*), (SELECT customers FROM organizations), (SELECT count(*) FROM customer_words_docsize) FROM customers";
    let count = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?));
    let counted = sqlite.readers.read(move |connection| Ok(connection.query_row(rows, [], count)?)).await;
    assert_eq!(counted, Ok((10, 10, 10)));
}

/// How many transactions the log holds: frames whose header says how large the database is after them
/// (<https://www.sqlite.org/fileformat2.html#wal_file_format>).
fn commits(directory: &Path) -> usize {
    let log = std::fs::read(directory.join("test.db-wal")).unwrap();
    log[32..].chunks(24 + 4096).filter(|frame| frame[4..8] != [0; 4]).count()
}

#[tokio::test]
async fn a_group_is_one_commit() {
    let directory = tempfile::tempdir().unwrap();
    let sqlite = sqlite(directory.path());
    let before = commits(directory.path());
    for number in 0..5 {
        sqlite.register(account(number)).await.unwrap();
    }
    assert_eq!(commits(directory.path()) - before, 5, "one after the other, each is on disk before its answer");
    assert_eq!(commits_of_waiting(directory.path(), &sqlite, 10..60).await, 1, "50 that wait share one");
}

#[tokio::test]
async fn in_bulk_each_job_is_a_group() {
    let directory = tempfile::tempdir().unwrap();
    let sqlite = Sqlite::open(&directory.path().join("test.db"), &Options { bulk: true, ..options() }).unwrap();
    assert_eq!(commits_of_waiting(directory.path(), &sqlite, 0..5).await, 5);
}

/// How many transactions it takes to register these accounts, when all of them wait for the writer at once.
async fn commits_of_waiting(directory: &Path, sqlite: &Sqlite, numbers: Range<u32>) -> usize {
    let before = commits(directory);
    let (release, holding) = hold(sqlite).await;
    let creates = futures_util::future::join_all(numbers.map(|number| sqlite.register(account(number))));
    let release = async {
        tokio::task::yield_now().await;
        drop(release);
    };
    let ((), _, outcomes) = tokio::join!(release, holding, creates);
    assert!(outcomes.iter().all(Result::is_ok));
    commits(directory) - before
}

/// A customer with so many words in its notes.
fn with_words(number: u32, words: u32) -> CustomerFields {
    let notes: Vec<String> = (0..words).map(|word| format!("{:x}", (number * 977 + word * 131) % 65_536)).collect();
    CustomerFields { name: "Mirela".to_owned(), notes: Some(notes.join(" ")), ..CustomerFields::default() }
}

async fn segments_of(sqlite: &Sqlite) -> i64 {
    sqlite.readers.read(|connection| Ok(index::segments(connection)?)).await.unwrap()
}

#[tokio::test]
async fn the_search_index_is_merged_little_by_little_and_in_bulk_at_the_end() {
    // How many segments there are at most while customers are created, twenty at a time, and at the end.
    async fn segments(bulk: bool, created: u64) -> (i64, i64) {
        let directory = tempfile::tempdir().unwrap();
        let sqlite = Sqlite::open(&directory.path().join("test.db"), &Options { bulk, ..options() }).unwrap();
        let organization = sqlite.register(account(1)).await.unwrap().organization.id;
        let mut most = 0;
        for number in 0..40 {
            let new = with_words(number, 20);
            let created = sqlite.create_customers(vec![(organization, new); 20]).await;
            assert!(created.iter().all(Result::is_ok));
            most = most.max(segments_of(&sqlite).await);
        }
        if bulk {
            sqlite.merge_search(created).await.unwrap();
        }
        sqlite.close().await;
        let (connection, _) = open(&directory.path().join("test.db"), false, Duration::ZERO, MIGRATIONS).unwrap();
        (most, index::segments(&connection).unwrap())
    }
    let (most, at_the_end) = segments(false, 800).await;
    assert!((2..=12).contains(&most) && at_the_end > 1, "{most}, {at_the_end}");
    // FTS5 by itself lets sixteen be before it makes one of them.
    let (most, at_the_end) = segments(true, 800).await;
    assert!(most > 12 && at_the_end == 1, "{most}, {at_the_end}");
    assert!(segments(true, 399).await.1 > 1, "most of it was there before");
}

#[tokio::test]
async fn the_search_index_has_few_segments_after_many_single_creates_with_short_and_long_notes() {
    let directory = tempfile::tempdir().unwrap();
    let sqlite = sqlite(directory.path());
    let organization = sqlite.register(account(1)).await.unwrap().organization.id;
    let mut most = 0;
    for number in 0..300 {
        let words = if number % 3 == 0 { 800 } else { 3 };
        let new = with_words(number, words);
        sqlite.create_customer(organization, new).await.unwrap();
        most = most.max(segments_of(&sqlite).await);
    }
    assert!((2_i64..=20).contains(&most), "{most}");
}

#[test]
fn the_database_syncs_each_commit_to_disk() {
    let directory = tempfile::tempdir().unwrap();
    let (connection, _) = open(&directory.path().join("test.db"), true, Duration::from_secs(1), &[]).unwrap();
    let pragma = |name: &str| -> String {
        let value = connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0));
        format!("{:?}", value.unwrap())
    };
    assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
    assert_eq!(pragma("synchronous"), "Integer(2)", "2 is FULL");
}
