//! The list of the sections.

use super::{card::section_item, section::ALL, state::SettingsPage};
use crate::ui::{text::Lang, widgets};
use egui::{self, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const ITEM: f32 = 34.0;
const STEP: f32 = 36.0;

/// The list of them.
pub(super) fn show(page: &mut SettingsPage, ui: &mut Ui, rect: Rect, lang: Lang) {
    for (at, section) in ALL.into_iter().enumerate() {
        let place = Rect::from_min_size(pos2(rect.left(), rect.top() + at as f32 * STEP), vec2(rect.width(), ITEM));
        let response = ui.interact(place, ui.scope_id().with(("section", section)), Sense::click());
        let (name, chosen) = (section.name(lang), page.section == section);
        response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), chosen, name));
        section_item(ui, place, section.icon(), name, chosen, response.hovered());
        widgets::focus_ring(ui, &response, place);
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            page.section = section;
        }
    }
}
