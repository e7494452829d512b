use super::*;
use crate::domain::{RefundRule, Variant};
use crate::sheets::{BadPrice, Headings, SheetWriting, fresh_id, product_cells, refused, table, template};
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;

fn id(raw: &str) -> ProductId {
    ProductId::parse(raw).expect("an id")
}

fn product(raw: &str, name: &str, fen: i64, stock: u32, on_sale: bool) -> Product {
    Product {
        id: id(raw),
        name: name.into(),
        price: Fen::new(fen).expect("a price"),
        stock,
        on_sale,
        picture: None,
        facts: crate::domain::ProductFacts::default(),
    }
}

fn shop() -> Vec<Product> {
    vec![
        product("P0001", "挂耳咖啡", 3990, 12, true),
        product("P0002", "手冲壶", 12_800, 0, false),
        product("P0003", "滤纸", 990, 5, true),
        product("P0004", "滤纸", 1990, 5, true),
    ]
}

/// The products as they are exported.
fn products(all: &[Product], barcodes: &BTreeMap<Barcode, ProductId>, writing: SheetWriting) -> Vec<u8> {
    let codes = |product: &Product| {
        let its: Vec<&str> =
            barcodes.iter().filter(|(_, id)| **id == product.id).map(|(code, _)| code.as_str()).collect();
        its.join(" ")
    };
    table(writing.headings(), all.iter().map(|product| product_cells(product, codes(product), writing)))
}

fn judged(text: &str) -> Vec<RowVerdict> {
    Sheet::read(text.as_bytes()).expect("a sheet").judge(&shop(), &BTreeMap::new())
}

fn cause(text: &str) -> RowCause {
    match judged(text).as_slice() {
        [RowVerdict::Refused(cause)] => cause.clone(),
        other => panic!("{text:?} gives {other:?}"),
    }
}

#[test]
fn each_row_has_its_verdict() {
    let verdicts =
        judged("编号,名称,价格,库存,上架\nP0001,挂耳咖啡,39.90,12,是\nP0002,手冲壶,118,3,是\nP9,冷萃杯,44.6,7,否\n");
    let [RowVerdict::Unchanged(same), RowVerdict::Changes { wanted, before }, RowVerdict::New(new)] =
        verdicts.as_slice()
    else {
        panic!("{verdicts:?}");
    };
    assert_eq!(*same, id("P0001"));
    assert_eq!((before.price.get(), wanted.price.get(), wanted.stock, wanted.on_sale), (12_800, 11_800, Some(3), true));
    assert_eq!((new.id.as_str(), new.price.get(), new.stock, new.on_sale), ("P9", 4460, Some(7), false));
}

#[test]
fn columns_stand_in_any_order_and_language_under_any_separator() {
    for text in [
        "On sale;Stock;Price (yuan);Name;ID;备注\nyes;12;39.90;挂耳咖啡;P0001;x\n",
        "价格（元）\t名称\t备注\t编号\n¥39.90\t挂耳咖啡\tx\tP0001\n",
        "\"product name\",\"unit price\",备注\n挂耳咖啡,３９．９０,x\n",
    ] {
        let sheet = Sheet::read(text.as_bytes()).expect("a sheet");
        assert_eq!(sheet.ignored, ["备注"], "{text}");
        assert_eq!(sheet.judge(&shop(), &BTreeMap::new()), [RowVerdict::Unchanged(id("P0001"))], "{text}");
    }
}

