//! What a trial of a shipping sheet says of each row.

use crate::{
    sheets::ship::{ShipRow, ShipSheet, ShipVerdict},
    ui::{
        pages::{
            shipping::carrier_name,
            trial_table::{self, TrialRow},
        },
        text,
        text::Lang,
        widgets::ChipLook,
    },
};
use egui::Ui;

/// What becomes of a row, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShipRowGroup {
    Ships,
    Stays,
}

impl ShipRowGroup {
    pub const ALL: [Self; 2] = [Self::Ships, Self::Stays];

    pub const fn of(verdict: &ShipVerdict) -> Self {
        match verdict {
            ShipVerdict::Ship(_) => Self::Ships,
            ShipVerdict::Refused(_) => Self::Stays,
        }
    }

    const fn look(self) -> ChipLook {
        match self {
            Self::Ships => ChipLook::Accent,
            Self::Stays => ChipLook::Warn,
        }
    }

    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Ships => text::ship_verdict_good(lang),
            Self::Stays => text::ship_verdict_bad(lang),
        }
    }
}

/// The rows at `shown`.
pub(super) fn show(ui: &mut Ui, sheet: &ShipSheet, verdicts: &[ShipVerdict], shown: &[usize], lang: Lang) {
    trial_table::show(ui, shown, lang, |at| Some(drawn(sheet.rows.get(at)?, verdicts.get(at)?, lang)));
}

fn drawn(row: &ShipRow, verdict: &ShipVerdict, lang: Lang) -> TrialRow {
    let group = ShipRowGroup::of(verdict);
    TrialRow {
        line: row.line,
        look: group.look(),
        verdict: group.word(lang),
        refused: group == ShipRowGroup::Stays,
        about: order_words(row, verdict),
        what: explained(lang, verdict),
    }
}

fn order_words(row: &ShipRow, verdict: &ShipVerdict) -> String {
    let order = match verdict {
        ShipVerdict::Ship(wished) => format!("{}  {}", wished.order_no, wished.receiver),
        ShipVerdict::Refused(_) => row.order.clone(),
    };
    let raw = if row.sheet.is_empty() { order } else { format!("{}  {order}", row.sheet) };
    text::tame(&raw, 60).replace('\n', " ")
}

fn explained(lang: Lang, verdict: &ShipVerdict) -> String {
    match verdict {
        ShipVerdict::Ship(wished) => {
            let named = (!wished.parcel.carrier.is_empty()).then(|| carrier_name(lang, &wished.parcel.carrier, &[]));
            let named = named.unwrap_or_default();
            text::row_ships(lang, &named, &wished.parcel.tracking_no, wished.parcels, wished.refunded.as_ref())
        }
        ShipVerdict::Refused(cause) => text::ship_cause(lang, cause),
    }
}
