//! The bar over the list of messages: about which order they are, and when they came.

use crate::{
    store::NoticeQuery,
    ui::{
        action::Action,
        keys::key,
        pages::filters::{self, ChipDone, FilterMenu, FindField, add_button, chip, clear},
        screen::Screen,
        text, widgets,
    },
};
use egui::{Id, Key, Rect, Ui, pos2};

/// How wide it is where there is room, points.
pub(super) const WIDTH: f32 = FIND + 270.0;
const FIND: f32 = 300.0;
const FIND_LEAST: f32 = 180.0;
const GAP: f32 = 10.0;

/// What it remembers.
#[derive(Default)]
pub(in crate::ui::pages) struct NoticesBar {
    /// What is typed into its field.
    find: String,
    /// Its menu of days is open.
    menu: Option<FilterMenu>,
}

/// Draws it.
pub(super) fn show(screen: &Screen<'_>, bar: &mut NoticesBar, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let query = &screen.gaze.notices;
    let wide = (rect.width() - WIDTH + FIND).clamp(FIND_LEAST, FIND);
    let id = Id::unique("find-notice");
    // The list can be changed from elsewhere: then the field says what it shows.
    if !ui.memory(|memory| memory.has_focus(id)) && bar.find.trim() != query.number {
        bar.find.clone_from(&query.number);
    }
    let field = FindField { id, name: text::find_message(lang), hint: text::find_message_hint(lang) };
    if filters::find_field(&field, &mut bar.find, ui, rect.with_max_x(rect.left() + wide)) {
        acts.push(Action::Notices(NoticeQuery { number: bar.find.trim().to_owned(), ..query.clone() }));
    }
    let left = pos2(rect.left() + wide + GAP, rect.center().y);
    let name = text::message_came_on(lang);
    let (anchor, pressed) = match query.came {
        Some(days) => {
            let (place, done) = chip(ui, left, name, &text::days(lang, days), text::drop_came_on(lang));
            if matches!(done, ChipDone::Dropped) {
                acts.push(Action::Notices(NoticeQuery { came: None, ..query.clone() }));
            }
            (place, matches!(done, ChipDone::Pressed))
        }
        None => add_button(ui, left, name),
    };
    let narrowed = query.came.is_some() || !query.number.is_empty();
    if narrowed && clear(ui, pos2(anchor.right() + GAP, rect.center().y), text::clear_filters(lang)) {
        acts.push(Action::Notices(query.filter.into()));
    }
    days_menu(screen, bar, ui, (anchor, pressed), acts);
}

fn days_menu(
    screen: &Screen<'_>,
    bar: &mut NoticesBar,
    ui: &Ui,
    (anchor, pressed): (Rect, bool),
    acts: &mut Vec<Action>,
) {
    let heard = bar.menu.is_none() && !screen.asks && !screen.keys_shown;
    if pressed || (heard && key(ui, Key::F)) {
        filters::take_keyboard(ui);
        bar.menu = if bar.menu.is_some() { None } else { Some(FilterMenu::default()) };
    }
    let Some(menu) = &mut bar.menu else { return };
    let query = &screen.gaze.notices;
    let (chosen, left) = filters::under(ui, "notice-days", anchor, filters::WIDTH, |ui| {
        widgets::caption(ui, text::message_came_on(screen.now.lang));
        filters::days(screen, menu, ui, query.came)
    });
    if let Some(days) = chosen {
        acts.push(Action::Notices(NoticeQuery { came: Some(days), ..query.clone() }));
    }
    if chosen.is_some() || left {
        bar.menu = None;
    }
}
