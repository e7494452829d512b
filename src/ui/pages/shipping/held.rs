//! What was shipped a moment ago and can be taken back: WeChat and the buyer do not know yet.

use crate::{
    domain::ReportState,
    jobs::Command,
    store::ShipmentRow,
    ui::{
        action::Action,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Glyph},
    },
};
use egui::{Align, Rect, Ui, pos2, vec2};

/// Height of the strip.
const STRIP: f32 = 40.0;

/// What is still held.
fn held<'a>(screen: &Screen<'a>) -> impl Iterator<Item = &'a ShipmentRow> + use<'a> {
    let now = screen.now;
    let rows = screen.model.shot.untold.iter();
    rows.filter(move |row| row.shipment.report == ReportState::Held && row.shipment.next_at > now.at)
}

/// The strip, if there is something. Takes its room from the top of `body`.
pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, body: &mut Rect, acts: &mut Vec<Action>) {
    let now = screen.now;
    let Some(until) = held(screen).map(|row| row.shipment.next_at).max() else { return };
    let p = theme::of(ui);
    let rect = Rect::from_min_size(body.min, vec2(body.width(), STRIP));
    body.min.y = rect.bottom() + theme::GAP;
    ui.painter().rect_filled(rect, theme::RADIUS, p.info_bg);
    Glyph::Clock.paint(ui.painter(), pos2(rect.left() + 20.0, rect.center().y), p.info);
    let inside = rect.shrink2(vec2(8.0, 4.0));
    let (undo, left) = widgets::at_right(ui, "held", inside, |ui| {
        widgets::button_with_key(ui, ButtonKind::Plain, text::undo(now.lang), Some("Z")).clicked()
    });
    if undo {
        undo_all(screen, acts);
    }
    let words = text::undo_line(now.lang, held(screen).count(), until);
    let room = Rect::from_min_max(pos2(rect.left() + 34.0, rect.top()), pos2(left - 12.0, rect.bottom()));
    widgets::label_at(ui, room, Align::Min, &words, theme::bold(theme::SMALL), p.info);
    ui.ctx().request_repaint_after_secs(1.0);
}

/// Takes all of it back.
pub(super) fn undo_all(screen: &Screen<'_>, acts: &mut Vec<Action>) {
    let back = |row: &ShipmentRow| Command::Unship { order_no: row.key.order_no.clone(), seen: row.version };
    let wishes: Vec<Command> = held(screen).map(back).collect();
    if !wishes.is_empty() {
        acts.push(Action::ShopAll(wishes));
    }
}
