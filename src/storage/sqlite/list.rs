//! Pages of customers. Every list walks the index of its order, or the search index; a page deep inside begins where
//! blocks say (`blocks.rs`), or is counted to from the nearer end, over index entries alone.

use rusqlite::{Connection, OptionalExtension, params, types::Value};

use super::{
    blocks::{BLOCK, Order},
    customers::{COLUMNS, from_row, organization},
    index, places,
};
use crate::{
    domain::{Cursor, Customer, CustomerPage, CustomerQuery, OrganizationId, Position, Sort, SortField},
    storage::{
        Error,
        order::{cursor, first, key_as_number, key_as_text},
    },
};

/// What a list's SQL depends on.
#[derive(Debug, Clone, Copy)]
struct Shape {
    sort: Sort,
    part: Part,
}

/// Which part of the customers is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All of the organization.
    All,
    /// Those with the key of the cursor, after its customer.
    Tied,
    /// Those whose key comes after that of the cursor. SQLite can't seek to a key and a number in one comparison,
    /// and would read all that have the key: there can be a great many without a company.
    Beyond,
    /// What the search index finds.
    Found,
    /// What the search index finds, after the cursor.
    FoundAfter,
}

impl Shape {
    /// The statement. Parameters: 1 the organization, 2 how many, 3 how many to leave out before them, 4 what
    /// the search index is asked for, 5 and 6 the key and the number of the customer to go on after.
    fn sql(self) -> String {
        let (key, index) = places::column(self.sort.field);
        let (direction, further) = if self.sort.descending { ("DESC", "<") } else { ("ASC", ">") };
        let by_number = self.sort.field == SortField::CreatedAt;
        let after = match self.part {
            Part::All | Part::Found => String::new(),
            Part::Tied => format!("AND c.{key} = ?5 AND c.seq {further} ?6"),
            Part::Beyond => format!("AND c.{key} {further} ?5"),
            Part::FoundAfter if by_number => format!("AND rowid {further} ?6"),
            Part::FoundAfter => format!("AND (k.{key}, k.seq) {further} (?5, ?6)"),
        };
        if !matches!(self.part, Part::Found | Part::FoundAfter) {
            return format!(
                "SELECT {COLUMNS} FROM customers AS c INDEXED BY {index} WHERE c.organization = ?1 {after}
                 ORDER BY c.{key} {direction}, c.seq {direction} LIMIT ?2 OFFSET ?3"
            );
        }
        // What is found is ordered by key and number alone; only the rows of the page are read whole.
        let found = if by_number {
            format!(
                "SELECT rowid AS seq FROM customer_words WHERE customer_words MATCH ?4 {after}
                 ORDER BY rowid {direction} LIMIT ?2 OFFSET ?3"
            )
        } else {
            format!(
                "SELECT k.seq, k.{key} AS key
                 FROM customer_words CROSS JOIN customers AS k ON k.seq = customer_words.rowid
                 WHERE customer_words MATCH ?4 {after}
                 ORDER BY k.{key} {direction}, k.seq {direction} LIMIT ?2 OFFSET ?3"
            )
        };
        let first = if by_number { String::new() } else { format!("found.key {direction}, ") };
        format!(
            "SELECT {COLUMNS} FROM ({found}) AS found CROSS JOIN customers AS c ON c.seq = found.seq
             WHERE c.organization = ?1 ORDER BY {first}found.seq {direction}"
        )
    }
}

/// What is asked of the database.
struct List<'a> {
    connection: &'a Connection,
    organization: i64,
    sort: Sort,
    expression: Option<String>,
}

/// The key and the number of the customer to go on after.
type After = (Value, i64);

