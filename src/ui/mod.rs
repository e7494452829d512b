//! The only room that speaks egui. It reads the store through a `ReadModel`, draws, and sends [`Command`](crate::jobs::Command)s; it never waits.
//!
//! `app` is the one place that acts; `background_reader` reads; `pages` draw what `screen` lets them read and ask for what
//! `action` lists, and `shell` draws what is around them; `theme` holds every colour and `text` every sentence. Only `app`
//! knows the whole window: no page takes it.

// Geometry is floating point by nature, and its numbers are points on a screen: far from any overflow, and a rounding
// error is a hundredth of a pixel. No money is computed here: that is `domain::Fen`'s, which checks.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_arithmetic
)]

mod action;
mod alerts;
mod app;
mod background_reader;
mod backup_service;
mod bench_word;
mod bills_reader;
mod bulk_run;
mod complaints_reader;
mod complaints_shot;
mod counting;
mod exporting;
mod file_tasks;
mod gallery;
mod icon;
mod input_method;
mod kept_query;
mod key_queue;
mod keys;
mod layout;
mod leave_shop;
mod list_look;
mod look;
mod looked_at;
mod model;
mod monitor_fit;
mod no_read_model;
mod no_window;
mod notice_sheet;
mod overtaken;
mod pages;
mod palette;
mod parcel_sheet;
mod pending;
mod people_shot;
mod picker;
mod pictures;
mod place_rights;
mod reach;
mod read_model;
mod readable;
mod refund_conditions;
mod refunds_reader;
mod rows;
mod run;
mod scan_reader;
mod scanner;
mod screen;
mod search_reader;
mod seen_later;
mod setup;
mod shell;
mod shipping_reader;
mod shop_switcher;
mod shop_window;
mod sign_in;
mod store_reader;
mod text;
mod theme;
mod toast;
mod typing;
mod widgets;

pub use app::App;
pub use backup_service::{
    BackupCopy, BackupPlace, BackupService, BackupTrouble, BackupView, BackupWish, CodeState, HandOver, RestoreEnd,
};
pub use complaints_shot::{ComplaintsGaze, ComplaintsShot};
pub use exporting::{ExportFault, ExportedList, ListExport, ListExporter};
pub use look::{WindowLook, WindowPlace};
pub use no_window::{Library, NoWindow};
pub use notice_sheet::{notice_cells, notice_headings};
pub use parcel_sheet::{parcel_cells, parcel_headings};
pub use people_shot::ReadPeople;
pub use picker::{Picked, Picker};
pub use reach::Reach;
pub use read_model::ReadModel;
pub use run::{run, run_welcome};
pub use setup::{AppSetup, NotOpen, UiError, WelcomeSetup};
pub use shop_switcher::{
    BothLanguages, Door, LiveCheck, LiveKind, LiveLine, SettingsTrial, ShopFile, ShopSwitcher, TestOrder,
    TestOrderStep, TestOrderTrouble, TestOrderView,
};
pub use shop_window::ShopWindow;
pub use text::{AlertTexts, Lang};
pub(crate) use text::{
    bill_headings, bill_line_fault, bill_settled, bill_trouble, bill_why, bill_word_agrees, endpoint_error, error_text,
    fund_headings, io_error, io_kind, not_run_here, place, server_next_step, store_error, table_word, technical_words,
};
pub(crate) use text::{
    proof_nothing_to_ship, proof_product, proof_reason, public_key_wrong, sealed_trouble, setting_wrong,
};
pub use theme::{Density, FontSize, ThemeChoice};

#[cfg(doc)]
use crate::jobs::Command;
