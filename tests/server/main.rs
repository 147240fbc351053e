//! The program itself, started as an operator starts it: what it prints, what it answers to raw requests, how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../contract/mod.rs"]
mod contract;
#[path = "../database.rs"]
mod database;
mod program;
mod refused;
mod seed;
mod tls;

use std::{
    io::{Read, Write},
    net::TcpListener,
    time::Duration,
};

use program::{Answer, Program, run, run_in, signal};

#[test]
fn it_says_where_it_is_ready_and_answers_there() {
    let server = Program::start(&[]);
    let answer = server.get("/livez", "");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("server-timing").unwrap().starts_with("total;dur="));
    assert_eq!(answer.header("x-request-id").unwrap().len(), 36);
    let answer = server.get("/livez", "X-Request-Id: mine-1\r\n");
    assert_eq!(answer.header("x-request-id"), Some("mine-1"));
}

#[test]
fn the_document_is_the_file_and_is_not_sent_twice() {
    let server = Program::start(&[]);
    let first = server.get("/openapi.yaml", "");
    assert_eq!(first.body, include_str!("../../openapi.yaml"));
    assert_eq!(first.header("content-type"), Some("application/yaml"));
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    let again = server.get("/openapi.yaml", &format!("If-None-Match: {}\r\n", first.header("etag").unwrap()));
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let head = server.ask("HEAD", "/openapi.yaml", "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), Some(first.body.len().to_string().as_str()));
}

#[test]
fn an_unknown_path_is_a_problem_for_programs_and_a_page_for_people() {
    let server = Program::start(&[]);
    let problem = server.get("/nothing?email=ada@example.com", "Accept: */*\r\n");
    assert_eq!((problem.status, problem.header("content-type")), (404, Some("application/problem+json")));
    assert!(problem.body.contains(r#""type":"/problems/not-found/""#), "{}", problem.body);
    let page = server.get("/nothing", "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\n");
    assert_eq!((page.status, page.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert!(page.body.contains(page.header("x-request-id").unwrap()), "{}", page.body);
    let policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
    assert_eq!(page.header("content-security-policy"), Some(policy));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    let log = server.end("TERM").1;
    assert!(!log.contains("ada@example.com"), "the log has a query, which is personal data: {log}");
}

#[test]
fn a_method_that_a_page_does_not_have_is_refused_with_those_that_it_has() {
    let server = Program::start(&[]);
    for path in ["/openapi.yaml", "/openapi.json", "/problems/", "/problems/duplicate/"] {
        let answer = server.ask("DELETE", path, "");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{path}");
    }
}

#[test]
fn no_spelling_of_a_path_leaves_the_folder_of_the_page() {
    let server = Program::start(&[]);
    for path in [
        "/../Cargo.toml",
        "/docs/../../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2f..%2fetc/passwd",
        "//etc/passwd",
        "/docs/%2e%2e/%2e%2e/Cargo.toml",
    ] {
        assert_eq!(server.get(path, "").status, 404, "{path}");
    }
}

#[test]
fn every_problem_says_at_its_type_what_it_means() {
    let server = Program::start(&[]);
    let list = server.get("/problems/", "");
    assert_eq!(list.status, 200);
    let paths: Vec<&str> =
        list.body.split("href=\"").filter_map(|part| part.split_once('"')).map(|(path, _)| path).collect();
    let types: Vec<&&str> = paths.iter().filter(|path| path.starts_with("/problems/")).collect();
    assert!(types.len() > 5, "{paths:?}");
    for path in types {
        assert_eq!(server.get(path, "").status, 200, "{path}");
        let missing = server.get(path.trim_end_matches('/'), "");
        assert_eq!(missing.status, 404);
        assert!(missing.body.contains(&format!("The path is {path}.")), "{}", missing.body);
    }
}

#[test]
fn the_reference_has_everything_that_it_loads_on_this_server() {
    let server = Program::start(&[]);
    let page = server.get("/docs/", "");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(page.header("content-security-policy").unwrap().ends_with("; img-src 'self' data:"));
    let links = page.body.split(['"', '\'']).filter(|part| part.starts_with("/docs/"));
    let types: Vec<String> = links
        .map(|path| {
            let asset = server.ask("HEAD", path, "");
            assert_eq!(asset.status, 200, "{path}");
            asset.header("content-type").unwrap().to_owned()
        })
        .collect();
    for expected in ["text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/png"] {
        assert!(types.iter().any(|found| found == expected), "{expected} is not among {types:?}");
    }
    let missing = server.get("/docs", "");
    assert!(missing.status == 404 && missing.body.contains("The path is /docs/."), "{missing:?}");
}

#[test]
fn what_is_not_http_and_what_is_too_large_is_refused_and_the_server_goes_on() {
    let server = Program::start(&["--log-format", "json"]);
    let head = format!("GET /livez HTTP/1.1\r\nHost: x\r\nA: {}\r\n\r\n", "a".repeat(70_000));
    let mut answered = Vec::new();
    for (sent, status, slug) in [("nonsense\r\n\r\n", 400, "malformed-request"), (&head, 431, "head-too-large")] {
        let answer = server.send(sent);
        answer.is_problem(status, slug);
        answered.push((answer.header("x-request-id").unwrap().to_owned(), status));
    }
    assert_eq!(server.get("/livez", "").status, 200);
    let log = server.end("TERM").1;
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    for (id, status) in answered {
        assert_eq!(
            lines.iter().filter(|line| line["request_id"] == id && line["status"] == status).count(),
            1,
            "{log}"
        );
    }
}

#[test]
fn a_request_that_http_forbids_is_refused_as_malformed_and_ends_the_connection() {
    let server = Program::start(&[]);
    let body = "POST /api/1/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    for wrong in [
        "GET /livez HTTP/1.1\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.1\r\nHost: a b\r\n\r\n".to_owned(),
        "GET http://x/livez HTTP/1.1\r\n\r\n".to_owned(),
        "GET /livez HTTP/2.0\r\nHost: x\r\n\r\n".to_owned(),
        "GET livez HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "GET livez:80 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "GET * HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "GET /li vez HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "G(T /livez HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.1\r\nHost : x\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n".to_owned(),
        format!("{body}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        format!("{body}Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("{body}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        format!("{body}Transfer-Encoding: gzip\r\n\r\n"),
        format!("{body}Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{{}}"),
        format!("{body}Content-Length: +2\r\n\r\n{{}}"),
        format!("{body}Content-Length: -2\r\n\r\n{{}}"),
        format!("{body}Content-Length: 2, 2\r\n\r\n{{}}"),
        format!("{body}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"),
        format!("{body}Content-Length: 99999999999999999999999\r\n\r\n{{}}"),
        "POST /api/1/login/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
    ] {
        let answer = server.send(&format!("{wrong}GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"));
        answer.is_problem(400, "malformed-request");
        assert_eq!(answer.header("connection"), Some("close"), "{wrong}");
    }
    let version_1_0 = server.send("GET /livez HTTP/1.0\r\n\r\n");
    assert_eq!(version_1_0.status, 200, "HTTP/1.0 has no Host");
}

#[test]
fn whatever_else_a_request_may_be_there_is_an_answer_and_a_failure_is_a_problem() {
    let server = Program::start(&[]);
    let close = "Host: x\r\nConnection: close\r\n";
    for (request, status, slug) in [
        ("GET //livez HTTP/1.1", 404, "not-found"),
        ("GET /api/1/customer// HTTP/1.1", 404, "not-found"),
        ("GET http://elsewhere/nothing HTTP/1.1", 404, "not-found"),
        ("OPTIONS * HTTP/1.1", 404, "not-found"),
        ("CONNECT x:80 HTTP/1.1", 404, "not-found"),
        ("GET /%00 HTTP/1.1", 404, "not-found"),
        ("GET /%ff%2e HTTP/1.1", 404, "not-found"),
        ("GET /api/1/customer/%ff/ HTTP/1.1", 401, "unauthenticated"),
        ("TRACE /livez HTTP/1.1", 405, "method-not-allowed"),
        ("PURGE /api/1/account/ HTTP/1.1", 405, "method-not-allowed"),
        ("OPTIONS / HTTP/1.1", 405, "method-not-allowed"),
        ("PURGE /nothing HTTP/1.1", 404, "not-found"),
        ("GET /livez HTTP/1.1\r\nExpect: the best", 417, "expectation-failed"),
        ("GET /livez HTTP/1.1\r\nExpect: 100-continue\r\nExpect: 100-continue", 417, "expectation-failed"),
    ] {
        server.send(&format!("{request}\r\n{close}\r\n")).is_problem(status, slug);
    }
    let long = format!("/{}", "a".repeat(65_530));
    server.send(&format!("GET {long} HTTP/1.1\r\n{close}\r\n")).is_problem(431, "head-too-large");
    let head = server.ask("HEAD", "/readyz", "");
    assert_eq!((head.status, head.header("allow"), head.body.as_str()), (405, Some("GET"), ""));
    for good in [
        "GET http://elsewhere/livez HTTP/1.1",
        "GET http://elsewhere:80/livez?",
        "GET /livez HTTP/1.1\r\nUpgrade: websocket, h2c\r\nHTTP2-Settings: x",
        "GET /livez HTTP/1.1\r\nContent-Length: 0",
        "GET /livez HTTP/1.1\r\nExpect: 100-Continue",
    ] {
        let good = if good.contains(" HTTP/1.1") { good.to_owned() } else { format!("{good} HTTP/1.1") };
        assert_eq!(server.send(&format!("{good}\r\n{close}\r\n")).status, 200, "{good}");
    }
    // A body where none is documented is skipped, also in parts, and the next request is found after it.
    for body in
        ["Content-Length: 5\r\n\r\nGET /", "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\nA: trailer\r\n\r\n"]
    {
        let text = format!("GET /livez HTTP/1.1\r\nHost: x\r\n{body}GET /nothing HTTP/1.1\r\n{close}\r\n");
        let answer = server.send(&text);
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("HTTP/1.1 404 Not Found\r\n"), "{answer:?}");
    }
}

#[test]
fn a_body_is_taken_in_chunks_with_trailers_and_after_a_word_that_it_may_come() {
    let server = Program::start(&[]);
    let head = "POST /api/1/register/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n";
    let (first, second) = BODY.split_at(10);
    let (a, b) = (first.len(), second.len());
    let chunks = format!("{a:x};extension=1\r\n{first}\r\n{b:X}\r\n{second}\r\n0\r\nX-Trailer: 1\r\n\r\n");
    let answer = server.send(&format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunks}"));
    assert_eq!(answer.status, 201, "{answer:?}");
    for broken in ["zz\r\n", "5\r\nabcdefg\r\n", "-1\r\n", "ffffffffffffffffff\r\n"] {
        let next = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
        let head = head.replace("Connection: close\r\n", "");
        let answer = server.send(&format!("{head}Transfer-Encoding: chunked\r\n\r\n{broken}{next}"));
        answer.is_problem(400, "malformed-request");
        assert_eq!(answer.header("connection"), Some("close"), "{broken}");
    }
    // The chunks count, and the connection ends (RFC 9112 §6.3).
    let with_length = head.replace("Connection: close\r\n", "Content-Length: 5\r\n");
    let both = server.send(&format!("{with_length}Transfer-Encoding: chunked\r\n\r\n{chunks}"));
    assert_eq!((both.status, both.header("connection")), (409, Some("close")), "{both:?}");
    let mut waiting = server.begin(&format!("{head}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
    let mut word = [0; 25];
    waiting.read_exact(&mut word).unwrap();
    assert_eq!(&word, b"HTTP/1.1 100 Continue\r\n\r\n");
    waiting.write_all(b"{}").unwrap();
    program::read(waiting).is_problem(400, "invalid-request");
    // Without the word, nobody sends a body that is not wanted.
    let refused = server.send(&format!("{head}Content-Length: 262145\r\nExpect: 100-continue\r\n\r\n"));
    refused.is_problem(413, "content-too-large");
}

/// Sends the head, and the body once the server has had time to answer without it; then another request.
fn refused_before_its_body(server: &Program, headers: &str, body: &str) -> Answer {
    let length = body.len();
    let mut connection = server.begin(&format!(
        "POST /api/1/customer/create/ HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{headers}\r\n"
    ));
    std::thread::sleep(Duration::from_millis(300));
    // The server may be gone.
    let _ = connection.write_all(body.as_bytes());
    let _ = connection.write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    program::read(connection)
}

#[test]
fn a_body_that_the_answer_does_without_is_read_or_the_answer_ends_the_connection() {
    let server = Program::start(&[]);
    let next = "HTTP/1.1 200 OK\r\n";
    let small = refused_before_its_body(&server, "", "{\"name\": \"Ada\"}");
    small.is_followed_by(401, next);
    assert_eq!(small.header("connection"), None, "{small:?}");
    let large = refused_before_its_body(&server, "", &"x".repeat(300_000));
    large.is_problem(401, "unauthenticated");
    assert_eq!(large.header("connection"), Some("close"), "{large:?}");
    // A client that waits for a word sends no body, so it is not waited for.
    let waiting = server
        .send("POST /api/1/customer/create/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
    waiting.is_problem(401, "unauthenticated");
    assert_eq!(waiting.header("connection"), Some("close"), "{waiting:?}");
    let late = server.send("POST /api/1/customer/create/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
    late.is_problem(401, "unauthenticated");
    assert_eq!(late.header("connection"), Some("close"), "{late:?}");
}

#[test]
fn a_head_that_does_not_arrive_in_time_ends_the_connection() {
    let server = Program::start(&["--idle-seconds", "1"]);
    let unfinished = server.send("GET /livez HTTP/1.1\r\nHost: x\r\n");
    assert_eq!(unfinished, Answer::default(), "there is no answer, the connection just ends");
    assert_eq!(server.get("/livez", "").status, 200);
}

#[test]
fn a_signal_to_stop_ends_it_with_0_and_no_line_of_the_log_is_lost() {
    for name in ["TERM", "INT"] {
        let server = Program::start(&["--log-format", "json"]);
        for _ in 0..300 {
            assert_eq!(server.get("/livez", "").status, 200);
        }
        let (code, log) = server.end(name);
        assert_eq!(code, Some(0), "{log}");
        let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
        assert_eq!(lines.iter().filter(|line| line["operation"] == "getLiveness").count(), 300);
        assert_eq!(lines.last().unwrap()["message"], "stopped");
    }
}

#[test]
fn a_second_signal_ends_it_at_once_with_the_code_of_the_signal() {
    for (name, code) in [("TERM", 143), ("INT", 130)] {
        let mut server = Program::start(&[]);
        // A request that never ends: without the second signal, it is waited for 30 seconds.
        let _unfinished = server.begin("GET /livez HTTP/1.1\r\nHost: x\r\n");
        assert_eq!(server.get("/livez", "").status, 200);
        signal(server.id(), "TERM");
        server.wait_for("stopping");
        assert_eq!(server.end(name).0, Some(code));
    }
}

#[test]
fn a_request_that_does_not_end_is_cut_off_when_its_time_to_finish_is_over() {
    let server = Program::start(&["--stop-seconds", "1"]);
    let _unfinished = server.begin("GET /livez HTTP/1.1\r\nHost: x\r\n");
    assert_eq!(server.get("/livez", "").status, 200);
    let (code, log) = server.end("TERM");
    assert_eq!(code, Some(0));
    assert!(log.contains("cut off"), "{log}");
}

#[test]
fn an_address_that_is_taken_is_named_and_leaves_the_database_alone() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = run(&["--listen", &address], &[]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.errors.contains(&address) && ended.errors.contains("--listen"), "{}", ended.errors);
    assert_eq!(ended.files, Vec::<String>::new(), "files were made");
}

#[test]
fn a_wrong_setting_is_refused_with_2_its_name_its_value_and_what_is_allowed() {
    for (arguments, environment, expected) in [
        (vec!["--colour", "red"], vec![], vec!["--colour"]),
        (vec!["--write-queue", "0"], vec![], vec!["--write-queue", "'0'", "1..=1000000"]),
        (
            vec!["--log", "loud=very=much"],
            vec![],
            vec!["--log", "loud=very=much", "off, error, warn, info, debug or trace"],
        ),
        (vec!["--log", "info,debugg"], vec![], vec!["--log", "'debugg' is no level", "off, error, warn, info"]),
        (vec![], vec![("CUSTOMARY_LOG", "")], vec!["CUSTOMARY_LOG", "'' is no level"]),
        (vec![], vec![("CUSTOMARY_LISTENS", "127.0.0.1:1")], vec!["CUSTOMARY_LISTENS", "CUSTOMARY_LISTEN,"]),
        (vec![], vec![("CUSTOMARY_REQUESTS", "many")], vec!["--requests", "many"]),
        (vec![], vec![("CUSTOMARY_LOG_FORMAT", "xml")], vec!["xml", "text, json"]),
    ] {
        let ended = run(&arguments, &environment);
        assert_eq!(ended.code, Some(2), "{arguments:?} {environment:?}: {}", ended.errors);
        for part in expected {
            assert!(ended.errors.contains(part), "{part} is missing: {}", ended.errors);
        }
    }
}

#[test]
fn a_secret_that_is_refused_is_not_shown() {
    let short = "a-secret-of-30-bytes-and-more!!";
    for (arguments, environment) in
        [(vec!["--jwt-secret", short], vec![]), (vec!["keys", "rotate"], vec![("CUSTOMARY_JWT_SECRET", short)])]
    {
        let ended = run(&arguments, &environment);
        assert_eq!(ended.code, Some(2), "{}", ended.errors);
        assert!(ended.errors.contains("CUSTOMARY_JWT_SECRET) has 31 bytes, 32 or more"), "{}", ended.errors);
        assert!(!ended.errors.contains(short) && !ended.output.contains(short), "{}", ended.errors);
    }
}

#[test]
fn the_document_is_printed_and_whoever_reads_only_its_beginning_is_no_failure() {
    let printed = run(&["openapi"], &[]);
    assert_eq!((printed.code, printed.output.as_str()), (Some(0), include_str!("../../openapi.yaml")));
    let (code, errors) = program::run_without_a_reader(&["openapi"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
}

#[test]
fn a_database_in_memory_is_refused_and_makes_no_file() {
    for url in ["sqlite://:memory:", "sqlite:///:memory:"] {
        let ended = run(&["--listen", "127.0.0.1:0", "--database-url", url], &[]);
        assert_eq!(ended.code, Some(1));
        assert!(ended.errors.contains("in memory") && ended.errors.contains("sqlite://FILE"), "{}", ended.errors);
        assert_eq!(ended.files, Vec::<String>::new());
    }
}

#[test]
fn health_asks_the_server_that_listens() {
    let server = Program::start(&[]);
    let address = server.address().to_string();
    assert_eq!(run(&["health", "--listen", &address], &[]).code, Some(0));
    assert_eq!(server.end("TERM").0, Some(0));
    assert_eq!(run(&["health", "--listen", &address], &[]).code, Some(1));
}

#[test]
fn the_database_is_migrated_and_its_keys_rotated_without_serving() {
    let folder = tempfile::tempdir().unwrap();
    for command in [&["migrate"][..], &["keys", "rotate"]] {
        assert_eq!(run_in(&folder, command, &[]).code, Some(0));
    }
    let secret = ("CUSTOMARY_JWT_SECRET", "0123456789abcdef0123456789abcdef");
    let ended = run(&["keys", "rotate"], &[secret]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.errors.contains("CUSTOMARY_JWT_SECRET") && !ended.errors.contains(secret.1), "{}", ended.errors);
}

#[test]
fn keys_are_not_rotated_in_a_database_that_is_not_there() {
    for url in ["sqlite://customary.db", "sqlite://nowhere/customary.db"] {
        let ended = run(&["keys", "rotate", "--database-url", url], &[]);
        assert_eq!((ended.code, ended.files), (Some(1), Vec::new()));
        assert!(ended.errors.contains("there is none yet: `customary serve` and"), "{}", ended.errors);
    }
}

#[test]
fn with_one_connection_allowed_the_next_waits_for_its_end() {
    let server = Program::start(&["--connections", "1"]);
    let first = server.begin("GET /livez HTTP/1.1\r\nHost: x\r\n");
    let waiter = std::thread::spawn({
        let address = server.address();
        move || program::ask(address, "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    });
    std::thread::sleep(Duration::from_millis(300));
    assert!(!waiter.is_finished(), "the second was answered while the first held the only place");
    drop(first);
    assert_eq!(waiter.join().unwrap().status, 200);
}

/// A registration whose body is sent apart from its head.
const BODY: &str = r#"{"email":"ada@example.com","password":"correct horse battery staple"}"#;

fn head_of_registration() -> String {
    let length = BODY.len();
    format!(
        "POST /api/1/register/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
}

#[test]
fn a_request_that_runs_when_the_signal_comes_is_finished_and_answered() {
    let mut server = Program::start(&[]);
    let mut registration = server.begin(&head_of_registration());
    assert_eq!(server.get("/livez", "").status, 200);
    signal(server.id(), "TERM");
    server.wait_for("stopping");
    registration.write_all(BODY.as_bytes()).unwrap();
    let answer = program::read(registration);
    assert_eq!((answer.status, answer.header("connection")), (201, Some("close")), "{answer:?}");
    let (code, log) = server.wait();
    assert_eq!(code, Some(0), "{log}");
    let line = log.lines().find(|line| line.contains("operation=\"register\"")).expect(&log);
    assert!(line.contains("status=201") && !line.contains("ada@example.com"), "{line}");
}

#[test]
fn a_client_that_goes_away_leaves_a_line_with_the_operations_name() {
    let mut server = Program::start(&["--requests", "1"]);
    for _ in 0..100 {
        // A password takes a while to hash. Once another request finds no place, that has begun; it may also be over, or
        // the registration is what found no place.
        let registration = server.begin(&format!("{}{BODY}", head_of_registration()));
        registration.set_nonblocking(true).unwrap();
        while registration.peek(&mut [0]).is_err() && server.get("/api/1/account/", "").status != 503 {}
        drop(registration);
        let line = server.wait_for("operation=\"register\"");
        if line.contains("the connection ended before the answer") {
            assert!(line.contains("method=\"POST\" path=\"/api/1/register/\""), "{line}");
            return;
        }
        assert!(line.contains("status=201") || line.contains("status=409") || line.contains("status=503"), "{line}");
    }
    panic!("a client went away a hundred times, and no line said so");
}

#[test]
fn with_one_request_allowed_the_next_is_refused_for_a_moment_and_health_still_answers() {
    let server = Program::start(&["--requests", "1"]);
    let account = || server.get("/api/1/account/", "");
    let mut registration = contract::hold_place(server.address(), &head_of_registration(), || account().status == 503);
    let refused = account();
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")), "{refused:?}");
    assert_eq!((server.get("/livez", "").status, server.get("/readyz", "").status), (200, 200));
    registration.write_all(BODY.as_bytes()).unwrap();
    assert!(registration.read(&mut [0; 1024]).unwrap() > 0);
    assert_eq!(server.get("/api/1/account/", "").status, 401);
}
