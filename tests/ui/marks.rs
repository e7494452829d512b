//! The owner's own notes and tags, the buyer's card, and the one timeline of an order.

use crate::{
    shop::{NOW, Shop, order_no, refund_no, yuan},
    typing::{Way, scan},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{
        Actor, MarkSubject, OpenId, OrderState, PaymentState, RefundState, StepReason, Tag, TagColor, TagName,
        TransactionId, Transition, UnixSeconds,
    },
    events::CommandOutcome,
    jobs::{Command, MarkWish},
    store::HistoryRow,
    ui::Lang,
};

const ORDER: &str = "SC20260901-00000114";

fn order() -> MarkSubject {
    MarkSubject::Order(order_no(114))
}

fn buyer() -> OpenId {
    OpenId::parse("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o").unwrap()
}

fn mark(wish: MarkWish) -> Command {
    Command::Mark(wish)
}

fn name(raw: &str) -> TagName {
    TagName::parse(raw).unwrap()
}

fn open(lang: Lang) -> World {
    let mut world = World::speaking(Shop::camellia(), lang);
    world.click_part(ORDER);
    world
}

impl World {
    fn writes_a_note(&mut self, field: &str, words: &str) {
        self.focus(field);
        self.types(words);
        self.key(Key::Enter);
    }
}

#[test]
fn a_note_is_written_by_keyboard_and_stands_in_the_timeline() {
    let mut world = open(Lang::En);
    world.writes_a_note("Shop note", "门卫代收");
    assert_eq!(world.wishes(), [mark(MarkWish::WriteNote(order(), "门卫代收".into()))]);
    assert_eq!(world.content("Shop note"), "门卫代收", "it is there until it is kept");
    world.obey_all();
    assert_eq!(world.content("Shop note"), "");
    world.sees("门卫代收");
    world.sees("Note: 门卫代收");
    assert_eq!(world.focused().as_deref(), Some("Shop note"), "the next one can be written at once");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [], "nothing is no note");
    world.types(&"long ".repeat(101));
    world.key(Key::Enter);
    assert_eq!(world.wishes(), []);
    world.sees("A note has 500 characters at most.");
}

#[test]
fn a_note_that_was_not_kept_is_still_there() {
    let mut world = open(Lang::En);
    world.writes_a_note("Shop note", "门卫代收");
    world.answers(|_| true, CommandOutcome::TooLate);
    assert_eq!(world.content("Shop note"), "门卫代收");
    world.key(Key::Escape);
    world.click_part("SC20260901-00000112");
    assert_eq!(world.content("Shop note"), "", "another order has its own");
    world.click_part(ORDER);
    assert_eq!(world.content("Shop note"), "门卫代收");
}

#[test]
fn a_scan_leaves_the_note_it_fell_into_and_its_enter_keeps_nothing() {
    for way in Way::ALL {
        let mut world = open(Lang::En);
        world.write("Shop note", "half a note");
        world.focus("Shop note");
        scan(&mut world, way, "AR-A0001", None);
        assert_eq!(world.wishes(), [], "{way:?}");
        assert_eq!(world.content("Shop note"), "half a note", "{way:?}");
    }
}

#[test]
fn a_note_that_was_removed_can_be_brought_back_where_it_stood() {
    let mut world = open(Lang::En);
    world.writes_a_note("Shop note", "门卫代收");
    world.obey_all();
    world.click("Remove this note");
    assert_eq!(
        world.wishes(),
        [mark(MarkWish::WriteNote(order(), "门卫代收".into())), mark(MarkWish::RemoveNote(1))][1..]
    );
    world.obey_all();
    world.misses("门卫代收");
    world.sees("The note is removed.");
    world.scroll_to("Bring back");
    world.click("Bring back");
    assert_eq!(world.wishes(), [mark(MarkWish::PutNoteBack(1))]);
    world.obey_all();
    world.sees("门卫代收");
    world.misses("Bring back");
}

