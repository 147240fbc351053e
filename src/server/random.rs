//! Randomness for ids, salts, keys and tokens.

use rand::Rng;

use crate::domain::IdSource;

/// The generator of the thread: cryptographic (`ChaCha`), seeded by the operating system and seeded anew as it goes.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl IdSource for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}
