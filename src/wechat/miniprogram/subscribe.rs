//! The subscribe message as it travels.
//!
//! Source: protocol 12.12, 15c.

use super::ShippingClient;
use crate::{
    base::lang::Lang,
    domain::OutgoingMessage,
    wechat::{CallRecord, MessageCalls, ShippingAnswer},
};
use serde_json::{Map, Value, json};

impl MessageCalls for ShippingClient {
    fn send_message(&self, message: &OutgoingMessage, record: &dyn CallRecord) -> ShippingAnswer<String> {
        let call = ("subscribe_send", "/cgi-bin/message/subscribe/send");
        let ShippingAnswer { raw, result } = self.kept(call, &body(message), record);
        ShippingAnswer { raw, result: result.map(|answer| number_of(&answer)) }
    }
}

fn body(message: &OutgoingMessage) -> Value {
    let data: Map<String, Value> =
        message.data.iter().map(|(key, value)| (key.clone(), json!({ "value": value }))).collect();
    let mut body = json!({
        "touser": message.openid.as_str(),
        "template_id": message.template_id,
        "miniprogram_state": "formal",
        "lang": if message.lang == Lang::En { "en_US" } else { "zh_CN" },
        "data": data,
    });
    if let (Some(page), Some(body)) = (&message.page, body.as_object_mut()) {
        body.insert("page".to_owned(), page.as_str().into());
    }
    body
}

/// Larger than 2^53: kept as its digits. None is no trouble, the message is taken all the same.
fn number_of(answer: &Value) -> String {
    match answer.get("msgid") {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(number)) => number.chars().take(40).collect(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::OpenId;

    #[test]
    fn the_message_travels_as_the_vector_has_it() {
        let text = include_str!("../../../tests/fixtures/wechat/mp-subscribe.json");
        let vectors: Value = serde_json::from_str(text).expect("vectors");
        let data = [
            ("character_string1", "SHOP20260101000001"),
            ("thing2", "拿铁咖啡豆"),
            ("amount3", "￥50.00"),
            ("time4", "2026年1月1日 09:00"),
            ("phrase5", "已发货"),
        ];
        let message = OutgoingMessage {
            openid: OpenId::parse("oTEST00000000000000000000001").expect("an openid"),
            template_id: "T".repeat(43),
            page: Some("pages/order/detail?id=SHOP20260101000001".to_owned()),
            data: data.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            lang: Lang::Zh,
        };
        assert_eq!(body(&message), vectors["request"]);
        let in_english = OutgoingMessage { page: None, lang: Lang::En, ..message };
        assert_eq!((&body(&in_english)["lang"], body(&in_english).get("page")), (&json!("en_US"), None));
    }

    #[test]
    fn wechats_number_keeps_all_of_its_digits() {
        let answer: Value = serde_json::from_str(r#"{"errcode":0,"msgid":2884900000000000001}"#).expect("JSON");
        assert_eq!(number_of(&answer), "2884900000000000001");
        assert_eq!(number_of(&json!({ "errcode": 0 })), "");
    }
}
