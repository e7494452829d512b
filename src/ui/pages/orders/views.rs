//! The lists that were given a name: opened, kept and deleted.

use super::{
    menu::{self, Line},
    open_menu::ViewsMenu,
    state::OrdersPage,
};
use crate::{
    store::OrderQuery,
    ui::{
        action::Action,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Glyph},
    },
};
use egui::{Id, Key, Modifiers, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const WIDTH: f32 = 260.0;
const NAME_MOST: usize = 40;

/// What was chosen.
enum Chosen {
    Everything,
    Open(String),
    Keep(String),
    Forget(String),
}

/// Draws the menu. True when it is done with.
pub(super) fn show(
    screen: &Screen<'_>,
    menu: &mut ViewsMenu,
    page: &mut OrdersPage,
    ui: &Ui,
    anchor: Rect,
    acts: &mut Vec<Action>,
) -> bool {
    let (chosen, left) = menu::under(ui, "order-views", anchor, WIDTH, |ui| match &mut menu.name {
        Some(name) => naming(screen, name, ui).map(Chosen::Keep),
        None => listed(screen, menu, page, ui),
    });
    match chosen {
        Some(Chosen::Open(name)) => {
            match page.look.open(&name) {
                Some(query) => acts.extend([Action::List(query), Action::KeepOrderLook]),
                None => acts.push(Action::Say(text::view_not_known(screen.now.lang))),
            }
            true
        }
        Some(Chosen::Everything) => {
            acts.push(Action::List(OrderQuery::default()));
            true
        }
        Some(Chosen::Keep(name)) => {
            page.look.keep(&name, &screen.gaze.query());
            acts.push(Action::KeepOrderLook);
            true
        }
        Some(Chosen::Forget(name)) => {
            page.look.forget(&name);
            acts.push(Action::KeepOrderLook);
            left
        }
        None => left,
    }
}

fn listed(screen: &Screen<'_>, menu: &mut ViewsMenu, page: &OrdersPage, ui: &mut Ui) -> Option<Chosen> {
    let (lang, query) = (screen.now.lang, screen.gaze.query());
    let now = page.look.name_of(&query).map(str::to_owned);
    if page.look.views.is_empty() {
        widgets::paragraph(ui, text::no_views(lang));
    }
    let names: Vec<String> = page.look.views.iter().map(|view| view.name.clone()).collect();
    let line = |name: &String| Line { name: text::tame(name, 24), on: now.as_ref() == Some(name) };
    let mut lines = vec![Line { name: text::all(lang).to_owned(), on: false }];
    lines.extend(names.iter().map(line));
    lines.push(Line::of(text::keep_view(lang)));
    let chosen = menu::lines(ui, &lines, &mut menu.at);
    let mut forgotten = None;
    if let Some(name) = &now {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
        let words = text::forget_view(lang, name);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
        let p = theme::of(ui);
        Glyph::Cross.paint(ui.painter(), pos2(rect.left() + 15.0, rect.center().y), p.danger);
        let room = rect.with_min_x(rect.left() + 28.0);
        widgets::paint_cut(ui, room, egui::Align::Min, &words, theme::font(theme::SMALL), p.danger);
        widgets::focus_ring(ui, &response, rect);
        if response.clicked() {
            forgotten = Some(Chosen::Forget(name.clone()));
        }
    }
    match chosen {
        Some(0) => Some(Chosen::Everything),
        Some(at) => {
            let chosen = names.get(at.saturating_sub(1)).cloned().map(Chosen::Open);
            if chosen.is_none() {
                menu.name = Some(String::new());
                ui.ctx().request_repaint();
            }
            chosen
        }
        None => forgotten,
    }
}

fn naming(screen: &Screen<'_>, name: &mut String, ui: &mut Ui) -> Option<String> {
    let lang = screen.now.lang;
    let entered = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    widgets::caption(ui, text::view_name(lang));
    let id = Id::unique("view-name");
    let field = widgets::field(ui, id, text::view_name(lang), "", name, WIDTH - 20.0);
    if name.is_empty() && !field.has_focus() {
        field.request_focus();
    }
    let given = name.trim();
    let fits = !given.is_empty() && given.chars().count() <= NAME_MOST;
    let pressed = widgets::button(ui, ButtonKind::Main, text::keep(lang), fits).clicked();
    (fits && (pressed || entered)).then(|| given.to_owned())
}

/// What the button of the views says.
pub(super) fn button_words(screen: &Screen<'_>, page: &OrdersPage) -> String {
    let query = screen.gaze.query();
    let name = page.look.name_of(&query);
    name.map_or_else(|| text::view(screen.now.lang).to_owned(), |name| text::view_named(screen.now.lang, name))
}
