//! What the shop sells: the list, the form beside it, and sheets in and out.

mod draft;
mod draft_facts;
mod draft_variants;
mod fields;
mod filter_bar;
mod form;
mod form_facts;
mod form_field;
mod form_variants;
mod import;
mod list;
mod listing;
mod state;
mod stock_field;
mod verdicts;

pub(in crate::ui) use state::ProductsPage;

use super::filters;
use crate::{
    store::{ProductFilter, ProductQuery},
    ui::{
        ExportedList,
        action::{Action, ExportWish},
        file_tasks::FileTask,
        gallery::Gallery,
        keys::{deciding_key, in_front, key},
        layout::{beside, part},
        screen::Screen,
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind, Now, Tab},
    },
};
use draft::Saving;
use egui::{self, Key, Modifiers, Rect, Ui, vec2};
use listing::find_id;
use state::{FormExit, ProductsMenu};

/// Below this width the form covers the list.
/// The key on the button that adds one.
const ADD_KEY: f32 = 26.0;
const NARROW: f32 = 860.0;

/// The page.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut ProductsPage,
    gallery: &mut Gallery,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let now = screen.now;
    if let Some(to) = page.leaving.take_if(|_| page.draft.as_ref().is_none_or(|d| d.saving == Saving::No && !d.dirty()))
    {
        page.go(to, acts);
    }
    dropped(page, ui, now, acts);
    if page.import.is_some() {
        import::show((&mut page.import, &mut page.note), screen.asks, ui, rect, now.lang, acts);
        return;
    }
    if page.rows.is_none() {
        return;
    }
    let bar = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let body = rect.with_min_y(bar.bottom() + theme::GAP);
    part(ui, "product-bar", bar, |ui| toolbar(screen, page, ui, bar, acts));
    let open = page.draft.is_some();
    let (form, left) = beside(open, body, NARROW);
    if let Some(left) = left {
        list::show(screen, page, gallery, ui, left, acts);
    }
    if let Some(form) = form {
        part(ui, "product-form", form, |ui| form::show(page, gallery, ui, form, now, acts));
    }
    if !screen.asks && page.menu.is_none() {
        keys(page, ui, acts);
    }
    page.quiet = ui.ctx().memory(|memory| memory.focused().is_none());
    hovering(ui, rect, page.draft.is_some(), now.lang);
}

fn toolbar(screen: &Screen<'_>, page: &mut ProductsPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    page.listed.bring_up_to_date(page.rows.as_deref().map(Vec::as_slice).unwrap_or_default());
    let tab =
        |value: ProductFilter| Tab { value, name: text::product_filter(lang, value), count: page.listed.count(value) };
    let all: Vec<Tab<ProductFilter>> = ProductFilter::ALL.iter().map(|filter| tab(*filter)).collect();
    // The tabs have what the buttons leave: they come first for Tab, and never lie under one.
    let buttons = [text::export_list(lang), text::import_csv(lang), text::add_product(lang)];
    let taken: f32 = buttons.iter().map(|name| widgets::button_width(ui, name) + ui.spacing().item_spacing.x).sum();
    let room = rect.with_max_x((rect.right() - taken - ADD_KEY - theme::GAP).max(rect.left()));
    let chosen =
        ui.scope_builder(egui::UiBuilder::new().max_rect(room), |ui| widgets::tabs(ui, page.listed.query.filter, &all));
    if let Some(filter) = chosen.inner {
        page.listed.list(ProductQuery { filter, ..page.listed.query.clone() });
    }
    let editing_new = page.draft.as_ref().is_some_and(|draft| draft.before.is_none());
    // One filled button per screen: while a product is open, that is its own "Save".
    let kind = if page.draft.is_some() { ButtonKind::Plain } else { ButtonKind::Main };
    let add = text::add_product(lang);
    widgets::at_right(ui, "product-actions", rect, |ui| {
        sheet(screen, page, ui, acts);
        if widgets::button(ui, ButtonKind::Plain, text::import_csv(lang), true).clicked() {
            page.leave(FormExit::Import(None), acts);
        }
        let pressed = if editing_new {
            widgets::button(ui, kind, add, false)
        } else {
            widgets::button_with_key(ui, kind, add, Some("N"))
        };
        if pressed.clicked() && !editing_new {
            page.leave(FormExit::New, acts);
        }
    });
}

