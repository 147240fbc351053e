//! Keeps what is generated in step with the contract.

fn main() {}
