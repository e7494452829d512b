//! What can go wrong on the wire, and that money still moves at most once.

use crate::shop::{Shop, TIMEOUT, account, read, refund_fields, signed, verdict};
use zhanggui::{
    domain::SignType,
    sandbox::{Fault, SandboxCall},
    wechat::v2::{
        sign::{self, Unproven},
        wire,
    },
};

const REFUND: &str = "/secapi/pay/refund";

fn send(shop: &Shop) -> Result<(u16, String), reqwest::Error> {
    shop.post(&shop.with_certificate, REFUND, signed(&refund_fields("SHOP0001", "R1", "1000"), SignType::HmacSha256))
}

/// A paid order, and one fault on the next refund call.
fn with_fault(fault: Fault) -> Shop {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    shop.sandbox.faults().next(SandboxCall::Refund, fault, 1);
    shop
}

#[test]
fn a_lost_answer_and_a_repeat_are_one_payout() {
    for (fault, moved) in [
        (Fault::AnswerLost, 1),
        (Fault::CutHalfway, 1),
        (Fault::BadGatewayAfter, 1),
        (Fault::SystemErrorAfter, 1),
        (Fault::WrongSignature, 1),
        (Fault::Unsigned, 1),
        (Fault::Truncated, 1),
        (Fault::AnothersAnswer, 1),
        (Fault::CutBefore, 0),
        (Fault::BadGateway, 0),
        (Fault::SystemErrorBefore, 0),
        (Fault::NotEnough, 0),
        (Fault::TooFast, 0),
    ] {
        let shop = with_fault(fault);
        let first = send(&shop);
        let believed = first.is_ok_and(|(status, text)| status == 200 && proven_success(&text));
        assert!(!believed, "{fault:?} looks like a success");
        assert_eq!(shop.payouts(), moved, "{fault:?}");
        let (_, text) = send(&shop).expect("an answer");
        assert_eq!(verdict(&read(&text)), "SUCCESS", "{fault:?}");
        assert_eq!(shop.payouts(), 1, "{fault:?}");
    }
}

/// What a careful caller believes: rightly signed, and about our number and amount.
fn proven_success(text: &str) -> bool {
    let Ok(fields) = wire::Fields::read_answer(text.as_bytes()) else { return false };
    let proven = sign::verify(&fields, &account().key, Some(SignType::HmacSha256)).is_ok();
    let ours = fields.get("out_refund_no") == Some("R1") && fields.get("refund_fee") == Some("1000");
    proven && ours && fields.get("result_code") == Some("SUCCESS")
}

#[test]
fn a_cut_connection_gives_no_answer_at_all() {
    for fault in [Fault::AnswerLost, Fault::CutBefore] {
        assert!(send(&with_fault(fault)).is_err_and(|e| e.is_request()), "{fault:?}");
    }
    assert!(send(&with_fault(Fault::CutHalfway)).is_err_and(|e| !e.is_request()), "it had begun");
}

#[test]
fn a_system_error_is_signed_like_any_answer() {
    for fault in [Fault::SystemErrorBefore, Fault::SystemErrorAfter] {
        let (_, text) = send(&with_fault(fault)).expect("an answer");
        let fields = wire::Fields::read_answer(text.as_bytes()).expect("fields");
        assert!(sign::verify(&fields, &account().key, Some(SignType::HmacSha256)).is_ok());
        assert_eq!(fields.get("err_code"), Some("SYSTEMERROR"));
        assert_eq!(fields.get("refund_id"), None);
    }
}

#[test]
fn spoilt_answers_are_spoilt_in_the_way_they_say() {
    let proof = |fault| {
        let (_, text) = send(&with_fault(fault)).expect("an answer");
        let fields = wire::Fields::read_answer(text.as_bytes()).expect("fields");
        sign::verify(&fields, &account().key, None)
    };
    assert_eq!(proof(Fault::WrongSignature), Err(Unproven::Wrong));
    assert_eq!(proof(Fault::Unsigned), Err(Unproven::Missing));
    assert_eq!(proof(Fault::AnothersAnswer), Ok(SignType::HmacSha256));
    let (status, page) = send(&with_fault(Fault::BadGateway)).expect("an answer");
    assert_eq!((status, page.starts_with("<html>")), (502, true));
    let (_, half) = send(&with_fault(Fault::Truncated)).expect("an answer");
    assert!(wire::Fields::read_answer(half.as_bytes()).is_err());
}

#[test]
fn a_hanging_call_is_given_up_by_the_caller() {
    for (fault, moved) in [(Fault::Hang, 0), (Fault::HangAfter, 1)] {
        let shop = with_fault(fault);
        let body = signed(&refund_fields("SHOP0001", "R1", "1000"), SignType::Md5);
        let request = shop.with_certificate.post(shop.url(REFUND)).body(body);
        let request = request.timeout(std::time::Duration::from_millis(300));
        let timed_out = shop.runtime.block_on(async { request.send().await });
        assert!(timed_out.is_err_and(|e| e.is_timeout()));
        assert!(shop.sandbox.wait_until(TIMEOUT, |ledger| ledger.calls().any(|call| call.call == SandboxCall::Refund)));
        assert_eq!(shop.payouts(), moved);
    }
}

#[test]
fn a_slow_answer_comes() {
    let shop = with_fault(Fault::SlowMillis(50));
    let start = std::time::Instant::now();
    let (_, text) = send(&shop).expect("an answer");
    assert!(proven_success(&text) && start.elapsed().as_millis() >= 50);
}

#[test]
fn every_call_is_on_the_list_with_its_verdict() {
    let shop = with_fault(Fault::AnswerLost);
    assert!(send(&shop).is_err());
    assert!(send(&shop).is_ok());
    let ledger = shop.sandbox.ledger();
    let seen: Vec<_> = ledger.calls().filter(|call| call.call == SandboxCall::Refund).collect();
    assert_eq!(seen.iter().map(|call| call.verdict.as_str()).collect::<Vec<_>>(), ["SUCCESS (AnswerLost)", "SUCCESS"]);
    assert!(seen.iter().all(|call| call.certificate && call.number == "R1" && call.body.contains("out_refund_no")));
}

#[test]
fn a_storm_of_faults_moves_each_refund_once() {
    let shop = Shop::with(|config| config.speed = 1_000_000);
    shop.sandbox.faults().seed(20_260_901);
    for fault in
        [Fault::AnswerLost, Fault::CutBefore, Fault::SystemErrorAfter, Fault::BadGateway, Fault::WrongSignature]
    {
        shop.sandbox.faults().often(SandboxCall::Refund, fault, 150);
    }
    for n in 0..20 {
        let (order, refund) = (format!("SHOP{n:04}"), format!("R{n}"));
        shop.paid(&order);
        let body = || signed(&refund_fields(&order, &refund, "1000"), SignType::HmacSha256);
        let accepted = |text: &str| text.contains("<result_code><![CDATA[SUCCESS]]>") && text.contains(&refund);
        let mut tries = 0..200;
        assert!(
            tries.any(|_| shop.post(&shop.with_certificate, REFUND, body()).is_ok_and(|(_, text)| accepted(&text)))
        );
    }
    let ledger = shop.sandbox.ledger();
    assert_eq!(ledger.payout_counts().len(), 20);
    assert!(ledger.payout_counts().values().all(|count| *count == 1));
}
