//! Paging, sorting, filtering and searching.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::server::{Account, Server};

fn people(account: &Account, count: usize) {
    for number in 0..count {
        let company = if number % 2 == 0 { "Acme" } else { "Zeta" };
        account.create(json!({"name": format!("Person {number:03}"), "company": company}));
    }
}

/// Follows the link of this relation.
fn follow(account: &Account, answer: &crate::server::Answer, relation: &str) -> Option<crate::server::Answer> {
    let link = answer.header("link");
    let link = link.split(", ").find(|link| link.ends_with(&format!("rel=\"{relation}\"")))?;
    let path = link.trim_start_matches('<').split('>').next()?;
    let token = format!("Bearer {}", account.access_token);
    Some(account.server.plain("GET", path, &[("Authorization", &token)], b""))
}

fn names(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_are_newest_first_and_their_links_lead_through_all_of_them() {
    let server = Server::start();
    let account = server.account();
    people(&account, 7);
    let first = account.call("fetchCustomers").query("page_size", "3").send();
    let page = first.expect(200);
    assert_eq!(names(&page), ["Person 006", "Person 005", "Person 004"]);
    assert_eq!((&page["page"], &page["page_size"], &page["total"]), (&json!(1), &json!(3), &json!(7)));
    assert!(follow(&account, &first, "prev").is_none());
    let second = follow(&account, &first, "next").unwrap();
    let third = follow(&account, &second, "next").unwrap();
    assert_eq!(names(&third.expect(200)), ["Person 000"]);
    assert!(third.body()["next_cursor"].is_null() && follow(&account, &third, "next").is_none());
    assert_eq!(follow(&account, &third, "prev").unwrap().body(), second.body());
    assert_eq!(follow(&account, &first, "last").unwrap().body(), third.body());
    assert_eq!(follow(&account, &third, "first").unwrap().body(), first.body());

    let beyond = account.call("fetchCustomers").query("page_size", "3").query("page", "9").send();
    assert_eq!(names(&beyond.expect(200)), [""; 0]);
    assert_eq!(follow(&account, &beyond, "prev").unwrap().body(), third.body());
}

#[test]
fn a_page_has_25_customers_unless_asked_otherwise_and_200_at_most() {
    let server = Server::start();
    let account = server.account();
    people(&account, 30);
    assert_eq!(names(&account.fetch(&[])).len(), 25);
    assert_eq!(names(&account.fetch(&[("page_size", "200")])).len(), 30);
    assert_eq!(names(&account.fetch(&[("page_size", "1"), ("page", "30")])), ["Person 000"]);
}

#[test]
fn by_cursor_nothing_is_skipped_or_shown_twice_while_others_write() {
    let server = Server::start();
    let account = server.account();
    people(&account, 20);
    for sort in ["created_at", "-created_at", "name", "-name", "email", "-company", "updated_at", "-updated_at"] {
        let all: BTreeSet<String> = account.names(&[("page_size", "200"), ("q", "person")]).into_iter().collect();
        let mut seen = Vec::new();
        let mut cursor: Option<String> = None;
        let mut pages = 0;
        loop {
            let mut query = vec![("page_size", "3"), ("sort", sort), ("q", "person")];
            query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let page = account.fetch(&query);
            assert!(cursor.is_none() || page.get("page").is_none(), "a page by cursor has no number");
            seen.extend(names(&page));
            pages += 1;
            // Somebody creates and deletes others while we go on.
            let other = account.create(json!({"name": format!("Other {sort} {pages}")}));
            account.call("deleteCustomer").id(other["id"].as_str().unwrap()).send().expect(204);
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => break,
            }
        }
        assert_eq!(seen.len(), 20, "{sort}: none twice");
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), all, "{sort}: none skipped");
    }
}

#[test]
fn a_cursor_holds_for_its_search_only() {
    let server = Server::start();
    let account = server.account();
    people(&account, 5);
    let page = account.fetch(&[("page_size", "2"), ("sort", "name")]);
    let cursor = page["next_cursor"].as_str().unwrap();
    let errors = |query: &[(&str, &str)]| {
        let call = account.call("fetchCustomers").query("cursor", cursor);
        query.iter().fold(call, |call, (name, value)| call.query(name, value)).send().errors(400)
    };
    assert_eq!(errors(&[]), ["cursor invalid_cursor"]);
    assert_eq!(errors(&[("sort", "-name")]), ["cursor invalid_cursor"]);
    assert_eq!(errors(&[("sort", "name"), ("q", "x")]), ["cursor invalid_cursor"]);
    assert_eq!(errors(&[("sort", "name"), ("page", "1")]), ["page exclusive"]);
    assert_eq!(names(&account.fetch(&[("cursor", cursor), ("sort", "name"), ("page_size", "200")])).len(), 3);
    let answer = account.call("fetchCustomers").query("cursor", cursor).query("sort", "name").send();
    answer.expect(200);
    assert!(follow(&account, &answer, "first").is_some() && follow(&account, &answer, "last").is_none());
}

