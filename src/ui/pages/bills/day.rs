//! One day: what does not agree, what waits for the next bill, the lines themselves, and those nobody could read.

use super::{
    difference,
    state::{BillsPage, DayTab, more_rows, shown_day},
};
use crate::{
    domain::{bill_match::BillDifferenceKind, signed},
    store::{BillDayPage, BillDifference, BillLineRow},
    ui::{
        action::Action,
        layout::part,
        screen::Screen,
        text, theme,
        widgets::{self, Emptiness, Icon, Tab},
    },
};
use egui::{self, Align, Rect, Ui, vec2};

const HEAD: f32 = 28.0;
const LINE: f32 = 34.0;

pub(super) fn show(screen: &Screen<'_>, page: &mut BillsPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let day = shown_day(screen);
    let found = screen.model.shot.bill_page.clone().filter(|found| found.day.day == day);
    let Some(found) = found else {
        let p = theme::of(ui);
        ui.painter().rect_filled(rect, theme::CARD_RADIUS, p.panel);
        part(ui, "no-bill", rect.shrink(16.0), |ui| {
            let (title, body) = (text::bill_no_bill(lang), text::bill_no_bill_why(lang));
            widgets::emptiness(ui, Emptiness::NotYet(Icon::Equals), title, body);
        });
        widgets::card_edge(ui, rect);
        return;
    };
    let tabs = rect.with_max_y(rect.top() + theme::CONTROL);
    show_tabs(screen, page, &found, ui, tabs);
    let list = rect.with_min_y(tabs.bottom() + 8.0);
    let p = theme::of(ui);
    ui.painter().rect_filled(list, theme::CARD_RADIUS, p.panel);
    match page.tab {
        DayTab::Open | DayTab::Settled => {
            let settled = page.tab == DayTab::Settled;
            let rows: Vec<&BillDifference> =
                found.differences.iter().filter(|one| is_settled(one) == settled).collect();
            if rows.is_empty() {
                nothing(screen, ui, list, settled);
            } else {
                show_differences(screen, page, &rows, ui, list, acts);
            }
        }
        DayTab::Lines => show_lines(screen, &found, ui, list, acts),
        DayTab::Rejected => show_rejected(screen, &found, ui, list, acts),
    }
    widgets::card_edge(ui, list);
}

const fn is_settled(one: &BillDifference) -> bool {
    one.solved_at.is_some() || one.noted_at.is_some()
}

fn show_tabs(screen: &Screen<'_>, page: &mut BillsPage, found: &BillDayPage, ui: &mut Ui, rect: Rect) {
    let lang = screen.now.lang;
    let many = |count: i64| u64::try_from(count).unwrap_or_default();
    let head = &found.day;
    let count = |settled: bool| many(if settled { found.settled } else { head.open.saturating_add(head.pending) });
    let all = [
        Tab { value: DayTab::Open, name: text::bill_tab_open(lang), count: count(false) },
        Tab { value: DayTab::Settled, name: text::bill_tab_settled(lang), count: count(true) },
        Tab { value: DayTab::Lines, name: text::bill_tab_agreed(lang), count: many(head.totals.lines) },
        Tab { value: DayTab::Rejected, name: text::bill_tab_rejected(lang), count: many(head.rejected) },
    ];
    part(ui, "bill-tabs", rect, |ui| {
        if let Some(tab) = widgets::tabs(ui, page.tab, &all) {
            page.tab = tab;
        }
    });
}

fn nothing(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, settled: bool) {
    let lang = screen.now.lang;
    part(ui, "bill-agrees", rect.shrink(16.0), |ui| {
        if settled {
            widgets::emptiness(
                ui,
                Emptiness::NothingFits,
                text::bill_tab_settled(lang),
                text::bill_nothing_listed(lang),
            );
        } else {
            widgets::emptiness(ui, Emptiness::Done, text::bill_all_agree(lang), text::bill_all_agree_why(lang));
        }
    });
}

