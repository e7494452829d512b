//! The month of the example shop, order by order.
#![allow(clippy::arithmetic_side_effects)] // ages and percentages of made-up orders

use crate::domain::{
    FreightRegion, FreightRules, NoticeVerdict, OpenId, Order, OrderNo, PaidFacts, PickupCode, ProductId, Quantity,
    Receiver, RefundStep, ReportStep, SeenShipping, SettleState, UnixSeconds, UnpaidAnswer,
};
use crate::store::seed::{
    catalog::{BUYERS, CARRIERS, NOTES},
    pictures::{self, Scene},
    seed_rng::SeedRng,
    seeder::{Seeder, fen, item, known},
};
use crate::store::{
    KeptFile, NewOrder, NewPicture, OrderWord, RawMessage, RefundRejection, ReportUpdate, SettlementUpdate, Shipping,
    Store, StoreError,
};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const PAY_WITHIN: i64 = 30 * 60;
/// The newest paid orders nobody has looked at yet.
const UNSEEN: usize = 5;

/// Where the buyers of the example come to.
pub const PICKUP_ADDRESS: &str = "昆明市五华区翠湖南路 12 号，山茶小铺";
/// Every so manieth order that waits is picked up.
const PICKED_UP_EVERY: u64 = 5;

/// Every so manieth order has a variant in it.
const CHOICE_EVERY: u64 = 4;

/// What sending costs in the example and in the practice shop.
pub fn example_freight() -> FreightRules {
    let yuan = |yuan: i64| fen(yuan * 100);
    let far = FreightRegion { provinces: vec!["新疆", "西藏"], fee: yuan(20) };
    FreightRules { flat: yuan(8), free_from: Some(yuan(99)), regions: vec![far] }
}

/// What becomes of an order.
#[derive(Clone, Copy)]
enum OrderFate {
    /// Placed, the sheet never opened.
    Unsent,
    /// The sheet is open at this moment.
    Paying,
    /// A notification came, WeChat was not asked yet.
    Noticed,
    /// Nobody paid.
    Closed,
    ToShip,
    Shipped,
    Received,
    /// WeChat says it was paid with another amount.
    OtherAmount,
    /// Paid after it was closed.
    TooLate,
    /// Shipped, and then paid once more.
    PaidTwice,
    /// Received, and then the money (in hundredths of it) went back.
    Refunded(i64),
    /// The owner said no.
    Rejected(&'static str),
    /// WeChat said no.
    Failed,
    /// The buyer asked; the owner has not decided.
    Asks(&'static [(&'static str, u32)], &'static str, &'static [Scene]),
}

const TORN: OrderFate = OrderFate::Asks(
    &[("bean-500", 2)],
    "收到时咖啡豆的包装袋撕开了一道口子，豆子撒了小半袋，照片里能看到。麻烦退一袋的钱，谢谢。",
    &[Scene::TornBag, Scene::SpiltBeans],
);
const CRACKED: OrderFate = OrderFate::Asks(
    &[("cold-cup", 1), ("filter", 1)],
    "杯子从杯口一直裂到底部，已经不能用了，想全部退款。",
    &[Scene::CrackedCup],
);
const DENTED: OrderFate =
    OrderFate::Asks(&[("tea-gift", 1)], "礼盒一角压坏了，是买来送人的，送不出手。能退款吗？", &[Scene::DentedBox]);

/// How old each order is and what became of it, oldest first: sixty, closer together towards today.
fn month() -> Vec<(i64, OrderFate)> {
    use OrderFate as F;
    let mut fates = vec![F::Received; 34];
    fates.extend([F::Shipped; 11]);
    fates.extend([F::ToShip; 12]);
    for (place, fate) in [
        (5, F::Closed),
        (8, F::Refunded(100)),
        (12, F::Refunded(40)),
        (15, F::Rejected("咖啡已经开封冲泡，按店铺说明不能退，抱歉。")),
        (17, F::Closed),
        (20, F::Refunded(100)),
        (23, F::Failed),
        (26, F::Closed),
        (28, F::Rejected("颜色深浅是手工釉色的正常差异，可以换货，请联系我们。")),
        (31, TORN),
        (36, CRACKED),
        (38, F::Closed),
        (39, F::PaidTwice),
        (41, DENTED),
        (47, F::TooLate),
        (50, F::OtherAmount),
    ] {
        if let Some(there) = fates.get_mut(place) {
            *there = fate;
        }
    }
    let ages = (0..34).map(|n| 30 * DAY - n * 15 * HOUR);
    let ages = ages.chain((0..11).map(|n| 8 * DAY - n * 13 * HOUR)).chain((0..12).map(|n| 44 * HOUR - n * 13_800));
    let just_now = [(8 * 60, F::Noticed), (5 * 60, F::Paying), (2 * 60, F::Unsent)];
    ages.zip(fates).chain(just_now).collect()
}

