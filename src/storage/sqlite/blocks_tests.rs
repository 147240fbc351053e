//! Blocks are exact after each step, pages are what a walk finds, and no statement reads more than it should. Blocks are
//! small here (`BLOCK`, `NODE`), so that few customers make many.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{convert::identity, path::Path, sync::Arc, time::Duration};

use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::{
    super::{Sqlite, places, plans::plan},
    *,
};
use crate::{
    domain::{
        Change, Clock, Count, CustomerChange, CustomerFields, CustomerFilter, CustomerId, CustomerPage, CustomerQuery,
        Email, NewAccount, OrganizationId, Position, Sort, SystemIds, Timestamp, Total,
    },
    storage::{Options, Repository},
};

/// One moment for several customers, so that some are changed at the same.
struct SlowClock;

impl Clock for SlowClock {
    fn now(&self) -> Timestamp {
        Timestamp(crate::domain::SystemClock.now().0 / 8 * 8)
    }
}

fn reopened(directory: &Path) -> Sqlite {
    let options = Options {
        create: true,
        readers: 1,
        connections: 1,
        bulk: false,
        write_queue: 10_000,
        timeout: Duration::from_secs(5),
        clock: Arc::new(SlowClock),
        ids: Arc::new(SystemIds),
    };
    Sqlite::open(&directory.join("test.db"), &options).unwrap()
}

async fn organization(sqlite: &Sqlite, number: u32) -> OrganizationId {
    let account = NewAccount {
        email: Email::parse(&format!("a{number}@example.com")).unwrap(),
        name: None,
        password_hash: String::new(),
        organization: "Sons".to_owned(),
        country: None,
    };
    sqlite.register(account).await.unwrap().organization.id
}

/// One of few names and companies, some of which begin with others.
fn fields(lot: &mut StdRng) -> CustomerFields {
    let names = ["Anna", "Anna B", "\u{c4}nne", "\u{c5}nne", "Bo", "B", "\u{1f600}", "Zoe"];
    let companies = [None, None, Some("Sons"), Some("Sons & Sons"), Some("\u{e4}")];
    let address = format!("x{}@mail.example", lot.random_range(0..1_000_000));
    CustomerFields {
        name: names[lot.random_range(0..names.len())].to_owned(),
        email: lot.random_bool(0.6).then(|| Email::parse(&address).unwrap()),
        company: companies[lot.random_range(0..companies.len())].map(str::to_owned),
        ..CustomerFields::default()
    }
}

/// The database, past the program.
fn raw(directory: &Path) -> Connection {
    Connection::open(directory.join("test.db")).unwrap()
}

/// Holds the blocks of every order against the customers that there are. How many blocks there are.
fn check_blocks(directory: &Path) -> usize {
    let connection = raw(directory);
    let organizations: Vec<i64> = column_of(&connection, "SELECT seq FROM organizations");
    let mut found = 0;
    for organization in organizations {
        for order in ORDERS {
            let (key, _) = places::column(order);
            let sql = format!("SELECT {key}, seq FROM customers WHERE organization = ?1 ORDER BY {key}, seq");
            let mut customers = connection.prepare(&sql).unwrap();
            let read = |found: &Row<'_>| Ok(place(found.get_ref(0)?, found.get(1)?));
            let customers = customers.query_map([organization], read).unwrap().map(Result::unwrap);
            let customers: Vec<Vec<u8>> = customers.collect();
            assert!(customers.is_sorted(), "places have the order of customers: {order:?}");
            let rule = format!("organization {organization}, {order:?}");
            let blocks = blocks(&connection, organization, order);
            if blocks.is_empty() {
                assert!(customers.len() <= usize::try_from(2 * BLOCK).unwrap(), "{rule}: it should have blocks");
                continue;
            }
            assert!(blocks[0].first.is_empty(), "{rule}: the first begins before all");
            assert!(blocks.is_sorted_by(|one, other| one.first < other.first), "{rule}: {blocks:?}");
            for (number, block) in blocks.iter().enumerate() {
                let end = blocks.get(number + 1).map(|next| &next.first);
                let has = |place: &Vec<u8>| *place >= block.first && end.is_none_or(|end| place < end);
                let members = customers.iter().filter(|place| has(place)).count();
                assert_eq!(block.customers, i64::try_from(members).unwrap(), "{rule}: block {number} of {blocks:?}");
                assert!(block.customers <= 2 * BLOCK, "{rule}: block {number} is too large");
            }
            found += blocks.len();
        }
    }
    found
}

