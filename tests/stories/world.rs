//! Builds a shop in a folder of its own, in virtual time, with a WeChat that keeps a ledger and can be told to lie.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};
use tempfile::TempDir;
use zhanggui::{
    address::Address,
    domain::{
        Fen, OpenId, OrderNo, OrderState, PaidFacts, PrepayId, Product, ProductId, Quantity, Receiver, Refund,
        RefundFacts, RefundNo, RefundOutcome, RefundState, ShopId, SignType, TransactionId, UnixSeconds, Verdict,
    },
    events::{CommandOutcome, Events},
    jobs::{Command, Lights, Shop},
    nature::{Chance, Clock, Nature},
    settings::Schedules,
    store::{NewOrder, NewRefund, NoticeOutcome, RawMessage, Reader, SqliteStore, Store},
    wechat::{
        Answered, CallRecord, Channel, Gateway, GatewayError, NoAnswer, NotSent, OrderStatus, Outgoing, PaymentSheet,
        RefundStatus, UnifiedOrder,
    },
};

pub const BUYER: &str = "oTEST00000000000000000000001";
const START: i64 = 1_790_000_000;

pub fn fen(amount: i64) -> Fen {
    Fen::new(amount).expect("not negative")
}

/// A clock that stands until it is told.
pub struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::new(self.0.load(Ordering::SeqCst))
    }
}

/// Chance that one seed repeats (splitmix).
struct SeededChance(AtomicU64);

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// What WeChat does with the next call instead of answering honestly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// No connection: nothing leaves.
    Unreachable,
    /// The merchant certificate is missing: nothing leaves.
    NoCertificate,
    /// The request arrives, is carried out, and the answer is lost.
    AnswerLost,
    /// The request is lost on the way.
    RequestLost,
    /// `SYSTEMERROR`, though it was carried out.
    ErrorButDone,
    /// `SYSTEMERROR`, and it was not.
    Error,
    /// `NOTENOUGH`.
    NotEnough,
    /// Refused for good.
    Declined,
    /// Refused for good, though it was carried out.
    DeclinedButDone,
    /// `INVALID_REQUEST`, and it was not carried out.
    Refused,
    /// Carried out, but the answer's signature is wrong.
    Forged,
    /// The program dies after the call left.
    Killed,
}

#[derive(Debug, Clone)]
struct Paid {
    total: Fen,
    transaction_id: TransactionId,
}

#[derive(Default)]
struct Books {
    paid: BTreeMap<OrderNo, Paid>,
    unpaid: BTreeMap<OrderNo, Fen>,
    closed: Vec<OrderNo>,
    refunds: BTreeMap<RefundNo, (OrderNo, Fen, RefundOutcome)>,
    payouts: Vec<(RefundNo, Fen)>,
    calls: Vec<&'static str>,
    lies: VecDeque<Lie>,
}

/// WeChat, as far as the jobs can see it.
#[derive(Default)]
pub struct TestWeChat {
    books: Mutex<Books>,
}

fn unknown<T>(code: &str) -> Result<T, GatewayError> {
    Err(GatewayError::NoAnswer(NoAnswer::Unknown(code.to_owned())))
}

fn declined<T>() -> Result<T, GatewayError> {
    Err(GatewayError::Declined {
        code: "TRADE_OVERDUE".to_owned(), message: "订单已超过可退款期限".to_owned()
    })
}

impl TestWeChat {
    /// The program may die while WeChat works; WeChat goes on.
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn lie(&self, lies: impl IntoIterator<Item = Lie>) {
        self.books().lies.extend(lies);
    }

    pub fn payouts(&self) -> Vec<(RefundNo, Fen)> {
        self.books().payouts.clone()
    }

    pub fn calls(&self, name: &str) -> usize {
        self.books().calls.iter().filter(|call| **call == name).count()
    }

    pub fn pays(&self, order_no: &OrderNo, total: Fen, transaction: &str) {
        let transaction_id = TransactionId::parse(transaction).unwrap();
        self.books().paid.insert(order_no.clone(), Paid { total, transaction_id });
    }

    pub fn is_closed(&self, order_no: &OrderNo) -> bool {
        self.books().closed.contains(order_no)
    }

    /// Everything under way arrives.
    pub fn settle(&self) {
        for (_, _, outcome) in self.books().refunds.values_mut() {
            if *outcome == RefundOutcome::Processing {
                *outcome = RefundOutcome::Success { at: None, account: "支付用户零钱".to_owned() };
            }
        }
    }

