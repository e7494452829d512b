//! The law of the list of products: whatever it is narrowed to and sorted by, it is what a plain look at every product gives.

use super::*;
use crate::domain::{Barcode, Product, ProductId, UnixSeconds, Variant};
use crate::store::families;
use proptest::{collection::vec, option, prelude::*, sample::select};

/// What is chosen of a product: its name, fen, stock, held pieces, and the end of its barcode.
type Drawn = (&'static str, i64, u32, bool, u32, Option<u64>);

fn product(at: usize, (name, fen, stock, on_sale, held, code): Drawn) -> ProductRow {
    let code = code.and_then(|code| Barcode::parse(&format!("690123456{code:04}")).ok());
    let product = Product {
        id: ProductId::parse(&format!("P{at:04}")).expect("an id"),
        name: name.to_owned(),
        price: Fen::new(fen).expect("a price"),
        stock,
        on_sale,
        picture: None,
        facts: crate::domain::ProductFacts::default(),
    };
    ProductRow {
        product,
        changed_at: UnixSeconds::new(0),
        changed_by: None,
        held,
        barcodes: code.into_iter().collect(),
        variants: Vec::new(),
    }
}

fn rows() -> impl Strategy<Value = Vec<ProductRow>> {
    let name = select(vec!["挂耳咖啡 10 包", "手冲壶 600ml", "Kettle", "滤纸", "冷萃杯"]);
    let row = (name, 1..40_i64, 0..9_u32, any::<bool>(), 0..4_u32, option::of(0..5_u64));
    vec(row, 0..30)
        .prop_map(|rows| rows.into_iter().enumerate().map(|(at, drawn)| product(at, drawn)).collect::<Vec<_>>())
}

fn queries() -> impl Strategy<Value = ProductQuery> {
    let find = select(vec!["", "", " ", "咖啡", "KETTLE", "p00", "６９０", "0001", "没有的"]);
    let sum = || option::weighted(0.3, (1..40_i64).prop_map(|fen| Fen::new(fen).unwrap_or_default()));
    let sort = (select(ProductSortBy::ALL), any::<bool>()).prop_map(|(by, falling)| ProductSort { by, falling });
    (select(ProductFilter::ALL), find, sum(), sum(), sort).prop_map(|(filter, find, price_from, price_to, sort)| {
        ProductQuery { filter, find: find.to_owned(), category: None, price_from, price_to, sort }
    })
}

/// What a query means, said once more.
fn meets(query: &ProductQuery, row: &ProductRow) -> bool {
    let product = &row.product;
    let tab = match query.filter {
        ProductFilter::All => true,
        ProductFilter::OnSale => product.on_sale,
        ProductFilter::Short => product.on_sale && (1..=5).contains(&product.stock),
        ProductFilter::SoldOut => product.on_sale && product.stock < 1,
        ProductFilter::OffSale => !product.on_sale,
    };
    let wanted = query.find.trim().to_lowercase().replace("６９０", "690");
    let words =
        [product.name.as_str(), product.id.as_str()].into_iter().chain(row.barcodes.iter().map(Barcode::as_str));
    let found = words.map(str::to_lowercase).any(|word| word.contains(&wanted));
    let from = query.price_from.is_none_or(|from| product.price >= from);
    tab && found && from && query.price_to.is_none_or(|to| product.price <= to)
}

/// By what a row stands where it does.
fn key(by: ProductSortBy, row: &ProductRow) -> (String, i64, String) {
    let product = &row.product;
    let id = product.id.to_string();
    match by {
        ProductSortBy::Id => (String::new(), 0, id),
        ProductSortBy::Name => (product.name.clone(), 0, id),
        ProductSortBy::Price => (String::new(), product.price.get(), id),
        ProductSortBy::Stock => (String::new(), i64::from(product.stock), id),
        ProductSortBy::Held => (String::new(), i64::from(row.held), id),
    }
}

proptest! {
    #[test]
    fn a_list_of_products_is_what_a_plain_look_at_every_product_gives(rows in rows(), query in queries()) {
        let mut expected: Vec<usize> = (0..rows.len()).filter(|at| meets(&query, &rows[*at])).collect();
        expected.sort_by_key(|at| key(query.sort.by, &rows[*at]));
        if query.sort.falling {
            expected.reverse();
        }
        prop_assert_eq!(query.list(&rows), expected, "{:?}", query);
    }
}

#[test]
fn a_product_is_listed_with_what_its_variants_cost_and_hold() {
    let row = |id: &str, fen: i64, stock: u32, of: Option<u32>| {
        let mut row = product(0, ("T恤", fen, stock, true, 1, None));
        row.product.id = ProductId::parse(id).expect("an id");
        let main = ProductId::parse("shirt").expect("an id");
        row.product.facts.variant = of.map(|place| Variant { of: main, words: format!("第 {place}"), place });
        row
    };
    let mut rows = vec![
        row("blue", 89, 0, Some(1)),
        row("red", 99, 4, Some(0)),
        row("shirt", 50, 0, None),
        row("cup", 20, 9, None),
    ];
    rows[0].product.on_sale = false;
    rows[0].product.name = "T恤 · 蓝色".to_owned();
    rows[2].product.facts.category = "衣服".to_owned();
    let all = families(&rows);
    assert_eq!(all.len(), 2);
    let shirt = &all[0];
    assert_eq!(shirt.variants.iter().map(|row| row.product.id.as_str()).collect::<Vec<_>>(), ["red", "blue"]);
    assert_eq!(
        (shirt.price_from().get(), shirt.stock_in_all(), shirt.held_in_all()),
        (99, 4, 3),
        "what is on sale counts"
    );
    let list = |query: ProductQuery| query.list(&all);
    assert_eq!(list(ProductQuery { category: Some("衣服".to_owned()), ..ProductQuery::default() }), [0]);
    assert_eq!(list(ProductQuery { find: "蓝色".to_owned(), ..ProductQuery::default() }), [0], "found by a variant");
    assert_eq!(list(ProductQuery { filter: ProductFilter::Short, ..ProductQuery::default() }), [0]);
}
