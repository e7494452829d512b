//! The printers' page: which printer is well, what waits, and what is to be done.

use crate::{
    shop::{NOW, Shop, order_no},
    world::World,
};
use zhanggui::{
    domain::{PrintId, PrintState, PrintTrouble},
    events::{PrinterAnswer, ShopEvent},
    jobs::Command,
    store::{PrintRow, PrintWish, PrinterRow},
    ui::Lang,
};

pub fn printer(name: &str, trouble: Option<PrintTrouble>) -> PrinterRow {
    PrinterRow {
        name: name.to_owned(),
        kind: "escpos-tcp".to_owned(),
        seat: String::new(),
        computer: String::new(),
        auto: true,
        good_at: Some(NOW.plus(-600)),
        trouble: trouble.map(|trouble| (trouble, "connection refused".to_owned(), NOW.plus(-120))),
        open: 2,
    }
}

fn receipt(tail: u32, state: PrintState, trouble: Option<PrintTrouble>) -> PrintRow {
    PrintRow {
        id: PrintId { order_no: order_no(tail), printer: "前台".to_owned(), copy: 0 },
        state,
        marked: state == PrintState::InDoubt,
        trouble: trouble.map(|trouble| (trouble, String::new())),
        queued_at: NOW.plus(-300),
        changed_at: NOW.plus(-60),
        next_at: None,
    }
}

fn shop() -> Shop {
    let shop = Shop::camellia();
    let mut rows = shop.rows();
    rows.printers = vec![printer("前台", Some(PrintTrouble::Off)), printer("后厨", None)];
    rows.prints = vec![
        receipt(117, PrintState::Waiting, Some(PrintTrouble::Off)),
        receipt(115, PrintState::InDoubt, Some(PrintTrouble::Silent)),
        receipt(113, PrintState::Printed, None),
    ];
    drop(rows);
    shop
}

fn open(lang: Lang) -> World {
    let mut world = World::speaking(shop(), lang);
    world.click(lang_pick(lang, "系统状态", "System status"));
    world.click_part(lang_pick(lang, "小票打印机 前台：", "Receipt printers 前台: "));
    world.click(lang_pick(lang, "打印机…", "Printers…"));
    world
}

fn lang_pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    if lang == Lang::Zh { zh } else { en }
}

#[test]
fn a_printer_that_is_out_says_why_and_what_to_do() {
    let world = open(Lang::En);
    world.sees_part("The printer cannot be reached. Check its power");
    world.sees_part("connection refused");
    world.sees("Receipts that wait");
    world.sees("Maybe on paper");
    world.sees("REPRINT");
}

#[test]
fn the_paper_on_the_screen_holds_what_the_printer_gets() {
    let world = open(Lang::Zh);
    world.sees_part("山茶小铺");
    world.sees_part("合计    ￥178.00");
    world.sees_part("谢谢惠顾");
}

#[test]
fn each_receipt_has_its_wishes() {
    let mut world = open(Lang::En);
    let waiting = receipt(117, PrintState::Waiting, None).id;
    world.scroll_to("Try now");
    world.click("Try now");
    assert_eq!(world.wishes(), [Command::WishPrint { id: waiting, wish: PrintWish::Now }]);
    let doubtful = receipt(115, PrintState::InDoubt, None).id;
    world.scroll_to("It is on paper");
    world.click("It is on paper");
    assert_eq!(world.wishes(), [Command::WishPrint { id: doubtful, wish: PrintWish::OnPaper }]);
    world.scroll_to("Reprint");
    world.click("Reprint");
    let again = Command::PrintReceipt { order_no: order_no(113), printer: "前台".to_owned() };
    assert_eq!(world.wishes(), [again]);
}

#[test]
fn a_test_is_printed_once_and_its_outcome_is_said() {
    let mut world = open(Lang::En);
    world.click("Test print");
    let wishes = world.wishes();
    let [Command::TestPrinter(name)] = wishes.as_slice() else { panic!("{wishes:?}") };
    world.sees("Printing a test…");
    world.hears(&ShopEvent::PrinterTested { printer: name.clone(), said: PrinterAnswer::Handed });
    world.misses("Printing a test…");
    world.sees_part("the test was handed over");
}

#[test]
fn a_shop_without_a_printer_is_shown_how_to_have_one() {
    let mut world = World::speaking(Shop::camellia(), Lang::En);
    world.click("System status");
    world.click_part("Receipt printers No printer");
    world.sees_part("No printer is set up");
    world.click("Printers…");
    world.sees_part("kind = \"escpos-tcp\"");
    world.sees_part("never into settings.toml");
}

#[test]
fn an_orders_panel_prints_its_receipt_and_says_what_became_of_it() {
    let mut world = World::speaking(shop(), Lang::En);
    world.click("Orders");
    world.click_part(order_no(113).as_str());
    world.scroll_to("Print receipt · 后厨");
    world.click("Print receipt · 后厨");
    let wishes = world.wishes();
    let wanted = Command::PrintReceipt { order_no: order_no(113), printer: "后厨".to_owned() };
    assert!(wishes.contains(&wanted), "{wishes:?}");
}

#[test]
fn receipts_of_last_night_are_one_question_and_print_by_nothing_but_its_button() {
    let shop = shop();
    let late = [120, 119].map(|tail| receipt(tail, PrintState::Stopped, Some(PrintTrouble::Late)));
    let ids: Vec<PrintId> = late.iter().map(|row| row.id.clone()).collect();
    shop.rows().prints.extend(late);
    let mut world = World::open(shop.clone());
    world.sees("2 receipts were not printed and wait for you");
    world.key(egui::Key::Enter);
    assert!(world.wishes().is_empty(), "Enter decides nothing");
    world.click("Today");
    world.click("Show them");
    world.sees_part("Paid more than 15 minutes ago");
    world.click("Print all 2");
    assert_eq!(world.wishes(), [Command::WishLatePrints { ids: ids.clone(), wish: PrintWish::Now }]);
    world.click("Leave them out");
    assert_eq!(world.wishes(), [Command::WishLatePrints { ids, wish: PrintWish::Drop }]);
}

#[test]
fn a_receipt_for_a_printer_at_another_computer_has_a_way_out() {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let kitchen = PrinterRow { seat: "e".repeat(32), computer: "packing-room".into(), ..printer("前台", None) };
        rows.printers = vec![kitchen, printer("后厨", None)];
        rows.prints = vec![receipt(117, PrintState::Waiting, None), receipt(116, PrintState::Sending, None)];
    }
    let mut world = World::open(shop);
    world.click("System status");
    world.click_part("Receipt printers ");
    world.click("Printers…");
    world.sees("At the computer packing-room");
    world.sees("It waits for packing-room. If that computer is off, print it elsewhere.");
    let moves = world.nodes(|node| node.label().is_some_and(|label| label == "Print on 后厨 instead")).count();
    assert_eq!(moves, 2, "also the one that has been leaving there for a minute");
    world.nodes(|node| node.label().is_some_and(|label| label == "Print on 后厨 instead")).next().unwrap().click();
    world.settle();
    let wishes = world.wishes();
    assert!(matches!(&wishes[..], [Command::MovePrint { printer, .. }] if printer == "后厨"), "{wishes:?}");
}
