//! Whoever can play a sound.

use crate::devices::{NoDevice, ShopSound};

/// Plays a sound to its end.
pub trait Sound: Send {
    /// Plays it.
    ///
    /// # Errors
    /// [`NoDevice`]: nothing was heard, or not all of it.
    fn play(&mut self, ring: ShopSound) -> Result<(), NoDevice>;
}
