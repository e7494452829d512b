//! The row over the list: its tabs, and at the right the view, the columns, the height of the rows and the sheet.

use super::{
    menu::{self, Line},
    open_menu::{Menu, ViewsMenu},
    state::OrdersPage,
    views,
};
use crate::{
    store::{OrderFilter, OrderQuery},
    ui::{
        action::{Action, SheetWish},
        list_look::OrderColumn,
        screen::Screen,
        text, theme,
        widgets::{self, Glyph, Tab},
    },
};
use egui::{Align, CursorIcon, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const SIGN: f32 = theme::CONTROL;
const VIEW: f32 = 150.0;
const GAP: f32 = 4.0;
const COLUMNS: f32 = 240.0;

/// Draws the row.
pub(super) fn show(screen: &Screen<'_>, page: &mut OrdersPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let right = VIEW + 3.0 * (SIGN + GAP);
    let tabs = rect.with_max_x(rect.right() - right - theme::GAP);
    crate::ui::layout::part(ui, "order-tabs", tabs, |ui| show_tabs(screen, ui, acts));
    let lang = screen.now.lang;
    let mut x = rect.right() - right;
    let mut next = |width: f32| {
        let place = Rect::from_min_size(pos2(x, rect.top()), vec2(width, rect.height()));
        x += width + GAP;
        place
    };
    let view = next(VIEW);
    if view_button(ui, view, &views::button_words(screen, page)) {
        toggle(page, ui, Menu::Views(ViewsMenu::default()));
    }
    let columns = next(SIGN);
    if sign(ui, columns, Glyph::Columns, text::columns(lang)) {
        toggle(page, ui, Menu::Columns(0));
    }
    let rows = next(SIGN);
    let words = if page.look.dense { text::roomy_rows(lang) } else { text::dense_rows(lang) };
    if sign(ui, rows, Glyph::Lines, words) {
        page.look.dense = !page.look.dense;
        acts.push(Action::KeepOrderLook);
    }
    let sheet = next(SIGN);
    if sign(ui, sheet, Glyph::Tray, text::export(lang)) {
        toggle(page, ui, Menu::Export(0));
    }
    let done = match page.menu.take() {
        Some(Menu::Views(mut menu)) => {
            let done = views::show(screen, &mut menu, page, ui, view, acts);
            (!done).then_some(Menu::Views(menu))
        }
        Some(Menu::Columns(mut at)) => {
            (!show_columns(screen, page, ui, columns, &mut at, acts)).then_some(Menu::Columns(at))
        }
        Some(Menu::Export(mut at)) => (!show_export(screen, ui, sheet, &mut at, acts)).then_some(Menu::Export(at)),
        other => other,
    };
    page.menu = done;
}

fn toggle(page: &mut OrdersPage, ui: &Ui, menu: Menu) {
    menu::take_keyboard(ui);
    let same = page.menu.as_ref().is_some_and(|open| std::mem::discriminant(open) == std::mem::discriminant(&menu));
    page.menu = (!same).then_some(menu);
}

fn show_tabs(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let tab = |value: OrderFilter, name: fn(text::Lang) -> &'static str| Tab {
        value,
        name: name(now.lang),
        count: screen.model.filter_total(value),
    };
    let mut all = vec![
        tab(OrderFilter::All, text::all),
        tab(OrderFilter::ToPay, text::to_pay),
        tab(OrderFilter::ToShip, text::to_ship),
        tab(OrderFilter::Shipped, text::shipped),
        tab(OrderFilter::Refunding, text::refunding),
        tab(OrderFilter::NeedsOwner, text::needs_you),
        tab(OrderFilter::Done, text::done),
    ];
    if screen.model.shot.counts.elsewhere > 0 || screen.gaze.filter == OrderFilter::Elsewhere {
        all.push(tab(OrderFilter::Elsewhere, text::elsewhere_filter));
    }
    if let Some(filter) = widgets::tabs(ui, screen.gaze.filter, &all) {
        // What the list is narrowed to stays, whichever tab is looked at.
        acts.push(Action::List(OrderQuery { filter, ..screen.gaze.query() }));
    }
}

