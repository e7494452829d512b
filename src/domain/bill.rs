//! WeChat's trade bill as the second ledger: what one line of it says, what a day of it adds up to, and what can be wrong
//! with either.

use super::{
    AppId, BadId, MchId, OpenId, OrderNo, RefundId, RefundNo, TransactionId, UnixSeconds, text_enum::text_enum,
};
use std::fmt;

/// WeChat's fee in hundred-thousandths of a yuan, as bills print it (`0.29400`). Negative where a refund gives it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fee(i64);

impl Fee {
    /// No fee.
    pub const ZERO: Self = Self(0);
    /// So many decimals of a yuan.
    pub const DECIMALS: usize = 5;

    /// So many hundred-thousandths of a yuan.
    pub const fn new(parts: i64) -> Self {
        Self(parts)
    }

    /// Hundred-thousandths of a yuan.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl fmt::Display for Fee {
    /// `¥0.294`, `−¥0.0882`, `¥45.00`: two decimals at least, and no more than are said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (yuan, parts) = (self.0.unsigned_abs() / 100_000, self.0.unsigned_abs() % 100_000);
        let mut decimals = format!("{parts:05}");
        while decimals.len() > 2 && decimals.ends_with('0') {
            decimals.pop();
        }
        let sign = if self.0 < 0 { "−" } else { "" };
        f.pad(&format!("{sign}¥{yuan}.{decimals}"))
    }
}

/// A number with a point, read exactly: `49.00` with two decimals is 4900, `45.0` with none is 45. `None` for anything else,
/// also for a number finer than `decimals`. Never by way of a float.
pub fn exact(raw: &str, decimals: usize) -> Option<i64> {
    let (negative, digits) = raw.strip_prefix('-').map_or((false, raw), |rest| (true, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(part) || digits.ends_with('.') {
        return None;
    }
    let (kept, finer) = part.split_at(part.len().min(decimals));
    if finer.bytes().any(|byte| byte != b'0') {
        return None;
    }
    let value: i64 = format!("{whole}{kept:0<decimals$}").parse().ok()?;
    Some(if negative { value.checked_neg()? } else { value })
}

/// One line of a trade bill that could be read whole. Money in fen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillLine {
    /// The line of the file it stands on, from 1.
    pub line: u32,
    /// When it was paid; of a refund, when WeChat accepted it.
    pub at: UnixSeconds,
    /// The app it was paid in.
    pub app_id: AppId,
    /// The merchant.
    pub mch_id: MchId,
    /// WeChat's number of the payment.
    pub transaction_id: TransactionId,
    /// The shop's number of the order.
    pub order_no: OrderNo,
    /// Who paid, where the bill names a buyer.
    pub openid: Option<OpenId>,
    /// `JSAPI`, `NATIVE`, …: an open list, shown as it stands.
    pub trade_type: String,
    /// `CNY`.
    pub currency: String,
    /// What was sold, in the words of the order.
    pub goods: String,
    /// WeChat's fee; negative where a refund gives it back.
    pub fee: Fee,
    /// What happened, with its amounts.
    pub event: BillEvent,
}

/// What a line of the bill tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BillEvent {
    /// Money came in.
    Paid {
        /// The order's total, coupons among it, fen.
        total: i64,
        /// What WeChat settles with the shop, fen.
        settled: i64,
        /// All coupons, fen.
        coupons: i64,
    },
    /// A refund was accepted.
    Refunded {
        /// WeChat's number of it.
        refund_id: RefundId,
        /// The shop's number of it, or the one WeChat gave a refund made by hand.
        refund_no: RefundNo,
        /// What was asked for, coupons among it, fen.
        asked: i64,
        /// What WeChat settles, fen.
        settled: i64,
        /// How it stood when the bill was made. Never brought up to date later.
        state: BillRefundState,
    },
    /// A payment was taken back at the counter.
    Reversed {
        /// What went back, fen.
        amount: i64,
    },
}

/// How a refund stood when the bill was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BillRefundState {
    /// It arrived.
    Success,
    /// WeChat gave it up.
    Fail,
    /// It is under way.
    Processing,
    /// It could not be paid back the way it came, and waits.
    Change,
    /// A word this program does not know. The money counts all the same.
    Unknown,
}

text_enum!(BillRefundState {
    Success = "SUCCESS", Fail = "FAIL", Processing = "PROCESSING", Change = "CHANGE", Unknown = "UNKNOWN",
});

/// What a bill adds up to: counted from its lines, or said by its last line. Money in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BillTotals {
    /// How many lines of money.
    pub lines: i64,
    /// The totals of the orders that were paid.
    pub ordered: i64,
    /// What WeChat settles of them.
    pub settled: i64,
    /// What was asked back.
    pub refund_asked: i64,
    /// What WeChat settles of what went back.
    pub refund_settled: i64,
    /// Coupons of buyers' money within it.
    pub refund_coupons: i64,
    /// WeChat's fees, less those given back.
    pub fee: Fee,
}

impl BillTotals {
    /// What WeChat pays out: what it settles, less what went back, less its fees. In hundred-thousandths of a yuan.
    pub const fn net(&self) -> Fee {
        let settled = self.settled.saturating_sub(self.refund_settled).saturating_mul(1_000);
        Fee::new(settled.saturating_sub(self.fee.get()))
    }
}

