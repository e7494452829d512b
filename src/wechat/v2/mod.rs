//! WeChat Pay API v2: flat XML, signed with the merchant's key.

mod answer;
mod bill;
mod call;
mod client;
mod errors;
/// Payment and refund notifications: from bytes to facts, or to a verdict.
pub mod notify;
mod sheet;
mod shown;
/// The two signatures of API v2, made and checked.
pub mod sign;
/// The strict reader and the writer of WeChat's flat XML.
pub mod wire;

pub use client::V2Gateway;

#[cfg(test)]
mod vectors;
