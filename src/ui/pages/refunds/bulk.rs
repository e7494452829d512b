//! What is done with the ticked refunds: the bar at the card's foot, and their keys.

use super::ticks::{Bulk, BulkAsked, BulkDecision, BulkPhase};
use crate::{
    store::{RefundFilter, RefundQuery},
    ui::{
        keys::{deciding_key, key},
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Key, Rect, Stroke, Ui, UiBuilder, vec2};

/// Height of the bar.
const BAR: f32 = 91.0;

/// True while the bar is on show: only then is anything asked of what is ticked.
pub(super) fn is_on_show(screen: &Screen<'_>, bulk: &Bulk) -> bool {
    // What is decided already has no tick.
    let waits = |query: &RefundQuery| matches!(query.tab, Some(RefundFilter::Waiting) | None);
    waits(&screen.gaze.refunds) && waits(&screen.model.shot.gaze.refunds) && bulk.any() && !bulk.asks()
}

/// The bar at the foot of the list while something is ticked. Gives the room that is left for the rows.
pub(super) fn bar(screen: &Screen<'_>, bulk: &mut Bulk, ui: &mut Ui, card: Rect) -> Rect {
    if !is_on_show(screen, bulk) {
        return card;
    }
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let place = card.with_min_y(card.bottom() - BAR);
    ui.painter().rect_filled(place, 0, p.raised);
    ui.painter().hline(place.x_range(), place.top() + 0.5, Stroke::new(1.0, p.line));
    let inside = place.shrink2(vec2(14.0, 10.0));
    let ui = &mut ui.new_child(UiBuilder::new().id_salt("bulk").max_rect(inside));
    let upper = inside.with_max_y(inside.top() + theme::CONTROL);
    let (none, left) = widgets::at_right(ui, "untick", upper, |ui| {
        widgets::button_with_key(ui, ButtonKind::Plain, text::untick(lang), Some("Esc")).clicked()
    });
    let words = text::ticked(lang, bulk.all.len(), bulk.sum());
    widgets::label_at(ui, upper.with_max_x(left - 8.0), egui::Align::Min, &words, theme::font(theme::SMALL), p.text);
    let lower = inside.with_min_y(upper.bottom() + 7.0);
    let mut wanted = None;
    ui.scope_builder(UiBuilder::new().id_salt("bulk-decide").max_rect(lower), |ui| {
        ui.horizontal(|ui| {
            let many = bulk.all.len();
            if widgets::button_with_key(ui, ButtonKind::Main, &text::approve_ticked(lang, many), Some("A")).clicked() {
                wanted = Some(BulkDecision::Approve);
            }
            if widgets::button_with_key(ui, ButtonKind::Danger, &text::reject_ticked(lang, many), Some("R")).clicked() {
                wanted = Some(BulkDecision::Reject);
            }
        });
    });
    if let Some(decision) = wanted {
        ask(screen, bulk, ui, decision);
    } else if none {
        bulk.untick_all();
    }
    card.with_max_y(place.top())
}

/// The keys of what is ticked: A and R ask about all of it, Esc takes the ticks away. True while they are its own, and no
/// single refund is asked about.
pub(super) fn keys(screen: &Screen<'_>, bulk: &mut Bulk, ui: &Ui) -> bool {
    if !is_on_show(screen, bulk) {
        return false;
    }
    if deciding_key(ui, Key::A) {
        ask(screen, bulk, ui, BulkDecision::Approve);
    } else if deciding_key(ui, Key::R) {
        ask(screen, bulk, ui, BulkDecision::Reject);
    } else if key(ui, Key::Escape) {
        bulk.untick_all();
    }
    true
}

fn ask(screen: &Screen<'_>, bulk: &mut Bulk, ui: &Ui, decision: BulkDecision) {
    let reply = match decision {
        BulkDecision::Approve => text::reply_agreed(screen.facts.buyers_lang()).to_owned(),
        // A no has no words of its own: the owner chooses them.
        BulkDecision::Reject => String::new(),
    };
    let pointer = ui.ctx().pointer_latest_pos();
    bulk.phase = BulkPhase::Asking(BulkAsked { decision, reply, pointer, shown: false });
}
