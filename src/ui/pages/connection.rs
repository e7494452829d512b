//! What is behind each light, in a sentence with the next step.

use crate::{
    events::{Light, LightState},
    ui::{
        app::App,
        shell::{light_look, part},
        text, theme,
        widgets::{self, Now},
    },
};
use eframe::egui::{self, Rect, Sense, Ui, vec2};

/// The page.
pub(super) fn show(app: &App, ui: &mut Ui, rect: Rect, now: Now) {
    let rect = rect.with_max_x(rect.right().min(rect.left() + 820.0));
    part(ui, "connection", rect, |ui| {
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            widgets::heading(ui, text::connection(now.lang));
            widgets::muted(ui, text::connection_intro(now.lang));
            for light in [Light::WeChat, Light::Listener, Light::Jobs, Light::Certificate, Light::Database] {
                one(app, ui, now, light);
            }
        });
    });
}

fn one(app: &App, ui: &mut Ui, now: Now, light: Light) {
    let p = theme::of(ui);
    let state = match (&app.model.trouble, light) {
        (Some((trouble, cause)), Light::Database) => LightState::Dead(*trouble, cause.clone()),
        _ => app.model.light(light),
    };
    theme::card(p).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            let (sign, _) = ui.allocate_exact_size(vec2(16.0, 22.0), Sense::hover());
            let (glyph, ink) = light_look(ui, &state);
            glyph.paint(ui.painter(), sign.center(), ink);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                widgets::bold_label(ui, text::light(now.lang, light), theme::BODY);
                widgets::muted(ui, text::light_meaning(now.lang, light, &state));
                if let LightState::Troubled(_, cause) | LightState::Dead(_, cause) = &state
                    && !cause.is_empty()
                {
                    widgets::caption(ui, &format!("{}: {}", text::technical(now.lang), text::tame(cause, 300)));
                }
            });
        });
    });
}
