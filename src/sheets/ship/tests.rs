use super::{Carriers, SheetOrder, ShipCause as C, ShipColumn, ShipSheet, ShipVerdict, failed_csv, failed_workbook};
use crate::{
    domain::{Fen, OrderLine, OrderNo, OrderState, ProductId, Quantity, RefundState, RefundedGoods, ShipKind, ToSend},
    sheets::{BadSheet, workbook},
};
use proptest::prelude::*;
use std::collections::HashMap;

fn no(n: u32) -> String {
    format!("SC20260901-{n:08}")
}

fn order(n: u32) -> OrderNo {
    OrderNo::parse(&no(n)).expect("a number")
}

/// Orders 1 to 9 of as many buyers wait to be shipped; the others are what their places say.
fn shop() -> HashMap<OrderNo, SheetOrder> {
    let standing = |n: u32, state, refunding| {
        (
            order(n),
            SheetOrder {
                state,
                refunding,
                openid: format!("buyer{n}"),
                receiver: format!("买家{n}"),
                to_send: ToSend::default(),
            },
        )
    };
    let mut all: HashMap<_, _> = (1..=9).map(|n| standing(n, OrderState::ToShip, false)).collect();
    let states = [OrderState::ToPay, OrderState::Confirming, OrderState::Shipped, OrderState::Received];
    let more = [OrderState::Refunded, OrderState::Closed, OrderState::NeedsOwner];
    all.extend((11..).zip(states.into_iter().chain(more)).map(|(n, state)| standing(n, state, false)));
    all.extend([standing(21, OrderState::ToShip, true)]);
    all
}

fn carriers() -> Carriers {
    Carriers::new([("ZTOKY".to_owned(), "中通快运".to_owned()), ("BESTQJT".to_owned(), "百世快运".to_owned())])
}

fn judged(sheet: &str) -> Vec<Result<(String, String), C>> {
    let sheet = ShipSheet::read(sheet.as_bytes()).expect("a sheet");
    let plain = |verdict| match verdict {
        ShipVerdict::Ship(wished) => Ok((wished.parcel.carrier, wished.parcel.tracking_no)),
        ShipVerdict::Refused(cause) => Err(cause),
    };
    sheet.judge(&shop(), &carriers()).into_iter().map(plain).collect()
}

#[allow(clippy::unnecessary_wraps)] // what a verdict is compared with
fn ok(carrier: &str, number: &str) -> Result<(String, String), C> {
    Ok((carrier.to_owned(), number.to_owned()))
}

/// One row in a sheet of its own.
fn row(order: &str, carrier: &str, number: &str) -> Result<(String, String), C> {
    judged(&format!("订单号,快递公司,快递单号\n{order},{carrier},{number}\n")).remove(0)
}

#[test]
fn columns_are_found_by_name_in_any_order_under_a_title() {
    let (a, b) = (no(1), no(2));
    for sheet in [
        format!("订单号,快递公司,快递单号\n{a},中通快递,73100000000001\n{b},SF,SF1000000000001\n"),
        format!(
            "运单号\t收件人\t商户订单号\t物流公司\n73100000000001\t李雷\t{a}\t中通\nSF1000000000001\t\t{b}\t顺丰\n"
        ),
        format!("Tracking number;Order no.;Carrier\n73100000000001;{a};ZTO Express\nSF1000000000001;{b};sf express\n")
            .replace("no.", "no"),
        format!(
            "发货清单 2026-09-01,,\n\n订单编号(必填),承运商,物流单号\n{a},中通快递有限公司,73100000000001\n{b},顺丰速运,SF1000000000001\n"
        ),
    ] {
        assert_eq!(judged(&sheet), [ok("ZTO", "73100000000001"), ok("SF", "SF1000000000001")], "{sheet}");
    }
}

#[test]
fn a_row_is_named_by_its_line_however_lines_end() {
    for end in ["\n", "\r\n"] {
        let sheet = ["订单号,快递单号", "a,1", "", "b,2", ""].join(end);
        let lines: Vec<u64> =
            ShipSheet::read(sheet.as_bytes()).expect("a sheet").rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 4], "{end:?}");
    }
}

