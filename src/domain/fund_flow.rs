//! WeChat's fund-flow bill: how the money in the merchant's account moved on a day, and what was left in it. Nothing is
//! decided by it; it is shown beside the trade bill.

use super::{Day, UnixSeconds, text_enum::text_enum};

/// Whether a movement brought money in or took it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FundWay {
    /// 收入
    In,
    /// 支出
    Out,
}

text_enum!(FundWay { In = "in", Out = "out" });

/// One movement. Money in fen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundMove {
    /// The line of the file it stands on, from 1.
    pub line: u32,
    /// When it was booked.
    pub at: UnixSeconds,
    /// WeChat's number of what it belongs to: of the payment, of the refund, of the withdrawal.
    pub business_no: String,
    /// WeChat's number of the movement.
    pub flow_no: String,
    /// `交易`, `退款`, `提现`, `扣除交易手续费`, …: an open list, shown as it stands.
    pub name: String,
    /// Its kind, likewise.
    pub kind: String,
    /// In or out.
    pub way: FundWay,
    /// How much; never negative.
    pub fen: i64,
    /// What was in the account afterwards.
    pub balance: i64,
    /// The shop's number of it, where WeChat names one.
    pub voucher: String,
    /// What WeChat remarks.
    pub note: String,
}

impl FundMove {
    /// What it does to the balance, fen.
    pub const fn signed(&self) -> i64 {
        match self.way {
            FundWay::In => self.fen,
            FundWay::Out => self.fen.saturating_neg(),
        }
    }
}

/// What the movements of a day add up to. Money in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FundTotals {
    /// How many movements.
    pub moves: i64,
    /// How many brought money in.
    pub ins: i64,
    /// What came in.
    pub came: i64,
    /// How many took money out.
    pub outs: i64,
    /// What went out.
    pub went: i64,
    /// What was in the account before the first of them.
    pub before: i64,
    /// And after the last.
    pub after: i64,
}

/// Why there is no fund-flow bill of a day, or the one there was is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FundTrouble {
    /// The merchant certificate is missing or cannot be used; WeChat gives this bill to nobody else.
    Certificate,
    /// WeChat still makes it.
    Creating,
    /// WeChat cannot be reached, or gave nothing usable.
    NoAnswer,
    /// WeChat does not accept how it was asked.
    Refused,
    /// It is no fund-flow bill, or a line of it cannot be read.
    Unreadable,
    /// Its last line is missing, or its lines add up to something else.
    Sums,
    /// Not the bytes WeChat says it sent.
    Hash,
    /// It has lines of another day.
    OtherDay,
}

text_enum!(FundTrouble {
    Certificate = "certificate", Creating = "creating", NoAnswer = "no_answer", Refused = "refused",
    Unreadable = "unreadable", Sums = "sums", Hash = "hash", OtherDay = "other_day",
});

/// Why a fund-flow bill is not believed. Nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FundFault {
    /// These headings are missing.
    #[error("not a fund-flow bill: {0:?} missing")]
    NotAFlow(Vec<&'static str>),
    /// A line cannot be read.
    #[error("line {line}: {raw:?} under {heading}")]
    Line {
        /// Which, from 1.
        line: u32,
        /// The heading it stands under.
        heading: &'static str,
        /// What stands there.
        raw: String,
    },
    /// The last line is missing or cannot be read.
    #[error("the last line is missing or cannot be read")]
    NoSummary,
    /// The last line says something else than the lines.
    #[error("{heading} is {counted}, the last line says {said}")]
    Summary {
        /// Under this heading.
        heading: &'static str,
        /// By the last line.
        said: i64,
        /// By the lines.
        counted: i64,
    },
    /// A line of another day.
    #[error("a line is of another day: {0}")]
    OtherDay(Day),
    /// It cannot be unpacked or read to the end.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
}

impl From<&FundFault> for FundTrouble {
    fn from(fault: &FundFault) -> Self {
        match fault {
            FundFault::NotAFlow(_) | FundFault::Line { .. } | FundFault::Unreadable(_) => Self::Unreadable,
            FundFault::NoSummary | FundFault::Summary { .. } => Self::Sums,
            FundFault::OtherDay(_) => Self::OtherDay,
        }
    }
}

/// Adds movements up in the order of the file. Where the account stood is told by the first and the last moment; of
/// movements of one moment the file's order counts.
#[derive(Debug, Clone, Copy, Default)]
pub struct FundSum {
    totals: FundTotals,
    first: Option<UnixSeconds>,
    last: Option<UnixSeconds>,
}

impl FundSum {
    /// One more.
    pub fn add(&mut self, one: &FundMove) {
        let totals = &mut self.totals;
        totals.moves = totals.moves.saturating_add(1);
        let (count, sum) = match one.way {
            FundWay::In => (&mut totals.ins, &mut totals.came),
            FundWay::Out => (&mut totals.outs, &mut totals.went),
        };
        *count = count.saturating_add(1);
        *sum = sum.saturating_add(one.fen);
        if self.first.is_none_or(|first| one.at < first) {
            self.first = Some(one.at);
            totals.before = one.balance.saturating_sub(one.signed());
        }
        if self.last.is_none_or(|last| one.at >= last) {
            self.last = Some(one.at);
            totals.after = one.balance;
        }
    }

    /// What they come to.
    pub const fn totals(&self) -> FundTotals {
        self.totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(at: i64, way: FundWay, fen: i64, balance: i64) -> FundMove {
        FundMove {
            line: 2,
            at: UnixSeconds::new(at),
            business_no: String::new(),
            flow_no: String::new(),
            name: "交易".to_owned(),
            kind: "交易".to_owned(),
            way,
            fen,
            balance,
            voucher: String::new(),
            note: String::new(),
        }
    }

    #[test]
    fn a_day_begins_and_ends_with_what_was_in_the_account_whatever_the_order_of_the_lines() {
        let moves = [
            moved(20, FundWay::Out, 300, 1_700),
            moved(10, FundWay::In, 1_000, 2_000),
            moved(20, FundWay::Out, 200, 1_500),
        ];
        let mut sum = FundSum::default();
        for one in &moves {
            sum.add(one);
        }
        let totals = sum.totals();
        assert_eq!((totals.before, totals.after), (1_000, 1_500));
        assert_eq!((totals.moves, totals.ins, totals.came, totals.outs, totals.went), (3, 1, 1_000, 2, 500));
        assert_eq!(totals.before.saturating_add(totals.came).saturating_sub(totals.went), totals.after);
    }
}
