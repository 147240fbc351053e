//! The rule that the document's introduction gives for texts, for every text of every body.

use serde_json::{Value, json};

use crate::{
    contract::document::{operations, resolve},
    server::{Account, Answer, PASSWORD, Server},
};

/// A text of a body.
struct Text {
    operation: &'static str,
    name: &'static str,
    schema: &'static Value,
}

impl Text {
    fn optional(&self) -> bool {
        self.schema["type"].as_array().is_some()
    }

    fn lines(&self) -> bool {
        matches!(self.name, "address" | "notes")
    }

    fn max(&self) -> usize {
        usize::try_from(self.schema["maxLength"].as_u64().unwrap()).unwrap()
    }

    /// Whether any text fits that has no control characters.
    fn free(&self) -> bool {
        !matches!(self.name, "email" | "phone" | "country")
    }
}

/// Every text of every body, but for passwords and tokens.
fn texts() -> Vec<Text> {
    let mut texts = Vec::new();
    for operation in operations() {
        let Some((_, schema)) = operation.body() else { continue };
        for (name, schema) in schema["properties"].as_object().unwrap() {
            let schema = resolve(schema);
            if schema["format"] != "password" && name != "refresh_token" {
                texts.push(Text { operation: operation.id, name, schema });
            }
        }
    }
    assert_eq!(texts.len(), 4 + 1 + 10 + 10, "of register, login, createCustomer and updateCustomer");
    texts
}

/// Sends texts to the operations, each time with nothing else that could be wrong.
struct Sender<'a> {
    account: Account<'a>,
    customer: String,
    registered: u32,
}

impl<'a> Sender<'a> {
    fn new(server: &'a Server) -> Self {
        let account = server.account_with(json!({"email": "ada@example.com", "password": PASSWORD, "country": "CH"}));
        let customer = account.create(json!({"name": "Ada", "city": "x", "notes": "x"}));
        Self { account, customer: customer["id"].as_str().unwrap().to_owned(), registered: 0 }
    }

    /// A text of the member that is right, and as it is stored.
    fn right(&mut self, text: &Text) -> (String, String) {
        match (text.operation, text.name) {
            ("login", _) => ("ada@example.com".to_owned(), "ada@example.com".to_owned()),
            ("register", "email") => {
                self.registered += 1;
                let email = format!("new-{}@example.com", self.registered);
                (email.clone(), email)
            }
            (_, "email") => ("Mirela@Vantorsen.example".to_owned(), "Mirela@Vantorsen.example".to_owned()),
            (_, "phone") => ("044 668 18 00".to_owned(), "+41446681800".to_owned()),
            (_, "country") => ("CH".to_owned(), "CH".to_owned()),
            _ => ("Zu\u{308}rich 1".to_owned(), "Z\u{fc}rich 1".to_owned()),
        }
    }

    fn send(&mut self, text: &Text, value: &str) -> Answer {
        let mut body = match text.operation {
            "login" => json!({"password": PASSWORD}),
            "register" => {
                self.registered += 1;
                json!({"email": format!("other-{}@example.com", self.registered), "password": PASSWORD})
            }
            "createCustomer" => json!({"name": "Ada"}),
            _ => json!({}),
        };
        body[text.name] = json!(value);
        let call = match text.operation {
            "login" | "register" => self.account.server.call(text.operation),
            operation => self.account.call(operation).id(&self.customer),
        };
        let answer = call.json(body).send();
        if text.operation == "createCustomer" && answer.status == 201 {
            self.account.call("deleteCustomer").id(answer.body()["id"].as_str().unwrap()).send().expect(204);
        }
        answer
    }

    /// What is stored when this is sent. Who can log in has sent the address that is stored.
    #[track_caller]
    fn stored(&mut self, text: &Text, value: &str) -> Value {
        let answer = self.send(text, value);
        assert!(matches!(answer.status, 200 | 201), "{} {} {value:?}: {}", text.operation, text.name, answer.text());
        let body = answer.body();
        match (text.operation, text.name) {
            ("login", _) => json!("ada@example.com"),
            ("register", "organization") => body["organization"]["name"].clone(),
            ("register", "country") => body["organization"]["country"].clone(),
            (_, name) => body[name].clone(),
        }
    }

    #[track_caller]
    fn refused(&mut self, text: &Text, value: &str, code: &str) {
        let errors = self.send(text, value).errors(400);
        assert_eq!(errors, [format!("/{} {code}", text.name)], "{} {value:?}", text.operation);
    }
}

