//! WeChat Pay API v2: what every call has in common, then each call's own rules.
//!
//! Source: protocol chapters 3 and 4.

mod coupons;
mod orders;
mod refund_query;
mod refunds;
mod rules;

pub(super) use coupons::{settled, share};
pub(super) use orders::paid_fields;

use super::{
    calls::{CallSeen, SandboxCall},
    faults::Fault,
    world::World,
};
use crate::{
    domain::SignType,
    wechat::v2::{sign, wire, wire::Fields},
};
use std::{borrow::Cow, fmt::Display, sync::Arc};

const NONCE_MAX: usize = 32;

/// A named value of an answer.
type AnswerField = (Cow<'static, str>, String);

/// A request that was read, proven and addressed to our merchant.
struct Request<'a> {
    fields: Fields<'a>,
    sign_type: SignType,
}

/// `result_code` FAIL, or `return_code` FAIL.
enum WireRefusal {
    /// A business error: code and words.
    Code(&'static str, Cow<'static, str>),
    /// The request was not understood; the answer is unsigned.
    NotUnderstood(Cow<'static, str>),
}

/// An answer before it is signed.
pub(super) struct UnsignedReply {
    fields: Vec<AnswerField>,
    sign_type: Option<SignType>,
    /// `SUCCESS` or the error code, for the list of calls.
    pub verdict: String,
}

/// A request as it came over the wire.
pub(super) struct Arrived<'a> {
    pub call: SandboxCall,
    pub is_post: bool,
    /// True if the caller showed the certificate of our merchant.
    pub certificate: bool,
    pub body: &'a [u8],
}

/// Answers a call. With `instead` (a fault) the request is checked as always, but nothing is done.
pub(super) fn answer(world: &Arc<World>, arrived: &Arrived<'_>, instead: Option<Fault>) -> (UnsignedReply, CallSeen) {
    let mut seen = world.seen(arrived.call);
    seen.certificate = arrived.certificate;
    seen.body = String::from_utf8_lossy(arrived.body).into_owned();
    let reply = match Request::read(world, arrived) {
        Err(WireRefusal::NotUnderstood(why)) => UnsignedReply::not_understood(&why),
        Err(WireRefusal::Code(code, why)) => UnsignedReply::not_understood(&format!("{code} {why}")),
        Ok(request) => {
            let number = request.fields.get("out_refund_no").or_else(|| request.fields.get("out_trade_no"));
            number.or_else(|| request.fields.get("transaction_id")).unwrap_or_default().clone_into(&mut seen.number);
            match process(world, arrived, &request, instead) {
                Ok(fields) => UnsignedReply::done(world, &request, fields),
                Err(WireRefusal::Code(code, why)) => UnsignedReply::refused(world, &request, code, why),
                Err(WireRefusal::NotUnderstood(why)) => UnsignedReply::not_understood(&why),
            }
        }
    };
    seen.verdict.clone_from(&reply.verdict);
    (reply, seen)
}

fn process(
    world: &Arc<World>,
    arrived: &Arrived<'_>,
    request: &Request<'_>,
    instead: Option<Fault>,
) -> Result<Vec<AnswerField>, WireRefusal> {
    if arrived.call == SandboxCall::Refund && !arrived.certificate {
        return Err(code("CERT_ERROR", "证书校验错误"));
    }
    let account = &world.config.account;
    let asks = request.fields.get("appid");
    let in_the_app = account.app_channel_app_id.as_ref().is_some_and(|app| asks == Some(app.as_str()));
    if asks != Some(account.app_id.as_str()) && !in_the_app {
        return Err(code("APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配"));
    }
    match instead {
        Some(Fault::SystemErrorBefore) => return Err(system_error()),
        Some(Fault::NotEnough) => return Err(code("NOTENOUGH", "基本账户余额不足，请充值后重新发起")),
        Some(Fault::TooFast) => return Err(code("FREQUENCY_LIMITED", "频率限制")),
        _ => {}
    }
    match arrived.call {
        SandboxCall::UnifiedOrder => orders::unified_order(world, request),
        SandboxCall::OrderQuery => orders::query(world, request),
        SandboxCall::CloseOrder => orders::close(world, request),
        SandboxCall::Refund => refunds::refund(world, request),
        SandboxCall::RefundQuery => refund_query::query(world, request),
        other => Err(WireRefusal::NotUnderstood(format!("{other:?}").into())),
    }
}

