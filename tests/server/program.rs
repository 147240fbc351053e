//! Starts the program in a folder of its own, speaks to it over plain sockets, and reads what it logs.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use crate::contract::record;

/// Long enough on any loaded machine; what takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(1);

fn program(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_customary"));
    // Settings of whoever runs the tests must not reach it.
    command.env_clear().envs(environment.iter().copied()).current_dir(folder).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Sends a signal, by the name that `kill` takes.
pub(crate) fn signal(process: u32, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {process}")]).status().unwrap();
    assert!(sent.success(), "kill -{name} {process}");
}

/// How a run that ends by itself ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    /// What it wrote to standard output.
    pub(crate) output: String,
    /// What it wrote to standard error.
    pub(crate) errors: String,
    /// What it left in its folder.
    pub(crate) files: Vec<String>,
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
    run_in(&TempDir::new().unwrap(), arguments, environment)
}

/// Runs the program in this folder until it ends.
pub(crate) fn run_in(folder: &TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
    let output = program(folder.path(), arguments, environment).output().unwrap();
    let files =
        folder.path().read_dir().unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    let [output_text, errors] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    Ended { code: output.status.code(), output: output_text, errors, files }
}

/// Runs the program while nobody reads what it prints: the exit code, and what it wrote to standard error.
pub(crate) fn run_without_a_reader(arguments: &[&str]) -> (Option<i32>, String) {
    let folder = TempDir::new().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = program(folder.path(), arguments, &[]).stdout(writer).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// An answer; all of it empty if the connection ended without one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    fn parse(text: &str) -> Self {
        let Some((head, body)) = text.split_once("\r\n\r\n") else { return Self::default() };
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { status, headers, body: body.to_owned() }
    }

    /// Whether it is a problem of this kind, with everything that all of them have.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, slug: &str) {
        assert_eq!((self.status, self.header("content-type")), (status, Some("application/problem+json")), "{self:?}");
        let problem: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(problem["type"], format!("/problems/{slug}/"), "{self:?}");
        assert_eq!((&problem["status"], &problem["request_id"]), (&status.into(), &self.header("x-request-id").into()));
        assert!(self.header("server-timing").is_some(), "{self:?}");
    }

    /// Whether it has this status, and what follows it on the connection begins like this.
    #[track_caller]
    pub(crate) fn is_followed_by(&self, status: u16, next: &str) {
        let length: usize = self.header("content-length").unwrap().parse().unwrap();
        assert_eq!((self.status, self.body[length..].starts_with(next)), (status, true), "{self:?}");
    }

    /// Compares it with the document, and notes it.
    #[track_caller]
    fn is_as_documented(&self, request: &str) {
        if self.status == 0 {
            return;
        }
        let mut line = request.split(' ');
        let (method, target) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
        let headers = self.headers.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        // What follows is the answer to the next request.
        let length = self.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(self.body.len());
        let body = if method == "HEAD" { "" } else { &self.body[..length] };
        let answer = record::Answer { status: self.status, headers: &headers, body: body.as_bytes() };
        let differences = record::differences(method, target, answer);
        assert!(
            differences.is_empty(),
            "{request:?} was answered otherwise than the document says: {differences:#?}\n{self:?}"
        );
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str())
    }
}

/// Sends `text` as it is and reads until the server closes the connection.
pub(crate) fn ask(address: SocketAddr, text: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let answer = read(stream);
    answer.is_as_documented(text);
    answer
}

/// What comes until the server closes the connection.
pub(crate) fn read(mut stream: TcpStream) -> Answer {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        // What the server did not read makes the operating system reset the connection, after the answer.
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    }
    Answer::parse(&String::from_utf8(answer).unwrap())
}

/// A server that runs. It is killed when dropped.
pub(crate) struct Program {
    child: Child,
    log: BufReader<ChildStderr>,
    read: String,
    address: SocketAddr,
    _folder: TempDir,
}

impl Program {
    /// Starts it on a free port and waits until it is ready.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_in(TempDir::new().unwrap(), arguments)
    }

    /// The same in this folder.
    pub(crate) fn start_in(folder: TempDir, arguments: &[&str]) -> Self {
        let mut child = program(folder.path(), arguments, &[("CUSTOMARY_LISTEN", "127.0.0.1:0")]).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let address = SocketAddr::from(([0, 0, 0, 0], 0));
        let mut program = Self { child, log, read: String::new(), address, _folder: folder };
        let line = program.wait_for("Customary is ready at http://");
        let place = line.split_once("http://").unwrap().1.split_once('/').unwrap().0;
        program.address = place.parse().unwrap();
        program
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Reads the log up to a line with `text`, and returns that line.
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.log.read_line(&mut line).unwrap() > 0, "it ended without {text:?}: {}", self.read);
            self.read.push_str(&line);
            if line.contains(text) {
                return line;
            }
        }
    }

    /// A connection on which so much was sent and no more.
    pub(crate) fn begin(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream
    }

    pub(crate) fn send(&self, text: &str) -> Answer {
        ask(self.address, text)
    }

    /// `headers`: whole lines, each with its end.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        self.send(&format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n"))
    }

    pub(crate) fn get(&self, path: &str, headers: &str) -> Answer {
        self.ask("GET", path, headers)
    }

    /// Sends a signal and waits for the end: the exit code, and the whole log.
    pub(crate) fn end(self, name: &str) -> (Option<i32>, String) {
        signal(self.id(), name);
        self.wait()
    }

    /// Waits for the end: the exit code, and the whole log.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        self.log.read_to_string(&mut self.read).unwrap();
        let code = self.child.wait().unwrap().code();
        (code, std::mem::take(&mut self.read))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended already where the test ended it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
