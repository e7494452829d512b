//! The keys the search box hears itself.

use egui::{Key, Modifiers, Ui};

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

/// The first of these keys, taken out of what the field hears.
pub(super) fn hear(ui: &Ui) -> Pressed {
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
    keys.into_iter().find_map(pressed).unwrap_or(Pressed::Nothing)
}
