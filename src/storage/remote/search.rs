//! Pages of the customers that a search and filters find, by the table of tokens.
//!
//! What is found is collected from ranges of tokens, counted and sorted, where it is not too much. Where it is, the page
//! soon comes when all customers are gone through in its order.

use super::{
    customers::{COLUMNS, from_row},
    list::{List, Part, column, key_of, offset},
    pool::Session,
    session::{Connection, Failure, values},
};
use crate::{
    domain::{
        BOUND, Count, Cursor, Customer, CustomerFields, CustomerFilter, CustomerQuery, Email, OrganizationId, Position,
        Sort, SortField, Term, Total,
        search::{FoundBy, InPhone, PHONE_PART, in_phone, phone_digits},
    },
    storage::{
        order::{cursor, first},
        tokens,
    },
};

/// Fewer than so many are sorted sooner than a few customers tell whether they lie close together.
const AT_ONCE: u64 = 4_000;

/// So many that are found are sorted. Of more, some come soon in any order.
const SORTED: u64 = 10_000;

/// So many customers are gone through before those that are found are sorted after all.
const WALK: u64 = 10_000;

/// So many are read at once on the way.
const STEP: u64 = 1_000;

/// So many customers tell whether those that are found lie close together.
const FEW: u64 = 500;

/// Customers are gone through to count as long as one in so many is found.
const ONE_IN: u64 = 4;

/// So many tokens of the first part of what is asked are counted at first.
const COUNTED: u64 = 8 * BOUND;

/// The tokens of a customer: those of every database, and each part of its phone number from a digit on to the end.
pub(super) fn of_customer(customer: &CustomerFields) -> Vec<String> {
    let phone = customer.phone.as_ref().map(phone_digits).unwrap_or_default();
    let ends = (0..(phone.len() + 1).saturating_sub(PHONE_PART)).map(|at| format!("s{}", &phone[at..]));
    tokens::of_customer(customer, &FoundBy::of(customer).words()).into_iter().chain(ends).collect()
}

/// A page, whether there are more behind it, and how many there are in all if that is known or asked for.
type Page = (Vec<Customer>, bool, Option<Total>);

/// The page of a query that asks for some of the customers.
pub(super) async fn page<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    query: &CustomerQuery,
) -> Result<Page, Failure> {
    if query.filter.email.is_some() {
        return by_email(session, organization, query).await;
    }
    let list = List { organization, sort: query.sort };
    let limit = u64::from(query.page_size) + 1;
    let skipped = match query.position {
        Position::Page(page) => offset(page, query.page_size),
        Position::After(_) => 0,
    };
    let asked = Asked::new(organization, &query.filter);
    // How many are found, and how many at most are to be sorted.
    let (so_many, to_sort) = match query.count {
        Count::Nothing => (None, asked.count_first(session, AT_ONCE).await?.0),
        Count::Bounded => {
            let (so_many, of_first) = asked.count_up_to_bound(session, organization, &query.filter).await?;
            (Some(so_many), if so_many > BOUND { of_first } else { so_many })
        }
        Count::Everything => asked.count(session, None).await.map(|so_many| (Some(so_many), so_many))?,
    };
    // Those that are many may lie close together, as a few customers tell.
    let mut walked = None;
    if to_sort >= AT_ONCE {
        walked = walk(session, &list, query, skipped, (limit, FEW)).await?;
        if walked.is_none() {
            let too_many = match so_many {
                _ if skipped + limit > WALK => false,
                Some(so_many) if query.count == Count::Everything => so_many > SORTED,
                _ => asked.are_too_many(session).await?,
            };
            if too_many {
                walked = walk(session, &list, query, skipped, (limit, WALK)).await?;
            }
        }
    }
    let customers = match walked {
        Some(customers) => customers,
        None => asked.read(session, &list, &query.position, (skipped, limit)).await?,
    };
    let (items, more) = first(customers, query.page_size);
    Ok((items, more, so_many.map(|so_many| Total::counted(so_many, query.count))))
}

/// At most one has an address.
async fn by_email<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    query: &CustomerQuery,
) -> Result<Page, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM customers AS c WHERE c.organization = ? AND c.email_key = ?");
    let email_key = query.filter.email.as_ref().map(Email::key);
    let customer = session.row(&sql, values![organization.0, email_key.as_deref()]).await?;
    let customer = customer.map(from_row).transpose()?.filter(|customer| query.filter.finds(&customer.fields));
    let total = Total::Exactly(customer.iter().len() as u64);
    let customers = customer.into_iter().filter(|_| query.position == Position::Page(1)).collect();
    Ok((customers, false, Some(total)))
}

