//! Whether callers who have logged in ask for something: those who hash passwords leave them a processor.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// So long after a request others are expected.
const LATELY: Duration = Duration::from_secs(1);

/// When the last request came.
pub struct Traffic {
    begun: Instant,
    /// Milliseconds since then, and one.
    last: AtomicU64,
}

impl Traffic {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self { begun: Instant::now(), last: AtomicU64::new(0) }
    }

    /// There is a request.
    pub(super) fn note(&self) {
        self.last.store(self.now(), Ordering::Relaxed);
    }

    /// Whether there was one lately.
    pub(super) fn is_there(&self) -> bool {
        let last = self.last.load(Ordering::Relaxed);
        last > 0 && u128::from(self.now().saturating_sub(last)) < LATELY.as_millis()
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1)
    }
}

impl Default for Traffic {
    fn default() -> Self {
        Self::new()
    }
}
