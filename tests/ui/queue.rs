//! The queue of refunds: what the owner sees before deciding, and the many ways to decide.

use crate::{
    products::photo,
    shop::{Shop, order_no, product_id, refund_no, yuan},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{Fen, OrderLine, Quantity, RefundNo, RefundOrigin, RefundState},
    events::ShopEvent,
    jobs::Command,
    store::{RefundApproval, RefundRejection},
    ui::Lang,
};

#[test]
fn evidence_opens_large_is_zoomed_and_walked_through() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Evidence 1");
    world.sees("Picture 1 of 2");
    world.sees("100%");
    world.click("Zoom in");
    world.sees("150%");
    world.key(Key::Plus);
    world.sees("225%");
    world.key(Key::Minus);
    world.sees("150%");
    world.key(Key::Num0);
    world.sees("100%");
    world.key(Key::ArrowRight);
    world.sees("Picture 2 of 2");
    world.click("Previous picture");
    world.sees("Picture 1 of 2");
    world.key(Key::Escape);
    world.misses("Picture 1 of 2");
}

#[test]
fn while_a_picture_is_large_no_key_decides_beneath_it() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Evidence 1");
    world.key(Key::A);
    world.key(Key::R);
    world.key(Key::J);
    world.key(Key::Escape);
    world.sees("Approve ¥9.90…");
    world.misses("Refund ¥9.90?");
    assert_eq!(world.wishes(), []);
}

fn line(id: &str, name: &str, price: &str, pieces: u32) -> OrderLine {
    let quantity = Quantity::new(pieces).expect("a quantity");
    OrderLine { product_id: product_id(id), name: name.into(), price: yuan(price), quantity }
}

/// The buyer asks about one of two packs; a pot was ordered too.
pub fn with_lines() -> Shop {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let lines = vec![line("P0001", "挂耳咖啡", "3.30", 3), line("P0002", "手冲壶", "87.60", 1)];
        let order = rows.orders.iter_mut().find(|detail| detail.row.key.order_no == order_no(110)).expect("an order");
        order.lines.clone_from(&lines);
        let detail = rows.refunds.iter_mut().find(|detail| detail.row.refund_no == refund_no(3)).expect("a refund");
        detail.order_lines = lines;
        detail.lines = vec![line("P0001", "挂耳咖啡", "3.30", 1)];
    }
    shop
}

#[test]
fn the_sum_follows_the_pieces_and_never_passes_what_was_asked_for() {
    let mut world = World::open(with_lines());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.sees("1 / 3");
    world.sees("0 / 1");
    world.click("One more: 挂耳咖啡");
    world.sees("2 / 3");
    world.sees("Refund ¥6.60?");
    world.click("One fewer: 挂耳咖啡");
    world.sees("Refund ¥3.30?");
    world.click("One more: 手冲壶");
    world.sees("Refund ¥9.90?");
    world.click("One fewer: 手冲壶");
    world.click("One fewer: 挂耳咖啡");
    world.sees("0 / 3");
    world.write("Amount", "2.50");
    world.sees("Refund ¥2.50?");
    world.sees_part("¥95.00 of the order remains");
    world.key(Key::Enter);
    let [Command::ApproveRefund(RefundApproval { amount, .. })] = &world.wishes()[..] else { panic!("one approval") };
    assert_eq!(*amount, yuan("2.50"));
}

#[test]
fn enter_on_a_button_presses_that_button_and_pays_nothing() {
    let mut world = World::open(with_lines());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    for _ in 0..3 {
        world.key(Key::Tab);
    }
    world.key(Key::Enter);
    assert_eq!(world.wishes(), []);
}

#[test]
fn the_buyers_message_is_shown_as_wechat_will_show_it() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.sees("What the buyer sees in WeChat");
    world.sees("Reason: Refund as agreed");
    world.click("Refund for missing goods");
    world.sees("Reason: Refund for missing goods");
    world.sees("24/80");
    world.write("Amount", "1.00");
    world.sees("WeChat shows no reason for a partial refund of ¥1.00 or less.");
}

