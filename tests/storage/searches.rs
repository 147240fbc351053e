//! What searches find beyond what `lists.rs` shows: phone numbers, many words, many customers.

use customary::{
    domain::{
        BOUND, BOUND_OF_SEVERAL, Change, Count, Customer, CustomerChange, CustomerFields, CustomerFilter, CustomerPage,
        CustomerQuery, OrganizationId, Phone, Position, Sort, SortField, Total,
    },
    storage::Repository,
};

use crate::harness::{World, complete, email, exactly, named, query, search};

async fn fetch<R: Repository>(world: &World<R>, organization: OrganizationId, query: CustomerQuery) -> CustomerPage {
    world.page(organization, &query).await
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
        ("044 668 1", vec!["Anna"]),
        ("668 4", vec!["Anna", "Bela"]),
        ("668 6", vec!["Carl"]),
        ("668 1 1", vec![]),
        ("1", vec![]),
        ("6", vec!["Carl"]),
        ("+41 05", vec![]),
        ("668 04", vec!["Anna", "Bela", "Carl"]),
        ("04 08", vec![]),
        ("04 004 668", vec!["Anna", "Bela"]),
        ("66818 1800", vec!["Anna"]),
        ("1801", vec![]),
        ("6681801", vec![]),
        ("18", vec![]),
        ("44 668 44 668", vec![]),
        (&"0 ".repeat(100), vec!["Carl"]),
        (&"66 04 66 ".repeat(10), vec!["Carl"]),
    ] {
        assert_eq!(found(world, organization, text).await, names, "{text}");
    }
    for (name, phone, notes) in [
        ("Nora", Phone::from_e164("+49301234567"), "Box 03"),
        ("Olaf", Phone::from_e164("+33123456789"), "Route 49"),
        ("Pia", None, "49 or 03"),
        ("Quin", Phone::from_e164("+49301234567"), "Box 30"),
    ] {
        world.create(organization, CustomerFields { phone, notes: Some(notes.to_owned()), ..named(name) }).await;
    }
    for (text, names) in [
        ("+49 03", vec!["Nora", "Olaf", "Pia"]),
        ("49 003", vec!["Olaf"]),
        ("301 49 03", vec!["Nora"]),
        ("49 030", vec![]),
        ("49 30", vec!["Nora", "Quin"]),
        ("123 33 49", vec!["Olaf"]),
        ("123 33 30", vec![]),
        ("49 03 33", vec!["Olaf"]),
    ] {
        assert_eq!(found(world, organization, text).await, names, "{text}");
    }
    for name in ["Dora", "Emil", "Finn"] {
        let notes = Some("Order 77733".to_owned());
        world.create(organization, CustomerFields { notes, ..of(name, "+41447773300") }).await;
    }
    let asked = CustomerQuery { filter: search("77733"), page_size: 1, ..query() };
    assert_eq!(fetch(world, organization, asked).await.total, exactly(3), "each once, by its word and by its phone");
    let change = CustomerChange { phone: Change::Remove, ..CustomerChange::default() };
    let anna = fetch(world, organization, CustomerQuery { filter: search("anna"), ..query() }).await.items.remove(0);
    world.storage.update_customer(organization, anna.id, change, None).await.unwrap();
    assert_eq!(found(world, organization, "668").await, ["Bela", "Carl"]);
    world.storage.delete_customer(organization, anna.id).await.unwrap();
    assert_eq!(found(world, organization, "anna").await, Vec::<String>::new());
}

