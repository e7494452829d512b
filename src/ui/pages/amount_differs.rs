//! A payment whose sum is not the order's, as a comparison: owed, paid, and what is missing or too much. Below it the ways
//! out, each with its own button.

use crate::{
    domain::{Attention, Fen, OrderState},
    store::OrderDetail,
    ui::{
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind, Glyph},
    },
};
use egui::{self, Align, Color32, FontId, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

const FIGURES: f32 = 74.0;
const BAR: f32 = 6.0;
/// Inside a figure's cell, at its sides.
const CELL: f32 = 8.0;

/// By how much a payment misses what was owed, fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AmountGap {
    Short(Fen),
    Over(Fen),
}

impl AmountGap {
    /// `None` where there is nothing to compare: another trouble, another currency, or the sums are the same.
    pub(super) fn of(detail: &OrderDetail) -> Option<Self> {
        let row = &detail.row;
        let waits = row.attention == Some(Attention::AmountDiffers) && row.state == OrderState::NeedsOwner;
        let (owed, paid) = (row.total, detail.refundable.paid);
        if !waits || row.paid_at.is_none() || owed == paid {
            return None;
        }
        owed.checked_sub(paid).map(Self::Short).or_else(|| paid.checked_sub(owed).map(Self::Over))
    }
}

/// The way out the owner pressed. A question or a dialog follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WayOut {
    /// Give this much back.
    Refund(Fen),
    /// Take the money as it is, and bear this loss.
    Bear(Fen),
    /// Take all of it.
    Keep,
}

/// What was owed, what came, and the difference.
pub(super) fn compare(ui: &mut Ui, lang: Lang, detail: &OrderDetail, gap: AmountGap) {
    let p = theme::of(ui);
    let (short, by) = match gap {
        AmountGap::Short(by) => (true, by),
        AmountGap::Over(by) => (false, by),
    };
    widgets::bold_label(ui, &text::amount_title(lang, &detail.row.buyer, short), theme::TITLE);
    let (owed, paid) = (detail.row.total, detail.refundable.paid);
    let (name, ink) = if short { (text::amount_short(lang), p.danger) } else { (text::amount_over(lang), p.warn) };
    let figures = [(text::owed(lang), owed, p.text), (text::paid(lang), paid, p.text), (name, by, ink)];
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), FIGURES), Sense::hover());
    ui.painter().rect(rect, theme::RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let cell = rect.width() / 3.0;
    let fonts = figure_fonts(ui, figures.map(|(_, sum, _)| sum), cell - 2.0 * CELL);
    for (at, ((name, sum, ink), font)) in figures.into_iter().zip(fonts).enumerate() {
        let left = rect.left() + at as f32 * cell;
        if at > 0 {
            ui.painter().vline(left, rect.top()..=rect.bottom() - BAR, Stroke::new(1.0, p.line));
        }
        let line = |top: f32, height: f32| {
            Rect::from_min_size(pos2(left + CELL, rect.top() + top), vec2(cell - 2.0 * CELL, height))
        };
        widgets::paint_cut(ui, line(7.0, 20.0), Align::Min, name, theme::font(theme::SMALL), p.muted);
        widgets::paint_cut(ui, line(27.0, 36.0), Align::Min, &sum.to_string(), font, ink);
        widgets::label_node(ui, line(7.0, 56.0), &format!("{name} {sum}"));
    }
    bar(ui, rect, owed.get().min(paid.get()) as f32 / owed.get().max(paid.get()).max(1) as f32, short);
    widgets::sentence(ui, &text::amount_received(lang, paid, by, short), p.text);
}

/// The font of each figure: the figures' own size where all have room in it, else a smaller one for all. The difference
/// alone is bold.
fn figure_fonts(ui: &Ui, sums: [Fen; 3], room: f32) -> [FontId; 3] {
    let of_size = |size: f32| [theme::font(size), theme::font(size), theme::bold(size)];
    let fits = |fonts: &[FontId; 3]| {
        let width = |sum: Fen, font: &FontId| {
            ui.painter().layout_no_wrap(sum.to_string(), font.clone(), Color32::PLACEHOLDER).size().x
        };
        sums.iter().zip(fonts).all(|(sum, font)| width(*sum, font) <= room)
    };
    [theme::FIGURE, theme::TITLE].map(of_size).into_iter().find(fits).unwrap_or_else(|| of_size(theme::BODY))
}

