//! How members of models are read: in the form that the document gives them, and in no other that their types would take as well.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, de::Error};
use uuid::Uuid;

pub(crate) trait Form<'de>: Sized {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// For types that take one form only.
macro_rules! as_they_are {
    ($($type:ty),*) => { $(
        impl<'de> Form<'de> for $type {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
        }
    )* };
}

as_they_are!(String, i32, i64);

impl<'de, T: Deserialize<'de>> Form<'de> for Vec<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

/// Of RFC 9562 §4. The type takes it without hyphens, in braces and as a URN, too, which are of other lengths.
impl<'de> Form<'de> for Uuid {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() != 36 {
            return Err(D::Error::custom("not a UUID of 36 characters"));
        }
        text.parse().map_err(D::Error::custom)
    }
}

/// Of RFC 3339 §5.6. The type takes times without leading zeros and with blanks, too.
impl<'de> Form<'de> for DateTime<Utc> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.contains(' ') {
            return Err(D::Error::custom("a time with a blank"));
        }
        DateTime::parse_from_rfc3339(&text).map(|time| time.to_utc()).map_err(D::Error::custom)
    }
}

struct InForm<T>(T);

impl<'de, T: Form<'de>> Deserialize<'de> for InForm<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

/// A member that is always there, and may be null. Without this, serde takes one that is not there for null.
pub(crate) fn nullable<'de, T: Form<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(Option::<InForm<T>>::deserialize(deserializer)?.map(|value| value.0))
}

/// A member that may be left out, and is never null.
pub(crate) fn optional<'de, T: Form<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::read(deserializer).map(Some)
}
