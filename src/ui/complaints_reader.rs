//! The complaints, and what was sent to buyers' phones, read off the screen's thread.

use super::{
    bills_reader,
    model::{Place, Snapshot},
    read_model::ReadModel,
};
use crate::{domain::UnixSeconds, store::StoreError};
use std::sync::Arc;

/// What comes from WeChat beside orders: its bills, complaints, and the messages to it.
pub(super) fn read_beside(read_model: &dyn ReadModel, now: UnixSeconds, shot: &mut Snapshot) -> Result<(), StoreError> {
    bills_reader::read(read_model, now, shot)?;
    read(read_model, shot)?;
    read_messages(read_model, now, shot)
}

/// Messages to WeChat, where the settings show them.
fn read_messages(read_model: &dyn ReadModel, now: UnixSeconds, shot: &mut Snapshot) -> Result<(), StoreError> {
    if shot.gaze.place == Place::Settings {
        shot.messages = Arc::new(read_model.message_setup(now)?);
    }
    Ok(())
}

/// How many are open, on every page; the list and the one looked at, on their own.
fn read(read_model: &dyn ReadModel, shot: &mut Snapshot) -> Result<(), StoreError> {
    let gaze = (shot.gaze.place == Place::Complaints).then_some(&shot.gaze.complaints);
    shot.complaints = Arc::new(read_model.complaints(gaze)?);
    Ok(())
}
