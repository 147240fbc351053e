//! Which thread the kernel lets go first: one that computes for long, or one that has just got something to do.

/// Niceness goes up to 19. Where a processor is busy with another thread, one with 15 gets a thirtieth of it.
#[cfg(target_os = "linux")]
const NICE: i32 = 15;

/// How long the thread may go on, in nanoseconds, where none waits that may go first: the most that Linux allows.
#[cfg(target_os = "linux")]
const SLICE: u64 = 100_000_000;

/// From now on, and for good, the calling thread goes last: it gets what others leave of the processor, and whoever wakes
/// with something to do has it at once. Of a low priority alone Linux takes no notice at that moment: the slice would be
/// used up first, and whoever asks for a page while passwords are hashed would wait for that, up to 4 ms. Before Linux
/// 6.12 it has no slices of different lengths; where it does not allow this, or on another system, nothing changes.
pub(super) fn give_way() {
    #[cfg(target_os = "linux")]
    if let Ok(mut now) = uapi::sched_getattr(0, 0) {
        now.sched_nice = now.sched_nice.max(NICE);
        now.sched_runtime = SLICE;
        // It is no error to go without.
        let _ = uapi::sched_setattr(0, &now, 0);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::thread;

    use super::*;

    #[test]
    fn a_thread_that_gives_way_is_nicer_than_the_others_and_stays_so() {
        let now = || uapi::sched_getattr(0, 0).map(|now| (now.sched_nice, now.sched_runtime)).unwrap();
        let before = now();
        let (once, twice) = thread::spawn(move || {
            give_way();
            let once = now();
            give_way();
            (once, now())
        })
        .join()
        .unwrap();
        assert_eq!((once.0, twice), (before.0.max(NICE), once));
        assert!([0, SLICE].contains(&once.1), "0: the kernel has no slices of different lengths");
        assert_eq!(now(), before, "it is of one thread");
    }
}
