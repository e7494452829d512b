//! Messages to the WeChat of buyers and of the shop's own people: each row is sent once. What may have arrived is not said
//! again, for WeChat cannot be asked; what certainly did not waits, all of them together and longer each time.

mod facts;
mod send;
mod wishes;

pub use wishes::MessageWish;
