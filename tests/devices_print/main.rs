//! Receipt printers: the bytes, the signatures, and the clouds as they answer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects, clippy::disallowed_methods)]
#![allow(clippy::inconsistent_digit_grouping)]

mod clouds;
mod layout;
#[allow(dead_code)] // another binary's server; what it knows of merchants is not needed here
#[path = "../wechat/server.rs"]
mod server;
mod vectors;
