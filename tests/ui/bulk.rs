//! Many orders at once: each row by itself, with its own outcome.

use crate::{
    order_filters::Example,
    shipping::shipped,
    shop::{NOW, Shop, order_no},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{MarkSubject, OrderNo, OrderState, Seat, Tag, TagColor, TagName},
    events::CommandOutcome,
    jobs::{Command, MarkWish},
    store::{ListPage, OrderFilter, OrderQuery, OrderRow, Refusal},
    ui::Lang,
};

fn tag(name: &str) -> TagName {
    TagName::parse(name).expect("a tag")
}

impl Example {
    fn tagged(&self, orders: &[OrderNo], name: &str) {
        self.store.make_tag(Tag { name: tag(name), color: TagColor::Red }, NOW).wait().expect("made");
        for order_no in orders {
            let subject = MarkSubject::Order(order_no.clone());
            self.store.put_tag(subject, tag(name), Seat::owner(), NOW).wait().expect("put");
        }
    }

    fn newest(&self) -> Vec<OrderRow> {
        self.reader().list_orders(&OrderQuery::default(), NOW, &ListPage::First, 8).expect("rows")
    }

    fn own_tags(&self, order_no: &OrderNo) -> Vec<TagName> {
        let marks = self.reader().marks_of(std::slice::from_ref(order_no)).expect("marks");
        marks.into_iter().flat_map(|marks| marks.own).collect()
    }

    /// Carries out what the window wished of tags, each in its own step.
    fn obeys(&self, world: &mut World) -> usize {
        let wishes = world.wishes();
        for wish in &wishes {
            let done = match wish.clone() {
                Command::Mark(MarkWish::PutTag(subject, name)) => self.store.put_tag(subject, name, Seat::owner(), NOW),
                Command::Mark(MarkWish::TakeTag(subject, name)) => {
                    self.store.take_tag(subject, name, Seat::owner(), NOW)
                }
                Command::Mark(MarkWish::MakeTag(tag)) => self.store.make_tag(tag, NOW),
                other => panic!("{other:?}"),
            };
            done.wait().expect("kept");
            world.answers(|command| command == wish, CommandOutcome::Done);
        }
        wishes.len()
    }
}

#[test]
fn a_tag_goes_on_every_ticked_order_and_undo_takes_it_off_only_those_it_was_put_on() {
    let shop = Example::new();
    let numbers: Vec<OrderNo> = shop.newest().into_iter().take(3).map(|row| row.key.order_no).collect();
    shop.tagged(&numbers[..1], "送礼");
    let mut world = shop.window(Lang::En);
    for number in &numbers {
        world.click(&format!("Tick {number}"));
    }
    world.key(Key::T);
    world.click("Put “送礼” on");
    assert_eq!(shop.obeys(&mut world), 2, "the one that has it is left as it is");
    world.sees("“送礼” was put on 2 orders.");
    assert!(numbers.iter().all(|number| shop.own_tags(number) == [tag("送礼")]));
    world.click("Undo");
    assert_eq!(shop.obeys(&mut world), 2);
    assert_eq!(numbers.iter().map(|number| shop.own_tags(number).len()).collect::<Vec<_>>(), [1, 0, 0]);
    world.click("Tag…");
    world.click("Take “送礼” off · 1");
    assert_eq!(shop.obeys(&mut world), 1);
    world.sees("“送礼” was taken off 1 order.");
    assert!(numbers.iter().all(|number| shop.own_tags(number).is_empty()));
}

#[test]
fn a_new_tag_is_made_and_put_on_what_is_ticked_by_the_keyboard_alone() {
    let shop = Example::new();
    let mut world = shop.window(Lang::Zh);
    world.key(Key::J);
    world.key(Key::X);
    world.key(Key::J);
    world.key(Key::X);
    world.key(Key::T);
    for _ in 0..30 {
        world.key(Key::ArrowDown);
    }
    world.key(Key::Enter);
    world.types("节日");
    world.key(Key::Enter);
    assert_eq!(shop.obeys(&mut world), 3, "one is made, two are put on");
    world.sees("「节日」已贴到 2 笔订单上。");
    world.key(Key::Escape);
    assert!(!world.shows("「节日」已贴到 2 笔订单上。"));
}

