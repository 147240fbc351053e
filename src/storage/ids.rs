//! Ids (`UUIDv7`, RFC 9562 §5.7) that never go back, so that the order of ids is the order of creation.

use uuid::Uuid;

use crate::domain::{IdSource, Timestamp};

/// How many random bits a `UUIDv7` has.
const RANDOM_BITS: u32 = 74;

/// Makes ids, each greater than all before. Within a millisecond, and while the clock goes back, the random part
/// grows by random steps (RFC 9562 §6.2, method 2).
#[derive(Debug, Default)]
pub(super) struct Ids {
    milliseconds: u64,
    random: u128,
}

impl Ids {
    /// Ids after this one.
    pub(super) fn after(last: Uuid) -> Self {
        let bits = last.as_u128();
        let random = (bits >> 2 & (0xfff << 62)) | (bits & ((1 << 62) - 1));
        Self { milliseconds: last_48_bits(bits >> 80), random }
    }

    /// A new id.
    pub(super) fn next(&mut self, now: Timestamp, source: &dyn IdSource) -> Uuid {
        let mut bytes = [0; 16];
        source.fill(&mut bytes);
        let fresh = u128::from_le_bytes(bytes);
        let now = u64::try_from(now.0).unwrap_or(0);
        let stepped = self.random + 1 + (fresh & 0xffff_ffff);
        if now > self.milliseconds {
            // The highest bit stays free, so that the steps of a millisecond have room.
            (self.milliseconds, self.random) = (now, fresh >> (128 - RANDOM_BITS + 1));
        } else if stepped >> RANDOM_BITS == 0 {
            self.random = stepped;
        } else {
            (self.milliseconds, self.random) = (self.milliseconds + 1, fresh >> (128 - RANDOM_BITS + 1));
        }
        let (high, low) = (self.random >> 62, self.random & ((1 << 62) - 1));
        Uuid::from_u128(u128::from(self.milliseconds) << 80 | 7 << 76 | high << 64 | 0b10 << 62 | low)
    }
}

fn last_48_bits(bits: u128) -> u64 {
    u64::try_from(bits & 0xffff_ffff_ffff).unwrap_or_default()
}

/// When an id was made.
pub(super) fn created_at(id: Uuid) -> Timestamp {
    Timestamp(i64::try_from(last_48_bits(id.as_u128() >> 80)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SystemIds;

    /// Gives the greatest numbers.
    struct Ones;

    impl IdSource for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn ids_are_uuids_of_version_7_with_the_time_of_the_clock() {
        for source in [&SystemIds as &dyn IdSource, &Ones] {
            let id = Ids::default().next(Timestamp(1_700_000_000_123), source);
            assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
            assert_eq!(created_at(id), Timestamp(1_700_000_000_123));
        }
    }

    #[test]
    fn ids_grow_within_a_millisecond_and_when_the_clock_goes_back() {
        let mut ids = Ids::default();
        let mut last = ids.next(Timestamp(5), &SystemIds);
        for now in [5, 5, 4, 3, 5, 6, 2, 6, 7] {
            let id = ids.next(Timestamp(now), &SystemIds);
            assert!(id > last, "{id} after {last}");
            last = id;
        }
    }

    #[test]
    fn ids_go_on_after_the_last_one_of_before() {
        let last = Ids::default().next(Timestamp(5), &Ones);
        let next = Ids::after(last).next(Timestamp(1), &SystemIds);
        assert!(next > last);
        assert_eq!(created_at(next), Timestamp(5), "there was room within the millisecond");
    }

    #[test]
    fn a_millisecond_that_is_full_borrows_from_the_next() {
        let mut ids = Ids { milliseconds: 5, random: (1 << RANDOM_BITS) - 1 };
        assert_eq!(created_at(ids.next(Timestamp(5), &SystemIds)), Timestamp(6));
    }
}
