//! Messages to WeChat through the stand-in, which counts what reached whom: each event once, and nothing that may have arrived
//! a second time.

use super::world::{BUYER, World, fen};
use std::{fs, sync::Arc, time::Duration};
use tempfile::TempDir;
use zhanggui::{
    base::{env::Env, lang::Lang},
    domain::{
        MessageContent, MessageEvent, MessageField, MessageState, MessageTemplate, MessageTrouble, OpenId,
        OperatorName, OrderNo, PermissionAnswer, SeenShipping, ShippingReport, UnixSeconds,
    },
    events::CommandOutcome,
    jobs::{Command, MessageVoice, MessageWish, ShippingApi},
    sandbox::{DeliveredMessage, Fault, Sandbox, SandboxCall, SandboxConfig},
    store::{RefundRejection, Shipping},
    wechat::{
        CallRecord, Endpoint, MessageCalls, PaidPage, ShippingAnswer, ShippingCalls, ShippingError,
        miniprogram::{AppSecret, ShippingClient},
    },
};

const OWNER: &str = "oOwner000000000000000000001";

/// The calls of a real shop for its messages; nothing of its parcels is told anybody.
struct MessagesAlone(ShippingClient);

fn nothing<T>() -> ShippingAnswer<T> {
    ShippingAnswer { raw: None, result: Err(ShippingError::Code { code: 10_060_004, message: String::new() }) }
}

impl ShippingCalls for MessagesAlone {
    fn messages(&self) -> Option<&dyn MessageCalls> {
        Some(&self.0)
    }

    fn report(&self, _: &ShippingReport, _: &dyn CallRecord) -> ShippingAnswer<()> {
        nothing()
    }

    fn look(&self, _: &OrderNo, _: &dyn CallRecord) -> ShippingAnswer<SeenShipping> {
        nothing()
    }

    fn remind(&self, _: &OrderNo, _: UnixSeconds, _: &dyn CallRecord) -> ShippingAnswer<()> {
        nothing()
    }

    fn paid(&self, _: UnixSeconds, _: UnixSeconds, _: &str) -> ShippingAnswer<PaidPage> {
        nothing()
    }

    fn carriers(&self) -> ShippingAnswer<Vec<(String, String)>> {
        nothing()
    }
}

/// A shop whose every event has a template, and the WeChat it sends messages to.
struct Telling {
    world: World,
    sandbox: Sandbox,
    _folder: TempDir,
}

pub fn template(event: MessageEvent) -> MessageTemplate {
    use MessageContent as Content;
    let more = match event {
        MessageEvent::RefundRefused => ("thing3", Content::Reason),
        MessageEvent::Shipped => ("character_string3", Content::TrackingNo),
        _ => ("amount3", Content::Amount),
    };
    let fields = [("character_string1", Content::OrderNo), ("thing2", Content::Status), more];
    let field = |(key, content): (&str, Content)| MessageField { key: key.to_owned(), content, fixed: String::new() };
    MessageTemplate { event, template_id: format!("{:-<43}", event.as_str()), fields: fields.map(field).to_vec() }
}

impl Telling {
    fn new() -> Self {
        Self::speaking(Lang::Zh)
    }

    fn speaking(lang: Lang) -> Self {
        let (mut world, folder) = (World::new(), tempfile::tempdir().unwrap());
        let config = SandboxConfig::practice(folder.path(), &Env::system()).unwrap();
        let sandbox = Sandbox::start(config, Env::system()).unwrap();
        let account = sandbox.config().account.clone();
        let endpoint = Endpoint {
            pay_url: sandbox.base_url(),
            miniprogram_url: sandbox.base_url(),
            extra_root_ca: Some(fs::read(sandbox.ca_path()).unwrap()),
            proxy: None,
            deadline: Duration::from_secs(10),
        };
        let secret = AppSecret::new(&sandbox.config().app_secret).unwrap();
        let client =
            ShippingClient::new(account.app_id, account.mch_id, secret, &endpoint, world.shop.env.clone()).unwrap();
        let voice = MessageVoice { shop_name: "山茶小铺".to_owned(), lang };
        world.shop.shipping_api = Some(ShippingApi::new(Arc::new(MessagesAlone(client))).speaking(voice));
        for event in MessageEvent::ALL {
            world.store.put_message_template(template(*event), world.now()).wait().unwrap();
        }
        let shop = Self { world, sandbox, _folder: folder };
        let (code, name) = ("code-of-the-owner-0001".to_owned(), OperatorName::parse("店主").unwrap());
        shop.world.store.make_bind_code(code.clone(), name, shop.world.now()).wait().unwrap();
        shop.world.store.claim_bind_code(code, openid(OWNER), shop.world.now()).wait().unwrap();
        shop
    }

