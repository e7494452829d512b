//! What WeChat's words of refusal mean for us: one table for each call, and one for the codes all calls share.
//!
//! Source: API v2, "Layers of a result" and the table of each call. For a refund only a code that cannot hide a success
//! is final; everything else is unknown and is asked about under the same number.

use super::{
    super::{
        GatewayError, NoAnswer, Pause,
        code_meaning::CodeMeaning::{self, Again, Ask, Final, Money, Owner},
    },
    call::V2Call,
};

type CodeTable = &'static [(&'static str, CodeMeaning)];

/// Codes that mean the same everywhere.
const EVERY_CALL: CodeTable = &[
    ("SYSTEMERROR", Ask),
    ("SIGNERROR", Owner),
    ("XML_FORMAT_ERROR", Owner),
    ("POST_DATA_EMPTY", Owner),
    ("REQUIRE_POST_METHOD", Owner),
    ("NOT_UTF8", Owner),
    ("LACK_PARAMS", Owner),
    ("PARAM_ERROR", Owner),
    ("APPID_NOT_EXIST", Owner),
    ("MCHID_NOT_EXIST", Owner),
    ("APPID_MCHID_NOT_MATCH", Owner),
    ("NOAUTH", Owner),
    ("CERT_ERROR", Owner),
    ("FREQUENCY_LIMITED", Again(Pause::All)),
    ("INVALID_REQ_TOO_MUCH", Again(Pause::All)), // blocked for a minute at least
];

/// `/secapi/pay/refund`.
const REFUND: CodeTable = &[
    ("BIZERR_NEED_RETRY", Again(Pause::This)), // something else is being done with this order
    ("ORDER_NOT_READY", Again(Pause::This)),
    ("NOTENOUGH", Money),
    ("ERROR", Ask),           // "already fully refunded" may be this very refund
    ("INVALID_REQUEST", Ask), // "more than is left", too
    ("TRADE_OVERDUE", Final),
    ("USER_ACCOUNT_ABNORMAL", Final),
    ("INVALID_TRANSACTIONID", Final),
    ("ORDERNOTEXIST", Final),       // once the order was asked about
    ("REFUND_FEE_MISMATCH", Owner), // the number is known with other figures
];

/// `/pay/refundquery`. `REFUNDNOTEXIST` is an answer, not a refusal, and is read as one.
const QUERY_REFUND: CodeTable = &[("INVALID_TRANSACTIONID", Owner)];

/// `/pay/unifiedorder`. `NOTENOUGH` is the buyer's purse here, not the shop's.
const UNIFIED_ORDER: CodeTable = &[
    ("ORDERPAID", Final),
    ("ORDERCLOSED", Final),
    ("OUT_TRADE_NO_USED", Final),
    ("INVALID_REQUEST", Final),
    ("NOTENOUGH", Final),
];

/// `/pay/closeorder`. `ORDERCLOSED` is what was asked for, and is read as done.
const CLOSE_ORDER: CodeTable = &[("ORDERPAID", Final), ("ORDERNOTEXIST", Final)];

const fn table(call: V2Call) -> CodeTable {
    match call {
        V2Call::Refund => REFUND,
        V2Call::QueryRefund => QUERY_REFUND,
        V2Call::UnifiedOrder => UNIFIED_ORDER,
        V2Call::CloseOrder => CLOSE_ORDER,
        // `ORDERNOTEXIST` is an answer of the first; the refusals of the second have codes of their own
        V2Call::QueryOrder | V2Call::DownloadBill | V2Call::DownloadFundFlow => &[],
    }
}

/// A code in no table is unknown: WeChat adds new ones without notice.
fn meaning(call: V2Call, code: &str) -> CodeMeaning {
    let mut rows = EVERY_CALL.iter().chain(table(call));
    rows.find(|(known, _)| *known == code).map_or(Ask, |(_, meaning)| *meaning)
}

/// A signed `result_code=FAIL`, as the caller must take it.
pub(super) fn refused(call: V2Call, code: &str, message: &str) -> GatewayError {
    meaning(call, code).refused(code, message)
}

/// An unsigned `return_code=FAIL`. It is believed as "not understood" and never as a result: whoever waits for money
/// treats what was asked as unknown.
pub(super) fn not_understood(message: &str) -> GatewayError {
    let says = |words: &[&str]| words.iter().any(|word| message.to_ascii_lowercase().contains(word));
    if says(&["频率", "frequency", "too much"]) {
        GatewayError::Wait { code: message.to_owned(), pause: Pause::All }
    } else if says(&["system error", "systemerror", "系统", "繁忙"]) {
        GatewayError::NoAnswer(NoAnswer::Unknown { code: String::new(), message: message.to_owned() })
    } else {
        GatewayError::Misconfigured { code: String::new(), message: message.to_owned() }
    }
}
