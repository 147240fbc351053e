//! The document's examples are true: those of requests are taken, and those of answers are what is answered. Which answers
//! equalled their example is noted by `contract::record`; `scripts/answers` tells at the end which never did.

use std::{thread::sleep, time::Duration};

use serde_json::{Map, Value, json};

use crate::{
    contract::{
        document::{DOCUMENT, errors, operation, operations, resolve},
        record,
    },
    server::{Account, Answer, Server},
};

/// Somebody as the examples have them, logged in, with the customer of the examples.
fn ada(server: &Server) -> (Account<'_>, String) {
    let account = server.account_with(operation("register").body_example());
    let customer = account.create(operation("createCustomer").body_example());
    (account, customer["id"].as_str().unwrap().to_owned())
}

fn examples_of(operation: &str) -> Value {
    crate::contract::document::operation(operation).body_example()
}

#[test]
fn the_story_of_the_examples_is_what_happens() {
    let server = Server::with(&["--wrong-passwords", "1"]);
    let registration = examples_of("register");
    server.call("register").json(registration.clone()).send().expect(201);
    server.call("register").json(registration.clone()).send().expect(409);
    let mut wrong = registration;
    wrong["email"] = json!("nobody");
    wrong["colour"] = json!("red");
    server.call("register").json(wrong).send().expect(400);
    server.call("register").bytes("text/plain", b"{}").send().expect(415);
    server.call("register").header("Content-Encoding", "gzip").json(json!({})).send().expect(415);

    let session = server.call("login").json(examples_of("login")).send().expect(200);
    let refreshed = json!({"refresh_token": session["refresh_token"]});
    let session = server.call("refreshSession").json(refreshed).send().expect(200);
    server.call("refreshSession").json(examples_of("refreshSession")).send().expect(401);
    let token = session["access_token"].as_str().unwrap();
    let call = |operation: &str| server.call(operation).token(token);
    call("getAccount").send().expect(200);
    call("getAccount").query("colour", "red").send().expect(400);
    let id = DOCUMENT["components"]["headers"]["X-Request-Id"]["example"].as_str().unwrap();
    assert_eq!(call("getAccount").header("X-Request-Id", id).send().header("x-request-id"), id);

    let customer = call("createCustomer").json(examples_of("createCustomer")).send().expect(201);
    let id = customer["id"].as_str().unwrap();
    call("createCustomer").json(examples_of("createCustomer")).send().expect(409);
    call("fetchCustomers").send().expect(200);
    call("fetchCustomers").query("page_size", "201").query("colour", "red").send().expect(400);
    call("getCustomer").id(id).send().expect(200);
    call("getCustomer").send().expect(404);
    call("updateCustomer").id(id).json(examples_of("updateCustomer")).send().expect(200);

    call("changePassword").json(examples_of("changePassword")).send().expect(204);
    call("changePassword").json(examples_of("changePassword")).send().expect(400);
    server.call("login").json(examples_of("login")).send().expect(429);
    server.call("login").json(json!({"email": "ben@example.com", "password": "wrong password"})).send().expect(401);
    server.call("getLiveness").send().expect(200);
    server.call("getReadiness").send().expect(200);

    let short = Server::with(&["--access-token-seconds", "1"]);
    let account = short.account();
    sleep(Duration::from_millis(2100));
    account.call("getAccount").send().expect(401);
}

#[test]
fn every_example_of_a_member_of_a_body_is_taken() {
    let server = Server::with(&["--wrong-passwords", "0"]);
    let (account, id) = ada(&server);
    let mut taken = 0;
    for operation in operations() {
        let Some((_, schema)) = operation.body() else { continue };
        for (name, property) in schema["properties"].as_object().unwrap() {
            let property = resolve(property);
            let example = property.get("example").unwrap_or_else(|| panic!("{}: {name} has no example", operation.id));
            let mut body = json!({name: example});
            for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                body[required] = resolve(&schema["properties"][required])["example"].clone();
            }
            let answer = account.call(operation.id).id(&id).json(body).send();
            // The account, the customer and the password may be there already, and no server knows the refresh token.
            assert!(
                matches!(answer.status, 200 | 201 | 204 | 409) || not_of_its_form(&answer),
                "{name}: {}",
                answer.text()
            );
            taken += 1;
        }
    }
    assert!(taken > 20, "{taken}");
}

