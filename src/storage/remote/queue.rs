//! Customers that wait to be created, and the groups in which they are.
//!
//! One group after the other is created, of all organizations. An organization that somebody else has locked, another
//! process or an administrator, holds up nobody but itself: its customers wait in a group of their own.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    panic::AssertUnwindSafe,
    sync::Arc,
    time::Instant,
};

use futures_util::FutureExt;
use serde_json::Value as Json;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot},
    task::{JoinHandle, JoinSet},
};

use super::{
    Shared,
    creates::{self, Locks},
    session::Connection,
};
use crate::{
    domain::{Customer, CustomerFields, Email, OrganizationId},
    storage::{CreateCustomerError, Error, tokens},
};

/// Customers that are inserted together at most.
const GROUP: usize = 512;

/// Bytes of text that are inserted together, about: servers bound what they take at once.
const GROUP_BYTES: usize = 1 << 20;

/// A customer that waits to be created.
pub(super) struct Job {
    pub(super) organization: OrganizationId,
    pub(super) fields: CustomerFields,
    /// What its e-mail address is compared by.
    pub(super) email_key: Option<String>,
    /// What the statements take of it. It is made by those who ask, side by side.
    pub(super) row: Json,
    pub(super) tokens: Json,
    pub(super) answer: oneshot::Sender<Result<Customer, CreateCustomerError>>,
    pub(super) queued_at: Instant,
    /// Its place in the queue.
    place: Option<OwnedSemaphorePermit>,
}

impl Job {
    fn size(&self) -> usize {
        let fields = &self.fields;
        let texts = [&fields.company, &fields.address, &fields.city, &fields.region, &fields.notes];
        500 + fields.name.len() + texts.into_iter().flatten().map(String::len).sum::<usize>()
    }
}

/// Those that create.
pub(super) struct Creates {
    queue: Queue,
    task: JoinHandle<()>,
}

/// The way to them.
#[derive(Clone)]
pub(super) struct Queue {
    sender: mpsc::UnboundedSender<Job>,
    /// One for each customer that may wait.
    places: Arc<Semaphore>,
}

impl Creates {
    /// At most `places` customers wait.
    pub(super) fn start<C: Connection>(shared: Arc<Shared<C>>, places: usize) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        let places = Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS)));
        Self { queue: Queue { sender, places }, task: tokio::spawn(serve(shared, receiver)) }
    }

    /// The way to it. As long as there is one, closing waits.
    pub(super) fn queue(&self) -> Queue {
        self.queue.clone()
    }

    /// Finishes what is queued and takes no more.
    pub(super) async fn close(self) {
        drop(self.queue);
        let _ = self.task.await; // an error means that it has ended, which is what was wanted
    }
}

impl Queue {
    /// Creates a customer. Once queued it is decided even if the caller goes away.
    pub(super) async fn create<C: Connection>(
        self,
        organization: OrganizationId,
        fields: CustomerFields,
    ) -> Result<Customer, CreateCustomerError> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Error::Unavailable("the queue of writes is full".to_owned()))?;
        let (answer, outcome) = oneshot::channel();
        let job = Job {
            organization,
            email_key: fields.email.as_ref().map(Email::key),
            row: creates::row(organization, &fields),
            tokens: (C::DIALECT.tokens)(&tokens::of_customer(&fields)),
            fields,
            answer,
            queued_at: Instant::now(),
            place: Some(place),
        };
        self.sender.send(job).map_err(|_| Error::Unavailable("the database is closed".to_owned()))?;
        drop(self);
        outcome.await.unwrap_or_else(|_| Err(Error::Internal("creating was broken off".to_owned()).into()))
    }
}

/// What came of a group.
struct Done {
    /// Whose group it was, if it was not that of all.
    organization: Option<OrganizationId>,
    /// Those whose organization somebody else has locked.
    locked: Vec<Job>,
}

/// The groups that are being created, and who waits for one of them.
struct Groups<C: Connection> {
    shared: Arc<Shared<C>>,
    running: JoinSet<Done>,
    /// Organizations with a group of their own, and those who came after it.
    waiting: HashMap<OrganizationId, VecDeque<Job>>,
}

async fn serve<C: Connection>(shared: Arc<Shared<C>>, mut queue: mpsc::UnboundedReceiver<Job>) {
    let mut groups = Groups { shared, running: JoinSet::new(), waiting: HashMap::new() };
    let (mut open, mut busy) = (true, false);
    loop {
        tokio::select! {
            first = queue.recv(), if open && !busy => match first {
                Some(first) => busy = groups.begin(first, &mut queue),
                None => open = false,
            },
            Some(Ok(done)) = groups.running.join_next() => {
                busy &= done.organization.is_some();
                groups.end(done);
            }
            else => return,
        }
    }
}

impl<C: Connection> Groups<C> {
    /// Begins the next group of all organizations. Whether there is one.
    fn begin(&mut self, first: Job, queue: &mut mpsc::UnboundedReceiver<Job>) -> bool {
        let mut first = Some(first);
        let waiting = &mut self.waiting;
        let group = fill(|| {
            loop {
                let job = first.take().or_else(|| queue.try_recv().ok())?;
                match waiting.get_mut(&job.organization) {
                    Some(waiting) => waiting.push_back(job),
                    None => return Some(job),
                }
            }
        });
        let begun = !group.is_empty();
        if begun {
            self.run(None, group);
        }
        begun
    }

    /// Begins what waited for a group that was created.
    fn end(&mut self, done: Done) {
        let mut ready = BTreeSet::from_iter(done.organization);
        for job in done.locked {
            ready.insert(job.organization);
            self.waiting.entry(job.organization).or_default().push_back(job);
        }
        for organization in ready {
            let waiting = self.waiting.entry(organization).or_default();
            let group = fill(|| waiting.pop_front());
            if group.is_empty() {
                self.waiting.remove(&organization);
            } else {
                self.run(Some(organization), group);
            }
        }
    }

    fn run(&mut self, organization: Option<OrganizationId>, group: Vec<Job>) {
        let shared = Arc::clone(&self.shared);
        let locks = if organization.is_some() { Locks::Wait } else { Locks::Skip };
        self.running.spawn(async move {
            // If it panics, those that come after are created all the same.
            let created = AssertUnwindSafe(creates::create_all(&shared, group, locks)).catch_unwind().await;
            let locked = created.unwrap_or_else(|_| {
                tracing::error!("creating customers was broken off");
                Vec::new()
            });
            Done { organization, locked }
        });
    }
}

/// A group of those that come next, as large as may be.
fn fill(mut next: impl FnMut() -> Option<Job>) -> Vec<Job> {
    let (mut group, mut bytes) = (Vec::new(), 0);
    while group.len() < GROUP
        && bytes < GROUP_BYTES
        && let Some(mut job) = next()
    {
        job.place = None;
        bytes += job.size();
        group.push(job);
    }
    group
}
