//! The load: so many connections that each send the next request when the last is answered (closed), or requests at a
//! fixed rate whatever the answers take (open).

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::{
    sync::{Mutex, mpsc},
    task::JoinSet,
    time::{sleep, sleep_until, timeout},
};

use crate::{Result, http::Connection, server::processor_time, stats};

/// How long to wait for answers after the end.
const PATIENCE: Duration = Duration::from_secs(30);

/// When a sequence ends early.
const LONG_SEQUENCE: Duration = Duration::from_secs(10);

/// Connections of an open load: as many requests can be on their way. More wait, and the wait counts.
const OPEN_CONNECTIONS: usize = 64;

/// Writes request number so and so, and says which status its answer must have.
pub(crate) type Requests = Arc<dyn Fn(u64, &mut Vec<u8>) -> u16 + Send + Sync>;

/// What is sent, and by how many.
#[derive(Clone)]
pub(crate) struct Load {
    pub(crate) port: u16,
    pub(crate) connections: usize,
    pub(crate) requests: Requests,
}

/// How long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    /// Before anything counts.
    pub(crate) warm: Duration,
    pub(crate) measured: Duration,
}

/// What came of a load.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Of each right answer, in milliseconds, sorted.
    pub(crate) latencies: Vec<f64>,
    /// Answers with another status than they must have, and requests without an answer.
    pub(crate) errors: usize,
    /// What was wrong with the first of them.
    pub(crate) first_error: Option<String>,
    pub(crate) seconds: f64,
    /// Processor time of the server, of all that it did meanwhile.
    pub(crate) server: Duration,
    /// Processor time of the load.
    pub(crate) own: Duration,
}

/// The processor time that both have had.
#[derive(Clone, Copy)]
struct Costs {
    server: Duration,
    own: Duration,
}

impl Costs {
    fn now(server: impl Fn() -> Duration) -> Self {
        Self { server: server(), own: processor_time(std::process::id()) }
    }
}

impl Outcome {
    pub(crate) fn rate(&self) -> f64 {
        stats::count(self.latencies.len()) / self.seconds
    }

    /// A time, as microseconds for each right answer.
    pub(crate) fn each(&self, time: Duration) -> f64 {
        time.as_secs_f64() * 1e6 / stats::count(self.latencies.len()).max(1.0)
    }

    fn with(self, before: Costs, after: Costs) -> Self {
        let (server, own) = (after.server.saturating_sub(before.server), after.own.saturating_sub(before.own));
        Self { server, own, ..self }
    }

    fn failed(&mut self, what: String) {
        self.errors += 1;
        self.first_error.get_or_insert(what);
    }

    fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.errors += other.errors;
        self.first_error = self.first_error.take().or(other.first_error);
        self.seconds = self.seconds.max(other.seconds);
    }
}

/// A connection that comes back after an error, and what it saw.
struct Worker {
    port: u16,
    connection: Option<Connection>,
    request: Vec<u8>,
    seen: Outcome,
}

impl Worker {
    fn new(port: u16) -> Self {
        Self { port, connection: None, request: Vec::new(), seen: Outcome::default() }
    }

    /// Sends one. Whether the answer was right.
    async fn send(&mut self, requests: &Requests, number: u64) -> std::result::Result<(), String> {
        self.request.clear();
        let wanted = requests(number, &mut self.request);
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.port).await.map_err(|error| format!("connecting: {error}"))?,
        };
        let status = connection.ask(&self.request).await.map_err(|error| error.to_string())?;
        let said = || String::from_utf8_lossy(connection.body()).chars().take(500).collect::<String>();
        let result = if status == wanted { Ok(()) } else { Err(format!("{status} instead of {wanted}: {}", said())) };
        self.connection = Some(connection);
        result
    }
}

