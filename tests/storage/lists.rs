//! Pages of customers: every order, search and filter, held against a plain model of what the contract says.

use std::{collections::BTreeSet, convert::identity, sync::Arc};

use customary::{
    domain::{
        Change, Count, Cursor, Customer, CustomerChange, CustomerFields, CustomerFilter, CustomerId, CustomerPage,
        CustomerQuery, Email, OrganizationId, Phone, Position, Sort, SortField, Term,
        search::{FoundBy, fold},
    },
    storage::Repository,
};
use uuid::Uuid;

use crate::harness::{World, complete, country, email, exactly, named, query, search};

const FIELDS: [SortField; 5] =
    [SortField::CreatedAt, SortField::UpdatedAt, SortField::Name, SortField::Email, SortField::Company];

fn orders() -> impl Iterator<Item = Sort> {
    FIELDS.into_iter().flat_map(|field| [false, true].map(|descending| Sort { field, descending }))
}

/// Customers with many ties and gaps, some of them changed later, and neighbours in another organization.
async fn filled<R: Repository>(world: &World<R>, so_many: usize) -> (OrganizationId, Vec<Customer>) {
    let organization = world.organization("ada@example.com").await;
    let neighbour = world.organization("grace@example.com").await;
    let names = ["Anna", "\u{c4}nne", "anna", "Zoë Brander", "Bo", "Émile 4711", "Ørsted", "bo"];
    let companies = [None, Some("Brander"), Some("brânder"), Some("Zeta 12"), None];
    let cities = [Some("Bern"), None, Some("Zürich")];
    let mut customers = Vec::new();
    for number in 0..so_many {
        let address = format!("{}{}@Mail{}.example", ["x", "Y", "z"][number % 3], number * 37 % 101, number % 4);
        let fields = CustomerFields {
            name: names[number * 5 % names.len()].to_owned(),
            email: (number % 5 != 0).then(|| email(&address)),
            company: companies[number % companies.len()].map(str::to_owned),
            city: cities[number % cities.len()].map(str::to_owned),
            country: (number % 2 == 0).then(|| country("CH")).flatten(),
            ..CustomerFields::default()
        };
        if number % 3 == 0 {
            world.clock.advance(1);
            world.create(neighbour, fields.clone()).await;
        }
        customers.push(world.create(organization, fields).await);
    }
    for number in (0..so_many).step_by(7) {
        world.clock.advance(i64::try_from(number % 2).unwrap());
        let change = CustomerChange { notes: Change::Set(format!("note {number}")), ..CustomerChange::default() };
        let id = customers[number].id;
        customers[number] = world.storage.update_customer(organization, id, change, None).await.unwrap();
    }
    (organization, customers)
}

fn matches(customer: &Customer, filter: &CustomerFilter) -> bool {
    let fields = &customer.fields;
    let found_by = FoundBy::of(fields);
    let has = found_by.words();
    let phone = fields.phone.as_ref().map(Phone::as_str).unwrap_or_default();
    let begins = |word: &str| has.iter().any(|own| own.starts_with(word));
    let number = |digits: &str| {
        let part = digits.trim_start_matches('0');
        let in_phone = match part.len() {
            0 => false,
            1 | 2 => phone.starts_with(&format!("+{part}")),
            _ => phone.contains(part),
        };
        in_phone || begins(digits)
    };
    let term = |term: &Term| match term {
        Term::Word(word) => begins(word),
        Term::Number(digits) => number(digits),
        Term::Numbers(numbers, joined) => phone.contains(joined) || numbers.iter().all(|digits| number(digits)),
    };
    filter.search.terms().iter().all(term)
        && filter.name.as_ref().is_none_or(|name| *name == fields.name)
        && filter.email.as_ref().is_none_or(|wanted| Some(wanted.key()) == fields.email.as_ref().map(Email::key))
        && filter.phone.as_ref().is_none_or(|phone| Some(phone) == fields.phone.as_ref())
        && filter.company.as_ref().is_none_or(|company| Some(company) == fields.company.as_ref())
        && filter.city.as_ref().is_none_or(|city| Some(city) == fields.city.as_ref())
        && filter.region.as_ref().is_none_or(|region| Some(region) == fields.region.as_ref())
        && filter.postal_code.as_ref().is_none_or(|code| Some(code) == fields.postal_code.as_ref())
        && filter.country.is_none_or(|country| Some(country) == fields.country)
}

