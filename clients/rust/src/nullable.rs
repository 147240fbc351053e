//! A member of a body that may be left out, null or set.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A member that can be left out and can be null. In a change (JSON merge patch) these differ: what is left out stays as it is, and
/// null removes it.
///
/// ```
/// use customary_client::{Nullable, models::CustomerUpdate};
///
/// let update = CustomerUpdate {
///     notes: "Prefers e-mail.".into(),
///     company: Nullable::Null,
///     ..CustomerUpdate::default()
/// };
/// assert_eq!(update.city, Nullable::Absent);
/// ```
///
/// `Some(value).into()` sets the member, `None.into()` makes it null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// Left out.
    #[default]
    Absent,
    /// Null.
    Null,
    /// Set.
    Value(T),
}

impl<T> Nullable<T> {
    /// Whether it is left out.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

// What is absent is left out by the models (`skip_serializing_if`, `default`): here it can be null or a value only.
impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}
