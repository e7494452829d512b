//! A shop in virtual time, on the real store and the real jobs, with a WeChat that lies. For runs of many refunds.

mod backup;
pub mod clock_jump;
pub mod liar;
pub mod other_merchant;
mod row_fault;

use super::{
    on_server,
    world::{BUYER, HandClock, START, SeededRng, fen, order_of_one, shop_on},
};
use liar::Liar;
use std::{path::Path, sync::Arc, time::Duration};
use tempfile::TempDir;
use zhanggui::{
    base::env::{Clock as _, Env, Rng as _},
    domain::{Fen, OpenId, OrderNo, PaidFacts, Product, ProductId, RefundNo, SignType, TransactionId, UnixSeconds},
    jobs::Shop,
    store::{CommitFuture, NewPayment, NewRefund, OrderUpdate, OrderWord, RawMessage, Reader, Store, Tuning},
};

/// What every order costs.
pub const PRICE: i64 = 100_00;

/// By which interface of WeChat Pay a shop's orders are made, in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeBy {
    V2,
    V3,
    /// As in a shop that has changed over and has the keys of both.
    Both,
}

impl MadeBy {
    fn sign_type(self, at: usize) -> SignType {
        match self {
            Self::V2 => SignType::HmacSha256,
            Self::Both if at.is_multiple_of(2) => SignType::HmacSha256,
            Self::V3 | Self::Both => SignType::Rsa,
        }
    }
}

pub struct Campaign {
    folder: TempDir,
    orders_by: MadeBy,
    pub clock: Arc<HandClock>,
    pub rng: Arc<SeededRng>,
    pub liar: Arc<Liar>,
    pub store: Store,
    pub reader: Reader,
    pub shop: Shop,
}

impl Campaign {
    pub fn new(seed: u64, hold_secs: i64) -> Self {
        Self::of(MadeBy::V2, seed, hold_secs)
    }

    pub fn of(orders_by: MadeBy, seed: u64, hold_secs: i64) -> Self {
        let folder = in_memory();
        let clock = Arc::new(HandClock::at(START));
        let rng = Arc::new(SeededRng::new(seed));
        let liar = Arc::new(Liar::new(clock.clone(), seed));
        let (store, reader, shop) = open(folder.path(), (&clock, &rng), &liar, hold_secs);
        store.open_for(other_merchant::merchant(other_merchant::OWN), clock.now()).wait().unwrap();
        let id = ProductId::parse("p-1").unwrap();
        let (name, stock) = ("挂耳咖啡".to_owned(), 1_000_000);
        let product = Product {
            id,
            name,
            price: fen(PRICE),
            stock,
            on_sale: true,
            picture: None,
            facts: zhanggui::domain::ProductFacts::default(),
        };
        store.put_product(product, clock.now()).wait().unwrap();
        let campaign = Self { folder, orders_by, clock, rng, liar, store, reader, shop };
        campaign.at_home();
        campaign
    }

    pub fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    /// The shop's file, for whoever opens it beside us.
    pub fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("shop.db")
    }

    /// Orders that were paid at WeChat and confirmed here. All of them wait for their rows together.
    pub fn paid_orders(&self, numbers: &[OrderNo]) {
        let (now, openid) = (self.now(), OpenId::parse(BUYER).unwrap());
        let mut orders = Vec::new();
        let mut rest = Vec::new();
        for (at, order_no) in numbers.iter().enumerate() {
            orders.push(self.store.place_order(order_of_one(order_no, now), now));
            let (sign_type, url) = (self.orders_by.sign_type(at), String::new());
            let call = self.message("unifiedorder");
            rest.push(self.store.begin_payment(
                NewPayment {
                    order_no: order_no.clone(),
                    sign_type,
                    channel: "mini_program",
                    public_url: url,
                    call,
                    next_ask_at: now,
                },
                now,
            ));
        }
        all(orders);
        all(rest);
        let words = numbers.iter().enumerate().map(|(at, order_no)| {
            let transaction = TransactionId::parse(&format!("42{:026}", self.rng.number())).unwrap();
            self.liar.was_paid(order_no, &transaction, fen(PRICE));
            let facts = PaidFacts {
                order_no: order_no.clone(),
                transaction_id: transaction,
                openid: Some(openid.clone()),
                total: fen(PRICE),
                currency: "CNY".to_owned(),
                paid_at: self.clock.truth(),
                sign_type: self.orders_by.sign_type(at),
                app_id: None,
            };
            self.store.record_order_word(
                OrderUpdate {
                    order_no: order_no.clone(),
                    word: OrderWord::Paid(facts),
                    answer: None,
                    next_ask_at: now,
                },
                now,
            )
        });
        all(words.collect());
    }

    /// The buyer wants money back.
    pub fn request(&self, refund_no: &RefundNo, order_no: &OrderNo, amount: Fen) -> CommitFuture<()> {
        let refund = NewRefund {
            refund_no: refund_no.clone(),
            order_no: order_no.clone(),
            openid: OpenId::parse(BUYER).unwrap(),
            amount,
            items: Vec::new(),
            reason: "不想要了".to_owned(),
            contact: String::new(),
        };
        self.store.request_refund(refund, self.now())
    }

    /// Time passes at WeChat and here; everything that is due is done.
    pub fn tick(&self, secs: i64) {
        self.clock.advance(secs);
        self.liar.catch_up(&self.store);
        while self.shop.step(&self.reader, self.now()).expect("the jobs run") > 0 {}
    }

    /// The program ends and starts again on the same file.
    pub fn restart(&mut self) {
        self.store.clone().close().unwrap();
        let (clock, hold_secs) = (self.clock.clone(), self.shop.hold_secs);
        (self.store, self.reader, self.shop) = open(self.folder.path(), (&clock, &self.rng), &self.liar, hold_secs);
        self.shop.wake_up().unwrap();
    }

    fn message(&self, kind: &'static str) -> RawMessage {
        RawMessage {
            id: self.rng.message_id(),
            kind,
            peer: String::new(),
            headers: String::new(),
            text: "<xml/>".to_owned(),
        }
    }
}

/// What a run of many refunds is about is the order of the commits, not the disk under them (the real program is killed
/// on a real one): where the system has a folder in memory, the shop lies there.
fn in_memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder")
}

fn open(
    folder: &Path,
    (clock, rng): (&Arc<HandClock>, &Arc<SeededRng>),
    liar: &Arc<Liar>,
    hold_secs: i64,
) -> (Store, Reader, Shop) {
    let tuning = Tuning { busy_timeout: Duration::from_millis(50), place: Some([5; 16]), ..Tuning::default() };
    let store = on_server::opened_tuned(folder, tuning);
    liar.reports_to(&store, folder);
    let env = Env { clock: clock.clone(), rng: rng.clone() };
    let shop = shop_on(&store, liar.clone(), env, hold_secs);
    let reader = store.reader().expect("a reader");
    (store, reader, shop)
}

/// Waits for all of them; none may be refused.
pub fn all<T: std::fmt::Debug>(answers: Vec<CommitFuture<T>>) {
    for answer in answers {
        answer.wait().unwrap();
    }
}
