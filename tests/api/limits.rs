//! Each limit of each member and parameter, from both sides, as the document has it; and that what was stored at a limit
//! is answered within those of the answers.

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::{
    contract::document::{DOCUMENT, Operation, operations, resolve},
    server::{Account, Call, PASSWORD, Server},
};

/// Texts of this many code points, of every form that the document asks for, and some that it refuses.
fn texts(length: usize) -> Vec<String> {
    let fill = |before: &str, letter: &str, after: &str| {
        let room = length.checked_sub(before.chars().count() + after.chars().count())?;
        Some(format!("{before}{}{after}", letter.repeat(room)))
    };
    let mut texts: Vec<String> = [
        ("", "x", ""),
        ("", "7", ""),
        ("", "-", ""),
        ("", " ", ""),
        ("", "\u{fc}", ""),
        ("", "\u{1f600}", ""),
        ("", "\u{3000}", ""),
        ("", "x", "\n"),
        ("", "x", "\0"),
        ("+4", "1", ""),
        ("+", "0", ""),
        ("+41 44 668 18 00", " ", ""),
        ("+41446681800", " ", ""),
        ("", "(", "044 668 18 00"),
        ("", "a", "@b"),
        ("", ".", "@b"),
        ("", "!", "@-b"),
        ("", "x", "@\u{fc}.example"),
        (" ", "o", "@xn--bcher-kva.example"),
        ("a@", "b.", "c"),
        ("a@", "b", ""),
    ]
    .into_iter()
    .filter_map(|(before, letter, after)| fill(before, letter, after))
    .collect();
    // The last label of a domain has 63 characters at most.
    let labels = format!("a@{}", format!("{}.", "b".repeat(63)).repeat(length / 64));
    texts.extend(labels.get(..length).map(str::to_owned));
    texts.extend(
        ["CH", "ch", "XX", "C ", "-name", "exact"].map(str::to_owned).into_iter().filter(|text| text.len() == length),
    );
    texts.sort();
    texts.dedup();
    texts
}

/// The lengths at which something may change.
fn lengths(schema: &Value) -> Vec<usize> {
    let limit = |name: &str| schema[name].as_u64().map(|limit| usize::try_from(limit).unwrap());
    let mut lengths = vec![0, 1];
    lengths.extend(limit("minLength").map(|min| [min.saturating_sub(1), min]).into_iter().flatten());
    lengths.extend(limit("maxLength").map(|max| [max - 1, max, max + 1]).into_iter().flatten());
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}

/// What only schemas find; the other codes are of what they can't say.
const OF_SCHEMAS: [&str; 8] =
    ["missing", "wrong_type", "too_short", "too_long", "too_small", "too_large", "invalid_format", "invalid_value"];

/// Compares what the server says of a value with what the document says.
struct Comparison {
    validator: Validator,
    /// The longest that were accepted, and how many were refused.
    longest: usize,
    refused: usize,
}

impl Comparison {
    fn new(schema: &Value) -> Self {
        let mut schema = schema.clone();
        schema["components"] = DOCUMENT["components"].clone();
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        Self { validator, longest: 0, refused: 0 }
    }

    fn compare(&mut self, place: &str, value: &Value, call: Call<'_>) {
        let answer = call.send();
        let errors = if answer.status == 400 { answer.errors(400) } else { Vec::new() };
        let found = errors.iter().any(|error| {
            error
                .strip_prefix(place)
                .and_then(|rest| rest.strip_prefix(' '))
                .is_some_and(|code| OF_SCHEMAS.contains(&code))
        });
        assert_eq!(found, !self.validator.is_valid(value), "{place} {value}: {errors:?}");
        if found {
            self.refused += 1;
        } else {
            self.longest = self.longest.max(value.as_str().map_or(0, |text| text.chars().count()));
        }
    }

    /// The maximum was reached by something, and something was refused.
    fn end(&self, place: &str, schema: &Value) {
        if let (Some(max), None) = (schema["maxLength"].as_u64(), schema.get("enum")) {
            assert_eq!(self.longest as u64, max, "{place}: the longest that was accepted");
        }
        assert!(self.refused > 0, "{place}: nothing was refused");
    }
}

/// A call with a body that has what it must have and nothing else.
fn sound<'a>(operation: Operation, account: &Account<'a>, customer: &str, number: usize) -> (Call<'a>, Value) {
    let call = if operation.secured() { account.call(operation.id) } else { account.server.call(operation.id) };
    let body = match operation.id {
        "register" => json!({"email": format!("limits-{number}@example.com"), "password": PASSWORD}),
        "createCustomer" => json!({"name": "Ada"}),
        "updateCustomer" => json!({}),
        _ => operation.body().map_or(Value::Null, |_| operation.body_example()),
    };
    (call.id(customer), body)
}

