//! Customers are created in groups: what waits is inserted by one transaction, as SQLite's writer does it. One client
//! gets the durability of a transaction of its own, and many share its price. `queue.rs` makes the groups.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry},
    time::Instant,
};

use serde_json::{Value as Json, json};

use super::{
    Attempts, Shared,
    blocks::Growth,
    index,
    pool::Session,
    queue::Job,
    session::{Connection, Failure, Value, values},
};
use crate::{
    domain::{Country, Customer, CustomerFields, CustomerId, Email, OrganizationId, Phone},
    storage::{
        CreateCustomerError, Error,
        ids::{self, Ids},
        order::{email_key, text_key},
    },
};

/// What is done about organizations that somebody else has locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Locks {
    /// Their customers are left out.
    Skip,
    /// They are waited for.
    Wait,
}

/// Creates them together, and where that fails for a reason of one of them, each alone. They stand in the order of arrival.
/// Those that were left out.
pub(super) async fn create_all<C: Connection>(shared: &Shared<C>, mut group: Vec<Job>, locks: Locks) -> Vec<Job> {
    loop {
        let late = group.partition_point(|job| shared.sessions.is_late(job.queued_at + shared.timeout));
        for job in group.drain(..late) {
            // The caller may be gone; here and below.
            let _ = job.answer.send(Err(Error::Unavailable("the database does not keep up".to_owned()).into()));
        }
        let Some(first) = group.first() else { return Vec::new() };
        let until = first.queued_at + shared.timeout;
        match create(shared, &group, locks, until).await {
            Ok(outcomes) => {
                let mut locked = Vec::new();
                for (job, outcome) in group.into_iter().zip(outcomes) {
                    match outcome {
                        Some(outcome) => drop(job.answer.send(outcome)),
                        None => locked.push(job),
                    }
                }
                return locked;
            }
            // The others have not waited as long yet.
            Err(Failure::Unavailable(_) | Failure::Full(_)) if shared.sessions.is_late(until) => {}
            Err(Failure::Internal(_) | Failure::Duplicate(_)) if group.len() > 1 => {
                let mut locked = Vec::new();
                for job in group {
                    locked.extend(Box::pin(create_all(shared, vec![job], locks)).await);
                }
                return locked;
            }
            Err(failure) => {
                let error = Error::from(failure);
                for job in group {
                    let _ = job.answer.send(Err(error.clone().into()));
                }
                return Vec::new();
            }
        }
    }
}

/// What came of each of a group; `None` of those that were left out.
type Outcomes = Vec<Option<Result<Customer, CreateCustomerError>>>;

async fn create<C: Connection>(
    shared: &Shared<C>,
    group: &[Job],
    locks: Locks,
    until: Instant,
) -> Result<Outcomes, Failure> {
    let mut attempts = Attempts::until(until);
    loop {
        match attempt(shared, group, locks, until).await {
            Ok(outcomes) => return Ok(outcomes),
            // A customer was changed to an address that was free before; if not, it is one of the group that can't be
            // inserted.
            Err(Failure::Duplicate(why)) => {
                let again = attempts.again(Failure::Conflict(why.clone())).await;
                again.map_err(|_| Failure::Duplicate(why))?;
            }
            Err(failure) => attempts.again(failure).await?,
        }
    }
}

async fn attempt<C: Connection>(
    shared: &Shared<C>,
    group: &[Job],
    locks: Locks,
    until: Instant,
) -> Result<Outcomes, Failure> {
    let mut session = shared.sessions.get_until(until).await?;
    let (owners, holders) = begin(&mut session, group, locks).await?;
    let (mut outcomes, new) = decide(shared, group, owners, holders);
    if locks == Locks::Wait {
        for (job, outcome) in group.iter().zip(&mut outcomes) {
            outcome.get_or_insert_with(|| Err(no_organization(job.organization)));
        }
    }
    if new.customers.is_empty() {
        session.roll_back().await;
        return Ok(outcomes);
    }
    match session.change_all(new.statements::<C>()).await {
        Ok(()) => session.commit().await.map(|()| outcomes),
        Err(failure) => {
            session.roll_back().await;
            Err(failure)
        }
    }
}

/// What is known of an organization while its customers are created.
struct Owner {
    ids: Ids,
    growth: Growth,
}

/// Who has an e-mail address, by what it is compared by.
type Holders<'a> = HashMap<(OrganizationId, &'a str), CustomerId>;

