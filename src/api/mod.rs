//! GENERATED from openapi.yaml by codegen/generate.sh. Not to be edited.
//!
//! `models` are the schemas, `operations` what the handlers implement, `routes` how poem serves that.

#![allow(
    clippy::all,
    clippy::pedantic,
    reason = "the templates can't know the length or the words of every description"
)]

pub mod models;
pub mod operations;
pub mod routes;
