//! A shop lived through from one seed: buyers who order, pay, think again or forget, under whatever weather. Two lives of
//! one seed can be compared row by row.

use super::world::{World, fen, paid_facts};
use std::fmt::Write as _;
use zhanggui::domain::{OrderNo, OrderState, Product, ProductId, Quantity, SignType, TransactionId, UnixSeconds};
use zhanggui::store::{OrderFilter, Page};

const TICK: i64 = 30;
const PAY_WITHIN: i64 = 1800;
const PRICES: [i64; 3] = [12_80, 59_00, 128_00];

/// What goes wrong around the shop.
#[derive(Default, Clone)]
pub struct Weather {
    /// No notification arrives.
    pub no_notices: bool,
    /// How often each notification arrives besides the first time.
    pub copies: usize,
    /// From when to when there is no line to WeChat, seconds.
    pub offline: Option<(i64, i64)>,
    /// When the shop's clock is set, and to how far beside the true time it then is, seconds.
    pub clock: Vec<(i64, i64)>,
}

/// What one buyer does, in true seconds.
struct Deal {
    order_no: OrderNo,
    product: usize,
    pieces: u32,
    places: i64,
    opens: Option<i64>,
    pays: Option<i64>,
    cancels: Option<i64>,
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % end
    }

    fn one_in(&mut self, many: i64) -> bool {
        self.below(many) == 0
    }
}

fn deals(seed: u64, count: usize, hours: i64) -> Vec<Deal> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    (0..count)
        .map(|n| {
            let places = dice.below(hours * 3600);
            let opens = (!dice.one_in(6)).then(|| places + dice.below(300));
            let pays = opens.filter(|_| dice.below(5) < 3).map(|at| at + dice.below(PAY_WITHIN - 400));
            let cancels = dice.one_in(5).then(|| places + dice.below(PAY_WITHIN));
            Deal {
                order_no: OrderNo::parse(&format!("SEED-{n:06}")).unwrap(),
                product: usize::try_from(dice.below(3)).unwrap(),
                pieces: u32::try_from(1 + dice.below(3)).unwrap(),
                places,
                opens,
                pays,
                cancels,
            }
        })
        .collect()
}

/// A shop that is lived through, and what is true outside of it.
pub struct Life {
    pub world: World,
    deals: Vec<Deal>,
    weather: Weather,
    start: UnixSeconds,
    /// True time since the start, seconds.
    at: i64,
    beside: i64,
}

impl Life {
    pub fn new(seed: u64, buyers: usize, stock: u32, weather: Weather) -> Self {
        let world = World::new();
        for (n, price) in PRICES.iter().enumerate() {
            let id = ProductId::parse(&format!("goods-{n}")).unwrap();
            let (name, price) = (format!("货品 {n}"), fen(*price));
            let product = Product {
                id,
                name,
                price,
                stock,
                on_sale: true,
                picture: None,
                facts: zhanggui::domain::ProductFacts::default(),
            };
            world.store.put_product(product, world.now()).wait().unwrap();
        }
        let start = world.now();
        Self { world, deals: deals(seed, buyers, 4), weather, start, at: 0, beside: 0 }
    }

    /// Lives on until `end`, true seconds since the start.
    pub fn live_until(&mut self, end: i64) {
        while self.at < end {
            self.set_the_clock();
            let cut = self.weather.offline.is_some_and(|(from, to)| (from..to).contains(&self.at));
            self.world.wechat.offline.store(cut, std::sync::atomic::Ordering::SeqCst);
            let (from, to) = (self.at, self.at + TICK);
            for deal in &self.deals {
                self.act(deal, from..to);
            }
            while self.world.shop.step(&self.world.reader, self.world.now()).unwrap() >= 50 {}
            self.world.later(TICK);
            self.at = to;
        }
    }

    /// The shop's clock is set; the program notices, as its threads do before they do anything else.
    fn set_the_clock(&mut self) {
        let wanted = self.weather.clock.iter().rfind(|(from, _)| *from <= self.at).map_or(0, |(_, beside)| *beside);
        let jump = wanted - self.beside;
        if jump != 0 {
            self.world.clock_is_set(jump);
            self.world.shop.after_a_jump(jump, self.world.now()).unwrap();
            self.beside = wanted;
        }
    }

