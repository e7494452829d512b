//! What the bar over a list asks of it.

use super::fields::FilterMenu;
use crate::ui::{screen::Screen, text::Lang};
use egui::Ui;

/// A list that can be narrowed by conditions, each shown as a chip.
pub(in crate::ui::pages) trait NarrowedList: Clone {
    /// One condition.
    type By: Copy + PartialEq + 'static;

    /// Every condition, as their chips stand.
    const CHIPS: &'static [Self::By];

    /// What a condition is called.
    fn name(lang: Lang, by: Self::By) -> &'static str;

    /// What a condition says now; `None` where it does not narrow.
    fn value(&self, by: Self::By, screen: &Screen<'_>) -> Option<String>;

    /// The list without it.
    fn without(&self, by: Self::By) -> Self;

    /// Something narrows it.
    fn is_narrowed(&self) -> bool;

    /// The list with nothing that narrows it.
    fn with_nothing(&self) -> Self;

    /// The list with a condition turned that holds or does not; `None` for one that has values.
    fn turned(&self, by: Self::By) -> Option<Self>;

    /// Draws the values of a condition in the menu; gives the list of the one that was chosen.
    fn choose(&self, screen: &Screen<'_>, menu: &mut FilterMenu<Self::By>, ui: &mut Ui, by: Self::By) -> Option<Self>;
}
