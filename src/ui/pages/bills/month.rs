//! A month: its days as bars, and as rows with what each came to.

use super::{chart, list_card, result::result, state::shown_day};
use crate::{
    domain::signed,
    store::BillDay,
    ui::{
        action::Action,
        layout::part,
        model::BillsGaze,
        screen::Screen,
        text, theme,
        widgets::{self, Emptiness, Glyph, Icon, Now},
    },
};
use egui::{self, Align, Rect, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const ROW: f32 = 36.0;

pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let chart = rect.with_max_y(rect.top() + chart::HEIGHT);
    chart::show(screen, shown_day(screen).month(), ui, chart, acts);
    let list = rect.with_min_y(chart.bottom() + theme::GAP);
    let lang = screen.now.lang;
    list_card::ground(ui, list);
    let days = &screen.model.shot.bill_days;
    if days.is_empty() {
        part(ui, "no-bills", list.shrink(16.0), |ui| {
            let (title, body) = (text::bill_no_bill(lang), text::bill_no_bill_why(lang));
            widgets::emptiness(ui, Emptiness::NotYet(Icon::Equals), title, body);
        });
        widgets::card_edge(ui, list);
        return;
    }
    let rows = list_card::heads(ui, list, |head| {
        let at = columns(head);
        [
            (at.day, Align::Min, text::bill_col_day(lang)),
            (at.count, Align::Max, text::bill_col_count(lang)),
            (at.taken, Align::Max, text::bill_col_taken(lang)),
            (at.refunds, Align::Max, text::bill_refunds(lang)),
            (at.fees, Align::Max, text::bill_fees(lang)),
            (at.result, Align::Min, text::bill_col_result(lang)),
        ]
    });
    part(ui, "bill-days", rows, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, days.len(), |ui, seen| {
            let first = seen.start;
            for (at, day) in days.iter().enumerate().skip(first).take(seen.len()) {
                if row(ui, day, at == first, screen.now) {
                    acts.push(Action::Bills(BillsGaze { month: false, day: Some(day.day), ..screen.gaze.bills }));
                }
            }
        });
    });
    widgets::card_edge(ui, list);
}

struct MonthColumns {
    day: Rect,
    count: Rect,
    taken: Rect,
    refunds: Rect,
    fees: Rect,
    result: Rect,
}

fn columns(row: Rect) -> MonthColumns {
    let span = |from: f32, to: f32| Rect::from_min_max(pos2(from, row.top()), pos2(to.max(from), row.bottom()));
    let day = span(row.left() + 16.0, row.left() + 140.0);
    let count = span(day.right(), day.right() + 90.0);
    let taken = span(count.right(), count.right() + 130.0);
    let refunds = span(taken.right(), taken.right() + 110.0);
    let fees = span(refunds.right(), refunds.right() + 110.0);
    MonthColumns { day, count, taken, refunds, fees, result: span(fees.right() + 24.0, row.right() - 40.0) }
}

fn row(ui: &mut Ui, day: &BillDay, stop: bool, now: Now) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), widgets::row_sense(stop));
    let (look, result) = result(now.lang, day);
    let name = text::bill_day(now.lang, day.day);
    let (taken, back) = (signed(day.totals.ordered), signed(-day.totals.refund_asked));
    response.widget_info(|| {
        WidgetInfo::selected(Role::ListItem, true, false, [&name, &taken, &back, &result].map(String::as_str).join(" "))
    });
    widgets::row_ground(ui, rect, &response, false);
    let (at, body) = (columns(rect), theme::font(theme::BODY));
    widgets::paint_cut(ui, at.day, Align::Min, &name, body.clone(), p.text);
    if day.state.is_known() {
        let lines = text::count(u64::try_from(day.totals.lines).unwrap_or_default());
        widgets::paint_cut(ui, at.count, Align::Max, &lines, body.clone(), p.muted);
        widgets::paint_cut(ui, at.taken, Align::Max, &taken, body.clone(), p.text);
        let ink = if day.totals.refund_asked > 0 { p.danger } else { p.faint };
        widgets::paint_cut(ui, at.refunds, Align::Max, &back, body.clone(), ink);
        widgets::paint_cut(ui, at.fees, Align::Max, &day.totals.fee.to_string(), body, p.muted);
    }
    widgets::chip_at(ui, at.result.left_center(), look, &result);
    Glyph::After.paint(ui.painter(), pos2(rect.right() - 20.0, rect.center().y), p.faint);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
