//! The list of orders bent by its owner: narrowed, sorted, ticked, kept as a view, written as a sheet.

use crate::{
    million::{self, Million},
    shop::{NOW, order_no},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{Days, Fen, MarkSubject, OrderNo, Seat, ShopId, Tag, TagColor, TagName},
    events::ShopEvent,
    jobs::Command,
    store::{ListPage, OrderFilter, OrderQuery, OrderSort, Reader, RefundPart, SortBy, Store, seed_example},
    ui::Lang,
};

/// The example shop in a file, open.
pub struct Example {
    pub store: Store,
    folder: tempfile::TempDir,
}

impl Example {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("shop.db");
        seed_example(&path, NOW).expect("an example");
        Self { store: Store::open(&path, ShopId::main()).expect("a store"), folder }
    }

    pub fn reader(&self) -> Reader {
        self.store.reader().expect("a reader")
    }

    pub fn window(&self, lang: Lang) -> World {
        World::on_file(Box::new(self.reader()), lang, self.folder.path())
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// What a list comes to, as the bar says it in English.
    pub fn totals(&self, query: &OrderQuery) -> String {
        let totals = self.reader().list_totals(query, NOW).expect("totals");
        let orders = if totals.count == 1 { "order" } else { "orders" };
        format!("{} {orders} · {}", totals.count, totals.sum)
    }

    fn first(&self, query: &OrderQuery) -> String {
        let rows = self.reader().list_orders(query, NOW, &ListPage::First, 1).expect("rows");
        rows.first().expect("a row").key.order_no.to_string()
    }
}

fn order_no_of(number: &str) -> OrderNo {
    OrderNo::parse(number).expect("a number")
}

fn part_refunded() -> OrderQuery {
    OrderQuery { refund: Some(RefundPart::Part), ..OrderQuery::default() }
}

#[test]
fn conditions_are_chosen_shown_as_chips_and_taken_away() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    let all = shop.totals(&OrderQuery::default());
    world.sees(&all);
    world.click("Filter");
    world.click("Refund");
    world.click("part of it");
    world.sees(&shop.totals(&part_refunded()));
    world.click("Filter");
    world.click("Amount");
    world.write("At least (yuan)", "300");
    world.click("Apply");
    let both = OrderQuery { amount_from: Fen::new(30_000), ..part_refunded() };
    world.sees(&shop.totals(&both));
    assert!(world.offers("Amount ≥ ¥300.00") && world.offers("Refund part of it"));
    world.click("Remove the filter: Amount");
    world.sees(&shop.totals(&part_refunded()));
    let done = shop.reader().counts(NOW).expect("counts").done;
    world.click(&format!("Done {done}"));
    let done = OrderQuery { filter: OrderFilter::Done, ..part_refunded() };
    world.sees(&shop.totals(&done));
    world.click("Clear");
    world.sees(&shop.totals(&OrderQuery::of(OrderFilter::Done)));
    assert!(!world.offers("Refund part of it"));
}

#[test]
fn a_tag_stands_in_its_row_and_the_list_is_narrowed_to_it() {
    let shop = Example::new();
    let number = shop.first(&OrderQuery::of(OrderFilter::Shipped));
    let subject = MarkSubject::Order(order_no_of(&number));
    let name = TagName::parse("送礼").expect("a tag");
    shop.store.make_tag(Tag { name: name.clone(), color: TagColor::Red }, NOW).wait().expect("made");
    shop.store.put_tag(subject.clone(), name.clone(), Seat::owner(), NOW).wait().expect("put");
    shop.store.write_note(subject, "多送一包滤纸".to_owned(), Seat::owner(), NOW).wait().expect("written");
    let mut world = shop.window(Lang::En);
    world.click("Filter");
    world.click("Tag");
    world.click("送礼");
    let query = OrderQuery { tag: Some(name), ..OrderQuery::default() };
    world.sees(&shop.totals(&query));
    assert!(world.offers("Tag 送礼"));
    let rows = world.rows_on_screen();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].0.starts_with(&number) && rows[0].0.ends_with("送礼"), "{rows:?}");
    world.click("Remove the filter: Tag");
    world.sees(&shop.totals(&OrderQuery::default()));
}

#[test]
fn days_from_and_to_are_typed_and_what_makes_no_sense_is_said() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    world.click("Filter");
    world.click("Shipped");
    world.write("From", "2026-08-20");
    world.write("To", "2026-08-10");
    world.click("Apply");
    world.sees("The first day is after the last one.");
    world.write("To", "2026-08-25");
    world.click("Apply");
    let query = OrderQuery { shipped: Days::parse("2026-08-20..2026-08-25").ok(), ..OrderQuery::default() };
    world.sees(&shop.totals(&query));
    assert!(world.offers("Shipped 2026-08-20 to 2026-08-25"));
}

