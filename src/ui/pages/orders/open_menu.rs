//! The menu that is open, and how far the choice in it is.

use crate::ui::pages::filters::{FilterMenu, ViewsMenu};

/// One of them.
pub(super) enum Menu {
    Filter(FilterMenu),
    Views(ViewsMenu),
    /// The line the arrows stand on.
    Columns(usize),
    Export(usize),
    /// What the sheet of the ticked rows is written as.
    ExportTicked(usize),
    /// What is put on all that is ticked.
    Tags(TagMenu),
}

/// A tag for all that is ticked.
#[derive(Default)]
pub(super) struct TagMenu {
    pub at: usize,
    /// The name of the new one that is being typed.
    pub name: Option<String>,
}
