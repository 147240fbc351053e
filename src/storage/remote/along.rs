//! Pages in the order of creation along the rows of tokens, which stand in that order: those of a word that was typed to its
//! end, which begins few tokens, or those of everyone, with signatures that tell who may have all that is asked for.

use uuid::Uuid;

use super::{
    asked::{Asked, count_up_to},
    customers::{COLUMNS, from_row},
    index::{self, Needed, Range},
    list::Part,
    pool::Session,
    session::{Connection, Failure, values},
};
use crate::domain::{Customer, CustomerQuery, Position};

/// What so few tokens begin with is looked for in the order of creation by each of them.
const TOKENS: usize = 4;

/// So many customers of each token are gone through at most.
pub(super) const ALONG: u64 = 4_000;

/// So many of everyone are gone through first where many may have what is asked for.
pub(super) const NEWEST: u64 = 1_000;

/// So many are gone through to count what is soon found.
const COUNTED: u64 = 8_000;

/// So many are gone through where many have it, or several such things.
pub(super) const FURTHER: u64 = 16_000;

/// Of so many things that are needed it is looked at which one the fewest have.
const COMPARED: usize = 4;

/// The customer of a token that comes after so many others tells how rare it is.
const AFTER: u64 = 500;

/// The order of creation, or the other way, from where a page begins.
pub(super) struct Creation {
    direction: &'static str,
    /// What stands between the id of a customer and one that comes before it.
    further: &'static str,
    /// Where the page begins, as a condition.
    begin: Part,
}

impl From<&CustomerQuery> for Creation {
    fn from(query: &CustomerQuery) -> Self {
        let (direction, further) = if query.sort.descending { ("DESC", "<") } else { ("ASC", ">") };
        let mut begin = Part::default();
        if let Position::After(cursor) = &query.position {
            begin.push(&format!(" AND token.customer {further} ?"), values![cursor.id.0]);
        }
        Self { direction, further, begin }
    }
}

impl Creation {
    /// Whether the end of some tokens comes after that of others; those that have none come to theirs never.
    fn is_further(&self, end: Option<Uuid>, other: Option<Uuid>) -> bool {
        match (end, other) {
            (Some(end), Some(other)) if self.further == "<" => end < other,
            (Some(end), Some(other)) => end > other,
            (end, other) => end.is_none() && other.is_some(),
        }
    }

    /// The customer of a token that comes after so many others from the beginning on; of several tokens the nearest, and
    /// `None` if they all have no more.
    async fn end<C: Connection>(
        &self,
        session: &mut Session<C>,
        tokens: &[Range],
        begin: &Part,
        so_many: u64,
    ) -> Result<Option<Uuid>, Failure> {
        let mut nearest = None;
        for range in tokens {
            let mut part = range.without_conditions().select("customer");
            part.push(&begin.sql, begin.values.clone());
            part.push(&format!(" ORDER BY token.customer {} LIMIT 1 OFFSET {so_many}", self.direction), Vec::new());
            let end = session.row(&part.sql, part.values).await?.map(|mut row| row.id()).transpose()?;
            if self.is_further(nearest, end) {
                nearest = end;
            }
        }
        Ok(nearest)
    }
}

/// What a page may come along.
pub(super) struct TokenRows {
    /// The rows of each.
    pub(super) rows: Vec<Range>,
    /// Whether the fewest have what begins them, by what is known, of all things that are needed.
    pub(super) are_rarest: bool,
}

/// What came along rows.
pub(super) struct Found {
    /// `None` if they did not come soon.
    pub(super) customers: Option<Vec<Customer>>,
    /// Whether there are more rows than might be gone through. Where all of them are found, nobody asks.
    pub(super) left_off: bool,
}

impl Asked {
    /// The tokens of something that is needed and begins few; of several things that which the fewest have, as far as the
    /// first customers of all tell. It is first from now on. `None` if there is none, or one with many tokens that few have.
    pub(super) async fn rarest_first<C: Connection>(
        &mut self,
        session: &mut Session<C>,
        order: &Creation,
    ) -> Result<Option<TokenRows>, Failure> {
        let mut rarest: Option<(usize, Vec<Range>, Option<Uuid>)> = None;
        let several = self.needed.len() > 1;
        let mut are_rarest = self.needed.len() <= COMPARED;
        for (number, needed) in self.needed.iter().enumerate().take(COMPARED) {
            let Some(tokens) = needed.token_by_token(session, TOKENS).await? else {
                if several && rarest.is_none() && needed.few_have_it(session).await?.is_some() {
                    self.needed.swap(0, number);
                    return Ok(None);
                }
                are_rarest &= !needed.is_long();
                continue;
            };
            let end = if several { order.end(session, &tokens, &Part::default(), AFTER).await? } else { None };
            if rarest.as_ref().is_none_or(|(_, _, other)| order.is_further(end, *other)) {
                rarest = Some((number, tokens, end));
            }
            if end.is_none() {
                are_rarest = true; // or rare enough
                break;
            }
        }
        let Some((number, tokens, _)) = rarest else { return Ok(None) };
        self.needed.swap(0, number);
        if let ([token], Some(first)) = (tokens.as_slice(), self.needed.first_mut()) {
            first.narrow_to(token);
        }
        let rows = tokens.iter().map(|rows| rows.narrowed(self.others())).collect();
        Ok(Some(TokenRows { rows, are_rarest }))
    }

