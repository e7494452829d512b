//! `/cgi-bin/message/subscribe/send`: the rules a message is held against.
//!
//! Source: protocol 12.12, 15c.

use super::{error::ApiError, subscriptions::DeliveredMessage};
use crate::{
    domain::{MessageValueKind, OpenId},
    sandbox::world::World,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// WeChat's ids of templates have so many characters.
const ID_CHARS: usize = 43;

pub(super) fn send(world: &World, body: &Value) -> Result<Value, ApiError> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let openid = OpenId::parse(text("touser")).map_err(|_| (40_003, "invalid openid"))?;
    let template_id = text("template_id").to_owned();
    if template_id.chars().count() != ID_CHARS {
        return Err((40_037, "invalid template_id"));
    }
    let page = body.get("page").and_then(Value::as_str).map(str::to_owned);
    if page.as_deref().is_some_and(|page| !page.starts_with("pages/")) {
        return Err((41_030, "invalid page"));
    }
    if !matches!(text("lang"), "" | "zh_CN" | "en_US" | "zh_HK" | "zh_TW") {
        return Err((47_003, "argument invalid! lang"));
    }
    let data = values(body.get("data").unwrap_or(&Value::Null))?;
    let lang = if text("lang").is_empty() { "zh_CN" } else { text("lang") }.to_owned();
    let message = DeliveredMessage { openid, template_id, data, page, lang, number: 0 };
    let number = world.program(|program| program.subscriptions().deliver(message))?;
    Ok(json!({ "errcode": 0, "errmsg": "ok", "msgid": number }))
}

/// Each value keeps the rule of its key, or all of it is refused.
fn values(data: &Value) -> Result<BTreeMap<String, String>, ApiError> {
    let bad: ApiError = (47_003, "argument invalid! data");
    let fields = data.as_object().filter(|fields| !fields.is_empty()).ok_or(bad)?;
    let mut values = BTreeMap::new();
    for (key, field) in fields {
        let value = field.get("value").and_then(Value::as_str).ok_or(bad)?;
        let kind = MessageValueKind::of_key(key).ok_or(bad)?;
        if !kind.takes(value) {
            return Err(bad);
        }
        values.insert(key.clone(), value.to_owned());
    }
    Ok(values)
}
