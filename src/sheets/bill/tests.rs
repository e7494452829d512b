//! The real bill, every layout that was found, bills made up at random, and bills that are not to be believed.

use super::{BillEnd, BillRow, read_text, read_workbook};
use crate::{
    domain::{
        Fen,
        bill::{BillEvent, BillFault, BillFigure, BillLine, BillLineFault, BillTotals, Fee, exact},
    },
    sheets::workbook,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use proptest::prelude::*;
use serde_json::Value;

const PUBLIC: &[u8] = include_bytes!("../../../tests/fixtures/bills/trade-all-27-columns.csv");
const SAMPLES: &str = include_str!("../../../tests/fixtures/bills/bill-samples.json");

type Read = Result<(Vec<BillLine>, Vec<(u32, BillLineFault)>, BillEnd), BillFault>;

fn parted(rows: Vec<BillRow>, end: BillEnd) -> (Vec<BillLine>, Vec<(u32, BillLineFault)>, BillEnd) {
    let (mut lines, mut rejected) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            BillRow::Line(line) => lines.push(line),
            BillRow::Rejected { line, fault, .. } => rejected.push((line, fault)),
        }
    }
    (lines, rejected, end)
}

fn read(bytes: &[u8]) -> Read {
    let mut rows = Vec::new();
    let end = read_text(bytes, |row| {
        rows.push(row);
        Ok::<(), BillFault>(())
    })?;
    Ok(parted(rows, end))
}

#[test]
fn the_real_bill_is_read_to_its_last_line_and_adds_up() {
    let (lines, rejected, end) = read(PUBLIC).expect("a bill");
    assert_eq!((lines.len(), rejected.len(), end.totals.lines), (45, 0, 45));
    assert!(end.uncompared.is_empty() && end.unknown_columns.is_empty(), "{end:?}");
    let sum = |of: fn(&BillEvent) -> i64| lines.iter().map(|line| of(&line.event)).sum::<i64>();
    let paid = sum(|event| if let BillEvent::Paid { total, .. } = event { *total } else { 0 });
    let asked = sum(|event| if let BillEvent::Refunded { asked, .. } = event { *asked } else { 0 });
    assert_eq!((paid, asked), (end.totals.ordered, end.totals.refund_asked));
    let sorted = lines.is_sorted_by_key(|line| line.at);
    assert!(!sorted, "its lines are not in time order, and that is how it came");
}

#[test]
fn every_layout_of_the_protocol_is_read_by_its_headings() {
    let samples: Value = serde_json::from_str(SAMPLES).expect("samples");
    let mut checked = 0;
    for bill in samples["bills"].as_array().expect("bills") {
        let name = bill["name"].as_str().expect("a name");
        let body = BASE64_STANDARD.decode(bill["body_base64"].as_str().expect("a body")).expect("base64");
        if bill["kind"].as_str().is_some_and(|kind| kind.contains("undflow")) {
            assert!(matches!(read(&body), Err(BillFault::NotABill(_))), "{name}");
            continue;
        }
        let (lines, rejected, end) = read(&body).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let expected = &bill["expected"];
        let rows = expected["rows"].as_array().expect("rows");
        assert_eq!((lines.len(), rejected.len()), (rows.len(), 0), "{name}: {rejected:?}");
        let headings = expected["header"].as_array().expect("headings");
        for (line, row) in lines.iter().zip(rows) {
            let cell = |heading: &str| {
                let place = headings.iter().position(|there| there == heading)?;
                row[place].as_str()
            };
            assert_eq!(Some(line.transaction_id.as_str()), cell("微信订单号"), "{name}");
            assert_eq!(Some(line.at.to_dashed().as_str()), cell("交易时间"), "{name}");
            assert_eq!(cell("手续费").and_then(|fee| exact(fee, Fee::DECIMALS)), Some(line.fee.get()), "{name}");
            match &line.event {
                BillEvent::Paid { total, settled, .. } => {
                    let yuan =
                        |names: [&str; 2]| names.iter().find_map(|name| cell(name)).and_then(|raw| exact(raw, 2));
                    assert_eq!(Some(*settled), yuan(["应结订单金额", "总金额"]), "{name}");
                    assert_eq!(Some(*total), yuan(["订单金额", "总金额"]), "{name}");
                }
                BillEvent::Refunded { refund_no, asked, .. } => {
                    assert_eq!(Some(refund_no.as_str()), cell("商户退款单号"), "{name}");
                    assert_eq!(cell("申请退款金额").and_then(|raw| exact(raw, 2)).unwrap_or(*asked), *asked, "{name}");
                }
                BillEvent::Reversed { .. } => assert_eq!(cell("交易状态"), Some("REVOKED"), "{name}"),
            }
        }
        assert_eq!(end.totals.lines, i64::try_from(rows.len()).expect("few"), "{name}");
        checked += 1;
    }
    assert!(checked >= 5, "{checked} layouts");
}

