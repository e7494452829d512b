//! What the owner marks as shipped, WeChat is told: once, completely, and with a single correction.

mod calls;
mod listed;
mod shipping_api;
mod trouble;

use super::world::{BUYER, World, fen};
use shipping_api::{Lie, TestShippingApi};
use std::sync::Arc;
use zhanggui::{
    domain::{
        OpenId, OrderNo, OrderState, Parcel, ProductId, Quantity, RefundState, ReportState, SettleState, ShipKind,
    },
    events::CommandOutcome,
    jobs::{Command, ShippingApi},
    store::{NewParcel, Refusal, ShipFilter, Shipment, Shipping, StoreError, TextPart},
};

/// A shop whose shipments are reported to a stand-in of the test's own.
struct Packing {
    world: World,
    shipping_api: Arc<TestShippingApi>,
}

impl Packing {
    fn new() -> Self {
        let (mut world, shipping_api) = (World::new(), Arc::new(TestShippingApi::default()));
        world.shop.shipping_api = Some(ShippingApi::new(shipping_api.clone()));
        Self { world, shipping_api }
    }

    fn paid(&self) -> OrderNo {
        self.world.paid_order("SHIPPED0001", fen(39_90))
    }

    fn version(&self, order_no: &OrderNo) -> u32 {
        self.world.reader.order(order_no).unwrap().unwrap().version
    }

    fn ships(&self, order_no: &OrderNo, shipping: Shipping) -> CommandOutcome {
        let seen = self.version(order_no);
        self.world.shop.carry_out(Command::Ship { order_no: order_no.clone(), seen, shipping })
    }

    /// A shipped order of which WeChat knows.
    fn reported(&self) -> OrderNo {
        let order_no = self.paid();
        assert_eq!(self.ships(&order_no, sf()), CommandOutcome::Done);
        self.world.live(11);
        assert_eq!(self.shipment(&order_no).report, ReportState::Reported);
        order_no
    }

    fn shipment(&self, order_no: &OrderNo) -> Shipment {
        self.world.reader.order(order_no).unwrap().unwrap().shipment.expect("a shipment")
    }

    fn corrects(&self, order_no: &OrderNo, shipping: Shipping) -> CommandOutcome {
        let seen = self.version(order_no);
        self.world.shop.carry_out(Command::CorrectShipping { order_no: order_no.clone(), seen, shipping })
    }
}

fn sf() -> Shipping {
    Shipping::express("SF", "SF1234567890123")
}

fn part(tracking_no: &str) -> NewParcel {
    NewParcel { parcel: Parcel::new("YTO", tracking_no), items: Vec::new() }
}

#[test]
fn a_marked_order_is_reported_after_its_ten_seconds_and_its_buyer_is_told_once() {
    let shop = Packing::new();
    let order_no = shop.paid();
    let counts = || shop.world.reader.counts(shop.world.now()).unwrap();
    assert_eq!((counts().to_ship, counts().to_ship_fen, counts().frozen), (1, fen(39_90), fen(39_90)));
    assert_eq!(shop.world.reader.to_ship(None, 10).unwrap()[0].order_no, order_no);
    assert_eq!(shop.ships(&order_no, sf()), CommandOutcome::Done);
    assert_eq!(shop.world.order_state(&order_no), OrderState::Shipped, "local at once");
    shop.world.live(9);
    assert_eq!((shop.shipping_api.told(&order_no), shop.shipment(&order_no).report), (0, ReportState::Held));
    assert_eq!(counts().report_waiting, 1);
    shop.world.live(3);
    assert_eq!((shop.shipping_api.told(&order_no), shop.shipment(&order_no).report), (1, ReportState::Reported));
    let report = &shop.shipping_api.uploads()[0];
    assert_eq!((report.kind, report.split, report.complete), (ShipKind::Express, false, true));
    assert_eq!(report.parcels[0].contact.as_deref(), Some("138****1234"), "SF wants to know whom to call");
    assert_eq!(report.parcels[0].goods, "挂耳咖啡*1");
    assert_eq!((counts().to_ship, counts().frozen, counts().report_waiting), (0, fen(39_90), 0));
    let rows = shop.world.reader.shipments(ShipFilter::Reported, None, 10).unwrap();
    assert_eq!((rows.len(), rows[0].parcel.carrier.as_str()), (1, "SF"));
    let steps = shop.world.reader.order(&order_no).unwrap().unwrap().history;
    let reports: Vec<_> =
        steps.iter().map(|s| s.step.words()).filter(|[of, ..]| *of == "shipment").map(|[.., after]| after).collect();
    assert_eq!(reports, ["held", "sending", "reported"]);
    assert!(shop.world.reader.verify().unwrap().is_sound());
    shop.world.live(3600);
    assert_eq!(shop.shipping_api.calls("upload_shipping_info"), 1);
}

