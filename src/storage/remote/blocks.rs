//! Blocks: the customers of an organization in the order of creation, counted by the stretch, so that a page deep inside
//! is found without counting to it. Customers have numbers by creation, of which so many make a block, and so many blocks
//! a node; each is counted, and who looks for a page adds up nodes, then the blocks of one.
//!
//! Who creates or deletes has the organization's row locked and so its blocks. In other orders every create would touch
//! blocks anywhere, and changes would have to lock the organization, too; so they have none. An organization has none
//! either until it has created more customers than fit into one.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{
    customers::{COLUMNS, from_row},
    pool::Session,
    session::{Connection, Failure, values},
};
use crate::{
    domain::{Customer, CustomerFilter, CustomerId, CustomerPage, CustomerQuery, OrganizationId, Position, SortField},
    storage::order::cursor,
};

/// Customers of a block.
const BLOCK: i64 = 512;

/// Blocks of a node.
const NODE: i64 = 64;

/// A page that begins after fewer customers is counted to.
const NEAR: u64 = 1_000;

/// What creating customers changes in an organization's blocks.
pub(super) struct Growth {
    /// How many were created before.
    created: i64,
    /// How many of these there are still.
    customers: i64,
    /// The ids of those that are created now.
    new: Vec<Uuid>,
}

impl Growth {
    /// Of an organization that has had so many customers and has so many.
    pub(super) fn new(created: i64, customers: i64) -> Self {
        Self { created, customers, new: Vec::new() }
    }

    /// A customer is created. Its id is greater than all before.
    pub(super) fn add(&mut self, id: Uuid) {
        self.new.push(id);
    }

    /// How many were created.
    pub(super) fn so_many(&self) -> i64 {
        i64::try_from(self.new.len()).unwrap_or(i64::MAX)
    }

    /// The id of the last.
    pub(super) fn last(&self) -> Option<Uuid> {
        self.new.last().copied()
    }

    /// The blocks and nodes that have customers more, as the statement takes them.
    pub(super) fn blocks(&self, organization: OrganizationId) -> Vec<Json> {
        if self.created + self.so_many() <= BLOCK {
            return Vec::new();
        }
        let sizes = [(0, BLOCK), (1, BLOCK * NODE)];
        let mut blocks = BTreeMap::new();
        if self.created <= BLOCK {
            // There are none yet. All that were created before are in the first.
            blocks.extend(sizes.map(|(level, _)| ((level, 0), (Uuid::nil(), self.customers))));
        }
        for (number, id) in (self.created..).zip(&self.new) {
            for (level, size) in sizes {
                blocks.entry((level, number / size)).or_insert((*id, 0)).1 += 1;
            }
        }
        let organization = organization.0.simple().to_string();
        let row = |((level, number), (first, created)): ((i64, i64), (Uuid, i64))| {
            let first = first.simple().to_string();
            json!({"organization": organization, "level": level, "number": number, "first": first, "created": created})
        };
        blocks.into_iter().map(row).collect()
    }
}

/// Counts a customer less, of an organization whose row is locked.
pub(super) async fn remove<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    id: CustomerId,
) -> Result<(), Failure> {
    let sql = "SELECT number FROM customer_blocks WHERE organization = ? AND level = 0 AND first <= ?
               ORDER BY first DESC LIMIT 1";
    let Some(mut found) = session.row(sql, values![organization.0, id.0]).await? else { return Ok(()) };
    let number = found.int()?;
    let less = "UPDATE customer_blocks SET customers = customers - 1
                WHERE organization = ? AND level = ? AND number = ?";
    let of = |level: i64, number: i64| (less, values![organization.0, level, number]);
    session.change_all(vec![of(0, number), of(1, number / NODE)]).await
}

/// Whether blocks may lead to a page.
pub(super) fn lead_to(query: &CustomerQuery) -> bool {
    let Position::Page(page) = query.position else { return false };
    query.sort.field == SortField::CreatedAt
        && query.filter == CustomerFilter::default()
        && offset(page, query.page_size) >= NEAR
}

fn offset(page: u32, size: u32) -> u64 {
    u64::from(page.saturating_sub(1)) * u64::from(size)
}

