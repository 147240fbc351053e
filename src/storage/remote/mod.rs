//! Storage on a database server, `PostgreSQL` or `MySQL`: what they have in common, which is nearly all.

mod accounts;
mod address;
mod along;
mod asked;
mod blocks;
mod creates;
mod customers;
mod index;
mod list;
mod migrations;
mod mysql;
mod pool;
mod postgres;
mod queue;
mod search;
mod session;
mod sessions;
mod tls;
mod turns;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use customers::Update;
use futures_util::{StreamExt, stream};
use pool::Sessions;
use queue::Creates;
use session::{Connection, Failure};
use turns::Turns;

use super::{
    CreateCustomerError, Error, FromPage, OpenError, Options, RegisterError, Repository, UpdateCustomerError, ids::Ids,
};
use crate::domain::{
    Account, AccountId, Clock, Country, Credentials, Customer, CustomerChange, CustomerFields, CustomerId,
    CustomerPage, CustomerQuery, Email, IdSource, NewAccount, NewSession, OrganizationId, Refreshed, SessionId,
    SigningKey, Timestamp, TokenHash,
};

pub(super) use mysql::Mysql;
pub(super) use postgres::Postgres;

/// How often something is tried that another transaction or a broken connection was in the way of.
const ATTEMPTS: u32 = 6;

/// Of many customers so many wait to be created at the same time at most.
const CREATED_AT_ONCE: usize = 1024;

/// What everything works with.
struct Shared<C: Connection> {
    sessions: Sessions<C>,
    timeout: Duration,
    clock: Arc<dyn Clock>,
    random: Arc<dyn IdSource>,
    ids: Mutex<Ids>,
    turns: Turns,
}

impl<C: Connection> Shared<C> {
    /// A new id.
    fn new_id(&self) -> uuid::Uuid {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).next(self.clock.now(), &*self.random)
    }

    /// When what begins now is given up.
    fn until(&self) -> Instant {
        Instant::now() + self.timeout
    }
}

/// How often and how long something is tried again.
struct Attempts {
    made: u32,
    until: Instant,
}

impl Attempts {
    fn until(until: Instant) -> Self {
        Self { made: 0, until }
    }

    /// Whether to try again after this failure; then it waits a moment. Otherwise the failure.
    async fn again(&mut self, failure: Failure) -> Result<(), Failure> {
        self.made += 1;
        if !matches!(failure, Failure::Conflict(_) | Failure::Lost(_))
            || self.made == ATTEMPTS
            || Instant::now() >= self.until
        {
            return Err(failure);
        }
        // A connection that broke while it was not used is no reason to wait. Those that were in each other's way are
        // not to meet again.
        if self.made > 1 || matches!(failure, Failure::Conflict(_)) {
            let milliseconds = rand::random_range(1..=10_u64 << self.made.min(6));
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        }
        Ok(())
    }
}

/// Runs what may go on after its caller is gone: a write is decided either way.
async fn decided<T: Send + 'static>(
    work: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::spawn(work).await;
    done.unwrap_or_else(|error| Err(Failure::Internal(format!("a write failed: {error}"))))
}

/// What `$work` reads in `$session`, tried again where that may help, until the usual time-out or that moment.
macro_rules! read {
    ($remote:ident, |$session:ident| $work:expr) => {
        read!($remote, $remote.shared.until(), |$session| $work)
    };
    ($remote:ident, $until:expr, |$session:ident| $work:expr) => {{
        let mut attempts = Attempts::until($until);
        loop {
            let done = async {
                let mut session = $remote.shared.sessions.get_until(attempts.until).await?;
                let $session = &mut session;
                $work.await
            };
            match done.await {
                Ok(read) => break Ok(read),
                Err(failure) => {
                    if let Err(failure) = attempts.again(failure).await {
                        break Err(failure);
                    }
                }
            }
        }
    }};
}

