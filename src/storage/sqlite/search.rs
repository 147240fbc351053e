//! Pages of the customers that a search and filters find.
//!
//! The search index gives them in the order of their numbers, which is that of creation. For another order they are
//! looked up and sorted, if they are few; if they are many, some soon come when all customers are gone through in that
//! order.

use rusqlite::{
    Connection, OptionalExtension,
    functions::{Context, FunctionFlags},
    params,
    types::Value,
};

use super::{
    customers::{COLUMNS, from_row},
    index::{self, Asked},
    list::{After, List, bind},
    places::column,
};
use crate::{
    domain::{BOUND, Count, Customer, CustomerFields, CustomerQuery, Email, Position, Search, Sort, SortField, Total},
    storage::{Error, order::first},
};

/// So many that are found are looked up and sorted in another order than that of creation. Of more, some soon come when all
/// customers are gone through.
const SORTED: u64 = 5_000;

/// So many customers are gone through in another order before those that are found are sorted after all: which ones come
/// where in an order may have to do with what is searched for.
const WALK: u64 = 4_000;

/// What a search's SQL depends on.
#[derive(Debug, Clone, Copy)]
struct Shape {
    sort: Sort,
    /// Whether it begins after a customer.
    after: bool,
    /// Whether the rows have to be looked at.
    look: bool,
}

/// Where the search index is asked, and the rows of what it finds, as `k`, are looked at if they have to be.
fn found(look: bool, rows: bool) -> String {
    let join = if look || rows { "CROSS JOIN customers AS k ON k.seq = customer_words.rowid" } else { "" };
    let numbers = if look { "AND has_numbers(?5, k.phone, k.name, k.email, k.company, k.city, k.notes)" } else { "" };
    format!("FROM customer_words {join} WHERE customer_words MATCH ?4 {numbers}")
}

/// How many are found, up to a limit. Parameters: 2 the limit, 4 what the search index is asked for, 5 the search.
fn count_sql(look: bool) -> String {
    format!("SELECT count(*) FROM (SELECT 1 {} LIMIT ?2)", found(look, false))
}

impl Shape {
    /// The statement of a page. Parameters: 1 the organization, 2 how many, 3 how many to leave out before them, 4 what
    /// the search index is asked for, 5 the search, 6 and 7 the key and the number of the customer to go on after.
    fn sql(self) -> String {
        let (key, _) = column(self.sort.field);
        let (direction, further) = if self.sort.descending { ("DESC", "<") } else { ("ASC", ">") };
        // What is found is ordered by key and number alone; only the rows of the page are read whole.
        let (found, first) = if self.sort.field == SortField::CreatedAt {
            let after = if self.after { format!("AND customer_words.rowid {further} ?7") } else { String::new() };
            let from = found(self.look, false);
            let sql = format!(
                "SELECT customer_words.rowid AS seq {from} {after} ORDER BY customer_words.rowid {direction} LIMIT ?2 OFFSET ?3"
            );
            (sql, String::new())
        } else {
            let after = if self.after { format!("AND (k.{key}, k.seq) {further} (?6, ?7)") } else { String::new() };
            let from = found(self.look, true);
            let sql = format!(
                "SELECT k.seq, k.{key} AS key {from} {after}
                 ORDER BY k.{key} {direction}, k.seq {direction} LIMIT ?2 OFFSET ?3"
            );
            (sql, format!("found.key {direction}, "))
        };
        format!(
            "SELECT {COLUMNS} FROM ({found}) AS found CROSS JOIN customers AS c ON c.seq = found.seq
             WHERE c.organization = ?1 ORDER BY {first}found.seq {direction}"
        )
    }
}

/// A page, whether there are more behind it, and how many there are in all if that is known or asked for.
type Page = (Vec<Customer>, bool, Option<Total>);

/// The page of a query that asks for some of the customers.
pub(super) fn page(list: &List<'_>, query: &CustomerQuery) -> Result<Page, Error> {
    if query.filter.email.is_some() {
        return by_email(list, query);
    }
    match index::ask(list.connection, list.organization, &query.filter)? {
        Some(Asked { expression, look }) => Found { list, query, expression, look }.page(),
        None => Ok((Vec::new(), false, Some(Total::Exactly(0)))),
    }
}

fn by_email_sql() -> String {
    format!("SELECT {COLUMNS} FROM customers AS c WHERE c.organization = ?1 AND c.email_key = ?2")
}

/// At most one has an address.
fn by_email(list: &List<'_>, query: &CustomerQuery) -> Result<Page, Error> {
    let email_key = query.filter.email.as_ref().map(Email::key);
    let mut statement = list.connection.prepare_cached(&by_email_sql())?;
    let customer = statement.query_row(params![list.organization, email_key], from_row).optional()?;
    let customer = customer.map(|(_, customer)| customer).filter(|customer| query.filter.finds(&customer.fields));
    let total = Total::Exactly(customer.iter().len() as u64);
    let customers = customer.into_iter().filter(|_| query.position == Position::Page(1)).collect();
    Ok((customers, false, Some(total)))
}

