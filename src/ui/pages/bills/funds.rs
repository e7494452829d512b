//! The second view: how the money in the merchant's account moved, by day and by month.

use super::{figures, list_card, state::shown_day};
use crate::{
    domain::{
        Day,
        bill_match::BillDayState,
        fund_flow::{FundMove, FundTotals, FundWay},
        signed,
    },
    store::FundDay,
    ui::{
        action::Action,
        layout::part,
        model::BillsGaze,
        screen::Screen,
        text, theme,
        widgets::{self, ChipLook, Emptiness, Glyph, Icon},
    },
};
use egui::{self, Align, Rect, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const LINE: f32 = 44.0;
const ROW: f32 = 36.0;

pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, (top, below): (Rect, Rect), acts: &mut Vec<Action>) {
    if screen.gaze.bills.month {
        figures::of_funds(screen, month_totals(&screen.model.shot.fund_days).as_ref(), ui, top);
        show_month(screen, ui, below, acts);
    } else {
        let day = shown(screen, shown_day(screen));
        figures::of_funds(screen, day.filter(|day| day.state.is_known()).map(|day| &day.totals), ui, top);
        show_day(screen, ui, below, acts);
    }
}

fn shown<'a>(screen: &'a Screen<'_>, day: Day) -> Option<&'a FundDay> {
    screen.model.shot.fund_days.iter().find(|known| known.day == day)
}

/// What stands beside the day in the head.
pub(super) fn standing(screen: &Screen<'_>) -> String {
    let (lang, now) = (screen.now.lang, screen.now.at);
    if screen.gaze.bills.month {
        let known = screen.model.shot.fund_days.iter().filter(|day| day.state.is_known()).count();
        return text::fund_days_known(lang, known as u64);
    }
    let Some(day) = shown(screen, shown_day(screen)) else { return text::bill_unknown(lang).to_owned() };
    match (day.state, day.trouble, day.read_at) {
        (_, Some(trouble), _) => text::fund_trouble(lang, trouble).to_owned(),
        (BillDayState::Read, None, Some(at)) => text::bill_read(lang, at, now),
        (BillDayState::Empty, ..) => text::fund_empty(lang).to_owned(),
        _ => text::bill_wanted(lang).to_owned(),
    }
}

/// A month: what was there before its first known day, what came and went, and what was left. The days come newest first.
fn month_totals(days: &[FundDay]) -> Option<FundTotals> {
    let moved = || days.iter().filter(|day| day.state == BillDayState::Read).map(|day| &day.totals);
    let sum = |of: fn(&FundTotals) -> i64| moved().map(of).sum();
    Some(FundTotals {
        moves: sum(|day| day.moves),
        ins: sum(|day| day.ins),
        came: sum(|day| day.came),
        outs: sum(|day| day.outs),
        went: sum(|day| day.went),
        before: moved().next_back()?.before,
        after: moved().next()?.after,
    })
}

fn nothing(screen: &Screen<'_>, ui: &mut Ui, rect: Rect) {
    let lang = screen.now.lang;
    part(ui, "no-funds", rect.shrink(16.0), |ui| {
        let (title, body) = (text::fund_none(lang), text::fund_none_why(lang));
        widgets::emptiness(ui, Emptiness::NotYet(Icon::Equals), title, body);
    });
}

fn show_day(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    list_card::ground(ui, rect);
    let page = screen.model.shot.fund_page.clone().filter(|page| page.day.day == shown_day(screen));
    let moves = page.as_ref().map(|page| page.moves.as_slice()).unwrap_or_default();
    if moves.is_empty() {
        nothing(screen, ui, rect);
        widgets::card_edge(ui, rect);
        return;
    }
    let rows = list_card::heads(ui, rect, |head| {
        let at = columns(head);
        [
            (at.time, Align::Min, text::bill_col_time(lang)),
            (at.what, Align::Min, text::fund_col_what(lang)),
            (at.number, Align::Min, text::fund_col_number(lang)),
            (at.amount, Align::Max, text::fund_col_amount(lang)),
            (at.balance, Align::Max, text::fund_col_balance(lang)),
        ]
    });
    part(ui, "fund-moves", rows, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical().id_salt(("fund-day", shown_day(screen).get())).auto_shrink(false).show_rows(
            ui,
            LINE,
            moves.len(),
            |ui, seen| {
                super::state::more_rows(screen, seen.end, moves.len(), acts);
                let first = seen.start;
                for (place, one) in moves.iter().enumerate().skip(first).take(seen.len()) {
                    one_move(one, place == first, ui);
                }
            },
        );
    });
    widgets::card_edge(ui, rect);
}

struct MoveColumns {
    time: Rect,
    what: Rect,
    number: Rect,
    amount: Rect,
    balance: Rect,
}

fn columns(row: Rect) -> MoveColumns {
    let span = |from: f32, to: f32| Rect::from_min_max(pos2(from, row.top()), pos2(to.max(from), row.bottom()));
    let time = span(row.left() + 16.0, row.left() + 110.0);
    let balance = span(row.right() - 156.0, row.right() - 20.0);
    let amount = span(balance.left() - 140.0, balance.left() - 16.0);
    let middle = time.right() + (amount.left() - time.right()) * 0.4;
    MoveColumns {
        time,
        what: span(time.right(), middle - 8.0),
        number: span(middle, amount.left() - 12.0),
        amount,
        balance,
    }
}

