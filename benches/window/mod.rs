//! A window without a screen, whose frames are counted: the layout and the triangles, as a bare table of egui is measured.

#[path = "setup.rs"]
mod setup;

use egui::{Context, Event, Pos2, RawInput, Rect, Vec2, accesskit::TreeUpdate};
use setup::setup;
use std::time::{Duration, Instant};
use zhanggui::{base::env::Env, events::Events, jobs::command_channel, store::Store, ui::App};

/// Why a bench ends early.
pub type Failed = Box<dyn std::error::Error>;

/// The window, its frames counted.
pub struct Window {
    pub ctx: Context,
    pub app: App,
    frame: eframe::Frame,
    began: Instant,
    /// What the next frame is given.
    pub events: Vec<Event>,
}

impl Window {
    /// On this shop, whose owner clicks nothing. Reads on its own threads, as it does before an owner.
    pub fn open(store: &Store, events: &Events) -> Result<Self, Failed> {
        let (commands, _) = command_channel();
        let setup = setup(Box::new(store.reader()?), commands, events.clone(), Env::system());
        let ctx = Context::default();
        let app = App::new(&eframe::CreationContext::_new_kittest(ctx.clone()), setup)?;
        Ok(Self { ctx, app, frame: eframe::Frame::_new_kittest(), began: Instant::now(), events: Vec::new() })
    }

    /// One frame: what it took, and what a screen reader was told, if one listens.
    pub fn draws(&mut self) -> (Duration, Option<TreeUpdate>) {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(1920.0, 1080.0))),
            time: Some(self.began.elapsed().as_secs_f64()),
            focused: true,
            events: std::mem::take(&mut self.events),
            ..RawInput::default()
        };
        let begun = Instant::now();
        let (app, frame) = (&mut self.app, &mut self.frame);
        let mut output = self.ctx.run_ui(input, |ui| {
            eframe::App::logic(app, ui, frame);
            eframe::App::ui(app, ui, frame);
        });
        let told = output.platform_output.accesskit_update.take();
        // No card is there to take the pictures.
        output.textures_delta.clear();
        std::hint::black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point));
        (begun.elapsed(), told)
    }
}
