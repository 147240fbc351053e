//! Pages of all customers of an organization. Every list walks the index of its order; a page deep inside begins where
//! blocks say (`blocks.rs`), or is counted to from the nearer end, over index entries alone. `search.rs` has the pages of
//! some of them.

use rusqlite::{Connection, OptionalExtension, Statement, params, types::Value};

use super::{
    blocks::{BLOCK, Order},
    customers::{COLUMNS, Organization, from_row, organization},
    places, search,
};
use crate::{
    domain::{
        Count, Cursor, Customer, CustomerFilter, CustomerPage, CustomerQuery, OrganizationId, Position, Sort,
        SortField, Total,
    },
    storage::{
        Error, FromPage,
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
}

impl Shape {
    /// The statement. Parameters: 1 the organization, 2 how many, 3 how many to leave out before them, 4 and 5 the key
    /// and the number of the customer to go on after.
    fn sql(self) -> String {
        let (key, index) = places::column(self.sort.field);
        let (direction, further) = if self.sort.descending { ("DESC", "<") } else { ("ASC", ">") };
        let after = match self.part {
            Part::All => String::new(),
            Part::Tied => format!("AND c.{key} = ?4 AND c.seq {further} ?5"),
            Part::Beyond => format!("AND c.{key} {further} ?4"),
        };
        format!(
            "SELECT {COLUMNS} FROM customers AS c INDEXED BY {index} WHERE c.organization = ?1 {after}
             ORDER BY c.{key} {direction}, c.seq {direction} LIMIT ?2 OFFSET ?3"
        )
    }
}

/// The first customer with id ?2 or a greater one, and the last with it or a smaller one.
const FROM_ID_ON: &str = "SELECT seq FROM customers WHERE organization = ?1 AND id >= ?2 ORDER BY id LIMIT 1";
const UP_TO_ID: &str = "SELECT seq FROM customers WHERE organization = ?1 AND id <= ?2 ORDER BY id DESC LIMIT 1";

/// All customers of an organization in an order.
pub(super) struct List<'a> {
    pub(super) connection: &'a Connection,
    pub(super) organization: i64,
    pub(super) sort: Sort,
}

/// The key and the number of the customer to go on after.
pub(super) type After = (Value, i64);

/// What becomes of customers as they are read: whether to read on.
type Take<'a> = &'a mut dyn FnMut(Customer) -> bool;

impl List<'_> {
    /// `limit` customers after `offset` others.
    fn read(&self, sort: Sort, offset: u64, limit: u64) -> Result<Vec<Customer>, Error> {
        self.collect(Shape { sort, part: Part::All }, offset, limit, (Value::Null, 0))
    }

    fn collect(&self, shape: Shape, offset: u64, limit: u64, after: After) -> Result<Vec<Customer>, Error> {
        let mut customers = Vec::new();
        self.read_part(shape, offset, limit, after, &mut |customer| {
            customers.push(customer);
            true
        })?;
        Ok(customers)
    }

    /// At most `limit` customers, from the first on or after one, as long as they are taken.
    pub(super) fn walk(&self, after: Option<After>, limit: u64, take: Take<'_>) -> Result<(), Error> {
        let mut read = |part, after, limit| self.read_part(Shape { sort: self.sort, part }, 0, limit, after, take);
        let Some(after) = after else { return read(Part::All, (Value::Null, 0), limit).map(drop) };
        let mut missing = limit;
        match self.sort.field {
            SortField::CreatedAt | SortField::Email => {} // no two have the same
            SortField::UpdatedAt | SortField::Name | SortField::Company => {
                match read(Part::Tied, after.clone(), limit)? {
                    Some(so_many) => missing -= so_many,
                    None => return Ok(()),
                }
            }
        }
        if missing > 0 {
            read(Part::Beyond, after, missing)?;
        }
        Ok(())
    }

    /// How many were read; `None` if no more were taken.
    fn read_part(
        &self,
        shape: Shape,
        offset: u64,
        limit: u64,
        (key, seq): After,
        take: Take<'_>,
    ) -> Result<Option<u64>, Error> {
        let mut statement = self.connection.prepare_cached(&shape.sql())?;
        let values: [Value; 5] =
            [self.organization.into(), limit.cast_signed().into(), offset.cast_signed().into(), key, seq.into()];
        bind(&mut statement, &values)?;
        let mut rows = statement.raw_query();
        let mut so_many = 0;
        while let Some(found) = rows.next()? {
            so_many += 1;
            if !take(from_row(found)?.1) {
                return Ok(None);
            }
        }
        Ok(Some(so_many))
    }

    /// `limit` customers, upwards, after `skip` others from a place on.
    fn read_from(&self, order: &Order<'_>, place: &[u8], skip: u64, limit: u64) -> Result<Vec<Customer>, Error> {
        let shape = |part| Shape { sort: Sort { descending: false, ..self.sort }, part };
        let (key, seq) = places::key(self.sort.field, place);
        let mut customers = self.collect(shape(Part::Tied), skip, limit, (key.clone(), seq.saturating_sub(1)))?;
        let missing = limit - customers.len() as u64;
        if missing > 0 {
            // Of those with the key none is left, or they are all among the others.
            let skip = if customers.is_empty() { skip - order.tied(place, skip)? } else { 0 };
            customers.extend(self.collect(shape(Part::Beyond), skip, missing, (key, 0))?);
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
        if offset.min(behind) >= BLOCK.cast_unsigned()
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
    pub(super) fn after(&self, cursor: &Cursor) -> Result<After, Error> {
        let (sql, without) = if self.sort.descending { (FROM_ID_ON, i64::MAX) } else { (UP_TO_ID, 0) };
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

    /// The page of a query for all customers, of which there are `total`.
    fn page(&self, query: &CustomerQuery, total: u64) -> Result<(Vec<Customer>, bool), Error> {
        let size = u64::from(query.page_size);
        match &query.position {
            Position::Page(page) => {
                let offset = u64::from(page.saturating_sub(1)) * size;
                Ok((self.read_page(offset, size, total)?, offset + size < total))
            }
            Position::After(cursor) => {
                let mut customers = Vec::new();
                self.walk(Some(self.after(cursor)?), size + 1, &mut |customer| {
                    customers.push(customer);
                    true
                })?;
                Ok(first(customers, query.page_size))
            }
        }
    }
}

/// Binds the values of all parameters. A statement has as many as the highest number in it, and may leave out some of the
/// lower ones.
pub(super) fn bind(statement: &mut Statement<'_>, values: &[Value]) -> rusqlite::Result<()> {
    let mut numbered = values.iter().zip(1..=statement.parameter_count());
    numbered.try_for_each(|(value, number)| statement.raw_bind_parameter(number, value))
}

pub(super) fn fetch_customers<M: FromPage>(
    connection: &Connection,
    organization_id: OrganizationId,
    query: &CustomerQuery,
    then: M,
) -> Result<M::Made, Error> {
    let Organization { number, customers, changes } = organization(connection, organization_id)?.unwrap_or_default();
    if let Some((of, made)) = then.made_before()
        && of == changes
    {
        return Ok(made);
    }
    let list = List { connection, organization: number, sort: query.sort };
    let (items, more, total) = if query.filter == CustomerFilter::default() {
        let (items, more) = list.page(query, customers)?;
        (items, more, Some(Total::Exactly(customers)))
    } else {
        search::page(&list, query)?
    };
    let next = items.last().filter(|_| more).map(|last| cursor(last, query.sort.field));
    let page = CustomerPage { items, total: total.filter(|_| query.count != Count::Nothing), next };
    Ok(then.make(page, Some(changes)))
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
