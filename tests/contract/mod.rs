//! The document, and what was answered compared with it: shared by all tests that speak HTTP.

#![allow(dead_code, unreachable_pub, reason = "no test binary needs all of it")]

use std::{
    io::Write,
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

pub mod document;
pub mod record;

/// Takes the only place of a server with `--requests 1` by a request whose body is still to come. `is_busy` asks for
/// something; if the two meet and that one gets the place, the request is refused and another one sent.
pub fn hold_place(address: SocketAddr, request: &str, mut is_busy: impl FnMut() -> bool) -> TcpStream {
    let deadline = Instant::now() + Duration::from_mins(1);
    let mut holding = begin(address, request);
    while !is_busy() {
        assert!(Instant::now() < deadline, "the place could not be taken in a minute");
        if holding.peek(&mut [0]).is_ok() {
            holding = begin(address, request);
        }
    }
    holding.set_nonblocking(false).expect("a stream that waits");
    holding
}

fn begin(address: SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(request.as_bytes()).expect("written");
    stream.set_nonblocking(true).expect("a stream that does not wait");
    stream
}
