//! The shipping interfaces: what leaves, and what came back.
//!
//! Source: protocol 12.2 (token), 12.4, 12.7, 12.9, 12.11.

use super::{AppSecret, token::TokenCache};
use crate::{
    base::env::Env,
    domain::{AppId, MchId, OrderNo, Parcel, SeenShipping, SettleState, ShipKind, ShippingReport, UnixSeconds},
    wechat::{
        BadEndpoint, CallRecord, Endpoint, MessageCalls, Outgoing, PaidPage, ShippingAnswer, ShippingCalls,
        ShippingError,
        http::{self, HttpsClient, NoReply},
    },
};
use serde_json::{Value, json};

const MILLIS: i64 = 1000;
/// Orders of a page of `get_order_list`: as many as WeChat gives by itself.
const PAGE: u32 = 100;
/// Fifteen hundred carriers take some hundred kilobytes, and so do a hundred orders.
const LIST_BYTES_MAX: usize = 1024 * 1024;
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// The token is none, ended, or not the latest: fetch another, once.
const TOKEN_GONE: [i64; 3] = [40_001, 40_014, 42_001];

/// Tells WeChat of shipments. Keeps the access token in memory, and nowhere else.
pub struct ShippingClient {
    app_id: AppId,
    mch_id: MchId,
    secret: AppSecret,
    base: String,
    caller: HttpsClient,
    http: reqwest::Client,
    env: Env,
    tokens: TokenCache,
}

impl ShippingClient {
    /// # Errors
    /// [`BadEndpoint`]: the settings must be mended before anything is reported.
    pub fn new(
        app_id: AppId,
        mch_id: MchId,
        secret: AppSecret,
        endpoint: &Endpoint,
        env: Env,
    ) -> Result<Self, BadEndpoint> {
        Ok(Self {
            app_id,
            mch_id,
            secret,
            base: http::base_address(&endpoint.miniprogram_url)?,
            caller: HttpsClient::new(endpoint.deadline)?,
            http: http::client(endpoint, None)?,
            env,
            tokens: TokenCache::default(),
        })
    }

    /// Asks for an access token and nothing else: whether WeChat knows the mini program and its secret. The token in use is
    /// never exchanged for another.
    ///
    /// # Errors
    /// [`ShippingError::NoToken`] with WeChat's own code; [`ShippingError::NotSent`] where it was not reached.
    pub fn ask_for_token(&self) -> Result<(), ShippingError> {
        self.tokens.get(&self.env, &|| self.fetch_token()).map(drop)
    }

    fn fetch_token(&self) -> Result<(u16, Vec<u8>), NoReply> {
        let asked = json!({
            "grant_type": "client_credential",
            "appid": self.app_id.as_str(),
            "secret": self.secret.as_str(),
            // Never forced: that kills the token of every other program of this shop.
            "force_refresh": false,
        });
        let request = self.http.post(format!("{}/cgi-bin/stable_token", self.base)).body(asked.to_string());
        self.caller.call(request).map(|reply| (reply.status, reply.body))
    }

    /// Calls with a token; with a new one once more if WeChat does not know the first.
    fn call(&self, path: &str, body: &str, most: usize) -> ShippingAnswer<Value> {
        let fetch = || self.fetch_token();
        let token = match self.tokens.get(&self.env, &fetch) {
            Ok(token) => token,
            Err(error) => return ShippingAnswer { raw: None, result: Err(error) },
        };
        let first = self.call_once(path, body, token.text.as_str(), most);
        if !is_token_gone(&first) {
            return first;
        }
        let fresh = match self.tokens.renew(&token, &self.env, &fetch) {
            Ok(fresh) => fresh,
            Err(error) => return ShippingAnswer { raw: first.raw, result: Err(error) },
        };
        let second = self.call_once(path, body, fresh.text.as_str(), most);
        if let (true, Err(ShippingError::Code { code, .. })) = (is_token_gone(&second), &second.result) {
            self.tokens.give_up(*code, &self.env);
        }
        second
    }