/// What came of `$work`, a transaction in `$session` that is committed if it is `Ok(Ok(_))`, and tried again where that
/// may help, until the usual time-out or that moment. It is of `$organization`, if it is of one; `$shared` is what it
/// works with.
macro_rules! write {
    ($remote:ident, $organization:expr, |$shared:ident, $session:ident| $work:expr) => {
        write!($remote, $organization, $remote.shared.until(), |$shared, $session| $work)
    };
    ($remote:ident, $organization:expr, $until:expr, |$shared:ident, $session:ident| $work:expr) => {{
        let ($shared, organization, until) = (Arc::clone(&$remote.shared), $organization, $until);
        decided(async move {
            let _turn = $shared.turns.take(organization, until).await?;
            let mut attempts = Attempts::until(until);
            loop {
                let done = async {
                    let mut session = $shared.sessions.get_until(attempts.until).await?;
                    let $session = &mut session;
                    $session.begin("START TRANSACTION").await?;
                    let done = $work.await;
                    if matches!(done, Ok(Ok(_))) {
                        $session.commit().await?;
                    } else {
                        $session.roll_back().await;
                    }
                    done
                };
                match done.await {
                    Ok(done) => break Ok(done),
                    Err(failure) => attempts.again(failure).await?,
                }
            }
        })
        .await
    }};
}

mod transfer; // here, since it uses these two

/// A database on a server.
pub(super) struct Remote<C: Connection> {
    shared: Arc<Shared<C>>,
    /// `None` when it is closed.
    creates: Mutex<Option<Creates>>,
    /// Of many customers so many wait to be created at the same time: others want places in the queue as well.
    at_once: usize,
    /// Held by one who creates many: two of them would fill the queue.
    many: tokio::sync::Mutex<()>,
}

impl Remote<Postgres> {
    /// Opens a database of `PostgreSQL`, and applies the migrations that it lacks.
    pub(super) async fn postgres(url: &str, options: &Options) -> Result<Self, OpenError> {
        Self::open(address::postgres(url, options.timeout)?, options).await
    }

    /// Applies the migrations that it lacks. Those that were applied.
    pub(super) async fn migrate_postgres(url: &str, timeout: Duration) -> Result<Vec<String>, OpenError> {
        Self::migrate(&sessions(address::postgres(url, timeout)?, 1, timeout)?, timeout).await
    }
}

impl Remote<Mysql> {
    /// Opens a database of `MySQL`, and applies the migrations that it lacks.
    pub(super) async fn mysql(url: &str, options: &Options) -> Result<Self, OpenError> {
        Self::open(address::mysql(url, options.timeout)?, options).await
    }

    /// Applies the migrations that it lacks. Those that were applied.
    pub(super) async fn migrate_mysql(url: &str, timeout: Duration) -> Result<Vec<String>, OpenError> {
        Self::migrate(&sessions(address::mysql(url, timeout)?, 1, timeout)?, timeout).await
    }
}

fn sessions<C: Connection>(target: C::Target, count: usize, timeout: Duration) -> Result<Sessions<C>, OpenError> {
    Sessions::new(target, count, timeout).map_err(|failure| unusable(&failure))
}

fn unusable(why: &dyn fmt::Display) -> OpenError {
    OpenError(format!("the database can't be used: {why}"))
}

impl<C: Connection> Remote<C> {
    async fn open(target: C::Target, options: &Options) -> Result<Self, OpenError> {
        let sessions = sessions(target, options.connections, options.timeout)?;
        if options.create {
            for migration in Self::migrate(&sessions, options.timeout).await? {
                tracing::info!(%migration, "a migration was applied");
            }
        } else {
            let mut session = sessions.get().await.map_err(|failure| unusable(&failure))?;
            migrations::find(&mut session).await?;
        }
        let shared = Arc::new(Shared {
            sessions,
            timeout: options.timeout,
            clock: options.clock.clone(),
            random: options.ids.clone(),
            ids: Mutex::default(),
            turns: Turns::new(options.connections),
        });
        let creates = Creates::start(Arc::clone(&shared), options.write_queue, options.connections);
        let at_once = CREATED_AT_ONCE.min(options.write_queue.div_ceil(2));
        let remote = Self { shared, creates: Mutex::new(Some(creates)), at_once, many: tokio::sync::Mutex::default() };
        remote.check().await.map_err(|(Error::Unavailable(why) | Error::Internal(why))| unusable(&why))?;
        remote.warn_of_unsafe_settings().await.map_err(|failure| unusable(&failure))?;
        Ok(remote)
    }

