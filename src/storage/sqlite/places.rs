//! Places: where customers stand in an order, as bytes that compare as customers do. A place need not be that of a
//! customer: the beginning of one is a place, too, before all that begin with it. The empty one is before all.

use rusqlite::types::{Value, ValueRef};

use crate::domain::SortField;

/// Every order. Its number here is its number in `customer_blocks`.
pub(super) const ORDERS: [SortField; 5] =
    [SortField::CreatedAt, SortField::UpdatedAt, SortField::Name, SortField::Email, SortField::Company];

/// The column and the index of an order.
pub(super) fn column(field: SortField) -> (&'static str, &'static str) {
    match field {
        SortField::CreatedAt => ("id", "customers_id"),
        SortField::UpdatedAt => ("updated_at", "customers_updated_at"),
        SortField::Name => ("name_key", "customers_name"),
        SortField::Email => ("email_key", "customers_email"),
        SortField::Company => ("company_key", "customers_company"),
    }
}

/// The place of a customer in each order. `keys` is what it is ordered by, in the order of [`ORDERS`].
pub(super) fn all(keys: [ValueRef<'_>; 5], seq: i64) -> [Vec<u8>; 5] {
    keys.map(|key| place(key, seq))
}

/// The place of the customer number `seq`, ordered by this key.
pub(super) fn place(key: ValueRef<'_>, seq: i64) -> Vec<u8> {
    match key {
        // No two have the same id.
        ValueRef::Blob(id) => id.to_vec(),
        // No key has a zero byte, so that what goes on comes after what does not.
        ValueRef::Text(key) => [key, &[0], &seq.to_be_bytes()].concat(),
        ValueRef::Integer(number) => [(number ^ i64::MIN).to_be_bytes(), seq.to_be_bytes()].concat(),
        ValueRef::Null | ValueRef::Real(_) => Vec::new(), // no column has these
    }
}

/// The key and the number of a place: from it on stand those that have this key and this number or a greater one, and
/// those that have a greater key.
pub(super) fn key(field: SortField, place: &[u8]) -> (Value, i64) {
    match field {
        SortField::CreatedAt => (Value::Blob(place.to_vec()), 0),
        SortField::UpdatedAt => (Value::Integer(number(place) ^ i64::MIN), number(place.get(8..).unwrap_or_default())),
        SortField::Name | SortField::Email | SortField::Company => {
            let end = place.iter().position(|byte| *byte == 0).unwrap_or(place.len());
            let key = String::from_utf8_lossy(&place[..end]).into_owned();
            (Value::Text(key), number(place.get(end + 1..).unwrap_or_default()))
        }
    }
}

/// The number that begins with these bytes, the least of them.
fn number(beginning: &[u8]) -> i64 {
    let mut bytes = [0; 8];
    let length = beginning.len().min(8);
    bytes[..length].copy_from_slice(&beginning[..length]);
    i64::from_be_bytes(bytes)
}

/// The shortest place after `before` and not after `place`, which is after it. It never ends inside a letter.
pub(super) fn between(before: &[u8], place: &[u8]) -> Vec<u8> {
    let same = before.iter().zip(place).take_while(|(one, other)| one == other).count();
    let is_inside_letter = |length: &usize| place.get(*length).is_some_and(|byte| byte & 0xc0 == 0x80);
    let length = (same + 1..place.len()).find(|length| !is_inside_letter(length));
    place[..length.unwrap_or(place.len())].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(key: &str, seq: i64) -> Vec<u8> {
        place(ValueRef::Text(key.as_bytes()), seq)
    }

    #[test]
    fn places_have_the_order_of_keys_and_then_of_numbers() {
        let texts = ["", "\u{1}0", "a", "a b", "ab", "b", "\u{e4}", "\u{1f600}"];
        let numbers = [i64::MIN, -1, 0, 1, 255, 256, i64::MAX];
        let seqs = [1, 2, 255, 256, i64::MAX];
        let with_seqs = |place: &dyn Fn(i64) -> Vec<u8>| seqs.map(place);
        let texts: Vec<_> = texts.iter().flat_map(|key| with_seqs(&|seq| text(key, seq))).collect();
        let numbers: Vec<_> =
            numbers.iter().flat_map(|number| with_seqs(&|seq| place(ValueRef::Integer(*number), seq))).collect();
        assert!(texts.is_sorted() && numbers.is_sorted());
    }

    #[test]
    fn a_place_tells_its_key_and_number() {
        assert_eq!(key(SortField::Name, &text("\u{e4}b", 300)), (Value::Text("\u{e4}b".to_owned()), 300));
        assert_eq!(key(SortField::UpdatedAt, &place(ValueRef::Integer(-5), 7)), (Value::Integer(-5), 7));
        assert_eq!(key(SortField::CreatedAt, &[1, 2]), (Value::Blob(vec![1, 2]), 0));
        assert_eq!(key(SortField::Company, &[]), (Value::Text(String::new()), 0));
        assert_eq!(key(SortField::UpdatedAt, &[]), (Value::Integer(i64::MIN), 0));
    }

    #[test]
    fn between_two_places_is_the_shortest_that_keeps_letters_whole() {
        let between = |before: Vec<u8>, place: Vec<u8>| key(SortField::Name, &super::between(&before, &place));
        let whole = |key: &str| (Value::Text(key.to_owned()), 0);
        assert_eq!(between(text("anna", 9), text("berta", 1)), whole("b"));
        assert_eq!(between(text("anna", 9), text("annabel", 1)), whole("annab"));
        assert_eq!(between(text("\u{e4}", 9), text("\u{e5}x", 1)), whole("\u{e5}"), "they begin with the same byte");
        assert_eq!(between(text("anna", 255), text("anna", 256)), (Value::Text("anna".to_owned()), 256));
        assert_eq!(between(text("anna", 9), text("anna", 300)), (Value::Text("anna".to_owned()), 256));
    }
}
