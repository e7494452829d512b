//! What was refunded is not packed: pieces to send are what was ordered, less what was refunded, less what went.

use crate::world::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use zhanggui::domain::{
    Order, OrderNo, OrderState, Parcel, ProductId, Quantity, RefundNo, RefundState, RefundStep, ShipKind, ToSend,
};
use zhanggui::store::{
    Actor, NewParcel, NewRefund, OrderFilter, Page, RefundApproval, RefundRejection, RefundRenewal, RefundUpdate,
    Refusal, Shipping, StoreError, TextPart,
};

fn pieces(of: &[(&str, u32)]) -> Vec<(ProductId, Quantity)> {
    of.iter().map(|&(id, count)| (ProductId::parse(id).unwrap(), Quantity::new(count).unwrap())).collect()
}

/// A buyer names these goods.
fn asks(shop: &World, order: &Order, amount: i64, of: &[(&str, u32)]) -> RefundNo {
    let refund = NewRefund { items: pieces(of), ..shop.new_refund(order, amount) };
    let refund_no = refund.refund_no.clone();
    shop.store.request_refund(refund, NOON.plus(100)).wait().unwrap();
    refund_no
}

/// The owner's yes, with nothing put back on the shelf. `goods`: what the owner says it is for, if not what was asked for.
fn approve(shop: &World, no: &RefundNo, amount: i64, goods: Option<&[(&str, u32)]>) {
    let seen = shop.refund(no).row.version;
    let goods = goods.map(pieces);
    let (until, now) = (NOON.plus(120), NOON.plus(110));
    shop.store
        .approve_refund(
            RefundApproval {
                refund_no: no.clone(),
                seen,
                amount: fen(amount),
                reply: "好的".into(),
                pieces: goods,
                restock: Vec::new(),
            },
            until,
            now,
        )
        .wait()
        .unwrap();
}

fn arrives(shop: &World, no: &RefundNo) {
    let at = shop.refund(no).row.next_at;
    shop.begins(no, at.plus(shop.number().cast_signed() * 61)).unwrap();
    shop.update(no, Some(RefundStep::Accepted), "");
    let update = RefundUpdate {
        refund_no: no.clone(),
        step: Some(RefundStep::Settle),
        actor: Actor::WeChat,
        trouble: None,
        facts: Some(shop.refund_facts(no)),
        answer: Some(shop.message("refundquery")),
        next_at: NOON.plus(300),
    };
    assert_eq!(shop.store.update_refund(update, NOON.plus(150)).wait().unwrap(), RefundState::Refunded);
}

fn refunded(shop: &World, order: &Order, amount: i64, of: &[(&str, u32)]) {
    let no = asks(shop, order, amount, of);
    approve(shop, &no, amount, None);
    arrives(shop, &no);
}

fn queued(shop: &World, order_no: &OrderNo) -> Option<ToSend> {
    let rows = shop.reader.to_ship(None, 100).unwrap();
    rows.into_iter().find(|row| row.order_no == *order_no).map(|row| row.to_send)
}

fn parcel(of: &[(&str, u32)], complete: bool) -> Shipping {
    let one = NewParcel { parcel: Parcel::new("SF", "SF1234567890123"), items: pieces(of) };
    Shipping { kind: ShipKind::Express, parcels: vec![one], complete, even_refunded: false }
}

fn ship(shop: &World, order_no: &OrderNo, shipping: Shipping) -> Result<(), StoreError> {
    let seen = shop.order(order_no).version;
    shop.store.ship_order(order_no.clone(), seen, shipping, NOON.plus(200)).wait()
}

fn of_coffee(left: u32) -> Refusal {
    Refusal::RefundedPieces { name: "挂耳咖啡".into(), left }
}

