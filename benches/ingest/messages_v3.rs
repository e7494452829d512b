//! WeChat's side of API v3: its key of the vectors, which signs, and a shop's key, which seals.

use crate::{
    messages::{APP, MCH, Message, TOTAL_FEN, order_no, transaction_id},
    shop::NOW,
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use std::{path::Path, sync::Arc};
use zhanggui::{
    domain::{AppId, MchId},
    wechat::{
        V3Inbox,
        v3::{ApiV3Key, KeyId, MerchantKey, TrustKeeper, TrustKey, V3Account, message_text, resource},
    },
};

const NONCE: &str = "c5ac7061fccab6bf3e254dcf98995b8c";

/// The keys of the vectors, made for them and used nowhere else.
struct VectorKeys(serde_json::Value);

impl VectorKeys {
    fn load() -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wechat/v3-keys.json");
        Self(serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
    }

    fn api_v3_key(&self) -> ApiV3Key {
        ApiV3Key::parse(self.0["api_v3_key"].as_str().unwrap()).unwrap()
    }

    fn of_wechat(&self, field: &str) -> &str {
        self.0["wechat_pay_public_key"][field].as_str().unwrap()
    }
}

/// What a shop believes them by.
pub fn inbox() -> V3Inbox {
    let keys = VectorKeys::load();
    let body = keys.of_wechat("public_key_spki_der_base64");
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
    let trusted = TrustKey::from_public_pem(KeyId::parse(keys.of_wechat("id")).unwrap(), pem.as_bytes()).unwrap();
    let account = V3Account {
        app_id: AppId::parse(APP).unwrap(),
        app_channel_app_id: None,
        mch_id: MchId::parse(MCH).unwrap(),
        api_v3_key: keys.api_v3_key(),
    };
    V3Inbox { account, keys: Arc::new(TrustKeeper::new(vec![trusted])) }
}

/// So many payment notifications, sealed and signed.
pub fn signed(count: usize) -> Vec<Message> {
    let keys = VectorKeys::load();
    let (seals, serial) = (keys.api_v3_key(), keys.of_wechat("id"));
    let private = BASE64.decode(keys.of_wechat("private_key_pkcs8_der_base64")).unwrap();
    let signs = MerchantKey::from_pkcs8(serial, &private).unwrap();
    let at = NOW.get().to_string();
    (0..count)
        .map(|number| {
            let body = sealed(number, &seals);
            let signature = signs.sign(&message_text(&at, NONCE, body.as_bytes()));
            let headers = format!(
                "Content-Type: application/json\r\nWechatpay-Timestamp: {at}\r\nWechatpay-Nonce: {NONCE}\r\n\
                 Wechatpay-Serial: {serial}\r\nWechatpay-Signature: {signature}\r\n\
                 Wechatpay-Signature-Type: WECHATPAY2-SHA256-RSA2048\r\n"
            );
            Message { headers, body }
        })
        .collect()
}

fn sealed(number: usize, key: &ApiV3Key) -> String {
    let (order_no, transaction_id) = (order_no(number), transaction_id(number));
    let plain = serde_json::json!({
        "mchid": MCH, "appid": APP, "out_trade_no": order_no, "transaction_id": transaction_id, "trade_type": "JSAPI",
        "trade_state": "SUCCESS", "trade_state_desc": "支付成功", "bank_type": "CMB_CREDIT", "attach": "桌号 12 & 备注<少冰>",
        "success_time": "2026-11-20T18:30:00+08:00", "payer": { "openid": format!("o{number:027x}") },
        "amount": { "total": TOTAL_FEN, "payer_total": TOTAL_FEN, "currency": "CNY", "payer_currency": "CNY" },
    });
    let ciphertext = resource::seal(key, "EvtNonce0001", Some("transaction"), plain.to_string().as_bytes());
    serde_json::json!({
        "id": format!("7e570000-0000-5000-8000-{number:012}"), "create_time": "2026-11-20T18:30:01+08:00",
        "resource_type": "encrypt-resource", "event_type": "TRANSACTION.SUCCESS", "summary": "支付成功",
        "resource": {
            "original_type": "transaction", "algorithm": "AEAD_AES_256_GCM", "ciphertext": ciphertext,
            "associated_data": "transaction", "nonce": "EvtNonce0001",
        },
    })
    .to_string()
}
