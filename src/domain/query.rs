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
    /// More that are found are not counted where counting is bounded.
    #[must_use]
    pub fn bound(&self) -> u64 {
        let texts = [&self.name, &self.company, &self.city, &self.region, &self.postal_code];
        let filters = [self.email.is_some(), self.phone.is_some(), self.country.is_some()];
        let filters = texts.map(Option::is_some).into_iter().chain(filters).filter(|is_given| *is_given).count();
        if filters + self.search.so_many() > 1 { BOUND_OF_SEVERAL } else { BOUND }
    }

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
    /// Up to [`CustomerFilter::bound`].
    Bounded,
    /// All.
    Everything,
}

/// More than so many that one thing finds are not counted where counting is bounded.
pub const BOUND: u64 = 1_000;

/// The same of what several things find: who has the one has to be asked for the others.
pub const BOUND_OF_SEVERAL: u64 = 200;

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// So many.
    Exactly(u64),
    /// So many and more.
    AtLeast(u64),
}

impl Total {
    /// What counting came to; more than is counted of what the query bounds is not told.
    #[must_use]
    pub fn counted(so_many: u64, query: &CustomerQuery) -> Self {
        let bound = query.filter.bound();
        if query.count == Count::Bounded && so_many > bound { Self::AtLeast(bound) } else { Self::Exactly(so_many) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_is_counted_of_what_several_things_find() {
        let search = |text| CustomerFilter { search: Search::new(text), ..CustomerFilter::default() };
        for one in ["anna", "+41446681800", "44", "anna an"] {
            assert_eq!(search(one).bound(), BOUND, "{one}");
        }
        for several in ["anna z", "anna@example.com", "anna 44", "044 668", "4 2"] {
            assert_eq!(search(several).bound(), BOUND_OF_SEVERAL, "{several}");
        }
        let city = || Some("Bern".to_owned());
        let of_bern = CustomerFilter { city: city(), ..CustomerFilter::default() };
        assert_eq!(of_bern.bound(), BOUND);
        assert_eq!(CustomerFilter { city: city(), ..search("anna") }.bound(), BOUND_OF_SEVERAL);
        assert_eq!(CustomerFilter { country: Country::parse("CH"), ..of_bern }.bound(), BOUND_OF_SEVERAL);
    }
}
