//! WeChat's bill beside the shop: a month of days, or one day with what does not agree and what to do about it.

mod chart;
mod day;
mod difference;
mod figures;
mod funds;
mod list_card;
mod month;
mod result;
mod state;

pub(in crate::ui) use state::BillsPage;

use self::state::{day_of, shown_day};

use crate::{
    domain::{
        Day,
        bill_match::{BillDayState, BillSource, newest_bill_day},
    },
    jobs::{BillWish, Command},
    ui::{
        ExportedList,
        action::{Action, ExportWish},
        file_tasks::FileTask,
        layout::part,
        model::{BillsGaze, Place},
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Glyph},
    },
};
use egui::{self, Align, Rect, Ui, vec2};

const FIGURES: f32 = 84.0;

/// The page.
pub(super) fn show(screen: &Screen<'_>, page: &mut BillsPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let head = rect.with_max_y(rect.top() + theme::CONTROL);
    show_head(screen, ui, head, acts);
    let dropped = ui.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()));
    if let Some(path) = dropped.filter(|_| !screen.asks) {
        acts.push(Action::Shop(Command::Bill(BillWish::File(path))));
    }
    let body = rect.with_min_y(head.bottom() + theme::GAP);
    let top = body.with_max_y(body.top() + FIGURES);
    let below = body.with_min_y(top.bottom() + theme::GAP);
    if screen.gaze.bills.funds {
        funds::show(screen, ui, (top, below), acts);
    } else if screen.gaze.bills.month {
        figures::of_month(screen, ui, top);
        month::show(screen, ui, below, acts);
    } else {
        figures::of_day(screen, ui, top);
        day::show(screen, page, ui, below, acts);
    }
}

fn show_head(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, lang, gaze) = (theme::of(ui), screen.now.lang, screen.gaze.bills);
    let title = text::bills_title(lang);
    let wide = widgets::label_at(ui, rect, Align::Min, title, theme::bold(theme::TITLE), p.text);
    let ((), right) = widgets::at_right(ui, "bills-head", rect, |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        if widgets::button(ui, ButtonKind::Plain, text::bills_file(lang), true).clicked() {
            acts.push(Action::FileTask(FileTask::BillFile));
        }
        let total = rows_shown(screen);
        if widgets::button(ui, ButtonKind::Plain, text::bills_export(lang), total.is_some()).clicked() {
            let day = shown_day(screen);
            let (first, last) = if gaze.month { (day.month(), last_of_month(day)) } else { (day, day) };
            let of = if gaze.funds { ExportedList::Funds } else { ExportedList::Bills };
            let total = total.unwrap_or_default();
            acts.push(Action::Export(ExportWish::Write { list: Box::new(of(first, last)), book: false, total }));
        }
    });
    let day = shown_day(screen);
    let line = rect.with_min_x(rect.left() + wide + 16.0).with_max_x(right - 12.0);
    part(ui, "bills-which", line, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let views = [(false, text::bills_trades(lang), None), (true, text::bills_funds(lang), None)];
            if let Some(funds) = widgets::filters(ui, gaze.funds, &views) {
                acts.push(Action::Bills(BillsGaze { funds, more: 0, ..gaze }));
            }
            let ways = [(false, text::bills_day(lang), None), (true, text::bills_month(lang), None)];
            if let Some(month) = widgets::filters(ui, gaze.month, &ways) {
                acts.push(Action::Bills(BillsGaze { month, more: 0, ..gaze }));
            }
            walk(screen, day, ui, acts);
            let (_, room) = ui.allocate_space(vec2(ui.available_width(), theme::CONTROL));
            widgets::label_at(ui, room, Align::Min, &standing(screen), theme::font(theme::SMALL), p.muted);
        });
    });
}

fn last_of_month(day: Day) -> Day {
    day.month().plus(31).month().plus(-1)
}

/// How many rows a sheet of what is looked at has, as far as is known; none where there is nothing to write.
fn rows_shown(screen: &Screen<'_>) -> Option<u64> {
    let (gaze, shot) = (screen.gaze.bills, &screen.model.shot);
    let day = shown_day(screen);
    let counted = |of: Day| gaze.month || of == day;
    let lines: Vec<i64> = if gaze.funds {
        let days = shot.fund_days.iter().filter(|one| one.state.is_known() && counted(one.day));
        days.map(|one| one.totals.moves).collect()
    } else {
        let days = shot.bill_days.iter().filter(|one| one.state.is_known() && counted(one.day));
        days.map(|one| one.totals.lines).collect()
    };
    (!lines.is_empty()).then(|| u64::try_from(lines.iter().sum::<i64>()).unwrap_or_default())
}

/// A day or a month back or forth.
fn walk(screen: &Screen<'_>, day: Day, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (lang, gaze) = (screen.now.lang, screen.gaze.bills);
    let newest = newest_bill_day(screen.now.at);
    let (before, after, names, words) = if gaze.month {
        let next = day.month().plus(31).month();
        let names = (text::bills_before_month(lang), text::bills_after_month(lang));
        (day.month().plus(-1), next, names, text::bill_month(lang, day.month()))
    } else {
        let names = (text::bills_before_day(lang), text::bills_after_day(lang));
        (day.plus(-1), day.plus(1), names, text::bill_day(lang, day))
    };
    let to_day = |day: Day| Action::Bills(BillsGaze { day: Some(day.min(newest)), more: 0, ..gaze });
    if widgets::sign_button(ui, Glyph::Before, names.0, true).clicked() {
        acts.push(to_day(before));
    }
    ui.label(egui::RichText::new(words).size(theme::BODY));
    if widgets::sign_button(ui, Glyph::After, names.1, after <= newest).clicked() {
        acts.push(to_day(after));
    }
}

/// How the bill of the day is, or the month's.
fn standing(screen: &Screen<'_>) -> String {
    let (lang, now) = (screen.now.lang, screen.now.at);
    if screen.gaze.bills.funds {
        return funds::standing(screen);
    }
    let days = &screen.model.shot.bill_days;
    if screen.gaze.bills.month {
        let known = days.iter().filter(|day| day.state.is_known());
        let agree = known.clone().filter(|day| day.open == 0 && day.pending == 0 && day.noted == 0).count();
        return text::bill_month_line(lang, known.count() as u64, agree as u64);
    }
    let Some(day) = day_of(screen) else { return text::bill_unknown(lang).to_owned() };
    if let Some(trouble) = day.trouble {
        return text::bill_trouble(lang, trouble).to_owned();
    }
    match (day.state, day.read_at) {
        (BillDayState::Read, Some(at)) => {
            let came = if day.source == BillSource::File {
                text::bill_read_from_file(lang, at, now)
            } else {
                text::bill_read(lang, at, now)
            };
            let lines = match u64::try_from(day.rejected) {
                Ok(many @ 1..) => text::bill_lines_rejected(lang, many),
                _ => text::bill_every_line(lang).to_owned(),
            };
            [came, lines].join(lang.pick("，", ", "))
        }
        (BillDayState::Empty, _) => text::bill_empty(lang).to_owned(),
        _ => text::bill_wanted(lang).to_owned(),
    }
}

/// What the page of the day leads to.
pub(super) fn leads(day: Day) -> [Action; 2] {
    [Action::Go(Place::Bills), Action::Bills(BillsGaze { day: Some(day), ..BillsGaze::default() })]
}
