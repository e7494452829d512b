//! Sheets as people have them (`tests/fixtures/sheets`): each with what must become of every row, and their neighbours.

#![allow(clippy::arithmetic_side_effects)] // lines are counted

use super::{Carriers, OddNumbers, SheetOrder, ShipCause as C, ShipColumn, ShipSheet, ShipVerdict};
use crate::{
    domain::{OrderNo, OrderState, ToSend},
    sheets::{BadSheet, number_format},
};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use std::collections::HashMap;

/// The files, by name.
const FILES: &[(&str, &[u8])] = &[
    ("s01-unclosed-quote-note.csv", include_bytes!("../../../tests/fixtures/sheets/s01-unclosed-quote-note.csv")),
    ("s02-unclosed-quote-name.csv", include_bytes!("../../../tests/fixtures/sheets/s02-unclosed-quote-name.csv")),
    ("s02b-unclosed-quote-tab.txt", include_bytes!("../../../tests/fixtures/sheets/s02b-unclosed-quote-tab.txt")),
    ("s03-merged-order.xlsx", include_bytes!("../../../tests/fixtures/sheets/s03-merged-order.xlsx")),
    ("s07-hidden-row.xlsx", include_bytes!("../../../tests/fixtures/sheets/s07-hidden-row.xlsx")),
    ("s09-number-format.xlsx", include_bytes!("../../../tests/fixtures/sheets/s09-number-format.xlsx")),
    ("s10-invisible.csv", include_bytes!("../../../tests/fixtures/sheets/s10-invisible.csv")),
    ("s12-blanks-inside.csv", include_bytes!("../../../tests/fixtures/sheets/s12-blanks-inside.csv")),
    ("s14-star-heading.csv", include_bytes!("../../../tests/fixtures/sheets/s14-star-heading.csv")),
    ("s14b-required-heading.csv", include_bytes!("../../../tests/fixtures/sheets/s14b-required-heading.csv")),
    ("s14c-colon-heading.csv", include_bytes!("../../../tests/fixtures/sheets/s14c-colon-heading.csv")),
    ("s15-pipe.csv", include_bytes!("../../../tests/fixtures/sheets/s15-pipe.csv")),
    ("s15b-fullwidth-comma.csv", include_bytes!("../../../tests/fixtures/sheets/s15b-fullwidth-comma.csv")),
    ("s17-cr-only.csv", include_bytes!("../../../tests/fixtures/sheets/s17-cr-only.csv")),
    ("s18-ctrl-z.csv", include_bytes!("../../../tests/fixtures/sheets/s18-ctrl-z.csv")),
    ("s23-two-sheets.xlsx", include_bytes!("../../../tests/fixtures/sheets/s23-two-sheets.xlsx")),
    ("s23b-example-first.xlsx", include_bytes!("../../../tests/fixtures/sheets/s23b-example-first.xlsx")),
    ("t01e-crlf-gbk-unclosed.csv", include_bytes!("../../../tests/fixtures/sheets/t01e-crlf-gbk-unclosed.csv")),
    ("t17b-cr-only-doubles.csv", include_bytes!("../../../tests/fixtures/sheets/t17b-cr-only-doubles.csv")),
    ("t41-send.csv", include_bytes!("../../../tests/fixtures/sheets/t41-send.csv")),
    ("t42-send-zero.xlsx", include_bytes!("../../../tests/fixtures/sheets/t42-send-zero.xlsx")),
];

/// Waiting to be shipped, each of a buyer of its own.
const ORDERS: [&str; 9] = [
    "SC20260830-91152882",
    "SC20260831-93100990",
    "SC20260831-39270902",
    "SC20260831-51159873",
    "SC20260831-46420161",
    "SC20260901-32720218",
    "SC20260901-48283366",
    "SC20260901-04411856",
    "SC20260901-00000009",
];

fn shop() -> HashMap<OrderNo, SheetOrder> {
    let standing = |no: &&str| {
        let state = OrderState::ToShip;
        let standing = SheetOrder {
            state,
            refunding: false,
            openid: format!("buyer of {no}"),
            receiver: "李雷".into(),
            to_send: ToSend::default(),
        };
        (OrderNo::parse(no).expect("a number"), standing)
    };
    ORDERS.iter().map(standing).collect()
}

