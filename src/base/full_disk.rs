//! A disk that is full when a test says so. A program built for release has none of it.

/// A full disk on order: the writing that `ZHANGGUI_DISK_FULL_AT` counts to finds no room, and none after it does.
#[cfg(debug_assertions)]
pub(crate) fn room() -> std::io::Result<()> {
    use std::sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    };
    static LEFT: OnceLock<Option<AtomicU64>> = OnceLock::new();
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
