//! Who the shop is at WeChat Pay. Nothing of it is secret.

use super::{AppId, MchId};

/// A merchant of WeChat Pay and its apps. Keys belong to the merchant; every payment belongs to one merchant and to the app
/// it was asked for in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merchant {
    /// The merchant (`mch_id`).
    pub mch_id: MchId,
    /// The mini program (`appid`).
    pub app_id: AppId,
    /// The shop's own app on the Open Platform, where it has one.
    pub app_channel_app_id: Option<AppId>,
}
