//! What the runtime needs to know of authentication.

use super::problem::Unauthenticated;
use crate::domain::Caller;

/// Tells who calls.
pub trait Authenticate: Send + Sync + 'static {
    /// The caller that an access token stands for.
    ///
    /// # Errors
    /// The token is malformed, forged or expired, or its session has ended.
    fn authenticate(&self, token: &str) -> Result<Caller, Unauthenticated>;
}
