//! The stand-in of WeChat keeps WeChat's rules: asked over real HTTPS, judged by its own ledger.

#![allow(clippy::expect_used, clippy::arithmetic_side_effects, clippy::disallowed_methods)] // in a test a broken promise ends the test

mod buyers;
mod control;
mod doors;
mod faults;
mod messages;
mod notices;
mod orders;
mod program;
mod refunds;
mod shop;
mod v3;
