//! The page of an empty data folder: what to do now.

use crate::ui::{
    NotOpen, WelcomeSetup,
    layout::part,
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
        let next = trouble.next(self.lang);
        let about = if next.is_some() { text::not_open_data } else { text::not_open_body };
        widgets::muted(ui, about(self.lang));
        theme::card(p).fill(p.danger_bg).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::sentence(ui, &text::tame(&text::begun(trouble.sentence(self.lang)), 600), p.danger);
        });
        if let Some(next) = next {
            self.next_step(ui, next, &trouble.check);
        }
    }

    /// Where the data file is not what it should be.
    fn next_step(&self, ui: &mut Ui, next: &str, check: &str) {
        theme::card(theme::of(ui)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::bold_label(ui, text::not_open_next(self.lang), theme::NAME);
            widgets::paragraph(ui, &format!("{}{}", text::begun(next), self.lang.pick("。", ".")));
            command(ui, self.lang, check);
            widgets::caption(ui, &text::tame(&self.folder, 200));
        });
    }

    /// True where the shop is there: to greet its owner as a new one would be an answer to another question.
    fn has_a_shop(&self) -> bool {
        self.trouble.as_ref().is_some_and(|trouble| trouble.next(self.lang).is_some())
    }

    fn practice(&self, ui: &mut Ui) {
        let p = theme::of(ui);
        theme::card(p).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::bold_label(ui, text::welcome_practice(self.lang), theme::NAME);
            widgets::muted(ui, text::welcome_practice_body(self.lang));
            command(ui, self.lang, PRACTICE);
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

/// A command for the terminal, with a button that copies it.
fn command(ui: &mut Ui, lang: text::Lang, words: &str) {
    let p = theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        theme::card(p).fill(p.raised).inner_margin(8).corner_radius(theme::RADIUS).show(ui, |ui| {
            ui.add(egui::Label::new(egui::RichText::new(words).font(theme::bold(theme::BODY))).wrap());
        });
        if widgets::button(ui, ButtonKind::Main, text::copy_command(lang), true).clicked() {
            ui.ctx().copy_text(words.to_owned());
        }
    });
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
                if !self.has_a_shop() {
                    self.practice(ui);
                    self.real(ui);
                }
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