    fn call_once(&self, path: &str, body: &str, token: &str, most: usize) -> ShippingAnswer<Value> {
        let url = reqwest::Url::parse_with_params(&format!("{}{path}", self.base), [("access_token", token)]);
        let Ok(url) = url else {
            return ShippingAnswer { raw: None, result: Err(ShippingError::NotSent("not an address".to_owned())) };
        };
        let request = self.http.post(url).header("content-type", "application/json").body(body.to_owned());
        match self.caller.call_up_to(request, most) {
            Ok(reply) if reply.status == 200 => understood(&reply.body),
            Ok(reply) => ShippingAnswer {
                raw: None,
                result: Err(ShippingError::NoAnswer(format!("HTTP status {}", reply.status))),
            },
            Err(NoReply::NotSent(why)) => ShippingAnswer { raw: None, result: Err(ShippingError::NotSent(why)) },
            Err(NoReply::Broken(why)) => ShippingAnswer { raw: None, result: Err(ShippingError::NoAnswer(why)) },
            Err(NoReply::TooLong) => {
                let why = "an answer longer than any of WeChat's".to_owned();
                ShippingAnswer { raw: None, result: Err(ShippingError::NoAnswer(why)) }
            }
        }
    }

    /// The same, kept before it leaves.
    pub(super) fn kept(
        &self,
        (name, path): (&'static str, &str),
        body: &Value,
        record: &dyn CallRecord,
    ) -> ShippingAnswer<Value> {
        let body = body.to_string();
        match record.leaving(Outgoing { call: name, body: &body }) {
            Ok(()) => self.call(path, &body, ANSWER_BYTES_MAX),
            Err(error) => ShippingAnswer { raw: None, result: Err(error.into()) },
        }
    }
}

fn is_token_gone(told: &ShippingAnswer<Value>) -> bool {
    matches!(&told.result, Err(ShippingError::Code { code, .. }) if TOKEN_GONE.contains(code))
}

/// Reads an answer. Its words can name nothing secret: the token travels in the address only.
fn understood(body: &[u8]) -> ShippingAnswer<Value> {
    let raw = Some(String::from_utf8_lossy(body).into_owned());
    let result = match serde_json::from_slice::<Value>(body) {
        Ok(answer) if answer.is_object() => match answer.get("errcode").map_or(Some(0), Value::as_i64) {
            Some(0) => Ok(answer),
            Some(code) => {
                let message = answer.get("errmsg").and_then(Value::as_str).unwrap_or_default();
                Err(ShippingError::Code { code, message: message.chars().take(200).collect() })
            }
            None => Err(ShippingError::NoAnswer("not a readable answer".to_owned())),
        },
        _ => Err(ShippingError::NoAnswer("not a readable answer".to_owned())),
    };
    ShippingAnswer { raw, result }
}

impl ShippingCalls for ShippingClient {
    fn messages(&self) -> Option<&dyn MessageCalls> {
        Some(self)
    }

    fn report(&self, report: &ShippingReport, record: &dyn CallRecord) -> ShippingAnswer<()> {
        let call = ("upload_shipping_info", "/wxa/sec/order/upload_shipping_info");
        let ShippingAnswer { raw, result } = self.kept(call, &upload(report, &self.mch_id), record);
        ShippingAnswer { raw, result: result.map(drop) }
    }

    fn look(&self, order_no: &OrderNo, record: &dyn CallRecord) -> ShippingAnswer<SeenShipping> {
        let call = ("get_order", "/wxa/sec/order/get_order");
        let ShippingAnswer { raw, result } = self.kept(call, &self.asked(order_no), record);
        let seen = result.and_then(|answer| {
            seen(&answer, order_no, &self.mch_id)
                .ok_or_else(|| ShippingError::NoAnswer("the answer is about something else".to_owned()))
        });
        ShippingAnswer { raw, result: seen }
    }

    fn remind(&self, order_no: &OrderNo, received_at: UnixSeconds, record: &dyn CallRecord) -> ShippingAnswer<()> {
        let mut asked = self.asked(order_no);
        if let Some(asked) = asked.as_object_mut() {
            asked.insert("received_time".to_owned(), received_at.get().into());
        }
        let call = ("notify_confirm_receive", "/wxa/sec/order/notify_confirm_receive");
        let ShippingAnswer { raw, result } = self.kept(call, &asked, record);
        ShippingAnswer { raw, result: result.map(drop) }
    }