    fn call<T>(
        &self,
        name: &'static str,
        record: &dyn CallRecord,
        honest: impl FnOnce(&mut Books) -> Result<T, GatewayError>,
    ) -> Answered<T> {
        let mut books = self.books();
        let lie = books.lies.pop_front();
        if lie == Some(Lie::NoCertificate) {
            let missing = NotSent::Certificate("apiclient_cert.pem is missing".to_owned());
            return Answered { raw: None, result: Err(GatewayError::NotSent(missing)) };
        }
        if lie == Some(Lie::Unreachable) {
            return Answered {
                raw: None,
                result: Err(GatewayError::NotSent(NotSent::NoConnection("test".to_owned()))),
            };
        }
        if let Err(e) = record.leaving(Outgoing { call: name, body: "<xml></xml>" }) {
            return Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::NotRecorded(e))) };
        }
        books.calls.push(name);
        let broken = || Err(GatewayError::NoAnswer(NoAnswer::Broken("test".to_owned())));
        let result = match lie {
            None => honest(&mut books),
            Some(Lie::AnswerLost) => honest(&mut books).and_then(|_| broken()),
            Some(Lie::ErrorButDone) => honest(&mut books).and_then(|_| unknown("SYSTEMERROR")),
            Some(Lie::Killed) => {
                drop(honest(&mut books));
                std::panic::panic_any("killed");
            }
            Some(Lie::RequestLost | Lie::Unreachable | Lie::NoCertificate) => broken(),
            Some(Lie::Error) => unknown("SYSTEMERROR"),
            Some(Lie::Refused) => unknown("INVALID_REQUEST 退款金额大于可退金额"),
            Some(Lie::Forged) => honest(&mut books).and(Err(GatewayError::NoAnswer(NoAnswer::Unproven))),
            Some(Lie::NotEnough) => Err(GatewayError::NotEnough { message: "基本账户余额不足".to_owned() }),
            Some(Lie::Declined) => declined(),
            Some(Lie::DeclinedButDone) => honest(&mut books).and(declined()),
        };
        Answered { raw: result.is_ok().then(|| format!("<xml><call>{name}</call></xml>")), result }
    }
}

impl Gateway for TestWeChat {
    fn unified_order(&self, order: &UnifiedOrder, record: &dyn CallRecord) -> Answered<PrepayId> {
        self.call("unifiedorder", record, |books| {
            books.unpaid.insert(order.order_no.clone(), order.total);
            Ok(PrepayId::parse("wxprepay").expect("a prepay id"))
        })
    }

    fn payment_sheet(&self, prepay_id: &PrepayId, _: Channel, sign_type: SignType, at: UnixSeconds) -> PaymentSheet {
        PaymentSheet::MiniProgram {
            time_stamp: at.get().to_string(),
            nonce_str: "nonce".to_owned(),
            package: format!("prepay_id={prepay_id}"),
            sign_type,
            pay_sign: String::new(),
        }
    }

    fn query_order(&self, order_no: &OrderNo, sign_type: SignType, record: &dyn CallRecord) -> Answered<OrderStatus> {
        self.call("orderquery", record, |books| {
            if let Some(paid) = books.paid.get(order_no) {
                let facts = paid_facts(order_no, paid.total, &paid.transaction_id, sign_type);
                return Ok(OrderStatus::Paid { facts, refund_exists: false });
            }
            Ok(if books.closed.contains(order_no) {
                OrderStatus::Closed
            } else if books.unpaid.contains_key(order_no) {
                OrderStatus::NotPaid
            } else {
                OrderStatus::NotThere
            })
        })
    }

    fn close_order(&self, order_no: &OrderNo, _: SignType, record: &dyn CallRecord) -> Answered<()> {
        self.call("closeorder", record, |books| {
            if books.paid.contains_key(order_no) {
                return Err(GatewayError::Declined { code: "ORDERPAID".to_owned(), message: String::new() });
            }
            books.closed.push(order_no.clone());
            Ok(())
        })
    }

    fn refund(&self, refund: &Refund, _: SignType, _: &str, record: &dyn CallRecord) -> Answered<()> {
        self.call("refund", record, |books| {
            if let Some((order_no, amount, _)) = books.refunds.get(&refund.refund_no) {
                assert_eq!((order_no, *amount), (&refund.order_no, refund.amount), "one number, other figures");
                return Ok(());
            }
            books.payouts.push((refund.refund_no.clone(), refund.amount));
            let entry = (refund.order_no.clone(), refund.amount, RefundOutcome::Processing);
            books.refunds.insert(refund.refund_no.clone(), entry);
            Ok(())
        })
    }

