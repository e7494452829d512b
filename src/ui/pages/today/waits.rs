//! What waits for the owner: how much, for how long, and until when.

use super::card::{SIDES, card};
use crate::{
    domain::{SHIP_URGENT_SECS, URGENT_COMPLAINT_SECS, UnixSeconds, ship_by},
    store::{OrderFilter, RefundFilter, TodayFigures},
    ui::{
        action::Action,
        complaints_shot::ComplaintsGaze,
        model::Place,
        pages::bills,
        screen::Screen,
        text, theme,
        widgets::{self, Glyph},
    },
};
use egui::{Align, Color32, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

pub(super) const HEIGHT: f32 = 186.0;
const ROW: f32 = 36.0;
/// A request that waits two days becomes a complaint at WeChat.
const ANSWER_WITHIN_SECS: i64 = 48 * 3600;

/// One line of the card.
struct Waiting {
    glyph: Glyph,
    ink: Color32,
    what: String,
    detail: String,
    since: String,
    deadline: String,
    urgent: bool,
    leads: Vec<Action>,
}

pub(super) fn show(screen: &Screen<'_>, figures: &TodayFigures, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let (title, body) = card(ui, rect);
    widgets::label_at(ui, title, Align::Min, text::waiting_for_you(lang), theme::font(theme::BODY), p.text);
    let at = columns(title.translate(vec2(-SIDES, 0.0)).with_max_x(rect.right()));
    let small = theme::font(theme::CAPTION);
    let all = waiting(screen, figures, ui);
    if all.is_empty() {
        let words = body.shrink2(vec2(SIDES, 8.0));
        widgets::whole_at(
            ui,
            words.with_max_y(words.top() + 40.0),
            text::nothing_waits(lang),
            theme::font(theme::SMALL),
            p.muted,
        );
        return;
    }
    widgets::paint_cut(ui, at.since, Align::Max, text::waiting_since(lang), small.clone(), p.faint);
    widgets::paint_cut(ui, at.deadline, Align::Max, text::nearest_deadline(lang), small, p.faint);
    for (row, one) in all.into_iter().enumerate() {
        let top = body.top() + row as f32 * ROW;
        let line = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), ROW));
        show_one(ui, line, one, acts);
    }
}

struct WaitColumns {
    what: Rect,
    detail: Rect,
    since: Rect,
    deadline: Rect,
}

fn columns(row: Rect) -> WaitColumns {
    let span = |from: f32, to: f32| Rect::from_min_max(pos2(from, row.top()), pos2(to.max(from), row.bottom()));
    let what = span(row.left() + 42.0, row.left() + 140.0);
    let deadline = span(row.right() - 190.0, row.right() - 40.0);
    let since = span(deadline.left() - 92.0, deadline.left() - 8.0);
    WaitColumns { what, detail: span(what.right() + 6.0, since.left() - 8.0), since, deadline }
}

fn show_one(ui: &mut Ui, rect: Rect, one: Waiting, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let response = ui.interact(rect.shrink2(vec2(1.0, 0.0)), ui.scope_id().with(("waits", &one.what)), Sense::click());
    let name = [&one.what, &one.detail, &one.since, &one.deadline].map(String::as_str).join(" ");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name.trim_end()));
    if response.hovered() {
        ui.painter().rect_filled(rect.shrink2(vec2(1.0, 0.0)), 0, p.raised);
    }
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, p.line));
    one.glyph.paint(ui.painter(), pos2(rect.left() + 22.0, rect.center().y), one.ink);
    let at = columns(rect);
    let small = theme::font(theme::SMALL);
    widgets::paint_cut(ui, at.what, Align::Min, &one.what, theme::font(theme::BODY), p.text);
    widgets::paint_cut(ui, at.detail, Align::Min, &one.detail, small.clone(), p.muted);
    widgets::paint_cut(ui, at.since, Align::Max, &one.since, small.clone(), p.muted);
    let ink = if one.urgent { p.danger } else { p.muted };
    widgets::paint_cut(ui, at.deadline, Align::Max, &one.deadline, small, ink);
    Glyph::After.paint(ui.painter(), pos2(rect.right() - 20.0, rect.center().y), p.faint);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        acts.extend(one.leads);
    }
}

