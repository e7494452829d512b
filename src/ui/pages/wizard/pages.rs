//! The fields of each page.

use super::{
    state::{Wizard, WizardForm},
    step::Step,
};
use crate::{
    domain::Api,
    settings::{SecretKey, SettingKey},
    ui::{
        file_tasks::FileTask,
        pages::{
            form_fields::{block, choice, choose_file, mark_line, secret_field, text_field},
            logo_field, pay_fields,
            settings::printers,
            tunnel_fields,
        },
        text, theme,
        widgets::{self, Icon},
    },
};
use egui::{Align, Layout, Ui};

pub(super) fn show(wizard: &mut Wizard, ui: &mut Ui) {
    let lang = wizard.lang;
    let (step, before) = (wizard.step, fingerprint(wizard));
    if step == Step::Merchant {
        merchant(wizard, ui);
    } else if let WizardForm::Ready(form) = &mut wizard.form {
        match step {
            Step::Shop => {
                text_field(form, ui, lang, SettingKey::ShopName);
                let languages = [
                    ("system", text::shop_language_system(lang)),
                    ("zh", text::language_zh(lang)),
                    ("en", text::language_en(lang)),
                ];
                choice(form, ui, lang, SettingKey::ShopLanguage, &languages);
                if let Some(task) = logo_field::show(form, ui, lang) {
                    wizard.tasks.run(task);
                }
            }
            Step::Program => {
                text_field(form, ui, lang, SettingKey::AppId);
                secret_field(form, ui, lang, SecretKey::AppSecret);
                mark_line(ui, Icon::Lock, theme::of(ui).faint, text::secrets_kept(lang));
            }
            Step::Address => {
                if let Some(task) = tunnel_fields::show(form, &mut wizard.tunnel, ui, lang) {
                    wizard.tasks.run(task);
                }
            }
            Step::Printer => {
                if let Some(task) = printers::list(form, &mut wizard.printers, ui, lang) {
                    wizard.tasks.run(task);
                }
            }
            Step::Merchant | Step::Proof => {}
        }
    }
    if matches!(step, Step::Program | Step::Merchant | Step::Address) {
        servers(wizard, ui);
    }
    if fingerprint(wizard) != before {
        // What was found is about what stood here before.
        wizard.touched = true;
        wizard.asked = None;
        for kind in step.looks() {
            wizard.live.remove(kind);
        }
    }
}

/// What is typed on this page: another one makes answers old.
fn fingerprint(wizard: &Wizard) -> Vec<String> {
    let Some(form) = wizard.ready() else { return Vec::new() };
    let keys = wizard.step.keys().iter().map(|key| form.words(*key));
    let secrets = [SecretKey::ApiKey, SecretKey::ApiV3Key, SecretKey::AppSecret];
    let secrets = secrets.iter().map(|key| form.good_secret(*key).map_or(0, |words| words.as_str().len()).to_string());
    keys.chain(secrets).chain([form.words(SettingKey::MerchantCert)]).collect()
}

fn merchant(wizard: &mut Wizard, ui: &mut Ui) {
    let lang = wizard.lang;
    let WizardForm::Ready(form) = &mut wizard.form else { return };
    pay_fields::api(form, ui, lang);
    text_field(form, ui, lang, SettingKey::MchId);
    secret_field(form, ui, lang, SecretKey::of(form.api()));
    let public_key = form.api() == Api::V3 && pay_fields::public_key(form, ui, lang);
    let written =
        form.document.written(SettingKey::MerchantCert).is_some() || form.is_changed(SettingKey::MerchantCert);
    let name = form.words(SettingKey::MerchantCert);
    let mut wanted = false;
    block(ui, |ui| {
        widgets::caption(ui, text::setting_name(lang, SettingKey::MerchantCert));
        let p = theme::of(ui);
        theme::card(p).inner_margin(12).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                let (sign, _) = ui.allocate_exact_size(egui::vec2(28.0, 28.0), egui::Sense::hover());
                let (ink, words) =
                    if written { (p.accent, name.as_str()) } else { (p.faint, text::wizard_no_file(lang)) };
                Icon::Lock.paint(ui.painter(), sign.center(), 18.0, ink);
                ui.label(egui::RichText::new(text::tame(words, 60)).size(theme::BODY));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    wanted = choose_file(ui, lang, SettingKey::MerchantCert);
                });
            });
        });
    });
    mark_line(ui, Icon::Lock, theme::of(ui).faint, text::secrets_kept(lang));
    if wanted {
        wizard.tasks.run(FileTask::TakeCertificate(wizard.folder.clone(), None));
    }
    if public_key {
        wizard.tasks.run(FileTask::TakePublicKey(wizard.folder.clone()));
    }
}

/// For who does not call WeChat itself: a stand-in, a proxy.
fn servers(wizard: &mut Wizard, ui: &mut Ui) {
    let lang = wizard.lang;
    let address = wizard.step == Step::Address;
    let name = if address { text::section_advanced(lang) } else { text::wizard_other_servers(lang) };
    if widgets::caret_link(ui, name).clicked() {
        wizard.servers_shown = !wizard.servers_shown;
    }
    if !wizard.servers_shown {
        return;
    }
    let WizardForm::Ready(form) = &mut wizard.form else { return };
    let all: &[SettingKey] = if address {
        &[SettingKey::Bind]
    } else {
        &[SettingKey::PayUrl, SettingKey::MiniprogramUrl, SettingKey::ExtraRootCa, SettingKey::Proxy]
    };
    for key in all.iter().copied() {
        text_field(form, ui, lang, key);
    }
}