#[test]
fn a_tag_is_made_put_on_taken_off_and_brought_back() {
    let mut world = open(Lang::En);
    world.click("Add a tag");
    world.focus("New tag");
    world.types("熟客");
    world.scroll_to("Put on");
    world.click("Violet");
    world.click("Put on");
    let tag = Tag { name: name("熟客"), color: TagColor::Violet };
    assert_eq!(world.wishes(), [mark(MarkWish::MakeTag(tag)), mark(MarkWish::PutTag(order(), name("熟客")))]);
    world.obey_all();
    world.sees("Tagged “熟客”");
    world.scroll_to("Take the tag “熟客” off");
    world.click("Take the tag “熟客” off");
    assert_eq!(world.wishes(), [mark(MarkWish::TakeTag(order(), name("熟客")))]);
    world.obey_all();
    assert!(world.offers("Put “熟客” on") && world.offers("Delete the tag “熟客”"));
    world.scroll_to("Bring back");
    world.click("Bring back");
    assert_eq!(world.wishes(), [mark(MarkWish::PutTag(order(), name("熟客")))]);
    world.obey_all();
    world.scroll_to("Close the tags");
    world.click("Close the tags");
    world.sees("熟客");
    assert!(!world.offers("Take the tag “熟客” off"), "closed, a tag is only read");
}

#[test]
fn the_card_knows_the_buyer_and_a_note_on_them_is_theirs() {
    let mut world = open(Lang::En);
    for words in ["since 2026", "Paid orders", "Spent", "Refunds"] {
        world.sees(words);
    }
    world.click("Buyer note");
    world.writes_a_note("Note on the buyer", "周末才收得到");
    let subject = MarkSubject::Buyer(buyer());
    assert_eq!(world.wishes(), [mark(MarkWish::WriteNote(subject, "周末才收得到".into()))]);
    world.obey_all();
    world.sees("周末才收得到");
    world.misses("Note: 周末才收得到");
    world.click_part("SC20260901-00000112");
    world.sees("周末才收得到");
}

#[test]
fn blocking_a_buyer_says_what_they_will_read_and_is_undone_by_a_click() {
    let mut world = World::with_chinese_buyers(Shop::camellia());
    world.click_part(ORDER);
    world.click("Block buyer…");
    world.sees("Take no new orders from 陈祎?");
    world.sees("店铺暂时不接受你的新订单，之前的订单和退款照常处理，有疑问请联系商家。");
    world.key(Key::Escape);
    assert_eq!(world.wishes(), []);
    world.click("Block buyer…");
    world.write("Why (only you read it; may be left empty)", "三次拒收");
    world.click("Block");
    assert_eq!(world.wishes(), [mark(MarkWish::BlockBuyer(buyer(), "三次拒收".into()))]);
    world.obey_all();
    world.sees("Blocked");
    world.sees("Why: 三次拒收");
    world.click("Take orders again");
    assert_eq!(world.wishes(), [mark(MarkWish::UnblockBuyer(buyer()))]);
    world.obey_all();
    world.misses("Blocked");
}

#[test]
fn a_refund_has_its_own_tags_and_notes() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    assert!(world.offers("Add a tag"));
    world.click("Write a note…");
    world.writes_a_note("Shop note", "照片看不清");
    let subject = MarkSubject::Refund(refund_no(3));
    assert_eq!(world.wishes(), [mark(MarkWish::WriteNote(subject, "照片看不清".into()))]);
    world.obey_all();
    world.sees("照片看不清");
}