#[test]
fn a_bad_row_is_refused_with_its_cause_and_the_others_are_not_touched_by_it() {
    let first = "编号,名称,价格,库存,上架\n";
    for (row, wanted) in [
        ("P9,杯,12.345,1,是", RowCause::Price(BadPrice::TooFine)),
        ("P9,杯,免费,1,是", RowCause::Price(BadPrice::NotAnAmount)),
        ("P9,杯,-3,1,是", RowCause::Price(BadPrice::NotAnAmount)),
        ("P9,杯,0,1,是", RowCause::Price(BadPrice::Zero)),
        ("P9,杯,,1,是", RowCause::NoPrice),
        ("P9,杯,5,-1,是", RowCause::NegativeStock),
        ("P9,杯,5,1.5,是", RowCause::BadStock),
        ("P9,杯,5,1000001,是", RowCause::TooMuchStock),
        ("P9, ,5,1,是", RowCause::NoName),
        ("P9,\"两\n行\",5,1,是", RowCause::NameUnprintable),
        ("编 号,杯,5,1,是", RowCause::BadId),
        ("P9,杯,5,1,也许", RowCause::BadOnSale),
        ("P9,\"=HYPERLINK(\"\"http://x\"\")\",5,1,是", RowCause::Formula(Column::Name)),
        ("P9,@SUM(A1),5,1,是", RowCause::Formula(Column::Name)),
        ("-9,杯,5,1,是", RowCause::Formula(Column::Id)),
        ("P9,杯,=1+1,1,是", RowCause::Formula(Column::Price)),
        ("P9,杯,大,5,1,是", RowCause::TooManyCells),
    ] {
        assert_eq!(cause(&format!("{first}{row}\n")), wanted, "{row}");
    }
    let long = "长".repeat(121);
    assert_eq!(cause(&format!("{first}P9,{long},5,1,是\n")), RowCause::NameTooLong);
    let verdicts = judged(&format!("{first}P8,壶,x,1,是\nP9,杯,5,1,是\n"));
    assert!(matches!(verdicts.as_slice(), [RowVerdict::Refused(_), RowVerdict::New(_)]), "{verdicts:?}");
}

#[test]
fn two_rows_about_one_product_are_both_refused() {
    let twice = [RowVerdict::Refused(RowCause::Twice(3)), RowVerdict::Refused(RowCause::Twice(2))];
    assert_eq!(judged("编号,名称,价格\nP9,杯,5\nP9,杯,6\n"), twice);
    assert_eq!(judged("名称,价格\n杯,5\n杯,6\n"), twice);
    assert_eq!(judged("编号,名称,价格\nP0001,挂耳咖啡,5\n,挂耳咖啡,6\n"), twice);
}

#[test]
fn a_row_without_an_id_finds_its_product_by_name_or_gets_an_id() {
    let verdicts = judged("名称,价格\n挂耳咖啡,5\n冷萃杯,6\n茶,7\n");
    let ids: Vec<&str> = verdicts.iter().filter_map(|v| v.request().map(|request| request.id.as_str())).collect();
    assert_eq!(ids, ["P0001", "P0005", "P0006"]);
    assert_eq!(cause("名称,价格\n滤纸,5\n"), RowCause::NameNotUnique);
}

#[test]
fn a_missing_column_or_empty_cell_leaves_the_product_as_it_is() {
    assert_eq!(judged("编号,库存\nP0001,12\n"), [RowVerdict::Unchanged(id("P0001"))]);
    assert_eq!(judged("编号,名称,价格,库存,上架\nP0001,挂耳咖啡,,,\n"), [RowVerdict::Unchanged(id("P0001"))]);
    assert_eq!(cause("编号,库存\nP9,12\n"), RowCause::NoName);
}

#[test]
fn a_stock_that_is_not_changed_is_not_written_so_that_a_sale_in_between_stays() {
    let verdicts = judged("编号,价格,库存\nP0001,20,12\n");
    assert_eq!(verdicts.first().and_then(RowVerdict::request).map(|wanted| wanted.stock), Some(None));
}

#[test]
fn a_file_that_is_no_sheet_of_products_is_refused_as_a_whole() {
    for (text, bad) in [
        ("快递,单号\nSF,1\n", BadSheet::NoColumns),
        ("P0001,挂耳咖啡,39.90\n", BadSheet::NoColumns),
        ("名称,品名,价格\n杯,杯,5\n", BadSheet::Doubled(Column::Name)),
        (",,,\n,,\n", BadSheet::Empty),
    ] {
        assert_eq!(Sheet::read(text.as_bytes()).map(drop), Err(bad), "{text}");
    }
    let rows = |count: usize| format!("名称,价格\n{}", "杯,5\n".repeat(count));
    assert_eq!(Sheet::read(rows(5_000).as_bytes()).map(|sheet| sheet.rows.len()), Ok(5_000));
    assert_eq!(Sheet::read(rows(5_001).as_bytes()).map(drop), Err(BadSheet::TooManyRows));
}

