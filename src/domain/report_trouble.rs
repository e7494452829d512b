//! Why WeChat does not have a shipment, or did not remind a buyer: one text in the file (`shipments.trouble`,
//! `shipments.remind_trouble`, and `history.why` of those steps), one type everywhere else.

use super::cut_off::CUT_OFF;
use std::fmt;

/// Why WeChat was not told, or did not take it. [`Display`](fmt::Display) writes it for the file,
/// [`ReportTrouble::parse`] reads it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportTrouble {
    /// It never left this computer; the system's words.
    NoLine(String),
    /// No usable answer: it may have arrived; what came instead.
    NoAnswer(String),
    /// The call could not be made durable, so it did not leave; why.
    NotRecorded(String),
    /// Nobody said when the parcel was delivered, and WeChat is told nothing that nobody knows: no reminder.
    NoDelivery,
    /// All of the order's money went back: WeChat is not told of the shipment.
    Refunded,
    /// The program ended between the call and its answer.
    CutOff,
    /// WeChat's code (`errcode`), and its own sentence (`errmsg`) where it is kept.
    Code {
        /// `10060001`.
        code: i64,
        /// In WeChat's words.
        message: Option<String>,
    },
    /// What another version of this program wrote.
    Words(String),
}

const NO_LINE: &str = "NO_LINE ";
const NO_ANSWER: &str = "NO_ANSWER ";
const NOT_RECORDED: &str = "NOT_RECORDED ";
const NO_DELIVERY: &str = "NO_DELIVERY";
const REFUNDED: &str = "REFUNDED";

impl ReportTrouble {
    /// WeChat's code for a day's quota that is used up: it goes on tomorrow. Source: protocol, "Access token".
    pub const DAY_QUOTA: i64 = 45009;
    /// "Shipped before". Source: protocol, "Error codes of the shipping interfaces".
    pub const SHIPPED_BEFORE: i64 = 10_060_002;
    /// The one correction is used up; the same source.
    pub const CORRECTED_BEFORE: i64 = 10_060_003;

    /// A code of WeChat's without a sentence.
    pub const fn of_code(code: i64) -> Self {
        Self::Code { code, message: None }
    }

    /// Reads the text back; `None` of an empty one: all is well. Every other text is some trouble.
    pub fn parse(text: &str) -> Option<Self> {
        let after = |prefix: &str| text.strip_prefix(prefix).map(str::to_owned);
        Some(match text {
            "" => return None,
            NO_DELIVERY => Self::NoDelivery,
            REFUNDED => Self::Refunded,
            CUT_OFF => Self::CutOff,
            _ => {
                let line = after(NO_LINE).map(Self::NoLine).or_else(|| after(NO_ANSWER).map(Self::NoAnswer));
                let ours = line.or_else(|| after(NOT_RECORDED).map(Self::NotRecorded));
                ours.or_else(|| Self::parse_code(text)).unwrap_or_else(|| Self::Words(text.to_owned()))
            }
        })
    }

    fn parse_code(text: &str) -> Option<Self> {
        let (word, message) = text.split_once(' ').map_or((text, None), |(word, message)| (word, Some(message)));
        let code: i64 = word.parse().ok().filter(|code: &i64| code.to_string() == word)?;
        Some(Self::Code { code, message: message.map(str::to_owned) })
    }

    /// WeChat's code, where it gave one.
    pub const fn code(&self) -> Option<i64> {
        match self {
            Self::Code { code, .. } => Some(*code),
            Self::NoLine(_)
            | Self::NoAnswer(_)
            | Self::NotRecorded(_)
            | Self::NoDelivery
            | Self::Refunded
            | Self::CutOff
            | Self::Words(_) => None,
        }
    }

    /// True where a day's quota is used up: only then something of it waits for tomorrow.
    pub const fn is_day_quota(&self) -> bool {
        matches!(self, Self::Code { code: Self::DAY_QUOTA, .. })
    }
}

