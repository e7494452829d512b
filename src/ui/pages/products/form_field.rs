//! One field of the form with its words: its name, what it means or what is wrong with it, and what somebody else made of it.

use super::{draft::ProductDraft, fields::ProductField};
use crate::{
    domain::Barcode,
    store::ProductRow,
    ui::{
        keys::fresh_key,
        text::{self, Lang},
        theme,
        widgets::{self, Glyph},
    },
};
use egui::{self, Id, Key, Rect, Ui, pos2};

/// Lines of a description that are seen before it grows.
const DESCRIPTION_ROWS: usize = 4;

/// One field with its words. True if Enter was pressed in it.
pub(super) fn one_field(
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
        ProductField::Category => (text::product_category(lang), "", ui.available_width()),
        ProductField::Weight => (text::product_weight(lang), "", ui.available_width()),
        ProductField::RefundDays => (text::product_refund_days(lang), "7", 96.0),
        ProductField::Description => {
            (text::product_description(lang), text::product_description_hint(lang), ui.available_width())
        }
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
            ProductField::Category => &mut draft.facts.category,
            ProductField::Weight => &mut draft.facts.weight,
            ProductField::RefundDays => &mut draft.facts.days,
            ProductField::Description => &mut draft.facts.description,
        };
        let lines = field == ProductField::Description;
        let response = if lines {
            widgets::lines_field(ui, id, (name, hint), content, (width, DESCRIPTION_ROWS))
        } else {
            widgets::field(ui, id, name, hint, content, width)
        };
        if focus == Some(field) {
            response.request_focus();
        }
        entered = !lines && response.lost_focus() && fresh_key(ui, Key::Enter);
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
        ProductField::Weight => drop(widgets::caption(ui, text::product_weight_note(lang))),
        ProductField::Name
        | ProductField::Price
        | ProductField::Category
        | ProductField::RefundDays
        | ProductField::Description => {}
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
        ProductField::Category => (newer.facts.category != before.facts.category).then(|| newer.facts.category.clone()),
        ProductField::Description => {
            (newer.facts.description != before.facts.description).then(|| newer.facts.description.clone())
        }
        ProductField::Weight => (newer.facts.weight_g != before.facts.weight_g)
            .then(|| newer.facts.weight_g.map_or_else(String::new, |grams| grams.to_string())),
        ProductField::RefundDays | ProductField::Id => None,
    }
}
