//! What customers are ordered by and unique by: the same bytes on every database, compared as bytes.

use crate::domain::{Cursor, Customer, CustomerId, Email, SortField, search::fold};

/// What a text is ordered by. It is cut at 1,000 bytes, so that a cursor, which holds it, stays short: folding can
/// make a text many times longer. Texts that differ only after that are ordered by id.
pub(super) fn text_key(text: Option<&str>) -> String {
    let mut key = text.map(fold).unwrap_or_default();
    key.truncate(key.floor_char_boundary(1000));
    key
}

/// What e-mail addresses are ordered by and unique by. Of a customer without one it is U+0001 and the id in hex:
/// unique, and before all addresses.
pub(super) fn email_key(email: Option<&Email>, id: CustomerId) -> String {
    email.map_or_else(|| format!("\u{1}{}", id.0.simple()), Email::key)
}

/// The cursor behind a customer.
pub(super) fn cursor(customer: &Customer, field: SortField) -> Cursor {
    let key = match field {
        SortField::CreatedAt => Vec::new(),
        SortField::UpdatedAt => customer.updated_at.0.to_be_bytes().to_vec(),
        SortField::Name => text_key(Some(&customer.fields.name)).into_bytes(),
        SortField::Email => email_key(customer.fields.email.as_ref(), customer.id).into_bytes(),
        SortField::Company => text_key(customer.fields.company.as_deref()).into_bytes(),
    };
    Cursor { key, id: customer.id }
}

/// The number in a cursor's key.
pub(super) fn key_as_number(cursor: &Cursor) -> i64 {
    let mut bytes = [0; 8];
    let length = cursor.key.len().min(8);
    bytes[..length].copy_from_slice(&cursor.key[..length]);
    i64::from_be_bytes(bytes)
}

/// The text in a cursor's key. No key has a zero byte, which `PostgreSQL` does not take; nothing is between what stands
/// before one and all of it.
pub(super) fn key_as_text(cursor: &Cursor) -> String {
    let text = cursor.key.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
}

/// The first `size`, and whether there are more.
pub(super) fn first(mut customers: Vec<Customer>, size: u32) -> (Vec<Customer>, bool) {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = customers.len() > size;
    customers.truncate(size);
    (customers, more)
}
