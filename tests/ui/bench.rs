//! The scan desk with its printed commands: a box is finished, left, followed by the next, or taken a step back without the
//! keyboard, and what the voice says stands on the screen.

use crate::{
    scanning::{bench, scan},
    shipping::edit,
    shop::{NOW, Shop, order_no, product_id, yuan},
    world::World,
};
use egui::{Event, ImeEvent, Key, Modifiers};
use zhanggui::{
    devices::ShopSound,
    domain::{OrderLine, OrderState, PickupCode, Quantity, RefundState, ScanCommand, ShipKind},
    events::{CommandOutcome, RefundsAnswer, ShopEvent},
    jobs::Command,
    store::{Refusal, Shipping},
    ui::Lang,
};

const SLIP: &str = "SC20260901-00000090";
const LABEL: &str = "SF1234567890123";
const FINISH: &str = ScanCommand::Finish.as_str();
const ABORT: &str = ScanCommand::Abort.as_str();
const NEXT: &str = ScanCommand::Next.as_str();
const UNDO: &str = ScanCommand::Undo.as_str();

/// The oldest order is 90: two coffees and a dripper.
fn desk() -> World {
    let mut world = World::open(bench());
    world.click("Shipping");
    world
}

fn line(id: &str, pieces: u32) -> OrderLine {
    OrderLine {
        product_id: product_id(id),
        name: "挂耳咖啡".into(),
        price: yuan("39.90"),
        quantity: Quantity::new(pieces).expect("a quantity"),
    }
}

fn scan_all(world: &mut World, codes: &[&str]) {
    for code in codes {
        scan(world, code);
    }
}

fn ship(tail: u32) -> Command {
    Command::Ship { order_no: order_no(tail), seen: 3, shipping: Shipping::express("SF", LABEL) }
}

#[test]
fn finish_ships_the_box_only_when_every_piece_and_the_label_are_scanned() {
    let mut world = desk();
    scan(&mut world, FINISH);
    assert_eq!(world.spoken(), ["Scan a slip first"]);
    scan(&mut world, SLIP);
    assert_eq!(world.spoken(), ["Three pieces"]);
    world.sees("Three pieces");
    scan(&mut world, FINISH);
    assert_eq!(world.spoken(), ["Three pieces missing"]);
    world.sees("Three pieces missing");
    scan_all(&mut world, &["P0001", "P0001", FINISH]);
    assert_eq!(world.spoken(), ["One piece missing"]);
    scan_all(&mut world, &["P0002", FINISH]);
    assert_eq!(world.spoken(), ["Complete", "Scan the carrier's label first"]);
    assert_eq!(world.wishes(), [], "nothing left so far");
    scan_all(&mut world, &[LABEL, FINISH]);
    assert_eq!(world.wishes(), [ship(90)]);
    scan(&mut world, FINISH);
    assert_eq!(world.wishes(), [], "it is on its way already");
    world.spoken();
    world.obey_all();
    assert_eq!(world.spoken(), ["Finished, marked as shipped"]);
    world.sees("Finished, marked as shipped");
    scan(&mut world, SLIP);
    assert_eq!(world.spoken(), ["Already shipped"]);
    world.sees("Already shipped");
    assert_eq!(world.wishes(), []);
}

#[test]
fn a_number_like_nobodys_is_looked_at_before_finish_sends_it() {
    let mut world = desk();
    scan_all(&mut world, &[SLIP, "P0001", "P0001", "P0002", "75X00123", FINISH]);
    assert_eq!(
        world.spoken().last().map(String::as_str),
        Some("Look at the number; if it is right, scan finish again")
    );
    assert_eq!(world.wishes(), []);
    scan(&mut world, FINISH);
    let shipping = Shipping::express("ZTO", "75X00123");
    assert_eq!(world.wishes(), [Command::Ship { order_no: order_no(90), seen: 3, shipping }]);
}

