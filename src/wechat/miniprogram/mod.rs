//! The mini program's server API: who is behind a login code, what was shipped, and what WeChat pushes.
//!
//! Source: mini-program server API, "Login" (`/sns/jscode2session`).

mod push;
mod secret;
mod shipping;
mod subscribe;
mod token;

pub use push::{BadPushSecret, PushAccount, PushKey, PushQuery, PushSecrets, PushToken};
pub use secret::{AppSecret, BadSecret};
pub use shipping::ShippingClient;

use super::{
    BadEndpoint, Endpoint, LoginError, MiniProgram,
    http::{self, HttpsClient, NoReply},
};
use crate::domain::{AppId, OpenId};
use serde::Deserialize;
use zeroize::Zeroizing;

/// The longest login code we pass on; real ones have 32 characters.
const CODE_BYTES_MAX: usize = 128;
const BUSY: i64 = -1;
const INVALID_CODE: i64 = 40029;

/// Asks WeChat. Blocking, like the gateway.
pub struct Client {
    app_id: AppId,
    secret: AppSecret,
    address: String,
    caller: HttpsClient,
    http: reqwest::Client,
}

/// What we want of the answer. The session key has no field here, so it is dropped unread.
#[derive(Deserialize)]
struct LoginSession {
    openid: Option<String>,
    #[serde(default)]
    errcode: i64,
}

impl Client {
    /// # Errors
    /// [`BadEndpoint`]: the settings must be mended before any login.
    pub fn new(app_id: AppId, secret: AppSecret, endpoint: &Endpoint) -> Result<Self, BadEndpoint> {
        let base = http::base_address(&endpoint.miniprogram_url)?;
        Ok(Self {
            app_id,
            secret,
            address: format!("{base}/sns/jscode2session"),
            caller: HttpsClient::new(endpoint.deadline)?,
            http: http::client(endpoint, None)?,
        })
    }

    fn ask(&self, code: &str) -> Result<OpenId, LoginError> {
        let query = [
            ("appid", self.app_id.as_str()),
            ("secret", self.secret.as_str()),
            ("js_code", code),
            ("grant_type", "authorization_code"),
        ];
        let address =
            reqwest::Url::parse_with_params(&self.address, query).map_err(|_| LoginError::BadCode(INVALID_CODE))?;
        let reply = self.caller.call(self.http.get(address)).map_err(unreached)?;
        let body = Zeroizing::new(reply.body); // holds the session key
        if reply.status != 200 {
            return Err(LoginError::TryAgain(format!("HTTP status {}", reply.status)));
        }
        understood(&body)
    }
}

impl MiniProgram for Client {
    fn login(&self, code: &str) -> Result<OpenId, LoginError> {
        let possible = (1..=CODE_BYTES_MAX).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_graphic());
        if !possible {
            return Err(LoginError::BadCode(INVALID_CODE));
        }
        match self.ask(code) {
            Err(LoginError::TryAgain(why)) if why == busy() => self.ask(code), // "busy" is worth one more try
            result => result,
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("app_id", &self.app_id).field("address", &self.address).finish_non_exhaustive()
    }
}

fn busy() -> String {
    format!("code {BUSY}")
}

fn unreached(why: NoReply) -> LoginError {
    match why {
        NoReply::NotSent(why) | NoReply::Broken(why) => LoginError::TryAgain(why),
        NoReply::TooLong => LoginError::TryAgain("an answer longer than any of WeChat's".to_owned()),
    }
}

/// Reads the answer. The words of an error can repeat what we sent, so only its number is kept.
fn understood(body: &[u8]) -> Result<OpenId, LoginError> {
    let unreadable = || LoginError::TryAgain("not a readable answer".to_owned());
    let session: LoginSession = serde_json::from_slice(body).map_err(|_| unreadable())?;
    match session.errcode {
        0 => session.openid.and_then(|id| OpenId::parse(&id).ok()).ok_or_else(unreadable),
        40029 | 40163 | 40226 => Err(LoginError::BadCode(session.errcode)),
        // 40013, 40125: app id or secret. 40164: this computer's address is not on the owner's white list.
        40013 | 40125 | 40164 => Err(LoginError::Misconfigured(session.errcode)),
        BUSY => Err(LoginError::TryAgain(busy())),
        code => Err(LoginError::TryAgain(format!("code {code}"))),
    }
}
