//! The settings file and the secrets: read once, checked whole. A wrong file names the line.

mod bad_secrets;
mod document;
mod file;
mod key;
mod lines;
mod printers;
mod public_key;
mod quiet;
mod read;
mod reason;
mod secret_key;
mod secrets;
mod secrets_document;
mod secrets_file;
mod secrets_save;
mod splice;
mod types;

pub use bad_secrets::{BadSecrets, SealedTrouble, SecretsPlace};
pub use document::{DRAFT, NotSaved, SettingChange, SettingsDocument, freight_of, judge, judge_printer};
pub use key::{SettingKey, SettingValue};
pub use printers::{Printer, PrinterKind, Receipts};
pub use public_key::{BadPublicKey, PublicKeyFile, judge_public_key};
pub use quiet::QuietHours;
pub use read::{BadSettings, Settings};
pub use reason::Reason;
pub use secret_key::{SECRETS, SecretKey};
pub use secrets::{PrinterKey, PrinterKeys, Secrets, StorePassword};
pub use secrets_document::{BadSecretWords, SecretSource, SecretWords, judge_secret, secret_sources, stored_secret};
pub use secrets_save::{SavedSettings, save_secrets, save_with_secrets, secrets_in_plain};
pub use types::{Alerts, Backups, Language, Schedules, StoreSettings, TunnelSettings, Window};

#[cfg(test)]
mod document_tests;
#[cfg(test)]
mod secrets_tests;
#[cfg(test)]
pub(crate) mod tests;
