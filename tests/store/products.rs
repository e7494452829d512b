//! What the shop sells: edits that know of each other, and stock that sales move meanwhile.

use crate::world::*;
use proptest::prelude::*;
use zhanggui::domain::{Fen, Product, ProductChange, ProductId, StockChange, UnixSeconds, UnpaidAnswer};
use zhanggui::store::{OrderWord, ProductRow, Refusal, TextPart};

fn id(raw: &str) -> ProductId {
    ProductId::parse(raw).unwrap()
}

fn change(raw: &str, price: i64, stock: StockChange) -> ProductChange {
    ProductChange {
        id: id(raw),
        name: "挂耳咖啡".to_owned(),
        price: fen(price),
        stock,
        on_sale: true,
        picture: None,
        barcodes: None,
        facts: zhanggui::domain::ProductFacts::default(),
        variants: None,
    }
}

impl World {
    fn product(&self, raw: &str) -> ProductRow {
        self.reader.product(&id(raw)).unwrap().unwrap()
    }

    fn edit(&self, change: ProductChange, seen: Option<UnixSeconds>) -> Result<(), zhanggui::store::StoreError> {
        self.store.change_product(change, seen, NOON.plus(10)).wait()
    }
}

#[test]
fn a_new_product_is_added_once() {
    let shop = World::new();
    shop.edit(change("tea", 45_00, StockChange::Set(8)), None).unwrap();
    let tea = Product {
        id: id("tea"),
        name: "挂耳咖啡".to_owned(),
        price: fen(45_00),
        stock: 8,
        on_sale: true,
        picture: None,
        facts: zhanggui::domain::ProductFacts::default(),
    };
    assert_eq!(
        shop.product("tea"),
        ProductRow {
            product: tea,
            changed_at: NOON.plus(10),
            changed_by: None,
            held: 0,
            barcodes: Vec::new(),
            variants: Vec::new()
        }
    );
    assert_eq!(refused(shop.edit(change("tea", 1, StockChange::Keep), None)), Refusal::NumberTaken);
    shop.edit(change("new", 1, StockChange::Keep), None).unwrap();
    shop.edit(change("more", 1, StockChange::Add(3)), None).unwrap();
    assert_eq!((shop.stock("new"), shop.stock("more")), (0, 3));
    let less = Refusal::OutOfStock { name: "挂耳咖啡".to_owned(), left: 0 };
    assert_eq!(refused(shop.edit(change("less", 1, StockChange::Add(-1)), None)), less);
    assert_eq!(refused(shop.edit(change("gone", 1, StockChange::Keep), Some(NOON))), Refusal::NotFound);
}

#[test]
fn an_edit_on_an_older_picture_is_refused_but_a_sale_is_no_edit() {
    let shop = World::new();
    let seen = shop.product("coffee").changed_at;
    shop.places(&[("coffee", 5)]);
    assert_eq!(shop.product("coffee").held, 5);
    shop.edit(change("coffee", 41_00, StockChange::Keep), Some(seen)).expect("a sale meanwhile is no edit");
    assert_eq!(shop.stock("coffee"), 995, "what was sold stays sold");
    assert_eq!(refused(shop.edit(change("coffee", 1, StockChange::Keep), Some(seen))), Refusal::Stale);
    assert_eq!(shop.product("coffee").product.price, fen(41_00));
}

#[test]
fn two_edits_within_one_second_are_two() {
    let shop = World::new();
    let first = shop.product("coffee").changed_at;
    let edit = |price, seen| shop.store.change_product(change("coffee", price, StockChange::Keep), Some(seen), first);
    edit(40_00, first).wait().unwrap();
    assert_eq!(refused(edit(50_00, first).wait()), Refusal::Stale, "the clock did not move, the product did");
    edit(50_00, shop.product("coffee").changed_at).wait().unwrap();
}