/// What the contract says: the ids of those that match, in order.
fn expected(customers: &[Customer], filter: &CustomerFilter, sort: Sort) -> Vec<CustomerId> {
    let mut found: Vec<&Customer> = customers.iter().filter(|customer| matches(customer, filter)).collect();
    found.sort_by_cached_key(|customer| {
        let fields = &customer.fields;
        let (number, text) = match sort.field {
            SortField::CreatedAt => (0, String::new()),
            SortField::UpdatedAt => (customer.updated_at.0, String::new()),
            SortField::Name => (0, fold(&fields.name)),
            SortField::Email => (0, fields.email.as_ref().map(Email::key).unwrap_or_default()),
            SortField::Company => (0, fields.company.as_deref().map(fold).unwrap_or_default()),
        };
        (number, text, customer.id)
    });
    if sort.descending {
        found.reverse();
    }
    found.into_iter().map(|customer| customer.id).collect()
}

fn ids(page: &CustomerPage) -> Vec<CustomerId> {
    page.items.iter().map(|customer| customer.id).collect()
}

async fn fetch<R: Repository>(world: &World<R>, organization: OrganizationId, query: &CustomerQuery) -> CustomerPage {
    world.page(organization, query).await
}

/// Every page by its number, and all by cursor, with and without the total.
async fn check_all<R: Repository>(
    world: &World<R>,
    organization: OrganizationId,
    customers: &[Customer],
    filter: &CustomerFilter,
    sizes: &[u32],
) {
    for sort in orders() {
        let wanted = expected(customers, filter, sort);
        for &page_size in sizes {
            let size = page_size as usize;
            for count in [Count::Bounded, Count::Everything, Count::Nothing] {
                let mut position = Position::Page(1);
                for (number, slice) in wanted.chunks(size).enumerate() {
                    let asked = CustomerQuery { filter: filter.clone(), sort, position, page_size, count };
                    let rule = format!("page {} of {asked:?}", number + 1);
                    let page = fetch(world, organization, &asked).await;
                    assert_eq!(ids(&page), slice, "{rule}");
                    assert_eq!(page.total, exactly(wanted.len() as u64).filter(|_| count != Count::Nothing), "{rule}");
                    assert_eq!(page.next.is_some(), (number + 1) * size < wanted.len(), "{rule}");
                    let by_number = Position::Page(u32::try_from(number + 1).unwrap());
                    let by_number = fetch(world, organization, &CustomerQuery { position: by_number, ..asked }).await;
                    assert_eq!(by_number, page, "by number as by cursor: {rule}");
                    position = page.next.map_or(Position::Page(1), Position::After);
                }
            }
        }
    }
}

pub(crate) async fn every_order_and_direction_by_page_and_by_cursor<R: Repository>(world: &World<R>) {
    let (organization, customers) = filled(world, 60).await;
    check_all(world, organization, &customers, &CustomerFilter::default(), &[1, 7, 20, 59, 60, 200]).await;
}

pub(crate) async fn searches_and_filters_in_every_order<R: Repository>(world: &World<R>) {
    let (organization, customers) = filled(world, 60).await;
    let of = search;
    let filters = [
        of("an"),
        of("mail 1"),
        of("nobody"),
        of("Émile 47"),
        CustomerFilter { country: country("CH"), ..of("") },
        CustomerFilter { city: Some("Zürich".to_owned()), ..of("bran") },
        CustomerFilter { name: Some("Anna".to_owned()), company: Some("Brander".to_owned()), ..of("") },
    ];
    for filter in &filters {
        check_all(world, organization, &customers, filter, &[3, 25]).await;
    }
}

async fn found<R: Repository>(world: &World<R>, organization: OrganizationId, text: &str) -> usize {
    fetch(world, organization, &CustomerQuery { filter: search(text), ..query() }).await.items.len()
}

