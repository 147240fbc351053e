//! Storage in SQLite: one thread writes, others read.

mod accounts;
mod blocks;
mod customers;
mod error;
mod index;
mod list;
mod numbers;
mod open;
mod places;
#[cfg(test)]
mod plans;
mod readers;
mod row;
mod search;
mod sessions;
mod transfer;
mod writer;

use std::{
    collections::{HashMap, hash_map::Entry},
    path::Path,
    time::Duration,
};

use customers::NewCustomer;
use numbers::OrganizationNumbers;
use readers::Readers;
use writer::{Context, Writer};

use super::{
    CreateCustomerError, Error, FromPage, OpenError, Options, RegisterError, Repository, UpdateCustomerError,
    migrate::Source,
};
use crate::domain::{
    Account, AccountId, Country, Credentials, Customer, CustomerChange, CustomerFields, CustomerId, CustomerQuery,
    Email, NewAccount, NewSession, OrganizationId, Refreshed, SessionId, SigningKey, Timestamp, TokenHash,
};

/// A SQLite database.
pub struct Sqlite {
    readers: Readers,
    writer: Writer,
    organizations: OrganizationNumbers,
    /// The newest migration that this version knows.
    newest_migration: u32,
}

impl Sqlite {
    /// Opens the file, and applies the migrations that it lacks. Blocks.
    ///
    /// # Errors
    /// As [`Storage::open`](super::Storage::open).
    pub fn open(path: &Path, options: &Options) -> Result<Self, OpenError> {
        Self::open_with(path, options, open::MIGRATIONS)
    }

    /// Applies the migrations that the file lacks, and makes it if it is not there. Those that were applied. Blocks.
    ///
    /// # Errors
    /// As [`Storage::open`](super::Storage::open).
    pub fn migrate(path: &Path, timeout: Duration) -> Result<Vec<String>, OpenError> {
        open::open(path, true, timeout, open::MIGRATIONS).map(|(_, applied)| applied)
    }

    /// After so many customers were created in bulk: merges the parts of the search index, unless most of it was there before.
    ///
    /// # Errors
    /// As those of [`Repository`].
    pub async fn merge_search(&self, created: u64) -> Result<(), Error> {
        let merge = move |context: &mut Context| -> Result<(), Error> {
            let sql = "SELECT coalesce(sum(customers), 0) FROM organizations";
            let all: i64 = context.connection.query_one(sql, [], |found| found.get(0))?;
            if created >= all.cast_unsigned() / 2 { Ok(index::merge_all(&context.connection)?) } else { Ok(()) }
        };
        self.writer.write_patiently(merge).await
    }

    fn open_with(path: &Path, options: &Options, migrations: &[Source]) -> Result<Self, OpenError> {
        let (connection, applied) = open::open(path, options.create, options.timeout, migrations)?;
        for migration in applied {
            tracing::info!(%migration, "a migration was applied");
        }
        let failed = |error: &dyn std::fmt::Display| OpenError(format!("the database can't be used: {error}"));
        open::size_writer(&connection, options.bulk).map_err(|error| failed(&error))?;
        let last = accounts::last_id(&connection).map_err(|error| failed(&error))?;
        let context = Context::new(connection, last, options.bulk, options.clock.clone(), options.ids.clone());
        let writer = Writer::start(context, options.write_queue, options.timeout).map_err(|error| failed(&error))?;
        let readers = Readers::new(path, options.readers, options.timeout);
        let newest_migration = migrations.last().map_or(0, |(number, ..)| *number);
        Ok(Self { readers, writer, organizations: OrganizationNumbers::default(), newest_migration })
    }
}

impl Repository for Sqlite {
    async fn register(&self, new: NewAccount) -> Result<Account, RegisterError> {
        self.writer.write(|context| accounts::register(context, new)).await
    }

    async fn get_credentials(&self, email: &Email) -> Result<Option<Credentials>, Error> {
        let email = email.clone();
        self.readers.read(move |connection| accounts::get_credentials(connection, &email)).await
    }

    async fn get_account_credentials(
        &self,
        organization: OrganizationId,
        account: AccountId,
    ) -> Result<Option<Credentials>, Error> {
        self.readers.read(move |connection| accounts::get_account_credentials(connection, organization, account)).await
    }

    async fn get_account(&self, organization: OrganizationId, account: AccountId) -> Result<Option<Account>, Error> {
        self.readers.read(move |connection| accounts::get_account(connection, organization, account)).await
    }

    async fn change_password(
        &self,
        organization: OrganizationId,
        account: AccountId,
        old_hash: String,
        new_hash: String,
        keep: SessionId,
    ) -> Result<Option<Vec<SessionId>>, Error> {
        let work = move |context: &mut Context| {
            accounts::change_password(context, organization, account, &old_hash, &new_hash, keep)
        };
        self.writer.write(work).await
    }