/// Begins a transaction and locks the organizations, but for those that are left out, so that ids, counters and
/// customers of each go on in one order whichever server makes them. What is known of each, and who has the e-mail
/// addresses of the group.
async fn begin<'a, C: Connection>(
    session: &mut Session<C>,
    group: &'a [Job],
    locks: Locks,
) -> Result<(BTreeMap<OrganizationId, Owner>, Holders<'a>), Failure> {
    let wanted: BTreeSet<OrganizationId> = group.iter().map(|job| job.organization).collect();
    let wanted = wanted.into_iter().map(hex).collect::<Json>().to_string();
    let asked = group.iter().enumerate().filter_map(|(number, job)| {
        let email_key = job.email_key.as_ref()?;
        Some(json!({"number": number, "organization": hex(job.organization), "email_key": email_key}))
    });
    let asked = asked.collect::<Vec<_>>();
    let lock = match locks {
        Locks::Skip => format!("{} SKIP LOCKED", C::DIALECT.lock_organizations),
        Locks::Wait => C::DIALECT.lock_organizations.to_owned(),
    };
    let statements =
        [(lock.as_str(), values![wanted]), (C::DIALECT.find_holders, values![Json::from(asked).to_string()])];
    let [locked, taken] = session.begin_with("START TRANSACTION", statements).await?;
    let mut owners = BTreeMap::new();
    for mut found in locked {
        let organization = OrganizationId(found.id()?);
        let ids = found.id_or_null()?.map(Ids::after).unwrap_or_default();
        let (customers, created) = (found.int()?, found.int()?);
        owners.insert(organization, Owner { ids, growth: Growth::new(created, customers) });
    }
    let mut holders = HashMap::new();
    for mut found in taken {
        let job = usize::try_from(found.int()?).ok().and_then(|number| group.get(number));
        if let Some((job, email_key)) = job.and_then(|job| Some((job, job.email_key.as_deref()?))) {
            holders.insert((job.organization, email_key), CustomerId(found.id()?));
        }
    }
    Ok((owners, holders))
}

/// What is to be inserted, as the statements take it.
#[derive(Default)]
struct New {
    customers: Vec<Json>,
    tokens: Vec<Json>,
    organizations: Vec<Json>,
    blocks: Vec<Json>,
}

impl New {
    fn statements<C: Connection>(self) -> Vec<(&'static str, Vec<Value>)> {
        let statements = [
            (C::DIALECT.insert_customers, self.customers),
            (C::DIALECT.insert_tokens, self.tokens),
            (C::DIALECT.count_created, self.organizations),
            (C::DIALECT.count_blocks, self.blocks),
        ];
        let statements = statements.into_iter().filter(|(_, rows)| !rows.is_empty());
        statements.map(|(sql, rows)| (sql, values![Json::from(rows).to_string()])).collect()
    }
}

/// Gives ids, in the order of arrival and greater than all of the organization, to those whose organization is there and
/// whose address is free.
fn decide<'a, C: Connection>(
    shared: &Shared<C>,
    group: &'a [Job],
    mut owners: BTreeMap<OrganizationId, Owner>,
    mut holders: Holders<'a>,
) -> (Outcomes, New) {
    let now = shared.clock.now();
    let mut new = New::default();
    let outcomes = group.iter().map(|job| {
        let owner = owners.get_mut(&job.organization)?;
        let holder = job.email_key.as_deref().map(|email_key| holders.entry((job.organization, email_key)));
        if let Some(Entry::Occupied(holder)) = holder {
            return Some(Err(CreateCustomerError::EmailTaken(*holder.get())));
        }
        let id = CustomerId(owner.ids.next(now, &*shared.random));
        if let Some(Entry::Vacant(free)) = holder {
            free.insert(id);
        }
        owner.growth.add(id.0);
        let created_at = ids::created_at(id.0);
        let customer = Customer { id, fields: job.fields.clone(), version: 1, created_at, updated_at: created_at };
        let hex_id = id.0.simple().to_string();
        let mut row = job.row.clone();
        row["version"] = json!(customer.version);
        row["updated_at"] = json!(customer.updated_at.0);
        row["email_key"] = json!(email_key(job.fields.email.as_ref(), id));
        row["id"] = json!(hex_id);
        new.customers.push(row);
        new.tokens.push(job.tokens.of(hex(job.organization), hex_id));
        Some(Ok(customer))
    });
    let outcomes = outcomes.collect();
    for (organization, Owner { growth, .. }) in owners {
        if let Some(last) = growth.last() {
            let (created, last) = (growth.so_many(), last.simple().to_string());
            new.organizations
                .push(json!({"organization": hex(organization), "created": created, "last_customer": last}));
            new.blocks.extend(growth.blocks(organization));
        }
    }
    (outcomes, new)
}

fn no_organization(organization: OrganizationId) -> CreateCustomerError {
    Error::Internal(format!("there is no organization {organization}")).into()
}

fn hex(organization: OrganizationId) -> String {
    organization.0.simple().to_string()
}

/// A customer as the statements take it, but for what its id decides. What is not there is left out.
pub(super) fn row(organization: OrganizationId, fields: &CustomerFields, tokens: &[String]) -> Json {
    let mut row = json!({
        "organization": hex(organization), "name_key": text_key(Some(&fields.name)),
        "company_key": text_key(fields.company.as_deref()), "name": fields.name, "tokens": index::text(tokens),
    });
    let optional = [
        ("email", fields.email.as_ref().map(Email::as_str)),
        ("phone", fields.phone.as_ref().map(Phone::as_str)),
        ("company", fields.company.as_deref()),
        ("address", fields.address.as_deref()),
        ("city", fields.city.as_deref()),
        ("region", fields.region.as_deref()),
        ("postal_code", fields.postal_code.as_deref()),
        ("country", fields.country.as_ref().map(Country::as_str)),
        ("notes", fields.notes.as_deref()),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            row[name] = json!(value);
        }
    }
    row
}
