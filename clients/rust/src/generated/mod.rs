//! GENERATED from openapi.yaml by clients/generate.sh. Not to be edited.

pub mod models;
pub mod operations;