#[test]
fn a_count_sets_the_stock_and_a_delivery_adds_to_what_is_left() {
    let shop = World::new();
    let order = shop.order_to_pay(10);
    let seen = || Some(shop.product("coffee").changed_at);
    shop.edit(change("coffee", 39_00, StockChange::Set(50)), seen()).unwrap();
    assert_eq!((shop.stock("coffee"), shop.product("coffee").held), (50, 10));
    shop.edit(change("coffee", 39_00, StockChange::Add(20)), seen()).unwrap();
    assert_eq!(shop.stock("coffee"), 70);
    shop.edit(change("coffee", 39_00, StockChange::Add(-70)), seen()).unwrap();
    let short = Refusal::OutOfStock { name: "挂耳咖啡".to_owned(), left: 0 };
    assert_eq!(refused(shop.edit(change("coffee", 39_00, StockChange::Add(-1)), seen())), short);
    shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed));
    assert_eq!((shop.stock("coffee"), shop.product("coffee").held), (10, 0), "what was held comes back on top");
}

#[test]
fn deliveries_and_sales_at_the_same_time_lose_no_piece() {
    let shop = World::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let (store, orders) = (shop.store.clone(), (0..20).map(|_| shop.new_order(&[("coffee", 1)])));
            let orders: Vec<_> = orders.collect();
            scope.spawn(move || {
                for order in orders {
                    store.place_order(order, NOON).wait().unwrap();
                }
            });
        }
        let (store, delivered) = (shop.store.clone(), change("coffee", 39_00, StockChange::Add(2)));
        scope.spawn(move || {
            for _ in 0..30 {
                assert_eq!(store.import_products(vec![delivered.clone()], NOON).wait().unwrap(), 1);
            }
        });
    });
    assert_eq!(shop.stock("coffee"), 1000 - 160 + 60);
    assert_eq!(shop.product("coffee").held, 160);
}

#[test]
fn a_sheet_comes_in_whole_or_not_at_all() {
    let shop = World::new();
    let before = shop.reader.product_rows().unwrap();
    let mut sheet: Vec<_> = (0..500).map(|n| change(&format!("p-{n}"), n, StockChange::Set(1))).collect();
    sheet[77].name = "x".repeat(121);
    let import = |sheet: &[ProductChange]| shop.store.import_products(sheet.to_vec(), NOON.plus(5)).wait();
    assert_eq!(refused(import(&sheet)), Refusal::InRow { row: 78, why: Box::new(Refusal::Text(TextPart::Name)) });
    assert_eq!(shop.reader.product_rows().unwrap(), before, "not one of five hundred");
    sheet[77].name = "茶".to_owned();
    sheet[400].id = id("p-3");
    assert_eq!(refused(import(&sheet)), Refusal::InRow { row: 401, why: Box::new(Refusal::NumberTaken) });
    sheet[400].id = id("coffee");
    assert_eq!(import(&sheet).unwrap(), 500);
    assert_eq!(shop.reader.product_rows().unwrap().len(), 501);
    assert_eq!(shop.product("coffee").product.price, fen(400), "what was there is edited");
}

#[test]
fn names_and_files_that_make_no_sense_are_refused() {
    let shop = World::new();
    for name in ["", "  ", "a\nb", "\u{7}"] {
        let wrong = ProductChange { name: name.to_owned(), ..change("tea", 1, StockChange::Keep) };
        assert_eq!(refused(shop.edit(wrong, None)), Refusal::Text(TextPart::Name), "{name:?}");
    }
    for file in ["", "../shop.db", "a/b.jpg", "a\\b.jpg", ".hidden", "a\0b"] {
        let wrong = ProductChange { picture: Some(file.to_owned()), ..change("tea", 1, StockChange::Keep) };
        assert_eq!(refused(shop.edit(wrong, None)), Refusal::Text(TextPart::Picture), "{file:?}");
    }
    let right = ProductChange { picture: Some("tea-1.jpg".to_owned()), ..change("tea", 1, StockChange::Keep) };
    shop.edit(right, None).unwrap();
    assert_eq!(shop.product("tea").product.picture.as_deref(), Some("tea-1.jpg"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_price_is_kept_to_the_fen(price in prop_oneof![0..10_i64, 0..1_000_000_i64, 0..1_000_000_000_000_i64]) {
        let shop = World::new();
        let typed = fen(price).to_yuan();
        let wanted = ProductChange { price: Fen::parse_yuan(&typed).unwrap(), ..change("tea", 0, StockChange::Set(1)) };
        shop.edit(wanted, None).unwrap();
        prop_assert_eq!(shop.product("tea").product.price.get(), price);
    }
}
