//! A step that one of the lives does not take.

/// Why a step was not taken. Nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{step:?} does not follow {state:?}")]
pub struct StepRefused<S: std::fmt::Debug, T: std::fmt::Debug> {
    /// Where the order, payment or refund stands, and stays.
    pub state: S,
    /// What was asked of it: repeated, late, or never possible from here.
    pub step: T,
}
