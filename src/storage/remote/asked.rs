//! What is asked for, and the statements that find, count and sample those who have all of it, by their tokens (`index.rs`).

use std::collections::HashSet;

use super::{
    along::ALONG,
    customers::{COLUMNS, from_row},
    index::{self, Needed},
    list::{List, Part, column, key_of},
    pool::Session,
    session::{Connection, Failure, values},
};
use crate::domain::{Customer, OrganizationId, Position, SortField};

/// Fewer that have something are few.
const FEW: u64 = ALONG;

/// So many customers, the newest, are a sample.
const SAMPLE: u64 = 1_000;

/// What so many of a sample have, few may have in all.
const RARE: u64 = 10;

/// To go through a customer takes so many times as long as to go through a token.
const DEARER: u64 = 4;

/// To count among all customers is quicker than among those that have something, if at least one in so many has it.
const ONE_IN: u64 = 3;

/// So many are gone through at least.
pub(super) const LEAST: u64 = 256;

/// A limit that no database takes away: it keeps what is inside from being mixed with what is outside.
const ALL: i64 = i64::MAX;

/// What the newest customers tell of all.
pub(super) struct Sample {
    /// How many they are.
    size: u64,
    /// How many customers there are in all.
    of: u64,
    /// How many of them have what is needed first.
    first: u64,
    /// How many of them have all that is needed.
    found: u64,
}

impl Sample {
    /// How many are to be gone through until so many are found, twice as many as it should take; `None` if it is quicker
    /// to look at all who have what is needed first.
    pub(super) fn to_walk(&self, so_many: u64) -> Option<u64> {
        let expected = (so_many * self.size).checked_div(self.found)?;
        // One of a few numbers: it is a part of the statement.
        let to_walk = (2 * expected).next_power_of_two().max(LEAST);
        (DEARER * expected * self.size <= self.first * self.of).then_some(to_walk)
    }

    /// Whether most customers have what is needed first.
    fn most_have_first(&self) -> bool {
        self.first * ONE_IN >= self.size
    }
}

/// What is known of how many have what is needed first.
pub(super) enum HaveFirst {
    Unknown,
    /// So many, or fewer: some may be counted several times, or only seem to have it.
    Few(u64),
    Many,
    /// A sample told of nothing that is needed and that only few have.
    Sampled(Sample),
}

impl HaveFirst {
    pub(super) fn few(&self) -> Option<u64> {
        match self {
            Self::Few(so_many) => Some(*so_many),
            Self::Unknown | Self::Many | Self::Sampled(_) => None,
        }
    }

    pub(super) fn sample(&self) -> Option<&Sample> {
        match self {
            Self::Sampled(sample) => Some(sample),
            Self::Unknown | Self::Few(_) | Self::Many => None,
        }
    }
}

/// How many of those who seem to have all are looked at, to sort out those who have.
pub(super) enum Extent {
    /// So many, the first, where the order is that of creation; else all.
    First(u64),
    All,
    /// All, to count those who have.
    Counted,
}

impl Extent {
    /// A column of how many there are. It stands where they are filtered: with a table between, MariaDB answers every second
    /// time only that it knows no `found.customer`.
    fn total(&self) -> &'static str {
        if matches!(self, Self::Counted) { ", count(*) OVER () AS total" } else { "" }
    }
}

/// What is asked for: who is found must have all of it.
pub(super) struct Asked {
    pub(super) organization: OrganizationId,
    /// The first is what few have, by what is known.
    pub(super) needed: Vec<Needed>,
    /// More are not counted where counting is bounded.
    pub(super) bound: u64,
}

impl Asked {
    /// All but what is needed first.
    pub(super) fn others(&self) -> &[Needed] {
        self.needed.get(1..).unwrap_or_default()
    }

    /// Whether few have what is needed first.
    pub(super) async fn have_first<C: Connection>(&self, session: &mut Session<C>) -> Result<HaveFirst, Failure> {
        let few = match self.needed.first() {
            Some(first) => first.few_have_it(session).await?,
            None => Some(0),
        };
        Ok(few.map_or(HaveFirst::Many, HaveFirst::Few))
    }

