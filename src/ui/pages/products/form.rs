//! The form of one product: every mistake stands at its field, and nothing that was typed is lost without a question.

use super::{
    draft::{ProductDraft, ProductField, Saving},
    listing::mark,
    state::{FormExit, ProductsPage},
};
use crate::{
    domain::Barcode,
    store::{ProductFilter, ProductRow},
    ui::{
        action::Action,
        file_tasks::FileTask,
        gallery::{Gallery, GalleryPicture},
        keys::fresh_key,
        pages::product_picture,
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind, ChipLook, Glyph, Now},
    },
};
use egui::{self, Id, Key, Modifiers, Rect, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};
use std::path::PathBuf;

/// Height of the part with the buttons.
const FOOT: f32 = 68.0;
/// Height of it while it asks.
const ASKING: f32 = 100.0;
const PICTURE: egui::Vec2 = vec2(96.0, 96.0);
/// Pixels of the picture's longer side.
const PICTURE_PIXELS: u32 = 480;

/// The card.
pub(super) fn show(
    page: &mut ProductsPage,
    gallery: &mut Gallery,
    ui: &mut Ui,
    rect: Rect,
    now: Now,
    acts: &mut Vec<Action>,
) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let asking = page.leaving.is_some() && page.unsaved();
    let foot = if asking { ASKING } else { FOOT };
    let inside = rect.shrink2(vec2(20.0, 16.0)).with_max_y(rect.bottom() - foot);
    let key = page.draft.as_ref().map(|draft| draft.before.as_ref().map(|row| row.product.id.clone()));
    let mut entered = false;
    // The bar stands in the card's margin, beside the fields.
    ui.scope_builder(UiBuilder::new().max_rect(inside.with_max_x(inside.right() + 14.0)), |ui| {
        egui::ScrollArea::vertical().id_salt(("product", key)).auto_shrink(false).show(ui, |ui| {
            ui.set_width(inside.width());
            ui.spacing_mut().item_spacing.y = 4.0;
            entered = fields(page, gallery, ui, now.lang, acts);
            ui.add_space(8.0);
        });
    });
    ui.painter().hline(rect.x_range(), rect.bottom() - foot, Stroke::new(1.0, p.line));
    let place = Rect::from_min_max(pos2(inside.left(), rect.bottom() - foot + 16.0), rect.max - vec2(20.0, 12.0));
    ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
        if asking { ask(page, ui, now.lang, acts) } else { buttons(page, entered, ui, now.lang, acts) }
    });
}

/// The fields. True if Enter was pressed in one of them.
fn fields(page: &mut ProductsPage, gallery: &mut Gallery, ui: &mut Ui, lang: Lang, acts: &mut Vec<Action>) -> bool {
    let Some(draft) = &mut page.draft else { return false };
    headline(draft, ui, lang);
    newer(draft, ui, lang);
    ui.add_space(4.0);
    let waits = draft.saving != Saving::No;
    let (mut chosen, mut entered) = (None, false);
    ui.add_enabled_ui(!waits, |ui| {
        chosen = picture_row(draft, (page.picture_coming, page.picture_note.as_deref()), gallery, ui, lang);
        let focus = page.focus.take();
        let mut line = |draft: &mut ProductDraft, ui: &mut Ui, field: ProductField| {
            entered |= one_field(draft, ui, field, focus, lang);
        };
        line(draft, ui, ProductField::Name);
        ui.columns_const(|[left, right]| {
            // A column of its own would stretch the words from edge to edge.
            left.vertical(|ui| line(draft, ui, ProductField::Price));
            right.vertical(|ui| line(draft, ui, ProductField::Stock));
        });
        line(draft, ui, ProductField::Barcodes);
        if draft.before.is_none() {
            line(draft, ui, ProductField::Id);
        }
        sale(draft, ui, lang);
    });
    match chosen {
        Some(PictureChosen::Another) => take_picture(page, None, acts),
        Some(PictureChosen::Nothing) => draft.picture = None,
        None => {}
    }
    entered
}