#[test]
fn what_the_shop_refuses_is_not_called_finished() {
    let mut world = desk();
    scan_all(&mut world, &[SLIP, "P0001", "P0001", "P0002", LABEL, FINISH]);
    assert_eq!(world.wishes(), [ship(90)]);
    world.spoken();
    let refused = CommandOutcome::Refused(Refusal::Refund(RefundState::Requested));
    world.answers(|wish| matches!(wish, Command::Ship { .. }), refused);
    assert_eq!(world.spoken(), ["Do not ship"]);
}

#[test]
fn undo_takes_back_the_last_scan_and_no_more() {
    let mut world = desk();
    scan_all(&mut world, &[SLIP, "P0001", "P0003"]);
    world.spoken();
    scan(&mut world, UNDO);
    world.misses_part("Wrong item:");
    world.sees("1 of 3");
    scan(&mut world, UNDO);
    world.sees("0 of 3");
    assert_eq!(world.spoken(), ["Last scan taken back", "Last scan taken back"]);
    scan(&mut world, UNDO);
    assert_eq!(world.spoken(), ["Nothing to take back"]);
    scan_all(&mut world, &["P0001", "P0001", "P0002", LABEL]);
    assert_eq!(world.content("Tracking number"), LABEL);
    scan(&mut world, UNDO);
    assert_eq!(world.content("Tracking number"), "");
    world.sees("3 of 3");
    scan(&mut world, UNDO);
    world.sees("2 of 3");
    assert_eq!(world.wishes(), []);
}

#[test]
fn abort_leaves_the_order_as_it_was() {
    let mut world = desk();
    scan_all(&mut world, &[SLIP, "P0001", "P0001", "P0002", LABEL]);
    world.sees("Mark shipped, tell the buyer · 1");
    world.spoken();
    scan(&mut world, ABORT);
    assert_eq!(world.spoken(), ["Aborted"]);
    world.misses("Ship to 林堃");
    world.sees("Mark shipped, tell the buyer · 0");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), []);
    scan(&mut world, SLIP);
    world.sees("0 of 3");
    assert_eq!(world.content("Tracking number"), "");
}

#[test]
fn next_opens_the_oldest_that_waits_and_never_leaves_an_open_box() {
    let mut world = World::open(bench());
    scan(&mut world, NEXT);
    world.sees("Ship to 林堃");
    scan(&mut world, NEXT);
    world.sees("Ship to 韩梅梅");
    world.spoken();
    scan(&mut world, NEXT);
    world.sees("Ship to 林堃");
    scan_all(&mut world, &["P0001", NEXT]);
    world.sees("Ship to 林堃");
    assert_eq!(world.spoken(), ["Three pieces", "Finish or abort this box first"]);
    scan_all(&mut world, &["P0001", "P0002", LABEL, FINISH]);
    assert_eq!(world.wishes(), [ship(90)]);
    world.obey_all();
    scan(&mut world, NEXT);
    world.sees("Ship to 韩梅梅");
    world.spoken();
    scan(&mut world, NEXT);
    assert_eq!(world.spoken(), ["No other order waits"]);
}

#[test]
fn the_red_screen_is_said_and_abort_puts_the_parcel_aside() {
    let shop = bench();
    shop.add_refund(40, 90, "119.70", "不想要了", 60);
    let mut world = World::speaking(shop.clone(), Lang::Zh);
    world.click("发货");
    scan(&mut world, SLIP);
    assert_eq!(world.spoken(), ["退款中，请勿发货"]);
    world.sees("退款中，请勿发货");
    scan(&mut world, FINISH);
    world.sees("退款中，请勿发货");
    scan(&mut world, ABORT);
    world.misses("退款中，请勿发货");
    shop.set_refund(40, RefundState::Refunded);
    edit(&shop, 90, |detail| detail.row.refunded = yuan("119.70"));
    world.spoken();
    scan(&mut world, SLIP);
    assert_eq!(world.spoken(), ["已退款，请勿发货"]);
    scan_all(&mut world, &[ABORT, "4006381333931", "SC20260901-00000114"]);
    assert_eq!(world.spoken(), ["已放弃", "未知条码", "已发货"]);
    scan(&mut world, "SC20260901-00000116");
    assert_eq!(world.spoken(), ["一件"]);
    assert_eq!(world.wishes(), []);
}

