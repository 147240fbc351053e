//! Customers that wait to be created, and the groups in which they are.
//!
//! One group after the other is created, of all organizations. An organization that somebody else has locked, another
//! process or an administrator, holds up nobody but itself: its customers wait in a group of their own, or are tried again
//! with the others, where a few organizations have one already.

use std::{
    collections::{HashMap, VecDeque},
    mem,
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
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
    index,
    session::Connection,
};
use crate::{
    domain::{Customer, CustomerFields, Email, OrganizationId},
    storage::{CreateCustomerError, Error},
};

/// Customers that are inserted together at most.
const GROUP: usize = 512;

/// Bytes of text that are inserted together, about: servers bound what they take at once.
const GROUP_BYTES: usize = 1 << 20;

/// How long to leave alone what was found locked.
const PAUSE: Duration = Duration::from_millis(10);

/// A customer that waits to be created.
pub(super) struct Job {
    pub(super) organization: OrganizationId,
    pub(super) fields: CustomerFields,
    /// What its e-mail address is compared by.
    pub(super) email_key: Option<String>,
    /// What the statements take of it. It is made by those who ask, side by side.
    pub(super) row: Json,
    pub(super) tokens: index::Rows,
    pub(super) answer: oneshot::Sender<Result<Customer, CreateCustomerError>>,
    pub(super) queued_at: Instant,
    /// Its place in the queue, until it is answered.
    _place: OwnedSemaphorePermit,
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
    /// At most `places` customers wait. They may use some of so many connections.
    pub(super) fn start<C: Connection>(shared: Arc<Shared<C>>, places: usize, connections: usize) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        let places = Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS)));
        Self { queue: Queue { sender, places }, task: tokio::spawn(serve(shared, receiver, connections / 4)) }
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
        let tokens = index::of_customer(&fields);
        let job = Job {
            organization,
            email_key: fields.email.as_ref().map(Email::key),
            row: creates::row(organization, &fields, &tokens),
            tokens: index::Rows::new::<C>(&tokens, &tokens),
            fields,
            answer,
            queued_at: Instant::now(),
            _place: place,
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
    /// Organizations that may have a group of their own at the same time: each keeps a connection while it waits.
    own: usize,
    /// Those with one, and who came after it.
    waiting: HashMap<OrganizationId, VecDeque<Job>>,
    /// Those of locked organizations without one. They are tried again with all others.
    again: Vec<Job>,
    again_at: Instant,
}

async fn serve<C: Connection>(shared: Arc<Shared<C>>, mut queue: mpsc::UnboundedReceiver<Job>, own: usize) {
    let (running, waiting) = (JoinSet::new(), HashMap::new());
    let mut groups = Groups { shared, running, own, waiting, again: Vec::new(), again_at: Instant::now() };
    let (mut open, mut busy) = (true, false);
    loop {
        tokio::select! {
            first = queue.recv(), if open && !busy => match first {
                Some(first) => busy = groups.begin(Some(first), &mut queue),
                None => open = false,
            },
            () = tokio::time::sleep_until(groups.again_at.into()), if !busy && !groups.again.is_empty() => {
                busy = groups.begin(None, &mut queue);
            }
            Some(done) = groups.running.join_next() => match done {
                Ok(done) => {
                    busy &= done.organization.is_some();
                    groups.end(done);
                }
                Err(error) => {
                    tracing::error!(%error, "creating customers was broken off");
                    busy = false;
                }
            },
            else => return,
        }
    }
}

impl<C: Connection> Groups<C> {
    /// Begins the next group of all organizations. Whether there is one.
    fn begin(&mut self, mut first: Option<Job>, queue: &mut mpsc::UnboundedReceiver<Job>) -> bool {
        let is_time = Instant::now() >= self.again_at;
        let again = if is_time { mem::take(&mut self.again) } else { Vec::new() };
        let (mut again, waiting) = (again.into_iter(), &mut self.waiting);
        let group = fill(|| {
            loop {
                let job = again.next().or_else(|| first.take()).or_else(|| queue.try_recv().ok())?;
                match waiting.get_mut(&job.organization) {
                    Some(waiting) => waiting.push_back(job),
                    None => return Some(job),
                }
            }
        });
        self.again.extend(again.chain(first));
        let begun = !group.is_empty();
        if begun {
            self.run(None, group);
        }
        begun
    }

    /// What comes after a group.
    fn end(&mut self, done: Done) {
        let after = done.organization.and_then(|organization| self.waiting.remove(&organization));
        for job in after.into_iter().flatten().chain(done.locked) {
            match self.waiting.get_mut(&job.organization) {
                Some(waiting) => waiting.push_back(job),
                None => self.again.push(job),
            }
        }
        while self.waiting.len() < self.own
            && let Some(organization) = self.again.first().map(|job| job.organization)
        {
            let (mine, others) =
                mem::take(&mut self.again).into_iter().partition(|job| job.organization == organization);
            self.again = others;
            let mut mine = VecDeque::<Job>::from_iter(mine);
            let group = fill(|| mine.pop_front());
            self.waiting.insert(organization, mine);
            self.run(Some(organization), group);
        }
        if !self.again.is_empty() {
            self.again_at = Instant::now() + PAUSE;
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

/// A group of those that come next, as large as may be, in the order in which they came.
fn fill(mut next: impl FnMut() -> Option<Job>) -> Vec<Job> {
    let (mut group, mut bytes) = (Vec::new(), 0);
    while group.len() < GROUP
        && bytes < GROUP_BYTES
        && let Some(job) = next()
    {
        bytes += job.size();
        group.push(job);
    }
    group.sort_by_key(|job| job.queued_at);
    group
}
