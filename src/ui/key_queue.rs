//! One key at a time: keys that came while one picture was painted reach the pages one after another, each when what the
//! key before it led to is on show. J and Space pressed quickly tick the next row, not the old one and not none.

use super::scanner::Typing;
use egui::{Event, Key};

/// The keys that wait for their turn.
#[derive(Debug, Default)]
pub(super) struct KeyQueue {
    waiting: Vec<Event>,
}

impl KeyQueue {
    /// Leaves the first key that was pressed, with its character, among the events of one frame and keeps what came behind
    /// it. Into a field everything goes at once.
    pub fn take(&mut self, events: &mut Vec<Event>, typing: Typing) {
        if typing == Typing::Field {
            if !self.waiting.is_empty() {
                events.splice(0..0, self.waiting.drain(..));
            }
            return;
        }
        let mut pressed = 0;
        let mut out = Vec::with_capacity(events.len());
        for event in std::mem::take(&mut self.waiting).into_iter().chain(events.drain(..)) {
            let more = matches!(event, Event::Key { pressed: true, .. });
            pressed += usize::from(more);
            match event {
                // A key that is held down repeats: what it asked for while nothing was painted is not made up for.
                Event::Key { repeat: true, .. } if pressed > 1 => pressed -= 1,
                // An Enter does not wait: nobody has seen the question it would answer.
                Event::Key { key: Key::Enter, pressed: true, .. } if pressed > 1 => {}
                Event::Key { .. } | Event::Text(_) if pressed > 1 => self.waiting.push(event),
                _ => out.push(event),
            }
        }
        *events = out;
    }

    /// True while a key waits: another frame is wanted.
    pub fn wait(&self) -> bool {
        !self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyQueue, Typing};
    use egui::{Event, Key, Modifiers};

    fn press(key: Key, repeat: bool) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat, modifiers: Modifiers::NONE }
    }

    fn text(c: &str) -> Event {
        Event::Text(c.to_owned())
    }

    /// What each of three frames hears when all of `events` came in the first.
    fn frames(events: &[Event], typing: Typing) -> [Vec<Event>; 3] {
        let mut key_queue = KeyQueue::default();
        let mut first = events.to_vec();
        key_queue.take(&mut first, typing);
        let [mut second, mut third] = [Vec::new(), Vec::new()];
        key_queue.take(&mut second, typing);
        key_queue.take(&mut third, typing);
        assert!(!key_queue.wait());
        [first, second, third]
    }

    #[test]
    fn keys_of_one_moment_are_heard_one_by_one_in_their_order() {
        let all =
            [press(Key::J, false), text("j"), press(Key::J, false), text("j"), press(Key::Space, false), text(" ")];
        let heard = frames(&all, Typing::Keys);
        assert_eq!(heard, [all[..2].to_vec(), all[2..4].to_vec(), all[4..].to_vec()]);
    }

    #[test]
    fn a_click_does_not_wait_behind_a_key() {
        let gone = Event::PointerGone;
        let heard = frames(&[press(Key::J, false), press(Key::K, false), gone.clone()], Typing::Keys);
        assert_eq!(heard, [vec![press(Key::J, false), gone], vec![press(Key::K, false)], vec![]]);
    }

    #[test]
    fn a_key_that_is_held_down_does_not_run_on_after_it_is_let_go() {
        let mut all = vec![press(Key::J, false)];
        all.extend((0..9).map(|_| press(Key::J, true)));
        assert_eq!(frames(&all, Typing::Keys), [vec![press(Key::J, false)], vec![], vec![]]);
    }

    #[test]
    fn an_enter_answers_no_question_that_was_not_on_show_when_it_was_pressed() {
        let all = [press(Key::A, false), text("a"), press(Key::Enter, false)];
        assert_eq!(frames(&all, Typing::Keys), [all[..2].to_vec(), vec![], vec![]]);
    }

    #[test]
    fn into_a_field_all_letters_go_at_once_and_those_that_waited_first() {
        let mut key_queue = KeyQueue::default();
        let mut events = vec![press(Key::S, false), text("s"), press(Key::F, false), text("f")];
        key_queue.take(&mut events, Typing::Keys);
        assert_eq!(events, [press(Key::S, false), text("s")]);
        let mut later = vec![press(Key::Num1, false), text("1")];
        key_queue.take(&mut later, Typing::Field);
        assert_eq!(later, [press(Key::F, false), text("f"), press(Key::Num1, false), text("1")]);
    }
}
