//! The platform certificates and the echo. Source: protocol 7.4, 8.7a.

use super::{
    json::text,
    refunds::opened,
    refusal::{V3Refusal, param, refusal},
    reply::V3Done,
    request::V3Arrived,
    rules,
};
use crate::{sandbox::world::World, wechat::v3::resource};
use serde_json::{Value, json};

/// What each certificate is sealed with beside the key.
const SEALED_WITH: &str = "certificate";

/// `/v3/certificates`.
pub(super) fn certificates(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let [algorithm] = arrived.query(&["algorithm_type"])?;
    if !matches!(algorithm.as_str(), "" | "RSA" | "ALL") {
        return Err(param("query", "algorithm_type", "RSA or ALL"));
    }
    let certificates = world.v3.certificates();
    if certificates.is_empty() {
        return Err(refusal(404, "RESOURCE_NOT_EXISTS", "商户无可用的平台证书，请在商户平台使用微信支付公钥"));
    }
    let now = world.now();
    let valid: Vec<_> = certificates.iter().filter(|it| now <= it.until).collect();
    if valid.is_empty() {
        return Err(refusal(403, "NOT_ENOUGH", "无可用的平台证书，请前往商户平台开启微信支付公钥"));
    }
    let key = world.v3.api_v3_key().ok_or_else(|| refusal(400, "INVALID_REQUEST", "商户未设置APIv3密钥"))?;
    let sealed = valid.into_iter().map(|certificate| {
        // Letters and digits; as text each of them is a byte.
        let nonce = world.env.rng.hex(6);
        json!({
            "serial_no": certificate.key.serial(),
            "effective_time": certificate.from.to_rfc3339(),
            "expire_time": certificate.until.to_rfc3339(),
            "encrypt_certificate": {
                "algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "associated_data": SEALED_WITH,
                "ciphertext": resource::seal(&key, &nonce, Some(SEALED_WITH), certificate.pem.as_bytes()),
            },
        })
    });
    Ok(V3Done::Told(json!({ "data": sealed.collect::<Vec<Value>>() })))
}

/// `/v3/security/echo`: what came comes back; an encrypted word encrypted for the merchant.
pub(super) fn echo(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let body = arrived.body(rules::ECHO)?;
    rules::notify_url(text(&body, "/notify_url"))?;
    let mut told = json!({ "echo_message": text(&body, "/echo_message") });
    if body.get("encrypted_echo_message").is_some() {
        let secret = opened(world, arrived, &body, "/encrypted_echo_message")?;
        let sealed = world.v3.merchant().seal_sensitive(&secret);
        let sealed = sealed.ok_or_else(|| param("body", "/encrypted_echo_message", "too long"))?;
        if let Some(fields) = told.as_object_mut() {
            fields.insert("encrypted_echo_message".to_owned(), sealed.into());
        }
    }
    Ok(V3Done::Told(told))
}
