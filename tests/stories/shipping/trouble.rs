//! What goes wrong between a marked order and a told buyer.

use super::{Lie, Packing, sf};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zhanggui::{
    domain::{ReportState, ReportTrouble},
    events::CommandOutcome,
    jobs::Command,
    store::{ShipFilter, Shipping},
};

const DAY: i64 = 24 * 60 * 60;

/// Told once, or found out to have been: WeChat has it, one upload took effect, and no correction was spent.
fn told_once(shop: &Packing, uploads: usize) {
    let order_no = shop.world.reader.shipments(ShipFilter::Reported, None, 1).unwrap()[0].key.order_no.clone();
    let shipment = shop.shipment(&order_no);
    assert_eq!((shipment.report, shipment.corrected, shipment.in_doubt), (ReportState::Reported, false, false));
    assert_eq!((shop.shipping_api.told(&order_no), shop.shipping_api.calls("upload_shipping_info")), (1, uploads));
    assert_eq!(shipment.trouble, None);
}

#[test]
fn whatever_becomes_of_the_answer_the_buyer_is_told_once_and_the_correction_is_kept() {
    for (lie, uploads) in [
        (Lie::AnswerLost, 1),
        (Lie::CodeButDone(-1), 1),
        (Lie::CodeButDone(10_060_019), 1),
        (Lie::CodeButDone(10_060_012), 1),
        (Lie::RequestLost, 2),
        (Lie::Code(-1), 2),
        (Lie::Code(10_060_019), 2),
        (Lie::Code(10_060_012), 2),
        (Lie::Code(45_011), 2),
        (Lie::Code(44_990), 2),
        (Lie::NoLine, 1),
        (Lie::NoToken(40_001), 1),
        (Lie::NoToken(40_164), 1),
        (Lie::Code(48_001), 2),
        (Lie::CodeButDone(10_060_002), 1),
        (Lie::CodeButDone(268_440_065), 1),
        (Lie::CodeButDone(10_060_023), 1),
    ] {
        let shop = Packing::new();
        let order_no = shop.paid();
        shop.ships(&order_no, sf());
        shop.shipping_api.lie([lie]);
        shop.world.live(900);
        assert_eq!(shop.shipping_api.told(&order_no), 1, "{lie:?}");
        told_once(&shop, uploads);
    }
}

#[test]
fn killed_after_the_report_left_the_program_asks_before_it_says_it_again() {
    let shop = Packing::new();
    let order_no = shop.paid();
    shop.ships(&order_no, sf());
    shop.world.later(11);
    shop.shipping_api.lie([Lie::Killed]);
    catch_unwind(AssertUnwindSafe(|| shop.world.run_jobs())).expect_err("it dies");
    assert_eq!(shop.shipment(&order_no).report, ReportState::Sending);
    shop.world.shop.wake_up().unwrap();
    let shipment = shop.shipment(&order_no);
    assert_eq!((shipment.report, shipment.in_doubt, shipment.can_take_back), (ReportState::Waiting, true, false));
    shop.world.live(30);
    told_once(&shop, 1);
    assert_eq!(shop.shipping_api.calls("get_order"), 1);
}

#[test]
fn a_fresh_payment_is_waited_for_and_then_the_owner_is_called() {
    let shop = Packing::new();
    let order_no = shop.paid();
    shop.ships(&order_no, sf());
    shop.shipping_api.lie([Lie::Code(10_060_001); 5]);
    shop.world.live(11);
    let mut waits = Vec::new();
    while shop.shipment(&order_no).report == ReportState::Waiting {
        let wait = shop.shipment(&order_no).next_at.since(shop.world.now());
        waits.push(wait);
        shop.world.later(wait);
        shop.world.run_jobs();
    }
    assert_eq!(waits.len(), 4);
    assert_eq!(waits[1..], [30, 60, 300]);
    let shipment = shop.shipment(&order_no);
    assert_eq!(shipment.report, ReportState::Stopped);
    assert_eq!(shipment.trouble.as_ref().and_then(ReportTrouble::code), Some(10_060_001));
    let counts = shop.world.reader.counts(shop.world.now()).unwrap();
    assert_eq!((counts.report_stopped, counts.report_waiting), (1, 0));
    let again = shop.world.shop.carry_out(Command::ReportAgain { order_no: order_no.clone() });
    assert_eq!(again, CommandOutcome::Done);
    shop.world.live(5);
    told_once(&shop, 6);
}

#[test]
fn what_wechat_refuses_for_good_stops_with_its_code_and_is_not_said_again() {
    for code in [
        10_060_003,
        10_060_004,
        10_060_005,
        10_060_006,
        10_060_007,
        10_060_008,
        10_060_009,
        10_060_014,
        10_060_020,
        10_060_024,
        10_060_025,
        10_060_026,
        10_060_031,
        268_485_194,
        268_485_196,
        268_485_216,
        268_485_226,
        268_485_227,
        268_546_000,
        47_001,
        41_001,
        999,
    ] {
        let shop = Packing::new();
        let order_no = shop.paid();
        shop.ships(&order_no, sf());
        shop.shipping_api.lie([Lie::Code(code)]);
        shop.world.live(3600);
        let shipment = shop.shipment(&order_no);
        assert_eq!(shipment.report, ReportState::Stopped, "{code}");
        assert_eq!(shipment.trouble.as_ref().and_then(ReportTrouble::code), Some(code));
        assert_eq!(shop.shipping_api.calls("upload_shipping_info"), 1, "{code}");
        assert!(shipment.can_take_back, "{code}: WeChat has nothing of it");
        let mended = shop.corrects(&order_no, Shipping::express("YTO", "YT2212345678901"));
        assert_eq!(mended, CommandOutcome::Done, "{code}");
        shop.world.live(11);
        told_once(&shop, 2);
    }
}

