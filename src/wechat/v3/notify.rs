//! What WeChat sends by itself. A notification is a hint: the truth about money is asked with a query.
//!
//! The signature over the bytes as they came is checked before anything else; then what is encrypted is opened; then merchant,
//! app and kind are compared. A key that is not loaded is no reason to fetch one: strangers could cause calls that way.
//! Source: API v3, "Notifications".

use super::{
    NotProven, SignatureHeaders, TrustKeys, V3Account, facts,
    json::{self, MESSAGE_BYTES_MAX, MalformedJson, Object},
    resource, verify,
};
use crate::domain::{ComplaintId, ComplaintNotice, NoticeVerdict, PaidFacts, RefundFacts, UnixSeconds};

/// Reads a payment notification that arrived at `at`.
///
/// # Errors
/// The verdict to keep with the message. [`NoticeVerdict::NotPaid`] is answered like a success, the others with
/// [`fail_reply`].
pub fn payment(
    headers: &SignatureHeaders,
    body: &[u8],
    account: &V3Account,
    keys: &TrustKeys,
    at: UnixSeconds,
) -> Result<PaidFacts, NoticeVerdict> {
    let plain = opened((headers, body), account, keys, at, ("TRANSACTION.", "transaction"))?;
    let object = json::read(&plain).map_err(verdict_of)?;
    is_the_merchants(&object, account)?;
    let app = object.text("appid").map_err(verdict_of)?;
    let in_the_app = account.app_channel_app_id.as_ref().is_some_and(|ours| ours.as_str() == app);
    if app != account.app_id.as_str() && !in_the_app {
        return Err(NoticeVerdict::OtherMerchant);
    }
    match object.text("trade_state").map_err(verdict_of)? {
        "SUCCESS" => facts::paid(&object).map_err(verdict_of),
        _ => Err(NoticeVerdict::NotPaid),
    }
}

/// Reads a refund notification that arrived at `at`.
///
/// # Errors
/// The verdict to keep with the message, as for [`payment`].
pub fn refund(
    headers: &SignatureHeaders,
    body: &[u8],
    account: &V3Account,
    keys: &TrustKeys,
    at: UnixSeconds,
) -> Result<RefundFacts, NoticeVerdict> {
    let plain = opened((headers, body), account, keys, at, ("REFUND.", "refund"))?;
    let object = json::read(&plain).map_err(verdict_of)?;
    is_the_merchants(&object, account)?;
    facts::refund(&object, "refund_status").map_err(verdict_of)
}

/// Reads a notification about a complaint that arrived at `at`. It names no merchant: the APIv3 key, which only the merchant
/// and WeChat have, says whose it is.
///
/// # Errors
/// The verdict to keep with the message, as for [`payment`].
pub fn complaint(
    headers: &SignatureHeaders,
    body: &[u8],
    account: &V3Account,
    keys: &TrustKeys,
    at: UnixSeconds,
) -> Result<ComplaintNotice, NoticeVerdict> {
    let plain = opened((headers, body), account, keys, at, ("COMPLAINT.", "complaint"))?;
    let object = json::read(&plain).map_err(verdict_of)?;
    let outer = json::read(body).map_err(verdict_of)?;
    Ok(ComplaintNotice {
        notice_id: outer.text("id").map_err(verdict_of)?.chars().take(64).collect(),
        complaint_id: object.parsed("complaint_id", ComplaintId::parse).map_err(verdict_of)?,
        action: object.text_if_any("action_type").map_err(verdict_of)?.unwrap_or_default().to_owned(),
    })
}

/// "Send it again later", with a word for WeChat's log. "Understood" is an answer without a body (204).
pub fn fail_reply(message: &str) -> String {
    serde_json::json!({ "code": "FAIL", "message": message }).to_string()
}

/// What is encrypted in a notification of this kind: how its event begins, and what its resource is called.
fn opened(
    (headers, body): (&SignatureHeaders, &[u8]),
    account: &V3Account,
    keys: &TrustKeys,
    at: UnixSeconds,
    (event, kind): (&str, &str),
) -> Result<Vec<u8>, NoticeVerdict> {
    if body.len() > MESSAGE_BYTES_MAX {
        return Err(NoticeVerdict::TooLarge);
    }
    verify(headers, body, keys, at).map_err(|why| {
        tracing::info!(%why, "a notification is not proven");
        if why == NotProven::Malformed { NoticeVerdict::Unsigned } else { NoticeVerdict::WrongSignature }
    })?;
    let outer = json::read(body).map_err(verdict_of)?;
    let resource = outer.object("resource").map_err(verdict_of)?;
    let of_kind = outer.text("event_type").map_err(verdict_of)?.starts_with(event)
        && resource.text_if_any("original_type").map_err(verdict_of)?.is_none_or(|said| said == kind);
    if !of_kind {
        return Err(NoticeVerdict::BadField);
    }
    if resource.text("algorithm").map_err(verdict_of)? != "AEAD_AES_256_GCM" {
        return Err(NoticeVerdict::Undecryptable);
    }
    let nonce = resource.text("nonce").map_err(verdict_of)?;
    let data = resource.text_if_any("associated_data").map_err(verdict_of)?;
    let ciphertext = resource.text("ciphertext").map_err(verdict_of)?;
    resource::open(&account.api_v3_key, nonce, data, ciphertext).ok_or(NoticeVerdict::Undecryptable)
}

fn is_the_merchants(object: &Object<'_>, account: &V3Account) -> Result<(), NoticeVerdict> {
    let said = object.text("mchid").map_err(verdict_of)?;
    if said == account.mch_id.as_str() { Ok(()) } else { Err(NoticeVerdict::OtherMerchant) }
}

const fn verdict_of(why: MalformedJson) -> NoticeVerdict {
    match why {
        MalformedJson::TooLarge => NoticeVerdict::TooLarge,
        MalformedJson::Absent(_)
        | MalformedJson::OtherType(_)
        | MalformedJson::NotWhole(_)
        | MalformedJson::NoSense(_) => NoticeVerdict::BadField,
        _ => NoticeVerdict::Malformed,
    }
}
