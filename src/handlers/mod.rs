//! The operations, a file for each tag. A handler is a story of a few lines; what all have in common is in the contract
//! runtime under them and in the server around them.

mod accounts;
mod customers;
mod health;
mod sessions;

use std::sync::Arc;

pub use customers::KeptPages;
use poem::Route;

use crate::{
    api::{
        operations::OPERATIONS,
        routes::{AccountsRoutes, CustomersRoutes, HealthRoutes, SessionsRoutes},
    },
    auth::{Attempts, Passwords, Sessions, TooManyHashes},
    contract::{
        MountError, Paths, Runtime, mount,
        problem::{Failure, InternalError, TooManyRequests, Unavailable},
    },
    storage::{Error, Storage},
};

/// What the handlers work with.
pub struct Services {
    /// The repository.
    pub storage: Arc<Storage>,
    /// Tokens and sessions.
    pub sessions: Arc<Sessions>,
    /// Hashing passwords.
    pub passwords: Passwords,
    /// Counting wrong passwords.
    pub attempts: Attempts,
    /// Pages of customers that were answered.
    pub pages: KeptPages,
}

/// The handlers of all operations.
#[derive(Clone)]
struct Handlers(Arc<Services>);

/// The paths of all operations.
#[must_use]
pub fn paths(runtime: &Arc<Runtime>) -> Paths {
    Paths::new(OPERATIONS, Arc::clone(runtime))
}

/// Routes to all operations.
///
/// # Errors
/// The generated routes are not those of the document.
pub fn routes(services: &Arc<Services>, runtime: &Arc<Runtime>) -> Result<Route, MountError> {
    let handlers = || Handlers(Arc::clone(services));
    let api =
        (AccountsRoutes(handlers()), CustomersRoutes(handlers()), HealthRoutes(handlers()), SessionsRoutes(handlers()));
    mount(Route::new(), api, OPERATIONS, runtime)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable(cause) => Self::Unavailable(Unavailable { cause }),
            Error::Internal(cause) => Self::InternalError(InternalError { cause }),
        }
    }
}

impl From<TooManyHashes> for Failure {
    fn from(_: TooManyHashes) -> Self {
        Self::Unavailable(Unavailable { cause: "too many passwords wait to be hashed".to_owned() })
    }
}

fn too_many_attempts(seconds: i32) -> TooManyRequests {
    let retry_after = u32::try_from(seconds).unwrap_or(1);
    let detail = format!("There were too many attempts with a wrong password. Try again in {retry_after} seconds.");
    TooManyRequests { detail, retry_after }
}
