//! One vocabulary of state chips: sign, word and tint, so that they read without colour.

use super::{Glyph, write::label_node};
use crate::domain::{Fen, NoticeVerdict, OrderState, RefundState};
use crate::store::{OrderRow, RefundRow};
use crate::ui::{text, text::Lang, theme};
use egui::{Color32, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

/// How a chip looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum ChipLook {
    /// To do: jade dot.
    Accent,
    /// Money leaves.
    Danger,
    /// Under way.
    Info,
    /// Wants the owner.
    Warn,
    /// Waits for someone else.
    Ring,
    /// A part of its money went back.
    Half,
    /// Finished well.
    Check,
    /// Finished without.
    Cross,
    /// Held back for a moment.
    Clock,
}

impl ChipLook {
    const fn glyph(self) -> Glyph {
        match self {
            Self::Accent => Glyph::Dot,
            Self::Danger => Glyph::BackArrow,
            Self::Info => Glyph::Arrow,
            Self::Warn => Glyph::Bang,
            Self::Ring => Glyph::Ring,
            Self::Half => Glyph::Half,
            Self::Check => Glyph::Check,
            Self::Cross => Glyph::Cross,
            Self::Clock => Glyph::Clock,
        }
    }

    /// Ink, ground and outline.
    fn colors(self, p: &theme::Palette) -> (Color32, Color32, Option<Color32>) {
        match self {
            Self::Accent => (p.accent, p.accent_bg, None),
            Self::Danger => (p.danger, p.danger_bg, None),
            Self::Info => (p.info, p.info_bg, None),
            Self::Warn | Self::Clock => (p.warn, p.warn_bg, None),
            Self::Ring | Self::Half | Self::Check | Self::Cross => (p.muted, p.raised, Some(p.line)),
        }
    }
}

const HEIGHT: f32 = 22.0;

/// How wide the chip of this word is.
pub(in crate::ui) fn chip_width(ui: &Ui, word: &str) -> f32 {
    ui.painter().layout_no_wrap(word.to_owned(), theme::font(theme::CAPTION), Color32::PLACEHOLDER).size().x + 38.0
}

/// A chip in the flow of a line.
pub(in crate::ui) fn chip(ui: &mut Ui, look: ChipLook, word: &str) {
    let (rect, _) = ui.allocate_exact_size(vec2(chip_width(ui, word), HEIGHT), Sense::hover());
    chip_at(ui, rect.left_center(), look, word);
}

/// A chip at a place: `at` is the middle of its left side.
pub(in crate::ui) fn chip_at(ui: &Ui, at: Pos2, look: ChipLook, word: &str) -> Rect {
    let p = theme::of(ui);
    let (ink, ground, line) = look.colors(p);
    let rect = Rect::from_min_size(pos2(at.x, at.y - HEIGHT / 2.0), vec2(chip_width(ui, word), HEIGHT));
    let painter = ui.painter();
    let stroke = line.map_or(Stroke::NONE, |line| Stroke::new(1.0, line));
    painter.rect(rect, 11, ground, stroke, StrokeKind::Inside);
    look.glyph().paint(painter, pos2(rect.left() + 16.0, rect.center().y), ink);
    let letters = painter.layout_no_wrap(word.to_owned(), theme::font(theme::CAPTION), ink);
    painter.galley(pos2(rect.left() + 27.0, rect.center().y - letters.size().y / 2.0), letters, ink);
    label_node(ui, rect, word);
    rect
}

/// Some of an order's money went back, and not all of it.
pub(in crate::ui) fn is_part_refunded(state: OrderState, refunded: Fen) -> bool {
    !refunded.is_zero() && state != OrderState::Refunded
}

