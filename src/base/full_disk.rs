//! A disk that is full when a test says so. A program built for release has none of it.

/// A full disk on order: the writing that `ZHANGGUI_DISK_FULL_AT` counts to finds no room, and none after it does.
#[cfg(debug_assertions)]
pub(crate) fn room() -> std::io::Result<()> {
    use std::sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    };
    static LEFT: OnceLock<Option<AtomicU64>> = OnceLock::new();
    #[cfg(test)]
    if let Some(room) = of_this_thread::room() {
        return room;
    }
    let left = LEFT.get_or_init(|| Some(AtomicU64::new(std::env::var("ZHANGGUI_DISK_FULL_AT").ok()?.parse().ok()?)));
    let Some(left) = left else { return Ok(()) };
    let before = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(1)));
    if before.is_ok_and(|left| left > 1) { Ok(()) } else { Err(std::io::ErrorKind::StorageFull.into()) }
}

/// Nothing: nobody fills a released program's disk by a word.
#[cfg(not(debug_assertions))]
pub(crate) const fn room() -> std::io::Result<()> {
    Ok(())
}

/// The same for what one test's thread writes.
#[cfg(test)]
pub(crate) mod of_this_thread {
    use std::{
        cell::{Cell, RefCell},
        io,
    };

    thread_local! {
        static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
        static MET: Cell<bool> = const { Cell::new(false) };
        static BEFORE_EACH: RefCell<Option<Box<dyn FnMut()>>> = const { RefCell::new(None) };
    }

    /// Runs `act` with a disk before each of whose writings `waits` is called: a slow one.
    pub(crate) fn slow<T>(waits: impl FnMut() + 'static, act: impl FnOnce() -> T) -> T {
        BEFORE_EACH.set(Some(Box::new(waits)));
        let done = act();
        BEFORE_EACH.set(None);
        done
    }

    /// Runs `act` with a disk that is full from its `at`th writing on, counted from 1. Answers also whether it came to that.
    pub(crate) fn full_at<T>(at: u64, act: impl FnOnce() -> T) -> (T, bool) {
        LEFT.set(Some(at));
        MET.set(false);
        let done = act();
        LEFT.set(None);
        (done, MET.get())
    }

    /// `None` where no test has said anything.
    pub(super) fn room() -> Option<io::Result<()>> {
        BEFORE_EACH.with_borrow_mut(|waits| waits.as_mut().map(|waits| waits()));
        let left = LEFT.get()?;
        LEFT.set(Some(left.saturating_sub(1)));
        if left > 1 {
            return Some(Ok(()));
        }
        MET.set(true);
        Some(Err(io::ErrorKind::StorageFull.into()))
    }
}
