//! The one search box over everything: Ctrl K or /, type, choose. It lies over the window; nothing behind it hears a key or
//! a click while it is open. It finds, and presses buttons of the page; it decides nothing itself.

mod clipboard;
mod commands;
mod entry;
mod found;
mod look;
mod palette_keys;
mod top_bar_field;

pub(super) use top_bar_field::search_field;

use self::{clipboard::ClipboardOffer, entry::Entry, palette_keys::PaletteKey};
use super::{
    action::Action,
    model::{Found, ListedSearch},
    screen::Screen,
    theme,
};
use egui::{Context, Event, Id, Modal, Ui, pos2};

const WIDTH: f32 = 680.0;
const TOP: f32 = 56.0;

/// The search box, open or not.
#[derive(Debug, Default)]
pub(super) struct CommandPalette {
    open: Option<OpenPalette>,
    /// What gets the keyboard back, once nothing lies over it any more.
    back: Option<Id>,
}

#[derive(Debug, Default)]
struct OpenPalette {
    typed: String,
    /// The chosen row; none while nothing was typed and no arrow was pressed.
    chosen: Option<usize>,
    /// The choice was moved by a key: it is brought into sight.
    moved: bool,
    /// What had the keyboard before.
    back: Option<Id>,
    offer: ClipboardOffer,
}

impl CommandPalette {
    pub const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Opens it over what has the keyboard now, and asks for what is on the clipboard.
    pub fn open(&mut self, ctx: &Context) {
        let back = ctx.memory(egui::Memory::focused);
        self.open = Some(OpenPalette { back, offer: ClipboardOffer::ask(ctx), ..OpenPalette::default() });
    }

    pub fn close(&mut self) {
        self.open = None;
    }

    /// Takes out of what comes in this frame what the clipboard answered: it is offered, not typed.
    pub fn take_clipboard(&mut self, events: &mut Vec<Event>) {
        if let Some(open) = &mut self.open {
            open.offer.take(events);
        }
    }

    /// What is to be looked for in the shop.
    pub fn query(&self) -> String {
        let typed = self.open.as_ref().map(|open| open.typed.trim()).unwrap_or_default();
        if commands::only(typed).is_some() { String::new() } else { typed.to_owned() }
    }

    pub fn show(&mut self, screen: &Screen<'_>, ui: &Ui, acts: &mut Vec<Action>) {
        self.give_back(ui.ctx());
        let Some(open) = &mut self.open else { return };
        let p = theme::of(ui);
        let room = ui.ctx().content_rect();
        let id = Id::unique("palette");
        let width = WIDTH.min(room.width() - 2.0 * theme::PAD);
        // A question is in the middle of the window, this at its top.
        let area = egui::Area::new(id)
            .kind(egui::UiKind::Modal)
            .sense(egui::Sense::hover())
            .order(egui::Order::Foreground)
            .fade_in(false) // it is typed into at once
            .fixed_pos(pos2(room.center().x - width / 2.0, room.top() + TOP));
        let frame = theme::dialog(p).inner_margin(0);
        let shown = Modal::new(id).area(area).frame(frame).backdrop_color(p.veil).show(ui.ctx(), |ui| {
            ui.set_width(width);
            open.draw(screen, ui, acts)
        });
        let leaves = shown.should_close();
        if leaves {
            self.back = open.back;
        }
        if leaves || shown.inner {
            self.close();
            ui.ctx().memory_mut(|memory| memory.surrender_focus(look::field_id()));
        }
    }

    /// As long as this lay over the window in the frame before, nothing behind it can have the keyboard.
    fn give_back(&mut self, ctx: &Context) {
        let free = ctx.memory(|memory| memory.top_modal_layer().is_none());
        match self.back.take_if(|_| free && self.open.is_none()) {
            Some(back) => ctx.memory_mut(|memory| memory.request_focus(back)),
            None if self.back.is_some() => ctx.request_repaint(),
            None => {}
        }
    }
}

impl OpenPalette {
    /// True when something was carried out: the box has done its work.
    fn draw(&mut self, screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) -> bool {
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        let pressed = palette_keys::hear(ui);
        let offer = self.offer.number(&self.typed).map(str::to_owned);
        let field = look::field(ui, screen.now.lang, &mut self.typed, offer.as_deref());
        let takes_offer = field.offer_clicked || (pressed == PaletteKey::Enter && self.typed.trim().is_empty());
        let taken = offer.filter(|_| takes_offer && (field.offer_clicked || self.chosen.is_none()));
        let changed = field.changed || taken.is_some();
        let by_offer = taken.is_some();
        if let Some(number) = taken {
            self.typed = number;
            look::caret_to_end(ui, &self.typed);
        }
        let typed = self.typed.trim().to_owned();
        if changed {
            self.chosen = (!typed.is_empty()).then_some(0);
        }
        let only = commands::only(&typed);
        let answer = screen.model.shot.found.as_ref().filter(|_| only.is_none() && !typed.is_empty());
        let found = answer.and_then(|answer| answer.as_ref().ok());
        let answered = found.is_some_and(|found| found.typed == typed);
        let mut entries = found.map(|found| found::entries(screen.now, found)).unwrap_or_default();
        entries.extend(commands::fitting(screen, &typed));
        self.walk(pressed, &entries);
        let content = look::BodyContent { screen, typed: &typed, only: only.is_some(), answered, answer };
        let clicked = look::body(ui, &content, &entries, (self.chosen, std::mem::take(&mut self.moved)));
        let lists = found.filter(|found| answered && !found.page.hits.is_empty());
        look::foot(ui, screen.now.lang, lists.map(|found| found.page.count));
        if pressed == PaletteKey::ListAll
            && let Some(Found { typed, .. }) = lists
        {
            acts.push(Action::ListSearch(ListedSearch { typed: typed.clone(), from: None }));
            return true;
        }
        // Rows of an older answer are on show until the new one is here: Enter does not open one of them.
        let settled = typed.is_empty() || only.is_some() || answered || answer.is_some_and(Result::is_err);
        let entered = self.chosen.filter(|_| pressed == PaletteKey::Enter && settled && !by_offer);
        let Some(entry) = clicked.or(entered).and_then(|at| entries.get(at)) else { return false };
        acts.extend(entry.wishes.iter().cloned());
        true
    }

    /// Moves the choice.
    fn walk(&mut self, pressed: PaletteKey, entries: &[Entry]) {
        let last = entries.len().saturating_sub(1);
        self.chosen = self.chosen.map(|at| at.min(last));
        let group = |at: usize| entries.get(at).map(|entry| entry.group);
        let begins = |at: &usize| *at == 0 || group(*at) != group(at.saturating_sub(1));
        let begin_of = |at: usize| (0..=at).rev().find(begins);
        let at = self.chosen;
        let to = match pressed {
            PaletteKey::Down => Some(at.map_or(0, |at| at.saturating_add(1).min(last))),
            PaletteKey::Up => Some(at.map_or(0, |at| at.saturating_sub(1))),
            PaletteKey::NextGroup => {
                let next = at.map_or(0, |at| at.saturating_add(1));
                Some((next..entries.len()).find(begins).unwrap_or(0))
            }
            PaletteKey::GroupBefore => {
                let before = at.and_then(begin_of).and_then(|begin| begin.checked_sub(1)).unwrap_or(last);
                begin_of(before)
            }
            PaletteKey::Enter | PaletteKey::ListAll | PaletteKey::Nothing => return,
        };
        if !entries.is_empty() {
            self.chosen = to;
            self.moved = true;
        }
    }
}
