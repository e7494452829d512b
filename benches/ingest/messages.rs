//! Notifications as WeChat writes them, by API v2 (25 fields) or by API v3, each of an order of its own. Every handler knows the
//! same keys.

use crate::messages_v3;
use zhanggui::{
    domain::{Api, AppId, MchId, SignType},
    wechat::{Account, ApiKey, v2::sign},
};

/// The invented merchant all handlers serve.
const KEY: &str = "0123456789abcdefghijklmnopqrstuv";
pub const MCH: &str = "1900000109";
pub const APP: &str = "wx8888888888888888";
/// What each order costs, fen.
pub const TOTAL_FEN: i64 = 3_900;

pub fn account() -> Account {
    Account {
        app_id: AppId::parse(APP).unwrap(),
        app_channel_app_id: None,
        mch_id: MchId::parse(MCH).unwrap(),
        key: ApiKey::new(KEY).unwrap(),
    }
}

pub fn order_no(number: usize) -> String {
    format!("M2026{number:012}")
}

pub fn transaction_id(number: usize) -> String {
    format!("42000{number:023}")
}

/// One, as it stands on the wire.
#[derive(Clone)]
pub struct Message {
    /// A line each, ended as HTTP ends them.
    pub headers: String,
    pub body: String,
}

pub struct Messages {
    pub api: Api,
    all: Vec<Message>,
}

impl Messages {
    /// Signs so many.
    pub fn sign(api: Api, count: usize) -> Self {
        let all = match api {
            Api::V2 => {
                let key = ApiKey::new(KEY).unwrap();
                let headers = "Content-Type: text/xml\r\n".to_owned();
                (0..count).map(|number| Message { headers: headers.clone(), body: message(number, &key) }).collect()
            }
            Api::V3 => messages_v3::signed(count),
        };
        Self { api, all }
    }

    pub const fn len(&self) -> usize {
        self.all.len()
    }

    pub fn get(&self, number: usize) -> Option<&Message> {
        self.all.get(number)
    }

    /// The same with one digit of the signature of API v2 changed.
    pub fn forged(&self, number: usize) -> Message {
        let mut forged = self.all[number % self.all.len()].clone();
        let at = forged.body.rfind("<sign><![CDATA[").unwrap() + "<sign><![CDATA[".len();
        let other = if forged.body[at..].starts_with('0') { "1" } else { "0" };
        forged.body.replace_range(at..=at, other);
        forged
    }
}

fn message(number: usize, key: &ApiKey) -> String {
    let (fee, cash) = (TOTAL_FEN.to_string(), (TOTAL_FEN - 10).to_string());
    let (nonce, openid) = (format!("{number:032x}"), format!("o{number:027x}"));
    let (order_no, transaction_id) = (order_no(number), transaction_id(number));
    let fields = [
        ("appid", APP),
        ("attach", "桌号 12 & 备注<少冰>"),
        ("bank_type", "CMB_CREDIT"),
        ("cash_fee", &cash),
        ("cash_fee_type", "CNY"),
        ("coupon_count", "1"),
        ("coupon_fee", "10"),
        ("coupon_fee_0", "10"),
        ("coupon_id_0", "10000"),
        ("coupon_type_0", "CASH"),
        ("device_info", "WEB"),
        ("fee_type", "CNY"),
        ("is_subscribe", "N"),
        ("mch_id", MCH),
        ("nonce_str", &nonce),
        ("openid", &openid),
        ("out_trade_no", &order_no),
        ("result_code", "SUCCESS"),
        ("return_code", "SUCCESS"),
        ("sign_type", "MD5"),
        ("time_end", "20261120183000"),
        ("total_fee", &fee),
        ("trade_type", "JSAPI"),
        ("transaction_id", &transaction_id),
    ];
    sign::write_signed(&fields, key, SignType::Md5)
}
