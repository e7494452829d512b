//! `/cgi-bin/stable_token`.

use super::{error::ApiError, issued_tokens::TOKEN_BYTES, login::check_app};
use crate::sandbox::world::World;
use axum::http::Method;
use serde_json::{Value, json};

pub(super) fn stable_token(world: &World, method: &Method, body: &[u8]) -> Result<Value, ApiError> {
    if method != Method::POST {
        return Err((43_002, "require POST method"));
    }
    if body.is_empty() {
        return Err((44_002, "empty post data"));
    }
    let asked: Value = serde_json::from_slice(body).map_err(|_| (47_001, "data format error"))?;
    let text = |name: &str| asked.get(name).and_then(Value::as_str).filter(|value| !value.is_empty());
    check_app(world, text("appid"), text("secret"))?;
    if text("grant_type") != Some("client_credential") {
        return Err((40_002, "invalid grant_type"));
    }
    let force = asked.get("force_refresh").and_then(Value::as_bool).unwrap_or(false);
    let (fresh, now) = (world.env.rng.hex(TOKEN_BYTES), world.now());
    let token = world.program(|program| program.tokens.give(force, fresh, now))?;
    Ok(json!({ "access_token": token.text, "expires_in": token.ends_at.since(now) }))
}
