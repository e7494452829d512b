//! The mini program's message push: what to write into its console, and the two secrets that stand there too.

use super::card::card;
use crate::{
    settings::{SecretKey, SettingKey, SettingValue},
    ui::{
        action::Action,
        pages::{form::SettingsForm, form_fields::secret_field, link_card::copied_fact},
        screen::ShopFacts,
        text::{self, Lang},
        widgets,
    },
};
use egui::Ui;

/// The card.
pub(super) fn show(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, facts: &ShopFacts, acts: &mut Vec<Action>) {
    card(ui, text::push_title(lang), |ui| {
        widgets::muted(ui, text::push_means(lang));
        match address(form, facts) {
            Some(address) => {
                copied_fact(ui, text::push_address(lang), &address, text::copy_push_address(lang), acts);
            }
            None => {
                widgets::muted(ui, text::push_needs_address(lang));
            }
        }
        secret_field(form, ui, lang, SecretKey::PushToken);
        secret_field(form, ui, lang, SecretKey::PushKey);
    });
}

/// Where WeChat's push has to go; `None` while the shop has no public address, or was not opened yet.
fn address(form: &SettingsForm, facts: &ShopFacts) -> Option<String> {
    let SettingValue::Text(public) = form.value(SettingKey::PublicUrl) else { return None };
    let public = public.trim().trim_end_matches('/');
    let path = facts.push_path.as_deref().filter(|_| !public.is_empty())?;
    Some(format!("{public}{path}"))
}
