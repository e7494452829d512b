//! What WeChat sends by itself. A notification is a hint: the truth about money is asked with a query.
//!
//! Order of the checks: protocol, "What the receiver must do". Number and amount are compared by whoever holds the
//! order; here a message becomes facts, or a [`NoticeVerdict`](crate::domain::NoticeVerdict) that changes nothing.

use super::{
    sign::{self, Unproven},
    wire::{self, Fields, MalformedXml},
};
use crate::{
    domain::{
        AppId, Fen, NoticeVerdict, OpenId, OrderNo, PaidFacts, RefundFacts, RefundId, RefundNo, RefundOutcome,
        SignType, TransactionId, UnixSeconds,
    },
    wechat::{Account, ApiKey},
};
use aws_lc_rs::cipher::{
    AES_256, DecryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use md5::{Digest, Md5};
use zeroize::Zeroizing;

/// "Understood, do not send it again": only after what it said is durable.
pub const SUCCESS_REPLY: &str =
    "<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>";

/// "Send it again later", with a word for WeChat's log.
pub fn fail_reply(message: &str) -> String {
    wire::write(&[("return_code", "FAIL"), ("return_msg", message)])
}

/// Reads a payment notification.
///
/// # Errors
/// The verdict to keep with the message. [`NoticeVerdict::NotPaid`] wants [`SUCCESS_REPLY`], the others [`fail_reply`].
///
/// Source: API v2, "Payment result".
pub fn read_payment(body: &[u8], account: &Account) -> Result<PaidFacts, NoticeVerdict> {
    let fields = Fields::read("xml", body).map_err(verdict_of)?;
    // An absent return_code is not FAIL: it goes on to the signature, like everything that is not plainly FAIL.
    if fields.get("return_code") == Some("FAIL") {
        return Err(NoticeVerdict::NotPaid);
    }
    let sign_type = sign::verify(&fields, &account.key, None).map_err(|unproven| match unproven {
        Unproven::Missing => NoticeVerdict::Unsigned,
        Unproven::Wrong => NoticeVerdict::WrongSignature,
    })?;
    if !fields.read_one_way() {
        return Err(NoticeVerdict::WrongSignature);
    }
    if !is_the_merchants(&fields, account) {
        return Err(NoticeVerdict::OtherMerchant);
    }
    match (fields.get("return_code"), fields.get("result_code")) {
        (Some("SUCCESS"), Some("SUCCESS")) => paid_facts(&fields, sign_type).ok_or(NoticeVerdict::BadField),
        (Some("SUCCESS"), Some("FAIL")) => Err(NoticeVerdict::NotPaid),
        _ => Err(NoticeVerdict::BadField),
    }
}

/// Reads a refund notification: decrypts it with a key made from ours. It carries no signature, so it is a hint in
/// any case and moves nothing before `refundquery` agrees.
///
/// # Errors
/// The verdict to keep with the message, as for [`read_payment`].
///
/// Source: API v2, "Refund result".
pub fn read_refund(body: &[u8], account: &Account) -> Result<RefundFacts, NoticeVerdict> {
    let outer = Fields::read("xml", body).map_err(verdict_of)?;
    if outer.get("return_code") == Some("FAIL") {
        return Err(NoticeVerdict::NotPaid);
    }
    let plain = outer
        .get("req_info")
        .and_then(|sealed| open_refund(sealed, &account.key))
        .ok_or(NoticeVerdict::Undecryptable)?;
    if !is_the_merchants(&outer, account) {
        return Err(NoticeVerdict::OtherMerchant);
    }
    let inner = Fields::read("root", &plain).map_err(|malformed| match malformed {
        MalformedXml::NotUtf8 => NoticeVerdict::Undecryptable, // another key opens to noise
        other => verdict_of(other),
    })?;
    refund_facts(&inner).ok_or(NoticeVerdict::BadField)
}

/// Both `appid` and `mch_id` are there, the merchant is this one, and the app is one of its own.
fn is_the_merchants(fields: &Fields<'_>, account: &Account) -> bool {
    let in_the_app = account.app_channel_app_id.as_ref().is_some_and(|app| fields.get("appid") == Some(app.as_str()));
    is_ours(fields, account) || in_the_app && fields.get("mch_id") == Some(account.mch_id.as_str())
}

/// Both `appid` and `mch_id` are there and those that asked.
pub(super) fn is_ours(fields: &Fields<'_>, account: &Account) -> bool {
    fields.get("appid") == Some(account.app_id.as_str()) && fields.get("mch_id") == Some(account.mch_id.as_str())
}

/// The facts of a notification or of an `orderquery` answer; `None` if one that we need is missing or has no sense.
pub(super) fn paid_facts(fields: &Fields<'_>, sign_type: SignType) -> Option<PaidFacts> {
    Some(PaidFacts {
        order_no: OrderNo::parse(fields.get("out_trade_no")?).ok()?,
        transaction_id: TransactionId::parse(fields.get("transaction_id")?).ok()?,
        openid: fields.get("openid").map(OpenId::parse).transpose().ok()?,
        total: Fen::parse_fen(fields.get("total_fee")?).ok()?,
        currency: fields.get("fee_type").unwrap_or("CNY").to_owned(),
        paid_at: UnixSeconds::parse_compact(fields.get("time_end")?).ok()?,
        sign_type,
        app_id: fields.get("appid").and_then(|app_id| AppId::parse(app_id).ok()),
    })
}

fn refund_facts(fields: &Fields<'_>) -> Option<RefundFacts> {
    let account = fields.get("refund_recv_accout").unwrap_or_default(); // misspelt in the protocol
    Some(RefundFacts {
        refund_no: RefundNo::parse(fields.get("out_refund_no")?).ok()?,
        order_no: OrderNo::parse(fields.get("out_trade_no")?).ok()?,
        transaction_id: TransactionId::parse(fields.get("transaction_id")?).ok()?,
        refund_id: fields.get("refund_id").and_then(|id| RefundId::parse(id).ok()),
        amount: Fen::parse_fen(fields.get("refund_fee")?).ok()?,
        total: Fen::parse_fen(fields.get("total_fee")?).ok()?,
        outcome: refund_outcome(fields.get("refund_status")?, fields.get("success_time"), account)?,
    })
}

/// How far a refund is; `None` for a word we do not know. The time is for people: one we cannot read is left out
/// rather than holding up the news that money arrived.
pub(super) fn refund_outcome(status: &str, at: Option<&str>, account: &str) -> Option<RefundOutcome> {
    match status {
        "SUCCESS" => {
            let at = at.and_then(|at| UnixSeconds::parse_dashed(at).ok());
            Some(RefundOutcome::Success { at, account: account.to_owned() })
        }
        "PROCESSING" => Some(RefundOutcome::Processing),
        "CHANGE" => Some(RefundOutcome::Change),
        "REFUNDCLOSE" => Some(RefundOutcome::Closed),
        _ => None,
    }
}

const fn verdict_of(malformed: MalformedXml) -> NoticeVerdict {
    match malformed {
        MalformedXml::TooLarge => NoticeVerdict::TooLarge,
        _ => NoticeVerdict::Malformed,
    }
}

/// Encrypts the inner document of a refund notification, as WeChat does: the value of `req_info`. `None` only if the
/// cipher itself fails.
pub fn seal_refund(plain: &str, key: &ApiKey) -> Option<String> {
    let cipher = PaddedBlockEncryptingKey::ecb_pkcs7(refund_key(key)?).ok()?;
    let mut bytes = plain.as_bytes().to_vec();
    cipher.encrypt(&mut bytes).ok()?;
    Some(BASE64.encode(bytes))
}

/// `None`: not base64, not whole blocks, or the padding says that another key closed it.
fn open_refund(sealed: &str, key: &ApiKey) -> Option<Vec<u8>> {
    let mut bytes = BASE64.decode(sealed).ok()?;
    let cipher = PaddedBlockDecryptingKey::ecb_pkcs7(refund_key(key)?).ok()?;
    let length = cipher.decrypt(&mut bytes, DecryptionContext::None).ok()?.len();
    bytes.truncate(length);
    Some(bytes)
}

/// The lower-case hex of the key's MD5, taken as 32 characters; not the 16 bytes themselves.
fn refund_key(key: &ApiKey) -> Option<UnboundCipherKey> {
    let text = Zeroizing::new(hex::encode(Md5::digest(key.as_str())));
    UnboundCipherKey::new(&AES_256, text.as_bytes()).ok()
}
