//! Builds a shop in a folder of its own, in virtual time, beside a WeChat of its own.

pub use super::wechat::{Lie, TestWeChat, paid_facts};
use std::{
    cell::Cell,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
        mpsc,
    },
};
use tempfile::TempDir;
use zhanggui::{
    base::{
        address::Address,
        env::{Clock, Env, Rng},
    },
    domain::{
        Api, Fen, NoticeVerdict, OpenId, OrderNo, OrderState, PaidFacts, Product, ProductId, Quantity, Receiver,
        RefundNo, RefundState, SignType, UnixSeconds,
    },
    events::{CommandOutcome, Events, OrderAnswer, ShopEvent},
    jobs::{Command, HealthBoard, RefundPace, Shop},
    settings::Schedules,
    store::{CommitFuture, NewOrder, NewPayment, NewRefund, NoticeOutcome, RawMessage, Reader, RefundApproval, Store},
    wechat::{Accounts, Gateway},
};

pub const BUYER: &str = "oTEST00000000000000000000001";
pub const START: i64 = 1_790_000_000;
/// More pieces than anyone buys.
pub const PLENTY: u32 = 1_000_000;

pub fn fen(amount: i64) -> Fen {
    Fen::new(amount).expect("not negative")
}

/// A clock that stands until it is told, and can be set.
pub struct HandClock {
    shows: AtomicI64,
    beside: AtomicI64,
}

impl HandClock {
    pub fn at(secs: i64) -> Self {
        Self { shows: AtomicI64::new(secs), beside: AtomicI64::new(0) }
    }

    /// Time passes.
    pub fn advance(&self, secs: i64) {
        self.shows.fetch_add(secs, Ordering::SeqCst);
    }

    /// No time passes; somebody sets the clock.
    pub fn is_set(&self, by: i64) {
        self.shows.fetch_add(by, Ordering::SeqCst);
        self.beside.fetch_add(by, Ordering::SeqCst);
    }

    /// What everybody else's clock says.
    pub fn truth(&self) -> UnixSeconds {
        UnixSeconds::new(self.shows.load(Ordering::SeqCst) - self.beside.load(Ordering::SeqCst))
    }
}

impl Clock for HandClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::new(self.shows.load(Ordering::SeqCst))
    }
}

/// Chance that one seed repeats (splitmix).
pub struct SeededRng(AtomicU64);

impl SeededRng {
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A shop without a listener, on this file and this WeChat, with the schedules of a real one.
pub fn shop_on(store: &Store, gateway: Arc<dyn Gateway>, env: Env, hold_secs: i64) -> Shop {
    let events = Events::default();
    Shop {
        store: store.clone(),
        gateway,
        events: events.clone(),
        env,
        schedules: Schedules::default(),
        hold_secs,
        address: Address::default(),
        refund_webhook: String::new(),
        accounts: Accounts::default(),
        trust_keys: None,
        keep_days: 400,
        health: HealthBoard::new(events),
        pace: RefundPace::default(),
        shipping_api: None,
    }
}

/// One piece of `p-1`, ordered by the buyer of all these stories.
pub fn order_of_one(order_no: &OrderNo, now: UnixSeconds) -> NewOrder {
    NewOrder {
        order_no: order_no.clone(),
        openid: OpenId::parse(BUYER).expect("an openid"),
        items: vec![(ProductId::parse("p-1").expect("an id"), Quantity::new(1).expect("pieces"))],
        receiver: Receiver::new("李雷", "13800001234", "广州市海珠区新港中路 397 号").expect("a receiver"),
        note: String::new(),
        pickup: None,
        nickname: None,
        idempotency_key: None,
        pay_before: now.plus(1800),
        freight: zhanggui::domain::FreightRules::default(),
    }
}

/// Which interface of WeChat Pay a shop has keys for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShopKind {
    V2,
    V3,
    /// Its first orders are made by API v2, and then it changes over ([`World::changes_over`]) and has no v2 key any more.
    ChangesOver,
}

impl ShopKind {
    pub const ALL: [Self; 3] = [Self::V2, Self::V3, Self::ChangesOver];
}

/// A shop.
pub struct World {
    folder: TempDir,
    clock: Arc<HandClock>,
    pub wechat: Arc<TestWeChat>,
    pub store: Store,
    pub reader: Reader,
    pub shop: Shop,
    /// How new orders are signed.
    pub new_orders: Cell<SignType>,
    pub kind: ShopKind,
}

