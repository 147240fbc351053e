//! What holds of every operation, as the document says it: each status, each limit, each path.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use serde_json::{Map, Value, json};

use crate::{
    contract::{
        document::{DOCUMENT, Operation, operations, resolve},
        hold_place,
    },
    server::{Account, Answer, Call, PASSWORD, Server},
};

/// A request as the document's example has it, by somebody who may make it, so that only what a test changes is wrong.
fn valid<'a>(operation: Operation, account: &Account<'a>) -> Call<'a> {
    let call = if operation.secured() { account.call(operation.id) } else { account.server.call(operation.id) };
    if operation.body().is_some() { call.json(operation.body_example()) } else { call }
}

/// The answer to a request whose body never comes, or not to its end.
fn unfinished(server: &Server, operation: Operation, account: &Account, length: usize) -> Answer {
    let (media_type, _) = operation.body().expect("an operation with a body");
    let request = format!(
        "{} {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: {media_type}\r\n\
         Content-Length: {length}\r\n\r\n{{",
        operation.method.to_uppercase(),
        operation.path.replace("{customer_id}", "0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40"),
        account.access_token
    );
    let text = server.raw(request.as_bytes(), Duration::from_secs(20));
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|s| s.parse().ok()).expect("a status");
    let headers: Map<String, Value> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), json!(value)))
        .collect();
    let answer = Answer { status, headers, bytes: body.as_bytes().to_vec() };
    answer.is_as_documented(operation.method, operation.path);
    answer
}