fn view_button(ui: &Ui, place: Rect, words: &str) -> bool {
    let p = theme::of(ui);
    let response = ui.interact(place, ui.scope_id().with("order-view"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    let line = if response.hovered() { p.faint } else { p.line };
    ui.painter().rect(place, theme::RADIUS, p.panel, Stroke::new(1.0, line), StrokeKind::Inside);
    let room = place.with_min_x(place.left() + 12.0).with_max_x(place.right() - 28.0);
    widgets::paint_cut(ui, room, Align::Min, words, theme::font(theme::SMALL), p.text);
    Glyph::Caret.paint(ui.painter(), pos2(place.right() - 16.0, place.center().y), p.muted);
    widgets::focus_ring(ui, &response, place);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}

fn sign(ui: &Ui, place: Rect, sign: Glyph, name: &str) -> bool {
    let p = theme::of(ui);
    let response = ui.interact(place, ui.scope_id().with(("order-sign", sign as u8)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let line = if response.hovered() { p.faint } else { p.line };
    ui.painter().rect(place, theme::RADIUS, p.panel, Stroke::new(1.0, line), StrokeKind::Inside);
    sign.paint(ui.painter(), place.center(), p.text);
    widgets::focus_ring(ui, &response, place);
    response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(name).clicked()
}

/// Which columns are shown, and in which order.
fn show_columns(
    screen: &Screen<'_>,
    page: &mut OrdersPage,
    ui: &Ui,
    anchor: Rect,
    at: &mut usize,
    acts: &mut Vec<Action>,
) -> bool {
    let lang = screen.now.lang;
    let all = page.look.all_columns();
    let ((), left) = menu::under(ui, "order-columns", anchor, COLUMNS, |ui| {
        widgets::caption(ui, text::show_columns(lang));
        let shown = page.look.columns().to_vec();
        let line = |column: &OrderColumn| Line {
            name: text::list_column(lang, *column).to_owned(),
            on: shown.contains(column),
        };
        let lines: Vec<Line> = all.iter().map(line).collect();
        if let Some(column) = menu::lines(ui, &lines, at).and_then(|at| all.get(at)) {
            page.look.toggle(*column);
            acts.push(Action::KeepOrderLook);
        }
        let Some(column) = all.get(*at).filter(|column| shown.contains(column)) else { return };
        ui.horizontal(|ui| {
            for (right, glyph) in [(false, Glyph::Before), (true, Glyph::After)] {
                let name =
                    if right { text::move_column_right(lang, *column) } else { text::move_column_left(lang, *column) };
                if widgets::sign_button(ui, glyph, &name, true).clicked() {
                    page.look.shift(*column, right);
                    *at = page.look.columns().iter().position(|other| other == column).unwrap_or(*at);
                    acts.push(Action::KeepOrderLook);
                }
            }
            widgets::caption(ui, text::list_column(lang, *column));
        });
    });
    left
}

/// The list as a sheet: CSV or Excel.
fn show_export(screen: &Screen<'_>, ui: &Ui, anchor: Rect, at: &mut usize, acts: &mut Vec<Action>) -> bool {
    let lang = screen.now.lang;
    let shot = &screen.model.shot;
    let counted = shot.totals.filter(|_| shot.gaze.same_list(screen.gaze));
    let orders = counted.map_or_else(String::new, |totals| text::list_count(lang, totals.count));
    let place = anchor.translate(vec2(-200.0, 0.0));
    let (chosen, left) = menu::under(ui, "order-export", place, COLUMNS, |ui| {
        let lines = [Line::of(text::list_as_csv(lang, &orders)), Line::of(text::list_as_excel(lang, &orders))];
        menu::lines(ui, &lines, at)
    });
    if let Some(kind) = chosen {
        acts.push(Action::ExportOrders(SheetWish::Write {
            book: kind == 1,
            total: counted.map_or(0, |totals| totals.count),
        }));
    }
    chosen.is_some() || (left && !ui.rect_contains_pointer(anchor))
}
