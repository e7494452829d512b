//! The fields of WeChat Pay that the wizard and the settings have in common: which API, and the public key of API v3.

use super::{
    form::SettingsForm,
    form_fields::{block, choice, file_field, mark_line, text_field},
};
use crate::{
    domain::Api,
    settings::{SettingKey, SettingValue},
    ui::{
        text::{self, Lang},
        theme,
        widgets::{self, Icon},
    },
};
use egui::Ui;

/// Which API new orders are made with, and for whom each of them is.
pub(in crate::ui) fn api(form: &mut SettingsForm, ui: &mut Ui, lang: Lang) {
    let all = [(Api::V3.as_str(), text::api_v3(lang)), (Api::V2.as_str(), text::api_v2(lang))];
    block(ui, |ui| {
        choice(form, ui, lang, SettingKey::Api, &all);
        widgets::muted(ui, text::api_v3_means(lang));
        widgets::muted(ui, text::api_v2_means(lang));
    });
}

/// What becomes of what is in flight when another API is chosen, and what has to be done before.
pub(in crate::ui) fn switch(form: &SettingsForm, ui: &mut Ui, lang: Lang) {
    let before = form.document.value(SettingKey::Api);
    let api = form.api();
    if before == SettingValue::Text(api.as_str().to_owned()) {
        return;
    }
    let steps = match api {
        Api::V3 => text::switch_to_v3(lang),
        Api::V2 => text::switch_to_v2(lang),
    };
    let p = theme::of(ui);
    theme::card(p).fill(p.warn_bg).stroke(egui::Stroke::NONE).inner_margin(12).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 6.0;
        for step in steps {
            mark_line(ui, Icon::Bang, p.warn, step);
        }
    });
}

/// WeChat's public key: its file and what it is called. True if the dialog for the file is wanted.
pub(in crate::ui) fn public_key(form: &mut SettingsForm, ui: &mut Ui, lang: Lang) -> bool {
    let wanted = file_field(form, ui, lang, SettingKey::PublicKey);
    text_field(form, ui, lang, SettingKey::PublicKeyId);
    widgets::caption(ui, text::public_key_means(lang));
    wanted
}
