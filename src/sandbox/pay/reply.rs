//! An answer, from its fields to the signed text; and the ways a fault spoils it.

use super::request::{AnswerField, PayRequest};
use crate::{
    domain::SignType,
    sandbox::{faults::Fault, world::World},
    wechat::v2::{sign, wire},
};
use std::borrow::Cow;

/// An answer before it is signed.
pub(in crate::sandbox) struct UnsignedReply {
    fields: Vec<AnswerField>,
    sign_type: Option<SignType>,
    /// `SUCCESS` or the error code, for the list of calls.
    pub verdict: String,
}

impl UnsignedReply {
    pub(super) fn done(world: &World, request: &PayRequest<'_>, fields: Vec<AnswerField>) -> Self {
        let mut all = common(world, request);
        all.push(("result_code".into(), "SUCCESS".to_owned()));
        all.extend(fields);
        Self { fields: all, sign_type: Some(request.sign_type), verdict: "SUCCESS".to_owned() }
    }

    pub(super) fn refused(world: &World, request: &PayRequest<'_>, code: &'static str, why: Cow<'static, str>) -> Self {
        let mut all = common(world, request);
        let outcome =
            [("result_code", "FAIL".to_owned()), ("err_code", code.to_owned()), ("err_code_des", why.into_owned())];
        all.extend(outcome.map(|(name, value)| (name.into(), value)));
        Self { fields: all, sign_type: Some(request.sign_type), verdict: code.to_owned() }
    }

    pub(super) fn not_understood(why: &str) -> Self {
        let fields = vec![("return_code".into(), "FAIL".to_owned()), ("return_msg".into(), why.to_owned())];
        Self { fields, sign_type: None, verdict: format!("FAIL {why}") }
    }

    /// `SYSTEMERROR` in place of what was done: the case "SYSTEMERROR, and it was refunded".
    pub fn into_system_error(self) -> Self {
        self.into_error("SYSTEMERROR", "系统超时")
    }

    /// `FREQUENCY_LIMITED` in place of what was done.
    pub fn into_too_fast(self) -> Self {
        self.into_error("FREQUENCY_LIMITED", "频率限制")
    }

    fn into_error(mut self, code: &str, why: &str) -> Self {
        let keep = ["return_code", "return_msg", "appid", "mch_id", "nonce_str"];
        self.fields.retain(|(name, _)| keep.contains(&&**name));
        let error = [("result_code", "FAIL"), ("err_code", code), ("err_code_des", why)];
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
fn common(world: &World, request: &PayRequest<'_>) -> Vec<AnswerField> {
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

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}
