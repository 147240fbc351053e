//! Pages of customers: from parameters to a query, and from what was found to an answer with links.

use std::{fmt::Write, sync::Arc};

use form_urlencoded::Serializer;
use serde_json::{Map, Value};

use super::{
    super::Services,
    cursor::{self, Mark},
    kept::{PageAnswer, PageKey},
};
use crate::{
    api::{
        models::{self, CustomerSort, TotalMode},
        operations::FetchCustomersParameters,
    },
    contract::{
        Json,
        problem::{FieldError, InvalidRequest},
    },
    domain::{
        Count, Country, Cursor, CustomerFilter, CustomerPage, CustomerQuery, Email, Invalid, Phone, Position, Search,
        Sort, SortField, Total, normalize_line, too_long,
    },
    storage::FromPage,
};

const PATH: &str = "/api/1/customer/fetch/";

/// The highest `page` of the contract.
const LAST_PAGE: u64 = 1_000_000;

/// What the parameters ask the storage for, and the mark of cursors of this search.
pub(super) fn query(parameters: &FetchCustomersParameters) -> Result<(CustomerQuery, Mark), InvalidRequest> {
    let Judged { filter, mark, after, mut errors } = judge(parameters, true);
    if parameters.cursor.is_some() && parameters.page.is_some() {
        errors.push(exclusive());
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let page = || parameters.page.and_then(|page| u32::try_from(page).ok()).unwrap_or(1);
    let query = CustomerQuery {
        filter,
        sort: sort(parameters.sort),
        position: after.map_or_else(|| Position::Page(page()), Position::After),
        page_size: u32::try_from(parameters.page_size).unwrap_or(1),
        count: count(parameters),
    };
    Ok((query, mark))
}

/// What is wrong with parameters beyond their schemas, when there is an error already.
pub(super) fn check(sent: &Map<String, Value>) -> Vec<FieldError> {
    let sound = sent.iter().filter(|(_, value)| !value.is_null());
    let sound = sound.map(|(name, value)| (name.clone(), value.clone())).collect();
    let Ok(parameters) = serde_json::from_value(Value::Object(sound)) else { return Vec::new() };
    let mut decisive = searched(&parameters).map(|(name, _)| name).into_iter().chain(["sort"]);
    let known = !decisive.any(|name| sent.get(name).is_some_and(Value::is_null));
    let mut errors = judge(&parameters, known).errors;
    if sent.contains_key("cursor") && sent.contains_key("page") {
        errors.push(exclusive());
    }
    errors
}

fn exclusive() -> FieldError {
    FieldError::parameter("page", "exclusive", "Can't be combined with cursor: send one of them.")
}

/// What parameters ask for, and what is wrong with them beyond their schemas.
struct Judged {
    filter: CustomerFilter,
    mark: Mark,
    after: Option<Cursor>,
    errors: Vec<FieldError>,
}

/// `known`: the parameters have the whole search. Only then it can be told that a cursor is of another one.
fn judge(parameters: &FetchCustomersParameters, known: bool) -> Judged {
    let mut invalid = Vec::new();
    let filter = filter(parameters, &mut invalid);
    let known = known && invalid.is_empty();
    let mark = mark(parameters.sort, &filter);
    let parameter = |invalid: Invalid| FieldError::parameter(invalid.field, invalid.code, invalid.detail);
    let mut errors: Vec<FieldError> = invalid.into_iter().map(parameter).collect();
    let after = parameters.cursor.as_deref().and_then(|text| {
        let found = cursor::decode(text).filter(|(_, of)| !known || *of == mark);
        if found.is_none() {
            let detail = "Is not a cursor of this search: it holds for the sort, q and filters that it was given for.";
            errors.push(FieldError::parameter("cursor", "invalid_cursor", detail));
        }
        found.map(|(cursor, _)| cursor)
    });
    Judged { filter, mark, after, errors }
}

fn filter(parameters: &FetchCustomersParameters, invalid: &mut Vec<Invalid>) -> CustomerFilter {
    let phone = parameters.phone.as_deref().map(|text| Phone::parse(text, None)).transpose();
    let phone = phone.unwrap_or_else(|error| {
        invalid.push(error);
        None
    });
    let mut line = |name: &'static str, text: &Option<String>, max: usize| {
        let text = normalize_line(text.as_deref()?)?;
        invalid.extend(too_long(name, &text, max));
        Some(text)
    };
    CustomerFilter {
        name: line("name", &parameters.name, 200),
        email: parameters.email.as_deref().and_then(Email::parse),
        phone,
        company: line("company", &parameters.company, 200),
        city: line("city", &parameters.city, 100),
        region: line("region", &parameters.region, 100),
        postal_code: line("postal_code", &parameters.postal_code, 20),
        country: parameters.country.as_deref().and_then(Country::parse),
        search: parameters.q.as_deref().map(Search::new).unwrap_or_default(),
    }
}

