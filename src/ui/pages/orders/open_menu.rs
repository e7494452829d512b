//! The menu that is open, and how far the choice in it is.

use crate::ui::list_look::Condition;

/// One of them.
pub(super) enum Menu {
    Filter(FilterMenu),
    Views(ViewsMenu),
    /// The line the arrows stand on.
    Columns(usize),
    Export(usize),
    /// What is put on all that is ticked.
    Tags(TagMenu),
}

/// By what the list is to be narrowed, then to which.
#[derive(Default)]
pub(super) struct FilterMenu {
    pub condition: Option<Condition>,
    pub at: usize,
    pub from: String,
    pub to: String,
    /// What is wrong with what was typed.
    pub trouble: Option<&'static str>,
}

impl FilterMenu {
    /// The values of this condition.
    pub fn of(condition: Condition) -> Self {
        Self { condition: Some(condition), ..Self::default() }
    }
}

/// A tag for all that is ticked.
#[derive(Default)]
pub(super) struct TagMenu {
    pub at: usize,
    /// The name of the new one that is being typed.
    pub name: Option<String>,
}

/// The lists that were given a name.
#[derive(Default)]
pub(super) struct ViewsMenu {
    pub at: usize,
    /// The name that is being typed.
    pub name: Option<String>,
}