fn waiting(screen: &Screen<'_>, figures: &TodayFigures, ui: &Ui) -> Vec<Waiting> {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let (counts, now) = (&screen.model.shot.counts, screen.now.at);
    let longest = |from: UnixSeconds| text::longest(lang, &text::span(lang, now.since(from)));
    let mut all = Vec::new();
    if let Some(order) = figures.oldest_to_ship.as_ref().filter(|_| counts.to_ship > 0) {
        let left = ship_by(order.paid_at).since(now);
        let (buyer, time) = (text::tame(&order.buyer, 8), text::span(lang, left.abs()));
        let deadline =
            if left < 0 { text::time_over(lang, &buyer, &time) } else { text::time_left(lang, &buyer, &time) };
        all.push(Waiting {
            glyph: Glyph::Parcel,
            ink: p.accent,
            what: text::waits_to_ship(lang, counts.to_ship),
            detail: counts.to_ship_fen.to_string(),
            since: longest(order.paid_at),
            deadline,
            urgent: left <= SHIP_URGENT_SECS,
            leads: vec![Action::Go(Place::Orders), Action::Filter(OrderFilter::ToShip)],
        });
    }
    if counts.refunds_waiting > 0 {
        let asked = figures.oldest_refund.as_ref().map(|refund| refund.requested_at);
        let until = asked.map(|at| at.plus(ANSWER_WITHIN_SECS));
        all.push(Waiting {
            glyph: Glyph::BackArrow,
            ink: p.danger,
            what: text::waits_refunds(lang, counts.refunds_waiting),
            detail: counts.refunds_waiting_fen.to_string(),
            since: asked.map(longest).unwrap_or_default(),
            deadline: until.map(|at| text::before_moment(lang, &text::moment(lang, at, now))).unwrap_or_default(),
            urgent: until.is_some_and(|at| at.since(now) <= SHIP_URGENT_SECS),
            leads: vec![Action::Go(Place::Refunds), Action::Refunds(RefundFilter::Waiting.into())],
        });
    }
    all.extend(complaints(screen, p.danger));
    if counts.needs_owner > 0 {
        let first = screen.model.shot.needs_owner.iter().find(|row| row.attention.is_some());
        let why = |row: &crate::store::OrderRow| row.attention.map(|kind| text::attention_word(lang, kind));
        let detail = first.map(|row| format!("{} {}", text::tame(&row.buyer, 8), why(row).unwrap_or_default()));
        all.push(Waiting {
            glyph: Glyph::Bang,
            ink: p.warn,
            what: text::waits_decision(lang, counts.needs_owner),
            detail: detail.unwrap_or_default(),
            since: first.map(|row| longest(row.paid_at.unwrap_or(row.key.created_at))).unwrap_or_default(),
            deadline: text::no_deadline(lang).to_owned(),
            urgent: false,
            leads: vec![Action::Go(Place::Orders), Action::Filter(OrderFilter::NeedsOwner)],
        });
    }
    if let (open @ 1.., Some(day)) = screen.model.shot.bills_open {
        all.push(Waiting {
            glyph: Glyph::Bang,
            ink: p.warn,
            what: text::bills_title(lang).to_owned(),
            detail: text::bill_today_line(lang, u64::try_from(open).unwrap_or_default()),
            since: text::bill_day(lang, day),
            deadline: text::no_deadline(lang).to_owned(),
            urgent: false,
            leads: bills::leads(day).to_vec(),
        });
    }
    all
}

/// What buyers complain of at WeChat.
fn complaints(screen: &Screen<'_>, ink: Color32) -> Option<Waiting> {
    let (lang, now) = (screen.now.lang, screen.now.at);
    let (open @ 1.., Some(due)) = screen.model.shot.complaints.open else { return None };
    let left = due.since(now);
    let deadline =
        if left < 0 { text::complaint_late(lang, left.saturating_neg()) } else { text::complaint_left(lang, left) };
    Some(Waiting {
        glyph: Glyph::Bang,
        ink,
        what: text::waits_complaints(lang, open),
        detail: String::new(),
        since: String::new(),
        deadline,
        urgent: left < URGENT_COMPLAINT_SECS,
        leads: vec![Action::Complaints(ComplaintsGaze::default())],
    })
}