#[test]
fn pieces_go_back_to_stock_when_the_owner_says_so() {
    let mut world = World::open(with_lines());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.click("One more: 挂耳咖啡");
    world.click("Restock: 挂耳咖啡");
    world.key(Key::Enter);
    let [Command::ApproveRefund(RefundApproval { amount, restock, .. })] = &world.wishes()[..] else {
        panic!("one approval")
    };
    assert_eq!(*amount, yuan("6.60"));
    assert_eq!(*restock, [(product_id("P0001"), Quantity::new(2).expect("two"))]);
}

#[test]
fn the_owner_gives_money_back_without_being_asked_and_can_take_it_back() {
    let mut world = World::open(Shop::camellia());
    world.click_part("SC20260901-00000116 韩梅梅");
    world.click("Refund…");
    world.sees("Refund ¥86.00?");
    world.sees("1 / 1");
    world.write("Amount", "16.00");
    world.sees_part("¥70.00 of the order remains");
    world.click("Restock: 云南小粒咖啡豆 500g");
    world.write("What the buyer reads", "Sorry for the long wait");
    assert_eq!(world.wishes(), []);
    world.key(Key::Enter);
    let wishes = world.wishes();
    let [Command::StartRefund { order_no: of, seen: 3, amount, pieces, reason }] = &wishes[..] else {
        panic!("one refund: {wishes:?}")
    };
    assert_eq!((of, *amount, reason.as_str()), (&order_no(116), yuan("16.00"), "Sorry for the long wait"));
    assert_eq!(pieces.iter().map(|piece| piece.restock).collect::<Vec<_>>(), [false]);
    world.obey_all();
    world.sees("Undo");
    world.sees_part("¥16.00 · 韩梅梅");
}

#[test]
fn what_was_said_before_to_those_who_were_refused_is_at_hand() {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let refused = rows.refunds.iter_mut().find(|detail| detail.row.refund_no == refund_no(8)).expect("refused");
        refused.reply = "The flavour is a matter of taste".into();
    }
    let mut world = World::open(shop);
    world.click("Refunds");
    world.key(Key::R);
    world.sees("Used before");
    world.click("The flavour is a matter of t…");
    world.write("What the buyer reads", "The flavour is a matter of taste, sorry");
    world.key(Key::Enter);
    let reply = "The flavour is a matter of taste, sorry".to_owned();
    assert_eq!(
        world.wishes(),
        [Command::RejectRefund(RefundRejection { refund_no: refund_no(3), seen: 1, reply, picture: None })]
    );
}

#[test]
fn a_refusal_can_show_the_buyer_a_picture() {
    let mut world = World::open(Shop::camellia());
    let (chosen, no_picture) = (world.file("cup.png", photo(image::ImageFormat::Png)), world.file("no.jpg", "<html>"));
    world.click("Refunds");
    world.key(Key::R);
    world.write("What the buyer reads", "It left here whole, see the picture");
    world.chooser.will_choose(&no_picture);
    world.click("Choose picture…");
    world.sees("This file is no picture that can be read. Use JPEG, PNG or WebP.");
    world.click("Choose picture…");
    world.chooser.will_choose(&chosen);
    world.click("Choose picture…");
    world.sees("Remove");
    world.click("Reject refund");
    let wishes = world.wishes();
    let [Command::RejectRefund(RefundRejection { picture: Some(file), .. })] = &wishes[..] else {
        panic!("one no: {wishes:?}")
    };
    let stored = std::fs::read(world.folder.path().join("pictures/replies").join(file)).expect("the file");
    assert!(stored.starts_with(&[0xFF, 0xD8, 0xFF]), "a JPEG");
}

fn approvals(wishes: &[Command]) -> Vec<(RefundNo, Fen)> {
    let approval = |wish: &Command| match wish {
        Command::ApproveRefund(RefundApproval { refund_no, amount, restock, .. }) => {
            assert!(restock.is_empty(), "stock is not changed by many at once");
            (refund_no.clone(), *amount)
        }
        other => panic!("{other:?}"),
    };
    wishes.iter().map(approval).collect()
}

