//! Why a window turns from the shop it shows to another.

use super::pages::Section;
use crate::settings::SettingsDocument;

/// What the window is to show instead of the shop it shows.
#[derive(Debug)]
pub(super) enum LeaveShop {
    /// The owner's own shop, or the welcome page where there is none.
    Practice,
    /// The same shop with the settings that were just saved; these were in force before.
    Settings { before: Box<SettingsDocument>, section: Section },
}
