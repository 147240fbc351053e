//! Types of values that the generated models use.

use chrono::SecondsFormat;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::domain::{Change, Timestamp};

/// A member that may be left out, be null, or have a value: three different things in a merge patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MaybeUndefined<T> {
    /// Left out.
    #[default]
    Undefined,
    /// Null.
    Null,
    /// There.
    Value(T),
}

impl<T> MaybeUndefined<T> {
    /// Whether it was left out.
    pub const fn is_undefined(&self) -> bool {
        matches!(self, Self::Undefined)
    }

    /// The value, where null is the same as nothing.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Undefined | Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<MaybeUndefined<T>> for Change<T> {
    fn from(member: MaybeUndefined<T>) -> Self {
        match member {
            MaybeUndefined::Undefined => Self::Keep,
            MaybeUndefined::Null => Self::Remove,
            MaybeUndefined::Value(value) => Self::Set(value),
        }
    }
}

impl<T: Serialize> Serialize for MaybeUndefined<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // An undefined one is skipped by the model that has it.
            Self::Undefined | Self::Null => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for MaybeUndefined<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

/// A moment as the contract writes it: RFC 3339, in UTC, always in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub Timestamp);

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_datetime().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment = chrono::DateTime::parse_from_rfc3339(&text).map_err(de::Error::custom)?;
        Ok(Self(Timestamp(moment.timestamp_millis())))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_moment_always_has_three_decimals() {
        let text = serde_json::to_string(&DateTime(Timestamp(1_772_443_860_000))).unwrap();
        assert_eq!(text, r#""2026-03-02T09:31:00.000Z""#);
        let again: DateTime = serde_json::from_str(&text).unwrap();
        assert_eq!(again.0, Timestamp(1_772_443_860_000));
    }

    #[test]
    fn left_out_null_and_a_value_are_three_things() {
        #[derive(Serialize, Deserialize, PartialEq, Debug)]
        struct Body {
            #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
            notes: MaybeUndefined<String>,
        }
        for (text, notes) in [
            ("{}", MaybeUndefined::Undefined),
            (r#"{"notes":null}"#, MaybeUndefined::Null),
            (r#"{"notes":"x"}"#, MaybeUndefined::Value("x".to_owned())),
        ] {
            let body: Body = serde_json::from_str(text).unwrap();
            assert_eq!(body, Body { notes });
            assert_eq!(serde_json::to_string(&body).unwrap(), text);
        }
    }
}
