//! The page of a folder without an open shop: two doors, or why the shop in it does not open.

use crate::ui::{
    NotOpen, WelcomeSetup,
    icon::icon,
    layout::part,
    pages::form_fields::marked,
    text, theme,
    theme::ThemeChoice,
    widgets::{self, ButtonKind, Icon},
};
use egui::{self, Key, Modifiers, Rect, Sense, TextureHandle, TextureOptions, Ui, Vec2, pos2, vec2};

const CARD: Vec2 = vec2(400.0, 336.0);
const GAP: f32 = 16.0;
/// A window that is not higher has no room to spare under the doors.
const LOW: f32 = 700.0;
const LOGO: f32 = 56.0;

/// What the owner wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum WelcomeWish {
    Practice,
    Connect,
    /// The shop that did not open, once more.
    Again,
}

/// The window of a folder without an open shop.
pub(in crate::ui) struct Welcome {
    lang: text::Lang,
    look: ThemeChoice,
    folder: String,
    trouble: Option<NotOpen>,
    /// The wizard was begun and left.
    begun: bool,
    /// The way back from a backup is shown.
    restoring: bool,
    logo: Option<TextureHandle>,
}

/// A card that leads somewhere.
struct DoorCard {
    icon: Icon,
    practice: bool,
    title: &'static str,
    lead: &'static str,
    lines: [&'static str; 3],
    button: &'static str,
    key: &'static str,
}

impl Welcome {
    pub fn new(setup: WelcomeSetup) -> Self {
        let begun = setup.begun;
        Self {
            lang: setup.lang,
            look: setup.theme,
            folder: setup.folder,
            trouble: setup.trouble,
            begun,
            restoring: false,
            logo: None,
        }
    }

    /// The language and the look that were chosen here.
    pub const fn looks(&self) -> (text::Lang, ThemeChoice) {
        (self.lang, self.look)
    }

