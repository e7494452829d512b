//! A day's bill against the shop: line by line, then the other way round, page by page.

use crate::{
    domain::{
        Day, Fen, UnixSeconds,
        bill_match::{BillMismatch, BillWhy, HereFigures},
    },
    events::ShopEvent,
    jobs::Shop,
    store::{BillDay, BillDifference, BillLook, HereKey, Reader, StoreError},
};

/// Rows of one page, and so of one commit.
const PAGE: u32 = 500;
/// Differences that are looked at again in one round.
const AGAIN: u32 = 200;
/// A day with no more lines is compared as a whole where something of it moved; of a longer one only what moved.
const WHOLE_LINES: i64 = 20_000;

impl Shop {
    /// Compares a day that was just read, then looks again at what the days beside it left open.
    ///
    /// # Errors
    /// The rows could not be read or written; the next look begins anew.
    pub(super) fn compare_bill(&self, reader: &Reader, day: Day, now: UnixSeconds) -> Result<(), StoreError> {
        self.look_at_bill(reader, day, now)?;
        self.look_at_open_bills(reader, now)?;
        self.events.send(&ShopEvent::BillsChanged);
        Ok(())
    }

    /// One whole look at a day whose bill is known.
    fn look_at_bill(&self, reader: &Reader, day: Day, now: UnixSeconds) -> Result<(), StoreError> {
        let Some(head) = reader.bill_day(day)?.filter(|head| head.state.is_known()) else { return Ok(()) };
        let look = self.store.begin_bill_look(day).wait()?;
        let mut here = reader.bill_line_sums(day)?;
        let mut after = Some(0);
        while let Some(line) = after {
            let page = reader.bill_mismatches(day, (line, u32::MAX), PAGE)?;
            after = page.next;
            page.found.iter().for_each(|found| count(&mut here, found));
            self.keep_found(&look, page.found, now)?;
        }
        let why = missing(reader, &head)?;
        self.look_the_other_way(reader, (&look, why), &mut here, now)?;
        self.store.end_bill_look(look, here, now).wait()
    }

    /// What stands here and on no bill.
    fn look_the_other_way(
        &self,
        reader: &Reader,
        (look, why): (&BillLook, BillWhy),
        here: &mut HereFigures,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let span = (look.day.begins(), look.day.plus(1).begins());
        for payments in [true, false] {
            let mut after = HereKey::default();
            loop {
                let mut page = if payments {
                    reader.payments_on_no_bill(span, &after, PAGE)?
                } else {
                    reader.refunds_on_no_bill(span, &after, PAGE)?
                };
                let Some(last) = page.last() else { break };
                after = HereKey::behind(last);
                for found in &mut page {
                    found.why = why;
                    // What the next bill may have belongs to its day.
                    if why == BillWhy::NotOnBill {
                        count(here, found);
                    }
                }
                self.keep_found(look, page, now)?;
            }
        }
        Ok(())
    }

    fn keep_found(&self, look: &BillLook, found: Vec<BillMismatch>, now: UnixSeconds) -> Result<(), StoreError> {
        if found.is_empty() {
            return Ok(());
        }
        self.store.keep_bill_mismatches(look.clone(), found, now).wait()
    }

    /// Looks again at what is not solved: WeChat may have been asked since, or the next bill may have come. Answers whether
    /// anything moved.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn look_at_open_bills(&self, reader: &Reader, now: UnixSeconds) -> Result<bool, StoreError> {
        let (mut moved, mut last) = (Vec::new(), None::<BillDifference>);
        loop {
            let after = last.as_ref().map(|one| (one.day, &one.subject));
            let page = reader.unsolved_bill_differences(after, AGAIN)?;
            for one in &page {
                if self.look_again_at(reader, one, now)? && moved.last() != Some(&one.day) {
                    moved.push(one.day);
                }
            }
            let full = page.len() >= usize::try_from(AGAIN).unwrap_or(usize::MAX);
            last = page.into_iter().last().filter(|_| full);
            if last.is_none() {
                break;
            }
        }
        for day in &moved {
            if reader.bill_day(*day)?.is_some_and(|head| head.totals.lines <= WHOLE_LINES) {
                self.look_at_bill(reader, *day, now)?;
            }
        }
        if !moved.is_empty() {
            self.events.send(&ShopEvent::BillsChanged);
        }
        Ok(!moved.is_empty())
    }

    /// True if it is not as it was.
    fn look_again_at(&self, reader: &Reader, one: &BillDifference, now: UnixSeconds) -> Result<bool, StoreError> {
        let Some(head) = reader.bill_day(one.day)? else { return Ok(false) };
        let found = if let Some(line) = one.line {
            reader.bill_mismatches(one.day, (line.saturating_sub(1), line), 1)?.found
        } else {
            let span = (one.at, one.at.plus(1));
            let of = if one.subject.goes_back() {
                reader.refunds_on_no_bill(span, &HereKey::default(), PAGE)?
            } else {
                reader.payments_on_no_bill(span, &HereKey::default(), PAGE)?
            };
            let why = missing(reader, &head)?;
            of.into_iter().map(|found| BillMismatch { why, ..found }).collect()
        };
        match found.into_iter().find(|found| found.subject == one.subject) {
            None => {
                self.store.solve_bill_differences(one.day, vec![one.subject.clone()], now).wait()?;
                Ok(true)
            }
            Some(found) if (found.why, found.theirs, found.ours) == (one.why, one.theirs, one.ours) => Ok(false),
            Some(found) => {
                let look = BillLook { day: one.day, look: head.looks };
                self.store.keep_bill_mismatches(look, vec![found], now).wait()?;
                Ok(true)
            }
        }
    }
}

/// What it means that a row of the day is on no bill: nothing yet, until the next day's is known too.
fn missing(reader: &Reader, head: &BillDay) -> Result<BillWhy, StoreError> {
    let next = reader.bill_day(head.day.plus(1))?;
    let known = next.is_some_and(|next| next.state.is_known());
    Ok(if known { BillWhy::NotOnBill } else { BillWhy::NextBill })
}

/// Moves the figures of what stands here from WeChat's amount of a mismatch to ours.
fn count(here: &mut HereFigures, found: &BillMismatch) {
    let (rows, fen) = if found.subject.goes_back() {
        (&mut here.refunds, &mut here.refunded)
    } else {
        (&mut here.payments, &mut here.paid)
    };
    if let Some(theirs) = found.theirs {
        (*rows, *fen) = (rows.saturating_sub(1), fen.saturating_sub(Fen::get(theirs)));
    }
    if let Some(ours) = found.ours {
        (*rows, *fen) = (rows.saturating_add(1), fen.saturating_add(Fen::get(ours)));
    }
}
