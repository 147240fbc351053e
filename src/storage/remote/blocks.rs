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
    domain::{
        Count, CustomerFilter, CustomerId, CustomerPage, CustomerQuery, OrganizationId, Position, SortField, Total,
    },
    storage::order::cursor,
};

/// Customers of a block.
const BLOCK: i64 = 512;

/// Blocks of a node.
const NODE: i64 = 32;

/// A page that begins after fewer customers is counted to, which takes one statement.
const NEAR: u64 = 2_000;

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

/// How many customers there are, and the nodes.
const NODES: &str = "SELECT o.customers, b.number, b.customers
     FROM organizations AS o LEFT JOIN customer_blocks AS b ON b.organization = o.id AND b.level = 1
     WHERE o.id = ? ORDER BY b.number";

/// The blocks of a node.
const BLOCKS: &str = "SELECT first, customers FROM customer_blocks
     WHERE organization = ? AND level = 0 AND number >= ? AND number < ? ORDER BY number";

/// Begins a transaction that reads, and reads the page that blocks lead to; `None` if there are none. Nodes and blocks are
/// added up here and not by one statement: `MySQL` seeks to nothing that a statement finds out itself.
pub(super) async fn fetch_customers<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    query: &CustomerQuery,
) -> Result<Option<CustomerPage>, Failure> {
    let Position::Page(page) = query.position else { return Ok(None) };
    let (offset, size, organization) = (offset(page, query.page_size), u64::from(query.page_size), organization.0);
    let [found] = session.begin_with(C::DIALECT.begin_snapshot, [(NODES, values![organization])]).await?;
    let (mut total, mut nodes) = (0, Vec::new());
    for mut row in found {
        total = row.int()?.cast_unsigned();
        if let Some(number) = row.int_or_null()? {
            nodes.push((number, row.int()?));
        }
    }
    let limit = size.min(total.saturating_sub(offset));
    // So many come before the page, in the order of creation.
    let ahead = if query.sort.descending { total.saturating_sub(offset + limit) } else { offset };
    let Some((node, ahead)) = holder(nodes, ahead) else { return Ok(None) };
    let (from, to) = (node * NODE, (node + 1) * NODE);
    let mut blocks = Vec::new();
    for mut row in session.rows(BLOCKS, values![organization, from, to]).await? {
        blocks.push((row.id()?, row.int()?));
    }
    let Some((first, ahead)) = holder(blocks, ahead) else { return Ok(None) };
    let direction = if query.sort.descending { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT {COLUMNS}
         FROM (SELECT id FROM customers WHERE organization = ? AND id >= ? ORDER BY id LIMIT {limit} OFFSET ?) AS page
         JOIN customers AS c ON c.organization = ? AND c.id = page.id ORDER BY page.id {direction}"
    );
    let found = session.rows(&sql, values![organization, first, ahead.cast_signed(), organization]).await?;
    let items = found.into_iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    let more = offset + size < total;
    let next = items.last().filter(|_| more).map(|last| cursor(last, query.sort.field));
    Ok(Some(CustomerPage { items, total: Some(Total::Exactly(total)).filter(|_| query.count != Count::Nothing), next }))
}

/// Which of these has the customer after so many, and how many of them are in it.
fn holder<T>(stretches: Vec<(T, i64)>, mut ahead: u64) -> Option<(T, u64)> {
    for (name, customers) in stretches {
        let customers = customers.cast_unsigned();
        if ahead < customers {
            return Some((name, ahead));
        }
        ahead -= customers;
    }
    None
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