/// The blocks of an order; each node's customers are those of its blocks, and none has too many or is empty.
fn blocks(connection: &Connection, organization: i64, order: SortField) -> Vec<Block> {
    let order = i64::try_from(number(order)).unwrap();
    let sql = "SELECT first, customers, blocks FROM customer_blocks WHERE organization = ?1 AND ordering = ?2";
    let mut nodes = connection.prepare(sql).unwrap();
    let read = |found: &Row<'_>| Ok((found.get::<_, Vec<u8>>(0)?, found.get::<_, i64>(1)?, found.get(2)?));
    let mut blocks = Vec::new();
    for node in nodes.query_map([organization, order], read).unwrap() {
        let (first, customers, bytes): (_, _, Vec<u8>) = node.unwrap();
        let of_node = decode(&bytes).map(|(first, customers)| Block { first: first.to_vec(), customers });
        let of_node: Vec<_> = of_node.collect();
        assert_eq!(encode(&of_node), bytes);
        assert_eq!(of_node[0].first, first);
        assert_eq!(of_node.iter().map(|block| block.customers).sum::<i64>(), customers);
        assert!(of_node.len() <= NODE, "{} blocks in a node", of_node.len());
        assert!(first.is_empty() || customers > 0, "an empty node");
        blocks.extend(of_node);
    }
    blocks
}

fn column_of<T: rusqlite::types::FromSql>(connection: &Connection, sql: &str) -> Vec<T> {
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |found| found.get(0)).unwrap().map(Result::unwrap).collect()
}

async fn fetch(sqlite: &Sqlite, organization: OrganizationId, query: CustomerQuery) -> CustomerPage {
    sqlite.fetch_customers(organization, query, identity).await.unwrap()
}

/// Holds pages of every order against a walk by cursor: all, or each `step`-th.
async fn check_pages(sqlite: &Sqlite, organization: OrganizationId, page_size: u32, step: usize) {
    for sort in ORDERS.into_iter().flat_map(|field| [false, true].map(|descending| Sort { field, descending })) {
        let asked = |position, page_size| CustomerQuery {
            filter: CustomerFilter::default(),
            sort,
            position,
            page_size,
            count: Count::Bounded,
        };
        let (mut walked, mut next) = (Vec::new(), Position::Page(1));
        loop {
            let page = fetch(sqlite, organization, asked(next, 200)).await;
            walked.extend(page.items);
            let Some(after) = page.next else { break };
            next = Position::After(after);
        }
        let size = page_size as usize;
        for (number, wanted) in walked.chunks(size).enumerate().step_by(step) {
            let position = Position::Page(u32::try_from(number + 1).unwrap());
            let page = fetch(sqlite, organization, asked(position, page_size)).await;
            assert_eq!(page.items, wanted, "page {} of {sort:?}", number + 1);
            assert_eq!(page.total, Some(Total::Exactly(walked.len() as u64)));
            assert_eq!(page.next.is_some(), (number + 1) * size < walked.len());
        }
        let behind = Position::Page(u32::try_from(walked.len() / size + 2).unwrap());
        assert_eq!(fetch(sqlite, organization, asked(behind, page_size)).await.items, []);
    }
}

/// What is drawn by lot: many at once, so that they share commits, or one.
async fn draw(sqlite: &Sqlite, lot: &mut StdRng, organization: OrganizationId, ids: &mut Vec<CustomerId>) {
    let kind = lot.random_range(0..100);
    if kind < 25 {
        let creates = (0..lot.random_range(1..40)).map(|_| sqlite.create_customer(organization, fields(lot)));
        ids.extend(join_all(creates.collect::<Vec<_>>()).await.into_iter().filter_map(Result::ok).map(|new| new.id));
    } else if kind < 30 {
        let new = (0..lot.random_range(1..200)).map(|_| (organization, fields(lot))).collect();
        ids.extend(sqlite.create_customers(new).await.into_iter().filter_map(Result::ok).map(|new| new.id));
    } else if kind < 65 {
        let changes = (0..lot.random_range(1..20)).filter_map(|_| {
            let id = *ids.get(lot.random_range(0..=ids.len()))?;
            let CustomerFields { name, company, notes, .. } = fields(lot);
            let set = |text: Option<String>| text.map_or(Change::Remove, Change::Set);
            let name = lot.random_bool(0.5).then_some(name);
            let change = CustomerChange { name, company: set(company), notes: set(notes), ..CustomerChange::default() };
            Some(sqlite.update_customer(organization, id, change, None))
        });
        join_all(changes.collect::<Vec<_>>()).await;
    } else {
        let first = lot.random_range(0..=ids.len());
        let gone: Vec<_> = ids.drain(first..(first + lot.random_range(0..30)).min(ids.len())).collect();
        join_all(gone.into_iter().map(|id| sqlite.delete_customer(organization, id))).await;
    }
}

