//! WeChat Pay: which API, the merchant, and what each API signs with.

use super::{card::card, section::Section};
use crate::{
    domain::Api,
    settings::{SecretKey, SettingKey as Key},
    ui::{
        action::Action,
        file_tasks::FileTask,
        pages::{
            form::SettingsForm,
            form_fields::{choice, file_field, mark_line, secret_field, text_field},
            pay_fields,
        },
        text::{self, Lang},
        theme,
        widgets::{self, Icon},
    },
};
use egui::Ui;

/// The card.
pub(super) fn show(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, acts: &mut Vec<Action>) {
    card(ui, Section::Pay.name(lang), |ui| {
        pay_fields::api(form, ui, lang);
        pay_fields::switch(form, ui, lang);
        text_field(form, ui, lang, Key::MchId);
        if file_field(form, ui, lang, Key::MerchantCert) {
            acts.push(Action::FileTask(FileTask::TakeCertificate(form.document.folder().to_owned(), None)));
        }
        text_field(form, ui, lang, Key::MerchantKey);
        let (now, other, why) = match form.api() {
            Api::V2 => (Api::V2, Api::V3, text::other_api_v3(lang)),
            Api::V3 => (Api::V3, Api::V2, text::other_api_v2(lang)),
        };
        of_api(form, ui, lang, now, acts);
        mark_line(ui, Icon::Lock, theme::of(ui).faint, text::secrets_kept(lang));
        ui.separator();
        widgets::muted(ui, why);
        of_api(form, ui, lang, other, acts);
    });
}

/// What one of them signs with, and is believed by.
fn of_api(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, api: Api, acts: &mut Vec<Action>) {
    secret_field(form, ui, lang, SecretKey::of(api));
    match api {
        Api::V2 => {
            let ways = [("HMAC-SHA256", text::sign_hmac(lang)), ("MD5", text::sign_md5(lang))];
            choice(form, ui, lang, Key::SignType, &ways);
        }
        Api::V3 => {
            if pay_fields::public_key(form, ui, lang) {
                acts.push(Action::FileTask(FileTask::TakePublicKey(form.document.folder().to_owned())));
            }
        }
    }
}
