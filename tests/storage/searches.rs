//! What searches find beyond what `lists.rs` shows: phone numbers, many words, many customers.

use std::convert::identity;

use customary::{
    domain::{
        BOUND, Count, Customer, CustomerFields, CustomerPage, CustomerQuery, OrganizationId, Phone, Position, Sort,
        SortField, Total,
    },
    storage::Repository,
};

use crate::harness::{World, complete, email, exactly, named, query, search};

async fn fetch<R: Repository>(world: &World<R>, organization: OrganizationId, query: CustomerQuery) -> CustomerPage {
    world.storage.fetch_customers(organization, query, identity).await.unwrap()
}

async fn found<R: Repository>(world: &World<R>, organization: OrganizationId, text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for field in [SortField::CreatedAt, SortField::Name] {
        let sort = Sort { field, descending: false };
        let page = fetch(world, organization, CustomerQuery { filter: search(text), sort, ..query() }).await;
        assert_eq!(page.total, exactly(page.items.len() as u64));
        let mut here: Vec<String> = page.items.into_iter().map(|customer| customer.fields.name).collect();
        here.sort();
        assert!(names.is_empty() || names == here, "{text}");
        names = here;
    }
    names
}

pub(crate) async fn a_phone_number_is_found_by_any_part_of_it<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let of = |name: &str, phone: &str| CustomerFields { phone: Phone::from_e164(phone), ..named(name) };
    world.create(organization, of("Anna", "+41446681800")).await;
    world.create(organization, of("Bela", "+41818006681")).await; // all that three digits of 6681800 make, but not in a row
    world.create(organization, CustomerFields { notes: Some("Order 66818 of 044".to_owned()), ..named("Carl") }).await;
    for (text, names) in [
        ("+41446681800", vec!["Anna"]),
        ("044 668 18 00", vec!["Anna"]),
        ("+41 (0)44 668 18 00", vec!["Anna"]),
        ("668 18 00", vec!["Anna"]),
        ("681800", vec!["Anna"]),
        ("6681800", vec!["Anna"]),
        ("668", vec!["Anna", "Bela", "Carl"]),
        ("66818", vec!["Anna", "Carl"]),
        ("anna, 1800", vec!["Anna"]),
        ("1800", vec!["Anna", "Bela"]),
        ("81800", vec!["Anna", "Bela"]),
        ("41", vec!["Anna", "Bela"]),
        ("044", vec!["Carl"]),
        ("0041", vec!["Anna", "Bela"]),
        ("0", vec!["Carl"]),
        ("044 66818", vec!["Anna", "Carl"]),
        ("66818 1800", vec!["Anna"]),
        ("1801", vec![]),
        ("6681801", vec![]),
        ("18", vec![]),
    ] {
        assert_eq!(found(world, organization, text).await, names, "{text}");
    }
    let change = customary::domain::CustomerChange {
        phone: customary::domain::Change::Remove,
        ..customary::domain::CustomerChange::default()
    };
    let anna = fetch(world, organization, CustomerQuery { filter: search("anna"), ..query() }).await.items.remove(0);
    world.storage.update_customer(organization, anna.id, change, None).await.unwrap();
    assert_eq!(found(world, organization, "668").await, ["Bela", "Carl"]);
    world.storage.delete_customer(organization, anna.id).await.unwrap();
    assert_eq!(found(world, organization, "anna").await, Vec::<String>::new());
}

pub(crate) async fn beginnings_of_many_words_are_found<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let neighbour = world.organization("grace@example.com").await;
    // Forty words begin alike, and seventy in their first three letters alone; each is that of some customers.
    let mut new = Vec::new();
    for number in 0..120_u8 {
        let ending = [char::from(b'a' + number % 26), char::from(b'a' + number % 40 / 26)].iter().collect::<String>();
        let name = format!("Lindenb{ending} {}", if number % 2 == 0 { "Even" } else { "Odd" });
        new.extend([(organization, named(&name)), (neighbour, named(&name))]);
    }
    for number in 0..140_u32 {
        let letter = char::from_u32(0x4e00 + number % 70).unwrap();
        new.push((organization, named(&format!("Tan{letter} {}", if number % 2 == 0 { "Even" } else { "Odd" }))));
    }
    assert!(world.storage.create_customers(new).await.iter().all(Result::is_ok));
    for (text, so_many) in [
        ("l", 120),
        ("li", 120),
        ("lin", 120),
        ("lind", 120),
        ("LINDENB", 120),
        ("lindenb eve", 60),
        ("l e", 60),
        ("lin eve", 60),
        ("lindenba", 5),
        ("lindenbaa", 3),
        ("lindenc", 0),
        ("lim", 0),
        ("t", 140),
        ("tan", 140),
        ("tan odd", 70),
        ("tan\u{4e00}", 2),
        ("o", 130),
    ] {
        let filter = search(text);
        let page = fetch(world, organization, CustomerQuery { filter, page_size: 3, ..query() }).await;
        let first = usize::try_from(so_many).unwrap().min(3);
        assert_eq!((page.total, page.items.len()), (exactly(so_many), first), "{text}");
    }
}

