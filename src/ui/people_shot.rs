//! The people of the shop, as the screen knows them.

use crate::{
    domain::{OperatorId, RoleKind, UnixSeconds},
    store::{HostRow, OperatorRow, OperatorStep, OperatorStepKind, Reader, StoreError},
};
use std::sync::Arc;

/// So much of what happened to them is read.
const STEPS_MOST: u32 = 30;

/// Where the screen reads about people. A shop without any has none to read of.
pub trait ReadPeople {
    /// The people of the shop, in the order they came, removed ones too.
    ///
    /// # Errors
    /// [`StoreError`] when the data cannot be read.
    fn operators(&self) -> Result<Vec<OperatorRow>, StoreError> {
        Ok(Vec::new())
    }

    /// What happened to them lately, newest first, at most `limit` steps.
    ///
    /// # Errors
    /// As [`ReadPeople::operators`].
    fn operator_steps(&self, limit: u32) -> Result<Vec<OperatorStep>, StoreError> {
        let _ = limit;
        Ok(Vec::new())
    }

    /// The seat that works for the shop, or worked last; none for a shop in a file.
    ///
    /// # Errors
    /// As [`ReadPeople::operators`].
    fn host(&self) -> Result<Option<HostRow>, StoreError> {
        Ok(None)
    }
}

impl ReadPeople for Reader {
    fn operators(&self) -> Result<Vec<OperatorRow>, StoreError> {
        Self::operators(self)
    }

    fn operator_steps(&self, limit: u32) -> Result<Vec<OperatorStep>, StoreError> {
        Self::operator_steps(self, limit)
    }

    fn host(&self) -> Result<Option<HostRow>, StoreError> {
        Self::host(self)
    }
}

/// The people of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PeopleShot {
    /// Removed ones too.
    pub all: Vec<OperatorRow>,
    /// Newest first.
    pub steps: Vec<OperatorStep>,
    /// The seat that works for the shop, on the status page.
    pub host: Option<HostRow>,
}

impl PeopleShot {
    /// Whoever works here.
    pub fn working(&self) -> impl Iterator<Item = &OperatorRow> {
        self.all.iter().filter(|person| person.works())
    }

    /// True where a window has to know who stands at it.
    pub fn any(&self) -> bool {
        self.working().next().is_some()
    }

    /// The person of this number who works here.
    pub fn find(&self, id: OperatorId) -> Option<&OperatorRow> {
        self.working().find(|person| person.id == id)
    }

    /// What the person of this number is called, removed or not.
    pub fn name(&self, id: OperatorId) -> Option<&str> {
        self.all.iter().find(|person| person.id == id).map(|person| person.name.as_str())
    }

    /// When the owner's PIN was reset by the command line, if no owner's visit before the last one could have shown it: what
    /// whoever signs in as the owner now is to be told.
    pub fn reset_since_last_visit(&self) -> Option<UnixSeconds> {
        let is_owner = |step: &OperatorStep| {
            step.to.and_then(|id| self.find(id)).is_some_and(|person| person.role.kind() == RoleKind::Owner)
        };
        let mut visits = 0_u32;
        for step in &self.steps {
            match step.kind {
                OperatorStepKind::PinReset => return (visits <= 1).then_some(step.at),
                OperatorStepKind::SignedIn if is_owner(step) => visits = visits.saturating_add(1),
                _ => {}
            }
        }
        None
    }
}

/// Nobody: one query of a table without rows.
pub(super) fn read(read_model: &(impl ReadPeople + ?Sized), on_status: bool) -> Result<Arc<PeopleShot>, StoreError> {
    let all = read_model.operators()?;
    let steps = if all.is_empty() { Vec::new() } else { read_model.operator_steps(STEPS_MOST)? };
    let host = if on_status { read_model.host()? } else { None };
    Ok(Arc::new(PeopleShot { all, steps, host }))
}