#[test]
fn a_refunded_piece_is_gone_from_the_queue_and_from_every_parcel() {
    let shop = World::new();
    let order = shop.order_of(&[("coffee", 3), ("pot", 1)]);
    let no = &order.order_no;
    refunded(&shop, &order, 39_00, &[("coffee", 1)]);
    let to_send = queued(&shop, no).unwrap();
    assert_eq!(
        (to_send.left(), to_send.items_text()),
        (pieces(&[("coffee", 2), ("pot", 1)]), "挂耳咖啡 ×2, 手冲壶".into())
    );
    assert_eq!(to_send, shop.order(no).to_send(), "the detail says the same");
    assert_eq!(to_send, shop.reader.standings(std::slice::from_ref(no)).unwrap()[0].to_send, "and the sheet's trial");
    assert_eq!(refused(ship(&shop, no, parcel(&[("coffee", 3), ("pot", 1)], true))), of_coffee(2));
    assert_eq!(
        refused(ship(&shop, no, parcel(&[("coffee", 4)], false))),
        Refusal::Text(TextPart::Items),
        "never ordered"
    );
    ship(&shop, no, Shipping::express("SF", "SF1234567890123")).unwrap();
    let sent = shop.order(no).shipment.unwrap();
    assert_eq!(sent.parcels[0].items, pieces(&[("coffee", 2), ("pot", 1)]), "a whole parcel holds what is left");
    let told = shop.reader.due_reports(NOON.plus(400), 9).unwrap();
    assert_eq!(told[0].report.parcels[0].goods, "挂耳咖啡*2, 手冲壶*1", "and WeChat is told so");
}

#[test]
fn what_is_refunded_after_a_part_was_sent_does_not_follow() {
    let shop = World::new();
    let order = shop.order_of(&[("coffee", 3)]);
    let no = &order.order_no;
    ship(&shop, no, parcel(&[("coffee", 1)], false)).unwrap();
    refunded(&shop, &order, 39_00, &[("coffee", 1)]);
    assert_eq!(queued(&shop, no).unwrap().left(), pieces(&[("coffee", 1)]));
    assert_eq!(refused(ship(&shop, no, parcel(&[("coffee", 2)], true))), of_coffee(1));
    refunded(&shop, &order, 39_00, &[("coffee", 1)]);
    assert!(queued(&shop, no).unwrap().is_nothing(), "it stays listed until the owner says that this was all");
    assert_eq!(refused(ship(&shop, no, Shipping::express("SF", "SF2"))), of_coffee(0));
    ship(&shop, no, Shipping { parcels: Vec::new(), ..parcel(&[], true) }).unwrap();
    assert_eq!((shop.state(no), queued(&shop, no)), (OrderState::Shipped, None));
}

#[test]
fn an_order_whose_goods_were_all_refunded_leaves_the_queue_though_money_stays() {
    let shop = World::new();
    let order = shop.order_of(&[("coffee", 2)]);
    let no = &order.order_no;
    let counts = || shop.reader.counts(NOON).unwrap();
    assert_eq!(counts().to_ship, 1);
    refunded(&shop, &order, 70_00, &[("coffee", 2)]);
    let row = shop.order(no).row;
    assert_eq!((row.state, row.nothing_to_send, row.refunded), (OrderState::ToShip, true, fen(70_00)));
    assert_eq!((queued(&shop, no), counts().to_ship, counts().to_ship_fen, counts().done), (None, 0, fen(0), 1));
    assert_eq!(shop.reader.orders(OrderFilter::ToShip, &Page::Newest, 9).unwrap(), []);
    assert_eq!(shop.reader.orders(OrderFilter::Done, &Page::Newest, 9).unwrap().len(), 1);
    assert_eq!(refused(ship(&shop, no, Shipping::express("SF", "SF1"))), of_coffee(0));
    assert_eq!(refused(ship(&shop, no, Shipping::without_carrier(ShipKind::Pickup))), of_coffee(0));
    // The owner was asked, and wants to.
    ship(&shop, no, Shipping { even_refunded: true, ..Shipping::express("SF", "SF1") }).unwrap();
    assert_eq!(shop.order(no).shipment.unwrap().parcels[0].items, pieces(&[("coffee", 2)]));
    let seen = shop.order(no).version;
    shop.store.unship_order(no.clone(), seen, NOON.plus(201)).wait().unwrap();
    assert_eq!(
        (shop.state(no), queued(&shop, no), counts().done),
        (OrderState::ToShip, None, 1),
        "taken back: as before"
    );
}