#[test]
fn the_template_is_a_sheet_without_a_bad_row() {
    for headings in [Headings::Chinese, Headings::English] {
        let sheet = Sheet::read(&template(SheetWriting(headings))).expect("a sheet");
        assert!(sheet.judge(&[], &BTreeMap::new()).iter().all(|verdict| matches!(verdict, RowVerdict::New(_))));
    }
}

#[test]
fn refused_rows_come_back_with_their_cause_and_without_a_formula() {
    let text = "编号,名称,价格\nP8,杯,5\n=cmd|' /C calc'!A0,壶,5\nP9,杯\nP7,\"大,中\",5,6\n";
    let sheet = Sheet::read(text.as_bytes()).expect("a sheet");
    let written = refused(&sheet, &sheet.judge(&[], &BTreeMap::new()), "原因", |cause| format!("{cause:?}"));
    let written = String::from_utf8(written).expect("text");
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(
        lines,
        [
            "\u{FEFF}编号,名称,价格,原因",
            "'=cmd|' /C calc'!A0,壶,5,Formula(Id)",
            "P9,杯,,NoPrice",
            "P7,\"大,中\",5,TooManyCells,6",
        ]
    );
}

fn any_product() -> impl Strategy<Value = Product> {
    let name = "[ -~一-龥＝'=+@\",;-]{1,40}".prop_filter("a name", |name| !name.trim().is_empty());
    let parts = ("[A-Za-z0-9_-]{1,32}", name, 1..=10_000_000_i64, 0..=1_000_000_u32, any::<bool>());
    parts.prop_map(|(raw, name, fen, stock, on_sale)| product(&raw, name.trim(), fen, stock, on_sale))
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_but_never_a_panic(bytes in vec(any::<u8>(), 0..600)) {
        if let Ok(sheet) = Sheet::read(&bytes) {
            prop_assert_eq!(sheet.judge(&shop(), &BTreeMap::new()).len(), sheet.rows.len());
        }
    }

    #[test]
    fn any_text_under_our_headings_gets_a_verdict_per_row(text in "([\"',;\t\n=@0-9a-z价.-]|编号){0,200}") {
        let text = format!("名称,价格,库存,编号\n{text}");
        if let Ok(sheet) = Sheet::read(text.as_bytes()) {
            let verdicts = sheet.judge(&shop(), &BTreeMap::new());
            prop_assert_eq!(verdicts.len(), sheet.rows.len());
            let written = refused(&sheet, &verdicts, "cause", |cause| format!("{cause:?}"));
            prop_assert!(Sheet::read(&written).is_ok());
        }
    }

    #[test]
    fn what_is_exported_comes_back_unchanged(all in vec(any_product(), 0..20), chinese in any::<bool>()) {
        let mut by_id: Vec<Product> = all;
        by_id.sort_by(|a, b| a.id.cmp(&b.id));
        by_id.dedup_by(|a, b| a.id == b.id);
        let writing = SheetWriting(if chinese { Headings::Chinese } else { Headings::English });
        let sheet = Sheet::read(&products(&by_id, &BTreeMap::new(), writing)).expect("our own sheet");
        let wanted: Vec<RowVerdict> = by_id.iter().map(|product| RowVerdict::Unchanged(product.id.clone())).collect();
        prop_assert_eq!(sheet.judge(&by_id, &BTreeMap::new()), wanted);
        let anew: Vec<RowVerdict> = sheet.judge(&[], &BTreeMap::new());
        let same = |(verdict, product): (&RowVerdict, &Product)| matches!(verdict, RowVerdict::New(wanted)
            if wanted.id == product.id && wanted.name == product.name && wanted.price == product.price
                && wanted.stock == Some(product.stock) && wanted.on_sale == product.on_sale);
        prop_assert!(anew.iter().zip(&by_id).all(same));
    }

    #[test]
    fn fresh_ids_are_never_taken(all in vec("[Pp]?[0-9]{1,4}", 0..20)) {
        let taken: Vec<ProductId> = all.iter().map(|raw| id(raw)).collect();
        prop_assert!(!taken.contains(&fresh_id(&taken)));
    }
}

