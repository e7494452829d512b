//! A shop on a fresh file, its door open on a free port, and a WeChat that says what it is told to.

use crate::http::{self, Reply};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};
use tempfile::TempDir;
use zhanggui::base::address::{Address, PublicUrl};
use zhanggui::base::disk::FreeSpace;
use zhanggui::base::env::{Clock, Env, SystemRng};
use zhanggui::domain::{
    Api, AppId, BuyerLimits, Fen, MchId, MessageId, NoticeVerdict, OpenId, OrderNo, OrderState, PaidFacts, PrepayId,
    Product, ProductId, Refund, RefundNo, RefundStep, ShopId, SignType, TransactionId, UnixSeconds,
};
use zhanggui::events::{Events, ShopEvent};
use zhanggui::listener::{Listener, ListenerSetup};
use zhanggui::store::{
    Actor, NoticeFilter, NoticeRow, OrderDetail, OrderUpdate, OrderWord, RawMessage, Reader, RefundApproval,
    RefundSend, RefundUpdate, Store, Tuning, WebhookSecrets,
};
use zhanggui::wechat::v2::{notify, sign};
use zhanggui::wechat::{
    Account, Accounts, Answered, ApiKey, CallRecord, Channel, Gateway, GatewayError, ListedRefunds, LoginError,
    MiniProgram, NotSent, OrderStatus, Outgoing, PaymentSheet, RefundStatus, UnifiedOrder,
};

/// 1 September 2026, 10:00 in Beijing.
pub const NOON: i64 = 1_788_228_000;
pub const APP_ID: &str = "wx2421b1c4370ec43b";
pub const APP_CHANNEL: &str = "wx5e7a3d1f9b2c4860";
pub const MCH_ID: &str = "1900000109";
pub const KEY: &str = "TestApiV2Key00000000000000000001";
pub const PAY_HOOK: &str = "0123456789abcdef0123456789abcdef";
pub const REFUND_HOOK: &str = "fedcba9876543210fedcba9876543210";
pub const PUSH_HOOK: &str = "00112233445566778899aabbccddeeff";
pub const LILEI: &str = "oLiLei000000000000000000001";
pub const HAN: &str = "oHanMeimei00000000000000001";

/// The time a test says it is.
pub struct TestClock(Mutex<i64>);

impl Clock for TestClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::new(*self.0.lock().unwrap())
    }
}

type Script = Result<&'static str, GatewayError>;

/// Answers `unifiedorder` as scripted, with a prepay id of its own where nothing is scripted.
#[derive(Default)]
pub struct Scripted {
    pub script: Mutex<VecDeque<Script>>,
    pub asked: Mutex<Vec<UnifiedOrder>>,
    /// What it says about orders, one question after the other.
    pub statuses: Mutex<VecDeque<OrderStatus>>,
    /// Tells when a call has left, and keeps its answer back until something is sent or the sender is dropped.
    pub gate: Mutex<Option<(mpsc::Sender<()>, mpsc::Receiver<()>)>>,
    /// What time it is at WeChat, where it was heard.
    pub wechat_time: Mutex<Option<UnixSeconds>>,
    /// Interfaces the shop has no keys for.
    pub no_keys_for: Mutex<Vec<Api>>,
}

