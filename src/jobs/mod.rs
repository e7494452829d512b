//! Work that outlives a click. Knows the store, the gateway and the events; never egui, never SQL text.
//!
//! Every job derives its work from rows, so a restart goes on where it stopped, and is a step of the
//! [`Shop`](crate::jobs::Shop) that can be called with a time: `check_orders`, `check_unknown_payments`, `submit_refunds`,
//! `settle_refunds`, `find_refunds`, `report_shipments`, `follow_shipments`, `find_listed_payments`, `ship_sheet`, `look_after_complaints`, `send_messages`,
//! `forget_old_texts`,
//! `look_at_certificate`, `look_after_trust_keys`. The threads in [`Workers`](crate::jobs::Workers) only call the steps when something is due or
//! somebody woke them.

mod audit;
mod bills;
mod certificate;
mod changes_elsewhere;
mod check_orders;
mod check_unknown_payments;
mod command_channel;
mod commands;
mod complaints;
mod duty;
mod fetch_certificates;
mod find_refunds;
mod follow_shipments;
mod health;
mod host_watch;
mod housekeeping;
mod index_orders;
mod known_refunds;
mod listed_payments;
mod marks;
mod message_pace;
mod messages;
mod operators;
mod pace;
mod pay_out_refund;
mod permissions;
mod print_receipts;
mod record;
mod replay;
mod report_shipments;
mod rows;
mod settle_refunds;
mod ship_sheets;
mod shipping_api;
mod shop;
mod submit_refunds;
mod trust_keys;
mod watch;
mod workers;

pub use audit::Auditor;
pub use bills::{BillStop, BillWish, Bookkeeper};
pub use changes_elsewhere::{ChangesElsewhere, POLL_EVERY, PresenceSign};
pub use command_channel::{CommandSender, TicketedCommand, command_channel};
pub use commands::Command;
pub use health::HealthBoard;
pub use host_watch::{HostWatch, LOOK_EVERY};
pub use housekeeping::{Housekeeper, Housekeeping, Tidied};
pub use index_orders::OrderIndexer;
pub use marks::MarkWish;
pub use message_pace::MessageVoice;
pub use messages::MessageWish;
pub use operators::{OperatorWish, TypedOperator};
pub use pace::RefundPace;
pub use print_receipts::{
    PrintQueue, printer_answer,
    threads::{PrintThreads, TestPrints},
};
pub use record::CallRow;
pub use ship_sheets::{ship_run, standings};
pub use shipping_api::ShippingApi;
pub use shop::Shop;
pub use trust_keys::{FetchCertificates, TrustUpkeep, kept_platform_certificates};
pub use workers::Workers;
