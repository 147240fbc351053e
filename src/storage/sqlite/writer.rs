//! The one that writes: a thread that takes the jobs that wait, runs each so that it fails alone, commits once for all,
//! which is one sync, and only then answers. One client gets the durability of a transaction of its own, and many
//! share its price.

use std::{
    any::Any,
    collections::BTreeMap,
    fmt::Debug,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{
    blocks::{self, PlaceChange},
    customers,
    index::{self, IndexChange},
};
use crate::{
    domain::{Clock, IdSource, Timestamp},
    storage::{Error, ids::Ids},
};

/// Jobs that are committed together at most, so that the first does not wait long for the last.
const GROUP: usize = 512;

/// What belongs to a job and is done when its group is committed.
pub(super) enum Later {
    /// A change of the search index: FTS5 writes out what it has at each savepoint, which would be a segment a job
    /// instead of one a group.
    Index(IndexChange),
    /// The customers of this organization have changed, and are so many more.
    Count(i64, i64),
    /// A change of the blocks of an order: it touches what others of the group touch, too.
    Place(PlaceChange),
}

/// What a job works with.
pub(super) struct Context {
    /// The connection, inside the job's savepoint.
    pub(super) connection: Connection,
    /// What is done when the group is committed, once for all its jobs.
    pub(super) later: Vec<Later>,
    /// How much of the search index has changed since its segments were merged last, in bytes.
    unmerged: usize,
    /// Each job writes a great many: it is a group by itself, and segments are merged at the end
    /// ([`Sqlite::merge_search`](super::Sqlite::merge_search)).
    bulk: bool,
    ids: Ids,
    clock: Arc<dyn Clock>,
    random: Arc<dyn IdSource>,
}

impl Context {
    /// `last` is the greatest id in the database.
    pub(super) fn new(
        connection: Connection,
        last: Option<Uuid>,
        bulk: bool,
        clock: Arc<dyn Clock>,
        random: Arc<dyn IdSource>,
    ) -> Self {
        let ids = last.map(Ids::after).unwrap_or_default();
        Self { connection, later: Vec::new(), unmerged: 0, bulk, ids, clock, random }
    }

    /// The present moment.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new id, greater than all before.
    pub(super) fn new_id(&mut self) -> Uuid {
        self.ids.next(self.clock.now(), &*self.random)
    }

    fn execute(&self, sql: &'static str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }

    /// Runs a job. An error means that the whole transaction is lost.
    fn run(&mut self, job: &mut dyn Job) -> rusqlite::Result<()> {
        let mark = self.later.len();
        let savepoint = job.needs_savepoint();
        if savepoint {
            self.execute("SAVEPOINT job")?;
        }
        let keep = job.run(self);
        if self.connection.is_autocommit() {
            // Some errors, such as a full disk, make SQLite roll back the whole transaction.
            let cause = job.failure().unwrap_or_else(|| "a job ended the transaction".to_owned());
            let aborted = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ABORT_ROLLBACK);
            return Err(rusqlite::Error::SqliteFailure(aborted, Some(format!("all was rolled back: {cause}"))));
        }
        if !keep {
            self.later.truncate(mark);
        }
        if !savepoint {
            return Ok(());
        }
        if !keep {
            self.execute("ROLLBACK TO job")?;
        }
        self.execute("RELEASE job")
    }

    fn commit(&mut self) -> rusqlite::Result<()> {
        let (mut counts, mut places, mut tokens) = (BTreeMap::new(), Vec::new(), Vec::new());
        for later in self.later.drain(..) {
            match later {
                Later::Index(change) => tokens.push(change),
                Later::Count(organization, more) => *counts.entry(organization).or_default() += more,
                Later::Place(change) => places.push(change),
            }
        }
        for (organization, count) in &mut counts {
            *count = customers::count(&self.connection, *organization, *count)?;
        }
        blocks::apply(&self.connection, places, &counts)?;
        self.unmerged += tokens.iter().map(IndexChange::size).sum::<usize>();
        index::apply(&self.connection, tokens)?;
        if self.unmerged >= index::MERGE_AFTER && !self.bulk {
            index::merge(&self.connection, std::mem::take(&mut self.unmerged))?;
        }
        self.execute("COMMIT")
    }

    fn roll_back(&mut self) {
        self.later.clear();
        if !self.connection.is_autocommit()
            && let Err(error) = self.execute("ROLLBACK")
        {
            tracing::error!(%error, "a transaction can't be rolled back");
        }
    }
}

/// A job of any type.
trait Job: Send {
    /// Whether what it did has to be undone when it fails.
    fn needs_savepoint(&self) -> bool;

    /// Runs the job. Whether to keep what it did.
    fn run(&mut self, context: &mut Context) -> bool;

    /// Why it failed, if it did, for the log.
    fn failure(&self) -> Option<String>;

    /// Sends the outcome, or `lost` instead if what was done is lost.
    fn answer(self: Box<Self>, lost: Option<&Error>);

    /// When it is too late to begin.
    fn deadline(&self) -> Option<Instant>;
}

struct TypedJob<T, E, F> {
    work: Option<F>,
    savepoint: bool,
    outcome: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
    deadline: Option<Instant>,
}

impl<T, E, F> Job for TypedJob<T, E, F>
where
    T: Send,
    E: From<Error> + Debug + Send,
    F: FnOnce(&mut Context) -> Result<T, E> + Send,
{
    fn needs_savepoint(&self) -> bool {
        self.savepoint
    }

    fn run(&mut self, context: &mut Context) -> bool {
        let Some(work) = self.work.take() else { return false };
        // Safe to go on after a panic: the savepoint takes back what was done in the database, where there is one and
        // more than one statement, `Context::run` what was noted for later, and of ids at most some are left out.
        let outcome = catch_unwind(AssertUnwindSafe(|| work(context))).unwrap_or_else(|panic| {
            Err(Error::Internal(format!("a job of the writer panicked: {}", panic_message(&*panic))).into())
        });
        self.outcome.insert(outcome).is_ok()
    }

    fn failure(&self) -> Option<String> {
        self.outcome.as_ref()?.as_ref().err().map(|error| format!("{error:?}"))
    }

    fn answer(self: Box<Self>, lost: Option<&Error>) {
        let outcome = match lost {
            Some(error) => Err(error.clone().into()),
            None => self.outcome.unwrap_or_else(|| Err(Error::Internal("a job was not run".to_owned()).into())),
        };
        // The caller may be gone; what was decided stays so.
        let _ = self.answer.send(outcome);
    }

    fn deadline(&self) -> Option<Instant> {
        self.deadline
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

enum Message {
    Job(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

/// The way to the thread.
pub(super) struct Writer {
    queue: SyncSender<Message>,
    timeout: Duration,
    thread: JoinHandle<()>,
}

impl Writer {
    /// Starts the thread. At most `queue` jobs wait, each at most `timeout`.
    pub(super) fn start(context: Context, queue: usize, timeout: Duration) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(queue);
        let thread = thread::Builder::new().name("writer".to_owned());
        let thread = thread.spawn(move || Thread { context, queue: receiver, close: None }.serve())?;
        Ok(Self { queue: sender, timeout, thread })
    }

    /// What `work` came to, when it is on disk. Once queued it is decided even if the caller goes away.
    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Debug + Send + 'static,
        F: FnOnce(&mut Context) -> Result<T, E> + Send + 'static,
    {
        self.queue(work, true, Some(self.timeout)).await
    }

    /// As [`Writer::write`], for one who waits as long as it takes: for others of its kind that take as long.
    pub(super) async fn write_patiently<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Debug + Send + 'static,
        F: FnOnce(&mut Context) -> Result<T, E> + Send + 'static,
    {
        self.queue(work, true, None).await
    }

    /// As [`Writer::write`], for work that has changed nothing when it fails or panics: one statement changes
    /// something, and nothing that comes after it can fail. It is spared a savepoint, into which SQLite would copy
    /// every page that it changes.
    pub(super) async fn write_at_once<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Debug + Send + 'static,
        F: FnOnce(&mut Context) -> Result<T, E> + Send + 'static,
    {
        self.queue(work, false, Some(self.timeout)).await
    }

    async fn queue<T, E, F>(&self, work: F, savepoint: bool, patience: Option<Duration>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Debug + Send + 'static,
        F: FnOnce(&mut Context) -> Result<T, E> + Send + 'static,
    {
        let (answer, outcome) = oneshot::channel();
        let deadline = patience.and_then(|patience| Instant::now().checked_add(patience));
        let job = TypedJob { work: Some(work), savepoint, outcome: None, answer, deadline };
        self.queue.try_send(Message::Job(Box::new(job))).map_err(|error| match error {
            TrySendError::Full(_) => Error::Unavailable("the queue of writes is full".to_owned()),
            TrySendError::Disconnected(_) => closed(),
        })?;
        outcome.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// Whether the thread is there.
    pub(super) fn is_running(&self) -> bool {
        !self.thread.is_finished()
    }

    /// Does what is queued, moves the log into the database, and ends the thread.
    pub(super) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        let queue = self.queue.clone();
        // On a thread that may block: the queue can be full.
        let sent = tokio::task::spawn_blocking(move || queue.send(Message::Close(done)).is_ok()).await;
        if matches!(sent, Ok(true)) {
            let _ = closed.await; // an error means that the thread has ended, which is what was wanted
        }
    }
}

fn closed() -> Error {
    Error::Unavailable("the database is closed".to_owned())
}

struct Thread {
    context: Context,
    queue: Receiver<Message>,
    /// Set once it is to end.
    close: Option<oneshot::Sender<()>>,
}

impl Thread {
    fn serve(mut self) {
        while self.close.is_none() {
            match self.queue.recv() {
                Ok(Message::Job(first)) => self.group(first),
                Ok(Message::Close(done)) => self.close = Some(done),
                Err(_) => return,
            }
        }
        let checkpoint = self.context.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        if let Err(error) = checkpoint {
            tracing::warn!(%error, "the log of the database stays beside it: it can't be moved into it now");
        }
        drop(self.context);
        if let Some(done) = self.close {
            let _ = done.send(());
        }
    }

    /// Runs `first` and the jobs that wait behind it, commits, and answers.
    fn group(&mut self, first: Box<dyn Job>) {
        let mut jobs = Vec::new();
        let decided = self.run_all(first, &mut jobs).and_then(|()| self.context.commit());
        let lost = decided.err().map(|error| {
            tracing::error!(%error, jobs = jobs.len(), "a group of writes failed");
            self.context.roll_back();
            // A commit that failed on the way to the disk may still be found there after a crash, so nobody may be
            // told that nothing was changed.
            if error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure) {
                Error::Internal(format!("SQLite: {error}"))
            } else {
                Error::from(error)
            }
        });
        for job in jobs {
            job.answer(lost.as_ref());
        }
    }

    fn run_all(&mut self, first: Box<dyn Job>, jobs: &mut Vec<Box<dyn Job>>) -> rusqlite::Result<()> {
        let begun = self.context.execute("BEGIN IMMEDIATE");
        let mut next = Some(first);
        while let Some(mut job) = next {
            if begun.is_ok() && job.deadline().is_some_and(|deadline| Instant::now() > deadline) {
                job.answer(Some(&Error::Unavailable("the database was busy for too long".to_owned())));
            } else {
                let ran = if begun.is_ok() { self.context.run(&mut *job) } else { Ok(()) };
                jobs.push(job);
                ran?;
            }
            next = self.next_job(jobs.len());
        }
        begun
    }

    /// The next job of a group that has `so_many`.
    fn next_job(&mut self, so_many: usize) -> Option<Box<dyn Job>> {
        // In bulk a job is many writes, and while the next is done the one after it can be made ready.
        let most = if self.context.bulk { 1 } else { GROUP };
        if so_many >= most || self.close.is_some() {
            return None;
        }
        match self.queue.try_recv() {
            Ok(Message::Job(job)) => Some(job),
            Ok(Message::Close(done)) => {
                self.close = Some(done);
                None
            }
            Err(_) => None,
        }
    }
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
