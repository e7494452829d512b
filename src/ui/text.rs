//! Every text on the screen, complete in Chinese and English. A sentence about trouble says what happened, what it
//! means for the money, and what to do next.

#[macro_use]
mod macros;

mod alerts;
mod api_v3;
mod backup;
mod bench;
mod bills;
mod certificate;
mod errors;
mod figures;
mod frame;
mod health;
mod history;
mod lease;
mod link;
mod marks;
mod merchant;
mod money;
mod no_window;
mod notice;
mod order_list;
mod packing;
mod parcel_steps;
mod printers;
mod products;
mod queue;
mod reasons;
mod refund_alarms;
mod refund_words;
mod refusals;
mod report_troubles;
mod restore;
#[cfg(test)]
mod samples;
mod search;
mod secrets;
mod sentences;
mod set_aside;
mod settings_form;
mod settlement;
mod sheets;
mod ship_sheet;
mod shipping;
mod slips;
mod states;
mod tame;
mod timeline;
mod to_send;
mod today;
mod tunnel_setup;
mod wizard;
mod words;

pub use crate::base::lang::Lang;
pub use alerts::AlertTexts;
pub(super) use alerts::{quit, silent_mark, silent_why, tray_words};
pub(crate) use api_v3::public_key_wrong;
pub(super) use api_v3::*;
pub(super) use backup::*;
pub(super) use bench::*;
pub(crate) use bills::*;
pub(crate) use bills::{bill_line_fault, bill_trouble, bill_why};
pub(crate) use errors::{
    endpoint_error, error_text, io_error, io_kind, place, server_next_step, store_error, table_word, technical_words,
};
pub(super) use errors::{not_saved, secrets_fault};
pub(super) use figures::{clock, count, minute, moment, moment_exact};
pub(super) use frame::*;
pub(super) use health::*;
pub(super) use history::history_line;
pub(crate) use lease::not_run_here;
pub(super) use lease::*;
pub(super) use link::*;
pub(super) use marks::*;
pub(super) use merchant::*;
pub(super) use money::*;
pub(super) use no_window::{begun, no_window};
pub(super) use notice::*;
pub(super) use order_list::*;
pub(super) use packing::*;
pub(super) use parcel_steps::marked_parcels;
pub(super) use printers::*;
pub(super) use products::*;
pub(super) use queue::*;
pub(super) use reasons::{refund_reason, refund_technical};
pub(super) use refund_alarms::*;
pub(super) use refund_words::*;
pub(crate) use refusals::refused;
pub(super) use report_troubles::*;
pub(super) use restore::*;
pub(super) use search::*;
pub(crate) use secrets::sealed_trouble;
pub(super) use secrets::secret_place;
pub(super) use sentences::*;
pub(super) use set_aside::*;
pub(crate) use settings_form::setting_wrong;
pub(super) use settings_form::*;
pub(super) use settlement::*;
pub(super) use sheets::*;
pub(super) use ship_sheet::*;
pub(super) use shipping::*;
pub(super) use slips::*;
pub(super) use states::*;
pub(super) use tame::tame;
pub(super) use timeline::*;
pub(super) use to_send::*;
pub(super) use today::*;
pub(super) use tunnel_setup::*;
pub(super) use wizard::*;
pub(crate) use wizard::{proof_nothing_to_ship, proof_product, proof_reason};
pub(super) use words::*;

#[cfg(test)]
mod tests;
