//! Those that read: connections that are opened when they are first needed, on threads that may block. As many
//! reads as there are connections run at once; the others wait in the order in which they came, without a thread.

use std::{path::Path, sync::Arc, time::Duration};

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore, TryAcquireError};

use super::open;
use crate::storage::Error;

/// The connections.
pub(super) struct Readers {
    pool: r2d2::Pool<SqliteConnectionManager>,
    permits: Arc<Semaphore>,
    timeout: Duration,
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
        Self { pool, permits: Arc::new(Semaphore::new(count)), timeout }
    }

    /// Runs `work` in a transaction: all that it reads is of one moment.
    pub(super) async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    {
        let permit = self.permit().await?;
        let pool = self.pool.clone();
        let read = tokio::task::spawn_blocking(move || {
            let _permit = permit; // given back after the connection
            let unavailable = |error| Error::Unavailable(format!("no connection to read with: {error}"));
            let mut connection = pool.get().map_err(unavailable)?;
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
            work(&transaction)
        });
        read.await.unwrap_or_else(|error| Err(Error::Internal(format!("a read panicked: {error}"))))
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, Error> {
        let closed = |_: AcquireError| Error::Unavailable("the database is closed".to_owned());
        match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => Ok(permit),
            Err(TryAcquireError::Closed) => Err(Error::Unavailable("the database is closed".to_owned())),
            Err(TryAcquireError::NoPermits) => {
                let waiting = tokio::time::timeout(self.timeout, Arc::clone(&self.permits).acquire_owned()).await;
                let too_long = |_| Error::Unavailable("too many reads wait for the database".to_owned());
                waiting.map_err(too_long)?.map_err(closed)
            }
        }
    }

    /// Refuses further reads, and waits for those that run.
    pub(super) async fn close(&self) {
        let all = self.pool.max_size();
        // Those that run end by themselves; what can't be waited for is read to its end all the same.
        let _ = tokio::time::timeout(self.timeout, self.permits.acquire_many(all)).await;
        self.permits.close();
    }
}
