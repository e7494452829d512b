//! Any setting by its name, so that nobody has to know in which section it stands.

use super::{section, section::Section, state::SettingsPage};
use crate::{
    base::search_text::{folded, initials, place_in, syllables},
    settings::{SecretKey, SettingKey},
    ui::{
        pages::{
            filters::{FindField, find_field},
            form_fields,
        },
        text::{self, Lang},
        theme,
        widgets::{self, Emptiness, Icon},
    },
};
use egui::{self, Id, Rect, Ui};

const FIELD: f32 = 260.0;

/// Something that is set, or a section as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SettingsPlace {
    Section(Section),
    Setting(SettingKey),
    Secret(SecretKey),
}

impl SettingsPlace {
    const fn section(self) -> Section {
        match self {
            Self::Section(section) => section,
            Self::Setting(key) => Section::of(key),
            Self::Secret(key) => Section::of_secret(key),
        }
    }

    fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Section(section) => section.name(lang),
            Self::Setting(key) => text::setting_name(lang, key),
            Self::Secret(key) => text::secret_name(lang, key),
        }
    }

    /// By its name in either language, by the pinyin of the Chinese one, or as it is spelled in the file.
    fn is_meant(self, wanted: &str) -> bool {
        let spelled = if let Self::Setting(key) = self { key.place().1 } else { "" };
        let names = [self.name(Lang::Zh), self.name(Lang::En), spelled];
        let sounds = syllables(self.name(Lang::Zh));
        names.iter().any(|name| place_in(name, wanted).is_some())
            || initials(&sounds).contains(wanted)
            || sounds.concat().contains(wanted)
    }
}

/// What fits what is typed: sections first, then settings as they stand in the file.
fn found(typed: &str) -> Vec<SettingsPlace> {
    let wanted = folded(typed.trim());
    let sections = section::ALL.into_iter().map(SettingsPlace::Section);
    let settings = SettingKey::ALL.iter().copied().map(SettingsPlace::Setting);
    let secrets = SecretKey::ALL.iter().copied().map(SettingsPlace::Secret);
    sections.chain(settings).chain(secrets).filter(|place| place.is_meant(&wanted)).collect()
}

/// The field, at the right of the page's head.
pub(super) fn field(page: &mut SettingsPage, ui: &mut Ui, head: Rect, lang: Lang) {
    let name = text::settings_find(lang);
    let room = head.with_min_x(head.right() - FIELD);
    let field = FindField { id: Id::unique("settings-find"), name, hint: name };
    find_field(&field, &mut page.wanted, ui, room);
}

/// What was found, in the place of the cards. What is chosen has the keyboard next.
pub(super) fn results(page: &mut SettingsPage, ui: &mut Ui, lang: Lang) {
    let all = found(&page.wanted);
    if all.is_empty() {
        let (title, body) = (text::settings_not_found(lang), text::settings_not_found_next(lang));
        widgets::emptiness(ui, Emptiness::NotYet(Icon::Sliders), title, body);
        return;
    }
    let mut chosen = None;
    for place in all {
        ui.horizontal(|ui| {
            if widgets::row_button(ui, place.name(lang), None).clicked() {
                chosen = Some(place);
            }
            if !matches!(place, SettingsPlace::Section(_)) {
                ui.add_space(theme::GAP);
                widgets::muted(ui, place.section().name(lang));
            }
        });
    }
    if let Some(place) = chosen {
        page.section = place.section();
        page.wanted.clear();
        if let SettingsPlace::Setting(key) = place {
            ui.ctx().memory_mut(|memory| memory.request_focus(form_fields::id_of(key)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_found_by_its_name_its_sound_and_its_spelling() {
        for typed in ["还能撤回", "30", "HOLD", "hold_seconds", "Seconds an approved"] {
            let fits = found(typed).contains(&SettingsPlace::Setting(SettingKey::HoldSeconds));
            assert_eq!(fits, typed != "30", "{typed}");
        }
        assert!(found("dyj").contains(&SettingsPlace::Section(Section::Printers)), "打印机");
        assert!(found("AppSecret").contains(&SettingsPlace::Secret(SecretKey::AppSecret)));
        assert!(found("没有这样的设置").is_empty());
    }

    #[test]
    fn every_setting_is_found_by_its_own_name() {
        for key in SettingKey::ALL {
            for lang in [Lang::Zh, Lang::En] {
                assert!(found(text::setting_name(lang, *key)).contains(&SettingsPlace::Setting(*key)), "{key:?}");
            }
        }
    }
}
