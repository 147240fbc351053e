//! What SQLite reports, in the words of the contract of storage.

use rusqlite::ErrorCode;

use crate::storage::{CreateCustomerError, Error, RegisterError, UpdateCustomerError};

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        // A disk that is full or gone, locks that others hold: these can pass, and nothing was changed.
        let can_pass = matches!(
            error.sqlite_error_code(),
            Some(
                ErrorCode::DatabaseBusy
                    | ErrorCode::DatabaseLocked
                    | ErrorCode::DiskFull
                    | ErrorCode::ReadOnly
                    | ErrorCode::CannotOpen
                    | ErrorCode::SystemIoFailure
                    | ErrorCode::OutOfMemory
                    | ErrorCode::OperationInterrupted
                    | ErrorCode::OperationAborted
            )
        );
        let why = format!("SQLite: {error}");
        if can_pass { Self::Unavailable(why) } else { Self::Internal(why) }
    }
}

macro_rules! from_sqlite_error {
    ($($name:ident),*) => {$(
        impl From<rusqlite::Error> for $name {
            fn from(error: rusqlite::Error) -> Self {
                Self::Storage(error.into())
            }
        }
    )*};
}
from_sqlite_error!(RegisterError, CreateCustomerError, UpdateCustomerError);

/// Whether a row was refused because another has the same key.
pub(super) fn is_duplicate(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE)
}
