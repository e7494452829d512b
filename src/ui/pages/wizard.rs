//! Connecting a shop, page by page: each saves what it was told, so that the window can be closed at any of them. Checks run
//! while it is typed; what only WeChat knows is asked beside the screen's thread.

mod hear;
mod help;
mod pages;
mod proof;
mod state;
mod step;

pub(in crate::ui) use state::{Wizard, WizardWish};

use crate::ui::{
    layout::part,
    pages::form_fields::{Check, check_line, mark_line},
    text,
    text::Lang,
    theme,
    widgets::{self, ButtonKind, Icon},
};
use egui::{self, Align, Key, Layout, Modifiers, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use state::WizardForm;
use step::Step;

const STEPS: f32 = 232.0;
const HELP: f32 = 336.0;
const FOOT: f32 = 64.0;
const ROW: f32 = 58.0;
const SIDE: f32 = 32.0;
/// Below this width the help makes room for the form.
const NO_HELP_BELOW: f32 = 1100.0;

impl Wizard {
    /// Draws it; gives what is wanted of the window.
    pub fn show(&mut self, ui: &mut Ui) -> Option<WizardWish> {
        let name = text::app_name(self.lang);
        ui.ctx().accesskit_node_builder(egui::accesskit_root_id(), |window| window.set_label(name));
        let all = ui.max_rect();
        let steps = all.with_max_x(all.left() + STEPS);
        self.step_list(ui, steps);
        let foot = Rect::from_min_max(pos2(steps.right(), all.bottom() - FOOT), all.max);
        let inside = Rect::from_min_max(
            pos2(steps.right() + SIDE, all.top() + 28.0),
            pos2(all.right() - SIDE, foot.top() - 8.0),
        );
        let (lang, p) = (self.lang, theme::of(ui));
        let (title, lead) = self.step.title(lang);
        let line = |top: f32, height: f32| {
            Rect::from_min_size(pos2(inside.left(), inside.top() + top), vec2(inside.width(), height))
        };
        let at = text::wizard_step(lang, self.step.number());
        widgets::label_at(ui, line(0.0, 16.0), Align::Min, &at, theme::font(theme::CAPTION), p.faint);
        widgets::label_at(ui, line(18.0, 32.0), Align::Min, title, theme::bold(theme::TITLE), p.text);
        widgets::label_at(ui, line(50.0, 20.0), Align::Min, lead, theme::font(theme::BODY), p.muted);
        let body = inside.with_min_y(inside.top() + 86.0);
        let helped = all.width() >= NO_HELP_BELOW || self.step == Step::Proof;
        let help = body.with_min_x(body.right() - HELP);
        let form = if helped { body.with_max_x(help.left() - 24.0) } else { body };
        part(ui, "wizard form", form, |ui| {
            egui::ScrollArea::vertical().id_salt(("wizard", self.step)).auto_shrink(false).show(ui, |ui| {
                ui.set_width(form.width() - 12.0);
                ui.spacing_mut().item_spacing.y = theme::GAP;
                self.page(ui);
            });
        });
        if helped {
            part(ui, "wizard help", help, |ui| {
                if self.step == Step::Proof { proof::checks(self, ui) } else { help::show(self, ui) }
            });
        }
        self.foot(ui, foot)
    }

    fn page(&mut self, ui: &mut Ui) {
        let lang = self.lang;
        if let Some((words, serious)) = self.note.clone() {
            let check = if serious { Check::Wrong(words) } else { Check::Good(words) };
            check_line(ui, &check);
        }
        if self.stale && widgets::button(ui, ButtonKind::Plain, text::settings_discard(lang), true).clicked() {
            self.note = None;
            self.read();
        }
        if self.step == Step::Proof {
            return proof::show(self, ui);
        }
        match &self.form {
            WizardForm::Reading => {
                widgets::muted(ui, text::reading_title(lang));
            }
            WizardForm::Broken(why) => {
                let words = why.clone();
                check_line(ui, &Check::Wrong(words));
                if widgets::button(ui, ButtonKind::Plain, text::settings_read_again(lang), true).clicked() {
                    self.read();
                }
            }
            WizardForm::Ready(_) => pages::show(self, ui),
        }
        self.found(ui);
    }

    /// What was found by asking, under the fields it is about.
    fn found(&self, ui: &mut Ui) {
        let (lang, p) = (self.lang, theme::of(ui));
        for kind in self.step.looks() {
            for line in self.live.get(kind).into_iter().flatten() {
                let (icon, ink) = if line.ok { (Icon::Check, p.accent) } else { (Icon::Bang, p.danger) };
                mark_line(ui, icon, ink, &text::begun(line.found.pick(lang)));
                if !line.next.pick(lang).is_empty() {
                    ui.indent(("next", line.check), |ui| widgets::caption(ui, &text::begun(line.next.pick(lang))));
                }
            }
        }
        if !self.asking.is_empty() {
            mark_line(ui, Icon::Clock, p.info, text::wizard_asking(lang));
        }
    }

    fn step_list(&mut self, ui: &mut Ui, rect: Rect) {
        let (p, lang) = (theme::of(ui), self.lang);
        ui.painter().rect_filled(rect, 0, p.rail);
        ui.painter().vline(rect.right() - 0.5, rect.y_range(), Stroke::new(1.0, p.line));
        let title = Rect::from_min_size(rect.min + vec2(24.0, 20.0), vec2(rect.width() - 36.0, 28.0));
        let sign = Rect::from_min_size(title.min, vec2(28.0, 28.0));
        ui.painter().rect_filled(sign, 6, p.accent);
        Icon::Store.paint(ui.painter(), sign.center(), 18.0, p.on_accent);
        widgets::label_at(
            ui,
            title.with_min_x(title.left() + 36.0),
            Align::Min,
            text::door_own(lang),
            theme::bold(theme::NAME),
            p.text,
        );
        let mut wanted = None;
        for (at, step) in Step::ALL.into_iter().enumerate() {
            let place = Rect::from_min_size(
                pos2(rect.left() + 12.0, rect.top() + 68.0 + at as f32 * ROW),
                vec2(rect.width() - 25.0, ROW - 2.0),
            );
            if self.step_row(ui, place, step) {
                wanted = Some(step);
            }
        }
        let foot = Rect::from_min_max(pos2(rect.left() + 24.0, rect.bottom() - 44.0), rect.max - vec2(12.0, 12.0));
        widgets::whole_at(ui, foot, text::wizard_kept(lang), theme::font(theme::CAPTION), p.faint);
        if let Some(step) = wanted {
            self.go_back_to(step);
        }
    }

    /// True if it was pressed.
    fn step_row(&self, ui: &Ui, rect: Rect, step: Step) -> bool {
        let (p, lang) = (theme::of(ui), self.lang);
        let (here, done) = (step == self.step, self.is_done(step));
        let sense = if done && !here { Sense::click() } else { Sense::hover() };
        let response = ui.interact(rect, ui.scope_id().with(("step", step)), sense);
        let name = step.name(lang);
        response.widget_info(|| WidgetInfo::selected(Role::Tab, done, here, name));
        if here {
            ui.painter().rect_filled(rect, theme::RADIUS, p.sel);
        }
        let middle = pos2(rect.left() + 24.0, rect.center().y);
        if done && !here {
            ui.painter().circle_filled(middle, 12.0, p.accent);
            Icon::Check.paint(ui.painter(), middle, 14.0, p.on_accent);
        } else {
            let ink = if here { p.accent } else { p.faint };
            ui.painter().circle_stroke(middle, 11.5, Stroke::new(1.0, if here { p.accent } else { p.line }));
            let letters = ui.painter().layout_no_wrap(step.number().to_string(), theme::font(theme::SMALL), ink);
            ui.painter().galley(middle - letters.size() / 2.0, letters, ink);
        }
        let under = if here {
            text::step_here(lang).to_owned()
        } else if done {
            let told = self.told(step);
            // One that was passed by without a word.
            if told.is_empty() { text::step_optional(lang).to_owned() } else { told }
        } else if step.is_optional() {
            text::step_optional(lang).to_owned()
        } else {
            text::step_later(lang).to_owned()
        };
        let words = rect.with_min_x(rect.left() + 48.0).with_max_x(rect.right() - 8.0);
        let (font, ink) = if here { (theme::bold(theme::BODY), p.accent) } else { (theme::font(theme::BODY), p.text) };
        widgets::paint_cut(ui, words.translate(vec2(0.0, -9.0)), Align::Min, name, font, ink);
        widgets::paint_cut(
            ui,
            words.translate(vec2(0.0, 9.0)),
            Align::Min,
            &under,
            theme::font(theme::CAPTION),
            p.faint,
        );
        widgets::focus_ring(ui, &response, rect);
        done && !here && response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
    }

    /// Back, save and leave, next.
    fn foot(&mut self, ui: &mut Ui, rect: Rect) -> Option<WizardWish> {
        let (p, lang) = (theme::of(ui), self.lang);
        ui.painter().rect_filled(rect, 0, p.rail);
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, p.line));
        // Enter is the next page, unless it presses a button that has the keyboard.
        let free = ui.memory(|memory| memory.focused().is_none()) || ui.ctx().text_edit_focused();
        let enter = free && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let mut wish = None;
        part(ui, "wizard foot", rect.shrink2(vec2(SIDE, 12.0)), |ui| {
            ui.horizontal_centered(|ui| {
                if self.step != Step::Shop
                    && widgets::tall_button(ui, ButtonKind::Plain, text::wizard_back(lang), true).clicked()
                {
                    self.back();
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    wish =
                        if self.step == Step::Proof { proof::foot(self, ui, enter) } else { self.form_foot(ui, enter) };
                });
            });
        });
        wish
    }

    fn form_foot(&mut self, ui: &mut Ui, enter: bool) -> Option<WizardWish> {
        let (p, lang) = (theme::of(ui), self.lang);
        let busy = self.saving.is_some() || !self.asking.is_empty() || !matches!(self.form, WizardForm::Ready(_));
        let open = self.to_mend();
        let name = if self.asked == Some(self.step) { text::wizard_anyway(lang) } else { text::wizard_next(lang) };
        let can = open == 0 && !busy;
        let next = widgets::key_button(ui, ButtonKind::Main, name, "Enter", can).clicked();
        if (next || enter) && can {
            self.next();
        }
        let leave = widgets::tall_button(ui, ButtonKind::Plain, text::wizard_leave(lang), !busy);
        let mut wish = None;
        if leave.clicked() && !busy {
            wish = self.save_and_leave();
        }
        if open > 0 && self.touched {
            let words = text::wizard_to_mend(lang, open);
            ui.label(egui::RichText::new(words).size(theme::SMALL).color(p.danger));
            let (sign, _) = ui.allocate_exact_size(vec2(14.0, 20.0), Sense::hover());
            Icon::Bang.paint(ui.painter(), sign.center(), 12.0, p.danger);
        }
        wish.or_else(|| self.leaving.take())
    }

    /// The language it speaks.
    pub(super) const fn lang(&self) -> Lang {
        self.lang
    }
}
