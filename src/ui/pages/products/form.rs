//! The form of one product: every mistake stands at its field, and nothing that was typed is lost without a question.

use super::{
    draft::{ProductDraft, Saving},
    fields::ProductField,
    form_facts,
    form_field::one_field,
    form_variants,
    listing::mark,
    state::{FormExit, ProductsPage},
};
use crate::{
    domain::ProductId,
    store::ProductFilter,
    ui::{
        action::Action,
        file_tasks::FileTask,
        gallery::{Gallery, GalleryPicture},
        keys::fresh_key,
        pages::product_picture,
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind, ChipLook, Now},
    },
};
use egui::{self, Key, Modifiers, Rect, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};
use std::path::PathBuf;

/// Height of the part with the buttons.
const FOOT: f32 = 68.0;
/// Height of it while it asks.
const ASKING: f32 = 100.0;
/// The page of the mini program that shows a product, with what stands before its id.
const PRODUCT_PAGE: &str = "pages/shop/shop?product=";
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
    let taken: Vec<ProductId> = page.ids().cloned().collect();
    let Some(draft) = &mut page.draft else { return false };
    headline(draft, ui, lang);
    newer(draft, ui, lang);
    ui.add_space(4.0);
    let waits = draft.saving != Saving::No;
    let (mut chosen, mut entered, mut pressed) = (None, false, None);
    ui.add_enabled_ui(!waits, |ui| {
        chosen = picture_row(draft, (page.picture_coming, page.picture_note.as_deref()), gallery, ui, lang);
        let focus = page.focus.take();
        let mut line = |draft: &mut ProductDraft, ui: &mut Ui, field: ProductField| {
            entered |= one_field(draft, ui, field, focus, lang);
        };
        line(draft, ui, ProductField::Name);
        // A product with variants costs what they cost, and has what they have.
        if draft.variants.is_empty() {
            ui.columns_const(|[left, right]| {
                // A column of its own would stretch the words from edge to edge.
                left.vertical(|ui| line(draft, ui, ProductField::Price));
                right.vertical(|ui| line(draft, ui, ProductField::Stock));
            });
            line(draft, ui, ProductField::Barcodes);
        }
        if draft.before.is_none() {
            line(draft, ui, ProductField::Id);
        }
        sale(draft, ui, lang);
        pressed = form_variants::show(draft, &taken, gallery, ui, lang);
        ui.add_space(4.0);
        widgets::section(ui, text::more_about_it(lang));
        ui.columns_const(|[left, right]| {
            left.vertical(|ui| entered |= one_field(draft, ui, ProductField::Category, focus, lang));
            right.vertical(|ui| entered |= one_field(draft, ui, ProductField::Weight, focus, lang));
        });
        form_facts::refunds(draft, ui, focus, lang);
        entered |= one_field(draft, ui, ProductField::Description, focus, lang);
    });
    if let Some(at) = pressed {
        take_picture_of(page, Some(at), None, acts);
        return entered;
    }
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
        // What the mini program opens: the owner sends it to a buyer, or puts it under an article.
        widgets::copy_button(ui, text::copy_product_link(lang), &format!("{PRODUCT_PAGE}{}", row.product.id));
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
    take_picture_of(page, None, path, acts);
}

/// The same for one of its variants.
fn take_picture_of(page: &mut ProductsPage, variant: Option<usize>, path: Option<PathBuf>, acts: &mut Vec<Action>) {
    if page.picture_coming {
        return;
    }
    page.picture_of = variant;
    page.picture_coming = true;
    page.picture_note = None;
    acts.push(Action::FileTask(FileTask::Picture(path)));
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
    let variants = draft.show_variants_troubles();
    if let Some(field) = draft.first_trouble() {
        page.focus = Some(field);
        page.leaving = None;
        return;
    }
    if variants {
        page.leaving = None;
        return;
    }
    if let Some(command) = draft.command() {
        draft.saving = Saving::Sent;
        acts.push(Action::Shop(command));
    }
}