/// The page, by going through all customers in its order; `None` if they do not come soon.
async fn walk<C: Connection>(
    session: &mut Session<C>,
    list: &List,
    query: &CustomerQuery,
    mut before: u64,
    (limit, most): (u64, u64),
) -> Result<Option<Vec<Customer>>, Failure> {
    if before + limit > most {
        return Ok(None);
    }
    let mut reached: Option<Cursor> = match &query.position {
        Position::After(cursor) => Some(cursor.clone()),
        Position::Page(_) => None,
    };
    let mut found = Vec::new();
    // The first step is a short one: often it is enough.
    let mut step = (limit * 4).min(most);
    let mut seen = 0;
    while seen < most {
        let customers = list.read_on(session, reached.as_ref(), step).await?;
        let all = (customers.len() as u64) < step;
        reached = customers.last().map(|customer| cursor(customer, list.sort.field)).or(reached);
        for customer in customers {
            if !query.filter.finds(&customer.fields) {
                continue;
            }
            if before > 0 {
                before -= 1;
                continue;
            }
            found.push(customer);
            if found.len() as u64 == limit {
                return Ok(Some(found));
            }
        }
        if all {
            return Ok(Some(found));
        }
        seen += step;
        step = STEP.min(most.saturating_sub(seen).max(1));
    }
    Ok(None)
}

/// How many are found, if most customers are: by going through them until there are more than are told, since a database
/// would collect all that each part finds.
async fn count_by_walking<C: Connection>(
    session: &mut Session<C>,
    organization: OrganizationId,
    filter: &CustomerFilter,
) -> Result<Option<u64>, Failure> {
    let list = List { organization, sort: Sort { field: SortField::CreatedAt, descending: true } };
    let (mut reached, mut found, mut seen) = (None, 0, 0);
    loop {
        let customers = list.read_on(session, reached.as_ref(), FEW).await?;
        seen += customers.len() as u64;
        found += customers.iter().filter(|customer| filter.finds(&customer.fields)).count() as u64;
        if found > BOUND || (customers.len() as u64) < FEW {
            return Ok(Some(found));
        }
        if found * ONE_IN < seen {
            return Ok(None);
        }
        reached = customers.last().map(|customer| cursor(customer, list.sort.field));
    }
}

/// What is asked of the table: for each part, which selects customers, who is found must be among these.
struct Asked(Vec<Part>);

impl Asked {
    /// Those that few customers have come first, by guess.
    fn new(organization: OrganizationId, filter: &CustomerFilter) -> Self {
        let from = "SELECT customer FROM customer_tokens WHERE organization = ? AND";
        let whole = |token: &String| {
            let sql = format!("{from} token = ?");
            (token.len(), Part { sql, values: values![organization.0, token.as_str()] })
        };
        let beginning = |token: String| {
            // No word has this letter, the greatest that there is.
            let end = format!("{token}\u{10ffff}");
            let sql = format!("{from} token >= ? AND token < ?");
            Part { sql, values: values![organization.0, token, end] }
        };
        let number = |digits: &str| {
            let word = beginning(format!("w{digits}"));
            match in_phone(digits) {
                InPhone::Nowhere => word,
                InPhone::First(first) => Part::any(vec![word, beginning(format!("fp{first}"))]),
                InPhone::Part(part) => Part::any(vec![word, beginning(format!("s{part}"))]),
            }
        };
        let term = |term: &Term| match term {
            Term::Word(word) => (word.len(), beginning(format!("w{word}"))),
            Term::Number(digits) => (digits.len(), number(digits)),
            Term::Numbers(numbers, joined) => {
                let each = Part::all(numbers.iter().map(|digits| number(digits)).collect());
                (joined.len(), Part::any(vec![each, beginning(format!("s{joined}"))]))
            }
        };
        let mut parts: Vec<_> = tokens::of_filter(filter).iter().map(whole).collect();
        parts.extend(filter.search.terms().iter().map(term));
        parts.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
        Self(parts.into_iter().map(|(_, part)| part).collect())
    }

    /// Those who are found, each once, as a table with the column `customer`.
    fn found(&self) -> Part {
        let mut part = Part::default();
        for (number, asked) in self.0.iter().enumerate() {
            let sql = if number == 0 {
                format!("(SELECT DISTINCT customer FROM ({}) AS token WHERE TRUE", asked.sql)
            } else {
                format!(" AND customer IN ({})", asked.sql)
            };
            part.push(&sql, asked.values.clone());
        }
        part.push(")", Vec::new());
        part
    }

    /// How many tokens the first part finds, up to a limit, and how many customers have them: one may have several.
    async fn count_first<C: Connection>(&self, session: &mut Session<C>, limit: u64) -> Result<(u64, u64), Failure> {
        let Some(Part { sql, values }) = self.0.first() else { return Ok((0, 0)) };
        let sql = format!("SELECT count(*), count(DISTINCT customer) FROM ({sql} LIMIT {limit}) AS token");
        let Some(mut row) = session.row(&sql, values.clone()).await? else { return Ok((0, 0)) };
        Ok((row.int()?.cast_unsigned(), row.int()?.cast_unsigned()))
    }