    async fn rehash_password(
        &self,
        organization: OrganizationId,
        account: AccountId,
        old_hash: String,
        new_hash: String,
    ) -> Result<(), Error> {
        let work = move |context: &mut Context| {
            accounts::rehash_password(context, organization, account, &old_hash, &new_hash)
        };
        self.writer.write(work).await
    }

    async fn login(&self, new: NewSession) -> Result<SessionId, Error> {
        self.writer.write(move |context| sessions::login(context, &new)).await
    }

    async fn refresh_session(
        &self,
        organization: OrganizationId,
        token: TokenHash,
        replacement: TokenHash,
        expires_at: Timestamp,
    ) -> Result<Refreshed, Error> {
        let work = move |context: &mut Context| {
            sessions::refresh_session(context, organization, token, replacement, expires_at)
        };
        self.writer.write(work).await
    }

    async fn logout(&self, organization: OrganizationId, session: SessionId) -> Result<(), Error> {
        self.writer.write(move |context| sessions::logout(context, organization, session)).await
    }

    async fn ended_sessions(&self, since: Timestamp) -> Result<Vec<(SessionId, Timestamp)>, Error> {
        self.readers.read(move |connection| sessions::ended_sessions(connection, since)).await
    }

    async fn signing_keys(&self) -> Result<Vec<SigningKey>, Error> {
        self.readers.read(sessions::signing_keys).await
    }

    async fn rotate_signing_keys(
        &self,
        new: SigningKey,
        only_if_none: bool,
        forget_before: Timestamp,
    ) -> Result<Vec<SigningKey>, Error> {
        let work =
            move |context: &mut Context| sessions::rotate_signing_keys(context, &new, only_if_none, forget_before);
        self.writer.write(work).await
    }

    async fn create_customer(
        &self,
        organization: OrganizationId,
        new: CustomerFields,
    ) -> Result<Customer, CreateCustomerError> {
        let number = self.organizations.of(&self.readers, organization).await?;
        let new = NewCustomer::new(number, new);
        self.writer.write_at_once(move |context| customers::create_customer(context, new)).await
    }

    async fn create_customers(
        &self,
        new: Vec<(OrganizationId, CustomerFields)>,
    ) -> Vec<Result<Customer, CreateCustomerError>> {
        let so_many = new.len();
        let mut numbers = HashMap::new();
        let mut prepared = Vec::with_capacity(so_many);
        for (organization, fields) in new {
            // Asked for once, also where it can't be told.
            let number = match numbers.entry(organization) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => unknown.insert(self.organizations.of(&self.readers, organization).await),
            };
            prepared.push(number.clone().map(|number| NewCustomer::new(number, fields)));
        }
        let created = self.writer.write_patiently(|context| customers::create_customers(context, prepared)).await;
        created.unwrap_or_else(|error| vec![Err(error.into()); so_many])
    }

    async fn get_customer(&self, organization: OrganizationId, id: CustomerId) -> Result<Option<Customer>, Error> {
        self.readers.read(move |connection| customers::get_customer(connection, organization, id)).await
    }

    async fn update_customer(
        &self,
        organization: OrganizationId,
        id: CustomerId,
        change: CustomerChange,
        default_country: Option<Country>,
    ) -> Result<Customer, UpdateCustomerError> {
        let work =
            move |context: &mut Context| customers::update_customer(context, organization, id, change, default_country);
        self.writer.write(work).await
    }

    async fn delete_customer(&self, organization: OrganizationId, id: CustomerId) -> Result<bool, Error> {
        self.writer.write(move |context| customers::delete_customer(context, organization, id)).await
    }

    async fn fetch_customers<M: FromPage>(
        &self,
        organization: OrganizationId,
        query: CustomerQuery,
        then: M,
    ) -> Result<M::Made, Error> {
        if let Some((of, made)) = then.made_before()
            && let Some(Ok(changes)) = self.readers.glance(|connection| customers::changes(connection, organization))
            && of == changes
        {
            return Ok(made);
        }
        self.readers.read(move |connection| list::fetch_customers(connection, organization, &query, then)).await
    }

    async fn check(&self) -> Result<(), Error> {
        if !self.writer.is_running() {
            return Err(Error::Unavailable("the writer has ended".to_owned()));
        }
        let applied: u32 = self
            .readers
            .read(|connection| {
                let sql = "SELECT max(version) FROM refinery_schema_history";
                Ok(connection.prepare_cached(sql)?.query_row([], |found| found.get(0))?)
            })
            .await?;
        match self.newest_migration {
            newest if newest == applied => Ok(()),
            newest => Err(Error::Unavailable(format!("migration {applied} is applied, {newest} is needed"))),
        }
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
