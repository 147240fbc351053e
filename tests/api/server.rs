//! The real binary, serving on a port of its own from a database of its own, and a client that compares every answer
//! with the document.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use serde_json::{Map, Value, json};

use crate::{
    contract::{document, record},
    database::Database,
};

/// A password that the server takes.
pub const PASSWORD: &str = "correct horse battery staple";

/// How long a request may take before the test gives up on it.
const PATIENCE: Duration = Duration::from_mins(1);

pub struct Server {
    child: Child,
    pub address: SocketAddr,
    pub database: Database,
    agent: ureq::Agent,
    /// Each operation and status that was answered.
    seen: Mutex<BTreeSet<(String, u16)>>,
    log: Arc<Mutex<String>>,
    accounts: AtomicU32,
}

impl Server {
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// With these settings on top of the usual ones.
    pub fn with(settings: &[&str]) -> Self {
        Self::serve(Database::chosen(), settings)
    }

    /// Ends the process as a loss of power would, and starts another on the same database.
    pub fn kill_and_start_again(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
        let database = std::mem::replace(&mut self.database, Database::sqlite());
        *self = Self::serve(database, &[]);
    }

    fn serve(database: Database, settings: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_customary"))
            .args(["--listen", "127.0.0.1:0", "--database-url", &database.url()])
            .args(settings)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
        let mut before = String::new();
        let address = loop {
            let Some(Ok(line)) = lines.next() else { panic!("the server ended before it was ready:\n{before}") };
            if let Some((_, address)) = line.split_once("http://") {
                let end =
                    address.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':')).unwrap_or(address.len());
                break address[..end].parse().expect("an address");
            }
            before.push_str(&line);
        };
        let log = Arc::new(Mutex::new(before));
        let into = Arc::clone(&log);
        // Read on, so that the server never waits for us.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mut log = into.lock().expect("the log");
                log.push_str(&line);
                log.push('\n');
            }
        });
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
        Self {
            child,
            address,
            database,
            agent: config.build().into(),
            seen: Mutex::default(),
            log,
            accounts: AtomicU32::new(0),
        }
    }

    /// What was logged so far.
    pub fn log(&self) -> String {
        self.log.lock().expect("the log").clone()
    }

    pub fn seen(&self) -> BTreeSet<(String, u16)> {
        self.seen.lock().expect("seen").clone()
    }

    pub fn call(&self, operation: &str) -> Call<'_> {
        let operation = document::operation(operation);
        Call {
            server: self,
            operation,
            path: operation.path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// A new account in a new organization.
    pub fn account(&self) -> Account<'_> {
        let email = format!("person{}@example.com", self.accounts.fetch_add(1, Ordering::Relaxed));
        self.account_with(json!({"email": email, "password": PASSWORD, "country": "CH"}))
    }

    pub fn account_with(&self, registration: Value) -> Account<'_> {
        let email = registration["email"].as_str().expect("an e-mail address").to_owned();
        self.call("register").json(registration).send().expect(201);
        let session = self.call("login").json(json!({"email": email, "password": PASSWORD})).send().expect(200);
        let token = |name: &str| session[name].as_str().expect("a token").to_owned();
        Account { server: self, email, access_token: token("access_token"), refresh_token: token("refresh_token") }
    }

    /// What comes back for these bytes, until the server closes or is silent for a while.
    pub fn raw(&self, bytes: &[u8], silence: Duration) -> String {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(silence)).expect("a timeout");
        stream.write_all(bytes).expect("written");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A request that any client could make.
    pub fn plain(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let result = if body.is_empty() && method != "POST" && method != "PATCH" {
            self.agent.run(request.body(()).expect("a request"))
        } else {
            self.agent.run(request.body(body.to_vec()).expect("a request"))
        };
        let mut response = result.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), json!(String::from_utf8_lossy(value.as_bytes()))))
            .collect();
        let status = response.status().as_u16();
        let bytes = response.body_mut().read_to_vec().expect("a body");
        let answer = Answer { status, headers, bytes };
        answer.is_as_documented(method, path);
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who is logged in.
pub struct Account<'a> {
    pub server: &'a Server,
    pub email: String,
    pub access_token: String,
    pub refresh_token: String,
}

