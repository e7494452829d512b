//! The promises, in the owner's words: stories through the shop, laws, and the house rules the compiler cannot see.

// Tests say what they expect by unwrapping; amounts are written as yuan and fen: 39_90.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::print_stdout
)]
#![allow(clippy::inconsistent_digit_grouping)]

mod bills;
mod both_apis;
mod by_hand;
mod campaign;
mod campaign_found;
mod certificate;
mod check;
mod check_v3;
mod clocks;
mod closed_folder;
mod complaint_service;
mod complaints;
mod doors;
mod double_click;
mod elsewhere;
mod evidence;
mod expiry;
mod funds;
mod house;
#[cfg(target_os = "linux")]
mod keyring;
mod killed;
mod laws;
mod ledger_run;
mod liar;
mod licences;
mod merchants;
mod messages;
mod messages_killed;
mod mini_program;
mod model;
mod on_server;
mod other_machine;
mod packing;
mod parcels_killed;
mod passphrase;
mod payments;
mod people;
mod permuted;
mod printing;
mod programs;
mod refund_endings;
mod refund_limits;
mod refunds;
mod renewal;
mod replays;
mod restore_killed;
mod restored;
mod row_faults;
mod seats;
mod second_payments;
mod seeded;
#[path = "../postgres/server.rs"]
#[allow(dead_code, reason = "the store's own tests use all of it")]
mod server;
mod sheet_killed;
mod shipping;
mod side_by_side;
mod stderr;
mod storm;
mod sweep;
mod threats;
mod threats_kill;
mod threats_memory;
mod threats_pictures;
mod threats_program;
mod threats_secrets;
mod tidy;
mod two_windows;
mod weather;
mod wechat;
mod whole;
mod world;
