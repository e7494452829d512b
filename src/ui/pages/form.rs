//! Settings while they are typed: what stands in each field, what is wrong with it, and which changes it makes. For the
//! settings page and the wizard.

use crate::devices::logo::{Logo, NamedLogo};
use crate::domain::Api;
use crate::settings::{
    BadSecretWords, Printer, PrinterKind, Reason, SECRETS, SavedSettings, SecretKey, SecretSource, SecretWords,
    SecretsPlace, SettingChange, SettingKey, SettingValue, SettingsDocument, judge, judge_printer, judge_secret,
};
use std::{collections::BTreeMap, sync::Arc};

/// A printer as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct PrinterDraft {
    /// Where it stands in the file; `None`: it is new.
    pub was: Option<usize>,
    pub printer: Printer,
}

/// The file of a picture is gone, or is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) struct LogoGone;

/// What keeps a form from being saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum FormBlocked {
    Setting(SettingKey),
    Secret(SecretKey),
    Printer(Reason),
    /// Each alone is fine, all together are not.
    Whole(Reason),
}

/// Settings while they are typed.
#[derive(Debug)]
pub(in crate::ui) struct SettingsForm {
    pub document: SettingsDocument,
    sources: [SecretSource; SECRETS],
    typed: BTreeMap<SettingKey, String>,
    wrong: BTreeMap<SettingKey, Reason>,
    pub printers: Vec<PrinterDraft>,
    secrets: BTreeMap<SecretKey, SecretWords>,
    whole: Option<Reason>,
    logo: Option<NamedLogo>,
}

impl SettingsForm {
    pub fn new(document: SettingsDocument, sources: [SecretSource; SECRETS]) -> Self {
        let printers = document.printers().into_iter().enumerate();
        let printers = printers.map(|(at, printer)| PrinterDraft { was: Some(at), printer }).collect();
        let (typed, wrong, secrets) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { document, sources, typed, wrong, printers, secrets, whole: None, logo: None }
    }

    /// With the picture the file names for the receipts.
    #[must_use]
    pub fn with_logo(self, logo: Option<NamedLogo>) -> Self {
        Self { logo, ..self }
    }

    /// The picture of the receipts is this one from now on, or none.
    pub fn put_logo(&mut self, logo: Option<NamedLogo>) {
        let name = logo.as_ref().map_or_else(String::new, |logo| logo.name.clone());
        self.logo = logo;
        self.put(SettingKey::ReceiptPicture, name);
    }

    /// The picture of the receipts: none, or one that cannot be read.
    pub fn logo(&self) -> Option<Result<&Arc<Logo>, LogoGone>> {
        let name = self.words(SettingKey::ReceiptPicture);
        let here = self.logo.as_ref().filter(|logo| logo.name == name.trim());
        (!name.trim().is_empty()).then(|| here.map(|logo| &logo.picture).ok_or(LogoGone))
    }

    /// What stands in a field.
    pub fn words(&self, key: SettingKey) -> String {
        self.typed.get(&key).cloned().unwrap_or_else(|| self.document.value(key).words())
    }

    pub fn is_on(&self, key: SettingKey) -> bool {
        self.words(key) == "true"
    }

    pub fn value(&self, key: SettingKey) -> SettingValue {
        self.typed.get(&key).map_or_else(|| self.document.value(key), |words| key.of_words(words))
    }

    /// Puts words into a field.
    pub fn put(&mut self, key: SettingKey, words: String) {
        self.typed.insert(key, words);
        self.judge(key);
        for other in beside(key) {
            self.judge(*other);
        }
        self.judge_whole();
    }

    fn judge(&mut self, key: SettingKey) {
        match self.reason(key) {
            None => self.wrong.remove(&key),
            Some(reason) => self.wrong.insert(key, reason),
        };
    }

    /// What is wrong with what stands in a field now, touched or not.
    fn reason(&self, key: SettingKey) -> Option<Reason> {
        let beside: Vec<_> = beside(key).iter().map(|key| (*key, self.value(*key))).collect();
        judge(key, &self.value(key), &beside).err().filter(|reason| is_said_at(key, reason))
    }