impl<'a> Account<'a> {
    pub fn call(&self, operation: &str) -> Call<'a> {
        self.server.call(operation).token(&self.access_token)
    }

    /// A new customer of the organization.
    pub fn create(&self, customer: Value) -> Value {
        self.call("createCustomer").json(customer).send().expect(201)
    }

    /// The page that a query finds.
    pub fn fetch(&self, query: &[(&str, &str)]) -> Value {
        let call = query.iter().fold(self.call("fetchCustomers"), |call, (name, value)| call.query(name, value));
        call.send().expect(200)
    }

    /// The names on the page that a query finds.
    pub fn names(&self, query: &[(&str, &str)]) -> Vec<String> {
        let page = self.fetch(query);
        let items = page["items"].as_array().expect("items");
        items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
    }
}

/// A request on its way.
#[must_use]
pub struct Call<'a> {
    server: &'a Server,
    operation: document::Operation,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<(String, Vec<u8>)>,
}

impl Call<'_> {
    pub fn token(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The path's parameter.
    pub fn id(mut self, id: &str) -> Self {
        self.path = self.path.replace("{customer_id}", id);
        self
    }

    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn json(self, body: Value) -> Self {
        let (media_type, _) = self.operation.body().expect("an operation with a body");
        self.bytes(media_type, body.to_string().as_bytes())
    }

    pub fn bytes(mut self, media_type: &str, body: &[u8]) -> Self {
        self.body = Some((media_type.to_owned(), body.to_vec()));
        self
    }

    /// Sends it, and compares what is answered with the document.
    pub fn send(self) -> Answer {
        let mut path = self.path.replace("{customer_id}", "0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40");
        if !self.query.is_empty() {
            let mut query = form_urlencoded::Serializer::new(String::new());
            path = format!("{path}?{}", query.extend_pairs(&self.query).finish());
        }
        let mut headers: Vec<(&str, &str)> = self.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let mut bytes: &[u8] = &[];
        if let Some((media_type, body)) = &self.body {
            headers.push(("Content-Type", media_type));
            bytes = body;
        }
        let method = self.operation.method.to_uppercase();
        let answer = self.server.plain(&method, &path, &headers, bytes);
        self.server.seen.lock().expect("seen").insert((self.operation.id.to_owned(), answer.status));
        answer
    }
}

pub struct Answer {
    pub status: u16,
    /// By name in small letters.
    pub headers: Map<String, Value>,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Compares it with the document, and notes it.
    #[track_caller]
    pub fn is_as_documented(&self, method: &str, target: &str) {
        let answer = record::Answer { status: self.status, headers: &self.headers, body: &self.bytes };
        let differences = record::differences(method, target, answer);
        assert!(
            differences.is_empty(),
            "{method} {target} answered {} otherwise than the document says: {differences:#?}\n{}",
            self.status,
            self.text()
        );
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn body(&self) -> Value {
        if self.bytes.is_empty() { Value::Null } else { serde_json::from_slice(&self.bytes).expect("JSON") }
    }

    /// The body, if the status is this one.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.body()
    }

    /// `place code` of every error of a problem of this status, in order of the alphabet.
    #[track_caller]
    pub fn errors(&self, status: u16) -> Vec<String> {
        let problem = self.expect(status);
        let mut errors: Vec<String> = problem["errors"].as_array().into_iter().flatten().map(name_of).collect();
        errors.sort();
        errors
    }
}

fn name_of(error: &Value) -> String {
    let place = error["pointer"].as_str().or(error["parameter"].as_str()).expect("a place");
    format!("{place} {}", error["code"].as_str().expect("a code"))
}
