//! A connection of the load: HTTP/1.1, kept alive, one request at a time. Written by hand, since a client library takes
//! more of the processor than the server does for some answers, and both share it.

use std::{io, net::Ipv4Addr, ops::Range};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Bytes read at once: more than a page of 25 customers.
const READ: usize = 64 * 1024;

pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    body: Range<usize>,
}

impl Connection {
    pub(crate) async fn open(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::with_capacity(READ), body: 0..0 })
    }

    /// Sends a whole request and reads the whole answer. Its status.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> io::Result<u16> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let head = loop {
            self.read().await?;
            if let Some(end) = end_of_head(&self.received) {
                break Head::read(&self.received[..end])
                    .map(|head| (head, end))
                    .ok_or_else(|| invalid("an answer without status or Content-Length"))?;
            }
        };
        let (Head { status, length }, begin) = head;
        self.body = begin..begin + length;
        while self.received.len() < self.body.end {
            self.read().await?;
        }
        if self.received.len() > self.body.end {
            return Err(invalid("more than one answer to a request"));
        }
        Ok(status)
    }

    /// The body of the last answer.
    pub(crate) fn body(&self) -> &[u8] {
        self.received.get(self.body.clone()).unwrap_or_default()
    }

    async fn read(&mut self) -> io::Result<()> {
        self.received.reserve(READ);
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn end_of_head(received: &[u8]) -> Option<usize> {
    received.windows(4).position(|four| four == b"\r\n\r\n").map(|position| position + 4)
}

#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    length: usize,
}

impl Head {
    fn read(head: &[u8]) -> Option<Self> {
        let head = str::from_utf8(head).ok()?;
        let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        let length = head.split("\r\n").find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        match (status, length) {
            (204 | 304, _) => Some(Self { status, length: 0 }),
            (_, Some(length)) => Some(Self { status, length }),
            (_, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_status_and_length() {
        let head = b"HTTP/1.1 201 Created\r\nServer-Timing: a\r\ncontent-length: 12\r\n\r\n";
        assert_eq!(end_of_head(head), Some(head.len()));
        assert_eq!(Head::read(head), Some(Head { status: 201, length: 12 }));
        assert_eq!(Head::read(b"HTTP/1.1 204 No Content\r\n\r\n"), Some(Head { status: 204, length: 0 }));
        assert_eq!(Head::read(b"HTTP/1.1 200 OK\r\n\r\n"), None);
        assert_eq!(Head::read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), None);
        assert_eq!(end_of_head(b"HTTP/1.1 200 OK\r\n"), None);
    }
}
