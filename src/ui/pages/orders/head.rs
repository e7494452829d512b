//! The row over the list: its tabs, and at the right the view, the columns, the height of the rows and the sheet.

use super::{open_menu::Menu, state::OrdersPage};
use crate::{
    store::{OrderFilter, OrderQuery},
    ui::{
        ExportedList,
        action::{Action, ExportWish},
        list_look::OrderColumn,
        pages::filters::{self, Line, SIGN, Viewed, ViewsMenu, named_button, sign},
        screen::Screen,
        text, theme,
        widgets::{self, Glyph, Tab},
    },
};
use egui::{Rect, Ui, pos2, vec2};

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
    if named_button(ui, view, &filters::button_words(screen, &page.look, &screen.gaze.query())) {
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
        acts.push(Action::KeepListLooks);
    }
    let sheet = next(SIGN);
    if sign(ui, sheet, Glyph::Tray, text::export(lang)) {
        toggle(page, ui, Menu::Export(0));
    }
    let done = match page.menu.take() {
        Some(Menu::Views(mut menu)) => {
            let over = show_views(screen, &mut menu, page, ui, view, acts);
            (!over).then_some(Menu::Views(menu))
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
    filters::take_keyboard(ui);
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
    let ((), left) = filters::under(ui, "order-columns", anchor, COLUMNS, |ui| {
        widgets::caption(ui, text::show_columns(lang));
        let shown = page.look.columns().to_vec();
        let line = |column: &OrderColumn| Line {
            name: text::list_column(lang, *column).to_owned(),
            on: shown.contains(column),
        };
        let lines: Vec<Line> = all.iter().map(line).collect();
        if let Some(column) = filters::lines(ui, &lines, at).and_then(|at| all.get(at)) {
            page.look.toggle(*column);
            acts.push(Action::KeepListLooks);
        }
        let Some(column) = all.get(*at).filter(|column| shown.contains(column)) else { return };
        ui.horizontal(|ui| {
            for (right, glyph) in [(false, Glyph::Before), (true, Glyph::After)] {
                let name =
                    if right { text::move_column_right(lang, *column) } else { text::move_column_left(lang, *column) };
                if widgets::sign_button(ui, glyph, &name, true).clicked() {
                    page.look.shift(*column, right);
                    *at = page.look.columns().iter().position(|other| other == column).unwrap_or(*at);
                    acts.push(Action::KeepListLooks);
                }
            }
            widgets::caption(ui, text::list_column(lang, *column));
        });
    });
    left
}

/// The lists that were given a name. True when the menu is done with.
fn show_views(
    screen: &Screen<'_>,
    menu: &mut ViewsMenu,
    page: &mut OrdersPage,
    ui: &Ui,
    anchor: Rect,
    acts: &mut Vec<Action>,
) -> bool {
    let (query, look) = (screen.gaze.query(), &mut page.look);
    let of = Viewed { query: &query, usual: OrderQuery::default(), look, menu: "order-views" };
    let done = filters::show_views(screen, menu, of, ui, anchor);
    acts.extend(done.list.map(Action::List));
    if done.keep {
        acts.push(Action::KeepListLooks);
    }
    if done.unknown {
        acts.push(Action::Say(text::view_not_known(screen.now.lang)));
    }
    done.over
}

/// The list as a sheet. True when the menu is done with.
fn show_export(screen: &Screen<'_>, ui: &Ui, anchor: Rect, at: &mut usize, acts: &mut Vec<Action>) -> bool {
    let total = screen.totals().map(|totals| totals.count);
    let words = total.map_or_else(String::new, |count| text::list_count(screen.now.lang, count));
    let (book, over) = filters::show_export(screen, ("order-export", &words), ui, anchor, at);
    if let Some(book) = book {
        let list = Box::new(ExportedList::Orders(screen.gaze.query()));
        acts.push(Action::Export(ExportWish::Write { list, book, total: total.unwrap_or(0) }));
    }
    over
}
