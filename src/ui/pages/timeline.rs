//! What happened, newest first: days as headings, a dot by kind, a number under the line it first came with.

mod items;

use crate::{
    domain::UnixSeconds,
    store::{MarkStep, OrderDetail, PrintRow, RefundDetail},
    ui::{
        action::Action,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Align, Color32, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use items::{EventKind, TimelineItem, TimelineRows};

const TIME: f32 = 38.0;
const DOT: f32 = 8.0;
/// Between the time and the dot, and between the dot and the words.
const GAP: f32 = 12.0;
const LINE: f32 = 25.0;
const WITH_NUMBER: f32 = 42.0;

/// What of it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::ui) enum TimelineFilter {
    #[default]
    Everything,
    Money,
    Parcels,
    Notes,
}

impl TimelineFilter {
    const fn shows(self, kind: EventKind) -> bool {
        match self {
            Self::Everything => true,
            Self::Money => matches!(kind, EventKind::Money | EventKind::Refund),
            Self::Parcels => matches!(kind, EventKind::Parcel),
            Self::Notes => matches!(kind, EventKind::Note),
        }
    }
}

/// The timeline of an order, with the choice of what is shown.
pub(super) fn of_order(
    filter: &mut TimelineFilter,
    ui: &mut Ui,
    now: Now,
    detail: &OrderDetail,
    (prints, marks): (&[PrintRow], &[MarkStep]),
    acts: &mut Vec<Action>,
) {
    head(filter, ui, now);
    let items = TimelineRows::of_order(detail, prints, marks).items(now.lang);
    let shown: Vec<&TimelineItem> = items.iter().filter(|item| filter.shows(item.kind)).collect();
    if shown.is_empty() {
        widgets::muted(ui, text::history_nothing(now.lang));
    }
    draw(ui, now, &shown, true, acts);
}

/// The timeline of one refund: its number stands above it already.
pub(super) fn of_refund(ui: &mut Ui, now: Now, detail: &RefundDetail, marks: &[MarkStep], acts: &mut Vec<Action>) {
    let mut items = TimelineRows::of_refund(detail, marks).items(now.lang);
    for item in &mut items {
        item.number = None;
    }
    draw(ui, now, &items.iter().collect::<Vec<_>>(), false, acts);
}

fn head(filter: &mut TimelineFilter, ui: &mut Ui, now: Now) {
    let (lang, p) = (now.lang, theme::of(ui));
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    widgets::label_at(ui, row, Align::Min, text::history(lang), theme::font(theme::SMALL), p.text);
    widgets::at_right(ui, "timeline-filter", row, |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (value, name) in [
            (TimelineFilter::Everything, text::history_everything(lang)),
            (TimelineFilter::Money, text::history_money(lang)),
            (TimelineFilter::Parcels, text::history_parcels(lang)),
            (TimelineFilter::Notes, text::history_notes(lang)),
        ] {
            if choice(ui, name, *filter == value) {
                *filter = value;
            }
        }
    });
}

fn choice(ui: &mut Ui, name: &str, chosen: bool) -> bool {
    let p = theme::of(ui);
    let ink = if chosen { p.text } else { p.muted };
    let letters = ui.painter().layout_no_wrap(name.to_owned(), theme::font(theme::CAPTION), ink);
    let (rect, response) = ui.allocate_exact_size(vec2(letters.size().x + 14.0, 22.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, name));
    if chosen || response.hovered() {
        ui.painter().rect_filled(rect, 6, if chosen { p.line } else { p.raised });
    }
    ui.painter().galley(rect.center() - letters.size() / 2.0, letters, ink);
    widgets::focus_ring(ui, &response, rect);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

fn draw(ui: &mut Ui, now: Now, items: &[&TimelineItem], leads: bool, acts: &mut Vec<Action>) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut day: Option<String> = None;
        for (at, item) in items.iter().enumerate() {
            let heading = text::day_heading(now.lang, item.at, now.at);
            if day.as_ref() != Some(&heading) {
                ui.add_space(if day.is_none() { 0.0 } else { 4.0 });
                widgets::caption(ui, &heading);
                day = Some(heading);
            }
            ui.push_id(at, |ui| line(ui, item, leads, acts));
        }
    });
}

fn ink(kind: EventKind, p: &theme::Palette) -> Color32 {
    match kind {
        EventKind::Money => p.accent,
        EventKind::Refund => p.danger,
        EventKind::Parcel => p.info,
        EventKind::Note => p.warn,
        EventKind::Order | EventKind::Receipt => p.faint,
    }
}

/// Words that need more than a line take it.
fn line(ui: &mut Ui, item: &TimelineItem, leads: bool, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let left = TIME + DOT + 2.0 * GAP;
    let room = (ui.available_width() - left).max(40.0);
    let leads_to = item.refund_no.as_ref().filter(|_| leads);
    let words = ui.painter().layout(item.words.clone(), theme::font(theme::SMALL), p.text, room);
    let more = (words.size().y - 20.0).max(0.0);
    let height = more + if item.number.is_some() { WITH_NUMBER } else { LINE };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    if !ui.is_rect_visible(rect) {
        return;
    }
    let middle = rect.top() + LINE / 2.0;
    time(ui, rect, item.at);
    let dot = pos2(rect.left() + TIME + GAP + DOT / 2.0, middle);
    ui.painter().circle_filled(dot, DOT / 2.0, ink(item.kind, p));
    let place = Rect::from_min_size(pos2(rect.left() + left, rect.top() + 2.0), vec2(room, words.size().y + 2.0));
    match leads_to {
        Some(refund_no) => {
            let response = ui.interact(place, ui.unique_id().with("words"), Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &item.words));
            widgets::focus_ring(ui, &response, place);
            if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                acts.push(Action::OpenRefund(refund_no.clone()));
            }
        }
        None => widgets::label_node(ui, place, &item.words),
    }
    ui.painter().galley(pos2(place.left(), rect.top() + 3.0), words, p.text);
    if let Some((said, number)) = &item.number {
        number_under(ui, Rect::from_min_max(pos2(place.left(), rect.bottom() - 19.0), rect.max), (said, number), acts);
    }
}

fn time(ui: &Ui, rect: Rect, at: UnixSeconds) {
    let p = theme::of(ui);
    let place = Rect::from_min_size(rect.min, vec2(TIME, LINE));
    widgets::paint_cut(ui, place, Align::Min, &text::minute(at), theme::font(theme::SMALL), p.muted);
    let response = ui.interact(place, ui.unique_id().with("time"), Sense::hover());
    response.on_hover_text(text::moment_exact(at));
}

/// A press copies it.
fn number_under(ui: &Ui, rect: Rect, (said, number): (&str, &str), acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let width = widgets::paint_cut(ui, rect, Align::Min, said, theme::font(theme::CAPTION), p.muted);
    let place = rect.with_max_x(rect.left() + width);
    let response = ui.interact(place, ui.unique_id().with("number"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, said));
    widgets::focus_ring(ui, &response, place);
    if response.on_hover_cursor(egui::CursorIcon::Copy).clicked() {
        acts.push(Action::Copy(number.to_owned()));
    }
}