#[test]
fn everything_that_is_wrong_with_parameters_is_said_at_once() {
    let server = Server::start();
    let account = server.account();
    people(&account, 3);
    let long = "\u{958}".repeat(101);
    let page = account.fetch(&[("page_size", "1"), ("sort", "name"), ("company", "Acme")]);
    let cursor = page["next_cursor"].as_str().unwrap();
    for (query, expected) in [
        (&[("cursor", "abc"), ("page_size", "0")][..], &["cursor invalid_cursor", "page_size too_small"][..]),
        (&[("cursor", "abc"), ("x", "1")], &["cursor invalid_cursor", "x unknown"]),
        (&[("cursor", "abc"), ("page", "0")], &["cursor invalid_cursor", "page exclusive", "page too_small"]),
        (&[("cursor", "abc"), ("page", "1")], &["cursor invalid_cursor", "page exclusive"]),
        (&[("cursor", "!"), ("page", "1")], &["cursor invalid_format", "page exclusive"]),
        (&[("cursor", "abc"), ("cursor", "abc")], &["cursor invalid_cursor", "cursor repeated"]),
        (&[("phone", "+41000"), ("page_size", "0")], &["page_size too_small", "phone invalid_phone"]),
        (&[("phone", "+41000"), ("cursor", "abc")], &["cursor invalid_cursor", "phone invalid_phone"]),
        (&[("phone", "41000"), ("x", "1")], &["phone invalid_format", "x unknown"]),
        (&[("city", &*long), ("name", &*long), ("x", "1")], &["city too_long", "name too_long", "x unknown"]),
        // A cursor is measured by the search, if that is known.
        (&[("cursor", cursor), ("company", "Acme"), ("sort", "name"), ("x", "1")], &["x unknown"]),
        (&[("cursor", cursor), ("company", "Acme"), ("x", "1")], &["cursor invalid_cursor", "x unknown"]),
        (&[("cursor", cursor), ("company", "Acme"), ("sort", "nmae")], &["sort invalid_value"]),
        (&[("cursor", cursor), ("company", "Acme\n"), ("sort", "name")], &["company invalid_format"]),
        (&[("cursor", cursor), ("company", &*long), ("sort", "name")], &["company too_long"]),
        (&[("cursor", cursor), ("phone", "+41000")], &["phone invalid_phone"]),
    ] {
        let call = account.call("fetchCustomers");
        let answer = query.iter().fold(call, |call, (name, value)| call.query(name, value)).send();
        assert_eq!(answer.errors(400), expected, "{query:?}");
    }
    let path = format!("/api/1/customer/fetch/?cursor={cursor}&sort=name&company=%zz");
    let token = format!("Bearer {}", account.access_token);
    let answer = server.plain("GET", &path, &[("Authorization", &token)], b"");
    assert_eq!(answer.errors(400), ["company invalid_format"]);
}

#[test]
fn a_cursor_holds_for_its_search_however_that_is_written() {
    let server = Server::start();
    let account = server.account();
    people(&account, 5);
    let page = account.fetch(&[("page_size", "1"), ("company", "Acme"), ("q", "person acme")]);
    let cursor = page["next_cursor"].as_str().unwrap();
    let with = |company, q| {
        account.call("fetchCustomers").query("cursor", cursor).query("company", company).query("q", q).send()
    };
    for (company, q) in [("Acme", "person acme"), (" Acme\u{a0}", "PERSON, ac\u{301}me"), ("Acme", "acme person acme")]
    {
        assert_eq!(names(&with(company, q).expect(200)), ["Person 002", "Person 000"]);
    }
    for (company, q) in [("acme", "person acme"), ("Acme", "person"), ("Acme", "acme person x")] {
        assert_eq!(with(company, q).errors(400), ["cursor invalid_cursor"]);
    }
}

#[test]
fn without_a_total_the_links_are_first_and_prev_and_next() {
    let server = Server::start();
    let account = server.account();
    people(&account, 3);
    let fetch =
        |page| account.call("fetchCustomers").query("page", page).query("page_size", "2").query("total", "none");
    for (page, relations) in
        [("1", &["first", "next"][..]), ("2", &["first", "prev"]), ("3", &["first", "prev"]), ("9", &["first", "prev"])]
    {
        let answer = fetch(page).send();
        let found = answer.header("link").matches("rel=").count();
        assert_eq!(found, relations.len(), "{page}");
        assert!(relations.iter().all(|relation| follow(&account, &answer, relation).is_some()), "{page}");
    }
    let before = follow(&account, &fetch("9").send(), "prev").unwrap();
    assert_eq!((&before.body()["page"], names(&before.body()).len()), (&json!(8), 0));
}

