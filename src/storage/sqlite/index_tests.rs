#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::storage::sqlite::{
    open::{MIGRATIONS, open},
    plans::plan,
};

fn index() -> (TempDir, Connection) {
    let directory = tempfile::tempdir().unwrap();
    let (connection, _) = open(&directory.path().join("test.db"), true, Duration::from_secs(1), MIGRATIONS).unwrap();
    (directory, connection)
}

fn transaction(connection: &Connection, changes: Vec<IndexChange>) {
    connection.execute_batch("BEGIN").unwrap();
    apply(connection, changes).unwrap();
    connection.execute_batch("COMMIT").unwrap();
}

fn tokens(number: i64) -> String {
    (0..30).fold(String::new(), |tokens, token| format!("{tokens}1w{} ", number * 7919 % (1000 + 97 * token)))
}

fn found(connection: &Connection, token: &str) -> Vec<i64> {
    let mut statement = connection.prepare("SELECT rowid FROM customer_words WHERE customer_words MATCH ?1").unwrap();
    statement.query_map([token], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn segments_stay_few_however_many_transactions_there_are() {
    let (_directory, connection) = index();
    let mut most = 0;
    for number in 1..=1_000 {
        connection.execute_batch("BEGIN").unwrap();
        apply(&connection, vec![IndexChange::Add(number, tokens(number))]).unwrap();
        if number % 8 == 0 {
            merge(&connection, 8 * MERGED_FOR).unwrap();
        }
        connection.execute_batch("COMMIT").unwrap();
        most = most.max(segments(&connection).unwrap());
    }
    assert!((2..=20).contains(&most), "{most}");
    merge_all(&connection).unwrap();
    assert_eq!(segments(&connection).unwrap(), 1);
    assert_eq!(found(&connection, "1w0").len(), (1..=1_000).filter(|number| tokens(*number).contains("1w0 ")).count());
}

#[test]
fn a_transaction_adds_one_segment_in_whatever_order_its_changes_come() {
    let (_directory, connection) = index();
    transaction(&connection, (1..=100).map(|number| IndexChange::Add(number, tokens(number))).collect());
    assert_eq!(segments(&connection).unwrap(), 1);
    transaction(&connection, (1..=5).rev().map(|number| IndexChange::Replace(number, tokens(number + 100))).collect());
    assert_eq!(segments(&connection).unwrap(), 2);
}

#[test]
fn the_changes_of_a_customer_are_made_in_their_order() {
    let (_directory, connection) = index();
    let add = |customer, token: &str| IndexChange::Add(customer, token.to_owned());
    let replace = |customer, token: &str| IndexChange::Replace(customer, token.to_owned());
    transaction(
        &connection,
        vec![
            add(7, "1wold"),
            add(9, "1wother"),
            replace(7, "1wnew"),
            add(8, "1wgone"),
            IndexChange::Remove(8),
            replace(7, "1wnewest"),
        ],
    );
    for (token, customers) in
        [("1wold", vec![]), ("1wnew", vec![]), ("1wnewest", vec![7]), ("1wgone", vec![]), ("1wother", vec![9])]
    {
        assert_eq!(found(&connection, token), customers, "{token}");
    }
    // The number of a customer that is gone may be given to another one.
    transaction(&connection, vec![IndexChange::Remove(9), add(9, "1wafter")]);
    assert_eq!((found(&connection, "1wother"), found(&connection, "1wafter")), (vec![], vec![9]));
}

#[test]
fn tokens_that_begin_alike_are_looked_up_between_their_bounds() {
    for sql in [FEW_FIRST, NEXT] {
        let plan = plan(sql);
        // 1537 (0x601): from a token on and up to one, `FTS5_VOCAB_TERM_GE` and `FTS5_VOCAB_TERM_LE`.
        assert!(plan.iter().any(|line| line.ends_with("VIRTUAL TABLE INDEX 1537:")), "{plan:?}");
        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:?}");
    }
}
