//! The only room that speaks SQL. Knows the domain; never WeChat, never a screen.
//!
//! Writes are *intents* ([`Store`]): one transaction each, conditioned on the old state, with a history row for every
//! change. One writer thread commits the waiting intents together, and answers each caller only after its commit is
//! durable. Reads ([`Reader`]) have a connection of their own.

mod answers;
mod audit;
mod intents;
mod log;
mod reads;

// how the file is opened, written, read
mod db;
mod errors;
mod open;
mod queue;
mod reader;
mod sql_types;
mod sqlite;
mod writer;

// what is in it, by noun
mod alerts;
mod buyer_days;
mod cancels;
mod chain;
mod checksums;
mod clock;
mod counts;
mod damage;
mod due;
mod due_rows;
mod export_reads;
mod history;
mod hooks;
mod merchants;
mod notices;
mod order_reads;
mod order_row;
mod orders;
mod payment_row;
mod payment_words;
mod payments;
mod print_jobs;
mod print_reads;
mod print_words;
mod products;
mod refund_alarms;
mod refund_evidence;
mod refund_found;
mod refund_limits;
mod refund_past;
mod refund_pictures;
mod refund_reads;
mod refund_renewal;
mod refund_restock;
mod refund_row;
mod refund_sources;
mod refund_start;
mod refund_turns;
mod refund_wishes;
mod refund_words;
mod refunds;
mod refused_notices;
mod sessions;
mod set_aside;
mod settled;
mod ship_run_reads;
mod ship_runs;
mod shipment_reads;
mod shipment_row;
mod shipment_turns;
mod shipment_words;
mod shipments;
mod strays;
mod tallies;
mod texts;
mod to_send;
mod verify;

// a shop to look at and to practise in
mod example;

#[cfg(test)]
mod memory_tests;
#[cfg(test)]
mod schema_tests;
#[cfg(test)]
mod writer_tests;

pub use alerts::OpenAlerts;
pub use answers::*;
pub use cancels::NOES_TOLD;
pub use checksums::{Difference, StopRequest};
pub use clock::CLOCK_APART_SECS;
pub use due_rows::{Due, Unreadable};
pub use example::{bring_forward, draw_originals, seed_example, seed_orders};
pub use export_reads::{ExportedOrder, LedgerEntry, LedgerKind, Span};
pub use intents::*;
pub use open::{SCHEMA, Tuning, accept_rows};
pub use print_jobs::REPRINTS_BY_ITSELF_MAX;
pub use print_words::{DuePrint, PrintRow, PrintUpdate, PrintWish, PrinterName, PrinterRow};
pub use reader::Reader;
pub use reads::*;
pub use refund_pictures::PictureFolder;
pub use refund_words::*;
pub use refused_notices::RefusedCount;
pub use set_aside::{AsideRow, RowAside, RowJob, RowTrouble, print_key};
pub use ship_run_reads::{OrderStanding, ShipRun, ShipRunFailure};
pub use ship_runs::{NewShipRow, NewShipRun, ShipRowWish, ShipRunStep};
pub use shipment_words::*;
pub use sqlite::SqliteStore;
pub use tallies::WrongTally;
