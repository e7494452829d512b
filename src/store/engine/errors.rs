//! SQLite's errors, sorted by what the caller must do.

use crate::domain::{
    OrderState, OrderStep, PaymentState, PaymentStep, PrintState, PrintStep, RefundState, RefundStep, ReportState,
    ReportStep, StepRefused,
};
use crate::store::{DiskFault, FileDamage, Refusal, StoreError};
use rusqlite::{Error, ErrorCode};
use std::io::ErrorKind;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Disk(DiskFault { kind: ErrorKind::StorageFull, words: text }),
            Some(ErrorCode::ReadOnly) => Self::Disk(DiskFault { kind: ErrorKind::ReadOnlyFilesystem, words: text }),
            Some(ErrorCode::PermissionDenied) => {
                Self::Disk(DiskFault { kind: ErrorKind::PermissionDenied, words: text })
            }
            Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => Self::Disk(text.into()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(FileDamage::Torn(text)),
            Some(ErrorCode::NotADatabase) => Self::Damaged(FileDamage::NotADatabase),
            Some(ErrorCode::ConstraintViolation) => Self::Rule(text),
            // Its tables are in the schema that every file of ours has.
            Some(_) if text.contains("fts5") => Self::Damaged(FileDamage::Torn(text)),
            Some(_) => Self::Other(text),
            None => match error {
                // A word or number of the engine's own tables that it cannot have written.
                Error::FromSqlConversionFailure(..)
                | Error::InvalidColumnType(..)
                | Error::IntegralValueOutOfRange(..) => Self::Unreadable(text),
                _ => Self::Other(text),
            },
        }
    }
}

impl StoreError {
    /// The same error once more: one failed commit is told to every caller who waited for it.
    pub(in crate::store) fn again(&self) -> Self {
        match self {
            Self::Refused(refusal) => Self::Refused(refusal.clone()),
            Self::Disk(fault) => Self::Disk(fault.clone()),
            Self::Locked => Self::Locked,
            Self::Closed => Self::Closed,
            Self::Newer { found, known } => Self::Newer { found: *found, known: *known },
            Self::Older => Self::Older,
            Self::Damaged(damage) => Self::Damaged(damage.clone()),
            Self::Altered(found) => Self::Altered(found.clone()),
            Self::ForeignLog => Self::ForeignLog,
            Self::Server(fault) => Self::Server(fault.clone()),
            Self::Moved(moved) => Self::Moved(moved.clone()),
            Self::Rule(text) => Self::Rule(text.clone()),
            Self::Unreadable(text) => Self::Unreadable(text.clone()),
            Self::Other(text) => Self::Other(text.clone()),
        }
    }
}

macro_rules! a_refused_step_is_a_refusal {
    ($($state:ty, $step:ty);+) => {$(
        impl From<StepRefused<$state, $step>> for StoreError {
            fn from(refused: StepRefused<$state, $step>) -> Self {
                Self::Refused(Refusal::State(refused.state.into()))
            }
        }
    )+};
}
a_refused_step_is_a_refusal!(OrderState, OrderStep; PaymentState, PaymentStep; PrintState, PrintStep;
    RefundState, RefundStep; ReportState, ReportStep);
