//! WeChat's bill every morning: fetched, read to its last line, and compared with the shop line by line. Nothing of it becomes
//! money; what does not agree waits for the owner.

mod fetch;
mod funds;
mod look;
mod read;
mod thread;
mod wish;

pub use read::BillStop;
pub use thread::Bookkeeper;
pub use wish::BillWish;