impl World {
    pub fn new() -> Self {
        Self::with_hold(0)
    }

    pub fn with_hold(hold_secs: i64) -> Self {
        Self::of(ShopKind::V2, hold_secs)
    }

    pub fn of(kind: ShopKind, hold_secs: i64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = super::on_server::opened(folder.path());
        let clock = Arc::new(HandClock::at(START));
        let wechat = Arc::new(TestWeChat::default());
        wechat.has_a_clock(&clock);
        let env = Env { clock: clock.clone(), rng: Arc::new(SeededRng::new(7)) };
        let shop = shop_on(&store, wechat.clone(), env, hold_secs);
        let reader = store.reader().expect("a reader");
        if kind == ShopKind::V3 {
            wechat.has_keys_for(&[Api::V3]);
        }
        let new_orders = Cell::new(if kind == ShopKind::V3 { SignType::Rsa } else { SignType::HmacSha256 });
        Self { folder, clock, wechat, store, reader, shop, new_orders, kind }
    }

    /// The same story in a shop of each kind.
    pub fn of_each_kind(hold_secs: i64, story: impl Fn(&Self)) {
        for kind in ShopKind::ALL {
            println!("{kind:?}");
            story(&Self::of(kind, hold_secs));
        }
    }

    /// A shop that changes over does it now; any other goes on as it is.
    pub fn changes_over(&self) {
        if self.kind == ShopKind::ChangesOver {
            self.new_orders.set(SignType::Rsa);
            self.wechat.has_keys_for(&[Api::V3]);
        }
    }

