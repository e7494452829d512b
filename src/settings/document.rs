//! The settings file while it is changed: as it is on disk, with a list of changes that is written at once or not at all.

use super::{
    BadSettings, Printer, Reason, SealedTrouble, SettingKey, SettingValue, Settings, lines::line_of, read,
    splice::TomlText,
};
use crate::base::{encoding, private_file};
use crate::domain::FreightRules;
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use toml_edit::Value;

/// What the wizard has so far: keys of the settings, not yet all of them. Beside the settings, which it becomes.
pub const DRAFT: &str = "setup.toml";
pub(super) const SETTINGS: &str = "settings.toml";
/// The mark some editors put before UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";
const PRINTERS: &str = "printers";

/// One change of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingChange {
    /// This value stands at this key.
    Set(SettingKey, SettingValue),
    /// One more printer.
    AddPrinter(Printer),
    /// The printer at this place of the list, from 0, is this one.
    SetPrinter(usize, Printer),
    /// The printer at this place of the list goes.
    RemovePrinter(usize),
}

/// Why nothing was written. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    /// What would stand there cannot be used.
    #[error(transparent)]
    Bad(#[from] BadSettings),
    /// Somebody else changed the file since it was read: read it again.
    #[error("{} was changed by somebody else since it was read here", .0.display())]
    Meanwhile(PathBuf),
    /// The folder or the disk refuses.
    #[error("{} cannot be written: {why}", path.display())]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// The secrets cannot be opened just now, and what cannot be opened is not written over.
    #[error("the stored keys cannot be opened: {0}")]
    Shut(SealedTrouble),
    /// Its printers stand in a form that is not changed by a machine.
    #[error("the printers in {} are written in a form that cannot be changed here", .0.display())]
    PrintersByHand(PathBuf),
}

/// A settings file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsDocument {
    folder: PathBuf,
    path: PathBuf,
    /// What was on disk; `None`: no file.
    found: Option<Vec<u8>>,
    text: TomlText,
    draft: bool,
}

impl SettingsDocument {
    /// The settings of the shop in `folder`.
    ///
    /// # Errors
    /// [`BadSettings`]: there is none, or not one that can be changed without guessing.
    pub fn open(folder: &Path) -> Result<Self, BadSettings> {
        let document = Self::read(folder, SETTINGS, false)?;
        if document.found.is_none() {
            return Err(BadSettings::Missing(document.path));
        }
        Ok(document)
    }

    /// What the wizard has so far; nothing at the beginning.
    ///
    /// # Errors
    /// [`BadSettings`]: it is there and cannot be used.
    pub fn draft(folder: &Path) -> Result<Self, BadSettings> {
        Self::read(folder, DRAFT, true)
    }

