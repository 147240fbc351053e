//! Pages of the customers that a search and filters find, and which way they are found.
//!
//! In the order of creation a page comes along the rows of a token, which stand in that order (`along.rs`), if what is asked
//! for begins few tokens or many have it. Otherwise, where few have one of the things that are asked for, those who have it
//! are sorted, and as many of them are looked at as it takes; very few are counted on the way. Where many have each, a sample tells about how many have all: if these are many, too,
//! a page soon comes when all customers are gone through in its order. Which way to take is decided here; the statements are
//! in `asked.rs`, `along.rs` and `list.rs`.

use super::{
    along::{ALONG, Creation, FURTHER, NEWEST, TokenRows},
    asked::{Asked, Extent, HaveFirst, LEAST},
    customers::{COLUMNS, from_row},
    index::{self, Needed},
    list::{List, offset},
    pool::Session,
    session::{Connection, Failure, values},
};
use crate::{
    domain::{Count, Customer, CustomerQuery, Email, OrganizationId, Position, SortField, Total},
    storage::order::first,
};

/// Of those who seem to have all, so many times as many as are wanted are looked at first.
const AS_MANY_SEEM: u64 = 8;

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
    let mut lookup = Lookup::new(session, organization, query);
    let customers = lookup.customers().await?;
    let total = lookup.total(&customers).await?;
    let (items, more) = first(customers, query.page_size);
    Ok((items, more, total.map(|total| Total::counted(total, query))))
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

/// The way to a page and its total, and what was learnt on it.
struct Lookup<'a, C: Connection> {
    session: &'a mut Session<C>,
    query: &'a CustomerQuery,
    list: List,
    asked: Asked,
    /// How many of those that are found come before the page, and how many are wanted: one more than fit on it.
    page: (u64, u64),
    /// The order of creation, if the page may come along it.
    creation: Option<Creation>,
    /// What the page may come along, if it was looked for and there is something.
    tokens: Option<TokenRows>,
    have_first: HaveFirst,
    /// Whether the page came along the first [`NEWEST`] of everyone.
    came_soon: bool,
    /// How many are found, if they were counted while they were sorted.
    counted: Option<u64>,
}

impl<'a, C: Connection> Lookup<'a, C> {
    fn new(session: &'a mut Session<C>, organization: OrganizationId, query: &'a CustomerQuery) -> Self {
        let needed = index::needed(organization, &query.filter);
        let limit = u64::from(query.page_size) + 1;
        let skipped = match query.position {
            Position::Page(page) => offset(page, query.page_size),
            Position::After(_) => 0,
        };
        let comes_along = query.sort.field == SortField::CreatedAt && skipped + limit <= ALONG;
        Self {
            session,
            query,
            list: List { organization, sort: query.sort },
            asked: Asked { organization, needed, bound: query.filter.bound() },
            page: (skipped, limit),
            creation: comes_along.then(|| Creation::from(query)),
            tokens: None,
            have_first: HaveFirst::Unknown,
            came_soon: false,
            counted: None,
        }
    }

    fn is_for_several(&self) -> bool {
        self.asked.needed.len() > 1
    }

    fn is_told_by_signatures(&self) -> bool {
        index::are_told_by_signatures(&self.asked.needed)
    }

    /// What is short begins many words. By signatures alone everyone is gone through quickly.
    fn is_short(&self) -> bool {
        self.is_told_by_signatures() && !self.asked.needed.iter().any(Needed::is_long)
    }

    /// The customers of the page, and one more if there are some behind it.
    async fn customers(&mut self) -> Result<Vec<Customer>, Failure> {
        let mut found = self.along().await?;
        if found.is_none() {
            self.learn_how_many_have_first().await?;
        }
        if found.is_none() && matches!(self.have_first, HaveFirst::Many) {
            found = self.gone_through().await?;
        }
        match found {
            Some(customers) => Ok(customers),
            None => self.sorted().await,
        }
    }

    /// They come along everyone's tokens, or along those of something that is needed; `None` if not soon.
    async fn along(&mut self) -> Result<Option<Vec<Customer>>, Failure> {
        let Some(order) = &self.creation else { return Ok(None) };
        if self.is_short() {
            let found = self.asked.along_everyone(self.session, order, self.page, &[NEWEST]).await?;
            if found.is_some() {
                self.came_soon = true;
                return Ok(found);
            }
            if self.is_for_several() {
                let found = self.asked.along_everyone(self.session, order, self.page, &[FURTHER]).await?;
                if found.is_some() {
                    return Ok(found);
                }
            }
        }
        self.tokens = self.asked.rarest_first(self.session, order).await?;
        let Some(TokenRows { rows, .. }) = &self.tokens else { return Ok(None) };
        let found = self.asked.along(self.session, (rows, self.asked.others()), order, self.page, ALONG).await?;
        if found.left_off {
            self.have_first = HaveFirst::Many; // more than `ALONG` are no longer few
        }
        Ok(found.customers)
    }

