//! Tabs with counts.

use super::{TabList, TabWay, focus_ring};
use crate::ui::{text, theme};
use egui::{self, Id, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

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
    let names: Vec<&str> = all.iter().map(|tab| tab.name).collect();
    let stops = Stops::of(ui, &names, all.iter().position(|tab| tab.value == chosen));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (at, tab) in all.iter().enumerate() {
            let red = danger == Some(tab.value) && tab.count > 0;
            if one(ui, (tab.name, Some(tab.count)), (tab.value == chosen, red), stops.at(at)) {
                pressed = Some(tab.value);
            }
        }
    });
    pressed
}

/// The same for filters of which only some are counted.
pub(in crate::ui) fn filters<T: Copy + PartialEq>(ui: &mut Ui, chosen: T, all: &[(T, &str, Option<u64>)]) -> Option<T> {
    let mut pressed = None;
    let names: Vec<&str> = all.iter().map(|(_, name, _)| *name).collect();
    let stops = Stops::of(ui, &names, all.iter().position(|(value, ..)| *value == chosen));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (at, &(value, name, count)) in all.iter().enumerate() {
            if one(ui, (name, count), (value == chosen, false), stops.at(at)) {
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
    fn of(ui: &Ui, names: &[&str], chosen: Option<usize>) -> Self {
        let row = ui.scope_id().with(("tabs", names.first().copied().unwrap_or_default()));
        let ids: Vec<Id> = (0..names.len()).map(|at| row.with(at)).collect();
        Self { list: TabList::of(ui, &ids, chosen.unwrap_or(0), TabWay::Across), ids }
    }

    fn at(&self, at: usize) -> (Option<Id>, Sense) {
        (self.ids.get(at).copied(), self.list.sense(at))
    }
}

fn one(
    ui: &mut Ui,
    (name, count): (&str, Option<u64>),
    (chosen, red): (bool, bool),
    (id, sense): (Option<Id>, Sense),
) -> bool {
    let p = theme::of(ui);
    let figure = count.map(text::count).unwrap_or_default();
    let font = if chosen { theme::bold(theme::SMALL) } else { theme::font(theme::SMALL) };
    let (ink, pale) = match (red, chosen) {
        (true, _) => (p.danger, p.danger),
        (false, true) => (p.text, p.muted),
        (false, false) => (p.muted, p.faint),
    };
    let word = ui.painter().layout_no_wrap(name.to_owned(), font, ink);
    let number = ui.painter().layout_no_wrap(figure.clone(), theme::font(theme::CAPTION), pale);
    let gap = if count.is_some() { 8.0 } else { 0.0 };
    let width = word.size().x + number.size().x + gap + 26.0;
    let (rect, allocated) = ui.allocate_exact_size(vec2(width, theme::CONTROL), Sense::hover());
    let response = ui.interact(rect, id.unwrap_or(allocated.id), sense);
    let label = format!("{name} {figure}");
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, label.trim_end()));
    let painter = ui.painter();
    if chosen {
        painter.rect(rect, theme::RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    } else if response.hovered() {
        painter.rect_filled(rect, theme::RADIUS, p.raised);
    }
    let row = |width: f32, left: f32| Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
    let word_rect = row(word.size().x, rect.left() + 13.0);
    painter.galley(pos2(word_rect.left(), rect.center().y - word.size().y / 2.0), word.clone(), ink);
    let number_at = pos2(word_rect.right() + gap, rect.center().y - number.size().y / 2.0);
    painter.galley(number_at, number.clone(), pale);
    focus_ring(ui, &response, rect);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
