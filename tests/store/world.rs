//! A shop on a fresh file, with the sentences the tests are told in.

use crate::server::server;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use zhanggui::domain::{
    Api, Fen, MessageId, OpenId, Order, OrderNo, OrderState, PaidFacts, Product, ProductId, Quantity, Receiver,
    RefundFacts, RefundNo, RefundOutcome, RefundState, RefundStep, RefundTrouble, ShopId, SignType, TransactionId,
    UnixSeconds,
};
use zhanggui::store::{
    Actor, CommitFuture, NewOrder, NewPayment, NewRefund, NoticeOutcome, OrderDetail, OrderMoved, OrderUpdate,
    OrderWord, RawMessage, Reader, RefundApproval, RefundDetail, RefundSend, RefundUpdate, Refusal, Store, StoreError,
    Tuning,
};

/// 1 September 2026, 10:00 in Beijing.
pub const NOON: UnixSeconds = UnixSeconds::new(1_788_228_000);
pub const LILEI: &str = "oLiLei000000000000000000001";

pub struct World {
    pub store: Store,
    pub reader: Reader,
    pub folder: TempDir,
    numbers: AtomicU64,
}

pub fn fen(amount: i64) -> Fen {
    Fen::new(amount).unwrap()
}

pub fn openid(raw: &str) -> OpenId {
    OpenId::parse(raw).unwrap()
}

