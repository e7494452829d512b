//! What stands beside a refund that is not well: one text in the file (`refunds.trouble`, and `history.why` of its steps), one
//! type everywhere else.

use super::{cut_off::CUT_OFF, payment::Api};
use std::fmt;

/// Why a refund is not where it should be. [`Display`](fmt::Display) writes it for the file and the technical line,
/// [`RefundTrouble::parse`] reads it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundTrouble {
    /// The payment is over a year old: WeChat would refuse, so nothing is sent. Source: protocol, "Numbers, text limits and
    /// amounts".
    LimitYear,
    /// WeChat's fifty partial refunds of one order are used up: nothing is sent.
    LimitCount,
    /// Money of the order went back elsewhere, and too little is left for this one: it gave way before it was sent.
    LimitLeft,
    /// WeChat has just reported another refund of the order that its list does not show yet: nothing is sent for now.
    Claimed,
    /// Before it leaves WeChat is asked for the order's other refunds, and gave no usable answer; why, for the log.
    NotListed(String),
    /// Before it leaves WeChat says that money of its order went back, and nobody here knows under which number: most likely a
    /// refund made by hand today. It is sent once a notification or the day's bill has named that one.
    Unexplained,
    /// The call never left this computer.
    NotSent(UnsentCause),
    /// The program ended between the call and its answer.
    CutOff,
    /// The file was put back from an older copy: it may have left since.
    Restored,
    /// WeChat's answer names another refund, or this one with other figures.
    AboutSomethingElse,
    /// WeChat closed the refund: nothing moved (`refund_status` `REFUNDCLOSE`).
    Closed,
    /// WeChat cannot pay it out to the buyer's account (`refund_status` `CHANGE`).
    Change,
    /// WeChat has never seen this number (`err_code` `REFUNDNOTEXIST`).
    NotThere,
    /// WeChat's code (`err_code`), and its own sentence (`err_code_des`) where it is kept.
    Wechat {
        /// `TRADE_OVERDUE`.
        code: String,
        /// In WeChat's words.
        message: Option<String>,
    },
    /// WeChat's code where it does not know itself what became of it, or where it may hide a success (`SYSTEMERROR`,
    /// `INVALID_REQUEST`), with its own sentence.
    Unclear {
        /// `SYSTEMERROR`.
        code: String,
        /// In WeChat's words.
        message: String,
    },
    /// No usable answer: the line broke, a wrong status, a wrong signature; which, for the log.
    NoAnswer(String),
    /// A sentence of WeChat's without a code, or what another version of this program wrote.
    Words(String),
}

/// Why a call never left this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnsentCause {
    /// No connection could be made; the system's words.
    NoConnection(String),
    /// The merchant certificate cannot be used; why.
    Certificate(String),
    /// The call could not be made durable; why.
    NotRecorded(String),
    /// Our own parameters do not keep WeChat's rules; which rule.
    BadRequest(String),
    /// No key is loaded that WeChat's answer could be believed by.
    NoTrustKey,
    /// There is no key for the interface its number belongs to.
    NoKeyFor(Api),
    /// As another version of this program wrote it.
    Other(String),
}

const LIMIT_YEAR: &str = "LIMIT_YEAR";
const LIMIT_COUNT: &str = "LIMIT_COUNT";
const LIMIT_LEFT: &str = "LIMIT_LEFT";
const CLAIMED: &str = "CLAIMED";
const UNEXPLAINED: &str = "UNEXPLAINED";
const RESTORED: &str = "RESTORED";
const NOT_LISTED: &str = "NOT_LISTED: ";
const NOT_SENT: &str = "not sent: ";
const ABOUT_SOMETHING_ELSE: &str = "the answer is about something else";
const CLOSED: &str = "REFUNDCLOSE";
const CHANGE: &str = "CHANGE";
const NOT_THERE: &str = "REFUNDNOTEXIST";
const NO_ANSWER: &str = "no usable answer from WeChat: ";

const NO_CONNECTION: &str = "no connection (";
const CERTIFICATE: &str = "the merchant certificate cannot be used: ";
const NOT_RECORDED: &str = "the call was not recorded: ";
const BAD_REQUEST: &str = "the call does not keep WeChat's rules: ";
const NO_KEY: &str = "there are no keys for API ";
const NO_TRUST_KEY: &str = "no key of WeChat's is loaded that its answer could be believed by";

