//! The owner keeps the shelves: adds and changes products, takes them off sale, and brings them in by sheet.

use crate::{
    shop::{NOW, Shop, product_id, yuan},
    world::World,
};
use egui::{Key, ViewportEvent, ViewportId};
use std::collections::BTreeMap;
use zhanggui::{
    domain::{ProductChange, StockChange},
    events::{CommandOutcome, ShopEvent},
    jobs::Command,
    sheets::{Headings, RowVerdict, Sheet, SheetWriting},
    store::Refusal,
    ui::Lang,
};

fn open() -> World {
    let mut world = World::open(Shop::camellia());
    world.click("Products");
    world
}

fn change(id: &str, name: &str, price: &str, stock: StockChange, on_sale: bool) -> ProductChange {
    ProductChange {
        id: product_id(id),
        name: name.into(),
        price: yuan(price),
        stock,
        on_sale,
        picture: None,
        barcodes: None,
        facts: zhanggui::domain::ProductFacts::default(),
        variants: None,
    }
}

fn drip(price: &str, stock: StockChange, on_sale: bool) -> ProductChange {
    change("P0001", "挂耳咖啡", price, stock, on_sale)
}

#[track_caller]
fn only_change(world: &mut World) -> ProductChange {
    match world.wishes().as_slice() {
        [Command::PutProduct { change, .. }] => change.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_product_is_added_with_a_price_read_to_the_fen() {
    let mut world = open();
    world.click("Add product");
    world.write("Name", "冷萃杯 450ml");
    world.write("Price (yuan)", "¥１２．５");
    world.write("Stock (pieces)", "20");
    world.command_key(Key::S);
    let wished = change("P0005", "冷萃杯 450ml", "12.50", StockChange::Set(20), true);
    assert_eq!(world.wishes(), [Command::PutProduct { change: wished, seen: None }]);
    world.sees("Saving…");
    world.obey_all();
    world.sees("Saved");
    world.sees_part("冷萃杯 450ml ¥12.50 Stock 20");
    world.key(Key::Escape);
    world.misses("Save changes");
}

#[test]
fn a_wrong_price_is_told_at_its_field_and_nothing_is_sent() {
    let mut world = open();
    world.click("Add product");
    world.write("Name", "冷萃杯");
    for (typed, says) in [
        ("12.345", "At most two decimals: a price is exact to the fen."),
        ("12,5", "This is not a price. Enter digits, for example 12.50."),
        ("0", "More than zero: WeChat takes no payment of nothing."),
        ("100000.01", "At most ¥100,000.00."),
        ("", "Enter a price, for example 12.50."),
    ] {
        world.write("Price (yuan)", typed);
        world.command_key(Key::S);
        world.sees(says);
        assert_eq!(world.wishes(), [], "{typed}");
    }
    world.write("Price (yuan)", "12.5");
    world.misses("Enter a price, for example 12.50.");
    world.write("Name", &"长".repeat(121));
    world.command_key(Key::S);
    world.sees("A name has at most 120 characters.");
    assert_eq!(world.wishes(), []);
}

#[test]
fn an_id_that_is_taken_is_told_at_its_field() {
    let mut world = open();
    world.click("Add product");
    world.write("Name", "冷萃杯");
    world.write("Price (yuan)", "12.5");
    world.write("Id", "tea");
    world.command_key(Key::S);
    assert_eq!(only_change(&mut world).id, product_id("tea"));
    let outcome = CommandOutcome::Refused(Refusal::NumberTaken);
    world.answers(|command| matches!(command, Command::PutProduct { .. }), outcome);
    world.sees("Another product has this id. Choose another one.");
    world.write("Id", "tea-2");
    world.misses("Another product has this id. Choose another one.");
}

#[test]
fn the_stock_is_set_or_counted_up_and_down() {
    let mut world = open();
    for (typed, says, wished) in [
        ("20", "12 now, set to 20.", StockChange::Set(20)),
        ("+5", "12 now, becomes 17.", StockChange::Add(5)),
        ("-12", "12 now, becomes 0.", StockChange::Add(-12)),
    ] {
        world.click_part("挂耳咖啡 ¥39.90");
        world.write("Stock (pieces)", typed);
        world.sees(says);
        world.key(Key::Enter);
        assert_eq!(only_change(&mut world).stock, wished);
        let outcome = CommandOutcome::Refused(Refusal::NotFound);
        world.answers(|command| matches!(command, Command::PutProduct { .. }), outcome);
        world.sees_part("Not done, nothing changed");
        world.click("Close");
        world.click("Cancel");
        world.click("Discard");
    }
    world.click_part("挂耳咖啡 ¥39.90");
    world.write("Stock (pieces)", "-13");
    world.command_key(Key::S);
    world.sees("Only 12 are there.");
    assert_eq!(world.wishes(), []);
}

#[test]
fn enter_saves_from_a_field_and_not_from_the_search() {
    let mut world = open();
    world.click_part("挂耳咖啡 ¥39.90");
    world.write("Price (yuan)", "35");
    world.focus("Find a product");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), []);
    world.command_key(Key::K);
    assert_eq!(world.focused().as_deref(), Some("Search"));
    world.key(Key::Enter);
    assert_eq!(world.wishes(), []);
    world.key(Key::Escape);
    world.focus("Price (yuan)");
    world.key(Key::Enter);
    assert_eq!(only_change(&mut world).price, yuan("35"));
}

