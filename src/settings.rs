//! The settings file and the secrets: read once, checked whole. A wrong file names the line.

mod document;
mod file;
mod key;
mod lines;
mod printers;
mod public_key;
mod quiet;
mod read;
mod reason;
mod secrets;
mod secrets_document;
mod splice;
mod types;

pub use document::{DRAFT, NotSaved, SettingChange, SettingsDocument, judge, judge_printer};
pub use key::{SettingKey, SettingValue};
pub use printers::{Printer, PrinterKind, Receipts};
pub use public_key::{BadPublicKey, PublicKeyFile, judge_public_key};
pub use quiet::QuietHours;
pub use read::{BadSettings, Settings};
pub use reason::Reason;
pub use secrets::{BadSecrets, PrinterKey, PrinterKeys, Secrets};
pub use secrets_document::{
    BadSecretWords, SECRETS, SecretKey, SecretSource, SecretWords, judge_secret, save_secrets, save_with_secrets,
    secret_sources, stored_secret,
};
pub use types::{Alerts, Backups, Language, Schedules, TunnelSettings, Window};

#[cfg(test)]
mod document_tests;
#[cfg(test)]
pub(crate) mod tests;
