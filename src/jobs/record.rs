//! A row before a call: what makes every call durable before its first byte leaves.

use crate::{
    base::env::Env,
    domain::{OrderNo, RefundNo, RefundTrouble, ReportTrouble, UnsentCause},
    store::{RawMessage, Store},
    wechat::{CallRecord, GatewayError, NoAnswer, NotRecorded, NotSent, Outgoing, ShippingError},
};

/// Writes one row per call, linked to its order or refund.
pub struct CallRow<'a> {
    /// The rows.
    pub store: &'a Store,
    /// The clock and the random numbers.
    pub env: &'a Env,
    /// The order it is about.
    pub order_no: Option<&'a OrderNo>,
    /// The refund it is about.
    pub refund_no: Option<&'a RefundNo>,
}

impl CallRecord for CallRow<'_> {
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded> {
        let message = raw(self.env, call.call, call.body.to_owned());
        let answer = self.store.record_call(self.order_no.cloned(), self.refund_no.cloned(), message, self.env.now());
        answer.wait().map_err(|e| NotRecorded(e.to_string()))
    }
}

/// What went wrong, as it is kept beside the refund; none where WeChat says nothing at all.
pub(super) fn refund_trouble(error: &GatewayError) -> Option<RefundTrouble> {
    match error {
        GatewayError::Declined { code, message } | GatewayError::Misconfigured { code, message }
            if !code.is_empty() =>
        {
            RefundTrouble::refused(code, message)
        }
        GatewayError::NotEnough { message } => RefundTrouble::refused("NOTENOUGH", message),
        GatewayError::Wait { code, .. } => RefundTrouble::parse(code),
        GatewayError::NoAnswer(NoAnswer::Unknown { code, message }) => RefundTrouble::unclear(code, message),
        GatewayError::NoAnswer(NoAnswer::Unexplained) => Some(RefundTrouble::Unexplained),
        GatewayError::NoAnswer(why) => Some(RefundTrouble::NoAnswer(why.to_string())),
        GatewayError::NotSent(why) => Some(RefundTrouble::NotSent(unsent(why))),
        GatewayError::Declined { .. } | GatewayError::Misconfigured { .. } => {
            Some(RefundTrouble::Words(error.to_string()))
        }
    }
}

fn unsent(why: &NotSent) -> UnsentCause {
    match why {
        NotSent::NoConnection(why) => UnsentCause::NoConnection(why.clone()),
        NotSent::Certificate(bad) => UnsentCause::Certificate(bad.to_string()),
        NotSent::NotRecorded(NotRecorded(why)) => UnsentCause::NotRecorded(why.clone()),
        NotSent::BadRequest(rule) => UnsentCause::BadRequest((*rule).to_owned()),
        NotSent::NoTrustKey => UnsentCause::NoTrustKey,
        NotSent::NoKeyFor(api) => UnsentCause::NoKeyFor(*api),
        NotSent::NoListOfRefunds | NotSent::NoAbnormalRefund => UnsentCause::Other(why.to_string()),
    }
}

/// Why WeChat does not have a shipment, as it is kept beside it.
pub(super) fn report_trouble(error: &ShippingError) -> ReportTrouble {
    match error {
        ShippingError::Code { code, message } | ShippingError::NoToken { code, message } => {
            ReportTrouble::Code { code: *code, message: Some(message.clone()) }
        }
        ShippingError::NoAnswer(why) => ReportTrouble::NoAnswer(why.clone()),
        ShippingError::NotSent(why) => ReportTrouble::NoLine(why.clone()),
        ShippingError::NotRecorded(why) => ReportTrouble::NotRecorded(why.to_string()),
    }
}

/// A call or an answer as it is kept.
pub(super) fn raw(env: &Env, kind: &'static str, text: String) -> RawMessage {
    RawMessage { id: env.rng.message_id(), kind, peer: String::new(), headers: String::new(), text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::Api,
        wechat::{BadCertificate, Pause},
    };

    /// The file keeps what it always kept: the texts of the errors themselves, and WeChat's code in front.
    #[test]
    fn what_is_kept_of_an_error_is_the_text_it_always_was() {
        let (code, message) = ("TRADE_OVERDUE".to_owned(), "订单已超过退款期限".to_owned());
        let plain = [
            GatewayError::NoAnswer(NoAnswer::Broken("reset".to_owned())),
            GatewayError::NoAnswer(NoAnswer::Status(502)),
            GatewayError::NoAnswer(NoAnswer::Unproven),
            GatewayError::NoAnswer(NoAnswer::Elsewhere("another amount")),
            GatewayError::NotSent(NotSent::NoConnection("refused".to_owned())),
            GatewayError::NotSent(NotSent::Certificate(BadCertificate::EncryptedKey)),
            GatewayError::NotSent(NotSent::NotRecorded(NotRecorded("full".to_owned()))),
            GatewayError::NotSent(NotSent::BadRequest("refund_desc")),
            GatewayError::NotSent(NotSent::NoTrustKey),
            GatewayError::NotSent(NotSent::NoKeyFor(Api::V2)),
            GatewayError::NotSent(NotSent::NoListOfRefunds),
            GatewayError::NotSent(NotSent::NoAbnormalRefund),
            GatewayError::Declined { code: String::new(), message: message.clone() },
            GatewayError::Misconfigured { code: String::new(), message: message.clone() },
        ];
        let kept = |error: &GatewayError| refund_trouble(error).map(|trouble| trouble.to_string()).unwrap_or_default();
        for error in plain {
            assert_eq!(kept(&error), error.to_string());
        }
        let wait = GatewayError::Wait { code: "FREQUENCY_LIMITED".to_owned(), pause: Pause::All };
        assert_eq!(kept(&wait), "FREQUENCY_LIMITED");
        assert_eq!(kept(&GatewayError::NotEnough { message: "余额".to_owned() }), "NOTENOUGH: 余额");
        let unknown = |code: &str| NoAnswer::Unknown { code: code.to_owned(), message: "系统繁忙".to_owned() };
        assert_eq!(kept(&GatewayError::NoAnswer(unknown("SYSTEMERROR"))), "SYSTEMERROR 系统繁忙");
        assert_eq!(kept(&GatewayError::NoAnswer(unknown(""))), "系统繁忙");
        assert_eq!(kept(&GatewayError::Declined { code, message }), "TRADE_OVERDUE: 订单已超过退款期限");
        let shipping = [
            ShippingError::Code { code: 10_060_001, message: "支付单不存在".to_owned() },
            ShippingError::NoToken { code: 0, message: String::new() },
            ShippingError::NoAnswer("HTTP status 502".to_owned()),
            ShippingError::NotSent("refused".to_owned()),
            ShippingError::NotRecorded(NotRecorded("full".to_owned())),
        ];
        for error in shipping {
            assert_eq!(report_trouble(&error).to_string(), error.to_string());
        }
    }
}