fn headline(draft: &ProductDraft, ui: &mut Ui, lang: Lang) {
    let Some(row) = &draft.before else {
        widgets::heading(ui, text::new_product(lang));
        return;
    };
    widgets::heading(ui, &text::tame(&row.product.name, 60));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 24.0;
        let id = format!("{} {}", text::product_id(lang), row.product.id);
        widgets::caption(ui, &id);
        if let Some((look, word)) = mark(row, lang) {
            widgets::chip(ui, look, word);
        }
        if !row.product.on_sale {
            widgets::chip(ui, ChipLook::Cross, text::product_filter(lang, ProductFilter::OffSale));
        }
    });
}

/// Somebody else changed the product while it was edited here.
fn newer(draft: &mut ProductDraft, ui: &mut Ui, lang: Lang) {
    if draft.newer.is_none() {
        return;
    }
    let p = theme::of(ui);
    ui.add_space(4.0);
    theme::card(p).fill(p.warn_bg).stroke(Stroke::NONE).inner_margin(12).show(ui, |ui| {
        ui.set_width(ui.available_width());
        widgets::sentence(ui, text::newer_title(lang), p.warn);
        ui.horizontal(|ui| {
            if widgets::button(ui, ButtonKind::Plain, text::keep_mine(lang), true).clicked() {
                draft.keep_mine();
            }
            if widgets::button(ui, ButtonKind::Plain, text::take_newer(lang), true).clicked() {
                draft.take_newer();
            }
        });
    });
}

enum PictureChosen {
    Another,
    Nothing,
}

fn picture_row(
    draft: &ProductDraft,
    (coming, trouble): (bool, Option<&str>),
    gallery: &mut Gallery,
    ui: &mut Ui,
    lang: Lang,
) -> Option<PictureChosen> {
    let p = theme::of(ui);
    let mut chosen = None;
    let seen = draft.picture.as_deref().map(|file| gallery.see(ui.ctx(), file, PICTURE_PIXELS));
    ui.horizontal_top(|ui| {
        let (rect, response) = ui.allocate_exact_size(PICTURE, egui::Sense::hover());
        product_picture::picture(ui, rect, seen.as_ref(), &draft.name);
        let said = if seen.is_some() { text::product_picture(lang) } else { text::no_picture(lang) };
        response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, said));
        ui.add_space(4.0);
        ui.vertical(|ui| {
            widgets::caption(ui, text::product_picture(lang));
            ui.horizontal(|ui| {
                if widgets::button(ui, ButtonKind::Plain, text::choose_picture(lang), !coming).clicked() {
                    chosen = Some(PictureChosen::Another);
                }
                if draft.picture.is_some()
                    && widgets::button(ui, ButtonKind::Plain, text::remove_picture(lang), !coming).clicked()
                {
                    chosen = Some(PictureChosen::Nothing);
                }
            });
            match (trouble, &seen) {
                _ if coming => widgets::caption(ui, text::picture_coming(lang)),
                (Some(trouble), _) => widgets::sentence(ui, trouble, p.danger),
                (None, Some(GalleryPicture::Broken)) => widgets::sentence(ui, text::picture_not_found(lang), p.warn),
                _ => widgets::caption(ui, text::picture_hint(lang)),
            };
        });
    });
    chosen
}

/// A picture was chosen or dropped, or is to be chosen.
pub(super) fn take_picture(page: &mut ProductsPage, path: Option<PathBuf>, acts: &mut Vec<Action>) {
    if page.picture_coming {
        return;
    }
    page.picture_coming = true;
    page.picture_note = None;
    acts.push(Action::FileTask(FileTask::Picture(path)));
}