#[test]
fn one_more_and_one_less_are_buttons() {
    let mut world = open();
    world.click_part("挂耳咖啡 ¥39.90");
    world.click("One more");
    world.click("One more");
    world.sees("12 now, becomes 14.");
    world.click("One less");
    world.command_key(Key::S);
    assert_eq!(only_change(&mut world).stock, StockChange::Add(1));
}

#[test]
fn a_product_is_taken_off_sale_in_the_list_and_put_back() {
    let mut world = open();
    world.click_twice("On sale: 挂耳咖啡");
    let wished = drip("39.90", StockChange::Keep, false);
    assert_eq!(world.wishes(), [Command::PutProduct { change: wished, seen: Some(NOW.plus(-86_400)) }]);
    world.obey_all();
    world.sees("Off sale 2");
    world.click("On sale: 挂耳咖啡");
    world.obey_all();
    world.sees("Off sale 1");
}

#[test]
fn a_switch_on_an_old_picture_of_the_row_does_nothing_and_says_so() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("Products");
    shop.change_product("P0001", |row| row.changed_at = NOW);
    world.click("On sale: 挂耳咖啡");
    world.obey_all();
    world.sees_part("The owner changed this product at");
    world.sees_part("so your click did nothing");
    world.sees("Off sale 1");
}

#[test]
fn a_save_over_somebody_elses_change_asks_first_and_shows_the_newer_values() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("Products");
    world.click_part("挂耳咖啡 ¥39.90");
    world.write("Price (yuan)", "35");
    shop.change_product("P0001", |row| {
        row.product.price = yuan("42.00");
        row.product.stock = 50;
        row.changed_at = NOW;
    });
    world.command_key(Key::S);
    world.obey_all();
    world.sees_part("changed elsewhere a moment ago");
    world.sees("Newer: ¥42.00");
    world.sees("Newer: 50");
    world.command_key(Key::S);
    assert_eq!(world.wishes(), [], "the owner decides first");
    world.click("Keep mine");
    world.misses("Newer: ¥42.00");
    world.command_key(Key::S);
    let wished = drip("35.00", StockChange::Keep, true);
    assert_eq!(world.wishes(), [Command::PutProduct { change: wished, seen: Some(NOW) }]);
    world.obey_all();
    world.sees_part("挂耳咖啡 ¥35.00 Stock 50");
}

#[test]
fn the_newer_values_can_be_taken_instead() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("Products");
    world.click_part("挂耳咖啡 ¥39.90");
    world.write("Price (yuan)", "35");
    shop.change_product("P0001", |row| {
        row.product.price = yuan("42.00");
        row.changed_at = NOW;
    });
    world.hears(&ShopEvent::ProductsChanged);
    world.sees_part("changed elsewhere a moment ago");
    world.click("Take the newer");
    world.sees("42.00");
    world.misses_part("changed elsewhere a moment ago");
}

#[test]
fn a_sale_while_editing_moves_the_stock_and_nothing_that_was_typed() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("Products");
    world.click_part("挂耳咖啡 ¥39.90");
    world.write("Price (yuan)", "35");
    shop.change_product("P0001", |row| {
        row.product.stock = 10;
        row.held = 2;
    });
    world.hears(&ShopEvent::ProductsChanged);
    world.sees("2 more in unpaid orders.");
    world.command_key(Key::S);
    assert_eq!(only_change(&mut world), drip("35.00", StockChange::Keep, true));
}

