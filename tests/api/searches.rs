//! Searches as people write them, and among more customers than are counted.

use std::process::Command;

use serde_json::json;

use crate::server::{Account, Server};

#[test]
fn a_phone_number_is_found_by_any_part_of_it_as_people_write_it() {
    let server = Server::start();
    let account = server.account();
    account.create(json!({"name": "Anna", "phone": "+41446681800"}));
    account.create(json!({"name": "Bela", "phone": "+41223400000", "notes": "Order 4711"}));
    for (q, names) in [
        ("+41446681800", vec!["Anna"]),
        ("044 668 18 00", vec!["Anna"]),
        ("+41 (0)44 668", vec!["Anna"]),
        ("1800", vec!["Anna"]),
        ("+41", vec!["Bela", "Anna"]),
        ("4711", vec!["Bela"]),
        ("668 4711", vec![]),
    ] {
        assert_eq!(account.names(&[("q", q)]), names, "{q}");
    }
}

/// Fills the account's organization with this many made-up customers.
fn seed(server: &Server, account: &Account<'_>, customers: &str) {
    let seeded = Command::new(env!("CARGO_BIN_EXE_customary"))
        .args(["seed", "--customers", customers, "--email", &account.email])
        .args(["--database-url", &server.database.url()])
        .output()
        .expect("it runs");
    let output = String::from_utf8_lossy(&seeded.stdout).into_owned();
    assert!(output.contains("no account was registered"), "{output} {}", String::from_utf8_lossy(&seeded.stderr));
}

#[test]
fn more_than_a_bound_are_counted_when_that_is_asked_for() {
    let server = Server::start();
    let account = server.account();
    seed(&server, &account, "1020");
    // Every address that is made up ends so.
    let call = |total: &'static [(&'static str, &'static str)]| {
        let call = account.call("fetchCustomers").query("q", "example").query("page_size", "10");
        total.iter().fold(call, |call, (name, value)| call.query(name, value)).send()
    };
    for bounded in [&[][..], &[("total", "bounded")]] {
        let answer = call(bounded);
        let page = answer.expect(200);
        assert_eq!((page.get("total"), &page["total_is_at_least"]), (None, &json!(1_000)));
        assert!(page["next_cursor"].is_string());
        let link = answer.header("link");
        assert!(link.contains("rel=\"next\"") && !link.contains("rel=\"last\""), "{link}");
    }
    // One thing finds up to a thousand, several find up to two hundred.
    let several = account.fetch(&[("q", "example mail")]);
    let countries = account.fetch(&[("q", "example"), ("country", "CH")]);
    for page in [several, countries] {
        assert_eq!((page.get("total"), &page["total_is_at_least"]), (None, &json!(200)));
    }
    assert_eq!(account.fetch(&[("country", "CH")])["total"].as_i64().map(|total| total > 200), Some(true));
    let answer = call(&[("total", "exact")]);
    let page = answer.expect(200);
    assert_eq!((&page["total"], page.get("total_is_at_least")), (&json!(1_020), None));
    assert!(answer.header("link").contains("page=102&page_size=10&total=exact&q=example>; rel=\"last\""));
    let page = call(&[("total", "none")]).expect(200);
    assert_eq!((page.get("total"), page.get("total_is_at_least")), (None, None));
    let page = account.fetch(&[]);
    assert_eq!(page["total"], 1_020, "all customers are always counted");
    let few = account.fetch(&[("q", "example"), ("name", page["items"][0]["name"].as_str().expect("a name"))]);
    assert!(few["total"].as_i64().expect("a total") < 1_000 && few.get("total_is_at_least").is_none());
    for (sort, page) in [("name", "1"), ("-company", "1"), ("email", "102")] {
        let found = account.fetch(&[("q", "example"), ("sort", sort), ("page", page), ("page_size", "10")]);
        let all = account.fetch(&[("sort", sort), ("page", page), ("page_size", "10")]);
        assert_eq!(found["items"], all["items"], "{sort}");
    }
}
