//! The service over HTTP: the real binary, as its users meet it. Every answer is compared with openapi.yaml.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![allow(unreachable_pub, clippy::needless_pass_by_value, reason = "nobody but these tests calls what is here")]
#![allow(clippy::too_many_lines, reason = "a story is read from its beginning to its end")]

mod accounts;
mod conformance;
#[path = "../contract/mod.rs"]
mod contract;
mod customers;
#[path = "../database.rs"]
mod database;
mod examples;
mod limits;
mod pages;
mod searches;
mod server;
mod sessions;
mod strict;
mod texts;
