//! `/sns/jscode2session`, and the check of the mini program and its secret.

use super::error::ApiError;
use crate::sandbox::world::World;
use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) fn jscode2session(
    world: &World,
    method: &Method,
    query: &HashMap<String, String>,
) -> Result<Value, ApiError> {
    let value = |name: &str| query.get(name).map(String::as_str).filter(|value| !value.is_empty());
    if method != Method::GET {
        return Err((43_001, "require GET method"));
    }
    check_app(world, value("appid"), value("secret"))?;
    if value("grant_type") != Some("authorization_code") {
        return Err((40_002, "invalid grant_type"));
    }
    let code = value("js_code").ok_or((41_008, "missing code"))?;
    let openid = world.program(|program| program.logins.spend(code, world.now()))?;
    let mut session_key = [0; 16];
    world.env.rng.fill(&mut session_key);
    Ok(json!({ "openid": openid.as_str(), "session_key": BASE64.encode(session_key) }))
}

/// The mini program and its secret.
pub(super) fn check_app(world: &World, app_id: Option<&str>, secret: Option<&str>) -> Result<(), ApiError> {
    match app_id {
        None => return Err((41_002, "appid missing")),
        Some(it) if it != world.config.account.app_id.as_str() => return Err((40_013, "invalid appid")),
        Some(_) => {}
    }
    match secret {
        None => Err((41_004, "appsecret missing")),
        Some(it) if it != world.config.app_secret => Err((40_125, "invalid appsecret")),
        Some(_) => Ok(()),
    }
}
