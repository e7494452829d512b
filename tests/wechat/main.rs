//! WeChat's client against a tiny HTTPS server of our own: what leaves, what is believed, what is known about the rest.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    missing_docs
)]

mod calls;
mod certificate;
mod login;
mod p12;
mod server;
mod v3_calls;
mod v3_certificates;
mod v3_fuzz;
mod v3_hostile;
mod v3_judge;
mod v3_wechat;
