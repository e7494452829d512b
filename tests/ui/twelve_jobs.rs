//! The owner's twelve jobs, done through the window and counted. How many actions each may take stands in `docs/twelve-jobs.md`.
//!
//! An action is a click, a key or a chord of keys, or one entry into a field, however long. Each job begins on the page of the
//! orders, as the window opens.

use crate::{
    frame::asked,
    order_filters::Example,
    shipping::{packing_room, shipped},
    shop::{NOW, Shop, order_no, refund_no, yuan},
    world::World,
};
use egui::Key;
use std::{fs, path::Path};
use zhanggui::{
    domain::{Day, Days, MarkSubject, MoneyStep, Tag, TagColor, TagName},
    jobs::{Command, MarkWish},
    store::{ListPage, OrderQuery, RefundApproval, RefundRejection},
    ui::Lang,
};

/// The owner, and how many presses and words it took them.
struct CountedOwner {
    world: World,
    actions: u32,
}

impl CountedOwner {
    const fn at(world: World) -> Self {
        Self { world, actions: 0 }
    }

    fn key(&mut self, key: Key) {
        self.actions += 1;
        self.world.key(key);
    }

    fn command_key(&mut self, key: Key) {
        self.actions += 1;
        self.world.command_key(key);
    }

    fn clicks(&mut self, name: &str) {
        self.actions += 1;
        self.world.click(name);
    }

    fn clicks_part(&mut self, part: &str) {
        self.actions += 1;
        self.world.click_part(part);
    }

    /// Presses a field with the mouse.
    fn clicks_into(&mut self, field: &str) {
        self.actions += 1;
        self.world.focus(field);
    }

    /// Into what has the keyboard.
    fn types(&mut self, words: &str) {
        self.actions += 1;
        self.world.types(words);
        // A person's hand goes from the letters to Enter; a scanner's does not.
        self.world.frames_after(vec![(1.5, Vec::new())]);
    }

    /// In the system's own dialog.
    fn saves_as(&mut self, name: &str) -> std::path::PathBuf {
        self.actions += 1;
        let path = self.world.folder.path().join(name);
        self.world.chooser.will_choose(&path);
        path
    }
}

fn find_by_phone_tail() -> u32 {
    let shop = Example::new();
    let reader = shop.reader();
    let rows = reader.list_orders(&OrderQuery::default(), NOW, &ListPage::First, 60).expect("rows");
    let details = rows.iter().map(|row| reader.order(&row.key.order_no).expect("read").expect("an order"));
    let phones: Vec<(String, String)> = details
        .map(|detail| (detail.row.key.order_no.to_string(), detail.receiver.phone))
        .filter(|(_, phone)| phone.len() == 11)
        .collect();
    let alone = |tail: &str| phones.iter().filter(|(_, phone)| phone.ends_with(tail)).count() == 1;
    let (number, phone) = phones.iter().rfind(|(_, phone)| alone(&phone[7..])).expect("a tail nobody shares").clone();
    let mut hands = CountedOwner::at(shop.window(Lang::En));
    hands.key(Key::Slash);
    hands.types(&phone[7..]);
    hands.key(Key::Enter);
    hands.world.sees("Close details");
    hands.world.sees_part(&phone);
    hands.world.sees_part(&number);
    hands.actions
}

fn orders_of_yesterday() -> u32 {
    let shop = Example::new();
    let mut hands = CountedOwner::at(shop.window(Lang::En));
    hands.clicks("Filter");
    hands.clicks("Placed");
    hands.clicks("yesterday");
    let query = OrderQuery { placed: Some(Days::Yesterday), ..OrderQuery::default() };
    hands.world.sees(&shop.totals(&query));
    hands.actions
}

/// Their numbers are at hand, and typed.
fn ship_three() -> u32 {
    let mut hands = CountedOwner::at(World::open(packing_room()));
    hands.key(Key::Num4);
    hands.clicks_into("Tracking number of SC20260901-00000090");
    for number in ["SF1234567890123", "78123456789012"] {
        hands.types(number);
        hands.key(Key::Enter);
    }
    hands.types("SF1234567890125");
    hands.command_key(Key::Enter);
    hands.world.sees("Mark 3 orders as shipped?");
    hands.key(Key::Enter);
    assert_eq!(
        hands.world.wishes(),
        [
            shipped(90, "SF", "SF1234567890123"),
            shipped(91, "ZTO", "78123456789012"),
            shipped(116, "SF", "SF1234567890125")
        ]
    );
    hands.actions
}

fn refund_a_part_and_restock_it() -> u32 {
    let mut hands = CountedOwner::at(World::open(crate::queue::with_lines()));
    hands.key(Key::Num3);
    hands.key(Key::A);
    hands.clicks("One more: 挂耳咖啡");
    hands.clicks("Restock: 挂耳咖啡");
    hands.key(Key::Enter);
    let wishes = hands.world.wishes();
    let [Command::ApproveRefund(RefundApproval { amount, restock, .. })] = &wishes[..] else { panic!("{wishes:?}") };
    assert_eq!((*amount, restock.len()), (yuan("6.60"), 1));
    hands.actions
}

fn reject_with_a_reason() -> u32 {
    let mut hands = CountedOwner::at(World::open(Shop::camellia()));
    hands.key(Key::Num3);
    hands.key(Key::R);
    hands.clicks("The parcel is on its way; please ask again once you have it");
    hands.key(Key::Enter);
    let wishes = hands.world.wishes();
    let [Command::RejectRefund(RefundRejection { refund_no: of, .. })] = &wishes[..] else { panic!("{wishes:?}") };
    assert_eq!(*of, refund_no(3));
    hands.actions
}

