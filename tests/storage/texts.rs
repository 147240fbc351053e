//! Texts: none is lost or changed, and all are compared and ordered in one way, whatever the database's own is.

use std::convert::identity;

use customary::{
    domain::{Customer, CustomerFields, CustomerFilter, CustomerQuery, OrganizationId, Sort, SortField, search::fold},
    storage::Repository,
};

use crate::harness::{World, email, named, query, search};

/// What databases treat in ways of their own: case, accents, marks, spaces, emoji, what their languages quote or search by.
const TEXTS: [&str; 30] = [
    "a",
    "A",
    "\u{e4}",
    "Z",
    "z",
    "\u{df}",
    "ss",
    "\u{130}",
    "\u{131}",
    "i",
    "-",
    "_",
    "%",
    "\\",
    "'",
    "\"",
    "?",
    "$1",
    "{}",
    "[1]",
    "\u{1f600}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "\u{65e5}\u{672c}",
    "\u{0621}\u{0644}",
    "\u{e000}",
    "\u{10fffd}",
    "\u{fb01}",
    "\u{3a3}",
    "b b",
    "b-b",
];

async fn all<R: Repository>(world: &World<R>, organization: OrganizationId, query: CustomerQuery) -> Vec<Customer> {
    world
        .storage
        .fetch_customers(organization, CustomerQuery { page_size: 200, ..query }, identity)
        .await
        .unwrap()
        .items
}

#[allow(clippy::unnecessary_wraps, reason = "texts of customers are optional")]
fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub(crate) async fn texts_come_back_as_they_were_and_in_the_order_of_their_code_points<R: Repository>(
    world: &World<R>,
) {
    let organization = world.organization("ada@example.com").await;
    let mut created = Vec::new();
    for name in TEXTS {
        let fields = CustomerFields { company: text(name), notes: text(&format!("{name}\n\t{name}")), ..named(name) };
        created.push(world.create(organization, fields).await);
    }
    created.sort_by_key(|customer| (fold(&customer.fields.name), customer.id));
    for field in [SortField::Name, SortField::Company] {
        let found =
            all(world, organization, CustomerQuery { sort: Sort { field, descending: false }, ..query() }).await;
        assert_eq!(found, created, "by {field:?}");
    }
    for name in TEXTS {
        let filter = CustomerFilter { name: text(name), company: text(name), ..CustomerFilter::default() };
        let found = all(world, organization, CustomerQuery { filter, ..query() }).await;
        let names: Vec<&str> = found.iter().map(|customer| customer.fields.name.as_str()).collect();
        assert_eq!(names, [name], "filters compare what was written, letter by letter");
    }
}

pub(crate) async fn the_longest_texts_are_kept_whole_and_found<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let local = "x".repeat(60);
    let address = format!("{local}@{}.example", ["y".repeat(60), "y".repeat(60), "y".repeat(60)].join("."));
    // U+FDFA folds to 18 letters, the others take four bytes.
    for (letter, word) in [("\u{1f600}", None), ("\u{20000}", Some("\u{20000}")), ("\u{fdfa}", None), ("m", Some("m"))]
    {
        let many = |count: usize| Some(letter.repeat(count));
        let fields = CustomerFields {
            name: letter.repeat(200),
            email: (letter == "m").then(|| email(&address)),
            company: many(200),
            address: many(500),
            city: many(100),
            region: many(100),
            postal_code: many(20),
            notes: many(10_000),
            ..CustomerFields::default()
        };
        let created = world.create(organization, fields.clone()).await;
        assert_eq!(created.fields, fields);
        assert_eq!(world.storage.get_customer(organization, created.id).await.unwrap().as_ref(), Some(&created));
        if let Some(word) = word {
            // Of a word the first 100 letters count.
            for count in [1, 100] {
                let filter = search(&word.repeat(count));
                let found = all(world, organization, CustomerQuery { filter, ..query() }).await;
                assert_eq!(found, std::slice::from_ref(&created), "{count} times {word}");
            }
        }
        for field in [SortField::Name, SortField::Company, SortField::Email] {
            let sort = Sort { field, descending: true };
            assert!(all(world, organization, CustomerQuery { sort, ..query() }).await.contains(&created));
        }
    }
    // Thousands of different words.
    let notes: Vec<String> = (0..1_400).map(|number| format!("{}{number:03}", ["ab", "cd"][number % 2])).collect();
    let created = world.create(organization, CustomerFields { notes: text(&notes.join(" ")), ..named("Words") }).await;
    let filter = search("1399");
    assert_eq!(all(world, organization, CustomerQuery { filter, ..query() }).await, std::slice::from_ref(&created));
    assert_eq!(world.storage.delete_customer(organization, created.id).await, Ok(true));
    let filter = search("1399");
    assert_eq!(all(world, organization, CustomerQuery { filter, ..query() }).await, []);
}
