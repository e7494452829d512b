//! Orders: how long they can be paid, whether they can be picked up, what sending them costs, and how many one buyer may place.

use super::card::card;
use crate::{
    domain::FreightRules,
    settings::{SettingKey as Key, freight_of},
    ui::{
        pages::{
            form::SettingsForm,
            form_fields::{Check, check_line, short_field, switch_line, text_field},
        },
        text::{self, Lang},
        widgets,
    },
};
use egui::Ui;

const FREIGHT: [Key; 3] = [Key::FreightFlat, Key::FreightFreeFrom, Key::FreightRegions];

/// The cards.
pub(super) fn show(form: &mut SettingsForm, ui: &mut Ui, lang: Lang) {
    card(ui, text::orders(lang), |ui| short_field(form, ui, lang, Key::PayWithinMinutes));
    card(ui, text::freight(lang), |ui| {
        let [flat, free_from, regions] = FREIGHT;
        ui.columns_const(|[left, right]| {
            left.vertical(|ui| short_field(form, ui, lang, flat));
            right.vertical(|ui| short_field(form, ui, lang, free_from));
        });
        text_field(form, ui, lang, regions);
        // As the program understands it: a slip of the pen is seen before a buyer pays it.
        if let Some(rules) = freight_of(&FREIGHT.map(|key| (key, form.value(key)))) {
            check_line(ui, &Check::Good(in_words(&rules, lang)));
        }
        widgets::caption(ui, text::freight_never_for(lang));
    });
    card(ui, text::pickup_title(lang), |ui| {
        switch_line(form, ui, lang, Key::Pickup);
        text_field(form, ui, lang, Key::PickupAddress);
        text_field(form, ui, lang, Key::PickupHours);
    });
    card(ui, text::limits_title(lang), |ui| {
        for key in [Key::LimitOrders, Key::LimitPieces, Key::LimitPictures] {
            short_field(form, ui, lang, key);
        }
    });
}

/// What buyers are asked for.
fn in_words(rules: &FreightRules, lang: Lang) -> String {
    let cost =
        |fen: crate::domain::Fen| if fen.is_zero() { text::freight_free(lang).to_owned() } else { fen.to_string() };
    let mut said = vec![text::freight_usual(lang, &cost(rules.flat))];
    said.extend(rules.regions.iter().map(|region| format!("{} {}", region.provinces.join("、"), cost(region.fee))));
    said.extend(rules.free_from.map(|from| text::freight_free_from(lang, from)));
    said.join(" · ")
}
