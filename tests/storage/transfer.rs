//! Moving everything from one database to another.

use std::{
    collections::BTreeMap,
    convert::identity,
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use customary::{
    domain::{
        Account, Change, Clock, Count, Credentials, Customer, CustomerChange, CustomerFields, CustomerFilter,
        CustomerQuery, NewAccount, Position, Refreshed, SessionId, SigningKey, Sort, SortField, Timestamp, Total,
    },
    storage::{Checksum, CopyError, Progress, Repository, Storage, checksums, copy},
};

use crate::{
    database::Database,
    harness::{START, World, complete, email, exactly, named, new_account, open, options, query, search},
};

/// Rows a page: few, so that every table has several.
const PAGE: usize = 3;

const KINDS: [fn() -> Database; 3] = [Database::sqlite, Database::postgres, Database::mysql];

const ADDRESSES: [&str; 3] = ["ada@example.com", "Grace@Example.com", "zoe@example.com"];

type Account3 = [Account; 3];

async fn run(from: &World<Storage>, to: &World<Storage>) -> Result<Vec<Checksum>, CopyError> {
    copy(&from.storage, &to.storage, PAGE, &|_| {}).await
}

fn key(number: u8) -> SigningKey {
    SigningKey { kid: format!("key-{}", 9 - number), secret: vec![number; 32], created_at: START }
}

/// Puts something of every kind into a database.
async fn fill(world: &World<Storage>) -> Account3 {
    let account = |address| async move { world.storage.register(new_account(address)).await.unwrap() };
    let nameless =
        NewAccount { name: None, country: None, organization: "🏭 «Ø»".to_owned(), ..new_account(ADDRESSES[2]) };
    let accounts =
        [account(ADDRESSES[0]).await, account(ADDRESSES[1]).await, world.storage.register(nameless).await.unwrap()];
    for number in 1..=3 {
        world.storage.rotate_signing_keys(key(number), false, Timestamp(0)).await.unwrap();
    }
    for (number, account) in (10..).step_by(10).zip(&accounts) {
        world.session(account, number).await; // goes on
        world.session(account, number + 1).await;
        world.refresh(account, number + 1, number + 2).await;
        world.refresh(account, number + 2, number + 3).await;
        let ended = world.session(account, number + 5).await;
        world.clock.advance(1);
        world.storage.logout(account.organization.id, ended).await.unwrap();
    }
    for account in &accounts[..2] {
        let organization = account.organization.id;
        world.create(organization, complete()).await;
        for number in 0..10 {
            world.clock.advance(1);
            world.create(organization, named(&format!("Name {}", number % 4))).await;
        }
        let long = "Ærø 🦀 Straße\t'\"\\ \n".repeat(10_000).chars().take(10_000).collect();
        let fields = CustomerFields {
            name: "🦀".repeat(200),
            email: Some(email("Crab@Sea.example")),
            company: Some("\u{fdfa}".repeat(200)), // folds to eighteen letters each
            notes: Some(long),
            ..CustomerFields::default()
        };
        world.create(organization, fields).await;
        let (changed, gone) =
            (world.create(organization, named("Before")).await, world.create(organization, named("Gone")).await);
        let change = CustomerChange {
            name: Some("After".to_owned()),
            city: Change::Set("Bern".to_owned()),
            ..CustomerChange::default()
        };
        world.storage.update_customer(organization, changed.id, change, None).await.unwrap();
        world.storage.delete_customer(organization, gone.id).await.unwrap();
    }
    accounts
}

/// What the repository answers, as far as it changes nothing.
#[derive(Debug, PartialEq)]
struct Answers {
    accounts: Vec<(Option<Account>, Option<String>)>,
    keys: Vec<SigningKey>,
    ended: BTreeMap<SessionId, Timestamp>,
    lists: Vec<(Vec<Customer>, Option<Total>)>,
}

async fn answers(storage: &Storage, accounts: &Account3) -> Answers {
    let mut answers = Answers {
        accounts: Vec::new(),
        keys: storage.signing_keys().await.unwrap(),
        ended: storage.ended_sessions(START).await.unwrap().into_iter().collect(),
        lists: Vec::new(),
    };
    for account in accounts {
        let organization = account.organization.id;
        let found = storage.get_account(organization, account.id).await.unwrap();
        let credentials: Option<Credentials> = storage.get_credentials(&account.email).await.unwrap();
        answers.accounts.push((found, credentials.map(|credentials| credentials.password_hash)));
        let city = CustomerFilter { city: Some("Bern".to_owned()), ..CustomerFilter::default() };
        for filter in
            [CustomerFilter::default(), search("strasse"), search("nam"), search("before"), search("gone"), city]
        {
            for field in
                [SortField::CreatedAt, SortField::UpdatedAt, SortField::Name, SortField::Email, SortField::Company]
            {
                let sort = Sort { field, descending: false };
                let query = CustomerQuery {
                    filter: filter.clone(),
                    sort,
                    position: Position::Page(1),
                    page_size: 200,
                    count: Count::Bounded,
                };
                let page = storage.fetch_customers(organization, query, identity).await.unwrap();
                answers.lists.push((page.items, page.total));
            }
        }
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_a_database_holds_moves_around_the_circle() {
    let first = open(Database::sqlite()).await;
    let accounts = fill(&first).await;
    let (before, all) = (checksums(&first.storage, PAGE).await.unwrap(), answers(&first.storage, &accounts).await);
    assert!(before.iter().all(|table| table.rows > 0), "something of every kind: {before:?}");
    assert_eq!(all.lists[0].1, exactly(13));
    let others = [open(Database::postgres()).await, open(Database::mysql()).await, open(Database::sqlite()).await];
    let mut from = &first;
    for to in &others {
        assert_eq!(run(from, to).await.as_ref(), Ok(&before));
        assert_eq!(answers(&to.storage, &accounts).await, all);
        from = to;
    }
    for world in &others {
        world.clock.set(first.clock.now().plus_seconds(10));
        for (number, account) in (10..).step_by(10).zip(&accounts) {
            assert!(
                matches!(world.refresh(account, number, number + 6).await, Refreshed::Renewed(_)),
                "a session goes on"
            );
            assert_eq!(
                world.refresh(account, number + 5, number + 7).await,
                Refreshed::Refused,
                "its session has ended"
            );
            assert!(
                matches!(world.refresh(account, number + 2, number + 8).await, Refreshed::Reused(_)),
                "it was used"
            );
            let new = world.create(account.organization.id, named("New")).await;
            let page = world.storage.fetch_customers(account.organization.id, query(), identity).await.unwrap();
            assert_eq!(page.items.first(), Some(&new), "it is the newest");
            let filter = search("new");
            let page =
                world.storage.fetch_customers(account.organization.id, CustomerQuery { filter, ..query() }, identity);
            assert_eq!(page.await.unwrap().items, [new]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_go_on_after_the_last_one_even_if_its_customer_is_gone() {
    let (source, accounts) = {
        let world = open(Database::postgres()).await;
        world.clock.advance(1000);
        let accounts = fill(&world).await;
        (world, accounts)
    };
    let organization = accounts[0].organization.id;
    let last = source.create(organization, named("Last")).await;
    source.storage.delete_customer(organization, last.id).await.unwrap();
    let target = open(Database::mysql()).await;
    run(&source, &target).await.unwrap();
    let new = target.create(organization, named("New")).await;
    assert!(new.id > last.id, "{} after {}, though this clock is behind", new.id, last.id);
    // SQLite knows only those that are there.
    let target = open(Database::sqlite()).await;
    run(&source, &target).await.unwrap();
    target.storage.close().await;
    let reopened = Storage::open(&target.database.url(), options(&target.clock)).await.unwrap();
    for account in &accounts[..2] {
        let new = reopened.create_customer(account.organization.id, named("New")).await.unwrap();
        let page = reopened.fetch_customers(account.organization.id, query(), identity).await.unwrap();
        assert_eq!(page.items[0], new, "it is the newest, though this clock is behind");
        assert!(page.items[0].id > page.items[1].id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_cut_off_anywhere_goes_on_where_it_was() {
    let source = open(Database::sqlite()).await;
    fill(&source).await;
    let before = checksums(&source.storage, PAGE).await.unwrap();
    for kind in KINDS {
        let target = open(kind()).await;
        let mut runs = 0;
        let copied = loop {
            runs += 1;
            // It ends at the next thing that it waits for, after so many reports.
            let (from, to, reports) = (Arc::clone(&source.storage), Arc::clone(&target.storage), AtomicUsize::new(0));
            let (cut, cut_off) = tokio::sync::mpsc::unbounded_channel();
            let task = tokio::spawn(async move {
                let report = |progress: Progress| {
                    if progress.what == "copying" && reports.fetch_add(1, Ordering::Relaxed) + 1 == runs {
                        cut.send(()).unwrap();
                        std::thread::sleep(std::time::Duration::from_millis(20));
                    }
                };
                copy(&from, &to, PAGE, &report).await
            });
            let (abort, mut cut_off) = (task.abort_handle(), cut_off);
            tokio::spawn(async move {
                if cut_off.recv().await.is_some() {
                    abort.abort();
                }
            });
            if let Ok(copied) = task.await {
                break copied;
            }
        };
        assert!(runs > 15, "it was cut off {runs} times");
        assert_eq!(copied.as_ref(), Ok(&before));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_run_again_adds_what_came_since() {
    for kind in KINDS {
        let (source, target) = (open(Database::sqlite()).await, open(kind()).await);
        let accounts = fill(&source).await;
        run(&source, &target).await.unwrap();
        for (number, account) in (200..).zip(&accounts) {
            source.create(account.organization.id, named("Later")).await;
            source.session(account, number).await;
        }
        let again = run(&source, &target).await;
        assert_eq!(again, checksums(&source.storage, 1000).await);
        assert_eq!(answers(&target.storage, &accounts).await, answers(&source.storage, &accounts).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_with_other_data_is_refused_and_kept() {
    let source = open(Database::sqlite()).await;
    let accounts = fill(&source).await;
    for kind in KINDS {
        let target = open(kind()).await;
        target.account("else@example.com").await;
        let before = checksums(&target.storage, PAGE).await;
        let refused = run(&source, &target).await.unwrap_err();
        assert!(matches!(&refused, CopyError::Foreign(what) if what.contains("organizations")), "{refused}");
        assert!(refused.to_string().contains("Copy into a new database"), "{refused}");
        assert_eq!(checksums(&target.storage, PAGE).await, before);

        let target = open(kind()).await;
        target.storage.rotate_signing_keys(key(7), false, Timestamp(0)).await.unwrap();
        let refused = run(&source, &target).await.unwrap_err().to_string();
        assert!(refused.contains("signing_keys"), "a server that was started has made one: {refused}");

        let target = open(kind()).await;
        run(&source, &target).await.unwrap();
        target.database.run("UPDATE customers SET city = 'Basel' WHERE city = 'Bern'");
        let refused = run(&source, &target).await.unwrap_err();
        assert!(matches!(&refused, CopyError::Foreign(what) if what.contains("is another")), "{refused}");

        let target = open(kind()).await;
        run(&source, &target).await.unwrap();
        let page = target.storage.fetch_customers(accounts[0].organization.id, query(), identity).await.unwrap();
        target.storage.delete_customer(accounts[0].organization.id, page.items[5].id).await.unwrap();
        let refused = run(&source, &target).await.unwrap_err();
        let wanted = format!("{} of customers is missing, though later ones are there", page.items[5].id);
        assert!(matches!(&refused, CopyError::Foreign(what) if what.contains(&wanted)), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verification_finds_what_is_not_the_same() {
    let source = open(Database::sqlite()).await;
    fill(&source).await;
    let common = [
        ("UPDATE customers SET city = 'Basel' WHERE city = 'Bern'", "customers"),
        ("UPDATE customers SET name_key = 'x' WHERE city = 'Bern'", "customers"),
        ("UPDATE organizations SET customers = customers + 1", "organizations"),
        ("UPDATE refresh_tokens SET used = FALSE", "refresh_tokens"),
        ("UPDATE sessions SET ended_at = NULL", "sessions"),
        ("UPDATE accounts SET password_hash = 'x'", "accounts"),
        ("UPDATE signing_keys SET created_at = created_at + 1", "signing_keys"),
    ];
    let remote = [
        ("DELETE FROM customer_tokens WHERE token = 'wbern'", "customer_tokens"),
        ("DELETE FROM account_emails WHERE email_key = 'grace@example.com'", "account_emails"),
    ];
    let sqlite = [("DELETE FROM customer_words WHERE rowid = 1", "customer_tokens")];
    for (kind, own) in KINDS.into_iter().zip([&sqlite[..], &remote, &remote]) {
        for (sql, table) in common.iter().chain(own) {
            let target = open(kind()).await;
            let report = |progress: Progress| {
                if progress.what == "copying" && progress.table == "customers" && Some(progress.rows) == progress.of {
                    target.database.run(sql);
                }
            };
            let copied = copy(&source.storage, &target.storage, 1000, &report).await;
            let Err(CopyError::Different(tables)) = copied else { panic!("{sql}: {copied:?}") };
            assert!(tables.len() == 1 && tables[0].starts_with(&format!("{table} has ")), "{sql}: {tables:?}");
        }
    }
}

fn customary(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_customary")).args(arguments).env("NO_COLOR", "1").output().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_prints_what_it_verified_and_shows_no_password() {
    let source = open(Database::sqlite()).await;
    fill(&source).await;
    let before = checksums(&source.storage, PAGE).await.unwrap();
    let from = source.database.url();
    for kind in KINDS {
        let target = kind();
        let done = customary(&["copy", "--from", &from, "--to", &target.url()]);
        assert!(done.status.success(), "{done:?}");
        let printed = String::from_utf8(done.stdout).unwrap();
        assert_eq!(printed.lines().count(), before.len());
        for (line, Checksum { table, rows, sha256 }) in printed.lines().zip(&before) {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(words, [*table, &rows.to_string(), "rows", "SHA-256", sha256]);
        }
    }
    let nowhere = "postgres://ada:hidden@127.0.0.1:1/nothing";
    let missing = source.database.directory().join("missing.db");
    for (from, to, code, wanted) in [
        (from.as_str(), from.as_str(), 2, "--from and --to are the same database"),
        (from.as_str(), nowhere, 1, "--to: the database can't be used"),
        (nowhere, from.as_str(), 1, "--from: the database can't be used"),
        (&format!("sqlite://{}", missing.display()), nowhere, 1, "there is none yet"),
    ] {
        let failed = customary(&["copy", "--from", from, "--to", to]);
        let said = String::from_utf8(failed.stderr).unwrap();
        assert_eq!(failed.status.code(), Some(code), "{said}");
        assert!(said.contains(wanted) && !said.contains("hidden"), "{said}");
    }
    let help = Command::new(env!("CARGO_BIN_EXE_customary"))
        .args(["copy", "--help"])
        .env("CUSTOMARY_COPY_TO", nowhere)
        .output();
    let help = String::from_utf8(help.unwrap().stdout).unwrap();
    assert!(
        help.contains("No server may use") && help.contains("CUSTOMARY_COPY_TO") && !help.contains("hidden"),
        "{help}"
    );
}