impl RefundTrouble {
    /// Reads the text back; `None` of an empty one: all is well. Every other text is some trouble.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "" => return None,
            LIMIT_YEAR => Self::LimitYear,
            LIMIT_COUNT => Self::LimitCount,
            LIMIT_LEFT => Self::LimitLeft,
            CLAIMED => Self::Claimed,
            UNEXPLAINED => Self::Unexplained,
            CUT_OFF => Self::CutOff,
            RESTORED => Self::Restored,
            ABOUT_SOMETHING_ELSE => Self::AboutSomethingElse,
            CLOSED => Self::Closed,
            CHANGE => Self::Change,
            NOT_THERE => Self::NotThere,
            _ => Self::parse_longer(text),
        })
    }

    fn parse_longer(text: &str) -> Self {
        if let Some(why) = text.strip_prefix(NOT_SENT) {
            return Self::NotSent(UnsentCause::parse(why));
        }
        if let Some(why) = text.strip_prefix(NOT_LISTED) {
            return Self::NotListed(why.to_owned());
        }
        if let Some(why) = text.strip_prefix(NO_ANSWER) {
            return Self::NoAnswer(why.to_owned());
        }
        let code = text.split([' ', ':']).next().unwrap_or_default();
        let rest = text.strip_prefix(code).unwrap_or_default();
        let code = code.to_owned();
        match rest.strip_prefix(": ") {
            _ if !is_code(&code) => Self::Words(text.to_owned()),
            _ if rest.is_empty() => Self::Wechat { code, message: None },
            Some(message) => Self::Wechat { code, message: Some(message.to_owned()) },
            None => Self::Unclear { code, message: rest.strip_prefix([' ', ':']).unwrap_or(rest).to_owned() },
        }
    }

    /// WeChat refused, with a code and its own sentence.
    pub fn refused(code: &str, message: &str) -> Option<Self> {
        Self::parse(&format!("{code}: {message}"))
    }

    /// WeChat does not know itself what became of it; its code, where it gave one, and its own sentence.
    pub fn unclear(code: &str, message: &str) -> Option<Self> {
        if code.is_empty() { Self::parse(message) } else { Self::parse(&format!("{code} {message}")) }
    }

    /// WeChat's code, where it is about one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Closed => Some(CLOSED),
            Self::Change => Some(CHANGE),
            Self::NotThere => Some(NOT_THERE),
            Self::Wechat { code, .. } | Self::Unclear { code, .. } => Some(code),
            Self::LimitYear
            | Self::LimitCount
            | Self::LimitLeft
            | Self::Claimed
            | Self::NotListed(_)
            | Self::Unexplained
            | Self::NotSent(_)
            | Self::CutOff
            | Self::Restored
            | Self::AboutSomethingElse
            | Self::NoAnswer(_)
            | Self::Words(_) => None,
        }
    }

    /// True where WeChat says that it has never seen the number, in whichever answer.
    pub fn is_not_there(&self) -> bool {
        self.code() == Some(NOT_THERE)
    }
}

/// `SYSTEMERROR`, `APPID_NOT_EXIST`: as WeChat writes its codes.
fn is_code(word: &str) -> bool {
    word.len() > 3 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

impl fmt::Display for RefundTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LimitYear => f.write_str(LIMIT_YEAR),
            Self::LimitCount => f.write_str(LIMIT_COUNT),
            Self::LimitLeft => f.write_str(LIMIT_LEFT),
            Self::Claimed => f.write_str(CLAIMED),
            Self::NotListed(why) => write!(f, "{NOT_LISTED}{why}"),
            Self::Unexplained => f.write_str(UNEXPLAINED),
            Self::NotSent(why) => write!(f, "{NOT_SENT}{why}"),
            Self::CutOff => f.write_str(CUT_OFF),
            Self::Restored => f.write_str(RESTORED),
            Self::AboutSomethingElse => f.write_str(ABOUT_SOMETHING_ELSE),
            Self::Closed => f.write_str(CLOSED),
            Self::Change => f.write_str(CHANGE),
            Self::NotThere => f.write_str(NOT_THERE),
            Self::Wechat { code, message: None } => f.write_str(code),
            Self::Wechat { code, message: Some(message) } => write!(f, "{code}: {message}"),
            Self::Unclear { code, message } => write!(f, "{code} {message}"),
            Self::NoAnswer(why) => write!(f, "{NO_ANSWER}{why}"),
            Self::Words(words) => f.write_str(words),
        }
    }
}

impl UnsentCause {
    /// What stands behind `not sent: `. The end may be cut off.
    fn parse(text: &str) -> Self {
        let after = |prefix: &str| text.strip_prefix(prefix).map(str::to_owned);
        if let Some(why) = after(NO_CONNECTION) {
            return Self::NoConnection(why.strip_suffix(')').map_or(why.clone(), str::to_owned));
        }
        if text == NO_TRUST_KEY {
            return Self::NoTrustKey;
        }
        if let Some(Ok(api)) = text.strip_prefix(NO_KEY).map(Api::parse) {
            return Self::NoKeyFor(api);
        }
        let others = after(CERTIFICATE).map(Self::Certificate).or_else(|| after(NOT_RECORDED).map(Self::NotRecorded));
        others.or_else(|| after(BAD_REQUEST).map(Self::BadRequest)).unwrap_or_else(|| Self::Other(text.to_owned()))
    }
}

