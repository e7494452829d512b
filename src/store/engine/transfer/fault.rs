//! Why a shop did not move.

use crate::store::StoreError;
use std::path::PathBuf;

/// Why a shop did not move. It is where it was, and goes on there.
#[derive(Debug, thiserror::Error)]
pub enum MoveFault {
    /// One of the two places cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Both places are the same.
    #[error("the shop is there already")]
    SamePlace,
    /// There is a file of that name.
    #[error("{} is there already: choose another name", .0.display())]
    FileExists(PathBuf),
    /// There is a shop in the database.
    #[error("there is a shop in the database already")]
    ShopExists,
    /// The rows do not say what they have to: the doctor names them.
    #[error("the rows of the shop are not as they were written")]
    BadSource,
    /// Somebody worked with the shop while it was copied.
    #[error("the shop was changed while it was copied")]
    ChangedMeanwhile,
    /// What arrived is not what was sent. It is not used.
    #[error("the rows of the table {table} did not arrive as they were ({sent} rows went, {arrived} are there)")]
    Differs {
        /// Which table.
        table: String,
        /// Rows here.
        sent: u64,
        /// Rows there.
        arrived: u64,
    },
}
