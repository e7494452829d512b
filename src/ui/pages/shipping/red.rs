//! The red screen: this parcel must not leave. It fills the window, and only a deliberate step takes it away: an Enter
//! that a scanner sends does not.

use super::verdict::Blocked;
use crate::{
    domain::OrderNo,
    ui::{
        action::Action,
        bench_word::BenchWord,
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{self, Id, Key, Modifiers, Order, RichText, Ui};

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Red {
    pub order_no: OrderNo,
    pub buyer: String,
    pub items: String,
    pub why: Blocked,
    /// Something else was scanned while it was up.
    pub scanned_on: bool,
}

impl Red {
    /// What the voice says, and the title of the red screen.
    pub const fn word(&self) -> BenchWord {
        match self.why {
            Blocked::RefundOpen(_) => BenchWord::Refunding,
            Blocked::Refunded(..) => BenchWord::Refunded,
            Blocked::Unpaid | Blocked::Closed | Blocked::NeedsOwner => BenchWord::DoNotShip,
        }
    }
}

fn sentence(lang: Lang, why: Blocked) -> String {
    match why {
        Blocked::RefundOpen(amount) => text::blocked_refund_open(lang, amount),
        Blocked::Refunded(amount, whole) => text::blocked_refunded(lang, amount, whole),
        Blocked::Unpaid => text::blocked_unpaid(lang).to_owned(),
        Blocked::Closed => text::blocked_closed(lang).to_owned(),
        Blocked::NeedsOwner => text::blocked_needs_owner(lang).to_owned(),
    }
}

/// Draws it over everything, if it is up.
pub(in crate::ui::pages) fn show(up: &mut Option<Red>, ui: &Ui, now: Now, acts: &mut Vec<Action>) {
    let Some(red) = up.clone() else { return };
    let p = theme::of(ui);
    let screen = ui.ctx().content_rect();
    let id = Id::unique("red-screen");
    let modal = egui::Modal::new(id)
        .area(egui::Modal::default_area(id).order(Order::Foreground).fixed_pos(screen.min))
        .frame(egui::Frame::new().fill(p.danger))
        .backdrop_color(p.danger);
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_min_size(screen.size());
        ui.set_max_size(screen.size());
        ui.vertical_centered(|ui| {
            ui.add_space(screen.height() * 0.22);
            words(ui, now.lang, &red);
            ui.add_space(28.0);
            let aside = widgets::key_button(ui, ButtonKind::Plain, text::put_aside(now.lang), "Esc", true).clicked();
            ui.add_space(4.0);
            let look = widgets::key_button(ui, ButtonKind::Plain, text::open_anyway(now.lang), "O", true).clicked();
            (aside, look)
        })
        .inner
    });
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (aside, look) = shown.inner;
    if look || pressed(Key::O) {
        *up = None;
        acts.push(Action::OpenOrder(red.order_no));
    } else if aside || pressed(Key::Escape) {
        *up = None;
    }
}

fn words(ui: &mut Ui, lang: Lang, red: &Red) {
    let ink = theme::of(ui).panel;
    let line = |words: String, font| egui::Label::new(RichText::new(words).font(font).color(ink)).wrap();
    ui.add(line(text::bench_word(lang, red.word()), theme::bold(theme::FIGURE * 2.0)));
    ui.add_space(12.0);
    ui.add(line(sentence(lang, red.why), theme::bold(theme::TITLE)));
    ui.add_space(12.0);
    let who = format!("{} · {} · {}", red.order_no, text::tame(&red.buyer, 24), text::tame(&red.items, 60));
    ui.add(line(who, theme::font(theme::NAME)));
    if red.scanned_on {
        ui.add_space(12.0);
        ui.add(line(text::scan_waiting(lang).to_owned(), theme::bold(theme::NAME)));
    }
}