pub(crate) async fn several_words_are_found_together_after_each_change<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let phone = Phone::from_e164("+41446681800");
    let city = |name: &str| Some(name.to_owned());
    let anna = world.create(organization, CustomerFields { city: city("Bern"), ..named("Anna Stern") }).await;
    world.create(organization, CustomerFields { city: city("Zürich"), phone, ..named("Anna Öztürk 42") }).await;
    let all = ["anna", "anna b", "anna bern", "anna zur", "o zu", "42 an", "anna 668", "a o 4", "stern 1", "9 668"];
    let here = |wanted: [usize; 10]| async move {
        for (text, wanted) in all.into_iter().zip(wanted) {
            assert_eq!(found(world, organization, text).await.len(), wanted, "{text}");
        }
    };
    here([2, 1, 1, 1, 1, 1, 1, 1, 0, 0]).await;
    let update = async |change: CustomerChange| {
        world.storage.update_customer(organization, anna.id, change, None).await.unwrap();
    };
    update(CustomerChange { city: Change::Set("Zürich".to_owned()), ..CustomerChange::default() }).await;
    here([2, 0, 0, 2, 1, 1, 1, 1, 0, 0]).await;
    update(CustomerChange { phone: Change::Set("+41 44 668 19 00".to_owned()), ..CustomerChange::default() }).await;
    here([2, 0, 0, 2, 1, 1, 2, 1, 0, 0]).await;
    update(CustomerChange { notes: Change::Set("Order 1942 of Oslo".to_owned()), ..CustomerChange::default() }).await;
    here([2, 0, 0, 2, 2, 1, 2, 2, 1, 0]).await;
    let filter = CustomerFilter { city: city("Zürich"), ..search("anna 19") };
    assert_eq!(fetch(world, organization, CustomerQuery { filter, ..query() }).await.total, exactly(1));
    let filter = CustomerFilter { city: city("Bern"), ..search("anna") };
    assert_eq!(fetch(world, organization, CustomerQuery { filter, ..query() }).await.total, exactly(0));
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
    // Of those that begin with `mar`, the first word alone is that of more than a hundred; of `nor` it is not.
    for (name, so_many) in [
        ("Mara", 110),
        ("Marco", 3),
        ("Mara Marzia", 2),
        ("Mu", 4),
        ("M", 5),
        ("Nor", 6),
        ("Nora", 110),
        ("Nordlys", 7),
        ("Box 12345", 108),
        ("Box 12399", 2),
        ("Box 1", 3),
    ] {
        new.extend((0..so_many).map(|_| (organization, named(name))));
    }
    new.extend((0..140_u32).map(|number| {
        let letter = char::from_u32(0x5e00 + number % 70).unwrap();
        (organization, named(&format!("K{letter}")))
    }));
    assert!(world.storage.create_customers(new).await.iter().all(Result::is_ok));
    for (text, so_many) in [
        ("m", 124),
        ("ma", 115),
        ("mar", 115),
        ("mara", 112),
        ("marzi", 2),
        ("mara mar", 112),
        ("mu", 4),
        ("n", 123),
        ("nor", 123),
        ("nordl", 7),
        ("1", 113),
        ("123", 110),
        ("1234", 108),
        ("12345", 108),
        ("box 123", 110),
        ("k", 140),
        ("k\u{5e01}", 2),
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
    for field in [SortField::CreatedAt, SortField::Name] {
        for descending in [false, true] {
            let asked = |page_size| CustomerQuery {
                filter: search("mar"),
                sort: Sort { field, descending },
                page_size,
                ..query()
            };
            let all = fetch(world, organization, asked(200)).await.items;
            assert_eq!(all.len(), 115);
            let (mut seen, mut next) = (Vec::new(), Position::Page(1));
            loop {
                let page = fetch(world, organization, CustomerQuery { position: next, ..asked(31) }).await;
                seen.extend(page.items);
                let Some(cursor) = page.next else { break };
                next = Position::After(cursor);
            }
            assert!(seen == all, "{field:?}, descending: {descending}");
        }
    }
}

/// More than are counted: 10,100 have the word `common`, of whom the first have names at the end of the alphabet.
async fn crowd<R: Repository>(world: &World<R>, organization: OrganizationId) -> Vec<Customer> {
    // `left` has more than are gone through by a token, `leftmost` has fewer and reaches further; three hundred, the first,
    // have both sides.
    let sides = |number: u64| {
        let left = if matches!(number, 0..300 | 5_000..10_000) { "left" } else { "" };
        let leftmost = if number.is_multiple_of(10) { "leftmost" } else { "" };
        let right = if (300..10_000).contains(&number) { "" } else { "right" };
        format!("{left} {leftmost} {right}")
    };
    let fields = |number: u64| CustomerFields {
        email: Some(email(&format!("a{number}@b.example"))),
        company: Some(format!("Company {}", number * 7919 % 10_007)),
        // Nine hundred have ten words that begin alike, a thousand one word, and one more another.
        city: Some(sides(number)),
        notes: match number {
            0..900 => Some("qa qb qc qd qe qf qg qh qi qj thousand onemore".to_owned()),
            900..1_000 => Some("thousand onemore".to_owned()),
            1_000 => Some("onemore".to_owned()),
            _ => None,
        },
        phone: (number < 1_200).then(|| Phone::from_e164(&format!("+4144668{number:04}")).unwrap()),
        ..named(&if number < 10_100 { format!("Zoe Common {number}") } else { format!("Anna Rare {number}") })
    };
    let new = (0..15_000).map(|number| (organization, fields(number))).collect();
    world.storage.create_customers(new).await.into_iter().map(Result::unwrap).collect()
}

