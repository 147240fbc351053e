//! Identifiers: one type each, so that none is taken for another.

use std::{fmt, str::FromStr};

use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::from_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// Identifies an account (`UUIDv7`).
    AccountId;
    /// Identifies a customer (`UUIDv7`).
    CustomerId;
    /// Identifies an organization (`UUIDv7`).
    OrganizationId;
    /// Identifies a session (`UUIDv7`); the `sid` of its access tokens.
    SessionId;
}

/// Where randomness comes from. A parameter, so that tests can set it.
pub trait IdSource: Send + Sync + 'static {
    /// Fills `bytes` with random bytes that nobody can guess.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's randomness, stretched by a generator that is fit for secrets.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl IdSource for SystemIds {
    fn fill(&self, bytes: &mut [u8]) {
        rand::fill(bytes);
    }
}