#[test]
fn unsaved_changes_are_never_lost_silently() {
    let mut world = open();
    world.click_part("挂耳咖啡 ¥39.90");
    world.write("Price (yuan)", "35");
    for leave in ["手冲壶 ¥128.00", "Add product", "Import CSV…"] {
        world.click_part(leave);
        world.sees("There are changes you have not saved.");
        world.key(Key::Escape);
        world.misses("There are changes you have not saved.");
        world.sees("35");
    }
    world.click("Orders");
    world.click("Products");
    world.sees("35");
    world.click_part("手冲壶 ¥128.00");
    world.click("Save");
    assert_eq!(only_change(&mut world).price, yuan("35"));
    world.obey_all();
    world.sees("Id P0002");
    world.write("Name", "手冲壶 大号");
    world.key(Key::Escape);
    world.key(Key::Escape);
    world.click("Cancel");
    world.click("Discard");
    world.misses("Id P0002");
    world.sees_part("手冲壶 ¥128.00");
}

#[test]
fn the_window_is_not_closed_over_unsaved_changes() {
    let mut world = open();
    world.click_part("挂耳咖啡 ¥39.90");
    world.write("Price (yuan)", "35");
    world.click("Orders");
    let viewports = &mut world.harness.input_mut().viewports;
    viewports.entry(ViewportId::ROOT).or_default().events.push(ViewportEvent::Close);
    world.settle();
    world.sees("Before it closes: there are changes you have not saved.");
    world.click("Keep editing");
    world.sees("35");
}

#[test]
fn products_are_found_by_name_and_by_what_is_running_out() {
    let mut world = open();
    world.sees_part("滤纸 100 片 ¥9.90 Stock 0 Sold out");
    world.sees_part("手冲壶 ¥128.00 Stock 3 Low");
    world.click("Running out 1");
    world.misses_part("挂耳咖啡 ¥39.90");
    world.misses_part("滤纸");
    world.click("Sold out 1");
    world.sees_part("滤纸 100 片");
    world.click("All 4");
    world.write("Find a product", "p0004");
    world.sees_part("陶瓷马克杯");
    world.misses_part("挂耳咖啡 ¥39.90");
    world.write("Find a product", "没有的");
    world.sees("No such product");
    world.click("Show all");
    world.sees_part("挂耳咖啡 ¥39.90");
}

#[test]
fn the_shelves_are_walked_by_key() {
    let mut world = open();
    world.key(Key::J);
    world.sees("Id P0001");
    world.key(Key::J);
    world.sees("Id P0002");
    world.key(Key::K);
    world.sees("Id P0001");
    world.key(Key::N);
    world.sees("New product");
}

