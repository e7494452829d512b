//! The pages of the wizard.

use crate::{
    settings::SettingKey,
    ui::{LiveKind, text, text::Lang},
};

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Step {
    Shop,
    Program,
    Merchant,
    Address,
    Printer,
    Proof,
}

impl Step {
    pub const ALL: [Self; 6] = [Self::Shop, Self::Program, Self::Merchant, Self::Address, Self::Printer, Self::Proof];

    /// From 1.
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|step| *step == self).unwrap_or_default() + 1
    }

    pub fn next(self) -> Self {
        Self::ALL.get(self.number()).copied().unwrap_or(Self::Proof)
    }

    pub fn before(self) -> Self {
        let at = self.number().saturating_sub(2);
        Self::ALL.get(at).copied().unwrap_or(Self::Shop)
    }

    pub const fn is_optional(self) -> bool {
        matches!(self, Self::Address | Self::Printer)
    }

    pub fn name(self, lang: Lang) -> &'static str {
        let name = match self {
            Self::Shop => text::step_shop,
            Self::Program => text::step_program,
            Self::Merchant => text::step_merchant,
            Self::Address => text::step_address,
            Self::Printer => text::step_printer,
            Self::Proof => text::step_proof,
        };
        name(lang)
    }

    /// What it is about, in a title and a sentence.
    pub fn title(self, lang: Lang) -> (&'static str, &'static str) {
        match self {
            Self::Shop => (text::title_shop(lang), text::lead_shop(lang)),
            Self::Program => (text::title_program(lang), text::lead_program(lang)),
            Self::Merchant => (text::title_merchant(lang), text::lead_merchant(lang)),
            Self::Address => (text::title_address(lang), text::lead_address(lang)),
            Self::Printer => (text::title_printer(lang), text::lead_printer(lang)),
            Self::Proof => (text::title_proof(lang), text::lead_proof(lang)),
        }
    }

    /// What has to be right before the next page.
    pub const fn keys(self) -> &'static [SettingKey] {
        match self {
            Self::Shop => &[SettingKey::ShopName],
            Self::Program => &[SettingKey::AppId, SettingKey::MiniprogramUrl],
            Self::Merchant => &[
                SettingKey::Api,
                SettingKey::MchId,
                SettingKey::PublicKey,
                SettingKey::PublicKeyId,
                SettingKey::PayUrl,
            ],
            Self::Address => {
                &[SettingKey::TunnelKind, SettingKey::TunnelCommand, SettingKey::PublicUrl, SettingKey::Bind]
            }
            Self::Printer | Self::Proof => &[],
        }
    }

    /// What is asked of others before the next page.
    pub const fn looks(self) -> &'static [LiveKind] {
        match self {
            Self::Program => &[LiveKind::MiniProgram],
            Self::Merchant => &[LiveKind::Certificate, LiveKind::Merchant],
            _ => &[],
        }
    }
}
