//! What a trial of a product sheet says of each row.

use crate::{
    domain::{Barcode, ProductFacts},
    sheets::{Column, RowVerdict, Sheet, SheetRow},
    ui::{
        pages::trial_table::{self, TrialRow},
        text,
        text::Lang,
        widgets::ChipLook,
    },
};
use egui::Ui;

/// What becomes of a row, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProductRowGroup {
    New,
    Change,
    Same,
    Refused,
}

impl ProductRowGroup {
    pub const ALL: [Self; 4] = [Self::New, Self::Change, Self::Same, Self::Refused];

    pub const fn of(verdict: &RowVerdict) -> Self {
        match verdict {
            RowVerdict::New(_) => Self::New,
            RowVerdict::Changes { .. } => Self::Change,
            RowVerdict::Unchanged(_) => Self::Same,
            RowVerdict::Refused(_) => Self::Refused,
        }
    }

    const fn look(self) -> ChipLook {
        match self {
            Self::New => ChipLook::Accent,
            Self::Change => ChipLook::Info,
            Self::Same => ChipLook::Check,
            Self::Refused => ChipLook::Warn,
        }
    }

    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::New => text::verdict_new(lang),
            Self::Change => text::verdict_change(lang),
            Self::Same => text::verdict_same(lang),
            Self::Refused => text::verdict_refused(lang),
        }
    }
}

/// The rows at `shown`.
pub(super) fn show(ui: &mut Ui, sheet: &Sheet, verdicts: &[RowVerdict], shown: &[usize], lang: Lang) {
    trial_table::show(ui, shown, lang, |at| Some(drawn(sheet.rows.get(at)?, verdicts.get(at)?, lang)));
}

fn drawn(row: &SheetRow, verdict: &RowVerdict, lang: Lang) -> TrialRow {
    let group = ProductRowGroup::of(verdict);
    TrialRow {
        line: row.line,
        look: group.look(),
        verdict: group.word(lang),
        refused: group == ProductRowGroup::Refused,
        about: product_name(row, verdict),
        what: explained(lang, verdict),
    }
}

/// Which product a row is about, as far as it says.
fn product_name(row: &SheetRow, verdict: &RowVerdict) -> String {
    let raw = match verdict {
        RowVerdict::New(wanted) | RowVerdict::Changes { wanted, .. } => format!("{}  {}", wanted.name, wanted.id),
        RowVerdict::Unchanged(_) | RowVerdict::Refused(_) => {
            let cells = row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
            cells.take(3).collect::<Vec<_>>().join("  ")
        }
    };
    text::tame(&raw, 60).replace('\n', " ")
}

/// What else would be said of the product, one by one.
fn facts_changed(lang: Lang, before: &ProductFacts, wanted: &ProductFacts) -> Vec<String> {
    let words = |facts: &ProductFacts| facts.variant.as_ref().map_or_else(String::new, |it| it.words.clone());
    let of = |facts: &ProductFacts| facts.variant.as_ref().map_or_else(String::new, |it| it.of.to_string());
    let grams = |facts: &ProductFacts| facts.weight_g.map_or_else(String::new, |grams| text::count(u64::from(grams)));
    let rule = |facts: &ProductFacts| text::refund_rule(lang, facts.refunds);
    let all = [
        (text::column(lang, Column::VariantOf), of(before), of(wanted)),
        (text::product_variants(lang), words(before), words(wanted)),
        (text::product_category(lang), before.category.clone(), wanted.category.clone()),
        (text::product_weight(lang), grams(before), grams(wanted)),
        (text::product_refunds(lang), rule(before), rule(wanted)),
        (text::product_description(lang), before.description.clone(), wanted.description.clone()),
    ];
    let changed = all.into_iter().filter(|(_, old, new)| old != new);
    changed.map(|(name, old, new)| text::from_to(name, &text::tame(&old, 40), &text::tame(&new, 40))).collect()
}

fn explained(lang: Lang, verdict: &RowVerdict) -> String {
    match verdict {
        RowVerdict::New(wanted) => text::new_row(lang, wanted.price, wanted.stock.unwrap_or(0), wanted.on_sale),
        RowVerdict::Unchanged(_) => String::new(),
        RowVerdict::Refused(cause) => text::row_cause(lang, cause),
        RowVerdict::Changes { wanted, before } => {
            let mut all = Vec::new();
            if wanted.name != before.name {
                let (old, new) = (text::tame(&before.name, 40), text::tame(&wanted.name, 40));
                all.push(text::from_to(text::product_name(lang), &old, &new));
            }
            if wanted.price != before.price {
                let (old, new) = (before.price.to_string(), wanted.price.to_string());
                all.push(text::from_to(text::col_price(lang), &old, &new));
            }
            if let Some(stock) = wanted.stock {
                let (old, new) = (text::count(u64::from(before.stock)), text::count(u64::from(stock)));
                all.push(text::from_to(text::col_stock(lang), &old, &new));
            }
            if wanted.on_sale != before.on_sale {
                let word = |on: bool| if on { text::yes_on_sale(lang) } else { text::no_on_sale(lang) };
                all.push(format!("{} → {}", word(before.on_sale), word(wanted.on_sale)));
            }
            if let Some(codes) = &wanted.barcodes {
                let codes = codes.iter().map(Barcode::as_str).collect::<Vec<_>>().join(" ");
                all.push(format!("{} → {}", text::product_barcodes(lang), text::tame(&codes, 60)));
            }
            all.extend(facts_changed(lang, &before.facts, &wanted.facts));
            all.join(text::and_then(lang))
        }
    }
}
