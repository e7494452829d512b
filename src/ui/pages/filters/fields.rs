//! How a value is chosen in the menu under "Filter": one of several, days, or sums.

use super::menu::{self, Line};
use crate::{
    domain::{Day, Days, Fen},
    ui::{
        list_look::Condition,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{Id, Key, Modifiers, Ui};

/// How wide the menu is, points.
pub(in crate::ui::pages) const WIDTH: f32 = 240.0;

/// By what the list is to be narrowed, then to which.
pub(in crate::ui::pages) struct FilterMenu<C = Condition> {
    pub condition: Option<C>,
    pub at: usize,
    pub from: String,
    pub to: String,
    /// What is wrong with what was typed.
    pub trouble: Option<&'static str>,
}

impl<C> Default for FilterMenu<C> {
    /// Nothing is chosen yet.
    fn default() -> Self {
        Self { condition: None, at: 0, from: String::new(), to: String::new(), trouble: None }
    }
}

impl<C> FilterMenu<C> {
    /// The values of this condition.
    pub fn of(condition: C) -> Self {
        Self { condition: Some(condition), ..Self::default() }
    }
}

/// One of several values.
pub(super) fn one_of<T: Clone + PartialEq, C>(
    menu: &mut FilterMenu<C>,
    ui: &mut Ui,
    all: &[T],
    now: Option<&T>,
    word: impl Fn(&T) -> String,
) -> Option<T> {
    let lines: Vec<Line> = all.iter().map(|one| Line { name: word(one), on: now == Some(one) }).collect();
    all.get(menu::lines(ui, &lines, &mut menu.at)?).cloned()
}

/// Named days, or any from one to another.
pub(in crate::ui::pages) fn days<C>(
    screen: &Screen<'_>,
    menu: &mut FilterMenu<C>,
    ui: &mut Ui,
    now: Option<Days>,
) -> Option<Days> {
    let lang = screen.now.lang;
    // What today is compared with is opened by its figures; nobody looks for it here.
    let compared = [Days::YesterdayUntilNow, Days::WeekAgoUntilNow];
    let named: Vec<Days> = Days::NAMED.iter().map(|(days, _)| *days).filter(|days| !compared.contains(days)).collect();
    let chosen = one_of(menu, ui, &named, now.as_ref(), |days| text::days(lang, *days));
    if chosen.is_some() {
        return chosen;
    }
    let hint = text::day_hint(lang);
    if !fields(screen, menu, ui, (text::days_from(lang), text::days_to(lang)), hint) {
        return None;
    }
    let day = |raw: &str| if raw.trim().is_empty() { Ok(None) } else { Day::parse(raw.trim()).map(Some) };
    match (day(&menu.from), day(&menu.to)) {
        (Ok(Some(from)), Ok(Some(to))) if from > to => menu.trouble = Some(text::days_turned(lang)),
        (Ok(from), Ok(to)) if from.is_some() || to.is_some() => return Some(Days::Between(from, to)),
        _ => menu.trouble = Some(text::bad_days(lang)),
    }
    None
}

/// A sum from and to.
pub(in crate::ui::pages) fn amounts<C>(
    screen: &Screen<'_>,
    menu: &mut FilterMenu<C>,
    ui: &mut Ui,
) -> Option<(Option<Fen>, Option<Fen>)> {
    let lang = screen.now.lang;
    if !fields(screen, menu, ui, (text::amount_from(lang), text::amount_to(lang)), "") {
        return None;
    }
    let sum = |raw: &str| if raw.trim().is_empty() { Ok(None) } else { Fen::read_yuan(raw).map(Some) };
    match (sum(&menu.from), sum(&menu.to)) {
        (Ok(Some(from)), Ok(Some(to))) if from > to => menu.trouble = Some(text::amounts_turned(lang)),
        (Ok(from), Ok(to)) if from.is_some() || to.is_some() => return Some((from, to)),
        _ => menu.trouble = Some(text::bad_amounts(lang)),
    }
    None
}

/// Two fields and the button. True when it was pressed.
fn fields<C>(
    screen: &Screen<'_>,
    menu: &mut FilterMenu<C>,
    ui: &mut Ui,
    (from, to): (&'static str, &'static str),
    hint: &str,
) -> bool {
    let entered = ui.ctx().text_edit_focused() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    for (name, content, id) in [(from, &mut menu.from, "filter-from"), (to, &mut menu.to, "filter-to")] {
        widgets::caption(ui, name);
        widgets::field(ui, Id::unique(id), name, hint, content, WIDTH - 20.0);
    }
    if let Some(trouble) = menu.trouble {
        widgets::sentence(ui, trouble, theme::of(ui).danger);
    }
    widgets::button(ui, ButtonKind::Main, text::use_filter(screen.now.lang), true).clicked() || entered
}
