//! Is the file the one that was last open here? A mark beside it says which opening wrote last and how many commits there
//! were at least; an older file that was put back, by whatever means, does not fit it. How the two are kept in step so that
//! no crash makes a healthy file look old is told in `docs/older-files-are-recognised.md`.

mod judge;
mod keep;
mod mark;
mod slots;

pub(in crate::store) use keep::Generation;
pub use slots::forget_mark;
