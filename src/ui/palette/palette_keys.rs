//! The keys the search box hears itself.

use egui::{Key, Modifiers, Ui};

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PaletteKey {
    Nothing,
    Up,
    Down,
    NextGroup,
    GroupBefore,
    Enter,
    ListAll,
}

/// The first of these keys, taken out of what the field hears.
pub(super) fn hear(ui: &Ui) -> PaletteKey {
    let keys = [
        (Modifiers::COMMAND, Key::Enter, PaletteKey::ListAll),
        (Modifiers::NONE, Key::Enter, PaletteKey::Enter),
        (Modifiers::SHIFT, Key::Tab, PaletteKey::GroupBefore),
        (Modifiers::NONE, Key::Tab, PaletteKey::NextGroup),
        (Modifiers::NONE, Key::ArrowDown, PaletteKey::Down),
        (Modifiers::NONE, Key::ArrowUp, PaletteKey::Up),
    ];
    let pressed =
        |(modifiers, key, pressed)| ui.input_mut(|input| input.consume_key(modifiers, key)).then_some(pressed);
    keys.into_iter().find_map(pressed).unwrap_or(PaletteKey::Nothing)
}