/// One field with its words. True if Enter was pressed in it.
fn one_field(
    draft: &mut ProductDraft,
    ui: &mut Ui,
    field: ProductField,
    focus: Option<ProductField>,
    lang: Lang,
) -> bool {
    let p = theme::of(ui);
    let (name, hint, width) = match field {
        ProductField::Name => (text::product_name(lang), text::product_name_hint(lang), ui.available_width()),
        ProductField::Price => (text::product_price(lang), "12.50", ui.available_width()),
        // Beside it stand "one less" and "one more".
        ProductField::Stock => (text::product_stock(lang), "0", ui.available_width() - 2.0 * (theme::CONTROL + 6.0)),
        ProductField::Barcodes => {
            (text::product_barcodes(lang), text::product_barcodes_hint(lang), ui.available_width())
        }
        ProductField::Id => (text::product_id(lang), "P0001", 160.0),
    };
    ui.add_space(6.0);
    let top = ui.cursor().min;
    let id = Id::unique(("product-field", field));
    // Words above a field are a part of it: who presses them wants to type. Tab goes past them.
    if widgets::caption(ui, name).interact(egui::Sense::CLICK).clicked() {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let mut entered = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let content = match field {
            ProductField::Name => &mut draft.name,
            ProductField::Price => &mut draft.price,
            ProductField::Stock => &mut draft.stock,
            ProductField::Barcodes => &mut draft.barcodes,
            ProductField::Id => &mut draft.id,
        };
        let response = widgets::field(ui, id, name, hint, content, width);
        if focus == Some(field) {
            response.request_focus();
        }
        entered = response.lost_focus() && fresh_key(ui, Key::Enter);
        if response.lost_focus() && !draft.left.contains(&field) && draft.dirty() {
            draft.left.push(field);
        }
        if field == ProductField::Stock {
            if widgets::sign_button(ui, Glyph::Minus, text::one_less(lang), true).clicked() {
                draft.step_stock(-1);
            }
            if widgets::sign_button(ui, Glyph::Plus, text::one_more(lang), true).clicked() {
                draft.step_stock(1);
            }
        }
    });
    if let Some(trouble) = draft.shown_trouble(lang, field) {
        widgets::sentence(ui, &trouble, p.danger);
    } else {
        explain(draft, ui, field, lang);
    }
    if let Some(value) = draft.newer.as_ref().and_then(|row| newer_value(draft, row, field)) {
        widgets::sentence(ui, &text::newer_value(lang, &value), p.warn);
    }
    if focus == Some(field) {
        // The field with all that is said about it: in a low window it may lie under the buttons.
        ui.scroll_to_rect(Rect::from_min_max(top, pos2(top.x, ui.cursor().top() + 8.0)), None);
    }
    entered
}

/// What the field means, where that is not plain.
fn explain(draft: &ProductDraft, ui: &mut Ui, field: ProductField, lang: Lang) {
    match field {
        ProductField::Stock => {
            match draft.stock_becomes(lang) {
                Some(becomes) => drop(widgets::muted(ui, &becomes)),
                None if draft.before.is_some() => drop(widgets::caption(ui, text::stock_hint(lang))),
                None => {}
            }
            if let Some(held) = draft.before.as_ref().map(|row| row.held).filter(|held| *held > 0) {
                widgets::caption(ui, &text::held_pieces(lang, held));
            }
        }
        ProductField::Id => drop(widgets::caption(ui, text::product_id_note(lang))),
        ProductField::Barcodes => drop(widgets::caption(ui, text::product_barcodes_note(lang))),
        ProductField::Name | ProductField::Price => {}
    }
}

/// The shop's newer value, where it is not the one the editing began on.
fn newer_value(draft: &ProductDraft, row: &ProductRow, field: ProductField) -> Option<String> {
    let there = draft.before.as_ref()?;
    let (before, newer) = (&there.product, &row.product);
    match field {
        ProductField::Name => (newer.name != before.name).then(|| newer.name.clone()),
        ProductField::Price => (newer.price != before.price).then(|| newer.price.to_string()),
        ProductField::Stock => (newer.stock != before.stock).then(|| newer.stock.to_string()),
        ProductField::Barcodes => (row.barcodes != there.barcodes)
            .then(|| row.barcodes.iter().map(Barcode::as_str).collect::<Vec<_>>().join(" ")),
        ProductField::Id => None,
    }
}

