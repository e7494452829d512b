//! The choices a product comes in: each with a price, a stock and barcodes of its own, and named in full wherever it is sold.

use crate::world::*;
use zhanggui::domain::{
    Barcode, ProductChange, ProductFacts, ProductId, Quantity, RefundRule, StockChange, UnpaidAnswer, Variant,
    VariantChange,
};
use zhanggui::store::{OrderWord, Refusal, StoreError, TextPart};

fn id(raw: &str) -> ProductId {
    ProductId::parse(raw).unwrap()
}

fn variant(raw: &str, words: &str, price: i64, pieces: u32) -> VariantChange {
    VariantChange {
        id: id(raw),
        words: words.to_owned(),
        price: fen(price),
        stock: StockChange::Set(pieces),
        on_sale: true,
        picture: None,
        barcodes: None,
        weight_g: None,
    }
}

fn shirt(name: &str, variants: Vec<VariantChange>) -> ProductChange {
    ProductChange {
        id: id("shirt"),
        name: name.to_owned(),
        price: fen(99_00),
        stock: StockChange::Keep,
        on_sale: true,
        picture: None,
        barcodes: None,
        facts: ProductFacts { category: "衣服".into(), refunds: RefundRule::Within(7), ..ProductFacts::default() },
        variants: Some(variants),
    }
}

fn red_and_blue() -> Vec<VariantChange> {
    vec![variant("shirt-red", "红色 L", 99_00, 3), variant("shirt-blue", "蓝色 M", 89_00, 5)]
}

fn edit(shop: &World, change: ProductChange) -> Result<(), StoreError> {
    let seen = shop.reader.product(&change.id).unwrap().map(|row| row.changed_at);
    shop.store.change_product(change, seen, NOON.plus(10)).wait()
}

fn with_shirts() -> World {
    let shop = World::new();
    edit(&shop, shirt("T恤", red_and_blue())).unwrap();
    shop
}

#[test]
fn a_variant_is_sold_at_its_own_price_from_its_own_stock_and_named_in_full() {
    let shop = with_shirts();
    let order = shop.order_to_pay(1);
    shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed));
    let order = shop.places(&[("shirt-red", 2), ("coffee", 1)]);
    shop.asks_to_pay(&order.order_no);
    assert_eq!(order.total, fen(2 * 99_00 + 39_00));
    assert_eq!((shop.stock("shirt-red"), shop.stock("shirt-blue")), (1, 5));
    let detail = shop.order(&order.order_no);
    assert_eq!(detail.row.items, "T恤 · 红色 L ×2, 挂耳咖啡");
    assert_eq!((detail.lines[0].name.as_str(), detail.lines[0].price), ("T恤 · 红色 L", fen(99_00)));
    let short = Refusal::OutOfStock { name: "T恤 · 红色 L".to_owned(), left: 1 };
    assert_eq!(refused(shop.store.place_order(shop.new_order(&[("shirt-red", 2)]), NOON).wait()), short);
    shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed));
    assert_eq!((shop.stock("shirt-red"), shop.stock("shirt-blue")), (3, 5), "back on the shelf it came from, once");
}

#[test]
fn a_product_with_variants_is_not_sold_without_one_and_takes_them_off_sale_with_it() {
    let shop = with_shirts();
    let order = |of: &str| shop.store.place_order(shop.new_order(&[(of, 1)]), NOON).wait();
    assert_eq!(refused(order("shirt")), Refusal::ChooseVariant(id("shirt")));
    let off = ProductChange { on_sale: false, variants: None, ..shirt("T恤", Vec::new()) };
    edit(&shop, off).unwrap();
    assert_eq!(refused(order("shirt-red")), Refusal::NotOnSale(id("shirt-red")));
    edit(&shop, shirt("T恤", Vec::new())).unwrap();
    order("shirt").expect_err("it has no pieces of its own");
    shop.store
        .import_products(vec![ProductChange { stock: StockChange::Set(1), ..shirt("T恤", Vec::new()) }], NOON)
        .wait()
        .unwrap();
    order("shirt").expect("without variants it is a product like any other");
}

