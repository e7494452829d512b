//! The cards of the settings, and the items of its list of sections.

use crate::ui::{
    theme,
    widgets::{self, Icon},
};
use egui::{self, Align, Rect, Ui, pos2, vec2};

/// A card with its title.
pub(in crate::ui::pages) fn card(ui: &mut Ui, title: &str, add: impl FnOnce(&mut Ui)) {
    theme::card(theme::of(ui)).inner_margin(20).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 12.0;
        ui.label(egui::RichText::new(title).size(16.0));
        add(ui);
    });
}

/// A round of an icon and words, for the list of sections.
pub(super) fn section_item(ui: &Ui, rect: Rect, icon: Icon, words: &str, chosen: bool, hovered: bool) {
    let p = theme::of(ui);
    if chosen {
        ui.painter().rect_filled(rect, theme::RADIUS, p.accent_bg);
    } else if hovered {
        ui.painter().rect_filled(rect, theme::RADIUS, p.panel);
    }
    let ink = if chosen { p.accent } else { p.muted };
    icon.paint(ui.painter(), pos2(rect.left() + 18.0, rect.center().y), 14.0, ink);
    let font = if chosen { theme::bold(theme::BODY) } else { theme::font(theme::BODY) };
    let place = Rect::from_min_max(rect.min + vec2(36.0, 0.0), rect.max);
    widgets::paint_cut(ui, place, Align::Min, words, font, ink);
}