    /// A setting of the server by which it may forget what it has confirmed is its administrator's, who is told.
    async fn warn_of_unsafe_settings(&self) -> Result<(), Failure> {
        let mut session = self.shared.sessions.get().await?;
        for mut setting in session.rows(C::DIALECT.unsafe_settings, Vec::new()).await? {
            let setting = setting.text()?;
            tracing::warn!(%setting, "the database server may lose what it has confirmed when its machine fails");
        }
        Ok(())
    }

    async fn migrate(sessions: &Sessions<C>, timeout: Duration) -> Result<Vec<String>, OpenError> {
        let mut session = sessions.get().await.map_err(|failure| unusable(&failure))?;
        let seconds = i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX).max(1);
        migrations::apply(&mut session, seconds).await
    }
}

impl<C: Connection> Repository for Remote<C> {
    async fn register(&self, new: NewAccount) -> Result<Account, RegisterError> {
        let (organization, account) = (OrganizationId(self.shared.new_id()), AccountId(self.shared.new_id()));
        write!(self, Some(organization), |shared, session| accounts::register(session, &new, organization, account))?
    }

    async fn get_credentials(&self, email: &Email) -> Result<Option<Credentials>, Error> {
        Ok(read!(self, |session| accounts::get_credentials(session, email))?)
    }

    async fn get_account_credentials(
        &self,
        organization: OrganizationId,
        account: AccountId,
    ) -> Result<Option<Credentials>, Error> {
        Ok(read!(self, |session| accounts::get_account_credentials(session, organization, account))?)
    }

    async fn get_account(&self, organization: OrganizationId, account: AccountId) -> Result<Option<Account>, Error> {
        Ok(read!(self, |session| accounts::get_account(session, organization, account))?)
    }

    async fn change_password(
        &self,
        organization: OrganizationId,
        account: AccountId,
        old_hash: String,
        new_hash: String,
        keep: SessionId,
    ) -> Result<Option<Vec<SessionId>>, Error> {
        write!(self, Some(organization), |shared, session| async {
            let (account, hashes) = ((organization, account), (old_hash.as_str(), new_hash.as_str()));
            accounts::change_password(session, account, hashes, keep, shared.clock.now()).await.map(Ok)
        })?
    }