    fn act(&self, deal: &Deal, now: std::ops::Range<i64>) {
        let due = |at: Option<i64>| at.is_some_and(|at| now.contains(&at));
        if due(Some(deal.places)) {
            self.place(deal);
        }
        if ![deal.opens, deal.pays, deal.cancels].into_iter().any(due) {
            return;
        }
        let Some(order) = self.world.reader.order(&deal.order_no).unwrap() else { return };
        if due(deal.opens) && order.row.state == OrderState::ToPay && !order.cancel_wished {
            self.world.opens_the_sheet(&deal.order_no, order.row.total);
        }
        if due(deal.pays) && self.world.wechat.can_be_paid(&deal.order_no) {
            let transaction = format!("4200{}", deal.order_no.as_str().trim_start_matches("SEED-"));
            self.world.wechat.pays(&deal.order_no, order.row.total, &transaction);
            let transaction = TransactionId::parse(&transaction).unwrap();
            let facts = paid_facts(&deal.order_no, order.row.total, &transaction, SignType::HmacSha256);
            for _ in (0..=self.weather.copies).filter(|_| !self.weather.no_notices) {
                self.world.notice(Ok(facts.clone()));
            }
        }
        if due(deal.cancels) {
            // Too late is no mistake: the buyer is told that it is paid or closed.
            drop(self.world.store.wish_cancel(deal.order_no.clone(), Some(order.openid), self.world.now()).wait());
        }
    }

    fn place(&self, deal: &Deal) {
        let now = self.world.now();
        let product = ProductId::parse(&format!("goods-{}", deal.product)).unwrap();
        let mut order = self.world.wants(deal.order_no.as_str(), &product);
        order.items = vec![(product, Quantity::new(deal.pieces).unwrap())];
        // Sold out is no mistake either.
        drop(self.world.store.place_order(order, now).wait());
    }

    /// Everything that counts at the end, and nothing about when or how it came to be.
    pub fn rows(&self) -> String {
        let reader = &self.world.reader;
        let mut rows = String::new();
        let mut orders = reader.orders(OrderFilter::All, &Page::Newest, 100_000).unwrap();
        orders.sort_by(|a, b| a.key.order_no.cmp(&b.key.order_no));
        for row in orders {
            let order = reader.order(&row.key.order_no).unwrap().unwrap();
            writeln!(
                rows,
                "{} {} {:?} {} {:?} {} of {} {}",
                row.key.order_no,
                row.state,
                row.attention,
                order.payment,
                order.transaction_id,
                order.refundable.paid.get(),
                row.total.get(),
                row.unseen
            )
            .unwrap();
        }
        for product in reader.products().unwrap() {
            writeln!(rows, "{} {}", product.id, product.stock).unwrap();
        }
        writeln!(rows, "{:?}", reader.counts(self.start).unwrap()).unwrap();
        rows
    }

    /// What must be true however the weather was: no payment lost, no piece of stock lost or doubled, no order closed
    /// here that WeChat did not close.
    pub fn check(&self, stock: u32) {
        let reader = &self.world.reader;
        let mut held = [0; PRICES.len()];
        for deal in &self.deals {
            let Some(order) = reader.order(&deal.order_no).unwrap() else { continue };
            let paid = self.world.wechat.is_paid(&deal.order_no);
            match order.row.state {
                OrderState::ToShip => assert!(paid, "{} was never paid", deal.order_no),
                OrderState::Closed => assert!(!paid, "{} was paid", deal.order_no),
                other => panic!("{} is still {other}", deal.order_no),
            }
            held[deal.product] += if order.row.state == OrderState::ToShip { deal.pieces } else { 0 };
        }
        for (n, held) in held.into_iter().enumerate() {
            let id = ProductId::parse(&format!("goods-{n}")).unwrap();
            assert_eq!(reader.product(&id).unwrap().unwrap().product.stock + held, stock, "goods-{n}");
        }
    }
}
