//! The line with what wants the owner: the most pressing item, how many more there are, and one thing to do. It is always
//! there, so nothing below it jumps.

use crate::ui::{
    action::Action,
    alerts::{self, AlertEntry, AlertTint},
    screen::Screen,
    text, theme,
    widgets::{self, Glyph},
};
use egui::{self, Align, Color32, Pos2, Rect, Sense, Ui, pos2};

const GLYPH: f32 = 18.0;
const WORDS: f32 = 33.0;
/// A pointer that moved less than this since the item came was not aimed at its button.
const AIMED: f32 = 4.0;
/// After this long, whoever clicks has seen the item.
const NOTICED_SECS: f64 = 1.5;

/// What the line remembers.
#[derive(Debug, Default)]
pub(in crate::ui) struct AlertLine {
    /// The item that is shown, since when, and where the pointer was then: a click meant for what was here before does
    /// not count.
    since: Option<(f64, Option<Pos2>)>,
    shown: Option<Action>,
    /// What stood here before it grew quiet.
    last: Option<String>,
}

impl AlertLine {
    /// True if clicks on the button are meant for this item.
    fn aimed(&mut self, ui: &Ui, step: &Action) -> bool {
        if self.shown.as_ref() != Some(step) {
            (self.since, self.shown) = (None, Some(step.clone()));
        }
        let (time, pointer) = ui.input(|input| (input.time, input.pointer.latest_pos()));
        let (since, place) = *self.since.get_or_insert((time, pointer));
        let moved = match (place, pointer) {
            (Some(before), Some(now)) => before.distance(now) > AIMED,
            (None, _) | (_, None) => true,
        };
        moved || time - since > NOTICED_SECS
    }

    pub fn show(
        &mut self,
        screen: &Screen<'_>,
        entries: &[AlertEntry<'_>],
        ui: &mut Ui,
        rect: Rect,
        acts: &mut Vec<Action>,
    ) {
        match (alerts::on_the_line(screen, entries), screen.all_seen()) {
            (Some(first), _) => self.item(screen, (first, entries), ui, rect, acts),
            (None, Some(seen)) => undo(screen, seen.many(), ui, rect, acts),
            (None, None) => self.quiet(screen, ui, rect, acts),
        }
    }

    fn item(
        &mut self,
        screen: &Screen<'_>,
        (first, all): (&AlertEntry<'_>, &[AlertEntry<'_>]),
        ui: &mut Ui,
        rect: Rect,
        acts: &mut Vec<Action>,
    ) {
        let lang = screen.now.lang;
        let (fill, ink, glyph) = look(ui, first.tint());
        ui.painter().rect_filled(rect, theme::RADIUS, fill);
        glyph.paint(ui.painter(), pos2(rect.left() + GLYPH, rect.center().y), ink);
        let (name, step) = first.step(screen);
        let aimed = self.aimed(ui, &step);
        let more = (all.len() as u64 - 1).saturating_add(alerts::unlisted(screen));
        let ((), left) = widgets::at_right(ui, "alert", rect.shrink2(egui::vec2(8.0, 4.0)), |ui| {
            if more > 0 {
                sentence(ui, &text::more_alerts(lang, more), ink);
            }
            // Where the page has a use of its own for the key, it is not on the button.
            let key = (screen.gaze.place != crate::ui::model::Place::Products).then_some("N");
            if widgets::row_button(ui, name, key).clicked() && aimed {
                acts.push(step);
            }
            show_all(screen, ui, acts);
        });
        let line = first.line(screen);
        cut(ui, rect, left, &line, ink);
        if first.tint() == AlertTint::New {
            self.last = Some(line);
        }
        ui.ctx().request_repaint_after_secs(60.0);
    }

    /// Nothing wants the owner: the last thing that did, faintly.
    fn quiet(&mut self, screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
        let (lang, p) = (screen.now.lang, theme::of(ui));
        (self.since, self.shown) = (None, None);
        Glyph::Check.paint(ui.painter(), pos2(rect.left() + 8.0, rect.center().y), p.faint);
        let ((), left) = widgets::at_right(ui, "quiet", rect.shrink2(egui::vec2(8.0, 4.0)), |ui| {
            show_all(screen, ui, acts);
        });
        let line = match self.last.as_ref().filter(|_| screen.model.loaded) {
            Some(last) => text::last_alert(lang, last),
            None => text::no_alerts(lang).to_owned(),
        };
        cut(ui, rect.translate(egui::vec2(-10.0, 0.0)), left, &line, p.faint);
    }
}

/// What was just marked as seen, and the way back.
fn undo(screen: &Screen<'_>, many: u64, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    Glyph::Check.paint(ui.painter(), pos2(rect.left() + 8.0, rect.center().y), p.muted);
    let ((), left) = widgets::at_right(ui, "seen", rect.shrink2(egui::vec2(8.0, 4.0)), |ui| {
        if widgets::row_button(ui, text::undo_seen(lang), None).clicked() {
            acts.push(Action::UndoSeen);
        }
        show_all(screen, ui, acts);
    });
    let line = format!("{} · {}", text::marked_seen(lang, many), text::can_be_undone(lang));
    cut(ui, rect.translate(egui::vec2(-10.0, 0.0)), left, &line, p.muted);
}

pub(super) fn look(ui: &Ui, tint: AlertTint) -> (Color32, Color32, Glyph) {
    let p = theme::of(ui);
    match tint {
        AlertTint::New => (p.accent_bg, p.accent, Glyph::Dot),
        AlertTint::Danger => (p.danger_bg, p.danger, Glyph::Bang),
        AlertTint::Warn => (p.warn_bg, p.warn, Glyph::Bang),
    }
}

fn sentence(ui: &mut Ui, words: &str, ink: Color32) {
    ui.label(egui::RichText::new(words).font(theme::font(theme::SMALL)).color(ink));
}

fn show_all(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let name = if screen.drawer { text::hide_alerts(lang) } else { text::show_all_alerts(lang) };
    if widgets::caret_link(ui, name).clicked() {
        acts.push(Action::Drawer(!screen.drawer));
    }
}

/// The words up to the buttons; where they do not fit, the pointer shows all of them.
fn cut(ui: &Ui, rect: Rect, right: f32, line: &str, ink: Color32) {
    let place = rect.with_min_x(rect.left() + WORDS).with_max_x(right - 12.0);
    let width = widgets::label_at(ui, place, Align::Min, line, theme::font(theme::SMALL), ink);
    if width >= place.width() - 1.0 {
        ui.interact(place, ui.unique_id().with(("whole", line)), Sense::hover()).on_hover_text(line);
    }
}
