//! A product's picture, wherever one is shown.

use crate::ui::{
    gallery::GalleryPicture,
    theme,
    widgets::{self, Glyph},
};
use egui::{self, Align, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

/// A product's picture filling a square; its first letter where there is none.
pub(super) fn picture(ui: &Ui, rect: Rect, seen: Option<&GalleryPicture>, name: &str) {
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, theme::RADIUS, p.raised);
    match seen {
        Some(GalleryPicture::Here(texture)) => {
            let size = texture.size_vec2();
            let scale = (rect.width() / size.x).max(rect.height() / size.y);
            let share = vec2(rect.width() / (size.x * scale), rect.height() / (size.y * scale));
            let uv = Rect::from_center_size(pos2(0.5, 0.5), share);
            egui::Image::from_texture(texture).uv(uv).corner_radius(theme::RADIUS).paint_at(ui, rect);
        }
        Some(GalleryPicture::Coming) => {}
        Some(GalleryPicture::Broken) => Glyph::Bang.paint(ui.painter(), rect.center(), p.warn),
        None => {
            let first = name.chars().next().map(String::from).unwrap_or_default();
            let size = (rect.height() * 0.42).min(theme::FIGURE);
            widgets::paint_cut(ui, rect, Align::Center, &first, theme::font(size), p.faint);
        }
    }
    ui.painter().rect_stroke(rect, theme::RADIUS, Stroke::new(1.0, p.line), StrokeKind::Inside);
}
