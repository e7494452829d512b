//! One row of what does not agree: both amounts, how far apart, why in words, and one action.

use crate::{
    domain::{
        Fen, OrderNo,
        bill_match::{BillDifferenceKind, BillSubject, BillWhy},
        signed,
    },
    jobs::{BillWish, Command},
    store::{BillDifference, BillLineRow},
    ui::{
        action::Action,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Align, Id, Rect, Ui, pos2, vec2};

pub(super) const ROW: f32 = 56.0;
/// Below this width a row has two lines: the amounts, and under them why.
const NARROW: f32 = 900.0;
/// A column that is narrower is not there.
const LEAST: f32 = 40.0;
/// Room for the action at the right.
const ACTION: f32 = 250.0;

struct DifferenceColumns {
    at: Rect,
    order: Rect,
    buyer: Rect,
    theirs: Rect,
    ours: Rect,
    apart: Rect,
    why: Rect,
    action: Rect,
}

fn columns(row: Rect) -> DifferenceColumns {
    let span = |from: f32, to: f32| Rect::from_min_max(pos2(from, row.top()), pos2(to.max(from), row.bottom()));
    let at = span(row.left() + 16.0, row.left() + 62.0);
    let order = span(at.right() + 8.0, at.right() + 172.0);
    // The least telling where there is little room.
    let buyer: f32 = if row.width() < NARROW { 0.0 } else { 72.0 };
    let buyer = span(order.right() + buyer.min(8.0), order.right() + buyer);
    let theirs = span(buyer.right(), buyer.right() + 88.0);
    let ours = span(theirs.right(), theirs.right() + 92.0);
    let apart = span(ours.right(), ours.right() + 92.0);
    let action = span(row.right() - ACTION, row.right() - 16.0);
    DifferenceColumns { at, order, buyer, theirs, ours, apart, why: span(apart.right() + 16.0, action.left()), action }
}

pub(super) fn head(screen: &Screen<'_>, ui: &Ui, rect: Rect) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    ui.painter().rect_filled(rect, 0, p.raised);
    let (at, small) = (columns(rect), theme::font(theme::CAPTION));
    for (place, align, words) in [
        (at.at, Align::Min, text::bill_col_time(lang)),
        (at.order, Align::Min, text::bill_col_order(lang)),
        (at.buyer, Align::Min, text::bill_col_buyer(lang)),
        (at.theirs, Align::Max, text::bill_col_theirs(lang)),
        (at.ours, Align::Max, text::bill_col_ours(lang)),
        (at.apart, Align::Max, text::bill_col_apart(lang)),
        (at.why, Align::Min, text::bill_col_why(lang)),
    ] {
        if place.width() < LEAST {
            continue;
        }
        widgets::paint_cut(ui, place, align, words, small.clone(), p.faint);
    }
}

/// When, which order, whose.
fn who(ui: &Ui, at: &DifferenceColumns, (minute, order_no, buyer): (&str, &OrderNo, &str)) {
    let p = theme::of(ui);
    widgets::paint_cut(ui, at.at, Align::Min, minute, theme::font(theme::SMALL), p.muted);
    widgets::order_number(ui, at.order, order_no.as_str(), true);
    if at.buyer.width() > LEAST {
        widgets::paint_cut(ui, at.buyer, Align::Min, &text::tame(buyer, 8), theme::font(theme::BODY), p.text);
    }
}

fn amount(screen: &Screen<'_>, ui: &Ui, place: Rect, fen: Option<Fen>, back: bool) {
    let (p, body) = (theme::of(ui), theme::font(theme::BODY));
    if let Some(fen) = fen {
        let words = signed(if back { -fen.get() } else { fen.get() });
        widgets::paint_cut(ui, place, Align::Max, &words, body, p.text);
    } else {
        let none = text::bill_none_there(screen.now.lang);
        widgets::paint_cut(ui, place, Align::Max, none, theme::font(theme::SMALL), p.faint);
    }
}

/// A line of the bill, as the list of all of them shows it.
pub(super) fn line(screen: &Screen<'_>, line: &BillLineRow, ui: &Ui, rect: Rect) {
    let at = columns(rect);
    who(ui, &at, (&text::minute(line.at), &line.order_no, &line.buyer));
    amount(screen, ui, at.theirs, Some(line.fen), line.subject.goes_back());
}

/// True where WeChat's word can be taken and nobody has.
pub(super) fn is_to_be_taken(one: &BillDifference) -> bool {
    one.is_open() && one.taken_at.is_none() && one.noted_at.is_none() && one.why.can_be_taken()
}

/// `leads`: its button is the filled one.
pub(super) fn show(
    screen: &Screen<'_>,
    noting: &mut Option<(BillSubject, String)>,
    (one, leads): (&BillDifference, bool),
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let (p, lang, now) = (theme::of(ui), screen.now.lang, screen.now.at);
    let pending = one.kind() == BillDifferenceKind::Pending;
    let response = ui.interact(rect, ui.scope_id().with(("difference", one.subject.key())), egui::Sense::hover());
    let why = text::bill_why(lang, one.why, one.theirs, one.ours);
    let name = format!("{} {} {why}", one.order_no, signed(one.apart_fen()));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::ListItem, true, &name));
    widgets::row_ground(ui, rect, &response, false);
    let narrow = rect.width() < NARROW && !pending;
    let first = if narrow { rect.with_min_y(rect.top() + 4.0).with_max_y(rect.center().y + 4.0) } else { rect };
    let (mut at, back) = (columns(first), one.subject.goes_back());
    at.action = columns(rect).action;
    who(ui, &at, (&text::minute(one.at), &one.order_no, &one.buyer));
    amount(screen, ui, at.theirs, one.theirs, back);
    amount(screen, ui, at.ours, one.ours, back);
    if !pending {
        let ink = if one.is_open() { p.danger } else { p.muted };
        let apart = one.apart_fen();
        let words = if apart > 0 { format!("+{}", signed(apart)) } else { signed(apart) };
        widgets::paint_cut(ui, at.apart, Align::Max, &words, theme::font(theme::BODY), ink);
    }
    if narrow {
        at.why =
            Rect::from_min_max(pos2(at.order.left(), rect.center().y - 22.0), pos2(at.action.left(), rect.bottom()));
    }
    let (above, below) = if narrow {
        (at.why.with_min_y(rect.center().y + 3.0).with_max_y(rect.bottom() - 6.0), None)
    } else {
        (
            at.why.with_min_y(rect.center().y - 19.0).with_max_y(rect.center().y),
            Some(at.why.with_min_y(rect.center().y).with_max_y(rect.center().y + 18.0)),
        )
    };
    if pending {
        if at.why.width() > LEAST {
            widgets::paint_cut(ui, at.why, Align::Min, &why, theme::font(theme::SMALL), p.muted);
        }
        let until = text::bill_wait_until(lang, one.day.plus(2));
        widgets::paint_cut(ui, at.action, Align::Max, &until, theme::font(theme::SMALL), p.faint);
        return;
    }
    widgets::paint_cut(ui, above, Align::Min, &why, theme::font(theme::SMALL), p.text);
    let more = match (one.solved_at, one.noted_at, one.taken_at) {
        (Some(solved), ..) => text::bill_solved(lang, solved, now),
        (None, Some(noted), _) => text::bill_noted(lang, noted, now, &one.note),
        (None, None, Some(taken)) => text::bill_took(lang, taken, now),
        (None, None, None) => text::bill_why_more(lang, one.why).to_owned(),
    };
    if let Some(below) = below {
        widgets::paint_cut(ui, below, Align::Min, &more, theme::font(theme::CAPTION), p.faint);
    }
    if one.solved_at.is_none() {
        actions(screen, noting, (one, leads), ui, at.action, acts);
    }
}

