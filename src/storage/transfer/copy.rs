//! Moves everything from one database to another, and compares the two. Rows are only ever added to the target, in
//! their order, so that a copy that was cut off goes on where it was.

use std::{collections::VecDeque, fmt, mem, time::Duration};

use sha2::{Digest, Sha256};

use super::{
    ACCOUNT_EMAILS, ACCOUNTS, CUSTOMER_TOKENS, CUSTOMERS, Error, ORGANIZATIONS, REFRESH_TOKENS, Row, SESSIONS,
    SIGNING_KEYS, Table, Transfer, Value, hex,
};
use crate::storage::Storage;

/// What is copied, in an order in which no row comes before one that it belongs to.
static COPIED: [&Table; 6] = [&ORGANIZATIONS, &ACCOUNTS, &SESSIONS, &REFRESH_TOKENS, &SIGNING_KEYS, &CUSTOMERS];

/// What is inserted with it.
static MADE: [&Table; 2] = [&ACCOUNT_EMAILS, &CUSTOMER_TOKENS];

/// How often a table is copied, if the target fails, and how long to wait in between.
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);

/// How far a copy came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What happens: `copying` or `verifying`.
    pub what: &'static str,
    /// To which table.
    pub table: &'static str,
    /// How many of its rows are done.
    pub rows: u64,
    /// How many there are, if that is known.
    pub of: Option<u64>,
}

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    /// The table.
    pub table: &'static str,
    /// How many rows it has.
    pub rows: u64,
    /// SHA-256 of all of them in the order of their keys, in hexadecimal digits.
    pub sha256: String,
}

/// Why a copy was not made, or is not one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyError {
    /// The source failed.
    Source(Error),
    /// The target failed.
    Target(Error),
    /// The target has what the source has not; nothing was changed. What it is.
    Foreign(String),
    /// What the target holds now is not what the source holds: each table that differs.
    Different(Vec<String>),
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => write!(f, "the source: {error}"),
            Self::Target(error) => write!(f, "the target: {error}; the same command goes on where this one was"),
            Self::Foreign(what) => write!(
                f,
                "the target holds other data than the source, so nothing was copied: {what}. Copy into a new database; \
                 after a copy whose source was changed since, into another one"
            ),
            Self::Different(tables) => write!(
                f,
                "the target does not hold what the source holds: {}. Was one of them served meanwhile? End its \
                 server, and run the same command again: it adds what is missing",
                tables.join("; ")
            ),
        }
    }
}

impl std::error::Error for CopyError {}

#[derive(Clone, Copy)]
enum Side {
    Source,
    Target,
}

impl Side {
    fn failed(self, error: Error) -> CopyError {
        match self {
            Self::Source => CopyError::Source(error),
            Self::Target => CopyError::Target(error),
        }
    }
}

/// The rows of a table, page by page.
struct Rows<'a> {
    storage: &'a Storage,
    side: Side,
    table: &'static Table,
    limit: usize,
    page: VecDeque<Row>,
    last: Option<Row>,
    ended: bool,
}

impl<'a> Rows<'a> {
    fn new(storage: &'a Storage, side: Side, table: &'static Table, limit: usize) -> Self {
        // Tokens are short and many.
        let limit = if table.name == CUSTOMER_TOKENS.name { limit * 10 } else { limit };
        Self { storage, side, table, limit, page: VecDeque::new(), last: None, ended: false }
    }

    /// Reads the next page, if the last one is used up.
    async fn fill(&mut self) -> Result<(), CopyError> {
        if self.ended || !self.page.is_empty() {
            return Ok(());
        }
        let page = self.storage.read(self.table, self.last.clone(), self.limit).await;
        let page = page.map_err(|error| self.side.failed(error))?;
        self.ended = page.len() < self.limit;
        for row in &page {
            let key = self.key(row);
            if self.last.as_deref().is_some_and(|last| last >= key) {
                let why = format!("{} are not in the order of their keys at {}", self.table.name, shown(key));
                return Err(self.side.failed(Error::Internal(why)));
            }
            self.last = Some(key.to_vec());
        }
        self.page = page.into();
        Ok(())
    }

    async fn next(&mut self) -> Result<Option<Row>, CopyError> {
        self.fill().await?;
        Ok(self.page.pop_front())
    }

    async fn peek(&mut self) -> Result<Option<&Row>, CopyError> {
        self.fill().await?;
        Ok(self.page.front())
    }

    fn key<'b>(&self, row: &'b [Value]) -> &'b [Value] {
        &row[..self.table.key]
    }
}

