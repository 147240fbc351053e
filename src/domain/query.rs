//! What page of which customers is asked for, and what comes back.

use super::{Country, Customer, CustomerFields, CustomerId, Email, Phone, Search};

/// What customers are ordered by. Ties are broken by id, in the same direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortField {
    /// When they were created, which is the order of their ids.
    CreatedAt,
    /// When they were changed last.
    UpdatedAt,
    /// By name, folded.
    Name,
    /// By e-mail address, without case; those without one first.
    Email,
    /// By company, folded; those without one first.
    Company,
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub field: SortField,
    /// From the greatest on.
    pub descending: bool,
}

/// Filters: all that are set must hold. Text is normalized as when it was stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the members are those of `CustomerFields`")]
pub struct CustomerFilter {
    pub name: Option<String>,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub company: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<Country>,
    /// What is searched for besides.
    pub search: Search,
}

impl CustomerFilter {
    /// Whether a customer is found.
    #[must_use]
    pub fn finds(&self, customer: &CustomerFields) -> bool {
        fn holds<T: PartialEq>(asked: Option<&T>, is: Option<&T>) -> bool {
            asked.is_none_or(|asked| is == Some(asked))
        }
        let email = self.email.as_ref().map(Email::key);
        holds(self.name.as_ref(), Some(&customer.name))
            && holds(email.as_ref(), customer.email.as_ref().map(Email::key).as_ref())
            && holds(self.phone.as_ref(), customer.phone.as_ref())
            && holds(self.company.as_ref(), customer.company.as_ref())
            && holds(self.city.as_ref(), customer.city.as_ref())
            && holds(self.region.as_ref(), customer.region.as_ref())
            && holds(self.postal_code.as_ref(), customer.postal_code.as_ref())
            && holds(self.country.as_ref(), customer.country.as_ref())
            && self.search.finds(customer)
    }
}

/// The last customer of a page, from which the next goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The value of the sort field as the storage orders it; empty where the id alone is the order.
    pub key: Vec<u8>,
    /// The customer's id.
    pub id: CustomerId,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// At page number so and so, from 1.
    Page(u32),
    /// After this customer.
    After(Cursor),
}

/// A page that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerQuery {
    /// Which customers.
    pub filter: CustomerFilter,
    /// In which order.
    pub sort: Sort,
    /// From where.
    pub position: Position,
    /// How many, 1 to 200.
    pub page_size: u32,
    /// How far to count all that are found.
    pub count: Count,
}

/// How far to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Not at all.
    Nothing,
    /// Up to [`BOUND`].
    Bounded,
    /// All.
    Everything,
}

/// More than so many are not counted where counting is bounded.
pub const BOUND: u64 = 1_000;

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// So many.
    Exactly(u64),
    /// So many and more.
    AtLeast(u64),
}

impl Total {
    /// What counting came to; more than [`BOUND`] of what `count` bounds is not told.
    #[must_use]
    pub fn counted(so_many: u64, count: Count) -> Self {
        if count == Count::Bounded && so_many > BOUND { Self::AtLeast(BOUND) } else { Self::Exactly(so_many) }
    }

    /// How many there are, if that is known.
    #[must_use]
    pub fn exact(self) -> Option<u64> {
        if let Self::Exactly(total) = self { Some(total) } else { None }
    }
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerPage {
    /// The customers.
    pub items: Vec<Customer>,
    /// How many are found in all, if that was asked for.
    pub total: Option<Total>,
    /// From where the next page goes on; `None` on the last.
    pub next: Option<Cursor>,
}
