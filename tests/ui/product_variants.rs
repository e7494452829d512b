//! The owner gives a product its choices, its category and the rule for refunds, and takes back a product taken off sale.

use crate::{
    shop::{Shop, product_id, yuan},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{ProductChange, RefundRule, StockChange, VariantChange},
    jobs::Command,
    ui::Lang,
};

fn open() -> World {
    let mut world = World::open(Shop::camellia());
    world.click("Products");
    world
}

#[track_caller]
fn change(world: &mut World) -> ProductChange {
    match world.wishes().as_slice() {
        [Command::PutProduct { change, .. }] => change.clone(),
        other => panic!("{other:?}"),
    }
}

/// Presses what may lie below the fold.
fn press(world: &mut World, name: &str) {
    world.scroll_to(name);
    world.click(name);
}

fn variant(world: &mut World, number: u32, words: &str, price: &str, stock: &str) {
    let field = |name: &str| format!("Variant {number}: {name}");
    world.write(&field("Variant"), words);
    world.write(&field("Price (yuan)"), price);
    world.write(&field("Stock"), stock);
}

/// A shirt in two colours, saved and open.
fn with_shirt() -> World {
    let mut world = open();
    world.click("Add product");
    world.write("Name", "T恤");
    press(&mut world, "Add a variant");
    variant(&mut world, 1, "红色 L", "99", "3");
    press(&mut world, "Add a variant");
    variant(&mut world, 2, "蓝色 M", "89", "5");
    world.write("Category", "衣服");
    world.write("Weight (g)", "200");
    world
}

fn wished(id: &str, words: &str, price: &str, stock: StockChange) -> VariantChange {
    VariantChange {
        id: product_id(id),
        words: words.to_owned(),
        price: yuan(price),
        stock,
        on_sale: true,
        picture: None,
        barcodes: None,
        weight_g: None,
    }
}

#[test]
fn a_product_is_added_with_its_variants_and_listed_once() {
    let mut world = with_shirt();
    world.write("Variant 2: Barcodes", "6901234567892");
    world.command_key(Key::S);
    let change = change(&mut world);
    let mut blue = wished("P0005-2", "蓝色 M", "89", StockChange::Set(5));
    blue.barcodes = Some(vec![zhanggui::domain::Barcode::parse("6901234567892").unwrap()]);
    assert_eq!(change.variants, Some(vec![wished("P0005-1", "红色 L", "99", StockChange::Set(3)), blue]));
    assert_eq!((change.price, change.facts.category.as_str(), change.facts.weight_g), (yuan("89"), "衣服", Some(200)));
    world.obey_all();
    world.sees("Saved");
    world.sees_part("T恤 from ¥89.00 Stock 8");
    world.key(Key::Escape);
    world.write("Find a product", "蓝色");
    world.sees("1 product");
}

#[test]
fn variants_change_places_lose_one_and_are_sent_with_nothing_else_changed() {
    let mut world = with_shirt();
    world.command_key(Key::S);
    world.obey_all();
    press(&mut world, "Move variant 2 up");
    press(&mut world, "Remove variant 2");
    world.click("Save changes");
    let change = change(&mut world);
    assert_eq!(change.variants, Some(vec![wished("P0005-2", "蓝色 M", "89", StockChange::Keep)]));
    assert_eq!((change.stock, change.name.as_str()), (StockChange::Keep, "T恤"));
}

#[test]
fn a_variant_that_is_not_right_says_why_and_nothing_is_sent() {
    let mut world = with_shirt();
    for (field, typed, says) in [
        ("Variant 2: Variant", "红色 L", "Another variant has the same name."),
        ("Variant 2: Variant", "", "Say what it is, such as red L."),
        ("Variant 1: Price (yuan)", "12.345", "At most two decimals: a price is exact to the fen."),
    ] {
        world.write(field, typed);
        world.command_key(Key::S);
        world.sees(says);
        assert_eq!(world.wishes(), [], "{typed}");
        world.write("Variant 2: Variant", "蓝色 M");
    }
}

#[test]
fn the_rule_for_refunds_is_chosen_and_its_days_are_checked() {
    let mut world = open();
    world.click_part("挂耳咖啡 ¥39.90");
    press(&mut world, "Within days");
    world.write("Days after it was received", "400");
    world.command_key(Key::S);
    world.sees("1 to 365 days.");
    world.write("Days after it was received", "7");
    world.command_key(Key::S);
    assert_eq!(change(&mut world).facts.refunds, RefundRule::Within(7));
    world.obey_all();
    press(&mut world, "Never");
    world.click("Save changes");
    assert_eq!(change(&mut world).facts.refunds, RefundRule::Never);
}

/// What is typed behind what stands there.
fn types(world: &mut World, field: &str, lines: &[&str]) {
    world.focus(field);
    world.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::End);
    world.settle();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            world.key(Key::Enter);
        }
        world.harness.event(egui::Event::Text((*line).to_owned()));
        world.settle();
    }
}

#[test]
fn a_description_has_the_lines_it_was_typed_in_and_enter_saves_nothing_in_it() {
    let mut world = open();
    world.click_part("挂耳咖啡 ¥39.90");
    world.scroll_to("Description");
    types(&mut world, "Description", &["中度烘焙", "", "10 包，每包 10 g"]);
    assert_eq!(world.wishes(), [], "Enter begins a line");
    assert_eq!(world.content("Description"), "中度烘焙\n\n10 包，每包 10 g");
    world.command_key(Key::S);
    assert_eq!(change(&mut world).facts.description, "中度烘焙\n\n10 包，每包 10 g");
    world.obey_all();
    world.sees("Saved");
    world.click("Close");
    assert_eq!(world.wishes(), [], "opened, looked at and left, it is no change");
}

#[test]
fn the_list_is_narrowed_to_a_category() {
    let mut world = with_shirt();
    world.command_key(Key::S);
    world.obey_all();
    world.key(Key::Escape);
    world.click("Category");
    world.click("衣服");
    world.sees("1 product");
    world.click("Remove the filter: Category");
    world.sees("5 products");
}

#[test]
fn what_was_taken_off_sale_is_put_back_with_one_press() {
    let mut world = open();
    world.click("On sale: 挂耳咖啡");
    assert!(!change(&mut world).on_sale);
    world.obey_all();
    world.sees("Off sale: 挂耳咖啡");
    world.click("Put it back");
    assert!(change(&mut world).on_sale);
    world.obey_all();
    world.misses("Put it back");
}

#[test]
fn the_link_of_a_product_is_copied_and_the_form_is_complete_in_chinese() {
    let mut world = World::speaking(Shop::camellia(), Lang::Zh);
    world.click("商品");
    world.click_part("挂耳咖啡 ¥39.90");
    world.click("复制小程序里的商品链接");
    press(&mut world, "添加规格");
    world.sees("规格名");
    world.sees("只管以后的订单；已经卖出的按当时的规则。你自己随时可以退款。");
}
