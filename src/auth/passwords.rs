//! Passwords: what a new one must be, and hashing them with bounded memory, off the async threads.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use password_hash::{CustomizedPasswordHasher, PasswordVerifier, phc::PasswordHash};
use scrypt::{Params, Scrypt};
use tokio::sync::{Semaphore, oneshot};
use unicode_normalization::UnicodeNormalization;

use super::priority;
use crate::domain::{Email, IdSource, Invalid};

/// N=2^14, r=8, p=5: 16 MiB a hash. One of the settings that OWASP's Password Storage Cheat Sheet (2025) gives as
/// equal for scrypt; the one with the least memory that is not much slower to attack than the first.
const LOG_N: u8 = 14;
const R: u32 = 8;
const P: u32 = 5;

/// Hashes that wait for each one that runs; more are refused, so that a flood of logins can't pile up.
const WAITING_PER_RUNNING: usize = 32;

/// The most common passwords of 8 characters and more, sorted, lower case: from Django 5.2's list
/// (BSD-3-Clause), which Royce Williams made from Have I Been Pwned's.
const COMMON: &str = include_str!("common_passwords.txt");

/// What is wrong with a new password, besides its length. `field` is its name in the request.
#[must_use]
pub fn check_new_password(field: &'static str, password: &str, email: Option<&Email>) -> Option<Invalid> {
    let lower = password.to_lowercase();
    if COMMON.split_ascii_whitespace().any(|common| common == lower) {
        let detail = "This is one of the most common passwords. Choose another one.".to_owned();
        return Some(Invalid { field, code: "common_password", detail });
    }
    if email.is_some_and(|email| email.key() == lower.trim()) {
        let detail = "The password may not be the e-mail address. Choose another one.".to_owned();
        return Some(Invalid { field, code: "password_is_email", detail });
    }
    None
}

/// More passwords are waiting to be hashed than the server takes on; try again in a moment.
#[derive(Debug)]
pub struct TooManyHashes;

/// Hashes and verifies passwords, so many at once and no more.
pub struct Passwords {
    running: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
    ids: Arc<dyn IdSource>,
    /// The hash of a password that nobody has: verified where there is no account, so that it takes as long.
    nobody: String,
}

/// The outcome of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is not the password.
    Wrong,
    /// It is, and its hash has today's parameters.
    Right,
    /// It is, but its hash has older parameters: replace it by this one.
    RightOutdated(String),
}

impl Passwords {
    /// `at_once`: how many hashes run at the same time, each with 16 MiB.
    #[must_use]
    pub fn new(at_once: usize, ids: Arc<dyn IdSource>) -> Self {
        // Nothing is hashed at start: the form and parameters are all that the timing depends on.
        let nobody = format!("$scrypt$ln={LOG_N},r={R},p={P}$c29tZXNhbHRzb21lc2FsdA${}", "A".repeat(43));
        Self {
            running: Arc::new(Semaphore::new(at_once)),
            waiting: AtomicUsize::new(0),
            most_waiting: at_once * WAITING_PER_RUNNING,
            ids,
            nobody,
        }
    }

    /// The hash of a password, in PHC format.
    ///
    /// # Errors
    /// When too many wait already.
    pub async fn hash(&self, password: &str) -> Result<String, TooManyHashes> {
        let password = normalize(password);
        let salt = self.salt();
        self.run(move || hash_with(&password, salt)).await.map(Option::unwrap_or_default)
    }

