//! The process that is measured: started, asked what it costs, ended.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::{Result, http::Connection};

/// How long a server may take to start or to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often the first answer is asked for.
const POLL: Duration = Duration::from_micros(500);

/// The account that everything is done with.
pub(crate) const EMAIL: &str = "bench@customary.example";
pub(crate) const PASSWORD: &str = "seven lanterns over the harbour";

/// The program, and where the URL of its database is.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) binary: PathBuf,
    pub(crate) url: String,
    /// Whether the server keeps pages that were answered, as it does if nobody says otherwise: then it makes those anew that
    /// were not asked for since the last change.
    pub(crate) keeps_pages: bool,
}

impl Program {
    /// Without what the environment sets for it.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CUSTOMARY_")) {
            command.env_remove(name);
        }
        command.env("DATABASE_URL", &self.url).stdin(Stdio::null());
        if !self.keeps_pages {
            command.env("CUSTOMARY_KEPT_PAGES", "0");
        }
        command
    }

    /// Adds so many made-up customers.
    pub(crate) fn seed(&self, customers: u64, organizations: u32) -> Result<()> {
        let mut command = self.command();
        command.args(["seed", "--email", EMAIL, "--log", "warn", "--customers", &customers.to_string()]);
        command.args(["--organizations", &organizations.to_string()]).env("CUSTOMARY_SEED_PASSWORD", PASSWORD);
        let done = command.output().map_err(|error| format!("{}: {error}", self.binary.display()))?;
        if done.status.success() {
            return Ok(());
        }
        Err(format!("customary seed: {}: {}", done.status, String::from_utf8_lossy(&done.stderr)).into())
    }

    /// Starts it. It may not be ready yet.
    pub(crate) fn start(&self) -> Result<Server> {
        let port = free_port()?;
        let mut command = self.command();
        command.args([
            "serve",
            "--listen",
            &format!("127.0.0.1:{port}"),
            "--wrong-passwords",
            "0",
            "--log",
            "warn",
            "--access-token-seconds",
            "86400",
        ]);
        let begun = Instant::now();
        let child = command.spawn().map_err(|error| format!("{}: {error}", self.binary.display()))?;
        Ok(Server { child, port, begun })
    }

    pub(crate) async fn start_and_wait(&self) -> Result<Server> {
        let mut server = self.start()?;
        server.first_answer(b"GET /readyz HTTP/1.1\r\nHost: bench\r\n\r\n").await?;
        Ok(server)
    }
}

pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    begun: Instant,
}

impl Server {
    /// How long it took from its start until this request is answered with 200.
    pub(crate) async fn first_answer(&mut self, request: &[u8]) -> Result<Duration> {
        while self.begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("the server ended by itself: {status}").into());
            }
            if let Ok(mut connection) = Connection::open(self.port).await
                && connection.ask(request).await.is_ok_and(|status| status == 200)
            {
                return Ok(self.begun.elapsed());
            }
            thread::sleep(POLL);
        }
        Err("the server did not answer".into())
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Resident memory, in MiB.
    pub(crate) fn memory(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok());
        kib.map(|kib: f64| kib / 1024.0).ok_or_else(|| "no VmRSS".into())
    }

    /// Ends it cleanly.
    pub(crate) fn stop(mut self) -> Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).ok_or("no process id")?;
        kill_process(pid, Signal::TERM)?;
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(5));
        }
        Err("the server did not stop".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended if it was stopped.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The processor time that a process has had, all of its threads; none if it is gone.
pub(crate) fn processor_time(process: u32) -> Duration {
    fs::read_to_string(format!("/proc/{process}/stat"))
        .ok()
        .and_then(|stat| ticks(&stat))
        .map_or(Duration::ZERO, |ticks| {
            Duration::from_secs(ticks) / u32::try_from(rustix::param::clock_ticks_per_second()).unwrap_or(100)
        })
}

/// `utime` and `stime` of proc(5). The name, which comes before, may have spaces and brackets in it.
fn ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u64>().ok();
    Some(next()? + next()?)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// The size of a file, in MiB.
pub(crate) fn size(path: &Path) -> Result<f64> {
    // Whole KiB are precise enough, and fit for files of up to 4 TiB.
    let kib = u32::try_from(fs::metadata(path)?.len() / 1024).map_err(|_| "a file of more than 4 TiB")?;
    Ok(f64::from(kib) / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_any_name() {
        let stat = "7 (a) R 1) S 1 7 7 0 -1 4194304 90 0 0 0 12 30 0 0 20 0 1 0 100 1 1";
        assert_eq!(ticks(stat), Some(42));
        assert!(processor_time(std::process::id()) < Duration::from_hours(1));
    }
}
