//! The bar over the list of messages: about which order they are, when they came, the views that were given a name, and the
//! sheet of what is on show.

use crate::{
    store::NoticeQuery,
    ui::{
        ExportedList,
        action::{Action, ExportWish},
        keys::key,
        list_look::ListLook,
        pages::filters::{
            self, ChipDone, FilterMenu, FindField, SIGN, Viewed, ViewsMenu, add_button, chip, clear, named_button, sign,
        },
        screen::Screen,
        text,
        widgets::{self, Glyph},
    },
};
use egui::{Id, Key, Rect, Ui, pos2, vec2};

/// How wide it is where there is room, points.
pub(super) const WIDTH: f32 = FIND + 270.0 + VIEW + SIGN + 2.0 * GAP;
const VIEW: f32 = 132.0;
const FIND: f32 = 300.0;
const FIND_LEAST: f32 = 180.0;
const GAP: f32 = 10.0;

/// What it remembers.
#[derive(Default)]
pub(in crate::ui::pages) struct NoticesBar {
    /// What is typed into its field.
    find: String,
    /// The views that were given a name.
    pub look: ListLook,
    menu: Option<NoticesMenu>,
}

/// What is open under the bar.
enum NoticesMenu {
    Days(FilterMenu),
    Views(ViewsMenu),
    Export(usize),
}

/// Draws it.
pub(super) fn show(screen: &Screen<'_>, bar: &mut NoticesBar, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let query = &screen.gaze.notices;
    let place =
        |right: f32, width: f32| Rect::from_min_size(pos2(right - width, rect.center().y - 14.0), vec2(width, 28.0));
    let sheet = place(rect.right(), SIGN);
    let view = place(sheet.left() - GAP, VIEW);
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
    let room = anchor.right() + GAP + filters::letters(ui, text::clear_filters(lang)) + GAP < view.left();
    if narrowed && room && clear(ui, pos2(anchor.right() + GAP, rect.center().y), text::clear_filters(lang)) {
        acts.push(Action::Notices(query.filter.into()));
    }
    days_menu(screen, bar, ui, (anchor, pressed), acts);
    views(screen, bar, ui, view, acts);
    export(screen, bar, ui, sheet, acts);
}

fn views(screen: &Screen<'_>, bar: &mut NoticesBar, ui: &Ui, place: Rect, acts: &mut Vec<Action>) {
    let query = &screen.gaze.notices;
    if named_button(ui, place, &filters::button_words(screen, &bar.look, query)) {
        filters::take_keyboard(ui);
        let open = matches!(bar.menu, Some(NoticesMenu::Views(_)));
        bar.menu = (!open).then(|| NoticesMenu::Views(ViewsMenu::default()));
    }
    let Some(NoticesMenu::Views(mut menu)) = bar.menu.take_if(|menu| matches!(menu, NoticesMenu::Views(_))) else {
        return;
    };
    let of = Viewed { query, usual: NoticeQuery::default(), look: &mut bar.look, menu: "notice-views" };
    let done = filters::show_views(screen, &mut menu, of, ui, place);
    acts.extend(done.list.map(Action::Notices));
    if done.keep {
        acts.push(Action::KeepListLooks);
    }
    if done.unknown {
        acts.push(Action::Say(text::view_not_known(screen.now.lang)));
    }
    if !done.over {
        bar.menu = Some(NoticesMenu::Views(menu));
    }
}

fn export(screen: &Screen<'_>, bar: &mut NoticesBar, ui: &Ui, place: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    if sign(ui, place, Glyph::Tray, text::export_messages(lang)) {
        filters::take_keyboard(ui);
        let open = matches!(bar.menu, Some(NoticesMenu::Export(_)));
        bar.menu = (!open).then_some(NoticesMenu::Export(0));
    }
    let Some(NoticesMenu::Export(at)) = &mut bar.menu else { return };
    let total = screen.totals().map_or(0, |totals| totals.count);
    let words = if total == 0 { text::the_list(lang).to_owned() } else { text::messages_listed(lang, total) };
    let (book, over) = filters::show_export(screen, ("notice-export", &words), ui, place, at);
    if let Some(book) = book {
        let list = Box::new(ExportedList::Notices(screen.gaze.notices.clone()));
        acts.push(Action::Export(ExportWish::Write { list, book, total }));
    }
    if over {
        bar.menu = None;
    }
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
        let open = matches!(bar.menu, Some(NoticesMenu::Days(_)));
        bar.menu = (!open).then(|| NoticesMenu::Days(FilterMenu::default()));
    }
    let Some(NoticesMenu::Days(menu)) = &mut bar.menu else { return };
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
