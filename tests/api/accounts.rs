//! Registering, the caller's account and its password.

use serde_json::json;

use crate::server::{PASSWORD, Server};

#[test]
fn an_account_is_registered_with_an_organization_of_its_own() {
    let server = Server::start();
    let answer = server
        .call("register")
        .json(json!({
            "email": "  Ada@Example.com ", "password": PASSWORD, "name": " Ada Brander ",
            "organization": "Brander & Sons", "country": "CH",
        }))
        .send();
    let account = answer.expect(201);
    assert_eq!(answer.header("location"), "/api/1/account/");
    assert_eq!(account["email"], "Ada@Example.com", "stored as written, without spaces around it");
    assert_eq!(account["name"], "Ada Brander");
    assert_eq!(account["role"], "admin");
    assert_eq!(account["organization"]["name"], "Brander & Sons");
    assert_eq!(account["organization"]["country"], "CH");
    let session =
        server.call("login").json(json!({"email": "ADA@example.COM", "password": PASSWORD})).send().expect(200);
    let token = session["access_token"].as_str().unwrap();
    assert_eq!(server.call("getAccount").token(token).send().expect(200), account);
}

#[test]
fn without_a_name_the_organization_has_the_e_mail_address() {
    let server = Server::start();
    let body = json!({"email": "ada@example.com", "password": PASSWORD, "organization": "  ", "name": null});
    let account = server.call("register").json(body).send().expect(201);
    assert_eq!(account["organization"]["name"], "ada@example.com");
    assert!(account["name"].is_null() && account["organization"]["country"].is_null());
}

#[test]
fn an_address_is_registered_once_whatever_its_case() {
    let server = Server::start();
    server.call("register").json(json!({"email": "ada@example.com", "password": PASSWORD})).send().expect(201);
    let again = server.call("register").json(json!({"email": "ADA@example.com", "password": PASSWORD})).send();
    assert_eq!(again.errors(409), ["/email duplicate"]);
    assert!(again.body()["errors"][0].get("customer_id").is_none(), "an account is no customer");
}

#[test]
fn everything_that_is_wrong_with_a_registration_is_said_at_once() {
    let server = Server::start();
    let answer = server
        .call("register")
        .query("colour", "red")
        .json(json!({"email": "ada", "password": "password123", "name": 5, "country": "ch", "age": 3}))
        .send();
    assert_eq!(
        answer.errors(400),
        [
            "/age unknown",
            "/country invalid_format",
            "/email invalid_format",
            "/name wrong_type",
            "/password common_password",
            "colour unknown"
        ]
    );
    assert_eq!(answer.body()["detail"], "The request has 6 errors.");
}

#[test]
fn a_password_is_not_short_common_or_the_address() {
    let server = Server::start();
    for (password, code) in [
        ("1234567", "/password too_short"),
        ("PassWord123", "/password common_password"),
        ("Ada.Brander@example.com", "/password password_is_email"),
    ] {
        let body = json!({"email": "ada.brander@example.com", "password": password});
        assert_eq!(server.call("register").json(body).send().errors(400), [code]);
    }
}

#[test]
fn a_password_is_compared_in_normalization_form_c() {
    let server = Server::start();
    let email = "ada@example.com";
    server
        .call("register")
        .json(json!({"email": email, "password": "Zu\u{308}rich ist scho\u{308}n"}))
        .send()
        .expect(201);
    server.call("login").json(json!({"email": email, "password": "Z\u{fc}rich ist sch\u{f6}n"})).send().expect(200);
}

#[test]
fn a_changed_password_ends_the_other_sessions_and_keeps_this_one() {
    let server = Server::start();
    let here = server.account();
    let there = server.call("login").json(json!({"email": here.email, "password": PASSWORD})).send().expect(200);
    let new = "another horse, another staple";
    let body = json!({"current_password": PASSWORD, "new_password": new});
    here.call("changePassword").json(body.clone()).send().expect(204);

    here.call("getAccount").send().expect(200);
    server.call("getAccount").token(there["access_token"].as_str().unwrap()).send().expect(401);
    server.call("refreshSession").json(json!({"refresh_token": there["refresh_token"]})).send().expect(401);
    server.call("refreshSession").json(json!({"refresh_token": here.refresh_token})).send().expect(200);
    server.call("login").json(json!({"email": here.email, "password": PASSWORD})).send().expect(401);
    server.call("login").json(json!({"email": here.email, "password": new})).send().expect(200);
    assert_eq!(here.call("changePassword").json(body).send().errors(400), ["/current_password wrong_password"]);
}

#[test]
fn the_current_password_is_looked_at_only_if_all_else_is_valid() {
    let server = Server::with(&["--wrong-passwords", "1"]);
    let account = server.account();
    let change = |new: &str| {
        let body = json!({"current_password": "not this one", "new_password": new});
        account.call("changePassword").json(body).send()
    };
    for (new, code) in [
        ("password123", "common_password"),
        (&*account.email.to_uppercase(), "password_is_email"),
        ("1234567", "too_short"),
        ("password", "common_password"),
    ] {
        assert_eq!(change(new).errors(400), [format!("/new_password {code}")]);
    }
    // None of these was an attempt.
    assert_eq!(change("another horse").errors(400), ["/current_password wrong_password"]);
    change("another horse").expect(429);
    assert_eq!(change("password123").errors(400), ["/new_password common_password"]);
}
