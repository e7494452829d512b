//! The barcodes of products: each stands on one product of the shop, and whoever scans it finds that one.

use crate::world::*;
use zhanggui::domain::{Barcode, ProductChange, ProductId, StockChange};
use zhanggui::store::{Refusal, StoreError};

fn codes(raw: &[&str]) -> Vec<Barcode> {
    raw.iter().map(|raw| Barcode::parse(raw).unwrap()).collect()
}

fn change(id: &str, name: &str, barcodes: Option<&[&str]>) -> ProductChange {
    ProductChange {
        id: ProductId::parse(id).unwrap(),
        name: name.to_owned(),
        price: fen(39_90),
        stock: StockChange::Set(5),
        on_sale: true,
        picture: None,
        barcodes: barcodes.map(codes),
        facts: zhanggui::domain::ProductFacts::default(),
        variants: None,
    }
}

fn imports(shop: &World, changes: Vec<ProductChange>) -> Result<usize, StoreError> {
    shop.store.import_products(changes, NOON).wait()
}

fn has(shop: &World, id: &str) -> Vec<Barcode> {
    let reader = shop.store.reader().unwrap();
    let id = ProductId::parse(id).unwrap();
    let one = reader.product(&id).unwrap().unwrap().barcodes;
    let listed = reader.product_rows().unwrap().into_iter().find(|row| row.product.id == id).unwrap();
    assert_eq!(listed.barcodes, one);
    assert!(one.iter().all(|code| reader.barcodes().unwrap()[code] == id));
    one
}

#[test]
fn a_product_has_several_barcodes_and_keeps_them_until_it_is_said_otherwise() {
    let shop = World::new();
    imports(&shop, vec![change("drip", "挂耳咖啡", Some(&["6901234567892", "cf-10b"]))]).unwrap();
    assert_eq!(has(&shop, "drip"), codes(&["6901234567892", "CF-10B"]));
    imports(&shop, vec![change("drip", "挂耳咖啡 10 包", None)]).unwrap();
    assert_eq!(has(&shop, "drip").len(), 2, "an edit that says nothing of them leaves them");
    imports(&shop, vec![change("drip", "挂耳咖啡 10 包", Some(&["CF-10B"]))]).unwrap();
    assert_eq!(has(&shop, "drip"), codes(&["CF-10B"]));
    imports(&shop, vec![change("pot", "手冲壶", Some(&["6901234567892"]))]).unwrap();
    assert_eq!(has(&shop, "pot"), codes(&["6901234567892"]), "one that was taken off is free");
}

#[test]
fn a_barcode_of_another_product_is_refused_with_its_name_and_nothing_is_kept() {
    let shop = World::new();
    imports(&shop, vec![change("drip", "挂耳咖啡", Some(&["6901234567892"]))]).unwrap();
    for code in ["6901234567892", "drip"] {
        let refused = imports(&shop, vec![change("tea", "红茶", None), change("kettle", "手冲壶", Some(&[code]))]);
        let Err(StoreError::Refused(Refusal::InRow { row: 2, why })) = refused else { panic!("{code}: {refused:?}") };
        let taken = Refusal::BarcodeTaken { code: Barcode::parse(code).unwrap(), name: "挂耳咖啡".to_owned() };
        assert_eq!(*why, taken);
        let reader = shop.store.reader().unwrap();
        for id in ["tea", "kettle"] {
            assert!(reader.product(&ProductId::parse(id).unwrap()).unwrap().is_none(), "all or none");
        }
    }
    assert_eq!(has(&shop, "drip"), codes(&["6901234567892"]));
}
