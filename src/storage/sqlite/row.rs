//! Values of ours in columns.

use rusqlite::{Row, types::Type};
use uuid::Uuid;

use crate::domain::{Country, Email, Role};

/// The id in a column.
pub(super) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    row.get(column).map(Uuid::from_bytes)
}

/// The value that `parse` makes of a text. It was valid when it was stored, so one that is not is an error.
pub(super) fn parsed<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    let Some(text) = row.get_ref(column)?.as_str_or_null()? else { return Ok(None) };
    let invalid = || rusqlite::Error::FromSqlConversionFailure(column, Type::Text, "not a valid value".into());
    parse(text).map(Some).ok_or_else(invalid)
}

/// The value that `parse` makes of a text that must be there.
fn required<T>(row: &Row<'_>, column: usize, parse: impl FnOnce(&str) -> Option<T>) -> rusqlite::Result<T> {
    let missing = || rusqlite::Error::FromSqlConversionFailure(column, Type::Null, "no value".into());
    parsed(row, column, parse)?.ok_or_else(missing)
}

/// The e-mail address in a column.
pub(super) fn email(row: &Row<'_>, column: usize) -> rusqlite::Result<Email> {
    required(row, column, Email::parse)
}

/// The role in a column.
pub(super) fn role(row: &Row<'_>, column: usize) -> rusqlite::Result<Role> {
    required(row, column, Role::from_name)
}

/// The country in a column.
pub(super) fn country(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Country>> {
    parsed(row, column, Country::parse)
}
