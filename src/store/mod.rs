//! The only room that speaks SQL. Knows the domain; never WeChat, never a screen.
//!
//! Writes are *intents*: methods of [`Store`](crate::store::Store), each beside the SQL of its noun, one transaction each, conditioned on the
//! old state, with a history row for every change. One writer thread commits the waiting intents together, and answers
//! each caller only after its commit is durable. Reads ([`Reader`](crate::store::Reader)) have a connection of their own.

mod answers;
mod engine;
mod history;
mod messages;
mod money;
mod operators;
mod orders;
mod ownership;
mod printing;
mod products;
mod reads;
mod search;
mod seed;
mod shipments;

pub use crate::domain::{Actor, RefundWish};
pub use answers::*;
pub use engine::ServerAddress;
pub use engine::checksums::{Difference, StopRequest};
pub use engine::clock::CLOCK_APART_SECS;
pub use engine::copy::{CopiedFile, check_copy, look_into_copy};
pub use engine::file_damage::FileDamage;
pub use engine::generation::forget_mark;
pub use engine::handle::Store;
pub use engine::moved_shop::MovedShop;
pub use engine::open::{SCHEMA, Tuning, accept_rows};
pub use engine::reader::Reader;
pub use engine::salvage::{Salvage, SalvagedTable, salvage};
pub use engine::server_fault::ServerFault;
pub use engine::tallies::WrongTally;
pub use engine::transfer::{MoveEnd, MoveFault, MovedTable, move_shop};
pub use engine::verdict::{FileVerdict, VerifyPart, VerifyProgress};
pub use history::types::*;

pub use messages::refused::RefusedCount;
pub use messages::service::types::*;
pub use messages::types::*;
pub use money::bills::mismatches::HereKey;
pub use money::bills::types::*;
pub use money::complaints::types::*;
pub use money::funds::types::*;
pub use money::payments::types::*;
pub use money::refunds::pictures::PictureFolder;
pub use money::refunds::refund_query::*;
pub use money::refunds::types::*;
pub use operators::types::*;
pub use orders::cancels::NOES_TOLD;
pub use orders::marks::types::*;
pub use orders::order_query::*;
pub use orders::types::*;
pub use ownership::leases::elsewhere::{ElsewhereWatch, SeenElsewhere};
pub use ownership::leases::presence::{SHOWN_FOR, WindowHere};
pub use ownership::leases::types::*;
pub use ownership::restores::types::*;
pub use printing::jobs::REPRINTS_BY_ITSELF_MAX;
pub use printing::types::{DuePrint, PrintRow, PrintUpdate, PrintWish, PrinterName, PrinterRow, SlipPrint};
pub use products::product_query::*;
pub use products::{ProductRow, families};
pub use reads::alerts::{OpenAlert, OpenAlerts};
pub use reads::due::rows::{Due, Unreadable};
pub use reads::due::set_aside::{AsideRow, RowAside, RowJob, RowTrouble, print_key};
pub use reads::export::{ExportPage, ExportedOrder, LedgerEntry, LedgerKind, Span};
pub use reads::money_steps::{MoneyRow, MoneyRowKey, MoneyStepSum};
pub use reads::takings::{DayTakings, HourTakings, SoldProduct, Takings};
pub use reads::today::{LowProduct, PastFigures, TodayFigures};
pub use search::types::*;
pub use seed::{PICKUP_ADDRESS, bring_forward, draw_originals, example_freight, seed_example, seed_orders};
pub use shipments::listing::ToShipPage;
pub use shipments::run_reads::{OrderStanding, ShipRun, ShipRunFailure};
pub use shipments::runs::{NewShipRow, NewShipRun, ShipRowWish, ShipRunStep};
pub use shipments::types::*;
