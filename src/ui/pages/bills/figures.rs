//! The figures of a day and of a month, side by side in one card.

use super::state::day_of;
use crate::ui::widgets;
use crate::{
    domain::{Fen, bill::Fee, fund_flow::FundTotals, signed},
    store::BillDay,
    ui::{screen::Screen, text, theme},
};
use egui::{Align, Color32, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

/// Where a figure is not known.
const NOTHING: &str = "—";

/// One figure: what it is called, what it is, and a word under it.
struct ShownFigure {
    name: &'static str,
    value: String,
    under: String,
    ink: Option<Color32>,
}

/// A sum with the fee's decimals, its yuan in groups of three.
fn grouped(fee: Fee) -> String {
    let said = fee.to_string();
    let yuan = text::count(fee.get().unsigned_abs() / 100_000);
    let decimals = said.split_once('.').map_or("00", |(_, decimals)| decimals);
    format!("{}¥{yuan}.{decimals}", if fee.get() < 0 { "−" } else { "" })
}

fn many(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

pub(super) fn of_day(screen: &Screen<'_>, ui: &Ui, rect: Rect) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let Some(day) = day_of(screen).filter(|day| day.state.is_known()) else {
        let names =
            [text::bill_taken, text::bill_here, text::bill_apart, text::bill_refunds, text::bill_fees, text::bill_net];
        return unknown(ui, rect, &names.map(|name| name(lang)));
    };
    let apart = day.totals.ordered - day.here.paid;
    let payments = |count| text::bill_payments(lang, many(count));
    let plain = |name, value, under| ShownFigure { name, value, under, ink: None };
    let open = if day.open > 0 { text::bill_places(lang, many(day.open)) } else { text::bill_agrees(lang).to_owned() };
    row(
        ui,
        rect,
        &[
            plain(text::bill_taken(lang), signed(day.totals.ordered), payments(day.payments)),
            plain(text::bill_here(lang), signed(day.here.paid), payments(day.here.payments)),
            ShownFigure {
                name: text::bill_apart(lang),
                value: signed(apart),
                under: open,
                ink: (apart != 0 || day.open > 0).then_some(p.danger),
            },
            plain(text::bill_refunds(lang), signed(day.totals.refund_asked), text::bill_count(lang, many(day.refunds))),
            plain(text::bill_fees(lang), grouped(day.totals.fee), text::bill_fees_of(lang).to_owned()),
            plain(text::bill_net(lang), grouped(day.totals.net()), text::bill_as_counted(lang).to_owned()),
        ],
    );
}

pub(super) fn of_month(screen: &Screen<'_>, ui: &Ui, rect: Rect) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let days = &screen.model.shot.bill_days;
    let sum = |of: fn(&BillDay) -> i64| days.iter().map(of).sum::<i64>();
    let plain = |name, value, under| ShownFigure { name, value, under, ink: None };
    let open = sum(|day| day.open);
    let on_days = days.iter().filter(|day| day.open > 0).count() as u64;
    let apart = Fen::new(sum(|day| day.open_fen)).unwrap_or_default();
    let fees = Fee::new(sum(|day| day.totals.fee.get()));
    let back = sum(|day| day.totals.refund_asked);
    row(
        ui,
        rect,
        &[
            plain(
                text::bill_taken(lang),
                signed(sum(|day| day.totals.ordered)),
                text::bill_payments(lang, many(sum(|day| day.payments))),
            ),
            plain(text::bill_refunds(lang), signed(back), text::bill_count(lang, many(sum(|day| day.refunds)))),
            plain(text::bill_fees(lang), grouped(fees), text::bill_fees_of(lang).to_owned()),
            plain(
                text::bill_net(lang),
                grouped(Fee::new(sum(|day| day.totals.net().get()))),
                text::bill_as_counted(lang).to_owned(),
            ),
            ShownFigure {
                name: text::bill_open(lang),
                value: text::count(many(open)),
                under: if open > 0 {
                    text::bill_on_days(lang, on_days, apart)
                } else {
                    text::bill_agrees(lang).to_owned()
                },
                ink: (open > 0).then_some(p.danger),
            },
        ],
    );
}

/// What was in the account, what came and went, and what is left.
pub(super) fn of_funds(screen: &Screen<'_>, totals: Option<&FundTotals>, ui: &Ui, rect: Rect) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let Some(totals) = totals.filter(|totals| totals.moves > 0) else {
        let names = [text::fund_before, text::fund_came, text::fund_went, text::fund_after];
        return unknown(ui, rect, &names.map(|name| name(lang)));
    };
    let plain = |name, value, under| ShownFigure { name, value, under, ink: None };
    let moved = |count: i64| text::fund_count(lang, many(count));
    // One line's balance may be any of its moment: where the four do not add up, the owner sees that they do not.
    let adds_up = totals.before + totals.came - totals.went == totals.after;
    let said = if adds_up { text::fund_adds_up(lang) } else { text::fund_does_not_add_up(lang) };
    row(
        ui,
        rect,
        &[
            plain(text::fund_before(lang), signed(totals.before), String::new()),
            plain(text::fund_came(lang), signed(totals.came), moved(totals.ins)),
            plain(text::fund_went(lang), signed(-totals.went), moved(totals.outs)),
            ShownFigure {
                name: text::fund_after(lang),
                value: signed(totals.after),
                under: said.to_owned(),
                ink: (!adds_up).then_some(p.danger),
            },
        ],
    );
}

/// The figures there will be, before there are any: an empty card says nothing.
fn unknown(ui: &Ui, rect: Rect, names: &[&'static str]) {
    let ink = Some(theme::of(ui).faint);
    let figure = |&name| ShownFigure { name, value: NOTHING.to_owned(), under: String::new(), ink };
    row(ui, rect, &names.iter().map(figure).collect::<Vec<_>>());
}

fn card(ui: &Ui, rect: Rect) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
}

fn row(ui: &Ui, rect: Rect, figures: &[ShownFigure]) {
    let p = theme::of(ui);
    card(ui, rect);
    let width = rect.width() / figures.len().max(1) as f32;
    for (at, figure) in figures.iter().enumerate() {
        let left = rect.left() + at as f32 * width;
        let line = |top: f32, height: f32| {
            Rect::from_min_size(pos2(left + 16.0, rect.top() + top), vec2(width - 24.0, height))
        };
        if at > 0 {
            ui.painter().vline(left, rect.y_range(), Stroke::new(1.0, p.line));
        }
        let ink = figure.ink.unwrap_or(p.text);
        widgets::label_at(ui, line(10.0, 20.0), Align::Min, figure.name, theme::font(theme::SMALL), p.muted);
        widgets::label_at(ui, line(30.0, 28.0), Align::Min, &figure.value, theme::font(theme::TITLE), ink);
        widgets::label_at(ui, line(58.0, 18.0), Align::Min, &figure.under, theme::font(theme::CAPTION), p.faint);
    }
}
