//! The page of an empty data folder: what to do now.

use crate::ui::{
    NotOpen, WelcomeSetup,
    shell::part,
    text, theme,
    theme::ThemeChoice,
    widgets::{self, ButtonKind},
};
use egui::{self, Rect, Ui, vec2};

/// Opens a practice shop; the same in every language.
const PRACTICE: &str = "zhanggui demo";

/// The window of an empty data folder.
pub(in crate::ui) struct Welcome {
    lang: text::Lang,
    look: ThemeChoice,
    folder: String,
    trouble: Option<NotOpen>,
}

impl Welcome {
    pub fn new(setup: WelcomeSetup) -> Self {
        Self { lang: setup.lang, look: setup.theme, folder: setup.folder, trouble: setup.trouble }
    }

    /// What the owner reads first: a greeting, or why the shop is not open.
    fn greet(&self, ui: &mut Ui) {
        let p = theme::of(ui);
        let Some(trouble) = &self.trouble else {
            widgets::heading(ui, text::welcome_title(self.lang));
            widgets::muted(ui, text::welcome_body(self.lang));
            return;
        };
        widgets::heading(ui, text::not_open_title(self.lang));
        widgets::muted(ui, text::not_open_body(self.lang));
        theme::card(p).fill(p.danger_bg).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::sentence(ui, &text::tame(trouble.said(self.lang), 600), p.danger);
        });
    }

    fn practice(&self, ui: &mut Ui) {
        let p = theme::of(ui);
        theme::card(p).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::bold_label(ui, text::welcome_practice(self.lang), theme::NAME);
            widgets::muted(ui, text::welcome_practice_body(self.lang));
            ui.horizontal(|ui| {
                theme::card(p).fill(p.raised).inner_margin(8).corner_radius(theme::RADIUS).show(ui, |ui| {
                    ui.label(egui::RichText::new(PRACTICE).font(theme::bold(theme::BODY)));
                });
                if widgets::button(ui, ButtonKind::Main, text::copy_command(self.lang), true).clicked() {
                    ui.ctx().copy_text(PRACTICE.to_owned());
                }
            });
        });
    }

    fn real(&self, ui: &mut Ui) {
        let p = theme::of(ui);
        theme::card(p).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::bold_label(ui, text::welcome_real(self.lang), theme::NAME);
            let steps = [text::welcome_step_1, text::welcome_step_2, text::welcome_step_3];
            for (at, step) in steps.iter().enumerate() {
                ui.horizontal_top(|ui| {
                    ui.label(
                        egui::RichText::new(format!("{}.", at + 1)).font(theme::bold(theme::SMALL)).color(p.accent),
                    );
                    widgets::muted(ui, step(self.lang));
                });
            }
            widgets::caption(ui, &text::tame(&self.folder, 200));
        });
    }
}

impl eframe::App for Welcome {
    /// The ground is the cleared screen: one layer less to paint.
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let name = text::app_name(self.lang);
        ui.ctx().accesskit_node_builder(egui::accesskit_root_id(), |window| window.set_label(name));
        let all = ui.max_rect();
        let size = vec2(620.0_f32.min(all.width() - 48.0), (all.height() - 80.0).max(0.0));
        let page = Rect::from_center_size(all.center(), size);
        part(ui, "welcome", page, |ui| {
            egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = theme::GAP;
                ui.add_space(40.0);
                self.greet(ui);
                self.practice(ui);
                self.real(ui);
                ui.horizontal(|ui| {
                    if widgets::quiet_link(ui, text::switch_language(self.lang)).clicked() {
                        self.lang = self.lang.other();
                    }
                    ui.add_space(12.0);
                    let look = match self.look {
                        ThemeChoice::System => text::theme_system(self.lang),
                        ThemeChoice::Light => text::theme_light(self.lang),
                        ThemeChoice::Dark => text::theme_dark(self.lang),
                    };
                    if widgets::quiet_link(ui, look).clicked() {
                        self.look = self.look.next();
                        ui.ctx().set_theme(self.look.preference());
                    }
                });
            });
        });
    }
}