#[test]
fn every_status_of_every_operation_occurs_and_no_other() {
    let mut seen: BTreeSet<(String, u16)> = BTreeSet::new();

    let server = Server::with(&["--wrong-passwords", "1"]);
    let account = server.account();
    let customer = account.create(json!({"name": "Ada", "email": "ada@example.com"}));
    let other = account.create(json!({"name": "Ben", "email": "ben@example.com"}));
    let id = customer["id"].as_str().unwrap();
    for operation in operations() {
        // What the document's own examples and small mistakes bring.
        valid(operation, &account).query("colour", "red").send().errors(400);
        if operation.secured() {
            let call = server.call(operation.id);
            let call = if operation.body().is_some() { call.json(operation.body_example()) } else { call };
            call.send().expect(401);
        }
        if operation.path.contains("{customer_id}") {
            valid(operation, &account).send().expect(404);
        }
        if operation.body().is_some() {
            valid(operation, &account).bytes("text/plain", b"{}").send().expect(415);
            let (media_type, _) = operation.body().unwrap();
            for wrong in ["iso-8859-1", "\"UTF-16\""] {
                let media_type = format!("{media_type}; charset={wrong}");
                let refused = valid(operation, &account).bytes(&media_type, b"{}").send();
                assert_eq!(refused.expect(415)["detail"], "Send the body in UTF-8.");
                assert_eq!(refused.header("accept-encoding"), "");
            }
            let refused = valid(operation, &account).header("Content-Type", media_type).send();
            refused.expect(415);
            let refused = valid(operation, &account).header("Content-Encoding", "gzip").send();
            refused.expect(415);
            assert_eq!(refused.header("accept-encoding"), "identity");
            let read = valid(operation, &account).header("Content-Encoding", "identity").query("colour", "red");
            read.bytes(&format!("{media_type};charset=\"UTF-8\""), b"{}").send().expect(400);
            assert_eq!(unfinished(&server, operation, &account, 262_145).status, 413);
        }
    }
    account.call("getAccount").send().expect(200);
    account.call("getCustomer").id(id).send().expect(200);
    account.call("fetchCustomers").send().expect(200);
    account.call("updateCustomer").id(id).json(json!({"notes": "x"})).send().expect(200);
    account.call("updateCustomer").id(id).json(json!({"email": other["email"]})).send().expect(409);
    account.call("createCustomer").json(json!({"name": "Ada", "email": "ADA@example.com"})).send().expect(409);
    account.call("deleteCustomer").id(id).send().expect(204);
    server.call("register").json(json!({"email": account.email, "password": PASSWORD})).send().expect(409);
    let session =
        server.call("refreshSession").json(json!({"refresh_token": account.refresh_token})).send().expect(200);
    server.call("refreshSession").json(json!({"refresh_token": "no such token"})).send().expect(401);
    let token = session["access_token"].as_str().unwrap();
    let change = json!({"current_password": PASSWORD, "new_password": "another horse"});
    server.call("changePassword").token(token).json(change.clone()).send().expect(204);
    server.call("changePassword").token(token).json(change.clone()).send().errors(400);
    server.call("changePassword").token(token).json(change).send().expect(429);
    let email = server.account().email;
    server.call("login").json(json!({"email": email, "password": "wrong password"})).send().expect(401);
    server.call("login").json(json!({"email": email, "password": PASSWORD})).send().expect(429);
    server.call("logout").token(token).send().expect(204);
    server.call("getLiveness").send().expect(200);
    server.call("getReadiness").send().expect(200);
    seen.extend(server.seen());

    let slow = Server::with(&["--body-timeout-ms", "100"]);
    let account = slow.account();
    for operation in operations().into_iter().filter(|operation| operation.body().is_some()) {
        let answer = unfinished(&slow, operation, &account, 100);
        assert_eq!(answer.expect(408)["detail"], "The body did not arrive within 0.1 seconds.");
        seen.insert((operation.id.to_owned(), 408));
        seen.insert((operation.id.to_owned(), 413)); // above
    }

    let busy = Server::with(&["--requests", "1"]);
    let account = busy.account();
    let request =
        "POST /api/1/register/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n";
    let is_busy = || busy.call("getAccount").token(&account.access_token).send().status == 503;
    let holding = hold_place(busy.address, request, is_busy);
    for operation in operations().into_iter().filter(|operation| !operation.path.ends_with('z')) {
        let answer = valid(operation, &account).send();
        answer.expect(503);
        assert_eq!(answer.header("retry-after"), "1");
    }
    busy.call("getLiveness").send().expect(200);
    busy.call("getReadiness").send().expect(200);
    // What is no operation has its answer at once.
    for (method, path, status) in [
        ("GET", "/api/1/zz/", 404),
        ("GET", "/api/1/account", 404),
        ("POST", "/api/1/account/", 405),
        ("GET", "/api/1/customer/create/", 405),
    ] {
        busy.plain(method, path, &[], b"").expect(status);
    }
    drop(holding);
    seen.extend(busy.seen());

    let broken = Server::start();
    let account = broken.account();
    broken.database.drop_tables();
    for operation in operations().into_iter().filter(|operation| operation.id != "getLiveness") {
        let answer = valid(operation, &account).send();
        let problem = answer.expect(500);
        assert!(!answer.text().contains("table"), "a 500 tells nothing but the request id: {problem}");
        let id = problem["request_id"].as_str().unwrap();
        // The log says why, as soon as its own thread has written the line.
        wait_until(|| broken.log().lines().any(|line| line.contains(id) && says_that_a_table_is_missing(line)));
    }
    seen.extend(broken.seen());

    // Another version of the program has migrated the database while this one runs.
    let away = Server::start();
    away.database.run("UPDATE refinery_schema_history SET version = 999");
    away.call("getReadiness").send().expect(503);
    seen.extend(away.seen());

    let documented: BTreeSet<(String, u16)> = operations()
        .into_iter()
        .flat_map(|operation| operation.statuses().into_iter().map(move |status| (operation.id.to_owned(), status)))
        .collect();
    let missing: Vec<_> = documented.difference(&seen).collect();
    assert!(missing.is_empty(), "documented, and never answered: {missing:?}");
}

/// In the words of SQLite, `PostgreSQL` or `MariaDB`.
fn says_that_a_table_is_missing(line: &str) -> bool {
    ["no such table", "does not exist (42P01)", "doesn't exist (1146)"].iter().any(|words| line.contains(words))
}

