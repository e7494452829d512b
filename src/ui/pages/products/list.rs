//! The list of products: however many there are, it draws the visible ones.

use super::{
    draft::ProductDraft,
    filter_bar,
    listing::{mark, turned},
    state::{FormExit, ProductsPage},
};
use crate::{
    store::{ProductQuery, ProductRow, ProductSort, ProductSortBy},
    ui::{
        action::Action,
        exporting::ListKind,
        gallery::Gallery,
        layout::part,
        pages::{
            filters::{self, sort_head},
            product_picture,
        },
        screen::Screen,
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind, Emptiness, Icon, Now},
    },
};
use egui::{self, Align, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const FIND: f32 = 48.0;
const HEAD: f32 = 32.0;
const THUMB: f32 = 32.0;
/// Pixels of a small picture's longer side: sharp on screens with two pixels per point.
const THUMB_PIXELS: u32 = 96;

/// The card with the search field and the rows.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut ProductsPage,
    gallery: &mut Gallery,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let now = screen.now;
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, theme::CARD_RADIUS, p.panel);
    if page.rows.as_ref().is_some_and(|rows| rows.is_empty()) {
        part(ui, "no-products", rect.shrink(24.0), |ui| empty_shop(page, ui, now, acts));
    } else {
        let find = Rect::from_min_size(rect.min, vec2(rect.width(), FIND));
        let head = Rect::from_min_size(find.left_bottom(), vec2(rect.width(), HEAD));
        part(ui, "product-find", find, |ui| filter_bar::show(screen, page, ui, find, acts));
        part(ui, "product-head", head, |ui| head_row(page, ui, head, now.lang));
        let mut view = Rect::from_min_max(head.left_bottom(), rect.max);
        if filters::is_written(screen, ListKind::Products) {
            let line = view.with_min_y(view.bottom() - filters::EXPORT_HEIGHT);
            view.max.y = line.top();
            part(ui, "product-export", line, |ui| filters::progress(screen, ui, line, acts));
        }
        part(ui, "product-rows", view, |ui| {
            ui.shrink_clip_rect(view.shrink(1.0));
            rows(screen, page, gallery, ui, view, acts);
        });
    }
    widgets::card_edge(ui, rect);
}

fn empty_shop(page: &mut ProductsPage, ui: &mut Ui, now: Now, acts: &mut Vec<Action>) {
    let not_yet = Emptiness::NotYet(Icon::Bag);
    widgets::emptiness(ui, not_yet, text::no_products_title(now.lang), text::no_products_body(now.lang));
    ui.add_space(8.0);
    ui.vertical_centered(|ui| {
        if page.draft.is_none() && widgets::button(ui, ButtonKind::Plain, text::add_product(now.lang), true).clicked() {
            page.leave(FormExit::New, acts);
        }
        widgets::note(ui, page.note.as_ref());
    });
}

/// Where the columns are.
struct ProductColumns {
    thumb: Rect,
    name: Rect,
    price: Rect,
    stock: Rect,
    mark: Rect,
    held: Rect,
    sale: Rect,
}

fn columns(row: Rect) -> ProductColumns {
    let span = |from: f32, width: f32| Rect::from_min_size(pos2(from, row.top()), vec2(width, row.height()));
    let roomy = row.width() > 720.0;
    let sale = span(row.right() - 16.0 - 64.0, 64.0);
    let held_width = if roomy { 96.0 } else { 72.0 };
    let held = span(sale.left() - 16.0 - held_width, held_width);
    let mark = span(held.left() - 8.0 - 92.0, 92.0);
    let stock = span(mark.left() - 8.0 - 60.0, 60.0);
    let price = span(stock.left() - 12.0 - 100.0, 100.0);
    let thumb = Rect::from_center_size(pos2(row.left() + 14.0 + THUMB / 2.0, row.center().y), vec2(THUMB, THUMB));
    let name = Rect::from_min_max(pos2(thumb.right() + 12.0, row.top()), pos2(price.left() - 12.0, row.bottom()));
    ProductColumns { thumb, name, price, stock, mark, held, sale }
}

