//! The lists that were given a name: opened, kept and deleted.

use super::menu::{self, Line};
use crate::ui::{
    kept_query::KeptQuery,
    list_look::ListLook,
    screen::Screen,
    text, theme,
    widgets::{self, ButtonKind, Glyph},
};
use egui::{Id, Key, Modifiers, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const WIDTH: f32 = 260.0;
const NAME_MOST: usize = 40;

/// How far the choice in the menu is.
#[derive(Default)]
pub(in crate::ui::pages) struct ViewsMenu {
    pub at: usize,
    /// The name that is being typed.
    pub name: Option<String>,
}

/// The list the views are of, and how it looks now.
pub(in crate::ui::pages) struct Viewed<'a, Q> {
    pub query: &'a Q,
    /// The list as it is before anything was chosen.
    pub usual: Q,
    pub look: &'a mut ListLook,
    /// The name of its menu, apart from every other.
    pub menu: &'static str,
}

/// What came of the menu.
#[derive(Debug)]
pub(in crate::ui::pages) struct ViewsDone<Q> {
    /// The list to be shown.
    pub list: Option<Q>,
    /// The look changed: it is to be kept.
    pub keep: bool,
    /// A view has a condition this program does not know.
    pub unknown: bool,
    /// The menu is done with.
    pub over: bool,
}

impl<Q> ViewsDone<Q> {
    const fn nothing(over: bool) -> Self {
        Self { list: None, keep: false, unknown: false, over }
    }
}

/// What was chosen.
enum ViewChosen {
    Everything,
    Open(String),
    Keep(String),
    Forget(String),
}

/// Draws the menu.
pub(in crate::ui::pages) fn show<Q: KeptQuery>(
    screen: &Screen<'_>,
    menu: &mut ViewsMenu,
    of: Viewed<'_, Q>,
    ui: &Ui,
    anchor: Rect,
) -> ViewsDone<Q> {
    let (chosen, left) = menu::under(ui, of.menu, anchor, WIDTH, |ui| match &mut menu.name {
        Some(name) => naming(screen, name, ui).map(ViewChosen::Keep),
        None => listed(screen, menu, &of, ui),
    });
    let over = ViewsDone::nothing(true);
    match chosen {
        Some(ViewChosen::Open(name)) => match of.look.open(&name) {
            Some(query) => ViewsDone { list: Some(query), keep: true, ..over },
            None => ViewsDone { unknown: true, ..over },
        },
        Some(ViewChosen::Everything) => ViewsDone { list: Some(of.usual), ..over },
        Some(ViewChosen::Keep(name)) => {
            of.look.keep(&name, of.query);
            ViewsDone { keep: true, ..over }
        }
        Some(ViewChosen::Forget(name)) => {
            of.look.forget(&name);
            ViewsDone { keep: true, ..ViewsDone::nothing(left) }
        }
        None => ViewsDone::nothing(left),
    }
}

fn listed<Q: KeptQuery>(
    screen: &Screen<'_>,
    menu: &mut ViewsMenu,
    of: &Viewed<'_, Q>,
    ui: &mut Ui,
) -> Option<ViewChosen> {
    let lang = screen.now.lang;
    let now = of.look.name_of(of.query).map(str::to_owned);
    if of.look.views.is_empty() {
        widgets::paragraph(ui, text::no_views(lang));
    }
    let names: Vec<String> = of.look.views.iter().map(|view| view.name.clone()).collect();
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
            forgotten = Some(ViewChosen::Forget(name.clone()));
        }
    }
    match chosen {
        Some(0) => Some(ViewChosen::Everything),
        Some(at) => {
            let chosen = names.get(at.saturating_sub(1)).cloned().map(ViewChosen::Open);
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
pub(in crate::ui::pages) fn button_words(screen: &Screen<'_>, look: &ListLook, query: &impl KeptQuery) -> String {
    let name = look.name_of(query);
    name.map_or_else(|| text::view(screen.now.lang).to_owned(), |name| text::view_named(screen.now.lang, name))
}
