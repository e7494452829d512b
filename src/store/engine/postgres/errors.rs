//! PostgreSQL's errors, sorted by what the caller must do.

use crate::store::{DiskFault, FileDamage, ServerFault, StoreError};
use postgres::{Error, error::SqlState};
use std::{error::Error as _, io::ErrorKind};

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let Some(said) = error.as_db_error() else { return not_said(&error) };
        let words = said.message().to_owned();
        let code = said.code();
        let class = code.code().get(..2).unwrap_or_default();
        match (class, code) {
            // Of two that wait for each other, or read what the other wrote, one is told to come again.
            (
                _,
                &SqlState::T_R_SERIALIZATION_FAILURE
                | &SqlState::T_R_DEADLOCK_DETECTED
                | &SqlState::LOCK_NOT_AVAILABLE
                | &SqlState::QUERY_CANCELED,
            ) => Self::Locked,
            (_, &SqlState::DISK_FULL) => Self::Disk(DiskFault { kind: ErrorKind::StorageFull, words }),
            (_, &SqlState::IO_ERROR) => Self::Disk(words.into()),
            (_, &SqlState::TOO_MANY_CONNECTIONS) => ServerFault::TooManyConnections.into(),
            (_, &SqlState::INVALID_CATALOG_NAME) => ServerFault::NoDatabase(words).into(),
            (_, &SqlState::INSUFFICIENT_PRIVILEGE) => ServerFault::NotAllowed(words).into(),
            (_, &SqlState::READ_ONLY_SQL_TRANSACTION) => ServerFault::Standby.into(),
            (_, &SqlState::CANNOT_CONNECT_NOW) => ServerFault::Unreachable(words).into(),
            ("28", _) => ServerFault::Login.into(),
            ("08" | "57", _) => ServerFault::Lost.into(),
            ("XX", &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED) => FileDamage::Torn(words).into(),
            // A constraint, or a value that no column of this kind can hold.
            ("23" | "22", _) => Self::Rule(words),
            _ => Self::Other(format!("{words} ({})", code.code())),
        }
    }
}

/// What the server did not say itself: the line, or TLS.
fn not_said(error: &Error) -> StoreError {
    let words = crate::base::causes::causes(error);
    if error.is_closed() {
        return ServerFault::Lost.into();
    }
    let mut cause = error.source();
    while let Some(one) = cause {
        if let Some(bad) = one.downcast_ref::<std::io::Error>() {
            let inside = bad.get_ref().and_then(|inside| inside.downcast_ref::<rustls::Error>());
            return match inside {
                // The driver's own word, which no system said: it was asked for one that takes changes.
                None if bad.kind() == ErrorKind::PermissionDenied && bad.raw_os_error().is_none() => {
                    ServerFault::Standby.into()
                }
                Some(bad) => ServerFault::Certificate(bad.to_string()).into(),
                None => ServerFault::Unreachable(words).into(),
            };
        }
        cause = one.source();
    }
    if words.contains("password missing") {
        return ServerFault::NoPassword.into();
    }
    if words.contains("does not support TLS") { ServerFault::NoTls.into() } else { StoreError::Other(words) }
}
