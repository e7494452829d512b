//! How a sandbox is set up, and the secrets a practice shop shares with it.

use super::{SandboxError, TrustMode, ledger::LedgerLimits};
use crate::{
    base::{env::Env, private_file},
    domain::{Api, AppId, Fen, MchId, REFUND_GAP_SECS},
    wechat::{
        Account, ApiKey,
        miniprogram::{PushKey, PushSecrets, PushToken},
    },
};
use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

const PRACTICE_APP_ID: &str = "wx2421b1c4370ec43b";
/// The practice shop has an app of its own, so that both channels can be tried.
const PRACTICE_APP_CHANNEL: &str = "wx5e7a3d1f9b2c4860";
const PRACTICE_MCH_ID: &str = "1900000109";
const SECRETS_FILE: &str = "practice_secrets.toml";
/// A refund to a buyer's change purse takes minutes at WeChat; a learner should see it happen.
const PRACTICE_REFUND_SECS: u64 = 6;
/// 50,000 yuan.
const PRACTICE_BALANCE: i64 = 5_000_000;

/// What a sandbox is started with.
#[derive(Clone)]
pub struct SandboxConfig {
    /// Where it listens. Port 0 takes a free one. Anything but a loopback address is refused.
    pub listen: SocketAddr,
    /// Where `ca.pem`, `apiclient_cert.pem`, `apiclient_key.pem` and `pub_key.pem` are written.
    pub dir: PathBuf,
    /// The one merchant it knows, with the key both sides sign with.
    pub account: Account,
    /// The mini program's `AppSecret`.
    pub app_secret: String,
    /// The message push of the mini program, where it is set up in its console.
    pub push: Option<PushSecrets>,
    /// The API v3 key, 32 characters. Without one there are no callbacks of API v3 and no certificates.
    pub api_v3_key: Option<String>,
    /// Which keys WeChat has for the merchant at the start; see [`super::Sandbox::set_trust`].
    pub trust: TrustMode,
    /// While both kinds of keys are in use: how many of a thousand callbacks the public key signs.
    pub public_key_permille: u32,
    /// In which API those orders were made that the stand-in is only told of; their notices have its form.
    pub api: Api,
    /// False for a merchant whom WeChat gave no permission for API v3.
    pub v3_allowed: bool,
    /// How many times faster than WeChat waits pass (retries, the minute between refunds): 1 is WeChat's own pace.
    pub speed: u32,
    /// How long after its acceptance a refund settles. `Duration::MAX`: only by [`super::Sandbox::settle`].
    pub refund_settles_after: Duration,
    /// What the shop has at WeChat at the start, fen. Payments add to it, refunds take from it.
    pub balance: Fen,
    /// Refuse a second refund of one order within a minute, as WeChat does.
    pub keep_refund_gap: bool,
    /// Refuse to close an order in its first five minutes: written in WeChat's rules, not always enforced.
    pub keep_close_wait: bool,
    /// How long the shipping interfaces do not know a fresh payment yet (10060001).
    pub shipping_lag: Duration,
    /// How much it remembers.
    pub memory: LedgerLimits,
}