#[test]
fn sorting_folds_case_and_accents_and_puts_missing_ones_first() {
    let server = Server::start();
    let account = server.account();
    for (name, company) in
        [("Zoë", Some("beta")), ("ádam", None), ("Émile", Some("Alpha")), ("bob", Some("GAMMA")), ("Adam", None)]
    {
        account.create(json!({"name": name, "company": company}));
    }
    assert_eq!(account.names(&[("sort", "name")]), ["ádam", "Adam", "bob", "Émile", "Zoë"]);
    assert_eq!(
        account.names(&[("sort", "-name")]),
        ["Zoë", "Émile", "bob", "Adam", "ádam"],
        "ties by id, turned around"
    );
    assert_eq!(account.names(&[("sort", "company")]), ["ádam", "Adam", "Émile", "Zoë", "bob"]);
    assert_eq!(account.names(&[("sort", "created_at")])[0], "Zoë");
    let id = account.fetch(&[("name", "bob")])["items"][0]["id"].as_str().unwrap().to_owned();
    account.call("updateCustomer").id(&id).json(json!({"notes": "changed"})).send().expect(200);
    assert_eq!(account.names(&[("sort", "-updated_at")])[0], "bob");
}

#[test]
fn filters_compare_the_whole_field_as_it_is_stored_and_all_must_hold() {
    let server = Server::start();
    let account = server.account();
    account
        .create(json!({"name": "Ada", "email": "ada@example.com", "phone": "+41446681800", "company": "Acme & Sons",
        "city": "Zürich", "region": "ZH", "postal_code": "8001", "country": "CH"}));
    account.create(json!({"name": "Ada", "company": "Acme", "city": "Bern", "country": "CH"}));
    let total = |query: &[(&str, &str)]| account.fetch(query)["total"].as_i64().unwrap();
    for (query, expected) in [
        (("name", "Ada"), 2),
        (("name", "ada"), 0),
        (("name", " Ada "), 2),
        (("email", "ADA@example.com"), 1),
        (("phone", "+41446681800"), 1),
        (("phone", "\u{3000} +41446681800 "), 1),
        (("company", "Acme"), 1),
        (("company", "Acme & Sons"), 1),
        (("city", "Zu\u{308}rich"), 1),
        (("region", "ZH"), 1),
        (("postal_code", "8001"), 1),
        (("country", "CH"), 2),
        (("country", "DE"), 0),
    ] {
        assert_eq!(total(&[query]), expected, "{query:?}");
    }
    assert_eq!(total(&[("name", "Ada"), ("city", "Bern")]), 1);
    assert_eq!(total(&[("city", "Zürich"), ("company", "Acme")]), 0);
    assert_eq!(total(&[("country", "CH"), ("q", "ber")]), 1);
    let answer = account.call("fetchCustomers").query("phone", "+999123").send();
    assert_eq!(answer.errors(400), ["phone invalid_phone"]);
}

#[test]
fn a_search_finds_beginnings_of_words_in_every_searched_field() {
    let server = Server::start();
    let account = server.account();
    account.create(json!({"name": "Mirela Vantörsen", "email": "anna4711@vantorsen.example", "phone": "+41446681800",
        "company": "Harbour Trading", "city": "Port Ellison", "notes": "Prefers e-mail", "address": "Hidden Road", "region": "ZH"}));
    account.create(json!({"name": "Ben"}));
    let total = |q: &str| account.fetch(&[("q", q)])["total"].as_i64().unwrap();
    for found in [
        "mirela",
        "MIR",
        "vantor",
        "vantörs",
        "anna",
        "4711",
        "47",
        "example",
        "41446",
        "harb",
        "ell",
        "prefers",
        "mail",
        "mirela port",
        "port, mirela!",
        "e-mail mirela",
    ] {
        assert_eq!(total(found), 1, "{found}");
    }
    for not_found in ["irela", "mirela x", "hidden", "zh", "711", "mirelax"] {
        assert_eq!(total(not_found), 0, "{not_found}");
    }
    assert_eq!(total(" ?! "), 2, "without a letter or digit, everybody is found");
    let id = account.fetch(&[("q", "mirela")])["items"][0]["id"].as_str().unwrap().to_owned();
    account.call("updateCustomer").id(&id).json(json!({"name": "Other"})).send().expect(200);
    assert_eq!((total("mirela"), total("other")), (0, 1), "the search follows changes");
    account.call("deleteCustomer").id(&id).send().expect(204);
    assert_eq!(total("other"), 0, "and deletions");
}

