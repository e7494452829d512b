//! Complaints over the wire: the shop's own client against the stand-in, with WeChat's rules and what can go wrong.

use super::caller::{MCH, V3_KEY, V3Shop, door, now};
use crate::shop::fen;
use std::{fs, sync::Arc, time::Duration};
use zhanggui::{
    base::env::Env,
    domain::{AppId, ComplaintId, ComplaintProblem, ComplaintState, Day, MchId, TALK_REPLY},
    sandbox::{ComplaintStage, Fault, NewComplaint, RefundFate, SandboxCall},
    wechat::{
        Answered, ClientCertificate, ComplaintCalls, ComplaintMessage, Endpoint, GatewayError, NoAnswer, NotSent,
        ReplyPicture, Unrecorded,
        v3::{ApiV3Key, TrustKeeper, V3Account, V3Gateway},
    },
};

/// The shop's client, as it is in a real shop.
fn client(v3: &V3Shop) -> V3Gateway {
    let read = |name: &str| fs::read(v3.shop.dir.path().join(name)).expect("a file of the sandbox");
    let merchant = MchId::parse(MCH).expect("a merchant");
    let account = V3Account {
        app_id: AppId::parse("wx7e57000000000001").expect("an app"),
        app_channel_app_id: None,
        mch_id: merchant.clone(),
        api_v3_key: ApiV3Key::parse(V3_KEY).expect("a key"),
    };
    let endpoint = Endpoint {
        pay_url: v3.shop.sandbox.pay_url(),
        extra_root_ca: Some(read("ca.pem")),
        deadline: Duration::from_secs(20),
        ..Endpoint::wechat()
    };
    let certificate = ClientCertificate::from_pem(&read("apiclient_cert.pem"), &read("apiclient_key.pem"), &merchant);
    let keys = Arc::new(TrustKeeper::new(vec![v3.public_key()]));
    V3Gateway::new(account, &endpoint, certificate, keys, Env::system()).expect("a client")
}

fn wants(order: &str, cents: i64) -> NewComplaint {
    NewComplaint {
        order_no: order.to_owned(),
        words: "咖啡豆包装破损，想退一部分钱".to_owned(),
        wants: Some(fen(cents)),
        phone: "13800000000".to_owned(),
        pictures: vec![vec![0x89, b'P', b'N', b'G', 1, 2, 3]],
    }
}

fn month() -> (Day, Day) {
    let today = Day::of(now());
    (today.plus(-29), today)
}

fn is_invalid<T: std::fmt::Debug>(answered: &Answered<T>) -> bool {
    matches!(&answered.result, Err(GatewayError::Declined { code, .. }) if code == "INVALID_REQUEST")
}

fn said<'a>(words: &'a str, pictures: &'a [zhanggui::domain::MediaId]) -> ComplaintMessage<'a> {
    ComplaintMessage { words, pictures }
}