#[test]
fn the_keyboard_alone_narrows_the_list_and_leaves_it() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    world.key(Key::F);
    world.key(Key::Enter);
    world.key(Key::ArrowDown);
    world.key(Key::Enter);
    let query = OrderQuery { placed: Some(Days::Yesterday), ..OrderQuery::default() };
    world.sees(&shop.totals(&query));
    world.key(Key::F);
    world.key(Key::Escape);
    assert!(!world.offers("Amount"), "the menu is gone");
    assert!(world.offers("Placed yesterday"));
}

#[test]
fn a_click_on_a_head_sorts_and_another_turns_the_list_round() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    for rising in [false, true] {
        world.click("Sort by amount");
        let sort = OrderSort { by: SortBy::Amount, rising };
        let query = OrderQuery { sort, ..OrderQuery::default() };
        let first = world.rows_on_screen().first().cloned().expect("a row").0;
        assert!(first.contains(&shop.first(&query)), "{first}");
    }
}

#[test]
fn a_column_is_made_wider_by_the_keyboard_kept_and_brought_back_by_a_double_click() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    let width = |world: &World| world.place_of("Width of Buyer · phone tail").center().x;
    let usual = width(&world);
    world.focus_on("Width of Buyer · phone tail");
    for _ in 0..3 {
        world.key(Key::ArrowRight);
    }
    assert!((width(&world) - usual - 24.0).abs() < 1.0, "{} {usual}", width(&world));
    drop(world);
    let mut world = shop.window(Lang::En);
    assert!((width(&world) - usual - 24.0).abs() < 1.0, "as it was left");
    world.focus_on("Width of Buyer · phone tail");
    for _ in 0..40 {
        world.key(Key::ArrowLeft);
    }
    assert!(usual - width(&world) < 60.0, "never narrower than can be read");
    let place = world.place_of("Width of Buyer · phone tail").center();
    let button = |pressed| egui::Event::PointerButton {
        pos: place,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    let click = vec![button(true), button(false)];
    world.frames(vec![vec![egui::Event::PointerMoved(place)], click.clone(), click], 0.05);
    assert!((width(&world) - usual).abs() < 1.0, "{} {usual}", width(&world));
}

#[test]
fn a_view_is_kept_with_its_columns_and_is_there_after_a_restart() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    world.click("Filter");
    world.click("Refund");
    world.click("part of it");
    world.click("Sort by amount");
    world.click("Dense rows");
    world.click("Columns");
    world.click("Carrier");
    world.key(Key::Escape);
    world.click("View");
    world.click("Save as a view…");
    world.write("Name of the view", "Returned");
    world.click("Save");
    assert!(world.offers("View: Returned"));
    drop(world);
    let mut world = shop.window(Lang::En);
    assert!(world.offers("Comfortable rows"), "the rows are as they were left");
    world.sees(&shop.totals(&OrderQuery::default()));
    world.click("View");
    world.click("Returned");
    world.sees(&shop.totals(&part_refunded()));
    assert!(world.offers("View: Returned"));
    world.click("View: Returned");
    world.click("Delete the view Returned");
    world.key(Key::Escape);
    assert!(world.offers("View"));
}

#[test]
fn ticked_rows_are_summed_up_and_let_go() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    let rows = shop.reader().list_orders(&OrderQuery::default(), NOW, &ListPage::First, 60).expect("rows");
    let new = rows.iter().find(|row| row.unseen).expect("a new order");
    let other = rows.iter().find(|row| row.key != new.key).expect("another");
    world.click(&format!("Tick {}", new.key.order_no));
    world.sees("1 ticked");
    world.sees(&format!("· {}", new.total));
    world.click(&format!("Tick {}", other.key.order_no));
    let sum = Fen::sum([new.total, other.total]).expect("a sum");
    world.sees("2 ticked");
    world.sees(&format!("· {sum}"));
    world.key(Key::Escape);
    assert!(!world.shows("2 ticked"));
    world.key(Key::J);
    world.key(Key::X);
    world.sees("1 ticked");
    world.click("Tick the orders in the list");
    assert!(!world.shows("1 ticked"), "the tick in the head lets them go");
    world.click("Tick the orders in the list");
    world.sees(&format!("{} ticked", rows.len()));
}

