//! Pages of all customers of an organization on a database server. Every list walks the index of its order; a page deep
//! inside is one to which blocks lead (`blocks.rs`), in the order of creation, or is counted to from the nearer end, over
//! index entries alone. `search.rs` has the pages of some of them.

use super::{
    customers::{COLUMNS, from_row},
    index::{self, Needed},
    pool::Session,
    search,
    session::{Connection, Failure, Value, values},
};
use crate::{
    domain::{
        Count, Cursor, Customer, CustomerFilter, CustomerPage, CustomerQuery, OrganizationId, Position, Sort,
        SortField, Total,
    },
    storage::order::{cursor, first, key_as_number, key_as_text},
};

/// The column that an order goes by; ties are broken by id.
pub(super) fn column(field: SortField) -> &'static str {
    match field {
        SortField::CreatedAt => "id",
        SortField::UpdatedAt => "updated_at",
        SortField::Name => "name_key",
        SortField::Email => "email_key",
        SortField::Company => "company_key",
    }
}

/// A part of a statement and the values of its parameters.
#[derive(Clone, Default)]
pub(super) struct Part {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Part {
    pub(super) fn new(sql: &str, values: Vec<Value>) -> Self {
        Self { sql: sql.to_owned(), values }
    }

    /// Several, with something between them.
    pub(super) fn joined(parts: Vec<Self>, between: &str) -> Self {
        let sql = parts.iter().map(|part| part.sql.as_str()).collect::<Vec<_>>().join(between);
        Self { sql, values: parts.into_iter().flat_map(|part| part.values).collect() }
    }

    pub(super) fn in_brackets(self) -> Self {
        Self { sql: format!("({})", self.sql), ..self }
    }

