//! Database servers and databases that are not used: what is said of each, and that no password ever is.

use crate::{
    database::Database,
    program::{run, run_in},
};

/// HOST:PORT of a URL.
pub(crate) fn address(url: &str) -> String {
    url.split_once('@').unwrap().1.split_once('/').unwrap().0.to_owned()
}

fn password(url: &str) -> &str {
    url.split_once('@').unwrap().0.rsplit_once(':').unwrap().1
}

/// The program ends as it does for a file that it can't use, says all of this in a line, and nothing of the password.
#[track_caller]
pub(crate) fn is_refused(url: &str, parts: &[&str]) {
    let ended = run(&["migrate", "--database-url", url], &[]);
    let text = &ended.errors;
    assert_eq!(
        (ended.code, text.lines().count(), text.starts_with("error: the database ")),
        (Some(1), 1, true),
        "{text}"
    );
    for part in parts {
        assert!(text.contains(part), "{text:?} has no {part:?}");
    }
    assert!(!text.contains(password(url)), "{text}");
}

fn servers() -> [Database; 2] {
    [Database::postgres(), Database::mysql()]
}

#[test]
fn a_wrong_password_is_refused_with_the_user() {
    for database in servers() {
        let url = database.url().replace(password(&database.url()), "seven%20lanterns");
        is_refused(&url, &[&address(&url), "customary_test"]);
        assert!(!run(&["migrate", "--database-url", &url], &[]).errors.contains("seven lanterns"));
        // What serves says the same.
        let ended = run(&["serve", "--listen", "127.0.0.1:0", "--database-url", &url], &[]);
        assert!(ended.code == Some(1) && ended.errors.contains("customary_test"), "{}", ended.errors);
        assert!(!ended.errors.contains("lanterns"), "{}", ended.errors);
    }
}

#[test]
fn a_server_that_is_not_there_is_named() {
    for database in servers() {
        let url = database.url();
        let unknown = url.replace("@127.0.0.1", "@customary.invalid");
        is_refused(&unknown, &[&address(&unknown), "lookup"]);
        let silent = url.replace(&address(&url), "127.0.0.1:1");
        is_refused(&silent, &["127.0.0.1:1: ", "Connection refused"]);
    }
}

#[test]
fn a_database_that_is_not_there_is_named_and_not_made() {
    for database in servers() {
        let url = format!("{}_gone", database.url());
        let name = url.rsplit_once('/').unwrap().1;
        is_refused(&url, &[name, "it has to be made first"]);
        is_refused(&url, &[name, "it has to be made first"]);
        let server = &url[..=url.rfind('/').unwrap()];
        is_refused(server, &["names no database"]);
    }
}

#[test]
fn a_database_of_another_program_is_refused_and_left_as_it_is() {
    for database in servers() {
        database.run("CREATE TABLE orders (id INTEGER)");
        is_refused(&database.url(), &["one of another program"]);
        let schema = if database.url().starts_with("postgres") { "current_schema()" } else { "DATABASE()" };
        let tables = format!("SELECT table_name FROM information_schema.tables WHERE table_schema = {schema}");
        assert_eq!(database.ask(&tables), "orders");
    }
    let file = tempfile::tempdir().unwrap();
    rusqlite::Connection::open(file.path().join("a.db")).unwrap().execute_batch("CREATE TABLE orders (id)").unwrap();
    let ended = run_in(&file, &["migrate", "--database-url", "sqlite://a.db"], &[]);
    assert!(ended.code == Some(1) && ended.errors.contains("one of another program"), "{}", ended.errors);
}

#[test]
fn a_database_of_postgres_with_another_encoding_is_refused_with_its_name() {
    for encoding in ["LATIN1", "SQL_ASCII"] {
        let options = format!("TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C' LOCALE_PROVIDER libc");
        let database = Database::postgres_with(&options);
        is_refused(&database.url(), &[encoding, "UTF8 is needed"]);
    }
}

#[test]
fn a_url_that_can_t_be_read_is_explained() {
    for scheme in ["postgres", "mysql"] {
        for (url, parts) in [
            ("u:secret#pw@host/d", ["percent-encoding"]),
            ("u:secret@[::bad/d", ["percent-encoding"]),
            ("u:secret@host:99999/d", ["percent-encoding"]),
            ("u:secret@host/d?colour=red", ["colour"]),
        ] {
            is_refused(&format!("{scheme}://{url}"), &parts);
        }
    }
}
