//! The 48 hours WeChat gives a shop to ship.

use crate::{
    domain::{SHIP_URGENT_SECS, SHIP_WITHIN_SECS, UnixSeconds},
    ui::{
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{Align, Rect, Ui, pos2, vec2};

/// How much of the time is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Deadline {
    /// Seconds left; below zero once it is late.
    pub left: i64,
    /// The part that is gone, 0 to 1.
    pub used: f32,
    /// It is time.
    pub urgent: bool,
}

impl Deadline {
    /// The clock of an order paid at this moment.
    pub fn of(paid_at: UnixSeconds, now: UnixSeconds) -> Self {
        let gone = now.since(paid_at).max(0);
        let left = SHIP_WITHIN_SECS - gone;
        let used = (gone as f32 / SHIP_WITHIN_SECS as f32).clamp(0.0, 1.0);
        Self { left, used, urgent: left <= SHIP_URGENT_SECS }
    }
}

/// Hours left, over a bar.
pub(super) fn show(ui: &Ui, rect: Rect, paid_at: UnixSeconds, now: Now) {
    let p = theme::of(ui);
    let clock = Deadline::of(paid_at, now.at);
    let ink = if clock.urgent { p.danger } else { p.accent };
    let words = text::hours_left(now.lang, clock.left);
    let upper = Rect::from_min_size(pos2(rect.left(), rect.center().y - 19.0), vec2(rect.width(), 18.0));
    let (font, letters) =
        if clock.urgent { (theme::bold(theme::CAPTION), p.danger) } else { (theme::font(theme::CAPTION), p.muted) };
    widgets::label_at(ui, upper, Align::Min, &words, font, letters);
    let bar = Rect::from_min_size(pos2(rect.left(), rect.center().y + 5.0), vec2(rect.width(), 6.0));
    ui.painter().rect_filled(bar, 3, p.line);
    let used = bar.with_max_x(bar.left() + (bar.width() * clock.used).max(6.0));
    ui.painter().rect_filled(used, 3, ink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_runs_from_the_payment_and_burns_at_the_end() {
        let paid = UnixSeconds::new(1_788_230_527);
        let after = |hours: i64| Deadline::of(paid, paid.plus(hours * 3600));
        assert_eq!(after(0), Deadline { left: SHIP_WITHIN_SECS, used: 0.0, urgent: false });
        assert_eq!((after(24).left, after(24).used), (24 * 3600, 0.5));
        assert!(!after(35).urgent && after(36).urgent);
        assert_eq!((after(60).left, after(60).used, after(60).urgent), (-12 * 3600, 1.0, true));
        // A clock that was set back shows a full bar's start, not nonsense.
        assert_eq!(Deadline::of(paid, paid.plus(-99)), after(0));
    }
}
