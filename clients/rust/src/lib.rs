#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod challenges;
mod client;
mod error;
mod form;
mod generated;
mod nullable;
mod pages;
mod redact;
mod session;
mod transport;

pub use client::{Builder, Customary};
pub use error::{Error, ProblemError, UnexpectedResponseError};
pub use generated::{models, operations};
pub use nullable::Nullable;
pub use pages::By;

/// For the stream of [`Customary::iterate_customers`]: `try_next`, and so on.
pub use futures_util::TryStreamExt;
