//! Counts wrong passwords and says when there were too many. Right ones do not count, which is why no rate-limiting
//! crate is used: those that are well kept (governor) count what is asked for, not how it ended.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::domain::{Clock, Timestamp};

/// How long wrong passwords are remembered, in seconds.
const WINDOW: i64 = 15 * 60;
/// A network address may be shared by many people, so it may be wrong so many times as often as one account.
const PER_ADDRESS: u32 = 10;
/// The most entries that are kept; memory stays bounded whatever is tried.
const MOST: usize = 100_000;

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    Address(IpAddr),
}

struct Count {
    wrong: u32,
    since: Timestamp,
}

/// The wrong passwords of the last 15 minutes, by account and by network address.
pub struct Attempts {
    /// How many an account may have; 0: any number.
    most: u32,
    counts: Mutex<HashMap<Key, Count>>,
    clock: Arc<dyn Clock>,
}

impl Attempts {
    /// `most`: wrong passwords an account may have in 15 minutes; 0 switches this off.
    #[must_use]
    pub fn new(most: u32, clock: Arc<dyn Clock>) -> Self {
        Self { most, counts: Mutex::default(), clock }
    }

    /// Whether another attempt may be made for `account` from `address`.
    ///
    /// # Errors
    /// After how many seconds it may.
    pub fn check(&self, account: &str, address: Option<IpAddr>) -> Result<(), i32> {
        if self.most == 0 {
            return Ok(());
        }
        let now = self.clock.now();
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = self
            .keys(account, address)
            .filter_map(|(key, most)| {
                let count = counts.get(&key)?;
                let until = count.since.plus_seconds(WINDOW);
                (count.wrong >= most && until > now).then(|| (until.0 - now.0).div_euclid(1000) + 1)
            })
            .max();
        wait.map_or(Ok(()), |seconds| Err(i32::try_from(seconds).unwrap_or(i32::MAX)))
    }

    /// Remembers a wrong password.
    pub fn wrong(&self, account: &str, address: Option<IpAddr>) {
        if self.most == 0 {
            return;
        }
        let now = self.clock.now();
        let fresh = |count: &Count| count.since.plus_seconds(WINDOW) > now;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.retain(|_, count| fresh(count));
            if counts.len() >= MOST {
                counts.clear(); // an attack from everywhere: better forget than grow
            }
        }
        for (key, _) in self.keys(account, address) {
            let count = counts.entry(key).or_insert(Count { wrong: 0, since: now });
            if !fresh(count) {
                *count = Count { wrong: 0, since: now };
            }
            count.wrong = count.wrong.saturating_add(1);
        }
    }

    fn keys(&self, account: &str, address: Option<IpAddr>) -> impl Iterator<Item = (Key, u32)> {
        let account = (Key::Account(account.to_owned()), self.most);
        let address = address.map(|ip| (Key::Address(ip), self.most.saturating_mul(PER_ADDRESS)));
        std::iter::once(account).chain(address)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    struct Set(AtomicI64);

    impl Clock for Set {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(Ordering::Relaxed))
        }
    }

    #[test]
    fn after_so_many_wrong_passwords_an_account_waits_and_others_do_not() {
        let clock = Arc::new(Set(AtomicI64::new(0)));
        let attempts = Attempts::new(3, Arc::clone(&clock) as Arc<dyn Clock>);
        let address = Some(IpAddr::from([127, 0, 0, 1]));
        for _ in 0..3 {
            assert_eq!(attempts.check("ada", address), Ok(()));
            attempts.wrong("ada", address);
        }
        assert_eq!(attempts.check("ada", address), Err(901));
        assert_eq!(attempts.check("ben", address), Ok(()));
        clock.0.store(900_000, Ordering::Relaxed);
        assert_eq!(attempts.check("ada", address), Ok(()));
    }

    #[test]
    fn an_address_that_tries_many_accounts_waits_too() {
        let attempts = Attempts::new(1, Arc::new(Set(AtomicI64::new(0))));
        let address = Some(IpAddr::from([127, 0, 0, 1]));
        for i in 0..10 {
            assert_eq!(attempts.check(&i.to_string(), address), Ok(()));
            attempts.wrong(&i.to_string(), address);
        }
        assert!(attempts.check("another", address).is_err());
        assert_eq!(attempts.check("another", Some(IpAddr::from([127, 0, 0, 2]))), Ok(()));
    }

    #[test]
    fn zero_switches_it_off() {
        let attempts = Attempts::new(0, Arc::new(Set(AtomicI64::new(0))));
        for _ in 0..1000 {
            attempts.wrong("ada", None);
        }
        assert_eq!(attempts.check("ada", None), Ok(()));
    }
}
