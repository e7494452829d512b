//! The shop's account at WeChat Pay, as API v3 knows it.

use super::ApiV3Key;
use crate::domain::{AppId, MchId, Merchant};

/// Who we are, and the key that opens what WeChat sends. The key that signs lies with the merchant certificate.
#[derive(Debug, Clone)]
pub struct V3Account {
    /// The mini program (`appid`).
    pub app_id: AppId,
    /// The shop's own app on the Open Platform, where it has one: the APP channel.
    pub app_channel_app_id: Option<AppId>,
    /// The merchant (`mchid`).
    pub mch_id: MchId,
    /// The APIv3 key.
    pub api_v3_key: ApiV3Key,
}

impl V3Account {
    /// Whose account it is, without the key.
    pub fn merchant(&self) -> Merchant {
        Merchant {
            mch_id: self.mch_id.clone(),
            app_id: self.app_id.clone(),
            app_channel_app_id: self.app_channel_app_id.clone(),
        }
    }
}
