//! What the buyer shows: small pictures, of which a click opens the large view.

use super::{textures::Textures, viewer::Viewer};
use crate::{
    domain::RefundNo,
    ui::{
        pictures::LoadedPicture,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use std::sync::Arc;

const THUMB: egui::Vec2 = vec2(112.0, 84.0);

/// The small pictures; a click opens the large view.
pub(super) fn thumbs(
    (textures, viewer): (&mut Textures, &mut Option<Viewer>),
    small: &[LoadedPicture],
    ui: &mut Ui,
    now: Now,
    refund_no: &RefundNo,
) {
    if small.is_empty() {
        widgets::muted(ui, text::no_evidence(now.lang));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for picture in small {
            if thumb(textures, ui, now, picture) {
                *viewer = Some(Viewer::on(refund_no, picture.position));
            }
        }
    });
}

fn thumb(textures: &mut Textures, ui: &mut Ui, now: Now, picture: &LoadedPicture) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(THUMB, Sense::click());
    let name = format!("{} {}", text::evidence(now.lang), picture.position + 1);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    ui.painter().rect_filled(rect, theme::RADIUS, p.raised);
    match &picture.image {
        Some(image) => fill_with(textures, ui, rect, image),
        None => {
            widgets::paint_cut(
                ui,
                rect.shrink(4.0),
                egui::Align::Center,
                text::picture_broken(now.lang),
                theme::font(11.0),
                p.faint,
            );
        }
    }
    let line = if response.hovered() { p.faint } else { p.line };
    ui.painter().rect_stroke(rect, theme::RADIUS, Stroke::new(1.0, line), StrokeKind::Inside);
    widgets::focus_ring(ui, &response, rect);
    response.on_hover_cursor(egui::CursorIcon::ZoomIn).clicked()
}

/// Covers `rect` with the middle of the picture.
fn fill_with(textures: &mut Textures, ui: &Ui, rect: Rect, image: &Arc<egui::ColorImage>) {
    let texture = textures.of(ui.ctx(), image);
    let size = texture.size_vec2();
    let scale = (rect.width() / size.x).max(rect.height() / size.y);
    let part = vec2(rect.width() / (size.x * scale), rect.height() / (size.y * scale));
    let uv = Rect::from_center_size(pos2(0.5, 0.5), part);
    egui::Image::from_texture(&texture).uv(uv).corner_radius(theme::RADIUS).paint_at(ui, rect);
}
