//! Evidence pictures on the graphics card.

use crate::ui::model::Snapshot;
use egui::{self, TextureHandle, TextureOptions};
use std::sync::Arc;

/// Evidence on the graphics card, for the refund shown.
#[derive(Default)]
pub(in crate::ui) struct Textures(Vec<(Arc<egui::ColorImage>, TextureHandle)>);

impl Textures {
    pub(super) fn of(&mut self, ctx: &egui::Context, image: &Arc<egui::ColorImage>) -> TextureHandle {
        if let Some((_, texture)) = self.0.iter().find(|(known, _)| Arc::ptr_eq(known, image)) {
            return texture.clone();
        }
        let texture = ctx.load_texture("evidence", Arc::clone(image), TextureOptions::LINEAR);
        self.0.push((Arc::clone(image), texture.clone()));
        texture
    }

    /// Lets go of what is no longer shown.
    pub(super) fn keep(&mut self, shot: &Snapshot) {
        let live: Vec<_> = shot.small.iter().filter_map(|shown| shown.image.as_ref()).collect();
        self.0.retain(|(image, _)| live.iter().any(|kept| Arc::ptr_eq(kept, image)));
    }
}
