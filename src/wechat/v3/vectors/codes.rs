//! One row per status and code of the protocol: call, what WeChat says, what the caller is told to do.

use super::{json, list, text};
use crate::wechat::{
    GatewayError as E, NoAnswer, Pause,
    v3::{
        call::V3Call::{
            self, AbnormalRefund, Certificates, CloseOrder, Echo, QueryOrder, QueryRefund, Refund, TradeBill,
            UnifiedOrder,
        },
        errors,
    },
};

const EVERY_CALL: [V3Call; 9] =
    [UnifiedOrder, QueryOrder, CloseOrder, Refund, QueryRefund, AbnormalRefund, TradeBill, Certificates, Echo];

const OWNER: &str = "call the owner";
const ASK: &str = "ask, then the same again";
const FINAL: &str = "final";
const WAIT: &str = "everything waits, then the same again";

/// The document's action: R again, Q ask, W wait, F final, A call the owner, M wait for money.
fn told(call: V3Call, status: u16, code: &str) -> &'static str {
    match errors::refused(call, status, code, "") {
        E::Declined { .. } => FINAL,
        E::NotEnough { .. } => "wait for money",
        E::Misconfigured { .. } => OWNER,
        E::Wait { pause: Pause::All, .. } => WAIT,
        E::NoAnswer(NoAnswer::Unknown { .. }) => ASK,
        other => panic!("{other:?}"),
    }
}

/// With all, with the documented and without any underscores.
fn every_spelling(call: V3Call, status: u16, code: &str, expected: &str) {
    for spelling in [code.to_owned(), code.replace('_', "")] {
        assert_eq!(told(call, status, &spelling), expected, "{call:?} {status} {spelling}");
    }
}

#[test]
fn what_means_the_same_everywhere() {
    for (status, code, expected) in [
        (202, "USERPAYING", ASK),
        (400, "PARAM_ERROR", OWNER),
        (400, "APPID_MCHID_NOT_MATCH", OWNER),
        (400, "MCH_NOT_EXISTS", OWNER),
        (404, "MCH_NOT_EXIST", OWNER),
        (401, "SIGN_ERROR", OWNER),
        (401, "ANYTHING_ELSE", OWNER),
        (403, "NO_AUTH", OWNER),
        (403, "REQUEST_BLOCKED", OWNER),
        (500, "SYSTEM_ERROR", ASK),
        (500, "BANK_ERROR", ASK),
        (502, "SERVICE_UNAVAILABLE", ASK),
        (503, "SERVICE_UNAVAILABLE", ASK),
        (503, "", ASK),
        (400, "A_CODE_OF_NEXT_YEAR", ASK),
        (403, "", ASK),
        (200, "NO_AUTH", ASK), // a code under another status is not the one in the table
        (500, "NO_AUTH", ASK),
    ] {
        for call in EVERY_CALL {
            every_spelling(call, status, code, expected);
        }
    }
}

#[test]
fn too_fast_waits_and_for_a_refund_it_may_have_been_taken_all_the_same() {
    for code in ["FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED", "RATE_LIMIT_EXCEEDED", ""] {
        for call in EVERY_CALL {
            let expected = if matches!(call, Refund | AbnormalRefund) { ASK } else { WAIT };
            every_spelling(call, 429, code, expected);
        }
    }
}

/// Chapter "Create order".
#[test]
fn every_code_of_a_new_order() {
    for (status, code, expected) in [
        (400, "INVALID_REQUEST", FINAL),
        (400, "ORDER_CLOSED", FINAL),
        (400, "ORDER_PAID", FINAL),
        (403, "ACCOUNT_ERROR", FINAL),
        (403, "NOT_ENOUGH", FINAL), // the buyer's purse
        (403, "OUT_TRADE_NO_USED", FINAL),
        (403, "RULE_LIMIT", FINAL),
        (403, "TRADE_ERROR", FINAL),
        (404, "ORDER_NOT_EXIST", ASK),
        (500, "INVALID_TRANSACTIONID", OWNER),
        (500, "OPENID_MISMATCH", OWNER),
    ] {
        every_spelling(UnifiedOrder, status, code, expected);
    }
}