const HEAD: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,\
    应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,\
    申请退款金额,费率备注";
const FOOT: &str = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

/// One payment or refund, in the words of a bill.
#[derive(Debug, Clone)]
struct MadeBill {
    name: String,
    attached: String,
    fen: i64,
    refund: bool,
    fee: i64,
}

fn yuan(fen: i64) -> String {
    Fen::new(fen).expect("not negative").to_yuan()
}

impl MadeBill {
    fn row(&self, n: usize) -> String {
        let (paid, back) = if self.refund { (0, self.fen) } else { (self.fen, 0) };
        let fee = if self.refund { self.fee.saturating_neg() } else { self.fee };
        let fee = format!("{}{}.{:05}", if fee < 0 { "-" } else { "" }, fee.abs() / 100_000, fee.abs() % 100_000);
        let (state, refund_id, refund_no, kind, word) = if self.refund {
            ("REFUND", format!("5{n:027}"), format!("RF{n}"), "ORIGINAL", "PROCESSING")
        } else {
            ("SUCCESS", "0".to_owned(), "0".to_owned(), "", "")
        };
        let cells = [
            format!("2026-09-01 10:{:02}:{:02}", n / 60 % 60, n % 60),
            "wx2421b1c4370ec43b".to_owned(),
            "1900000109".to_owned(),
            "0".to_owned(),
            String::new(),
            format!("4200{n:024}"),
            format!("SC20260901-{n:08}"),
            "oTEST00000000000000000000001".to_owned(),
            "JSAPI".to_owned(),
            state.to_owned(),
            "OTHERS".to_owned(),
            "CNY".to_owned(),
            yuan(paid),
            "0.00".to_owned(),
            refund_id,
            refund_no,
            yuan(back),
            "0.00".to_owned(),
            kind.to_owned(),
            word.to_owned(),
            self.name.clone(),
            self.attached.clone(),
            fee,
            "0.60%".to_owned(),
            yuan(paid),
            yuan(back),
            String::new(),
        ];
        format!("`{}", cells.join(",`"))
    }
}

fn bill(made: &[MadeBill]) -> String {
    let mut text = format!("\u{FEFF}{HEAD}\r\n");
    for (n, made) in made.iter().enumerate() {
        text.extend([made.row(n).as_str(), "\r\n"]);
    }
    let sum = |refund: bool| made.iter().filter(|made| made.refund == refund).map(|made| made.fen).sum::<i64>();
    let fee: i64 = made.iter().map(|made| if made.refund { made.fee.saturating_neg() } else { made.fee }).sum();
    let fee = format!("{}{}.{:05}", if fee < 0 { "-" } else { "" }, fee.abs() / 100_000, fee.abs() % 100_000);
    let (paid, back) = (yuan(sum(false)), yuan(sum(true)));
    text + &format!("{FOOT}\r\n`{}.0,`{paid},`{back},`0.0,`{fee},`{paid},`{back}\r\n", made.len())
}

fn one(name: &str) -> MadeBill {
    MadeBill { name: name.to_owned(), attached: String::new(), fen: 12_800, refund: false, fee: 76_800 }
}

proptest! {
    #[test]
    fn a_bill_of_any_names_is_read_to_the_fen(made in proptest::collection::vec(
        ("[^\\r\\n\\x00\\x1A]{0,20}", "[a-z,\" \\\\]{0,12}", 1_i64..99_999_999, any::<bool>(), 0_i64..99_999_999)
            .prop_map(|(name, attached, fen, refund, fee)| MadeBill { name, attached, fen, refund, fee }),
        0..30,
    )) {
        // What parts two values, inside a value of two neighbours, cannot be told from a boundary by anybody.
        let hostile = |text: &str| text.contains(",\"`");
        prop_assume!(!made.iter().any(|made| hostile(&made.row(0))));
        let (lines, rejected, end) = read(bill(&made).as_bytes()).expect("a bill");
        prop_assert!(rejected.is_empty(), "{rejected:?}");
        prop_assert_eq!(lines.len(), made.len());
        for (line, made) in lines.iter().zip(&made) {
            let fen = match line.event {
                BillEvent::Paid { total, .. } => total,
                BillEvent::Refunded { asked, .. } => asked,
                BillEvent::Reversed { amount } => amount,
            };
            prop_assert_eq!(fen, made.fen);
            prop_assert_eq!(line.fee.get().abs(), made.fee);
        }
        let paid: i64 = made.iter().filter(|made| !made.refund).map(|made| made.fen).sum();
        prop_assert_eq!(end.totals.ordered, paid);
    }
}

