//! Telling WeChat what was shipped: the calls, and what each answer asks of the caller.

use super::{CallRecord, NotRecorded};
use crate::domain::{OrderNo, OutgoingMessage, SeenShipping, ShippingReport, UnixSeconds};

/// The shipping interfaces of the mini program's server API. Blocking: call them from a worker thread.
pub trait ShippingCalls: Send + Sync {
    /// Tells WeChat of a shipment, all of it (`upload_shipping_info`).
    ///
    /// In the error: see [`ShippingError::next`].
    fn report(&self, report: &ShippingReport, record: &dyn CallRecord) -> ShippingAnswer<()>;

    /// Asks what WeChat knows of an order's shipping and settlement (`get_order`).
    fn look(&self, order_no: &OrderNo, record: &dyn CallRecord) -> ShippingAnswer<SeenShipping>;

    /// WeChat reminds the buyer to confirm the receipt (`notify_confirm_receive`): once an order, express only.
    /// `received_at` is when the carrier delivered the parcel.
    fn remind(&self, order_no: &OrderNo, received_at: UnixSeconds, record: &dyn CallRecord) -> ShippingAnswer<()>;

    /// Payments to this merchant that stand in the shipping index and were made between these moments, a page at a time
    /// (`get_order_list`). `after`: where the page before ended; empty for the first.
    fn paid(&self, from: UnixSeconds, until: UnixSeconds, after: &str) -> ShippingAnswer<PaidPage>;

    /// The messages of the same mini program, where they can be sent: they share the access token.
    fn messages(&self) -> Option<&dyn MessageCalls> {
        None
    }

    /// All carriers WeChat knows, id and name (`get_delivery_list`).
    fn carriers(&self) -> ShippingAnswer<Vec<(String, String)>>;
}

/// The subscribe messages of the mini program's server API. Blocking: call them from a worker thread.
pub trait MessageCalls: Send + Sync {
    /// Sends one (`subscribe/send`). Answers WeChat's number of it.
    ///
    /// In the error: see [`next_of_message`](crate::wechat::next_of_message). What may have arrived is never sent again: WeChat cannot be asked.
    fn send_message(&self, message: &OutgoingMessage, record: &dyn CallRecord) -> ShippingAnswer<String>;
}

/// A page of the payments that stand in the shipping index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaidPage {
    /// Their numbers. Nothing else of them is believed: each is asked about.
    pub orders: Vec<OrderNo>,
    /// Where the next page begins; `None` behind the last.
    pub next: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct ShippingAnswer<T> {
    /// The answer's text as it came, for the record, if any came.
    pub raw: Option<String>,
    /// What it means.
    pub result: Result<T, ShippingError>,
}

/// Why a shipping call gave no result.
#[derive(Debug, thiserror::Error)]
pub enum ShippingError {
    /// WeChat answered with an error of the call itself.
    #[error("{code} {message}")]
    Code {
        /// `errcode`.
        code: i64,
        /// `errmsg`, in WeChat's words.
        message: String,
    },
    /// WeChat gives no access token: nothing left.
    #[error("{code} {message}")]
    NoToken {
        /// `errcode` of the token call; 0 where its answer could not be read.
        code: i64,
        /// In WeChat's words.
        message: String,
    },
    /// It may have arrived: ask before it is said again.
    #[error("NO_ANSWER {0}")]
    NoAnswer(String),
    /// It never left this computer.
    #[error("NO_LINE {0}")]
    NotSent(String),
    /// The call could not be made durable, so it did not leave.
    #[error("NOT_RECORDED {0}")]
    NotRecorded(#[from] NotRecorded),
}

/// What an error asks of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// As good as done: nothing changed, or it was done before.
    Done,
    /// WeChat stumbled, and may have carried it out: ask first, then again, with back-off.
    Doubt,
    /// It never left: again, with back-off.
    Again,
    /// The payment is not in the shipping index: fresh ones are soon, old ones never.
    Index,
    /// Shipped already: ask what WeChat has, and compare.
    Compare,
    /// Too fast: every call of this kind rests for a minute.
    Pause,
    /// The day's quota is used up: until tomorrow.
    Tomorrow,
    /// A person must mend the account, the secret or a permission; until then again, slowly.
    Account,
    /// What was typed in does not fit: the owner's to change.
    Input,
    /// Final: nothing of ours changes it. The owner has to know.
    Final,
    /// Our own mistake, or a code nobody has written down.
    Bug,
}

impl ShippingError {
    /// What to do now.
    pub const fn next(&self) -> Next {
        match self {
            Self::Code { code, .. } => next_of_call(*code),
            Self::NoToken { code, .. } => next_of_token(*code),
            Self::NoAnswer(_) => Next::Doubt,
            Self::NotSent(_) | Self::NotRecorded(_) => Next::Again,
        }
    }