#[test]
fn without_a_total_there_is_none_and_no_last_page() {
    let server = Server::start();
    let account = server.account();
    people(&account, 3);
    let answer = account.call("fetchCustomers").query("total", "none").query("page_size", "2").send();
    assert!(answer.expect(200).get("total").is_none());
    assert!(follow(&account, &answer, "last").is_none());
    let second = follow(&account, &answer, "next").unwrap();
    assert!(second.body().get("total").is_none(), "the links keep what was asked for");
    assert_eq!(names(&second.body()), ["Person 000"]);
}

#[test]
fn the_longest_search_that_is_allowed_is_answered_with_links_that_lead_on() {
    let server = Server::start();
    let account = server.account();
    let wide = |count: usize| "\u{20000}".repeat(count);
    let customer = json!({
        "name": wide(200), "phone": "+41446681800", "company": wide(200), "city": wide(100), "region": wide(100),
        "postal_code": wide(20), "country": "CH",
    });
    for _ in 0..3 {
        account.create(customer.clone());
    }
    let mut call = account.call("fetchCustomers").query("page", "2").query("page_size", "1").query("q", &wide(200));
    call = call.query("sort", "-created_at").query("total", "exact");
    for (name, value) in customer.as_object().unwrap() {
        call = call.query(name, value.as_str().unwrap());
    }
    let answer = call.send();
    assert_eq!(answer.expect(200)["total"], 3);
    let link = answer.header("link");
    // Another email could match nobody else, so this is nearly the longest that there can be.
    assert!(link.len() > 39_000, "{}", link.len());
    let next = link.split(", ").find(|link| link.ends_with("; rel=\"next\"")).unwrap();
    let path = next.split(['<', '>']).nth(1).unwrap();
    let token = format!("Bearer {}", account.access_token);
    let page = server.plain("GET", path, &[("Authorization", &token)], b"").expect(200);
    assert_eq!((&page["page"], &page["total"]), (&json!(3), &json!(3)));
}

#[test]
fn a_page_that_is_asked_for_again_shows_every_change() {
    let server = Server::start();
    let (account, other) = (server.account(), server.account());
    people(&account, 30);
    let queries: [&[(&str, &str)]; 6] = [
        &[],
        &[("sort", "name")],
        &[("q", "mirela")],
        &[("company", "Brander")],
        &[("total", "none"), ("page_size", "200")],
        &[("sort", "-updated_at"), ("country", "CH")],
    ];
    // On which of these pages it is, and under which names.
    let seen = |account: &Account, id: &Value| -> Vec<Value> {
        let page = |query: &&[(&str, &str)]| {
            let ask = || {
                let call = account.call("fetchCustomers");
                query.iter().fold(call, |call, (name, value)| call.query(name, value)).send()
            };
            let (first, again) = (ask(), ask());
            assert_eq!((first.expect(200), first.header("link")), (again.expect(200), again.header("link")));
            let page = first.body();
            let found = page["items"].as_array().unwrap().iter().find(|item| item["id"] == *id).cloned();
            found.map_or(Value::Null, |item| item["name"].clone())
        };
        queries.iter().map(page).collect()
    };
    let new = |name: &str| json!({"name": name, "company": "Brander", "country": "CH"});
    assert_eq!(seen(&account, &Value::Null), [const { Value::Null }; 6]);
    let id = account.create(new(" A Mirela"))["id"].clone();
    assert_eq!(seen(&account, &id), [const { "A Mirela" }; 6]);
    assert_eq!(seen(&other, &id), [const { Value::Null }; 6]);
    account
        .call("updateCustomer")
        .id(id.as_str().unwrap())
        .json(json!({"name": "A Mirela Vantorsen"}))
        .send()
        .expect(200);
    assert_eq!(seen(&account, &id), [const { "A Mirela Vantorsen" }; 6]);
    let others = other.create(new("A Mirela"))["id"].clone();
    assert_eq!((seen(&other, &others)[0].as_str(), seen(&account, &others)[0].as_str()), (Some("A Mirela"), None));
    account.call("deleteCustomer").id(id.as_str().unwrap()).send().expect(204);
    assert_eq!(seen(&account, &id), [const { Value::Null }; 6]);
}

#[test]
fn whoever_has_created_a_customer_finds_it_on_the_next_page_while_others_create_and_page() {
    let server = Server::start();
    let account = server.account();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let account = &account;
            scope.spawn(move || {
                for number in 0..25 {
                    let id = account.create(json!({"name": format!("Person {thread} {number}")}))["id"].clone();
                    let page = account.fetch(&[("page_size", "200")]);
                    assert!(page["items"].as_array().unwrap().iter().any(|item| item["id"] == id), "{thread} {number}");
                }
            });
        }
    });
    assert_eq!(account.fetch(&[])["total"], 100);
}
