//! Keeps the computer from falling asleep by itself while the shop is open. Closing the lid still works.

use super::NoDevice;
use keepawake::{Builder, KeepAwake};

/// Until it is dropped.
pub struct Awake(#[expect(dead_code, reason = "it works by being there")] KeepAwake);

impl Awake {
    /// Asks the system. It may take a moment: not on the screen's thread.
    ///
    /// # Errors
    /// [`NoDevice`]: the system does not do it.
    pub fn keep(reason: &str) -> Result<Self, NoDevice> {
        let mut wish = Builder::default();
        wish.idle(true).reason(reason).app_name("Zhanggui").app_reverse_domain("zhanggui");
        wish.create().map(Self).map_err(|error| NoDevice(error.to_string()))
    }
}

impl std::fmt::Debug for Awake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Awake")
    }
}
