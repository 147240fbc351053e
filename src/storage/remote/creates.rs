//! Customers are created in groups: what waits is inserted by one transaction, as SQLite's writer does it. One client
//! gets the durability of a transaction of its own, and many share its price.

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use serde_json::{Value as Json, json};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::{
    Attempts, Shared,
    pool::Session,
    session::{Connection, Failure, values},
};
use crate::{
    domain::{Country, Customer, CustomerFields, CustomerId, Email, OrganizationId, Phone},
    storage::{
        CreateCustomerError, Error,
        ids::{self, Ids},
        order::{email_key, text_key},
        tokens,
    },
};

/// Customers that are inserted together at most.
const GROUP: usize = 512;

/// Bytes of text that are inserted together, about: servers bound what they take at once.
const GROUP_BYTES: usize = 1 << 20;

/// A customer that waits to be created.
struct Job {
    organization: OrganizationId,
    fields: CustomerFields,
    answer: oneshot::Sender<Result<Customer, CreateCustomerError>>,
    queued_at: Instant,
}

impl Job {
    fn size(&self) -> usize {
        let fields = &self.fields;
        let texts = [&fields.company, &fields.address, &fields.city, &fields.region, &fields.notes];
        500 + fields.name.len() + texts.into_iter().flatten().map(String::len).sum::<usize>()
    }
}

/// The way to those that create.
pub(super) struct Creates {
    queue: mpsc::Sender<Job>,
    task: JoinHandle<()>,
}

impl Creates {
    /// At most `queue` customers wait.
    pub(super) fn start<C: Connection>(shared: Arc<Shared<C>>, queue: usize) -> Self {
        let (sender, receiver) = mpsc::channel(queue);
        Self { queue: sender, task: tokio::spawn(serve(shared, receiver)) }
    }

    /// Creates a customer. Once queued it is decided even if the caller goes away.
    pub(super) async fn create(
        &self,
        organization: OrganizationId,
        fields: CustomerFields,
    ) -> Result<Customer, CreateCustomerError> {
        let (answer, outcome) = oneshot::channel();
        let job = Job { organization, fields, answer, queued_at: Instant::now() };
        self.queue.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Error::Unavailable("the queue of writes is full".to_owned()),
            mpsc::error::TrySendError::Closed(_) => closed(),
        })?;
        outcome.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// Finishes what is queued and takes no more.
    pub(super) async fn close(self) {
        drop(self.queue);
        let _ = self.task.await; // an error means that it has ended, which is what was wanted
    }
}

fn closed() -> Error {
    Error::Unavailable("the database is closed".to_owned())
}

async fn serve<C: Connection>(shared: Arc<Shared<C>>, mut queue: mpsc::Receiver<Job>) {
    while let Some(first) = queue.recv().await {
        let mut bytes = first.size();
        let mut group = vec![first];
        while group.len() < GROUP
            && bytes < GROUP_BYTES
            && let Ok(next) = queue.try_recv()
        {
            bytes += next.size();
            group.push(next);
        }
        create_all(&shared, group).await;
    }
}

/// Creates them together, and where that fails for a reason of one of them, each alone. They stand in the order of arrival.
async fn create_all<C: Connection>(shared: &Shared<C>, mut group: Vec<Job>) {
    loop {
        let late = group.partition_point(|job| job.queued_at.elapsed() >= shared.timeout);
        for job in group.drain(..late) {
            // The caller may be gone; here and below.
            let _ = job.answer.send(Err(Error::Unavailable("the database does not keep up".to_owned()).into()));
        }
        let Some(first) = group.first() else { return };
        let until = first.queued_at + shared.timeout;
        match create(shared, &group, until).await {
            Ok(outcomes) => {
                for (job, outcome) in group.into_iter().zip(outcomes) {
                    let _ = job.answer.send(outcome);
                }
                return;
            }
            // The others have not waited as long yet.
            Err(Failure::Unavailable(_)) if Instant::now() >= until => {}
            Err(Failure::Internal(_) | Failure::Duplicate(_)) if group.len() > 1 => {
                for job in group {
                    Box::pin(create_all(shared, vec![job])).await;
                }
                return;
            }
            Err(failure) => {
                let error = Error::from(failure);
                for job in group {
                    let _ = job.answer.send(Err(error.clone().into()));
                }
                return;
            }
        }
    }
}

type Outcomes = Vec<Result<Customer, CreateCustomerError>>;

async fn create<C: Connection>(shared: &Shared<C>, group: &[Job], until: Instant) -> Result<Outcomes, Failure> {
    let mut attempts = Attempts { made: 0, until };
    loop {
        let failure = match attempt(shared, group, until).await {
            Ok(outcomes) => return Ok(outcomes),
            Err(failure) => failure,
        };
        attempts.again(failure).await?;
    }
}

async fn attempt<C: Connection>(shared: &Shared<C>, group: &[Job], until: Instant) -> Result<Outcomes, Failure> {
    let mut session = shared.sessions.get_until(until).await?;
    session.begin("START TRANSACTION").await?;
    let done = insert(shared, &mut session, group).await;
    match done {
        Ok(outcomes) => session.commit().await.map(|()| outcomes),
        Err(failure) => {
            session.roll_back().await;
            Err(failure)
        }
    }
}

