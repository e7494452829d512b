//! Small parts every page is made of. Each paints itself with the theme's colours and says its name to screen readers.

mod button;
mod chip;
mod copy;
mod empty;
mod glyph;
mod icon;
mod key_cap;
mod money_bar;
mod now;
mod order_number;
mod qr;
mod rows;
mod switch;
mod tab_list;
mod tabs;
mod tag;
mod tick;
mod write;

pub(super) use button::{
    ButtonKind, button, button_width, button_with_key, caret_link, greyed_because, key_button, link,
    plain_button_width, quiet_link, row_button, row_button_width, sign_button, small_sign, suggestion, tall_button,
};
pub(super) use chip::{
    ChipLook, chip, chip_at, chip_width, is_part_refunded, mark, mark_at, order_look, part_refunded_at, refund_look,
    verdict_look,
};
pub(super) use copy::copy_button;
pub(super) use empty::{Emptiness, emptiness, empty};
pub(super) use glyph::Glyph;
pub(super) use icon::Icon;
pub(super) use key_cap::key_cap;
pub(super) use money_bar::money_bar;
pub(super) use now::Now;
pub(super) use order_number::order_number;
pub(super) use qr::{paint_qr, qr_code};
pub(super) use rows::{at_right, card_edge, row_focus, row_ground, row_sense};
pub(super) use switch::{SWITCH, switch, switch_at};
pub(super) use tab_list::{TabList, TabWay};
pub(super) use tabs::{Tab, filters, tabs, tabs_with_danger};
pub(super) use tag::tag_at;
pub(super) use tick::tick_at;
pub(super) use write::{
    bold_label, caption, fact, field, focus_ring, heading, label_at, label_node, lines_field, muted, note, paint_cut,
    paint_whole, paragraph, secret_field, section, sentence, whole_at, whole_height,
};
