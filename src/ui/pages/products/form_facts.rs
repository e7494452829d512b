//! Whether a buyer may ask for money back, in the form of a product.

use super::{draft::ProductDraft, draft_facts::RefundChoice, fields::ProductField, form_field::one_field};
use crate::ui::{
    text::{self, Lang},
    widgets,
};
use egui::Ui;

/// The three rules, and the days of the second.
pub(super) fn refunds(draft: &mut ProductDraft, ui: &mut Ui, focus: Option<ProductField>, lang: Lang) {
    ui.add_space(6.0);
    widgets::caption(ui, text::product_refunds(lang));
    let all = [
        (RefundChoice::Open, text::refunds_open(lang), None),
        (RefundChoice::Within, text::refunds_within(lang), None),
        (RefundChoice::Never, text::refunds_never(lang), None),
    ];
    if let Some(chosen) = widgets::filters(ui, draft.facts.refunds, &all) {
        draft.facts.refunds = chosen;
    }
    if draft.facts.refunds == RefundChoice::Within {
        one_field(draft, ui, ProductField::RefundDays, focus, lang);
    }
    widgets::caption(ui, text::refunds_note(lang));
}
