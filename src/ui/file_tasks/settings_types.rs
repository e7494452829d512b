//! What the file tasks of the settings and the wizard take and give.

use crate::{
    devices::logo::NamedLogo,
    settings::{
        BadPublicKey, BadSecrets, SECRETS, SecretKey, SecretSource, SecretWords, SettingChange, SettingKey,
        SettingsDocument,
    },
    store::DiskFault,
    ui::pages::form::SettingsForm,
};

/// The settings, ready to be changed.
#[derive(Debug)]
pub(in crate::ui) struct SettingsRead {
    pub document: SettingsDocument,
    /// Where each secret is, or why none can be read.
    pub sources: Result<[SecretSource; SECRETS], BadSecrets>,
    /// The picture it names for the receipts, as far as it can be read.
    pub logo: Option<NamedLogo>,
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct SettingsWish {
    pub document: SettingsDocument,
    pub changes: Vec<SettingChange>,
    pub secrets: Vec<(SecretKey, SecretWords)>,
}

/// A certificate that was brought into the shop's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct TakenCertificate {
    /// Below the folder.
    pub(super) certificate: String,
    /// Of a PEM pair.
    pub(super) key: Option<String>,
}

impl TakenCertificate {
    /// The form names it.
    pub fn put_into(self, form: &mut SettingsForm) {
        form.put(SettingKey::MerchantCert, self.certificate);
        if let Some(key) = self.key {
            form.put(SettingKey::MerchantKey, key);
        }
    }
}

/// Why WeChat's public key was not brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum PublicKeyTrouble {
    /// The dialog was left.
    NotChosen,
    /// This computer has no dialog.
    NoDialog,
    /// It holds something else.
    Content(BadPublicKey),
    /// The file or the folder refuses.
    Disk(DiskFault),
}

/// Why a certificate was not brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum CertificateTrouble {
    /// The dialog was left.
    NotChosen,
    /// This computer has no dialog.
    NoDialog,
    /// Longer than any certificate.
    TooLarge,
    /// A PEM certificate whose key does not lie beside it.
    NoKeyBeside,
    /// Neither `.p12` nor `.pem`, nor a zip with one of them.
    NotACertificate,
    /// The file or the folder refuses.
    Disk(DiskFault),
}