    /// They come among everyone, since many have what is needed first; `None` if not soon.
    async fn gone_through(&mut self) -> Result<Option<Vec<Customer>>, Failure> {
        let (skipped, limit) = self.page;
        let was_tried = self.is_short() && self.is_for_several();
        if self.tokens.is_none()
            && self.is_told_by_signatures()
            && !was_tried
            && let Some(order) = &self.creation
        {
            let found = self.asked.along_everyone(self.session, order, self.page, &[ALONG, FURTHER]).await?;
            if found.is_some() {
                return Ok(found);
            }
        }
        // Often a few are enough.
        if self.tokens.is_none() && skipped + limit <= LEAST {
            let found = self.walk(LEAST).await?;
            if found.is_some() {
                return Ok(found);
            }
        }
        self.have_first = self.asked.sample_of_many(self.session).await?;
        match self.have_first.sample().and_then(|sample| sample.to_walk(skipped + limit)) {
            Some(to_walk) => self.walk(to_walk).await,
            None => Ok(None),
        }
    }

    async fn walk(&mut self, most: u64) -> Result<Option<Vec<Customer>>, Failure> {
        self.list.walk(self.session, &self.query.position, &self.asked.needed, self.page, most).await
    }

    /// They are sorted out of those who have what is needed first, and counted, if so few have it that all would be looked
    /// at to count them.
    async fn sorted(&mut self) -> Result<Vec<Customer>, Failure> {
        let ((skipped, limit), few) = (self.page, self.have_first.few());
        let are_counted = match self.query.count {
            Count::Nothing => false,
            // In another order all are looked at anyway.
            Count::Bounded => few.is_some_and(|few| few <= self.asked.most_counted() || self.creation.is_none()),
            Count::Everything => few.is_some(),
        };
        if are_counted && matches!(self.query.position, Position::Page(_)) {
            return self.sorted_in(Extent::Counted).await;
        }
        let most = (AS_MANY_SEEM * (skipped + limit)).next_power_of_two(); // it is a part of the statement
        let is_enough = skipped + limit <= LEAST && few.is_none_or(|few| few > most);
        if is_enough && self.creation.is_some() && self.asked.is_unsure() {
            let customers = self.sorted_in(Extent::First(most)).await?;
            if customers.len() as u64 == limit {
                return Ok(customers);
            }
        }
        self.sorted_in(Extent::All).await
    }

    async fn sorted_in(&mut self, extent: Extent) -> Result<Vec<Customer>, Failure> {
        let (customers, counted) =
            self.asked.sorted(self.session, &self.list, &self.query.position, self.page, extent).await?;
        self.counted = counted;
        Ok(customers)
    }

    /// How many are found in all, as far as it is asked for.
    async fn total(&mut self, customers: &[Customer]) -> Result<Option<u64>, Failure> {
        let (so_many, (_, limit)) = (customers.len() as u64, self.page);
        match self.query.count {
            Count::Nothing => Ok(None),
            // A first page that is the last one has been counted by being read.
            _ if self.query.position == Position::Page(1) && so_many < limit => Ok(Some(so_many)),
            _ if self.counted.is_some() => Ok(self.counted),
            Count::Everything => self.count().await.map(Some),
            Count::Bounded => self.count_up_to_bound().await.map(Some),
        }
    }

    async fn count(&mut self) -> Result<u64, Failure> {
        self.put_rarest_first().await?;
        self.asked.count(self.session, self.have_first.sample()).await
    }

    async fn count_up_to_bound(&mut self) -> Result<u64, Failure> {
        if self.came_soon
            && self.is_for_several()
            && let Some(order) = &self.creation
            && let Some(total) = self.asked.count_along_everyone(self.session, order).await?
        {
            return Ok(total);
        }
        // Without tokens it is known which is first, or many were found soon.
        if self.tokens.as_ref().is_some_and(|tokens| !tokens.are_rarest) {
            self.put_rarest_first().await?;
        }
        self.asked.count_up_to_bound(self.session, self.have_first.sample()).await
    }

    /// Who counts goes through those who have what is first.
    async fn put_rarest_first(&mut self) -> Result<(), Failure> {
        if !self.is_for_several() {
            return Ok(());
        }
        self.learn_how_many_have_first().await?;
        if matches!(self.have_first, HaveFirst::Many) {
            self.have_first = self.asked.sample_of_many(self.session).await?;
        }
        Ok(())
    }

    async fn learn_how_many_have_first(&mut self) -> Result<(), Failure> {
        if matches!(self.have_first, HaveFirst::Unknown) {
            self.have_first = self.asked.have_first(self.session).await?;
        }
        Ok(())
    }
}
