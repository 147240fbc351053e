//! The document, and what was answered compared with it: shared by all tests that speak HTTP.

#![allow(dead_code, unreachable_pub, reason = "no test binary needs all of it")]

pub mod document;
pub mod record;
