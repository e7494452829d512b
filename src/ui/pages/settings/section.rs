//! The sections of the settings.

use crate::{
    settings::{SecretKey, SettingKey},
    ui::{text, text::Lang, widgets::Icon},
};

/// A section of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(in crate::ui) enum Section {
    Shop,
    MiniProgram,
    Messages,
    Pay,
    Address,
    Alerts,
    Refunds,
    Printers,
    Orders,
    Backup,
    People,
    #[default]
    Appearance,
    Advanced,
    About,
}

/// In the order of the list.
pub(super) const ALL: [Section; 14] = [
    Section::Shop,
    Section::MiniProgram,
    Section::Messages,
    Section::Pay,
    Section::Address,
    Section::Alerts,
    Section::Refunds,
    Section::Printers,
    Section::Orders,
    Section::Backup,
    Section::People,
    Section::Appearance,
    Section::Advanced,
    Section::About,
];

impl Section {
    pub fn name(self, lang: Lang) -> &'static str {
        let name = match self {
            Self::Shop => text::section_shop,
            Self::MiniProgram => text::section_mini_program,
            Self::Messages => text::section_messages,
            Self::Pay => text::section_pay,
            Self::Address => text::section_address,
            Self::Alerts => text::section_alerts,
            Self::Refunds => text::section_refunds,
            Self::Printers => text::section_printers,
            Self::Orders => text::section_orders,
            Self::Backup => text::backup,
            Self::People => text::section_people,
            Self::Appearance => text::appearance,
            Self::Advanced => text::section_advanced,
            Self::About => text::program_title,
        };
        name(lang)
    }

    pub(super) const fn icon(self) -> Icon {
        match self {
            Self::Shop => Icon::Store,
            Self::MiniProgram => Icon::Phone,
            Self::Pay => Icon::Key,
            Self::Address => Icon::Globe,
            Self::Alerts => Icon::Bell,
            Self::Refunds => Icon::Back,
            Self::Printers => Icon::Printer,
            Self::Orders => Icon::Receipt,
            Self::Backup => Icon::Archive,
            Self::People => Icon::Person,
            Self::Appearance => Icon::Sun,
            Self::Advanced => Icon::Sliders,
            Self::Messages | Self::About => Icon::Message,
        }
    }

    /// Where a key is set.
    pub const fn of(key: SettingKey) -> Self {
        use SettingKey as Key;
        match key {
            Key::ShopName | Key::ShopLanguage => Self::Shop,
            Key::AppId | Key::AppChannelAppId => Self::MiniProgram,
            Key::Api
            | Key::MchId
            | Key::SignType
            | Key::MerchantCert
            | Key::MerchantKey
            | Key::PublicKey
            | Key::PublicKeyId => Self::Pay,
            Key::TunnelKind | Key::PublicUrl | Key::TunnelCommand => Self::Address,
            Key::AlertSound
            | Key::AlertDesktop
            | Key::AlertRepeat
            | Key::AlertSpeak
            | Key::QuietFrom
            | Key::QuietUntil => Self::Alerts,
            Key::HoldSeconds => Self::Refunds,
            Key::ReceiptHeading | Key::ReceiptLogo | Key::ReceiptPicture | Key::ReceiptFooter | Key::ReceiptQr => {
                Self::Printers
            }
            Key::PayWithinMinutes
            | Key::Pickup
            | Key::PickupAddress
            | Key::PickupHours
            | Key::FreightFlat
            | Key::FreightFreeFrom
            | Key::FreightRegions
            | Key::UsualCarrier
            | Key::LimitOrders
            | Key::LimitPieces
            | Key::LimitPictures => Self::Orders,
            Key::BackupFolder | Key::BackupKeepDays => Self::Backup,
            Key::LockMinutes => Self::People,
            Key::PayUrl
            | Key::MiniprogramUrl
            | Key::ExtraRootCa
            | Key::Proxy
            | Key::Bind
            | Key::StoreUrl
            | Key::StoreCa
            | Key::WindowTray
            | Key::WindowAtLogin
            | Key::WindowKeepAwake
            | Key::KeepDays
            | Key::ConfirmAfter
            | Key::UnpaidPoll
            | Key::RefundPoll
            | Key::RetryBackoff => Self::Advanced,
        }
    }

    /// Where a secret is set.
    pub const fn of_secret(key: SecretKey) -> Self {
        match key {
            SecretKey::AppSecret | SecretKey::PushToken | SecretKey::PushKey => Self::MiniProgram,
            SecretKey::ApiKey | SecretKey::ApiV3Key => Self::Pay,
            SecretKey::Feieyun | SecretKey::Yilianyun => Self::Printers,
            SecretKey::StorePassword => Self::Advanced,
        }
    }
}
