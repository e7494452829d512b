//! A refund that WeChat could not pay out: to a card of the buyer, or to the shop's own. Source: API v3, "Abnormal refund".

use super::{
    super::{Answered, CallRecord, GatewayError, NotSent, RefundStatus},
    TrustKey, V3Gateway,
    call::{Request, V3Call},
};
use crate::domain::{PayoutTo, Refund, RefundId};
use serde::Serialize;

#[derive(Serialize)]
struct AbnormalBody<'a> {
    out_refund_no: &'a str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank_account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    real_name: Option<String>,
}

impl V3Gateway {
    /// The call.
    pub(super) fn pay_out(
        &self,
        (refund, refund_id): (&Refund, &RefundId),
        to: &PayoutTo,
        record: &dyn CallRecord,
    ) -> Answered<RefundStatus> {
        let key = match self.line.answer_key() {
            Ok(key) => key,
            Err(why) => return Answered { raw: None, result: Err(GatewayError::NotSent(why)) },
        };
        self.talk(request(refund, refund_id, to, &key), record, |answer| answer.refund_done(refund))
    }
}

fn request(refund: &Refund, refund_id: &RefundId, to: &PayoutTo, key: &TrustKey) -> Result<Request, NotSent> {
    let sealed = |plain: &str| key.seal_sensitive(plain).ok_or(NotSent::BadRequest("a field too long to encrypt"));
    let mut said = AbnormalBody {
        out_refund_no: refund.refund_no.as_str(),
        r#type: "MERCHANT_BANK_CARD",
        bank_type: None,
        bank_account: None,
        real_name: None,
    };
    if let PayoutTo::Buyer(card) = to {
        said.r#type = "USER_BANK_CARD";
        said.bank_type = Some(card.bank().as_str());
        said.bank_account = Some(sealed(card.number())?);
        said.real_name = Some(sealed(card.name())?);
    }
    let path = format!("/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund");
    let request = Request::post(V3Call::AbnormalRefund, path, &said)?;
    Ok(Request { sealed_with: Some(key.id().clone()), ..request })
}
