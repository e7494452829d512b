//! How the mini program's API refuses a call.

/// An error of the mini program's API: number and words.
pub(super) type ApiError = (i64, &'static str);
