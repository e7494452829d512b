//! How much of a message is read.

/// The longest message of a stranger we read, in bytes. A real one has one to three thousand.
pub const MESSAGE_BYTES_MAX: usize = 32 * 1024;
/// The most fields of one message of a stranger.
pub const FIELDS_MAX: usize = 128;
/// The longest answer to a call of our own we read, in bytes.
pub const ANSWER_BYTES_MAX: usize = 512 * 1024;
/// The most fields of one answer. A page of refunds has ten of them; each has eleven fields and three for every coupon of
/// its payment, of which WeChat names no greatest number: here is room for a hundred.
pub const ANSWER_FIELDS_MAX: usize = 4_096;

/// How much of a message is read, by who can have sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageLimits {
    /// The longest text, bytes.
    pub bytes: usize,
    /// The most fields.
    pub fields: usize,
}

impl MessageLimits {
    /// Of whatever comes to our door: anybody can have sent it.
    pub const ANONYMOUS: Self = Self { bytes: MESSAGE_BYTES_MAX, fields: FIELDS_MAX };
    /// Of an answer to a call of our own over verified TLS: WeChat wrote it.
    pub const ANSWER: Self = Self { bytes: ANSWER_BYTES_MAX, fields: ANSWER_FIELDS_MAX };
}