#[test]
fn money_alone_takes_no_piece_and_is_said() {
    let shop = World::new();
    let order = shop.order_of(&[("coffee", 2)]);
    refunded(&shop, &order, 5_00, &[]);
    let to_send = queued(&shop, &order.order_no).unwrap();
    assert_eq!((to_send.pieces_left(), to_send.money_back), (2, fen(5_00)));
    ship(&shop, &order.order_no, parcel(&[("coffee", 2)], true)).unwrap();
}

#[test]
fn the_owner_decides_which_goods_the_money_is_for() {
    let shop = World::new();
    let order = shop.order_of(&[("coffee", 3)]);
    let left = || shop.order(&order.order_no).to_send();
    let no = asks(&shop, &order, 78_00, &[("coffee", 2)]);
    assert_eq!(left().left(), pieces(&[("coffee", 1)]), "what is asked back stays here until it is decided");
    approve(&shop, &no, 39_00, Some(&[("coffee", 1)]));
    assert_eq!(left().left(), pieces(&[("coffee", 2)]), "the owner gives one back, and sends two");
    assert_eq!(left().lines[0].held, 1, "on its way: held");
    shop.store.take_back_refund(no.clone(), 2, NOON.plus(111)).wait().unwrap();
    assert_eq!(left().lines[0].held, 2, "taken back: as the buyer asked");
    approve(&shop, &no, 39_00, Some(&[]));
    assert_eq!((left().pieces_left(), left().money_held), (3, fen(39_00)), "money alone");
    arrives(&shop, &no);
    assert_eq!((left().pieces_left(), left().money_back), (3, fen(39_00)));
}

#[test]
fn a_refund_in_doubt_holds_its_pieces_and_one_that_failed_gives_them_free() {
    let shop = World::new();
    let order = shop.order_of(&[("coffee", 2)]);
    let held = || shop.order(&order.order_no).to_send().lines[0].held;
    let no = asks(&shop, &order, 39_00, &[("coffee", 1)]);
    approve(&shop, &no, 39_00, None);
    shop.begins(&no, NOON.plus(120)).unwrap();
    shop.update(&no, Some(RefundStep::NoAnswer), "timeout");
    assert_eq!((shop.refund(&no).row.state, held()), (RefundState::InDoubt, 1));
    shop.update(&no, Some(RefundStep::Close), "REFUNDCLOSE");
    assert_eq!(held(), 0);
    let fresh = RefundNo::parse("RF20260901-90000001").unwrap();
    let seen = shop.refund(&no).row.version;
    shop.store
        .renew_refund(RefundRenewal { refund_no: no, fresh, seen, send_from: NOON.plus(400) }, NOON.plus(390))
        .wait()
        .unwrap();
    assert_eq!(held(), 1, "its successor is about the same goods");
}

#[test]
fn a_correction_names_what_went_whatever_was_refunded_since() {
    let shop = World::new();
    let order = shop.order_of(&[("coffee", 2)]);
    let no = &order.order_no;
    refunded(&shop, &order, 39_00, &[("coffee", 1)]);
    ship(&shop, no, Shipping::express("SF", "SF1")).unwrap();
    let correct = |shipping| {
        let seen = shop.order(no).version;
        shop.store.correct_shipping(no.clone(), seen, shipping, NOON.plus(203)).wait()
    };
    correct(Shipping::express("SF", "SF2")).unwrap();
    assert_eq!(shop.order(no).shipment.unwrap().parcels[0].items, pieces(&[("coffee", 1)]));
    assert_eq!(refused(correct(parcel(&[("coffee", 3)], true))), Refusal::Text(TextPart::Items));
}

/// One thing that happens to an order of three products.
#[derive(Debug, Clone)]
enum Act {
    /// Pieces of a product are refunded; named or as money alone, arrived or left under way.
    Refund { at: usize, count: u32, named: bool, ends: u8 },
    /// The owner packs what is offered of a product.
    Parcel { at: usize, count: u32 },
    /// Somebody tries to send one more than is offered.
    OneMore { at: usize },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let refund = (0_usize..3, 1_u32..3, any::<bool>(), 0_u8..4);
    let act = prop_oneof![
        refund.prop_map(|(at, count, named, ends)| Act::Refund { at, count, named, ends }),
        (0_usize..3, 1_u32..3).prop_map(|(at, count)| Act::Parcel { at, count }),
        (0_usize..3).prop_map(|at| Act::OneMore { at }),
    ];
    proptest::collection::vec(act, 1..7)
}

