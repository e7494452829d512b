//! Orders: how long they can be paid, whether they can be picked up, what sending them costs, and how many one buyer may place.

use super::card::card;
use crate::{
    domain::FreightRules,
    settings::{SettingKey as Key, freight_of},
    store::Carrier,
    ui::{
        pages::{
            form::SettingsForm,
            form_fields::{Check, block, check_line, id_of, label, short_field, switch_line, text_field},
            shipping::{NameLength, carrier_box},
        },
        text::{self, Lang},
        theme, widgets,
    },
};
use egui::{Sense, Ui, vec2};

/// Width of the box that names a carrier.
const CARRIER: f32 = 220.0;
const FREIGHT: [Key; 3] = [Key::FreightFlat, Key::FreightFreeFrom, Key::FreightRegions];

/// The cards.
pub(super) fn show(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, carriers: &[Carrier]) {
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
    card(ui, text::shipping(lang), |ui| usual_carrier(form, ui, lang, carriers));
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

/// The carrier that stands there where nothing names another; or, as long as none is chosen, the one used last.
fn usual_carrier(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, carriers: &[Carrier]) {
    let (key, name) = (Key::UsualCarrier, text::setting_name(lang, Key::UsualCarrier));
    let chosen = form.words(key);
    let last = text::usual_carrier_last(lang);
    block(ui, |ui| {
        label(ui, name);
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(CARRIER, theme::CONTROL), Sense::hover());
            let current = Some(chosen.as_str()).filter(|id| !id.is_empty());
            let shown = (id_of(key), name, NameLength::Whole, last);
            if let Some(id) = carrier_box(ui, rect, shown, current, carriers, lang) {
                form.put(key, id);
            }
            if current.is_some() && widgets::row_button(ui, last, None).clicked() {
                form.put(key, String::new());
            }
        });
        let wrong = form.wrong(key).map(|reason| Check::Wrong(text::setting_wrong(lang, reason)));
        check_line(ui, &wrong.unwrap_or(Check::Silent));
        widgets::caption(ui, text::usual_carrier_means(lang));
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