    pub(super) fn push(&mut self, sql: &str, values: Vec<Value>) -> &mut Self {
        self.sql.push_str(sql);
        self.values.extend(values);
        self
    }
}

/// A page that begins further inside is counted to from the nearer end, for which the total has to be known first.
const NEAR: u64 = 5_000;

/// Whether one statement answers a query, so that it needs no transaction to be of one moment.
pub(super) fn is_one_statement(query: &CustomerQuery) -> bool {
    if query.filter != CustomerFilter::default() {
        return false; // what is found is counted by another
    }
    match &query.position {
        Position::Page(page) => offset(*page, query.page_size) <= NEAR,
        Position::After(_) => matches!(query.sort.field, SortField::CreatedAt | SortField::Email),
    }
}

pub(super) fn offset(page: u32, size: u32) -> u64 {
    u64::from(page.saturating_sub(1)) * u64::from(size)
}

/// All customers of an organization in an order.
pub(super) struct List {
    pub(super) organization: OrganizationId,
    pub(super) sort: Sort,
}

/// Where a part of a list begins.
#[derive(Clone, Copy)]
enum After<'a> {
    /// At its first customer.
    Nothing,
    /// After this one, among those with the same key.
    Tied(&'a Cursor),
    /// After all that have the key of this one.
    Beyond(&'a Cursor),
}

impl List {
    /// Whether several may have the same key.
    fn has_ties(&self) -> bool {
        !matches!(self.sort.field, SortField::CreatedAt | SortField::Email)
    }

    /// The statement that gets the keys and ids of what is listed.
    fn keys(&self, sort: Sort, after: After<'_>, offset: u64, limit: u64) -> Part {
        let column = column(sort.field);
        let (direction, further) = if sort.descending { ("DESC", "<") } else { ("ASC", ">") };
        let mut part = Part::default();
        part.push(
            &format!("SELECT id, {column} AS sort_key FROM customers WHERE organization = ?"),
            values![self.organization.0],
        );
        match after {
            After::Nothing => {}
            After::Tied(cursor) => {
                part.push(
                    &format!(" AND {column} = ? AND id {further} ?"),
                    vec![key_of(cursor, sort.field), cursor.id.0.into()],
                );
            }
            After::Beyond(cursor) => {
                part.push(&format!(" AND {column} {further} ?"), vec![key_of(cursor, sort.field)]);
            }
        }
        let order =
            if column == "id" { format!("id {direction}") } else { format!("{column} {direction}, id {direction}") };
        // The limit is no parameter: a plan of PostgreSQL that is kept for whatever is bound would be one for a tenth of
        // all customers.
        part.push(&format!(" ORDER BY {order} LIMIT {limit} OFFSET ?"), values![offset.cast_signed()]);
        part
    }

    async fn read<C: Connection>(
        &self,
        session: &mut Session<C>,
        sort: Sort,
        after: After<'_>,
        part: (u64, u64),
    ) -> Result<Vec<Customer>, Failure> {
        Ok(self.read_with_all(session, sort, after, part).await?.0)
    }

    /// `limit` customers after `offset` others, and how many the organization has in all; that is not known where
    /// there are none.
    async fn read_with_all<C: Connection>(
        &self,
        session: &mut Session<C>,
        sort: Sort,
        after: After<'_>,
        (offset, limit): (u64, u64),
    ) -> Result<(Vec<Customer>, Option<u64>), Failure> {
        let direction = if sort.descending { "DESC" } else { "ASC" };
        let keys = self.keys(sort, after, offset, limit);
        let sql = format!(
            "SELECT (SELECT customers FROM organizations WHERE id = ?), {COLUMNS}
             FROM ({}) AS page JOIN customers AS c ON c.organization = ? AND c.id = page.id
             ORDER BY page.sort_key {direction}, page.id {direction}",
            keys.sql
        );
        let organization = || values![self.organization.0];
        let values = [organization(), keys.values, organization()].concat();
        let (mut customers, mut all) = (Vec::new(), None);
        for mut row in session.rows(&sql, values).await? {
            all = row.int_or_null()?.map(i64::cast_unsigned);
            customers.push(from_row(row)?);
        }
        Ok((customers, all))
    }

    /// `limit` customers after that of the cursor.
    pub(super) async fn read_after<C: Connection>(
        &self,
        session: &mut Session<C>,
        cursor: &Cursor,
        limit: u64,
    ) -> Result<(Vec<Customer>, Option<u64>), Failure> {
        // Two parts, since `(key, id) > (?, ?)` is no range of an index to every database.
        let mut customers = if self.has_ties() {
            self.read(session, self.sort, After::Tied(cursor), (0, limit)).await?
        } else {
            Vec::new()
        };
        let missing = limit - customers.len() as u64;
        let mut all = None;
        if missing > 0 {
            // The limit is a part of the statement: one for each power of two, and not for each number.
            let part = (0, missing.next_power_of_two().min(limit));
            let (mut beyond, counted) = self.read_with_all(session, self.sort, After::Beyond(cursor), part).await?;
            beyond.truncate(usize::try_from(missing).unwrap_or(usize::MAX));
            customers.extend(beyond);
            all = counted;
        }
        Ok((customers, all))
    }

    /// The customers of page `offset / limit` of `total`, from the nearer end.
    async fn read_page<C: Connection>(
        &self,
        session: &mut Session<C>,
        (offset, limit): (u64, u64),
        total: u64,
    ) -> Result<Vec<Customer>, Failure> {
        let limit = limit.min(total.saturating_sub(offset));
        let behind = total.saturating_sub(offset + limit);
        if limit == 0 {
            return Ok(Vec::new());
        }
        if offset <= behind {
            return self.read(session, self.sort, After::Nothing, (offset, limit)).await;
        }
        let backwards = Sort { descending: !self.sort.descending, ..self.sort };
        let mut customers = self.read(session, backwards, After::Nothing, (behind, limit)).await?;
        customers.reverse();
        Ok(customers)
    }

    /// The page of a query for all customers, whether there are more behind it, and how many there are, if that is known
    /// or asked for.
    async fn page<C: Connection>(
        &self,
        session: &mut Session<C>,
        query: &CustomerQuery,
    ) -> Result<(Vec<Customer>, bool, Option<Total>), Failure> {
        let size = u64::from(query.page_size);
        let (customers, all) = match &query.position {
            Position::Page(page) if offset(*page, query.page_size) > NEAR => {
                let (offset, total) = (offset(*page, query.page_size), self.count(session).await?);
                let customers = self.read_page(session, (offset, size), total).await?;
                return Ok((customers, offset + size < total, Some(Total::Exactly(total))));
            }
            Position::After(cursor) => self.read_after(session, cursor, size + 1).await?,
            Position::Page(page) => {
                let part = (offset(*page, query.page_size), size + 1);
                self.read_with_all(session, query.sort, After::Nothing, part).await?
            }
        };
        let (items, more) = first(customers, query.page_size);
        // A first page that is the last one has been counted by being read.
        let is_all = query.position == Position::Page(1) && !more;
        let total = match (query.count, all) {
            (Count::Nothing, _) => return Ok((items, more, None)),
            _ if is_all => items.len() as u64,
            (_, Some(all)) => all,
            (_, None) => self.count(session).await?,
        };
        Ok((items, more, Some(Total::Exactly(total))))
    }

    /// `limit` customers that have all that is needed, after `before` others, from a position on. So many are gone through;
    /// `None` if they were not enough.
    pub(super) async fn walk<C: Connection>(
        &self,
        session: &mut Session<C>,
        position: &Position,
        needed: &[Needed],
        (before, limit): (u64, u64),
        most: u64,
    ) -> Result<Option<Vec<Customer>>, Failure> {
        let parts = match position {
            Position::Page(_) => vec![After::Nothing],
            Position::After(cursor) if self.has_ties() => vec![After::Tied(cursor), After::Beyond(cursor)],
            Position::After(cursor) => vec![After::Beyond(cursor)],
        };
        let direction = if self.sort.descending { "DESC" } else { "ASC" };
        // Not by id where it is the key: PostgreSQL would sort all anew, instead of ending with the page.
        let tie = if self.has_ties() { format!(", id {direction}") } else { String::new() };
        let mut found = Vec::new();
        for after in parts {
            let mut part = self.keys(self.sort, after, 0, most);
            let has_all = index::of_customer_in("listed.id", self.organization, "1", index::conditions(needed));
            part.sql = format!(
                "SELECT {COLUMNS}
                 FROM (
                     SELECT id, sort_key FROM ({}) AS listed WHERE {} = 1
                     ORDER BY sort_key {direction}{tie} LIMIT ? OFFSET ?
                 ) AS page
                 JOIN customers AS c ON c.organization = ? AND c.id = page.id
                 ORDER BY page.sort_key {direction}, page.id {direction}",
                part.sql, has_all.sql
            );
            part.values.extend(has_all.values);
            let missing = limit - found.len() as u64;
            part.values.extend(values![missing.cast_signed(), before.cast_signed(), self.organization.0]);
            for row in session.rows(&part.sql, part.values).await? {
                found.push(from_row(row)?);
            }
            if found.len() as u64 == limit {
                return Ok(Some(found));
            }
            let Part { sql, values } = self.keys(self.sort, after, most, 1);
            if session.row(&sql, values).await?.is_some() {
                return Ok(None);
            }
        }
        Ok(Some(found))
    }

    /// How many there are.
    async fn count<C: Connection>(&self, session: &mut Session<C>) -> Result<u64, Failure> {
        let sql = "SELECT customers FROM organizations WHERE id = ?";
        let row = session.row(sql, values![self.organization.0]).await?;
        Ok(row.map(|mut row| row.int()).transpose()?.unwrap_or_default().cast_unsigned())
    }
}

pub(super) fn key_of(cursor: &Cursor, field: SortField) -> Value {
    match field {
        SortField::CreatedAt => cursor.id.0.into(),
        SortField::UpdatedAt => Value::Int(key_as_number(cursor)),
        SortField::Name | SortField::Email | SortField::Company => Value::Text(key_as_text(cursor)),
    }
}

pub(super) async fn fetch_customers<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    query: &CustomerQuery,
) -> Result<CustomerPage, Failure> {
    let (items, more, total) = if query.filter == CustomerFilter::default() {
        let list = List { organization, sort: query.sort };
        list.page(session, query).await?
    } else {
        search::page(session, organization, query).await?
    };
    let next = items.last().filter(|_| more).map(|last| cursor(last, query.sort.field));
    Ok(CustomerPage { items, total: total.filter(|_| query.count != Count::Nothing), next })
}