    fn paid(&self, from: UnixSeconds, until: UnixSeconds, after: &str) -> ShippingAnswer<PaidPage> {
        let mut asked = json!({
            "pay_time_range": { "begin_time": from.get(), "end_time": until.get() },
            "page_size": PAGE,
        });
        if let (false, Some(asked)) = (after.is_empty(), asked.as_object_mut()) {
            asked.insert("last_index".to_owned(), after.into());
        }
        let ShippingAnswer { result, .. } =
            self.call("/wxa/sec/order/get_order_list", &asked.to_string(), LIST_BYTES_MAX);
        // Its text names buyers and is of no use later: none of it is kept.
        ShippingAnswer { raw: None, result: result.map(|answer| paid_page(&answer, &self.mch_id, after)) }
    }

    fn carriers(&self) -> ShippingAnswer<Vec<(String, String)>> {
        let ShippingAnswer { result, .. } =
            self.call("/cgi-bin/express/delivery/open_msg/get_delivery_list", "{}", LIST_BYTES_MAX);
        ShippingAnswer { raw: None, result: result.map(|answer| listed(&answer)) }
    }
}

impl ShippingClient {
    /// The key of the calls that ask. Its names are not those of the report.
    fn asked(&self, order_no: &OrderNo) -> Value {
        json!({ "merchant_id": self.mch_id.as_str(), "merchant_trade_no": order_no.as_str() })
    }
}

impl std::fmt::Debug for ShippingClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShippingClient").field("app_id", &self.app_id).field("base", &self.base).finish_non_exhaustive()
    }
}

/// The body of `upload_shipping_info`.
pub(super) fn upload(report: &ShippingReport, mch_id: &MchId) -> Value {
    let parcels = report.parcels.iter().map(|parcel| {
        let mut out = json!({ "item_desc": parcel.goods });
        if let Some(out) = out.as_object_mut() {
            if report.kind == ShipKind::Express {
                out.insert("tracking_no".to_owned(), parcel.parcel.tracking_no.as_str().into());
                out.insert("express_company".to_owned(), parcel.parcel.carrier.as_str().into());
            }
            if let Some(contact) = &parcel.contact {
                out.insert("contact".to_owned(), json!({ "receiver_contact": contact }));
            }
        }
        out
    });
    let parcels: Vec<Value> = parcels.collect();
    let mut body = json!({
        "order_key": { "order_number_type": 1, "mchid": mch_id.as_str(), "out_trade_no": report.order_no.as_str() },
        "logistics_type": logistics_type(report.kind),
        "delivery_mode": if report.split { 2 } else { 1 },
        "shipping_list": parcels,
        "upload_time": upload_time(report.at_millis),
        "payer": { "openid": report.openid.as_str() },
    });
    if let (true, Some(body)) = (report.split, body.as_object_mut()) {
        body.insert("is_all_delivered".to_owned(), report.complete.into());
    }
    body
}

const fn logistics_type(kind: ShipKind) -> i64 {
    match kind {
        ShipKind::Express => 1,
        ShipKind::City => 2,
        ShipKind::Virtual => 3,
        ShipKind::Pickup => 4,
    }
}

const fn kind_of(logistics_type: i64) -> Option<ShipKind> {
    match logistics_type {
        1 => Some(ShipKind::Express),
        2 => Some(ShipKind::City),
        3 => Some(ShipKind::Virtual),
        4 => Some(ShipKind::Pickup),
        _ => None,
    }
}

/// `2026-01-01T09:00:00.000+08:00`.
fn upload_time(millis: i64) -> String {
    let whole = UnixSeconds::new(millis.div_euclid(MILLIS)).to_dashed().replacen(' ', "T", 1);
    format!("{whole}.{:03}+08:00", millis.rem_euclid(MILLIS))
}