fn one_slip() -> u32 {
    let mut hands = CountedOwner::at(World::open(packing_room()));
    hands.clicks_part("SC20260901-00000116");
    hands.key(Key::P);
    hands.world.sees("Print 1 packing slip?");
    hands.key(Key::Enter);
    hands.world.sees_part("Not printed: no printer.");
    hands.actions
}

fn mute() -> u32 {
    let mut hands = CountedOwner::at(World::open(Shop::camellia()));
    hands.clicks("Show all");
    hands.clicks("Mute 30 min");
    assert_eq!(hands.world.alerts.muted_until(), Some(NOW.plus(30 * 60)));
    hands.actions
}

fn export_last_month() -> u32 {
    let shop = Example::new();
    let mut hands = CountedOwner::at(shop.window(Lang::En));
    hands.clicks("Filter");
    hands.clicks("Placed");
    hands.clicks("last month");
    hands.clicks("Export");
    let file = hands.saves_as("august.csv");
    hands.clicks_part("as CSV…");
    let query = OrderQuery { placed: Some(Days::LastMonth), ..OrderQuery::default() };
    let many = shop.reader().list_totals(&query, NOW).expect("totals").count;
    let rows = fs::read_to_string(file).expect("a sheet").lines().count() as u64 - 1;
    assert!(many > 0 && rows == many, "{rows} of {many}");
    hands.actions
}

fn today_against_yesterday() -> u32 {
    let mut hands = CountedOwner::at(World::open(Shop::camellia()));
    hands.key(Key::Num1);
    hands.world.sees_part("¥3,482.60");
    hands.world.sees("Yesterday until now");
    hands.world.sees("+12%");
    hands.actions
}

fn approve_from_the_alert_line() -> u32 {
    let mut hands = CountedOwner::at(World::open(Shop::camellia()));
    hands.world.alerts.call(vec![asked(3, -1)]);
    hands.world.settle();
    hands.key(Key::N);
    hands.key(Key::A);
    hands.world.sees("Refund ¥9.90?");
    hands.key(Key::Enter);
    let wishes = hands.world.wishes();
    let asked = wishes.iter().any(|wish| matches!(wish, Command::ApproveRefund(yes) if yes.refund_no == refund_no(3)));
    assert!(asked, "{wishes:?}");
    hands.actions
}

fn note_and_tag_an_order() -> u32 {
    let shop = Shop::camellia();
    let name = TagName::parse("熟客").expect("a tag");
    assert!(shop.obey(&Command::Mark(MarkWish::MakeTag(Tag { name: name.clone(), color: TagColor::Red })), NOW));
    let mut hands = CountedOwner::at(World::open(shop));
    hands.clicks_part("SC20260901-00000114");
    hands.clicks_into("Shop note");
    hands.types("门卫代收");
    hands.key(Key::Enter);
    hands.clicks("Add a tag");
    hands.clicks("Put “熟客” on");
    let order = MarkSubject::Order(order_no(114));
    let note = MarkWish::WriteNote(order.clone(), "门卫代收".into());
    assert_eq!(hands.world.wishes(), [note, MarkWish::PutTag(order, name)].map(Command::Mark));
    hands.actions
}

fn money_that_is_frozen_or_late() -> u32 {
    let shop = Example::new();
    let sums = shop.reader().money_steps(Day::of(NOW).month().begins()).expect("the steps");
    let one = sums.iter().find(|one| one.step == MoneyStep::UnderWay).expect("a step");
    let mut hands = CountedOwner::at(shop.window(Lang::En));
    hands.key(Key::Num1);
    hands.actions += 1;
    hands.world.press_by_screen_reader(&format!("Under way {} {}", one.count, one.sum));
    hands.world.sees("Back to Today");
    hands.actions
}

/// A job as the page names it, and how it is done: gives the actions it took.
type Job = (&'static str, fn() -> u32);

const JOBS: [Job; 12] = [
    ("Find an order by the tail of its phone", find_by_phone_tail),
    ("See yesterday's orders", orders_of_yesterday),
    ("Ship three parcels whose numbers are at hand", ship_three),
    ("Refund a part and put it back in stock", refund_a_part_and_restock_it),
    ("Refuse a refund with a reason", reject_with_a_reason),
    ("Print one packing slip", one_slip),
    ("Mute for half an hour", mute),
    ("Export last month", export_last_month),
    ("Compare today's takings with yesterday's", today_against_yesterday),
    ("Approve the refund on the alert line", approve_from_the_alert_line),
    ("Note and tag an order", note_and_tag_an_order),
    ("See what money is frozen or late", money_that_is_frozen_or_late),
];

#[test]
fn each_of_the_twelve_jobs_takes_no_more_actions_than_the_page_says() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/twelve-jobs.md");
    let page = fs::read_to_string(page).expect("the page of the jobs");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let told: Vec<u32> = JOBS
        .iter()
        .map(|(name, _)| {
            let row = rows.iter().find(|row| row[1] == *name).unwrap_or_else(|| panic!("{name:?} is not on the page"));
            row[2].parse().expect("a number")
        })
        .collect();
    let counted: Vec<u32> = JOBS.iter().map(|(_, job)| job()).collect();
    let both: Vec<_> = JOBS.iter().zip(counted.iter().zip(&told)).map(|((name, _), both)| (name, both)).collect();
    assert_eq!(counted, told, "job, counted, told: {both:#?}");
}
