//! Those that read: connections that are opened when they are first needed, on threads that may block. As many
//! reads as there are connections run at once; the others wait in the order in which they came, without a thread.
//! Who has ended a read takes the next one, so that a busy server need not wake a thread for each.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::Connection;
use tokio::sync::{Notify, oneshot};

use super::open;
use crate::storage::Error;

/// A read, which gets a connection or the reason why there is none.
type Job = Box<dyn FnOnce(Result<&Connection, Error>) + Send>;

/// A read that waits: nothing any more once somebody has taken it, to do it or to give it up.
type Waiting = Arc<Mutex<Option<Job>>>;

/// The connections.
pub(super) struct Readers {
    shared: Arc<Shared>,
    timeout: Duration,
}

/// What threads that read share.
struct Shared {
    pool: r2d2::Pool<SqliteConnectionManager>,
    queue: Mutex<Queue>,
    idle: Notify,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    /// How many threads read.
    running: u32,
    closed: bool,
}

impl Readers {
    /// At most `count` connections to the file, which is there. A read waits for one at most `timeout`.
    pub(super) fn new(path: &Path, count: usize, timeout: Duration) -> Self {
        let count = count.clamp(1, 1024); // the most that the settings allow
        let manager = SqliteConnectionManager::file(path)
            .with_flags(open::reader_flags())
            .with_init(move |connection| open::prepare_reader(connection, timeout));
        let size = u32::try_from(count).unwrap_or(u32::MAX);
        // They are never broken, and age does nothing to them.
        let pool = r2d2::Pool::builder().max_size(size).min_idle(Some(0)).test_on_check_out(false).max_lifetime(None);
        let pool = pool.connection_timeout(timeout).build_unchecked(manager);
        let shared = Shared { pool, queue: Mutex::default(), idle: Notify::new() };
        Self { shared: Arc::new(shared), timeout }
    }

    /// Runs `work` in a transaction: all that it reads is of one moment.
    pub(super) async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    {
        let (sender, mut answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            if !sender.is_closed() {
                // Whoever asked may go at any time; then nobody wants the answer.
                let _ = sender.send(connection.and_then(|connection| in_transaction(connection, work)));
            }
        });
        let waiting: Waiting = Arc::new(Mutex::new(Some(job)));
        self.enqueue(Arc::clone(&waiting))?;
        let answered = match tokio::time::timeout(self.timeout, &mut answer).await {
            Ok(answered) => answered,
            Err(_) if locked(&waiting).take().is_some() => {
                return Err(Error::Unavailable("too many reads wait for the database".to_owned()));
            }
            Err(_) => answer.await, // it runs, and is not given up
        };
        answered.unwrap_or_else(|_| Err(Error::Unavailable("the database is closed".to_owned())))
    }

    /// Reads a row or two at once, on the caller's thread, if a connection has nothing to do: to wake a thread for that
    /// takes several times as long, and who reads waits for nobody who writes. `None` if there is none, or others wait
    /// for one.
    pub(super) fn glance<T>(&self, work: impl FnOnce(&Connection) -> T) -> Option<T> {
        {
            let queue = locked(&self.shared.queue);
            if queue.closed || !queue.waiting.is_empty() {
                return None;
            }
        }
        self.shared.pool.try_get().map(|connection| work(&connection))
    }

    fn enqueue(&self, waiting: Waiting) -> Result<(), Error> {
        let mut queue = locked(&self.shared.queue);
        if queue.closed {
            return Err(Error::Unavailable("the database is closed".to_owned()));
        }
        queue.waiting.push_back(waiting);
        if queue.running < self.shared.pool.max_size() {
            queue.running += 1;
            let shared = Arc::clone(&self.shared);
            tokio::task::spawn_blocking(move || shared.run());
        }
        Ok(())
    }

    /// Refuses further reads, and waits for those that there are.
    pub(super) async fn close(&self) {
        locked(&self.shared.queue).closed = true;
        let idle = async {
            loop {
                let notified = self.shared.idle.notified();
                if locked(&self.shared.queue).running == 0 {
                    break;
                }
                notified.await;
            }
        };
        // Those that run end by themselves; what can't be waited for is read to its end all the same.
        let _ = tokio::time::timeout(self.timeout, idle).await;
    }
}

impl Shared {
    /// Reads until nothing waits.
    fn run(&self) {
        while let Some(job) = self.next() {
            match self.pool.get() {
                Ok(connection) => job(Ok(&connection)),
                Err(error) => job(Err(Error::Unavailable(format!("no connection to read with: {error}")))),
            }
        }
    }

    fn next(&self) -> Option<Job> {
        loop {
            let mut queue = locked(&self.queue);
            let Some(waiting) = queue.waiting.pop_front() else {
                queue.running -= 1;
                if queue.running == 0 {
                    self.idle.notify_waiters();
                }
                return None;
            };
            drop(queue);
            let job = locked(&waiting).take();
            if job.is_some() {
                return job;
            }
        }
    }
}

/// Nobody panics while holding one of these locks, so what they guard is whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// rusqlite's own transactions compile `BEGIN` and `COMMIT` each time.
fn in_transaction<T>(connection: &Connection, work: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
    connection.prepare_cached("BEGIN")?.execute([])?;
    let done = catch_unwind(AssertUnwindSafe(|| work(connection)));
    // Some errors end the transaction by themselves.
    let ended = if connection.is_autocommit() { Ok(0) } else { connection.prepare_cached("COMMIT")?.execute([]) };
    let done = done.unwrap_or_else(|_| Err(Error::Internal("a read panicked".to_owned())))?;
    ended?;
    Ok(done)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_glance_takes_a_connection_that_has_nothing_to_do_and_waits_for_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        Connection::open(&file).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
        let readers = Arc::new(Readers::new(&file, 1, Duration::from_secs(5)));
        let count = |connection: &Connection| {
            connection.query_one("SELECT count(*) FROM a", [], |found| found.get::<_, i64>(0)).unwrap()
        };
        assert_eq!(readers.glance(count), None, "no connection is open");
        assert_eq!(readers.read(move |connection| Ok(count(connection))).await.unwrap(), 0);
        let (held, begun, go) = (Arc::clone(&readers), mpsc::channel(), mpsc::channel());
        let busy = tokio::spawn(async move {
            held.read(move |_| {
                begun.0.send(()).unwrap();
                go.1.recv().unwrap();
                Ok(())
            })
            .await
        });
        tokio::task::spawn_blocking(move || begun.1.recv().unwrap()).await.unwrap();
        assert_eq!(readers.glance(count), None, "it is busy");
        go.0.send(()).unwrap();
        busy.await.unwrap().unwrap();
        Connection::open(&file).unwrap().execute_batch("INSERT INTO a VALUES (1)").unwrap();
        // The read gives its answer a moment before its connection.
        let glanced = loop {
            match readers.glance(count) {
                None => tokio::task::yield_now().await,
                glanced => break glanced,
            }
        };
        assert_eq!(glanced, Some(1), "what is written is seen at once");
        readers.close().await;
        assert_eq!(readers.glance(count), None, "it is closed");
    }
}