#[test]
fn a_complaint_is_listed_read_answered_agreed_to_and_ends_with_the_money() {
    let v3 = V3Shop::new();
    let (sandbox, calls) = (&v3.shop.sandbox, client(&v3));
    v3.paid("SHOP0001");
    let id = sandbox.complain(wants("SHOP0001", 400)).expect("a complaint");
    let page = calls.complaints(month(), 0, &Unrecorded).result.expect("a page");
    assert_eq!((page.complaints.len(), page.total), (1, Some(1)));
    let facts = calls.complaint(&id, &Unrecorded).result.expect("the detail");
    assert_eq!((facts.state, facts.problem), (ComplaintState::Pending, ComplaintProblem::Refund));
    assert_eq!(facts.refund_wanted, Some(fen(400)));
    assert_eq!(facts.order.as_ref().expect("an order").order_no, "SHOP0001");
    let sealed = facts.sealed_phone.expect("a telephone");
    assert!(!sealed.contains("138"), "encrypted for the merchant's key");
    assert_eq!(calls.open_phone(&sealed).as_deref(), Some("13800000000"));
    let shown = calls.picture(&facts.pictures[0], &Unrecorded).result.expect("a picture");
    assert_eq!(shown, wants("", 1).pictures[0]);
    // The reply, with a picture WeChat has.
    let proof = ReplyPicture { name: "0.jpg".to_owned(), bytes: vec![7; 70_000] };
    let media = calls.upload(&proof, &Unrecorded).result.expect("taken");
    calls.reply(&id, said("您好，已收到，请稍等", std::slice::from_ref(&media)), &Unrecorded).result.expect("said");
    let talk = calls.talk_of(&id, 0, &Unrecorded).result.expect("the talk");
    assert_eq!((talk[0].kind.as_str(), talk[0].words.as_str()), (TALK_REPLY, "您好，已收到，请稍等"));
    assert_eq!(talk.len(), 3);
    // Yes moves no money; the refund does, and with it the complaint ends.
    calls.approve_refund(&id, &Unrecorded).result.expect("taken");
    assert_eq!(sandbox.ledger().payouts(), []);
    assert!(is_invalid(&calls.approve_refund(&id, &Unrecorded)), "once");
    assert_eq!(v3.refund("SHOP0001", "SHOP0001R1", 400), "SUCCESS");
    let refund_no = zhanggui::domain::RefundNo::parse("SHOP0001R1").expect("a number");
    assert!(sandbox.settle(&refund_no, RefundFate::Success));
    let facts = calls.complaint(&id, &Unrecorded).result.expect("the detail");
    assert_eq!(facts.state, ComplaintState::Processed, "without being told that it is solved");
    assert!(is_invalid(&calls.complete(&id, &Unrecorded)));
    assert!(is_invalid(&calls.reply(&id, said("再见", &[]), &Unrecorded)), "closed meanwhile");
    v3.shop.audit();
}

#[test]
fn a_no_ends_it_and_whoever_asks_for_no_money_is_neither_told_yes_nor_no() {
    let v3 = V3Shop::new();
    let (sandbox, calls) = (&v3.shop.sandbox, client(&v3));
    v3.paid("SHOP0001");
    let money = sandbox.complain(wants("SHOP0001", 400)).expect("a complaint");
    let other = sandbox.complain(NewComplaint { wants: None, ..wants("SHOP0001", 1) }).expect("a complaint");
    calls.reject_refund(&money, said("商品签收完好", &[]), &Unrecorded).result.expect("taken");
    assert_eq!(sandbox.complaint(&money).expect("known").stage, ComplaintStage::Processed);
    assert!(is_invalid(&calls.reject_refund(&other, said("不", &[]), &Unrecorded)));
    assert!(is_invalid(&calls.approve_refund(&other, &Unrecorded)));
    calls.complete(&other, &Unrecorded).result.expect("taken");
    assert_eq!(sandbox.ledger().payouts(), []);
    let nobody = ComplaintId::parse("1").expect("a number");
    assert!(matches!(calls.complaint(&nobody, &Unrecorded).result, Err(GatewayError::Declined { .. })));
}

