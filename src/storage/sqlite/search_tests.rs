//! How searches are read: what the index finds goes first, nothing is read as a whole, and only another order sorts.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{super::plans::plan, *};

/// Reads all of something that is not what the search index finds, or what an inner statement gives.
fn reads_all(line: &str) -> bool {
    line.starts_with("SCAN") && !line.contains("VIRTUAL TABLE INDEX") && line != "SCAN found"
}

#[test]
fn a_page_reads_what_the_index_finds_and_only_other_orders_sort_it_once() {
    for field in [SortField::CreatedAt, SortField::UpdatedAt, SortField::Name, SortField::Email, SortField::Company] {
        for (descending, after, look) in (0..8).map(|bits| (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0)) {
            let shape = Shape { sort: Sort { field, descending }, after, look };
            let plan = plan(&shape.sql());
            let sorts = plan.iter().filter(|line| line.contains("TEMP B-TREE")).count();
            assert_eq!(sorts, usize::from(field != SortField::CreatedAt), "{shape:?} {plan:?}");
            assert!(!plan.iter().any(|line| reads_all(line)), "{shape:?} {plan:?}");
            assert!(plan.iter().any(|line| line.contains("VIRTUAL TABLE INDEX")), "{shape:?} {plan:?}");
        }
    }
}

#[test]
fn counting_reads_what_the_index_finds_and_no_rows_unless_they_are_looked_at() {
    for look in [false, true] {
        let plan = plan(&count_sql(look));
        let rows = plan.iter().filter(|line| line.contains("SEARCH k USING INTEGER PRIMARY KEY")).count();
        assert_eq!(rows, usize::from(look), "{plan:?}");
        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:?}");
    }
}

#[test]
fn by_email_address_one_is_looked_up() {
    assert_eq!(plan(&by_email_sql()), ["SEARCH c USING INDEX customers_email (organization=? AND email_key=?)"]);
}