    /// Draws it; gives what is wanted.
    pub fn show(&mut self, ui: &mut Ui) -> Option<WelcomeWish> {
        let name = text::app_name(self.lang);
        ui.ctx().accesskit_node_builder(egui::accesskit_root_id(), |window| window.set_label(name));
        let all = ui.max_rect();
        self.choices(ui, all);
        let width = (2.0 * CARD.x + GAP).min(all.width() - 48.0);
        // In a low window what stands below the choices goes down to its edge.
        let below = if all.height() < LOW { 12.0 } else { 60.0 };
        let left = all.center().x - width / 2.0;
        let page = Rect::from_min_max(pos2(left, all.top() + 60.0), pos2(left + width, all.bottom() - below));
        let mut wish = None;
        part(ui, "welcome", page, |ui| {
            egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = theme::GAP;
                ui.add_space(((page.height() - 560.0) / 2.0).max(8.0));
                wish = match self.trouble.clone() {
                    Some(trouble) => self.not_open(ui, &trouble),
                    None => self.doors(ui),
                };
                if self.trouble.is_none() {
                    self.backup_way(ui);
                }
                self.foot(ui);
            });
        });
        wish
    }

    /// Language and look, at the top.
    fn choices(&mut self, ui: &mut Ui, all: Rect) {
        let place = Rect::from_min_max(egui::pos2(all.right() - 280.0, all.top() + 16.0), all.max - vec2(24.0, 0.0));
        let place = place.with_max_y(place.top() + theme::CONTROL);
        part(ui, "choices", place, |ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let look = match self.look {
                    ThemeChoice::System => text::theme_system(self.lang),
                    ThemeChoice::Light => text::theme_light(self.lang),
                    ThemeChoice::Dark => text::theme_dark(self.lang),
                };
                if widgets::caret_link(ui, look).clicked() {
                    self.look = self.look.next();
                    ui.ctx().set_theme(self.look.preference());
                }
                if widgets::caret_link(ui, text::switch_language(self.lang)).clicked() {
                    self.lang = self.lang.other();
                }
            });
        });
    }

    fn greet(&mut self, ui: &mut Ui, title: &str, lead: &str) {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(LOGO), Sense::hover());
            self.paint_logo(ui, rect);
            ui.add_space(8.0);
            ui.vertical(|ui| {
                // As high as the picture beside it.
                ui.spacing_mut().item_spacing.y = 0.0;
                widgets::bold_label(ui, title, theme::FIGURE);
                ui.label(egui::RichText::new(lead).size(theme::BODY).color(theme::of(ui).muted));
            });
        });
        ui.add_space(12.0);
    }

    fn paint_logo(&mut self, ui: &Ui, rect: Rect) {
        if self.logo.is_none() {
            self.logo = icon().map(|icon| {
                let size = [icon.width as usize, icon.height as usize];
                let image = egui::ColorImage::from_rgba_unmultiplied(size, &icon.rgba);
                ui.ctx().load_texture("logo", image, TextureOptions::LINEAR)
            });
        }
        if let Some(logo) = &self.logo {
            let whole = Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
            ui.painter().image(logo.id(), rect, whole, egui::Color32::WHITE);
        }
    }

    fn doors(&mut self, ui: &mut Ui) -> Option<WelcomeWish> {
        let lang = self.lang;
        self.greet(ui, text::welcome_title(lang), text::welcome_lead(lang));
        let practice = DoorCard {
            icon: Icon::Play,
            practice: true,
            title: text::door_practice(lang),
            lead: text::door_practice_lead(lang),
            lines: [text::door_practice_1(lang), text::door_practice_2(lang), text::door_practice_3(lang)],
            button: text::door_practice_open(lang),
            key: "1",
        };
        let own = DoorCard {
            icon: Icon::Store,
            practice: false,
            title: text::door_own(lang),
            lead: text::door_own_lead(lang),
            lines: [text::door_own_1(lang), text::door_own_2(lang), text::door_own_3(lang)],
            button: if self.begun { text::door_own_go_on(lang) } else { text::door_own_begin(lang) },
            key: "2",
        };
        let (mut first, mut second) = (false, false);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            let width = ((ui.available_width() - GAP) / 2.0).min(CARD.x);
            first = door(ui, &practice, width);
            second = door(ui, &own, width);
        });
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (one, two) = (pressed(Key::Num1), pressed(Key::Num2));
        match (first || one, second || two) {
            (true, _) => Some(WelcomeWish::Practice),
            (_, true) => Some(WelcomeWish::Connect),
            _ => None,
        }
    }

    /// Why the shop does not open.
    fn not_open(&mut self, ui: &mut Ui, trouble: &NotOpen) -> Option<WelcomeWish> {
        let lang = self.lang;
        let next = trouble.next(lang);
        let about = if next.is_some() { text::not_open_data } else { text::not_open_body };
        self.greet(ui, text::not_open_title(lang), about(lang));
        let p = theme::of(ui);
        theme::card(p).fill(p.danger_bg).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::sentence(ui, &text::tame(&text::begun(trouble.sentence(lang)), 600), p.danger);
        });
        if let Some(next) = next {
            theme::card(p).show(ui, |ui| {
                ui.set_width(ui.available_width());
                widgets::bold_label(ui, text::not_open_next(lang), theme::NAME);
                widgets::paragraph(ui, &format!("{}{}", text::begun(next), lang.pick("。", ".")));
                command(ui, lang, &trouble.check);
            });
        }
        let mut wish = None;
        ui.horizontal(|ui| {
            if widgets::button(ui, ButtonKind::Plain, text::try_again(lang), true).clicked() {
                wish = Some(WelcomeWish::Again);
            }
            // Whatever is wrong in the settings and the keys is put right page by page.
            if next.is_none() && widgets::button(ui, ButtonKind::Plain, text::door_settings(lang), true).clicked() {
                wish = Some(WelcomeWish::Connect);
            }
            // Where the shop's data is there, a greeting for a new owner would be an answer to another question.
            if next.is_none() && widgets::button(ui, ButtonKind::Plain, text::door_practice_open(lang), true).clicked()
            {
                wish = Some(WelcomeWish::Practice);
            }
        });
        wish
    }

    /// What whoever has a backup does: a shop that does not open says its own next step.
    fn backup_way(&mut self, ui: &mut Ui) {
        let lang = self.lang;
        ui.add_space(8.0);
        ui.vertical_centered(|ui| {
            if widgets::link(ui, text::have_a_backup(lang), theme::SMALL).clicked() {
                self.restoring = !self.restoring;
            }
        });
        if self.restoring {
            widgets::paragraph(ui, text::restore_by_command(lang));
            let file = text::backup_file_here(lang);
            command(ui, lang, &format!("zhanggui --data \"{}\" restore {file}", self.folder));
        }
    }

    fn foot(&self, ui: &mut Ui) {
        ui.add_space(12.0);
        ui.vertical_centered(|ui| {
            let words =
                format!("{}{}{}", text::stored_here(self.lang), self.lang.pick("", " "), text::tame(&self.folder, 200));
            widgets::caption(ui, &words);
        });
    }
}

/// A door; true if it is opened.
fn door(ui: &mut Ui, card: &DoorCard, width: f32) -> bool {
    let p = theme::of(ui);
    let (ink, ground, kind) =
        if card.practice { (p.warn, p.warn_bg, ButtonKind::Plain) } else { (p.accent, p.accent_bg, ButtonKind::Main) };
    let mut opened = false;
    theme::card(p).inner_margin(24).show(ui, |ui| {
        ui.set_width(width - 50.0);
        ui.set_min_height(CARD.y - 48.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            let (sign, _) = ui.allocate_exact_size(Vec2::splat(48.0), Sense::hover());
            ui.painter().rect_filled(sign, theme::CARD_RADIUS, ground);
            card.icon.paint(ui.painter(), sign.center(), 24.0, ink);
            ui.add_space(8.0);
            widgets::heading(ui, card.title);
            ui.add(egui::Label::new(egui::RichText::new(card.lead).size(theme::BODY).color(p.muted)).wrap());
            ui.add_space(20.0);
            for line in card.lines {
                marked(ui, Icon::Check, p.accent, (line, p.muted));
            }
            ui.add_space(20.0);
            opened = widgets::key_button(ui, kind, card.button, card.key, true).clicked();
        });
    });
    opened
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
