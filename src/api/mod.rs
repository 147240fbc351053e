//! GENERATED from openapi.yaml by codegen/generate.sh. Not to be edited.
//!
//! `models` are the schemas, `operations` what the handlers implement, `routes` how poem serves that.

pub mod models;
pub mod operations;
pub mod routes;