#[test]
fn what_was_marked_by_mistake_is_taken_back_and_nobody_hears_of_it() {
    let shop = Packing::new();
    let order_no = shop.paid();
    shop.ships(&order_no, sf());
    let back = |seen| shop.world.shop.carry_out(Command::Unship { order_no: order_no.clone(), seen });
    assert_eq!(back(1), CommandOutcome::TooLate, "a click on an older picture");
    assert_eq!(back(shop.version(&order_no)), CommandOutcome::Done);
    let order = shop.world.reader.order(&order_no).unwrap().unwrap();
    assert_eq!(
        (order.row.state, order.shipment, order.parcel, order.shipped_at),
        (OrderState::ToShip, None, None, None)
    );
    shop.world.live(60);
    assert_eq!(shop.shipping_api.calls("upload_shipping_info"), 0);
    shop.ships(&order_no, Shipping::express("YTO", "YT2212345678901"));
    shop.world.live(11);
    assert_eq!(shop.shipping_api.has(&order_no).unwrap().parcels[0].parcel.carrier, "YTO");
    assert_eq!(back(shop.version(&order_no)), CommandOutcome::TooLate, "the buyer was told");
    assert!(shop.world.reader.verify().unwrap().is_sound());
}

#[test]
fn a_split_order_tells_its_buyer_only_with_the_last_parcel() {
    let shop = Packing::new();
    let order_no = shop.paid();
    let some = |no: &str, complete| {
        let (kind, parcels) = (ShipKind::Express, vec![part(no)]);
        Shipping { kind, parcels, complete, even_refunded: false }
    };
    assert_eq!(shop.ships(&order_no, some("YT2200000000001", false)), CommandOutcome::Done);
    shop.world.live(11);
    assert_eq!(shop.world.order_state(&order_no), OrderState::ToShip, "the rest is still to be shipped");
    assert_eq!((shop.shipping_api.has(&order_no).unwrap().complete, shop.shipping_api.told(&order_no)), (false, 0));
    assert_eq!(shop.world.reader.to_ship(None, 10).unwrap()[0].parcels, 1);
    assert_eq!(shop.ships(&order_no, some("YT2200000000002", true)), CommandOutcome::Done);
    shop.world.live(11);
    let has = shop.shipping_api.has(&order_no).unwrap();
    assert_eq!((has.split, has.complete, has.parcels.len(), shop.shipping_api.told(&order_no)), (true, true, 2, 1));
    assert_eq!(shop.world.order_state(&order_no), OrderState::Shipped);
    assert!(!shop.shipment(&order_no).corrected, "the correction is not spent by a second parcel");
}

#[test]
fn the_one_correction_is_spent_once_and_refused_the_second_time() {
    let shop = Packing::new();
    let order_no = shop.reported();
    assert_eq!(shop.corrects(&order_no, Shipping::express("SF", "SF9999999999999")), CommandOutcome::Done);
    assert!(shop.shipment(&order_no).corrected);
    shop.world.live(11);
    assert_eq!(shop.shipping_api.has(&order_no).unwrap().parcels[0].parcel.tracking_no, "SF9999999999999");
    let again = shop.corrects(&order_no, sf());
    assert!(matches!(again, CommandOutcome::Refused(_)), "{again:?}");
    shop.world.live(600);
    assert_eq!(shop.shipping_api.calls("upload_shipping_info"), 2);
}

