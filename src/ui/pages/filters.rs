//! What the lists of orders, parcels, refunds, products and messages have in common: the bar of conditions, the views that were given a
//! name, the heads that sort, and the sheet that is written of a list.

mod bar;
mod chips;
mod export;
mod fields;
mod find_field;
mod head_button;
mod menu;
mod narrowed;
mod of_orders;
mod of_refunds;
mod sort_head;
mod values;
mod views;

pub(super) use bar::{FilterBar, HEIGHT, PAD, show};
pub(super) use chips::{ChipDone, add_button, chip, clear, letters};
pub(super) use export::{HEIGHT as EXPORT_HEIGHT, is_written, progress, show_menu as show_export};
pub(super) use fields::{FilterMenu, WIDTH, amounts, days};
pub(super) use find_field::{FindField, find_field};
pub(super) use head_button::{SIGN, named_button, sign};
pub(super) use menu::{Line, lines, take_keyboard, under};
pub(super) use sort_head::{arrow, sort_head};
pub(super) use views::{Viewed, ViewsMenu, button_words, show as show_views};
