//! A fresh database for each test, a clock that is set by hand, and what is often needed.

use std::{
    convert::identity,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use crate::database::Database;
use customary::{
    domain::{
        Account, Clock, Count, Country, Customer, CustomerFields, CustomerFilter, CustomerPage, CustomerQuery, Email,
        NewAccount, NewSession, OrganizationId, Phone, Position, Refreshed, Search, SessionId, Sort, SortField,
        SystemIds, Timestamp, TokenHash, Total,
    },
    storage::{CreateCustomerError, Options, Repository, Storage},
};

/// When the tests begin.
pub(crate) const START: Timestamp = Timestamp(1_770_000_000_000);

/// A clock that stands still until it is set.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(START.0)))
    }

    pub(crate) fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// A database and its clock.
pub(crate) struct World<R> {
    pub(crate) storage: Arc<R>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) database: Database,
}

pub(crate) fn options(clock: &Arc<TestClock>) -> Options {
    Options {
        create: true,
        readers: 2,
        connections: 8,
        bulk: false,
        write_queue: 6000,
        timeout: Duration::from_secs(5),
        clock: clock.clone(),
        ids: Arc::new(SystemIds),
    }
}

pub(crate) fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// An empty SQLite database.
pub(crate) async fn sqlite() -> World<Storage> {
    open(Database::sqlite()).await
}

/// This database, opened.
pub(crate) async fn open(database: Database) -> World<Storage> {
    let clock = TestClock::new();
    let storage = Storage::open(&database.url(), options(&clock)).await.unwrap();
    World { storage: Arc::new(storage), clock, database }
}

/// Another program's view of the same database.
pub(crate) async fn reopen(world: &World<Storage>) -> Result<Storage, String> {
    Storage::open(&world.database.url(), options(&world.clock)).await.map_err(|error| error.to_string())
}

pub(crate) fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

pub(crate) fn country(code: &str) -> Option<Country> {
    Country::parse(code)
}

pub(crate) fn new_account(address: &str) -> NewAccount {
    NewAccount {
        email: email(address),
        name: Some("Ada Brander".to_owned()),
        password_hash: "$hash$1".to_owned(),
        organization: "Brander & Sons".to_owned(),
        country: country("CH"),
    }
}

/// The hash of refresh token number so and so.
pub(crate) fn token(number: u8) -> TokenHash {
    TokenHash([number; 32])
}

/// A customer that has a name and nothing else.
pub(crate) fn named(name: &str) -> CustomerFields {
    CustomerFields { name: name.to_owned(), ..CustomerFields::default() }
}

/// A customer that has everything.
pub(crate) fn complete() -> CustomerFields {
    let text = |text: &str| Some(text.to_owned());
    CustomerFields {
        name: "Mirela Vantorsen".to_owned(),
        email: Some(email("Mirela@vantorsen.example")),
        phone: Some(Phone::from_e164("+41446681800").unwrap()),
        company: text("Vantorsen & Sons Trading"),
        address: text("17 Old Harbour Road\nBuilding B"),
        city: text("Port Ellison"),
        region: text("ZH"),
        postal_code: text("8001"),
        country: country("CH"),
        notes: text("Prefers e-mail.\tAlways."),
    }
}

/// The total of a page of so many.
#[allow(clippy::unnecessary_wraps, reason = "a page may have none")]
pub(crate) fn exactly(so_many: u64) -> Option<Total> {
    Some(Total::Exactly(so_many))
}

/// The filter of a search for a text.
pub(crate) fn search(text: &str) -> CustomerFilter {
    CustomerFilter { search: Search::new(text), ..CustomerFilter::default() }
}

/// The first page in the usual order.
pub(crate) fn query() -> CustomerQuery {
    CustomerQuery {
        filter: CustomerFilter::default(),
        sort: Sort { field: SortField::CreatedAt, descending: true },
        position: Position::Page(1),
        page_size: 25,
        count: Count::Bounded,
    }
}

impl<R: Repository> World<R> {
    /// A new account with an organization of its own.
    pub(crate) async fn account(&self, address: &str) -> Account {
        self.storage.register(new_account(address)).await.unwrap()
    }

    /// A new organization.
    pub(crate) async fn organization(&self, address: &str) -> OrganizationId {
        self.account(address).await.organization.id
    }

    /// A page, which is the same when it is asked for again: a server may go another way when it does again what it prepared.
    pub(crate) async fn page(&self, organization: OrganizationId, query: &CustomerQuery) -> CustomerPage {
        let ask = || self.storage.fetch_customers(organization, query.clone(), identity);
        let page = ask().await.unwrap();
        for time in ["second", "third"] {
            let again = ask().await.unwrap_or_else(|error| panic!("{query:?} for the {time} time: {error:?}"));
            assert!(again == page, "{query:?} for the {time} time");
        }
        page
    }

    /// A new session of the account, whose first token is number so and so, for an hour.
    pub(crate) async fn session(&self, account: &Account, number: u8) -> SessionId {
        let expires_at = self.clock.now().plus_seconds(3600);
        self.storage
            .login(NewSession {
                organization_id: account.organization.id,
                account_id: account.id,
                refresh_token: token(number),
                expires_at,
            })
            .await
            .unwrap()
    }

    /// Exchanges the account's refresh token number `old` for number `new`, for an hour.
    pub(crate) async fn refresh(&self, account: &Account, old: u8, new: u8) -> Refreshed {
        let expires_at = self.clock.now().plus_seconds(3600);
        self.storage.refresh_session(account.organization.id, token(old), token(new), expires_at).await.unwrap()
    }

    pub(crate) async fn create(&self, organization: OrganizationId, fields: CustomerFields) -> Customer {
        let created: Result<Customer, CreateCustomerError> = self.storage.create_customer(organization, fields).await;
        created.unwrap()
    }
}