    /// What a sample tells. What is needed first is, from now on, what few have, or else what the fewest of the sample have.
    pub(super) async fn sample_of_many<C: Connection>(
        &mut self,
        session: &mut Session<C>,
    ) -> Result<HaveFirst, Failure> {
        let (size, of, found, each) = self.sample(session).await?;
        let mut needed: Vec<_> = each.into_iter().zip(self.needed.drain(..)).collect();
        needed.sort_by_key(|(so_many, _)| *so_many);
        let first = needed.first().map(|(so_many, _)| *so_many).unwrap_or_default();
        let mut few = None;
        for (number, (so_many, needed)) in needed.iter().enumerate() {
            if *so_many <= RARE && few.is_none() {
                few = needed.few_have_it(session).await?.map(|few| (number, few));
            }
        }
        self.needed = needed.into_iter().map(|(_, needed)| needed).collect();
        if let Some((number, few)) = few {
            self.needed.swap(0, number);
            return Ok(HaveFirst::Few(few));
        }
        Ok(HaveFirst::Sampled(Sample { size, of, first, found }))
    }

    /// Of the newest customers: how many they are, of how many, how many have all that is needed and how many each.
    async fn sample<C: Connection>(&self, session: &mut Session<C>) -> Result<(u64, u64, u64, Vec<u64>), Failure> {
        let organization = self.organization.0;
        let names: Vec<_> = (0..self.needed.len()).map(|number| format!("needed_{number}")).collect();
        let all = names.iter().map(|name| format!("{name} = 1")).collect::<Vec<_>>().join(" AND ");
        let each = names.iter().map(|name| format!("count({name})")).collect::<Vec<_>>().join(", ");
        let mut part = Part::new(
            &format!(
                "SELECT count(*), (SELECT customers FROM organizations WHERE id = ?), count(CASE WHEN {all} THEN 1 END), {each}
                 FROM (SELECT id"
            ),
            values![organization],
        );
        for (name, needed) in names.iter().zip(&self.needed) {
            let Part { sql, values } = needed.condition();
            part.push(&format!(", CASE WHEN {sql} THEN 1 END AS {name}"), values);
        }
        let newest =
            format!(" FROM customers AS c WHERE c.organization = ? ORDER BY c.id DESC LIMIT {SAMPLE}) AS newest");
        part.push(&newest, values![organization]);
        let Some(mut row) = session.row(&part.sql, part.values).await? else { return Ok((0, 0, 0, Vec::new())) };
        let mut next = || row.int().map(i64::cast_unsigned);
        let (size, of, found) = (next()?, next()?, next()?);
        let each = self.needed.iter().map(|_| next()).collect::<Result<_, _>>()?;
        Ok((size, of, found, each))
    }

    /// Those who have what is needed first and, as far as signatures tell, all else, some of them several times, in parts.
    fn candidates(&self) -> Vec<Part> {
        self.needed.first().map(|first| index::candidates(first, self.others())).unwrap_or_default()
    }

    /// Each of them once.
    fn each_candidate(&self) -> Part {
        each(self.candidates())
    }

    /// Each of those who, as far as signatures tell, have all.
    fn each_who_seems(&self) -> Part {
        let rows = self.needed.first().map(|first| first.rows(self.others())).unwrap_or_default();
        each(rows.iter().map(|rows| rows.by_signatures().select("customer")).collect())
    }

    /// Whether it takes rows of customers to tell who has all.
    pub(super) fn is_unsure(&self) -> bool {
        index::unknown(self.unsure()).is_some()
    }

    /// What is not known for certain of those who seem to have all.
    fn unsure(&self) -> &[Needed] {
        match self.needed.first() {
            Some(first) if first.needs_no_row() => self.others(),
            _ => &self.needed,
        }
    }

    /// So many rows are counted one by one, at most, where counting is bounded.
    pub(super) fn most_counted(&self) -> u64 {
        8 * self.bound
    }

    /// Of a candidate, whose id is in `column`, whether it has all else.
    fn has_all(&self, column: &str) -> Part {
        self.has(column, self.others())
    }

    /// Whether a candidate has all of these.
    pub(super) fn has(&self, column: &str, others: &[Needed]) -> Part {
        index::unknown(others).map_or_else(
            || Part::new("TRUE", Vec::new()),
            |conditions| {
                let Part { sql, values } = index::of_customer_in(column, self.organization, "1", conditions);
                Part { sql: format!("{sql} = 1"), values }
            },
        )
    }

    /// How many are found, up to one more than are told.
    pub(super) async fn count_up_to_bound<C: Connection>(
        &self,
        session: &mut Session<C>,
        sample: Option<&Sample>,
    ) -> Result<u64, Failure> {
        let has_all = self.has_all("token.customer");
        let mut parts = self.candidates();
        for part in &mut parts {
            part.push(&format!(" AND {}", has_all.sql), has_all.values.clone());
        }
        let bound = self.bound;
        // A customer may have several tokens that begin alike.
        let each_once = self.needed.first().is_some_and(Needed::has_each_once);
        let enough = [if each_once { bound + 1 } else { bound + bound / 4 }, self.most_counted()];
        if let [part] = parts.as_slice() {
            for most in enough {
                let (rows, customers) = count_up_to(session, part.clone(), most).await?;
                if rows < most || customers > bound {
                    return Ok(customers);
                }
            }
            return self.count(session, sample).await;
        }
        // Each by itself: MariaDB would get all rows of all parts before it counts some.
        let mut found = HashSet::new();
        for Part { sql, values } in parts {
            let mut ended = false;
            for most in enough {
                let rows = session.rows(&format!("{sql} LIMIT {most}"), values.clone()).await?;
                ended = (rows.len() as u64) < most;
                for mut row in rows {
                    found.insert(row.id()?);
                }
                if found.len() as u64 > bound {
                    return Ok(found.len() as u64);
                }
                if ended {
                    break;
                }
            }
            if !ended {
                return self.count(session, sample).await;
            }
        }
        Ok(found.len() as u64)
    }

    /// How many are found.
    pub(super) async fn count<C: Connection>(
        &self,
        session: &mut Session<C>,
        sample: Option<&Sample>,
    ) -> Result<u64, Failure> {
        if self.needed.len() > 1 && sample.is_some_and(Sample::most_have_first) {
            let Part { sql, values } = index::conditions(&self.needed);
            let sql = format!("SELECT count(*) FROM customers AS c WHERE c.organization = ? AND {sql}");
            return count(session, Part { sql, values: [values![self.organization.0], values].concat() }).await;
        }
        let (Part { sql, values }, has_all) = (self.each_candidate(), self.has_all("found.customer"));
        let sql = format!("SELECT count(*) FROM ({sql}) AS found WHERE {}", has_all.sql);
        count(session, Part { sql, values: [values, has_all.values].concat() }).await
    }

    /// `limit` of those that are found, after `before` others, in the order of the list, and how many are found, if they are
    /// to be counted and there are some on the page.
    pub(super) async fn sorted<C: Connection>(
        &self,
        session: &mut Session<C>,
        list: &List,
        position: &Position,
        (before, limit): (u64, u64),
        extent: Extent,
    ) -> Result<(Vec<Customer>, Option<u64>), Failure> {
        let direction = if list.sort.descending { "DESC" } else { "ASC" };
        let keys = if list.sort.field == SortField::CreatedAt {
            self.by_id(list, position, &extent)
        } else {
            self.by_key(list, position, &extent)
        };
        let counts = matches!(extent, Extent::Counted);
        let total = if counts { "page.total, " } else { "" };
        // Only the rows of the page are read whole.
        let sql = format!(
            "SELECT {total}{COLUMNS}
             FROM ({} ORDER BY sort_key {direction}, id {direction} LIMIT {limit} OFFSET ?) AS page
             JOIN customers AS c ON c.organization = ? AND c.id = page.id
             ORDER BY page.sort_key {direction}, page.id {direction}",
            keys.sql
        );
        let values = [keys.values, values![before.cast_signed(), self.organization.0]].concat();
        let (mut customers, mut counted) = (Vec::new(), None);
        for mut row in session.rows(&sql, values).await? {
            if counts {
                counted = Some(row.int()?.cast_unsigned());
            }
            customers.push(from_row(row)?);
        }
        Ok((customers, counted))
    }

    /// Ids and keys of those that are found, in the order of creation. Those who seem to have all are sorted before the
    /// database looks whether they have, so that PostgreSQL ends with the page.
    fn by_id(&self, list: &List, position: &Position, extent: &Extent) -> Part {
        let (direction, further) = if list.sort.descending { ("DESC", "<") } else { ("ASC", ">") };
        let mut part = self.each_who_seems();
        part.sql = format!("SELECT customer AS id, customer AS sort_key{} FROM ({}", extent.total(), part.sql);
        if let Position::After(cursor) = position {
            part.push(&format!(" WHERE customer {further} ?"), values![cursor.id.0]);
        }
        let most = match extent {
            Extent::First(most) => most.cast_signed(),
            Extent::All | Extent::Counted => ALL,
        };
        let Part { sql, values } = self.has("found.customer", self.unsure());
        part.push(&format!(" ORDER BY customer {direction} LIMIT {most}) AS found WHERE {sql}"), values);
        part
    }

    /// Ids and keys of those that are found, in another order.
    fn by_key(&self, list: &List, position: &Position, extent: &Extent) -> Part {
        let further = if list.sort.descending { "<" } else { ">" };
        // That every customer has, and no index: PostgreSQL takes the index of the order for this, and goes through all of
        // the organization in it, where it can spare itself the row and thinks that organizations are small.
        let any = || Part::new("c.version > 0", Vec::new());
        let conditions = index::unknown(self.others()).unwrap_or_else(any);
        let key = index::of_customer_in(
            "found.customer",
            self.organization,
            &format!("c.{}", column(list.sort.field)),
            conditions,
        );
        let sql = format!("SELECT id, sort_key{} FROM (SELECT customer AS id, {} AS sort_key", extent.total(), key.sql);
        let mut part = Part::new(&sql, key.values);
        let Part { sql, values } = self.each_candidate();
        part.push(&format!(" FROM ({sql}) AS found LIMIT {ALL}) AS keyed"), values);
        part.push(" WHERE sort_key IS NOT NULL", Vec::new()); // it is NULL of who has not all
        if let Position::After(cursor) = position {
            let key = || key_of(cursor, list.sort.field);
            let sql = format!(" AND (sort_key {further} ? OR sort_key = ? AND id {further} ?)");
            part.push(&sql, vec![key(), key(), cursor.id.0.into()]);
        }
        part
    }
}

impl Needed {
    /// How many have it, at most, if they are few.
    pub(super) async fn few_have_it<C: Connection>(&self, session: &mut Session<C>) -> Result<Option<u64>, Failure> {
        let mut so_many = 0;
        for rows in self.rows(&[]) {
            let Part { sql, values } = rows.by_signatures().select("customer");
            let sql = format!("SELECT count(*) FROM ({sql} LIMIT {FEW}) AS counted");
            so_many += count(session, Part { sql, values }).await?;
            if so_many >= FEW {
                return Ok(None);
            }
        }
        Ok(Some(so_many))
    }
}

/// Customers of these parts, each once.
fn each(parts: Vec<Part>) -> Part {
    let Part { sql, values } = Part::joined(parts, " UNION ALL ");
    Part { sql: format!("SELECT DISTINCT customer FROM ({sql}) AS candidates"), values }
}

/// How many rows there are, up to a limit, and of how many customers.
pub(super) async fn count_up_to<C: Connection>(
    session: &mut Session<C>,
    part: Part,
    limit: u64,
) -> Result<(u64, u64), Failure> {
    let sql = format!("SELECT count(*), count(DISTINCT customer) FROM ({} LIMIT {limit}) AS counted", part.sql);
    let Some(mut row) = session.row(&sql, part.values).await? else { return Ok((0, 0)) };
    Ok((row.int()?.cast_unsigned(), row.int()?.cast_unsigned()))
}

async fn count<C: Connection>(session: &mut Session<C>, part: Part) -> Result<u64, Failure> {
    let row = session.row(&part.sql, part.values).await?;
    Ok(row.map(|mut row| row.int()).transpose()?.unwrap_or_default().cast_unsigned())
}
