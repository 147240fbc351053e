//! `customary seed`: fills organizations with made-up customers, to try the service with or to measure it.

mod people;

use std::{
    ops::Range,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::{StreamExt, stream};

use super::{Error, failed, open_storage_for, progress::Display};
use crate::{
    auth::{Passwords, check_new_password},
    domain::{
        Count, CustomerFields, CustomerFilter, CustomerPage, CustomerQuery, Email, IdSource, NewAccount,
        OrganizationId, Position, Sort, SortField, SystemIds, Total,
    },
    settings::{Secret, Seed, Settings},
    storage::{CreateCustomerError, RegisterError, Repository, Storage},
};

/// Customers of so many that are created together: many, for indexes are written out once for all of them, but few enough for
/// the next to be made meanwhile.
fn chunk_size(customers: u64) -> usize {
    usize::try_from(customers / 8).unwrap_or(usize::MAX).clamp(4_096, 65_536)
}

/// Makes customers through the repository, as requests would. What was made, in words.
///
/// # Errors
/// When a setting is not valid, or the database can't be used.
pub async fn seed(settings: &Settings, seed: &Seed) -> Result<String, Error> {
    let email = Email::parse(&seed.email)
        .ok_or_else(|| Error::Setting(format!("--email: {} is no e-mail address", seed.email)))?;
    let password = password(seed.password.as_ref(), &email)?;
    let storage = open_storage_for(settings, true, true).await?;
    let mut registered = None;
    let display = Display::new();
    let begun = fill(&storage, seed, &email, &password, &mut registered, &display).await;
    storage.close().await;
    display.end();
    let login = match registered {
        None => "no account was registered: their passwords are what they were".to_owned(),
        Some(first) => format!("log in as {} with the password {password}", first.as_str()),
    };
    // Whatever failed then: the password is nowhere else.
    let seconds = begun.map_err(|error| failed(format!("{error}\n{login}")))?.elapsed().as_secs_f64();
    let (customers, organizations) = (seed.customers, seed.organizations);
    let plural = if organizations == 1 { "" } else { "s" };
    Ok(format!("{customers} customers in {organizations} organization{plural} in {seconds:.1} s\n{login}\n"))
}

/// The given password, or one that is made up.
fn password(given: Option<&Secret>, email: &Email) -> Result<String, Error> {
    let Some(given) = given.map(Secret::reveal) else {
        let mut bytes = [0; 12];
        SystemIds.fill(&mut bytes);
        return Ok(URL_SAFE_NO_PAD.encode(bytes));
    };
    let letters = given.chars().count();
    if !(8..=128).contains(&letters) {
        return Err(Error::Setting(format!("--password has {letters} characters: it must have 8 to 128")));
    }
    match check_new_password("--password", given, Some(email)) {
        Some(invalid) => Err(Error::Setting(format!("{}: {}", invalid.field, invalid.detail))),
        None => Ok(given.to_owned()),
    }
}

/// The first account that was not there and was registered is `registered`. When the first customer was begun.
async fn fill(
    storage: &Storage,
    seed: &Seed,
    email: &Email,
    password: &str,
    registered: &mut Option<Email>,
    display: &Display,
) -> Result<Instant, Error> {
    let made = AtomicU64::new(0);
    tokio::select! {
        done = async {
            let Organizations { ids, customers } =
                organizations(storage, seed, email, password, registered, display).await?;
            let begun = Instant::now();
            create(storage, seed, &Arc::new(ids), customers, &made, display).await?;
            display.show("merging the search index", seed.customers, Some(seed.customers));
            storage.finish_bulk(seed.customers).await?;
            Ok(begun)
        } => done,
        _ = tokio::signal::ctrl_c() => {
            let made = made.load(Ordering::Relaxed);
            let more = 2 * chunk_size(seed.customers);
            Err(failed(format!("interrupted; {made} customers were created and stay, and up to {more} more may")))
        }
    }
}

/// Creates customers with the numbers from `next` on, and counts them in `made`.
async fn create(
    storage: &Storage,
    seed: &Seed,
    organizations: &Arc<Vec<OrganizationId>>,
    mut next: u64,
    made: &AtomicU64,
    display: &Display,
) -> Result<(), Error> {
    let missing = || seed.customers - made.load(Ordering::Relaxed);
    while missing() > 0 {
        let numbers = next..next + missing();
        next = numbers.end;
        let size = chunk_size(seed.customers);
        let chunks = numbers.step_by(size).map(|first| {
            let (organizations, last) = (Arc::clone(organizations), next.min(first + size as u64));
            tokio::task::spawn_blocking(move || make(first..last, &organizations))
        });
        // Some are made, and others prepared for the database, while others are written, all in the order of their numbers.
        let created = stream::iter(chunks).buffered(1).map(async |chunk| match chunk {
            Ok(new) => Ok(storage.create_customers(new).await),
            Err(error) => Err(failed(error)),
        });
        let mut created = pin!(created.buffered(2));
        display.show("creating customers", made.load(Ordering::Relaxed), Some(seed.customers));
        while let Some(created) = created.next().await {
            for created in created? {
                match created {
                    Ok(_) => drop(made.fetch_add(1, Ordering::Relaxed)),
                    // An earlier seed made it: another one is made instead.
                    Err(CreateCustomerError::EmailTaken(_)) => {}
                    Err(CreateCustomerError::Storage(error)) => return Err(error.into()),
                }
            }
            display.show("creating customers", made.load(Ordering::Relaxed), Some(seed.customers));
        }
    }
    Ok(())
}

/// The customers with these numbers, and whose they are.
fn make(numbers: Range<u64>, organizations: &[OrganizationId]) -> Vec<(OrganizationId, CustomerFields)> {
    let of = u32::try_from(organizations.len()).unwrap_or(u32::MAX);
    numbers.map(|number| (organizations[people::owner(number, of)], people::customer(number))).collect()
}

/// The organizations to fill.
struct Organizations {
    ids: Vec<OrganizationId>,
    /// So many customers they have.
    customers: u64,
}

/// Finds the organizations to fill, and registers those that are not there.
async fn organizations(
    storage: &Storage,
    seed: &Seed,
    email: &Email,
    password: &str,
    registered: &mut Option<Email>,
    display: &Display,
) -> Result<Organizations, Error> {
    let mut found = Organizations { ids: Vec::new(), customers: 0 };
    let mut hash: Option<String> = None;
    for number in 1..=seed.organizations {
        display.show("registering organizations", number.into(), Some(seed.organizations.into()));
        let address = address(email, number)?;
        if let Some(credentials) = storage.get_credentials(&address).await? {
            found.ids.push(credentials.organization_id);
            found.customers += customers(storage, credentials.organization_id).await?;
            continue;
        }
        // One hash serves all of them: a thousand would take minutes.
        let password_hash = if let Some(hash) = &hash {
            hash.clone()
        } else {
            let made = Passwords::new(1, Arc::new(SystemIds)).hash(password).await;
            hash.insert(made.map_err(|_| failed("the password can't be hashed"))?).clone()
        };
        let organization = format!("Seed {number}");
        let new = NewAccount { email: address.clone(), name: None, password_hash, organization, country: None };
        match storage.register(new).await {
            Ok(account) => found.ids.push(account.organization.id),
            Err(RegisterError::EmailTaken) => return Err(failed("somebody else registered an account of the seed")),
            Err(RegisterError::Storage(error)) => return Err(error.into()),
        }
        registered.get_or_insert(address);
    }
    Ok(found)
}

/// How many customers an organization has.
async fn customers(storage: &Storage, organization: OrganizationId) -> Result<u64, Error> {
    let query = CustomerQuery {
        filter: CustomerFilter::default(),
        sort: Sort { field: SortField::CreatedAt, descending: true },
        position: Position::Page(1),
        page_size: 1,
        count: Count::Bounded,
    };
    let total = storage.fetch_customers(organization, query, |page: CustomerPage| page.total).await?;
    Ok(total.and_then(Total::exact).unwrap_or_default())
}

/// The address of organization number so and so.
fn address(email: &Email, number: u32) -> Result<Email, Error> {
    if number == 1 {
        return Ok(email.clone());
    }
    let (name, domain) = email.as_str().rsplit_once('@').unwrap_or_default();
    let text = format!("{name}+{number}@{domain}");
    Email::parse(&text).ok_or_else(|| Error::Setting(format!("--email: {text} would be no e-mail address")))
}
