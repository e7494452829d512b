//! Tells a person what is new, by sound, voice and notices, with or without a window.
//!
//! `rule` decides what sounds when; `rows` reads what is open from the rows and from what is well; the thread here only
//! carries it out. Nothing of it touches a screen, and no screen is waited for.

mod handle;
mod news;
mod rows;
pub mod rule;
#[cfg(test)]
mod rule_tests;
mod thread;

pub(crate) use handle::AlertCommand;
pub use handle::{AlertDevices, AlertError, AlertHandle, AlertUpdate, AlertWords, DeviceHealth};
pub use news::{News, SeenNews};
pub use rule::AlertItem;
pub use thread::{AlertService, AlertSetup};