/// Some of them come only after more of each word than a search goes through at first.
pub(crate) async fn few_of_two_common_words_are_listed_wherever_they_stand<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let customers = crowd(world, organization).await;
    let tenth = |customers: &'_ [Customer]| customers.iter().step_by(10).cloned().collect::<Vec<_>>();
    for (text, wanted) in [
        ("left right", [&customers[..300], &tenth(&customers[10_000..])].concat()),
        ("leftm right", [tenth(&customers[..300]), tenth(&customers[10_000..])].concat()),
        ("leftm common", tenth(&customers[..10_100])),
        ("right common", [&customers[..300], &customers[10_000..10_100]].concat()),
        ("right", [&customers[..300], &customers[10_000..]].concat()),
    ] {
        for descending in [false, true] {
            let sort = Sort { field: SortField::CreatedAt, descending };
            let asked = CustomerQuery { filter: search(text), sort, page_size: 20, count: Count::Nothing, ..query() };
            let mut wanted: Vec<_> = wanted.iter().map(|customer| customer.id).collect();
            if descending {
                wanted.reverse();
            }
            let ids = |page: &CustomerPage| page.items.iter().map(|customer| customer.id).collect::<Vec<_>>();
            let mut position = Some(Position::Page(1));
            for (number, page) in wanted.chunks(20).enumerate() {
                let at = CustomerQuery { position: position.unwrap(), ..asked.clone() };
                let found = fetch(world, organization, at).await;
                assert_eq!(ids(&found), page, "{text}, {sort:?}, by cursor {number}");
                position = found.next.map(Position::After);
                if number < 45 {
                    let at = Position::Page(u32::try_from(number).unwrap() + 1);
                    let found = fetch(world, organization, CustomerQuery { position: at, ..asked.clone() }).await;
                    assert_eq!(ids(&found), page, "{text}, {sort:?}, by number {number}");
                }
            }
            assert!(position.is_none());
        }
    }
}

/// Where one token alone begins with a number, and the other number is in the row.
pub(crate) async fn numbers_of_one_token_are_counted_on_every_page<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let fields = |number: u64| CustomerFields {
        notes: number.is_multiple_of(2).then(|| "8003".to_owned()),
        phone: Some(Phone::from_e164(&format!("+4144668{number:04}")).unwrap()),
        ..named("House 49")
    };
    let new = (0..60).map(|number| (organization, fields(number))).collect();
    let customers: Vec<_> = world.storage.create_customers(new).await.into_iter().map(Result::unwrap).collect();
    // The others have it in the phone number: +41446680030 to +41446680039.
    let wanted: Vec<_> = (0..60).rev().filter(|number| number % 2 == 0 || number / 10 == 3).collect();
    for text in ["49 8003", "8003 49", "house 49 8003"] {
        for field in [SortField::CreatedAt, SortField::Name] {
            for (number, page) in (1..).zip(wanted.chunks(10).chain([&[][..]])) {
                for count in [Count::Bounded, Count::Everything] {
                    let sort = Sort { field, descending: true };
                    let position = Position::Page(number);
                    let asked = CustomerQuery { filter: search(text), sort, position, page_size: 10, count };
                    let found = fetch(world, organization, asked).await;
                    let page: Vec<_> = page.iter().map(|number| customers[*number].id).collect();
                    let ids: Vec<_> = found.items.iter().map(|customer| customer.id).collect();
                    assert_eq!((ids, found.total), (page, exactly(35)), "{text}, page {number} by {field:?}");
                }
            }
        }
    }
}

