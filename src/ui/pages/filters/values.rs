//! The menu under "Filter": first by what, then which.

use super::{
    fields::{FilterMenu, WIDTH},
    menu::{self, Line},
    narrowed::NarrowedList,
};
use crate::ui::{screen::Screen, text, widgets};
use egui::{Rect, Ui};

/// What can be chosen, of which list, and the name of its menu, apart from every other.
pub(super) struct Choices<'a, Q: NarrowedList> {
    pub query: &'a Q,
    pub all: &'a [Q::By],
    pub menu: &'static str,
}

/// Draws it. Gives the query that was chosen, and whether it is done with.
pub(super) fn show<Q: NarrowedList>(
    screen: &Screen<'_>,
    of: &Choices<'_, Q>,
    menu: &mut FilterMenu<Q::By>,
    ui: &Ui,
    anchor: Rect,
) -> (Option<Q>, bool) {
    let (chosen, left) = menu::under(ui, of.menu, anchor, WIDTH, |ui| match menu.condition {
        None => conditions(screen, of, menu, ui),
        Some(condition) => {
            widgets::caption(ui, Q::name(screen.now.lang, condition));
            of.query.choose(screen, menu, ui, condition)
        }
    });
    let done = chosen.is_some() || left;
    (chosen, done)
}

fn conditions<Q: NarrowedList>(
    screen: &Screen<'_>,
    of: &Choices<'_, Q>,
    menu: &mut FilterMenu<Q::By>,
    ui: &mut Ui,
) -> Option<Q> {
    let lang = screen.now.lang;
    widgets::caption(ui, text::narrow_by(lang));
    let line = |condition: &Q::By| Line {
        name: Q::name(lang, *condition).to_owned(),
        on: of.query.value(*condition, screen).is_some(),
    };
    let lines: Vec<Line> = of.all.iter().map(line).collect();
    let condition = *of.all.get(menu::lines(ui, &lines, &mut menu.at)?)?;
    let turned = of.query.turned(condition);
    if turned.is_none() {
        *menu = FilterMenu::of(condition);
        ui.ctx().request_repaint();
    }
    turned
}
