//! What can go wrong with an answer of API v3, and that money still moves at most once.

use super::caller::{REFUNDS, Raw, V3Shop, refund_of};
use reqwest::Method;
use zhanggui::{
    domain::Api,
    sandbox::{Fault, SandboxCall},
    wechat::v3::{NotProven, SignatureHeaders},
};

fn send(v3: &V3Shop) -> Result<Raw, reqwest::Error> {
    v3.send(v3.request(Method::POST, REFUNDS, &refund_of("SHOP0001", "R1", 1000).to_string()))
}

/// A paid order, and one fault on the next refund call.
fn with_fault(fault: Fault) -> V3Shop {
    let v3 = V3Shop::new();
    v3.paid("SHOP0001");
    v3.shop.sandbox.faults().next(SandboxCall::Refund, fault, 1);
    v3
}

/// What a careful caller believes: rightly signed, and about our number and amount.
fn is_believed(v3: &V3Shop, raw: &Raw) -> bool {
    let told = raw.json();
    let ours = told["out_refund_no"] == "R1" && told["amount"]["refund"] == 1000;
    v3.proof(raw).is_ok() && raw.status == 200 && ours
}

#[test]
fn a_lost_or_spoilt_answer_and_a_repeat_are_one_payout() {
    for (fault, moved) in [
        (Fault::AnswerLost, 1),
        (Fault::CutHalfway, 1),
        (Fault::BadGatewayAfter, 1),
        (Fault::SystemErrorAfter, 1),
        (Fault::TooFastAfter, 1),
        (Fault::WrongSignature, 1),
        (Fault::Unsigned, 1),
        (Fault::SignTest, 1),
        (Fault::OtherKey, 1),
        (Fault::ClockOffSecs(-300), 1),
        (Fault::Reserialised, 1),
        (Fault::TwoSignatures, 1),
        (Fault::Gzip, 1),
        (Fault::Truncated, 1),
        (Fault::AnothersAnswer, 1),
        (Fault::CutBefore, 0),
        (Fault::BadGateway, 0),
        (Fault::Redirect, 0),
        (Fault::SystemErrorBefore, 0),
        (Fault::NotEnough, 0),
        (Fault::TooFast, 0),
    ] {
        let v3 = with_fault(fault);
        let first = send(&v3);
        assert!(!first.is_ok_and(|raw| is_believed(&v3, &raw)), "{fault:?} looks like a success");
        assert_eq!(v3.shop.payouts(), moved, "{fault:?}");
        assert!(is_believed(&v3, &send(&v3).expect("an answer")), "{fault:?}");
        assert_eq!(v3.shop.payouts(), 1, "{fault:?}");
    }
}

#[test]
fn spoilt_answers_are_spoilt_in_the_way_they_say() {
    let proof = |fault| {
        let v3 = with_fault(fault);
        v3.proof(&send(&v3).expect("an answer"))
    };
    assert_eq!(proof(Fault::WrongSignature), Err(NotProven::Wrong));
    assert_eq!(proof(Fault::Unsigned), Err(NotProven::Malformed));
    assert_eq!(proof(Fault::SignTest), Err(NotProven::Probe));
    assert_eq!(proof(Fault::ClockOffSecs(600)), Err(NotProven::Stale));
    assert_eq!(proof(Fault::Reserialised), Err(NotProven::Wrong));
    assert_eq!(proof(Fault::TwoSignatures), Err(NotProven::Malformed));
    assert_eq!(proof(Fault::Truncated), Err(NotProven::Wrong));
    assert_eq!(proof(Fault::AnothersAnswer), Ok(()));
    assert!(matches!(proof(Fault::OtherKey), Err(NotProven::UnknownKey(_))));
}

#[test]
fn errors_come_with_their_status_and_are_signed() {
    for (fault, status, code) in [
        (Fault::SystemErrorBefore, 500, "SYSTEM_ERROR"),
        (Fault::SystemErrorAfter, 500, "SYSTEM_ERROR"),
        (Fault::NotEnough, 403, "NOT_ENOUGH"),
        (Fault::TooFast, 429, "FREQUENCY_LIMITED"),
        (Fault::TooFastAfter, 429, "FREQUENCY_LIMITED"),
    ] {
        let v3 = with_fault(fault);
        let raw = send(&v3).expect("an answer");
        assert_eq!((raw.status, raw.verdict().as_str(), v3.proof(&raw)), (status, code, Ok(())), "{fault:?}");
    }
}

#[test]
fn a_gateways_page_and_a_redirect_know_nothing_of_signatures() {
    for (fault, status) in [(Fault::BadGateway, 502), (Fault::BadGatewayAfter, 502), (Fault::Redirect, 302)] {
        let v3 = with_fault(fault);
        let request = v3.request(Method::POST, REFUNDS, &refund_of("SHOP0001", "R1", 1000).to_string());
        let mut builder =
            v3.shop.runtime.block_on(async { unfollowed(&v3) }).post(v3.shop.url(REFUNDS)).body(request.body);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        let response = v3.shop.runtime.block_on(builder.send()).expect("an answer");
        assert_eq!(response.status().as_u16(), status, "{fault:?}");
        assert!(!SignatureHeaders::any_in(response.headers()));
    }
}

/// A client that goes where it was sent and nowhere else.
fn unfollowed(v3: &V3Shop) -> reqwest::Client {
    let pem = std::fs::read(v3.shop.sandbox.ca_path()).expect("the root");
    let root = reqwest::Certificate::from_pem(&pem).expect("a root");
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([root]);
    client.redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

#[test]
fn every_call_is_on_the_list_with_its_interface_and_verdict() {
    let v3 = with_fault(Fault::AnswerLost);
    assert!(send(&v3).is_err());
    assert!(send(&v3).is_ok());
    assert_eq!(v3.shop.refund("SHOP0001", "R1", "1000"), "SUCCESS");
    let ledger = v3.shop.sandbox.ledger();
    let seen: Vec<_> = ledger.calls().filter(|call| call.call == SandboxCall::Refund).collect();
    let verdicts: Vec<_> = seen.iter().map(|call| (call.api, call.verdict.as_str())).collect();
    let expected = [(Some(Api::V3), "SUCCESS (AnswerLost)"), (Some(Api::V3), "SUCCESS"), (Some(Api::V2), "SUCCESS")];
    assert_eq!(verdicts, expected);
    assert!(seen.iter().all(|call| call.certificate && call.number == "R1" && call.body.contains("out_refund_no")));
}

#[test]
fn a_storm_of_faults_moves_each_refund_once() {
    let v3 = V3Shop::with(|config| config.speed = 1_000_000);
    v3.shop.sandbox.faults().seed(20_260_901);
    for fault in [Fault::AnswerLost, Fault::TooFastAfter, Fault::SystemErrorAfter, Fault::SignTest, Fault::OtherKey] {
        v3.shop.sandbox.faults().often(SandboxCall::Refund, fault, 150);
    }
    for n in 0..20 {
        let (order, refund) = (format!("SHOP{n:04}"), format!("R{n}"));
        v3.paid(&order);
        let body = refund_of(&order, &refund, 1000).to_string();
        let accepted = |raw: Raw| v3.proof(&raw).is_ok() && raw.json()["out_refund_no"] == refund.as_str();
        let mut tries = 0..200;
        assert!(tries.any(|_| v3.send(v3.request(Method::POST, REFUNDS, &body)).is_ok_and(accepted)));
    }
    let ledger = v3.shop.sandbox.ledger();
    assert_eq!(ledger.payout_counts().len(), 20);
    assert!(ledger.payout_counts().values().all(|count| *count == 1));
}
