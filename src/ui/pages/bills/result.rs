//! What came of a day, as its chip says it.

use crate::{
    domain::bill_match::BillDayState,
    store::BillDay,
    ui::{text, text::Lang, widgets::ChipLook},
};

/// What came of the day, and how its chip looks.
pub(super) fn result(lang: Lang, day: &BillDay) -> (ChipLook, String) {
    let many = |count: i64| u64::try_from(count).unwrap_or_default();
    match day.state {
        BillDayState::Failed => (ChipLook::Cross, text::bill_result_failed(lang).to_owned()),
        BillDayState::Wanted => (ChipLook::Clock, text::bill_result_wanted(lang).to_owned()),
        _ if day.open > 0 => (ChipLook::Warn, text::bill_places(lang, many(day.open))),
        _ if day.pending > 0 => (ChipLook::Clock, text::bill_result_pending(lang, many(day.pending))),
        _ if day.noted > 0 => (ChipLook::Check, text::bill_result_noted(lang, many(day.noted))),
        BillDayState::Empty => (ChipLook::Ring, text::bill_result_empty(lang).to_owned()),
        BillDayState::Read => (ChipLook::Accent, text::bill_result_agrees(lang).to_owned()),
    }
}