    /// A phone allows so many, and tells the shop.
    fn allows(&self, who: &str, event: MessageEvent, times: u32) {
        let id = template(event).template_id;
        self.sandbox.allow_messages(&openid(who), &id, times);
        self.shop_believes(who, event, times);
    }

    /// The shop counts so many, whatever WeChat knows.
    fn shop_believes(&self, who: &str, event: MessageEvent, times: u32) {
        let id = template(event).template_id;
        for _ in 0..times {
            let said = vec![(id.clone(), PermissionAnswer::Accept)];
            self.world.store.count_permissions(openid(who), said, self.world.now()).wait().unwrap();
        }
    }

    /// What is known of a message.
    fn state(&self, order_no: &OrderNo, event: MessageEvent) -> (MessageState, Option<MessageTrouble>, Option<i64>) {
        let rows = self.world.reader.service_messages(order_no).unwrap();
        let row = rows.iter().find(|row| row.event == event).unwrap_or_else(|| panic!("no {event}: {rows:?}"));
        (row.state, row.trouble, row.code)
    }

    fn arrived(&self, event: MessageEvent) -> Vec<DeliveredMessage> {
        let id = template(event).template_id;
        self.sandbox.delivered_messages().into_iter().filter(|it| it.template_id == id).collect()
    }

    fn calls(&self) -> usize {
        self.sandbox.ledger().calls().filter(|call| call.call == SandboxCall::SendMessage).count()
    }

    fn fails(&self, fault: Fault, times: u32) {
        self.sandbox.faults().next(SandboxCall::SendMessage, fault, times);
    }

    fn ships(&self, order_no: &OrderNo) {
        let seen = self.world.reader.order(order_no).unwrap().unwrap().version;
        let shipping = Shipping::express("YTO", "YT2212345678901");
        let wish = Command::Ship { order_no: order_no.clone(), seen, shipping };
        assert_eq!(self.world.shop.carry_out(wish), CommandOutcome::Done);
    }
}

fn openid(raw: &str) -> OpenId {
    OpenId::parse(raw).unwrap()
}

const SENT: (MessageState, Option<MessageTrouble>, Option<i64>) = (MessageState::Sent, None, None);

fn not_sent(trouble: MessageTrouble, code: i64) -> (MessageState, Option<MessageTrouble>, Option<i64>) {
    (MessageState::NotSent, Some(trouble), Some(code))
}

#[test]
fn each_event_reaches_its_reader_once() {
    let shop = Telling::new();
    shop.allows(OWNER, MessageEvent::Paid, 1);
    for event in [MessageEvent::Shipped, MessageEvent::Refunded, MessageEvent::RefundRefused] {
        shop.allows(BUYER, event, 1);
    }
    let order_no = shop.world.paid_order("MESSAGES0001", fen(39_90));
    shop.world.live(1);
    assert_eq!(shop.state(&order_no, MessageEvent::Paid), SENT);
    shop.ships(&order_no);
    shop.world.live(8);
    assert_eq!(shop.arrived(MessageEvent::Shipped), [], "it can still be taken back");
    shop.world.live(5);
    let no = shop.world.request("MESSAGES-RF-1", &order_no, fen(5_00));
    let seen = shop.world.reader.refund(&no).unwrap().unwrap().row.version;
    let no =
        RefundRejection { refund_no: no, seen, reply: "已经发货了，收到后再说".to_owned(), picture: None };
    assert_eq!(shop.world.shop.carry_out(Command::RejectRefund(no)), CommandOutcome::Done);
    let yes = shop.world.request("MESSAGES-RF-2", &order_no, fen(7_00));
    assert_eq!(shop.world.approve(&yes), CommandOutcome::Done);
    shop.world.live(120);
    shop.world.wechat.settle();
    shop.world.live(7_200);
    for event in [MessageEvent::Paid, MessageEvent::Shipped, MessageEvent::RefundRefused, MessageEvent::Refunded] {
        assert_eq!(shop.state(&order_no, event), SENT, "{event}");
        assert_eq!(shop.arrived(event).len(), 1, "{event}");
    }
    let parcel = &shop.arrived(MessageEvent::Shipped)[0];
    assert_eq!((parcel.openid.as_str(), parcel.page.as_deref()), (BUYER, Some("pages/order/order?no=MESSAGES0001")));
    let said: Vec<&str> = parcel.data.values().map(String::as_str).collect();
    assert_eq!(said, ["MESSAGES0001", "YT2212345678901", "已发货"]);
    let paid = &shop.arrived(MessageEvent::Paid)[0];
    assert_eq!((paid.openid.as_str(), paid.page.as_deref(), paid.lang.as_str()), (OWNER, None, "zh_CN"));
    assert_eq!(shop.arrived(MessageEvent::RefundRefused)[0].data["thing3"], "已经发货了，收到后再说");
    assert_eq!(shop.arrived(MessageEvent::Refunded)[0].data["amount3"], "￥7.00");
    assert_eq!(shop.calls(), 4);
    assert!(shop.world.reader.verify().unwrap().is_sound());
}

