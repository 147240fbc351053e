//! What is wrong with a request, collected.

use std::collections::HashSet;

use super::problem::{FieldError, InvalidRequest, Place};

/// What is wrong with a request: each thing once, in the order in which it was found. A request can be wrong in tens of
/// thousands of places, so nothing here looks through those that there are.
#[derive(Debug, Default)]
pub(super) struct Findings {
    errors: Vec<FieldError>,
    known: HashSet<(Place, &'static str)>,
    unlisted: usize,
}

impl Findings {
    /// One more, unless that is known of this place.
    pub(super) fn add(&mut self, error: FieldError) {
        if self.known.insert((error.place.clone(), error.code)) {
            self.errors.push(error);
        }
    }

    /// So many more, of which nothing else is known.
    pub(super) fn add_unlisted(&mut self, count: usize) {
        self.unlisted += count;
    }

    /// What to answer, if anything was found.
    pub(super) fn into_result(self) -> Result<(), InvalidRequest> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(InvalidRequest::Errors { errors: self.errors, unlisted: self.unlisted })
        }
    }

    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.errors.is_empty() && self.unlisted == 0
    }
}

impl Extend<FieldError> for Findings {
    fn extend<I: IntoIterator<Item = FieldError>>(&mut self, errors: I) {
        errors.into_iter().for_each(|error| self.add(error));
    }
}