fn show_differences(
    screen: &Screen<'_>,
    page: &mut BillsPage,
    rows: &[&BillDifference],
    ui: &mut Ui,
    list: Rect,
    acts: &mut Vec<Action>,
) {
    let head = list.with_max_y(list.top() + HEAD);
    difference::head(screen, ui, head);
    part(ui, "bill-differences", list.with_min_y(head.bottom()), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical().id_salt(("bill-day", shown_day(screen).get())).auto_shrink(false).show_viewport(
            ui,
            |ui, seen| {
                let corner = ui.max_rect().min;
                let width = ui.max_rect().width();
                let mut top = 0.0;
                let mut last_seen = 0;
                // One filled button on a screen: that of the first one nothing was done about.
                let leads = rows.iter().position(|one| difference::is_to_be_taken(one));
                for (at, one) in rows.iter().enumerate() {
                    let pending = one.kind() == BillDifferenceKind::Pending;
                    let height = if pending { LINE } else { difference::ROW };
                    if top + height >= seen.min.y && top <= seen.max.y {
                        let place = Rect::from_min_size(corner + vec2(0.0, top), vec2(width, height));
                        difference::show(screen, &mut page.noting, (one, leads == Some(at)), ui, place, acts);
                        last_seen = at + 1;
                    }
                    top += height;
                }
                ui.set_height(top);
                more_rows(screen, last_seen, rows.len(), acts);
            },
        );
    });
}

fn show_lines(screen: &Screen<'_>, found: &BillDayPage, ui: &mut Ui, list: Rect, acts: &mut Vec<Action>) {
    let head = list.with_max_y(list.top() + HEAD);
    difference::head(screen, ui, head);
    part(ui, "bill-lines", list.with_min_y(head.bottom()), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical().auto_shrink(false).show_rows(ui, LINE, found.lines.len(), |ui, seen| {
            more_rows(screen, seen.end, found.lines.len(), acts);
            for line in found.lines.iter().skip(seen.start).take(seen.len()) {
                one_line(screen, line, ui, acts);
            }
        });
    });
}

fn one_line(screen: &Screen<'_>, line: &BillLineRow, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), widgets::row_sense(false));
    let amount = if line.subject.goes_back() { -line.fen.get() } else { line.fen.get() };
    let name = format!("{} {}", line.order_no, signed(amount));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::ListItem, true, &name));
    widgets::row_ground(ui, rect, &response, false);
    difference::line(screen, line, ui, rect);
    if response.clicked() {
        acts.push(Action::OpenOrder(line.order_no.clone()));
    }
}

fn show_rejected(screen: &Screen<'_>, found: &BillDayPage, ui: &mut Ui, list: Rect, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    if found.rejected.is_empty() {
        part(ui, "bill-all-read", list.shrink(16.0), |ui| {
            let title = text::bill_every_line(lang);
            widgets::emptiness(ui, Emptiness::Done, title, text::bill_nothing_listed(lang));
        });
        return;
    }
    part(ui, "bill-rejected", list, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical().auto_shrink(false).show_rows(
            ui,
            difference::ROW,
            found.rejected.len(),
            |ui, seen| {
                more_rows(screen, seen.end, found.rejected.len(), acts);
                for line in found.rejected.iter().skip(seen.start).take(seen.len()) {
                    let size = vec2(ui.available_width(), difference::ROW);
                    let (rect, response) = ui.allocate_exact_size(size, widgets::row_sense(false));
                    let (name, cause) = (text::bill_line(lang, line.line), text::bill_line_fault(lang, &line.fault));
                    let said = format!("{name} {cause}");
                    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::ListItem, true, &said));
                    widgets::row_ground(ui, rect, &response, false);
                    let room = rect.shrink2(vec2(16.0, 0.0));
                    let above = room.with_min_y(rect.top() + 8.0).with_max_y(rect.top() + 28.0);
                    let below = room.with_min_y(rect.top() + 29.0).with_max_y(rect.top() + 48.0);
                    widgets::paint_cut(ui, above, Align::Min, &said, theme::font(theme::BODY), p.text);
                    let text = text::tame(&line.text, 240);
                    widgets::paint_cut(ui, below, Align::Min, &text, theme::font(theme::CAPTION), p.faint);
                }
            },
        );
    });
}
