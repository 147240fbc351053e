//! Blocks: the customers of an order, counted by the stretch, so that a page deep inside is found without counting to
//! it. Each order of an organization is cut into blocks of some hundred customers that begin at places; rows of
//! `customer_blocks`, the nodes, have some tens of them each. Who looks for a page adds up nodes, then the blocks of one.
//!
//! They are changed when a group of writes commits, once for all its customers, and are always exact. An organization
//! that never outgrew two blocks has none.

use std::{collections::BTreeMap, ops::Bound};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::places::{ORDERS, between, column, key, place};
use crate::domain::SortField;

/// Customers of a block when it is made; it is divided when it has more than twice as many. Few in tests.
pub(super) const BLOCK: i64 = if cfg!(test) { 4 } else { 768 };

/// Blocks of a node at most: about so many that a row fits into a page.
const NODE: usize = if cfg!(test) { 6 } else { 40 };

/// So many customers more stand at a place of an order.
pub(super) struct PlaceChange {
    pub(super) organization: i64,
    pub(super) field: SortField,
    pub(super) place: Vec<u8>,
    pub(super) more: i64,
}

/// An order of an organization.
pub(super) struct Order<'a> {
    pub(super) connection: &'a Connection,
    pub(super) organization: i64,
    pub(super) field: SortField,
}

/// Customers that follow one another, from a place on.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    first: Vec<u8>,
    customers: i64,
}

/// Blocks that follow one another, and the place at which the next node begins.
struct Node {
    blocks: Vec<Block>,
    end: Option<Vec<u8>>,
}

/// Makes the changes of a group. `customers` is how many the organizations have whose number has changed.
pub(super) fn apply(
    connection: &Connection,
    changes: Vec<PlaceChange>,
    customers: &BTreeMap<i64, i64>,
) -> rusqlite::Result<()> {
    let mut organizations = BTreeMap::<i64, [Vec<PlaceChange>; 5]>::new();
    for change in changes {
        organizations.entry(change.organization).or_default()[number(change.field)].push(change);
    }
    for (organization, changes) in organizations {
        let blocks = ORDERS.map(|field| Order { connection, organization, field });
        if blocks[0].is_cut()? {
            for (order, changes) in blocks.iter().zip(changes).filter(|(_, changes)| !changes.is_empty()) {
                order.change(changes)?;
            }
        } else if let Some(customers) = customers.get(&organization).filter(|customers| **customers > 2 * BLOCK) {
            for order in blocks {
                order.cut(*customers)?;
            }
        }
    }
    Ok(())
}

/// The number of an order in the table.
fn number(field: SortField) -> usize {
    ORDERS.iter().position(|other| *other == field).unwrap_or_default()
}