#[test]
fn a_code_of_the_shops_own_is_no_tracking_number_and_no_barcode() {
    let mut world = desk();
    scan(&mut world, SLIP);
    world.write("Tracking number", "ZG-11111");
    world.key(Key::Enter);
    world.sees("This is one of the shop's own codes, not a tracking number.");
    assert_eq!(world.wishes(), []);
    world.write("Tracking number", "");
    world.spoken();
    scan(&mut world, "ZG-99999");
    assert_eq!(world.spoken(), ["Unknown code"]);
    assert_eq!(world.content("Tracking number"), "");
    world.click("Products");
    world.click_part("挂耳咖啡");
    scan(&mut world, FINISH);
    assert_eq!(world.content("Barcodes"), "", "a command stands on no product");
}

/// A code as an input method gives it: its words, then its Enter.
fn committed(code: &str) -> Vec<Vec<Event>> {
    let enter = |pressed| Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    vec![vec![Event::Ime(ImeEvent::Commit(code.to_owned()))], vec![enter(true), enter(false)]]
}

#[test]
fn no_command_of_the_sheet_moves_money_whatever_is_open_and_however_it_is_typed() {
    for open in ["the list", "the question", "the buyer's note", "the rejection", "the search box"] {
        for command in ScanCommand::ALL {
            for by_input_method in [false, true] {
                let mut world = World::open(bench());
                world.click("Refunds");
                match open {
                    "the question" | "the buyer's note" => world.key(Key::A),
                    "the rejection" => world.click("Reject…"),
                    "the search box" => world.command_key(Key::K),
                    _ => {}
                }
                if open == "the buyer's note" {
                    world.focus("What the buyer reads");
                }
                for _ in 0..2 {
                    if by_input_method {
                        world.frames(committed(command.as_str()), 0.01);
                    } else {
                        scan(&mut world, command.as_str());
                    }
                }
                let moved: Vec<Command> =
                    world.wishes().into_iter().filter(|wish| !matches!(wish, Command::MarkRefundsSeen(_))).collect();
                assert_eq!(moved, [], "{open} {command:?} {by_input_method}");
            }
        }
    }
}

#[test]
fn the_sheet_is_printed_from_the_shipping_page_and_from_the_search_box() {
    let mut world = desk();
    world.click("Command sheet…");
    world.sees("Print the command sheet?");
    let path = world.folder.path().join("sheet.pdf");
    world.chooser.will_choose(&path);
    world.click("Save as PDF…");
    assert!(std::fs::read(path).expect("the sheet").starts_with(b"%PDF-"));
    world.command_key(Key::K);
    world.types("> command sheet");
    world.key(Key::Enter);
    world.sees("Print the command sheet?");
    assert_eq!(world.wishes(), []);
}

#[test]
fn wechat_is_asked_once_about_the_open_box_and_its_answer_is_shown() {
    let mut world = desk();
    scan_all(&mut world, &[SLIP, "P0001"]);
    assert_eq!(world.asked_for_refunds(), [order_no(90)]);
    world.sees("Asking WeChat about refunds…");
    world.hears(&ShopEvent::RefundsAsked { order_no: order_no(116), said: RefundsAnswer::Nothing });
    world.sees("Asking WeChat about refunds…");
    world.hears(&ShopEvent::RefundsAsked { order_no: order_no(90), said: RefundsAnswer::Nothing });
    world.sees_part("WeChat: nothing refunded ·");
    scan_all(&mut world, &["P0001", SLIP]);
    assert_eq!(world.asked_for_refunds(), [], "it was asked a moment ago");
    world.time_passes(61);
    scan(&mut world, SLIP);
    world.hears(&ShopEvent::RefundsAsked { order_no: order_no(90), said: RefundsAnswer::NoLine });
    world.sees("No line to WeChat: refunds as this shop knows them (local state)");
}

