//! Every answer that a test sees is compared with the document, and noted: where `RECORDED_ANSWERS` names a file, a line
//! goes there for each, and `scripts/answers` tells at the end what was never seen.

use std::{
    collections::BTreeSet,
    fs::{File, OpenOptions},
    io::Write,
    sync::{LazyLock, Mutex},
};

use regex::Regex;
use serde_json::{Map, Value, json};

use super::document::{self, Operation, operations, resolve};

/// Headers that HTTP itself has, of any answer (RFC 9110, RFC 9112).
const OF_HTTP: [&str; 5] = ["date", "content-length", "content-type", "connection", "transfer-encoding"];

/// The statuses that any request may have, whatever it asks for: `info.description` has them, and no operation lists them.
const OF_ANY_REQUEST: [(u16, &str); 3] =
    [(400, "/problems/malformed-request/"), (417, "/problems/expectation-failed/"), (431, "/problems/head-too-large/")];

/// An answer, as it came.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    pub status: u16,
    /// By name in small letters.
    pub headers: &'a Map<String, Value>,
    pub body: &'a [u8],
}

/// Everything in which the answer to a request differs from what the document says. It is noted if nothing does.
pub fn differences(method: &str, target: &str, answer: Answer) -> Vec<String> {
    let Some(operation) = asked(method, target) else { return of_no_operation(method, answer) };
    if !operation.statuses().contains(&answer.status) {
        return of_any_request(answer);
    }
    let differences = operation.differences(answer);
    if differences.is_empty() {
        note(&format!("answer\t{}\t{}", operation.id, answer.status));
        for pointer in true_examples(operation, answer) {
            note(&format!("example\t{pointer}"));
        }
    }
    differences
}

/// The operation that a request asks for.
fn asked(method: &str, target: &str) -> Option<Operation> {
    let path = target.split('?').next()?;
    // A proxy is asked for a whole URL.
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.find('/').map_or("", |slash| &rest[slash..]));
    let fits = |template: &str| {
        let (wanted, found): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        let one_fits =
            |(wanted, found): (&&str, &&str)| wanted == found || (wanted.starts_with('{') && !found.is_empty());
        wanted.len() == found.len() && wanted.iter().zip(&found).all(one_fits)
    };
    let fitting = || operations().into_iter().filter(|operation| fits(operation.path));
    // A path without parameters goes before one with (OpenAPI 3.1, Paths Object).
    let first = fitting().find(|operation| !operation.path.contains('{')).map(|operation| operation.path);
    fitting().find(|operation| {
        operation.method.eq_ignore_ascii_case(method) && first.is_none_or(|first| first == operation.path)
    })
}

fn of_any_request(answer: Answer) -> Vec<String> {
    let mut differences = problem(answer);
    let found = serde_json::from_slice(answer.body).unwrap_or(Value::Null);
    let documented = |(status, of): &(u16, &str)| *status == answer.status && found["type"] == *of;
    if answer.body.is_empty() || OF_ANY_REQUEST.iter().any(documented) {
        return differences;
    }
    differences.push(format!("status {} is not documented, with {found}", answer.status));
    differences
}

/// What has no operation is a page, or a problem; `info.description` says so.
fn of_no_operation(method: &str, answer: Answer) -> Vec<String> {
    let is_html = answer.headers.get("content-type").is_some_and(|of| of == "text/html; charset=utf-8");
    match answer.status {
        200 | 304 => Vec::new(),
        404 | 405 if answer.status == 405 && !answer.headers.contains_key("allow") => {
            vec!["Allow is missing".to_owned()]
        }
        404 | 405 if is_html || method == "HEAD" => Vec::new(),
        404 | 405 | 503 => problem(answer),
        _ => of_any_request(answer),
    }
}

/// How an answer differs from a problem, whatever it was asked.
fn problem(answer: Answer) -> Vec<String> {
    let mut differences = Vec::new();
    if answer.headers.get("content-type") != Some(&json!("application/problem+json")) {
        differences.push(format!("it is no problem: {:?}", answer.headers.get("content-type")));
    }
    for name in ["x-request-id", "server-timing", "cache-control", "x-content-type-options"] {
        if !answer.headers.contains_key(name) {
            differences.push(format!("header {name} is missing"));
        }
    }
    let schema = json!({"$ref": "#/components/schemas/Problem"});
    match serde_json::from_slice(answer.body) {
        Ok(found) => differences.extend(document::errors(&schema, &found)),
        // To a HEAD there is none.
        Err(_) if answer.body.is_empty() => {}
        Err(error) => differences.push(format!("the body is not JSON: {error}")),
    }
    differences
}

