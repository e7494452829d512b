//! What can be shipped, and what a draft says before it cannot.

use super::*;

fn carriers() -> Vec<Carrier> {
    let carrier = |id: &str, name: &str, used| Carrier { id: id.into(), name: name.into(), used };
    vec![carrier("ZTO", "中通快递", 9), carrier("SF", "顺丰速运", 3), carrier("YTO", "圆通速递", 0)]
}

fn choice(all: &[Carrier]) -> CarrierChoice<'_> {
    CarrierChoice { all, before: None }
}

fn id(raw: &str) -> ProductId {
    ProductId::parse(raw).unwrap()
}

fn left() -> BTreeMap<ProductId, u32> {
    BTreeMap::from([(id("P0001"), 3), (id("P0002"), 1)])
}

fn typed(number: &str) -> ShippingDraft {
    let mut draft = ShippingDraft::default();
    draft.first().number = number.into();
    draft
}

#[test]
fn the_carrier_is_the_chosen_one_else_the_numbers_else_the_favourite() {
    let carriers = carriers();
    assert_eq!(ParcelDraft::default().carrier(choice(&carriers)), Some("ZTO"));
    let mut one = ParcelDraft { number: "SF1234567890123".into(), ..ParcelDraft::default() };
    assert_eq!(one.carrier(choice(&carriers)), Some("SF"));
    one.chosen = Some("YTO".into());
    assert_eq!((one.carrier(choice(&carriers)), one.doubt()), (Some("YTO"), Some("SF")));
    one.chosen = Some("SF".into());
    assert_eq!(one.doubt(), None);
}

#[test]
fn a_number_that_cannot_be_one_is_not_shipped() {
    let fault = |number: &str| typed(number).shipping(&left(), choice(&carriers())).unwrap_err();
    assert_eq!(fault("  "), DraftFault::NumberEmpty);
    assert_eq!(fault("7.3E+13"), DraftFault::NumberRounded);
    assert_eq!(fault("SC20260901-00000117"), DraftFault::NumberIsOrder);
    assert_eq!(fault("SF12\u{7}3"), DraftFault::NumberStrange);
    let good = typed(" ＳＦ1234567890123 ").shipping(&left(), choice(&carriers())).unwrap();
    assert_eq!((good.parcels[0].parcel.tracking_no.as_str(), good.complete), ("SF1234567890123", true));
    assert!(good.parcels[0].items.is_empty(), "everything");
}

#[test]
fn without_a_carrier_no_number_is_asked_for() {
    let draft = ShippingDraft { kind: ShipKind::Pickup, ..ShippingDraft::default() };
    let shipping = draft.shipping(&left(), choice(&[])).unwrap();
    assert_eq!(
        (shipping.kind, shipping.parcels[0].parcel.carrier.as_str(), shipping.complete),
        (ShipKind::Pickup, "", true)
    );
    assert_eq!(typed("99").shipping(&left(), choice(&[])).unwrap_err(), DraftFault::Carrier);
}

#[test]
fn parcels_add_up_or_say_what_follows() {
    let mut draft = typed("SF1234567890123");
    draft.begin_split(&left());
    draft.parcels[1].number = "SF1234567890124".into();
    assert_eq!(draft.shipping(&left(), choice(&carriers())).unwrap_err(), DraftFault::EmptyParcel);
    draft.parcels[0].pieces.insert(id("P0001"), 1);
    draft.parcels[1].pieces.insert(id("P0001"), 1);
    assert_eq!(draft.later(&left()), 1);
    let part = draft.shipping(&left(), choice(&carriers())).unwrap();
    assert_eq!((part.parcels.len(), part.complete), (2, false));
    draft.parcels[1].pieces.insert(id("P0001"), 2);
    assert!(draft.shipping(&left(), choice(&carriers())).unwrap().complete);
    draft.parcels[1].pieces.insert(id("P0001"), 3);
    assert_eq!(draft.shipping(&left(), choice(&carriers())).unwrap_err(), DraftFault::TooMany("P0001".into()));
    draft.join();
    assert!(!draft.split() && draft.shipping(&left(), choice(&carriers())).unwrap().complete);
}

#[test]
fn the_carrier_of_the_address_comes_before_the_one_used_last_and_after_the_numbers() {
    let carriers = carriers();
    let known = CarrierChoice { all: &carriers, before: Some("STO") };
    let with = |number: &str| ParcelDraft { number: number.into(), ..ParcelDraft::default() };
    assert_eq!(with("").carrier(known), Some("STO"));
    assert_eq!(with("sf 1234-5678-90123").carrier(known), Some("SF"));
    // Thirteen digits may be of Yunda or of the post.
    assert_eq!(with("1012345678901").carrier(known), Some("YD"));
    assert_eq!(with("1012345678901").carrier(CarrierChoice { before: Some("EMS"), ..known }), Some("EMS"));
}

#[test]
fn a_number_like_nobodys_is_odd_and_one_of_an_unknown_carrier_is_not() {
    let carriers = carriers();
    let known = choice(&carriers);
    let with = |number: &str| ParcelDraft { number: number.into(), ..ParcelDraft::default() };
    assert!(with("75X0012").is_odd(known));
    assert!(!with("SF1234567890123").is_odd(known) && !with("").is_odd(known) && !with("7.3E+13").is_odd(known));
    assert!(!ParcelDraft { chosen: Some("OURS".into()), ..with("75X0012") }.is_odd(known));
}
