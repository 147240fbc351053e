//! Who may write just now. Writes that wait for what somebody has locked keep their connections, so they may not have
//! all: those of one organization get a quarter, all together half. Creates have their own way (`queue.rs`), with little
//! more than a quarter, and what reads has the rest.

use std::{array, sync::Arc, time::Instant};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use super::session::Failure;
use crate::domain::OrganizationId;

/// Organizations share these, by the end of their ids, which is random.
const SHARES: usize = 256;

/// The turns that there are.
pub(super) struct Turns {
    all: Arc<Semaphore>,
    of_organizations: [Arc<Semaphore>; SHARES],
}

/// A turn; it ends when it is dropped.
pub(super) struct Turn {
    _own: Option<OwnedSemaphorePermit>,
    _all: OwnedSemaphorePermit,
}

impl Turns {
    /// For so many connections.
    pub(super) fn new(connections: usize) -> Self {
        let semaphore = |turns: usize| Arc::new(Semaphore::new(turns.max(1)));
        Self { all: semaphore(connections / 2), of_organizations: array::from_fn(|_| semaphore(connections / 4)) }
    }

    /// A turn for a write of this organization, or of none.
    pub(super) async fn take(&self, organization: Option<OrganizationId>, until: Instant) -> Result<Turn, Failure> {
        let taken = tokio::time::timeout_at(until.into(), async {
            let own = match organization {
                Some(organization) => {
                    let share = usize::from(organization.0.as_bytes()[15]) % SHARES;
                    Some(Arc::clone(&self.of_organizations[share]).acquire_owned().await?)
                }
                None => None,
            };
            Ok(Turn { _own: own, _all: Arc::clone(&self.all).acquire_owned().await? })
        });
        match taken.await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(AcquireError { .. })) => Err(Failure::Unavailable("the database is closed".to_owned())),
            Err(_) => Err(Failure::Unavailable("too many writes wait for the database".to_owned())),
        }
    }
}
