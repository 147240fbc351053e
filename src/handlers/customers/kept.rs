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

/// How many bytes a page may have that is kept, with its link and what was asked for. One of 25 customers with short notes
/// has a third of them.
const LONGEST: usize = 32 * 1024;

/// What makes one page and no other.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct PageKey {
    pub(super) organization: OrganizationId,
    pub(super) parameters: FetchCustomersParameters,
}

/// The header `Link` and the body.
pub(super) type PageAnswer = (String, Json<CustomerPage>);

/// The pages, and how often the customers of their organizations had changed.
pub struct KeptPages(Option<Mutex<LruCache<PageKey, (u64, PageAnswer)>>>);

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

    /// The page that was kept last, and how often the customers had changed.
    pub(super) fn get(&self, key: &PageKey) -> Option<(u64, PageAnswer)> {
        self.pages()?.get(key).cloned()
    }

    /// Keeps a page, instead of what was kept of it.
    pub(super) fn keep(&self, key: PageKey, changes: u64, answer: &PageAnswer) {
        let (link, body) = answer;
        // What was asked for stands in the link, but for the cursor.
        let length = body.length() + 2 * link.len() + key.parameters.cursor.as_ref().map_or(0, String::len);
        if length <= LONGEST
            && let Some(mut pages) = self.pages()
        {
            pages.put(key, (changes, answer.clone()));
        }
    }

    /// Nobody panics while holding the lock, so what it guards is whole.
    fn pages(&self) -> Option<MutexGuard<'_, LruCache<PageKey, (u64, PageAnswer)>>> {
        Some(self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use uuid::Uuid;

    use super::*;

    fn key(organization: u128, parameters: &str) -> PageKey {
        let organization = OrganizationId(Uuid::from_u128(organization));
        PageKey { organization, parameters: serde_json::from_str(parameters).unwrap() }
    }

    fn answer(link: &str, items: usize) -> PageAnswer {
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

    fn link(kept: &KeptPages, key: &PageKey) -> Option<(u64, String)> {
        kept.get(key).map(|(changes, (link, _))| (changes, link))
    }

    #[test]
    fn a_page_is_kept_for_its_organization_and_its_parameters() {
        let kept = KeptPages::new(10);
        let this = || key(1, r#"{"page": 2, "q": "anna"}"#);
        kept.keep(this(), 7, &answer("a", 1));
        assert_eq!(link(&kept, &this()), Some((7, "a".to_owned())));
        for other in [
            key(2, r#"{"page": 2, "q": "anna"}"#),
            key(1, r#"{"page": 3, "q": "anna"}"#),
            key(1, r#"{"page": 2, "q": "Anna"}"#),
            key(1, r#"{"page": 2, "name": "anna"}"#),
            key(1, r#"{"page": 2, "q": "anna", "sort": "name"}"#),
            key(1, r#"{"page": 2, "q": "anna", "total": "none"}"#),
        ] {
            assert_eq!(link(&kept, &other), None);
        }
        kept.keep(this(), 8, &answer("b", 1));
        assert_eq!(link(&kept, &this()), Some((8, "b".to_owned())));
    }

    #[test]
    fn few_are_kept_and_no_long_ones() {
        let kept = KeptPages::new(10);
        kept.keep(key(1, "{}"), 1, &answer("long", 200));
        kept.keep(key(1, "{}"), 1, &answer(&"long".repeat(5_000), 1));
        assert_eq!(link(&kept, &key(1, "{}")), None);
        let page = |number: usize| key(1, &format!(r#"{{"page": {number}}}"#));
        for number in 1..=11 {
            kept.keep(page(number), 1, &answer("short", 1));
            assert!(link(&kept, &page(2)).is_some() || number < 2, "it is asked for again and again");
        }
        assert_eq!((1..=11).filter(|number| link(&kept, &page(*number)).is_none()).collect::<Vec<_>>(), [1]);
        let none = KeptPages::new(0);
        none.keep(page(1), 1, &answer("short", 1));
        assert_eq!(link(&none, &page(1)), None);
    }
}
