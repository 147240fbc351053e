//! Pages that were answered, kept for whoever asks for the same ones: they hold as long as the organization's customers do
//! not change, which the database says with each request. Clients that show a list ask for the same page again and again,
//! and to read it and to write its JSON takes more than all the rest.

use std::{
    num::NonZeroUsize,
    sync::{Mutex, MutexGuard, PoisonError},
};

use lru::LruCache;

use crate::{
    api::{models::CustomerPage, operations::FetchCustomersParameters},
    contract::Json,
    domain::OrganizationId,
};

/// How long a body may be, in bytes: a page of 25 customers with short notes has a third of it.
const LONGEST: usize = 32 * 1024;

/// What makes one page and no other.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    pub(super) organization: OrganizationId,
    pub(super) parameters: FetchCustomersParameters,
}

/// The header `Link` and the body.
pub(super) type Answer = (String, Json<CustomerPage>);

/// The pages, and how often the customers of their organizations had changed.
pub struct KeptPages(Option<Mutex<LruCache<Asked, (u64, Answer)>>>);

impl KeptPages {
    /// At most so many, those that were asked for last.
    #[must_use]
    pub fn new(so_many: u16) -> Self {
        Self(NonZeroUsize::new(so_many.into()).map(|so_many| {
            // With room for all only when they are there.
            let mut pages = LruCache::unbounded();
            pages.resize(so_many);
            Mutex::new(pages)
        }))
    }

    /// The page, if it was kept when the customers had changed as often.
    pub(super) fn get(&self, asked: &Asked, changes: u64) -> Option<Answer> {
        self.pages()?.get(asked).filter(|(kept, _)| *kept == changes).map(|(_, answer)| answer.clone())
    }

    /// Keeps a page.
    pub(super) fn keep(&self, asked: Asked, changes: u64, answer: &Answer) {
        if answer.1.length() <= LONGEST
            && let Some(mut pages) = self.pages()
        {
            pages.put(asked, (changes, answer.clone()));
        }
    }

    /// Nobody panics while holding the lock, so what it guards is whole.
    fn pages(&self) -> Option<MutexGuard<'_, LruCache<Asked, (u64, Answer)>>> {
        Some(self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use uuid::Uuid;

    use super::*;

    fn asked(organization: u128, parameters: &str) -> Asked {
        let organization = OrganizationId(Uuid::from_u128(organization));
        Asked { organization, parameters: serde_json::from_str(parameters).unwrap() }
    }

    fn answer(link: &str, items: usize) -> Answer {
        let item = crate::api::models::Customer::from(crate::domain::Customer {
            id: crate::domain::CustomerId(Uuid::nil()),
            fields: crate::domain::CustomerFields { name: "x".repeat(200), ..Default::default() },
            version: 1,
            created_at: crate::domain::Timestamp(0),
            updated_at: crate::domain::Timestamp(0),
        });
        let page = CustomerPage {
            items: vec![item; items],
            page: None,
            page_size: 25,
            total: None,
            total_is_at_least: None,
            next_cursor: None,
        };
        (link.to_owned(), Json::of(page))
    }

    fn link(kept: &KeptPages, asked: &Asked, changes: u64) -> Option<String> {
        kept.get(asked, changes).map(|(link, _)| link)
    }

    #[test]
    fn a_page_is_kept_for_its_organization_its_parameters_and_as_long_as_nothing_changes() {
        let kept = KeptPages::new(10);
        let this = || asked(1, r#"{"page": 2, "q": "anna"}"#);
        kept.keep(this(), 7, &answer("a", 1));
        assert_eq!(link(&kept, &this(), 7).as_deref(), Some("a"));
        for other in [
            asked(2, r#"{"page": 2, "q": "anna"}"#),
            asked(1, r#"{"page": 3, "q": "anna"}"#),
            asked(1, r#"{"page": 2, "q": "Anna"}"#),
            asked(1, r#"{"page": 2, "name": "anna"}"#),
            asked(1, r#"{"page": 2, "q": "anna", "sort": "name"}"#),
            asked(1, r#"{"page": 2, "q": "anna", "total": "none"}"#),
        ] {
            assert_eq!(link(&kept, &other, 7), None);
        }
        assert_eq!((link(&kept, &this(), 6), link(&kept, &this(), 8)), (None, None));
        kept.keep(this(), 8, &answer("b", 1));
        assert_eq!((link(&kept, &this(), 7), link(&kept, &this(), 8).as_deref()), (None, Some("b")));
    }

    #[test]
    fn few_are_kept_and_no_long_ones() {
        let kept = KeptPages::new(10);
        kept.keep(asked(1, "{}"), 1, &answer("long", 200));
        assert_eq!(link(&kept, &asked(1, "{}"), 1), None);
        let page = |number: usize| asked(1, &format!(r#"{{"page": {number}}}"#));
        for number in 1..=11 {
            kept.keep(page(number), 1, &answer("short", 1));
            assert!(link(&kept, &page(2), 1).is_some() || number < 2, "it is asked for again and again");
        }
        assert_eq!((1..=11).filter(|number| link(&kept, &page(*number), 1).is_none()).collect::<Vec<_>>(), [1]);
        let none = KeptPages::new(0);
        none.keep(page(1), 1, &answer("short", 1));
        assert_eq!(link(&none, &page(1), 1), None);
    }
}