pub(crate) async fn words_are_found_by_their_beginnings_without_case_and_accents<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let neighbour = world.organization("grace@example.com").await;
    let fields = CustomerFields {
        name: "Zoë Müller-Łódzka".to_owned(),
        email: Some(email("anna4711@mail-2.example")),
        city: Some("Ærøskøbing".to_owned()),
        notes: Some("日本 Straße \"quoted\" AND NOT".to_owned()),
        ..complete()
    };
    world.create(organization, fields.clone()).await;
    world.create(neighbour, fields).await;
    for hit in [
        "z",
        "ZOE",
        "zo\u{308}",
        "mul",
        "MÜLLER",
        "lodzka",
        "muller lodz zoe",
        "anna",
        "4711",
        "anna47",
        "2",
        "exam",
        "aeros",
        "日",
        "STRASSE",
        "4144",
        "41446681800",
        "vant sons",
        "quoted",
        "and",
        "not",
        "\"",
        "",
        "zoe zo z",
    ] {
        assert_eq!(found(world, organization, hit).await, 1, "{hit:?} should find it");
    }
    for miss in ["oe", "447", "ller", "711", "8001", "harbour", "zh", "zoe x", "muellers", "本", "annab"] {
        assert_eq!(found(world, organization, miss).await, 0, "{miss:?} should not find it");
    }
}

pub(crate) async fn organizations_find_nothing_of_each_other<R: Repository>(world: &World<R>) {
    // More than ten, so that the number of one begins with the number of another.
    let mut organizations = Vec::new();
    for number in 0..12 {
        let organization = world.organization(&format!("a{number}@example.com")).await;
        let company = Some(format!("Company {number}"));
        world.create(organization, CustomerFields { company, ..complete() }).await;
        organizations.push(organization);
    }
    for (number, organization) in organizations.into_iter().enumerate() {
        let filters = [search("mirela"), CustomerFilter { city: complete().city, ..CustomerFilter::default() }];
        for filter in filters {
            let page = fetch(world, organization, &CustomerQuery { filter, ..query() }).await;
            let companies: Vec<_> = page.items.into_iter().filter_map(|customer| customer.fields.company).collect();
            assert_eq!((companies, page.total), (vec![format!("Company {number}")], exactly(1)));
        }
    }
}

pub(crate) async fn filters_compare_whole_fields_and_all_must_hold<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let customer = world.create(organization, complete()).await;
    let none = CustomerFilter::default();
    let fields = customer.fields.clone();
    let all = CustomerFilter {
        name: Some(fields.name),
        email: Some(email("MIRELA@VANTORSEN.EXAMPLE")),
        phone: fields.phone,
        company: fields.company,
        city: fields.city,
        region: fields.region,
        postal_code: fields.postal_code,
        country: fields.country,
        search: search("mire").search,
    };
    let text = |text: &str| Some(text.to_owned());
    let hits = [
        all.clone(),
        CustomerFilter { name: all.name.clone(), ..none.clone() },
        CustomerFilter { email: all.email.clone(), ..none.clone() },
        CustomerFilter { phone: all.phone.clone(), ..none.clone() },
        CustomerFilter { company: all.company.clone(), ..none.clone() },
        CustomerFilter { region: all.region.clone(), ..none.clone() },
        CustomerFilter { postal_code: all.postal_code.clone(), ..none.clone() },
    ];
    for filter in hits {
        let page = fetch(world, organization, &CustomerQuery { filter: filter.clone(), ..query() }).await;
        assert_eq!(page.items, std::slice::from_ref(&customer), "{filter:?}");
    }
    let misses = [
        CustomerFilter { name: text("Mirela"), ..none.clone() },
        CustomerFilter { name: text("mirela vantorsen"), ..none.clone() },
        CustomerFilter { city: text("Port"), ..none.clone() },
        CustomerFilter { region: text("8001"), ..none.clone() },
        CustomerFilter { country: country("DE"), ..all.clone() },
        CustomerFilter { search: search("nobody").search, ..all },
    ];
    for filter in misses {
        let page = fetch(world, organization, &CustomerQuery { filter: filter.clone(), ..query() }).await;
        assert_eq!((page.items, page.total), (Vec::new(), exactly(0)), "{filter:?}");
    }
}

