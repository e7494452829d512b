//! The list of complaints: how much time is left, what the buyer says, about which order.

use crate::{
    domain::URGENT_COMPLAINT_SECS,
    store::ComplaintRow,
    ui::{
        action::Action,
        complaints_shot::ComplaintsGaze,
        keys::walk,
        screen::Screen,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Align, Color32, Rect, ScrollArea, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2};

const ROW: f32 = 76.0;

/// How much time is left, and in which ink.
pub(super) fn time_left(row: &ComplaintRow, now: Now, p: &theme::Palette) -> (String, Color32) {
    let Some(due) = row.due_at() else {
        return (text::complaint_state(now.lang, row.state).to_owned(), p.muted);
    };
    let left = due.since(now.at);
    let words = if left < 0 { text::complaint_late(now.lang, -left) } else { text::complaint_left(now.lang, left) };
    (words, if left < URGENT_COMPLAINT_SECS { p.danger } else { p.muted })
}

/// The rows.
pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, card: Rect, acts: &mut Vec<Action>) {
    let rows = &screen.model.shot.complaints.rows;
    let chosen = screen.model.shot.complaints.detail.as_ref().map(|detail| detail.row.complaint_id.clone());
    let at = rows.iter().position(|row| Some(&row.complaint_id) == chosen.as_ref());
    let open = |row: &ComplaintRow| {
        let chosen = Some(row.complaint_id.clone());
        Action::Complaints(ComplaintsGaze { chosen, ..screen.gaze.complaints.clone() })
    };
    if !screen.asks
        && let Some(row) = walk(ui, rows.len(), at, 0..rows.len()).and_then(|next| rows.get(next))
    {
        acts.push(open(row));
    }
    ui.painter().rect_filled(card, theme::CARD_RADIUS, theme::of(ui).panel);
    let inside = card.shrink(1.0);
    ui.scope_builder(UiBuilder::new().max_rect(inside), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().id_salt(("complaints", screen.gaze.complaints.over)).auto_shrink(false);
        area.show_rows(ui, ROW, rows.len(), |ui, range| {
            let stop = at.filter(|at| range.contains(at)).unwrap_or(range.start);
            for (place, row) in rows.iter().enumerate().take(range.end).skip(range.start) {
                if one(ui, row, (at == Some(place), stop == place), screen.now) {
                    acts.push(open(row));
                }
            }
        });
    });
    widgets::card_edge(ui, card);
}

fn one(ui: &mut Ui, row: &ComplaintRow, (chosen, stop): (bool, bool), now: Now) -> bool {
    let (lang, p) = (now.lang, theme::of(ui));
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), egui::Sense::hover());
    let id = ui.scope_id().with(row.complaint_id.as_str());
    let response = ui.interact(rect, id, widgets::row_sense(stop));
    widgets::row_focus(ui, &response, stop);
    let said = text::tame(&row.words, 60).replace('\n', " ");
    let (left, ink) = time_left(row, now, p);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, format!("{left} {said}")));
    widgets::row_ground(ui, rect, &response, chosen);
    let line = |from: f32, height: f32| {
        let top = rect.top() + from;
        Rect::from_min_max(pos2(rect.left() + theme::PAD, top), pos2(rect.right() - 14.0, top + height))
    };
    let (first, second, third) = (line(9.0, 20.0), line(32.0, 18.0), line(50.0, 17.0));
    let small = theme::font(theme::CAPTION);
    let width = widgets::paint_cut(ui, first, Align::Max, &left, small.clone(), ink);
    let what = match row.wanted {
        Some(sum) => text::complaint_wants(lang, sum),
        None => text::complaint_problem(lang, row.problem).to_owned(),
    };
    let name = if row.unseen { theme::bold(theme::BODY) } else { theme::font(theme::BODY) };
    widgets::paint_cut(ui, first.with_max_x(first.right() - width - 12.0), Align::Min, &what, name, p.text);
    widgets::paint_cut(ui, second, Align::Min, &said, theme::font(theme::SMALL), p.muted);
    let number = text::tame(&row.named.order_no, 32);
    let received = text::moment(lang, row.received_at, now.at);
    widgets::paint_cut(ui, third, Align::Min, &format!("{number} · {received}"), small, p.faint);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