/// Whether it was refused for another reason than the form of what was sent.
fn not_of_its_form(answer: &Answer) -> bool {
    let refresh =
        answer.status == 401 && answer.body()["detail"] == "The refresh token is not valid any more. Log in again.";
    refresh || (answer.status == 400 && answer.errors(400) == ["/current_password wrong_password"])
}

#[test]
fn every_example_of_a_parameter_finds_the_customer_of_the_examples() {
    let server = Server::start();
    let (account, id) = ada(&server);
    let parameters = operation("fetchCustomers").value["parameters"].as_array().unwrap();
    assert!(parameters.len() > 10);
    for parameter in parameters {
        let (name, example) = (parameter["name"].as_str().unwrap(), &parameter["example"]);
        let text = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        let page = account.fetch(&[(name, &text)]);
        let found = page["items"].as_array().unwrap().iter().any(|item| item["id"] == id);
        // There is no second page, and the cursor is of a customer that is older than all.
        assert_eq!(found, !["page", "cursor"].contains(&name), "{name}={text}");
    }
}

#[test]
fn every_example_is_as_its_schema_says_and_those_of_answers_occur() {
    let server = Server::start();
    let (account, id) = ada(&server);
    let bodies = [
        account.call("getAccount").send().expect(200),
        server.call("login").json(examples_of("login")).send().expect(200),
        server.call("getLiveness").send().expect(200),
        account.call("createCustomer").json(json!({"name": "x", "email": "nobody"})).send().expect(400)["errors"][0]
            .take(),
        account.call("fetchCustomers").query("page_size", "x").send().expect(400)["errors"][0].take(),
    ];
    let sent: Vec<&Value> = operations().iter().filter_map(|operation| Some(operation.body()?.1)).collect();
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().unwrap() {
        if let Some(example) = schema.get("example") {
            assert_eq!(errors(schema, example), [""; 0], "{name}");
        }
        for (member, property) in schema["properties"].as_object().into_iter().flatten() {
            let Some(example) = property.get("example") else { continue };
            assert_eq!(errors(property, example), [""; 0], "{name}.{member}");
            if !sent.contains(&schema) {
                assert!(bodies.iter().any(|body| body[member] == *example), "{name}.{member} is never {example}");
            }
        }
    }
    for (name, header) in DOCUMENT["components"]["headers"].as_object().unwrap() {
        assert_eq!(errors(&header["schema"], &header["example"]), [""; 0], "{name}");
    }
    let example = DOCUMENT["components"]["parameters"]["CustomerId"]["example"].as_str().unwrap();
    assert_eq!((example.len(), account.call("getCustomer").id(example).send().status), (id.len(), 404));
}

#[test]
fn what_the_document_does_not_say_is_found() {
    let server = Server::start();
    let account = server.account();
    let good = account.call("getAccount").send();
    let find = |status, headers: &Map<String, Value>, body: &[u8]| {
        record::differences("GET", "/api/1/account/", record::Answer { status, headers, body })
    };
    let changed = |change: &dyn Fn(&mut Map<String, Value>, &mut Value)| {
        let (mut headers, mut body) = (good.headers.clone(), good.body());
        change(&mut headers, &mut body);
        find(200, &headers, body.to_string().as_bytes()).join("; ")
    };
    assert_eq!(changed(&|_, _| {}), "");
    for (said, change) in [
        (
            "header x-colour is not documented",
            &(|headers: &mut Map<String, Value>, _: &mut Value| {
                headers.insert("x-colour".into(), json!("red"));
            }) as &dyn Fn(&mut Map<String, Value>, &mut Value),
        ),
        ("header X-Request-Id is missing", &|headers, _| {
            headers.remove("x-request-id");
        }),
        ("header Server-Timing: ", &|headers, _| {
            headers.insert("server-timing".into(), json!("soon"));
        }),
        ("Content-Type is", &|headers, _| {
            headers.insert("content-type".into(), json!("text/plain"));
        }),
        ("'colour' was unexpected", &|_, body| body["colour"] = json!("red")),
        ("\"name\" is a required property", &|_, body| {
            body.as_object_mut().unwrap().remove("name");
        }),
        ("/id: ", &|_, body| body["id"] = json!("7")),
        ("/created_at: ", &|_, body| body["created_at"] = json!("today")),
    ] {
        assert!(changed(change).contains(said), "{said}, not {:?}", changed(change));
    }
    let undocumented = find(418, &good.headers, &good.bytes);
    assert!(
        undocumented.iter().any(|difference| difference.contains("status 418 is not documented")),
        "{undocumented:?}"
    );
}