/// What is known of an organization while its customers are created.
struct Owner {
    ids: Ids,
    created: i64,
    last: Option<CustomerId>,
}

async fn insert<C: Connection>(
    shared: &Shared<C>,
    session: &mut Session<C>,
    group: &[Job],
) -> Result<Outcomes, Failure> {
    let mut owners = lock_organizations(session, group).await?;
    let now = shared.clock.now();
    // An id for each, in the order of arrival, greater than all of the organization.
    let mut new: Vec<Option<Customer>> = Vec::with_capacity(group.len());
    for job in group {
        new.push(owners.get_mut(&job.organization).map(|owner| {
            let id = CustomerId(owner.ids.next(now, &*shared.random));
            let created_at = ids::created_at(id.0);
            Customer { id, fields: job.fields.clone(), version: 1, created_at, updated_at: created_at }
        }));
    }
    let rows =
        || group.iter().zip(&new).enumerate().filter_map(|(number, (job, new))| Some((number, job, new.as_ref()?)));
    let inserted: Vec<Json> = rows().map(|(_, job, new)| row(job.organization, new)).collect();
    if inserted.is_empty() {
        return Ok(group.iter().map(|job| Err(no_organization(job.organization))).collect());
    }
    session.change(C::DIALECT.insert_customers, values![json!(inserted).to_string()]).await?;
    let asked = rows().map(|(number, job, new)| {
        let email_key = email_key(new.fields.email.as_ref(), new.id);
        json!({"number": number, "organization": hex(job.organization), "email_key": email_key})
    });
    let asked = asked.collect::<Json>().to_string();
    let mut holders = vec![None; group.len()];
    for mut found in session.rows(C::DIALECT.find_holders, values![asked]).await? {
        let number = usize::try_from(found.int()?).unwrap_or(usize::MAX);
        if let Some(holder) = holders.get_mut(number) {
            *holder = Some(CustomerId(found.id()?));
        }
    }
    let mut tokens = Vec::new();
    for (number, job, new) in rows() {
        if holders[number] == Some(new.id) {
            tokens.push(json!({
                "organization": hex(job.organization), "id": new.id.0.simple().to_string(),
                "tokens": tokens::of_customer(&new.fields),
            }));
            if let Some(owner) = owners.get_mut(&job.organization) {
                owner.created += 1;
                owner.last = Some(new.id);
            }
        }
    }
    if !tokens.is_empty() {
        session.change(C::DIALECT.insert_tokens, values![json!(tokens).to_string()]).await?;
        let counted = owners.iter().filter_map(|(organization, owner)| {
            let last = owner.last?.0.simple().to_string();
            Some(json!({"organization": hex(*organization), "created": owner.created, "last_customer": last}))
        });
        session.change(C::DIALECT.count_created, values![counted.collect::<Json>().to_string()]).await?;
    }
    let outcomes = group.iter().zip(new).zip(holders).map(|((job, new), holder)| match (new, holder) {
        (Some(new), Some(holder)) if holder == new.id => Ok(Ok(new)),
        (Some(_), Some(holder)) => Ok(Err(CreateCustomerError::EmailTaken(holder))),
        // Whoever had the address was removed in the meantime.
        (Some(_), None) => Err(Failure::Conflict("an e-mail address became free".to_owned())),
        (None, _) => Ok(Err(no_organization(job.organization))),
    });
    outcomes.collect()
}

fn no_organization(organization: OrganizationId) -> CreateCustomerError {
    Error::Internal(format!("there is no organization {organization}")).into()
}

/// Locks the organizations, so that ids, counters and customers of each go on in one order whichever server makes them.
async fn lock_organizations<C: Connection>(
    session: &mut Session<C>,
    group: &[Job],
) -> Result<BTreeMap<OrganizationId, Owner>, Failure> {
    let mut wanted: Vec<OrganizationId> = group.iter().map(|job| job.organization).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let wanted = wanted.into_iter().map(hex).collect::<Json>().to_string();
    let mut owners = BTreeMap::new();
    for mut found in session.rows(C::DIALECT.lock_organizations, values![wanted]).await? {
        let organization = OrganizationId(found.id()?);
        let ids = found.id_or_null()?.map(Ids::after).unwrap_or_default();
        owners.insert(organization, Owner { ids, created: 0, last: None });
    }
    Ok(owners)
}

fn hex(organization: OrganizationId) -> String {
    organization.0.simple().to_string()
}

/// A customer as the statements take it. What is not there is left out.
fn row(organization: OrganizationId, customer: &Customer) -> Json {
    let fields = &customer.fields;
    let mut row = json!({
        "organization": hex(organization), "id": customer.id.0.simple().to_string(), "updated_at": customer.updated_at.0,
        "name_key": text_key(Some(&fields.name)), "email_key": email_key(fields.email.as_ref(), customer.id),
        "company_key": text_key(fields.company.as_deref()), "name": fields.name,
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
