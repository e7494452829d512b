//! The bar over a list of orders, of parcels or of refunds: a chip for each condition, the menu under them, and what clears them all.

use super::{
    chips::{self, ChipDone, chip_width},
    fields::FilterMenu,
    menu,
    narrowed::NarrowedList,
    values::{self, Choices},
};
use crate::ui::{keys::key, screen::Screen, text};
use egui::{Key, Rect, Ui, pos2};

/// How high the bar is, points.
pub(in crate::ui::pages) const HEIGHT: f32 = 40.0;
/// Left and right of what stands in it.
pub(in crate::ui::pages) const PAD: f32 = 12.0;
const GAP: f32 = 6.0;

/// Of which list it is.
pub(in crate::ui::pages) struct FilterBar<'a, Q: NarrowedList> {
    pub query: &'a Q,
    /// What it can be narrowed by, as the menu has it.
    pub all: &'a [Q::By],
    /// Where what stands at the right begins.
    pub right: f32,
    /// The name of its menu, apart from every other.
    pub menu: &'static str,
    /// Its key is heard.
    pub heard: bool,
}

/// Draws it; gives the query that was chosen.
pub(in crate::ui::pages) fn show<Q: NarrowedList>(
    screen: &Screen<'_>,
    bar: &FilterBar<'_, Q>,
    open: &mut Option<FilterMenu<Q::By>>,
    ui: &Ui,
    rect: Rect,
) -> Option<Q> {
    let (lang, query, middle) = (screen.now.lang, bar.query, rect.center().y);
    let (mut x, mut chosen) = (rect.left() + PAD, None);
    for &condition in Q::CHIPS {
        let Some(value) = query.value(condition, screen) else { continue };
        let name = Q::name(lang, condition);
        // What does not fit is in the menu, ticked.
        if x + chip_width(ui, name, &value) + 130.0 > bar.right {
            break;
        }
        let (place, done) = chips::chip(ui, pos2(x, middle), name, &value, &text::drop_filter(lang, name));
        match done {
            ChipDone::Dropped => chosen = Some(query.without(condition)),
            ChipDone::Pressed if bar.all.contains(&condition) => {
                menu::take_keyboard(ui);
                *open = Some(FilterMenu::of(condition));
            }
            ChipDone::Pressed | ChipDone::Nothing => {}
        }
        x = place.right() + GAP;
    }
    let (add, pressed) = chips::add_button(ui, pos2(x, middle), text::add_filter(lang));
    if pressed || (bar.heard && open.is_none() && key(ui, Key::F)) {
        menu::take_keyboard(ui);
        *open = if open.is_some() { None } else { Some(FilterMenu::default()) };
    }
    let narrowed = query.is_narrowed() && add.right() + 70.0 < bar.right;
    if narrowed && chips::clear(ui, pos2(add.right() + 10.0, middle), text::clear_filters(lang)) {
        chosen = Some(query.with_nothing());
    }
    if let Some(open_menu) = open {
        let of = Choices { query, all: bar.all, menu: bar.menu };
        let (from_menu, done) = values::show(screen, &of, open_menu, ui, add);
        chosen = from_menu.or(chosen);
        if done {
            *open = None;
        }
    }
    chosen
}
