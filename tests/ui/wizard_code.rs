//! The test order that is paid by scanning: no mini program is needed, and no public address. In both languages, over both
//! APIs, with WeChat's answer where it gives no code; and once more from the settings of the open shop.

use crate::wizard_owner::{APP_ID, KEY, MCH_ID, Owner, SECRET, TIMEOUT, free_port, no_secret_is_anywhere, wechat_by};
use std::time::Instant;
use zhanggui::{
    domain::{Fen, OrderNo},
    sandbox::{Fault, Sandbox, SandboxCall, TradeState},
    ui::Lang,
};

const V3_KEY: &str = "TestApiV3Key00000000000000000001";

/// What is written and pressed on the way to the last page.
struct Way {
    lang: Lang,
    words: fn(&'static str, &'static str) -> &'static str,
    v3: bool,
}

impl Way {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        (self.words)(zh, en)
    }

    /// An owner on the last page, without a public address.
    fn to_the_proof(&self, sandbox: &Sandbox) -> Owner {
        let next = self.say("下一步", "Next");
        let mut owner = Owner::new(self.lang);
        owner.click(self.say("开始连接", "Begin"));
        owner.write(self.say("店铺名称", "Shop's name"), self.say("山茶小铺", "Camellia"));
        owner.click(next);
        owner.click(self.say("其他服务器和代理", "Other servers and proxy"));
        owner.write(self.say("小程序接口的地址", "Address of the mini program's interface"), &sandbox.base_url());
        owner.write(self.say("微信支付的地址", "Address of WeChat Pay"), &sandbox.base_url());
        let root = sandbox.ca_path().display().to_string();
        owner.write(self.say("另外信任的根证书（一般空着）", "One more root to trust (usually empty)"), &root);
        owner.write(self.say("小程序的 AppID", "AppID of the mini program"), APP_ID);
        owner.write(self.say("小程序的 AppSecret", "AppSecret of the mini program"), SECRET);
        owner.click(next);
        if self.v3 {
            owner.click("API v3");
        }
        owner.write(self.say("商户号", "Merchant number"), MCH_ID);
        if self.v3 {
            owner.write(self.say("API v3 密钥", "API v3 key"), V3_KEY);
            owner.chooses(sandbox.public_key_path());
            owner.click(self.say("选择文件… · 微信支付公钥", "Choose a file… · WeChat Pay's public key"));
            owner.write(self.say("公钥 ID", "Public key's ID"), &sandbox.public_key_id());
        } else {
            owner.write(self.say("API v2 密钥", "API v2 key"), KEY);
        }
        owner.chooses(sandbox.dir().join("apiclient_cert.pem"));
        owner.click(self.say("选择文件…", "Choose a file…"));
        owner.click(next);
        owner.click(self.say("高级", "Advanced"));
        owner.write(self.say("本机接收地址", "Where this computer listens"), &free_port().to_string());
        owner.click(next);
        owner.click(next);
        owner.waits_to_press(self.say("出一个付款码", "Show a code to pay"));
        owner
    }

    /// From the code to the money's way back.
    fn pays_and_refunds(&self, owner: &mut Owner, sandbox: &Sandbox) {
        owner.waits_for(self.say("用微信扫一扫，付 ¥0.01", "Scan with WeChat, pay ¥0.01"));
        assert!(owner.shows(self.say("付款码", "Code to pay")), "the drawing has a name");
        let (order_no, code) = shown(sandbox);
        sandbox.scan(&code, &sandbox.fresh_buyer()).expect("paid");
        let back = self.say("退回 ¥0.01", "Pay ¥0.01 back");
        owner.reaches(back);
        let refunded =
            |ledger: &zhanggui::sandbox::Ledger| ledger.order(&order_no).is_some_and(|order| !order.refunds.is_empty());
        assert!(sandbox.wait_until(TIMEOUT, refunded), "the refund never left");
    }
}

/// The open order that is paid by scanning, and what stands in its code.
fn shown(sandbox: &Sandbox) -> (OrderNo, String) {
    let ledger = sandbox.ledger();
    let open = ledger.orders().find(|order| order.trade_type == "NATIVE" && order.state == TradeState::Open);
    let order = open.expect("an order with a code");
    assert_eq!(order.total, Fen::new(1).expect("one fen"));
    (order.order_no.clone(), sandbox.code_of(&order.order_no).expect("its code"))
}

#[test]
fn a_fen_is_scanned_paid_and_given_back_with_api_v2_and_in_chinese() {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat_by(there.path(), None);
    let way = Way { lang: Lang::Zh, words: |zh, _| zh, v3: false };
    let began = Instant::now();
    let mut owner = way.to_the_proof(&sandbox);
    owner.click("出一个付款码");
    way.pays_and_refunds(&mut owner, &sandbox);
    owner.waits_for("¥0.01 退回来了");
    owner.waits_to_press("开店");
    owner.click("开店");
    owner.waits_for("退款");
    no_secret_is_anywhere(&owner, &[KEY, SECRET]);
    eprintln!("{} actions, {:.1} s", owner.actions, began.elapsed().as_secs_f64());

    // And once more from the settings of the shop that is open.
    owner.click("设置");
    owner.waits_for("微信支付");
    owner.click("微信支付");
    owner.reaches("出一个付款码");
    way.pays_and_refunds(&mut owner, &sandbox);
    assert_eq!(sandbox.ledger().refunds().count(), 2);
    assert_eq!(sandbox.ledger().paid_in(), sandbox.ledger().paid_out());
}

#[test]
fn with_api_v3_and_in_english_and_what_wechat_answers_is_told_where_it_gives_no_code() {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat_by(there.path(), Some(V3_KEY));
    let way = Way { lang: Lang::En, words: |_, en| en, v3: true };
    let mut owner = way.to_the_proof(&sandbox);
    sandbox.faults().next(SandboxCall::UnifiedOrder, Fault::NotEnough, 1);
    owner.click("Show a code to pay");
    owner.waits_for("(NOTENOUGH)");
    owner.sees("There is no code. Try once more, or buy it in the mini program.");
    sandbox.faults().next(SandboxCall::UnifiedOrder, Fault::AnswerLost, 1);
    owner.click("Ask for the code once more");
    owner.waits_for("No usable answer from WeChat");
    // The same order, though WeChat knew of it and its answer was lost.
    owner.waits_to_press("Ask for the code once more");
    owner.click("Ask for the code once more");
    way.pays_and_refunds(&mut owner, &sandbox);
    assert_eq!(sandbox.ledger().orders().count(), 1, "asked for again under its own number");
    owner.waits_for("¥0.01 is back");
    no_secret_is_anywhere(&owner, &[V3_KEY, SECRET]);
}

#[test]
fn a_refund_that_does_not_go_on_says_what_wechat_answered() {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat_by(there.path(), None);
    let way = Way { lang: Lang::En, words: |_, en| en, v3: false };
    let mut owner = way.to_the_proof(&sandbox);
    owner.click("Show a code to pay");
    owner.waits_for("Scan with WeChat, pay ¥0.01");
    let (_, code) = shown(&sandbox);
    sandbox.scan(&code, &sandbox.fresh_buyer()).expect("paid");
    owner.waits_to_press("Pay ¥0.01 back");
    sandbox.faults().next(SandboxCall::Refund, Fault::NotEnough, 1);
    owner.click("Pay ¥0.01 back");
    owner.waits_for("Fill the balance on WeChat's merchant platform first");
    assert!(sandbox.ledger().payouts().is_empty());
}
