//! Creating, changing and deleting customers, and that nobody sees another organization's.

use serde_json::json;

use crate::server::Server;

fn everything() -> serde_json::Value {
    json!({
        "name": "  Mirela Vantorsen ", "email": " Mirela@Vantorsen.example ", "phone": "044 668 18 00",
        "company": "Vantorsen & Sons Trading", "address": "17 Old Harbour Road\r\nBuilding B\r", "city": "Zu\u{308}rich",
        "region": "ZH", "postal_code": "8001", "country": "CH", "notes": "Prefers e-mail.\n\tAlways.",
    })
}

#[test]
fn a_customer_is_stored_normalized_and_found_at_its_location() {
    let server = Server::start();
    let account = server.account();
    let answer = account.call("createCustomer").json(everything()).send();
    let customer = answer.expect(201);
    let id = customer["id"].as_str().unwrap();
    assert_eq!(answer.header("location"), format!("/api/1/customer/{id}/"));
    assert_eq!(id.as_bytes()[14], b'7', "a UUIDv7");
    for (member, value) in [
        ("name", "Mirela Vantorsen"),
        ("email", "Mirela@Vantorsen.example"),
        ("phone", "+41446681800"),
        ("address", "17 Old Harbour Road\nBuilding B"),
        ("city", "Z\u{fc}rich"),
        ("notes", "Prefers e-mail.\n\tAlways."),
    ] {
        assert_eq!(customer[member], value, "{member}");
    }
    assert_eq!(customer["version"], 1);
    assert_eq!(customer["created_at"], customer["updated_at"]);
    assert_eq!(account.call("getCustomer").id(id).send().expect(200), customer);
}