/// Chapters "Query order" and "Query refund"; their 404 is an answer (vectors, "answers").
#[test]
fn every_code_of_a_question() {
    for call in [QueryOrder, QueryRefund] {
        for (status, code, expected) in [
            (400, "INVALID_REQUEST", ASK),
            (403, "NO_AUTH", OWNER),
            (404, "SOMETHING_ELSE", ASK),
            (500, "SYSTEM_ERROR", ASK),
        ] {
            every_spelling(call, status, code, expected);
        }
    }
}

/// Chapter "Close order"; `ORDER_CLOSED` is what was asked for (vectors, "answers").
#[test]
fn every_code_of_closing() {
    for (status, code, expected) in
        [(400, "ORDER_PAID", FINAL), (404, "ORDER_NOT_EXIST", FINAL), (400, "INVALID_REQUEST", ASK)]
    {
        every_spelling(CloseOrder, status, code, expected);
    }
}

/// Chapters "Refund" and "Abnormal refund".
#[test]
fn every_code_of_a_refund() {
    for call in [Refund, AbnormalRefund] {
        for (status, code, expected) in [
            (400, "PARAM_ERROR", OWNER),
            (400, "INVALID_REQUEST", ASK),
            (401, "SIGN_ERROR", OWNER),
            (403, "NO_AUTH", OWNER),
            (403, "NOT_ENOUGH", "wait for money"),
            (403, "USER_ACCOUNT_ABNORMAL", FINAL),
            (403, "REQUEST_BLOCKED", OWNER),
            (404, "RESOURCE_NOT_EXISTS", FINAL),
            (404, "MCH_NOT_EXISTS", OWNER),
            (429, "FREQUENCY_LIMITED", ASK),
            (500, "SYSTEM_ERROR", ASK),
            (500, "NOT_ENOUGH", ASK),
        ] {
            every_spelling(call, status, code, expected);
        }
    }
}

/// Chapter "Trade bill", first step; "no statement" and "creating" are answers.
#[test]
fn every_code_of_a_bill() {
    for (status, code, expected) in [
        (400, "INVALID_REQUEST", OWNER),
        (400, "PARAM_ERROR", OWNER),
        (403, "NO_AUTH", OWNER),
        (429, "FREQUENCY_LIMITED", WAIT),
        (500, "SYSTEM_ERROR", ASK),
    ] {
        every_spelling(TradeBill, status, code, expected);
    }
}

/// Chapter "Platform certificate or public key": the change to the public key is not finished.
#[test]
fn a_merchant_without_certificates_has_to_finish_the_change() {
    for (status, code) in [(403, "NOT_ENOUGH"), (404, "RESOURCE_NOT_EXISTS"), (403, "RESOURCE_NOT_EXISTS")] {
        every_spelling(Certificates, status, code, OWNER);
    }
}

#[test]
fn codes_are_handed_on_in_the_one_spelling_that_is_read_elsewhere() {
    for (said, expected) in [
        ("ORDER_PAID", "ORDERPAID"),
        ("ORDERPAID", "ORDERPAID"),
        ("ORDER_CLOSED", "ORDERCLOSED"),
        ("ORDER_NOT_EXIST", "ORDERNOTEXIST"),
        ("OUTTRADENOUSED", "OUT_TRADE_NO_USED"),
        ("NO_AUTH", "NOAUTH"),
        ("SIGN_ERROR", "SIGNERROR"),
        ("SYSTEM_ERROR", "SYSTEMERROR"),
        ("MCH_NOT_EXIST", "MCH_NOT_EXISTS"),
        ("INVALID_REQUEST", "INVALID_REQUEST"),
        ("A_CODE_OF_NEXT_YEAR", "A_CODE_OF_NEXT_YEAR"),
    ] {
        assert_eq!(errors::spelt(said), expected);
    }
}

#[test]
fn the_sample_bodies_mean_what_stands_beside_them() {
    let of = |case: &serde_json::Value| {
        let body: serde_json::Value = serde_json::from_str(text(&case["body"])).unwrap();
        (u16::try_from(case["http_status"].as_u64().unwrap()).unwrap(), text(&body["code"]).to_owned())
    };
    let told: Vec<_> = list(&json("v3-error-bodies.json")["cases"])
        .iter()
        .map(|case| {
            let (status, code) = of(case);
            told(Refund, status, &code)
        })
        .collect();
    assert_eq!(told, [OWNER, ASK, OWNER, OWNER, "wait for money", ASK, FINAL, ASK, ASK, ASK]);
}