    /// Which API new orders would be made with.
    pub fn api(&self) -> Api {
        Api::parse(&self.words(SettingKey::Api)).unwrap_or(Api::V2)
    }

    /// The key of the API that was just chosen, where it is neither stored nor typed: with it missing no shop opens.
    fn missing_key(&self) -> Option<SecretKey> {
        let key = SecretKey::of(self.api());
        let there = self.source(key) != SecretSource::Missing || self.good_secret(key).is_some();
        (self.is_changed(SettingKey::Api) && !there).then_some(key)
    }

    /// The printers were changed.
    pub fn judge_whole(&mut self) {
        self.whole = match self.first_wrong() {
            Some(_) => None,
            None => self.document.trial(&self.changes()).err(),
        };
    }

    /// What is wrong with a field.
    pub fn wrong(&self, key: SettingKey) -> Option<&Reason> {
        self.wrong.get(&key)
    }

    /// True if it stands otherwise in the file.
    pub fn is_changed(&self, key: SettingKey) -> bool {
        self.typed.get(&key).is_some_and(|words| key.of_words(words) != self.document.value(key))
    }

    pub fn source(&self, key: SecretKey) -> SecretSource {
        let at = SecretKey::ALL.iter().position(|one| *one == key);
        at.and_then(|at| self.sources.get(at)).copied().unwrap_or(SecretSource::Missing)
    }

    /// What is typed into the field of a secret, where one is.
    pub fn secret(&mut self, key: SecretKey) -> Option<&mut SecretWords> {
        self.secrets.get_mut(&key)
    }

    /// The secret that was typed, if it may be used.
    pub fn good_secret(&self, key: SecretKey) -> Option<&SecretWords> {
        self.secrets.get(&key).filter(|words| judge_secret(key, words).is_ok())
    }

    pub fn secret_wrong(&self, key: SecretKey) -> Option<BadSecretWords> {
        self.secrets.get(&key).and_then(|words| judge_secret(key, words).err())
    }

    /// A field for a new secret, or no more of it.
    pub fn replace_secret(&mut self, key: SecretKey, replaced: bool) {
        if replaced {
            self.secrets.entry(key).or_default();
        } else {
            self.secrets.remove(&key);
        }
    }

    /// The secrets that are to be stored. A field that was opened and left empty replaces nothing.
    pub fn new_secrets(&self) -> Vec<(SecretKey, SecretWords)> {
        let typed = self.secrets.iter().filter(|(_, words)| !words.as_str().is_empty());
        typed.map(|(key, words)| (*key, words.clone())).collect()
    }

    /// What saving would do to the file, in an order in which no place moves before it is used.
    pub fn changes(&self) -> Vec<SettingChange> {
        let changed = self.typed.keys().filter(|key| self.is_changed(**key));
        let mut all: Vec<_> = changed.map(|key| SettingChange::Set(*key, self.value(*key))).collect();
        let before = self.document.printers();
        for (at, was) in before.iter().enumerate() {
            let now = self.printers.iter().find(|draft| draft.was == Some(at));
            all.extend(
                now.filter(|now| now.printer != *was).map(|now| SettingChange::SetPrinter(at, now.printer.clone())),
            );
        }
        let gone = (0..before.len()).rev().filter(|at| !self.printers.iter().any(|draft| draft.was == Some(*at)));
        all.extend(gone.map(SettingChange::RemovePrinter));
        let new = self.printers.iter().filter(|draft| draft.was.is_none());
        all.extend(new.map(|draft| SettingChange::AddPrinter(draft.printer.clone())));
        all
    }

    /// True if what stands in a field now, touched or not, will not do.
    pub fn is_wrong_now(&self, key: SettingKey) -> bool {
        self.reason(key).is_some()
    }