impl Order<'_> {
    fn number(&self) -> i64 {
        i64::try_from(number(self.field)).unwrap_or_default()
    }

    /// The place from which to read what comes after so many customers, and how many of them stand behind it. `None`
    /// where there are no blocks.
    pub(super) fn find(&self, mut before: u64) -> rusqlite::Result<Option<(Vec<u8>, u64)>> {
        let mut nodes = self.connection.prepare_cached(NODES)?;
        let mut nodes = nodes.query(params![self.organization, self.number()])?;
        while let Some(node) = nodes.next()? {
            let customers = node.get::<_, i64>(1)?.cast_unsigned();
            if before < customers {
                let of = params![self.organization, self.number(), node.get_ref(0)?.as_blob()?];
                let mut blocks = self.connection.prepare_cached(BLOCKS)?;
                return blocks.query_row(of, |node| Ok(find_block(node.get_ref(0)?.as_blob()?, before)));
            }
            before -= customers;
        }
        Ok(None)
    }

    /// How many customers, up to `most`, have the key of a place, from its number on.
    pub(super) fn tied(&self, from: &[u8], most: u64) -> rusqlite::Result<u64> {
        let (key, seq) = key(self.field, from);
        let values = params![self.organization, key, seq, most.cast_signed()];
        let count = |found: &Row<'_>| found.get::<_, i64>(0);
        self.connection.prepare_cached(&tied_sql(self.field))?.query_row(values, count).map(i64::cast_unsigned)
    }

    /// The places of `limit` customers after `skip` others, from a place on.
    fn places(&self, from: &[u8], skip: u64, limit: u64) -> rusqlite::Result<Vec<Vec<u8>>> {
        let mut places = self.part(false, from, skip, limit)?;
        let missing = limit - places.len() as u64;
        if missing > 0 {
            let skip = if places.is_empty() { skip - self.tied(from, skip)? } else { 0 };
            places.extend(self.part(true, from, skip, missing)?);
        }
        Ok(places)
    }

    /// The places of those with the key of a place, or of those beyond.
    fn part(&self, beyond: bool, from: &[u8], skip: u64, limit: u64) -> rusqlite::Result<Vec<Vec<u8>>> {
        let (key, seq) = key(self.field, from);
        let mut statement = self.connection.prepare_cached(&places_sql(self.field, beyond))?;
        let values = params![self.organization, key, limit.cast_signed(), skip.cast_signed(), seq];
        for (number, value) in (1..=statement.parameter_count()).zip(values) {
            statement.raw_bind_parameter(number, value)?;
        }
        let mut rows = statement.raw_query();
        let mut places = Vec::new();
        while let Some(found) = rows.next()? {
            places.push(place(found.get_ref(0)?, found.get(1)?));
        }
        Ok(places)
    }

    /// Whether there are blocks. All orders have some, or none.
    fn is_cut(&self) -> rusqlite::Result<bool> {
        self.connection.prepare_cached(IS_CUT)?.exists([self.organization])
    }

    /// Makes the blocks of so many customers, in place of those that there are.
    fn cut(&self, customers: i64) -> rusqlite::Result<()> {
        self.connection.prepare_cached(FORGET)?.execute(params![self.organization, self.number()])?;
        self.store(vec![Block { first: Vec::new(), customers }])
    }

    fn change(&self, changes: Vec<PlaceChange>) -> rusqlite::Result<()> {
        let mut nodes = BTreeMap::new();
        for PlaceChange { place, more, .. } in changes {
            if holder(&mut nodes, &place).is_none() {
                let Some((first, node)) = self.load(&place)? else { return self.mend() };
                nodes.insert(first, node);
            }
            let Some(node) = holder(&mut nodes, &place) else { return self.mend() };
            let behind = node.blocks.partition_point(|block| block.first <= place);
            node.blocks[behind.saturating_sub(1)].customers += more;
        }
        if nodes.values().flat_map(|node| &node.blocks).any(|block| block.customers < 0) {
            return self.mend();
        }
        nodes.into_values().try_for_each(|node| self.store(node.blocks))
    }

    /// Makes the blocks anew, since they are not what they should be: somebody has changed the database.
    fn mend(&self) -> rusqlite::Result<()> {
        tracing::error!(organization = self.organization, order = ?self.field, "blocks were wrong and are made anew");
        let customers =
            self.connection.prepare_cached(CUSTOMERS)?.query_row([self.organization], |found| found.get(0))?;
        self.cut(customers)
    }

    /// The node that has a place, and where it begins.
    fn load(&self, place: &[u8]) -> rusqlite::Result<Option<(Vec<u8>, Node)>> {
        let of = (self.organization, self.number(), place);
        let read = |found: &Row<'_>| {
            let blocks = decode(found.get_ref(1)?.as_blob()?);
            let blocks = blocks.map(|(first, customers)| Block { first: first.to_vec(), customers });
            Ok((found.get(0)?, blocks.collect::<Vec<_>>()))
        };
        let found = self.connection.prepare_cached(NODE_OF)?.query_row(of, read).optional()?;
        let Some((first, blocks)) = found.filter(|(_, blocks)| !blocks.is_empty()) else { return Ok(None) };
        let end = self.connection.prepare_cached(NODE_AFTER)?.query_row(of, |found| found.get(0)).optional()?;
        Ok(Some((first, Node { blocks, end })))
    }

    /// Stores a node: without blocks that are too small or too large, in several nodes where it has too many.
    fn store(&self, blocks: Vec<Block>) -> rusqlite::Result<()> {
        let mut settled = Vec::<Block>::with_capacity(blocks.len());
        for block in blocks {
            match settled.last_mut() {
                Some(last) if last.customers + block.customers <= BLOCK / 2 => last.customers += block.customers,
                _ => self.divide(block, &mut settled)?,
            }
        }
        // The first node stays, since a place belongs to the last that begins before it.
        if let [Block { first, customers: 0 }] = &settled[..]
            && !first.is_empty()
        {
            let of = params![self.organization, self.number(), first];
            return self.connection.prepare_cached(REMOVE_NODE)?.execute(of).map(drop);
        }
        let nodes = settled.len().div_ceil(NODE).max(1);
        for node in settled.chunks(settled.len().div_ceil(nodes)) {
            let customers: i64 = node.iter().map(|block| block.customers).sum();
            let row = params![self.organization, self.number(), node[0].first, customers, encode(node)];
            self.connection.prepare_cached(STORE_NODE)?.execute(row)?;
        }
        Ok(())
    }

    /// Adds a block to others: several where it is too large.
    fn divide(&self, mut block: Block, to: &mut Vec<Block>) -> rusqlite::Result<()> {
        while block.customers > 2 * BLOCK {
            let places = self.places(&block.first, BLOCK.cast_unsigned() - 1, 2)?;
            let [before, after] = &places[..] else { break };
            let rest = Block { first: between(before, after), customers: block.customers - BLOCK };
            to.push(Block { customers: BLOCK, ..std::mem::replace(&mut block, rest) });
        }
        to.push(block);
        Ok(())
    }
}