/// What `get_order` says, if it is about this order of this merchant.
fn seen(answer: &Value, order_no: &OrderNo, mch_id: &MchId) -> Option<SeenShipping> {
    let order = answer.get("order")?;
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let ours = text(order, "merchant_trade_no") == order_no.as_str() && text(order, "merchant_id") == mch_id.as_str();
    if !ours {
        return None;
    }
    let nothing = Value::Null;
    let shipping = order.get("shipping").unwrap_or(&nothing);
    let number = |value: &Value, name: &str| value.get(name).and_then(Value::as_i64);
    let parcels = shipping.get("shipping_list").and_then(Value::as_array).cloned().unwrap_or_default();
    Some(SeenShipping {
        state: number(order, "order_state").and_then(SettleState::of_number),
        kind: number(shipping, "logistics_type").and_then(kind_of).filter(|_| !parcels.is_empty()),
        complete: shipping.get("finish_shipping").and_then(Value::as_bool).unwrap_or(false),
        corrected: number(shipping, "finish_shipping_count").unwrap_or(0) >= 2,
        disputed: order.get("in_complaint").and_then(Value::as_bool).unwrap_or(false),
        parcels: parcels.iter().map(|it| Parcel::new(text(it, "express_company"), text(it, "tracking_no"))).collect(),
    })
}

/// The numbers that are this merchant's. A page that does not go on from the one before is the last.
fn paid_page(answer: &Value, mch_id: &MchId, after: &str) -> PaidPage {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = answer.get("order_list").and_then(Value::as_array);
    let ours = list.into_iter().flatten().filter(|order| text(order, "merchant_id") == mch_id.as_str());
    let orders = ours.filter_map(|order| OrderNo::parse(&text(order, "merchant_trade_no")).ok()).collect();
    let more = answer.get("has_more").and_then(Value::as_bool).unwrap_or(false);
    let next = Some(text(answer, "last_index")).filter(|next| more && !next.is_empty() && next != after);
    PaidPage { orders, next }
}

