//! One frame of the window: what the threads sent, then the drawing, then what the pages ask for.

use super::state::App;
use crate::domain::Day;
use crate::ui::{
    action::Action,
    model::Place,
    screen::Screen,
    shell::{self, Parts},
    text,
    widgets::Now,
};
use std::time::Duration;

/// What a page may read, as a macro: its borrows are of single fields, beside which the parts of the window are changed.
macro_rules! screen {
    ($app:ident) => {
        Screen {
            facts: &$app.facts,
            now: Now { lang: $app.lang, at: $app.env.now() },
            theme: $app.theme,
            font_size: $app.font_size,
            density: $app.density,
            model: &$app.model,
            gaze: &$app.gaze,
            pending: &$app.pending,
            message: $app.message.as_ref(),
            asked_order: $app.asked_order.as_ref(),
            calls: $app.alerts.calls(),
            seen: $app.seen.as_ref(),
            export: $app.export.as_ref(),
            drawer: $app.drawer,
            muted_until: $app.alerts.muted_until(),
            sound: $app.alerts.sound(),
            asks: $app.pages.asks() || $app.palette.is_open(),
            keys_shown: $app.keys_shown,
            person: $app.sign_in.person(&$app.model.shot.people),
        }
    };
}

impl App {
    /// Draws the window; `acts` gets what its pages ask for.
    fn draw(&mut self, ui: &mut egui::Ui, acts: &mut Vec<Action>) {
        let screen = screen!(self);
        let mut parts = Parts {
            palette: &mut self.palette,
            line: &mut self.line,
            toasts: &mut self.toasts,
            pages: &mut self.pages,
            gallery: &mut self.gallery,
        };
        shell::show(&screen, &mut parts, ui, acts);
    }

    /// What a page may read.
    pub(super) fn screen(&self) -> Screen<'_> {
        screen!(self)
    }

    /// Nothing that was typed is lost with the window: the form asks first.
    fn before_closing(&mut self, ctx: &egui::Context) {
        if !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.pages.products.unsaved() {
            self.stays_after_all();
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.go(Place::Products);
            self.pages.products.before_closing();
            ctx.request_repaint();
        } else if self.pages.settings.unsaved() {
            self.stays_after_all();
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.go(Place::Settings);
            self.pages.settings.before_closing(self.lang);
            ctx.request_repaint();
        } else {
            self.out_of_sight(ctx);
        }
    }

    /// Wakes once at the next midnight in Beijing, and looks again when a day began: the figures are of another day then.
    fn wake_at_midnight(&mut self, ctx: &egui::Context) {
        let (now, today) = (self.env.now(), Day::of(self.env.now()));
        if self.day.replace(today).is_some_and(|before| before != today) {
            self.reader.alerts().ring();
            ctx.request_repaint();
        }
        let left = u64::try_from(today.plus(1).begins().since(now)).unwrap_or(1).max(1);
        ctx.request_repaint_after(Duration::from_secs(left));
    }

    /// What every frame ends with, locked or not.
    fn end_of_frame(&mut self, ctx: &egui::Context) {
        self.wake_at_midnight(ctx);
        self.say_what_is_open();
        self.monitor.fit(ctx);
        self.note_place(ctx);
        self.say_name(ctx);
        self.report_first_frame();
    }

    /// The window has its name for screen readers too.
    fn say_name(&self, ctx: &egui::Context) {
        let name = format!("{} · {}", text::tame(&self.facts.shop_name, 40), text::app_name(self.lang));
        ctx.accesskit_node_builder(egui::accesskit_root_id(), |window| window.set_label(name));
    }

    /// What the owner opened the window for stands in it.
    #[must_use]
    pub const fn is_useful(&self) -> bool {
        self.useful
    }

    fn report_first_frame(&mut self) {
        if self.model.loaded && !self.useful {
            self.useful = true;
            tracing::info!("first useful frame after {} ms", self.began.elapsed().as_millis());
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        while let Ok(event) = self.inbox.try_recv() {
            self.hear(event);
        }
        while let Some(answer) = self.reader.take() {
            self.learn(answer);
        }
        for action in std::mem::take(&mut self.later) {
            self.apply(ctx, action);
        }
        while let Some(result) = self.file_tasks.take() {
            self.unpack(result);
        }
        if !self.is_locked() {
            self.say_seen_when_due(ctx);
        }
        self.answer_the_door(ctx);
        self.before_closing(ctx);
        let unseen = self.model.shot.counts.unseen;
        if unseen > self.unseen_before && self.useful {
            let call = egui::UserAttentionType::Informational;
            ctx.send_viewport_cmd(egui::ViewportCommand::RequestUserAttention(call));
        }
        self.unseen_before = unseen;
        if !self.is_locked() {
            self.what_is_open_is_seen();
        }
    }

    /// What was called seen is said, and where the window stood is kept.
    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.say_seen();
        if let (Some(memory), Some(place)) = (&mut self.memory, self.place) {
            memory.place(place);
        }
    }

    /// The ground is the cleared screen: one layer less to paint.
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        if self.stands_locked(ui) {
            return self.end_of_frame(ui.ctx());
        }
        self.listen(ui.ctx());
        self.keep_focus_in_front(ui.ctx());
        let mut acts = Vec::new();
        if self.gaze.place == Place::Status {
            let reach = &self.facts.reach;
            self.gaze.public_url = reach.public_url(&reach.status());
        }
        self.draw(ui, &mut acts);
        for action in acts {
            self.apply(ui.ctx(), action);
        }
        // A click or a key may have changed what was already drawn in this frame: one more frame shows it.
        let acted = ui.input(|input| {
            input.events.iter().any(|event| !matches!(event, egui::Event::PointerMoved(_) | egui::Event::MouseMoved(_)))
        });
        self.gaze.search = self.palette.query();
        self.gaze.span = self.pages.orders.span;
        self.gaze.narrowing = match self.gaze.place {
            Place::Shipping => self.pages.shipping.narrowing,
            Place::Refunds => self.pages.refunds.narrowing,
            _ => self.pages.orders.narrowing,
        };
        self.gaze.sheet = self.pages.shipping_sheet.sheet();
        if self.reader.look(&self.gaze) || acted {
            ui.ctx().request_repaint();
        }
        self.ask_refunds_of_open(ui.ctx());
        if self.pending.asking(self.env.now()) {
            ui.ctx().request_repaint_after_secs(1.0);
        }
        self.end_of_frame(ui.ctx());
    }
}