#[test]
fn every_row_is_told_why_it_cannot_be_shipped() {
    for (n, cause) in [
        (11, C::NotPaid),
        (12, C::NotPaid),
        (13, C::Shipped),
        (14, C::Shipped),
        (15, C::Refunded),
        (16, C::Closed),
        (17, C::NeedsOwner),
        (21, C::RefundAsked),
        (99, C::UnknownOrder),
    ] {
        assert_eq!(row(&no(n), "中通", "73100000000001"), Err(cause), "{n}");
    }
    let a = &no(1);
    assert_eq!(row("", "中通", "73100000000001"), Err(C::NoOrder));
    assert_eq!(row("订单", "中通", "73100000000001"), Err(C::UnknownOrder));
    assert_eq!(row(a, "鸽子邮局", "73100000000001"), Err(C::UnknownCarrier));
    assert_eq!(row(a, "中通", ""), Err(C::NoTracking));
    assert_eq!(row(a, "中通", "7.31E+13"), Err(C::Scientific("7.31E+13".into())));
    assert_eq!(row(a, "中通", "已发货"), Err(C::BadTracking));
    assert_eq!(row(a, "中通", &"7".repeat(129)), Err(C::LongTracking));
    assert_eq!(row(a, "中通", "=A1&B1"), Err(C::Formula(ShipColumn::Tracking)));
    assert_eq!(row(a, "", "8888"), Err(C::NoCarrier));
}

#[test]
fn numbers_are_taken_as_programs_write_them() {
    let a = &no(1);
    for written in [
        "73100000000001",
        "'73100000000001",
        "`73100000000001",
        "\"=\"\"73100000000001\"\"\"",
        "７３１００００００００００１",
    ] {
        assert_eq!(row(a, "中通", written), ok("ZTO", "73100000000001"), "{written}");
    }
    assert_eq!(row(a, "", "SF1000000000001"), ok("SF", "SF1000000000001"), "the number's shape names its carrier");
}

#[test]
fn a_carrier_is_known_by_its_id_and_by_what_people_call_it() {
    let all = carriers();
    for (name, id) in [
        ("ZTO", "ZTO"),
        ("zto", "ZTO"),
        ("中通", "ZTO"),
        ("中通速递", "ZTO"),
        ("中通快运", "ZTOKY"),
        ("顺丰快递", "SF"),
        ("顺丰速运（集团）有限公司", "SF"),
        ("京东快递", "JD"),
        ("极兔", "JTSD"),
        ("百世快运", "BESTQJT"),
    ] {
        assert_eq!(all.find(name), Some(id), "{name}");
    }
    assert_eq!(all.find("快递"), None);
    assert_eq!(all.find(""), None);
}

#[test]
fn rows_of_one_order_are_its_parcels_and_go_together_or_not_at_all() {
    let (a, b) = (no(1), no(2));
    let sheet = format!(
        "订单号,快递公司,快递单号\n{a},中通,73100000000001\n{a},中通,73100000000002\n{b},中通,73100000000003\n{b},中通,\n"
    );
    let verdicts = ShipSheet::read(sheet.as_bytes()).expect("a sheet").judge(&shop(), &carriers());
    let parcels: Vec<Option<usize>> = verdicts.iter().map(|v| v.wished().map(|wished| wished.parcels)).collect();
    assert_eq!(parcels, [Some(2), Some(2), None, None]);
    assert_eq!(verdicts[2], ShipVerdict::Refused(C::Sibling(5)));
    assert_eq!(verdicts[3], ShipVerdict::Refused(C::NoTracking));
}

#[test]
fn what_stands_there_twice_is_shipped_once() {
    let (a, b) = (no(1), no(2));
    let sheet = format!("订单号,快递公司,快递单号\n{a},中通,73100000000001\n{a},中通,73100000000001\n");
    assert_eq!(judged(&sheet), [ok("ZTO", "73100000000001"), Err(C::Twice(2))]);
    let sheet = format!("订单号,快递公司,快递单号\n{a},中通,73100000000001\n{b},中通,73100000000001\n");
    assert_eq!(judged(&sheet), [Err(C::OthersNumber(3)), Err(C::OthersNumber(2))], "whose it is, nobody knows");
}

#[test]
fn more_parcels_than_wechat_takes_are_not_shipped() {
    let rows: Vec<String> = (0..16).map(|n| format!("{},中通,731000000000{n:02}", no(1))).collect();
    let sheet = format!("订单号,快递公司,快递单号\n{}\n", rows.join("\n"));
    assert!(judged(&sheet).iter().all(|verdict| *verdict == Err(C::TooManyParcels)));
}

#[test]
fn what_no_carrier_takes_needs_no_number() {
    let sheet = format!("订单号,发货方式\n{},自提\n{},同城\n{},虚拟商品\n{},飞鸽\n", no(1), no(2), no(3), no(4));
    let read = ShipSheet::read(sheet.as_bytes()).expect("a sheet");
    let verdicts = read.judge(&shop(), &carriers());
    let kinds: Vec<Option<ShipKind>> = verdicts.iter().map(|v| v.wished().map(|wished| wished.kind)).collect();
    assert_eq!(kinds, [Some(ShipKind::Pickup), Some(ShipKind::City), Some(ShipKind::Virtual), None]);
    assert_eq!(verdicts[3], ShipVerdict::Refused(C::UnknownKind));
}

