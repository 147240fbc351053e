//! The commands work against a real server, and none of its answers is wrong: they fail on the first that is.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

/// The binary to test: `TESTED_BINARY`, or else the debug build, made now.
fn binary() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    if let Some(given) = std::env::var_os("TESTED_BINARY") {
        return root.join(given);
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let build = Command::new(env!("CARGO")).current_dir(root).args(["build", "--quiet", "--bin", "customary"]).status();
    assert!(build.unwrap().success());
    root.join(target).join("debug/customary")
}

/// What a command prints, which must end well. One at a time, since they would slow each other down.
fn bench(folder: &Path, arguments: &[&str]) -> String {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock();
    let mut command = Command::new(env!("CARGO_BIN_EXE_customary-bench"));
    command.args(arguments).args(["--quick", "--commit", "tested", "--binary"]).arg(binary());
    // Servers of databases have tests of their own, and here are slow.
    command.arg("--results").arg(folder).env_remove("TEST_POSTGRES_URL").env_remove("TEST_MYSQL_URL");
    let done = command.output().unwrap();
    let (output, errors) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{arguments:?}: {}\n{errors}", done.status);
    output
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn run_measures_every_load_and_writes_table_record_and_plot() {
    let folder = tempfile::tempdir().unwrap();
    let table = bench(folder.path(), &["run"]);
    for row in [
        "page 1 to 40",
        "page 1 to 40, made anew",
        "page far inside, by cursor",
        "search, common word, no total",
        "login",
        "create",
        "create, without search",
    ] {
        assert!(table.contains(&format!("\n| {row} | ")), "{row} is missing in {table}");
    }
    assert!(table.contains("commit `tested`"), "{table}");
    let written = names(folder.path());
    assert!(written.len() == 2 && written[0].ends_with("-tested.json") && written[1] == "history.svg", "{written:?}");
    let record: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join(&written[0])).unwrap()).unwrap();
    assert!(record["figures"].as_array().unwrap().len() > 50, "{record}");
}

#[test]
fn growth_measures_every_operation_at_every_size() {
    let folder = tempfile::tempdir().unwrap();
    let table = bench(folder.path(), &["growth", "--customers", "2000", "--requests", "10"]);
    assert!(table.contains("\n| customers | 1,000 | 2,000 |\n"), "{table}");
    assert!(table.contains("\n| middle page by number, by name | "), "{table}");
    let table = bench(folder.path(), &["growth", "--customers", "1000", "--requests", "10", "--organizations", "20"]);
    assert!(table.contains("a small one of 20") && table.contains("\n| create | "), "{table}");
    assert!(table.contains("| as 1 of 1 | as 20 of 20 |") && table.contains("\n| first page | "), "{table}");
    assert_eq!(names(folder.path()), ["growth.json", "growth.svg", "organizations.json"]);
}

#[test]
fn searches_measures_what_people_type_and_says_how_many_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let table = bench(folder.path(), &["searches", "--customers", "1000"]);
    assert!(table.contains("\n| q | found | SQLite |\n"), "{table}");
    assert!(table.contains("\n| nobody has this | 0 | ") && table.contains("\n| zürich | "), "{table}");
    assert_eq!(names(folder.path()), ["searches.json"]);
}