/// The list as a sheet; an example of one where nothing is sold yet.
fn sheet(screen: &Screen<'_>, page: &mut ProductsPage, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    if page.rows.as_ref().is_none_or(|rows| rows.is_empty()) {
        if widgets::button(ui, ButtonKind::Plain, text::save_template(lang), true).clicked() {
            acts.push(Action::FileTask(FileTask::ProductTemplate(lang)));
        }
        return;
    }
    let button = widgets::button(ui, ButtonKind::Plain, text::export_list(lang), true);
    if button.clicked() {
        filters::take_keyboard(ui);
        let open = matches!(page.menu, Some(ProductsMenu::Export(_)));
        page.menu = (!open).then_some(ProductsMenu::Export(0));
    }
    let Some(ProductsMenu::Export(at)) = &mut page.menu else { return };
    let total = page.listed.shown.len() as u64;
    let words = text::products_listed(lang, total);
    let (book, over) = filters::show_export(screen, ("product-export", &words), ui, button.rect, at);
    if let Some(book) = book {
        let list = Box::new(ExportedList::Products(page.listed.query.clone()));
        acts.push(Action::Export(ExportWish::Write { list, book, total }));
    }
    if over {
        page.menu = None;
    }
}

fn keys(page: &mut ProductsPage, ui: &Ui, acts: &mut Vec<Action>) {
    if in_front(ui) && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
        ui.ctx().memory_mut(|memory| memory.request_focus(find_id()));
    }
    let by = if key(ui, Key::J) || key(ui, Key::ArrowDown) {
        Some(1)
    } else if key(ui, Key::K) || key(ui, Key::ArrowUp) {
        Some(-1)
    } else {
        None
    };
    let rows = page.rows.as_deref().map(Vec::as_slice).unwrap_or_default();
    if let Some(id) = by.and_then(|by| page.listed.next(rows, page.chosen(), by)) {
        page.listed.show_chosen = true;
        page.leave(FormExit::Open(id), acts);
    }
    if deciding_key(ui, Key::N) {
        page.leave(FormExit::New, acts);
    }
}

/// A file that fell onto the window: a sheet is tried, a picture goes to the product that is open.
fn dropped(page: &mut ProductsPage, ui: &Ui, now: Now, acts: &mut Vec<Action>) {
    let files = ui.input(|input| input.raw.dropped_files.clone());
    let Some(path) = files.first().map(|file| file.path().to_owned()) else { return };
    page.note = None;
    match kind_of(&path) {
        Dropped::Sheet => match &mut page.import {
            Some(import) => import.try_file(path, acts),
            None => page.leave(FormExit::Import(Some(path)), acts),
        },
        Dropped::Picture if page.import.is_none() && page.draft.is_some() => form::take_picture(page, Some(path), acts),
        Dropped::Picture => page.note = Some((text::drop_needs_product(now.lang).to_owned(), true)),
        Dropped::Unknown => page.note = Some((text::drop_unknown(now.lang).to_owned(), true)),
    }
}

#[derive(PartialEq)]
enum Dropped {
    Sheet,
    Picture,
    Unknown,
}

fn kind_of(path: &std::path::Path) -> Dropped {
    match path.extension().unwrap_or_default().to_string_lossy().to_lowercase().as_str() {
        "csv" | "txt" | "tsv" | "xls" | "xlsx" => Dropped::Sheet,
        "jpg" | "jpeg" | "png" | "webp" => Dropped::Picture,
        _ => Dropped::Unknown,
    }
}

/// While a file is held over the window: what letting go would do.
fn hovering(ui: &Ui, rect: Rect, open: bool, lang: Lang) {
    let hovered = ui.input(|input| input.raw.hovered_files.first().and_then(|file| file.path.clone()));
    let Some(path) = hovered else { return };
    let words = match kind_of(&path) {
        Dropped::Sheet => text::drop_sheet_here(lang),
        Dropped::Picture if open => text::drop_picture_here(lang),
        Dropped::Picture => text::drop_needs_product(lang),
        Dropped::Unknown => text::drop_unknown(lang),
    };
    let p = theme::of(ui);
    let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop-here"));
    let painter = ui.ctx().layer_painter(layer);
    painter.rect(rect, theme::CARD_RADIUS, p.accent_bg, egui::Stroke::new(2.0, p.accent), egui::StrokeKind::Inside);
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, words, theme::bold(theme::NAME), p.accent);
}
