//! Product sheets as people have them (`tests/fixtures/sheets`): each with what must become of every row.

use super::{BadSheet, RowCause, RowVerdict, Sheet};
use crate::domain::{Fen, Product, ProductId};
use std::collections::BTreeMap;

/// The files, by name.
const FILES: &[(&str, &[u8])] = &[
    ("p01-sep.csv", include_bytes!("../../tests/fixtures/sheets/p01-sep.csv")),
    ("p02-eq-quoted.csv", include_bytes!("../../tests/fixtures/sheets/p02-eq-quoted.csv")),
    ("p04-double-bom.csv", include_bytes!("../../tests/fixtures/sheets/p04-double-bom.csv")),
    ("p06-unclosed-quote.csv", include_bytes!("../../tests/fixtures/sheets/p06-unclosed-quote.csv")),
    ("p08-stock.csv", include_bytes!("../../tests/fixtures/sheets/p08-stock.csv")),
    ("p10-onsale.csv", include_bytes!("../../tests/fixtures/sheets/p10-onsale.csv")),
    ("q17-cr-only-doubles.csv", include_bytes!("../../tests/fixtures/sheets/q17-cr-only-doubles.csv")),
];

fn product(id: &str, name: &str) -> Product {
    let price = Fen::new(4900).expect("a price");
    Product {
        id: ProductId::parse(id).expect("an id"),
        name: name.into(),
        price,
        stock: 10,
        on_sale: false,
        picture: None,
        facts: crate::domain::ProductFacts::default(),
    }
}

fn shop() -> Vec<Product> {
    [("bean-250", "云南小粒咖啡豆"), ("bean-500", "挂耳"), ("cold-brew", "冷萃")]
        .map(|(id, name)| product(id, name))
        .into()
}

fn read(name: &str) -> Result<Sheet, BadSheet> {
    Sheet::read(FILES.iter().find(|(known, _)| *known == name).expect(name).1)
}

/// Id, name, price, stock, on sale.
type Wish = (String, String, i64, Option<u32>, bool);

/// Each row: its line, and what would be, or why not.
fn judged(name: &str) -> Vec<(u64, Result<Wish, RowCause>)> {
    let sheet = read(name).expect(name);
    let plain = |verdict| match verdict {
        RowVerdict::New(it) | RowVerdict::Changes { wanted: it, .. } => {
            Ok((it.id.to_string(), it.name, it.price.get(), it.stock, it.on_sale))
        }
        RowVerdict::Unchanged(id) => Ok((id.to_string(), String::new(), 0, None, false)),
        RowVerdict::Refused(cause) => Err(cause),
    };
    sheet.rows.iter().map(|row| row.line).zip(sheet.judge(&shop(), &BTreeMap::new()).into_iter().map(plain)).collect()
}

#[test]
fn the_first_line_of_excel_names_the_separator() {
    assert_eq!(judged("p01-sep.csv"), [(3, Ok(("Q1".into(), "绿茶一号".into(), 1250, Some(3), true)))]);
}

#[test]
fn what_keeps_a_number_text_is_no_part_of_it() {
    let rows: Vec<_> = judged("p02-eq-quoted.csv").into_iter().map(|(_, row)| row.expect("good")).collect();
    let named: Vec<_> = rows.iter().map(|row| (row.0.as_str(), row.1.as_str())).collect();
    assert_eq!(
        named,
        [
            ("0012", "绿茶二号"),
            ("0013", "绿茶三号"),
            ("Q14", "绿茶四号"),
            ("Q15", "绿茶五号"),
            ("0016", "绿茶六号"),
            ("0017", "绿茶七号"),
            ("0018", "绿茶八号"),
        ]
    );
    assert!(rows.iter().all(|row| (row.2, row.3) == (1250, Some(3))));
}

#[test]
fn two_marks_at_the_beginning_are_none() {
    let row = Ok(("bean-250".into(), "云南小粒咖啡豆 250克新装".into(), 4900, None, false));
    assert_eq!(judged("p04-double-bom.csv"), [(2, row)], "the stock is what it was");
}

#[test]
fn a_quote_that_never_closes_takes_no_product_with_it() {
    assert_eq!(read("p06-unclosed-quote.csv"), Err(BadSheet::OpenQuote(2)));
}

#[test]
fn stock_is_read_as_spreadsheets_write_it_and_a_price_is_never_guessed() {
    let rows = judged("p08-stock.csv");
    let stock: Vec<_> = rows.iter().take(3).map(|(_, row)| row.as_ref().expect("good").3).collect();
    assert_eq!(stock, [Some(1000), Some(12), Some(100)]);
    for (line, row) in &rows[3..] {
        assert!(matches!(row, Err(RowCause::Price(_)) | Ok((_, _, 1250 | 50, _, _))), "line {line}: {row:?}");
    }
    assert!(matches!(rows[3].1, Err(RowCause::Price(_))), "12,50 may be 12.50 or 1250");
}

#[test]
fn an_empty_name_leaves_a_known_product_its_own() {
    let rows = judged("p10-onsale.csv");
    let on: Vec<_> = rows.iter().map(|(_, row)| row.as_ref().map(|row| (row.1.as_str(), row.4))).collect();
    assert_eq!(on, [Ok(("云南小粒咖啡豆", true)), Ok(("挂耳", true)), Ok(("冷萃", true))]);
    let new = Sheet::read("id,name,price\nQ99,,5\n".as_bytes()).expect("a sheet").judge(&shop(), &BTreeMap::new());
    assert_eq!(new, [RowVerdict::Refused(RowCause::NoName)], "a new product needs one");
}

#[test]
fn rows_about_one_product_are_found_whatever_ends_the_lines() {
    let twice: Vec<_> = judged("q17-cr-only-doubles.csv").into_iter().map(|(line, row)| (line, row.err())).collect();
    let other = |line| Some(RowCause::Twice(line));
    assert_eq!(twice, [(2, other(3)), (3, other(2)), (4, other(5)), (5, other(4))]);
}