    async fn rehash_password(
        &self,
        organization: OrganizationId,
        account: AccountId,
        old_hash: String,
        new_hash: String,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |shared, session| async {
            accounts::rehash_password(session, organization, account, &old_hash, &new_hash).await.map(|_| Ok(()))
        })?
    }

    async fn login(&self, new: NewSession) -> Result<SessionId, Error> {
        let id = SessionId(self.shared.new_id());
        write!(self, Some(new.organization_id), |shared, session| async {
            sessions::login(session, &new, id).await?;
            sessions::forget_old(session, shared.clock.now()).await?;
            Ok(Ok(id))
        })?
    }

    async fn refresh_session(
        &self,
        organization: OrganizationId,
        token: TokenHash,
        replacement: TokenHash,
        expires_at: Timestamp,
    ) -> Result<Refreshed, Error> {
        write!(self, Some(organization), |shared, session| async {
            let times = (shared.clock.now(), expires_at);
            sessions::refresh_session(session, organization, token, replacement, times).await.map(Ok)
        })?
    }

    async fn logout(&self, organization: OrganizationId, id: SessionId) -> Result<(), Error> {
        write!(self, Some(organization), |shared, session| async {
            sessions::end(session, organization, id, shared.clock.now()).await.map(Ok)
        })?
    }

    async fn ended_sessions(&self, since: Timestamp) -> Result<Vec<(SessionId, Timestamp)>, Error> {
        Ok(read!(self, |session| sessions::ended_sessions(session, since))?)
    }

    async fn signing_keys(&self) -> Result<Vec<SigningKey>, Error> {
        Ok(read!(self, |session| sessions::signing_keys(session))?)
    }

    async fn rotate_signing_keys(
        &self,
        new: SigningKey,
        only_if_none: bool,
        forget_before: Timestamp,
    ) -> Result<Vec<SigningKey>, Error> {
        write!(self, None, |shared, session| async {
            sessions::rotate_signing_keys(session, &new, only_if_none, forget_before).await.map(Ok)
        })?
    }

    async fn create_customer(
        &self,
        organization: OrganizationId,
        new: CustomerFields,
    ) -> Result<Customer, CreateCustomerError> {
        let queue = self.creates.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(Creates::queue);
        let queue = queue.ok_or_else(|| Error::Unavailable("the database is closed".to_owned()))?;
        queue.create::<C>(organization, new).await
    }

    async fn create_customers(
        &self,
        new: Vec<(OrganizationId, CustomerFields)>,
    ) -> Vec<Result<Customer, CreateCustomerError>> {
        let _alone = self.many.lock().await;
        let creates = new.into_iter().map(|(organization, fields)| self.create_customer(organization, fields));
        stream::iter(creates).buffered(self.at_once).collect().await
    }

    async fn get_customer(&self, organization: OrganizationId, id: CustomerId) -> Result<Option<Customer>, Error> {
        Ok(read!(self, |session| customers::get_customer(session, organization, id))?)
    }

    async fn update_customer(
        &self,
        organization: OrganizationId,
        id: CustomerId,
        change: CustomerChange,
        default_country: Option<Country>,
    ) -> Result<Customer, UpdateCustomerError> {
        let customer = (organization, id);
        let mut attempts = Attempts::until(self.shared.until());
        loop {
            let (change, until) = (change.clone(), attempts.until);
            let updated = write!(self, Some(organization), until, |shared, session| {
                customers::update_customer(session, customer, change.clone(), default_country, shared.clock.now())
            })?;
            let email_key = match updated {
                Ok(customer) => return Ok(customer),
                Err(Update::Refused(error)) => return Err(error),
                Err(Update::Taken(email_key)) => email_key,
            };
            let holder: Result<Option<CustomerId>, Failure> =
                read!(self, until, |session| customers::holder(session, organization, &email_key));
            if let Some(holder) = holder?.filter(|holder| *holder != id) {
                return Err(UpdateCustomerError::EmailTaken(holder));
            }
            attempts.again(Failure::Conflict("an e-mail address became free".to_owned())).await?;
        }
    }

    async fn delete_customer(&self, organization: OrganizationId, id: CustomerId) -> Result<bool, Error> {
        write!(self, Some(organization), |shared, session| async {
            customers::delete_customer(session, organization, id).await.map(Ok)
        })?
    }

    async fn fetch_customers<M: FromPage>(
        &self,
        organization: OrganizationId,
        query: CustomerQuery,
        then: M,
    ) -> Result<M::Made, Error> {
        let deep = blocks::lead_to(&query);
        let alone = !deep && list::is_one_statement(&query);
        let page: Result<CustomerPage, Failure> = read!(self, |session| async {
            if alone {
                return list::fetch_customers(session, organization, &query).await;
            }
            let page = async {
                if !deep {
                    session.begin(C::DIALECT.begin_snapshot).await?;
                } else if let Some(page) = blocks::fetch_customers(session, organization, &query).await? {
                    return Ok(page);
                }
                list::fetch_customers(session, organization, &query).await
            };
            let page = page.await;
            if page.is_ok() {
                // What was read is read, also if the connection breaks now: then it is not used again.
                let _ = session.commit().await;
            } else {
                session.roll_back().await;
            }
            page
        });
        Ok(then.make(page?, None))
    }

    async fn check(&self) -> Result<(), Error> {
        let newest: Result<(i64, i64), Failure> = read!(self, |session| migrations::newest(session));
        let (applied, known) = newest?;
        if applied == known {
            return Ok(());
        }
        Err(Error::Unavailable(format!("migration {applied} is applied, {known} is needed")))
    }

    async fn close(&self) {
        let creates = self.creates.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(creates) = creates {
            creates.close().await;
        }
        self.shared.sessions.close();
    }
}
