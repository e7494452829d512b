//! A day's bill against what stands here: what can come of it, and why a line and a row do not agree.

use super::{
    Day, Fen, OrderNo, RefundId, RefundNo, TransactionId, UnixSeconds,
    bill::{BillFault, BillLineFault},
    text_enum::text_enum,
};

/// WeChat makes the bill of a day from 09:00 of the next on and asks to be asked after 10:00, Beijing.
const READY_SECS: i64 = (10 * 60 + 5) * 60;
/// As far back as WeChat gives bills, days.
pub const BILL_DAYS_BACK: i64 = 89;

/// When the bill of `day` is asked for: 10:05 of the next day.
pub const fn bill_ready_at(day: Day) -> UnixSeconds {
    day.plus(1).begins().plus(READY_SECS)
}

/// The newest day whose bill can be asked for at `now`.
pub fn newest_bill_day(now: UnixSeconds) -> Day {
    let yesterday = Day::of(now).plus(-1);
    if now >= bill_ready_at(yesterday) { yesterday } else { yesterday.plus(-1) }
}

/// How far the bill of a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BillDayState {
    /// To be fetched.
    Wanted,
    /// Read to its last line, which fits.
    Read,
    /// WeChat has no bill of this day: nothing was traded.
    Empty,
    /// Fetched or dropped, and not believed.
    Failed,
}

text_enum!(BillDayState { Wanted = "wanted", Read = "read", Empty = "empty", Failed = "failed" });

impl BillDayState {
    /// True where the day is known as WeChat counts it.
    pub const fn is_known(self) -> bool {
        matches!(self, Self::Read | Self::Empty)
    }
}

/// Where a bill came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BillSource {
    /// Fetched.
    WeChat,
    /// A file the owner put in.
    File,
}

text_enum!(BillSource { WeChat = "wechat", File = "file" });

/// Why there is no bill of a day, or the one there was is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BillTrouble {
    /// [`BillFault::Empty`].
    EmptyFile,
    /// [`BillFault::NotABill`].
    NotABill,
    /// [`BillFault::NoSummary`].
    NoSummary,
    /// [`BillFault::BadSummary`].
    BadSummary,
    /// [`BillFault::Summary`].
    Summary,
    /// [`BillFault::OtherMerchant`].
    OtherMerchant,
    /// [`BillFault::OtherDay`].
    OtherDay,
    /// [`BillFault::Hash`].
    Hash,
    /// [`BillFault::Unreadable`].
    Unreadable,
    /// WeChat still makes it.
    Creating,
    /// WeChat cannot be reached, or gave nothing usable.
    NoAnswer,
    /// The interface is closed for this merchant.
    Closed,
    /// WeChat does not accept how it was asked.
    Refused,
    /// It could not be kept on this computer.
    NotKept,
}

text_enum!(BillTrouble {
    EmptyFile = "empty_file", NotABill = "not_a_bill", NoSummary = "no_summary", BadSummary = "bad_summary",
    Summary = "summary", OtherMerchant = "other_merchant", OtherDay = "other_day", Hash = "hash",
    Unreadable = "unreadable", Creating = "creating", NoAnswer = "no_answer", Closed = "closed", Refused = "refused",
    NotKept = "not_kept",
});

impl From<&BillFault> for BillTrouble {
    fn from(fault: &BillFault) -> Self {
        match fault {
            BillFault::Empty => Self::EmptyFile,
            BillFault::NotABill(_) => Self::NotABill,
            BillFault::NoSummary => Self::NoSummary,
            BillFault::BadSummary(_) => Self::BadSummary,
            BillFault::Summary { .. } => Self::Summary,
            BillFault::OtherMerchant(_) => Self::OtherMerchant,
            BillFault::OtherDay(_) => Self::OtherDay,
            BillFault::Hash => Self::Hash,
            BillFault::Unreadable(_) => Self::Unreadable,
        }
    }
}

/// In which way WeChat's bill and the shop do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BillDifferenceKind {
    /// On the bill, not here.
    OnlyWeChat,
    /// Here, on no bill.
    OnlyHere,
    /// Both have it, with other amounts.
    Amount,
    /// Both have it, and it stands otherwise.
    State,
    /// Here and not on this day's bill; the next one is not read yet. No exception until then.
    Pending,
}

text_enum!(BillDifferenceKind {
    OnlyWeChat = "only_wechat", OnlyHere = "only_here", Amount = "amount", State = "state", Pending = "pending",
});

/// Why a line of the bill and the shop do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BillWhy {
    /// No order of this number is here.
    MissingOrder,
    /// The order is here, and not paid as far as is known.
    UnpaidHere,
    /// The order is here and paid by another transaction.
    SecondPayment,
    /// The transaction paid another order here.
    OtherOrder,
    /// A refund that is not here: made by hand on WeChat's platform.
    MissingRefund,
    /// Here it was never sent, or refused.
    RefundNotSent,
    /// Here it failed, and WeChat says that it arrived.
    RefundArrived,
    /// Here it arrived, and WeChat says that it failed.
    RefundFailed,
    /// The amounts differ.
    OtherAmount,
    /// Not on the bill of its day, nor on those around it.
    NotOnBill,
    /// Not on the bill of its day; the next one tells.
    NextBill,
    /// A payment at a counter that was taken back.
    Reversed,
}