/// Tells the whole month.
pub(super) fn tell(store: &Store, now: UnixSeconds) -> Result<(), StoreError> {
    let mut seeder = Seeder { store, now, rng: SeedRng::from_seed(0x5348_414E_4348_4121) };
    seeder.fill_shelves(now.plus(-31 * DAY))?;
    let mut paid = Vec::new();
    for (place, (age, fate)) in (0..).zip(month()) {
        let at = seeder.by_day(now.plus(-age));
        let order = seeder.place(place, at, fate)?;
        if seeder.live(&order, at, fate)? {
            paid.push(order.order_no);
        }
    }
    let looked_at = paid.len().saturating_sub(UNSEEN);
    store.mark_seen(paid.into_iter().take(looked_at).collect(), now).wait()?;
    seeder.forgeries(now.plus(-3 * DAY))
}

impl Seeder<'_> {
    /// A moment near `at` when people are awake; those of the last hours stay where they are.
    fn by_day(&mut self, at: UnixSeconds) -> UnixSeconds {
        if self.now.since(at) < 3 * HOUR {
            return at;
        }
        let asleep = at.beijing().hour() < 8 && self.now.since(at) > 9 * HOUR;
        at.plus(if asleep { 8 * HOUR } else { 0 } + self.rng.seconds(-20 * 60, 20 * 60))
    }

    fn place(&mut self, place: u64, at: UnixSeconds, fate: OrderFate) -> Result<Order, StoreError> {
        let which = self.rng.below(u64::try_from(BUYERS.len()).unwrap_or(1));
        let (name, phone, address) = *known(BUYERS.get(usize::try_from(which).unwrap_or(0)).ok_or("no such buyer"))?;
        let items = match fate {
            OrderFate::Asks(items, ..) => items.iter().map(|&(id, n)| item(id, n)).collect::<Result<Vec<_>, _>>()?,
            _ => self.basket_with_choice(place)?,
        };
        // Of those that wait, some are picked up.
        let waits = matches!(fate, OrderFate::ToShip) && place.is_multiple_of(PICKED_UP_EVERY);
        let pickup = waits.then(|| PickupCode::fresh(place.wrapping_mul(48_271_937)));
        let order = NewOrder {
            order_no: OrderNo::fresh(at, self.rng.number()),
            openid: known(OpenId::parse(&format!("oCamellia{which:02}xK7bQ2mVw9Zt4Yp")))?,
            items,
            receiver: known(Receiver::new(name, phone, if pickup.is_some() { PICKUP_ADDRESS } else { address }))?,
            note: self.rng.pick(&NOTES).copied().unwrap_or_default().to_owned(),
            pickup,
            nickname: None,
            idempotency_key: Some(format!("example-{place}")),
            pay_before: at.plus(PAY_WITHIN),
            freight: example_freight(),
        };
        self.store.place_order(order, at).wait()
    }

    /// Now and then something that comes in variants is in it too.
    fn basket_with_choice(&mut self, place: u64) -> Result<Vec<(ProductId, Quantity)>, StoreError> {
        let mut basket = self.basket()?;
        if place.is_multiple_of(CHOICE_EVERY) {
            basket.push(Self::choice(usize::try_from(place / CHOICE_EVERY).unwrap_or(0))?);
        }
        Ok(basket)
    }

    /// Takes an order to its fate. True if it was paid and can be new to the owner.
    fn live(&mut self, order: &Order, at: UnixSeconds, fate: OrderFate) -> Result<bool, StoreError> {
        if matches!(fate, OrderFate::Unsent) {
            return Ok(false);
        }
        self.ask_to_pay(order, at.plus(6))?;
        let facts = self.facts(order, at.plus(38))?;
        match fate {
            OrderFate::Unsent | OrderFate::Paying => return Ok(false),
            OrderFate::Noticed => return self.notice(&facts, Ok(facts.clone())).map(|()| false),
            OrderFate::Closed => {
                return self
                    .word(order, OrderWord::Unpaid(UnpaidAnswer::Closed), at.plus(PAY_WITHIN + 30))
                    .map(|()| false);
            }
            OrderFate::TooLate => {
                self.word(order, OrderWord::Unpaid(UnpaidAnswer::Closed), at.plus(PAY_WITHIN + 30))?;
                let late = PaidFacts { paid_at: at.plus(PAY_WITHIN + 95), ..facts };
                self.notice(&late, Ok(late.clone()))?;
                return self.word(order, OrderWord::Paid(late), at.plus(PAY_WITHIN + 120)).map(|()| false);
            }
            OrderFate::OtherAmount => {
                let less = PaidFacts { total: fen(facts.total.get() / 10), ..facts };
                self.notice(&less, Ok(less.clone()))?;
                return self.word(order, OrderWord::Paid(less), at.plus(66)).map(|()| false);
            }
            _ => {}
        }
        self.notice(&facts, Ok(facts.clone()))?;
        self.word(order, OrderWord::Paid(facts.clone()), facts.paid_at.plus(3))?;
        if !matches!(fate, OrderFate::ToShip) {
            self.deliver(order, at, fate)?;
        }
        self.after_payment(order, &facts, at, fate).map(|()| true)
    }

    /// Shipped within a day, received (where it was) three days later, and none of it in the future.
    fn deliver(&mut self, order: &Order, at: UnixSeconds, fate: OrderFate) -> Result<(), StoreError> {
        let shipped_at = at.plus(self.rng.seconds(2 * HOUR, 20 * HOUR));
        let (carrier, begins) = self.rng.pick(&CARRIERS).copied().unwrap_or(("SF", "SF14"));
        let shipping = Shipping::express(carrier, &format!("{begins}{}", self.rng.digits(10)));
        let seen = self.version_of(order)?;
        self.store.ship_order(order.order_no.clone(), seen, shipping, shipped_at).wait()?;
        // What is still under way is told to WeChat by the shop itself, when it opens.
        if !matches!(fate, OrderFate::Shipped | OrderFate::PaidTwice) {
            self.tell_wechat(order, shipped_at.plus(12))?;
            let received_at = shipped_at.plus(self.rng.seconds(2 * DAY, 3 * DAY));
            self.store.receive_order(order.order_no.clone(), order.openid.clone(), received_at).wait()?;
            let seen = SeenShipping { state: Some(SettleState::Completed), complete: true, ..SeenShipping::default() };
            let settled_at = received_at.plus(HOUR);
            let (order_no, next_at) = (order.order_no.clone(), settled_at);
            let update = SettlementUpdate { order_no, seen: Some(seen), answer: None, next_at };
            self.store.record_settlement(update, settled_at).wait()?;
        }
        Ok(())
    }

    /// WeChat has the shipment, and the buyer was told.
    fn tell_wechat(&mut self, order: &Order, at: UnixSeconds) -> Result<(), StoreError> {
        self.store.begin_report(order.order_no.clone(), at).wait()?;
        let done = ReportUpdate {
            order_no: order.order_no.clone(),
            step: Some(ReportStep::Done),
            trouble: None,
            in_doubt: false,
            answer: None,
            seen: None,
            next_at: at,
        };
        self.store.update_report(done, at.plus(1)).wait().map(drop)
    }

    fn after_payment(
        &mut self,
        order: &Order,
        facts: &PaidFacts,
        at: UnixSeconds,
        fate: OrderFate,
    ) -> Result<(), StoreError> {
        match fate {
            OrderFate::PaidTwice => {
                let second = self.facts(order, at.plus(26 * HOUR))?;
                self.notice(&second, Ok(second.clone()))?;
                self.word(order, OrderWord::Paid(second.clone()), second.paid_at.plus(30))
            }
            OrderFate::Refunded(percent) => {
                let amount = fen(order.total.get() * percent / 100);
                self.refund(order, facts, amount, at.plus(5 * DAY), RefundStep::Settle)
            }
            OrderFate::Failed => self.refund(order, facts, order.total, at.plus(5 * DAY), RefundStep::Decline),
            OrderFate::Rejected(reply) => {
                let asked_at = at.plus(5 * DAY);
                let refund_no = self.request(order, order.total, "不太合适，想退货。", asked_at)?;
                let no = RefundRejection { refund_no, seen: 1, reply: reply.to_owned(), picture: None };
                self.store.reject_refund(no, asked_at.plus(HOUR)).wait()
            }
            OrderFate::Asks(items, reason, scenes) => self.asks(order, items, reason, scenes, at),
            _ => Ok(()),
        }
    }

    /// A request the owner finds in the queue, a few hours old, with its pictures.
    fn asks(
        &mut self,
        order: &Order,
        items: &[(&str, u32)],
        reason: &str,
        scenes: &[Scene],
        at: UnixSeconds,
    ) -> Result<(), StoreError> {
        let latest = self.now.since(at).min(10 * DAY);
        let asked_at = at.plus(latest - self.rng.seconds(HOUR, 5 * HOUR));
        let one_of_two = items.first().is_some_and(|&(_, pieces)| pieces == 2);
        let amount = if one_of_two { fen(order.total.get() / 2) } else { order.total };
        let refund_no = self.request(order, amount, reason, asked_at)?;
        for (n, &scene) in (1..).zip(scenes) {
            // The original is drawn where the shop is opened to practise in.
            let file = KeptFile { name: format!("{refund_no}-{n}.jpg"), bytes: 0 };
            let (refund_no, openid) = (refund_no.clone(), order.openid.clone());
            let picture = NewPicture { refund_no, openid, thumbnail: pictures::draw(scene)?, file };
            self.store.keep_picture(picture, asked_at).wait()?;
        }
        Ok(())
    }

    /// A few messages that prove nothing, as every door on the internet gets them.
    fn forgeries(&mut self, at: UnixSeconds) -> Result<(), StoreError> {
        let tries = [
            (NoticeVerdict::Unsigned, "203.0.113.9"),
            (NoticeVerdict::WrongSignature, "203.0.113.9"),
            (NoticeVerdict::OtherMerchant, "198.51.100.23"),
        ];
        for (n, (verdict, peer)) in (0..).zip(tries) {
            let body = "<out_trade_no>SC20260101-00000001</out_trade_no><total_fee>1</total_fee>";
            let message = RawMessage { peer: peer.to_owned(), ..self.call("pay_notice", body) };
            self.store.record_payment_notice(message, Err(verdict), at.plus(n * 7 * HOUR)).wait()?;
        }
        Ok(())
    }
}
