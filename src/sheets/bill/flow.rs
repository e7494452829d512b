//! WeChat's fund-flow bill: read line by line, addressed by its headings, added up and compared with its own last line.
//! Source: protocol, "Fund-flow columns".

use super::{columns::plain, read::each_line, split};
use crate::domain::{
    UnixSeconds,
    bill::exact,
    fund_flow::{FundFault, FundMove, FundSum, FundTotals, FundWay},
};
use std::io::BufRead;

const AT: &str = "记账时间";
const BUSINESS: &str = "微信支付业务单号";
const FLOW: &str = "资金流水单号";
const NAME: &str = "业务名称";
const KIND: &str = "业务类型";
const WAY: &str = "收支类型";
const AMOUNT: &str = "收支金额";
const BALANCE: &str = "账户结余";
const NOTE: &str = "备注";
const VOUCHER: &str = "业务凭证号";
/// Without these no line means anything.
const NEEDED: [&str; 5] = [AT, FLOW, WAY, AMOUNT, BALANCE];
/// Under these the last line has its figures.
const COUNT: &str = "资金流水总笔数";
const INS: &str = "收入笔数";
const CAME: &str = "收入金额";
const OUTS: &str = "支出笔数";
const WENT: &str = "支出金额";
/// As much of a value as is worth keeping.
const SHOWN_CHARS: usize = 64;

/// Reads a fund-flow bill as text, unpacked. `each` is given the movements one by one; nothing of them may be kept unless this
/// returns what they add up to.
///
/// # Errors
/// [`FundFault`]: the bill is not believed. And whatever `each` refuses with.
pub fn read_fund_flow<E: From<FundFault>>(
    source: impl BufRead,
    each: impl FnMut(FundMove) -> Result<(), E>,
) -> Result<FundTotals, E> {
    let mut reader = FlowReader { each, columns: None, figures: None, closed: false, sum: FundSum::default() };
    each_line(source, |line, text| match line {
        Ok(line) => reader.row(line, text),
        Err(why) => Err(FundFault::Unreadable(why).into()),
    })?;
    if reader.columns.is_none() {
        return Err(FundFault::NotAFlow(NEEDED.to_vec()).into());
    }
    if reader.closed { Ok(reader.sum.totals()) } else { Err(FundFault::NoSummary.into()) }
}

/// Where in the bill we are.
struct FlowReader<F> {
    each: F,
    /// The headings, once they were seen.
    columns: Option<Vec<String>>,
    /// Those of the last line.
    figures: Option<Vec<String>>,
    /// The last line was read and fits.
    closed: bool,
    sum: FundSum,
}

impl<F> FlowReader<F> {
    fn row<E: From<FundFault>>(&mut self, line: u32, text: &str) -> Result<(), E>
    where
        F: FnMut(FundMove) -> Result<(), E>,
    {
        let values = split::values(text);
        if self.closed {
            return Ok(());
        }
        if let Some(figures) = &self.figures {
            self.compare(figures, &values)?;
            self.closed = true;
            return Ok(());
        }
        let plain: Vec<String> = values.iter().map(|value| plain(value)).collect();
        let Some(columns) = &self.columns else {
            let missing: Vec<&str> =
                NEEDED.iter().copied().filter(|needed| !plain.iter().any(|name| name == needed)).collect();
            if !missing.is_empty() {
                return Err(FundFault::NotAFlow(missing).into());
            }
            self.columns = Some(plain);
            return Ok(());
        };
        if plain.first().is_some_and(|first| first == COUNT) {
            self.figures = Some(plain);
            return Ok(());
        }
        let one = moved(columns, line, &values)?;
        self.sum.add(&one);
        (self.each)(one)
    }

    fn compare(&self, figures: &[String], values: &[String]) -> Result<(), FundFault> {
        let totals = self.sum.totals();
        let wanted = [
            (COUNT, totals.moves, 0),
            (INS, totals.ins, 0),
            (CAME, totals.came, 2),
            (OUTS, totals.outs, 0),
            (WENT, totals.went, 2),
        ];
        for (heading, counted, decimals) in wanted {
            let place = figures.iter().position(|figure| figure == heading).ok_or(FundFault::NoSummary)?;
            let said = values.get(place).and_then(|raw| exact(raw.trim(), decimals)).ok_or(FundFault::NoSummary)?;
            if said != counted {
                return Err(FundFault::Summary { heading, said, counted });
            }
        }
        Ok(())
    }
}

