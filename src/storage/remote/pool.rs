//! Connections to a database server: how many there are, how long they may take, and which are not used again.

use std::{
    marker::PhantomData,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use deadpool::{
    Runtime,
    managed::{Manager, Metrics, Object, Pool, PoolError, QueueMode, RecycleError, RecycleResult, TimeoutType},
};

use tokio::time::error::Elapsed;

use super::session::{Answer, Connection, Failure, Row, Value};

const LATE: &str = "the database does not answer in time";

/// What a commit may take at least, however late it begins: when it is given up, nobody knows whether it was done.
const COMMIT: Duration = Duration::from_secs(1);

/// How long to wait at most, where a server takes no more connections, before it is looked whether one has become free.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// So long after a server took no more connections it is not asked for one: to be refused costs both a password's check,
/// and when all who wait do that, nothing is left for those who have a connection.
const FULL: Duration = Duration::from_secs(1);

/// How long a connection is kept that nobody uses. Servers and what is between close them some time.
const IDLE: Duration = Duration::from_secs(30);

/// Opens connections for the pool.
pub(super) struct Opener<C: Connection> {
    target: C::Target,
    timeout: Duration,
    /// Until when the server has no more connections, as far as is known, and what it said.
    full: Mutex<Option<(Instant, Failure)>>,
    connection: PhantomData<fn() -> C>,
}

impl<C: Connection> Opener<C> {
    async fn open(&self) -> Result<C, Failure> {
        // Large, and seldom needed.
        let opened = tokio::time::timeout(self.timeout, Box::pin(C::open(&self.target))).await;
        let opened = opened.unwrap_or_else(|_| Err(Failure::Unavailable(LATE.to_owned())));
        opened.map_err(|failure| failure.while_connecting(C::place(&self.target)))
    }

    /// What a server said that had no more connections a moment ago.
    fn refusal(&self) -> Option<Failure> {
        let full = self.full.lock().unwrap_or_else(PoisonError::into_inner);
        full.as_ref().filter(|(until, _)| Instant::now() < *until).map(|(_, failure)| failure.clone())
    }
}

impl<C: Connection> Manager for Opener<C> {
    type Type = C;
    type Error = Failure;

    async fn create(&self) -> Result<C, Failure> {
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        let opened = self.open().await;
        if let Err(failure @ Failure::Full(_)) = &opened {
            let full = Some((Instant::now() + FULL, failure.clone()));
            *self.full.lock().unwrap_or_else(PoisonError::into_inner) = full;
        }
        opened
    }

    async fn recycle(&self, connection: &mut C, metrics: &Metrics) -> RecycleResult<Failure> {
        if connection.is_closed() || metrics.last_used() > IDLE {
            return Err(RecycleError::message("the connection is closed, or may be"));
        }
        Ok(())
    }
}

/// The connections.
pub(super) struct Sessions<C: Connection> {
    pool: Pool<Opener<C>>,
    timeout: Duration,
}

impl<C: Connection> Sessions<C> {
    /// At most `count` connections. One is waited for, and each statement is, at most `timeout`.
    pub(super) fn new(target: C::Target, count: usize, timeout: Duration) -> Result<Self, Failure> {
        let pool = Pool::builder(Opener { target, timeout, full: Mutex::new(None), connection: PhantomData })
            .max_size(count.max(1))
            .queue_mode(QueueMode::Lifo)
            .timeouts(deadpool::managed::Timeouts {
                wait: Some(timeout),
                create: None, // opening bounds itself, and says where to
                recycle: Some(timeout),
            })
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Failure::Internal(error.to_string()))?;
        Ok(Self { pool, timeout })
    }

    /// A connection, alone, for what must be done by a moment.
    pub(super) async fn get_until(&self, until: Instant) -> Result<Session<C>, Failure> {
        let mut pause = Duration::from_millis(10);
        loop {
            let found = tokio::time::timeout_at(until.into(), Box::pin(self.get())).await;
            match found.unwrap_or_else(|_| Err(Failure::Unavailable(LATE.to_owned()))) {
                Ok(_) if self.is_late(until) => return Err(Failure::Unavailable(LATE.to_owned())),
                Ok(mut session) => {
                    session.until = Some(until);
                    return Ok(session);
                }
                // One that is there may become free.
                Err(Failure::Full(_)) if !self.is_late(until) => {
                    tokio::time::sleep(pause.mul_f64(rand::random_range(0.5..1.0))).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(failure) => return Err(failure),
            }
        }
    }

    /// Whether less than a tenth of the time is left. What is begun then is most likely given up, and would have
    /// kept the server from what is begun after it.
    pub(super) fn is_late(&self, until: Instant) -> bool {
        until.saturating_duration_since(Instant::now()) < self.timeout / 10
    }

    /// A connection, alone.
    pub(super) async fn get(&self) -> Result<Session<C>, Failure> {
        let object = self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(failure) => failure,
            PoolError::Timeout(TimeoutType::Wait) => {
                Failure::Unavailable("too many requests wait for the database".to_owned())
            }
            PoolError::Timeout(_) => Failure::Unavailable(LATE.to_owned()),
            PoolError::Closed => Failure::Unavailable("the database is closed".to_owned()),
            PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => Failure::Internal(error.to_string()),
        })?;
        Ok(Session { object: Some(object), state: State::Ready, timeout: self.timeout, until: None })
    }

    /// Gives no more connections away.
    pub(super) fn close(&self) {
        self.pool.close();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between transactions: it can go back to the pool.
    Ready,
    /// Inside a transaction.
    Open,
    /// A statement runs, or did not end as it should.
    Unknown,
}