fn file(name: &str) -> Vec<u8> {
    FILES.iter().find(|(known, _)| *known == name).expect(name).1.to_vec()
}

/// Each row: its line, and the number that would be sent or why not.
type Judged = Vec<(u64, Result<String, C>)>;

fn judged_with(bytes: &[u8], odd: OddNumbers) -> Result<Judged, BadSheet> {
    let sheet = ShipSheet::read(bytes)?;
    let verdicts = sheet.judge_with(&shop(), &Carriers::new([]), odd);
    let plain = |verdict| match verdict {
        ShipVerdict::Ship(wished) => Ok(wished.parcel.tracking_no),
        ShipVerdict::Refused(cause) => Err(cause),
    };
    Ok(sheet.rows.iter().map(|row| row.line).zip(verdicts.into_iter().map(plain)).collect())
}

fn judged(bytes: &[u8]) -> Result<Judged, BadSheet> {
    judged_with(bytes, OddNumbers::Hold)
}

#[allow(clippy::unnecessary_wraps)] // what a verdict is compared with
fn ok(line: u64, number: &str) -> (u64, Result<String, C>) {
    (line, Ok(number.to_owned()))
}

#[test]
fn a_quote_that_never_closes_takes_no_row_with_it() {
    for (name, line) in [
        ("s01-unclosed-quote-note.csv", 2),
        ("s02-unclosed-quote-name.csv", 2),
        ("s02b-unclosed-quote-tab.txt", 2),
        ("t01e-crlf-gbk-unclosed.csv", 3),
        ("t41-send.csv", 3),
    ] {
        assert_eq!(judged(&file(name)), Err(BadSheet::OpenQuote(line)), "{name}");
    }
    let note = format!("订单号,快递单号,备注\n{},78123456789001,\"请放门口\n谢谢\"\n", ORDERS[0]);
    assert_eq!(judged(note.as_bytes()), Ok(vec![ok(2, "78123456789001")]), "a note over two lines");
}

#[test]
fn what_is_grouped_on_the_label_or_cannot_be_seen_is_no_part_of_a_number() {
    let twelve = judged(&file("s12-blanks-inside.csv"));
    assert_eq!(
        twelve,
        Ok(vec![
            ok(2, "78123456789001"),
            ok(3, "SF1234567890123"),
            ok(4, "78123456789002"),
            ok(5, "SF1234567890124"),
            ok(6, "78123456789003"),
            ok(7, "78123456789004"),
            ok(8, "78123456789005"),
        ])
    );
    let numbers: Vec<_> = (1..=7).map(|n| ok(n + 1, &format!("7812345678900{n}"))).collect();
    assert_eq!(judged(&file("s10-invisible.csv")), Ok(numbers));
}

#[test]
fn headings_and_separators_are_known_in_every_dress() {
    for name in [
        "s14-star-heading.csv",
        "s14b-required-heading.csv",
        "s14c-colon-heading.csv",
        "s15-pipe.csv",
        "s15b-fullwidth-comma.csv",
        "s18-ctrl-z.csv",
    ] {
        assert_eq!(judged(&file(name)), Ok(vec![ok(2, "78123456789001")]), "{name}");
    }
    for (order, number) in [
        ("＊订单号＊", "快递单号（必填）*"),
        ("【订单号】", "「快递单号」"),
        ("订单号 必填", "*必填*快递单号"),
        ("\u{FEFF}订单号", "快递\u{200B}单号"),
        ("\"订单\n号\"", "快递单号:"),
        ("Order No. [required]", "Tracking # (optional)"),
    ] {
        let line = if order.contains('\n') { 3 } else { 2 };
        let sheet = format!("{order};{number}\n{};78123456789001\n", ORDERS[0]);
        assert_eq!(judged(sheet.as_bytes()), Ok(vec![ok(line, "78123456789001")]), "{order} {number}");
    }
}