#[test]
fn every_text_of_every_body_is_taken_exactly_when_its_schema_takes_it() {
    let server = Server::with(&["--wrong-passwords", "0"]);
    let account = server.account();
    let customer = account.create(json!({"name": "Ada"}));
    let mut number = 0;
    for operation in operations() {
        let Some((_, schema)) = operation.body() else { continue };
        for (name, schema) in schema["properties"].as_object().unwrap() {
            let schema = resolve(schema);
            let mut comparison = Comparison::new(schema);
            let place = format!("/{name}");
            for value in lengths(schema).into_iter().flat_map(texts) {
                number += 1;
                let (call, mut body) = sound(operation, &account, customer["id"].as_str().unwrap(), number);
                body[name] = json!(value);
                // A text may become longer or blank by normalization, which its schema does not know.
                comparison.compare(&place, &json!(value), call.json(body));
            }
            comparison.end(&format!("{} {place}", operation.id), schema);
        }
    }
}

#[test]
fn every_value_of_every_parameter_is_taken_exactly_when_its_schema_takes_it() {
    let server = Server::start();
    let account = server.account();
    for operation in operations() {
        for (name, schema) in operation.query_parameters() {
            let mut comparison = Comparison::new(schema);
            let limit = |limit: &str| schema[limit].as_i64();
            if let (Some(min), Some(max)) = (limit("minimum"), limit("maximum")) {
                for value in [min - 1, min, min + 1, max - 1, max, max + 1, 0, -1, i64::MAX, i64::MIN] {
                    let call = account.call(operation.id).query(name, &value.to_string());
                    comparison.compare(name, &json!(value), call);
                }
            }
            let mut values: Vec<String> = Vec::new();
            if schema["type"] == "string" {
                values.extend(lengths(schema).into_iter().flat_map(texts));
            }
            values.extend(
                schema["enum"].as_array().into_iter().flatten().map(|value| value.as_str().unwrap().to_owned()),
            );
            for value in values {
                // A longer query would be too large a head, whatever is in it.
                if value.len() < 10_000 {
                    comparison.compare(name, &json!(value), account.call(operation.id).query(name, &value));
                }
            }
            // Whatever fits is searched for, but for what control characters are in a search: nothing.
            if name != "q" {
                comparison.end(name, schema);
            }
        }
    }
}

#[test]
fn what_is_stored_at_its_limits_is_answered_within_those_of_the_answers() {
    let server = Server::start();
    let account = server.account();
    // U+FDFA becomes 18 letters where it is folded, and U+1F600 twelve characters where it is percent-encoded.
    for letter in ["\u{fdfa}", "\u{1f600}"] {
        let text = |max: usize| letter.repeat(max);
        let mut customer = json!({"name": text(200), "company": text(200), "city": text(100), "region": text(100),
            "postal_code": text(20), "address": text(500), "notes": text(10_000), "country": "GB", "phone": "+441481256789"});
        for email in
            [format!("{}@b", "a".repeat(252)), format!(".{}@b", "!".repeat(251)), "a@b".to_owned(), "a..b@c".to_owned()]
        {
            customer["email"] = json!(email);
            let id = account.create(customer.clone())["id"].as_str().unwrap().to_owned();
            assert_eq!(account.call("getCustomer").id(&id).send().expect(200)["email"], *email);
            account.call("deleteCustomer").id(&id).send().expect(204);
        }
        customer["email"] = Value::Null;
        for _ in 0..3 {
            account.create(customer.clone());
        }
        for sort in ["name", "-company", "email", "-updated_at"] {
            let fetch = || {
                let call =
                    account.call("fetchCustomers").query("q", &text(200)).query("sort", sort).query("page_size", "1");
                ["name", "company", "city", "region", "postal_code", "country", "phone"]
                    .into_iter()
                    .fold(call, |call, name| call.query(name, customer[name].as_str().unwrap()))
            };
            let answer = fetch().query("page", "2").send();
            let page = answer.expect(200);
            assert_eq!((answer.header("link").matches("rel=").count(), &page["total"]), (4, &json!(3)), "{sort}");
            let next = fetch().query("cursor", page["next_cursor"].as_str().unwrap()).send().expect(200);
            assert_eq!(next["items"].as_array().unwrap().len(), 1, "{sort}");
        }
    }
    for email in [format!("{}@b", "a".repeat(252)), "a..b@c".to_owned()] {
        let longest = json!({"email": email, "password": PASSWORD, "name": "\u{fdfa}".repeat(200)});
        let account = server.account_with(longest);
        let organization = account.call("getAccount").send().expect(200)["organization"].clone();
        assert_eq!(organization["name"], *email);
    }
}