/// More than are counted: 10,100 have the word `common`, of whom the first have names at the end of the alphabet.
async fn crowd<R: Repository>(world: &World<R>, organization: OrganizationId) -> Vec<Customer> {
    let fields = |number: u64| CustomerFields {
        email: Some(email(&format!("a{number}@b.example"))),
        company: Some(format!("Company {}", number * 7919 % 10_007)),
        ..named(&if number < 10_100 { format!("Zoe Common {number}") } else { format!("Anna Rare {number}") })
    };
    let new = (0..15_000).map(|number| (organization, fields(number))).collect();
    world.storage.create_customers(new).await.into_iter().map(Result::unwrap).collect()
}

pub(crate) async fn many_that_are_found_are_counted_up_to_a_bound_and_listed_in_every_order<R: Repository>(
    world: &World<R>,
) {
    let organization = world.organization("ada@example.com").await;
    world.create(world.organization("grace@example.com").await, complete()).await;
    let customers = crowd(world, organization).await;
    let common = |customer: &&Customer| customer.fields.name.contains("Common");
    for (text, count, total) in [
        ("common", Count::Bounded, Some(Total::AtLeast(BOUND))),
        ("common zoe", Count::Everything, exactly(10_100)),
        ("commo", Count::Nothing, None),
        ("rare", Count::Bounded, Some(Total::AtLeast(BOUND))),
        ("rare", Count::Everything, exactly(4_900)),
        ("co", Count::Bounded, Some(Total::AtLeast(BOUND))),
    ] {
        let page = fetch(world, organization, CustomerQuery { filter: search(text), count, ..query() }).await;
        assert_eq!(page.total, total, "{text}");
        assert!(page.next.is_some());
    }
    let all = fetch(world, organization, query()).await.total;
    assert_eq!(all, exactly(15_000), "all are always counted");
    for field in [SortField::CreatedAt, SortField::UpdatedAt, SortField::Name, SortField::Email, SortField::Company] {
        for descending in [false, true] {
            let mut wanted: Vec<&Customer> = customers.iter().filter(common).collect();
            wanted.sort_by_key(|customer| match field {
                SortField::CreatedAt | SortField::UpdatedAt => (String::new(), customer.id),
                SortField::Name => (customer.fields.name.to_lowercase(), customer.id),
                SortField::Email => (customer.fields.email.as_ref().unwrap().key(), customer.id),
                SortField::Company => (customer.fields.company.as_ref().unwrap().to_lowercase(), customer.id),
            });
            if descending {
                wanted.reverse();
            }
            let wanted: Vec<_> = wanted.into_iter().map(|customer| customer.id).collect();
            let sort = Sort { field, descending };
            let asked = CustomerQuery { filter: search("common"), sort, page_size: 100, ..query() };
            let ids = |page: &CustomerPage| page.items.iter().map(|customer| customer.id).collect::<Vec<_>>();
            let page = fetch(world, organization, asked.clone()).await;
            assert_eq!(ids(&page), wanted[..100], "{sort:?}");
            assert_eq!(page.total, Some(Total::AtLeast(BOUND)));
            let behind = CustomerQuery { position: Position::After(page.next.unwrap()), ..asked.clone() };
            assert_eq!(ids(&fetch(world, organization, behind).await), wanted[100..200], "{sort:?}");
            let inside = CustomerQuery { position: Position::Page(51), ..asked.clone() };
            assert_eq!(ids(&fetch(world, organization, inside).await), wanted[5_000..5_100], "{sort:?}");
            let last = CustomerQuery { position: Position::Page(101), ..asked };
            let last = fetch(world, organization, last).await;
            assert_eq!((ids(&last).as_slice(), last.next), (&wanted[10_000..], None), "{sort:?}");
        }
    }
}
