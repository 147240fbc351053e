//! Customary: a customer management service whose contract comes first.
//!
//! `openapi.yaml` is the source of truth. ARCHITECTURE.md says how the parts below fit together.

pub mod domain;
pub mod storage;