#[test]
fn an_order_keeps_what_it_was_sold_as_whatever_the_product_is_called_later() {
    let shop = with_shirts();
    let order = shop.places(&[("shirt-red", 1)]);
    let mut changed = red_and_blue();
    changed.reverse();
    changed[1].price = fen(120_00);
    changed[1].words = "大红 L".to_owned();
    edit(&shop, shirt("纯棉 T恤", changed)).unwrap();
    let rows = shop.reader.product_rows().unwrap();
    let named = |raw: &str| rows.iter().find(|row| row.product.id == id(raw)).unwrap().product.clone();
    assert_eq!(named("shirt-red").name, "纯棉 T恤 · 大红 L");
    assert_eq!(named("shirt-red").facts.variant, Some(Variant { of: id("shirt"), words: "大红 L".into(), place: 1 }));
    assert_eq!(named("shirt-blue").facts.category, "衣服", "its category is its product's");
    let line = &shop.order(&order.order_no).lines[0];
    assert_eq!((line.name.as_str(), line.price), ("T恤 · 红色 L", fen(99_00)));
}

#[test]
fn a_variant_that_goes_is_deleted_where_no_order_names_it_and_taken_off_sale_otherwise() {
    let shop = with_shirts();
    let order = shop.places(&[("shirt-red", 2)]);
    shop.asks_to_pay(&order.order_no);
    edit(&shop, shirt("T恤", vec![variant("shirt-green", "绿色", 79_00, 1)])).unwrap();
    assert!(shop.reader.product(&id("shirt-blue")).unwrap().is_none());
    let red = shop.reader.product(&id("shirt-red")).unwrap().unwrap().product;
    assert!(!red.on_sale && red.facts.variant.unwrap().place == 1, "behind those that are sold");
    shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed));
    assert_eq!(shop.stock("shirt-red"), 3, "its pieces come back all the same");
}

#[test]
fn variants_can_exchange_words_and_barcodes_in_one_edit_and_share_neither() {
    let shop = with_shirts();
    let code = |raw: &str| Some(vec![Barcode::parse(raw).unwrap()]);
    let with = |a: (&str, &str), b: (&str, &str)| {
        let mut both = red_and_blue();
        (both[0].words, both[0].barcodes) = (a.0.to_owned(), code(a.1));
        (both[1].words, both[1].barcodes) = (b.0.to_owned(), code(b.1));
        edit(&shop, shirt("T恤", both))
    };
    with(("红色", "690001"), ("蓝色", "690002")).unwrap();
    with(("蓝色", "690002"), ("红色", "690001")).unwrap();
    assert_eq!(shop.reader.barcodes().unwrap()[&Barcode::parse("690002").unwrap()], id("shirt-red"));
    assert_eq!(refused(with(("红色", "690001"), ("红色", "690002"))), Refusal::Text(TextPart::Variant));
    assert!(matches!(refused(with(("红色", "690001"), ("蓝色", "690001"))), Refusal::BarcodeTaken { .. }));
    let row = shop.reader.product(&id("shirt-red")).unwrap().unwrap();
    assert_eq!(
        (row.product.name.as_str(), row.barcodes.len()),
        ("T恤 · 蓝色", 1),
        "a refused edit left nothing behind"
    );
}

#[test]
fn a_variant_belongs_to_one_product_that_is_no_variant_itself() {
    let shop = with_shirts();
    let mut taken = red_and_blue();
    taken[0].id = id("coffee");
    assert_eq!(refused(edit(&shop, shirt("T恤", taken))), Refusal::NumberTaken);
    let of = |of: &str| {
        let variant = Some(Variant { of: id(of), words: "大".into(), place: 0 });
        let facts = ProductFacts { variant, ..ProductFacts::default() };
        ProductChange { id: id("pot"), facts, variants: None, ..shirt("手冲壶", Vec::new()) }
    };
    for wrong in ["shirt-red", "pot"] {
        assert_eq!(refused(edit(&shop, of(wrong))), Refusal::Text(TextPart::Variant), "{wrong}");
    }
    assert_eq!(refused(edit(&shop, of("nothing"))), Refusal::NotFound);
    edit(&shop, of("coffee")).unwrap();
    assert_eq!(shop.reader.product(&id("pot")).unwrap().unwrap().product.name, "挂耳咖啡 · 大");
}

#[test]
fn a_refund_of_a_variant_puts_its_own_pieces_back() {
    let shop = with_shirts();
    let order = shop.order_of(&[("shirt-red", 2)]);
    let left = shop.reader.restockable(&order.order_no).unwrap();
    assert_eq!((left[0].name.as_str(), left[0].left), ("T恤 · 红色 L", 2));
    let mut wish = shop.new_refund(&order, 99_00);
    wish.items = vec![(id("shirt-red"), Quantity::new(1).unwrap())];
    let refund_no = wish.refund_no.clone();
    shop.store.request_refund(wish, NOON.plus(100)).wait().unwrap();
    assert_eq!(shop.refund(&refund_no).lines[0].name, "T恤 · 红色 L");
}
