//! 山茶小铺, the example shop: a month of orders told through the real intents, so that its rows can never say what the
//! rules would not allow. The same moment gives the same shop.

mod seed_rng;
mod seed_script;
mod seeder;

mod bulk;
mod catalog;
pub(in crate::store) mod forward;
mod pictures;
mod redated;

pub use bulk::seed_orders;
pub use forward::bring_forward;
pub use pictures::draw_originals;
pub use seed_script::{PICKUP_ADDRESS, example_freight};

use super::{Refusal, Store, StoreError};
use crate::domain::{ShopId, UnixSeconds};
use std::path::Path;

/// Writes the example shop to a new file: sixteen products, two of them in variants, sixty orders of the last thirty days in every state, three
/// refund requests with pictures, and what became of earlier ones. Nothing in it is later than `now`.
///
/// # Errors
/// [`Refusal::NotEmpty`] if the file holds orders already; otherwise those of [`Store::open`].
pub fn seed_example(path: &Path, now: UnixSeconds) -> Result<(), StoreError> {
    let store = Store::open(path, ShopId::main())?;
    if store.reader()?.counts(now)?.orders > 0 {
        return Err(Refusal::NotEmpty.into());
    }
    crate::store::seed::seed_script::tell(&store, now)?;
    store.close()
}