#[test]
fn what_was_reported_by_hand_with_another_number_costs_no_correction() {
    let shop = Packing::new();
    let order_no = shop.paid();
    shop.ships(&order_no, sf());
    shop.shipping_api.lie([Lie::RequestLost]);
    shop.world.live(11);
    let ours = shop.world.reader.due_reports(shop.world.now().plus(3600), 1).unwrap()[0].report.clone();
    let mut theirs = ours;
    theirs.parcels[0].parcel.tracking_no = "BYHAND1".to_owned();
    shop.shipping_api.reported_by_hand(theirs);
    shop.world.live(600);
    let shipment = shop.shipment(&order_no);
    assert_eq!(shipment.report, ReportState::Stopped);
    let shipped_before = ReportTrouble::of_code(ReportTrouble::SHIPPED_BEFORE);
    assert_eq!((shipment.trouble, shop.shipping_api.calls("upload_shipping_info")), (Some(shipped_before), 1));
    assert!(!shipment.can_take_back, "WeChat has a shipment of it");
    assert_eq!(shop.corrects(&order_no, sf()), CommandOutcome::Done, "now it is the owner's wish to spend it");
    assert!(shop.shipment(&order_no).corrected);
    shop.world.live(11);
    assert_eq!(shop.shipping_api.has(&order_no).unwrap().parcels[0].parcel.tracking_no, "SF1234567890123");
}

#[test]
fn without_a_line_a_hundred_shipments_are_one_try_at_a_time_and_all_arrive_once_it_is_back() {
    let shop = Packing::new();
    let orders: Vec<_> = (0..20).map(|n| shop.world.paid_order(&format!("STORM{n:04}"), super::fen(100 + n))).collect();
    let rows = orders.iter().map(|no| (no.clone(), sf())).collect();
    zhanggui::store::Store::ship_many(&shop.world.store, rows, shop.world.now()).wait().unwrap();
    shop.world.later(11);
    shop.shipping_api.lie([Lie::NoLine; 3]);
    shop.world.run_jobs();
    shop.world.run_jobs();
    let waiting = shop.world.reader.shipments(ShipFilter::Waiting, None, 100).unwrap();
    assert_eq!(waiting.iter().filter(|row| row.shipment.tries > 0).count(), 1, "one finds out for all");
    shop.world.live(600);
    assert_eq!(shop.shipping_api.calls("upload_shipping_info"), 20);
    assert!(orders.iter().all(|order_no| shop.shipping_api.told(order_no) == 1));
}

#[test]
fn a_days_quota_that_is_used_up_is_waited_for_until_tomorrow() {
    let shop = Packing::new();
    let order_no = shop.paid();
    shop.ships(&order_no, sf());
    shop.shipping_api.lie([Lie::Code(45_009)]);
    shop.world.live(600);
    assert_eq!(shop.shipping_api.calls("upload_shipping_info"), 1);
    let next = shop.shipment(&order_no).next_at;
    assert_eq!(&next.to_compact()[8..], "000200", "soon after midnight in Beijing");
    shop.world.live(next.since(shop.world.now()) + 1);
    told_once(&shop, 2);
}

#[test]
fn an_order_that_went_back_before_the_report_left_is_not_reported() {
    let shop = Packing::new();
    let order_no = shop.paid();
    shop.ships(&order_no, sf());
    shop.shipping_api.lie([Lie::NoLine]);
    shop.world.live(11);
    let refund_no = shop.world.request("RFBACK01", &order_no, super::fen(39_90));
    shop.shipping_api.lie([Lie::NoLine; 40]);
    shop.world.approve(&refund_no);
    shop.world.live(5);
    shop.world.wechat.settle();
    shop.world.live(300);
    assert_eq!(shop.world.order_state(&order_no), zhanggui::domain::OrderState::Refunded);
    shop.world.live(3600);
    assert_eq!((shop.shipment(&order_no).report, shop.shipping_api.told(&order_no)), (ReportState::Stopped, 0));
}

#[test]
fn no_parcel_waits_a_day_to_be_told_because_the_clock_was_a_day_ahead() {
    let shop = Packing::new();
    let order_no = shop.paid();
    shop.world.clock_is_set(DAY);
    shop.ships(&order_no, sf());
    // Right again before anybody looks, or while the program is off.
    shop.world.clock_is_set(-DAY);
    shop.world.live(60);
    assert_eq!(shop.shipment(&order_no).report, ReportState::Reported);
}

#[test]
fn a_report_that_was_cut_off_on_such_a_clock_does_not_wait_either() {
    let shop = Packing::new();
    let order_no = shop.paid();
    shop.ships(&order_no, sf());
    shop.world.later(11);
    shop.shipping_api.lie([Lie::Killed]);
    catch_unwind(AssertUnwindSafe(|| shop.world.run_jobs())).expect_err("it dies");
    shop.world.clock_is_set(DAY);
    shop.world.shop.wake_up().unwrap();
    shop.world.clock_is_set(-DAY);
    shop.world.shop.wake_up().unwrap();
    shop.world.live(60);
    assert_eq!(shop.shipment(&order_no).report, ReportState::Reported);
}
