//! Bodies, queries and problems at their limits: what can't be read is refused, each thing with its place, and a problem
//! keeps to its own schema however much is wrong.

use serde_json::{Value, json};

use crate::{
    contract::document::{Operation, operations},
    server::{Account, Answer, Call, Server},
};

fn call<'a>(operation: Operation, account: &Account<'a>) -> Call<'a> {
    if operation.secured() { account.call(operation.id) } else { account.server.call(operation.id) }
}

/// The answer to a query that is sent as it is.
fn get(account: &Account, operation: Operation, path: &str, query: &str) -> Answer {
    let token = format!("Bearer {}", account.access_token);
    let mut headers = vec![("Authorization", &*token)];
    let mut body = Vec::new();
    if let Some((media_type, _)) = operation.body() {
        headers.push(("Content-Type", media_type));
        body = operation.body_example().to_string().into_bytes();
    }
    let path = format!("{path}?{query}");
    account.server.plain(&operation.method.to_uppercase(), &path, &headers, &body)
}

fn body_of(members: impl IntoIterator<Item = String>) -> Vec<u8> {
    format!("{{{}}}", members.into_iter().collect::<Vec<_>>().join(",")).into_bytes()
}

#[test]
fn members_of_one_name_are_refused_together_with_all_else() {
    let server = Server::start();
    let account = server.account();
    for operation in operations().into_iter().filter(|operation| operation.body().is_some()) {
        let (media_type, _) = operation.body().unwrap();
        let example = operation.body_example();
        let (name, value) = example.as_object().unwrap().iter().next().unwrap();
        let text = example.to_string();
        let twice = format!("{},\"{name}\":{value}}}", text.strip_suffix('}').unwrap());
        let answer = call(operation, &account).bytes(media_type, twice.as_bytes()).send();
        assert_eq!(answer.errors(400), [format!("/{name} repeated")], "{}", operation.id);
    }
    let body = br#"{"name": "Ada", "name": "", "phone": "12", "country": "CH", "phone": 5, "x/y": {"a": [{"b": 1, "\u0062": 2}]},
                    "city": 5, "email": "ada@"}"#;
    let answer = account.call("createCustomer").bytes("application/json", body).send();
    assert_eq!(
        answer.errors(400),
        [
            "/city wrong_type",
            "/email invalid_format",
            "/name repeated",
            "/phone invalid_phone",
            "/phone repeated",
            "/x~1y unknown",
            "/x~1y/a/0/b repeated"
        ]
    );
}

#[test]
fn no_more_than_1000_errors_are_listed_and_the_others_are_counted() {
    let server = Server::start();
    let account = server.account();
    let create = |body: Vec<u8>| account.call("createCustomer").bytes("application/json", &body).send().expect(400);
    let listed = |problem: &Value| problem["errors"].as_array().unwrap().len();

    let unknown = |count: usize| create(body_of((0..count).map(|number| format!("\"m{number}\":1"))));
    let problem = unknown(999);
    assert_eq!((listed(&problem), &problem["detail"]), (1000, &json!("The request has 1000 errors.")), "and no name");
    let problem = unknown(1500);
    assert_eq!(listed(&problem), 1000);
    assert_eq!(problem["detail"], "The request has 1501 errors, of which 1000 are listed.");

    // As many as a body has room for.
    let problem = create(body_of((0..32_000).map(|number| format!("\"{}\":1", base62(number)))));
    assert_eq!(problem["detail"], "The request has 32001 errors, of which 1000 are listed.");
    let problem = create(body_of((0..15_000).map(|number| format!("\"{0}\":1,\"{0}\":1", base62(number)))));
    assert_eq!(problem["detail"], "The request has 30001 errors, of which 1000 are listed.");
    let inner =
        String::from_utf8(body_of((0..9000).map(|number| format!("\"{0}\":1,\"{0}\":1", base62(number))))).unwrap();
    let problem = create(format!("{{\"name\":\"Ada\",\"{}\":{inner}}}", "n".repeat(100_000)).into_bytes());
    assert_eq!(problem["detail"], "The request has 9001 errors, of which 6 are listed.", "each would be 100,000 long");

    let query = (0..1500).map(|number| format!("p{number}=")).collect::<Vec<_>>().join("&");
    let fetch = crate::contract::document::operation("fetchCustomers");
    let problem = get(&account, fetch, fetch.path, &query).expect(400);
    assert_eq!(problem["detail"], "The request has 1500 errors, of which 1000 are listed.");
    let query = "q=&".repeat(15_000);
    assert_eq!(get(&account, fetch, fetch.path, &query).errors(400), ["q repeated"]);
}

/// A short name for each number.
fn base62(mut number: usize) -> String {
    const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    while {
        name.push(DIGITS[number % 62].into());
        number /= 62;
        number > 0
    } {}
    name
}

