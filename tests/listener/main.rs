//! The door, attacked over real connections: what an enemy sends changes nothing, and honest callers are answered.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs
)]

mod buyer_limits;
mod crowd;
mod doors;
mod hostile;
mod hostile_cases;
mod hostile_faults;
mod hostile_fields;
mod hostile_fuzz;
mod hostile_paths;
mod hostile_text;
mod http;
mod marks;
mod notices;
mod notices_v3;
mod push;
mod storefront;
mod storefront_changes_of_mind;
mod storefront_channels;
mod storefront_codes;
mod storefront_limits;
mod storefront_messages;
mod storefront_nickname;
mod storefront_numbers;
mod storefront_pickup;
mod storefront_pictures;
mod storefront_variants;
mod strangers;
mod v3;
mod world;
