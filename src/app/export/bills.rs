//! WeChat's bills as sheets: every difference and every line of the days, and every movement of money.

use super::sheet::{ExportError, TakeCells};
use crate::{
    base::lang::Lang,
    domain::{Day, Fen, fund_flow::FundMove},
    store::{BillDifference, BillLineRow, Reader},
    ui::{bill_headings, bill_settled, bill_why, bill_word_agrees, fund_headings},
};

const PAGE: u32 = 1_000;

/// Some days of the bills, the first one first.
#[derive(Clone, Copy)]
pub(super) struct BillSheet<'a> {
    pub reader: &'a Reader,
    pub first: Day,
    pub last: Day,
    pub lang: Lang,
}

impl BillSheet<'_> {
    pub fn bill_headings(&self) -> Vec<String> {
        bill_headings(self.lang)
    }

    pub fn fund_headings(&self) -> Vec<String> {
        fund_headings(self.lang)
    }

    /// Differences of each day, then its other lines.
    pub fn bills(&self, step: &mut dyn FnMut(u64) -> bool, take: TakeCells<'_>) -> Result<u64, ExportError> {
        let mut told = Told { rows: 0, step };
        for day in
            self.days(|reader, first, last| Ok(reader.bill_days(first, last)?.iter().map(|day| day.day).collect()))?
        {
            let mut last = None;
            loop {
                let page = self.reader.bill_differences_of(day, last.as_ref(), PAGE)?;
                page.iter().try_for_each(|one| take(self.difference(one)))?;
                told.more(page.len())?;
                last = page.into_iter().next_back().map(|one| one.subject);
                if last.is_none() {
                    break;
                }
            }
            let mut after = 0;
            loop {
                let page = self.reader.bill_lines_agreeing(day, after, PAGE)?;
                page.iter().try_for_each(|one| take(self.line(one)))?;
                told.more(page.len())?;
                match page.last() {
                    Some(line) => after = line.line,
                    None => break,
                }
            }
        }
        Ok(told.rows)
    }

    /// The movements of each day, as WeChat's file has them.
    pub fn funds(&self, step: &mut dyn FnMut(u64) -> bool, take: TakeCells<'_>) -> Result<u64, ExportError> {
        let mut told = Told { rows: 0, step };
        for day in
            self.days(|reader, first, last| Ok(reader.fund_days(first, last)?.iter().map(|day| day.day).collect()))?
        {
            let mut after = 0;
            loop {
                let page = self.reader.fund_day_page(day, after, PAGE)?.map(|page| page.moves).unwrap_or_default();
                page.iter().try_for_each(|one| take(moved(one)))?;
                told.more(page.len())?;
                match page.last() {
                    Some(one) => after = one.line,
                    None => break,
                }
            }
        }
        Ok(told.rows)
    }

    /// Those that are known, the first one first.
    fn days(
        &self,
        known: impl Fn(&Reader, Day, Day) -> Result<Vec<Day>, ExportError>,
    ) -> Result<Vec<Day>, ExportError> {
        let mut days = known(self.reader, self.first, self.last)?;
        days.reverse();
        Ok(days)
    }

    fn difference(&self, one: &BillDifference) -> Vec<String> {
        let yuan = |amount: Option<Fen>| amount.map(Fen::to_yuan).unwrap_or_default();
        let note = if one.solved_at.is_some() { bill_settled(self.lang).to_owned() } else { one.note.clone() };
        vec![
            one.at.to_dashed(),
            one.order_no.to_string(),
            one.buyer.clone(),
            yuan(one.theirs),
            yuan(one.ours),
            bill_why(self.lang, one.why, one.theirs, one.ours),
            note,
        ]
    }

    fn line(&self, line: &BillLineRow) -> Vec<String> {
        let amount = if line.subject.goes_back() { format!("-{}", line.fen.to_yuan()) } else { line.fen.to_yuan() };
        vec![
            line.at.to_dashed(),
            line.order_no.to_string(),
            line.buyer.clone(),
            amount.clone(),
            amount,
            bill_word_agrees(self.lang).to_owned(),
            String::new(),
        ]
    }
}

/// Rows so far, and who hears of them.
struct Told<'a> {
    rows: u64,
    step: &'a mut dyn FnMut(u64) -> bool,
}

impl Told<'_> {
    fn more(&mut self, rows: usize) -> Result<(), ExportError> {
        self.rows = self.rows.saturating_add(rows as u64);
        if (self.step)(self.rows) { Ok(()) } else { Err(ExportError::Stopped) }
    }
}

fn moved(one: &FundMove) -> Vec<String> {
    let yuan = |fen: i64| {
        let amount = Fen::new(fen.saturating_abs()).unwrap_or_default().to_yuan();
        if fen < 0 { format!("-{amount}") } else { amount }
    };
    vec![
        one.at.to_dashed(),
        one.name.clone(),
        one.kind.clone(),
        yuan(one.signed()),
        yuan(one.balance),
        one.business_no.clone(),
        one.flow_no.clone(),
        one.voucher.clone(),
        one.note.clone(),
    ]
}