#[test]
fn a_row_that_cannot_be_tagged_is_named_and_the_others_are() {
    let shop = Example::new();
    let numbers: Vec<OrderNo> = shop.newest().into_iter().take(2).map(|row| row.key.order_no).collect();
    shop.tagged(&[], "送礼");
    let mut world = shop.window(Lang::En);
    for number in &numbers {
        world.click(&format!("Tick {number}"));
    }
    world.click("Tag…");
    world.click("Put “送礼” on");
    let of = |number: &OrderNo| Command::Mark(MarkWish::PutTag(MarkSubject::Order(number.clone()), tag("送礼")));
    world.answers(|command| *command == of(&numbers[0]), CommandOutcome::Refused(Refusal::TooMany { most: 8 }));
    world.answers(|command| *command == of(&numbers[1]), CommandOutcome::Done);
    world.sees("“送礼” was put on 1 order. 1 was not done:");
    world.sees_part(&format!("{}: ", numbers[0]));
    world.click("Close");
    world.misses_part("was not done");
    world.sees("2 ticked");
}

/// Two that can go, one that is being refunded, one that is gone.
fn mixed() -> World {
    let shop = Shop::camellia();
    shop.add_order(91, 20 * 3600, "赵小满", "手冲壶", "48.20", OrderState::ToShip);
    shop.add_order(90, 20 * 3600, "林堃", "挂耳咖啡 ×6", "119.70", OrderState::ToShip);
    let mut world = World::open(shop);
    for number in [91, 90, 117, 114] {
        world.click(&format!("Tick {}", order_no(number)));
    }
    world
}

#[test]
fn ticked_orders_go_to_the_shipping_desk_as_they_are_ticked_and_what_must_stay_is_named() {
    let mut world = mixed();
    world.sees("4 ticked");
    world.click("Ship 2…");
    world.sees_part("1 is being refunded and was left out: SC20260901-00000117");
    world.sees_part("1 does not wait to be shipped and was left out.");
    world.write("Tracking number of SC20260901-00000091", "78123456789012");
    world.write("Tracking number of SC20260901-00000090", "SF1234567890123");
    world.sees("Mark shipped, tell the buyer · 2");
    world.click("Orders");
    world.click(&format!("Tick {}", order_no(91)));
    world.click(&format!("Tick {}", order_no(116)));
    world.key(Key::S);
    world.sees("Mark shipped, tell the buyer · 1");
    assert_eq!(world.wishes(), []);
}

#[test]
fn what_is_shipped_together_is_asked_once_and_a_row_that_stays_is_named() {
    let mut world = mixed();
    world.key(Key::S);
    world.write("Tracking number of SC20260901-00000091", "78123456789012");
    world.write("Tracking number of SC20260901-00000090", "SF1234567890123");
    world.click("Mark shipped, tell the buyer · 2");
    world.sees("Mark 2 orders as shipped?");
    world.sees("With SF Express 1, ZTO Express 1.");
    world.key(Key::Escape);
    assert_eq!(world.wishes(), []);
    world.click("Mark shipped, tell the buyer · 2");
    world.key(Key::Enter);
    let (stays, goes) = (shipped(90, "SF", "SF1234567890123"), shipped(91, "ZTO", "78123456789012"));
    let wishes = world.wishes();
    assert!(wishes.len() == 2 && wishes.contains(&stays) && wishes.contains(&goes), "{wishes:?}");
    world.answers(|command| *command == stays, CommandOutcome::Refused(Refusal::Stale));
    world.answers(|command| *command == goes, CommandOutcome::Done);
    world.sees("1 order was marked as shipped. 1 was not done:");
    world.sees_part("SC20260901-00000090: ");
    world.key(Key::Escape);
    world.misses_part("was not done");
}

#[test]
fn ticked_orders_are_written_as_a_sheet_and_their_slips_are_asked_about() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    world.click_part("To ship ");
    let rows =
        shop.reader().list_orders(&OrderQuery::of(OrderFilter::ToShip), NOW, &ListPage::First, 60).expect("rows");
    let ticked = [&rows[3], &rows[1]];
    for row in ticked {
        world.click(&format!("Tick {}", row.key.order_no));
    }
    world.click("Export…");
    let file = world.folder.path().join("ticked.csv");
    world.chooser.will_choose(&file);
    world.click_part("2 orders as CSV");
    let sheet = std::fs::read_to_string(&file).expect("a sheet");
    let numbers: Vec<&str> = sheet.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(numbers, [rows[1].key.order_no.as_str(), rows[3].key.order_no.as_str()], "as they stand in the list");
    world.key(Key::P);
    world.sees("Print 2 packing slips?");
    for row in ticked {
        world.sees_part(&row.key.order_no.as_str()[row.key.order_no.as_str().len() - 4..]);
    }
}