fn actions(
    screen: &Screen<'_>,
    noting: &mut Option<(BillSubject, String)>,
    (one, leads): (&BillDifference, bool),
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let lang = screen.now.lang;
    let key = one.subject.key();
    if noting.as_ref().is_some_and(|(subject, _)| *subject == one.subject) {
        write_cause(screen, noting, one, ui, rect, acts);
        return;
    }
    widgets::at_right(ui, &key, rect, |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        if one.noted_at.is_some() {
            if widgets::row_button(ui, text::bill_note_back(lang), None).clicked() {
                let wish = BillWish::Note(one.day, one.subject.clone(), String::new());
                acts.push(Action::Shop(Command::Bill(wish)));
            }
            return;
        }
        if widgets::row_button(ui, text::bill_note(lang), None).clicked() {
            *noting = Some((one.subject.clone(), String::new()));
        }
        if one.order_here && one.why == BillWhy::OtherOrder {
            if widgets::row_button(ui, text::bill_look_at_order(lang), None).clicked() {
                acts.push(Action::OpenOrder(one.order_no.clone()));
            }
        } else if one.why.can_be_taken() {
            let kind = if leads { ButtonKind::Main } else { ButtonKind::Plain };
            if widgets::button(ui, kind, text::bill_take(lang, one.why), true).clicked() {
                let wish = BillWish::Take(one.day, one.subject.clone());
                acts.push(Action::Shop(Command::Bill(wish)));
            }
        }
    });
}

/// The field for a cause, in the row it is about.
fn write_cause(
    screen: &Screen<'_>,
    noting: &mut Option<(BillSubject, String)>,
    one: &BillDifference,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let lang = screen.now.lang;
    let Some((subject, mut words)) = noting.take() else { return };
    let mut done = false;
    let row = rect.with_min_x(rect.left() - 40.0);
    let mut line = ui.new_child(
        egui::UiBuilder::new()
            .id_salt("bill-note")
            .max_rect(row.shrink2(vec2(0.0, 10.0)))
            .layout(egui::Layout::right_to_left(Align::Center)),
    );
    line.spacing_mut().item_spacing.x = 6.0;
    let escaped = line.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape));
    if widgets::row_button(&mut line, text::bill_note_leave(lang), None).clicked() || escaped {
        return;
    }
    let keep = widgets::row_button(&mut line, text::bill_note_keep(lang), None).clicked();
    let (name, width) = (text::bill_note_hint(lang), (line.available_width() - 20.0).max(60.0));
    let field = widgets::field(&mut line, Id::unique("bill-note-field"), name, name, &mut words, width);
    let entered = field.lost_focus() && line.input(|input| input.key_pressed(egui::Key::Enter));
    if (keep || entered) && !words.trim().is_empty() {
        let wish = BillWish::Note(one.day, subject.clone(), words.trim().to_owned());
        acts.push(Action::Shop(Command::Bill(wish)));
        done = true;
    }
    if !done {
        *noting = Some((subject, words));
    }
}
