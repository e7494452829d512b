//! Rows that cannot be read, one by one.

use crate::store::StoreError;

/// One row that cannot be read is not shown, and has its red mark; the rest of the screen stands.
pub(super) fn readable<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(row) => Ok(Some(row)),
        Err(error) if error.is_of_one_row() => {
            tracing::error!(%error, "a row cannot be shown");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