/// The page that blocks lead to; `None` if there are no blocks, or nobody is on it. By one statement, so that all is of one
/// moment.
pub(super) async fn fetch_customers<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    query: &CustomerQuery,
) -> Result<Option<CustomerPage>, Failure> {
    let (Position::Page(page), size) = (&query.position, u64::from(query.page_size)) else { return Ok(None) };
    let offset = offset(*page, query.page_size);
    let (sql, ahead) = (page_sql(size, query.sort.descending), offset.cast_signed());
    let organization = organization.0;
    let values = values![ahead, ahead, organization, organization, organization, organization, organization];
    let (mut items, mut total) = (Vec::<Customer>::new(), 0);
    for mut row in session.rows(&sql, values).await? {
        total = row.int()?.cast_unsigned();
        items.push(from_row(row)?);
    }
    let more = offset + size < total;
    let next = items.last().filter(|_| more).map(|last| cursor(last, query.sort.field));
    Ok((!items.is_empty()).then_some(CustomerPage { items, total: query.total.then_some(total), next }))
}

/// The statement of a page. `ahead` is how many come before something, from the first that was created on; the page has
/// those whose place is after `start` and not after `finish`. Every part goes by an index: a few nodes, the blocks of one,
/// and not much more than a block's customers. Parameters: twice how many come before the page, as it is ordered; then the
/// organization.
fn page_sql(size: u64, descending: bool) -> String {
    let (start, finish, direction) = if descending {
        (format!("GREATEST(customers - ? - {size}, 0)"), "GREATEST(customers - ?, 0)".to_owned(), "DESC")
    } else {
        ("LEAST(?, customers)".to_owned(), format!("LEAST(?, customers) + {size}"), "ASC")
    };
    let most = BLOCK.unsigned_abs() + size;
    format!(
        "WITH page AS (
             SELECT customers AS total, {start} AS start, {finish} AS finish FROM organizations WHERE id = ?
         ), nodes AS (
             SELECT number, SUM(customers) OVER (ORDER BY number) - customers AS ahead
             FROM customer_blocks WHERE organization = ? AND level = 1
         ), node AS (
             SELECT number, ahead FROM nodes WHERE ahead <= (SELECT start FROM page) ORDER BY number DESC LIMIT 1
         ), blocks AS (
             SELECT number, first, SUM(customers) OVER (ORDER BY number) - customers + (SELECT ahead FROM node) AS ahead
             FROM customer_blocks
             WHERE organization = ? AND level = 0 AND number >= (SELECT number * {NODE} FROM node)
                 AND number < (SELECT (number + 1) * {NODE} FROM node)
         ), block AS (
             SELECT first, ahead FROM blocks WHERE ahead <= (SELECT start FROM page) ORDER BY number DESC LIMIT 1
         ), members AS (
             SELECT id FROM customers WHERE organization = ? AND id >= (SELECT first FROM block) ORDER BY id LIMIT {most}
         ), places AS (
             SELECT id, ROW_NUMBER() OVER (ORDER BY id) + (SELECT ahead FROM block) AS place FROM members
         ), found AS (
             SELECT id FROM places
             WHERE place > (SELECT start FROM page) AND place <= (SELECT finish FROM page) ORDER BY place LIMIT {size}
         )
         SELECT (SELECT total FROM page), {COLUMNS}
         FROM found JOIN customers AS c ON c.organization = ? AND c.id = found.id ORDER BY c.id {direction}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Level, number, and how many more, of the blocks that creating so many changes.
    fn blocks(created: i64, customers: i64, new: usize) -> Vec<(i64, i64, i64)> {
        let mut growth = Growth::new(created, customers);
        for number in 0..new {
            growth.add(Uuid::from_u128(number as u128 + 1));
        }
        let number = |row: &Json, member: &str| row[member].as_i64().unwrap_or(-1);
        let rows = growth.blocks(OrganizationId(Uuid::nil()));
        rows.iter().map(|row| (number(row, "level"), number(row, "number"), number(row, "created"))).collect()
    }

    #[test]
    fn blocks_begin_when_the_first_is_full_and_count_those_that_were_there() {
        assert_eq!(blocks(0, 0, 512), []);
        assert_eq!(blocks(511, 500, 1), []);
        assert_eq!(blocks(511, 500, 2), [(0, 0, 501), (0, 1, 1), (1, 0, 502)]);
        assert_eq!(blocks(512, 500, 1), [(0, 0, 500), (0, 1, 1), (1, 0, 501)]);
        assert_eq!(blocks(513, 501, 1), [(0, 1, 1), (1, 0, 1)]);
        assert_eq!(blocks(0, 0, 1025), [(0, 0, 512), (0, 1, 512), (0, 2, 1), (1, 0, 1025)]);
    }

    #[test]
    fn nodes_follow_one_another() {
        let node = BLOCK * NODE;
        assert_eq!(blocks(node - 1, 9, 2), [(0, NODE - 1, 1), (0, NODE, 1), (1, 0, 1), (1, 1, 1)]);
    }
}
