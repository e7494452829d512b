//! The bar over the list of products: what is looked for, what they cost, and how many that leaves.

use super::{
    listing::{find_id, turned},
    state::{ProductsMenu, ProductsPage},
};
use crate::{
    store::ProductQuery,
    ui::{
        action::Action,
        keys::key,
        pages::filters::{
            self, ChipDone, FilterMenu, FindField, Line, Viewed, ViewsMenu, WIDTH, add_button, chip, clear, letters,
            named_button,
        },
        screen::Screen,
        text,
        text::Lang,
        theme, widgets,
    },
};
use egui::{Align, Key, Pos2, Rect, Ui, UiBuilder, pos2, vec2};

const PAD: f32 = 12.0;
/// Of the field that looks for a name.
const FIND: f32 = 280.0;
const FIND_LEAST: f32 = 150.0;
const VIEW: f32 = 150.0;
/// Below this width the views are not offered.
const TIGHT: f32 = 560.0;

/// Draws it.
pub(super) fn show(screen: &Screen<'_>, page: &mut ProductsPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let words = text::products_listed(lang, page.listed.shown.len() as u64);
    let width = letters(ui, &words);
    let mut right = rect.right() - PAD;
    let place = Rect::from_min_size(pos2(right - VIEW, rect.center().y - 14.0), vec2(VIEW, 28.0));
    let view = (rect.width() >= TIGHT).then_some(place);
    if let Some(view) = view {
        right = view.left() - PAD;
    }
    right -= width;
    let find = rect.shrink2(vec2(PAD, 8.0));
    let wide = (find.width() * 0.42).clamp(FIND_LEAST, FIND);
    let field = FindField { id: find_id(), name: text::find_product(lang), hint: text::find_product_hint(lang) };
    if filters::find_field(&field, &mut page.listed.query.find, ui, find.with_max_x(find.left() + wide)) {
        page.listed.stale = true;
        page.note = None;
    }
    let mut x = find.left() + wide + 10.0;
    let middle = rect.center().y;
    let query = page.listed.query.clone();
    let priced = query.price_from.is_some() || query.price_to.is_some();
    let name = text::col_price(lang);
    let mut pressed = false;
    let mut anchor = Rect::from_min_size(pos2(x, middle - 13.0), vec2(0.0, 26.0));
    if priced {
        let value = text::amounts(lang, query.price_from, query.price_to);
        let (place, done) = chip(ui, pos2(x, middle), name, &value, text::drop_price(lang));
        match done {
            ChipDone::Dropped => page.listed.list(ProductQuery { price_from: None, price_to: None, ..query.clone() }),
            ChipDone::Pressed => pressed = true,
            ChipDone::Nothing => {}
        }
        anchor = place;
        x = place.right() + 10.0;
    } else {
        (anchor, pressed) = add_button(ui, anchor.left_center(), name);
        x = anchor.right() + 10.0;
    }
    x = category(screen, page, ui, pos2(x, middle));
    if !query.is_plain() && x + 60.0 < right && clear(ui, pos2(x, middle), text::clear_filters(lang)) {
        page.listed.list(ProductQuery { filter: query.filter, sort: query.sort, ..ProductQuery::default() });
        x += 60.0;
    }
    price_menu(screen, page, ui, anchor, pressed);
    let room = Rect::from_min_max(pos2(x, rect.top() + 8.0), pos2(right + width, rect.bottom() - 8.0));
    if taken_off(page, ui, room, lang, acts) {
        // It stands where the count does.
    } else if page.note.is_some() {
        ui.new_child(UiBuilder::new().id_salt("note").max_rect(room)).horizontal_centered(|ui| {
            widgets::note(ui, page.note.as_ref());
        });
    } else if right > x {
        let place = Rect::from_min_max(pos2(right, rect.top()), pos2(right + width + 1.0, rect.bottom()));
        widgets::label_at(ui, place, Align::Min, &words, theme::font(theme::SMALL), p.muted);
    }
    // As the eye reads: the views stand at the right of all.
    if let Some(view) = view {
        views(screen, page, ui, view, acts);
    }
}