/// Makes the answer of a page, or takes the one that was kept.
pub(super) struct Answering {
    pub(super) services: Arc<Services>,
    pub(super) key: PageKey,
    pub(super) mark: Mark,
}

impl FromPage for Answering {
    type Made = PageAnswer;

    fn made_before(&self) -> Option<(u64, PageAnswer)> {
        self.services.pages.get(&self.key)
    }

    fn make(self, page: CustomerPage, changes: Option<u64>) -> PageAnswer {
        let made = answer(&self.key.parameters, self.mark, page);
        if let Some(changes) = changes {
            self.services.pages.keep(self.key, changes, &made);
        }
        made
    }
}

fn answer(parameters: &FetchCustomersParameters, mark: Mark, page: CustomerPage) -> PageAnswer {
    let next_cursor = page.next.as_ref().map(|next| cursor::encode(next, mark));
    let number = parameters.cursor.is_none().then(|| parameters.page.unwrap_or(1));
    let links = Links::new(parameters);
    let link = match number {
        Some(number) => {
            links.by_page(number.unsigned_abs().into(), page.total.and_then(Total::exact), next_cursor.is_some())
        }
        None => links.by_cursor(next_cursor.as_deref()),
    };
    let number_of = |total: u64| i64::try_from(total).ok();
    let (total, total_is_at_least) = match page.total {
        Some(Total::Exactly(total)) => (number_of(total), None),
        Some(Total::AtLeast(total)) => (None, number_of(total)),
        None => (None, None),
    };
    let body = models::CustomerPage {
        items: page.items.into_iter().map(models::Customer::from).collect(),
        page: number,
        page_size: parameters.page_size,
        total,
        total_is_at_least,
        next_cursor,
    };
    (link, Json::of(body))
}

fn count(parameters: &FetchCustomersParameters) -> Count {
    match parameters.total.unwrap_or(TotalMode::Bounded) {
        TotalMode::Bounded => Count::Bounded,
        TotalMode::Exact => Count::Everything,
        TotalMode::None => Count::Nothing,
    }
}

fn sort(sort: Option<CustomerSort>) -> Sort {
    let (field, descending) = match sort.unwrap_or(CustomerSort::CreatedAtDescending) {
        CustomerSort::CreatedAt => (SortField::CreatedAt, false),
        CustomerSort::CreatedAtDescending => (SortField::CreatedAt, true),
        CustomerSort::UpdatedAt => (SortField::UpdatedAt, false),
        CustomerSort::UpdatedAtDescending => (SortField::UpdatedAt, true),
        CustomerSort::Name => (SortField::Name, false),
        CustomerSort::NameDescending => (SortField::Name, true),
        CustomerSort::Email => (SortField::Email, false),
        CustomerSort::EmailDescending => (SortField::Email, true),
        CustomerSort::Company => (SortField::Company, false),
        CustomerSort::CompanyDescending => (SortField::Company, true),
    };
    Sort { field, descending }
}

/// A parameter's value as a query writes it, of those that have a name for each value.
fn name_of(value: Option<impl serde::Serialize>) -> Option<String> {
    serde_json::to_value(value?).ok()?.as_str().map(str::to_owned)
}

/// Of the order and the search as they are understood: the same search may be written in several ways.
fn mark(sort: Option<CustomerSort>, filter: &CustomerFilter) -> Mark {
    let CustomerFilter { name, email, phone, company, city, region, postal_code, country, search } = filter;
    let sort = name_of(Some(sort.unwrap_or(CustomerSort::CreatedAtDescending)));
    let email = email.as_ref().map(Email::key);
    let search = search.to_string();
    let lines = [&sort, name, &email, company, city, region, postal_code].map(Option::as_deref);
    let codes = [phone.as_ref().map(Phone::as_str), country.as_ref().map(Country::as_str), Some(search.as_str())];
    Mark::new(lines.into_iter().chain(codes))
}