    fn read(folder: &Path, name: &str, draft: bool) -> Result<Self, BadSettings> {
        let path = folder.join(name);
        let found = match fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(why) if why.kind() == io::ErrorKind::NotFound => None,
            Err(why) => return Err(BadSettings::Unreadable { path, why }),
        };
        let text = match &found {
            Some(bytes) => encoding::text_of(bytes).ok_or_else(|| BadSettings::NotText(path.clone()))?,
            None => String::new(),
        };
        match TomlText::new(text.clone()) {
            Ok(text) => Ok(Self { folder: folder.to_owned(), path, found, text, draft }),
            Err(why) => {
                let line = line_of(&text, why.span().map_or(0, |span| span.start));
                Err(BadSettings::Line { path, line, reason: Reason::NotUnderstood(why.message().to_owned()) })
            }
        }
    }

    /// The folder of the shop.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is in force at a key: as it is written, else as it is by default.
    pub fn value(&self, key: SettingKey) -> SettingValue {
        self.written(key).unwrap_or_else(|| key.usual())
    }

    /// What is written at a key.
    pub fn written(&self, key: SettingKey) -> Option<SettingValue> {
        let (section, name) = key.place();
        self.text.get(section, name).as_ref().and_then(SettingValue::read)
    }

    /// The printers it names, as far as they can be used.
    pub fn printers(&self) -> Vec<Printer> {
        self.trial(&[]).map(|settings| settings.printers).unwrap_or_default()
    }

    /// What the shop would be with these changes, were it whole: what the wizard has not asked for yet is made up.
    ///
    /// # Errors
    /// What is wrong with one of them, or with what stands there.
    pub fn trial(&self, changes: &[SettingChange]) -> Result<Settings, Reason> {
        let mut text = self.changed(changes).map_err(|_| Reason::NotUnderstood(PRINTERS.to_owned()))?;
        for (key, made_up) in [
            (SettingKey::ShopName, "-"),
            (SettingKey::AppId, read::LEAST_APP),
            (SettingKey::MchId, read::LEAST_MERCHANT),
        ] {
            let (section, name) = key.place();
            if text.get(section, name).and_then(|value| value.as_str().map(str::is_empty)).unwrap_or(true) {
                text.set(section, name, &Value::from(made_up));
            }
        }
        Settings::parse(text.as_str(), &self.folder).map_err(|(_, reason)| reason)
    }

    /// Writes the changes, all of them or none, and gives the file as it is then. The text is read and checked as a whole
    /// before a byte of it is written.
    ///
    /// # Errors
    /// [`NotSaved`]: the file is as it was.
    pub fn save(&self, changes: &[SettingChange]) -> Result<Self, NotSaved> {
        let text = self.changed(changes)?;
        if !self.draft {
            self.check(&text)?;
        }
        self.put(&self.path, &self.bytes(&text))?;
        Ok(Self { found: Some(self.bytes(&text)), text, ..self.clone() })
    }

    /// A draft that is whole becomes the settings of the shop; the draft is gone then.
    ///
    /// # Errors
    /// [`NotSaved`]: it is not whole yet, or there are settings already.
    pub fn finish(&self) -> Result<(), NotSaved> {
        self.check(&self.text)?;
        let path = self.folder.join(SETTINGS);
        if path.exists() {
            return Err(NotSaved::Meanwhile(path));
        }
        write(&path, &self.bytes(&self.text))?;
        // Left behind it does no harm: where there are settings, no draft is read.
        if let Err(why) = fs::remove_file(&self.path) {
            tracing::warn!(%why, "the wizard's draft stays");
        }
        Ok(())
    }

    /// Puts back what stood there before a save.
    ///
    /// # Errors
    /// [`NotSaved`].
    pub fn restore(&self) -> Result<(), NotSaved> {
        self.found.as_ref().map_or(Ok(()), |bytes| write(&self.path, bytes))
    }

    /// Whether [`Self::save`] would refuse what is to be written.
    ///
    /// # Errors
    /// [`NotSaved::Bad`].
    pub(super) fn check_changes(&self, changes: &[SettingChange]) -> Result<(), NotSaved> {
        let text = self.changed(changes)?;
        if self.draft { Ok(()) } else { self.check(&text) }
    }

    fn check(&self, text: &TomlText) -> Result<(), NotSaved> {
        let read = Settings::parse(text.as_str(), &self.folder);
        let path = self.path.clone();
        read.map(drop).map_err(|(line, reason)| BadSettings::Line { path, line, reason }.into())
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> Result<(), NotSaved> {
        let now = match fs::read(path) {
            Ok(bytes) => Some(bytes),
            Err(why) if why.kind() == io::ErrorKind::NotFound => None,
            Err(why) => return Err(NotSaved::Unwritable { path: path.to_owned(), why }),
        };
        if now != self.found {
            return Err(NotSaved::Meanwhile(path.to_owned()));
        }
        if now.as_deref() == Some(bytes) { Ok(()) } else { write(path, bytes) }
    }

    /// The text with the changes in it.
    fn changed(&self, changes: &[SettingChange]) -> Result<TomlText, NotSaved> {
        let mut text = self.text.clone();
        for change in changes {
            match change {
                SettingChange::Set(key, value) => {
                    let (section, name) = key.place();
                    // What is by default and was never written needs no line.
                    if text.get(section, name).is_some() || *value != key.usual() {
                        text.set(section, name, &value.written());
                    }
                }
                SettingChange::AddPrinter(printer) => text.add_to_list(PRINTERS, &lines(printer)),
                SettingChange::SetPrinter(at, printer) if *at < text.list_len(PRINTERS) => {
                    text.set_in_list(PRINTERS, *at, &lines(printer));
                }
                SettingChange::RemovePrinter(at) if *at < text.list_len(PRINTERS) => {
                    text.remove_from_list(PRINTERS, *at);
                }
                SettingChange::SetPrinter(..) | SettingChange::RemovePrinter(_) => {
                    return Err(NotSaved::PrintersByHand(self.path.clone()));
                }
            }
        }
        Ok(text)
    }

    /// As it is written: a file that was UTF-8 keeps its mark, every other one becomes UTF-8.
    fn bytes(&self, text: &TomlText) -> Vec<u8> {
        let before = self.found.as_deref().unwrap_or_default();
        let mut marks = Vec::new();
        while before.get(marks.len()..).is_some_and(|rest| rest.starts_with(MARK)) {
            marks.extend_from_slice(MARK);
        }
        [marks.as_slice(), text.as_str().as_bytes()].concat()
    }
}