fn listed(answer: &Value) -> Vec<(String, String)> {
    let list = answer.get("delivery_list").and_then(Value::as_array);
    let text = |it: &Value, name: &str| it.get(name).and_then(Value::as_str).map(|text| text.trim().to_owned());
    let fits = |text: &String| (1..=128).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    let one = |it: &Value| text(it, "delivery_id").filter(fits).zip(text(it, "delivery_name").filter(fits));
    list.map(|list| list.iter().filter_map(one).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{OpenId, ReportedParcel};

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../tests/fixtures/wechat/mp-shipping.json")).expect("vectors")
    }

    fn case(name: &str) -> Value {
        let vectors = vectors();
        let cases = vectors["upload_shipping_info"].as_array().expect("cases");
        cases.iter().find(|case| case["name"] == name).expect(name)["request"].clone()
    }

    fn merchant() -> MchId {
        MchId::parse("1900000001").expect("a merchant")
    }

    fn number() -> OrderNo {
        OrderNo::parse("SHOP20260101000001").expect("a number")
    }

    fn parcel(carrier: &str, tracking_no: &str, goods: &str) -> ReportedParcel {
        let contact = (carrier == "SF").then(|| "189****1234".to_owned());
        ReportedParcel { parcel: Parcel::new(carrier, tracking_no), goods: goods.into(), contact }
    }

    fn report(kind: ShipKind, split: bool, complete: bool, parcels: Vec<ReportedParcel>) -> ShippingReport {
        ShippingReport {
            order_no: number(),
            openid: OpenId::parse("oTEST00000000000000000000001").expect("an openid"),
            kind,
            split,
            complete,
            parcels,
            at_millis: 1_767_229_200_000,
        }
    }

    #[test]
    fn what_leaves_is_what_the_vectors_have() {
        let cups = parcel("YTO", "YT1", "杯子*1");
        let beans = parcel("YTO", "YT2", "咖啡豆*1");
        let both = ShippingReport {
            at_millis: 1_767_232_800_000,
            ..report(ShipKind::Express, true, true, vec![cups.clone(), beans])
        };
        for (name, report) in [
            (
                "express, one parcel (SF with masked contact)",
                report(ShipKind::Express, false, true, vec![parcel("SF", "SF1000000000001", "拿铁咖啡豆*1袋")]),
            ),
            ("self pick-up", report(ShipKind::Pickup, false, true, vec![parcel("", "", "拿铁咖啡*2")])),
            ("virtual goods", report(ShipKind::Virtual, false, true, vec![parcel("", "", "会员月卡*1")])),
            ("same-city delivery", report(ShipKind::City, false, true, vec![parcel("", "", "午餐套餐*1")])),
            ("split delivery, first of two parcels", report(ShipKind::Express, true, false, vec![cups])),
            ("split delivery, both parcels", both),
        ] {
            assert_eq!(upload(&report, &merchant()), case(name), "{name}");
        }
    }

    #[test]
    fn the_masks_of_the_vectors_are_those_we_make() {
        for case in vectors()["contact_masks"].as_array().expect("masks") {
            let contact = case["contact"].as_str().expect("a contact");
            let masked = crate::domain::masked_contact(contact);
            // Masking anew keeps what is fit to be seen, and never shows more.
            assert!(masked.is_none_or(|masked| masked.contains("****")), "{contact}");
        }
    }

    #[test]
    fn what_wechat_knows_is_read_and_only_if_it_is_ours() {
        let answer = vectors()["get_order_response"].clone();
        let read = seen(&answer, &number(), &merchant()).expect("ours");
        assert_eq!(read.state, Some(SettleState::Shipped));
        assert_eq!((read.kind, read.complete, read.corrected), (Some(ShipKind::Express), true, false));
        assert_eq!(read.parcels, [Parcel::new("SF", "SF1000000000001")]);
        assert_eq!(seen(&answer, &OrderNo::parse("SHOP20260101000002").expect("a number"), &merchant()), None);
        assert_eq!(seen(&answer, &number(), &MchId::parse("1900000002").expect("a merchant")), None);
    }

    #[test]
    fn of_the_list_of_payments_only_this_merchants_numbers_are_taken() {
        let order = |merchant: &str, no: &str| json!({ "merchant_id": merchant, "merchant_trade_no": no });
        let list = [order("1900000001", "SHOP20260101000001"), order("1900000002", "SHOP20260101000002"), json!(7)];
        let answer = json!({ "errcode": 0, "order_list": list, "last_index": "i2", "has_more": true });
        let page = paid_page(&answer, &merchant(), "i1");
        assert_eq!(page, PaidPage { orders: vec![number()], next: Some("i2".to_owned()) });
        assert_eq!(paid_page(&answer, &merchant(), "i2").next, None, "a list that goes in a circle ends");
        assert_eq!(paid_page(&json!({ "errcode": 0 }), &merchant(), ""), PaidPage::default());
    }

    #[test]
    fn every_answer_of_the_vectors_asks_for_what_the_vectors_say() {
        use crate::wechat::Next;
        for case in vectors()["responses"].as_array().expect("answers") {
            let (body, action) = (case["body"].as_str().expect("a body"), case["action"].as_str().expect("an action"));
            let next = understood(body.as_bytes()).result.map_or_else(|error| error.next(), |_| Next::Done);
            let expected = match action {
                it if it.contains("done") && !it.contains("get_order") => Next::Done,
                it if it.contains("younger") => Next::Index,
                it if it.contains("get_order") => Next::Compare,
                it if it.contains("cannot be changed") => Next::Final,
                it if it.contains("token") => Next::Account, // after the one renewal
                it if it.contains("back-off") => Next::Doubt,
                it if it.contains("today") => Next::Tomorrow,
                other => panic!("{other}"),
            };
            assert_eq!(next, expected, "{body}");
        }
    }

    #[test]
    fn an_upload_names_its_time_to_the_millisecond() {
        assert_eq!(upload_time(1_767_229_200_000), "2026-01-01T09:00:00.000+08:00");
        assert_eq!(upload_time(1_767_229_200_007), "2026-01-01T09:00:00.007+08:00");
    }

    #[test]
    fn garbage_is_no_answer() {
        for body in ["", "ok", "[]", "{\"errcode\":\"0\"}", "<html></html>", "null"] {
            assert!(matches!(understood(body.as_bytes()).result, Err(ShippingError::NoAnswer(_))), "{body}");
        }
    }
}