#[tokio::test]
async fn blocks_are_exact_whatever_happens_and_pages_are_what_a_walk_finds() {
    let seed = rand::random();
    println!("seed {seed}"); // shown where the test fails; write it above to draw the same
    let mut lot = StdRng::seed_from_u64(seed);
    let directory = tempfile::tempdir().unwrap();
    let mut sqlite = reopened(directory.path());
    let mut organizations = Vec::new();
    for number in 0..3 {
        organizations.push((organization(&sqlite, number).await, Vec::new()));
    }
    let mut most = 0;
    for step in 0..150 {
        let (organization, ids) = &mut organizations[[0, 0, 0, 1, 2][step % 5]];
        draw(&sqlite, &mut lot, *organization, ids).await;
        most = most.max(check_blocks(directory.path()));
        if step % 50 == 49 {
            sqlite.close().await;
            sqlite = reopened(directory.path());
            for (organization, _) in &organizations {
                check_pages(&sqlite, *organization, lot.random_range(1..9), 1).await;
            }
        }
    }
    assert!(most > 20 * NODE, "{most} blocks: too few to see much");
    for (organization, ids) in &organizations {
        join_all(ids.iter().map(|id| sqlite.delete_customer(*organization, *id))).await;
    }
    assert_eq!(check_blocks(directory.path()), 3 * 5, "one empty block stays of each order");
}

#[tokio::test]
async fn many_that_come_at_once_are_cut_into_blocks() {
    let directory = tempfile::tempdir().unwrap();
    let sqlite = reopened(directory.path());
    let organization = organization(&sqlite, 1).await;
    let mut lot = StdRng::seed_from_u64(1);
    for so_many in [2 * usize::try_from(BLOCK).unwrap(), 1, 2_000, 1_000] {
        let new = (0..so_many).map(|_| (organization, fields(&mut lot))).collect();
        sqlite.create_customers(new).await;
        let found = check_blocks(directory.path());
        assert_eq!(found == 0, so_many == 8, "{found} blocks: there are some when two are not enough");
    }
    check_pages(&sqlite, organization, 25, 7).await;
}

#[tokio::test]
async fn blocks_that_somebody_has_removed_or_changed_are_made_anew() {
    let directory = tempfile::tempdir().unwrap();
    let sqlite = reopened(directory.path());
    let organization = organization(&sqlite, 1).await;
    let mut lot = StdRng::seed_from_u64(1);
    let new = (0..500).map(|_| (organization, fields(&mut lot))).collect();
    let created = sqlite.create_customers(new).await;
    for damage in ["DELETE FROM customer_blocks", "UPDATE customer_blocks SET blocks = x''"] {
        raw(directory.path()).execute_batch(damage).unwrap();
        check_pages(&sqlite, organization, 25, 3).await;
        sqlite.create_customer(organization, fields(&mut lot)).await.unwrap();
        assert!(check_blocks(directory.path()) > 0, "{damage}");
    }
    let fewer = "UPDATE customer_blocks SET blocks = x'000000000000', customers = 0 WHERE first = x''";
    raw(directory.path()).execute_batch(fewer).unwrap();
    let gone = created.iter().flatten().map(|created| sqlite.delete_customer(organization, created.id));
    join_all(gone).await;
    assert!(check_blocks(directory.path()) > 0);
}

#[test]
fn every_statement_seeks_and_sorts_nothing() {
    let key = "SEARCH customer_blocks USING PRIMARY KEY (organization=?";
    let counts = "SEARCH customer_blocks USING COVERING INDEX customer_blocks_customers (organization=?";
    for (seek, statements) in
        [(key, &[BLOCKS, NODE_OF, REMOVE_NODE, FORGET][..]), (counts, &[NODES, NODE_AFTER, IS_CUT])]
    {
        for sql in statements {
            let plan = plan(sql);
            assert!(plan.len() == 1 && plan[0].starts_with(seek), "{sql}: {plan:?}");
        }
    }
    assert_eq!(plan(STORE_NODE), Vec::<String>::new());
    for order in ORDERS {
        let (key, index) = places::column(order);
        let seek =
            |condition| format!("SEARCH customers USING COVERING INDEX {index} (organization=? AND {key}{condition})");
        let counted = plan(&tied_sql(order));
        let counted: Vec<_> = counted.iter().filter(|line| line.contains("customers")).collect();
        assert_eq!(counted, [&seek("=? AND rowid>?")], "{order:?}");
        assert_eq!(plan(&places_sql(order, false)), [seek("=? AND rowid>?")], "{order:?}");
        assert_eq!(plan(&places_sql(order, true)), [seek(">?")], "{order:?}");
    }
}