    /// The changes that may be kept though others are not right yet: what the wizard saves when it is left.
    pub fn good_changes(&self) -> Vec<SettingChange> {
        let good = |change: &SettingChange| match change {
            SettingChange::Set(key, _) => !self.wrong.contains_key(key),
            SettingChange::AddPrinter(printer) | SettingChange::SetPrinter(_, printer) => {
                judge_printer(printer).is_ok()
            }
            SettingChange::RemovePrinter(_) => true,
        };
        self.changes().into_iter().filter(good).collect()
    }

    /// The secrets that may be kept.
    pub fn good_secrets(&self) -> Vec<(SecretKey, SecretWords)> {
        self.new_secrets().into_iter().filter(|(key, words)| judge_secret(*key, words).is_ok()).collect()
    }

    /// What was good is in the files now; what was not is still here.
    pub fn saved(&mut self, saved: SavedSettings) {
        let SavedSettings { document, place } = saved;
        for (key, _) in self.good_secrets() {
            self.secrets.remove(&key);
            if let Some(at) = SecretKey::ALL.iter().position(|one| *one == key)
                && let Some(source) = self.sources.get_mut(at)
            {
                *source = SecretSource::Stored(place.unwrap_or(SecretsPlace::Plain));
            }
        }
        let wrong = std::mem::take(&mut self.wrong);
        self.typed.retain(|key, _| wrong.contains_key(key));
        self.wrong = wrong;
        self.document = document;
        let printers = self.document.printers().into_iter().enumerate();
        self.printers = printers.map(|(at, printer)| PrinterDraft { was: Some(at), printer }).collect();
    }

    /// How many things differ from the files.
    pub fn changed(&self) -> usize {
        self.changes().len() + self.new_secrets().len()
    }

    fn first_wrong(&self) -> Option<FormBlocked> {
        let setting = self.wrong.keys().next().map(|key| FormBlocked::Setting(*key));
        let secret = || {
            let mut typed = self.secrets.iter().filter(|(_, words)| !words.as_str().is_empty());
            typed.find(|(key, words)| judge_secret(**key, words).is_err()).map(|(key, _)| FormBlocked::Secret(*key))
        };
        let printer =
            || self.printers.iter().find_map(|one| judge_printer(&one.printer).err().map(FormBlocked::Printer));
        let missing = || self.missing_key().map(FormBlocked::Secret);
        setting.or_else(secret).or_else(missing).or_else(printer)
    }

    /// What has to be put right first.
    pub fn blocked(&self) -> Option<FormBlocked> {
        self.first_wrong().or_else(|| self.whole.clone().map(FormBlocked::Whole))
    }

    /// One more printer; without an address it is to be filled in.
    pub fn add_printer(&mut self, name: String, kind: PrinterKind, address: String) {
        let printer =
            Printer { name, kind, address, account: String::new(), server: String::new(), auto: true, columns: 32 };
        self.printers.push(PrinterDraft { was: None, printer });
        self.judge_whole();
    }
}

/// Of two keys that are judged together each is told what is wrong with it, and not with the other.
const fn is_said_at(key: SettingKey, reason: &Reason) -> bool {
    match key {
        SettingKey::TunnelKind => matches!(reason, Reason::TunnelKind),
        SettingKey::PublicKey => matches!(reason, Reason::PublicKeyWithoutFile),
        SettingKey::PublicKeyId => !matches!(reason, Reason::PublicKeyWithoutFile),
        _ => true,
    }
}

/// What is judged together with a key.
const fn beside(key: SettingKey) -> &'static [SettingKey] {
    match key {
        SettingKey::AppChannelAppId => &[SettingKey::AppId],
        SettingKey::PublicKey => &[SettingKey::PublicKeyId],
        SettingKey::PublicKeyId => &[SettingKey::PublicKey],
        SettingKey::QuietFrom => &[SettingKey::QuietUntil],
        SettingKey::QuietUntil => &[SettingKey::QuietFrom],
        SettingKey::TunnelCommand => &[SettingKey::TunnelKind],
        SettingKey::TunnelKind => &[SettingKey::TunnelCommand],
        _ => &[],
    }
}
