//! The shop's storefront as a buyer's phone sees it: public HTTP and nothing else.

use crate::{domain::SignType, wechat::PaymentSheet};
use serde::Deserialize;
use serde_json::{Value, json};

/// Why a buyer got no further.
#[derive(Debug, thiserror::Error)]
pub(super) enum BuyerTrouble {
    /// The shop does not answer: perhaps it has not opened yet.
    #[error("the shop does not answer: {0}")]
    Unreachable(String),
    /// The shop said no.
    #[error("{call}: {status} {problem}")]
    Refused { call: String, status: u16, problem: String },
    /// The shop's answer is not what its interface promises.
    #[error("the shop's answer has no {0}")]
    Odd(&'static str),
    /// WeChat said no.
    #[error("the payment did not go through: {0}")]
    NotPaid(#[from] crate::sandbox::PayRefused),
}

/// A product as buyers see it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ListedProduct {
    pub id: String,
    pub price_fen: i64,
    pub stock: i64,
    /// The choices it comes in: then one of them is ordered.
    #[serde(default)]
    variants: Vec<Self>,
}

/// An order as the shop confirmed it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ConfirmedOrder {
    pub order_no: String,
    pub total_fen: i64,
}

/// What the shop hands the phone to open the payment sheet with.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShownSheet {
    package: String,
    #[serde(default)]
    time_stamp: String,
    #[serde(default)]
    nonce_str: String,
    sign_type: Option<String>,
    pay_sign: Option<String>,
}

impl ShownSheet {
    pub fn prepay_id(&self) -> &str {
        self.package.strip_prefix("prepay_id=").unwrap_or_default()
    }

    /// As the phone checks it; none from a shop that signs nothing. Without a word for it, it is signed with MD5.
    pub fn signed(&self) -> Option<PaymentSheet> {
        Some(PaymentSheet::MiniProgram {
            time_stamp: self.time_stamp.clone(),
            nonce_str: self.nonce_str.clone(),
            package: self.package.clone(),
            sign_type: self.sign_type.as_deref().and_then(|word| SignType::parse(word).ok()).unwrap_or(SignType::Md5),
            pay_sign: self.pay_sign.clone()?,
        })
    }
}

#[derive(Deserialize)]
struct ProductList {
    products: Vec<ListedProduct>,
    pickup: Option<Value>,
}

/// A buyer who is logged in.
#[derive(Clone)]
pub(super) struct BuyerSession {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl BuyerSession {
    /// Logs in with a code of `wx.login`.
    pub async fn begin(http: reqwest::Client, base: &str, code: &str) -> Result<Self, BuyerTrouble> {
        let mut session = Self { http, base: base.trim_end_matches('/').to_owned(), token: String::new() };
        let answer = session.post("/api/v1/login", &json!({ "code": code }), None).await?;
        session.token = text(&answer, "token")?;
        Ok(session)
    }

    /// What can be ordered, a variant as one thing, and whether it can be picked up.
    pub async fn products(&self) -> Result<(Vec<ListedProduct>, bool), BuyerTrouble> {
        let answer = self.send("/api/v1/products", self.http.get(self.url("/api/v1/products"))).await?;
        let goods: ProductList = serde_json::from_value(answer).map_err(|_| BuyerTrouble::Odd("products"))?;
        let sold = |mut product: ListedProduct| {
            let variants = std::mem::take(&mut product.variants);
            if variants.is_empty() { vec![product] } else { variants }
        };
        Ok((goods.products.into_iter().flat_map(sold).collect(), goods.pickup.is_some()))
    }

    /// `key` makes a repeat of the same order the same order.
    pub async fn order(&self, order: &Value, key: &str) -> Result<ConfirmedOrder, BuyerTrouble> {
        let answer = self.post("/api/v1/orders", order, Some(key)).await?;
        serde_json::from_value(answer).map_err(|_| BuyerTrouble::Odd("order_no"))
    }

    /// The templates the shop wants to send messages by: all of them, as if both moments came at once.
    pub async fn templates(&self) -> Result<Vec<String>, BuyerTrouble> {
        let path = "/api/v1/messages";
        let answer = self.send(path, self.http.get(self.url(path))).await?;
        let listed = |name: &str| answer.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let all = listed("at_pay").into_iter().chain(listed("at_refund"));
        let mut templates: Vec<String> = all.filter_map(|id| id.as_str().map(str::to_owned)).collect();
        templates.sort_unstable();
        templates.dedup();
        Ok(templates)
    }

    /// What the phone answered about each.
    pub async fn allow(&self, templates: &[String], said: &str) -> Result<(), BuyerTrouble> {
        let one = |id: &String| json!({ "template_id": id, "answer": said });
        let answers: Vec<Value> = templates.iter().map(one).collect();
        self.post("/api/v1/messages/permissions", &json!({ "answers": answers }), None).await.map(drop)
    }

    /// The payment sheet.
    pub async fn pay(&self, order_no: &str) -> Result<ShownSheet, BuyerTrouble> {
        let answer =
            self.post(&format!("/api/v1/orders/{order_no}/pay"), &json!({ "channel": "mini_program" }), None).await?;
        let sheet: ShownSheet = serde_json::from_value(answer).map_err(|_| BuyerTrouble::Odd("package"))?;
        if sheet.prepay_id().is_empty() { Err(BuyerTrouble::Odd("prepay_id")) } else { Ok(sheet) }
    }

    pub async fn cancel(&self, order_no: &str) -> Result<(), BuyerTrouble> {
        self.post(&format!("/api/v1/orders/{order_no}/cancel"), &json!({}), None).await.map(drop)
    }

    /// Where the order stands.
    pub async fn state(&self, order_no: &str) -> Result<String, BuyerTrouble> {
        let path = format!("/api/v1/orders/{order_no}");
        let answer = self.send(&path, self.http.get(self.url(&path))).await?;
        text(&answer, "state")
    }

    pub async fn received(&self, order_no: &str) -> Result<(), BuyerTrouble> {
        self.post(&format!("/api/v1/orders/{order_no}/received"), &json!({}), None).await.map(drop)
    }

    pub async fn ask_for_refund(&self, order_no: &str, asked: &Value, key: &str) -> Result<String, BuyerTrouble> {
        let answer = self.post(&format!("/api/v1/orders/{order_no}/refunds"), asked, Some(key)).await?;
        text(&answer, "refund_no")
    }

    async fn post(&self, path: &str, body: &Value, key: Option<&str>) -> Result<Value, BuyerTrouble> {
        let mut request = self.http.post(self.url(path)).json(body);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(path, request).await
    }

    async fn send(&self, call: &str, mut request: reqwest::RequestBuilder) -> Result<Value, BuyerTrouble> {
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        let response = request.send().await.map_err(|e| BuyerTrouble::Unreachable(e.to_string()))?;
        let status = response.status();
        let body = response.bytes().await.map_err(|e| BuyerTrouble::Unreachable(e.to_string()))?;
        if !status.is_success() {
            let problem = String::from_utf8_lossy(&body).chars().take(300).collect();
            return Err(BuyerTrouble::Refused { call: call.to_owned(), status: status.as_u16(), problem });
        }
        // A success without a body is one, too.
        Ok(serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

fn text(answer: &Value, name: &'static str) -> Result<String, BuyerTrouble> {
    answer.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(BuyerTrouble::Odd(name))
}
