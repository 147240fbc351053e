//! Asks a running server whether it is ready, for container health checks: an image needs no shell or curl.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

use super::Error;

/// How long connecting, sending and each part of the answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Succeeds when the server at `listen` answers `/readyz` with 200. An unspecified address (0.0.0.0, ::) means this machine.
///
/// # Errors
/// When it does not answer, or not with 200.
pub fn health(listen: SocketAddr) -> Result<(), Error> {
    let address = reachable(listen);
    let status = ask(address).map_err(|error| Error::Failed(format!("no answer from {address}: {error}")))?;
    if status == "200" {
        return Ok(());
    }
    Err(Error::Failed(format!("the server at {address} is not ready: it answered with status {status}")))
}

fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // In one piece: `write!` would send each part of the text by itself.
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    // "HTTP/1.1 200": nothing after the status matters.
    let mut start = [0; 12];
    stream.read_exact(&mut start)?;
    Ok(String::from_utf8_lossy(&start[9..]).into_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::{net::TcpListener, thread};

    use super::*;

    fn answered_with(answer: &'static str) -> Result<(), Error> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = SocketAddr::from(([0, 0, 0, 0], listener.local_addr().unwrap().port()));
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 200];
            let length = stream.read(&mut request).unwrap();
            assert!(request[..length].starts_with(b"GET /readyz HTTP/1.1\r\n"));
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let health = health(address);
        server.join().unwrap();
        health
    }

    #[test]
    fn only_status_200_is_healthy_also_at_the_unspecified_address() {
        assert!(answered_with("HTTP/1.1 200 OK\r\n\r\n").is_ok());
        let error = answered_with("HTTP/1.1 503 Service Unavailable\r\n\r\n").unwrap_err();
        assert!(error.to_string().ends_with("status 503"), "{error}");
        assert!(answered_with("nonsense").is_err());
    }

    #[test]
    fn nobody_there_is_not_healthy() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert!(health(SocketAddr::from(([127, 0, 0, 1], port))).is_err());
    }
}
