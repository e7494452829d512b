//! The bar over a list of orders or of parcels: a chip for each condition, the menu under them, and what clears them all.

use super::{
    chips::{self, ChipDone, chip_width},
    condition,
    fields::FilterMenu,
    menu,
    values::{self, Choices},
};
use crate::{
    store::OrderQuery,
    ui::{keys::key, list_look::Condition, screen::Screen, text},
};
use egui::{Key, Rect, Ui, pos2};

/// How high the bar is, points.
pub(in crate::ui::pages) const HEIGHT: f32 = 40.0;
/// Left and right of what stands in it.
pub(in crate::ui::pages) const PAD: f32 = 12.0;
const GAP: f32 = 6.0;

/// Of which list it is.
pub(in crate::ui::pages) struct FilterBar<'a> {
    pub query: &'a OrderQuery,
    /// What it can be narrowed by, as the menu has it.
    pub all: &'a [Condition],
    /// Where what stands at the right begins.
    pub right: f32,
    /// The name of its menu, apart from every other.
    pub menu: &'static str,
    /// Its key is heard.
    pub heard: bool,
}

/// Draws it; gives the query that was chosen.
pub(in crate::ui::pages) fn show(
    screen: &Screen<'_>,
    bar: &FilterBar<'_>,
    open: &mut Option<FilterMenu>,
    ui: &Ui,
    rect: Rect,
) -> Option<OrderQuery> {
    let (lang, query, middle) = (screen.now.lang, bar.query, rect.center().y);
    let (mut x, mut chosen) = (rect.left() + PAD, None);
    for condition in Condition::ALL {
        let Some(value) = condition::value(condition, screen, query) else { continue };
        let name = text::condition_name(lang, condition);
        // What does not fit is in the menu, ticked.
        if x + chip_width(ui, name, &value) + 130.0 > bar.right {
            break;
        }
        let (place, done) = chips::chip(ui, pos2(x, middle), name, &value, &text::drop_filter(lang, condition));
        match done {
            ChipDone::Dropped => chosen = Some(condition.dropped(query)),
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
    let narrowed = !query.is_plain() && add.right() + 70.0 < bar.right;
    if narrowed && chips::clear(ui, pos2(add.right() + 10.0, middle), text::clear_filters(lang)) {
        chosen = Some(query.cleared());
    }
    if let Some(open_menu) = open {
        let of = Choices { query, all: bar.all, menu: bar.menu };
        let (from_menu, done) = values::show(screen, of, open_menu, ui, add);
        chosen = from_menu.or(chosen);
        if done {
            *open = None;
        }
    }
    chosen
}
