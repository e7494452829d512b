//! The board of money under way: the orders at one step, each with its clock, what holds it up, and what can still be done.

use crate::{
    domain::{MoneyStep, ReportState, confirmed_by, ship_by},
    store::MoneyRow,
    ui::{
        action::Action,
        keys::{key, walk},
        layout::part,
        model::{MONEY_ROWS, MoneyBoard, Place},
        screen::Screen,
        text, theme,
        widgets::{self, Now, Tab},
    },
};
use egui::{self, Align, Color32, Key, Rect, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use std::ops::Range;

const ROW: f32 = 44.0;
const HEAD: f32 = 52.0;

/// What the board remembers.
#[derive(Default)]
pub(in crate::ui) struct MoneyPage {
    /// The row the keyboard is on, once it walked.
    chosen: Option<usize>,
    /// The step these are rows of.
    step: Option<MoneyStep>,
    /// The row to be brought into sight.
    reveal: Option<usize>,
    /// The rows in sight.
    in_sight: Range<usize>,
}

/// The page.
pub(super) fn show(screen: &Screen<'_>, page: &mut MoneyPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let tabs = rect.with_max_y(rect.top() + theme::CONTROL);
    part(ui, "money-tabs", tabs, |ui| show_tabs(screen, ui, acts));
    widgets::at_right(ui, "money-back", tabs, |ui| {
        if widgets::quiet_link(ui, text::back_to_today(lang)).clicked() {
            acts.push(Action::Go(Place::Today));
        }
    });
    let body = rect.with_min_y(tabs.bottom() + theme::GAP);
    let p = theme::of(ui);
    ui.painter().rect_filled(body, theme::CARD_RADIUS, p.panel);
    let head = body.with_max_y(body.top() + HEAD).shrink2(vec2(theme::PAD, 0.0));
    let step = screen.gaze.money.step;
    widgets::whole_at(ui, head, text::money_step_means(lang, step), theme::font(theme::SMALL), p.muted);
    ui.painter().hline(body.x_range(), body.top() + HEAD, egui::Stroke::new(1.0, p.line));
    let view = body.with_min_y(body.top() + HEAD);
    if page.step.replace(step) != Some(step) {
        page.chosen = None;
    }
    let rows = &screen.model.shot.money;
    if rows.is_empty() {
        if screen.model.loaded && screen.model.shot.gaze.money.step == step {
            part(ui, "no-money", view.shrink(24.0), |ui| {
                widgets::empty(ui, text::money_step_empty(lang, step), text::money_step_means(lang, step));
            });
        }
    } else {
        part(ui, "money-rows", view, |ui| show_rows(screen, page, ui, rows, acts));
    }
    widgets::card_edge(ui, body);
    if !screen.asks {
        keys(rows, page, ui, acts);
    }
}

/// J and K walk the rows, Enter opens the chosen one, Esc leads back.
fn keys(rows: &[MoneyRow], page: &mut MoneyPage, ui: &Ui, acts: &mut Vec<Action>) {
    if let Some(next) = walk(ui, rows.len(), page.chosen, page.in_sight.clone()) {
        (page.chosen, page.reveal) = (Some(next), Some(next));
    }
    let nothing_focused = ui.ctx().memory(|memory| memory.focused().is_none());
    let chosen = page.chosen.and_then(|at| rows.get(at)).filter(|_| nothing_focused);
    if let Some(row) = chosen
        && key(ui, Key::Enter)
    {
        acts.extend(opened(row));
    }
    if key(ui, Key::Escape) {
        acts.push(Action::Go(Place::Today));
    }
}

fn opened(row: &MoneyRow) -> [Action; 2] {
    [Action::Go(Place::Orders), Action::OpenOrder(row.key.order_no.clone())]
}

fn show_tabs(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let count = |step: MoneyStep| {
        let sums = screen.model.shot.today.as_deref().map(|today| today.steps.as_slice()).unwrap_or_default();
        sums.iter().find(|one| one.step == step).map_or(0, |one| one.count)
    };
    let all: Vec<Tab<MoneyStep>> = MoneyStep::ALL
        .iter()
        .map(|&step| Tab { value: step, name: text::money_step(screen.now.lang, step), count: count(step) })
        .collect();
    if let Some(step) = widgets::tabs(ui, screen.gaze.money.step, &all) {
        acts.push(Action::MoneyBoard(MoneyBoard::of(step)));
    }
}

fn show_rows(screen: &Screen<'_>, page: &mut MoneyPage, ui: &mut Ui, rows: &[MoneyRow], acts: &mut Vec<Action>) {
    page.chosen = page.chosen.map(|at| at.min(rows.len().saturating_sub(1)));
    let step = screen.gaze.money.step;
    let more = rows.len() >= usize::try_from(screen.gaze.money.rows).unwrap_or(usize::MAX);
    egui::ScrollArea::vertical().id_salt(("money", step)).auto_shrink(false).show_viewport(ui, |ui, seen| {
        let foot = if more { ROW } else { 0.0 };
        ui.set_height(rows.len() as f32 * ROW + foot);
        let corner = ui.max_rect().min;
        let width = ui.max_rect().width();
        let place_of = |at: usize| Rect::from_min_size(corner + vec2(0.0, at as f32 * ROW), vec2(width, ROW));
        if let Some(at) = page.reveal.take() {
            ui.scroll_to_rect(place_of(at), None);
        }
        let first = (seen.min.y / ROW).max(0.0) as usize;
        let many = (seen.height() / ROW).ceil() as usize + 1;
        // The keyboard walks on from rows that are in sight whole.
        page.in_sight = (seen.min.y / ROW).ceil().max(0.0) as usize..((seen.max.y / ROW) as usize).min(rows.len());
        let tab_stop = page.chosen.filter(|at| (first..first + many).contains(at)).unwrap_or(first);
        for (at, row) in rows.iter().enumerate().skip(first).take(many) {
            let chosen = page.chosen == Some(at);
            if one_row(ui, place_of(at), row, (step, chosen, at == tab_stop), screen.now) {
                page.chosen = Some(at);
                acts.extend(opened(row));
            }
        }
        if more {
            part(ui, "more-money", place_of(rows.len()).shrink2(vec2(theme::PAD, 6.0)), |ui| {
                if widgets::quiet_link(ui, text::more_rows(screen.now.lang)).clicked() {
                    let rows = screen.gaze.money.rows.saturating_add(MONEY_ROWS);
                    acts.push(Action::MoneyBoard(MoneyBoard { rows, ..screen.gaze.money }));
                }
            });
        }
    });
}

struct MoneyColumns {
    paid: Rect,
    order: Rect,
    buyer: Rect,
    sum: Rect,
    clock: Rect,
    remark: Rect,
}

fn columns(row: Rect) -> MoneyColumns {
    let span = |from: f32, to: f32| Rect::from_min_max(pos2(from, row.top()), pos2(to.max(from), row.bottom()));
    let paid = span(row.left() + 16.0, row.left() + 136.0);
    let order = span(paid.right() + 8.0, paid.right() + 166.0);
    let buyer = span(order.right() + 12.0, order.right() + 112.0);
    let sum = span(buyer.right() + 4.0, buyer.right() + 94.0);
    let clock = span(sum.right() + 24.0, sum.right() + 254.0);
    let remark = span(clock.right() + 12.0, row.right() - 16.0);
    MoneyColumns { paid, order, buyer, sum, clock, remark }
}

fn one_row(
    ui: &mut Ui,
    rect: Rect,
    row: &MoneyRow,
    (step, chosen, is_stop): (MoneyStep, bool, bool),
    now: Now,
) -> bool {
    let p = theme::of(ui);
    let number = row.key.order_no.as_str();
    let response = ui.interact(rect, ui.scope_id().with(number), widgets::row_sense(is_stop));
    widgets::row_focus(ui, &response, is_stop);
    let (clock, serious) = clock(row, step, now);
    let remark = remarks(row, step, now);
    let buyer = text::tame(&row.buyer, 24);
    response.widget_info(|| {
        let name = [number, &buyer, &row.left.to_string(), &clock, &remark].join(" ");
        WidgetInfo::selected(Role::ListItem, true, chosen, name.trim_end())
    });
    widgets::row_ground(ui, rect, &response, chosen);
    let (at, small) = (columns(rect), theme::font(theme::SMALL));
    let since = text::moment(now.lang, row.key.at, now.at);
    let words = match step {
        MoneyStep::ToShip | MoneyStep::UnderWay => text::paid_at_moment(now.lang, &since),
        _ => text::since_moment(now.lang, &since),
    };
    widgets::paint_cut(ui, at.paid, Align::Min, &words, small.clone(), p.muted);
    widgets::order_number(ui, at.order, number, true);
    widgets::paint_cut(ui, at.buyer, Align::Min, &buyer, theme::font(theme::BODY), p.text);
    widgets::paint_cut(ui, at.sum, Align::Max, &row.left.to_string(), theme::font(theme::BODY), p.text);
    let ink: Color32 = if serious { p.danger } else { p.muted };
    widgets::paint_cut(ui, at.clock, Align::Min, &clock, small.clone(), ink);
    let ink = if row.disputed || row.report == Some(ReportState::Stopped) { p.danger } else { p.faint };
    widgets::paint_cut(ui, at.remark, Align::Min, &remark, small, ink);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

/// What the money waits for and until when, and whether that is over.
fn clock(row: &MoneyRow, step: MoneyStep, now: Now) -> (String, bool) {
    let lang = now.lang;
    match step {
        MoneyStep::ToShip => (text::ship_clock(lang, row.paid_at, now.at), ship_by(row.paid_at) < now.at),
        MoneyStep::UnderWay => {
            let Some((kind, reported)) = row.kind.zip(row.reported_at) else {
                return (text::not_told_yet(lang).to_owned(), false);
            };
            let until = confirmed_by(kind, reported);
            let day = text::moment(lang, until, now.at);
            if row.disputed {
                (text::dispute_holds(lang).to_owned(), true)
            } else if until < now.at {
                (text::expected_past(lang, &day), true)
            } else {
                (text::expected_on(lang, &day), false)
            }
        }
        MoneyStep::Confirmed | MoneyStep::Settling if row.disputed => (text::dispute_holds(lang).to_owned(), true),
        MoneyStep::Confirmed | MoneyStep::Settling | MoneyStep::Settled => (String::new(), false),
    }
}

/// What else is worth knowing: a refund that is open, a report WeChat did not take, whether its number can be corrected.
fn remarks(row: &MoneyRow, step: MoneyStep, now: Now) -> String {
    let lang = now.lang;
    let mut all = Vec::new();
    if row.refunding {
        all.push(text::refund_holds(lang));
    }
    if row.report == Some(ReportState::Stopped) {
        all.push(text::report_stopped(lang));
    }
    if step == MoneyStep::UnderWay && row.reported_at.is_some() {
        all.push(if row.corrected { text::no_correction_left(lang) } else { text::correction_left(lang) });
    }
    all.join(lang.pick("，", ", "))
}
