//! How lists are read: by which index, and never by reading or sorting all.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{super::plans::plan, *};

const FIELDS: [(SortField, &str, &str); 5] = [
    (SortField::CreatedAt, "customers_id", "id"),
    (SortField::UpdatedAt, "customers_updated_at", "updated_at"),
    (SortField::Name, "customers_name", "name_key"),
    (SortField::Email, "customers_email", "email_key"),
    (SortField::Company, "customers_company", "company_key"),
];

/// What SQLite says of how it runs the statement of each order and direction, with its index and key.
fn plans(part: Part) -> Vec<(Shape, &'static str, &'static str, Vec<String>)> {
    let shapes = FIELDS.into_iter().flat_map(|(field, index, key)| {
        [false, true].map(|descending| (Shape { sort: Sort { field, descending }, part }, index, key))
    });
    shapes.map(|(shape, index, key)| (shape, index, key, plan(&shape.sql()))).collect()
}

#[test]
fn a_list_walks_the_index_of_its_order_and_sorts_nothing() {
    for (shape, index, _, plan) in plans(Part::All) {
        assert_eq!(plan, [format!("SEARCH c USING INDEX {index} (organization=?)")], "{shape:?}");
    }
}

#[test]
fn a_cursor_seeks_to_its_place_among_those_with_its_key_and_to_those_beyond() {
    for (shape, index, key, plan) in plans(Part::Tied) {
        let further = if shape.sort.descending { '<' } else { '>' };
        let seek = format!("SEARCH c USING INDEX {index} (organization=? AND {key}=? AND rowid{further}?)");
        // No two have the same id or address, so their number is not looked for.
        if !matches!(shape.sort.field, SortField::CreatedAt | SortField::Email) {
            assert_eq!(plan, [seek], "{shape:?}");
        }
    }
    for (shape, index, key, plan) in plans(Part::Beyond) {
        let further = if shape.sort.descending { '<' } else { '>' };
        let seek = format!("SEARCH c USING INDEX {index} (organization=? AND {key}{further}?)");
        assert_eq!(plan, [seek], "{shape:?}");
    }
}

#[test]
fn where_a_cursor_goes_on_is_looked_up() {
    assert_eq!(plan(FROM_ID_ON), ["SEARCH customers USING COVERING INDEX customers_id (organization=? AND id>?)"]);
    assert_eq!(plan(UP_TO_ID), ["SEARCH customers USING COVERING INDEX customers_id (organization=? AND id<?)"]);
}