#[test]
fn a_wechat_that_does_not_answer_keeps_no_box_waiting() {
    let mut world = desk();
    scan_all(&mut world, &[SLIP, "P0001", "P0001", "P0002", LABEL]);
    world.sees("Asking WeChat about refunds…");
    world.time_passes(5);
    world.sees("No answer from WeChat yet: refunds as this shop knows them (local state)");
    scan(&mut world, FINISH);
    assert_eq!(world.wishes(), [ship(90)]);
}

#[test]
fn an_order_that_stays_open_on_the_page_is_asked_about_and_one_walked_past_is_not() {
    let mut world = desk();
    world.key(Key::J);
    world.key(Key::J);
    world.time_passes(1);
    assert_eq!(world.asked_for_refunds(), [order_no(116)]);
}

#[test]
fn money_that_went_back_at_wechat_stops_the_open_box() {
    let shop = bench();
    let mut world = World::open(shop.clone());
    world.click("Shipping");
    scan_all(&mut world, &[SLIP, "P0001"]);
    world.spoken();
    world.rings.try_iter().for_each(drop);
    shop.add_refund(40, 90, "119.70", "-", 1);
    shop.set_refund(40, RefundState::Processing);
    world.hears(&ShopEvent::RefundsAsked { order_no: order_no(90), said: RefundsAnswer::Back(yuan("119.70")) });
    world.sees("Refunding, do not ship");
    assert_eq!(world.spoken(), ["Refunding, do not ship"]);
    assert_eq!(world.rings.try_iter().collect::<Vec<_>>(), [ShopSound::Blocked]);
    assert_eq!(world.wishes(), []);
}

/// Slips, pieces, labels, commands, unknown codes and repeats in one row; order 0 of seven is being refunded.
#[test]
fn of_five_hundred_mixed_scans_none_ships_a_box_that_is_not_whole_and_none_touches_a_refund() {
    let shop = Shop::default();
    for no in 0..35 {
        shop.add_order(no, 3600 + i64::from(no), "买家", "挂耳咖啡", "39.90", OrderState::ToShip);
        edit(&shop, no, |detail| detail.lines = vec![line("P0001", 1 + no % 3)]);
        if no % 7 == 0 {
            shop.add_refund(no, no, "39.90", "不想要了", 60);
        }
    }
    let mut world = World::open(shop.clone());
    let label = |no: u32| format!("SF10000000{no:05}");
    let (mut scans, mut shipped) = (0, Vec::new());
    // What a packer may do with one order, by its turn: all right, the label too early, aborted, a piece undone, forgotten.
    for round in 0..3 {
        for no in 0..35_u32 {
            let slip = order_no(no).to_string();
            let whole = vec!["P0001".to_owned(); 1 + no as usize % 3];
            let (right, codes): (bool, Vec<String>) = match (no + round) % 6 {
                0 => (true, [vec![slip], whole, vec![label(no), FINISH.into()]].concat()),
                1 => (false, vec![slip, FINISH.into(), "ZG-55555".into(), label(no), FINISH.into(), ABORT.into()]),
                2 => (false, [vec![slip], whole, vec![label(no), ABORT.into(), FINISH.into()]].concat()),
                3 => {
                    (false, [vec![slip], whole, vec![UNDO.into(), FINISH.into(), FINISH.into(), ABORT.into()]].concat())
                }
                4 => (
                    false,
                    [vec![slip.clone(), slip], whole, vec![FINISH.into(), "4006381333931".into(), ABORT.into()]]
                        .concat(),
                ),
                _ => (
                    true,
                    [vec![NEXT.into(), slip], whole, vec![label(no), UNDO.into(), label(no), FINISH.into()]].concat(),
                ),
            };
            for code in &codes {
                scan(&mut world, code);
                scans += 1;
            }
            let gone = shipped.contains(&no);
            for wish in world.wishes() {
                let Command::Ship { order_no: sent, shipping, .. } = &wish else { panic!("{wish:?}") };
                assert!(right && !gone && no % 7 != 0 && *sent == order_no(no), "{wish:?} in turn {no}");
                assert_eq!(*shipping, Shipping::express("SF", &label(no)));
                shipped.push(no);
            }
            world.obey_all();
            if world.shows("I put it aside") {
                world.key(Key::Escape);
            }
        }
    }
    assert!(scans >= 500, "{scans} scans");
    let wanted: Vec<u32> =
        (0..35).filter(|no| no % 7 != 0 && (0..3).any(|round| matches!((no + round) % 6, 0 | 5))).collect();
    shipped.sort_unstable();
    assert_eq!(shipped, wanted);
    let untouched = shop.rows().refunds.iter().all(|refund| refund.row.state == RefundState::Requested);
    assert!(untouched, "no refund is decided by a scan");
}