    /// Whether `password` is the one that `hash` was made of. Takes the same time without a hash.
    ///
    /// # Errors
    /// When too many wait already.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<Verdict, TooManyHashes> {
        let exists = hash.is_some();
        let password = normalize(password);
        let hash = hash.unwrap_or(&self.nobody).to_owned();
        let salt = self.salt();
        self.run(move || match PasswordHash::new(&hash) {
            Ok(parsed) if Scrypt::new().verify_password(password.as_bytes(), &parsed).is_ok() && exists => {
                let outdated = Params::try_from(&parsed).map_or(true, |p| (p.log_n(), p.r(), p.p()) != (LOG_N, R, P));
                match outdated.then(|| hash_with(&password, salt)).flatten() {
                    Some(new) => Verdict::RightOutdated(new),
                    None => Verdict::Right,
                }
            }
            _ => Verdict::Wrong,
        })
        .await
    }

    fn salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        self.ids.fill(&mut salt);
        salt
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, TooManyHashes> {
        let place = Place::take(&self.waiting, self.most_waiting).ok_or(TooManyHashes)?;
        let permit = Arc::clone(&self.running).acquire_owned().await.map_err(|_| TooManyHashes)?;
        drop(place);
        // A hash takes a tenth of a second, a thread a ten thousandth. It can't be used again: it may not undo what it did.
        let (sender, result) = oneshot::channel();
        let hash = move || {
            priority::give_way();
            let _ = sender.send(work()); // whoever asked may be gone
            // The permit goes along: a caller that hangs up does not free memory that is still in use.
            drop(permit);
        };
        thread::Builder::new().name("hash".to_owned()).spawn(hash).map_err(|_| TooManyHashes)?;
        result.await.map_err(|_| TooManyHashes)
    }
}

/// A place among those that wait, given back when dropped.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize, most: usize) -> Option<Self> {
        if waiting.fetch_add(1, Ordering::Relaxed) >= most {
            waiting.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        Some(Self(waiting))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Passwords are compared in normalization form C, so that it does not matter how a keyboard composes.
fn normalize(password: &str) -> String {
    password.nfc().collect()
}

/// `None` only for parameters or a salt that scrypt does not allow, which ours are not.
fn hash_with(password: &str, salt: [u8; 16]) -> Option<String> {
    let params = Params::new(LOG_N, R, P).ok()?;
    let hash = Scrypt::new().hash_password_with_params(password.as_bytes(), &salt, params).ok()?;
    Some(hash.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    struct Fixed;

    impl IdSource for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[tokio::test]
    async fn a_hash_verifies_its_password_only_in_any_composition() {
        let passwords = Passwords::new(1, Arc::new(Fixed));
        let hash = passwords.hash("se\u{301}same ouvre-toi").await.unwrap();
        assert!(hash.starts_with("$scrypt$ln=14,r=8,p=5$"), "{hash}");
        assert_eq!(passwords.verify("s\u{e9}same ouvre-toi", Some(&hash)).await.unwrap(), Verdict::Right);
        assert_eq!(passwords.verify("sesame ouvre-toi", Some(&hash)).await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn without_an_account_no_password_is_right_and_as_much_is_hashed() {
        let passwords = Passwords::new(1, Arc::new(Fixed));
        let parsed = PasswordHash::new(&passwords.nobody).unwrap();
        let params = Params::try_from(&parsed).unwrap();
        assert_eq!((params.log_n(), params.r(), params.p()), (LOG_N, R, P));
        assert_eq!(passwords.verify("whatever it is", None).await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn a_hash_with_older_parameters_is_replaced_at_the_next_verification() {
        let passwords = Passwords::new(1, Arc::new(Fixed));
        let weak = Params::new(10, 8, 1).unwrap();
        let old = Scrypt::new().hash_password_with_params(b"an old password", &[1; 16], weak).unwrap().to_string();
        let Verdict::RightOutdated(new) = passwords.verify("an old password", Some(&old)).await.unwrap() else {
            panic!("the old hash should have been verified and found outdated");
        };
        assert_eq!(passwords.verify("an old password", Some(&new)).await.unwrap(), Verdict::Right);
    }

    #[tokio::test]
    async fn more_than_may_wait_are_refused() {
        let passwords = Passwords { most_waiting: 1, ..Passwords::new(1, Arc::new(Fixed)) };
        let permit = Arc::clone(&passwords.running).acquire_owned().await.unwrap();
        let (first, second) = tokio::join!(passwords.hash("the first one"), async {
            let refused = passwords.hash("the second one").await;
            drop(permit);
            refused
        });
        assert!(first.is_ok());
        assert!(second.is_err());
    }

    #[test]
    fn common_passwords_and_the_address_are_refused_in_any_case() {
        let email = Email::parse("ada@example.com").unwrap();
        let code = |password| check_new_password("password", password, Some(&email)).map(|invalid| invalid.code);
        assert_eq!(code("Password1"), Some("common_password"));
        assert_eq!(code("ADA@example.com"), Some("password_is_email"));
        assert_eq!(code("correct horse battery staple"), None);
    }
}