/// The chip of an order that was refunded in part, at the right end of `room`; its sign alone where the words leave less
/// than half of it. Gives what is left of the room.
pub(in crate::ui) fn part_refunded_at(ui: &Ui, room: Rect, lang: Lang) -> Rect {
    let word = text::part_refunded(lang);
    let width = chip_width(ui, word);
    if room.width() >= 2.0 * width {
        chip_at(ui, pos2(room.right() - width, room.center().y), ChipLook::Half, word);
        return room.with_max_x(room.right() - width - 8.0);
    }
    let at = pos2(room.right() - 6.0, room.center().y);
    Glyph::Half.paint(ui.painter(), at, theme::of(ui).muted);
    let place = Rect::from_center_size(at, vec2(14.0, 20.0));
    label_node(ui, place, word);
    room.with_max_x(place.left() - 6.0)
}

/// A small word beside something, without a sign: what kind of thing it is, not how it stands.
pub(in crate::ui) fn mark(ui: &mut Ui, word: &str) {
    let letters = letters(ui, word);
    let (rect, _) = ui.allocate_exact_size(vec2(letters + 14.0, 20.0), Sense::hover());
    mark_at(ui, rect.left_center(), word);
}

/// A [`mark`] at a place: `at` is the middle of its left side. Gives its width.
pub(in crate::ui) fn mark_at(ui: &Ui, at: Pos2, word: &str) -> f32 {
    let p = theme::of(ui);
    let width = letters(ui, word) + 14.0;
    let rect = Rect::from_min_size(pos2(at.x, at.y - 10.0), vec2(width, 20.0));
    ui.painter().rect_stroke(rect, 4, Stroke::new(1.0, p.warn), StrokeKind::Inside);
    let galley = ui.painter().layout_no_wrap(word.to_owned(), theme::font(theme::CAPTION), p.warn);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, p.warn);
    label_node(ui, rect, word);
    width
}

fn letters(ui: &Ui, word: &str) -> f32 {
    ui.painter().layout_no_wrap(word.to_owned(), theme::font(theme::CAPTION), Color32::PLACEHOLDER).size().x
}

/// The chip of an order: what is most urgent about it.
pub(in crate::ui) fn order_look(lang: Lang, row: &OrderRow) -> (ChipLook, &'static str) {
    if row.attention.is_some() || row.state == OrderState::NeedsOwner {
        return (ChipLook::Warn, text::needs_you(lang));
    }
    if row.refund.is_some_and(|state| state == RefundState::Requested || state.holds_money()) {
        return (ChipLook::Danger, text::refunding(lang));
    }
    if row.nothing_to_send && row.state == OrderState::ToShip {
        return (ChipLook::Check, text::nothing_to_send_short(lang));
    }
    let look = match row.state {
        OrderState::ToPay => ChipLook::Ring,
        OrderState::Confirming => ChipLook::Clock,
        OrderState::ToShip => ChipLook::Accent,
        OrderState::Shipped => ChipLook::Info,
        OrderState::Received | OrderState::Refunded => ChipLook::Check,
        OrderState::Closed => ChipLook::Cross,
        OrderState::NeedsOwner => ChipLook::Warn,
    };
    (look, row.state.word(lang))
}

/// The chip of a refund.
pub(in crate::ui) fn refund_look(lang: Lang, row: &RefundRow) -> (ChipLook, &'static str) {
    if row.renewed {
        return (ChipLook::Cross, text::sent_again(lang));
    }
    let look = match row.state {
        RefundState::Requested | RefundState::Failed => ChipLook::Danger,
        RefundState::Approved => ChipLook::Clock,
        RefundState::Sending | RefundState::Processing => ChipLook::Info,
        RefundState::InDoubt | RefundState::WaitingForMoney | RefundState::Stuck => ChipLook::Warn,
        RefundState::Refunded => ChipLook::Check,
        RefundState::Rejected => ChipLook::Cross,
    };
    (look, row.state.word(lang))
}

/// The chip of a received message.
pub(in crate::ui) fn verdict_look(lang: Lang, verdict: NoticeVerdict) -> (ChipLook, &'static str) {
    let look = match verdict {
        NoticeVerdict::Accepted | NoticeVerdict::Repeated | NoticeVerdict::NotPaid => ChipLook::Check,
        NoticeVerdict::UnknownNumber | NoticeVerdict::Differs => ChipLook::Warn,
        _ => ChipLook::Cross,
    };
    (look, text::verdict(lang, verdict))
}
