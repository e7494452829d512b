//! The list of products bent by its owner: found, narrowed, sorted, written as a sheet.

use crate::{order_filters::Example, world::World};
use std::collections::BTreeMap;
use zhanggui::{
    domain::{Barcode, Product, ProductChange, ProductId, StockChange},
    sheets::{RowVerdict, Sheet},
    store::{ProductRow, families},
    ui::Lang,
};

fn shelves(shop: &Example, lang: Lang) -> World {
    let mut world = shop.window(lang);
    world.click(if lang == Lang::Zh { "商品" } else { "Products" });
    world
}

fn all(shop: &Example) -> Vec<ProductRow> {
    shop.reader().product_rows().expect("rows")
}

/// As the list has them: variants within their product.
fn listed(shop: &Example) -> Vec<ProductRow> {
    families(&all(shop))
}

/// Gives a product a stock, barcodes, and takes it off sale or not.
fn change(shop: &Example, at: usize, stock: u32, on_sale: bool, codes: &[&str]) {
    let row = all(shop).get(at).cloned().expect("a product");
    let change = ProductChange {
        id: row.product.id,
        name: row.product.name,
        price: row.product.price,
        stock: StockChange::Set(stock),
        on_sale,
        picture: row.product.picture,
        barcodes: Some(codes.iter().map(|code| Barcode::parse(code).expect("a barcode")).collect()),
        facts: zhanggui::domain::ProductFacts::default(),
        variants: None,
    };
    shop.store.change_product(change, Some(row.changed_at), crate::shop::NOW).wait().expect("changed");
}

#[test]
fn a_product_is_found_by_its_barcode_and_the_count_says_how_many() {
    let shop = Example::new();
    change(&shop, 1, 40, true, &["6901234567892"]);
    let name = all(&shop)[1].product.name.clone();
    let mut world = shelves(&shop, Lang::En);
    world.sees(&format!("{} products", listed(&shop).len()));
    world.write("Find a product", "1234567892");
    world.sees("1 product");
    world.sees_part(&name);
}

#[test]
fn sold_out_and_running_out_are_tabs_of_their_own() {
    let shop = Example::new();
    for at in 0..all(&shop).len() {
        change(&shop, at, [0, 3, 50][at % 3], at != 0, &[]);
    }
    let count = |fits: fn(&Product) -> bool| all(&shop).iter().filter(|row| fits(&row.product)).count();
    let short = count(|product| product.on_sale && product.stock == 3);
    let out = count(|product| product.on_sale && product.stock == 0);
    let off = count(|product| !product.on_sale);
    assert!(short > 0 && out > 0 && off == 1);
    let mut world = shelves(&shop, Lang::Zh);
    for (name, many) in [("快卖完", short), ("已售罄", out), ("已下架", off)] {
        world.click(&format!("{name} {many}"));
        assert_eq!(world.rows_on_screen().len(), many, "{name}");
        world.sees(&format!("{many} 件商品"));
    }
}

#[test]
fn a_price_from_and_to_is_a_chip_that_can_be_taken_away() {
    let shop = Example::new();
    let mut world = shelves(&shop, Lang::En);
    world.click("Price");
    world.write("At least (yuan)", "40");
    world.write("At most (yuan)", "100");
    world.click("Apply");
    let between = |row: &&ProductRow| (4_000..=10_000).contains(&row.price_from().get());
    let many = listed(&shop).iter().filter(between).count();
    assert!(many > 0 && many < listed(&shop).len());
    assert_eq!(world.rows_on_screen().len(), many);
    assert!(world.offers("Price ¥40.00 to ¥100.00"));
    world.click("Remove the filter: Price");
    world.sees(&format!("{} products", listed(&shop).len()));
}

#[test]
fn a_head_sorts_up_then_down_then_as_usual() {
    let shop = Example::new();
    let mut world = shelves(&shop, Lang::En);
    let first = |world: &World| world.rows_on_screen().first().expect("a row").0.clone();
    let rows = all(&shop);
    let by_price = |row: &&ProductRow| row.product.price;
    let cheapest = rows.iter().min_by_key(by_price).expect("one");
    let dearest = rows.iter().max_by_key(by_price).expect("one");
    let usual = &rows[0];
    assert!(cheapest.product.id != dearest.product.id && cheapest.product.id != usual.product.id);
    for expected in [cheapest, dearest, usual, cheapest] {
        world.click("Sort by price");
        assert!(first(&world).starts_with(&expected.product.name), "{}", first(&world));
    }
}

#[test]
fn what_is_exported_is_the_list_and_can_be_imported_again() {
    let shop = Example::new();
    change(&shop, 1, 40, true, &["6901234567892"]);
    let mut world = shelves(&shop, Lang::En);
    let path = world.folder.path().join("out.csv");
    world.chooser.will_choose(&path);
    world.click("Export…");
    world.click_part("as CSV…");
    world.sees_part("products were written to");
    let sheet = Sheet::read(&std::fs::read(&path).expect("the file")).expect("a sheet");
    let rows = all(&shop);
    assert_eq!(sheet.rows.len(), rows.len());
    let products: Vec<_> = rows.iter().map(|row| row.product.clone()).collect();
    let codes: BTreeMap<Barcode, ProductId> =
        rows.iter().flat_map(|row| row.barcodes.iter().map(|code| (code.clone(), row.product.id.clone()))).collect();
    let verdicts = sheet.judge(&products, &codes);
    assert!(verdicts.iter().all(|verdict| matches!(verdict, RowVerdict::Unchanged(_))), "{verdicts:?}");
    world.write("Find a product", rows[0].product.id.as_str());
    let narrow = world.folder.path().join("one.xlsx");
    world.chooser.will_choose(&narrow);
    world.click("Export…");
    world.click("Export 1 product to Excel…");
    world.sees_part("1 product was written to");
    assert!(std::fs::read(&narrow).expect("the file").starts_with(b"PK"));
}