impl Gateway for Scripted {
    fn unified_order(&self, order: &UnifiedOrder, record: &dyn CallRecord) -> Answered<PrepayId> {
        if let Err(refused) = record.leaving(Outgoing { call: "unifiedorder", body: "<xml>the call</xml>" }) {
            return Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::NotRecorded(refused))) };
        }
        self.asked.lock().unwrap().push(order.clone());
        let gate = self.gate.lock().unwrap().take();
        if let Some((left, go_on)) = gate {
            left.send(()).unwrap();
            let _dropped_or_sent = go_on.recv();
        }
        let calls = self.asked.lock().unwrap().len();
        let scripted = self.script.lock().unwrap().pop_front();
        let result = match scripted {
            Some(Ok(prepay_id)) => Ok(PrepayId::parse(prepay_id).unwrap()),
            Some(Err(error)) => Err(error),
            None => Ok(PrepayId::parse(&format!("wx-prepay-{calls}")).unwrap()),
        };
        Answered { raw: Some("<xml>the answer</xml>".to_owned()), result }
    }

    fn payment_sheet(
        &self,
        prepay_id: &PrepayId,
        channel: Channel,
        sign_type: SignType,
        at: UnixSeconds,
    ) -> Result<PaymentSheet, NotSent> {
        if !self.speaks(sign_type.api()) {
            return Err(NotSent::NoKeyFor(sign_type.api()));
        }
        let (time_stamp, nonce_str, pay_sign) = (at.get().to_string(), "nonce".to_owned(), "SIGNED".to_owned());
        Ok(match channel {
            Channel::MiniProgram => PaymentSheet::MiniProgram {
                time_stamp,
                nonce_str,
                package: format!("prepay_id={prepay_id}"),
                sign_type,
                pay_sign,
            },
            Channel::App => PaymentSheet::App {
                app_id: AppId::parse(APP_ID).unwrap(),
                partner_id: MchId::parse(MCH_ID).unwrap(),
                prepay_id: prepay_id.clone(),
                nonce_str,
                timestamp: time_stamp,
                sign: pay_sign,
            },
        })
    }

    fn time(&self) -> Option<UnixSeconds> {
        *self.wechat_time.lock().unwrap()
    }

    fn speaks(&self, api: Api) -> bool {
        !self.no_keys_for.lock().unwrap().contains(&api)
    }

    /// The door asks only before it opens an order over another channel than before.
    fn query_order(&self, _: &OrderNo, _: SignType, record: &dyn CallRecord) -> Answered<OrderStatus> {
        record.leaving(Outgoing { call: "orderquery", body: "<xml>the question</xml>" }).unwrap();
        let status = self.statuses.lock().unwrap().pop_front().expect("the door asks by event");
        Answered { raw: Some("<xml>the status</xml>".to_owned()), result: Ok(status) }
    }

    fn close_order(&self, _: &OrderNo, _: SignType, _: &dyn CallRecord) -> Answered<()> {
        unreachable!("the door closes nothing")
    }

    fn refund(&self, _: &Refund, _: SignType, _: &str, _: &dyn CallRecord) -> Answered<()> {
        unreachable!("nothing at the door spends money")
    }

    fn query_refund(&self, _: &Refund, _: SignType, _: &dyn CallRecord) -> Answered<RefundStatus> {
        unreachable!("the door asks by event")
    }

    fn query_refunds(
        &self,
        _: (&OrderNo, Option<&TransactionId>),
        _: SignType,
        _: usize,
        _: &dyn CallRecord,
    ) -> Answered<ListedRefunds> {
        unreachable!("nothing was refunded by hand")
    }
}

/// The login code is the buyer's openid.
pub struct Login;

impl MiniProgram for Login {
    fn login(&self, code: &str) -> Result<OpenId, LoginError> {
        match code {
            "used" => Err(LoginError::BadCode(40163)),
            "busy" => Err(LoginError::TryAgain("-1".to_owned())),
            "secret" => Err(LoginError::Misconfigured(40125)),
            "panic" => panic!("a fault nobody thought of"),
            openid => Ok(OpenId::parse(openid).unwrap()),
        }
    }
}

pub struct World {
    pub door: SocketAddr,
    pub listener: Option<Listener>,
    pub store: Store,
    accounts: Accounts,
    pub gateway: Arc<Scripted>,
    pub clock: Arc<TestClock>,
    events: Events,
    pub heard: Arc<Mutex<Vec<ShopEvent>>>,
    pub folder: TempDir,
    /// How much room the disk has.
    pub room: FreeSpace,
}