    /// Whether more are found than are sorted.
    async fn are_too_many<C: Connection>(&self, session: &mut Session<C>) -> Result<bool, Failure> {
        if self.0.len() > 1 {
            return Ok(self.count(session, Some(SORTED + 1)).await? > SORTED);
        }
        let (tokens, customers) = self.count_first(session, 2 * SORTED).await?;
        Ok(customers > SORTED || tokens == 2 * SORTED)
    }

    /// How many are found, up to one more than are told, and how many tokens the first part finds, up to a limit.
    async fn count_up_to_bound<C: Connection>(
        &self,
        session: &mut Session<C>,
        organization: OrganizationId,
        filter: &CustomerFilter,
    ) -> Result<(u64, u64), Failure> {
        let (tokens, customers) = self.count_first(session, COUNTED).await?;
        if self.0.len() == 1 && (tokens < COUNTED || customers > BOUND) {
            return Ok((customers, tokens));
        }
        if tokens == COUNTED
            && let Some(counted) = count_by_walking(session, organization, filter).await?
        {
            return Ok((counted, tokens));
        }
        Ok((self.count(session, Some(BOUND + 1)).await?, tokens))
    }

    /// How many are found, up to a limit.
    async fn count<C: Connection>(&self, session: &mut Session<C>, limit: Option<u64>) -> Result<u64, Failure> {
        let Part { sql, values } = self.found();
        let limit = limit.map(|limit| format!("LIMIT {limit}")).unwrap_or_default();
        let sql = format!("SELECT count(*) FROM (SELECT customer FROM {sql} AS found {limit}) AS counted");
        let row = session.row(&sql, values).await?;
        Ok(row.map(|mut row| row.int()).transpose()?.unwrap_or_default().cast_unsigned())
    }

    /// `limit` of those that are found, after `offset` others, in the order of the list.
    async fn read<C: Connection>(
        &self,
        session: &mut Session<C>,
        list: &List,
        position: &Position,
        (offset, limit): (u64, u64),
    ) -> Result<Vec<Customer>, Failure> {
        let (column, organization) = (column(list.sort.field), list.organization.0);
        let (direction, further) = if list.sort.descending { ("DESC", "<") } else { ("ASC", ">") };
        let by_id = list.sort.field == SortField::CreatedAt;
        let found = self.found();
        let mut part = Part::default();
        // What is found is ordered by key and id alone; only the rows of the page are read whole.
        if by_id {
            part.push(
                &format!("SELECT customer AS id, customer AS sort_key FROM {} AS found", found.sql),
                found.values,
            );
            part.push(" WHERE TRUE", Vec::new());
        } else {
            part.push(&format!("SELECT k.id, k.{column} AS sort_key FROM {} AS found", found.sql), found.values);
            part.push(
                " JOIN customers AS k ON k.organization = ? AND k.id = found.customer WHERE TRUE",
                values![organization],
            );
        }
        let order = if by_id { "customer".to_owned() } else { format!("k.{column}") };
        let id = if by_id { "customer" } else { "k.id" };
        if let Position::After(cursor) = position {
            let key = || key_of(cursor, list.sort.field);
            if by_id {
                part.push(&format!(" AND customer {further} ?"), vec![key()]);
            } else {
                let sql = format!(" AND ({order} {further} ? OR {order} = ? AND {id} {further} ?)");
                part.push(&sql, vec![key(), key(), cursor.id.0.into()]);
            }
        }
        let tie = if by_id { String::new() } else { format!(", {id} {direction}") };
        part.push(&format!(" ORDER BY {order} {direction}{tie} LIMIT {limit} OFFSET ?"), values![offset.cast_signed()]);
        let sql = format!(
            "SELECT {COLUMNS} FROM ({}) AS page JOIN customers AS c ON c.organization = ? AND c.id = page.id
             ORDER BY page.sort_key {direction}, page.id {direction}",
            part.sql
        );
        part.values.push(organization.into());
        session.rows(&sql, part.values).await?.into_iter().map(from_row).collect()
    }
}

impl Part {
    /// Those of one or the other.
    fn any(parts: Vec<Self>) -> Self {
        let sql: Vec<String> = parts.iter().map(|part| part.sql.clone()).collect();
        let sql = format!("SELECT customer FROM ({}) AS token", sql.join(" UNION ALL "));
        Self { sql, values: parts.into_iter().flat_map(|part| part.values).collect() }
    }

    /// Those of all.
    fn all(parts: Vec<Self>) -> Self {
        let mut all = Self::default();
        for (number, part) in parts.into_iter().enumerate() {
            let sql = if number == 0 {
                format!("SELECT customer FROM ({}) AS token WHERE TRUE", part.sql)
            } else {
                format!(" AND customer IN ({})", part.sql)
            };
            all.push(&sql, part.values);
        }
        all
    }
}
