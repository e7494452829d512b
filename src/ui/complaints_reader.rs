//! The complaints, read off the screen's thread.

use super::{
    model::{Place, Snapshot},
    read_model::ReadModel,
};
use crate::store::StoreError;
use std::sync::Arc;

/// How many are open, on every page; the list and the one looked at, on their own.
pub(super) fn read(read_model: &dyn ReadModel, shot: &mut Snapshot) -> Result<(), StoreError> {
    let gaze = (shot.gaze.place == Place::Complaints).then_some(&shot.gaze.complaints);
    shot.complaints = Arc::new(read_model.complaints(gaze)?);
    Ok(())
}
