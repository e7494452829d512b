//! Who the buyer is. WeChat says it once, at login; afterwards a token does, of which we keep only the hash.

use super::{
    budget, json,
    problem::{Code, Problem},
    rules::{self, schema},
    state::Storefront,
    token::{TOKEN_BYTES, TokenHash},
};
use crate::{domain::OpenId, listener::reply::HttpReply, wechat::LoginError};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

const SESSION_SECS: i64 = 30 * 24 * 60 * 60;

/// A code of `wx.login`; good once, for five minutes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    #[schema(schema_with = schema::login_code)]
    code: String,
}

/// What says who you are from now on.
#[derive(Serialize, ToSchema)]
pub(super) struct LoggedIn<'a> {
    token: &'a str,
    /// Seconds.
    expires_in: i64,
}

impl Storefront {
    /// `POST /api/v1/login`. The session key WeChat gives along never leaves the room that fetched it.
    pub(super) fn login(&self, body: &[u8]) -> Result<HttpReply, Problem> {
        let login: Login = json::read(body)?;
        rules::LOGIN_CODE.check(&login.code)?;
        let openid = self.setup.mini.login(&login.code).map_err(problem_of)?;
        let mut bytes = Zeroizing::new([0; TOKEN_BYTES]);
        self.setup.env.rng.fill(&mut *bytes);
        let token = Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes));
        let (hash, now) = (TokenHash::of(&token), self.setup.env.now());
        self.setup.store.open_session(openid.clone(), hash.0, now.plus(SESSION_SECS), now).wait()?;
        self.budget().know(hash, openid);
        json::reply(StatusCode::OK, &LoggedIn { token: &token, expires_in: SESSION_SECS })
    }

    /// Those who are logged in already are known before the first of them calls.
    pub fn know_tokens(&self) {
        let most = u32::try_from(budget::TOKENS_MAX).unwrap_or(u32::MAX);
        match self.readers.read(|reader| reader.sessions(self.setup.env.now(), most)) {
            Ok(sessions) => {
                let mut budget = self.budget();
                for (token, openid) in sessions {
                    budget.know(TokenHash(token), openid);
                }
            }
            // Each is found in the file when it calls.
            Err(error) => tracing::warn!(%error, "those who are logged in could not be read"),
        }
    }

    /// Whose token this is.
    pub(super) fn buyer(&self, token: Option<TokenHash>) -> Result<OpenId, Problem> {
        let token = token.ok_or(Code::NotLoggedIn)?;
        let now = self.setup.env.now();
        let found = self.readers.read(|reader| reader.session(&token.0, now))?;
        match &found {
            Some(openid) => self.budget().know(token, openid.clone()),
            None => self.budget().forget(&token),
        }
        found.ok_or_else(|| Code::NotLoggedIn.into())
    }
}

fn problem_of(error: LoginError) -> Problem {
    match error {
        LoginError::BadCode(_) => Code::BadLogin.into(),
        LoginError::TryAgain(reason) => {
            tracing::warn!(%reason, "a buyer's login got no answer");
            Code::WechatUnreachable.into()
        }
        LoginError::Misconfigured(_) => {
            tracing::error!(%error, "buyers cannot log in");
            Code::ShopNotReady.into()
        }
    }
}