    fn query_refund(&self, refund: &Refund, _: SignType, record: &dyn CallRecord) -> Answered<RefundStatus> {
        self.call("refundquery", record, |books| {
            let Some((order_no, amount, outcome)) = books.refunds.get(&refund.refund_no) else {
                return Ok(RefundStatus::NotThere);
            };
            Ok(RefundStatus::Known(RefundFacts {
                refund_no: refund.refund_no.clone(),
                order_no: order_no.clone(),
                transaction_id: refund.transaction_id.clone(),
                refund_id: None,
                amount: *amount,
                total: refund.paid,
                outcome: outcome.clone(),
            }))
        })
    }
}

pub fn paid_facts(order_no: &OrderNo, total: Fen, transaction_id: &TransactionId, sign_type: SignType) -> PaidFacts {
    PaidFacts {
        order_no: order_no.clone(),
        transaction_id: transaction_id.clone(),
        openid: OpenId::parse(BUYER).ok(),
        total,
        currency: "CNY".to_owned(),
        paid_at: UnixSeconds::new(START),
        sign_type,
    }
}

/// A shop.
pub struct World {
    _folder: TempDir,
    clock: Arc<HandClock>,
    pub wechat: Arc<TestWeChat>,
    pub store: SqliteStore,
    pub reader: Reader,
    pub shop: Shop,
}

impl World {
    pub fn new() -> Self {
        Self::with_hold(0)
    }

    pub fn with_hold(hold_secs: i64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(&folder.path().join("shop.db"), ShopId::main()).expect("a shop");
        let clock = Arc::new(HandClock(AtomicI64::new(START)));
        let wechat = Arc::new(TestWeChat::default());
        let events = Events::default();
        let shop = Shop {
            store: Arc::new(store.clone()),
            gateway: wechat.clone(),
            events: events.clone(),
            nature: Nature { clock: clock.clone(), chance: Arc::new(SeededChance(AtomicU64::new(7))) },
            schedules: Schedules::default(),
            hold_secs,
            address: Address::default(),
            refund_hook: String::new(),
            account: None,
            keep_days: 400,
            lights: Lights::new(events),
        };
        let reader = store.reader().expect("a reader");
        Self { _folder: folder, clock, wechat, store, reader, shop }
    }

    pub fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    /// Time passes; nothing is done meanwhile.
    pub fn later(&self, secs: i64) {
        self.clock.0.fetch_add(secs, Ordering::SeqCst);
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
            let next = self.reader.next_due().expect("a reading").unwrap_or(end).min(end);
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
        };
        self.store.put_product(product.clone(), self.now()).wait().unwrap();
        let order_no = OrderNo::parse(number).unwrap();
        let order = NewOrder {
            order_no: order_no.clone(),
            openid: OpenId::parse(BUYER).unwrap(),
            items: vec![(product.id, Quantity::new(1).unwrap())],
            receiver: Receiver::new("李雷", "13800001234", "广州市海珠区新港中路 397 号").unwrap(),
            note: String::new(),
            idempotency_key: None,
            pay_before: self.now().plus(1800),
        };
        self.store.place_order(order, self.now()).wait().unwrap();
        order_no
    }

    /// The same, asked for at WeChat, unpaid.
    pub fn order(&self, number: &str, total: Fen) -> OrderNo {
        let order_no = self.placed(number, total);
        let call = self.message("unifiedorder");
        let next_ask = self.now().plus(60);
        let begun = self.store.begin_payment(
            order_no.clone(),
            SignType::HmacSha256,
            "mini_program",
            String::new(),
            call,
            next_ask,
            self.now(),
        );
        begun.wait().unwrap();
        self.wechat.books().unpaid.insert(order_no.clone(), total);
        order_no
    }

    /// The same, paid and confirmed.
    pub fn paid_order(&self, number: &str, total: Fen) -> OrderNo {
        let order_no = self.order(number, total);
        self.wechat.pays(&order_no, total, &format!("42{:026}", self.shop.nature.chance.number()));
        self.shop.ask_about_order(&self.reader, &order_no, self.now()).unwrap();
        assert_eq!(self.order_state(&order_no), OrderState::ToShip);
        order_no
    }

    pub fn message(&self, kind: &'static str) -> RawMessage {
        RawMessage {
            id: self.shop.nature.chance.message_id(),
            kind,
            peer: "127.0.0.1".to_owned(),
            text: "<xml/>".to_owned(),
        }
    }

    pub fn notice(&self, read: Result<PaidFacts, Verdict>) -> NoticeOutcome {
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
        self.shop.carry_out(Command::ApproveRefund { refund_no: refund_no.clone(), seen, amount, reply })
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
