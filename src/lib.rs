//! Customary: a customer management service whose contract comes first.
//!
//! `openapi.yaml` is the source of truth; ARCHITECTURE.md says how the rest follows from it.

pub mod api;
pub mod auth;
pub mod contract;
pub mod domain;
pub mod handlers;
pub mod server;
pub mod settings;
pub mod storage;
