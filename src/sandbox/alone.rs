//! A sandbox that runs by itself (`zhanggui sandbox`).

use super::{Sandbox, SandboxConfig, SandboxError};
use crate::base::env::Env;
use std::path::PathBuf;

/// What to put into a shop's settings so that it talks to a sandbox that runs alone.
pub struct AloneInfo {
    /// `pay_url` and `miniprogram_url`.
    pub base_url: String,
    /// The mini program's, as `settings.toml` of a shop has to name it.
    pub app_id: String,
    /// `app_channel_app_id`; empty where the made-up merchant has no app.
    pub app_channel_app_id: String,
    /// The merchant's number, likewise.
    pub mch_id: String,
    /// The v2 key, of a made-up merchant.
    pub api_key: String,
    /// The mini program's secret, made up, too.
    pub app_secret: String,
    /// `extra_root_ca`.
    pub ca: PathBuf,
    /// Where the merchant's certificate was written, PEM.
    pub merchant_cert: PathBuf,
    /// Where its private key was written, PEM.
    pub merchant_key: PathBuf,
    /// The API v3 key, made up; empty where the merchant has set none.
    pub api_v3_key: String,
    /// `wechatpay_public_key`.
    pub public_key: PathBuf,
    /// `wechatpay_public_key_id`.
    pub public_key_id: String,
}

/// Starts a sandbox for `zhanggui sandbox` and says what its shop needs to know. It runs until it is dropped.
///
/// # Errors
/// [`SandboxError`]: nothing is listening.
pub fn run_alone(config: SandboxConfig, env: Env) -> Result<(Sandbox, AloneInfo), SandboxError> {
    let sandbox = Sandbox::start(config, env)?;
    let account = &sandbox.config().account;
    let info = AloneInfo {
        base_url: sandbox.base_url(),
        app_id: account.app_id.to_string(),
        app_channel_app_id: account.app_channel_app_id.as_ref().map_or_else(String::new, ToString::to_string),
        mch_id: account.mch_id.to_string(),
        api_key: account.key.as_str().to_owned(),
        app_secret: sandbox.config().app_secret.clone(),
        ca: sandbox.ca_path(),
        merchant_cert: sandbox.dir().join("apiclient_cert.pem"),
        merchant_key: sandbox.dir().join("apiclient_key.pem"),
        api_v3_key: sandbox.config().api_v3_key.clone().unwrap_or_default(),
        public_key: sandbox.public_key_path(),
        public_key_id: sandbox.public_key_id(),
    };
    Ok((sandbox, info))
}