/// Every white space that is not a control character.
const SPACES: &str = " \u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\
                      \u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";

#[test]
fn white_space_around_a_text_is_removed_and_only_that() {
    let server = Server::start();
    let mut sender = Sender::new(&server);
    for text in texts() {
        for (before, after) in [(" ", " "), ("\u{3000}", "\u{3000}\u{a0}"), ("", "\u{2028}")] {
            let (sent, stored) = sender.right(&text);
            let padded = format!("{before}{sent}{after}");
            if text.name == "country" {
                let errors = sender.send(&text, &padded).errors(400);
                assert_eq!(errors, ["/country invalid_format", "/country too_long"], "{}", text.operation);
            } else {
                assert_eq!(sender.stored(&text, &padded), stored, "{} {}", text.operation, text.name);
            }
        }
        if text.free() {
            assert_eq!(sender.stored(&text, "a \u{3000}b"), "a \u{3000}b", "{} inside", text.name);
            assert_eq!(sender.stored(&text, "\u{feff}b"), "\u{feff}b", "{}: not white space", text.name);
        }
        if text.name == "email" && text.operation == "createCustomer" {
            assert_eq!(sender.stored(&text, &format!("{SPACES}a@b{SPACES}")), "a@b");
        }
    }
}

#[test]
fn an_empty_text_is_null_where_the_text_is_optional_and_refused_where_it_is_not() {
    let server = Server::start();
    let mut sender = Sender::new(&server);
    for text in texts() {
        for blank in ["", " ", "\u{3000}", "\u{2003} "] {
            if text.optional() {
                let stored = sender.stored(&text, blank);
                if text.operation == "register" && text.name == "organization" {
                    assert!(stored.as_str().unwrap().starts_with("other-"), "the e-mail address is the name");
                } else {
                    assert_eq!(stored, Value::Null, "{} {} {blank:?}", text.operation, text.name);
                }
            } else {
                let empty_name = text.name == "name" && blank.is_empty();
                sender.refused(&text, blank, if empty_name { "too_short" } else { "invalid_format" });
            }
        }
    }
}

#[test]
fn control_characters_are_refused_wherever_they_are_but_for_lines_and_tabs_in_address_and_notes() {
    let server = Server::start();
    let mut sender = Sender::new(&server);
    for text in texts() {
        let (sent, stored) = sender.right(&text);
        let (first, rest) = sent.split_at(1);
        for control in ["\0", "\u{1f}", "\u{7f}", "\u{85}", "\u{9f}", "\u{b}", "\u{c}", "\t", "\n", "\r\n"] {
            let (around, inside) = (format!("{control}{sent}{control}"), format!("{first}{control}{rest}"));
            if text.lines() && matches!(control, "\t" | "\n" | "\r\n") {
                assert_eq!(sender.stored(&text, &around), stored, "{} {control:?} around", text.name);
                let kept = control.replace('\r', "");
                let stored = format!("{first}{kept}{}", &stored[1..]);
                assert_eq!(sender.stored(&text, &inside), stored, "{} {control:?} inside", text.name);
            } else {
                // A country has no room for more than two characters.
                let values = if text.name == "country" {
                    [format!("C{}", control.chars().next().unwrap()), control.chars().take(1).collect()]
                } else {
                    [around, inside]
                };
                for value in values {
                    sender.refused(&text, &value, "invalid_format");
                }
            }
        }
    }
}

#[test]
fn a_text_may_have_its_maximum_of_code_points_before_and_after_normalization() {
    let server = Server::start();
    let mut sender = Sender::new(&server);
    for text in texts().into_iter().filter(Text::free) {
        let max = text.max();
        for (letter, stored) in [("x", "x"), ("\u{fc}", "\u{fc}"), ("\u{1f600}", "\u{1f600}")] {
            assert_eq!(
                sender.stored(&text, &letter.repeat(max)),
                stored.repeat(max),
                "{} {}",
                text.operation,
                text.name
            );
            sender.refused(&text, &letter.repeat(max + 1), "too_long");
        }
        // Two code points that are one in form C, and one that is two (U+0958 is excluded from composition).
        assert_eq!(sender.stored(&text, &"u\u{308}".repeat(max / 2)), "\u{fc}".repeat(max / 2), "{}", text.name);
        sender.refused(&text, &"u\u{308}".repeat(max / 2 + 1), "too_long");
        assert_eq!(sender.stored(&text, &"\u{958}".repeat(max / 2)), "\u{915}\u{93c}".repeat(max / 2), "{}", text.name);
        sender.refused(&text, &"\u{958}".repeat(max / 2 + 1), "too_long");
        sender.refused(&text, &format!(" {}", "x".repeat(max)), "too_long");
        assert_eq!(sender.stored(&text, "\u{fffd}\u{10ffff}\u{200b}"), "\u{fffd}\u{10ffff}\u{200b}", "{}", text.name);
    }
}

