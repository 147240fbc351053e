//! The service over HTTP: the real binary, as its users meet it. Every answer is compared with openapi.yaml.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod accounts;
mod conformance;
mod customers;
mod document;
mod pages;
mod server;
mod sessions;