/// A figure of the bill's last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BillFigure {
    /// [`BillTotals::lines`].
    Lines,
    /// [`BillTotals::ordered`].
    Ordered,
    /// [`BillTotals::settled`].
    Settled,
    /// [`BillTotals::refund_asked`].
    RefundAsked,
    /// [`BillTotals::refund_settled`].
    RefundSettled,
    /// [`BillTotals::refund_coupons`].
    RefundCoupons,
    /// [`BillTotals::fee`].
    Fee,
}

impl BillFigure {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Lines,
        Self::Ordered,
        Self::Settled,
        Self::RefundAsked,
        Self::RefundSettled,
        Self::RefundCoupons,
        Self::Fee,
    ];

    /// The figure among `totals`: a number, fen, or hundred-thousandths of a yuan for the fee.
    pub const fn of(self, totals: &BillTotals) -> i64 {
        match self {
            Self::Lines => totals.lines,
            Self::Ordered => totals.ordered,
            Self::Settled => totals.settled,
            Self::RefundAsked => totals.refund_asked,
            Self::RefundSettled => totals.refund_settled,
            Self::RefundCoupons => totals.refund_coupons,
            Self::Fee => totals.fee.get(),
        }
    }

    /// The place of the figure among `totals`.
    pub const fn of_mut(self, totals: &mut BillTotals) -> &mut i64 {
        match self {
            Self::Lines => &mut totals.lines,
            Self::Ordered => &mut totals.ordered,
            Self::Settled => &mut totals.settled,
            Self::RefundAsked => &mut totals.refund_asked,
            Self::RefundSettled => &mut totals.refund_settled,
            Self::RefundCoupons => &mut totals.refund_coupons,
            Self::Fee => &mut totals.fee.0,
        }
    }

    /// So many decimals of a yuan; none for a count.
    pub const fn decimals(self) -> usize {
        match self {
            Self::Lines => 0,
            Self::Fee => Fee::DECIMALS,
            _ => 2,
        }
    }
}

/// Why a line of the bill could not be read. The line is shown; the rest goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BillLineFault {
    /// Another number of values than there are columns.
    #[error("{found} values where {wanted} were expected")]
    Values {
        /// How many the line has.
        found: usize,
        /// How many columns there are.
        wanted: usize,
    },
    /// Not a time.
    #[error("{0:?} is not a time")]
    Time(String),
    /// Not an amount of money.
    #[error("{column}: {raw:?} is not an amount")]
    Amount {
        /// The heading.
        column: String,
        /// What stands there.
        raw: String,
    },
    /// Not the number it should be.
    #[error("{column}: {raw:?} is not such a number")]
    Number {
        /// The heading.
        column: String,
        /// What stands there.
        raw: String,
    },
    /// Neither a payment nor a refund nor a reversal.
    #[error("{0:?} is not a state this program knows")]
    State(String),
}

impl BillLineFault {
    /// As much of a cell as is worth showing.
    pub const SHOWN_CHARS: usize = 64;

    /// A number of another shape, with the heading it stands under.
    pub fn number(column: &str, bad: BadId) -> Self {
        Self::Number { column: column.to_owned(), raw: bad.raw }
    }
}

/// Why a whole bill is not believed. Nothing of it is taken over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BillFault {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A table, but not a trade bill: these headings are missing.
    #[error("not a trade bill: {0:?} missing")]
    NotABill(Vec<String>),
    /// The last line is missing: the file was cut off.
    #[error("the bill has no last line")]
    NoSummary,
    /// The last line cannot be read.
    #[error("the last line says {0:?}")]
    BadSummary(String),
    /// The lines add up to something else than the last line says.
    #[error("{figure:?} is {counted}, the last line says {said}")]
    Summary {
        /// Which figure.
        figure: BillFigure,
        /// By the last line.
        said: i64,
        /// By the lines.
        counted: i64,
    },
    /// The bill of another merchant.
    #[error("the bill belongs to merchant {0}")]
    OtherMerchant(MchId),
    /// The bill of another day.
    #[error("the bill is of another day: {0}")]
    OtherDay(super::Day),
    /// Not the bytes WeChat says it sent.
    #[error("the bill does not have the hash WeChat named")]
    Hash,
    /// It could not be unpacked or read to the end.
    #[error("the bill cannot be read: {0}")]
    Unreadable(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_bill_are_read_exactly_or_not_at_all() {
        for (raw, decimals, value) in [
            ("49.00", 2, 4900),
            ("0.29", 2, 29),
            ("1.15", 2, 115),
            ("0.0", 2, 0),
            ("0", 2, 0),
            ("100", 2, 10_000),
            ("45.0", 0, 45),
            ("0.29400", 5, 29_400),
            ("-0.08820", 5, -8_820),
            ("-0.0", 5, 0),
            ("7.5000", 2, 750),
        ] {
            assert_eq!(exact(raw, decimals), Some(value), "{raw}");
        }
        for raw in
            ["", "-", ".", "5.", ".5", "1e2", "0x1", "1,000.00", "49.005", " 1", "1 ", "+1", "1.2.3", "NaN", "--1"]
        {
            assert_eq!(exact(raw, 2), None, "{raw}");
        }
        assert_eq!(exact("99999999999999999999", 2), None);
    }

    #[test]
    fn a_fee_shows_its_decimals_and_no_more() {
        let shown = [29_400, -8_820, 4_500_000, 0, 1].map(|parts| Fee::new(parts).to_string());
        assert_eq!(shown, ["¥0.294", "−¥0.0882", "¥45.00", "¥0.00", "¥0.00001"]);
    }
}
