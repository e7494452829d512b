//! The keys the search box hears itself. What an input method is composing has its own keys: an Enter that takes a word
//! opens nothing.

use egui::{Event, ImeEvent, Key, Modifiers, Ui};

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pressed {
    Nothing,
    Up,
    Down,
    NextGroup,
    GroupBefore,
    Enter,
    ListAll,
}

/// Whether a word is in the making.
#[derive(Debug, Default)]
pub(super) struct PaletteKeys {
    composing: bool,
    /// One was taken in this frame.
    took: bool,
}

impl PaletteKeys {
    /// True where the keys of this frame are the input method's.
    pub const fn composing(&self) -> bool {
        self.composing || self.took
    }

    /// The first of these keys, taken out of what the field hears.
    pub fn hear(&mut self, ui: &Ui) -> Pressed {
        self.took = false;
        ui.input(|input| {
            for event in &input.events {
                match event {
                    Event::Ime(ImeEvent::Preedit { text, .. }) if !text.is_empty() => self.composing = true,
                    // The end of a word comes as an empty one, then as its characters.
                    Event::Ime(ImeEvent::Preedit { .. } | ImeEvent::Commit(_)) => {
                        self.took |= std::mem::take(&mut self.composing);
                    }
                    _ => {}
                }
            }
        });
        let keys = [
            (Modifiers::COMMAND, Key::Enter, Pressed::ListAll),
            (Modifiers::NONE, Key::Enter, Pressed::Enter),
            (Modifiers::SHIFT, Key::Tab, Pressed::GroupBefore),
            (Modifiers::NONE, Key::Tab, Pressed::NextGroup),
            (Modifiers::NONE, Key::ArrowDown, Pressed::Down),
            (Modifiers::NONE, Key::ArrowUp, Pressed::Up),
        ];
        let pressed =
            |(modifiers, key, pressed)| ui.input_mut(|input| input.consume_key(modifiers, key)).then_some(pressed);
        let heard = keys.into_iter().find_map(pressed).unwrap_or(Pressed::Nothing);
        if self.composing() { Pressed::Nothing } else { heard }
    }
}