#[test]
fn lines_count_however_they_end_and_doubles_are_found_by_row() {
    let lines = judged(&file("s17-cr-only.csv"));
    assert_eq!(lines, Ok(vec![ok(2, "78123456789001"), ok(3, "78123456789002")]));
    let doubles = judged(&file("t17b-cr-only-doubles.csv"));
    assert_eq!(
        doubles,
        Ok(vec![
            ok(2, "78123456789001"),
            (3, Err(C::Twice(2))),
            (4, Err(C::OthersNumber(5))),
            (5, Err(C::OthersNumber(4)))
        ])
    );
}

#[test]
fn a_number_is_what_its_cell_shows() {
    assert_eq!(
        judged(&file("s09-number-format.xlsx")),
        Ok(vec![ok(2, "012345678901"), ok(3, "123456789012"), ok(4, "YT2212345678901"), ok(5, "123456789013")])
    );
    assert_eq!(judged(&file("t42-send-zero.xlsx")), Ok(vec![ok(2, "012345678901")]));
}

/// A workbook of one sheet: the headings, and rows written by hand.
fn book(write: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(["订单号", "快递公司", "快递单号"]) {
        sheet.write_string(0, column, heading).expect("written");
    }
    write(sheet);
    book.save_to_buffer().expect("a workbook")
}

fn order(sheet: &mut Worksheet, row: u32, at: usize, carrier: &str) {
    sheet.write_string(row, 0, ORDERS[at]).expect("written");
    sheet.write_string(row, 1, carrier).expect("written");
}

#[test]
fn a_format_that_hides_the_number_is_named_and_the_bare_number_never_sent() {
    for format in ["0.00E+00", "#,##0.00", "yyyy-mm-dd", "0%"] {
        let bytes = book(|sheet| {
            order(sheet, 1, 0, "中通");
            sheet
                .write_number_with_format(1, 2, 78_123_456_789_001.0, &Format::new().set_num_format(format))
                .expect("written");
        });
        assert_eq!(judged(&bytes), Ok(vec![(2, Err(C::Formatted(ShipColumn::Tracking)))]), "{format}");
        assert_eq!(number_format::shown("78123456789001", format), None);
    }
    let grouped = book(|sheet| {
        order(sheet, 1, 0, "顺丰");
        sheet
            .write_number_with_format(1, 2, 123_456_789_012.0, &Format::new().set_num_format("#,##0"))
            .expect("written");
    });
    assert_eq!(judged(&grouped), Ok(vec![ok(2, "123456789012")]));
}

#[test]
fn a_merged_order_has_all_the_parcels_beside_it() {
    assert_eq!(
        judged(&file("s03-merged-order.xlsx")),
        Ok(vec![
            ok(2, "78123456789001"),
            ok(3, "78123456789002"),
            ok(4, "78123456789003"),
            // Two lines of goods in one merged parcel.
            (5, Err(C::Twice(4))),
        ])
    );
    let three = book(|sheet| {
        sheet.merge_range(1, 0, 3, 0, ORDERS[0], &Format::new()).expect("merged");
        sheet.merge_range(1, 1, 3, 1, "中通", &Format::new()).expect("merged");
        for row in 1..=3 {
            sheet.write_string(row, 2, format!("7812345678900{row}")).expect("written");
        }
    });
    assert_eq!(judged(&three), Ok((1..=3).map(|n| ok(n + 1, &format!("7812345678900{n}"))).collect()));
}

#[test]
fn a_merged_cell_that_was_saved_as_text_keeps_its_whole_order_waiting() {
    let text =
        format!("订单号,快递单号\n{},78123456789001\n,78123456789002\n{},78123456789003\n", ORDERS[0], ORDERS[1]);
    assert_eq!(
        judged(text.as_bytes()),
        Ok(vec![(2, Err(C::Sibling(3))), (3, Err(C::NoOrder)), ok(4, "78123456789003")])
    );
}

#[test]
fn a_row_that_is_hidden_is_held_and_its_order_waits() {
    assert_eq!(
        judged(&file("s07-hidden-row.xlsx")),
        Ok(vec![ok(2, "78123456789001"), (3, Err(C::Hidden)), ok(4, "78123456789003")])
    );
    let bytes = book(|sheet| {
        for row in 1..=2 {
            order(sheet, row, 0, "中通");
            sheet.write_string(row, 2, format!("7812345678900{row}")).expect("written");
        }
        sheet.set_row_hidden(2).expect("hidden");
    });
    assert_eq!(judged(&bytes), Ok(vec![(2, Err(C::Sibling(3))), (3, Err(C::Hidden))]));
}

