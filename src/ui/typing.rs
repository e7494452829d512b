//! What a field needs to know of the keyboard: a scanned code leaves it as if it had never fallen in, and characters no
//! person sees (a NUL from another program's clipboard) never come in, for they would silence every screen reader.

use egui::{
    Context, Event, Id, ImeEvent, Response, accesskit::ActionData, text::CCursorRange, text_edit::TextEditState,
};

/// What goes on at the keyboard in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Keyboard {
    /// A person's keys, if any.
    #[default]
    Calm,
    /// Characters of something fast came before this frame: what stands in the field now may leave it again.
    Burst,
    /// They were a code's.
    Restore,
}

/// A field as it was before the burst.
#[derive(Clone)]
struct Before {
    field: Id,
    words: String,
    cursor: Option<CCursorRange>,
}

fn keyboard_id() -> Id {
    Id::unique("keyboard")
}

fn before_id() -> Id {
    Id::unique("before-burst")
}

fn hasty_id() -> Id {
    Id::unique("hasty-enter")
}

/// Tells the fields what this frame brings.
pub(super) fn tell(ctx: &Context, keyboard: Keyboard) {
    ctx.data_mut(|data| data.insert_temp(keyboard_id(), keyboard));
}

/// An Enter came too soon, and was not counted: what the question on show says of it. `None`: nothing any more.
pub(super) fn tell_hasty(ctx: &Context, words: Option<&'static str>) {
    ctx.data_mut(|data| match words {
        Some(words) => {
            data.insert_temp(hasty_id(), words);
        }
        None => data.remove::<&'static str>(hasty_id()),
    });
}

/// What [`tell_hasty`] left for the question on show.
pub(super) fn hasty(ctx: &Context) -> Option<&'static str> {
    ctx.data(|data| data.get_temp(hasty_id()))
}

/// Draws a field over its content. All fields are drawn through here.
pub(super) fn field(ctx: &Context, id: Id, words: &mut String, draw: impl FnOnce(&mut String) -> Response) -> Response {
    words.retain(|c| !unseen(c));
    let changed = ctx.memory(|memory| memory.has_focus(id)) && restore(ctx, id, words);
    let mut response = draw(words);
    if changed {
        response.mark_changed();
    }
    response
}

/// True if the field was put back.
fn restore(ctx: &Context, id: Id, words: &mut String) -> bool {
    match ctx.data(|data| data.get_temp(keyboard_id())).unwrap_or_default() {
        Keyboard::Calm => {
            let cursor = TextEditState::load(ctx, id).and_then(|state| state.cursor.char_range());
            let before = Before { field: id, words: words.clone(), cursor };
            ctx.data_mut(|data| data.insert_temp(before_id(), before));
            false
        }
        Keyboard::Burst => false,
        Keyboard::Restore => {
            let before = ctx.data(|data| data.get_temp::<Before>(before_id())).filter(|before| before.field == id);
            let Some(before) = before.filter(|before| before.words != *words) else { return false };
            *words = before.words;
            if let Some(mut state) = TextEditState::load(ctx, id) {
                state.cursor.set_char_range(before.cursor);
                state.store(ctx, id);
            }
            true
        }
    }
}

/// Takes out of what was typed, pasted, or said by a screen reader what nobody can see.
pub(super) fn only_seen(events: &mut [Event]) {
    for event in events {
        match event {
            Event::Text(words)
            | Event::Ime(ImeEvent::Commit(words) | ImeEvent::Preedit { text: words, .. })
            | Event::Paste(words)
            | Event::MiddleClickPaste { text: words, .. } => words.retain(|c| !unseen(c)),
            Event::AccessKitActionRequest(request) => {
                if let Some(ActionData::Value(words)) = &mut request.data
                    && words.contains(unseen)
                {
                    *words = words.replace(unseen, "").into();
                }
            }
            _ => {}
        }
    }
}

/// Control characters; the ends of lines and columns of a pasted sheet are none here.
fn unseen(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}
