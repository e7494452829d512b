//! Which interfaces of WeChat Pay the shop of the campaign has keys for, and a shop that changes from one to the other.

use super::shop::{APP_SECRET, KilledShop};
use zhanggui::{
    domain::SignType,
    sandbox::{SandboxConfig, TrustMode},
};

const API_V3_KEY: &str = "KilledShopsApiV3KeyOf32Character";

/// Which interfaces of WeChat Pay a shop has keys for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShopKeys {
    V2,
    /// No v2 key, and WeChat signs in this way.
    V3(TrustMode),
    /// Changed over to API v3 with orders under way: every other order was made by API v2.
    Both,
    /// Opened by API v2, and changed over to API v3 in the middle of its work.
    ChangesOver,
}

impl ShopKeys {
    /// Every kind of shop that has keys of API v3.
    pub const OF_V3: [Self; 5] = [
        Self::V3(TrustMode::PublicKey),
        Self::V3(TrustMode::Certificate),
        Self::V3(TrustMode::Mixed),
        Self::Both,
        Self::ChangesOver,
    ];

    const fn trust(self) -> Option<TrustMode> {
        match self {
            Self::V2 => None,
            Self::V3(trust) => Some(trust),
            Self::Both | Self::ChangesOver => Some(TrustMode::Mixed),
        }
    }

    /// How its WeChat speaks.
    pub fn at_wechat(self, config: SandboxConfig) -> SandboxConfig {
        let Some(trust) = self.trust() else { return config };
        SandboxConfig { api_v3_key: Some(API_V3_KEY.to_owned()), trust, api: zhanggui::domain::Api::V3, ..config }
    }

    /// True if orders of its are made by API v2 as well.
    pub const fn are_of_v2_too(self) -> bool {
        !matches!(self, Self::V3(_))
    }

    /// Of so many orders, those that are made before it changes over.
    pub fn before_the_change(self, orders: usize) -> usize {
        if self == Self::ChangesOver { orders / 4 * 2 } else { orders }
    }
}

impl KilledShop {
    /// The keys its settings name today.
    fn trust_now(&self) -> Option<TrustMode> {
        self.keys.trust().filter(|_| self.keys != ShopKeys::ChangesOver || self.changed_over.get())
    }

    /// How the order of this number is made today.
    pub(super) fn sign_type(&self, at: usize) -> SignType {
        let by_v3 = match self.keys {
            ShopKeys::V2 => false,
            ShopKeys::V3(_) => true,
            ShopKeys::Both => !at.is_multiple_of(2),
            ShopKeys::ChangesOver => self.changed_over.get(),
        };
        if by_v3 { SignType::Rsa } else { SignType::HmacSha256 }
    }

    pub(super) fn v3_settings(&self) -> String {
        match self.trust_now() {
            None => String::new(),
            Some(TrustMode::Certificate) => "api = \"v3\"\n".to_owned(),
            Some(TrustMode::PublicKey | TrustMode::Mixed) => {
                let (path, id) = (self.wechat().public_key_path(), self.wechat().public_key_id());
                format!(
                    "api = \"v3\"\nwechatpay_public_key = \"{}\"\nwechatpay_public_key_id = \"{id}\"\n",
                    path.display()
                )
            }
        }
    }

    /// A secret of the shop's, by the name of its variable.
    pub fn secret(&self, name: &str) -> Option<String> {
        match name {
            "ZHANGGUI_API_KEY" => self.keys.are_of_v2_too().then(|| self.works_for().key().to_owned()),
            "ZHANGGUI_API_V3_KEY" => self.trust_now().map(|_| API_V3_KEY.to_owned()),
            "ZHANGGUI_APP_SECRET" => Some(APP_SECRET.to_owned()),
            _ => None,
        }
    }

    /// The secrets its program is given.
    pub(super) fn gives_keys(&self, command: &mut std::process::Command) {
        for name in ["ZHANGGUI_API_KEY", "ZHANGGUI_API_V3_KEY"] {
            match self.secret(name) {
                Some(secret) => command.env(name, secret),
                None => command.env_remove(name),
            };
        }
    }

    /// Where the next order is the first of API v3: the settings name it from now on, with the keys of API v2 still there.
    /// What was made and approved by API v2 is under way meanwhile. Answers whether it changed over now.
    pub fn changes_over_at(&self, at: usize, orders: usize) -> bool {
        let first = self.keys.before_the_change(orders);
        if self.keys != ShopKeys::ChangesOver || self.changed_over.get() || at < first {
            return false;
        }
        self.changed_over.set(true);
        self.write_settings();
        true
    }

    /// The requests of these orders, each paid.
    pub fn requests(&self, orders: std::ops::Range<usize>) {
        self.at_the_file(|store| orders.for_each(|at| self.request(store, at)));
    }
}
