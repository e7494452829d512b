//! How many pictures of one buyer are on their way in.

use crate::domain::OpenId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Pictures of one buyer on their way in at one time.
const UPLOADS_OF_BUYER_MAX: usize = 3;

/// Pictures of each buyer on their way in.
pub(super) type InFlights = Arc<Mutex<HashMap<OpenId, usize>>>;

/// One of them; over with this, however it ends.
pub(super) struct InFlight(InFlights, OpenId);

impl InFlight {
    /// `None` where the buyer has as many on their way as one may.
    pub fn of(all: &InFlights, buyer: &OpenId) -> Option<Self> {
        let mut open = all.lock().unwrap_or_else(PoisonError::into_inner);
        let own = open.entry(buyer.clone()).or_default();
        let fits = *own < UPLOADS_OF_BUYER_MAX;
        *own = own.saturating_add(usize::from(fits));
        fits.then(|| Self(Arc::clone(all), buyer.clone()))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = open.get(&self.1).map_or(0, |own| own.saturating_sub(1));
        if left == 0 {
            open.remove(&self.1);
        } else {
            open.insert(self.1.clone(), left);
        }
    }
}