/// Everything an order can live through, told to the shop in memory.
fn full_life() -> Shop {
    let shop = Shop::camellia();
    let mut rows = shop.rows();
    let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(114)).expect("shipped");
    let at = |minutes: i64| NOW.plus(-60 * minutes);
    let step = |at: UnixSeconds, actor: Actor, step: Transition, why: &str| {
        let reason = StepReason::parse(&step, actor, why);
        HistoryRow { at, actor, step, reason, message: None, refund_no: None, amount: None, operator: None }
    };
    let transaction = "4200001234202609011234567890";
    detail.transaction_id = TransactionId::parse(transaction).ok();
    let mut back =
        step(at(5), Actor::WeChat, Transition::Refund(Some(RefundState::Processing), RefundState::Refunded), "");
    (back.refund_no, back.amount) = (Some(refund_no(8)), Some(yuan("9.90")));
    detail.history = vec![
        step(at(2000), Actor::Buyer, Transition::Order(None, OrderState::ToPay), ""),
        step(at(2000), Actor::Buyer, Transition::Payment(None, PaymentState::Unsent), ""),
        step(
            at(91),
            Actor::WeChat,
            Transition::Payment(Some(PaymentState::Waiting), PaymentState::Noticed),
            transaction,
        ),
        step(at(90), Actor::WeChat, Transition::Order(Some(OrderState::ToPay), OrderState::ToShip), transaction),
        step(
            at(90),
            Actor::WeChat,
            Transition::Payment(Some(PaymentState::Waiting), PaymentState::Confirmed),
            transaction,
        ),
        step(at(30), Actor::Owner, Transition::Order(Some(OrderState::ToShip), OrderState::Shipped), "SF SF1488213057"),
        step(at(30), Actor::Owner, Transition::parse("shipment", "", "held"), "SF SF1488213057"),
        step(at(29), Actor::WeChat, Transition::parse("shipment", "held", "reported"), ""),
        back,
    ];
    drop(rows);
    shop
}

#[test]
fn the_timeline_tells_each_thing_once_newest_first_in_both_languages() {
    for (lang, lines) in [
        (
            Lang::Zh,
            [
                "今天 · 9月1日",
                "退回 ¥9.90，买家已收到",
                "微信：微信已登记发货",
                "发货 · 顺丰速运 SF1488213057",
                "收到 ¥74.50，已向微信核对",
                "微信单号 4200001234202609011234567890",
                "昨天 · 8月31日",
                "陈祎下单，应付 ¥74.50",
            ],
        ),
        (
            Lang::En,
            [
                "Today · 1 Sep",
                "¥9.90 refunded, with the buyer",
                "WeChat: WeChat has the shipment",
                "Shipped · SF Express SF1488213057",
                "¥74.50 came in, confirmed with WeChat",
                "WeChat payment 4200001234202609011234567890",
                "Yesterday · 31 Aug",
                "陈祎 placed the order, ¥74.50 to pay",
            ],
        ),
    ] {
        let mut world = World::speaking(full_life(), lang);
        world.click_part(ORDER);
        for line in lines {
            world.sees(line);
        }
        let tops: Vec<f32> = lines.iter().map(|line| world.top_of(line)).collect();
        assert!(tops.windows(2).all(|pair| pair[0] < pair[1]), "{lang:?}: {tops:?}");
        let said = world.everything_said();
        assert_eq!(said.matches("4200001234202609011234567890").count(), 1, "each number once");
    }
}

#[test]
fn the_timeline_can_be_of_money_of_parcels_or_of_notes_alone() {
    let mut world = World::speaking(full_life(), Lang::En);
    world.click_part(ORDER);
    let (paid, shipped) = ("¥74.50 came in, confirmed with WeChat", "Shipped · SF Express SF1488213057");
    world.click("Money");
    assert!(world.shows(paid) && !world.shows(shipped));
    world.click("Parcels");
    assert!(!world.shows(paid) && world.shows(shipped));
    world.click("Notes");
    assert!(!world.shows(paid) && !world.shows(shipped));
    world.sees("Nothing of this kind yet.");
    world.click("Everything");
    assert!(world.shows(paid) && world.shows(shipped));
    world.click("WeChat payment 4200001234202609011234567890");
    world.click("¥9.90 refunded, with the buyer");
    assert!(world.offers("Export"), "the refund is open");
}