fn book(rows: &[&[&str]]) -> Vec<u8> {
    let mut rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
    workbook(rows.next().expect("headings"), rows)
}

#[test]
fn a_workbook_is_read_like_any_sheet() {
    let bytes = book(&[&["订单号", "快递公司", "快递单号"], &[&no(1), "中通", "73100000000001"]]);
    let sheet = ShipSheet::read(&bytes).expect("a sheet");
    assert_eq!(
        sheet.judge(&shop(), &carriers())[0].wished().map(|w| w.parcel.tracking_no.as_str()),
        Some("73100000000001")
    );
    assert_eq!(sheet.rows[0].line, 2);
}

#[test]
fn figures_and_formulas_of_a_workbook_count_by_their_value() {
    use rust_xlsxwriter::{Formula, Workbook};
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "说明：请看下一页").expect("written");
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(["订单号", "快递公司", "快递单号"]) {
        sheet.write_string(0, column, heading).expect("written");
    }
    for (row, number) in (1..=4).zip([1, 2, 3, 4]) {
        sheet.write_string(row, 0, no(number)).expect("written");
        sheet.write_string(row, 1, "中通").expect("written");
    }
    sheet.write_number(1, 2, 73_100_000_000_001.0).expect("written");
    sheet.write_number(2, 2, 731_000_000_000_012_345.0).expect("written");
    sheet.write_formula(3, 2, Formula::new("=\"7310000\"&\"0000003\"").set_result("73100000000003")).expect("written");
    sheet.write_formula(4, 2, Formula::new("=VLOOKUP(A5,X:Y,2,0)").set_result("")).expect("written");
    let bytes = book.save_to_buffer().expect("a workbook");
    let sheet = ShipSheet::read(&bytes).expect("the second sheet has the columns");
    let verdicts = sheet.judge(&shop(), &carriers());
    let numbers: Vec<Option<&str>> =
        verdicts.iter().map(|v| v.wished().map(|w| w.parcel.tracking_no.as_str())).collect();
    assert_eq!(numbers, [Some("73100000000001"), None, Some("73100000000003"), None]);
    assert_eq!(verdicts[1], ShipVerdict::Refused(C::Rounded));
    assert_eq!(verdicts[3], ShipVerdict::Refused(C::NoValue(ShipColumn::Tracking)));
}

#[test]
fn a_file_that_is_no_shipping_sheet_is_named() {
    let mut locked = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    locked.extend([0; 600]);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let gb = encoding_rs::GB18030.encode("订单号,快递单号\n").0.into_owned();
    let mut huge = b"PK\x03\x04".to_vec();
    huge.extend([0; 40]);
    let directory = u32::try_from(huge.len()).expect("small");
    huge.extend(b"PK\x01\x02");
    huge.extend([0; 20]);
    huge.extend(u32::MAX.to_le_bytes());
    huge.extend([0; 18]);
    huge.extend(b"PK\x05\x06");
    huge.extend([0; 12]);
    huge.extend(directory.to_le_bytes());
    huge.extend([0; 2]);
    for (bytes, bad) in [
        (b"<html><table><tr><td>".to_vec(), BadSheet::WebPage),
        (locked, BadSheet::Password),
        (huge, BadSheet::TooLarge),
        (b"PK\x03\x04 cut off".to_vec(), BadSheet::Broken),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 cut off".to_vec(), BadSheet::Broken),
        (Vec::new(), BadSheet::Empty),
        (gb, BadSheet::NoRows),
        ("名称,价格\n茶,3\n".into(), BadSheet::NoShipColumns),
        ("订单号,快递单号,运单号\nx,1,2\n".into(), BadSheet::HeadingTwice("运单号".into())),
        (book(&[&["a", "b"], &["1", "2"]]), BadSheet::NoShipColumns),
    ] {
        assert_eq!(ShipSheet::read(&bytes).err(), Some(bad));
    }
}

