//! The settings file as it is written: every key that may stand in it, with its default. Unknown keys are refused.

use super::{
    printers::{Receipts, Written},
    types::{Language, MIB, Schedules, Window},
};
use crate::domain::BuyerLimits;
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsFile {
    pub shop: ShopSection,
    pub wechat: WeChatSection,
    #[serde(default)]
    pub listener: ListenerSection,
    #[serde(default)]
    pub tunnel: TunnelSection,
    #[serde(default)]
    pub orders: OrdersSection,
    #[serde(default)]
    pub freight: FreightSection,
    #[serde(default)]
    pub shipping: ShippingSection,
    #[serde(default)]
    pub refunds: RefundsSection,
    #[serde(default)]
    pub jobs: JobsSection,
    #[serde(default)]
    pub alerts: AlertsSection,
    #[serde(default)]
    pub window: Window,
    #[serde(default)]
    pub printers: Vec<Spanned<Written>>,
    #[serde(default)]
    pub receipts: Receipts,
    #[serde(default)]
    pub notices: NoticesSection,
    #[serde(default)]
    pub limits: LimitsSection,
    #[serde(default)]
    pub backup: BackupSection,
    #[serde(default)]
    pub store: StoreSection,
    #[serde(default)]
    pub people: PeopleSection,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShopSection {
    pub name: Spanned<String>,
    #[serde(default)]
    pub language: Language,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WeChatSection {
    #[serde(default = "v2")]
    pub api: Spanned<String>,
    #[serde(default = "nothing")]
    pub wechatpay_public_key: Spanned<String>,
    #[serde(default = "nothing")]
    pub wechatpay_public_key_id: Spanned<String>,
    pub app_id: Spanned<String>,
    pub mch_id: Spanned<String>,
    #[serde(default = "nothing")]
    pub app_channel_app_id: Spanned<String>,
    #[serde(default = "hmac")]
    pub sign_type: Spanned<String>,
    #[serde(default = "pay_url")]
    pub pay_url: Spanned<String>,
    #[serde(default = "miniprogram_url")]
    pub miniprogram_url: Spanned<String>,
    #[serde(default = "merchant_cert")]
    pub merchant_cert: String,
    #[serde(default = "merchant_key")]
    pub merchant_key: String,
    #[serde(default)]
    pub extra_root_ca: String,
    #[serde(default)]
    pub proxy: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ListenerSection {
    pub bind: Spanned<String>,
}

impl Default for ListenerSection {
    fn default() -> Self {
        Self { bind: unplaced("127.0.0.1:8719") }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TunnelSection {
    pub kind: Spanned<String>,
    pub public_url: Spanned<String>,
    pub command: Spanned<Vec<String>>,
}

impl Default for TunnelSection {
    fn default() -> Self {
        Self { kind: unplaced("manual"), public_url: unplaced(""), command: Spanned::new(0..0, Vec::new()) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OrdersSection {
    pub pay_within_minutes: Spanned<u32>,
    pub pickup: bool,
    pub pickup_address: Spanned<String>,
    pub pickup_hours: Spanned<String>,
}

impl Default for OrdersSection {
    fn default() -> Self {
        Self {
            pay_within_minutes: Spanned::new(0..0, 30),
            pickup: false,
            pickup_address: unplaced(""),
            pickup_hours: unplaced(""),
        }
    }
}

/// What sending an order costs, yuan. Here and not in the data: it is the door that prices an order, by the settings it was
/// opened with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FreightSection {
    pub flat: Spanned<String>,
    pub free_from: Spanned<String>,
    pub regions: Spanned<String>,
}

impl Default for FreightSection {
    fn default() -> Self {
        Self { flat: unplaced(""), free_from: unplaced(""), regions: unplaced("") }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ShippingSection {
    pub carrier: Spanned<String>,
}

impl Default for ShippingSection {
    fn default() -> Self {
        Self { carrier: unplaced("") }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct JobsSection {
    pub confirm_after: Spanned<Vec<u32>>,
    pub unpaid_poll: Spanned<Vec<u32>>,
    pub refund_poll: Spanned<Vec<u32>>,
    pub retry_backoff: Spanned<Vec<u32>>,
}

impl Default for JobsSection {
    fn default() -> Self {
        let Schedules { confirm_after, unpaid_poll, refund_poll, retry_backoff } = Schedules::default();
        let unplaced = |waits| Spanned::new(0..0, waits);
        Self {
            confirm_after: unplaced(confirm_after),
            unpaid_poll: unplaced(unpaid_poll),
            refund_poll: unplaced(refund_poll),
            retry_backoff: unplaced(retry_backoff),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RefundsSection {
    pub hold_seconds: Spanned<u32>,
}

impl Default for RefundsSection {
    fn default() -> Self {
        Self { hold_seconds: Spanned::new(0..0, 10) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "a switch each")]
pub(super) struct AlertsSection {
    pub sound: bool,
    pub desktop: bool,
    pub repeat_until_seen: bool,
    pub speak: bool,
    pub quiet_from: Spanned<String>,
    pub quiet_until: Spanned<String>,
}

impl Default for AlertsSection {
    fn default() -> Self {
        let super::Alerts { sound, desktop, repeat_until_seen, speak, quiet: _ } = super::Alerts::default();
        Self { sound, desktop, repeat_until_seen, speak, quiet_from: unplaced(""), quiet_until: unplaced("") }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NoticesSection {
    pub keep_days: Spanned<u32>,
}

impl Default for NoticesSection {
    fn default() -> Self {
        Self { keep_days: Spanned::new(0..0, 400) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BackupSection {
    pub folder: String,
    pub keep_days: Spanned<u32>,
}

impl Default for BackupSection {
    fn default() -> Self {
        Self { folder: String::new(), keep_days: Spanned::new(0..0, 30) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct StoreSection {
    pub url: Spanned<String>,
    pub ca: String,
}

impl Default for StoreSection {
    fn default() -> Self {
        Self { url: unplaced(""), ca: String::new() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PeopleSection {
    pub lock_minutes: Spanned<u32>,
}

impl Default for PeopleSection {
    fn default() -> Self {
        Self { lock_minutes: Spanned::new(0..0, 10) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitsSection {
    pub orders: Spanned<u32>,
    pub open_unpaid_pieces: Spanned<u32>,
    pub picture_mib: Spanned<u32>,
}

impl Default for LimitsSection {
    fn default() -> Self {
        let BuyerLimits { orders, open_unpaid_pieces, picture_bytes } = BuyerLimits::default();
        let picture_mib = u32::try_from(picture_bytes / MIB).unwrap_or(u32::MAX);
        Self {
            orders: Spanned::new(0..0, orders),
            open_unpaid_pieces: Spanned::new(0..0, open_unpaid_pieces),
            picture_mib: Spanned::new(0..0, picture_mib),
        }
    }
}

fn unplaced(text: &str) -> Spanned<String> {
    Spanned::new(0..0, text.to_owned())
}
fn v2() -> Spanned<String> {
    unplaced("v2")
}
fn nothing() -> Spanned<String> {
    unplaced("")
}
fn hmac() -> Spanned<String> {
    unplaced("HMAC-SHA256")
}
fn pay_url() -> Spanned<String> {
    unplaced("https://api.mch.weixin.qq.com")
}
fn miniprogram_url() -> Spanned<String> {
    unplaced("https://api.weixin.qq.com")
}
fn merchant_cert() -> String {
    "certs/apiclient_cert.pem".to_owned()
}
fn merchant_key() -> String {
    "certs/apiclient_key.pem".to_owned()
}
