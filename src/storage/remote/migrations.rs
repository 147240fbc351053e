//! Migrations of a database server, applied by one process at a time.

use refinery_core::{
    AsyncMigrate, Migration,
    traits::r#async::{AsyncQuery, AsyncTransaction},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    pool::Session,
    session::{Connection, Failure, values},
    unusable,
};
use crate::storage::{OpenError, migrate};

/// The migrations that were applied, in order.
const APPLIED: &str = "SELECT version, name, applied_on, checksum FROM refinery_schema_history ORDER BY version";

/// Applies the migrations that the database lacks, while no other process does, waiting for it `seconds` at most. The
/// names of those that were applied.
pub(super) async fn apply<C: Connection>(session: &mut Session<C>, seconds: i64) -> Result<Vec<String>, OpenError> {
    let failed = |failure: Failure| unusable(&failure);
    // Where none is lacking it takes no right but to read.
    if let Tables::Ours = tables(session).await.map_err(failed)? {
        let applied = Migrator(session).query(APPLIED).await.map_err(failed)?;
        let runner = migrate::runner(C::DIALECT.migrations)?;
        migrate::check(&applied, runner.get_migrations())?;
        if applied.len() == runner.get_migrations().len() {
            return Ok(Vec::new());
        }
    }
    let held = session.row(C::DIALECT.lock_migrations, values![seconds]).await.map_err(failed)?;
    if held.map(|mut row| row.int_or_null()).transpose().map_err(failed)?.flatten() != Some(1) {
        return Err(OpenError("another process holds the database to migrate it".to_owned()));
    }
    let applied = apply_alone(session).await;
    let unlocked = session.batch(C::DIALECT.unlock_migrations).await.map_err(failed);
    let applied = applied?; // why it failed says more
    unlocked?;
    Ok(applied)
}

async fn apply_alone<C: Connection>(session: &mut Session<C>) -> Result<Vec<String>, OpenError> {
    let failed = |failure: Failure| unusable(&failure);
    if let Tables::Foreign = tables(session).await.map_err(failed)? {
        return Err(unusable(&"it is one of another program: name an empty one, or one of this program"));
    }
    let report = migrate::runner(C::DIALECT.migrations)?.run_async(&mut Migrator(session)).await;
    let report = report.map_err(|error| migrate::explain(&error))?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

/// Whose tables are in a database.
enum Tables {
    None,
    Ours,
    Foreign,
}

async fn tables<C: Connection>(session: &mut Session<C>) -> Result<Tables, Failure> {
    let Some(mut found) = session.row(C::DIALECT.tables, Vec::new()).await? else { return Ok(Tables::None) };
    Ok(match (found.int()?, found.int()?) {
        (0, _) => Tables::None,
        (_, 0) => Tables::Foreign,
        _ => Tables::Ours,
    })
}

/// An error if the database has no tables of this program.
pub(super) async fn find<C: Connection>(session: &mut Session<C>) -> Result<(), OpenError> {
    match tables(session).await.map_err(|failure| unusable(&failure))? {
        Tables::Ours => Ok(()),
        Tables::None => Err(unusable(&"it is empty: `customary serve` and `customary migrate` make the tables")),
        Tables::Foreign => Err(unusable(&"it is one of another program")),
    }
}

/// The number of the newest migration that is applied, and of the newest that this version knows.
pub(super) async fn newest<C: Connection>(session: &mut Session<C>) -> Result<(i64, i64), Failure> {
    let sql = "SELECT max(version) FROM refinery_schema_history";
    let applied = session.row(sql, Vec::new()).await?.map(|mut row| row.int_or_null()).transpose()?;
    let known = C::DIALECT.migrations.last().map_or(0, |(number, ..)| i64::from(*number));
    Ok((applied.flatten().unwrap_or_default(), known))
}

/// What refinery works with.
struct Migrator<'a, C: Connection>(&'a mut Session<C>);

impl<C: Connection> AsyncTransaction for Migrator<'_, C> {
    type Error = Failure;

    async fn execute<'a, T: Iterator<Item = &'a str> + Send + 'a>(&'a mut self, queries: T) -> Result<usize, Failure> {
        self.0.begin("START TRANSACTION").await?;
        let mut count = 0;
        for query in queries {
            if let Err(failure) = self.0.batch(query).await {
                self.0.roll_back().await;
                return Err(failure);
            }
            count += 1;
        }
        self.0.commit().await?;
        Ok(count)
    }
}

impl<C: Connection> AsyncQuery<Vec<Migration>> for Migrator<'_, C> {
    async fn query<'a>(&'a mut self, query: &'a str) -> Result<Vec<Migration>, Failure> {
        let mut migrations = Vec::new();
        for mut row in self.0.rows(query, Vec::new()).await? {
            let version = row.int()?;
            let (name, applied_on, checksum) = (row.text()?, row.text()?, row.text()?);
            let invalid = || Failure::Internal("the list of applied migrations can't be read".to_owned());
            migrations.push(Migration::applied(
                version.try_into().map_err(|_| invalid())?,
                name,
                OffsetDateTime::parse(&applied_on, &Rfc3339).map_err(|_| invalid())?,
                checksum.parse().map_err(|_| invalid())?,
            ));
        }
        Ok(migrations)
    }
}

impl<C: Connection> AsyncMigrate for Migrator<'_, C> {}