/// What the search index finds.
struct Found<'a> {
    list: &'a List<'a>,
    query: &'a CustomerQuery,
    expression: String,
    look: bool,
}

impl Found<'_> {
    fn page(&self) -> Result<Page, Error> {
        let query = self.query;
        let after = match &query.position {
            Position::After(cursor) => Some(self.list.after(cursor)?),
            Position::Page(_) => None,
        };
        let offset = match query.position {
            Position::Page(page) => u64::from(page.saturating_sub(1)) * u64::from(query.page_size),
            Position::After(_) => 0,
        };
        let limit = u64::from(query.page_size) + 1;
        // Where rows are looked at, counting takes as long as sorting.
        let most_sorted = if self.look { BOUND } else { SORTED };
        let mut counted = None;
        let by_number = query.sort.field == SortField::CreatedAt;
        if !by_number {
            counted = Some(self.count(most_sorted + 1)?);
        }
        let walked = match counted {
            Some(so_many) if so_many > most_sorted && offset + limit <= WALK => {
                self.walk(after.clone(), offset, limit)?
            }
            _ => None,
        };
        let customers = walked.map_or_else(|| self.read(after, offset, limit), Ok)?;
        let (items, more) = first(customers, query.page_size);
        // A first page that is the last one has been counted by being read.
        if query.position == Position::Page(1) && !more {
            let total = Total::Exactly(items.len() as u64);
            return Ok((items, more, Some(total)));
        }
        let so_many = match (query.count, counted) {
            (Count::Nothing, _) => return Ok((items, more, None)),
            (_, Some(so_many)) if so_many <= most_sorted => so_many,
            (Count::Bounded, Some(so_many)) => so_many,
            (Count::Bounded, None) => self.count(query.filter.bound() + 1)?,
            (Count::Everything, _) => self.count(i64::MAX.unsigned_abs())?,
        };
        Ok((items, more, Some(Total::counted(so_many, query))))
    }

    fn values(&self, limit: u64, offset: u64, after: Option<After>) -> [Value; 7] {
        let (key, seq) = after.unwrap_or((Value::Null, 0));
        [
            self.list.organization.into(),
            limit.cast_signed().into(),
            offset.cast_signed().into(),
            self.expression.clone().into(),
            self.query.filter.search.to_string().into(),
            key,
            seq.into(),
        ]
    }

    /// How many are found, up to a limit.
    fn count(&self, limit: u64) -> Result<u64, Error> {
        let mut statement = self.list.connection.prepare_cached(&count_sql(self.look))?;
        bind(&mut statement, &self.values(limit, 0, None))?;
        let mut rows = statement.raw_query();
        let count: i64 = rows.next()?.map(|found| found.get(0)).transpose()?.unwrap_or_default();
        Ok(count.cast_unsigned())
    }

    /// `limit` of those that are found, after `offset` others, in order.
    fn read(&self, after: Option<After>, offset: u64, limit: u64) -> Result<Vec<Customer>, Error> {
        let shape = Shape { sort: self.query.sort, after: after.is_some(), look: self.look };
        let mut statement = self.list.connection.prepare_cached(&shape.sql())?;
        bind(&mut statement, &self.values(limit, offset, after))?;
        let mut rows = statement.raw_query();
        let mut customers = Vec::new();
        while let Some(found) = rows.next()? {
            customers.push(from_row(found)?.1);
        }
        Ok(customers)
    }

    /// The same by going through all customers in order; `None` if they do not come soon.
    fn walk(&self, after: Option<After>, offset: u64, limit: u64) -> Result<Option<Vec<Customer>>, Error> {
        let (mut customers, mut before, mut seen) = (Vec::new(), offset, 0);
        self.list.walk(after, WALK, &mut |customer| {
            seen += 1;
            if self.query.filter.finds(&customer.fields) {
                if before > 0 {
                    before -= 1;
                } else {
                    customers.push(customer);
                }
            }
            (customers.len() as u64) < limit
        })?;
        let all = seen < WALK || customers.len() as u64 == limit;
        Ok(all.then_some(customers))
    }
}

/// Makes `has_numbers` known to a connection: whether a row has the numbers of a search.
pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("has_numbers", 7, flags, has_numbers)
}

fn has_numbers(row: &Context<'_>) -> rusqlite::Result<bool> {
    let search = row.get_or_create_aux(0, |text| text.as_str().map(Search::new))?;
    let text = |column: usize| row.get_raw(column).as_str_or_null();
    let phone = text(1)?.unwrap_or_default().trim_start_matches('+');
    let (name, email, company, city, notes) = (text(2)?, text(3)?, text(4)?, text(5)?, text(6)?);
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let customer = || CustomerFields {
        name: name.unwrap_or_default().to_owned(),
        email: email.and_then(Email::parse),
        company: owned(company),
        city: owned(city),
        notes: owned(notes),
        ..CustomerFields::default()
    };
    Ok(search.finds_numbers(phone, customer))
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