#[test]
fn what_wechat_has_not_heard_of_is_corrected_for_nothing() {
    let shop = Packing::new();
    let order_no = shop.paid();
    shop.ships(&order_no, sf());
    assert_eq!(shop.corrects(&order_no, Shipping::express("YTO", "YT2212345678901")), CommandOutcome::Done);
    shop.world.live(11);
    assert_eq!((shop.shipping_api.told(&order_no), shop.shipment(&order_no).corrected), (1, false));
}

#[test]
fn an_order_with_a_refund_is_not_shipped() {
    let shop = Packing::new();
    let order_no = shop.paid();
    let refund_no = shop.world.request("RFSHIP01", &order_no, fen(39_90));
    assert!(matches!(shop.ships(&order_no, sf()), CommandOutcome::Refused(_)));
    assert!(shop.world.reader.to_ship(None, 10).unwrap().is_empty());
    assert_eq!(shop.world.reader.to_ship_refunding(None, 10).unwrap().len(), 1);
    let counts = shop.world.reader.counts(shop.world.now()).unwrap();
    assert_eq!((counts.to_ship_kept, counts.to_ship, counts.frozen), (1, 0, fen(39_90)));
    shop.world.approve(&refund_no);
    shop.world.live(5);
    shop.world.wechat.settle();
    shop.world.live(600);
    assert_eq!(shop.world.order_state(&order_no), OrderState::Refunded);
    let seen = shop.version(&order_no);
    let refused = shop.world.store.ship_order(order_no.clone(), seen, sf(), shop.world.now()).wait();
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::Refund(RefundState::Refunded)))), "{refused:?}");
    assert_eq!(shop.world.reader.counts(shop.world.now()).unwrap().frozen, fen(0));
}

#[test]
fn pieces_add_up_or_the_shipment_is_refused() {
    let shop = Packing::new();
    let order_no = shop.paid();
    let id = ProductId::parse("p-3990").unwrap();
    let of = |id: &ProductId, n| vec![(id.clone(), Quantity::new(n).unwrap())];
    let express = |items, complete| Shipping {
        kind: ShipKind::Express,
        parcels: vec![NewParcel { items, ..part("YT2200000000001") }],
        complete,
        even_refunded: false,
    };
    for (refused, why) in [
        (express(of(&id, 2), true), "more than was ordered"),
        (express(of(&ProductId::parse("other").unwrap(), 1), true), "not ordered at all"),
        (Shipping { parcels: Vec::new(), ..sf() }, "nothing"),
        (Shipping { kind: ShipKind::City, complete: false, ..sf() }, "only express goes in parts"),
        (Shipping { parcels: vec![part("1"); 16], ..sf() }, "sixteen parcels"),
        (Shipping::express("SF", ""), "no number"),
        (Shipping::express("", "SF1"), "no carrier"),
    ] {
        assert!(matches!(shop.ships(&order_no, refused), CommandOutcome::Refused(_)), "{why}");
    }
    assert_eq!(shop.ships(&order_no, express(of(&id, 1), true)), CommandOutcome::Done);
}

#[test]
fn many_are_shipped_at_once_and_one_that_is_refused_takes_nothing_with_it() {
    let shop = Packing::new();
    let orders: Vec<OrderNo> = (0..5).map(|n| shop.world.paid_order(&format!("MANY000{n}"), fen(100 + n))).collect();
    shop.world.request("RFMANY01", &orders[2], fen(1));
    let mut rows: Vec<_> = orders.iter().map(|no| (no.clone(), sf())).collect();
    rows.push((OrderNo::parse("UNKNOWN01").unwrap(), sf()));
    rows.push((orders[0].clone(), sf()));
    let commits = shop.world.store.commits();
    let verdicts = shop.world.store.ship_many(rows, shop.world.now()).wait().unwrap();
    assert_eq!(shop.world.store.commits(), commits + 1, "one transaction");
    let shipped = Refusal::State(OrderState::Shipped.into());
    let expected = [
        Ok(()),
        Ok(()),
        Err(Refusal::Refund(RefundState::Requested)),
        Ok(()),
        Ok(()),
        Err(Refusal::NotFound),
        Err(shipped),
    ];
    assert_eq!(verdicts, expected);
    shop.world.live(30);
    assert_eq!(shop.shipping_api.calls("upload_shipping_info"), 4);
    assert!(shop.world.reader.verify().unwrap().is_sound());
}

