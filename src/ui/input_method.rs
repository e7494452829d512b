//! Input methods: their window of candidates stands below the caret, not over the words, and a mode somebody chose (Chinese,
//! or letters as they are) survives a change of field.
//!
//! The keys a word is made with are the input method's own, as is the one that ends it: where a system tells of them too, they
//! confirm, close and choose nothing.
//!
//! A change of field interrupts a composition by taking the input method away and giving it back, which under X11 is a new
//! one in its first mode. Where nothing is being composed there is nothing to interrupt; and a moment without a field, as
//! there is between two, takes nothing away.

use super::scanner::plain;
use egui::{Context, Event, FullOutput, ImeEvent, Plugin, RawInput, Rect, output::IMEOutput, vec2};

/// So long a field may be without the keyboard, seconds.
const BETWEEN: f64 = 0.15;

/// Puts it between the fields of this window and the system's input method.
pub(super) fn stand_between(ctx: &Context) {
    ctx.add_plugin(InputMethod::default());
}

/// Stands between the fields and the system's input method.
#[derive(Debug, Default)]
pub(super) struct InputMethod {
    /// A word is in the making.
    composing: bool,
    /// What the last field said, and since when none says anything.
    last: Option<IMEOutput>,
    gone_at: Option<f64>,
}

impl InputMethod {
    /// Follows the word in the making, and takes the keys out that belong to it.
    fn take_own_keys(&mut self, events: &mut Vec<Event>) {
        // The word ended here, and nothing else came since.
        let mut ended = false;
        events.retain(|event| match event {
            Event::Ime(ImeEvent::Preedit { text, .. }) => {
                let before = std::mem::replace(&mut self.composing, !text.is_empty());
                ended = text.is_empty() && (before || ended);
                true
            }
            Event::Ime(ImeEvent::Commit(_)) => {
                ended |= std::mem::take(&mut self.composing);
                true
            }
            // What comes past the input method: there is no word in the making, whatever was heard before.
            Event::Text(_) => {
                (self.composing, ended) = (false, false);
                true
            }
            Event::Key { pressed: true, modifiers, .. } if plain(*modifiers) => !self.composing && !ended,
            _ => true,
        });
    }

    /// What the system is told in this frame.
    fn tell(&mut self, ime: &mut Option<IMEOutput>, at: f64, below: bool) {
        if let Some(ime) = ime {
            ime.should_interrupt_composition &= self.composing;
            self.composing &= !ime.should_interrupt_composition;
            if below {
                ime.cursor_rect = under(ime.cursor_rect);
            }
            (self.last, self.gone_at) = (Some(*ime), None);
            return;
        }
        let gone_at = *self.gone_at.get_or_insert(at);
        if std::mem::take(&mut self.composing) || at - gone_at > BETWEEN {
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
        self.take_own_keys(&mut input.events);
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
    use egui::{IMEPurpose, Key, Modifiers, pos2};

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
        between.composing = true;
        let mut ime = None;
        between.tell(&mut ime, 2.1, false);
        assert_eq!(ime, None);
    }

    #[test]
    fn the_keys_a_word_is_made_with_and_the_one_that_ends_it_are_nobodys() {
        let key = |key, modifiers| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
        let enter = || key(Key::Enter, Modifiers::NONE);
        let preedit = |text: &str| Event::Ime(ImeEvent::Preedit { text: text.into(), active_range_chars: None });
        let commit = || Event::Ime(ImeEvent::Commit("你好".into()));
        let left = |events: &[Event]| {
            let mut events = events.to_vec();
            InputMethod::default().take_own_keys(&mut events);
            events.iter().filter(|event| matches!(event, Event::Key { .. })).count()
        };
        assert_eq!(left(&[preedit("ni"), key(Key::Num1, Modifiers::NONE), key(Key::Escape, Modifiers::NONE)]), 0);
        assert_eq!(left(&[preedit("ni"), preedit(""), commit(), enter()]), 0);
        assert_eq!(left(&[preedit("ni"), commit(), preedit(""), enter()]), 0);
        assert_eq!(left(&[preedit("ni"), preedit(""), key(Key::Escape, Modifiers::NONE)]), 0);
        // What is not of a word goes on.
        assert_eq!(left(&[preedit(""), commit(), enter()]), 1, "it was written at one stroke");
        assert_eq!(left(&[preedit("ni"), key(Key::K, Modifiers::COMMAND)]), 1);
        assert_eq!(left(&[preedit("ni"), commit(), Event::Text("a".into()), enter()]), 1);
        assert_eq!(left(&[preedit("ni"), Event::Text("a".into()), enter()]), 1, "it never told the end of its word");
    }
}