pub(crate) async fn what_is_found_follows_changes_and_deletions<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let customer = world.create(organization, named("Mirela")).await;
    let change = CustomerChange { name: Some("Ada".to_owned()), ..CustomerChange::default() };
    world.storage.update_customer(organization, customer.id, change, None).await.unwrap();
    assert_eq!((found(world, organization, "mirela").await, found(world, organization, "ada").await), (0, 1));
    world.storage.delete_customer(organization, customer.id).await.unwrap();
    assert_eq!(found(world, organization, "ada").await, 0);
    world.create(organization, named("Grace")).await;
    assert_eq!((found(world, organization, "ada").await, found(world, organization, "grace").await), (0, 1));
}

pub(crate) async fn totals_are_exact_or_left_out<R: Repository>(world: &World<R>) {
    let (organization, _) = filled(world, 30).await;
    let page = fetch(world, organization, &CustomerQuery { page_size: 7, ..query() }).await;
    assert_eq!(page.total, exactly(30));
    for customer in &page.items {
        world.storage.delete_customer(organization, customer.id).await.unwrap();
    }
    assert_eq!(fetch(world, organization, &query()).await.total, exactly(23));
    assert_eq!(fetch(world, organization, &CustomerQuery { count: Count::Nothing, ..query() }).await.total, None);
}

pub(crate) async fn a_page_after_the_last_is_empty<R: Repository>(world: &World<R>) {
    let (organization, _) = filled(world, 30).await;
    for (text, count) in [("", Count::Bounded), ("an", Count::Bounded), ("an", Count::Nothing)] {
        for number in [5, 1_000_000] {
            let asked = CustomerQuery { filter: search(text), position: Position::Page(number), count, ..query() };
            let page = fetch(world, organization, &asked).await;
            assert_eq!((page.items, page.next), (Vec::new(), None), "{asked:?}");
            assert_eq!(page.total.is_some(), count != Count::Nothing);
        }
    }
}

pub(crate) async fn a_cursor_skips_and_repeats_nothing_while_others_write<R: Repository>(world: &World<R>) {
    let (organization, customers) = filled(world, 60).await;
    let created: BTreeSet<CustomerId> = customers.iter().map(|customer| customer.id).collect();
    for sort in orders().filter(|sort| sort.field != SortField::UpdatedAt) {
        let (mut seen, mut position, mut deleted) = (Vec::new(), Position::Page(1), BTreeSet::new());
        loop {
            let page = fetch(world, organization, &CustomerQuery { sort, position, page_size: 9, ..query() }).await;
            seen.extend(ids(&page));
            // Before and behind the cursor somebody comes, and the last of the page goes.
            for name in ["Aaa", "Zzz"] {
                let fields = CustomerFields { company: Some(name.to_owned()), ..named(name) };
                deleted.insert(world.create(organization, fields).await.id);
            }
            let Some(next) = page.next else { break };
            if let Some(last) = page.items.last().filter(|last| !created.contains(&last.id)) {
                world.storage.delete_customer(organization, last.id).await.unwrap();
            }
            position = Position::After(next);
        }
        let distinct: BTreeSet<CustomerId> = seen.iter().copied().collect();
        assert_eq!(distinct.len(), seen.len(), "shown twice: {sort:?}");
        assert!(distinct.is_superset(&created), "skipped: {sort:?}");
        for id in deleted {
            world.storage.delete_customer(organization, id).await.unwrap();
        }
    }
}

