//! API v3 of the stand-in, asked over real HTTPS in raw JSON.

mod bills;
mod callbacks;
mod caller;
mod complaints;
mod faults;
mod keys;
mod orders;
mod refunds;
mod requests;
mod sheets;
