//! The window never exceeds its screen, on whichever it stands, and whatever it shows.

use super::theme;
use egui::{Context, Vec2, ViewportCommand};

/// The screen the window was fitted to.
#[derive(Debug, Default)]
pub(super) struct MonitorFit(Option<Vec2>);

impl MonitorFit {
    /// Fits the window to its screen, once for each.
    pub fn fit(&mut self, ctx: &Context) {
        let Some(size) = ctx.input(|input| input.viewport().monitor_size) else { return };
        if self.0.replace(size) == Some(size) {
            return;
        }
        let room = size - theme::AROUND_WINDOW;
        // Larger text is no reason to make the window larger: down to where a page has no room any more.
        let zoom = ctx.zoom_factor().max(1.0);
        let least = (theme::LEAST_SIZE / zoom).max(theme::LEAST_LAYOUT.min(theme::LEAST_SIZE));
        ctx.send_viewport_cmd(ViewportCommand::MinInnerSize(least.min(room)));
        if room.y * zoom < theme::FIRST_SIZE.y || size.x * zoom < theme::FIRST_SIZE.x {
            // First what fits, for whoever makes it smaller again; then all there is, which the system knows best.
            ctx.send_viewport_cmd(ViewportCommand::InnerSize(room.min(theme::FIRST_SIZE / zoom)));
            ctx.send_viewport_cmd(ViewportCommand::Maximized(true));
        }
    }
}