/// What was sent of what decides which customers are found.
fn searched(parameters: &FetchCustomersParameters) -> [(&'static str, Option<&str>); 9] {
    [
        ("q", parameters.q.as_deref()),
        ("name", parameters.name.as_deref()),
        ("email", parameters.email.as_deref()),
        ("phone", parameters.phone.as_deref()),
        ("company", parameters.company.as_deref()),
        ("city", parameters.city.as_deref()),
        ("region", parameters.region.as_deref()),
        ("postal_code", parameters.postal_code.as_deref()),
        ("country", parameters.country.as_deref()),
    ]
}

/// Links to other pages of the same search (RFC 8288).
struct Links {
    /// The query that all have in common, after the page.
    common: String,
    page_size: u64,
    text: String,
}

impl Links {
    fn new(parameters: &FetchCustomersParameters) -> Self {
        let mut query = Serializer::new(String::new());
        query.append_pair("page_size", &parameters.page_size.to_string());
        for (name, value) in [("sort", name_of(parameters.sort)), ("total", name_of(parameters.total))] {
            value.map(|value| query.append_pair(name, &value));
        }
        for (name, value) in searched(parameters) {
            value.map(|value| query.append_pair(name, value));
        }
        let page_size = u64::from(parameters.page_size.unsigned_abs()).max(1);
        Self { common: query.finish(), page_size, text: String::new() }
    }

    fn by_page(mut self, page: u64, total: Option<u64>, more: bool) -> String {
        let last = total.map(|total| total.div_ceil(self.page_size).max(1));
        self.page(1, "first");
        if page > 1 {
            self.page(last.map_or(page - 1, |last| last.min(page - 1)), "prev");
        }
        if more && page < LAST_PAGE {
            self.page(page + 1, "next");
        }
        if let Some(last) = last {
            self.page(last.min(LAST_PAGE), "last");
        }
        self.text
    }

    fn by_cursor(mut self, next: Option<&str>) -> String {
        self.page(1, "first");
        if let Some(next) = next {
            self.add(&format!("cursor={next}"), "next");
        }
        self.text
    }

    fn page(&mut self, page: u64, relation: &str) {
        self.add(&format!("page={page}"), relation);
    }

    fn add(&mut self, which: &str, relation: &str) {
        let comma = if self.text.is_empty() { "" } else { ", " };
        // Writing to a `String` does not fail.
        let _ = write!(self.text, "{comma}<{PATH}?{which}&{}>; rel=\"{relation}\"", self.common);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn links(parameters: &str) -> Links {
        let parameters: FetchCustomersParameters = serde_json::from_str(parameters).unwrap();
        Links::new(&parameters)
    }

    #[test]
    fn links_lead_to_the_pages_that_there_are_and_keep_the_search() {
        assert_eq!(
            links(r#"{"page_size": 2, "sort": "-name", "q": "a&b +"}"#).by_page(2, Some(5), true),
            "</api/1/customer/fetch/?page=1&page_size=2&sort=-name&q=a%26b+%2B>; rel=\"first\", \
             </api/1/customer/fetch/?page=1&page_size=2&sort=-name&q=a%26b+%2B>; rel=\"prev\", \
             </api/1/customer/fetch/?page=3&page_size=2&sort=-name&q=a%26b+%2B>; rel=\"next\", \
             </api/1/customer/fetch/?page=3&page_size=2&sort=-name&q=a%26b+%2B>; rel=\"last\""
        );
    }

    #[test]
    fn a_page_after_the_last_leads_back_to_it() {
        assert!(
            links(r#"{"page_size": 10}"#)
                .by_page(9, Some(5), false)
                .contains("</api/1/customer/fetch/?page=1&page_size=10>; rel=\"prev\"")
        );
    }

    #[test]
    fn by_cursor_there_are_first_and_next() {
        assert_eq!(
            links(r#"{"page_size": 2}"#).by_cursor(Some("AQ")),
            "</api/1/customer/fetch/?page=1&page_size=2>; rel=\"first\", \
             </api/1/customer/fetch/?cursor=AQ&page_size=2>; rel=\"next\""
        );
    }

    #[test]
    fn the_longest_links_are_as_long_as_the_document_says() {
        // When percent-encoded U+20000 has 12 characters, and U+3000 9, which may stand around an address.
        let wide = |count: usize| "\u{20000}".repeat(count);
        let parameters = serde_json::json!({
            "page_size": 200, "sort": "-updated_at", "total": "exact", "q": wide(200), "name": wide(200),
            "email": format!("{}a@a", "\u{3000}".repeat(251)), "phone": format!("{}+{}", "\u{3000}".repeat(24), "9".repeat(15)), "company": wide(200),
            "city": wide(100), "region": wide(100), "postal_code": wide(20), "country": "CH",
        });
        let document: serde_json::Value = serde_json::from_str(crate::contract::document::JSON).unwrap();
        let longest = document["components"]["headers"]["Link"]["schema"]["maxLength"].as_u64();
        let length = links(&parameters.to_string()).by_page(LAST_PAGE - 1, Some(u64::MAX), true).len();
        assert_eq!(u64::try_from(length).ok(), longest);
        assert!(links(&parameters.to_string()).by_cursor(Some(&"A".repeat(4000))).len() < length);
    }
}