fn wait_until(mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !condition() {
        assert!(Instant::now() < deadline, "it did not come about in 20 seconds");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Values that a schema must refuse, with the code of the error.
fn refused(schema: &Value) -> Vec<(Value, &'static str)> {
    let mut values = Vec::new();
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    if types.contains(&"string") {
        values.extend([(json!(5), "wrong_type"), (json!(true), "wrong_type"), (json!(["x"]), "wrong_type")]);
        if !types.contains(&"null") {
            values.push((Value::Null, "wrong_type"));
        }
        if let Some(max) = schema["maxLength"].as_u64() {
            values.push((json!("x".repeat(usize::try_from(max).unwrap() + 1)), "too_long"));
            values.push((json!("\u{1f600}".repeat(usize::try_from(max).unwrap() + 1)), "too_long"));
        }
        if let Some(min) = schema["minLength"].as_u64() {
            values.push((json!("x".repeat(usize::try_from(min).unwrap() - 1)), "too_short"));
        }
        if schema.get("pattern").is_some() {
            values.push((
                json!("\u{0}"),
                if schema["minLength"].as_u64() > Some(1) { "too_short" } else { "invalid_format" },
            ));
        }
    }
    values
}

#[test]
fn every_limit_of_every_body_is_kept_and_named() {
    let server = Server::start();
    let account = server.account();
    let mut checked = 0;
    for operation in operations() {
        let Some((_, schema)) = operation.body() else { continue };
        for (name, property) in schema["properties"].as_object().unwrap() {
            for (value, code) in refused(resolve(property)) {
                let mut body = operation.body_example();
                body[name] = value.clone();
                let answer = valid(operation, &account).json(body).send();
                let expected = format!("/{name} {code}");
                assert!(
                    answer.errors(400).contains(&expected),
                    "{} {name} {value}: {expected}, not {}",
                    operation.id,
                    answer.text()
                );
                checked += 1;
            }
        }
        for name in schema["required"].as_array().into_iter().flatten() {
            let mut body = operation.body_example();
            body.as_object_mut().unwrap().remove(name.as_str().unwrap());
            let expected = format!("/{} missing", name.as_str().unwrap());
            assert_eq!(valid(operation, &account).json(body).send().errors(400), [expected]);
        }
        for (body, code) in [
            ("", "malformed_json"),
            ("{", "malformed_json"),
            ("[]", "wrong_type"),
            ("null", "wrong_type"),
            ("{\"a\":1e999}", "malformed_json"),
            ("\u{feff}{}", "malformed_json"),
        ] {
            let answer = valid(operation, &account).bytes(operation.body().unwrap().0, body.as_bytes()).send();
            assert_eq!(answer.errors(400), [format!(" {code}")], "{} {body:?}", operation.id);
        }
        let deep = "[".repeat(100_000);
        let answer = valid(operation, &account).bytes(operation.body().unwrap().0, deep.as_bytes()).send();
        assert_eq!(answer.errors(400), [" malformed_json"], "{}", operation.id);
    }
    assert!(checked > 150, "{checked} limits were checked");
}

#[test]
fn every_limit_of_every_parameter_is_kept_and_named() {
    let server = Server::start();
    let account = server.account();
    for operation in operations() {
        for (name, schema) in operation.query_parameters() {
            let mut values: Vec<(String, &str)> = Vec::new();
            match schema["type"].as_str() {
                Some("integer") => {
                    values.push(((schema["minimum"].as_i64().unwrap() - 1).to_string(), "too_small"));
                    values.push(((schema["maximum"].as_i64().unwrap() + 1).to_string(), "too_large"));
                    values.push(("99999999999999999999999".to_owned(), "too_large"));
                    values.extend(["", "x", "1.5", "0x1", "+1", " 1"].map(|text| (text.to_owned(), "wrong_type")));
                }
                _ if schema.get("enum").is_some() => {
                    values.extend(["", "x", "NAME"].map(|text| (text.to_owned(), "invalid_value")));
                }
                // A longer query would be too large a head, whatever is in it.
                _ => values.extend(
                    refused(schema)
                        .into_iter()
                        .filter_map(|(value, code)| Some((value.as_str()?.to_owned(), code)))
                        .filter(|(value, _)| value.len() < 10_000),
                ),
            }
            for (value, code) in values {
                let errors = valid(operation, &account).query(name, &value).send().errors(400);
                assert!(errors.contains(&format!("{name} {code}")), "{name}={value:?}: {errors:?}");
            }
            let twice = valid(operation, &account).query(name, "1").query(name, "1").send().errors(400);
            assert!(twice.contains(&format!("{name} repeated")), "{name}: {twice:?}");
        }
        if operation.path.contains("{customer_id}") {
            for id in ["x", "0198c2f3-1d20-7a44-b1c2", "%00", "0198c2f31d207a44b1c29e8d7c6b5a40"] {
                let errors = valid(operation, &account).id(id).send().errors(400);
                assert_eq!(errors, ["customer_id invalid_format"], "{id}");
            }
        }
    }
}

#[test]
fn what_is_not_utf_8_in_a_query_is_refused() {
    let server = Server::start();
    let token = format!("Bearer {}", server.account().access_token);
    let answer = server.plain("GET", "/api/1/customer/fetch/?q=%ff", &[("Authorization", &token)], b"");
    assert_eq!(answer.errors(400), ["q invalid_format"]);
}

#[test]
fn a_path_with_wrong_slashes_or_capitals_is_a_problem_that_names_the_right_one() {
    let server = Server::start();
    for operation in operations() {
        let right = operation.path.replace("{customer_id}", "0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40");
        let other_slash = right.strip_suffix('/').map_or_else(|| format!("{right}/"), str::to_owned);
        for wrong in [other_slash, format!("/{right}"), right.replacen('z', "Z", 1).replacen("api/", "API//", 1)] {
            let answer = server.plain(&operation.method.to_uppercase(), &wrong, &[], b"");
            let problem = answer.expect(404);
            assert_eq!(answer.header("content-type"), "application/problem+json");
            let detail = problem["detail"].as_str().unwrap();
            assert_eq!(detail, format!("There is nothing at this path. The path is {right}."), "{wrong}");
        }
    }
    let without = server.plain("GET", "/docs", &[], b"");
    assert_eq!(without.expect(404)["detail"], "There is nothing at this path. The path is /docs/.");
    for wrong in ["/api/1/customer/abc", "/api/1/customer/0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40%2F", "/api/2/login/"] {
        let detail = server.plain("GET", wrong, &[], b"").expect(404)["detail"].take();
        assert_eq!(detail, "There is nothing at this path. /openapi.yaml lists the paths.", "{wrong}");
    }
}

#[test]
fn a_method_that_a_path_does_not_have_is_a_problem_that_lists_those_that_it_has() {
    let server = Server::start();
    for (path, methods) in DOCUMENT["paths"].as_object().unwrap() {
        let has: BTreeSet<String> = methods.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            if has.contains(method) {
                continue;
            }
            let answer = server.plain(method, &path.replace("{customer_id}", "x"), &[], b"");
            let problem = answer.expect(405);
            if method != "HEAD" {
                assert_eq!(problem["type"], "/problems/method-not-allowed/");
            }
            let allow: BTreeSet<String> = answer.header("allow").split(", ").map(str::to_owned).collect();
            assert_eq!(allow, has, "{method} {path}");
        }
    }
}

#[test]
fn the_document_is_served_as_it_is() {
    let server = Server::start();
    let yaml = server.plain("GET", "/openapi.yaml", &[], b"");
    assert_eq!(yaml.text(), std::fs::read_to_string("openapi.yaml").unwrap());
    let json = server.plain("GET", "/openapi.json", &[], b"");
    assert_eq!(json.header("content-type"), "application/json");
    assert_eq!(json.body(), *DOCUMENT);
}

#[test]
fn a_request_id_is_taken_over_if_it_is_harmless() {
    let server = Server::start();
    for (sent, kept) in
        [("order-4711_a.b", true), ("a b", false), ("<x>", false), (&*"a".repeat(65), false), ("", false)]
    {
        let answer = server.call("getLiveness").header("X-Request-Id", sent).send();
        assert_eq!(answer.header("x-request-id") == sent, kept, "{sent:?} became {:?}", answer.header("x-request-id"));
    }
}
