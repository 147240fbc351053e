//! The numbers of organizations, which never change: kept in memory for those who create customers, so that the writer
//! need not look them up.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{customers, readers::Readers};
use crate::{domain::OrganizationId, storage::Error};

/// So many are kept: a mebibyte.
const MOST: usize = 16_384;

/// The numbers that are known.
#[derive(Default)]
pub(super) struct OrganizationNumbers(Mutex<HashMap<OrganizationId, i64>>);

impl OrganizationNumbers {
    /// The number of an organization.
    pub(super) async fn of(&self, readers: &Readers, organization: OrganizationId) -> Result<i64, Error> {
        if let Some(number) = self.known().get(&organization) {
            return Ok(*number);
        }
        let found = readers.read(move |connection| Ok(customers::organization(connection, organization)?)).await?;
        let found = found.ok_or_else(|| Error::Internal(format!("there is no organization {organization}")))?;
        let mut known = self.known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(organization, found.number);
        Ok(found.number)
    }

    /// Nobody panics while holding the lock, so what it guards is whole.
    fn known(&self) -> MutexGuard<'_, HashMap<OrganizationId, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
