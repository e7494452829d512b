//! The pages: each draws the model and returns wishes.

mod tunnel_setup;

mod attention;
mod connection;
mod decide;
mod held;
mod notice_detail;
mod notice_text;
mod notices;
mod order_detail;
mod orders;
mod printers;
pub(super) mod products;
mod question;
mod refund_alarms;
mod refund_detail;
mod refunds;
mod set_aside;
pub(super) mod shipping;
pub(super) mod shipping_sheet;
mod today;
mod trial_table;
mod tunnel_card;
mod welcome;

pub(super) use question::Question;
pub(super) use refunds::Bulk;
pub(super) use welcome::Welcome;

use super::{
    app::{Action, App},
    model::Place,
    theme,
    widgets::Now,
};
use crate::{domain::RefundState, store::RefundFilter};
use egui::{self, Key, Modifiers, Rect, Ui};

/// Seconds "Copied" stays in the status bar.
const COPIED_SECS: f64 = 2.0;

/// What the pages remember between frames.
#[derive(Default)]
pub(super) struct Pages {
    pub orders: orders::OrdersPage,
    pub dialog: Option<decide::Dialog>,
    pub question: Option<question::Question>,
    pub remind: Option<shipping::Remind>,
    pub notices: notices::NoticesPage,
    pub products: products::ProductsPage,
    pub shipping_sheet: shipping_sheet::ShippingSheetPage,
    pub printers: printers::PrintersPage,
    pub textures: refund_detail::Textures,
    pub viewer: Option<refund_detail::Viewer>,
    pub bulk: Bulk,
    pub shipping: shipping::ShippingPage,
    pub copied_at: Option<f64>,
    /// Which way to be reachable is explained.
    pub way: usize,
}

impl Pages {
    /// True while something lies over the page that has the keyboard: a dialog, a question or a large picture.
    pub const fn asks(&self) -> bool {
        self.dialog.is_some()
            || self.question.is_some()
            || self.remind.is_some()
            || self.viewer.is_some()
            || self.bulk.asks()
            || self.shipping.red.is_some()
    }

    /// True for a moment after something was copied.
    pub fn just_copied(&self, ctx: &egui::Context) -> bool {
        let fresh = self.copied_at.is_some_and(|at| ctx.input(|input| input.time) - at < COPIED_SECS);
        if fresh {
            ctx.request_repaint_after_secs(1.0);
        }
        fresh
    }
}

/// Draws the page the owner is on.
pub(super) fn show(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    match app.gaze.place {
        Place::Today => today::show(app, ui, rect, now, acts),
        Place::Orders => orders::show(app, ui, rect, now, acts),
        Place::Refunds => refunds::show(app, ui, rect, now, acts),
        Place::Shipping => shipping::show(app, ui, rect, now, acts),
        Place::Products => products::show(app, ui, rect, now, acts),
        Place::ShippingSheet => shipping_sheet::show(app, ui, rect, now, acts),
        Place::Notices => notices::show(app, ui, rect, now, acts),
        Place::Connection => connection::show(app, ui, rect, now, acts),
        Place::Printers => printers::show(app, ui, rect, now, acts),
    }
    shipping_sheet::dropped_elsewhere(app, ui, acts);
}

/// Draws what lies over the page and has the keyboard.
pub(super) fn show_over(app: &mut App, ui: &Ui, now: Now, acts: &mut Vec<Action>) {
    if app.gaze.place == Place::Refunds {
        refunds::show_over(app, ui, now, acts);
    }
    decide::show(app, ui, now, acts);
    question::show(app, ui, acts);
    shipping::show_remind(app, ui, now, acts);
    shipping::show_red(app, ui, now, acts);
}

/// The tab that lists refunds of this state.
pub(super) const fn tab_of(state: RefundState) -> RefundFilter {
    match state {
        RefundState::Requested => RefundFilter::Waiting,
        RefundState::Refunded | RefundState::Rejected | RefundState::Failed => RefundFilter::Done,
        _ => RefundFilter::Moving,
    }
}

/// False where a dialog, a question or a large picture lies over this: its keys are not heard then, whoever asks for them.
pub(super) fn in_front(ui: &Ui) -> bool {
    ui.ctx().memory(|memory| memory.allows_interaction(ui.layer_id()))
}

/// True if this key was pressed and nobody is typing. A key that repeats counts, so that a list can be walked.
pub(super) fn key(ui: &Ui, wanted: Key) -> bool {
    let typing = ui.ctx().text_edit_focused();
    !typing && in_front(ui) && ui.input_mut(|input| input.consume_key(Modifiers::NONE, wanted))
}

/// Width of what is open beside a list.
const DETAIL_WIDTH: f32 = 408.0;

/// Where what is open stands, and what is left for the list: nothing below the width `narrow`, where it covers the list.
fn beside(open: bool, body: Rect, narrow: f32) -> (Option<Rect>, Option<Rect>) {
    match open {
        false => (None, Some(body)),
        true if body.width() < narrow => (Some(body), None),
        true => {
            let detail = body.with_min_x(body.right() - DETAIL_WIDTH);
            (Some(detail), Some(body.with_max_x(detail.left() - theme::GAP)))
        }
    }
}

/// True if this key was pressed anew: for keys that decide something.
fn fresh_key(ui: &Ui, wanted: Key) -> bool {
    let fresh = |event: &egui::Event| matches!(event, egui::Event::Key { key, pressed: true, repeat: false, .. } if *key == wanted);
    in_front(ui)
        && ui.input(|input| input.events.iter().any(fresh))
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, wanted))
}

/// A deciding key, while nobody is typing and nothing else has the keyboard.
fn deciding_key(ui: &Ui, wanted: Key) -> bool {
    !ui.ctx().text_edit_focused() && fresh_key(ui, wanted)
}
