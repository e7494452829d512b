//! One row per code of the protocol: call, code, what the caller is told to do.

use crate::wechat::{
    GatewayError as E, NoAnswer,
    v2::{
        call::Call::{self, CloseOrder, QueryOrder, QueryRefund, Refund, UnifiedOrder},
        errors,
    },
};

const EVERY_CALL: [Call; 5] = [UnifiedOrder, QueryOrder, CloseOrder, Refund, QueryRefund];

fn told(call: Call, code: &str) -> &'static str {
    match errors::refused(call, code, "") {
        E::Declined { .. } => "declined",
        E::NotEnough { .. } => "not enough",
        E::Misconfigured { .. } => "misconfigured",
        E::Wait { .. } => "wait",
        E::NoAnswer(NoAnswer::Unknown(_)) => "unknown",
        other => panic!("{other:?}"),
    }
}

#[test]
fn codes_that_mean_the_same_everywhere() {
    for (code, expected) in [
        ("SYSTEMERROR", "unknown"),
        ("SIGNERROR", "misconfigured"),
        ("XML_FORMAT_ERROR", "misconfigured"),
        ("POST_DATA_EMPTY", "misconfigured"),
        ("REQUIRE_POST_METHOD", "misconfigured"),
        ("NOT_UTF8", "misconfigured"),
        ("LACK_PARAMS", "misconfigured"),
        ("PARAM_ERROR", "misconfigured"),
        ("APPID_NOT_EXIST", "misconfigured"),
        ("MCHID_NOT_EXIST", "misconfigured"),
        ("APPID_MCHID_NOT_MATCH", "misconfigured"),
        ("NOAUTH", "misconfigured"),
        ("CERT_ERROR", "misconfigured"),
        ("FREQUENCY_LIMITED", "wait"),
        ("A_CODE_OF_NEXT_YEAR", "unknown"),
        ("", "unknown"),
    ] {
        for call in EVERY_CALL {
            assert_eq!(told(call, code), expected, "{call:?} {code}");
        }
    }
}

#[test]
fn codes_of_one_call() {
    for (call, code, expected) in [
        (UnifiedOrder, "INVALID_REQUEST", "declined"),
        (UnifiedOrder, "NOTENOUGH", "declined"),
        (UnifiedOrder, "ORDERPAID", "declined"),
        (UnifiedOrder, "ORDERCLOSED", "declined"),
        (UnifiedOrder, "OUT_TRADE_NO_USED", "declined"),
        (CloseOrder, "ORDERPAID", "declined"),
        (CloseOrder, "ORDERNOTEXIST", "declined"),
        (CloseOrder, "TRADE_STATE_ERROR", "unknown"),
        (Refund, "BIZERR_NEED_RETRY", "unknown"),
        (Refund, "TRADE_OVERDUE", "declined"),
        (Refund, "ERROR", "unknown"),
        (Refund, "USER_ACCOUNT_ABNORMAL", "declined"),
        (Refund, "INVALID_REQ_TOO_MUCH", "wait"),
        (Refund, "NOTENOUGH", "not enough"),
        (Refund, "INVALID_TRANSACTIONID", "declined"),
        (Refund, "INVALID_REQUEST", "unknown"),
        (Refund, "ORDERNOTEXIST", "declined"),
        (Refund, "ORDER_NOT_READY", "wait"),
        (Refund, "REFUND_FEE_MISMATCH", "misconfigured"),
        (QueryRefund, "INVALID_TRANSACTIONID", "misconfigured"),
        (QueryRefund, "ORDERNOTEXIST", "unknown"),
    ] {
        assert_eq!(told(call, code), expected, "{call:?} {code}");
    }
}