/// As many words as a search can have: of one letter each, with a space between them.
pub(crate) async fn a_hundred_words_are_all_looked_for<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let letters = ('a'..='z').chain('α'..='ω').chain('а'..='я').chain('א'..='ת');
    // Those of the ends of words are folded into others, or may be.
    let letters = letters.filter(|letter| !"ςйךםןףץ".contains(*letter));
    let mut words: Vec<_> = letters.map(String::from).collect();
    words.truncate(100);
    assert_eq!(words.len(), 100);
    let text = words.join(" ");
    let with_notes = |name: &str, notes: &[String]| CustomerFields { notes: Some(notes.join("s ")), ..named(name) };
    let mut new = vec![(organization, with_notes("All", &words))];
    new.extend((0..30).map(|number| (organization, with_notes("One short", &words[1 + number..]))));
    assert!(world.storage.create_customers(new).await.iter().all(Result::is_ok));
    assert_eq!(found(world, organization, &text).await, ["All"]);
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
        ("company c", Count::Bounded, Some(Total::AtLeast(BOUND))),
        ("company c", Count::Everything, exactly(15_000)),
        ("common zoe", Count::Bounded, Some(Total::AtLeast(BOUND_OF_SEVERAL))),
        ("common q", Count::Bounded, Some(Total::AtLeast(BOUND_OF_SEVERAL))),
        ("common qj", Count::Everything, exactly(900)),
        ("company example", Count::Everything, exactly(15_000)),
        ("example 1", Count::Bounded, Some(Total::AtLeast(BOUND_OF_SEVERAL))),
        ("4466811 example", Count::Bounded, exactly(100)),
        ("q", Count::Bounded, exactly(900)),
        ("thousand", Count::Bounded, exactly(1_000)),
        ("onemore", Count::Bounded, Some(Total::AtLeast(BOUND))),
        ("onemore", Count::Everything, exactly(1_001)),
        ("414466", Count::Bounded, Some(Total::AtLeast(BOUND))),
        ("414466", Count::Everything, exactly(1_200)),
        ("4146680", Count::Bounded, exactly(0)),
    ] {
        let page = fetch(world, organization, CustomerQuery { filter: search(text), count, ..query() }).await;
        assert_eq!(page.total, total, "{text}");
        assert_eq!(page.next.is_some(), total != exactly(0));
    }
    let all = fetch(world, organization, query()).await.total;
    assert_eq!(all, exactly(15_000), "all are always counted");
    let sort = Sort { field: SortField::Name, descending: true };
    let asked = CustomerQuery { filter: search("4466811"), sort, page_size: 100, ..query() };
    let hundred = fetch(world, organization, asked.clone()).await;
    let mut wanted: Vec<_> = customers[1_100..1_200].iter().collect();
    wanted.sort_by_key(|customer| std::cmp::Reverse((customer.fields.name.to_lowercase(), customer.id)));
    assert!(hundred.items.iter().eq(wanted.iter().copied()));
    let mut wanted: Vec<_> = customers[..1_200].iter().collect();
    wanted.sort_by_key(|customer| std::cmp::Reverse((customer.fields.name.to_lowercase(), customer.id)));
    let many = fetch(world, organization, CustomerQuery { filter: search("414466"), ..asked }).await;
    assert!(many.items.iter().eq(wanted[..100].iter().copied()));
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
    // The newest are all that there are, or they are the first of many.
    let newest = world.storage.create_customers(vec![(organization, named("Vera Wu")); 30]).await;
    let mut newest: Vec<_> = newest.into_iter().map(Result::unwrap).collect();
    newest.reverse();
    let commons: Vec<_> = customers[10_080..10_100].iter().rev().cloned().collect();
    for (text, items, total) in [
        ("v w", &newest[..20], exactly(30)),
        ("v", &newest[..20], exactly(30)),
        ("c z", &commons[..], Some(Total::AtLeast(BOUND_OF_SEVERAL))),
    ] {
        let page = fetch(world, organization, CustomerQuery { filter: search(text), page_size: 20, ..query() }).await;
        assert_eq!(page.total, total, "{text}");
        assert!(page.items == items, "{text}");
    }
}
