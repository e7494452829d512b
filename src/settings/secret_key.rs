//! The secrets of a shop by name.

use crate::domain::Api;

/// A secret of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretKey {
    /// The API v2 key.
    ApiKey,
    /// The API v3 key.
    ApiV3Key,
    /// The mini program's secret.
    AppSecret,
    /// The token of its message push.
    PushToken,
    /// The `EncodingAESKey` of its message push.
    PushKey,
    /// Feieyun's UKEY.
    Feieyun,
    /// Yilianyun's application secret.
    Yilianyun,
    /// The password of the database.
    StorePassword,
}

impl SecretKey {
    /// All of them.
    pub const ALL: [Self; SECRETS] = [
        Self::ApiKey,
        Self::ApiV3Key,
        Self::AppSecret,
        Self::PushToken,
        Self::PushKey,
        Self::Feieyun,
        Self::Yilianyun,
        Self::StorePassword,
    ];

    /// The key of an API of WeChat Pay.
    pub const fn of(api: Api) -> Self {
        match api {
            Api::V2 => Self::ApiKey,
            Api::V3 => Self::ApiV3Key,
        }
    }

    /// Its name in the environment.
    pub const fn variable(self) -> &'static str {
        match self {
            Self::ApiKey => "ZHANGGUI_API_KEY",
            Self::ApiV3Key => "ZHANGGUI_API_V3_KEY",
            Self::AppSecret => "ZHANGGUI_APP_SECRET",
            Self::PushToken => "ZHANGGUI_PUSH_TOKEN",
            Self::PushKey => "ZHANGGUI_PUSH_KEY",
            Self::Feieyun => "ZHANGGUI_FEIEYUN_UKEY",
            Self::Yilianyun => "ZHANGGUI_YILIANYUN_SECRET",
            Self::StorePassword => "ZHANGGUI_STORE_PASSWORD",
        }
    }

    /// Its name in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "api_key",
            Self::ApiV3Key => "api_v3_key",
            Self::AppSecret => "app_secret",
            Self::PushToken => "push_token",
            Self::PushKey => "push_key",
            Self::Feieyun => "feieyun_ukey",
            Self::Yilianyun => "yilianyun_secret",
            Self::StorePassword => "store_password",
        }
    }
}

/// How many there are.
pub const SECRETS: usize = 8;
