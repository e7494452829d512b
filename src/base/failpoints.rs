//! Moments at which a test lets the program die, so that every gap between two durable steps is stepped into on purpose.
//! A program built for release has none of them: there the function is empty and the variable is not looked at.

/// Ends the program on the spot, as a power cut would, where `ZHANGGUI_CRASH_AT` names this point. `name:3` stands for
/// the third time it is reached. Read once.
#[cfg(debug_assertions)]
pub(crate) fn failpoint(name: &str) {
    use std::sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    };
    static WANTED: OnceLock<Option<(String, AtomicU32)>> = OnceLock::new();
    let wanted = WANTED.get_or_init(|| {
        let named = std::env::var("ZHANGGUI_CRASH_AT").ok()?;
        let (point, time) = named.split_once(':').unwrap_or((&named, "1"));
        Some((point.to_owned(), AtomicU32::new(time.parse().ok()?)))
    });
    if let Some((point, left)) = wanted
        && point == name
        && left.fetch_sub(1, Ordering::SeqCst) == 1
    {
        std::process::abort();
    }
}

/// Nothing: nobody can make a released program die.
#[cfg(not(debug_assertions))]
pub(crate) const fn failpoint(_: &str) {}
