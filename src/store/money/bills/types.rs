//! What is said and read of bills.

use crate::domain::{
    Day, Fen, MchId, OrderNo, RefundId, UnixSeconds,
    bill::{BillLine, BillTotals},
    bill_match::{
        BillDayState, BillDifferenceKind, BillMismatch, BillSource, BillSubject, BillTrouble, BillWhy, HereFigures,
        RejectedLine,
    },
};

/// One reading of a day's bill, from its first line to its last. Nothing of it counts before it was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillReading {
    /// Whose bill it must be.
    pub mch_id: MchId,
    /// Of which day.
    pub day: Day,
    /// Which reading.
    pub reading: i64,
}

/// Some lines of a bill, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct BillBatch {
    /// Those that could be read.
    pub lines: Vec<BillLine>,
    /// Those that could not.
    pub rejected: Vec<RejectedLine>,
}

/// A bill was read to its last line, which fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BillRead {
    /// Where it came from.
    pub source: BillSource,
    /// False where WeChat says that there is none.
    pub exists: bool,
    /// What it adds up to.
    pub totals: BillTotals,
    /// How many lines are payments.
    pub payments: i64,
    /// How many are refunds or reversals.
    pub refunds: i64,
    /// How many lines could not be read.
    pub rejected: u32,
}

/// There is no bill of a day that could be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillFailed {
    /// Of which day.
    pub day: Day,
    /// Where it was to come from.
    pub source: BillSource,
    /// Why.
    pub trouble: BillTrouble,
    /// A technical sentence.
    pub detail: String,
    /// False where it is asked for again by itself.
    pub given_up: bool,
}

/// What one look at a day found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillLook {
    /// Of which day.
    pub day: Day,
    /// Which look.
    pub look: i64,
}

/// How far the comparison with WeChat is for one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillDay {
    /// Which.
    pub day: Day,
    /// How far it is.
    pub state: BillDayState,
    /// Where its bill came from, or is to come from.
    pub source: BillSource,
    /// Why there is none, or the last one is not believed.
    pub trouble: Option<BillTrouble>,
    /// The technical sentence behind it.
    pub detail: String,
    /// How often it was asked for in vain.
    pub tries: u32,
    /// When it was asked for last.
    pub tried_at: UnixSeconds,
    /// When it was read.
    pub read_at: Option<UnixSeconds>,
    /// What it adds up to.
    pub totals: BillTotals,
    /// How many lines are payments.
    pub payments: i64,
    /// How many are refunds or reversals.
    pub refunds: i64,
    /// How many lines could not be read.
    pub rejected: i64,
    /// What stands here of the day.
    pub here: HereFigures,
    /// How many whole looks were taken at it.
    pub looks: i64,
    /// Differences that wait for the owner.
    pub open: i64,
    /// What the next bill will tell.
    pub pending: i64,
    /// Differences whose cause was noted.
    pub noted: i64,
    /// What the open ones add up to, fen, each without its sign.
    pub open_fen: i64,
}

/// A difference as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillDifference {
    /// Of which day.
    pub day: Day,
    /// What it is about.
    pub subject: BillSubject,
    /// By which of the two it is known, and how they differ.
    pub why: BillWhy,
    /// The order it belongs to.
    pub order_no: OrderNo,
    /// WeChat's number of the refund.
    pub refund_id: Option<RefundId>,
    /// The line of the bill.
    pub line: Option<u32>,
    /// When the money moved.
    pub at: UnixSeconds,
    /// What WeChat says, fen.
    pub theirs: Option<Fen>,
    /// What stands here, fen.
    pub ours: Option<Fen>,
    /// When it was found.
    pub found_at: UnixSeconds,
    /// When the owner had WeChat's record asked for.
    pub taken_at: Option<UnixSeconds>,
    /// When the owner noted the cause.
    pub noted_at: Option<UnixSeconds>,
    /// The cause, in the owner's words.
    pub note: String,
    /// When the two agreed.
    pub solved_at: Option<UnixSeconds>,
    /// Who is named as the buyer in the order here.
    pub buyer: String,
    /// True where the order is here.
    pub order_here: bool,
}

impl BillDifference {
    /// In which way the two differ.
    pub const fn kind(&self) -> BillDifferenceKind {
        self.why.kind()
    }

    /// True while it waits for the owner.
    pub const fn is_open(&self) -> bool {
        self.solved_at.is_none() && self.noted_at.is_none() && !matches!(self.kind(), BillDifferenceKind::Pending)
    }

    /// WeChat's amount less ours, fen; with its sign turned where money goes back.
    pub fn apart_fen(&self) -> i64 {
        let fen = |amount: Option<Fen>| amount.map_or(0, Fen::get);
        let apart = fen(self.theirs).saturating_sub(fen(self.ours));
        if self.subject.goes_back() { apart.saturating_neg() } else { apart }
    }
}

/// Where a page of mismatches went on to: the next one begins behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MismatchPage {
    /// What does not agree.
    pub found: Vec<BillMismatch>,
    /// What was looked at and agrees all the same: the line and the row differ at first sight only.
    pub agree: Vec<BillMismatch>,
    /// Behind which line the next page begins; `None` after the last.
    pub next: Option<u32>,
}

/// What WeChat is asked, now that its record is to be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BillTaken {
    /// About a number nobody here knows.
    UnknownPayment(OrderNo),
    /// About an order that is here.
    Order(OrderNo),
    /// About all refunds of an order that is here.
    Refunds(OrderNo),
}

/// A line of a day's bill that agrees, as the page lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillLineRow {
    /// The line of the file.
    pub line: u32,
    /// What it is about.
    pub subject: BillSubject,
    /// What the line was paid for.
    pub order_no: OrderNo,
    /// When.
    pub at: UnixSeconds,
    /// How much, fen.
    pub fen: Fen,
    /// Who is named as the buyer in the order here.
    pub buyer: String,
}

/// Everything the page of one day shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillDayPage {
    /// The head above the lines.
    pub day: BillDay,
    /// Differences that were noted or solved, also those that are not among `differences`.
    pub settled: i64,
    /// Differences, open ones first, then pending, noted and solved.
    pub differences: Vec<BillDifference>,
    /// Lines that could not be read.
    pub rejected: Vec<RejectedLine>,
    /// The first lines of the bill, in the order of time.
    pub lines: Vec<BillLineRow>,
}
