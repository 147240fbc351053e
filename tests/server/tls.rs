//! TLS to a database server: what the URL says, seen by what passes between the two. `scripts/with-databases` gives the
//! servers a certificate for localhost and 127.0.0.1.

use std::{
    env, fs,
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use tempfile::TempDir;

use crate::{
    database::Database,
    program::{Program, run},
    refused::{address, is_refused},
};

/// The name of a table: every start of the program sends it.
const SENT: &[u8] = b"refinery_schema_history";

/// A database, and how its URLs spell what all have.
struct Server {
    database: Database,
    mode: &'static str,
    /// From the least protection to the most.
    modes: [&'static str; 5],
    ca: &'static str,
    /// Passes on what comes first as a server would that has no TLS.
    without_tls: fn(&mut TcpStream, &mut TcpStream),
}

fn servers() -> [Server; 2] {
    [
        Server {
            database: Database::postgres(),
            mode: "sslmode",
            modes: ["disable", "prefer", "require", "verify-ca", "verify-full"],
            ca: "sslrootcert",
            // A request for TLS has 8 bytes, and the answer is a letter.
            without_tls: |program, _| {
                program.read_exact(&mut [0; 8]).unwrap();
                program.write_all(b"N").unwrap();
            },
        },
        Server {
            database: Database::mysql(),
            mode: "ssl-mode",
            modes: ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"],
            ca: "ssl-ca",
            // CLIENT_SSL is a bit of the second byte of what the server can do, which follows its version, the
            // number of the connection, 8 bytes of salt and a zero.
            without_tls: |program, server| {
                let mut head = [0; 4];
                server.read_exact(&mut head).unwrap();
                let mut greeting = vec![0; usize::from(head[0])];
                server.read_exact(&mut greeting).unwrap();
                let version = greeting[1..].iter().position(|byte| *byte == 0).unwrap();
                greeting[1 + version + 1 + 4 + 8 + 1 + 1] &= !0x08;
                program.write_all(&[head.as_slice(), &greeting].concat()).unwrap();
            },
        },
    ]
}

impl Server {
    /// The database's URL by way of `relay`, with this protection and these authorities.
    fn url(&self, relay: &Relay, level: usize, ca: Option<&str>) -> String {
        let url = self.database.url();
        let ca = ca.map(|file| format!("&{}={file}", self.ca)).unwrap_or_default();
        format!("{}?{}={}{ca}", url.replace(&address(&url), &relay.address.to_string()), self.mode, self.modes[level])
    }
}

/// Stands between the program and a server.
struct Relay {
    address: SocketAddr,
    /// All that the program sent.
    sent: Arc<Mutex<Vec<u8>>>,
}

impl Relay {
    /// On this host, before this server; `begin` passes on what comes first.
    fn start(host: &str, server: &Server, begin: fn(&mut TcpStream, &mut TcpStream)) -> Self {
        let listener = TcpListener::bind((host, 0)).unwrap();
        let relay = Self { address: listener.local_addr().unwrap(), sent: Arc::default() };
        let (sent, server) = (Arc::clone(&relay.sent), address(&server.database.url()));
        thread::spawn(move || {
            for program in listener.incoming() {
                let (mut program, mut server) = (program.unwrap(), TcpStream::connect(&server).unwrap());
                begin(&mut program, &mut server);
                let (from, to, sent) = (program.try_clone().unwrap(), server.try_clone().unwrap(), Arc::clone(&sent));
                thread::spawn(move || pass(from, to, |bytes| sent.lock().unwrap().extend_from_slice(bytes)));
                thread::spawn(move || pass(server, program, |_| ()));
            }
        });
        relay
    }

    /// Whether something was sent, and all of it encrypted.
    fn is_encrypted(&self) -> bool {
        let sent = self.sent.lock().unwrap();
        assert!(sent.len() > 500, "only {} bytes were sent", sent.len());
        !sent.windows(SENT.len()).any(|part| part == SENT)
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, look: impl Fn(&[u8])) {
    let mut bytes = [0; 16384];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        look(&bytes[..length]);
        if to.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    // The other side may have ended it.
    let _ = to.shutdown(Shutdown::Write);
}

/// All is passed on as it is.
fn same(_: &mut TcpStream, _: &mut TcpStream) {}

/// The file with what signed the servers' certificates.
fn authority() -> String {
    env::var("TEST_DATABASE_CA").expect("TEST_DATABASE_CA is not set: run the tests by scripts/with-databases")
}

/// A file with the certificate of an authority that signed nothing.
fn other_authority(folder: &TempDir) -> String {
    let [file, key] = ["other.pem", "other.key"].map(|name| folder.path().join(name).display().to_string());
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=other", "-addext", "keyUsage=critical,keyCertSign", "-keyout", &key, "-out", &file])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    file
}

#[track_caller]
fn is_used(url: &str) {
    let ended = run(&["migrate", "--database-url", url], &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.errors);
}

#[test]
fn all_is_encrypted_except_where_the_url_says_otherwise() {
    let ca = authority();
    for server in servers() {
        for (level, ca) in [(0, None), (1, None), (2, None), (3, Some(ca.as_str())), (4, Some(&ca))] {
            let relay = Relay::start("127.0.0.1", &server, same);
            is_used(&server.url(&relay, level, ca));
            assert_eq!(relay.is_encrypted(), level > 0, "{}", server.modes[level]);
        }
        let relay = Relay::start("127.0.0.1", &server, same);
        let url = server.url(&relay, 0, None);
        is_used(url.split_once('?').unwrap().0);
        assert!(relay.is_encrypted(), "without {}", server.mode);
    }
}

#[test]
fn the_server_itself_says_that_a_serving_program_s_connections_are_encrypted() {
    let database = Database::postgres();
    let connections = |query: &str| {
        let url = format!("{}?{query}", database.url().replace("127.0.0.1", "localhost"));
        let server = Program::start(&["--database-url", &url]);
        assert_eq!(server.get("/readyz", "").status, 200);
        database.ask(
            "SELECT count(*) > 0, bool_and(ssl), min(version) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
             WHERE datname = current_database() AND application_name = 'customary'",
        )
    };
    assert_eq!(connections(&format!("sslmode=verify-full&sslrootcert={}", authority())), "t\tt\tTLSv1.3");
    assert_eq!(connections("sslmode=disable"), "t\tf");
}

#[test]
fn a_certificate_of_an_authority_that_is_not_trusted_is_refused() {
    let folder = TempDir::new().unwrap();
    let other = other_authority(&folder);
    for server in servers() {
        let relay = Relay::start("127.0.0.1", &server, same);
        // Without a file, those that browsers trust are.
        for (level, ca) in [(3, Some(other.as_str())), (4, Some(&other)), (3, None), (4, None)] {
            let place = relay.address.to_string();
            is_refused(&server.url(&relay, level, ca), &[&place, "of no authority that is trusted", server.ca]);
        }
        assert!(relay.is_encrypted(), "it said something before it looked at the certificate");
    }
}

#[test]
fn the_name_in_the_certificate_counts_where_the_url_says_so() {
    let ca = authority();
    for server in servers() {
        // The certificate is not for this address.
        let relay = Relay::start("127.0.0.2", &server, same);
        is_refused(&server.url(&relay, 4, Some(&ca)), &["not valid for name", "127.0.0.2", "localhost"]);
        is_used(&server.url(&relay, 3, Some(&ca)));
        assert!(relay.is_encrypted());
    }
}

#[test]
fn a_server_that_says_it_has_no_tls_is_refused_where_the_url_demands_it() {
    let ca = authority();
    for server in servers() {
        let relay = Relay::start("127.0.0.1", &server, server.without_tls);
        for (level, ca) in [(2, None), (3, Some(ca.as_str())), (4, Some(&ca))] {
            is_refused(&server.url(&relay, level, ca), &[&relay.address.to_string(), "server does not"]);
        }
        is_used(&server.url(&relay, 1, None));
        assert!(!relay.is_encrypted(), "{}", server.modes[1]);
    }
}

#[test]
fn a_file_of_authorities_that_is_of_no_use_is_named() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    let broken = fs::read_to_string(authority()).unwrap().replace("MII", "!!!");
    let files = [
        (file("empty.pem", ""), "it must have certificates"),
        (file("text.pem", "no certificate"), "it must have certificates"),
        (file("broken.pem", &broken), "broken.pem"),
        (folder.path().join("none.pem").display().to_string(), "No such file"),
    ];
    for server in servers() {
        let relay = Relay::start("127.0.0.1", &server, same);
        for (file, why) in &files {
            is_refused(&server.url(&relay, 4, Some(file)), &[file, why]);
        }
        // It would promise more than is done.
        for level in 0..3 {
            let allowed = format!("{}={}", server.mode, server.modes[3]);
            is_refused(&server.url(&relay, level, Some(&authority())), &[server.ca, &allowed, server.modes[4]]);
        }
        let url = server.url(&relay, 0, None).replace(server.modes[0], "sure");
        is_refused(&url, &[server.mode, &server.modes.join(", ")]);
    }
}