#[test]
fn ticked_rows_are_marked_as_seen_and_that_can_be_undone_before_the_shop_hears_of_it() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    let rows = shop.reader().list_orders(&OrderQuery::default(), NOW, &ListPage::First, 60).expect("rows");
    let new: Vec<_> = rows.iter().filter(|row| row.unseen).map(|row| row.key.order_no.clone()).collect();
    assert!(new.len() > 1, "several new orders");
    for number in &new {
        world.click(&format!("Tick {number}"));
    }
    world.key(Key::M);
    world.sees_part(&format!("{} marked as seen", new.len()));
    assert_eq!(world.wishes(), [], "it can still be undone");
    assert!(!world.offers("Mark seen"), "they count as seen");
    world.click("Undo");
    assert!(world.offers("Mark seen"));
    world.time_passes(60);
    assert_eq!(world.wishes(), [], "undone is undone");
    world.click("Mark seen");
    world.time_passes(10);
    let wishes = world.wishes();
    let [Command::MarkSeen(seen)] = wishes.as_slice() else { panic!("{wishes:?}") };
    assert_eq!(seen.len(), new.len());
    assert!(new.iter().all(|number| seen.contains(number)));
    world.misses_part("marked as seen");
}

#[test]
fn all_orders_of_a_buyer_are_a_list_with_a_chip_that_names_them_and_can_be_removed() {
    let shop = Example::new();
    let rows = shop.reader().list_orders(&OrderQuery::default(), NOW, &ListPage::First, 300).expect("rows");
    let of = |number: &OrderNo| shop.reader().order(number).expect("read").expect("an order");
    let several = |number: &OrderNo| shop.reader().buyer_orders(&of(number).openid, None, 9).expect("rows").len() > 2;
    let first = rows.iter().find(|row| several(&row.key.order_no)).expect("a buyer with several orders");
    let openid = of(&first.key.order_no).openid;
    let newest = shop.reader().buyer_orders(&openid, None, 1).expect("rows")[0].buyer.clone();
    let mut world = shop.window(Lang::En);
    world.click_part(first.key.order_no.as_str());
    world.click("All orders of this buyer");
    let query = OrderQuery { buyer: Some(openid.clone()), ..OrderQuery::default() };
    world.sees(&shop.totals(&query));
    assert!(world.offers(&format!("Buyer {newest}")), "the chip has a name");
    world.misses_part(openid.as_str());
    let many = shop.reader().list_totals(&query, NOW).expect("totals").count;
    assert_eq!(world.rows_on_screen().len() as u64, many);
    world.click("Remove the filter: Buyer");
    world.sees(&shop.totals(&OrderQuery::default()));
}

#[test]
fn new_orders_wait_above_a_list_on_which_the_pointer_rests() {
    let read_model = Million::default();
    let mut world = World::with_read_model(Box::new(read_model.clone()), Lang::En);
    let before = world.rows_on_screen();
    world.harness.hover_at(egui::pos2(700.0, 500.0));
    world.settle();
    read_model.arrive(3);
    world.hears(&ShopEvent::OrderPaid(order_no(1)));
    assert_eq!(world.rows_on_screen(), before, "nothing moves under the pointer");
    world.click("3 new");
    world.sees_part(&million::number(1_000_002));
    assert!(!world.offers("3 new"));
    world.harness.hover_at(egui::pos2(20.0, 400.0));
    world.settle();
    read_model.arrive(2);
    world.hears(&ShopEvent::OrderPaid(order_no(1)));
    world.sees_part(&million::number(1_000_004));
}

#[test]
fn the_list_is_written_as_it_is_narrowed_and_sorted() {
    let shop = Example::new();
    let mut world = shop.window(Lang::Zh);
    world.click("筛选");
    world.click("退款");
    world.click("退了一部分");
    world.click("按金额排序");
    let file = world.folder.path().join("list.csv");
    world.chooser.will_choose(&file);
    world.click("导出");
    world.click_part("到表格（CSV）");
    let sort = OrderSort { by: SortBy::Amount, rising: false };
    let rows =
        shop.reader().list_orders(&OrderQuery { sort, ..part_refunded() }, NOW, &ListPage::First, 100).expect("rows");
    let sheet = std::fs::read_to_string(&file).expect("a sheet");
    let numbers: Vec<&str> = sheet.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let expected: Vec<&str> = rows.iter().map(|row| row.key.order_no.as_str()).collect();
    assert!(!expected.is_empty());
    assert_eq!(numbers, expected);
    world.sees_part("笔订单已写入");
}
