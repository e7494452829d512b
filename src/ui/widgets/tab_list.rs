//! Controls that are one stop of the Tab key together, as a list of tabs is: from the one that has the keyboard the arrows
//! walk to the others, and nothing is chosen on the way.

use super::row_sense;
use egui::{EventFilter, Id, Key, Memory, Modifiers, Sense, Ui};

/// Which way they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum TabWay {
    Across,
    Down,
}

/// Which of them Tab leads to.
pub(in crate::ui) struct TabList {
    stop: usize,
    /// Where an arrow led just now.
    next: Option<usize>,
}

impl TabList {
    /// Of controls with these identities; Tab leads to the one at `chosen` while none of them has the keyboard.
    pub fn of(ui: &Ui, ids: &[Id], chosen: usize, way: TabWay) -> Self {
        let focused = ui.memory(Memory::focused);
        let held = ids.iter().position(|id| focused == Some(*id));
        let next = held.and_then(|at| walked(ui, at, ids.len(), way));
        let stop = held.unwrap_or(chosen);
        if let Some(id) = held.and_then(|at| ids.get(at)) {
            // The arrows walk them; they do not leave them.
            let (vertical_arrows, horizontal_arrows) = (way == TabWay::Down, way == TabWay::Across);
            let filter = EventFilter { vertical_arrows, horizontal_arrows, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(*id, filter));
        }
        if let Some(id) = next.and_then(|at| ids.get(at)) {
            ui.memory_mut(|memory| memory.request_focus(*id));
        }
        Self { stop, next }
    }

    /// What the one at this place senses.
    pub fn sense(&self, at: usize) -> Sense {
        row_sense(at == self.stop || self.next == Some(at))
    }
}

/// Where the arrows, Home and End lead from the one at `at`: round at both ends.
fn walked(ui: &Ui, at: usize, all: usize, way: TabWay) -> Option<usize> {
    let last = all.saturating_sub(1);
    let (forth, back) = match way {
        TabWay::Across => (Key::ArrowRight, Key::ArrowLeft),
        TabWay::Down => (Key::ArrowDown, Key::ArrowUp),
    };
    let steps = [
        (forth, if at == last { 0 } else { at + 1 }),
        (back, at.checked_sub(1).unwrap_or(last)),
        (Key::Home, 0),
        (Key::End, last),
    ];
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    steps.into_iter().find(|(key, _)| pressed(*key)).map(|(_, to)| to)
}