    /// WeChat's number, where it gave one.
    pub const fn code(&self) -> Option<i64> {
        match self {
            Self::Code { code, .. } | Self::NoToken { code, .. } => Some(*code),
            Self::NoAnswer(_) | Self::NotSent(_) | Self::NotRecorded(_) => None,
        }
    }
}

/// The shipping interfaces' codes, row by row (protocol, "Error codes of the shipping interfaces"), and those any call can
/// give ("Access token").
pub const fn next_of_call(code: i64) -> Next {
    match code {
        // nothing changed; the reminder was sent before
        0 | 10_060_023 | 10_060_030 => Next::Done,
        // system
        -1 | 10_060_012 | 10_060_019 => Next::Doubt,
        10_060_001 => Next::Index,
        // complete; "seen as already shipped"
        10_060_002 | 268_440_065 => Next::Compare,
        // the one re-shipping is used up; the state does not allow it; not shipped yet; received before shipped; reminder
        // only for express; special orders; the payment is not this buyer's
        10_060_003 | 10_060_004 | 10_060_028 | 10_060_029 | 10_060_032 | 10_060_031 | 268_546_000..=268_546_002 => {
            Next::Final
        }
        // company or number too long, or missing
        10_060_025 | 10_060_026 | 268_485_226 | 268_485_227 => Next::Input,
        45_011 | 44_990 => Next::Pause,
        45_009 => Next::Tomorrow,
        // token (after the one renewal), permission, authorisation
        40_001 | 40_014 | 42_001 | 48_001 | 61_003 | 61_004 | 61_011 => Next::Account,
        _ => Next::Bug,
    }
}

/// The codes of the token call. Nothing left in any case.
pub const fn next_of_token(code: i64) -> Next {
    match code {
        0 | -1 => Next::Again,
        45_011 => Next::Pause,
        45_009 => Next::Tomorrow,
        _ => Next::Account,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the protocol, one row a line.
    const TABLE: &[(i64, Next)] = &[
        (0, Next::Done),
        (-1, Next::Doubt),
        (10_060_012, Next::Doubt),
        (10_060_019, Next::Doubt),
        (10_060_001, Next::Index),
        (10_060_002, Next::Compare),
        (10_060_003, Next::Final),
        (10_060_004, Next::Final),
        (10_060_005, Next::Bug),
        (10_060_006, Next::Bug),
        (10_060_007, Next::Bug),
        (10_060_008, Next::Bug),
        (10_060_009, Next::Bug),
        (10_060_011, Next::Bug),
        (10_060_014, Next::Bug),
        (10_060_020, Next::Bug),
        (10_060_023, Next::Done),
        (10_060_024, Next::Bug),
        (10_060_025, Next::Input),
        (10_060_026, Next::Input),
        (10_060_028, Next::Final),
        (10_060_029, Next::Final),
        (10_060_030, Next::Done),
        (10_060_031, Next::Final),
        (10_060_032, Next::Final),
        (268_485_194, Next::Bug),
        (268_485_195, Next::Bug),
        (268_485_196, Next::Bug),
        (268_485_197, Next::Bug),
        (268_485_216, Next::Bug),
        (268_485_224, Next::Bug),
        (268_485_226, Next::Input),
        (268_485_227, Next::Input),
        (268_485_228, Next::Bug),
        (268_546_000, Next::Final),
        (268_546_001, Next::Final),
        (268_546_002, Next::Final),
        (268_440_065, Next::Compare),
        (40_001, Next::Account),
        (40_014, Next::Account),
        (42_001, Next::Account),
        (41_001, Next::Bug),
        (48_001, Next::Account),
        (45_009, Next::Tomorrow),
        (44_990, Next::Pause),
        (45_011, Next::Pause),
        (47_001, Next::Bug),
        (43_002, Next::Bug),
        (44_002, Next::Bug),
        (61_003, Next::Account),
        (61_004, Next::Account),
        (61_011, Next::Account),
        (123_456, Next::Bug),
    ];

    #[test]
    fn every_code_of_the_protocol_asks_for_what_its_table_says() {
        for (code, next) in TABLE {
            assert_eq!(ShippingError::Code { code: *code, message: String::new() }.next(), *next, "{code}");
        }
    }

    #[test]
    fn without_a_token_nothing_left_and_only_a_person_mends_the_secret() {
        for (code, next) in [
            (-1, Next::Again),
            (40_001, Next::Account),
            (40_125, Next::Account),
            (40_013, Next::Account),
            (40_164, Next::Account),
            (40_243, Next::Account),
            (50_004, Next::Account),
            (50_007, Next::Account),
            (89_503, Next::Account),
            (45_009, Next::Tomorrow),
            (45_011, Next::Pause),
        ] {
            assert_eq!(ShippingError::NoToken { code, message: String::new() }.next(), next, "{code}");
        }
        assert_eq!(ShippingError::NotSent(String::new()).next(), Next::Again);
        assert_eq!(ShippingError::NoAnswer(String::new()).next(), Next::Doubt);
    }
}