#[test]
fn what_a_buyer_reads_is_in_the_shops_language_whatever_the_window_speaks() {
    let mut world = World::with_chinese_buyers(Shop::camellia());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    assert_eq!(world.content("What the buyer reads"), "协商一致，已为您退款");
    world.sees("微信支付 · 退款");
    world.sees_part("退款原因：协商一致");
    world.key(Key::Escape);
    world.click("Reject…");
    world.click("商品已使用，不符合退款条件");
    assert_eq!(world.content("What the buyer reads"), "商品已使用，不符合退款条件");
}

#[test]
fn ticked_refunds_are_approved_after_one_question_that_names_their_sum() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Tick 吴瑄 ¥9.90");
    world.click("Tick 李雷 ¥39.90");
    world.sees("2 ticked, ¥49.80 in all");
    world.click("Approve 2…");
    world.sees("Make 2 refunds, ¥49.80 in all?");
    assert_eq!(world.wishes(), []);
    world.key(Key::Enter);
    let wishes = world.wishes();
    assert_eq!(approvals(&wishes), [(refund_no(3), yuan("9.90")), (refund_no(1), yuan("39.90"))]);
    world.sees("0 of 2 approved");
    world.obey_all();
    world.sees("2 of 2 approved");
    world.click("Undo all");
    let back: Vec<Command> = [3, 1].map(|no| Command::TakeBackRefund { refund_no: refund_no(no), seen: 2 }).into();
    assert_eq!(world.wishes(), back);
    world.obey_all();
    world.sees("Approve ¥9.90…");
    world.misses_part("ticked");
}

#[test]
fn each_of_many_has_its_own_answer() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("Refunds");
    world.click("Tick 吴瑄 ¥9.90");
    world.click("Tick 王喆 ¥168.00");
    world.key(Key::A);
    // Another seat is faster with one of them.
    shop.rows().refunds.iter_mut().find(|one| one.row.refund_no == refund_no(2)).expect("a refund").row.version = 2;
    world.key(Key::Enter);
    world.obey_all();
    world.sees("1 of 2 approved");
    world.sees("¥9.90 · approved");
    world.sees_part("¥168.00 · This changed a moment ago, so your click did nothing");
    world.key(Key::Enter);
    world.misses_part("of 2 approved");
    assert_eq!(world.wishes(), []);
}

#[test]
fn a_ticked_refund_that_someone_decides_is_not_ticked_any_more() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("Refunds");
    world.key(Key::Space);
    world.sees("1 ticked, ¥9.90 in all");
    world.key(Key::J);
    world.key(Key::Space);
    world.sees("2 ticked, ¥177.90 in all");
    world.key(Key::K);
    world.key(Key::Space);
    world.sees("1 ticked, ¥168.00 in all");
    shop.set_refund(2, RefundState::Rejected);
    world.hears(&ShopEvent::RefundChanged(refund_no(2)));
    world.misses_part("ticked");
}

#[test]
fn the_list_says_how_long_each_request_has_waited() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.sees("waiting 2 h");
    world.sees("waiting 1 h");
    world.time_passes(172_800);
    world.hears(&ShopEvent::NoticeListed);
    world.sees("waiting 2 days");
}

#[test]
fn earlier_requests_and_how_the_order_stands_are_in_sight() {
    let shop = Shop::camellia();
    shop.add_refund(20, 117, "12.00", "杯子碎了", 400_000);
    shop.set_refund(20, RefundState::Rejected);
    let mut world = World::open(shop);
    world.click("Refunds");
    world.click_part("李雷 ¥39.90");
    world.sees_part("· To ship · This buyer: 12 orders");
    world.sees("Earlier refunds of this buyer (1)");
    world.sees("Same order");
    world.sees("杯子碎了");
    world.click_part("¥12.00 · 27 Aug");
    world.sees("¥12.00 · 李雷");
    world.sees_part("You rejected this refund");
}