fn head_row(page: &mut ProductsPage, ui: &Ui, rect: Rect, lang: Lang) {
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, 0, p.raised);
    let line = Stroke::new(1.0, p.line);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    let at = columns(rect);
    let heads = [
        (ProductSortBy::Name, at.name.with_min_x(at.thumb.left()), Align::Min, text::col_product(lang)),
        (ProductSortBy::Price, at.price, Align::Max, text::col_price(lang)),
        (ProductSortBy::Stock, at.stock.with_min_x(at.stock.left() - 8.0), Align::Max, text::col_stock(lang)),
        (ProductSortBy::Held, at.held, Align::Max, text::col_held(lang)),
    ];
    for (by, place, align, name) in heads {
        let sort = page.listed.query.sort;
        let rising = (sort.by == by).then_some(!sort.falling);
        if sort_head(ui, place, align, (name, text::sort_products_by(lang, by)), rising) {
            let sort = pressed(sort, by);
            page.listed.list(ProductQuery { sort, ..page.listed.query.clone() });
        }
    }
    widgets::paint_cut(ui, at.sale, Align::Center, text::col_on_sale(lang), theme::font(theme::CAPTION), p.faint);
    ui.interact(at.held, ui.scope_id().with("held-head"), Sense::hover()).on_hover_text(text::held_meaning(lang));
}

/// The smallest first, then the largest, then as usual.
fn pressed(sort: ProductSort, by: ProductSortBy) -> ProductSort {
    match (sort.by == by, sort.falling) {
        (false, _) => ProductSort { by, falling: false },
        (true, false) => ProductSort { by, falling: true },
        (true, true) => ProductSort::default(),
    }
}