/// Order 90 is picked up with the code 4827 1936.
fn counter() -> (Shop, World) {
    let shop = bench();
    edit(&shop, 90, |detail| detail.pickup = Some(PickupCode::fresh(48_271_936)));
    let mut world = World::open(shop.clone());
    world.click("Shipping");
    (shop, world)
}

fn handed_over() -> Command {
    let shipping = Shipping::without_carrier(ShipKind::Pickup);
    Command::Ship { order_no: order_no(90), seen: 3, shipping }
}

#[test]
fn the_code_of_a_buyer_hands_the_order_over_once() {
    for (by, code) in [("scan", "ZG-48271936"), ("typing", "4827 1936")] {
        let (shop, mut world) = counter();
        world.sees("To be picked up");
        world.misses("Tracking number of SC20260901-00000090");
        let give = |world: &mut World| {
            if by == "scan" {
                scan(world, code);
            } else {
                world.focus("Scan or type a code");
                world.write("Scan or type a code", code);
                world.key(Key::Enter);
            }
        };
        give(&mut world);
        assert_eq!(world.wishes(), [handed_over()], "{by}");
        world.sees_part("SC20260901-00000090");
        scan(&mut world, "ZG-48271936");
        assert_eq!(world.wishes(), [], "it is being handed over");
        world.spoken();
        world.obey_all();
        assert_eq!(world.spoken(), ["Handed over"]);
        edit(&shop, 90, |detail| detail.shipment.as_mut().expect("sent").shipped_at = NOW);
        world.key(Key::Escape);
        scan(&mut world, "ZG-48271936");
        assert_eq!(world.spoken(), ["Already picked up"]);
        world.sees_part("Already picked up: ");
        assert_eq!(world.wishes(), [], "{by}");
    }
}

#[test]
fn what_is_being_refunded_is_not_handed_over_and_a_strangers_code_is_unknown() {
    let (shop, mut world) = counter();
    scan(&mut world, "ZG-11112222");
    assert_eq!(world.spoken(), ["Unknown code"]);
    shop.add_refund(40, 90, "119.70", "不想要了", 60);
    scan(&mut world, "ZG-48271936");
    world.sees("Refunding, do not ship");
    scan(&mut world, ABORT);
    shop.set_refund(40, RefundState::Refunded);
    edit(&shop, 90, |detail| detail.row.refunded = yuan("119.70"));
    scan(&mut world, "ZG-48271936");
    world.sees("Refunded, do not ship");
    assert_eq!(world.wishes(), []);
}

#[test]
fn an_order_that_is_picked_up_is_never_ticked_and_its_owner_may_send_it_after_all() {
    let (_, mut world) = counter();
    world.click("Tick 林堃 SC20260901-00000090");
    world.sees("Mark shipped, tell the buyer · 0");
    world.click_part("SC20260901-00000090");
    world.sees_part("To be picked up: scan the code");
    world.sees("Mark shipped, tell the buyer · 0");
    world.click("Express");
    world.write("Tracking number", LABEL);
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [ship(90)]);
}