impl fmt::Display for UnsentCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoConnection(why) => write!(f, "{NO_CONNECTION}{why})"),
            Self::Certificate(why) => write!(f, "{CERTIFICATE}{why}"),
            Self::NotRecorded(why) => write!(f, "{NOT_RECORDED}{why}"),
            Self::BadRequest(why) => write!(f, "{BAD_REQUEST}{why}"),
            Self::NoTrustKey => f.write_str(NO_TRUST_KEY),
            Self::NoKeyFor(api) => write!(f, "{NO_KEY}{api}"),
            Self::Other(why) => f.write_str(why),
        }
    }
}

#[cfg(test)]
impl RefundTrouble {
    /// One of every variant. Does not compile with one forgotten.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::LimitYear];
        while let Some(next) = all.last().and_then(Self::next) {
            all.push(next);
        }
        all.extend(UnsentCause::all().into_iter().map(Self::NotSent));
        all
    }

    fn next(&self) -> Option<Self> {
        Some(match self {
            Self::LimitYear => Self::LimitCount,
            Self::LimitCount => Self::LimitLeft,
            Self::LimitLeft => Self::Claimed,
            Self::Claimed => Self::NotListed("HTTP status 502".to_owned()),
            Self::NotListed(_) => Self::Unexplained,
            Self::Unexplained => Self::NotSent(UnsentCause::NoConnection("refused".to_owned())),
            Self::NotSent(_) => Self::CutOff,
            Self::CutOff => Self::Restored,
            Self::Restored => Self::AboutSomethingElse,
            Self::AboutSomethingElse => Self::Closed,
            Self::Closed => Self::Change,
            Self::Change => Self::NotThere,
            Self::NotThere => Self::Wechat { code: "TRADE_OVERDUE".to_owned(), message: None },
            Self::Wechat { message: None, .. } => Self::Wechat {
                code: "USER_ACCOUNT_ABNORMAL".to_owned(),
                message: Some("用户账号已注销".to_owned()),
            },
            Self::Wechat { .. } => Self::Unclear { code: "SYSTEMERROR".to_owned(), message: "系统繁忙".to_owned() },
            Self::Unclear { .. } => Self::NoAnswer("HTTP status 502".to_owned()),
            Self::NoAnswer(_) => Self::Words("deadline passed".to_owned()),
            Self::Words(_) => return None,
        })
    }
}

