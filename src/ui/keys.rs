//! Keys as the pages hear them: never through a dialog, and never while somebody types.

use egui::{self, Key, Modifiers, Ui};
use std::ops::Range;

/// False where a dialog, a question or a large picture lies over this: its keys are not heard then, whoever asks for them.
pub(super) fn in_front(ui: &Ui) -> bool {
    ui.ctx().memory(|memory| memory.allows_interaction(ui.layer_id()))
}

/// True if this key was pressed and nobody is typing. A key that repeats counts, so that a list can be walked.
pub(super) fn key(ui: &Ui, wanted: Key) -> bool {
    let typing = ui.ctx().text_edit_focused();
    !typing && in_front(ui) && ui.input_mut(|input| input.consume_key(Modifiers::NONE, wanted))
}

/// The row that J and K, or the arrows, choose next, where one of them was pressed: beside the chosen one, or, where that is
/// out of sight or none is chosen, where the eye is.
pub(super) fn walk(ui: &Ui, rows: usize, chosen: Option<usize>, in_sight: Range<usize>) -> Option<usize> {
    let down = key(ui, Key::J) || key(ui, Key::ArrowDown);
    let up = key(ui, Key::K) || key(ui, Key::ArrowUp);
    let last = rows.checked_sub(1).filter(|_| down || up)?;
    let next = match chosen.filter(|at| in_sight.is_empty() || in_sight.contains(at)) {
        Some(at) if down => at + 1,
        Some(at) => at.saturating_sub(1),
        None if down => in_sight.start,
        None => in_sight.end.saturating_sub(1),
    };
    Some(next.min(last))
}

/// True if this key was pressed anew: for keys that decide something.
pub(super) fn fresh_key(ui: &Ui, wanted: Key) -> bool {
    let fresh = |event: &egui::Event| matches!(event, egui::Event::Key { key, pressed: true, repeat: false, .. } if *key == wanted);
    in_front(ui)
        && ui.input(|input| input.events.iter().any(fresh))
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, wanted))
}

/// A deciding key, while nobody is typing and nothing else has the keyboard.
pub(super) fn deciding_key(ui: &Ui, wanted: Key) -> bool {
    !ui.ctx().text_edit_focused() && fresh_key(ui, wanted)
}
