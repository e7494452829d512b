//! What WeChat's words of refusal mean for us, in one table.
//!
//! Source: API v2, "Layers of a result" and the table of each call. For a refund only a code that cannot hide a success
//! is final; everything else is unknown and is asked about under the same number.

use super::{
    super::{GatewayError, NoAnswer},
    call::Call,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Declined,
    NotEnough,
    Misconfigured,
    Wait,
    Unknown,
}

/// A signed `result_code=FAIL`, as the caller must take it.
pub(super) fn refused(call: Call, code: &str, message: &str) -> GatewayError {
    let (code, message) = (code.to_owned(), message.to_owned());
    match meaning(call, &code) {
        Meaning::Declined => GatewayError::Declined { code, message },
        Meaning::NotEnough => GatewayError::NotEnough { message },
        Meaning::Misconfigured => GatewayError::Misconfigured { code, message },
        Meaning::Wait => GatewayError::Wait { code },
        Meaning::Unknown => GatewayError::NoAnswer(NoAnswer::Unknown(format!("{code} {message}"))),
    }
}

fn meaning(call: Call, code: &str) -> Meaning {
    match code {
        "SYSTEMERROR" | "BIZERR_NEED_RETRY" | "ERROR" => Meaning::Unknown,
        "FREQUENCY_LIMITED" | "INVALID_REQ_TOO_MUCH" | "ORDER_NOT_READY" => Meaning::Wait,
        "SIGNERROR"
        | "XML_FORMAT_ERROR"
        | "POST_DATA_EMPTY"
        | "REQUIRE_POST_METHOD"
        | "NOT_UTF8"
        | "LACK_PARAMS"
        | "PARAM_ERROR"
        | "NOAUTH"
        | "CERT_ERROR"
        | "APPID_NOT_EXIST"
        | "MCHID_NOT_EXIST"
        | "APPID_MCHID_NOT_MATCH" => Meaning::Misconfigured,
        _ => match call {
            Call::UnifiedOrder => of_unified_order(code),
            Call::CloseOrder => of_close_order(code),
            Call::Refund => of_refund(code),
            Call::QueryRefund if code == "INVALID_TRANSACTIONID" => Meaning::Misconfigured,
            Call::QueryOrder | Call::QueryRefund => Meaning::Unknown,
        },
    }
}

fn of_unified_order(code: &str) -> Meaning {
    match code {
        // NOTENOUGH is the buyer's purse here, not the shop's.
        "ORDERPAID" | "ORDERCLOSED" | "OUT_TRADE_NO_USED" | "INVALID_REQUEST" | "NOTENOUGH" => Meaning::Declined,
        _ => Meaning::Unknown,
    }
}

fn of_close_order(code: &str) -> Meaning {
    match code {
        "ORDERPAID" | "ORDERNOTEXIST" => Meaning::Declined,
        _ => Meaning::Unknown,
    }
}

fn of_refund(code: &str) -> Meaning {
    match code {
        "TRADE_OVERDUE" | "USER_ACCOUNT_ABNORMAL" | "INVALID_TRANSACTIONID" | "ORDERNOTEXIST" => Meaning::Declined,
        "NOTENOUGH" => Meaning::NotEnough,
        // The number is known with other figures. Nobody but a person can say which of them are right.
        "REFUND_FEE_MISMATCH" => Meaning::Misconfigured,
        // INVALID_REQUEST too: "more than is left" may be this very refund, already paid.
        _ => Meaning::Unknown,
    }
}

/// An unsigned `return_code=FAIL`. It is believed as "not understood" and never as a result: whoever waits for money
/// treats what was asked as unknown.
pub(super) fn not_understood(message: &str) -> GatewayError {
    let says = |words: &[&str]| words.iter().any(|word| message.to_ascii_lowercase().contains(word));
    if says(&["频率", "frequency", "too much"]) {
        GatewayError::Wait { code: message.to_owned() }
    } else if says(&["system error", "systemerror", "系统", "繁忙"]) {
        GatewayError::NoAnswer(NoAnswer::Unknown(message.to_owned()))
    } else {
        GatewayError::Misconfigured { code: String::new(), message: message.to_owned() }
    }
}