pub fn photo(format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(60, 40, image::Rgb([200, 120, 80])).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

#[test]
fn a_picture_is_chosen_or_dropped_made_a_jpeg_and_saved_with_the_product() {
    let mut world = open();
    let (chosen, dropped) = (world.file("cup.png", photo(image::ImageFormat::Png)), world.file("no.jpg", "<html>"));
    world.click_part("挂耳咖啡 ¥39.90");
    world.drops(&dropped);
    world.sees("This file is no picture that can be read. Use JPEG, PNG or WebP.");
    world.chooser.will_choose(&chosen);
    world.click("Choose picture…");
    world.sees("Remove");
    world.command_key(Key::S);
    let file = only_change(&mut world).picture.expect("a picture");
    let stored = std::fs::read(world.folder.path().join("pictures/products").join(&file)).expect("the file");
    assert!(stored.starts_with(&[0xFF, 0xD8, 0xFF]), "a JPEG");
    world.obey_all();
    world.click("Remove");
    world.command_key(Key::S);
    assert_eq!(only_change(&mut world).picture, None);
}

const SHEET: &str = "编号,名称,价格,库存,上架,备注
P0001,挂耳咖啡,35.00,12,是,降价
P0002,手冲壶,128,3,是,
P0101,冷萃杯,44.6,7,否,新品
P0102,杯垫,12.345,7,是,
P0103,=1+1,5,7,是,
";

#[test]
fn a_sheet_is_tried_row_by_row_and_only_the_good_rows_come_in() {
    let mut world = open();
    world.click("Import CSV…");
    let sheet = world.file("sheet.csv", SHEET);
    world.chooser.will_choose(&sheet);
    world.click("Choose CSV…");
    world.sees("sheet.csv · 5 rows · nothing is changed yet");
    world.sees("Columns we do not know are left alone: 备注");
    world.sees("Line 2 Change 挂耳咖啡  P0001 Price ¥39.90 → ¥35.00");
    world.sees_part("Line 3 Unchanged P0002");
    world.sees("Line 4 New 冷萃杯  P0101 ¥44.60, 7 in stock, off sale");
    world.sees_part("At most two decimals: a price is exact to the fen.");
    world.sees_part("“name” begins with =, +, - or @");
    assert_eq!(world.wishes(), [], "the trial changes nothing");
    world.click("Import 2 products");
    let new = change("P0101", "冷萃杯", "44.60", StockChange::Set(7), false);
    assert_eq!(world.wishes(), [Command::ImportProducts(vec![drip("35.00", StockChange::Keep, true), new])]);
    world.obey_all();
    world.sees("2 products imported; 2 rows were not.");
    let causes = world.folder.path().join("causes.csv");
    world.chooser.will_choose(&causes);
    world.click("Save refused rows…");
    world.sees_part("Saved as ");
    let written = std::fs::read_to_string(&causes).expect("the file");
    assert!(written.contains("P0103,'=1+1,5,7,是,,\"“name” begins with"), "{written}");
    world.click("Back to products");
    world.sees_part("冷萃杯 ¥44.60");
}

#[test]
fn a_trial_follows_the_shop_until_it_is_imported() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("Products");
    let sheet = world.file("sheet.csv", SHEET);
    world.drops(&sheet);
    world.sees_part("Line 2 Change");
    shop.change_product("P0001", |row| {
        row.product.price = yuan("35.00");
        row.changed_at = NOW;
    });
    world.hears(&ShopEvent::ProductsChanged);
    world.sees_part("Line 2 Unchanged");
    world.sees("Import 1 product");
    world.key(Key::Escape);
    world.sees("All 4");
}

#[test]
fn a_file_that_is_no_sheet_is_refused_in_a_sentence() {
    let mut world = open();
    for (name, content, says) in [
        (
            "page.csv",
            "<html><table>",
            "This is a web page, not a CSV. Open it in a spreadsheet and save it as “CSV UTF-8”.",
        ),
        ("book.csv", "PK\u{3}\u{4}", "This is an Excel file, not a CSV. Open it and save it as “CSV UTF-8”."),
        ("empty.csv", "", "The file is empty."),
    ] {
        let path = world.file(name, content);
        world.drops(&path);
        world.sees(says);
    }
    world.write("File path", "/no/such/file.csv");
    world.focus("File path");
    world.key(Key::Enter);
    world.sees_part("could not be read");
    assert_eq!(world.wishes(), []);
}

#[test]
fn a_template_can_be_imported() {
    let template = Sheet::read(&zhanggui::sheets::template(SheetWriting(Headings::English))).expect("a sheet");
    assert!(template.judge(&[], &BTreeMap::new()).iter().all(|verdict| matches!(verdict, RowVerdict::New(_))));
}

#[test]
fn an_empty_shop_offers_the_next_step_and_a_template() {
    let mut world = World::speaking(Shop::default(), Lang::Zh);
    world.click("商品");
    world.sees("还没有商品");
    let path = world.folder.path().join("template.csv");
    world.chooser.will_choose(&path);
    world.click("保存模板…");
    assert!(std::fs::read_to_string(&path).expect("the file").contains("编号,名称,价格,库存,上架"));
    world.key(Key::N);
    world.write("名称", "冷萃杯");
    world.write("价格（元）", "12.345");
    world.command_key(Key::S);
    world.sees("最多两位小数：价格精确到分。");
    world.write("价格（元）", "12.5");
    world.command_key(Key::S);
    world.obey_all();
    world.sees_part("冷萃杯 ¥12.50 库存 0 售罄");
}

#[test]
fn a_count_that_sales_overtook_is_refused_in_the_owners_language() {
    let mut world = World::speaking(Shop::camellia(), Lang::Zh);
    world.click("商品");
    world.click_part("挂耳咖啡 ¥39.90");
    world.write("库存（件）", "-12");
    world.command_key(Key::S);
    let why = Refusal::OutOfStock { name: "挂耳咖啡".into(), left: 11 };
    let outcome = CommandOutcome::Refused(why);
    world.answers(|command| matches!(command, Command::PutProduct { .. }), outcome);
    world.sees("没有执行，什么都没有改变：挂耳咖啡只有 11 件了。");
    world.sees("-12");
}