#[cfg(test)]
impl UnsentCause {
    /// One of every variant. Does not compile with one forgotten.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::NoConnection("refused".to_owned())];
        while let Some(next) = all.last().and_then(Self::next) {
            all.push(next);
        }
        all
    }

    fn next(&self) -> Option<Self> {
        Some(match self {
            Self::NoConnection(_) => Self::Certificate("there is no certificate file".to_owned()),
            Self::Certificate(_) => Self::NotRecorded("the disk is full".to_owned()),
            Self::NotRecorded(_) => Self::BadRequest("refund_desc".to_owned()),
            Self::BadRequest(_) => Self::NoTrustKey,
            Self::NoTrustKey => Self::NoKeyFor(Api::V2),
            Self::NoKeyFor(_) => Self::Other("nobody knows".to_owned()),
            Self::Other(_) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_trouble_reads_as_it_was_written() {
        for trouble in RefundTrouble::all() {
            assert_eq!(RefundTrouble::parse(&trouble.to_string()), Some(trouble));
        }
        assert_eq!(RefundTrouble::parse(""), None);
    }

    /// What this program and its earlier versions wrote beside refunds and their steps.
    #[test]
    fn every_text_that_was_ever_written_is_the_trouble_it_was_and_stays_as_it_is() {
        let wechat = |code: &str, message: Option<&str>| RefundTrouble::Wechat {
            code: code.to_owned(),
            message: message.map(str::to_owned),
        };
        let unclear = |code: &str, message: &str| RefundTrouble::Unclear { code: code.into(), message: message.into() };
        let not_sent = RefundTrouble::NotSent;
        for (text, trouble) in [
            ("LIMIT_YEAR", RefundTrouble::LimitYear),
            ("LIMIT_COUNT", RefundTrouble::LimitCount),
            ("LIMIT_LEFT", RefundTrouble::LimitLeft),
            ("CLAIMED", RefundTrouble::Claimed),
            ("RESTORED", RefundTrouble::Restored),
            ("CHANGE", RefundTrouble::Change),
            ("REFUNDCLOSE", RefundTrouble::Closed),
            ("REFUNDNOTEXIST", RefundTrouble::NotThere),
            ("it was being sent, and no answer was taken down", RefundTrouble::CutOff),
            ("the answer is about something else", RefundTrouble::AboutSomethingElse),
            (
                "NOT_LISTED: no usable answer from WeChat: HTTP status 502",
                RefundTrouble::NotListed("no usable answer from WeChat: HTTP status 502".into()),
            ),
            ("TRADE_OVERDUE: 订单已超过退款期限", wechat("TRADE_OVERDUE", Some("订单已超过退款期限"))),
            ("TRADE_OVERDUE: ", wechat("TRADE_OVERDUE", Some(""))),
            ("NOTENOUGH: 余额不足", wechat("NOTENOUGH", Some("余额不足"))),
            ("FREQUENCY_LIMITED", wechat("FREQUENCY_LIMITED", None)),
            ("SYSTEMERROR", wechat("SYSTEMERROR", None)),
            ("SYSTEMERROR 系统超时", unclear("SYSTEMERROR", "系统超时")),
            ("ERROR ", unclear("ERROR", "")),
            ("INVALID_REQUEST 订单已全额退款: x", unclear("INVALID_REQUEST", "订单已全额退款: x")),
            ("not sent: no connection (refused)", not_sent(UnsentCause::NoConnection("refused".into()))),
            (
                "not sent: the merchant certificate cannot be used: there is no certificate file",
                not_sent(UnsentCause::Certificate("there is no certificate file".into())),
            ),
            ("not sent: the call was not recorded: full", not_sent(UnsentCause::NotRecorded("full".into()))),
            (
                "not sent: the call does not keep WeChat's rules: refund_desc",
                not_sent(UnsentCause::BadRequest("refund_desc".into())),
            ),
            (
                "no usable answer from WeChat: the answer's signature is missing or wrong",
                RefundTrouble::NoAnswer("the answer's signature is missing or wrong".into()),
            ),
            ("系统繁忙", RefundTrouble::Words("系统繁忙".into())),
            ("trade_state WEIRD", RefundTrouble::Words("trade_state WEIRD".into())),
            ("WeChat declined: x ()", RefundTrouble::Words("WeChat declined: x ()".into())),
            (
                "WeChat does not accept how we call: x ()",
                RefundTrouble::Words("WeChat does not accept how we call: x ()".into()),
            ),
            ("deadline passed", RefundTrouble::Words("deadline passed".into())),
        ] {
            assert_eq!(RefundTrouble::parse(text).as_ref(), Some(&trouble), "{text}");
            assert_eq!(trouble.to_string(), text);
        }
    }

    #[test]
    fn a_code_is_found_whatever_stands_behind_it() {
        for text in ["TRADE_OVERDUE: x", "TRADE_OVERDUE", "TRADE_OVERDUE x", "TRADE_OVERDUE:x"] {
            assert_eq!(RefundTrouble::parse(text).as_ref().and_then(RefundTrouble::code), Some("TRADE_OVERDUE"));
        }
        assert!(RefundTrouble::parse("REFUNDNOTEXIST: x").is_some_and(|trouble| trouble.is_not_there()));
        assert_eq!(RefundTrouble::Words("ABC".to_owned()).code(), None);
    }

    proptest! {
        #[test]
        fn whatever_wechat_and_the_system_say_reads_as_it_was_written(code in "[A-Z][A-Z_]{4,20}", said in "\\PC{0,40}") {
            let all = [
                RefundTrouble::refused(&code, &said),
                RefundTrouble::parse(&code),
                RefundTrouble::unclear(&code, &said),
                Some(RefundTrouble::NotListed(said.clone())),
                Some(RefundTrouble::NoAnswer(said.clone())),
                Some(RefundTrouble::NotSent(UnsentCause::NoConnection(said.clone()))),
                Some(RefundTrouble::NotSent(UnsentCause::Certificate(said))),
            ];
            for trouble in all.into_iter().flatten() {
                prop_assert_eq!(RefundTrouble::parse(&trouble.to_string()), Some(trouble));
            }
        }

        #[test]
        fn a_text_that_is_cut_short_is_the_same_once_it_is_read_and_cut_again(said in "\\PC{0,60}", most in 1_usize..60) {
            let cut = |text: &str| text.chars().take(most).collect::<String>();
            let kept = cut(&format!("not sent: no connection ({said})"));
            let read = RefundTrouble::parse(&kept).map(|trouble| trouble.to_string());
            prop_assert_eq!(read.map(|text| cut(&text)), Some(kept));
        }
    }
}