#[test]
fn a_refund_that_failed_goes_on_under_a_new_number_only_after_a_question() {
    let shop = Shop::camellia();
    shop.set_refund(7, RefundState::Failed);
    let mut world = World::open(shop);
    world.click("Refunds");
    world.click("Failed 1");
    world.click_part("Anna Li ¥12.00 Failed");
    world.click("Refund ¥12.00 under a new number…");
    world.sees("Refund ¥12.00 under a new number?");
    world.sees_part("a new number does not pay twice");
    world.key(Key::Escape);
    assert_eq!(world.wishes(), []);
    world.click("Refund ¥12.00 under a new number…");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [Command::RenewRefund { refund_no: refund_no(7), seen: 3 }]);
    world.obey_all();
    world.sees_part("Takes the place of RF20260901-00000007-0001");
    world.sees("Undo");
    world.click_part("Takes the place of");
    world.sees_part("Goes on under the new number RF20260901-00000091-0001");
    world.misses_part("under a new number…");
}

#[test]
fn a_refund_wechat_cannot_pay_out_names_each_step_on_wechats_platform() {
    let shop = Shop::camellia();
    shop.set_refund(4, RefundState::Stuck);
    let mut world = World::open(shop);
    world.click("Refunds");
    world.click("Refunding 3");
    world.click_part("Stuck");
    world.sees_part("1. Sign in to pay.weixin.qq.com");
    world.sees("RF20260901-00000004-0001");
    world.click("Copy Refund number");
    world.sees("Copied");
    world.click("Ask WeChat now");
    assert_eq!(world.wishes(), [Command::AskAboutRefund(refund_no(4))]);
}

#[test]
fn refunds_from_wechats_platform_are_marked_and_offer_nothing_to_decide() {
    let shop = Shop::camellia();
    shop.set_refund(7, RefundState::Failed);
    shop.rows().refunds.iter_mut().filter(|one| one.row.refund_no == refund_no(7)).for_each(|one| {
        one.row.origin = RefundOrigin::Platform;
    });
    let mut world = World::open(shop);
    world.click("Refunds");
    world.click("Failed 1");
    world.click_part("Anna Li ¥12.00");
    world.sees("From WeChat's platform");
    world.sees_part("made by hand on WeChat's merchant platform");
    world.misses_part("under a new number");
}

#[test]
fn the_steps_of_a_refund_can_be_taken_out_as_a_sheet() {
    let shop = Shop::camellia();
    shop.rows().refunds.iter_mut().for_each(|one| one.row.order_no = order_no(110));
    let mut world = World::speaking(shop, Lang::Zh);
    let path = world.folder.path().join("记录.csv");
    world.chooser.will_choose(&path);
    world.click("退款");
    world.scroll_to("导出记录");
    world.click("导出记录");
    world.sees_part("记录.csv");
    let sheet = std::fs::read_to_string(&path).expect("written");
    assert!(sheet.starts_with('\u{FEFF}'), "Excel must read it as UTF-8");
    assert!(sheet.contains("9.90,2026-09-01 08:12:07,买家,申请退款\r\n"), "{sheet}");
}

#[test]
fn the_queue_speaks_chinese_too() {
    let mut world = World::speaking(Shop::camellia(), Lang::Zh);
    world.click("退款");
    world.sees("等了 2 小时");
    world.key(Key::Space);
    world.sees("已勾选 1 笔，共 ¥9.90");
    world.click("同意 1 笔…");
    world.sees("确认 1 笔退款，共 ¥9.90？");
    world.key(Key::Escape);
    world.click("取消勾选");
    world.key(Key::A);
    world.sees("退哪几件");
    world.sees("买家在微信里看到");
    world.key(Key::Escape);
    world.key(Key::F1);
    world.sees_part("一起同意");
    world.key(Key::A);
    world.misses("退哪几件");
}
