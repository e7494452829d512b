//! A picture in a printer's dots, on the screen.

use crate::devices::logo::Dots;
use egui::{self, Color32, ColorImage, Id, Rect, TextureHandle, TextureOptions, Ui};
use std::sync::Arc;

/// Paints it from edge to edge of the paper.
pub(in crate::ui::pages) fn paint_dots(ui: &Ui, rect: Rect, dots: &Arc<Dots>, ink: Color32) {
    egui::Image::from_texture(&texture(ui, dots)).tint(ink).paint_at(ui, rect);
}

/// How high it is where the paper is so wide.
pub(in crate::ui::pages) fn dots_height(dots: &Dots, width: f32) -> f32 {
    width * dots.height() as f32 / (dots.width as f32).max(1.0)
}

/// On the graphics card once, for as long as it is the same.
fn texture(ui: &Ui, dots: &Arc<Dots>) -> TextureHandle {
    let id = Id::unique(("receipt dots", dots.width));
    let kept: Option<(Arc<Dots>, TextureHandle)> = ui.ctx().data(|data| data.get_temp(id));
    if let Some((_, texture)) = kept.filter(|(same, _)| same == dots) {
        return texture;
    }
    let black = |at: usize| dots.is_black(at % dots.width, at / dots.width);
    let pixels =
        (0..dots.width * dots.height()).map(|at| if black(at) { Color32::WHITE } else { Color32::TRANSPARENT });
    let image = ColorImage::new([dots.width, dots.height()], pixels.collect());
    let texture = ui.ctx().load_texture("receipt picture", image, TextureOptions::LINEAR);
    ui.ctx().data_mut(|data| data.insert_temp(id, (Arc::clone(dots), texture.clone())));
    texture
}
