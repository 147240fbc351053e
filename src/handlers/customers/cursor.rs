//! Cursors as clients see them: a text whose content is private to the server. It holds the position, and a mark of the
//! order and the search that it was given for, so that it can't be used with others by mistake.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::{Cursor, CustomerId};

/// The form of the content, so that a later one can tell itself apart.
const FORM: u8 = 1;
const MARK: usize = 8;
const ID: usize = 16;

/// What a cursor holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark([u8; MARK]);

impl Mark {
    /// Of everything that decides which customers come in which order.
    pub(super) fn new<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // Lengths, so that no two lists of parts read the same.
            hash.update(part.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            hash.update(part.unwrap_or_default());
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut mark = [0; MARK];
        mark.copy_from_slice(&digest[..MARK]);
        Self(mark)
    }
}

pub(super) fn encode(cursor: &Cursor, mark: Mark) -> String {
    let mut bytes = vec![FORM];
    bytes.extend(mark.0);
    bytes.extend(cursor.id.0.as_bytes());
    bytes.extend(&cursor.key);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The position, and what the cursor holds for; `None` if it is no cursor.
pub(super) fn decode(text: &str) -> Option<(Cursor, Mark)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (form, rest) = bytes.split_first()?;
    let (mark, rest) = rest.split_first_chunk::<MARK>()?;
    let (id, key) = rest.split_first_chunk::<ID>()?;
    let cursor = || Cursor { id: CustomerId(Uuid::from_bytes(*id)), key: key.to_vec() };
    (*form == FORM).then(|| (cursor(), Mark(*mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was_with_the_mark_of_its_search() {
        let mark = Mark::new([Some("name"), None]);
        let cursor = Cursor { id: CustomerId(Uuid::from_u128(7)), key: b"mirela".to_vec() };
        let text = encode(&cursor, mark);
        assert_eq!(decode(&text), Some((cursor, mark)));
        for other in
            [Mark::new([Some("-name"), None]), Mark::new([Some("name"), Some("")]), Mark::new([Some("nam"), Some("e")])]
        {
            assert_ne!(other, mark);
        }
        for bad in ["", "AQ", "!", &text[..text.len() / 2]] {
            assert!(decode(bad).is_none(), "{bad}");
        }
    }
}
