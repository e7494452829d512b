//! What else is said of a product, while it is edited: where it stands, what it weighs, whether its money goes back.

use super::fields::ProductField;
use crate::{
    domain::{
        CATEGORY_CHARS_MAX, DESCRIPTION_CHARS_MAX, ProductFacts, REFUND_DAYS_MAX, RefundRule, Variant, half_width,
    },
    sheets::{Column, RowCause, plain_lines, read_text, read_weight},
    ui::{text, text::Lang},
};

/// Which of the three rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RefundChoice {
    Open,
    Within,
    Never,
}

/// As it was typed.
#[derive(Debug, Clone)]
pub(super) struct FactsDraft {
    pub category: String,
    /// Its lines end in LF.
    pub description: String,
    /// Grams; may be empty.
    pub weight: String,
    pub refunds: RefundChoice,
    pub days: String,
    variant: Option<Variant>,
}

impl FactsDraft {
    pub fn of(facts: &ProductFacts) -> Self {
        let (refunds, days) = match facts.refunds {
            RefundRule::Open => (RefundChoice::Open, String::new()),
            RefundRule::Within(days) => (RefundChoice::Within, days.to_string()),
            RefundRule::Never => (RefundChoice::Never, String::new()),
        };
        Self {
            category: facts.category.clone(),
            description: plain_lines(&facts.description),
            weight: facts.weight_g.map_or_else(String::new, |grams| grams.to_string()),
            refunds,
            days,
            variant: facts.variant.clone(),
        }
    }

    /// Nothing was typed.
    pub fn is_empty(&self) -> bool {
        [&self.category, &self.description, &self.weight].iter().all(|text| text.trim().is_empty())
            && self.refunds == RefundChoice::Open
    }

    /// True if it says something else than `there`.
    pub fn differs(&self, there: &ProductFacts) -> bool {
        self.read(Some(there)).map_or(true, |facts| facts != *there)
    }

    /// What it means; `there` is what it was.
    pub fn read(&self, there: Option<&ProductFacts>) -> Result<ProductFacts, RowCause> {
        let same = there.filter(|facts| plain_lines(&facts.description).trim() == self.description.trim());
        let description = match same {
            // Opened and left as it was, it is no change, whatever ended its lines once.
            Some(facts) => facts.description.clone(),
            None => read_text(&self.description, Column::Description, DESCRIPTION_CHARS_MAX)?,
        };
        Ok(ProductFacts {
            variant: self.variant.clone(),
            category: read_text(&self.category, Column::Category, CATEGORY_CHARS_MAX)?,
            description,
            weight_g: read_weight_or_none(&self.weight)?,
            refunds: self.rule().ok_or(RowCause::BadRefunds)?,
        })
    }

    fn rule(&self) -> Option<RefundRule> {
        let days: String = self.days.trim().chars().map(half_width).collect();
        let days = || days.parse().ok().filter(|days| (1..=REFUND_DAYS_MAX).contains(days));
        match self.refunds {
            RefundChoice::Open => Some(RefundRule::Open),
            RefundChoice::Never => Some(RefundRule::Never),
            RefundChoice::Within => days().map(RefundRule::Within),
        }
    }

    /// What is wrong with a field of these.
    pub fn trouble(&self, lang: Lang, field: ProductField) -> Option<String> {
        let cause = match field {
            ProductField::Category => read_text(&self.category, Column::Category, CATEGORY_CHARS_MAX).err(),
            ProductField::Description => read_text(&self.description, Column::Description, DESCRIPTION_CHARS_MAX).err(),
            ProductField::Weight => read_weight_or_none(&self.weight).err(),
            ProductField::RefundDays if self.rule().is_none() => return Some(text::refund_days_bad(lang).to_owned()),
            _ => None,
        };
        cause.map(|cause| text::row_cause(lang, &cause))
    }
}

/// Grams, where something was typed.
pub(super) fn read_weight_or_none(typed: &str) -> Result<Option<u32>, RowCause> {
    if typed.trim().is_empty() { Ok(None) } else { read_weight(typed).map(Some) }
}