#[test]
fn every_visible_sheet_with_such_columns_is_read_and_hidden_ones_are_named() {
    let both = ShipSheet::read(&file("s23-two-sheets.xlsx")).expect("two sheets");
    let places: Vec<_> = both.rows.iter().map(|row| (row.sheet.as_str(), row.line)).collect();
    assert_eq!(places, [("顺丰", 2), ("顺丰", 3), ("中通", 2), ("中通", 3), ("中通", 4)]);
    assert!(both.judge(&shop(), &Carriers::new([])).iter().all(|verdict| verdict.wished().is_some()));
    let example = judged(&file("s23b-example-first.xlsx"));
    assert_eq!(example, Ok(vec![(2, Err(C::UnknownOrder)), ok(2, "78123456789003")]));

    let mut book = Workbook::new();
    for (name, columns) in [("one", ["订单号", "快递公司", "快递单号"]), ("old", ["快递单号", "订单号", "快递公司"])]
    {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for (column, heading) in (0..).zip(columns) {
            sheet.write_string(0, column, heading).expect("written");
            let cell = match heading {
                "订单号" => ORDERS[usize::from(name == "old")],
                "快递公司" => "中通",
                _ if name == "old" => "78123456789002",
                _ => "78123456789001",
            };
            sheet.write_string(1, column, cell).expect("written");
        }
    }
    // The other order of columns comes under the first one's headings.
    let shown = ShipSheet::read(&book.save_to_buffer().expect("a workbook")).expect("two sheets");
    assert_eq!(shown.rows[1].cells, [ORDERS[1], "中通", "78123456789002"]);
    book.worksheet_from_name("old").expect("there").set_hidden(true);
    let hidden = ShipSheet::read(&book.save_to_buffer().expect("a workbook")).expect("one sheet");
    assert_eq!((hidden.rows.len(), hidden.left_out), (1, vec!["old".to_owned()]));
}

#[test]
fn a_number_of_no_shape_is_held_until_the_owner_has_looked() {
    let text = format!(
        "订单号,快递公司,快递单号\n{},顺丰,SF1234567890123s\n{},圆通,2212345678901\n{},中通,78123456789003\n",
        ORDERS[0], ORDERS[1], ORDERS[2]
    );
    let held = vec![(2, Err(C::OddNumber)), (3, Err(C::OddNumber)), ok(4, "78123456789003")];
    assert_eq!(judged(text.as_bytes()), Ok(held));
    let taken = vec![ok(2, "SF1234567890123S"), ok(3, "2212345678901"), ok(4, "78123456789003")];
    assert_eq!(judged_with(text.as_bytes(), OddNumbers::Take), Ok(taken));
    // A carrier nothing is known of may have any number.
    let listed = Carriers::new([("TEST".to_owned(), "测试快递".to_owned())]);
    let text = format!("订单号,快递公司,快递单号\n{},测试快递,A-1\n", ORDERS[0]);
    let sheet = ShipSheet::read(text.as_bytes()).expect("a sheet");
    assert!(sheet.judge(&shop(), &listed)[0].wished().is_some());
}

#[test]
fn a_cut_number_is_quoted_as_it_stands_in_the_cell() {
    let text = format!("订单号,快递公司,快递单号\n{},中通,7.35E+13\n", ORDERS[0]);
    assert_eq!(judged(text.as_bytes()), Ok(vec![(2, Err(C::Scientific("7.35E+13".to_owned())))]));
    assert_eq!(C::of_word("scientific:7.35E+13"), C::Scientific("7.35E+13".to_owned()));
}

#[test]
fn two_numbers_in_a_cell_are_two_parcels() {
    for two in ["78123456789001 78123456789002", "78123456789001/78123456789002", "78123456789001；78123456789002"] {
        let text = format!("订单号\t快递公司\t快递单号\n{}\t中通\t{two}\n", ORDERS[0]);
        assert_eq!(judged(text.as_bytes()), Ok(vec![(2, Err(C::SeveralNumbers))]), "{two}");
    }
}
