//! What WeChat's words of refusal mean for us: by HTTP status and code, one table for each call, and one all calls share.
//!
//! Source: API v3, "Errors" and the table of each call. For a refund only a code that cannot hide a success is final; everything
//! else is unknown and is asked about under the same number.

use super::{
    super::{
        GatewayError, Pause,
        code_meaning::CodeMeaning::{self, Again, Ask, Final, Money, Owner},
    },
    call::V3Call,
};

type StatusTable = &'static [(u16, &'static str, CodeMeaning)];

/// Codes that mean the same everywhere.
const EVERY_CALL: StatusTable = &[
    (202, "USERPAYING", Ask),
    (400, "PARAM_ERROR", Owner),
    (400, "APPID_MCHID_NOT_MATCH", Owner),
    (400, "MCH_NOT_EXISTS", Owner),
    (404, "MCH_NOT_EXISTS", Owner),
    (401, "SIGNERROR", Owner),
    (403, "NOAUTH", Owner),
    (403, "REQUEST_BLOCKED", Owner),
    (500, "SYSTEMERROR", Ask),
    (500, "BANKERROR", Ask),
    (502, "SERVICE_UNAVAILABLE", Ask),
    (503, "SERVICE_UNAVAILABLE", Ask),
];

/// `/v3/pay/transactions/jsapi` and `…/app`. `NOT_ENOUGH` is the buyer's purse here, not the shop's.
const UNIFIED_ORDER: StatusTable = &[
    (400, "INVALID_REQUEST", Final), // wants a question: the number may be known with other figures
    (400, "ORDERCLOSED", Final),
    (400, "ORDERPAID", Final),
    (403, "OUT_TRADE_NO_USED", Final),
    (403, "ACCOUNTERROR", Final),
    (403, "NOTENOUGH", Final),
    (403, "RULELIMIT", Final),
    (403, "TRADE_ERROR", Final),
    (404, "ORDERNOTEXIST", Ask),
    (500, "INVALID_TRANSACTIONID", Owner), // a wrong parameter in spite of its status
    (500, "OPENID_MISMATCH", Owner),
];

/// `…/close`. `ORDER_CLOSED` is what was asked for, and is read as done.
const CLOSE_ORDER: StatusTable = &[(400, "ORDERPAID", Final), (404, "ORDERNOTEXIST", Final)];

/// `/v3/refund/domestic/refunds` and `…/apply-abnormal-refund`.
const REFUND: StatusTable = &[
    (400, "INVALID_REQUEST", Ask), // too much, too late, or the number is known with other figures
    (403, "NOTENOUGH", Money),
    (403, "USER_ACCOUNT_ABNORMAL", Final),
    (404, "RESOURCE_NOT_EXISTS", Final), // once the order was asked about
    (429, "FREQUENCY_LIMITED", Ask),     // it may have been taken all the same
    (429, "RATELIMIT_EXCEEDED", Ask),
];

/// `/v3/bill/tradebill`. "No statement" and "creating" are answers, and are read as such.
const TRADE_BILL: StatusTable = &[(400, "INVALID_REQUEST", Owner)];

/// `/v3/certificates`, where the merchant has none or they have ended: the change to the public key is not finished.
const CERTIFICATES: StatusTable =
    &[(403, "NOTENOUGH", Owner), (403, "RESOURCE_NOT_EXISTS", Owner), (404, "RESOURCE_NOT_EXISTS", Owner)];

/// Whatever is told about a complaint: its state does not allow it, it was decided before, or there is none such.
const COMPLAINT: StatusTable =
    &[(400, "INVALID_REQUEST", Final), (400, "RESOURCE_NOT_EXISTS", Final), (404, "RESOURCE_NOT_EXISTS", Final)];

/// Codes as API v2 spells them: what reads them knows one spelling.
const SPELT: [&str; 14] = [
    "ACCOUNTERROR",
    "BANKERROR",
    "FREQUENCY_LIMITED",
    "MCH_NOT_EXISTS",
    "NOAUTH",
    "NOTENOUGH",
    "ORDERCLOSED",
    "ORDERNOTEXIST",
    "ORDERPAID",
    "OUT_TRADE_NO_USED",
    "PARAM_ERROR",
    "RULELIMIT",
    "SIGNERROR",
    "SYSTEMERROR",
];

const fn table(call: V3Call) -> StatusTable {
    match call {
        V3Call::UnifiedOrder => UNIFIED_ORDER,
        V3Call::CloseOrder => CLOSE_ORDER,
        V3Call::Refund | V3Call::AbnormalRefund => REFUND,
        V3Call::TradeBill | V3Call::FundFlow => TRADE_BILL,
        V3Call::Certificates => CERTIFICATES,
        V3Call::Complaint
        | V3Call::ComplaintTalk
        | V3Call::ComplaintReply
        | V3Call::ComplaintRefund
        | V3Call::ComplaintDone
        | V3Call::ComplaintNotices
        | V3Call::UploadPicture => COMPLAINT,
        // `ORDER_NOT_EXIST` and `RESOURCE_NOT_EXISTS` are answers of the first two.
        V3Call::QueryOrder
        | V3Call::QueryRefund
        | V3Call::BillFile
        | V3Call::Echo
        | V3Call::Complaints
        | V3Call::ComplaintPicture => &[],
    }
}

/// Documents spell a code with and without underscores (`ORDER_NOT_EXIST`, `ORDERNOTEXIST`), and some with or without the last
/// `S` (`MCH_NOT_EXISTS`).
pub(super) fn same_code(a: &str, b: &str) -> bool {
    let bare = |code: &str| code.replace('_', "").trim_end_matches('S').to_owned();
    bare(a) == bare(b)
}

/// A code and status in no table are unknown: WeChat adds new ones without notice. Where only the status is known, it decides.
fn meaning(call: V3Call, status: u16, code: &str) -> CodeMeaning {
    let mut rows = table(call).iter().chain(EVERY_CALL);
    if let Some((.., meaning)) = rows.find(|(at, known, _)| *at == status && same_code(known, code)) {
        return *meaning;
    }
    match status {
        401 => Owner,
        429 if !call.moves_money() || call == V3Call::UnifiedOrder => Again(Pause::All), // everything waits
        _ => Ask,
    }
}

/// A signed answer that is no success, as the caller must take it.
pub(super) fn refused(call: V3Call, status: u16, code: &str, message: &str) -> GatewayError {
    meaning(call, status, code).refused(spelt(code), message)
}

/// The code as everything else in this program spells it.
pub(super) fn spelt(code: &str) -> &str {
    SPELT.into_iter().find(|known| same_code(known, code)).unwrap_or(code)
}
