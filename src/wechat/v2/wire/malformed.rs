//! Why bytes are not a message.

/// Why bytes are not a message. Nothing of them may be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MalformedXml {
    /// Longer than its [`MessageLimits`](super::MessageLimits).
    #[error("longer than such a message can be")]
    TooLarge,
    /// More fields than its [`MessageLimits`](super::MessageLimits).
    #[error("more fields than such a message can have")]
    TooManyFields,
    /// Not UTF-8, or declared to be something else.
    #[error("not UTF-8")]
    NotUtf8,
    /// A character XML forbids.
    #[error("a character XML forbids")]
    Character,
    /// A document type, comment, processing instruction, attribute, nested element or unknown entity.
    #[error("{0}, which WeChat never sends")]
    Forbidden(&'static str),
    /// One name twice: readers disagree which one counts.
    #[error("a field comes twice")]
    Repeated,
    /// Another root, an end without a start, or an end missing.
    #[error("not well-formed")]
    Syntax,
}