#[test]
fn members_that_are_left_out_null_or_blank_are_null() {
    let server = Server::start();
    let account = server.account();
    let customer = account.create(json!({"name": "Ada", "company": null, "city": "  "}));
    for member in ["email", "phone", "company", "address", "city", "region", "postal_code", "country", "notes"] {
        assert!(customer[member].is_null(), "{member}");
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once_also_what_no_schema_says() {
    let server = Server::start();
    let account = server.account_with(json!({"email": "no-country@example.com", "password": crate::server::PASSWORD}));
    let answer = account
        .call("createCustomer")
        .query("dry_run", "1")
        .json(
            json!({"name": " ", "email": "mirela@", "phone": "044 668 18 00", "notes": 5, "colour": "red", "a/b~c": 1}),
        )
        .send();
    assert_eq!(
        answer.errors(400),
        [
            "/a~1b~0c unknown",
            "/colour unknown",
            "/email invalid_format",
            "/name invalid_format",
            "/notes wrong_type",
            "/phone country_needed",
            "dry_run unknown"
        ]
    );
    let only_phone = account.call("createCustomer").json(json!({"name": "Ada", "phone": "12", "country": "CH"})).send();
    assert_eq!(only_phone.errors(400), ["/phone invalid_phone"]);
}

#[test]
fn a_national_number_is_of_the_customers_country_or_else_of_the_organizations() {
    let server = Server::start();
    let account = server.account();
    assert_eq!(account.create(json!({"name": "A", "phone": "044 668 18 00"}))["phone"], "+41446681800");
    let german = account.create(json!({"name": "B", "phone": "030 901820", "country": "DE"}));
    assert_eq!(german["phone"], "+4930901820");
    let id = german["id"].as_str().unwrap();
    let changed = account.call("updateCustomer").id(id).json(json!({"phone": "030 901821"})).send().expect(200);
    assert_eq!(changed["phone"], "+4930901821", "of the stored country");
}

#[test]
fn a_duplicate_names_the_field_and_the_customer() {
    let server = Server::start();
    let account = server.account();
    let first = account.create(json!({"name": "Ada", "email": "ada@example.com"}));
    let again = account.call("createCustomer").json(json!({"name": "Other", "email": " ADA@Example.com"})).send();
    assert_eq!(again.errors(409), ["/email duplicate"]);
    assert_eq!(again.body()["errors"][0]["customer_id"], first["id"]);
    let ben = account.create(json!({"name": "Ben", "email": "ben@example.com"}));
    let id = ben["id"].as_str().unwrap();
    let changed = account.call("updateCustomer").id(id).json(json!({"email": "ada@example.com"})).send();
    assert_eq!(changed.errors(409), ["/email duplicate"]);
    assert_eq!(account.call("getCustomer").id(id).send().expect(200), ben, "nothing was changed");
    account.call("updateCustomer").id(id).json(json!({"email": "BEN@example.com"})).send().expect(200);
    account.call("deleteCustomer").id(first["id"].as_str().unwrap()).send().expect(204);
    account.create(json!({"name": "Ada again", "email": "ada@example.com"}));
    for _ in 0..3 {
        account.create(json!({"name": "Without an address"}));
    }
}

#[test]
fn a_change_touches_only_what_is_sent() {
    let server = Server::start();
    let account = server.account();
    let before = account.create(everything());
    let id = before["id"].as_str().unwrap();
    let change = |body| account.call("updateCustomer").id(id).json(body).send().expect(200);
    let mut expected = before.clone();

    let after = change(json!({"notes": null, "city": "Bern", "company": " "}));
    (expected["notes"], expected["company"]) = (json!(null), json!(null));
    (expected["city"], expected["version"]) = (json!("Bern"), json!(2));
    assert!(after["updated_at"].as_str() >= before["updated_at"].as_str());
    expected["updated_at"] = after["updated_at"].clone();
    assert_eq!(after, expected);
    assert_eq!(change(json!({})), expected, "an empty patch changes nothing");
    assert_eq!(
        change(json!({"city": " Bern", "notes": null})),
        expected,
        "nor does one with the values that there are"
    );
    let answer = account.call("updateCustomer").id(id).json(json!({"name": null})).send();
    assert_eq!(answer.errors(400), ["/name wrong_type"]);
}

#[test]
fn a_deleted_customer_is_gone() {
    let server = Server::start();
    let account = server.account();
    let customer = account.create(json!({"name": "Ada"}));
    let id = customer["id"].as_str().unwrap();
    account.call("deleteCustomer").id(id).send().expect(204);
    account.call("deleteCustomer").id(id).send().expect(404);
    account.call("getCustomer").id(id).send().expect(404);
    assert_eq!(account.fetch(&[])["total"], 0);
}

#[test]
fn another_organizations_customer_looks_like_none() {
    let server = Server::start();
    let (mine, theirs) = (server.account(), server.account());
    let customer = theirs.create(json!({"name": "Secret Person", "email": "secret@example.com"}));
    let id = customer["id"].as_str().unwrap();
    let nobody = "0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40";
    for operation in ["getCustomer", "updateCustomer", "deleteCustomer"] {
        let ask = |id: &str| {
            let call = mine.call(operation).id(id);
            let call = if operation == "updateCustomer" { call.json(json!({"name": "Mine now"})) } else { call };
            let answer = call.send();
            let mut problem = answer.expect(404);
            problem["request_id"].take();
            problem
        };
        assert_eq!(ask(id), ask(nobody), "{operation}");
    }
    for query in [
        &[][..],
        &[("q", "secret")],
        &[("email", "secret@example.com")],
        &[("name", "Secret Person")],
        &[("sort", "name")],
    ] {
        let page = mine.fetch(query);
        assert_eq!((&page["total"], page["items"].as_array().unwrap().len()), (&json!(0), 0), "{query:?}");
    }
    mine.create(json!({"name": "Mine", "email": "secret@example.com"}));
    assert_eq!(theirs.call("getCustomer").id(id).send().expect(200), customer, "untouched");
}

#[test]
fn text_that_grows_in_normalization_form_c_is_measured_after_it() {
    let server = Server::start();
    let account = server.account();
    // U+0958 is excluded from composition: in form C it is two code points.
    let answer =
        account.call("createCustomer").json(json!({"name": "Ada", "postal_code": "\u{958}".repeat(20)})).send();
    assert_eq!(answer.errors(400), ["/postal_code too_long"]);
    account.create(json!({"name": "\u{1f600}".repeat(200), "notes": "\u{fc}".repeat(10_000)}));
}

#[test]
fn what_was_confirmed_is_there_after_a_kill() {
    let mut server = Server::start();
    let account = server.account();
    let customer = account.create(everything());
    let (token, id) = (account.access_token.clone(), customer["id"].as_str().unwrap().to_owned());
    server.kill_and_start_again();
    let again = server.call("getCustomer").token(&token).id(&id).send().expect(200);
    assert_eq!(again, customer, "the token holds as well: its key is in the database");
}