/// Whole or not at all. A link leads to the file that is changed.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), NotSaved> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    private_file::write(&target, bytes).map_err(|why| NotSaved::Unwritable { path: path.to_owned(), why })
}

/// A printer as it is written; what is by default is left out.
fn lines(printer: &Printer) -> Vec<(&'static str, Value)> {
    let Printer { name, kind, address, account, server, auto, columns } = printer;
    let columns = i64::try_from(*columns).unwrap_or(i64::MAX);
    let text = |name, value: &str| (name, Value::from(value));
    let mut lines = vec![text("name", name), text("kind", kind.as_str()), text("address", address)];
    lines.extend((!account.is_empty()).then(|| text("account", account)));
    lines.extend((!server.is_empty()).then(|| text("server", server)));
    lines.extend([("auto", Value::from(*auto)), ("columns", Value::from(columns))]);
    lines
}

/// Whether a value may stand at a key. `beside` stands beside it where one cannot be judged without the other.
///
/// # Errors
/// What to write instead.
pub fn judge(key: SettingKey, value: &SettingValue, beside: &[(SettingKey, SettingValue)]) -> Result<(), Reason> {
    let Ok(mut text) = TomlText::new(read::LEAST.to_owned()) else { return Ok(()) };
    for (key, value) in beside.iter().map(|(key, value)| (*key, value)).chain([(key, value)]) {
        let (section, name) = key.place();
        text.set(section, name, &value.written());
    }
    Settings::parse(text.as_str(), Path::new("")).map(drop).map_err(|(_, reason)| reason)
}

/// What sending an order would cost with these values; `None` where one of them is wrong.
pub fn freight_of(values: &[(SettingKey, SettingValue)]) -> Option<FreightRules> {
    let mut text = TomlText::new(read::LEAST.to_owned()).ok()?;
    for (key, value) in values {
        let (section, name) = key.place();
        text.set(section, name, &value.written());
    }
    Settings::parse(text.as_str(), Path::new("")).ok().map(|settings| settings.freight)
}

/// Whether a printer may stand in the file.
///
/// # Errors
/// What to write instead.
pub fn judge_printer(printer: &Printer) -> Result<(), Reason> {
    let Ok(mut text) = TomlText::new(read::LEAST.to_owned()) else { return Ok(()) };
    text.add_to_list(PRINTERS, &lines(printer));
    Settings::parse(text.as_str(), Path::new("")).map(drop).map_err(|(_, reason)| reason)
}