#[test]
fn half_of_a_surrogate_pair_is_no_text() {
    let server = Server::start();
    let account = server.account();
    for text in texts() {
        let call = if text.operation == "register" || text.operation == "login" {
            server.call(text.operation)
        } else {
            account.call(text.operation)
        };
        let body = format!("{{\n  \"{}\": \"\\ud800\"}}", text.name);
        let media_type = crate::contract::document::operation(text.operation).body().unwrap().0;
        let answer = call.bytes(media_type, body.as_bytes()).send();
        assert_eq!(answer.errors(400), [" malformed_json"]);
        let detail = answer.body()["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("half of a surrogate pair") && detail.contains("line 2, column "), "{detail}");
    }
}

#[test]
fn a_password_is_taken_as_it_is_also_with_control_characters() {
    let server = Server::start();
    let password = "\0\u{1}\t\n\r\u{7f}\u{85}\u{9f}";
    server.call("register").json(json!({"email": "ada@example.com", "password": password})).send().expect(201);
    server.call("login").json(json!({"email": "ada@example.com", "password": password})).send().expect(200);

    let password = format!(" \t{PASSWORD}\n");
    server.call("register").json(json!({"email": "eve@example.com", "password": password})).send().expect(201);
    server.call("login").json(json!({"email": "eve@example.com", "password": PASSWORD})).send().expect(401);
    server.call("login").json(json!({"email": "eve@example.com", "password": password})).send().expect(200);
}

#[test]
fn a_filter_is_trimmed_like_what_it_is_compared_with() {
    let server = Server::start();
    let account = server.account();
    let customer = json!({"name": "Ada", "email": "ada@example.com", "company": "Acme", "city": "Bern", "region": "BE",
                          "postal_code": "3000"});
    account.create(customer.clone());
    for (name, value) in customer.as_object().unwrap() {
        let padded = format!("\u{3000}{} ", value.as_str().unwrap());
        assert_eq!(account.names(&[(name, &padded)]), ["Ada"], "{name}");
        let tab = account.call("fetchCustomers").query(name, &format!("{}\t", value.as_str().unwrap())).send();
        assert_eq!(tab.errors(400), [format!("{name} invalid_format")]);
    }
}

#[test]
fn a_filter_may_have_its_maximum_of_code_points_before_and_after_normalization() {
    let server = Server::start();
    let account = server.account();
    for name in ["name", "company", "city", "region", "postal_code"] {
        let text = texts().into_iter().find(|text| text.operation == "createCustomer" && text.name == name).unwrap();
        let max = text.max();
        let mut customer = json!({"name": "Ada"});
        customer[name] = json!("\u{958}".repeat(max / 2));
        account.create(customer.clone());
        assert_eq!(account.fetch(&[(name, customer[name].as_str().unwrap())])["total"], 1, "{name}");

        customer[name] = json!("\u{958}".repeat(max / 2 + 1));
        let filter = account.call("fetchCustomers").query(name, customer[name].as_str().unwrap()).send();
        assert_eq!(filter.errors(400), [format!("{name} too_long")]);
        let body = account.call("createCustomer").json(customer).send().expect(400);
        assert_eq!(filter.body()["errors"][0]["detail"], body["errors"][0]["detail"], "as of a body");
    }
}

#[test]
fn the_countries_of_the_document_are_those_of_iso_3166() {
    let schema = &crate::contract::document::DOCUMENT["components"]["schemas"]["CountryCode"];
    let validator = jsonschema::validator_for(schema).unwrap();
    for code in ('A'..='Z').flat_map(|first| ('A'..='Z').map(move |second| format!("{first}{second}"))) {
        let known = customary::domain::Country::parse(&code).is_some();
        assert_eq!(validator.is_valid(&json!(code)), known, "{code}");
        for text in texts().iter().filter(|text| text.name == "country") {
            let validator = jsonschema::validator_for(text.schema).unwrap();
            assert_eq!(validator.is_valid(&json!(code)), known, "{code} in {}", text.operation);
        }
    }
}