/// The place of the block of a node that comes after so many customers, and how many of them stand behind it.
fn find_block(blocks: &[u8], mut before: u64) -> Option<(Vec<u8>, u64)> {
    for (first, customers) in decode(blocks) {
        let customers = customers.cast_unsigned();
        if before < customers {
            return Some((first.to_vec(), before));
        }
        before -= customers;
    }
    None
}

/// The loaded node that has a place.
fn holder<'a>(nodes: &'a mut BTreeMap<Vec<u8>, Node>, place: &[u8]) -> Option<&'a mut Node> {
    let (_, node) = nodes.range_mut::<[u8], _>((Bound::Unbounded, Bound::Included(place))).next_back()?;
    node.end.as_deref().is_none_or(|end| place < end).then_some(node)
}

/// A node's blocks as they are stored: of each the length of its place, its place, its customers.
fn encode(blocks: &[Block]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for Block { first, customers } in blocks {
        bytes.extend(u16::try_from(first.len()).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend(first);
        bytes.extend(u32::try_from(*customers).unwrap_or(u32::MAX).to_be_bytes());
    }
    bytes
}

fn decode(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8], i64)> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_first_chunk()?;
        let (first, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        let (customers, rest) = rest.split_first_chunk()?;
        bytes = rest;
        Some((first, u32::from_be_bytes(*customers).into()))
    })
}

// Those that read no blocks by the index `customer_blocks_customers`, since a row of the table is as large as a page; the
// others by the primary key.
const NODES: &str = "SELECT first, customers FROM customer_blocks INDEXED BY customer_blocks_customers
     WHERE organization = ?1 AND ordering = ?2 ORDER BY first";
const BLOCKS: &str = "SELECT blocks FROM customer_blocks WHERE organization = ?1 AND ordering = ?2 AND first = ?3";
const NODE_OF: &str = "SELECT first, blocks FROM customer_blocks
     WHERE organization = ?1 AND ordering = ?2 AND first <= ?3 ORDER BY first DESC LIMIT 1";
const NODE_AFTER: &str = "SELECT first FROM customer_blocks
     WHERE organization = ?1 AND ordering = ?2 AND first > ?3 ORDER BY first LIMIT 1";
const STORE_NODE: &str = "INSERT INTO customer_blocks (organization, ordering, first, customers, blocks)
     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET customers = excluded.customers, blocks = excluded.blocks";
const REMOVE_NODE: &str = "DELETE FROM customer_blocks WHERE organization = ?1 AND ordering = ?2 AND first = ?3";
const FORGET: &str = "DELETE FROM customer_blocks WHERE organization = ?1 AND ordering = ?2";
const IS_CUT: &str = "SELECT 1 FROM customer_blocks WHERE organization = ?1 LIMIT 1";
const CUSTOMERS: &str = "SELECT customers FROM organizations WHERE seq = ?1";

/// Parameters: 1 the organization, 2 the key, 3 the number, 4 the most to count.
fn tied_sql(field: SortField) -> String {
    let (key, index) = column(field);
    format!(
        "SELECT count(*) FROM (SELECT 1 FROM customers INDEXED BY {index}
         WHERE organization = ?1 AND {key} = ?2 AND seq >= ?3 LIMIT ?4)"
    )
}

/// Parameters: 1 the organization, 2 the key, 3 how many, 4 how many to leave out before them, 5 the number.
fn places_sql(field: SortField, beyond: bool) -> String {
    let (key, index) = column(field);
    let part = if beyond { format!("{key} > ?2") } else { format!("{key} = ?2 AND seq >= ?5") };
    format!(
        "SELECT {key}, seq FROM customers INDEXED BY {index} WHERE organization = ?1 AND {part}
         ORDER BY {key}, seq LIMIT ?3 OFFSET ?4"
    )
}

#[cfg(test)]
#[path = "blocks_tests.rs"]
mod tests;
