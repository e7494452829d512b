//! A request as it arrives: read, proven, addressed to our merchant. And the values and refusals an answer is made of.

use crate::{
    domain::{Api, SignType},
    sandbox::{calls::SandboxCall, world::World},
    wechat::v2::{sign, wire::Fields},
};
use std::{borrow::Cow, fmt::Display};

const NONCE_MAX: usize = 32;

/// A request as it came over the wire.
pub(in crate::sandbox) struct Arrived<'a> {
    pub call: SandboxCall,
    pub is_post: bool,
    /// True if the caller showed the certificate of our merchant.
    pub certificate: bool,
    pub body: &'a [u8],
}

/// A named value of an answer.
pub(super) type AnswerField = (Cow<'static, str>, String);

/// A request that was read, proven and addressed to our merchant.
pub(super) struct PayRequest<'a> {
    pub fields: Fields<'a>,
    pub sign_type: SignType,
}

/// `result_code` FAIL, or `return_code` FAIL.
pub(super) enum WireRefusal {
    /// A business error: code and words.
    Code(&'static str, Cow<'static, str>),
    /// The request was not understood; the answer is unsigned.
    NotUnderstood(Cow<'static, str>),
    /// Not signed with the merchant's key; the answer is unsigned.
    BadSignature,
}

impl WireRefusal {
    /// WeChat's code, where there is one, and its words.
    pub fn words(self) -> (Option<&'static str>, Cow<'static, str>) {
        match self {
            Self::Code(code, why) => (Some(code), why),
            Self::NotUnderstood(why) => (None, why),
            Self::BadSignature => (None, "签名错误".into()),
        }
    }
}

impl<'a> PayRequest<'a> {
    /// Method, body, XML, signature, merchant: in this order, and nothing is believed before the signature.
    pub fn read(world: &World, arrived: &Arrived<'a>) -> Result<Self, WireRefusal> {
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
        let named = named.ok().filter(|named| named.api() == Api::V2);
        let named = named.ok_or(WireRefusal::NotUnderstood("sign_type参数错误".into()))?;
        let proven = sign::verify(&fields, &account.key, Some(named));
        let sign_type = proven.map_err(|_| WireRefusal::BadSignature)?;
        Ok(Self { fields, sign_type })
    }

    /// A required value.
    pub fn need(&self, name: &'static str) -> Result<&str, WireRefusal> {
        self.fields.get(name).ok_or_else(|| code("LACK_PARAMS", format!("缺少参数{name}")))
    }
}

/// A business error: its code, and words for a person.
pub(super) fn code(code: &'static str, why: impl Into<Cow<'static, str>>) -> WireRefusal {
    WireRefusal::Code(code, why.into())
}

/// One field of an answer.
pub(super) fn field(name: &'static str, value: impl Display) -> AnswerField {
    (name.into(), format!("{value}"))
}
