//! Who a caller is: passwords, tokens, sessions, and what too many wrong passwords lead to.

mod attempts;
mod jwt_hmac;
mod passwords;
mod priority;
mod sessions;
mod tokens;

pub use attempts::Attempts;
pub use passwords::{Passwords, TooManyHashes, Verdict, check_new_password};
pub use sessions::{Grant, Sessions};
pub use tokens::{AccessTokens, RefreshToken, Refused, new_signing_key};
