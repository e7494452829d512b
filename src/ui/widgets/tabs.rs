//! Tabs with counts.

use super::{TabList, TabWay, focus_ring};
use crate::ui::{text, theme};
use egui::{self, Color32, Id, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// Between two tabs, and before a tab's figure.
const BETWEEN: f32 = 2.0;
const FIGURE: f32 = 8.0;

/// One tab.
pub(in crate::ui) struct Tab<T> {
    pub value: T,
    pub name: &'static str,
    pub count: u64,
}

/// A row of tabs; gives the one that was pressed.
pub(in crate::ui) fn tabs<T: Copy + PartialEq>(ui: &mut Ui, chosen: T, all: &[Tab<T>]) -> Option<T> {
    row(ui, chosen, all, None)
}

/// The same; what stands in the tab `danger` should not be there: it is red while something does.
pub(in crate::ui) fn tabs_with_danger<T: Copy + PartialEq>(
    ui: &mut Ui,
    chosen: T,
    all: &[Tab<T>],
    danger: T,
) -> Option<T> {
    row(ui, chosen, all, Some(danger))
}

fn row<T: Copy + PartialEq>(ui: &mut Ui, chosen: T, all: &[Tab<T>], danger: Option<T>) -> Option<T> {
    let mut pressed = None;
    let words: Vec<_> = all.iter().map(|tab| (tab.name, Some(tab.count))).collect();
    let look = TabLook::that_fits(ui, &words);
    let stops = Stops::of(ui, &words, all.iter().position(|tab| tab.value == chosen));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = BETWEEN;
        for (at, (tab, words)) in all.iter().zip(words).enumerate() {
            let red = danger == Some(tab.value) && tab.count > 0;
            if one(ui, words, (tab.value == chosen, red, look), stops.at(at)) {
                pressed = Some(tab.value);
            }
        }
    });
    pressed
}

/// The same for filters of which only some are counted.
pub(in crate::ui) fn filters<T: Copy + PartialEq>(ui: &mut Ui, chosen: T, all: &[(T, &str, Option<u64>)]) -> Option<T> {
    let mut pressed = None;
    let words: Vec<_> = all.iter().map(|&(_, name, count)| (name, count)).collect();
    let look = TabLook::that_fits(ui, &words);
    let stops = Stops::of(ui, &words, all.iter().position(|(value, ..)| *value == chosen));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = BETWEEN;
        for (at, (&(value, ..), words)) in all.iter().zip(words).enumerate() {
            if one(ui, words, (value == chosen, false, look), stops.at(at)) {
                pressed = Some(value);
            }
        }
    });
    pressed
}

/// The identities of a row of tabs, and which of them Tab leads to.
struct Stops {
    ids: Vec<Id>,
    list: TabList,
}

impl Stops {
    fn of(ui: &Ui, words: &[(&str, Option<u64>)], chosen: Option<usize>) -> Self {
        let row = ui.scope_id().with(("tabs", words.first().map_or("", |(name, _)| *name)));
        let ids: Vec<Id> = (0..words.len()).map(|at| row.with(at)).collect();
        Self { list: TabList::of(ui, &ids, chosen.unwrap_or(0), TabWay::Across), ids }
    }

    fn at(&self, at: usize) -> (Option<Id>, Sense) {
        (self.ids.get(at).copied(), self.list.sense(at))
    }
}

/// How much of itself a tab shows: in a narrow window, or with large letters, the last one must still be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TabLook {
    Roomy,
    Close,
    /// Without the figure; it is said all the same.
    Word,
}

impl TabLook {
    fn that_fits(ui: &Ui, all: &[(&str, Option<u64>)]) -> Self {
        let room = ui.available_width();
        [Self::Roomy, Self::Close].into_iter().find(|look| look.width(ui, all) <= room).unwrap_or(Self::Word)
    }

    fn width(self, ui: &Ui, all: &[(&str, Option<u64>)]) -> f32 {
        let letters = |words: &str, font| ui.painter().layout_no_wrap(words.to_owned(), font, Color32::PLACEHOLDER);
        let one = |&(name, count): &(&str, Option<u64>)| {
            // Any of them may be the chosen one, and that is bold.
            let word = letters(name, theme::bold(theme::SMALL)).size().x;
            let figure = count.map(|count| letters(&text::count(count), theme::font(theme::CAPTION)).size().x + FIGURE);
            word + figure.unwrap_or_default() + 2.0 * self.side() + BETWEEN
        };
        all.iter().map(one).sum()
    }

    const fn side(self) -> f32 {
        match self {
            Self::Roomy => 13.0,
            Self::Close => 8.0,
            Self::Word => 7.0,
        }
    }
}

fn one(
    ui: &mut Ui,
    (name, count): (&str, Option<u64>),
    (chosen, red, look): (bool, bool, TabLook),
    (id, sense): (Option<Id>, Sense),
) -> bool {
    let p = theme::of(ui);
    let figure = count.map(text::count).unwrap_or_default();
    let label = format!("{name} {figure}");
    let figure = if look == TabLook::Word { String::new() } else { figure };
    let font = if chosen { theme::bold(theme::SMALL) } else { theme::font(theme::SMALL) };
    let (ink, pale) = match (red, chosen) {
        (true, _) => (p.danger, p.danger),
        (false, true) => (p.text, p.muted),
        (false, false) => (p.muted, p.faint),
    };
    let word = ui.painter().layout_no_wrap(name.to_owned(), font, ink);
    let gap = if figure.is_empty() { 0.0 } else { FIGURE };
    let number = ui.painter().layout_no_wrap(figure, theme::font(theme::CAPTION), pale);
    let width = word.size().x + number.size().x + gap + 2.0 * look.side();
    let (rect, allocated) = ui.allocate_exact_size(vec2(width, theme::CONTROL), Sense::hover());
    let response = ui.interact(rect, id.unwrap_or(allocated.id), sense);
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, label.trim_end()));
    let painter = ui.painter();
    if chosen {
        painter.rect(rect, theme::RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    } else if response.hovered() {
        painter.rect_filled(rect, theme::RADIUS, p.raised);
    }
    let row = |width: f32, left: f32| Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
    let word_rect = row(word.size().x, rect.left() + look.side());
    painter.galley(pos2(word_rect.left(), rect.center().y - word.size().y / 2.0), word.clone(), ink);
    let number_at = pos2(word_rect.right() + gap, rect.center().y - number.size().y / 2.0);
    painter.galley(number_at, number.clone(), pale);
    focus_ring(ui, &response, rect);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
