//! The real calls against WeChat's stand-in: the token, the rules, the settlement.

use super::super::world::fen;
use std::{
    sync::{Arc, Barrier},
    thread,
    time::Duration,
};
use zhanggui::{
    base::env::Env,
    domain::{
        AppId, MchId, OpenId, OrderNo, Parcel, ReportedParcel, SettleState, ShipKind, ShippingReport, TransactionId,
        UnixSeconds,
    },
    sandbox::{Fault, Sandbox, SandboxCall, SandboxConfig},
    wechat::{
        Account, ApiKey, CallRecord, Endpoint, Next, NotRecorded, Outgoing, ShippingCalls as _, ShippingError,
        miniprogram::{AppSecret, ShippingClient},
    },
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const OPENID: &str = "oTEST00000000000000000000001";

struct Kept;

impl CallRecord for Kept {
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded> {
        assert!(!call.body.contains("access_token") && !call.body.contains(SECRET));
        Ok(())
    }
}

struct Calls {
    sandbox: Sandbox,
    client: Arc<ShippingClient>,
    _folder: tempfile::TempDir,
}

fn calls() -> Calls {
    let (folder, env) = (tempfile::tempdir().unwrap(), Env::system());
    let account = Account {
        app_id: AppId::parse("wx7e57000000000001").unwrap(),
        app_channel_app_id: None,
        mch_id: MchId::parse("1900000001").unwrap(),
        key: ApiKey::new("TestApiV2Key00000000000000000001").unwrap(),
    };
    let config = SandboxConfig::new(folder.path(), account.clone(), SECRET);
    let sandbox = Sandbox::start(config, env.clone()).unwrap();
    let transaction = TransactionId::parse("4200000000202601010000000001").unwrap();
    let openid = OpenId::parse(OPENID).unwrap();
    sandbox.add_paid_order(&number(), fen(50_00), &openid, Some(transaction)).unwrap();
    let endpoint = Endpoint {
        pay_url: sandbox.base_url(),
        miniprogram_url: sandbox.base_url(),
        extra_root_ca: Some(std::fs::read(sandbox.ca_path()).unwrap()),
        proxy: None,
        deadline: Duration::from_secs(10),
    };
    let secret = AppSecret::new(SECRET).unwrap();
    let client = ShippingClient::new(account.app_id, account.mch_id, secret, &endpoint, env).unwrap();
    Calls { sandbox, client: Arc::new(client), _folder: folder }
}

impl Calls {
    fn seen(&self, call: SandboxCall) -> usize {
        self.sandbox.ledger().calls().filter(|seen| seen.call == call).count()
    }
}

fn number() -> OrderNo {
    OrderNo::parse("SHOP20260101000001").unwrap()
}

fn report(tracking_no: &str, at_millis: i64) -> ShippingReport {
    let parcel = ReportedParcel {
        parcel: Parcel::new("SF", tracking_no),
        goods: "拿铁咖啡豆*1袋".into(),
        contact: Some("189****1234".into()),
    };
    ShippingReport {
        order_no: number(),
        openid: OpenId::parse(OPENID).unwrap(),
        kind: ShipKind::Express,
        split: false,
        complete: true,
        parcels: vec![parcel],
        at_millis,
    }
}

#[test]
fn a_report_a_question_and_a_correction_go_by_wechats_rules() {
    let calls = calls();
    let tell = |tracking_no, at| calls.client.report(&report(tracking_no, at), &Kept).result;
    tell("SF1000000000001", 1_767_229_200_000).unwrap();
    let seen = calls.client.look(&number(), &Kept).result.unwrap();
    assert_eq!((seen.state, seen.complete, seen.corrected), (Some(SettleState::Shipped), true, false));
    assert!(report("SF1000000000001", 0).says_the_same_as(&seen));
    assert_eq!(tell("SF1000000000001", 1_767_229_200_001).unwrap_err().next(), Next::Done, "nothing changed");
    tell("SF1000000000002", 1_767_229_200_002).unwrap();
    assert!(calls.client.look(&number(), &Kept).result.unwrap().corrected);
    assert_eq!(tell("SF1000000000003", 1_767_229_200_003).unwrap_err().code(), Some(10_060_003));
    let received = UnixSeconds::new(1_767_300_000);
    calls.client.remind(&number(), received, &Kept).result.unwrap();
    assert_eq!(calls.client.remind(&number(), received, &Kept).result.unwrap_err().next(), Next::Done);
    assert!(calls.sandbox.confirm_receipt(&number()));
    assert_eq!(calls.client.look(&number(), &Kept).result.unwrap().state, Some(SettleState::Confirmed));
    assert!(calls.client.carriers().result.unwrap().contains(&("SF".to_owned(), "顺丰速运".to_owned())));
    assert_eq!(calls.seen(SandboxCall::Token), 1, "one token for all of it");
}

#[test]
fn a_token_revoked_in_the_middle_is_renewed_once_for_all_who_call() {
    let calls = calls();
    calls.client.look(&number(), &Kept).result.unwrap();
    calls.sandbox.revoke_token();
    let start = Arc::new(Barrier::new(6));
    let callers: Vec<_> = (0..6)
        .map(|_| {
            let (client, start) = (Arc::clone(&calls.client), Arc::clone(&start));
            thread::spawn(move || {
                start.wait();
                client.look(&number(), &Kept).result.map(drop)
            })
        })
        .collect();
    for caller in callers {
        caller.join().unwrap().unwrap();
    }
    assert_eq!(calls.seen(SandboxCall::Token), 2, "the first one, and one renewal");
}

#[test]
fn a_token_nobody_accepts_is_no_storm() {
    let calls = calls();
    calls.sandbox.faults().often(SandboxCall::GetOrder, Fault::Errcode(40_001), 1000);
    for _ in 0..10 {
        let error = calls.client.look(&number(), &Kept).result.unwrap_err();
        assert_eq!(error.next(), Next::Account, "{error}");
    }
    assert!(calls.seen(SandboxCall::Token) <= 2 && calls.seen(SandboxCall::GetOrder) <= 2, "the rest were not made");
}

#[test]
fn a_wrong_secret_is_said_and_not_asked_again_at_once() {
    let calls = calls();
    calls.sandbox.faults().often(SandboxCall::Token, Fault::Errcode(40_125), 1000);
    for _ in 0..5 {
        let error = calls.client.report(&report("SF1000000000001", 1), &Kept).result.unwrap_err();
        assert!(matches!(error, ShippingError::NoToken { code: 40_125, .. }), "{error}");
    }
    assert_eq!((calls.seen(SandboxCall::Token), calls.seen(SandboxCall::UploadShipping)), (1, 0));
}

#[test]
fn every_way_an_answer_can_break_is_a_doubt_or_a_line_and_never_a_success() {
    let calls = calls();
    for fault in [Fault::CutBefore, Fault::AnswerLost, Fault::BadGateway, Fault::Truncated, Fault::CutHalfway] {
        calls.sandbox.faults().next(SandboxCall::GetOrder, fault, 1);
        let error = calls.client.look(&number(), &Kept).result.unwrap_err();
        assert_eq!(error.next(), Next::Doubt, "{fault:?}: {error}");
    }
    for code in [-1, 10_060_012, 10_060_019] {
        calls.sandbox.faults().next(SandboxCall::UploadShipping, Fault::Errcode(code), 1);
        assert_eq!(calls.client.report(&report("SF1", 1), &Kept).result.unwrap_err().next(), Next::Doubt);
    }
}
