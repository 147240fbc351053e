//! Pages deep inside, of organizations that are large enough for blocks: what a walk by cursor finds, and counts that are
//! exact, whatever happens meanwhile.

use std::{convert::identity, sync::Arc};

use customary::{
    domain::{
        Change, Clock, Count, Customer, CustomerChange, CustomerFields, CustomerId, CustomerQuery, OrganizationId,
        Position, Sort, SortField,
    },
    storage::{Repository, Storage, copy},
};
use futures_util::{StreamExt, stream};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::{
    database::Database,
    harness::{World, email, exactly, named, open, query, reopen},
};

const FIELDS: [SortField; 5] =
    [SortField::CreatedAt, SortField::UpdatedAt, SortField::Name, SortField::Email, SortField::Company];

/// More than blocks of any database hold, several times.
const MANY: usize = 4_500;

fn lot() -> StdRng {
    let seed = rand::random();
    println!("seed {seed}"); // shown where the test fails; write it above to draw the same
    StdRng::seed_from_u64(seed)
}

/// One of few names and companies.
fn fields(lot: &mut StdRng) -> CustomerFields {
    let company = ["", "Sons", "Sons & Sons", "\u{e4}"][lot.random_range(0..4)];
    let address = format!("x{}@mail.example", lot.random_range(0..u64::MAX));
    CustomerFields {
        email: lot.random_bool(0.6).then(|| email(&address)),
        company: (!company.is_empty()).then(|| company.to_owned()),
        ..named(["Anna", "Anna B", "\u{c4}nne", "Bo", "Zoe"][lot.random_range(0..5)])
    }
}

async fn create(
    world: &World<Storage>,
    lot: &mut StdRng,
    organization: OrganizationId,
    so_many: usize,
) -> Vec<CustomerId> {
    let new = (0..so_many).map(|_| (organization, fields(lot))).collect();
    world.storage.create_customers(new).await.into_iter().map(|new| new.unwrap().id).collect()
}

/// Deletes them, some at a time: one after the other each would wait for its own sync.
async fn delete(storage: &Storage, organization: OrganizationId, ids: &[CustomerId]) {
    let deletes = stream::iter(ids).map(|id| storage.delete_customer(organization, *id)).buffer_unordered(16);
    deletes.for_each(|deleted| async move { assert_eq!(deleted, Ok(true)) }).await;
}

/// All pages of an order, by cursor.
async fn walk(storage: &Storage, organization: OrganizationId, sort: Sort) -> Vec<Customer> {
    let (mut walked, mut next) = (Vec::new(), Position::Page(1));
    loop {
        let asked = CustomerQuery { sort, position: next, page_size: 200, ..query() };
        let page = storage.fetch_customers(organization, asked, identity).await.unwrap();
        walked.extend(page.items);
        let Some(after) = page.next else { return walked };
        next = Position::After(after);
    }
}

/// Holds every page of every order against the walk, and the blocks against the customers.
async fn check(world: &World<Storage>, storage: &Storage, organization: OrganizationId, page_size: u32) {
    for sort in FIELDS.into_iter().flat_map(|field| [false, true].map(|descending| Sort { field, descending })) {
        let walked = walk(storage, organization, sort).await;
        let size = page_size as usize;
        for (number, wanted) in walked.chunks(size).enumerate() {
            let position = Position::Page(u32::try_from(number + 1).unwrap());
            let count = if number % 2 == 0 { Count::Bounded } else { Count::Nothing };
            let asked = CustomerQuery { sort, position, page_size, count, ..query() };
            let page = storage.fetch_customers(organization, asked, identity).await.unwrap();
            let ids = |customers: &[Customer]| customers.iter().map(|customer| customer.id).collect::<Vec<_>>();
            assert_eq!(ids(&page.items), ids(wanted), "page {} of {page_size} of {sort:?}", number + 1);
            assert_eq!(page.total, exactly(walked.len() as u64).filter(|_| count == Count::Bounded));
            assert_eq!(page.next.is_some(), (number + 1) * size < walked.len());
        }
        let behind = Position::Page(u32::try_from(walked.len() / size + 2).unwrap());
        let asked = CustomerQuery { sort, position: behind, page_size, ..query() };
        let page = storage.fetch_customers(organization, asked, identity).await.unwrap();
        assert_eq!((page.items, page.total), (Vec::new(), exactly(walked.len() as u64)));
    }
    check_blocks(world);
}

/// Blocks say how many customers they have. SQLite's are looked into by `src/storage/sqlite/blocks_tests.rs`.
fn check_blocks(world: &World<Storage>) {
    if let Database::File(_) = world.database {
        let file = rusqlite::Connection::open(world.database.file()).unwrap();
        let sql = "SELECT count(*), count(CASE WHEN counted <> customers THEN 1 END)
                   FROM (SELECT organization, sum(customers) AS counted FROM customer_blocks GROUP BY organization, ordering)
                   JOIN organizations ON seq = organization";
        let (orders, wrong): (i64, i64) = file.query_row(sql, [], |found| Ok((found.get(0)?, found.get(1)?))).unwrap();
        assert!(orders > 0 && orders % 5 == 0 && wrong == 0, "{wrong} of {orders}");
        return;
    }
    let blocks = "WITH blocks AS (
                      SELECT organization, level, number, first, customers,
                          LEAD(first) OVER (PARTITION BY organization, level ORDER BY number) AS finish
                      FROM customer_blocks
                  )
                  SELECT level, number, customers, (
                      SELECT count(*) FROM customers AS c
                      WHERE c.organization = b.organization AND c.id >= b.first AND (b.finish IS NULL OR c.id < b.finish)
                  ) FROM blocks AS b ORDER BY level, number";
    let rows = world.database.rows(blocks);
    assert!(rows.len() > 3, "{rows:?}");
    for row in rows {
        let columns: Vec<&str> = row.split('\t').collect();
        assert_eq!(columns[2], columns[3], "block {} of level {}", columns[1], columns[0]);
    }
}

