//! The clock of the running program as a test sets it, forth and back, so that what a wrong clock does to a shop is seen in
//! the program itself. A program built for release tells the computer's time: there the function is zero and the variable
//! is not looked at.

/// By how much this program's clock is off, seconds: what the file says that `ZHANGGUI_CLOCK_AHEAD` names, read at every look
/// at the clock.
#[cfg(debug_assertions)]
pub(crate) fn ahead_secs() -> i64 {
    use std::{path::PathBuf, sync::OnceLock};
    static FILE: OnceLock<Option<PathBuf>> = OnceLock::new();
    let file = FILE.get_or_init(|| std::env::var_os("ZHANGGUI_CLOCK_AHEAD").map(PathBuf::from));
    let said = file.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
    said.and_then(|said| said.trim().parse().ok()).unwrap_or(0)
}

/// Nothing: nobody can set a released program's clock but its computer's owner.
#[cfg(not(debug_assertions))]
pub(crate) const fn ahead_secs() -> i64 {
    0
}