/// Along the foot: what fits, and what is missing of it or too much.
fn bar(ui: &Ui, rect: Rect, share: f32, short: bool) {
    let p = theme::of(ui);
    let foot = rect.shrink(1.0).with_min_y(rect.bottom() - 1.0 - BAR);
    let middle = foot.left() + foot.width() * share;
    let beyond = if short { p.danger_bg } else { p.warn };
    for (part, ink) in [(foot.with_max_x(middle), p.accent), (foot.with_min_x(middle), beyond)] {
        // The whole foot is round; a part is the same round foot seen through its own place.
        let painter = ui.painter().with_clip_rect(part.intersect(ui.clip_rect()));
        painter.rect_filled(rect.shrink(1.0), theme::RADIUS, ink);
    }
}

/// The ways out. `refundable`: money can go back from here.
pub(super) fn ways_out(
    ui: &mut Ui,
    lang: Lang,
    detail: &OrderDetail,
    gap: AmountGap,
    (refundable, busy): (bool, bool),
) -> Option<WayOut> {
    let p = theme::of(ui);
    let left = detail.refundable.left();
    if left.is_zero() {
        widgets::muted(ui, text::way_refund_begun(lang));
        return None;
    }
    let mut chosen = None;
    let mut offer = |ui: &mut Ui, sign: (Glyph, Color32), words: [&str; 3], kind: ButtonKind, out: WayOut| {
        if way(ui, sign, words, kind, !busy) {
            chosen = Some(out);
        }
    };
    widgets::caption(ui, text::choose_way(lang));
    let back = (Glyph::BackArrow, p.text);
    let too_much = match gap {
        AmountGap::Over(_) => left.checked_sub(detail.row.total).filter(|extra| !extra.is_zero()),
        AmountGap::Short(_) => None,
    };
    if let Some(extra) = too_much.filter(|_| refundable) {
        let (name, button) = (text::way_extra(lang, extra), text::way_refund_button(lang, extra));
        let words = [name.as_str(), text::way_extra_means(lang), button.as_str()];
        offer(ui, back, words, ButtonKind::Plain, WayOut::Refund(extra));
    }
    if refundable {
        let (name, button) = (text::way_refund(lang, left), text::way_refund_button(lang, left));
        let words = [name.as_str(), text::way_refund_means(lang), button.as_str()];
        offer(ui, back, words, ButtonKind::Plain, WayOut::Refund(left));
    }
    match gap {
        AmountGap::Short(loss) => {
            let name = text::way_bear(lang, left);
            let (means, button) = (text::way_bear_means(lang, loss), text::way_bear_button(lang, loss));
            let words = [name.as_str(), means.as_str(), button.as_str()];
            offer(ui, (Glyph::Bang, p.danger), words, ButtonKind::Danger, WayOut::Bear(loss));
        }
        AmountGap::Over(_) => {
            let name = text::way_keep(lang, left);
            let words = [name.as_str(), text::way_keep_means(lang), text::accept(lang)];
            offer(ui, (Glyph::Check, p.text), words, ButtonKind::Plain, WayOut::Keep);
        }
    }
    // Waiting is no step: nothing is written, and the order stays where it is.
    widgets::caption(ui, text::way_wait(lang));
    chosen
}

/// One way: its sign, its name, what it means, and the button. True when it was pressed.
fn way(
    ui: &mut Ui,
    (sign, ink): (Glyph, Color32),
    [name, means, button]: [&str; 3],
    kind: ButtonKind,
    ready: bool,
) -> bool {
    let p = theme::of(ui);
    let mut pressed = false;
    theme::card(p).inner_margin(egui::Margin::symmetric(12, 9)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let (place, _) = ui.allocate_exact_size(vec2(14.0, 20.0), Sense::hover());
            sign.paint(ui.painter(), place.center(), ink);
            ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
                // Its name stays its own: to a screen reader it must not become another one.
                pressed = ui.push_id(button, |ui| widgets::button(ui, kind, button, ready).clicked()).inner;
                ui.with_layout(egui::Layout::top_down(Align::Min), |ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    widgets::paragraph(ui, name);
                    widgets::muted(ui, means);
                });
            });
        });
    });
    pressed
}