    /// `limit` of those that are found, after `before` others, in the order of creation, by the rows of everyone.
    pub(super) async fn along_everyone<C: Connection>(
        &self,
        session: &mut Session<C>,
        order: &Creation,
        page: (u64, u64),
        most: &[u64],
    ) -> Result<Option<Vec<Customer>>, Failure> {
        let rows = [index::everyone(self.organization).narrowed(&self.needed)];
        for most in most {
            let found = self.along(session, (&rows, &self.needed), order, page, *most).await?;
            if found.customers.is_some() {
                return Ok(found.customers);
            }
        }
        Ok(None)
    }

    /// `limit` of those in these rows who have all others, after `before` others, in the order of creation. The rows are of
    /// tokens, so each range comes in that order.
    pub(super) async fn along<C: Connection>(
        &self,
        session: &mut Session<C>,
        (rows, others): (&[Range], &[Needed]),
        order: &Creation,
        (before, limit): (u64, u64),
        most: u64,
    ) -> Result<Found, Failure> {
        if rows.is_empty() {
            return Ok(Found { customers: Some(Vec::new()), left_off: false });
        }
        let Creation { direction, further, begin } = order;
        let mut bounds = begin.clone();
        // All rows are gone through to the same end: where one token was left off, another has no say. Where nothing is
        // left out on the way, as many as are wanted are the end.
        let are_found = others.is_empty() && !rows.iter().any(Range::has_conditions);
        let end = if are_found { None } else { order.end(session, rows, begin, most).await? };
        if let Some(end) = end {
            bounds.push(&format!(" AND NOT token.customer {further} ?"), values![end]);
        }
        let has_all = self.has("token.customer", others);
        let at_most = (before + limit).next_power_of_two(); // one of a few numbers: it is a part of the statement
        let parts = rows.iter().map(|rows| {
            let mut part = rows.select("id");
            part.push(&bounds.sql, bounds.values.clone());
            part.push(&format!(" AND {}", has_all.sql), has_all.values.clone());
            part.push(&format!(" ORDER BY token.customer {direction} LIMIT {at_most}"), Vec::new());
            part.in_brackets()
        });
        let Part { sql, values } = Part::joined(parts.collect(), " UNION ALL ");
        let sql = format!(
            "SELECT {COLUMNS}
             FROM (SELECT DISTINCT id FROM ({sql}) AS found ORDER BY id {direction} LIMIT ? OFFSET ?) AS page
             JOIN customers AS c ON c.organization = ? AND c.id = page.id ORDER BY page.id {direction}"
        );
        let values = [values, values![limit.cast_signed(), before.cast_signed(), self.organization.0]].concat();
        let found = session.rows(&sql, values).await?.into_iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
        let is_page = end.is_none() || found.len() as u64 == limit;
        Ok(Found { customers: is_page.then_some(found), left_off: end.is_some() })
    }

    /// How many are found, up to one more than are told, by the rows of everyone; `None` if they do not come soon.
    pub(super) async fn count_along_everyone<C: Connection>(
        &self,
        session: &mut Session<C>,
        order: &Creation,
    ) -> Result<Option<u64>, Failure> {
        let everyone = index::everyone(self.organization);
        let end = order.end(session, std::slice::from_ref(&everyone), &Part::default(), COUNTED).await?;
        let mut part = everyone.narrowed(&self.needed).select("customer");
        if let Some(end) = end {
            part.push(&format!(" AND NOT token.customer {} ?", order.further), values![end]);
        }
        let has_all = self.has("token.customer", &self.needed);
        part.push(&format!(" AND {}", has_all.sql), has_all.values);
        let (_, customers) = count_up_to(session, part, self.bound + 1).await?;
        Ok((end.is_none() || customers > self.bound).then_some(customers))
    }
}