/// A connection that is in use.
pub(super) struct Session<C: Connection> {
    object: Option<Object<Opener<C>>>,
    state: State,
    timeout: Duration,
    /// When everything must be done; otherwise each statement has its own time.
    until: Option<Instant>,
}

impl<C: Connection> Session<C> {
    /// The rows that a statement finds.
    pub(super) async fn rows(&mut self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Failure> {
        Ok(self.run(sql, values).await?.rows)
    }

    /// The row that a statement finds, if there is one.
    pub(super) async fn row(&mut self, sql: &str, values: Vec<Value>) -> Result<Option<Row>, Failure> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }

    /// How many rows a statement changes.
    pub(super) async fn change(&mut self, sql: &str, values: Vec<Value>) -> Result<u64, Failure> {
        Ok(self.run(sql, values).await?.changed)
    }

    async fn run(&mut self, sql: &str, values: Vec<Value>) -> Result<Answer, Failure> {
        let timeout = self.until.map_or(self.timeout, |until| until.saturating_duration_since(Instant::now()));
        let (connection, before) = self.take()?;
        let done = tokio::time::timeout(timeout, Box::pin(connection.run(sql, values))).await;
        self.settle(before, done)
    }

    /// Runs statements without parameters and answers.
    pub(super) async fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        let timeout = self.until.map_or(self.timeout, |until| until.saturating_duration_since(Instant::now()));
        let (connection, before) = self.take()?;
        let done = tokio::time::timeout(timeout, Box::pin(connection.batch(sql))).await;
        self.settle(before, done)
    }

    /// Begins a transaction with this statement.
    pub(super) async fn begin(&mut self, sql: &str) -> Result<(), Failure> {
        let done = self.batch(sql).await;
        // If it failed, nobody knows how far it came.
        self.state = if done.is_ok() { State::Open } else { State::Unknown };
        done
    }

    /// Begins a transaction with its first statements. The rows that each finds.
    pub(super) async fn begin_with<const COUNT: usize>(
        &mut self,
        begin: &str,
        statements: [(&str, Vec<Value>); COUNT],
    ) -> Result<[Vec<Row>; COUNT], Failure> {
        let done = self.run_all(Some(begin), statements.into()).await;
        self.state = if done.is_ok() { State::Open } else { State::Unknown };
        let rows: Vec<_> = done?.into_iter().map(|answer| answer.rows).collect();
        rows.try_into().map_err(|_| Failure::Internal("a statement was not answered".to_owned()))
    }

    /// Runs statements that change something.
    pub(super) async fn change_all(&mut self, statements: Vec<(&str, Vec<Value>)>) -> Result<(), Failure> {
        self.run_all(None, statements).await.map(drop)
    }

    async fn run_all(
        &mut self,
        begin: Option<&str>,
        statements: Vec<(&str, Vec<Value>)>,
    ) -> Result<Vec<Answer>, Failure> {
        let timeout = self.until.map_or(self.timeout, |until| until.saturating_duration_since(Instant::now()));
        let (connection, before) = self.take()?;
        let done = tokio::time::timeout(timeout, Box::pin(connection.run_all(begin, statements))).await;
        self.settle(before, done)
    }

    /// Commits. If the connection breaks, nobody can say whether that was done.
    pub(super) async fn commit(&mut self) -> Result<(), Failure> {
        self.until = self.until.map(|until| until.max(Instant::now() + COMMIT));
        let done = self.batch("COMMIT").await.map_err(|failure| match failure {
            Failure::Lost(why) | Failure::Unavailable(why) => Failure::Undecided(why),
            other => other,
        });
        if done.is_ok() {
            self.state = State::Ready;
        }
        done
    }

    /// Takes back what was done since [`Session::begin`].
    pub(super) async fn roll_back(&mut self) {
        if self.state == State::Open && self.batch("ROLLBACK").await.is_ok() {
            self.state = State::Ready;
        }
    }

    /// The connection, and what state it was in. Until it is settled nobody knows.
    fn take(&mut self) -> Result<(&mut C, State), Failure> {
        let before = std::mem::replace(&mut self.state, State::Unknown);
        match self.object.as_mut() {
            Some(connection) if before != State::Unknown => Ok((connection, before)),
            _ => Err(Failure::Lost("the connection was given up".to_owned())),
        }
    }

    fn settle<T>(&mut self, before: State, done: Result<Result<T, Failure>, Elapsed>) -> Result<T, Failure> {
        let done = done.unwrap_or_else(|_| Err(Failure::Unavailable(LATE.to_owned())));
        match &done {
            // The server waits for the next statement, or for the end of the transaction.
            Ok(_) | Err(Failure::Conflict(_) | Failure::Duplicate(_)) => self.state = before,
            // Those that nobody uses were opened to the same server and are no better; each would cost an attempt.
            Err(Failure::Lost(_)) => {
                if let Some(pool) = self.object.as_ref().and_then(Object::pool) {
                    pool.retain(|_, _| false);
                }
            }
            Err(Failure::Unavailable(_) | Failure::Full(_) | Failure::Undecided(_) | Failure::Internal(_)) => {}
        }
        done
    }
}

impl<C: Connection> Drop for Session<C> {
    /// Who asked may go away at any time. A connection that is not known to be fit for the next is closed.
    fn drop(&mut self) {
        if self.state != State::Ready
            && let Some(object) = self.object.take()
        {
            drop(Object::take(object));
        }
    }
}