#[test]
fn what_was_not_shipped_comes_back_with_its_cause_and_can_be_dropped_again() {
    let headings = ["订单号", "快递公司", "快递单号"].map(str::to_owned);
    let cells = [no(1), "中通".to_owned(), "73100000000001".to_owned()];
    let rows = || [(cells.as_slice(), "未付款".to_owned())];
    for bytes in [failed_csv(&headings, "原因", rows()), failed_workbook(&headings, "原因", rows())] {
        let again = ShipSheet::read(&bytes).expect("a sheet");
        assert_eq!(again.headings, ["订单号", "快递公司", "快递单号", "原因"]);
        assert_eq!(again.ignored, Vec::<String>::new());
        assert!(again.judge(&shop(), &carriers())[0].wished().is_some());
        let twice = failed_csv(&again.headings, "原因", [(again.rows[0].cells.as_slice(), "别的".to_owned())]);
        assert_eq!(String::from_utf8_lossy(&twice).matches("原因").count(), 1, "one column of causes, the newest");
    }
}

#[test]
fn a_cause_is_kept_as_a_word_and_read_back() {
    for cause in [
        C::UnknownOrder,
        C::Shipped,
        C::Rounded,
        C::Stopped,
        C::DoesNotFit,
        C::Twice(7),
        C::Sibling(8),
        C::OthersNumber(9),
        C::NoValue(ShipColumn::Tracking),
        C::Formula(ShipColumn::Order),
    ] {
        assert_eq!(C::of_word(&cause.word()), cause);
    }
    for (cause, word) in super::cause::WORDS {
        assert_eq!(C::of_word(word), cause, "{word}");
    }
    assert_eq!(C::of_word("of a newer version"), C::DoesNotFit);
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400), head in 0..4_usize) {
        let heads: [&[u8]; 4] = [b"", b"PK\x03\x04", b"\xD0\xCF\x11\xE0", "订单号,快递单号\n".as_bytes()];
        let all = [heads[head], &bytes].concat();
        if let Ok(sheet) = ShipSheet::read(&all) {
            prop_assert_eq!(sheet.judge(&shop(), &carriers()).len(), sheet.rows.len());
        }
    }

    #[test]
    fn an_order_is_shipped_whole_or_not_at_all(rows in prop::collection::vec((1..4_u32, 0..6_u32), 1..24)) {
        let lines: Vec<String> =
            rows.iter().map(|(n, k)| format!("{},中通,{}", no(*n), if *k == 0 { String::new() } else { format!("7310000000{n}{k:03}") })).collect();
        let sheet = ShipSheet::read(format!("订单号,快递公司,快递单号\n{}\n", lines.join("\n")).as_bytes()).expect("a sheet");
        let verdicts = sheet.judge(&shop(), &carriers());
        for n in 1..4 {
            let of = sheet.rows.iter().zip(&verdicts).filter(|(row, _)| row.order == no(n)).map(|(_, verdict)| verdict);
            let of: Vec<_> = of.filter(|verdict| !matches!(verdict, ShipVerdict::Refused(C::Twice(_)))).collect();
            let good = of.iter().filter(|verdict| verdict.wished().is_some()).count();
            prop_assert!(good == 0 || good == of.len());
            prop_assert!(of.iter().filter_map(|verdict| verdict.wished()).all(|wished| wished.parcels == good));
        }
    }
}

/// Three coffees and a pot, of which these were refunded.
fn refunded(goods: &[(&str, u32)]) -> ToSend {
    let id = |raw: &str| ProductId::parse(raw).expect("an id");
    let pieces = |count| Quantity::new(count).expect("pieces");
    let line = |raw: &str, count| OrderLine {
        product_id: id(raw),
        name: raw.to_owned(),
        price: Fen::ZERO,
        quantity: pieces(count),
    };
    let goods = goods.iter().map(|(raw, count)| (id(raw), pieces(*count))).collect();
    let refund = RefundedGoods { state: RefundState::Refunded, amount: Fen::new(100).expect("money"), goods };
    ToSend::of(&[line("coffee", 3), line("pot", 1)], &[refund], [])
}

#[test]
fn a_trial_says_what_of_an_order_goes_after_a_refund_and_refuses_where_nothing_does() {
    let sheet = format!("订单号,快递公司,快递单号\n{},SF,SF1000000000001\n{},SF,SF1000000000002\n", no(1), no(2));
    let sheet = ShipSheet::read(sheet.as_bytes()).expect("a sheet");
    let mut shop = shop();
    shop.get_mut(&order(1)).expect("an order").to_send = refunded(&[("coffee", 1)]);
    shop.get_mut(&order(2)).expect("an order").to_send = refunded(&[("coffee", 3), ("pot", 1)]);
    let verdicts = sheet.judge(&shop, &carriers());
    let goes = verdicts[0].wished().and_then(|wished| wished.refunded.clone()).expect("said");
    assert_eq!(goes.items_text(), "coffee ×2, pot");
    assert_eq!(verdicts[1], ShipVerdict::Refused(C::Refunded));
}