fn with_barcodes() -> BTreeMap<Barcode, ProductId> {
    [("6901234567892", "P0001"), ("CF-10B", "P0001"), ("6900000000001", "P0002")]
        .into_iter()
        .map(|(code, product)| (Barcode::parse(code).expect("a barcode"), id(product)))
        .collect()
}

#[test]
fn barcodes_come_with_the_sheet_and_each_row_says_what_becomes_of_them() {
    let judged = |rows: &str| {
        let sheet = Sheet::read(format!("编号,名称,价格,条码\n{rows}").as_bytes()).expect("a sheet");
        sheet.judge(&shop(), &with_barcodes())
    };
    let codes = |verdict: &RowVerdict| verdict.request().and_then(|wanted| wanted.barcodes.clone());
    assert_eq!(judged("P0001,,,cf-10b 6901234567892"), [RowVerdict::Unchanged(id("P0001"))]);
    assert_eq!(judged("P0001,,,"), [RowVerdict::Unchanged(id("P0001"))], "an empty cell takes none away");
    let added = judged("P0003,,,6909999999999、6909999999998");
    assert_eq!(codes(&added[0]).map(|codes| codes.len()), Some(2));
    let new = judged("P0009,茶,5,6909999999999");
    assert!(matches!(&new[0], RowVerdict::New(_)) && codes(&new[0]).is_some());
    let taken = RowVerdict::Refused(RowCause::BarcodeTaken("手冲壶".into()));
    assert_eq!(judged("P0003,,,6900000000001"), [taken]);
    let twice = judged("P0003,,,6909999999999\nP0002,,,6909999999999");
    assert!(matches!(
        twice[..],
        [RowVerdict::Refused(RowCause::BarcodeTwice(3)), RowVerdict::Refused(RowCause::BarcodeTwice(2))]
    ));
    assert_eq!(judged("P0003,,,6.90123E+12"), [RowVerdict::Refused(RowCause::BadBarcode)]);
}

#[test]
fn a_sheet_of_the_shop_holds_its_barcodes_and_changes_nothing_when_it_comes_back() {
    for headings in [Headings::Chinese, Headings::English] {
        let written = products(&shop(), &with_barcodes(), SheetWriting(headings));
        assert!(String::from_utf8_lossy(&written).contains("6901234567892 CF-10B"));
        let back = Sheet::read(&written).expect("our own sheet").judge(&shop(), &with_barcodes());
        assert!(back.iter().all(|verdict| matches!(verdict, RowVerdict::Unchanged(_))), "{back:?}");
        let anew = Sheet::read(&written).expect("our own sheet").judge(&[], &BTreeMap::new());
        assert_eq!(anew[0].request().and_then(|wanted| wanted.barcodes.clone()).map(|codes| codes.len()), Some(2));
    }
}

#[test]
fn a_variant_is_a_row_of_its_own_under_its_products_name() {
    let sheet = "编号,名称,价格,库存,所属商品,规格,分类,重量,退款期限,商品说明\n\
        P9,T恤,99,0,,,衣服,200 克,7天,纯棉\n\
        P10,,99,12,P9,红色 L,,250,,\n\
        ,,89,5,P9,蓝色 M,,,,\n";
    let verdicts = judged(sheet);
    let [RowVerdict::New(main), RowVerdict::New(red), RowVerdict::New(blue)] = verdicts.as_slice() else {
        panic!("{verdicts:?}");
    };
    let facts = &main.facts;
    assert_eq!((facts.category.as_str(), facts.weight_g, facts.refunds), ("衣服", Some(200), RefundRule::Within(7)));
    assert_eq!((red.name.as_str(), red.facts.weight_g), ("T恤 · 红色 L", Some(250)));
    let variant = blue.facts.variant.as_ref().expect("a variant");
    assert_eq!((blue.name.as_str(), &variant.of, variant.words.as_str()), ("T恤 · 蓝色 M", &id("P9"), "蓝色 M"));
    assert!(red.facts.variant.as_ref().expect("a variant").place < variant.place, "in the sheet's order");
}