/// One line as what it tells. Another number of values than headings is as unreadable as a wrong amount.
fn moved(columns: &[String], line: u32, values: &[String]) -> Result<FundMove, FundFault> {
    let text = |heading: &str| {
        let place = columns.iter().position(|name| name == heading);
        place.and_then(|place| values.get(place)).map_or("", |value| value.trim())
    };
    let bad = |heading: &'static str| FundFault::Line { line, heading, raw: shown(text(heading)) };
    if values.len() != columns.len() {
        return Err(bad(AT));
    }
    let way = match text(WAY) {
        "收入" => FundWay::In,
        "支出" => FundWay::Out,
        _ => return Err(bad(WAY)),
    };
    Ok(FundMove {
        line,
        at: UnixSeconds::parse_dashed(text(AT)).map_err(|_| bad(AT))?,
        business_no: shown(text(BUSINESS)),
        flow_no: shown(text(FLOW)),
        name: shown(text(NAME)),
        kind: shown(text(KIND)),
        way,
        fen: exact(text(AMOUNT), 2).filter(|fen| *fen >= 0).ok_or_else(|| bad(AMOUNT))?,
        balance: exact(text(BALANCE), 2).ok_or_else(|| bad(BALANCE))?,
        voucher: shown(text(VOUCHER)),
        note: shown(text(NOTE)),
    })
}

fn shown(raw: &str) -> String {
    raw.chars().filter(|c| !c.is_control()).take(SHOWN_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余(元),资金变更提交申请人,备注,业务凭证号";
    const FOOT: &str = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额";
    const MOVES: &str = "`2026-08-31 10:00:00,`4200000001,`1,`交易,`交易,`收入,`128.00,`228.00,`system,`缺省,`SC1\r\n\
        `2026-08-31 10:00:01,`4200000001,`2,`扣除交易手续费,`交易手续费,`支出,`0.77,`227.23,`system,`缺省,`SC1\r\n\
        `2026-08-31 23:59:59,`5000000001,`3,`退款,`退款,`支出,`28.00,`199.23,`system,`缺,省,`RF1\r\n";

    fn read(text: &str) -> Result<(FundTotals, Vec<FundMove>), FundFault> {
        let mut all = Vec::new();
        let totals = read_fund_flow(text.as_bytes(), |one| {
            all.push(one);
            Ok::<(), FundFault>(())
        })?;
        Ok((totals, all))
    }

    fn bill(moves: &str, last: &str) -> String {
        format!("\u{FEFF}{HEAD}\r\n{moves}{FOOT}\r\n{last}\r\n")
    }

    #[test]
    fn a_day_of_movements_is_read_by_its_headings_and_adds_up() {
        let (totals, all) = read(&bill(MOVES, "`3.0,`1.0,`128.00,`2.0,`28.77")).expect("a bill");
        assert_eq!((totals.moves, totals.came, totals.went), (3, 12_800, 2_877));
        assert_eq!((totals.before, totals.after), (10_000, 19_923));
        assert_eq!((all[2].name.as_str(), all[2].voucher.as_str(), all[2].note.as_str()), ("退款", "RF1", "缺,省"));
        assert_eq!((all[1].way, all[1].fen), (FundWay::Out, 77));
        // Columns in another order are found by their names.
        let turned = "账户结余(元),收支类型,收支金额(元),记账时间,资金流水单号\n`3.00,`收入,`3.00,`2026-08-31 10:00:00,`1\n\
            资金流水总笔数,支出金额,支出笔数,收入金额,收入笔数\n`1,`0.0,`0,`3.00,`1\n";
        assert_eq!(read(turned).expect("a bill").0.after, 300);
    }

    #[test]
    fn a_bill_that_does_not_add_up_or_was_cut_off_is_not_believed() {
        let fault = |text: &str| read(text).expect_err("no bill");
        let summary = fault(&bill(MOVES, "`3.0,`1.0,`128.00,`2.0,`28.78"));
        assert_eq!(summary, FundFault::Summary { heading: WENT, said: 2_878, counted: 2_877 });
        assert_eq!(fault(&format!("{HEAD}\r\n{MOVES}")), FundFault::NoSummary);
        assert_eq!(fault(""), FundFault::NotAFlow(NEEDED.to_vec()));
        assert_eq!(fault("交易时间,公众账号ID\r\n"), FundFault::NotAFlow(NEEDED.to_vec()));
        for (from, to, heading) in [
            ("`0.77", "`7e-1", AMOUNT),
            ("`支出,`28", "`冻结,`28", WAY),
            ("10:00:01", "25:00:01", AT),
            ("`0.77", "`-0.77", AMOUNT),
        ] {
            let found = fault(&bill(&MOVES.replacen(from, to, 1), "`3.0,`1.0,`128.00,`2.0,`28.77"));
            assert!(matches!(&found, FundFault::Line { heading: at, .. } if *at == heading), "{found}");
        }
    }
}