const GOODS: [(&str, u32); 3] = [("tea", 3), ("cup", 2), ("pot", 1)];

/// An order of all goods, and what is known from outside of what went and of what was refunded.
struct Watched {
    shop: World,
    order: Order,
    sent: BTreeMap<&'static str, u32>,
    gone: BTreeMap<&'static str, u32>,
}

impl Watched {
    fn new() -> Self {
        let shop = World::new();
        shop.sells("tea", "茶", 10_00, 99);
        shop.sells("cup", "杯", 10_00, 99);
        let order = shop.order_of(&GOODS);
        Self { shop, order, sent: BTreeMap::new(), gone: BTreeMap::new() }
    }

    fn left(&self, at: usize) -> u32 {
        let all = self.shop.order(&self.order.order_no).to_send();
        all.lines.iter().find(|line| line.product_id.as_str() == GOODS[at].0).unwrap().left()
    }

    fn refund_is_open(&self) -> bool {
        self.shop.order(&self.order.order_no).row.refund.is_some()
    }

    fn goes_through(&mut self, act: &Act) {
        let no = self.order.order_no.clone();
        match *act {
            Act::Refund { at, count, named, ends } => self.is_refunded(at, count, named, ends),
            Act::Parcel { at, count } => {
                let here = self.left(at).min(count);
                if here > 0 {
                    let answer = ship(&self.shop, &no, parcel(&[(GOODS[at].0, here)], false));
                    assert_eq!(answer.is_ok(), !self.refund_is_open(), "{answer:?}");
                    *self.sent.entry(GOODS[at].0).or_default() += if answer.is_ok() { here } else { 0 };
                }
            }
            Act::OneMore { at } => {
                let answer = ship(&self.shop, &no, parcel(&[(GOODS[at].0, self.left(at) + 1)], false));
                assert!(answer.is_err(), "more than is offered never goes");
            }
        }
    }

    /// Asked for; then refused, left under way, or arrived.
    fn is_refunded(&mut self, at: usize, count: u32, named: bool, ends: u8) {
        let (id, ordered) = GOODS[at];
        let count = if named { count.min(ordered) } else { 0 };
        let goods = if named { pieces(&[(id, count)]) } else { Vec::new() };
        let busy = self.refund_is_open();
        let refund = NewRefund { items: goods, ..self.shop.new_refund(&self.order, 1_00) };
        let refund_no = refund.refund_no.clone();
        if self.shop.store.request_refund(refund, NOON.plus(100)).wait().is_err() {
            return;
        }
        if ends == 0 || busy {
            let seen = self.shop.refund(&refund_no).row.version;
            self.shop
                .store
                .reject_refund(RefundRejection { refund_no, seen, reply: "不".into(), picture: None }, NOON.plus(105))
                .wait()
                .unwrap();
            return;
        }
        approve(&self.shop, &refund_no, 1_00, None);
        if ends > 1 {
            arrives(&self.shop, &refund_no);
        }
        *self.gone.entry(id).or_default() += count;
    }

    fn is_right(&self) {
        for line in self.shop.order(&self.order.order_no).to_send().lines {
            let (id, ordered) = *GOODS.iter().find(|(id, _)| *id == line.product_id.as_str()).unwrap();
            let count = |of: &BTreeMap<&str, u32>| of.get(id).copied().unwrap_or(0);
            assert!(count(&self.sent) <= ordered);
            let left = ordered.saturating_sub(count(&self.sent)).saturating_sub(count(&self.gone));
            assert_eq!(line.left(), left, "{id}: {line:?}");
        }
        let queue = self.shop.reader.to_ship(None, 9).unwrap();
        assert_eq!(self.shop.reader.counts(NOON).unwrap().to_ship, queue.len() as u64);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// For any sequence of partial refunds and parcels no piece is offered twice or after its refund.
    #[test]
    fn no_piece_is_offered_twice_or_after_its_refund(acts in acts()) {
        let mut watched = Watched::new();
        for act in acts {
            watched.goes_through(&act);
            watched.is_right();
        }
    }
}
