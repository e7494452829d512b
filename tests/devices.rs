//! The alert service on a real shop's rows, with devices that count, and laws of what rings when.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::inconsistent_digit_grouping,
    clippy::print_stdout,
    missing_docs
)]

#[path = "devices/host.rs"]
mod host;
#[path = "devices/laws.rs"]
mod laws;
#[path = "postgres/server.rs"]
#[allow(dead_code, reason = "the store's own tests use all of it")]
mod server;
#[path = "devices/stories.rs"]
mod stories;
#[path = "store/world.rs"]
#[allow(dead_code, reason = "the store's own tests use all of it")]
mod world;