#[test]
fn an_english_shop_writes_english_messages() {
    let shop = Telling::speaking(Lang::En);
    shop.allows(OWNER, MessageEvent::Paid, 1);
    shop.world.paid_order("MESSAGES0001", fen(39_90));
    shop.world.live(1);
    let paid = &shop.arrived(MessageEvent::Paid)[0];
    assert_eq!((paid.data["thing2"].as_str(), paid.lang.as_str()), ("Paid", "en_US"));
}

#[test]
fn who_gave_no_permission_is_not_written_to_and_the_order_says_so() {
    let shop = Telling::new();
    let order_no = shop.world.paid_order("MESSAGES0001", fen(39_90));
    shop.world.live(60);
    let none = (MessageState::NotSent, Some(MessageTrouble::NoPermission), None);
    assert_eq!((shop.state(&order_no, MessageEvent::Paid), shop.calls()), (none, 0));
    // The shop believes in three; WeChat says none, and none is believed in any more.
    shop.shop_believes(OWNER, MessageEvent::Paid, 3);
    let second = shop.world.paid_order("MESSAGES0002", fen(49_90));
    shop.world.live(600);
    assert_eq!(shop.state(&second, MessageEvent::Paid), not_sent(MessageTrouble::NoPermission, 43_101));
    let third = shop.world.paid_order("MESSAGES0003", fen(59_90));
    shop.world.live(600);
    assert_eq!((shop.state(&third, MessageEvent::Paid), shop.calls()), (none, 1), "no storm");
}

#[test]
fn each_refusal_is_said_in_its_own_words_and_never_repeated() {
    let shop = Telling::new();
    shop.allows(OWNER, MessageEvent::Paid, 20);
    let codes = [
        (40_037, MessageTrouble::NoTemplate),
        (47_003, MessageTrouble::BadValue),
        (40_003, MessageTrouble::NoReader),
        (41_030, MessageTrouble::NoPage),
        (43_107, MessageTrouble::Blocked),
        (45_168, MessageTrouble::Words),
        (48_001, MessageTrouble::Blocked),
        (20_001, MessageTrouble::NoTemplate),
        (99_999, MessageTrouble::Refused),
    ];
    for (at, (code, trouble)) in codes.into_iter().enumerate() {
        shop.fails(Fault::Errcode(code), 1);
        let order_no = shop.world.paid_order(&format!("MESSAGES{at:04}"), fen(39_90));
        shop.world.live(3_600);
        assert_eq!(shop.state(&order_no, MessageEvent::Paid), not_sent(trouble, code), "{code}");
    }
    assert_eq!((shop.calls(), shop.arrived(MessageEvent::Paid).len()), (codes.len(), 0));
    // A refusal of another kind uses no permission up.
    let desk = shop.world.reader.message_setup(shop.world.now()).unwrap();
    assert_eq!(desk.receivers[0].left, 20);
}

#[test]
fn a_template_that_was_deleted_or_changed_meanwhile_sends_nothing() {
    let shop = Telling::new();
    shop.allows(OWNER, MessageEvent::Paid, 3);
    shop.sandbox.delete_template(&template(MessageEvent::Paid).template_id);
    let order_no = shop.world.paid_order("MESSAGES0001", fen(39_90));
    shop.world.live(600);
    assert_eq!(shop.state(&order_no, MessageEvent::Paid), not_sent(MessageTrouble::NoTemplate, 40_037));
    let second = shop.world.paid_order("MESSAGES0002", fen(49_90));
    let other = MessageTemplate { template_id: "U".repeat(43), ..template(MessageEvent::Paid) };
    assert_eq!(shop.world.shop.carry_out(Command::Message(MessageWish::Put(other))), CommandOutcome::Done);
    shop.world.live(600);
    let changed = (MessageState::NotSent, Some(MessageTrouble::NoTemplate), None);
    assert_eq!((shop.state(&second, MessageEvent::Paid), shop.calls()), (changed, 1));
}

