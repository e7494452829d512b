//! Whether a transaction can still be kept.

/// Whether a transaction can still be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Standing {
    Open,
    /// A statement failed, and the engine takes no other before something is rolled back.
    Spoilt,
    /// The engine gave it up, with all that was in it.
    Gone,
}
