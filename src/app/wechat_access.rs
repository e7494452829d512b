//! What a shop speaks with WeChat Pay by: the keys it has for either interface, and one gateway over both. The one place where
//! settings and secrets become these.

use crate::{
    base::env::Env,
    domain::{Merchant, SignType},
    jobs::TrustUpkeep,
    settings::{Secrets, Settings},
    wechat::{
        Account, Accounts, ApiKey, BadEndpoint, BothApis, CertificateFiles, Endpoint, Gateway, V3Inbox,
        v2::V2Gateway,
        v3::{ApiV3Key, TrustKeeper, TrustKey, V3Account, V3Gateway},
    },
};
use std::{path::Path, sync::Arc, time::Duration};

/// One deadline for each call to WeChat; a payment or refund call wants 10 to 20 seconds (protocol, chapter 2).
const CALL_DEADLINE: Duration = Duration::from_secs(15);

/// Both interfaces, as far as there are keys.
pub(super) struct WechatAccess {
    /// Whom messages have to be for, and what they are believed by.
    pub accounts: Accounts,
    /// Whose shop it is.
    pub merchant: Merchant,
    /// Calls, each in the interface its order was born in.
    pub gateway: Arc<dyn Gateway>,
    /// The keys WeChat's answers in API v3 are believed by; `None` without an APIv3 key.
    pub trust_keys: Option<TrustUpkeep>,
    /// How new orders are signed, and by that the interface they are born in.
    pub new_orders: SignType,
}

/// The keys of a shop.
struct PayKeys {
    v2: Option<ApiKey>,
    v3: Option<ApiV3Key>,
    /// WeChat Pay's public key, where the settings name a usable one.
    public_key: Option<TrustKey>,
    new_orders: SignType,
}

impl PayKeys {
    /// As the settings and the secrets name them.
    fn of(settings: &Settings, secrets: &Secrets) -> Self {
        let public_key = settings.wechatpay_public_key.as_ref().and_then(|file| match file.load() {
            Ok(key) => Some(key),
            Err(error) => {
                // Nothing is believed by it, so that nothing which moves money leaves. The doctor says what to do.
                tracing::error!(%error, path = %file.path.display(), "WeChat Pay's public key cannot be used");
                None
            }
        });
        let (v2, v3) = (secrets.api_key.clone(), secrets.api_v3_key.clone());
        Self { v2, v3, public_key, new_orders: settings.sign_type }
    }
}

impl WechatAccess {
    /// By the settings and keys of the shop in the data folder `folder`.
    ///
    /// # Errors
    /// [`BadEndpoint`]: the settings must be mended before any call.
    pub fn of(folder: &Path, settings: &Settings, secrets: &Secrets, env: &Env) -> Result<Self, BadEndpoint> {
        let PayKeys { v2, v3, public_key, new_orders } = PayKeys::of(settings, secrets);
        let accounts = Accounts {
            v2: v2.map(|key| account_of(settings, key)),
            v3: v3.map(|key| V3Inbox { account: v3_account_of(settings, key), keys: Arc::default() }),
        };
        let by_v2 = accounts.v2.as_ref().map(|account| v2_gateway(settings, account, env)).transpose()?;
        let by_v3 = accounts.v3.as_ref().map(|inbox| v3_gateway(settings, inbox, env)).transpose()?;
        let trust_keys = by_v3.as_ref().map(|gateway| trust_keys(folder, public_key, gateway));
        let by_v3 = by_v3.map(|gateway| gateway as Arc<dyn Gateway>);
        Ok(Self {
            merchant: merchant_of(settings),
            accounts,
            gateway: Arc::new(BothApis::new(by_v2, by_v3, new_orders.api())),
            trust_keys,
            new_orders,
        })
    }
}

/// A certificate that cannot be used stops refunds before sending, not the shop.
fn v2_gateway(settings: &Settings, account: &Account, env: &Env) -> Result<Arc<dyn Gateway>, BadEndpoint> {
    let files = certificate_files(settings);
    Ok(Arc::new(V2Gateway::watching(account.clone(), &endpoint(settings), files, env.clone())?))
}

fn v3_gateway(settings: &Settings, inbox: &V3Inbox, env: &Env) -> Result<Arc<V3Gateway>, BadEndpoint> {
    let (account, keys, files) = (inbox.account.clone(), Arc::clone(&inbox.keys), certificate_files(settings));
    Ok(Arc::new(V3Gateway::watching(account, &endpoint(settings), files, keys, env.clone())?))
}

fn trust_keys(folder: &Path, public_key: Option<TrustKey>, gateway: &Arc<V3Gateway>) -> TrustUpkeep {
    let (keys, asked): (&Arc<TrustKeeper>, _) = (gateway.keys(), Arc::clone(gateway));
    let fetch = Arc::new(move |record: &dyn crate::wechat::CallRecord| asked.fetch_certificates(record));
    TrustUpkeep::load(folder, public_key, Arc::clone(keys), fetch)
}

fn merchant_of(settings: &Settings) -> Merchant {
    Merchant {
        mch_id: settings.mch_id.clone(),
        app_id: settings.app_id.clone(),
        app_channel_app_id: settings.app_channel_app_id.clone(),
    }
}

/// The shop's account in API v2, as the settings name it, with this key.
fn account_of(settings: &Settings, key: ApiKey) -> Account {
    let Merchant { mch_id, app_id, app_channel_app_id } = merchant_of(settings);
    Account { app_id, app_channel_app_id, mch_id, key }
}

/// The same in API v3.
pub(super) fn v3_account_of(settings: &Settings, api_v3_key: ApiV3Key) -> V3Account {
    let Merchant { mch_id, app_id, app_channel_app_id } = merchant_of(settings);
    V3Account { app_id, app_channel_app_id, mch_id, api_v3_key }
}

/// Where the settings say the certificate lies.
pub(crate) fn certificate_files(settings: &Settings) -> CertificateFiles {
    CertificateFiles::named(settings.merchant_cert.clone(), settings.merchant_key.clone())
}

/// One more root to trust, if it can be read.
pub(crate) fn extra_root(settings: &Settings) -> Option<Vec<u8>> {
    settings.extra_root_ca.as_ref().and_then(|path| match std::fs::read(path) {
        Ok(pem) => Some(pem),
        Err(error) => {
            // Without it fewer servers are trusted, never more.
            tracing::error!(%error, path = %path.display(), "extra_root_ca cannot be read");
            None
        }
    })
}

/// Where the settings say WeChat is.
pub(crate) fn endpoint(settings: &Settings) -> Endpoint {
    Endpoint {
        pay_url: settings.pay_url.clone(),
        miniprogram_url: settings.miniprogram_url.clone(),
        extra_root_ca: extra_root(settings),
        proxy: settings.proxy.clone(),
        deadline: CALL_DEADLINE,
    }
}
