//! What page of which customers is asked for, and what comes back.

use super::{Country, Customer, CustomerId, Email, Phone};

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
    /// Folded words, each of which must begin a word of the customer ([`super::search`]). Empty: no search.
    pub words: Vec<String>,
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
    /// Whether to count all that match.
    pub total: bool,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerPage {
    /// The customers.
    pub items: Vec<Customer>,
    /// How many match in all, if that was asked for.
    pub total: Option<u64>,
    /// From where the next page goes on; `None` on the last.
    pub next: Option<Cursor>,
}