#[test]
fn a_pointer_and_a_name_may_be_as_long_as_a_body_and_a_head_can_make_them() {
    let server = Server::start();
    let account = server.account();
    for name in ["n".repeat(3000), "~".repeat(262_100), "/".repeat(262_100), "\u{1f600}".repeat(60_000)] {
        let body = format!("{{\"name\":\"Ada\",\"{name}\":1}}");
        let answer = account.call("createCustomer").bytes("application/json", body.as_bytes()).send();
        assert_eq!(answer.errors(400), [format!("/{} unknown", name.replace('~', "~0").replace('/', "~1"))]);
    }
    let fetch = crate::contract::document::operation("fetchCustomers");
    for name in ["n".repeat(60_000), "%25".repeat(20_000), "%zz".repeat(20_000)] {
        let errors = get(&account, fetch, fetch.path, &name).errors(400);
        let (name, code) =
            if name.contains('z') { (name, "invalid_format") } else { (name.replace("%25", "%"), "unknown") };
        assert_eq!(errors, [format!("{name} {code}")]);
    }
}

#[test]
fn a_sentence_for_people_is_never_longer_than_the_document_says() {
    let server = Server::start();
    let components = &crate::contract::document::DOCUMENT["components"];
    let schema = json!({"$ref": "#/components/schemas/Problem", "components": components});
    let validator = jsonschema::validator_for(&schema).unwrap();
    for path in ["/api/1/customer/{}", "/api/1/{}", "/api/1/customer/{}/x/", "/{}"] {
        let path = path.replace("{}", &"x".repeat(60_000));
        let problem = server.plain("GET", &path, &[], b"").expect(404);
        assert!(validator.is_valid(&problem), "{}: {} characters", &path[..20], problem["detail"].to_string().len());
    }
}

#[test]
fn a_body_that_is_not_json_is_told_what_is_wrong_and_where() {
    let server = Server::start();
    let account = server.account();
    for (body, detail) in [
        (&b""[..], "The body is empty: send JSON."),
        (b"\xef\xbb\xbf{}", "The body begins with a byte order mark (U+FEFF), which JSON may not have: leave it out."),
        (b"{\"name\": \"\xff\"}", "The body is not UTF-8 at line 1, column 11."),
        (b"{\"name\": 1e400}", "A number is outside of double precision, at line 1, column 14."),
        (b"{}\n}", "There is something after the JSON of the body, at line 2, column 1."),
        (
            b"{\"name\":\n\"Ada\n\"}",
            "The body is not JSON: control character (\\u0000-\\u001F) found while parsing a string, at line 2, column 5.",
        ),
    ] {
        for operation in operations().into_iter().filter(|operation| operation.body().is_some()) {
            let answer = call(operation, &account).bytes(operation.body().unwrap().0, body).send();
            assert_eq!(answer.errors(400), [" malformed_json"], "{}", operation.id);
            assert_eq!(answer.body()["errors"][0]["detail"], detail, "{}", operation.id);
        }
    }
    let nested = |levels: usize| format!("{{\"name\": {}1{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
    let create = |body: String| account.call("createCustomer").bytes("application/json", body.as_bytes()).send();
    assert_eq!(create(nested(127)).errors(400), ["/name wrong_type"]);
    assert_eq!(create(nested(128)).errors(400), [" malformed_json"]);
}

#[test]
fn what_is_not_percent_encoded_utf_8_is_refused_in_every_name_and_value() {
    let server = Server::start();
    let account = server.account();
    for operation in operations() {
        let path = operation.path.replace("{customer_id}", "0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40");
        for wrong in ["%", "%z", "%zz", "%2", "a%", "%ff", "%C3", "%ED%A0%80"] {
            let errors = get(&account, operation, &path, &format!("{wrong}=1&colour={wrong}")).errors(400);
            assert_eq!(
                errors,
                [format!("{wrong} invalid_format"), "colour invalid_format".into(), "colour unknown".into()]
            );
            for (name, _) in operation.query_parameters() {
                let errors = get(&account, operation, &path, &format!("{name}={wrong}")).errors(400);
                assert_eq!(errors, [format!("{name} invalid_format")], "{wrong}");
            }
            if operation.path.contains("{customer_id}") {
                let path = operation.path.replace("{customer_id}", wrong);
                assert_eq!(get(&account, operation, &path, "").errors(400), ["customer_id invalid_format"], "{wrong}");
            }
        }
    }
}

#[test]
fn every_text_can_be_sent_in_a_query_also_the_replacement_character() {
    let server = Server::start();
    let account = server.account();
    for name in ["\u{fffd}", "a+b c", "100%", "a&b=c", "\u{1f600}"] {
        account.create(json!({"name": name}));
        assert_eq!(account.names(&[("name", name)]), [name]);
    }
    let fetch = crate::contract::document::operation("fetchCustomers");
    for query in ["name=a%2Bb+c", "name=a%2Bb%20c", "n%61me=a%2bb+c", "&&name=a%2Bb+c&"] {
        assert_eq!(get(&account, fetch, fetch.path, query).expect(200)["total"], 1, "{query}");
    }
    for query in ["q=%EF%BF%BD", "q=%00%09%0a", "q=%20+"] {
        assert_eq!(get(&account, fetch, fetch.path, query).expect(200)["total"], 5, "{query}: no word in it");
    }
}