#[test]
fn a_line_that_cannot_be_read_is_named_and_the_rest_goes_on() {
    let good = bill(&[one("山茶"), one("白茶"), one("红茶")]);
    for (from, to, fault) in [
        ("2026-09-01 10:00:01", "yesterday", BillLineFault::Time("yesterday".to_owned())),
        ("SC20260901-00000001", "?", BillLineFault::Number { column: "商户订单号".to_owned(), raw: "?".to_owned() }),
        (
            "`JSAPI,`SUCCESS,`OTHERS,`CNY,`128.00,`0.00,`0,`0,`0.00,`0.00,`,`,`白茶",
            "",
            BillLineFault::Values { found: 15, wanted: 27 },
        ),
    ] {
        assert!(good.contains(from), "{from}");
        let to = if from.starts_with('`') { "`白茶" } else { to };
        let text = good.replacen(from, to, 1);
        let (lines, rejected, end) = read(text.as_bytes()).unwrap_or_else(|bad| panic!("{from}: {bad}"));
        assert_eq!((lines.len(), end.rejected), (2, 1), "{from}");
        assert_eq!(rejected, [(3, fault)]);
    }
    let unknown = good.replacen("`SUCCESS,`OTHERS", "`FROZEN,`OTHERS", 1);
    let (lines, rejected, _) = read(unknown.as_bytes()).expect("a bill");
    assert_eq!((lines.len(), rejected), (2, vec![(2, BillLineFault::State("FROZEN".to_owned()))]));
}

#[test]
fn a_bill_that_does_not_add_up_is_not_believed() {
    let good = bill(&[one("山茶"), one("白茶")]);
    let short = good.replacen("`2.0,`256.00", "`3.0,`256.00", 1);
    assert_eq!(
        read(short.as_bytes()).expect_err("a fault"),
        BillFault::Summary { figure: BillFigure::Lines, said: 3, counted: 2 }
    );
    let altered = good.replacen("`CNY,`128.00", "`CNY,`127.99", 1);
    assert_eq!(
        read(altered.as_bytes()).expect_err("a fault"),
        BillFault::Summary { figure: BillFigure::Settled, said: 25_600, counted: 25_599 }
    );
    let cut = good.split("总交易单数").next().expect("the front");
    assert_eq!(read(cut.as_bytes()).expect_err("a fault"), BillFault::NoSummary);
    let headings_only = format!("{cut}{FOOT}\r\n");
    assert_eq!(read(headings_only.as_bytes()).expect_err("a fault"), BillFault::NoSummary);
    assert!(matches!(read(good.replacen("`2.0", "`two", 1).as_bytes()), Err(BillFault::BadSummary(_))));
    assert_eq!(read(b"").expect_err("a fault"), BillFault::Empty);
    assert!(matches!(read("名称,价格\n茶,12\n".as_bytes()), Err(BillFault::NotABill(missing)) if missing.len() == 7));
    assert!(matches!(read(&vec![b'a'; 70_000]), Err(BillFault::Unreadable(_))));
}

#[test]
fn a_bill_without_trades_is_an_empty_day() {
    let (lines, rejected, end) = read(bill(&[]).as_bytes()).expect("a bill");
    assert_eq!((lines.len(), rejected.len(), end.totals), (0, 0, BillTotals::default()));
}

#[test]
fn names_come_back_with_their_commas_and_new_columns_are_named() {
    let text = bill(&[one(r"拿铁\ 大杯\n少糖"), one("a,`b")]).replacen("费率备注", "费率备注,分账标记", 1);
    let text: String = text
        .lines()
        .map(|line| if line.starts_with("`20") { format!("{line},`Y\n") } else { format!("{line}\n") })
        .collect();
    let (lines, rejected, end) = read(text.as_bytes()).expect("a bill");
    assert!(rejected.is_empty(), "{rejected:?}");
    let names: Vec<&str> = lines.iter().map(|line| line.goods.as_str()).collect();
    assert_eq!(names, ["拿铁,大杯 少糖", "a,`b"]);
    assert_eq!(end.unknown_columns, ["分账标记"]);
}

#[test]
fn a_bill_saved_again_by_a_spreadsheet_is_the_same_bill() {
    let made = [one("拿铁,大杯"), MadeBill { refund: true, ..one("白\"茶\"") }];
    let original = read(bill(&made).as_bytes()).expect("a bill");
    let rows: Vec<Vec<String>> = bill(&made)
        .trim_start_matches('\u{FEFF}')
        .lines()
        .map(|line| match line.strip_prefix('`') {
            Some(rest) => rest.split(",`").map(|cell| format!("`{cell}")).collect(),
            None => line.split(',').map(str::to_owned).collect(),
        })
        .collect();
    let quoted = |cell: &String| {
        if cell.contains([',', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let csv: String = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n").collect();
    let (gb, _, _) = encoding_rs::GB18030.encode(&csv);
    assert_eq!(read(&gb).expect("a bill"), original);
    assert_eq!(read(csv.as_bytes()).expect("a bill"), original);

    let book = workbook(rows[0].clone(), rows.iter().skip(1).cloned());
    let mut found = Vec::new();
    let end = read_workbook(&book, |row| {
        found.push(row);
        Ok::<(), BillFault>(())
    });
    assert_eq!(parted(found, end.expect("a bill")), original);
}
