//! What the settings page remembers between frames.

use super::{messages::MessagesPanel, people::PeoplePanel, section::Section};
use crate::{
    devices::logo::NamedLogo,
    settings::{BadSettings, NotSaved, SECRETS, SavedSettings, SecretSource, SettingKey, SettingsDocument},
    ui::{
        action::Action,
        file_tasks::{
            CertificateTrouble, FileTask, PictureTrouble, PublicKeyTrouble, SettingsRead, SettingsWish,
            TakenCertificate,
        },
        pages::{
            form::SettingsForm, printer_search::PrinterSearch, test_order::TestOrderPanel, tunnel_look::TunnelLook,
        },
        screen::Screen,
        text,
        text::Lang,
    },
};

/// The file, as far as it is here.
#[derive(Debug, Default)]
pub(super) enum FormState {
    #[default]
    NotRead,
    Reading,
    Ready(Box<SettingsForm>),
    Broken(BadSettings),
}

/// What the page remembers.
#[derive(Debug, Default)]
pub(in crate::ui) struct SettingsPage {
    pub section: Section,
    pub(super) form: FormState,
    pub(super) saving: bool,
    /// What became of the last save, and whether it went wrong.
    pub note: Option<(String, bool)>,
    /// Which setting is looked for.
    pub(super) wanted: String,
    /// Printers that were looked for.
    pub printers: PrinterSearch,
    /// The tunnel's program that was looked for.
    pub tunnel: TunnelLook,
    /// The test order of one fen.
    pub test_order: TestOrderPanel,
    /// The people of the shop.
    pub people: PeoplePanel,
    /// Messages to WeChat.
    pub messages: MessagesPanel,
    /// What is looked for among the licences.
    pub(super) licence: String,
}

impl SettingsPage {
    /// Asks for the file once.
    pub(super) fn read_if_needed(&mut self, screen: &Screen<'_>, acts: &mut Vec<Action>) {
        if let (FormState::NotRead, Some(folder)) = (&self.form, &screen.facts.settings_folder) {
            self.form = FormState::Reading;
            acts.push(Action::FileTask(FileTask::ReadSettings(folder.clone())));
        }
    }

    /// The file was read, or not.
    pub fn read(&mut self, read: Result<SettingsRead, BadSettings>, lang: Lang) {
        self.form = match read {
            Ok(SettingsRead { document, sources, logo }) => {
                if let Err(bad) = &sources {
                    self.note = Some((text::secrets_fault(lang, bad).to_owned(), true));
                }
                let sources = sources.unwrap_or([SecretSource::Missing; SECRETS]);
                FormState::Ready(Box::new(SettingsForm::new(document, sources).with_logo(logo)))
            }
            Err(bad) => FormState::Broken(bad),
        };
    }

    /// True while something is typed that is not in the file.
    pub fn unsaved(&self) -> bool {
        matches!(&self.form, FormState::Ready(form) if form.changed() > 0)
    }

    /// The window was to be closed over what is not saved.
    pub fn before_closing(&mut self, lang: Lang) {
        self.note = Some((text::settings_unsaved(lang).to_owned(), true));
    }

    pub(super) fn bar_wanted(&self) -> bool {
        self.saving || self.unsaved()
    }

    pub(super) fn save(&mut self, acts: &mut Vec<Action>) {
        let FormState::Ready(form) = &self.form else { return };
        if self.saving || form.changed() == 0 || form.blocked().is_some() {
            return;
        }
        (self.saving, self.note) = (true, None);
        let wish =
            SettingsWish { document: form.document.clone(), changes: form.changes(), secrets: form.new_secrets() };
        acts.push(Action::FileTask(FileTask::SaveSettings(Box::new(wish))));
    }

    pub(super) fn discard(&mut self) {
        (self.form, self.note) = (FormState::NotRead, None);
    }

    /// It was saved, or not. Gives the settings as they were before, once they are others.
    pub fn saved(&mut self, saved: Result<SavedSettings, NotSaved>, lang: Lang) -> Option<SettingsDocument> {
        self.saving = false;
        match saved {
            Ok(_) => {
                let before = std::mem::take(&mut self.form);
                match before {
                    FormState::Ready(form) => Some(form.document),
                    _ => None,
                }
            }
            Err(why) => {
                self.note = Some((text::not_saved(lang, &why), true));
                None
            }
        }
    }

    /// WeChat's public key was brought into the shop's folder, or not.
    pub fn public_key(&mut self, taken: Result<String, PublicKeyTrouble>, lang: Lang) {
        match (taken, &mut self.form) {
            (Ok(name), FormState::Ready(form)) => form.put(SettingKey::PublicKey, name),
            (Ok(_), _) => {}
            (Err(why), _) => self.note = text::public_key_trouble(lang, &why).map(|words| (words, true)),
        }
    }

    /// A picture for the receipts was brought into the shop's folder, or not.
    pub fn logo(&mut self, taken: Result<Option<NamedLogo>, PictureTrouble>, lang: Lang) {
        match (taken, &mut self.form) {
            (Ok(Some(taken)), FormState::Ready(form)) => {
                self.note = None;
                form.put_logo(Some(taken));
            }
            (Ok(_), _) => {}
            (Err(why), _) => self.note = Some((text::logo_trouble(lang, &why), true)),
        }
    }

    /// A certificate was brought into the shop's folder, or not.
    pub fn certificate(&mut self, taken: Result<TakenCertificate, CertificateTrouble>, lang: Lang) {
        match (taken, &mut self.form) {
            (Ok(taken), FormState::Ready(form)) => taken.put_into(form),
            (Ok(_), _) => {}
            (Err(why), _) => self.note = text::certificate_trouble(lang, &why).map(|words| (words, true)),
        }
    }
}