fn shown(key: &[Value]) -> String {
    key.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Copies all that `from` holds to `to`, in pages of so many rows, and verifies it: the checksums that both have. A
/// copy that was cut off goes on where it was. Nothing else may write to either meanwhile.
///
/// # Errors
/// If the target holds what the source does not (nothing is changed then), either database fails, or the target does
/// not hold the same at the end.
pub async fn copy(
    from: &Storage,
    to: &Storage,
    page: usize,
    report: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Checksum>, CopyError> {
    for table in COPIED {
        check(from, to, table, page).await?;
    }
    let mut customers = 0;
    for table in COPIED {
        customers += Copying { from, to, table, page, report }.run_again(customers).await?;
    }
    verify(from, to, page, report).await
}

/// Refuses a target that holds what the source does not.
async fn check(from: &Storage, to: &Storage, table: &'static Table, page: usize) -> Result<(), CopyError> {
    let foreign = |what: &str, row: &[Value]| {
        CopyError::Foreign(format!("the row {} of {} {what}", shown(&row[..table.key]), table.name))
    };
    let mut source = Rows::new(from, Side::Source, table, page);
    let mut target = Rows::new(to, Side::Target, table, page);
    while let Some(theirs) = target.next().await? {
        let mut missing = None;
        loop {
            let ours = source.next().await?.filter(|ours| source.key(ours) <= target.key(&theirs));
            let ours = ours.ok_or_else(|| foreign("is not in the source", &theirs))?;
            if source.key(&ours) < target.key(&theirs) {
                missing = Some(ours);
            } else if ours[..table.settled] == theirs[..table.settled] {
                break;
            } else {
                return Err(foreign("is another in the source", &theirs));
            }
        }
        // SQLite numbers customers in the order in which they come, which must be that of their ids.
        if table.name == CUSTOMERS.name
            && let Some(missing) = missing.filter(|missing| missing[0] == theirs[0])
        {
            return Err(foreign("is missing, though later ones are there", &missing));
        }
    }
    Ok(())
}

/// A table that is being copied.
struct Copying<'a> {
    from: &'a Storage,
    to: &'a Storage,
    table: &'static Table,
    page: usize,
    report: &'a (dyn Fn(Progress) + Sync),
}

impl Copying<'_> {
    /// As [`Self::run`], and tries again: what a copy that was cut off had sent last may be committed while this one
    /// already reads, or the target was away for a moment.
    async fn run_again(&self, customers: u64) -> Result<u64, CopyError> {
        for _ in 1..ATTEMPTS {
            match self.run(customers).await {
                Err(CopyError::Target(error)) => tracing::warn!(%error, table = self.table.name, "trying again"),
                done => return done,
            }
            tokio::time::sleep(PAUSE).await;
        }
        self.run(customers).await
    }

    /// Inserts what the target lacks. How many customers the rows say that there are.
    async fn run(&self, customers: u64) -> Result<u64, CopyError> {
        let mut source = Rows::new(self.from, Side::Source, self.table, self.page);
        let mut target = Rows::new(self.to, Side::Target, self.table, self.page);
        let of = (self.table.name == CUSTOMERS.name).then_some(customers);
        let (mut missing, mut rows, mut counted) = (Vec::new(), 0, 0);
        while let Some(ours) = source.next().await? {
            rows += 1;
            if let (true, Value::Int(customers)) = (self.table.name == ORGANIZATIONS.name, &ours[3]) {
                counted += customers.unsigned_abs();
            }
            if target.peek().await?.is_some_and(|theirs| source.key(theirs) == source.key(&ours)) {
                target.next().await?;
            } else {
                missing.push(ours);
            }
            if missing.len() == self.page {
                // The next page is read while this one is inserted.
                let (inserted, read) = tokio::join!(self.to.insert(self.table, mem::take(&mut missing)), source.fill());
                inserted.map_err(CopyError::Target)?;
                read?;
            }
            if rows % self.page as u64 == 0 {
                self.report(rows, of);
            }
        }
        self.to.insert(self.table, missing).await.map_err(CopyError::Target)?;
        self.report(rows, of);
        Ok(counted)
    }

    fn report(&self, rows: u64, of: Option<u64>) {
        (self.report)(Progress { what: "copying", table: self.table.name, rows, of });
    }
}

async fn verify(
    from: &Storage,
    to: &Storage,
    page: usize,
    report: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Checksum>, CopyError> {
    let (mut same, mut different) = (Vec::new(), Vec::new());
    for table in COPIED.into_iter().chain(MADE) {
        let source = checksum(from, Side::Source, table, page, &|_| {});
        let (source, target) = tokio::try_join!(source, checksum(to, Side::Target, table, page, report))?;
        if source == target {
            same.push(target);
        } else {
            different.push(format!(
                "{} has {} rows with the checksum {} in the source, and {} with {} in the target",
                table.name, source.rows, source.sha256, target.rows, target.sha256
            ));
        }
    }
    if different.is_empty() { Ok(same) } else { Err(CopyError::Different(different)) }
}

/// The checksums of all that a database holds.
///
/// # Errors
/// Those of the database, as those of a source.
pub async fn checksums(storage: &Storage, page: usize) -> Result<Vec<Checksum>, CopyError> {
    let mut checksums = Vec::new();
    for table in COPIED.into_iter().chain(MADE) {
        checksums.push(checksum(storage, Side::Source, table, page, &|_| {}).await?);
    }
    Ok(checksums)
}

async fn checksum(
    storage: &Storage,
    side: Side,
    table: &'static Table,
    page: usize,
    report: &(dyn Fn(Progress) + Sync),
) -> Result<Checksum, CopyError> {
    let mut rows = Rows::new(storage, side, table, page);
    let (mut sha256, mut count) = (Sha256::new(), 0);
    while let Some(row) = rows.next().await? {
        for value in &row[..table.verified] {
            value.digest(&mut sha256);
        }
        count += 1;
        if rows.page.is_empty() {
            report(Progress { what: "verifying", table: table.name, rows: count, of: None });
        }
    }
    Ok(Checksum { table: table.name, rows: count, sha256: hex(&sha256.finalize()) })
}