#[test]
fn what_may_have_arrived_is_unknown_and_is_not_said_twice() {
    let shop = Telling::new();
    shop.allows(OWNER, MessageEvent::Paid, 20);
    let doubts = [
        (Fault::BadGateway, 0),
        (Fault::BadGatewayAfter, 1),
        (Fault::AnswerLost, 1),
        (Fault::CutHalfway, 1),
        (Fault::SystemErrorBefore, 0),
        (Fault::SystemErrorAfter, 1),
    ];
    let mut expected = 0;
    for (at, (fault, arrives)) in doubts.into_iter().enumerate() {
        shop.fails(fault, 1);
        let order_no = shop.world.paid_order(&format!("MESSAGES{at:04}"), fen(39_90));
        shop.world.live(3_600);
        let (state, trouble, _) = shop.state(&order_no, MessageEvent::Paid);
        assert_eq!((state, trouble), (MessageState::Unknown, Some(MessageTrouble::NoAnswer)), "{fault:?}");
        expected += arrives;
        assert_eq!(shop.arrived(MessageEvent::Paid).len(), expected, "{fault:?}");
    }
    assert_eq!(shop.calls(), doubts.len());
}

#[test]
fn asked_to_slow_down_all_messages_wait_longer_each_time_and_then_arrive_once() {
    let shop = Telling::new();
    shop.allows(OWNER, MessageEvent::Paid, 20);
    shop.fails(Fault::TooFast, 3);
    let orders: Vec<_> = (0..5).map(|at| shop.world.paid_order(&format!("MESSAGES{at:04}"), fen(39_90 + at))).collect();
    shop.world.live(59);
    assert_eq!((shop.calls(), shop.arrived(MessageEvent::Paid).len()), (1, 0), "no storm");
    shop.world.live(3_600);
    for order_no in &orders {
        assert_eq!(shop.state(order_no, MessageEvent::Paid), SENT);
    }
    assert_eq!((shop.calls(), shop.arrived(MessageEvent::Paid).len()), (8, 5));
}

#[test]
fn a_token_that_ended_is_renewed_once_and_the_message_arrives() {
    let shop = Telling::new();
    shop.allows(OWNER, MessageEvent::Paid, 2);
    shop.fails(Fault::Errcode(42_001), 1);
    let order_no = shop.world.paid_order("MESSAGES0001", fen(39_90));
    shop.world.live(1);
    assert_eq!((shop.state(&order_no, MessageEvent::Paid), shop.calls()), (SENT, 2));
    assert_eq!(shop.arrived(MessageEvent::Paid).len(), 1);
}

#[test]
fn two_calls_at_once_for_one_reader_are_tried_again_after_a_second_and_only_once() {
    let shop = Telling::new();
    shop.allows(OWNER, MessageEvent::Paid, 5);
    shop.fails(Fault::Errcode(43_108), 1);
    let order_no = shop.world.paid_order("MESSAGES0001", fen(39_90));
    shop.world.live(30);
    assert_eq!((shop.state(&order_no, MessageEvent::Paid), shop.calls()), (SENT, 2));
    shop.fails(Fault::Errcode(43_108), 2);
    let second = shop.world.paid_order("MESSAGES0002", fen(49_90));
    shop.world.live(600);
    assert_eq!(shop.state(&second, MessageEvent::Paid), not_sent(MessageTrouble::Refused, 43_108));
    assert_eq!(shop.calls(), 4);
}

#[test]
fn one_that_waited_for_a_day_is_no_news_any_more() {
    let shop = Telling::new();
    shop.allows(OWNER, MessageEvent::Paid, 5);
    let order_no = shop.world.paid_order("MESSAGES0001", fen(39_90));
    shop.world.later(25 * 3_600);
    shop.world.live(60);
    let late = (MessageState::NotSent, Some(MessageTrouble::TooLate), None);
    assert_eq!((shop.state(&order_no, MessageEvent::Paid), shop.calls()), (late, 0));
}

#[test]
fn the_owner_sends_a_test_and_sees_what_became_of_it() {
    let shop = Telling::new();
    shop.allows(OWNER, MessageEvent::Paid, 1);
    let test = || Command::Message(MessageWish::Test { event: MessageEvent::Paid, to: openid(OWNER) });
    assert_eq!(shop.world.shop.carry_out(test()), CommandOutcome::Done);
    shop.world.live(1);
    let tests = shop.world.reader.message_setup(shop.world.now()).unwrap().tests;
    assert_eq!((tests.len(), tests[0].state), (1, MessageState::Sent));
    assert_eq!(shop.arrived(MessageEvent::Paid)[0].data["character_string1"], "TEST-20260101-0001");
    assert_eq!(shop.world.shop.carry_out(test()), CommandOutcome::Done);
    shop.world.live(1);
    let tests = shop.world.reader.message_setup(shop.world.now()).unwrap().tests;
    assert_eq!((tests[0].state, tests[0].trouble), (MessageState::NotSent, Some(MessageTrouble::NoPermission)));
}