pub fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Refusal {
    match result {
        Err(StoreError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// Set: the shops lie on a server instead of in files.
pub const ON_A_SERVER: &str = "ZHANGGUI_TEST_ON_A_SERVER";

/// The shop of this folder: a file in it, or a database of its name on the server.
pub fn open(folder: &TempDir, tuning: Tuning) -> Store {
    if std::env::var_os(ON_A_SERVER).is_none() {
        return Store::open_tuned(&folder.path().join("shop.db"), ShopId::main(), tuning).unwrap();
    }
    let server = server().expect("a server");
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    Store::on_server(&server.shop(name), ShopId::main(), tuning).unwrap()
}

impl World {
    pub fn new() -> Self {
        Self::tuned(Tuning::default())
    }

    /// A shop with coffee at 39.00 (1000 pieces) and a pot at 128.00 (2 pieces).
    pub fn tuned(tuning: Tuning) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder, tuning);
        let reader = store.reader().unwrap();
        let world = Self { store, reader, folder, numbers: AtomicU64::new(1) };
        world.sells("coffee", "挂耳咖啡", 39_00, 1000);
        world.sells("pot", "手冲壶", 128_00, 2);
        world
    }

    /// Closed, and opened once more.
    pub fn reopened(self) -> Self {
        drop(self.reader);
        self.store.close().unwrap();
        Self::at(self.folder, self.numbers.into_inner())
    }

    /// The same open shop, for somebody's own handle on it.
    pub fn by(&self, store: &Store) -> Self {
        let number = self.numbers.fetch_add(100, Ordering::Relaxed) + 1;
        Self::at_with(store.clone(), tempfile::tempdir().unwrap(), number)
    }

    /// A shop that is there already, whose next number is this.
    pub fn at(folder: TempDir, number: u64) -> Self {
        let store = open(&folder, Tuning::default());
        Self { reader: store.reader().unwrap(), store, folder, numbers: AtomicU64::new(number) }
    }

    /// One that is open already.
    pub fn at_with(store: Store, folder: TempDir, number: u64) -> Self {
        Self { reader: store.reader().unwrap(), store, folder, numbers: AtomicU64::new(number) }
    }

    /// Another program's connection to the shop, where it lies on a server.
    pub fn on_the_server(&self) -> Option<postgres::Client> {
        std::env::var_os(ON_A_SERVER)?;
        Some(server()?.connect(self.folder.path().file_name()?.to_str()?))
    }

    pub fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    pub fn sells(&self, id: &str, name: &str, price: i64, stock: u32) {
        let id = ProductId::parse(id).unwrap();
        let product = Product {
            id,
            name: name.to_owned(),
            price: fen(price),
            stock,
            on_sale: true,
            picture: None,
            facts: zhanggui::domain::ProductFacts::default(),
        };
        self.store.put_product(product, NOON).wait().unwrap();
    }

    pub fn stock(&self, id: &str) -> u32 {
        self.reader.products().unwrap().into_iter().find(|p| p.id.as_str() == id).unwrap().stock
    }

    pub fn message(&self, kind: &'static str) -> RawMessage {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&self.number().to_be_bytes());
        RawMessage {
            id: MessageId::of(id),
            kind,
            peer: "127.0.0.1".into(),
            headers: String::new(),
            text: format!("<xml>{kind}</xml>"),
        }
    }

    pub fn new_order(&self, items: &[(&str, u32)]) -> NewOrder {
        let item = |&(id, n): &(&str, u32)| (ProductId::parse(id).unwrap(), Quantity::new(n).unwrap());
        NewOrder {
            order_no: OrderNo::parse(&format!("SC20260901-{:08}", self.number())).unwrap(),
            openid: openid(LILEI),
            items: items.iter().map(item).collect(),
            receiver: Receiver::new("李雷", "13800000000", "云南省昆明市五华区翠湖路 1 号").unwrap(),
            note: String::new(),
            pickup: None,
            nickname: None,
            idempotency_key: None,
            pay_before: NOON.plus(1800),
            freight: zhanggui::domain::FreightRules::default(),
        }
    }

    pub fn places(&self, items: &[(&str, u32)]) -> Order {
        self.store.place_order(self.new_order(items), NOON).wait().unwrap()
    }

    pub fn asks_to_pay(&self, order_no: &OrderNo) {
        let call = self.message("unifiedorder");
        let begun = self.store.begin_payment(
            NewPayment {
                order_no: order_no.clone(),
                sign_type: SignType::HmacSha256,
                channel: "mini_program",
                public_url: String::new(),
                call,
                next_ask_at: NOON.plus(60),
            },
            NOON,
        );
        begun.wait().unwrap();
    }

    /// An order of `pieces` coffees whose buyer has the payment sheet open.
    pub fn order_to_pay(&self, pieces: u32) -> Order {
        let order = self.places(&[("coffee", pieces)]);
        self.asks_to_pay(&order.order_no);
        order
    }

    /// What WeChat says of a right payment.
    pub fn facts(&self, order: &Order) -> PaidFacts {
        PaidFacts {
            order_no: order.order_no.clone(),
            transaction_id: TransactionId::parse(&format!("42000{}", self.number())).unwrap(),
            openid: Some(order.openid.clone()),
            total: order.total,
            currency: "CNY".to_owned(),
            paid_at: NOON.plus(20),
            sign_type: SignType::HmacSha256,
            app_id: None,
        }
    }

    pub fn notice(&self, facts: &PaidFacts) -> NoticeOutcome {
        self.store.record_payment_notice(self.message("pay_notice"), Ok(facts.clone()), NOON.plus(21)).wait().unwrap()
    }

    pub fn word(&self, order_no: &OrderNo, word: OrderWord) -> OrderMoved {
        let answer = Some(self.message("orderquery"));
        self.store
            .record_order_word(
                OrderUpdate { order_no: order_no.clone(), word, answer, next_ask_at: NOON.plus(90) },
                NOON.plus(22),
            )
            .wait()
            .unwrap()
    }

    /// A paid order of `pieces` coffees at 39.00.
    pub fn paid_order(&self, pieces: u32) -> Order {
        let order = self.order_to_pay(pieces);
        let moved = self.word(&order.order_no, OrderWord::Paid(self.facts(&order)));
        assert_eq!(moved, OrderMoved::Paid);
        order
    }

    /// A paid order of these goods.
    pub fn order_of(&self, items: &[(&str, u32)]) -> Order {
        let order = self.places(items);
        self.asks_to_pay(&order.order_no);
        self.word(&order.order_no, OrderWord::Paid(self.facts(&order)));
        order
    }

    pub fn order(&self, order_no: &OrderNo) -> OrderDetail {
        self.reader.order(order_no).unwrap().unwrap()
    }

    pub fn state(&self, order_no: &OrderNo) -> OrderState {
        self.order(order_no).row.state
    }

    pub fn new_refund(&self, order: &Order, amount: i64) -> NewRefund {
        NewRefund {
            refund_no: RefundNo::parse(&format!("RF20260901-{:08}", self.number())).unwrap(),
            order_no: order.order_no.clone(),
            openid: order.openid.clone(),
            amount: fen(amount),
            items: Vec::new(),
            reason: "杯子碎了".to_owned(),
            contact: "13800000000".to_owned(),
        }
    }

    pub fn requests(&self, order: &Order, amount: i64) -> RefundNo {
        let refund = self.new_refund(order, amount);
        let refund_no = refund.refund_no.clone();
        self.store.request_refund(refund, NOON.plus(100)).wait().unwrap();
        refund_no
    }

    pub fn refund(&self, refund_no: &RefundNo) -> RefundDetail {
        self.reader.refund(refund_no).unwrap().unwrap()
    }

    pub fn approve(&self, refund_no: &RefundNo, amount: i64) -> CommitFuture<()> {
        let seen = self.refund(refund_no).row.version;
        self.store.approve_refund(
            RefundApproval {
                refund_no: refund_no.clone(),
                seen,
                amount: fen(amount),
                reply: "好的".to_owned(),
                pieces: None,
                restock: Vec::new(),
            },
            NOON.plus(120),
            NOON.plus(110),
        )
    }

    pub fn begins(&self, refund_no: &RefundNo, at: UnixSeconds) -> Result<(), StoreError> {
        self.begins_by(refund_no, Api::V2, at)
    }

    pub fn begins_by(&self, refund_no: &RefundNo, by: Api, at: UnixSeconds) -> Result<(), StoreError> {
        let send = RefundSend { refund_no: refund_no.clone(), by, call: self.message("refund") };
        self.store.begin_refund(send, at).wait()
    }

    pub fn update(&self, refund_no: &RefundNo, step: Option<RefundStep>, why: &str) -> RefundState {
        let update = RefundUpdate {
            refund_no: refund_no.clone(),
            step,
            actor: Actor::WeChat,
            trouble: RefundTrouble::parse(why),
            facts: None,
            answer: Some(self.message("refundquery")),
            next_at: NOON.plus(300),
        };
        self.store.update_refund(update, NOON.plus(130)).wait().unwrap()
    }

    /// A request that was approved and is on its way.
    pub fn sent_refund(&self, order: &Order, amount: i64) -> RefundNo {
        let refund_no = self.requests(order, amount);
        self.approve(&refund_no, amount).wait().unwrap();
        self.begins(&refund_no, NOON.plus(120)).unwrap();
        refund_no
    }

    pub fn refund_facts(&self, refund_no: &RefundNo) -> RefundFacts {
        let refund = self.refund(refund_no);
        let order = self.order(&refund.row.order_no);
        RefundFacts {
            refund_no: refund_no.clone(),
            order_no: refund.row.order_no.clone(),
            transaction_id: order.transaction_id.unwrap(),
            refund_id: None,
            amount: refund.row.amount,
            total: order.refundable.paid,
            outcome: RefundOutcome::Success { at: Some(NOON.plus(140)), account: "支付用户零钱".to_owned() },
        }
    }
}