text_enum!(BillWhy {
    MissingOrder = "missing_order", UnpaidHere = "unpaid_here", SecondPayment = "second_payment",
    OtherOrder = "other_order", MissingRefund = "missing_refund", RefundNotSent = "refund_not_sent",
    RefundArrived = "refund_arrived", RefundFailed = "refund_failed", OtherAmount = "other_amount",
    NotOnBill = "not_on_bill", NextBill = "next_bill", Reversed = "reversed",
});

impl BillWhy {
    /// In which way.
    pub const fn kind(self) -> BillDifferenceKind {
        use BillDifferenceKind as K;
        match self {
            Self::MissingOrder | Self::SecondPayment | Self::MissingRefund | Self::Reversed => K::OnlyWeChat,
            Self::UnpaidHere | Self::OtherOrder | Self::RefundNotSent | Self::RefundArrived | Self::RefundFailed => {
                K::State
            }
            Self::OtherAmount => K::Amount,
            Self::NotOnBill => K::OnlyHere,
            Self::NextBill => K::Pending,
        }
    }

    /// True where WeChat can be asked for its record, and its answer taken over.
    pub const fn can_be_taken(self) -> bool {
        !matches!(self, Self::Reversed | Self::NextBill)
    }
}

/// What a line or a row is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum BillSubject {
    /// A payment: WeChat's number of it.
    Payment(TransactionId),
    /// A refund: the shop's number of it.
    Refund(RefundNo),
    /// A reversal of a payment.
    Reversal(TransactionId),
}

impl BillSubject {
    /// Its key among a day's differences.
    pub fn key(&self) -> String {
        match self {
            Self::Payment(id) => format!("p {id}"),
            Self::Refund(no) => format!("r {no}"),
            Self::Reversal(id) => format!("v {id}"),
        }
    }

    /// Reads a key back.
    pub fn parse(key: &str) -> Option<Self> {
        let (kind, number) = key.split_once(' ')?;
        match kind {
            "p" => TransactionId::parse(number).ok().map(Self::Payment),
            "r" => RefundNo::parse(number).ok().map(Self::Refund),
            "v" => TransactionId::parse(number).ok().map(Self::Reversal),
            _ => None,
        }
    }

    /// True where money went back.
    pub const fn goes_back(&self) -> bool {
        !matches!(self, Self::Payment(_))
    }
}

/// A line and a row that do not agree, as one look found them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillMismatch {
    /// What it is about.
    pub subject: BillSubject,
    /// The order it belongs to.
    pub order_no: OrderNo,
    /// WeChat's number of the refund.
    pub refund_id: Option<RefundId>,
    /// The line of the bill; none where the bill has none.
    pub line: Option<u32>,
    /// When the money moved, by WeChat where it has a line.
    pub at: UnixSeconds,
    /// What WeChat says, fen.
    pub theirs: Option<Fen>,
    /// What stands here, fen.
    pub ours: Option<Fen>,
    /// By which of the two it is known, and how they differ.
    pub why: BillWhy,
}

/// A line of a bill that could not be read, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedLine {
    /// The line of the file, from 1.
    pub line: u32,
    /// What is wrong with it.
    pub fault: BillLineFault,
    /// As it stands.
    pub text: String,
}

/// What stands here of the day: payments and refunds WeChat's lines were found for, and those only here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HereFigures {
    /// How many were paid on that day.
    pub payments: i64,
    /// What they add up to, fen.
    pub paid: i64,
    /// How many came back on that day.
    pub refunds: i64,
    /// What they add up to, fen.
    pub refunded: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(raw: &str) -> UnixSeconds {
        UnixSeconds::parse_dashed(raw).expect("a time")
    }

    #[test]
    fn a_bill_is_asked_for_from_five_past_ten_of_the_next_day_on() {
        let day = Day::parse("2026-08-31").expect("a day");
        assert_eq!(bill_ready_at(day), at("2026-09-01 10:05:00"));
        assert_eq!(newest_bill_day(at("2026-09-01 10:05:00")), day);
        assert_eq!(newest_bill_day(at("2026-09-01 10:04:59")), day.plus(-1));
        assert_eq!(newest_bill_day(at("2026-09-01 23:59:59")), day);
    }

    #[test]
    fn a_difference_is_found_again_by_its_key() {
        let subjects = [
            BillSubject::Payment(TransactionId::parse("4200000000000000000000000001").expect("an id")),
            BillSubject::Refund(RefundNo::parse("R20260831-1").expect("a number")),
            BillSubject::Reversal(TransactionId::parse("4200000000000000000000000002").expect("an id")),
        ];
        for subject in subjects {
            assert_eq!(BillSubject::parse(&subject.key()), Some(subject));
        }
        assert_eq!(BillSubject::parse("x 1"), None);
    }
}