#[test]
fn the_buyers_word_asks_wechat_and_wechats_word_frees_the_money() {
    let shop = Packing::new();
    let order_no = shop.reported();
    let counts = || shop.world.reader.counts(shop.world.now()).unwrap();
    shop.world.live(60);
    assert_eq!(shop.shipping_api.calls("get_order"), 0, "asked slowly");
    let buyer = OpenId::parse(BUYER).unwrap();
    shop.world.store.receive_order(order_no.clone(), buyer, shop.world.now()).wait().unwrap();
    shop.world.run_jobs();
    assert_eq!(shop.shipping_api.calls("get_order"), 1);
    assert_eq!((shop.world.order_state(&order_no), counts().frozen), (OrderState::Received, fen(39_90)));
    shop.shipping_api.settles(&order_no, SettleState::Confirmed);
    shop.world.live(120);
    assert_eq!((shop.shipment(&order_no).settle, counts().frozen), (Some(SettleState::Confirmed), fen(0)));
}

#[test]
fn a_receipt_confirmed_in_wechat_is_a_receipt_here() {
    let shop = Packing::new();
    let order_no = shop.reported();
    shop.shipping_api.settles(&order_no, SettleState::Completed);
    shop.world.live(7 * 3600);
    assert_eq!(shop.world.order_state(&order_no), OrderState::Received);
    let asked = shop.shipping_api.calls("get_order");
    shop.world.live(3 * 24 * 3600);
    assert_eq!(shop.shipping_api.calls("get_order"), asked, "nothing more is asked once it is over");
}

#[test]
fn a_buyer_is_reminded_once() {
    let shop = Packing::new();
    let order_no = shop.paid();
    let left = shop.world.now();
    let remind_of =
        |delivered_at| shop.world.shop.carry_out(Command::RemindBuyer { order_no: order_no.clone(), delivered_at });
    let remind = || remind_of(left.plus(5));
    shop.ships(&order_no, sf());
    assert_eq!(remind(), CommandOutcome::TooLate, "WeChat does not know of it yet");
    shop.world.live(11);
    for wrong in [left.plus(-60), shop.world.now().plus(60)] {
        assert_eq!(
            remind_of(wrong),
            CommandOutcome::Refused(Refusal::Text(TextPart::DeliveryTime)),
            "before it left, or ahead"
        );
    }
    shop.shipping_api.lie([Lie::Code(-1)]);
    assert_eq!(remind(), CommandOutcome::Done);
    shop.world.live(60);
    assert!(shop.shipment(&order_no).reminded_at.is_some());
    assert_eq!(
        shop.shipping_api.delivered(),
        [left.plus(5), left.plus(5)],
        "WeChat is told what the owner said, not the time of the call"
    );
    assert!(matches!(remind(), CommandOutcome::Refused(_)));
    assert_eq!(shop.shipping_api.calls("notify_confirm_receive"), 2);
}

#[test]
fn carriers_come_from_wechat_once_a_week_the_used_ones_first() {
    let shop = Packing::new();
    assert_eq!(shop.world.reader.carriers().unwrap()[0].id, "SF", "known before anything was asked");
    shop.world.run_jobs();
    let order_no = shop.paid();
    shop.ships(&order_no, Shipping::express("XYZ", "123456789"));
    let carriers = shop.world.reader.carriers().unwrap();
    let ids: Vec<_> = carriers.iter().map(|it| (it.id.as_str(), it.used)).collect();
    assert_eq!(ids, [("XYZ", 1), ("SF", 0), ("YTO", 0)]);
    shop.world.run_jobs();
    assert_eq!(shop.shipping_api.calls("get_delivery_list"), 1);
    shop.world.later(8 * 24 * 3600);
    shop.world.run_jobs();
    assert_eq!(shop.shipping_api.calls("get_delivery_list"), 2);
}
