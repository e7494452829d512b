//! What leaves and what comes back: the row before a call, and why a call gave no result, sorted by what the caller must do.

use super::certificate::BadCertificate;
use crate::domain::Api;

/// One thing to ask of WeChat before its first byte leaves.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// Which call: `unifiedorder`, `orderquery`, `closeorder`, `refund`, `refundquery`, `upload_shipping_info`, `get_order`,
    /// `notify_confirm_receive`; and of API v3 alone `abnormalrefund`, `certificates`, `complaint…`.
    pub call: &'static str,
    /// The body as it will travel; of a call without one its path. Contains a signature, never a key.
    pub body: &'a str,
}

/// Is told of every call before it leaves, so that a row exists before money can move.
pub trait CallRecord {
    /// Makes the call durable. An error keeps the call on this computer.
    ///
    /// # Errors
    /// [`NotRecorded`]: nothing may leave.
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded>;
}

/// Leaves no row: for a question that is about nothing the shop has, and moves nothing.
pub struct Unrecorded;

impl CallRecord for Unrecorded {
    fn leaving(&self, _: Outgoing<'_>) -> Result<(), NotRecorded> {
        Ok(())
    }
}

/// The call could not be made durable, so it did not leave.
#[derive(Debug, thiserror::Error)]
#[error("the call was not recorded: {0}")]
pub struct NotRecorded(pub String);

/// What came back from a call.
#[derive(Debug)]
pub struct Answered<T> {
    /// The answer's text as it came, for the record, if any came.
    pub raw: Option<String>,
    /// What it means.
    pub result: Result<T, GatewayError>,
}

/// What is believed of an answer, or why nothing is.
pub(in crate::wechat) type Believed<T> = Result<T, GatewayError>;

/// Why a call gave no result, sorted by what the caller must do.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// Final, and nothing moved. Show the reason to the owner.
    #[error("WeChat declined: {message} ({code})")]
    Declined {
        /// `err_code`.
        code: String,
        /// `err_code_des`, in WeChat's words.
        message: String,
    },
    /// The shop's balance is too small; nothing moved. Go on under the same number once it is filled.
    #[error("the balance at WeChat is too small: {message}")]
    NotEnough {
        /// In WeChat's words.
        message: String,
    },
    /// A person must mend the certificate, key or permission. Treat what was asked as unknown, and call the owner.
    #[error("WeChat does not accept how we call: {message} ({code})")]
    Misconfigured {
        /// `err_code`, or empty where WeChat gives a sentence only.
        code: String,
        /// In WeChat's words.
        message: String,
    },
    /// Too fast, or not ready: wait, then the same again under the same number.
    #[error("WeChat asks us to wait: {code}")]
    Wait {
        /// `err_code`.
        code: String,
        /// Who has to.
        pause: Pause,
    },
    /// It may have moved. Ask again under the same number; never treat this as a failure.
    #[error("no usable answer from WeChat: {0}")]
    NoAnswer(NoAnswer),
    /// It never left this computer. Safe to send again.
    #[error("not sent: {0}")]
    NotSent(NotSent),
}

/// What has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// This order or refund.
    This,
    /// Every call of this kind, for a minute at least.
    All,
}

/// In which way there was no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// The deadline passed or the line broke.
    #[error("the connection broke or the deadline passed ({0})")]
    Broken(String),
    /// A status other than 200.
    #[error("HTTP status {0}")]
    Status(u16),
    /// Not the XML or JSON WeChat writes.
    #[error("not a readable answer: {0}")]
    Unreadable(String),
    /// Wrong or missing signature: it proves nothing in either direction.
    #[error("the answer's signature is missing or wrong")]
    Unproven,
    /// The same, signed with a key of this id that is not loaded: the certificates may be fetched, once.
    #[error("the answer is signed with a key that is not loaded: {0}")]
    UnknownKey(String),
    /// What WeChat encrypted does not open with the APIv3 key: it was changed on the merchant platform, or is another's.
    #[error("the APIv3 key does not open what WeChat encrypted")]
    Undecryptable,
    /// Signed, but about another merchant, app, number or amount.
    #[error("the answer is about something else: {0}")]
    Elsewhere(&'static str),
    /// WeChat says so itself: `SYSTEMERROR` and the codes that may hide a success.
    #[error("WeChat does not know: {code} {message}")]
    Unknown {
        /// `err_code`, or empty where WeChat gives a sentence only.
        code: String,
        /// In WeChat's words.
        message: String,
    },
    /// Money of the order went back under a number nobody here knows: a refund made by hand that no notification and no bill
    /// has named yet.
    #[error("money of the order went back under a number that is not known yet")]
    Unexplained,
}

/// Why a call never left.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    /// No connection could be made.
    #[error("no connection ({0})")]
    NoConnection(String),
    /// The merchant certificate cannot be used: the files, or the day.
    #[error("the merchant certificate cannot be used: {0}")]
    Certificate(BadCertificate),
    /// See [`CallRecord`].
    #[error(transparent)]
    NotRecorded(#[from] NotRecorded),
    /// Our own parameters cannot be sent; a bug or an input no rule caught.
    #[error("the call does not keep WeChat's rules: {0}")]
    BadRequest(&'static str),
    /// No key is loaded and usable that the answer could be believed by: no money moves before one is.
    #[error("no key of WeChat's is loaded that its answer could be believed by")]
    NoTrustKey,
    /// The shop has no keys for this API any more, or not yet.
    #[error("there are no keys for API {0}")]
    NoKeyFor(Api),
    /// API v3 lists no refunds of an order: each is asked for by its number.
    #[error("API v3 has no list of an order's refunds")]
    NoListOfRefunds,
    /// API v2 pays no stuck refund to a card: that is done on the merchant platform.
    #[error("API v2 has no abnormal refund")]
    NoAbnormalRefund,
}
