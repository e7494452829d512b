//! Input methods: their window of candidates stands below the caret, not over the words, and a mode somebody chose (Chinese,
//! or letters as they are) survives a change of field.
//!
//! A change of field interrupts a composition by taking the input method away and giving it back, which under X11 is a new
//! one in its first mode. Where nothing is being composed there is nothing to interrupt; and a moment without a field, as
//! there is between two, takes nothing away.

use egui::{Context, Event, FullOutput, ImeEvent, Plugin, RawInput, Rect, output::IMEOutput, vec2};

/// So long a field may be without the keyboard, seconds.
const BETWEEN: f64 = 0.15;

/// Stands between the fields and the system's input method.
#[derive(Debug, Default)]
pub(super) struct InputMethod {
    composing: bool,
    /// What the last field said, and since when none says anything.
    last: Option<IMEOutput>,
    gone_at: Option<f64>,
}

impl InputMethod {
    /// What the system is told in this frame.
    fn tell(&mut self, ime: &mut Option<IMEOutput>, at: f64, below: bool) {
        if let Some(ime) = ime {
            ime.should_interrupt_composition &= self.composing;
            if below {
                ime.cursor_rect = under(ime.cursor_rect);
            }
            (self.last, self.gone_at) = (Some(*ime), None);
            return;
        }
        let gone_at = *self.gone_at.get_or_insert(at);
        if self.composing || at - gone_at > BETWEEN {
            self.last = None;
        }
        *ime = self.last.map(|last| IMEOutput { should_interrupt_composition: false, ..last });
    }
}

/// X11 is told one point, and opens its window there.
fn under(caret: Rect) -> Rect {
    Rect::from_min_size(caret.left_bottom(), vec2(caret.width(), 1.0))
}

/// True where winit speaks to an X server.
fn under_x11() -> bool {
    let named = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "linux") && !named("WAYLAND_DISPLAY") && !named("WAYLAND_SOCKET")
}

impl Plugin for InputMethod {
    fn debug_name(&self) -> &'static str {
        "input method"
    }

    fn input_hook(&mut self, _: &Context, input: &mut RawInput) {
        for event in &input.events {
            match event {
                Event::Ime(ImeEvent::Preedit { text, .. }) => self.composing = !text.is_empty(),
                Event::Ime(ImeEvent::Commit(_)) => self.composing = false,
                _ => {}
            }
        }
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        let at = ctx.input(|input| input.time);
        let ime = &mut output.platform_output.ime;
        let field = ime.is_some();
        self.tell(ime, at, under_x11());
        if !field && ime.is_some() {
            ctx.request_repaint_after_secs((BETWEEN * 1.2) as f32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{IMEPurpose, pos2};

    fn field(interrupts: bool) -> IMEOutput {
        let caret = Rect::from_min_size(pos2(100.0, 40.0), vec2(1.0, 18.0));
        IMEOutput {
            purpose: IMEPurpose::Normal,
            rect: caret,
            cursor_rect: caret,
            should_interrupt_composition: interrupts,
        }
    }

    #[test]
    fn candidates_stand_below_the_caret() {
        let mut ime = Some(field(false));
        InputMethod::default().tell(&mut ime, 1.0, true);
        assert_eq!(ime.map(|ime| ime.cursor_rect.min), Some(pos2(100.0, 58.0)));
    }

    #[test]
    fn a_change_of_field_takes_the_input_method_away_only_from_a_word_in_the_making() {
        let mut between = InputMethod::default();
        let mut ime = Some(field(true));
        between.tell(&mut ime, 1.0, false);
        assert_eq!(ime.map(|ime| ime.should_interrupt_composition), Some(false));
        for (at, there) in [(1.1, true), (1.2, true), (1.4, false), (1.5, false)] {
            let mut ime = None;
            between.tell(&mut ime, at, false);
            assert_eq!(ime.is_some(), there, "{at}");
        }
        between.composing = true;
        let mut ime = Some(field(true));
        between.tell(&mut ime, 2.0, false);
        assert_eq!(ime.map(|ime| ime.should_interrupt_composition), Some(true));
        let mut ime = None;
        between.tell(&mut ime, 2.1, false);
        assert_eq!(ime, None);
    }
}