impl List<'_> {
    /// `limit` customers after `offset` others.
    fn read(&self, sort: Sort, offset: u64, limit: u64) -> Result<Vec<Customer>, Error> {
        let part = if self.expression.is_some() { Part::Found } else { Part::All };
        self.read_part(Shape { sort, part }, offset, limit, (Value::Null, 0))
    }

    /// `limit` customers after one.
    fn read_after(&self, after: After, limit: u64) -> Result<Vec<Customer>, Error> {
        let read = |part, after, limit| self.read_part(Shape { sort: self.sort, part }, 0, limit, after);
        if self.expression.is_some() {
            return read(Part::FoundAfter, after, limit);
        }
        let mut customers = match self.sort.field {
            SortField::CreatedAt | SortField::Email => Vec::new(), // no two have the same
            SortField::UpdatedAt | SortField::Name | SortField::Company => read(Part::Tied, after.clone(), limit)?,
        };
        let missing = limit - customers.len() as u64;
        if missing > 0 {
            customers.extend(read(Part::Beyond, after, missing)?);
        }
        Ok(customers)
    }

    fn read_part(&self, shape: Shape, offset: u64, limit: u64, (key, seq): After) -> Result<Vec<Customer>, Error> {
        let mut statement = self.connection.prepare_cached(&shape.sql())?;
        let values: [Value; 6] = [
            self.organization.into(),
            limit.cast_signed().into(),
            offset.cast_signed().into(),
            self.expression.clone().into(),
            key,
            seq.into(),
        ];
        // A statement has as many parameters as the highest number in it, and may leave out some of the lower ones.
        for (value, number) in values.iter().zip(1..=statement.parameter_count()) {
            statement.raw_bind_parameter(number, value)?;
        }
        let mut rows = statement.raw_query();
        let mut customers = Vec::new();
        while let Some(found) = rows.next()? {
            customers.push(from_row(found)?.1);
        }
        Ok(customers)
    }

    /// `limit` customers, upwards, after `skip` others from a place on.
    fn read_from(&self, order: &Order<'_>, place: &[u8], skip: u64, limit: u64) -> Result<Vec<Customer>, Error> {
        let shape = |part| Shape { sort: Sort { descending: false, ..self.sort }, part };
        let (key, seq) = places::key(self.sort.field, place);
        let mut customers = self.read_part(shape(Part::Tied), skip, limit, (key.clone(), seq.saturating_sub(1)))?;
        let missing = limit - customers.len() as u64;
        if missing > 0 {
            // Of those with the key none is left, or they are all among the others.
            let skip = if customers.is_empty() { skip - order.tied(place, skip)? } else { 0 };
            customers.extend(self.read_part(shape(Part::Beyond), skip, missing, (key, 0))?);
        }
        Ok(customers)
    }

    /// The customers of page `offset / limit` of `total`, from where a block begins or the nearer end.
    fn read_page(&self, offset: u64, limit: u64, total: u64) -> Result<Vec<Customer>, Error> {
        let limit = limit.min(total.saturating_sub(offset));
        let behind = total.saturating_sub(offset + limit);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let order = Order { connection: self.connection, organization: self.organization, field: self.sort.field };
        if self.expression.is_none()
            && offset.min(behind) >= BLOCK.cast_unsigned()
            && let Some((place, skip)) = order.find(if self.sort.descending { behind } else { offset })?
        {
            let mut customers = self.read_from(&order, &place, skip, limit)?;
            if self.sort.descending {
                customers.reverse();
            }
            return Ok(customers);
        }
        if offset <= behind {
            return self.read(self.sort, offset, limit);
        }
        let backwards = Sort { descending: !self.sort.descending, ..self.sort };
        let mut customers = self.read(backwards, behind, limit)?;
        customers.reverse();
        Ok(customers)
    }

    /// Where to go on. The customer of the cursor may be gone: then its neighbour's number stands for its own,
    /// for numbers have the order of ids.
    fn after(&self, cursor: &Cursor) -> Result<After, Error> {
        let (sql, without) = if self.sort.descending {
            let sql = "SELECT seq FROM customers WHERE organization = ?1 AND id >= ?2 ORDER BY id LIMIT 1";
            (sql, i64::MAX)
        } else {
            let sql = "SELECT seq FROM customers WHERE organization = ?1 AND id <= ?2 ORDER BY id DESC LIMIT 1";
            (sql, 0)
        };
        let id = cursor.id.0.as_bytes();
        let mut neighbour = self.connection.prepare_cached(sql)?;
        let seq = neighbour.query_row(params![self.organization, id], |found| found.get(0)).optional()?;
        let key = match self.sort.field {
            SortField::CreatedAt => Value::Blob(id.to_vec()),
            SortField::UpdatedAt => Value::Integer(key_as_number(cursor)),
            SortField::Name | SortField::Email | SortField::Company => Value::Text(key_as_text(cursor)),
        };
        Ok((key, seq.unwrap_or(without)))
    }

    /// How many the search finds.
    fn count(&self, expression: &str) -> Result<u64, Error> {
        let sql = "SELECT count(*) FROM customer_words WHERE customer_words MATCH ?1";
        let count: i64 = self.connection.prepare_cached(sql)?.query_row([expression], |found| found.get(0))?;
        Ok(count.cast_unsigned())
    }
}

pub(super) fn fetch_customers(
    connection: &Connection,
    organization_id: OrganizationId,
    query: &CustomerQuery,
) -> Result<CustomerPage, Error> {
    let Some((organization, customers)) = organization(connection, organization_id)? else {
        return Ok(CustomerPage { items: Vec::new(), total: query.total.then_some(0), next: None });
    };
    let expression = index::expression(organization, &query.filter);
    let list = List { connection, organization, sort: query.sort, expression };
    let size = u64::from(query.page_size);
    let count = || match &list.expression {
        Some(expression) if query.total => list.count(expression).map(Some),
        Some(_) => Ok(None),
        None => Ok(Some(customers)),
    };
    let (items, more, total) = match &query.position {
        Position::Page(page) if *page > 1 => {
            let offset = u64::from(page - 1) * size;
            if let Some(total) = count()? {
                (list.read_page(offset, size, total)?, offset + size < total, Some(total))
            } else {
                let (items, more) = first(list.read(query.sort, offset, size + 1)?, query.page_size);
                (items, more, None)
            }
        }
        position => {
            let customers = match position {
                Position::After(cursor) => list.read_after(list.after(cursor)?, size + 1)?,
                Position::Page(_) => list.read(query.sort, 0, size + 1)?,
            };
            let (items, more) = first(customers, query.page_size);
            // A first page that is the last one has been counted by being read.
            let all = matches!(position, Position::Page(_)) && !more && list.expression.is_some();
            let total = if all { Some(items.len() as u64) } else { count()? };
            (items, more, total)
        }
    };
    let next = items.last().filter(|_| more).map(|last| cursor(last, query.sort.field));
    Ok(CustomerPage { items, total: total.filter(|_| query.total), next })
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
