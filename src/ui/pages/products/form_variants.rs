//! The choices of a product in its form: each with its own words, price, stock, barcodes and picture, in the owner's order.

use super::{
    draft::ProductDraft,
    draft_variants::{VariantDraft, VariantField, id_beside},
};
use crate::{
    domain::{ProductId, VARIANTS_MAX},
    ui::{
        gallery::Gallery,
        pages::product_picture,
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind, Glyph},
    },
};
use egui::{self, Id, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, vec2};

const THUMB: f32 = 40.0;
const THUMB_PIXELS: u32 = 96;

/// What was pressed at a variant.
enum VariantPressed {
    Up,
    Down,
    Remove,
    Picture,
}

/// The section. The place of the variant that is to have another picture, if one is.
pub(super) fn show(
    draft: &mut ProductDraft,
    taken: &[ProductId],
    gallery: &mut Gallery,
    ui: &mut Ui,
    lang: Lang,
) -> Option<usize> {
    ui.add_space(4.0);
    widgets::section(ui, text::product_variants(lang));
    if draft.variants.is_empty() {
        widgets::caption(ui, text::variants_note(lang));
    }
    let (mut pressed, name) = (None, draft.name.clone());
    for at in 0..draft.variants.len() {
        let others = draft.other_words(at);
        let count = draft.variants.len();
        let Some(variant) = draft.variants.get_mut(at) else { continue };
        if let Some(what) = card(variant, (at, count, &others), (gallery, &name), ui, lang) {
            pressed = Some((at, what));
        }
        ui.add_space(6.0);
    }
    if draft.variants.len() < VARIANTS_MAX
        && widgets::button(ui, ButtonKind::Plain, text::add_variant(lang), true).clicked()
    {
        add(draft, taken, ui);
    }
    let (at, what) = pressed?;
    match what {
        VariantPressed::Up => draft.variants.swap(at, at.saturating_sub(1)),
        VariantPressed::Down => {
            let below = (at + 1).min(draft.variants.len().saturating_sub(1));
            draft.variants.swap(at, below);
        }
        VariantPressed::Remove => drop(draft.variants.remove(at)),
        VariantPressed::Picture => return Some(at),
    }
    None
}

fn add(draft: &mut ProductDraft, taken: &[ProductId], ui: &Ui) {
    let known = taken.iter().chain(draft.variants.iter().map(|variant| &variant.id));
    let Some(id) = id_beside(&draft.id, &known).or_else(|| id_beside("P", &known)) else { return };
    let price = draft.variants.last().map_or_else(|| draft.price.clone(), |last| last.price.clone());
    ui.memory_mut(|memory| memory.request_focus(field_id(&id, VariantField::Words)));
    draft.variants.push(VariantDraft::new(id, price));
}

fn field_id(id: &ProductId, field: VariantField) -> Id {
    Id::unique(("variant-field", id.as_str(), field))
}

fn card(
    variant: &mut VariantDraft,
    place: (usize, usize, &[String]),
    pictures: (&mut Gallery, &str),
    ui: &mut Ui,
    lang: Lang,
) -> Option<VariantPressed> {
    let p = theme::of(ui);
    let (at, count, others) = place;
    let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
    let frame = theme::card(p).fill(p.raised).stroke(Stroke::new(1.0, p.line)).inner_margin(10);
    let inside = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
        let width = ui.available_width();
        let mut line = |ui: &mut Ui, fields: &[(VariantField, f32)]| {
            ui.horizontal_top(|ui| {
                for (field, share) in fields {
                    let wide = width * share - 8.0;
                    ui.vertical(|ui| one_field(variant, ui, (*field, number), wide, lang));
                }
            });
        };
        line(ui, &[(VariantField::Words, 0.42), (VariantField::Price, 0.29), (VariantField::Stock, 0.29)]);
        line(ui, &[(VariantField::Barcodes, 0.71), (VariantField::Weight, 0.29)]);
        if variant.left {
            let wrong = VariantField::ALL.into_iter().filter_map(|field| variant.trouble(lang, field, others));
            for trouble in wrong {
                widgets::sentence(ui, &trouble, p.danger);
            }
        }
        foot(variant, (at, count), pictures, ui, lang)
    });
    inside.inner
}

fn foot(
    variant: &mut VariantDraft,
    (at, count): (usize, usize),
    (gallery, product): (&mut Gallery, &str),
    ui: &mut Ui,
    lang: Lang,
) -> Option<VariantPressed> {
    let mut pressed = None;
    let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
    ui.horizontal(|ui| {
        let name = text::variant_picture(lang, number);
        let (rect, picture) = ui.allocate_exact_size(vec2(THUMB, THUMB), Sense::click());
        let seen = variant.picture.as_deref().map(|file| gallery.see(ui.ctx(), file, THUMB_PIXELS));
        product_picture::picture(
            ui,
            rect,
            seen.as_ref(),
            if variant.words.is_empty() { product } else { &variant.words },
        );
        picture.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        widgets::focus_ring(ui, &picture, rect);
        if picture.on_hover_text(&name).clicked() {
            pressed = Some(VariantPressed::Picture);
        }
        let sale = text::variant_on_sale(lang, number);
        if widgets::switch(ui, variant.on_sale, &sale, ui.is_enabled()).clicked() {
            variant.on_sale = !variant.on_sale;
        }
        let word = if variant.on_sale { text::yes_on_sale(lang) } else { text::no_on_sale(lang) };
        widgets::caption(ui, word);
        if at > 0 && widgets::sign_button(ui, Glyph::Up, &text::variant_up(lang, number), true).clicked() {
            pressed = Some(VariantPressed::Up);
        }
        if at + 1 < count && widgets::sign_button(ui, Glyph::Down, &text::variant_down(lang, number), true).clicked() {
            pressed = Some(VariantPressed::Down);
        }
        if widgets::sign_button(ui, Glyph::Cross, &text::variant_remove(lang, number), true).clicked() {
            pressed = Some(VariantPressed::Remove);
        }
    });
    pressed
}

fn one_field(variant: &mut VariantDraft, ui: &mut Ui, (field, number): (VariantField, u32), width: f32, lang: Lang) {
    let (caption, hint) = match field {
        VariantField::Words => (text::variant_words(lang), text::variant_words_hint(lang)),
        VariantField::Price => (text::product_price(lang), "12.50"),
        VariantField::Stock => (text::col_stock(lang), "0"),
        VariantField::Barcodes => (text::product_barcodes(lang), text::product_barcodes_hint(lang)),
        VariantField::Weight => (text::variant_weight(lang), ""),
    };
    ui.set_width(width);
    widgets::caption(ui, caption);
    let id = field_id(&variant.id, field);
    let name = text::variant_field(lang, caption, number);
    let response = widgets::field(ui, id, &name, hint, variant.text(field), width);
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    variant.left |= response.lost_focus() && variant.differs() && field != VariantField::Words;
}