fn sale(draft: &mut ProductDraft, ui: &mut Ui, lang: Lang) {
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        if widgets::switch(ui, draft.on_sale, text::on_sale_now(lang), ui.is_enabled()).clicked() {
            draft.on_sale = !draft.on_sale;
        }
        ui.add_space(4.0);
        widgets::bold_label(ui, text::on_sale_now(lang), theme::BODY);
    });
    let meaning = if draft.on_sale { text::on_sale_meaning(lang) } else { text::off_sale_meaning(lang) };
    widgets::caption(ui, meaning);
    let newer = draft.newer.as_ref().map(|row| row.product.on_sale);
    if newer.is_some() && newer != draft.before.as_ref().map(|row| row.product.on_sale) {
        let word = if newer == Some(true) { text::yes_on_sale(lang) } else { text::no_on_sale(lang) };
        widgets::sentence(ui, &text::newer_value(lang, word), theme::of(ui).warn);
    }
}

fn buttons(page: &mut ProductsPage, entered: bool, ui: &mut Ui, lang: Lang, acts: &mut Vec<Action>) {
    let Some(draft) = &page.draft else { return };
    let dirty = draft.dirty();
    let waits = draft.saving != Saving::No;
    let new = draft.before.is_none();
    let just_saved = draft.just_saved && !dirty;
    let decide_first = draft.newer.is_some();
    let ready = (dirty || new) && !waits && !decide_first;
    let (mut save_now, mut back) = (false, false);
    ui.horizontal(|ui| {
        let name = match (waits, new) {
            (true, _) => text::waits_for_answer(lang),
            (false, true) => text::add_product(lang),
            (false, false) => text::save_changes(lang),
        };
        let kind = if ready { ButtonKind::Main } else { ButtonKind::Plain };
        save_now |= widgets::key_button(ui, kind, name, "Ctrl S", ready).clicked();
        let leave = if dirty { text::cancel(lang) } else { text::close(lang) };
        back |= widgets::key_button(ui, ButtonKind::Plain, leave, "Esc", !waits).clicked();
        if just_saved {
            widgets::caption(ui, text::saved(lang));
        }
    });
    // Enter in another field, such as the search, is not meant for the form.
    save_now |= dirty && (entered || (page.quiet && fresh_key(ui, Key::Enter)));
    save_now |= ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::S));
    back |= !waits && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if save_now && ready {
        save(page, acts);
    } else if back {
        page.leave(FormExit::List, acts);
    }
}

fn ask(page: &mut ProductsPage, ui: &mut Ui, lang: Lang, acts: &mut Vec<Action>) {
    let closing = page.leaving == Some(FormExit::Window);
    let sentence = if closing { text::unsaved_closing(lang) } else { text::unsaved(lang) };
    widgets::sentence(ui, sentence, theme::of(ui).warn);
    ui.add_space(4.0);
    let mut answer = None;
    let decided = page.draft.as_ref().is_some_and(|draft| draft.newer.is_none());
    ui.horizontal(|ui| {
        if widgets::button(ui, ButtonKind::Main, text::save(lang), decided).clicked() {
            answer = Some(FormAnswer::Save);
        }
        if widgets::button(ui, ButtonKind::Danger, text::discard(lang), true).clicked() {
            answer = Some(FormAnswer::Discard);
        }
        if widgets::button_with_key(ui, ButtonKind::Plain, text::keep_editing(lang), Some("Esc")).clicked() {
            answer = Some(FormAnswer::Stay);
        }
    });
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::S)) && decided {
        answer = Some(FormAnswer::Save);
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        answer = Some(FormAnswer::Stay);
    }
    match answer {
        Some(FormAnswer::Save) => save(page, acts),
        Some(FormAnswer::Discard) => {
            if let Some(to) = page.leaving.take() {
                page.go(to, acts);
            }
        }
        Some(FormAnswer::Stay) => page.leaving = None,
        None => {}
    }
}

enum FormAnswer {
    Save,
    Discard,
    Stay,
}

/// Sends what was typed, or shows what is wrong with it.
fn save(page: &mut ProductsPage, acts: &mut Vec<Action>) {
    let Some(draft) = &mut page.draft else { return };
    draft.left = ProductField::ALL.to_vec();
    if let Some(field) = draft.first_trouble() {
        page.focus = Some(field);
        page.leaving = None;
        return;
    }
    if let Some(command) = draft.command() {
        draft.saving = Saving::Sent;
        acts.push(Action::Shop(command));
    }
}
