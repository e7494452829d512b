//! One row per code of the protocol: call, code, what the caller is told to do.

use crate::wechat::{
    GatewayError as E, NoAnswer, Pause,
    v2::{
        call::V2Call::{self, CloseOrder, QueryOrder, QueryRefund, Refund, UnifiedOrder},
        errors,
    },
};

const EVERY_CALL: [V2Call; 5] = [UnifiedOrder, QueryOrder, CloseOrder, Refund, QueryRefund];

/// The document's action: R again, Q ask, W wait (and who), F final, A call the owner, M wait for money.
fn told(call: V2Call, code: &str) -> &'static str {
    match errors::refused(call, code, "") {
        E::Declined { .. } => "final",
        E::NotEnough { .. } => "wait for money",
        E::Misconfigured { .. } => "call the owner",
        E::Wait { pause: Pause::This, .. } => "the same again",
        E::Wait { pause: Pause::All, .. } => "everything waits, then the same again",
        E::NoAnswer(NoAnswer::Unknown { .. }) => "ask, then the same again",
        other => panic!("{other:?}"),
    }
}

#[test]
fn codes_that_mean_the_same_everywhere() {
    for (code, expected) in [
        ("SYSTEMERROR", "ask, then the same again"),
        ("SIGNERROR", "call the owner"),
        ("XML_FORMAT_ERROR", "call the owner"),
        ("POST_DATA_EMPTY", "call the owner"),
        ("REQUIRE_POST_METHOD", "call the owner"),
        ("NOT_UTF8", "call the owner"),
        ("LACK_PARAMS", "call the owner"),
        ("PARAM_ERROR", "call the owner"),
        ("APPID_NOT_EXIST", "call the owner"),
        ("MCHID_NOT_EXIST", "call the owner"),
        ("APPID_MCHID_NOT_MATCH", "call the owner"),
        ("NOAUTH", "call the owner"),
        ("CERT_ERROR", "call the owner"),
        ("FREQUENCY_LIMITED", "everything waits, then the same again"),
        ("A_CODE_OF_NEXT_YEAR", "ask, then the same again"),
        ("", "ask, then the same again"),
    ] {
        for call in EVERY_CALL {
            assert_eq!(told(call, code), expected, "{call:?} {code}");
        }
    }
}

/// Chapter "Refund", one row for each of its codes.
#[test]
fn every_code_of_a_refund() {
    for (code, expected) in [
        ("SYSTEMERROR", "ask, then the same again"),
        ("BIZERR_NEED_RETRY", "the same again"),
        ("TRADE_OVERDUE", "final"),
        ("ERROR", "ask, then the same again"),
        ("USER_ACCOUNT_ABNORMAL", "final"),
        ("INVALID_REQ_TOO_MUCH", "everything waits, then the same again"),
        ("NOTENOUGH", "wait for money"),
        ("INVALID_TRANSACTIONID", "final"),
        ("INVALID_REQUEST", "ask, then the same again"),
        ("ORDERNOTEXIST", "final"),
        ("ORDER_NOT_READY", "the same again"),
        ("REFUND_FEE_MISMATCH", "call the owner"),
        ("FREQUENCY_LIMITED", "everything waits, then the same again"),
        ("CERT_ERROR", "call the owner"),
        ("NOAUTH", "call the owner"),
        ("APPID_NOT_EXIST", "call the owner"),
        ("MCHID_NOT_EXIST", "call the owner"),
        ("SIGNERROR", "call the owner"),
        ("PARAM_ERROR", "call the owner"),
        ("XML_FORMAT_ERROR", "call the owner"),
        ("REQUIRE_POST_METHOD", "call the owner"),
    ] {
        assert_eq!(told(Refund, code), expected, "{code}");
    }
}

/// Chapter "Query refund"; `REFUNDNOTEXIST` is an answer (vectors, "answers").
#[test]
fn every_code_of_a_question_about_a_refund() {
    for (code, expected) in [
        ("SYSTEMERROR", "ask, then the same again"),
        ("INVALID_TRANSACTIONID", "call the owner"),
        ("PARAM_ERROR", "call the owner"),
        ("ORDERNOTEXIST", "ask, then the same again"),
    ] {
        assert_eq!(told(QueryRefund, code), expected, "{code}");
    }
}

#[test]
fn codes_of_the_calls_about_money_in() {
    for (call, code, expected) in [
        (UnifiedOrder, "INVALID_REQUEST", "final"),
        (UnifiedOrder, "NOTENOUGH", "final"),
        (UnifiedOrder, "ORDERPAID", "final"),
        (UnifiedOrder, "ORDERCLOSED", "final"),
        (UnifiedOrder, "OUT_TRADE_NO_USED", "final"),
        (CloseOrder, "ORDERPAID", "final"),
        (CloseOrder, "ORDERNOTEXIST", "final"),
        (CloseOrder, "TRADE_STATE_ERROR", "ask, then the same again"),
    ] {
        assert_eq!(told(call, code), expected, "{call:?} {code}");
    }
}

/// `return_code=FAIL` comes with a text only, and unsigned: it is never a result.
#[test]
fn a_request_that_was_not_understood_proves_nothing() {
    for (text, expected) in [
        ("签名错误", "call the owner"),
        ("invalid refund_fee", "call the owner"),
        ("频率限制，请稍后再试", "everything waits"),
        ("请求频率超限", "everything waits"),
        ("SYSTEMERROR", "ask"),
        ("系统繁忙，请稍后再试", "ask"),
    ] {
        let told = match errors::not_understood(text) {
            E::Misconfigured { .. } => "call the owner",
            E::Wait { pause: Pause::All, .. } => "everything waits",
            E::NoAnswer(NoAnswer::Unknown { .. }) => "ask",
            other => panic!("{other:?}"),
        };
        assert_eq!(told, expected, "{text}");
    }
}