    /// The shop's file, for whoever opens it beside us.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("shop.db")
    }

    /// What WeChat answers from now on when the owner asks about orders.
    pub fn hears_answers(&self) -> mpsc::Receiver<(OrderNo, OrderAnswer)> {
        let (post, heard) = mpsc::channel();
        self.shop.events.listen(move |event| {
            if let ShopEvent::OrderAsked { order_no, said } = event {
                post.send((order_no.clone(), *said)).expect("the test listens");
            }
        });
        heard
    }

    pub fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    /// Time passes; nothing is done meanwhile.
    pub fn later(&self, secs: i64) {
        self.clock.advance(secs);
    }

    /// The computer's clock is set, and nobody here notices by itself.
    pub fn clock_is_set(&self, by: i64) {
        self.clock.is_set(by);
    }

    /// Everything that is due now.
    pub fn run_jobs(&self) {
        self.shop.step(&self.reader, self.now()).expect("the jobs run");
    }

    /// Time passes and the jobs do what is due, for as long as there is something to do within `secs`.
    pub fn live(&self, secs: i64) {
        let end = self.now().plus(secs);
        loop {
            self.run_jobs();
            let shipping =
                self.shop.shipping_api.as_ref().and_then(|_| self.reader.next_shipping_due().expect("a reading"));
            let message =
                self.shop.shipping_api.as_ref().and_then(|_| self.reader.next_service_message().expect("a reading"));
            let next = self.reader.next_due().expect("a reading").into_iter().chain(shipping).chain(message).min();
            let next = next.unwrap_or(end).min(end);
            if self.now() >= end {
                return;
            }
            self.later(next.since(self.now()).max(1));
        }
    }

    /// An order of one piece at `total`, placed; its buyer never opened the payment sheet.
    pub fn placed(&self, number: &str, total: Fen) -> OrderNo {
        let product = Product {
            id: ProductId::parse(&format!("p-{}", total.get())).unwrap(),
            name: "挂耳咖啡".to_owned(),
            price: total,
            stock: 10,
            on_sale: true,
            picture: None,
            facts: zhanggui::domain::ProductFacts::default(),
        };
        self.store.put_product(product.clone(), self.now()).wait().unwrap();
        let order = self.wants(number, &product.id);
        let order_no = order.order_no.clone();
        self.store.place_order(order, self.now()).wait().unwrap();
        order_no
    }

    /// The same, asked for at WeChat, unpaid.
    pub fn order(&self, number: &str, total: Fen) -> OrderNo {
        let order_no = self.placed(number, total);
        self.opens_the_sheet(&order_no, total);
        order_no
    }

    /// Something nobody can buy out.
    pub fn sells_plenty(&self, price: Fen) -> ProductId {
        let id = ProductId::parse("plenty").unwrap();
        let name = "挂耳咖啡".to_owned();
        let product = Product {
            id: id.clone(),
            name,
            price,
            stock: PLENTY,
            on_sale: true,
            picture: None,
            facts: zhanggui::domain::ProductFacts::default(),
        };
        self.store.put_product(product, self.now()).wait().unwrap();
        id
    }

    /// What a buyer of one piece sends.
    pub fn wants(&self, number: &str, product: &ProductId) -> NewOrder {
        let items = vec![(product.clone(), Quantity::new(1).unwrap())];
        NewOrder { items, ..order_of_one(&OrderNo::parse(number).unwrap(), self.now()) }
    }

    /// The payment sheet is asked for; WeChat knows the order from now on.
    pub fn begins(&self, order_no: &OrderNo) -> CommitFuture<()> {
        self.wechat.knows(order_no, Fen::ZERO);
        let (call, now) = (self.message("unifiedorder"), self.now());
        let (sign_type, channel) = (self.new_orders.get(), "mini_program");
        self.store.begin_payment(
            NewPayment {
                order_no: order_no.clone(),
                sign_type,
                channel,
                public_url: String::new(),
                call,
                next_ask_at: now.plus(60),
            },
            now,
        )
    }

    /// The buyer of a placed order opens the payment sheet.
    pub fn opens_the_sheet(&self, order_no: &OrderNo, total: Fen) {
        self.begins(order_no).wait().unwrap();
        self.wechat.knows(order_no, total);
    }

    /// The same, paid and confirmed.
    pub fn paid_order(&self, number: &str, total: Fen) -> OrderNo {
        let order_no = self.order(number, total);
        self.wechat.pays(&order_no, total, &format!("42{:026}", self.shop.env.rng.number()));
        self.shop.ask_about_order(&self.reader, &order_no, self.now()).unwrap();
        assert_eq!(self.order_state(&order_no), OrderState::ToShip);
        order_no
    }

    pub fn message(&self, kind: &'static str) -> RawMessage {
        RawMessage {
            id: self.shop.env.rng.message_id(),
            kind,
            peer: "127.0.0.1".to_owned(),
            headers: String::new(),
            text: "<xml/>".to_owned(),
        }
    }

    pub fn notice(&self, read: Result<PaidFacts, NoticeVerdict>) -> NoticeOutcome {
        self.store.record_payment_notice(self.message("pay_notice"), read, self.now()).wait().unwrap()
    }

    pub fn request(&self, number: &str, order_no: &OrderNo, amount: Fen) -> RefundNo {
        let refund_no = RefundNo::parse(number).unwrap();
        let refund = NewRefund {
            refund_no: refund_no.clone(),
            order_no: order_no.clone(),
            openid: OpenId::parse(BUYER).unwrap(),
            amount,
            items: Vec::new(),
            reason: "破损，收到时一包已开封".to_owned(),
            contact: "13800001234".to_owned(),
        };
        self.store.request_refund(refund, self.now()).wait().expect("the request is taken");
        refund_no
    }

    /// The owner's click on the row as it is now.
    pub fn approve(&self, refund_no: &RefundNo) -> CommandOutcome {
        let row = self.reader.refund(refund_no).unwrap().unwrap().row;
        self.approve_seen(refund_no, row.version, row.amount)
    }

    pub fn approve_seen(&self, refund_no: &RefundNo, seen: u32, amount: Fen) -> CommandOutcome {
        let reply = "同意退款".to_owned();
        self.shop.carry_out(Command::ApproveRefund(RefundApproval {
            refund_no: refund_no.clone(),
            seen,
            amount,
            reply,
            pieces: None,
            restock: Vec::new(),
        }))
    }

    pub fn refund_state(&self, refund_no: &RefundNo) -> RefundState {
        self.reader.refund(refund_no).unwrap().expect("the refund").row.state
    }

    pub fn order_state(&self, order_no: &OrderNo) -> OrderState {
        self.reader.order(order_no).unwrap().expect("the order").row.state
    }

    pub fn stock(&self, total: Fen) -> u32 {
        let id = format!("p-{}", total.get());
        let products = self.reader.products().unwrap();
        products.iter().find(|p| p.id.as_str() == id).expect("the product").stock
    }
}