impl SandboxConfig {
    /// For `account` on a free loopback port, at WeChat's own pace, refunds settling at once.
    pub fn new(dir: &Path, account: Account, app_secret: &str) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            dir: dir.to_owned(),
            account,
            app_secret: app_secret.to_owned(),
            push: None,
            api_v3_key: None,
            trust: TrustMode::PublicKey,
            public_key_permille: 500,
            api: Api::V2,
            v3_allowed: true,
            speed: 1,
            refund_settles_after: Duration::ZERO,
            balance: Fen::ZERO,
            keep_refund_gap: true,
            keep_close_wait: false,
            shipping_lag: Duration::ZERO,
            memory: LedgerLimits::ALL,
        }
    }

    /// For practising: a made-up merchant whose key and secret are made once per `dir` and kept there, waits ten times
    /// shorter, refunds arriving after a few seconds.
    ///
    /// # Errors
    /// [`SandboxError::Files`] if `dir` cannot be written, or holds secrets that are none.
    pub fn practice(dir: &Path, env: &Env) -> Result<Self, SandboxError> {
        let secrets = SandboxSecrets::of(dir, env)?;
        let made_up = |what: &str| SandboxError::Files(what.to_owned());
        let account = Account {
            app_id: AppId::parse(PRACTICE_APP_ID).map_err(|e| made_up(&e.to_string()))?,
            app_channel_app_id: Some(AppId::parse(PRACTICE_APP_CHANNEL).map_err(|e| made_up(&e.to_string()))?),
            mch_id: MchId::parse(PRACTICE_MCH_ID).map_err(|e| made_up(&e.to_string()))?,
            key: ApiKey::new(&secrets.api_key).map_err(|e| made_up(&e.to_string()))?,
        };
        let push = PushSecrets {
            token: PushToken::parse(&secrets.push_token).map_err(|e| made_up(&e.to_string()))?,
            key: PushKey::parse(&secrets.push_key).map_err(|e| made_up(&e.to_string()))?,
        };
        let config = Self::new(dir, account, &secrets.app_secret);
        Ok(Self {
            push: Some(push),
            api_v3_key: Some(secrets.api_v3_key),
            speed: 10,
            refund_settles_after: Duration::from_secs(PRACTICE_REFUND_SECS),
            balance: Fen::new(PRACTICE_BALANCE).unwrap_or_default(),
            memory: LedgerLimits::PRACTICE,
            ..config
        })
    }

    /// The app a payment of this kind is made in: the shop's own, where it has one, for `APP`.
    pub(super) fn app_of(&self, trade_type: &str) -> &AppId {
        let app = self.account.app_channel_app_id.as_ref().filter(|_| trade_type == "APP");
        app.unwrap_or(&self.account.app_id)
    }

    /// The least time between two refunds of one order, in our time; none where that is not looked at.
    pub(super) fn refund_gap(&self) -> Option<Duration> {
        self.keep_refund_gap.then(|| self.scaled(Duration::from_secs(REFUND_GAP_SECS.unsigned_abs())))
    }

    /// `wait` of WeChat's time in ours.
    pub(super) fn scaled(&self, wait: Duration) -> Duration {
        wait.checked_div(self.speed.max(1)).unwrap_or(wait)
    }
}

impl fmt::Debug for SandboxConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The secrets stay out.
        f.debug_struct("SandboxConfig").field("listen", &self.listen).field("dir", &self.dir).finish_non_exhaustive()
    }
}

/// What a practice shop and its sandbox share.
#[derive(serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
struct SandboxSecrets {
    api_key: String,
    app_secret: String,
    /// Empty in a file from before API v3.
    #[serde(default)]
    api_v3_key: String,
    /// Those of the message push; empty in a file from before it.
    #[serde(default)]
    push_token: String,
    #[serde(default)]
    push_key: String,
}

/// An `EncodingAESKey`: 43 letters and digits.
fn push_key(env: &Env) -> String {
    env.rng.hex(22).split_at(43).0.to_owned()
}

impl SandboxSecrets {
    /// The ones in `dir`, made on the first start: a restarted sandbox must still know the shop.
    fn of(dir: &Path, env: &Env) -> Result<Self, SandboxError> {
        let path = dir.join(SECRETS_FILE);
        let refused = |e: &dyn fmt::Display| SandboxError::Files(format!("{SECRETS_FILE}: {e}"));
        if path.exists() {
            let text = std::fs::read_to_string(&path).map_err(|e| refused(&e))?;
            let kept: Self = toml::from_str(&text).map_err(|e| refused(&e))?;
            if ![&kept.api_v3_key, &kept.push_token, &kept.push_key].iter().any(|secret| secret.is_empty()) {
                return Ok(kept);
            }
            let drawn = |kept: String, fresh: String| if kept.is_empty() { fresh } else { kept };
            let whole = Self {
                api_v3_key: drawn(kept.api_v3_key, env.rng.hex(16)),
                push_token: drawn(kept.push_token, env.rng.hex(12)),
                push_key: drawn(kept.push_key, push_key(env)),
                ..kept
            };
            return whole.written(&path).map_err(|e| refused(&e));
        }
        private_file::make_folder(dir).map_err(|e| refused(&e))?;
        let fresh = Self {
            api_key: env.rng.hex(16),
            app_secret: env.rng.hex(16),
            api_v3_key: env.rng.hex(16),
            push_token: env.rng.hex(12),
            push_key: push_key(env),
        };
        fresh.written(&path).map_err(|e| refused(&e))
    }

    fn written(self, path: &Path) -> std::io::Result<Self> {
        let text = toml::to_string(&self).map_err(std::io::Error::other)?;
        private_file::write(path, text.as_bytes())?;
        Ok(self)
    }
}