fn one_move(one: &FundMove, stop: bool, ui: &mut Ui) {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), widgets::row_sense(stop));
    let (amount, balance) = (signed(one.signed()), signed(one.balance));
    let what = if one.kind.is_empty() || one.kind == one.name {
        text::tame(&one.name, 40)
    } else {
        format!("{} · {}", text::tame(&one.name, 40), text::tame(&one.kind, 40))
    };
    let number = text::tame(if one.voucher.is_empty() { &one.business_no } else { &one.voucher }, 64);
    let time = one.at.to_dashed().split(' ').nth(1).unwrap_or_default().to_owned();
    let name = [&time, &what, &number, &amount, &balance].map(String::as_str).join(" ");
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &name));
    widgets::row_ground(ui, rect, &response, false);
    let (at, body) = (columns(rect), theme::font(theme::BODY));
    let ink = if one.way == FundWay::Out { p.danger } else { p.text };
    widgets::paint_cut(ui, at.time, Align::Min, &time, body.clone(), p.muted);
    widgets::paint_cut(ui, at.what, Align::Min, &what, body.clone(), p.text);
    widgets::paint_cut(ui, at.number, Align::Min, &number, theme::font(theme::SMALL), p.muted);
    widgets::paint_cut(ui, at.amount, Align::Max, &amount, body.clone(), ink);
    widgets::paint_cut(ui, at.balance, Align::Max, &balance, body, p.muted);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
}

fn show_month(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    list_card::ground(ui, rect);
    let days = &screen.model.shot.fund_days;
    if days.is_empty() {
        nothing(screen, ui, rect);
        widgets::card_edge(ui, rect);
        return;
    }
    let rows = list_card::heads(ui, rect, |head| {
        let at = month_columns(head);
        [
            (at[0], Align::Min, text::bill_col_day(lang)),
            (at[1], Align::Max, text::bill_col_count(lang)),
            (at[2], Align::Max, text::fund_came(lang)),
            (at[3], Align::Max, text::fund_went(lang)),
            (at[4], Align::Max, text::fund_after(lang)),
            (at[5], Align::Min, text::bill_col_result(lang)),
        ]
    });
    part(ui, "fund-days", rows, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, days.len(), |ui, seen| {
            let first = seen.start;
            for (place, day) in days.iter().enumerate().skip(first).take(seen.len()) {
                if month_row(screen, day, place == first, ui) {
                    acts.push(Action::Bills(BillsGaze { month: false, day: Some(day.day), ..screen.gaze.bills }));
                }
            }
        });
    });
    widgets::card_edge(ui, rect);
}

fn month_columns(row: Rect) -> [Rect; 6] {
    let mut left = row.left() + 16.0;
    let mut next = |width: f32| {
        let span = Rect::from_min_max(pos2(left, row.top()), pos2((left + width).min(row.right()), row.bottom()));
        left += width;
        span
    };
    let spans = [next(124.0), next(80.0), next(130.0), next(130.0), next(140.0)];
    let last =
        Rect::from_min_max(pos2(left + 24.0, row.top()), pos2((row.right() - 40.0).max(left + 24.0), row.bottom()));
    let [day, count, came, went, after] = spans;
    [day, count, came, went, after, last]
}

fn month_row(screen: &Screen<'_>, day: &FundDay, stop: bool, ui: &mut Ui) -> bool {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), widgets::row_sense(stop));
    let (look, result) = match day.state {
        BillDayState::Read => (ChipLook::Check, text::fund_result_read(lang)),
        BillDayState::Empty => (ChipLook::Ring, text::fund_empty(lang)),
        BillDayState::Failed => (ChipLook::Cross, text::bill_result_failed(lang)),
        BillDayState::Wanted => (ChipLook::Clock, text::bill_result_wanted(lang)),
    };
    let name = text::bill_day(lang, day.day);
    let totals = &day.totals;
    let (came, went, after) = (signed(totals.came), signed(-totals.went), signed(totals.after));
    let said = [&name, &came, &went, &after].map(String::as_str).join(" ");
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, false, format!("{said} {result}")));
    widgets::row_ground(ui, rect, &response, false);
    let (at, body) = (month_columns(rect), theme::font(theme::BODY));
    widgets::paint_cut(ui, at[0], Align::Min, &name, body.clone(), p.text);
    if day.state == BillDayState::Read {
        let count = text::count(u64::try_from(totals.moves).unwrap_or_default());
        widgets::paint_cut(ui, at[1], Align::Max, &count, body.clone(), p.muted);
        widgets::paint_cut(ui, at[2], Align::Max, &came, body.clone(), p.text);
        let ink = if totals.went > 0 { p.danger } else { p.faint };
        widgets::paint_cut(ui, at[3], Align::Max, &went, body.clone(), ink);
        widgets::paint_cut(ui, at[4], Align::Max, &after, body, p.text);
    }
    widgets::chip_at(ui, at[5].left_center(), look, result);
    Glyph::After.paint(ui.painter(), pos2(rect.right() - 20.0, rect.center().y), p.faint);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