#[test]
fn what_is_exported_of_variants_comes_back_unchanged_and_a_new_name_of_the_product_is_theirs() {
    let mut all = shop();
    let facts = |words: &str, place| ProductFacts {
        variant: Some(Variant { of: id("P0001"), words: words.into(), place }),
        category: "咖啡".into(),
        weight_g: Some(120),
        ..ProductFacts::default()
    };
    all[0].facts = ProductFacts { category: "咖啡".into(), refunds: RefundRule::Never, ..ProductFacts::default() };
    all.push(Product { facts: facts("大", 0), ..product("P7", "挂耳咖啡 · 大", 100, 1, true) });
    all.push(Product { facts: facts("小", 1), ..product("P8", "挂耳咖啡 · 小", 100, 1, false) });
    let none = BTreeMap::new();
    for writing in [SheetWriting(Headings::Chinese), SheetWriting(Headings::English)] {
        let verdicts = Sheet::read(&products(&all, &none, writing)).expect("a sheet").judge(&all, &none);
        assert!(verdicts.iter().all(|verdict| matches!(verdict, RowVerdict::Unchanged(_))), "{verdicts:?}");
    }
    let renamed =
        Sheet::read("编号,名称,所属商品,规格\nP0001,挂耳,,\nP7,,P0001,特大\n,,P0001,小\n".as_bytes()).expect("a sheet");
    let verdicts = renamed.judge(&all, &none);
    let names: Vec<&str> = verdicts.iter().filter_map(|it| it.request()).map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["挂耳", "挂耳 · 特大", "挂耳 · 小"]);
}

#[test]
fn a_description_goes_out_and_comes_back_with_its_lines() {
    let mut all = shop();
    let words = "云南保山小粒咖啡，中度烘焙。\n\n- 10 包，每包 10 g\n\"开袋即泡\"：水温 92 °C, 3, 4 分钟\n=不是公式";
    all[0].facts.description = words.into();
    let none = BTreeMap::new();
    for writing in [SheetWriting(Headings::Chinese), SheetWriting(Headings::English)] {
        let written = products(&all, &none, writing);
        // Excel writes the line breaks of a cell as it read them; a Mac's and Windows' own are the same to a reader.
        let text = String::from_utf8(written).expect("text");
        for text in [text.clone(), text.replace("\r\n", "\n").replace('\n', "\r\n")] {
            let sheet = Sheet::read(text.as_bytes()).expect("a sheet");
            let verdicts = sheet.judge(&all, &none);
            assert!(verdicts.iter().all(|verdict| matches!(verdict, RowVerdict::Unchanged(_))), "{verdicts:?}");
            let anew = sheet.judge(&[], &none);
            assert_eq!(anew[0].request().map(|wanted| wanted.facts.description.as_str()), Some(words));
        }
    }
}

#[test]
fn a_row_that_is_no_variant_says_why() {
    let row = |cells: &str| cause(&format!("编号,名称,价格,所属商品,规格,重量,退款期限,分类\n{cells}\n"));
    assert_eq!(row("P9,,9,P0001,,,,"), RowCause::NoVariant);
    assert_eq!(row("P9,杯,9,,大,,,"), RowCause::VariantOfNothing);
    assert_eq!(row("P9,,9,P77,大,,,"), RowCause::NoSuchProduct("P77".into()));
    assert_eq!(row("P9,杯,9,,,heavy,,"), RowCause::BadWeight);
    assert_eq!(row("P9,杯,9,,,,400,"), RowCause::BadRefunds);
    assert_eq!(row(&format!("P9,杯,9,,,,,{}", "长".repeat(41))), RowCause::TextTooLong(Column::Category));
}
