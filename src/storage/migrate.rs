//! Migrations: numbered, embedded, applied once and in one transaction, and never changed afterwards.

use refinery::{Migration, Runner, error::Kind};

use super::OpenError;

/// A migration: its number, its name, its SQL.
pub(super) type Source = (u32, &'static str, &'static str);

/// Applies these migrations, all or none. A database is refused to which one was applied that has changed since,
/// or that a newer version knows and this one does not.
pub(super) fn runner(migrations: &[Source]) -> Result<Runner, OpenError> {
    let parsed = migrations.iter().map(|(number, name, sql)| Migration::unapplied(&format!("V{number}__{name}"), sql));
    let parsed = parsed.collect::<Result<Vec<_>, _>>().map_err(|error| OpenError(error.to_string()))?;
    Ok(Runner::new(&parsed).set_grouped(true).set_abort_divergent(true).set_abort_missing(true))
}

/// Refuses a database as [`runner`] does, without any right but to read.
pub(super) fn check(applied: &[Migration], known: &[Migration]) -> Result<(), OpenError> {
    for one in applied {
        match known.iter().find(|known| known.version() == one.version()) {
            None => return Err(OpenError(unknown(one))),
            Some(known) if known != one => return Err(OpenError(changed(one))),
            Some(_) => {}
        }
    }
    Ok(())
}

fn changed(applied: &Migration) -> String {
    format!(
        "the migration {applied} was changed after it was applied to this database; \
         use the version of the server that the database was made with, or one after it"
    )
}

fn unknown(migration: &Migration) -> String {
    format!(
        "the database has the migration {migration}, which this version of the server does not know; \
         use a newer version"
    )
}

/// What went wrong, in words.
pub(super) fn explain(error: &refinery::Error) -> OpenError {
    OpenError(match error.kind() {
        Kind::DivergentVersion(applied, _) => changed(applied),
        Kind::MissingVersion(migration) => unknown(migration),
        Kind::Connection(_, cause) => format!("the migrations of the database can't be applied: {cause}"),
        _ => format!("the migrations of the database can't be applied: {error}"),
    })
}