impl<'a> Request<'a> {
    /// Method, body, XML, signature, merchant: in this order, and nothing is believed before the signature.
    fn read(world: &World, arrived: &Arrived<'a>) -> Result<Self, WireRefusal> {
        if !arrived.is_post {
            return Err(WireRefusal::NotUnderstood("require POST method".into()));
        }
        if arrived.body.is_empty() {
            return Err(WireRefusal::NotUnderstood("post数据为空".into()));
        }
        let fields = Fields::read("xml", arrived.body)
            .map_err(|e| WireRefusal::NotUnderstood(format!("XML格式错误: {e}").into()))?;
        let account = &world.config.account;
        if fields.get("mch_id") != Some(account.mch_id.as_str()) {
            return Err(WireRefusal::NotUnderstood("商户号mch_id不存在".into()));
        }
        if fields.get("appid").is_none() {
            return Err(WireRefusal::NotUnderstood("缺少参数appid".into()));
        }
        let nonce = fields.get("nonce_str").ok_or(WireRefusal::NotUnderstood("缺少参数nonce_str".into()))?;
        if nonce.chars().count() > NONCE_MAX {
            return Err(WireRefusal::NotUnderstood("nonce_str too long".into()));
        }
        // Without sign_type the request is signed with MD5, whatever the signature's length says.
        let named = fields.get("sign_type").map_or(Ok(SignType::Md5), SignType::parse);
        let named = named.map_err(|_| WireRefusal::NotUnderstood("sign_type参数错误".into()))?;
        let proven = sign::verify(&fields, &account.key, Some(named));
        let sign_type = proven.map_err(|_| WireRefusal::NotUnderstood("签名错误".into()))?;
        Ok(Self { fields, sign_type })
    }

    /// A required value.
    fn need(&self, name: &'static str) -> Result<&str, WireRefusal> {
        self.fields.get(name).ok_or_else(|| code("LACK_PARAMS", format!("缺少参数{name}")))
    }
}

impl UnsignedReply {
    fn done(world: &World, request: &Request<'_>, fields: Vec<AnswerField>) -> Self {
        let mut all = common(world, request);
        all.push(("result_code".into(), "SUCCESS".to_owned()));
        all.extend(fields);
        Self { fields: all, sign_type: Some(request.sign_type), verdict: "SUCCESS".to_owned() }
    }

    fn refused(world: &World, request: &Request<'_>, code: &'static str, why: Cow<'static, str>) -> Self {
        let mut all = common(world, request);
        let outcome =
            [("result_code", "FAIL".to_owned()), ("err_code", code.to_owned()), ("err_code_des", why.into_owned())];
        all.extend(outcome.map(|(name, value)| (name.into(), value)));
        Self { fields: all, sign_type: Some(request.sign_type), verdict: code.to_owned() }
    }

    fn not_understood(why: &str) -> Self {
        let fields = vec![("return_code".into(), "FAIL".to_owned()), ("return_msg".into(), why.to_owned())];
        Self { fields, sign_type: None, verdict: format!("FAIL {why}") }
    }

    /// `SYSTEMERROR` in place of what was done: the case "SYSTEMERROR, and it was refunded".
    pub fn into_system_error(mut self) -> Self {
        let keep = ["return_code", "return_msg", "appid", "mch_id", "nonce_str"];
        self.fields.retain(|(name, _)| keep.contains(&&**name));
        let error = [("result_code", "FAIL"), ("err_code", "SYSTEMERROR"), ("err_code_des", "系统超时")];
        self.fields.extend(error.map(|(name, value)| (name.into(), value.to_owned())));
        self
    }

    /// The same answer about another number and amount, rightly signed.
    pub fn into_anothers(mut self) -> Self {
        for (name, value) in &mut self.fields {
            let base = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
            match base {
                "out_trade_no" | "out_refund_no" => *value = reversed(value),
                "transaction_id" | "refund_id" => *value = format!("9{}", value.get(1..).unwrap_or_default()),
                "total_fee" | "refund_fee" | "cash_fee" => value.push('0'),
                _ => {}
            }
        }
        self
    }

    /// Signed and written. `Some(fault)` spoils the signature.
    pub fn into_xml(self, world: &World, fault: Option<Fault>) -> String {
        let fields: Vec<(&str, &str)> = self.fields.iter().map(|(name, value)| (&**name, value.as_str())).collect();
        let Some(sign_type) = self.sign_type.filter(|_| fault != Some(Fault::Unsigned)) else {
            return wire::write(&fields);
        };
        let mut right = sign::sign(&fields, &world.config.account.key, sign_type);
        if fault == Some(Fault::WrongSignature) {
            right = right.chars().rev().collect();
        }
        let mut signed = fields;
        signed.push(("sign", &right));
        wire::write(&signed)
    }
}

/// What every understood answer begins with.
fn common(world: &World, request: &Request<'_>) -> Vec<AnswerField> {
    let account = &world.config.account;
    let mut fields = vec![
        ("return_code".into(), "SUCCESS".to_owned()),
        ("return_msg".into(), "OK".to_owned()),
        // As it was asked: by the mini program or by the app.
        ("appid".into(), request.fields.get("appid").unwrap_or_default().to_owned()),
        ("mch_id".into(), account.mch_id.to_string()),
        ("nonce_str".into(), world.env.rng.hex(16)),
    ];
    if let Some(device) = request.fields.get("device_info") {
        fields.push(("device_info".into(), device.to_owned()));
    }
    fields
}

fn code(code: &'static str, why: impl Into<Cow<'static, str>>) -> WireRefusal {
    WireRefusal::Code(code, why.into())
}

fn system_error() -> WireRefusal {
    code("SYSTEMERROR", "系统超时")
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

/// One field of an answer.
fn field(name: &'static str, value: impl Display) -> AnswerField {
    (name.into(), format!("{value}"))
}
