//! The promises of the shop's data, in the owner's words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::print_stdout
)]
// amounts are written as people read them: 128_00 is 128.00 yuan
#![allow(clippy::inconsistent_digit_grouping)]

mod api_v3;
#[cfg(unix)]
mod at_work;
mod barcodes;
mod cancels;
mod carriers;
mod checksums;
mod copies;
mod damaged;
mod due;
mod example;
#[cfg(unix)]
mod failover;
mod history;
mod hosts;
mod laws;
mod log;
mod marks;
mod merchants;
mod migrations;
#[cfg(unix)]
mod moved;
mod notices;
mod on_postgresql;
#[cfg(unix)]
mod on_servers;
mod opening;
mod operators;
mod operators_edited;
mod orders;
#[cfg(unix)]
#[path = "../postgres/pair.rs"]
mod pair;
#[cfg(unix)]
mod partition;
mod pickups;
#[cfg(unix)]
mod pooled;
mod presences;
mod products;
mod refund_evidence;
mod refund_parts;
mod refunded_goods;
mod refunds;
#[cfg(unix)]
mod refused_servers;
mod restores;
mod salvaged;
mod schemas;
mod search;
mod seat_printers;
#[path = "../postgres/server.rs"]
mod server;
mod service_messages;
mod ship_runs;
mod slips;
mod sold_under;
mod takings;
mod texts;
mod unknown_payments;
mod variants;
#[cfg(unix)]
#[path = "../postgres/wire.rs"]
mod wire;
mod world;