/// Each connection sends the next request when its last is answered. What is answered within the span counts; if that
/// is nothing, the span ends with the next answer.
pub(crate) async fn closed(load: &Load, span: Span, server: impl Fn() -> Duration) -> Outcome {
    let from = Instant::now() + span.warm;
    let to = from + span.measured;
    let (next, answered) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let mut workers = JoinSet::new();
    for _ in 0..load.connections {
        let (load, next, answered) = (load.clone(), Arc::clone(&next), Arc::clone(&answered));
        workers.spawn(async move {
            let mut worker = Worker::new(load.port);
            loop {
                let sent = Instant::now();
                if sent >= to && (answered.load(Ordering::Relaxed) || worker.seen.errors > 0) {
                    return worker.seen;
                }
                let result = worker.send(&load.requests, next.fetch_add(1, Ordering::Relaxed)).await;
                let now = Instant::now();
                match result {
                    Ok(()) if now < from => {}
                    Ok(()) => {
                        let is_first = !answered.swap(true, Ordering::Relaxed);
                        if now < to || is_first {
                            worker.seen.latencies.push(milliseconds(now - sent));
                            worker.seen.seconds = (now - from).as_secs_f64();
                        }
                    }
                    Err(what) => {
                        worker.seen.failed(what);
                        sleep(Duration::from_millis(10)).await;
                    }
                }
            }
        });
    }
    sleep_until(from.into()).await;
    let before = Costs::now(&server);
    sleep_until(to.into()).await;
    let costs = Costs::now(&server);
    let outcome = gather(workers).await;
    Outcome { seconds: outcome.seconds.max(span.measured.as_secs_f64()), ..outcome }.with(before, costs)
}

/// Requests at a fixed rate. A latency counts from when the request was due and not from when it was sent, so that a
/// server that stalls is charged for all who would have come meanwhile.
pub(crate) async fn open(load: &Load, per_second: f64, span: Span, server: impl Fn() -> Duration) -> Outcome {
    let begin = Instant::now() + Duration::from_millis(10);
    let measured = begin + span.warm;
    let end = measured + span.measured;
    let (due, waiting) = mpsc::unbounded_channel();
    // A thread of its own, since tokio's clock ticks in milliseconds.
    let clock = thread::spawn(move || {
        for number in 0_u32.. {
            let at = begin + Duration::from_secs_f64(f64::from(number) / per_second);
            if at >= end {
                return;
            }
            thread::sleep(at.saturating_duration_since(Instant::now()));
            if due.send((u64::from(number), at)).is_err() {
                return;
            }
        }
    });
    let waiting = Arc::new(Mutex::new(waiting));
    let mut workers = JoinSet::new();
    for _ in 0..load.connections.max(OPEN_CONNECTIONS) {
        let (load, waiting) = (load.clone(), Arc::clone(&waiting));
        workers.spawn(async move {
            let mut worker = Worker::new(load.port);
            loop {
                let next = waiting.lock().await.recv().await;
                let Some((number, at)) = next else { return worker.seen };
                match worker.send(&load.requests, number).await {
                    Ok(()) if at >= measured => worker.seen.latencies.push(milliseconds(at.elapsed())),
                    Ok(()) => {}
                    Err(what) => worker.seen.failed(what),
                }
            }
        });
    }
    sleep_until(measured.into()).await;
    let before = Costs::now(&server);
    sleep_until(end.into()).await;
    let costs = Costs::now(&server);
    let outcome = gather(workers).await;
    let _ = clock.join();
    Outcome { seconds: span.measured.as_secs_f64(), ..outcome }.with(before, costs)
}

/// One connection, one request at a time: what each of `counted` took in milliseconds, after `warm` others. Fewer count
/// where they take long, but never less than a tenth.
pub(crate) async fn sequence(port: u16, requests: &Requests, warm: u64, counted: u64) -> Result<Vec<f64>> {
    let mut worker = Worker::new(port);
    for number in 0..warm {
        worker.send(requests, number).await?;
    }
    let (begun, mut latencies) = (Instant::now(), Vec::new());
    for number in warm..warm + counted {
        if begun.elapsed() > LONG_SEQUENCE && number >= warm + counted / 10 {
            break;
        }
        let sent = Instant::now();
        worker.send(requests, number).await?;
        latencies.push(milliseconds(sent.elapsed()));
    }
    Ok(stats::sorted(&latencies))
}

async fn gather(mut workers: JoinSet<Outcome>) -> Outcome {
    let mut all = Outcome::default();
    let joined = timeout(PATIENCE, async {
        while let Some(worker) = workers.join_next().await {
            match worker {
                Ok(seen) => all.add(seen),
                Err(error) => all.failed(error.to_string()),
            }
        }
    });
    if joined.await.is_err() {
        let unanswered = workers.len();
        all.errors += unanswered;
        all.first_error.get_or_insert(format!("{unanswered} without an answer after {} s", PATIENCE.as_secs()));
    }
    all.latencies.sort_unstable_by(f64::total_cmp);
    all
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
