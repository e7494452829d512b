//! The way from the internet to the door: the supervisor against programs that misbehave, the probe against strangers,
//! and a whole shop behind real tunnels (OpenSSH, bore) that are killed while buyers order.

#![cfg(unix)]
// Tests say what they expect by unwrapping.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::print_stdout
)]

mod bore;
mod polling;
mod probes;
mod shop;
mod sshd;
mod supervisor;
mod world;