pub fn account() -> Account {
    Account {
        app_id: AppId::parse(APP_ID).unwrap(),
        app_channel_app_id: AppId::parse(APP_CHANNEL).ok(),
        mch_id: MchId::parse(MCH_ID).unwrap(),
        key: ApiKey::new(KEY).unwrap(),
    }
}

impl World {
    pub fn new() -> Self {
        Self::with(Some(account()))
    }

    /// Coffee at 39.00 (1000 pieces), a pot at 128.00 (2 pieces), tea off sale.
    pub fn with(account: Option<Account>) -> Self {
        Self::of(account.into())
    }

    /// The same with whatever accounts it has.
    pub fn of(accounts: Accounts) -> Self {
        Self::built(accounts, BuyerLimits::NONE, Arc::new(|| None))
    }

    /// A shop whose buyers may take so much.
    pub fn limited(limits: BuyerLimits) -> Self {
        Self::built(account().into(), limits, Arc::new(|| None))
    }

    /// A shop on a disk with so much room.
    pub fn on_disk(room: FreeSpace) -> Self {
        Self::built(account().into(), BuyerLimits::NONE, room)
    }

    fn built(accounts: Accounts, limits: BuyerLimits, room: FreeSpace) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tuning = Tuning { limits, ..Tuning::default() };
        let store = Store::open_tuned(&folder.path().join("shop.db"), ShopId::main(), tuning).unwrap();
        for (id, name, price, stock) in
            [("coffee", "挂耳咖啡", 3_900, 1000), ("pot", "手冲壶", 12_800, 2), ("tea", "茶", 1_000, 0)]
        {
            let id = ProductId::parse(id).unwrap();
            let price = Fen::new(price).unwrap();
            let product = Product {
                id,
                name: name.to_owned(),
                price,
                stock,
                on_sale: stock > 0,
                picture: None,
                facts: zhanggui::domain::ProductFacts::default(),
            };
            store.put_product(product, UnixSeconds::new(NOON)).wait().unwrap();
        }
        let (gateway, clock) = (Arc::new(Scripted::default()), Arc::new(TestClock(Mutex::new(NOON))));
        let (events, heard) = (Events::default(), Arc::new(Mutex::new(Vec::new())));
        let diary = Arc::clone(&heard);
        events.listen(move |event| diary.lock().unwrap().push(event.clone()));
        let door = "127.0.0.1:0".parse().unwrap();
        let mut world = Self { door, listener: None, store, accounts, gateway, clock, events, heard, folder, room };
        let listener = Listener::start(world.setup(door)).unwrap();
        world.door = listener.local_addr();
        world.listener = Some(listener);
        world
    }

    pub fn setup(&self, bind: SocketAddr) -> ListenerSetup {
        let readers = self.store.clone();
        ListenerSetup {
            installation: None,
            bind,
            accounts: self.accounts.clone(),
            store: self.store.clone(),
            readers: Arc::new(move || readers.reader()),
            gateway: self.gateway.clone(),
            mini: Arc::new(Login),
            push: Some(crate::push::push_account()),
            events: self.events.clone(),
            env: Env { clock: self.clock.clone(), rng: Arc::new(SystemRng) },
            webhook_secrets: WebhookSecrets {
                pay: PAY_HOOK.to_owned(),
                refund: REFUND_HOOK.to_owned(),
                push: PUSH_HOOK.to_owned(),
            },
            address: Address::new(PublicUrl::parse("https://shop.example.com").ok()),
            new_orders: SignType::HmacSha256,
            pay_within_secs: 1800,
            pickup: None,
            freight: zhanggui::domain::FreightRules::default(),
            first_ask_after_secs: 60,
            pictures: self.folder.path().join("pictures"),
            room: self.room.clone(),
        }
    }

    pub fn reader(&self) -> Reader {
        self.store.reader().unwrap()
    }

    pub fn later(&self, seconds: i64) {
        *self.clock.0.lock().unwrap() += seconds;
    }

    pub fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    pub fn heard(&self, event: &ShopEvent) -> usize {
        self.heard.lock().unwrap().iter().filter(|heard| *heard == event).count()
    }

    /// Every message in the list, newest first.
    pub fn notices(&self) -> Vec<NoticeRow> {
        self.reader().notices(NoticeFilter::All, None, 10_000).unwrap()
    }

    pub fn verdicts(&self) -> Vec<NoticeVerdict> {
        self.notices().iter().map(|notice| notice.verdict).collect()
    }

    pub fn order(&self, order_no: &str) -> OrderDetail {
        self.reader().order(&OrderNo::parse(order_no).unwrap()).unwrap().unwrap()
    }

    pub fn state(&self, order_no: &str) -> OrderState {
        self.order(order_no).row.state
    }

    // WeChat's side

    pub fn notify(&self, body: &str) -> Reply {
        http::send(self.door, &pay_notice(body, &[]))
    }

    pub fn notify_refund(&self, body: &str) -> Reply {
        let path = format!("/wechat/{REFUND_HOOK}/refund");
        http::send(self.door, &http::request("POST", &path, &[("Content-Type", "text/xml")], body))
    }

    /// WeChat confirms the payment, as a job would have asked.
    pub fn confirm(&self, order_no: &str, transaction: &str) {
        let facts = PaidFacts {
            order_no: OrderNo::parse(order_no).unwrap(),
            transaction_id: TransactionId::parse(transaction).unwrap(),
            openid: None,
            total: self.order(order_no).row.total,
            currency: "CNY".to_owned(),
            paid_at: self.now(),
            sign_type: SignType::HmacSha256,
            app_id: None,
        };
        let no = facts.order_no.clone();
        self.store
            .record_order_word(
                OrderUpdate { order_no: no, word: OrderWord::Paid(facts), answer: None, next_ask_at: self.now() },
                self.now(),
            )
            .wait()
            .unwrap();
    }

    /// The owner approves a refund and WeChat accepts it.
    pub fn refund_is_under_way(&self, refund_no: &str) {
        let (no, now) = (RefundNo::parse(refund_no).unwrap(), self.now());
        let row = self.reader().refund(&no).unwrap().unwrap().row;
        self.store
            .approve_refund(
                RefundApproval {
                    refund_no: no.clone(),
                    seen: row.version,
                    amount: row.amount,
                    reply: "好的".to_owned(),
                    pieces: None,
                    restock: Vec::new(),
                },
                now,
                now,
            )
            .wait()
            .unwrap();
        let id = MessageId::of([7; 16]);
        let call =
            RawMessage { id, kind: "refund", peer: String::new(), headers: String::new(), text: "<xml/>".to_owned() };
        self.store.begin_refund(RefundSend { refund_no: no.clone(), by: Api::V2, call }, now).wait().unwrap();
        let turn = RefundUpdate {
            refund_no: no,
            step: Some(RefundStep::Accepted),
            actor: Actor::WeChat,
            trouble: None,
            facts: None,
            answer: None,
            next_at: now.plus(3600),
        };
        self.store.update_refund(turn, now).wait().unwrap();
    }

    // The buyer's side

    pub fn call(&self, method: &str, path: &str, token: &str, body: &str) -> Reply {
        self.call_with(method, path, token, body, &[])
    }

    pub fn call_with(&self, method: &str, path: &str, token: &str, body: &str, more: &[(&str, &str)]) -> Reply {
        let bearer = format!("Bearer {token}");
        let mut headers = more.to_vec();
        if !token.is_empty() {
            headers.push(("Authorization", &bearer));
        }
        if !body.is_empty() && !more.iter().any(|(name, _)| *name == "Content-Type") {
            headers.push(("Content-Type", "application/json"));
        }
        http::send(self.door, &http::request(method, &format!("/api/v1{path}"), &headers, body))
    }

    pub fn login(&self, openid: &str) -> String {
        let reply = self.call("POST", "/login", "", &format!(r#"{{"code":"{openid}"}}"#));
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()["token"].as_str().unwrap().to_owned()
    }

    /// Two coffees: 78.00.
    pub fn places_order(&self, token: &str) -> String {
        let reply = self.call("POST", "/orders", token, ORDER);
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.json()["order_no"].as_str().unwrap().to_owned()
    }

    pub fn wants_to_pay(&self, token: &str, order_no: &str) -> Reply {
        self.call("POST", &format!("/orders/{order_no}/pay"), token, r#"{"channel":"mini_program"}"#)
    }

    /// An order of 78.00 whose payment sheet nobody opened yet.
    pub fn placed(&self) -> String {
        self.places_order(&self.login(LILEI))
    }

    /// Its buyer wants to pay over this channel.
    pub fn pays(&self, order_no: &str, channel: &str) -> Reply {
        let body = format!(r#"{{"channel":"{channel}"}}"#);
        self.call("POST", &format!("/orders/{order_no}/pay"), &self.login(LILEI), &body)
    }

    /// Its buyer asks for so much back.
    pub fn asks_back(&self, order_no: &str, amount: i64) -> String {
        let wish = format!(r#"{{"reason":"杯子碎了","contact":"13800000000","amount_fen":{amount}}}"#);
        let reply = self.call("POST", &format!("/orders/{order_no}/refunds"), &self.login(LILEI), &wish);
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.json()["refund_no"].as_str().unwrap().to_owned()
    }

    /// An order whose payment sheet was opened.
    pub fn order_being_paid(&self) -> String {
        let token = self.login(LILEI);
        let order_no = self.places_order(&token);
        assert_eq!(self.wants_to_pay(&token, &order_no).status, 200);
        order_no
    }
}

pub const ORDER: &str = r#"{"items":[{"product_id":"coffee","quantity":2}],"receiver":{"name":"李雷","phone":"13800000000","address":"上海市静安区 1 号"},"note":"轻放"}"#;
pub const ORDER_TOTAL: i64 = 7_800;

pub fn pay_notice(body: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    http::request("POST", &format!("/wechat/{PAY_HOOK}/pay"), headers, body)
}

/// What WeChat writes when an order was paid, before it is signed.
pub fn paid_fields<'a>(order_no: &'a str, transaction: &'a str, total: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("return_code", "SUCCESS"),
        ("result_code", "SUCCESS"),
        ("appid", APP_ID),
        ("mch_id", MCH_ID),
        ("nonce_str", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"),
        ("sign_type", "HMAC-SHA256"),
        ("openid", LILEI),
        ("trade_type", "JSAPI"),
        ("bank_type", "OTHERS"),
        ("total_fee", total),
        ("fee_type", "CNY"),
        ("cash_fee", total),
        ("transaction_id", transaction),
        ("out_trade_no", order_no),
        ("time_end", "20260901100000"),
    ]
}

pub fn signed(fields: &[(&str, &str)]) -> String {
    sign::write_signed(fields, &account().key, SignType::HmacSha256)
}

pub fn paid_notice(order_no: &str, transaction: &str, total: &str) -> String {
    signed(&paid_fields(order_no, transaction, total))
}

pub fn refund_notice(order_no: &str, refund_no: &str, transaction: &str, fen: &str) -> String {
    let inner = [
        ("transaction_id", transaction),
        ("out_trade_no", order_no),
        ("out_refund_no", refund_no),
        ("refund_id", "50300000000202609010000000001"),
        ("total_fee", "7800"),
        ("refund_fee", fen),
        ("refund_status", "SUCCESS"),
        ("success_time", "2026-09-01 10:05:00"),
        ("refund_recv_accout", "支付用户零钱"),
    ];
    let sealed = notify::seal_refund(&zhanggui::wechat::v2::wire::write_as("root", &inner), &account().key).unwrap();
    zhanggui::wechat::v2::wire::write(&[
        ("return_code", "SUCCESS"),
        ("appid", APP_ID),
        ("mch_id", MCH_ID),
        ("nonce_str", "n"),
        ("req_info", &sealed),
    ])
}