pub(crate) async fn a_cursor_holds_when_its_customer_is_gone<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let mut customers = Vec::new();
    for _ in 0..9 {
        let fields = CustomerFields { company: Some("Same".to_owned()), ..named("Same") };
        customers.push(world.create(organization, fields).await);
    }
    for sort in orders() {
        let wanted = expected(&customers, &CustomerFilter::default(), sort);
        let asked = CustomerQuery { sort, page_size: 4, ..query() };
        let page = fetch(world, organization, &asked).await;
        let last = page.items.last().unwrap().clone();
        world.storage.delete_customer(organization, last.id).await.unwrap();
        let position = Position::After(page.next.unwrap());
        let next = fetch(world, organization, &CustomerQuery { position, ..asked }).await;
        assert_eq!(ids(&next), wanted[4..8], "{sort:?}");
        customers.retain(|customer| customer.id != last.id);
        customers.push(world.create(organization, last.fields).await);
    }
}

pub(crate) async fn names_that_begin_alike_for_long_are_ordered_by_id<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    // U+FDFA is 18 code points when it is folded: 200 of them make a key that no cursor could hold.
    let name = "\u{fdfa}".repeat(199);
    let mut wanted = Vec::new();
    for letter in ["c", "a", "b"] {
        wanted.push(world.create(organization, named(&format!("{name}{letter}"))).await.id);
    }
    let sort = Sort { field: SortField::Name, descending: false };
    let mut asked = CustomerQuery { sort, page_size: 1, ..query() };
    for id in wanted {
        let page = fetch(world, organization, &asked).await;
        assert_eq!(ids(&page), [id]);
        if let Some(next) = page.next {
            assert!(next.key.len() <= 1000, "{}", next.key.len());
            asked.position = Position::After(next);
        }
    }
}

pub(crate) async fn a_cursor_with_a_foreign_key_finds_some_page<R: Repository>(world: &World<R>) {
    let (organization, _) = filled(world, 10).await;
    for sort in orders() {
        for key in [vec![], vec![0xff, 0xfe], vec![0xff; 20], b"x'; DROP TABLE customers; --".to_vec()] {
            let position = Position::After(Cursor { key, id: CustomerId(Uuid::max()) });
            let page = world
                .storage
                .fetch_customers(organization, CustomerQuery { sort, position, ..query() }, identity)
                .await;
            assert_eq!(page.unwrap().total, exactly(10));
        }
    }
}

pub(crate) async fn an_unknown_organization_has_no_customers<R: Repository>(world: &World<R>) {
    let page = fetch(world, OrganizationId(Uuid::nil()), &query()).await;
    assert_eq!(page, CustomerPage { items: Vec::new(), total: exactly(0), next: None });
}

pub(crate) async fn a_page_far_inside_holds_what_the_pages_before_leave<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let creates = (0..5_300).map(|number| {
        let storage = Arc::clone(&world.storage);
        let fields = CustomerFields { company: Some(format!("Company {}", number % 3)), ..named("Ada") };
        tokio::spawn(async move { storage.create_customer(organization, fields).await.map(|customer| customer.id) })
    });
    let mut ids: Vec<CustomerId> =
        futures_util::future::join_all(creates).await.into_iter().map(|id| id.unwrap().unwrap()).collect();
    ids.sort_unstable();
    let one = CustomerFilter { company: Some("Company 1".to_owned()), ..CustomerFilter::default() };
    for (filter, total) in [(CustomerFilter::default(), 5_300), (one, 1_767)] {
        for descending in [false, true] {
            for page in [1, 2, 8, 9, 26, 27, 28] {
                let sort = Sort { field: SortField::CreatedAt, descending };
                let position = Position::Page(page);
                let asked =
                    CustomerQuery { filter: filter.clone(), sort, position, page_size: 200, count: Count::Everything };
                let found = world.storage.fetch_customers(organization, asked, identity).await.unwrap();
                assert_eq!(found.total, exactly(total));
                let left = usize::try_from(total).unwrap().saturating_sub((page as usize - 1) * 200);
                assert_eq!(found.items.len(), left.min(200), "page {page}");
                assert_eq!(found.next.is_some(), left > 200, "page {page}");
                if total == 5_300 {
                    let ids = if descending { ids.iter().rev().copied().collect() } else { ids.clone() };
                    let expected = ids.into_iter().skip((page as usize - 1) * 200).take(200);
                    assert!(found.items.iter().map(|customer| customer.id).eq(expected), "page {page}");
                }
            }
        }
    }
}