fn rows(
    screen: &Screen<'_>,
    page: &mut ProductsPage,
    gallery: &mut Gallery,
    ui: &mut Ui,
    view: Rect,
    acts: &mut Vec<Action>,
) {
    let now = screen.now;
    let Some(all) = page.rows.clone() else { return };
    page.listed.bring_up_to_date(&all);
    if page.listed.shown.is_empty() {
        widgets::emptiness(ui, Emptiness::NothingFits, text::no_such_title(now.lang), text::no_such_body(now.lang));
        ui.vertical_centered(|ui| {
            if widgets::button(ui, ButtonKind::Plain, text::show_all(now.lang), true).clicked() {
                page.listed.list(ProductQuery { sort: page.listed.query.sort, ..ProductQuery::default() });
            }
        });
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = egui::ScrollArea::vertical().id_salt("products").auto_shrink(false);
    if std::mem::take(&mut page.listed.show_chosen)
        && let Some(at) = page.chosen().and_then(|id| page.listed.place(&all, id))
    {
        let middle = at as f32 * theme::ROW - (view.height() - theme::ROW) / 2.0;
        area = area.vertical_scroll_offset(middle.max(0.0));
    }
    let mut opened = None;
    area.show_rows(ui, theme::ROW, page.listed.shown.len(), |ui, range| {
        let shown = page.listed.shown.get(range).unwrap_or_default();
        let drawn: Vec<&ProductRow> = shown.iter().filter_map(|at| all.get(*at)).collect();
        let is_chosen = |row: &&&ProductRow| page.chosen() == Some(&row.product.id);
        let stop = drawn.iter().find(is_chosen).or(drawn.first()).map(|row| row.product.id.clone());
        for row in drawn {
            let id = &row.product.id;
            let (chosen, stop) = (page.chosen() == Some(id), stop.as_ref() == Some(id));
            let waits = screen.pending.product(id);
            match one_row(ui, gallery, row, (chosen, stop, waits), now.lang) {
                Some(RowPressed::Row) => opened = Some(id.clone()),
                Some(RowPressed::Switch) => {
                    page.turning_off = row.product.on_sale.then(|| id.clone());
                    switch_sale(page.draft.as_mut().filter(|_| chosen), row, acts);
                }
                None => {}
            }
        }
    });
    if let Some(id) = opened {
        page.leave(FormExit::Open(id), acts);
    }
}

/// Takes the product off sale or puts it back. In a form with other changes it is one more of them.
fn switch_sale(form: Option<&mut ProductDraft>, row: &ProductRow, acts: &mut Vec<Action>) {
    if let Some(draft) = form.filter(|draft| draft.dirty()) {
        draft.on_sale = !draft.on_sale;
        return;
    }
    acts.push(Action::Shop(turned(row)));
}

enum RowPressed {
    Row,
    Switch,
}

fn one_row(
    ui: &mut Ui,
    gallery: &mut Gallery,
    row: &ProductRow,
    (chosen, stop, waits): (bool, bool, bool),
    lang: Lang,
) -> Option<RowPressed> {
    let p = theme::of(ui);
    let product = &row.product;
    let size = vec2(ui.available_width(), theme::ROW);
    let (rect, response) = ui.allocate_exact_size(size, widgets::row_sense(stop));
    widgets::row_focus(ui, &response, stop);
    let name = text::tame(&product.name, 80);
    let (mark, figures_said) = (mark(row, lang), text::price_from(lang, row.price_from(), row.variants.len()));
    response.widget_info(|| {
        let word = mark.map_or("", |(_, word)| word);
        let said = format!("{name} {figures_said} {} {} {word}", text::col_stock(lang), row.stock_in_all());
        WidgetInfo::selected(Role::ListItem, true, chosen, said.trim_end())
    });
    widgets::row_ground(ui, rect, &response, chosen);
    let at = columns(rect);
    let seen = product.picture.as_deref().map(|file| gallery.see(ui.ctx(), file, THUMB_PIXELS));
    product_picture::picture(ui, at.thumb, seen.as_ref(), &name);
    let (ink, figures) = if product.on_sale { (p.text, p.text) } else { (p.faint, p.muted) };
    let (upper, lower) = (at.name.with_max_y(at.name.center().y + 3.0), at.name.with_min_y(at.name.center().y + 1.0));
    widgets::paint_cut(ui, upper.translate(vec2(0.0, 2.0)), Align::Min, &name, theme::font(theme::BODY), ink);
    widgets::paint_cut(
        ui,
        lower.translate(vec2(0.0, -2.0)),
        Align::Min,
        &under_name(row, lang),
        theme::font(11.0),
        p.faint,
    );
    widgets::paint_cut(ui, at.price, Align::Max, &figures_said, theme::font(theme::BODY), figures);
    let stock = text::count(u64::from(row.stock_in_all()));
    widgets::paint_cut(ui, at.stock, Align::Max, &stock, theme::font(theme::BODY), figures);
    if let Some((look, word)) = mark {
        widgets::chip_at(ui, at.mark.left_center(), look, word);
    }
    if row.held_in_all() > 0 {
        let held = text::count(u64::from(row.held_in_all()));
        widgets::paint_cut(ui, at.held, Align::Max, &held, theme::font(theme::SMALL), p.muted);
    }
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    let switch = Rect::from_center_size(at.sale.center(), widgets::SWITCH);
    let turned = widgets::switch_at(ui, switch, product.on_sale, &text::sale_switch(lang, &name), !waits).clicked();
    if turned {
        return Some(RowPressed::Switch);
    }
    response.clicked().then_some(RowPressed::Row)
}

/// Its number, its category and how many choices it comes in.
fn under_name(row: &ProductRow, lang: Lang) -> String {
    let category = text::tame(&row.product.facts.category, 20);
    let variants = match row.variants.len() {
        0 => String::new(),
        many => text::variants_counted(lang, many),
    };
    let parts = [row.product.id.to_string(), category, variants];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
