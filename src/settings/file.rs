//! The settings file as it is written: every key that may stand in it, with its default. Unknown keys are refused.

use super::{Language, MIB, Receipts, Schedules, Window, printers::Written};
use crate::domain::BuyerLimits;
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub shop: Shop,
    pub wechat: WeChat,
    #[serde(default)]
    pub listener: Listener,
    #[serde(default)]
    pub tunnel: Tunnel,
    #[serde(default)]
    pub orders: Orders,
    #[serde(default)]
    pub refunds: Refunds,
    #[serde(default)]
    pub jobs: Schedules,
    #[serde(default)]
    pub alerts: Alerts,
    #[serde(default)]
    pub window: Window,
    #[serde(default)]
    pub printers: Vec<Spanned<Written>>,
    #[serde(default)]
    pub receipts: Receipts,
    #[serde(default)]
    pub notices: Notices,
    #[serde(default)]
    pub limits: Limits,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shop {
    pub name: Spanned<String>,
    #[serde(default)]
    pub language: Language,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WeChat {
    #[serde(default = "v2")]
    pub api: Spanned<String>,
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
pub(super) struct Listener {
    pub bind: Spanned<String>,
}

impl Default for Listener {
    fn default() -> Self {
        Self { bind: unplaced("127.0.0.1:8719") }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Tunnel {
    pub kind: Spanned<String>,
    pub public_url: Spanned<String>,
    pub command: Spanned<Vec<String>>,
}

impl Default for Tunnel {
    fn default() -> Self {
        Self { kind: unplaced("manual"), public_url: unplaced(""), command: Spanned::new(0..0, Vec::new()) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Orders {
    pub pay_within_minutes: Spanned<u32>,
}

impl Default for Orders {
    fn default() -> Self {
        Self { pay_within_minutes: Spanned::new(0..0, 30) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Refunds {
    pub hold_seconds: Spanned<u32>,
}

impl Default for Refunds {
    fn default() -> Self {
        Self { hold_seconds: Spanned::new(0..0, 10) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "a switch each")]
pub(super) struct Alerts {
    pub sound: bool,
    pub desktop: bool,
    pub repeat_until_seen: bool,
    pub speak: bool,
    pub quiet_from: Spanned<String>,
    pub quiet_until: Spanned<String>,
}

impl Default for Alerts {
    fn default() -> Self {
        let super::Alerts { sound, desktop, repeat_until_seen, speak, quiet: _ } = super::Alerts::default();
        Self { sound, desktop, repeat_until_seen, speak, quiet_from: unplaced(""), quiet_until: unplaced("") }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Notices {
    pub keep_days: Spanned<u32>,
}

impl Default for Notices {
    fn default() -> Self {
        Self { keep_days: Spanned::new(0..0, 400) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Limits {
    pub orders: Spanned<u32>,
    pub open_unpaid_pieces: Spanned<u32>,
    pub picture_mib: Spanned<u32>,
}

impl Default for Limits {
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