/// Headers of an answer that its response does not have.
pub fn undocumented_headers(response: &Value, headers: &Map<String, Value>) -> Vec<String> {
    let documented: BTreeSet<String> =
        response["headers"].as_object().into_iter().flatten().map(|(name, _)| name.to_lowercase()).collect();
    let unknown = |name: &&String| !documented.contains(*name) && !OF_HTTP.contains(&name.as_str());
    headers.keys().filter(unknown).map(|name| format!("header {name} is not documented")).collect()
}

/// The examples of a response, of its body and headers, that are what was really answered.
fn true_examples(operation: Operation, answer: Answer) -> Vec<String> {
    let status = answer.status.to_string();
    let pointer = format!("/paths/{}/{}/responses/{status}", operation.path.replace('/', "~1"), operation.method);
    let (pointer, response) = followed(pointer, &operation.value["responses"][&status]);
    let mut met = Vec::new();
    for (media_type, content) in response["content"].as_object().into_iter().flatten() {
        let body = serde_json::from_slice(answer.body).unwrap_or(Value::Null);
        if content.get("example").is_some_and(|example| normal(example) == normal(&body)) {
            met.push(format!("{pointer}/content/{}/example", media_type.replace('/', "~1")));
        }
    }
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let (pointer, header) = followed(format!("{pointer}/headers/{name}"), header);
        let found = answer.headers.get(&name.to_lowercase()).and_then(Value::as_str).unwrap_or_default();
        let example = &header["example"];
        let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        if normal_text(&example) == normal_text(found) {
            met.push(format!("{pointer}/example"));
        }
    }
    met
}

/// Where a value stands and what it is, after its `$ref`.
fn followed(pointer: String, value: &'static Value) -> (String, &'static Value) {
    let pointer = value["$ref"].as_str().map_or(pointer, |reference| reference[1..].to_owned());
    (pointer, resolve(value))
}

/// What differs each time is made the same: ids, times, tokens, and how long something takes.
fn normal(value: &Value) -> Value {
    match value {
        Value::String(text) => json!(normal_text(text)),
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), normal(value))).collect(),
        other => other.clone(),
    }
}

fn normal_text(text: &str) -> String {
    static VARIABLE: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        [
            (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "(id)"),
            (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z$", "(time)"),
            (r"^[\w-]{20,}\.[\w-]{16,}\.[\w-]{12,}$", "(access token)"),
            (r"^[\w-]{64}$", "(refresh token)"),
            (r"[0-9.]+ seconds", "(some) seconds"),
            (r"dur=[0-9.]+", "dur=(some)"),
        ]
        .map(|(pattern, name)| (Regex::new(pattern).expect("a pattern"), name))
        .into()
    });
    VARIABLE.iter().fold(text.to_owned(), |text, (pattern, name)| pattern.replace_all(&text, *name).into_owned())
}

/// Every example of a response, by its pointer; those of components are there once.
fn documented_examples() -> BTreeSet<String> {
    let mut pointers = BTreeSet::new();
    for operation in operations() {
        for (status, response) in operation.value["responses"].as_object().expect("responses") {
            let pointer =
                format!("/paths/{}/{}/responses/{status}", operation.path.replace('/', "~1"), operation.method);
            let (pointer, response) = followed(pointer, response);
            for (media_type, content) in response["content"].as_object().into_iter().flatten() {
                if content.get("example").is_some() {
                    pointers.insert(format!("{pointer}/content/{}/example", media_type.replace('/', "~1")));
                }
            }
            for (name, header) in response["headers"].as_object().into_iter().flatten() {
                let (pointer, header) = followed(format!("{pointer}/headers/{name}"), header);
                if header.get("example").is_some() {
                    pointers.insert(format!("{pointer}/example"));
                }
            }
        }
    }
    pointers
}

fn note(line: &str) {
    static FILE: LazyLock<Option<Mutex<File>>> = LazyLock::new(|| {
        let path = std::env::var_os("RECORDED_ANSWERS")?;
        let mut file = OpenOptions::new().append(true).create(true).open(path).expect("the file of RECORDED_ANSWERS");
        for operation in operations() {
            for status in operation.statuses() {
                writeln!(file, "documented answer\t{}\t{status}", operation.id).expect("written");
            }
        }
        for pointer in documented_examples() {
            writeln!(file, "documented example\t{pointer}").expect("written");
        }
        Some(Mutex::new(file))
    });
    if let Some(file) = &*FILE {
        file.lock().expect("the file").write_all(format!("{line}\n").as_bytes()).expect("written");
    }
}
