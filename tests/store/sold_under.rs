//! What an order was sold under: what sending it costs, and how long its buyer may ask for money back.

use crate::world::*;
use zhanggui::domain::{
    FreightRegion, FreightRules, Order, PickupCode, Product, ProductFacts, ProductId, Quantity, RefundRule, UnixSeconds,
};
use zhanggui::store::{NewOrder, OrderWord, Refusal, Shipping, StoreError};

const DAY: i64 = 24 * 60 * 60;

fn id(raw: &str) -> ProductId {
    ProductId::parse(raw).unwrap()
}

fn sells(shop: &World, raw: &str, price: i64, facts: ProductFacts) {
    let product = Product {
        id: id(raw),
        name: format!("商品 {raw}"),
        price: fen(price),
        stock: 9,
        on_sale: true,
        picture: None,
        facts,
    };
    shop.store.put_product(product, NOON).wait().unwrap();
}

fn ruled(refunds: RefundRule) -> ProductFacts {
    ProductFacts { refunds, ..ProductFacts::default() }
}

fn freight() -> FreightRules {
    FreightRules {
        flat: fen(8_00),
        free_from: Some(fen(99_00)),
        regions: vec![FreightRegion::parse("新疆 西藏 20").unwrap()],
    }
}

fn places(shop: &World, order: NewOrder) -> Order {
    shop.store.place_order(NewOrder { freight: freight(), ..order }, NOON).wait().unwrap()
}

#[test]
fn sending_is_part_of_what_is_owed_and_paid_and_can_go_back_with_it() {
    let shop = World::new();
    let order = places(&shop, shop.new_order(&[("coffee", 1)]));
    assert_eq!((order.total, order.freight), (fen(47_00), fen(8_00)));
    shop.asks_to_pay(&order.order_no);
    shop.word(&order.order_no, OrderWord::Paid(shop.facts(&order)));
    let detail = shop.order(&order.order_no);
    assert_eq!((detail.row.total, detail.freight, detail.refundable.paid), (fen(47_00), fen(8_00), fen(47_00)));
    shop.sent_refund(&order, 47_00);
    assert_eq!(shop.reader.verify().unwrap().first_wrong_sum, None, "the sums add up with what sending cost");
}

#[test]
fn sending_costs_what_the_province_says_nothing_from_a_sum_on_and_nothing_where_nothing_is_sent() {
    let shop = World::new();
    sells(&shop, "card", 30_00, ProductFacts { weight_g: Some(0), ..ProductFacts::default() });
    let cost = |items: &[(&str, u32)], address: &str| {
        let mut order = shop.new_order(items);
        order.receiver.address = address.to_owned();
        let order = places(&shop, order);
        (order.total.get(), order.freight.get())
    };
    assert_eq!(cost(&[("coffee", 1)], "新疆维吾尔自治区乌鲁木齐市 1 号"), (59_00, 20_00));
    assert_eq!(cost(&[("coffee", 2)], "广东省广州市 1 号"), (86_00, 8_00));
    assert_eq!(cost(&[("coffee", 3)], "新疆维吾尔自治区乌鲁木齐市 1 号"), (117_00, 0));
    assert_eq!(cost(&[("card", 1)], "广东省广州市 1 号"), (30_00, 0), "what weighs nothing is not sent");
    assert_eq!(cost(&[("card", 1), ("coffee", 1)], "广东省广州市 1 号"), (77_00, 8_00));
    let pickup = Some(PickupCode::fresh(7));
    let order = places(&shop, NewOrder { pickup, ..shop.new_order(&[("coffee", 1)]) });
    assert_eq!((order.total, order.freight), (fen(39_00), fen(0)));
}

#[test]
fn the_same_key_gives_the_same_order_when_the_freight_has_changed_since() {
    let shop = World::new();
    let keyed = NewOrder { idempotency_key: Some("once".to_owned()), ..shop.new_order(&[("coffee", 1)]) };
    let first = places(&shop, keyed.clone());
    let again = shop.store.place_order(NewOrder { order_no: shop.new_order(&[("coffee", 1)]).order_no, ..keyed }, NOON);
    let again = again.wait().unwrap();
    assert_eq!((again.order_no, again.total, again.freight), (first.order_no, fen(47_00), fen(8_00)));
}

fn asks(shop: &World, order: &Order, amount: i64, items: &[&str], at: UnixSeconds) -> Result<(), StoreError> {
    let mut wish = shop.new_refund(order, amount);
    wish.items = items.iter().map(|raw| (id(raw), Quantity::new(1).unwrap())).collect();
    shop.store.request_refund(wish, at).wait()
}

#[test]
fn what_was_sold_without_refunds_cannot_be_asked_for_and_the_rest_can() {
    let shop = World::new();
    sells(&shop, "cake", 50_00, ruled(RefundRule::Never));
    let order = shop.order_of(&[("coffee", 1), ("cake", 1)]);
    sells(&shop, "cake", 50_00, ruled(RefundRule::Open));
    let never = Refusal::NotRefundable { name: "商品 cake".to_owned() };
    let at = NOON.plus(100);
    assert_eq!(refused(asks(&shop, &order, 50_00, &["cake"], at)), never, "sold under the rule of that day");
    assert_eq!(refused(asks(&shop, &order, 10_00, &["coffee", "cake"], at)), never);
    assert_eq!(refused(asks(&shop, &order, 39_01, &[], at)), never, "more than the rest is worth");
    asks(&shop, &order, 39_00, &["coffee"], at).unwrap();
    let later = shop.order_of(&[("cake", 1)]);
    asks(&shop, &later, 50_00, &["cake"], at).expect("what is sold from now on is sold under the new rule");
}

#[test]
fn the_days_for_money_back_count_from_the_receipt() {
    let shop = World::new();
    sells(&shop, "vase", 50_00, ruled(RefundRule::Within(7)));
    let order = shop.order_of(&[("vase", 1)]);
    asks(&shop, &order, 1_00, &["vase"], NOON.plus(30 * DAY)).expect("what has not arrived can be asked for");
    let order = shop.order_of(&[("vase", 1)]);
    let seen = shop.order(&order.order_no).version;
    shop.store
        .ship_order(order.order_no.clone(), seen, Shipping::express("SF", "SF1234567890123"), NOON.plus(DAY))
        .wait()
        .unwrap();
    shop.store.receive_order(order.order_no.clone(), order.openid.clone(), NOON.plus(3 * DAY)).wait().unwrap();
    let over = Refusal::RefundTimeOver { name: "商品 vase".to_owned(), days: 7 };
    assert_eq!(refused(asks(&shop, &order, 1_00, &["vase"], NOON.plus(10 * DAY + 1))), over);
    assert_eq!(refused(asks(&shop, &order, 1_00, &[], NOON.plus(10 * DAY + 1))), over);
    asks(&shop, &order, 1_00, &["vase"], NOON.plus(10 * DAY)).unwrap();
}
