//! Requests to the API, and what has to be known of an organization before it is loaded.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use serde_json::{Value, json};

use crate::{
    Result,
    http::Connection,
    load::Requests,
    server::{EMAIL, PASSWORD},
};

const FETCH: &str = "/api/1/customer/fetch/";

/// First names that the seed gives to many: each to two or three customers in a hundred.
pub(crate) const COMMON: [&str; 8] = ["anna", "maria", "thomas", "peter", "daniel", "laura", "nina", "marco"];

/// Words that no customer of the seed has.
const RARE: [&str; 4] = ["quetzalcoatl", "xylographer", "wyvernbaum", "zephyrine"];

/// So many are made with each of them.
pub(crate) const HAVE_IT: u64 = 3;

/// Customers of a page, if nothing else is asked for.
pub(crate) const PAGE: u64 = 25;

/// The address of the account of organization number so and so, from 1, as the seed makes it.
pub(crate) fn address(organization: u32) -> String {
    match (organization, EMAIL.split_once('@')) {
        (2.., Some((name, domain))) => format!("{name}+{organization}@{domain}"),
        _ => EMAIL.to_owned(),
    }
}

fn get(path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes()
}

/// A page; `query` is of what it is.
pub(crate) fn page(query: &str, token: &str) -> Vec<u8> {
    get(&format!("{FETCH}?{query}"), token)
}

fn post(path: &str, authorization: &str, body: &str) -> Vec<u8> {
    let head = "Host: bench\r\nContent-Type: application/json";
    format!("POST {path} HTTP/1.1\r\n{head}\r\n{authorization}Content-Length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}

fn login(email: &str) -> Vec<u8> {
    post("/api/1/login/", "", &json!({"email": email, "password": PASSWORD}).to_string())
}

/// A customer that nobody has created yet: the addresses of one process are all different.
fn create(token: &str) -> Vec<u8> {
    const FIRST: [&str; 8] = ["Mirela", "Adrian", "Bettina", "Cosmin", "Dorotea", "Emeric", "Filippa", "Goran"];
    const LAST: [&str; 8] =
        ["Vantorsen", "Abelard", "Brunswick", "Castellan", "Drummond", "Esterhazy", "Falkner", "Grim"];
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    // Scattered, so that they come all over the indexes.
    let scattered = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let name = |names: [&'static str; 8], shift: u32| names[usize::from((scattered >> shift).to_le_bytes()[0] % 8)];
    let (first, last) = (name(FIRST, 56), name(LAST, 48));
    let body = format!(
        r#"{{"name":"{first} {last}","email":"{:06x}.{number}@load.example","phone":"+41441{:06}","company":"{last} & Sons Trading","address":"{} Old Harbour Road","city":"Port Ellison","postal_code":"8001","country":"CH","notes":"Prefers e-mail; invoices go out on the first Monday."}}"#,
        scattered >> 40,
        234_567,
        number % 200,
    );
    post("/api/1/customer/create/", &format!("Authorization: Bearer {token}\r\n"), &body)
}

/// Pages of these queries in turn.
pub(crate) fn asking(queries: &[String], token: &str) -> Requests {
    let pages: Vec<Vec<u8>> = queries.iter().map(|query| page(query, token)).collect();
    Arc::new(move |number, request| {
        request.extend(&pages[usize::try_from(number).unwrap_or_default() % pages.len()]);
        200
    })
}

/// Creates.
pub(crate) fn creating(token: &str) -> Requests {
    let token = token.to_owned();
    Arc::new(move |_, request| {
        request.extend(create(&token));
        201
    })
}

/// Logins to one account.
pub(crate) fn logging_in(email: &str) -> Requests {
    let login = login(email);
    Arc::new(move |_, request| {
        request.extend(&login);
        200
    })
}

/// An account that is logged in, and its connection.
pub(crate) struct Session {
    connection: Connection,
    pub(crate) token: String,
}

impl Session {
    pub(crate) async fn log_in(port: u16, email: &str) -> Result<Self> {
        let mut session = Self { connection: Connection::open(port).await?, token: String::new() };
        let answer = session.ask(&login(email)).await?;
        answer["access_token"].as_str().ok_or("no access token")?.clone_into(&mut session.token);
        Ok(session)
    }

    /// The body of an answer that must have the status 200.
    async fn ask(&mut self, request: &[u8]) -> Result<Value> {
        let status = self.connection.ask(request).await?;
        let body = self.connection.body();
        if status != 200 {
            return Err(format!("{status} instead of 200: {}", String::from_utf8_lossy(body)).into());
        }
        Ok(serde_json::from_slice(body)?)
    }

    pub(crate) async fn page(&mut self, query: &str) -> Result<Value> {
        let request = page(query, &self.token);
        self.ask(&request).await
    }

    /// How many customers a search finds, or there are.
    pub(crate) async fn total(&mut self, query: &str) -> Result<u64> {
        let page = self.page(&format!("page_size=1&total=exact&{query}")).await?;
        page["total"].as_u64().ok_or_else(|| "a page without total".into())
    }

    /// The cursor that follows a page.
    pub(crate) async fn cursor_after(&mut self, page: u64, sort: &str) -> Result<String> {
        let answer = self.page(&format!("page={page}&sort={sort}&total=none")).await?;
        Ok(answer["next_cursor"].as_str().ok_or("a page without next_cursor")?.to_owned())
    }

    /// Words that a few customers have, however many others there are; the customers are made where they are not there.
    pub(crate) async fn rare(&mut self) -> Result<Vec<String>> {
        for word in RARE {
            if self.total(&format!("q={word}")).await? > 0 {
                continue;
            }
            for _ in 0..HAVE_IT {
                let body = format!(r#"{{"name":"Ada {word}"}}"#);
                let authorization = format!("Authorization: Bearer {}\r\n", self.token);
                let status = self.connection.ask(&post("/api/1/customer/create/", &authorization, &body)).await?;
                if status != 201 {
                    return Err(format!("{status} instead of 201 for a customer with a rare word").into());
                }
            }
        }
        Ok(RARE.map(str::to_owned).to_vec())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn addresses_are_those_of_the_seed() {
        assert_eq!([1, 2].map(address), ["bench@customary.example", "bench+2@customary.example"]);
    }

    #[test]
    fn no_customer_is_created_twice() {
        let made: HashSet<Vec<u8>> = (0..10_000).map(|_| create("token")).collect();
        assert_eq!(made.len(), 10_000);
        let request = String::from_utf8_lossy(made.iter().next().map_or(&[], Vec::as_slice)).into_owned();
        let body = request.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        assert!(serde_json::from_str::<Value>(body).is_ok_and(|body| body["email"].is_string()), "{request}");
    }
}