#[test]
fn what_goes_wrong_on_the_way_is_known_for_what_it_is() {
    let v3 = V3Shop::new();
    let (sandbox, calls) = (&v3.shop.sandbox, client(&v3));
    let id = sandbox.complain(wants("ANOTHERS-42", 400)).expect("a complaint about an order nobody knows");
    let reply = |words: &str| calls.reply(&id, said(words, &[]), &Unrecorded).result;
    for (fault, arrives) in [
        (Fault::SystemErrorBefore, false),
        (Fault::SystemErrorAfter, true),
        (Fault::AnswerLost, true),
        (Fault::CutBefore, false),
        (Fault::BadGateway, false),
        (Fault::BadGatewayAfter, true),
        (Fault::WrongSignature, true),
        (Fault::Unsigned, true),
    ] {
        sandbox.faults().next(SandboxCall::ComplaintReply, fault, 1);
        let before = sandbox.complaint(&id).expect("known").replies().len();
        let error = reply("您好").expect_err("a fault");
        assert!(matches!(error, GatewayError::NoAnswer(_)), "{fault:?}: {error:?}");
        assert_eq!(sandbox.complaint(&id).expect("known").replies().len() - before, usize::from(arrives), "{fault:?}");
    }
    sandbox.faults().next(SandboxCall::ComplaintReply, Fault::TooFast, 1);
    assert!(matches!(reply("您好"), Err(GatewayError::Wait { .. })));
    sandbox.faults().next(SandboxCall::ComplaintList, Fault::WrongSignature, 1);
    let forged = calls.complaints(month(), 0, &Unrecorded).result;
    assert!(matches!(forged, Err(GatewayError::NoAnswer(NoAnswer::Unproven))));
    let large = ReplyPicture { name: "0.jpg".to_owned(), bytes: vec![7; 20 << 20] };
    let refused = calls.upload(&large, &Unrecorded).result;
    assert!(matches!(refused, Err(GatewayError::NotSent(NotSent::BadRequest(_)))), "20 MB: {refused:?}");
    assert_eq!(sandbox.pictures_uploaded(), 0);
    let elsewhere = calls.picture("https://files.example/v3/merchant-service/images/A", &Unrecorded).result;
    assert!(matches!(elsewhere, Err(GatewayError::NotSent(_))));
}

#[test]
fn a_merchant_without_permission_is_told_so_and_many_come_page_by_page() {
    let closed = V3Shop::with(|config| config.v3_allowed = false);
    let refused = client(&closed).complaints(month(), 0, &Unrecorded).result;
    assert!(matches!(refused, Err(GatewayError::Misconfigured { .. })), "{refused:?}");
    let v3 = V3Shop::new();
    let calls = client(&v3);
    for n in 0..23 {
        v3.shop.sandbox.complain(wants(&format!("NOBODYS-{n:04}"), 100)).expect("a complaint");
    }
    v3.shop.sandbox.complain_at(wants("OLD-000001", 100), now().plus_days(-40)).expect("a complaint");
    let page = |offset| calls.complaints(month(), offset, &Unrecorded).result.expect("a page");
    let sizes = [0, 10, 20, 30].map(|offset| page(offset).complaints.len());
    assert_eq!((sizes, page(0).total, page(10).total), ([10, 10, 3, 0], Some(23), None));
}

#[test]
fn a_notice_goes_where_the_shop_said_and_the_same_one_again_until_it_is_taken() {
    let v3 = V3Shop::with(|config| config.speed = 1000);
    let (sandbox, calls) = (&v3.shop.sandbox, client(&v3));
    let door = door(&v3.shop, 2);
    sandbox.dig_tunnel("https://shop.example.com", door.url.trim_end_matches("/wechat/hook"));
    assert_eq!(calls.notices_go_to(&Unrecorded).result.expect("an answer"), None);
    let url = "https://shop.example.com/wechat/hook";
    calls.notify_at(url, &Unrecorded).result.expect("taken");
    assert_eq!(calls.notices_go_to(&Unrecorded).result.expect("an answer").as_deref(), Some(url));
    let id = sandbox.complain(wants("SHOP0001", 100)).expect("a complaint");
    let mut ids = Vec::new();
    for _ in 0..3 {
        let callback = door.arrived.recv_timeout(crate::shop::TIMEOUT).expect("a notice");
        assert_eq!(callback.proof(vec![v3.public_key()]), Ok(()));
        let opened = callback.opened();
        assert_eq!(
            (opened["complaint_id"].as_str(), opened["action_type"].as_str()),
            (Some(id.as_str()), Some("CREATE_COMPLAINT"))
        );
        ids.push(callback.json()["id"].as_str().unwrap_or_default().to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "the same notice");
}