pub(crate) async fn every_page_is_what_a_walk_finds_whatever_happened_before(world: &World<Storage>) {
    let mut lot = lot();
    let mut organizations = Vec::new();
    for address in ["ada@example.com", "grace@example.com"] {
        organizations.push((world.organization(address).await, Vec::new()));
    }
    for round in 0..2 {
        for (organization, ids) in &mut organizations {
            ids.extend(create(world, &mut lot, *organization, MANY / 2).await);
            let changes = (0..300).map(|_| {
                world.clock.advance(lot.random_range(0..2));
                let id = ids[lot.random_range(0..ids.len())];
                let CustomerFields { name, company, .. } = fields(&mut lot);
                let company = company.map_or(Change::Remove, Change::Set);
                let change = CustomerChange { name: Some(name), company, ..CustomerChange::default() };
                world.storage.update_customer(*organization, id, change, None)
            });
            stream::iter(changes).buffered(16).for_each(|changed| async { drop(changed.unwrap()) }).await;
            // Some that follow one another, and some here and there.
            let first = lot.random_range(0..ids.len() - 200);
            let mut gone: Vec<_> = ids.drain(first..first + 200).collect();
            gone.extend((0..100).map(|_| ids.swap_remove(lot.random_range(0..ids.len()))));
            delete(&world.storage, *organization, &gone).await;
            check_blocks_if_any(world, round);
        }
    }
    for (organization, ids) in &organizations {
        check(world, &world.storage, *organization, lot.random_range(20..90)).await;
        assert_eq!(walk(&world.storage, *organization, query().sort).await.len(), ids.len());
    }
    let again = reopen(world).await.unwrap();
    let (organization, _) = organizations[0];
    again.create_customer(organization, fields(&mut lot)).await.unwrap();
    check(world, &again, organization, 190).await;
}

/// After the first round some databases have none yet.
fn check_blocks_if_any(world: &World<Storage>, round: usize) {
    if round > 0 {
        check_blocks(world);
    }
}

pub(crate) async fn pages_are_right_after_many_wrote_at_once(world: &World<Storage>) {
    let mut lot = lot();
    let (ours, theirs) = (world.organization("ada@example.com").await, world.organization("grace@example.com").await);
    let first = create(world, &mut lot, ours, MANY / 2).await;
    create(world, &mut lot, theirs, MANY / 2).await;
    let writers = first.chunks(first.len() / 16).enumerate().map(|(number, mine)| {
        let (storage, mine, mut lot) =
            (Arc::clone(&world.storage), mine.to_vec(), StdRng::seed_from_u64(number as u64));
        tokio::spawn(async move {
            for id in mine {
                match lot.random_range(0..3) {
                    0 => assert_eq!(storage.delete_customer(ours, id).await, Ok(true)),
                    1 => {
                        let change = CustomerChange { name: Some(fields(&mut lot).name), ..CustomerChange::default() };
                        storage.update_customer(ours, id, change, None).await.map(drop).unwrap();
                    }
                    _ => drop(storage.create_customer(if number == 3 { theirs } else { ours }, fields(&mut lot)).await),
                }
            }
        })
    });
    for writer in futures_util::future::join_all(writers.collect::<Vec<_>>()).await {
        writer.unwrap();
    }
    check(world, &world.storage, ours, 77).await;
    check(world, &world.storage, theirs, 150).await;
}

/// Servers number customers as they are created; so many as two nodes have need not be created for it.
pub(crate) async fn a_page_is_found_beyond_the_first_node(world: &World<Storage>) {
    let mut lot = lot();
    let organization = world.organization("ada@example.com").await;
    if !matches!(world.database, Database::File(_)) {
        world.database.run("UPDATE organizations SET created = 32 * 512 - 1000");
    }
    let ids = create(world, &mut lot, organization, MANY).await;
    let (gone, rest): (Vec<_>, Vec<_>) = ids.into_iter().partition(|_| lot.random_bool(0.3));
    delete(&world.storage, organization, &gone).await;
    check(world, &world.storage, organization, 100).await;
    delete(&world.storage, organization, &rest[..500]).await;
    check(world, &world.storage, organization, 60).await;
}

pub(crate) async fn a_copy_has_the_same_pages_deep_inside(world: &World<Storage>) {
    let mut lot = lot();
    let source = open(Database::sqlite()).await;
    let organization = source.organization("ada@example.com").await;
    let ids = create(&source, &mut lot, organization, MANY).await;
    delete(&source.storage, organization, &ids[1_000..1_700]).await;
    let back = open(Database::sqlite()).await;
    for (from, to) in [(&source, world), (world, &back)] {
        to.clock.set(from.clock.now().plus_seconds(1)); // an open SQLite makes ids after those that it made itself
        copy(&from.storage, &to.storage, 1_000, &|_| {}).await.unwrap();
        check(to, &to.storage, organization, 130).await;
        delete(&to.storage, organization, &[walk(&to.storage, organization, query().sort).await[500].id]).await;
        create(to, &mut lot, organization, 1).await;
        check(to, &to.storage, organization, 200).await;
    }
}