impl fmt::Display for ReportTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLine(why) => write!(f, "{NO_LINE}{why}"),
            Self::NoAnswer(why) => write!(f, "{NO_ANSWER}{why}"),
            Self::NotRecorded(why) => write!(f, "{NOT_RECORDED}{why}"),
            Self::NoDelivery => f.write_str(NO_DELIVERY),
            Self::Refunded => f.write_str(REFUNDED),
            Self::CutOff => f.write_str(CUT_OFF),
            Self::Code { code, message: None } => write!(f, "{code}"),
            Self::Code { code, message: Some(message) } => write!(f, "{code} {message}"),
            Self::Words(words) => f.write_str(words),
        }
    }
}

#[cfg(test)]
impl ReportTrouble {
    /// One of every variant. Does not compile with one forgotten.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::NoLine("refused".to_owned())];
        while let Some(next) = all.last().and_then(Self::next) {
            all.push(next);
        }
        all
    }

    fn next(&self) -> Option<Self> {
        Some(match self {
            Self::NoLine(_) => Self::NoAnswer("HTTP status 502".to_owned()),
            Self::NoAnswer(_) => Self::NotRecorded("the call was not recorded: full".to_owned()),
            Self::NotRecorded(_) => Self::NoDelivery,
            Self::NoDelivery => Self::Refunded,
            Self::Refunded => Self::CutOff,
            Self::CutOff => Self::of_code(Self::SHIPPED_BEFORE),
            Self::Code { message: None, .. } => {
                Self::Code { code: 10_060_001, message: Some("支付单不存在".to_owned()) }
            }
            Self::Code { .. } => Self::Words("NOBODY_KNOWS".to_owned()),
            Self::Words(_) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_trouble_reads_as_it_was_written() {
        for trouble in ReportTrouble::all() {
            assert_eq!(ReportTrouble::parse(&trouble.to_string()), Some(trouble));
        }
        assert_eq!(ReportTrouble::parse(""), None);
    }

    /// What this program and its earlier versions wrote beside shipments, reminders and their steps.
    #[test]
    fn every_text_that_was_ever_written_is_the_trouble_it_was_and_stays_as_it_is() {
        let code = |code: i64, message: &str| ReportTrouble::Code { code, message: Some(message.to_owned()) };
        for (text, trouble) in [
            ("10060002", ReportTrouble::of_code(ReportTrouble::SHIPPED_BEFORE)),
            ("10060003", ReportTrouble::of_code(ReportTrouble::CORRECTED_BEFORE)),
            ("10060001 支付单不存在", code(10_060_001, "支付单不存在")),
            ("45009 reach max api daily quota limit", code(45009, "reach max api daily quota limit")),
            ("-1 system error", code(-1, "system error")),
            ("0 ", code(0, "")),
            ("NO_LINE error sending request", ReportTrouble::NoLine("error sending request".into())),
            ("NO_ANSWER HTTP status 502", ReportTrouble::NoAnswer("HTTP status 502".into())),
            (
                "NOT_RECORDED the call was not recorded: full",
                ReportTrouble::NotRecorded("the call was not recorded: full".into()),
            ),
            ("NO_DELIVERY", ReportTrouble::NoDelivery),
            ("REFUNDED", ReportTrouble::Refunded),
            ("it was being sent, and no answer was taken down", ReportTrouble::CutOff),
            ("007 x", ReportTrouble::Words("007 x".into())),
        ] {
            assert_eq!(ReportTrouble::parse(text).as_ref(), Some(&trouble), "{text}");
            assert_eq!(trouble.to_string(), text);
        }
    }

    #[test]
    fn only_a_days_quota_waits_for_tomorrow() {
        for trouble in ReportTrouble::all() {
            assert!(!trouble.is_day_quota(), "{trouble}");
        }
        assert!(ReportTrouble::parse("45009 x").is_some_and(|trouble| trouble.is_day_quota()));
    }

    proptest! {
        #[test]
        fn whatever_wechat_and_the_system_say_reads_as_it_was_written(code: i64, said in "\\PC{0,40}") {
            for trouble in [
                ReportTrouble::of_code(code),
                ReportTrouble::Code { code, message: Some(said.clone()) },
                ReportTrouble::NoLine(said.clone()),
                ReportTrouble::NoAnswer(said.clone()),
                ReportTrouble::NotRecorded(said),
            ] {
                prop_assert_eq!(ReportTrouble::parse(&trouble.to_string()), Some(trouble));
            }
        }
    }
}