/// The category the list is narrowed to, or the button for one; nothing where no product has one. Gives where the next stands.
fn category(screen: &Screen<'_>, page: &mut ProductsPage, ui: &mut Ui, at: Pos2) -> f32 {
    let (lang, query) = (screen.now.lang, page.listed.query.clone());
    let all = page.categories();
    if all.is_empty() && query.category.is_none() {
        return at.x;
    }
    let name = text::product_category(lang);
    let (anchor, pressed) = match &query.category {
        Some(chosen) => {
            let (place, done) = chip(ui, at, name, &text::tame(chosen, 20), text::drop_category(lang));
            if matches!(done, ChipDone::Dropped) {
                page.listed.list(ProductQuery { category: None, ..query.clone() });
            }
            (place, matches!(done, ChipDone::Pressed))
        }
        None => category_button(ui, at, name),
    };
    if pressed {
        filters::take_keyboard(ui);
        let open = matches!(page.menu, Some(ProductsMenu::Category(_)));
        page.menu = (!open).then_some(ProductsMenu::Category(0));
    }
    if let Some(ProductsMenu::Category(line)) = &mut page.menu {
        let words =
            |category: &String| Line { name: text::tame(category, 40), on: query.category.as_ref() == Some(category) };
        let lines: Vec<Line> = all.iter().map(words).collect();
        let (chosen, left) = filters::under(ui, "product-category", anchor, WIDTH, |ui| {
            widgets::caption(ui, name);
            filters::lines(ui, &lines, line)
        });
        if let Some(category) = chosen.and_then(|at| all.get(at)) {
            page.listed.list(ProductQuery { category: Some(category.clone()), ..query });
        }
        if chosen.is_some() || left {
            page.menu = None;
        }
    }
    anchor.right() + 10.0
}

/// Beside the button of the views, which has the same look.
fn category_button(ui: &mut Ui, at: Pos2, name: &str) -> (Rect, bool) {
    let place = Rect::from_min_size(pos2(at.x, at.y - 14.0), vec2(letters(ui, name) + 44.0, 28.0));
    (place, ui.push_id("category", |ui| named_button(ui, place, name)).inner)
}

/// A product that was taken off sale a moment ago can be put back with one press. False where there is none.
fn taken_off(page: &mut ProductsPage, ui: &mut Ui, room: Rect, lang: Lang, acts: &mut Vec<Action>) -> bool {
    let row = page.taken_off.as_ref().and_then(|id| page.row(id)).filter(|row| !row.product.on_sale);
    let Some(row) = row.cloned() else { return false };
    let mut back = false;
    ui.new_child(UiBuilder::new().id_salt("taken-off").max_rect(room)).horizontal_centered(|ui| {
        widgets::caption(ui, &text::product_taken_off(lang, &row.product.name));
        back = widgets::link(ui, text::put_on_sale_again(lang), theme::CAPTION).clicked();
    });
    if back {
        page.taken_off = None;
        acts.push(Action::Shop(turned(&row)));
    }
    true
}

/// The lists of products that were given a name.
fn views(screen: &Screen<'_>, page: &mut ProductsPage, ui: &Ui, place: Rect, acts: &mut Vec<Action>) {
    if named_button(ui, place, &filters::button_words(screen, &page.look, &page.listed.query)) {
        filters::take_keyboard(ui);
        let open = matches!(page.menu, Some(ProductsMenu::Views(_)));
        page.menu = (!open).then(|| ProductsMenu::Views(ViewsMenu::default()));
    }
    let Some(ProductsMenu::Views(menu)) = &mut page.menu else { return };
    let query = page.listed.query.clone();
    let of = Viewed { query: &query, usual: ProductQuery::default(), look: &mut page.look, menu: "product-views" };
    let done = filters::show_views(screen, menu, of, ui, place);
    if let Some(query) = done.list {
        page.listed.list(query);
    }
    if done.keep {
        acts.push(Action::KeepListLooks);
    }
    if done.unknown {
        acts.push(Action::Say(text::view_not_known(screen.now.lang)));
    }
    if done.over {
        page.menu = None;
    }
}

/// What they may cost, under its button.
fn price_menu(screen: &Screen<'_>, page: &mut ProductsPage, ui: &Ui, anchor: Rect, pressed: bool) {
    let heard = page.menu.is_none() && !screen.asks && !screen.keys_shown;
    if pressed || (heard && key(ui, Key::F)) {
        filters::take_keyboard(ui);
        let open = matches!(page.menu, Some(ProductsMenu::Price(_)));
        page.menu = (!open).then(|| ProductsMenu::Price(FilterMenu::default()));
    }
    let Some(ProductsMenu::Price(menu)) = &mut page.menu else { return };
    let (chosen, left) = filters::under(ui, "product-price", anchor, WIDTH, |ui| {
        widgets::caption(ui, text::col_price(screen.now.lang));
        filters::amounts(screen, menu, ui)
    });
    if let Some((price_from, price_to)) = chosen {
        page.listed.list(ProductQuery { price_from, price_to, ..page.listed.query.clone() });
    }
    if chosen.is_some() || left {
        page.menu = None;
    }
}
