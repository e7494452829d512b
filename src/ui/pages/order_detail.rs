//! Everything about one order, beside the list: the goods and the money, what happened, and at the right the buyer, the
//! address, the parcels, and what the owner noted.

mod actions;
mod head;
mod side;

use super::{
    attention::{self, DetailWish},
    decide::Dialog,
    goods, held,
    overlays::Overlays,
    present::{self, LookedAt},
    printers, refund_alarms, set_aside,
    shipping::{self, ShippingPage},
    timeline,
};
use crate::{
    domain::{MarkSubject, OrderNo, OrderState, ProductId, Source},
    store::{Beside, OrderDetail},
    ui::{
        action::Action,
        layout::part,
        screen::Screen,
        text, theme,
        widgets::{self},
    },
};
use actions::Talk;
use egui::{self, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

/// Height of the number, the state and the sum, and of the buttons.
const HEAD: f32 = 52.0;
const FOOT: f32 = 52.0;
/// Width of what stands at the right.
const SIDE: f32 = 208.0;
/// Below this width all of it stands in one column.
const TWO_COLUMNS: f32 = 560.0;
const PAD: f32 = 16.0;

/// The panel.
pub(super) fn show(
    screen: &Screen<'_>,
    shipping: &mut ShippingPage,
    over: &mut Overlays,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let Some(order_no) = screen.gaze.order.clone() else { return };
    let Some(detail) = screen.model.order(&order_no) else {
        if screen.model.shot.gaze.order.as_ref() == Some(&order_no) {
            unreadable(screen, ui, rect, &order_no, acts);
        }
        return;
    };
    let top = rect.with_max_y(rect.top() + HEAD);
    part(ui, "order-head", top, |ui| head::show(screen, ui, top, detail, acts));
    let mut body = rect.with_min_y(top.bottom());
    let foot = actions::Foot::of(screen, shipping, detail);
    if foot.any() {
        body.max.y = rect.bottom() - FOOT;
    }
    let talk = Talk::of(screen, &order_no);
    let two = rect.width() >= TWO_COLUMNS && super::amount_differs::AmountGap::of(detail).is_none();
    let mut main = body;
    if two {
        main.max.x = rect.right() - SIDE;
    }
    let mut wish = scrolled(ui, ("order-main", &order_no), main.shrink2(vec2(PAD, 0.0)), |ui| {
        let wish = column(screen, shipping, over, ui, (detail, !two), &talk, acts);
        if !two {
            ui.separator();
            side::show(screen, (None, &mut over.marks), ui, (detail, talk.busy), acts);
        }
        wish
    });
    if two {
        let right = body.with_min_x(main.right());
        side_ground(ui, right, foot.any());
        scrolled(ui, ("order-side", &order_no), right.shrink2(vec2(14.0, 0.0)), |ui| {
            side::show(screen, (Some(shipping), &mut over.marks), ui, (detail, talk.busy), acts);
        });
    }
    if foot.any() {
        let bottom = rect.with_min_y(body.bottom());
        ui.painter().hline(rect.x_range(), bottom.top(), Stroke::new(1.0, p.line));
        let place = bottom.shrink2(vec2(PAD, 8.0));
        wish = part(ui, "order-foot", place, |ui| foot.show(ui, screen, detail, acts)).or(wish);
    }
    ask(screen, over, detail, ui, wish);
}

/// What is open for a question, or the dialog about money back.
fn ask(screen: &Screen<'_>, over: &mut Overlays, detail: &OrderDetail, ui: &Ui, wish: Option<DetailWish>) {
    match wish {
        Some(DetailWish::Ask(question)) => over.question = Some(*question),
        Some(DetailWish::Refund(sum)) => {
            let dialog = Dialog::start(detail, &screen.model.shot.restockable, screen.facts.buyers_lang(), ui);
            over.dialog = Some(dialog.of_sum(sum));
        }
        None => {}
    }
}

/// The ground of the right column, round where the card is.
fn side_ground(ui: &Ui, rect: Rect, foot: bool) {
    let p = theme::of(ui);
    let se = if foot { 0 } else { theme::CARD_RADIUS };
    let round = egui::CornerRadius { nw: 0, ne: 0, sw: 0, se };
    let inside = Rect::from_min_max(rect.min, pos2(rect.right() - 1.0, rect.bottom() - if foot { 0.0 } else { 1.0 }));
    ui.painter().rect_filled(inside, round, p.raised);
    ui.painter().vline(rect.left(), rect.y_range(), Stroke::new(1.0, p.line));
}

/// A column that scrolls; its bar stands in the margin, beside the words.
fn scrolled<R>(ui: &mut Ui, (name, order_no): (&str, &OrderNo), rect: Rect, add: impl FnOnce(&mut Ui) -> R) -> R {
    let with_bar = rect.with_max_x(rect.right() + 10.0);
    part(ui, name, with_bar, |ui| {
        let area = egui::ScrollArea::vertical().id_salt((name, order_no.as_str())).auto_shrink(false);
        let shown = area.show(ui, |ui| {
            ui.set_width(rect.width());
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.spacing_mut().interact_size.y = 24.0;
            ui.add_space(8.0);
            let inner = add(ui);
            ui.add_space(12.0);
            inner
        });
        shown.inner
    })
}

/// An order whose row is gone or cannot be read has its number, what is known of it, and the way on.
fn unreadable(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, order_no: &OrderNo, acts: &mut Vec<Action>) {
    let now = screen.now;
    let p = theme::of(ui);
    let top = rect.with_max_y(rect.top() + HEAD);
    part(ui, "order-head", top, |ui| head::bare(ui, now, top, order_no, acts));
    part(ui, "order-unreadable", rect.with_min_y(top.bottom()).shrink2(vec2(PAD, 12.0)), |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        let marks = &screen.model.shot.set_aside;
        set_aside::of_order(ui, now, marks, order_no);
        if marks.iter().all(|mark| mark.row.order_no != order_no.as_str()) {
            widgets::sentence(ui, text::order_unreadable(now.lang), p.text);
        }
    });
}

/// What wants the owner, then goods, money, refunds, and what happened; the `parcels` where nothing stands at the right.
fn column(
    screen: &Screen<'_>,
    shipping: &mut ShippingPage,
    over: &mut Overlays,
    ui: &mut Ui,
    (detail, parcels): (&OrderDetail, bool),
    talk: &Talk<'_>,
    acts: &mut Vec<Action>,
) -> Option<DetailWish> {
    let (now, shot) = (screen.now, &screen.model.shot);
    let order_no = &detail.row.key.order_no;
    present::show(screen, ui, LookedAt { order_no: Some(order_no), refund_no: None });
    refund_alarms::show(ui, now, &detail.alarms, (true, false), acts);
    set_aside::of_order(ui, now, &shot.set_aside, order_no);
    held::show(ui, now, detail.held_for.as_ref());
    let mut wish = held::unconfirmed(screen, ui, detail, talk.busy).map(DetailWish::ask);
    wish = wish.take().or(attention::show(screen, ui, detail, talk.busy, acts));
    wish = wish.take().or(actions::shipping_form(shipping, ui, screen, detail, talk, acts));
    actions::conversation(ui, now, detail, talk);
    if parcels {
        shipping::show_parcels(shipping, ui, now, detail, (&shot.carriers, talk.busy), acts);
    }
    body(screen, over, ui, detail, acts);
    ui.add_space(4.0);
    ui.separator();
    let steps = screen.model.beside(&MarkSubject::Order(order_no.clone())).map_or(&[][..], steps_of);
    timeline::of_order(&mut over.timeline, ui, now, detail, (&shot.prints_of_order, steps), acts);
    if detail.row.paid_at.is_some() {
        printers::on_order(ui, screen, order_no, acts);
    }
    wish
}

fn steps_of(beside: &Beside) -> &[crate::store::MarkStep] {
    &beside.steps
}

fn body(screen: &Screen<'_>, over: &Overlays, ui: &mut Ui, detail: &OrderDetail, acts: &mut Vec<Action>) {
    let (now, lang) = (screen.now, screen.now.lang);
    if detail.row.source == Source::Elsewhere {
        widgets::caption(ui, text::ordered_goods(lang));
        widgets::muted(ui, text::elsewhere_goods(lang));
    } else {
        let pieces = detail.lines.iter().map(|line| line.quantity.get()).fold(0, u32::saturating_add);
        widgets::caption(ui, &text::goods_pieces(lang, pieces));
        goods::lines(ui, now, &over.goods, &detail.lines, |id| refunded(detail, id));
        if matches!(detail.row.state, OrderState::ToShip | OrderState::NeedsOwner) {
            for words in text::not_sent_lines(lang, &detail.to_send()) {
                widgets::sentence(ui, &words, theme::of(ui).warn);
            }
        }
    }
    // Under the goods, as on a receipt.
    if !detail.freight.is_zero() {
        ui.add_space(4.0);
        widgets::fact(ui, text::freight(lang), &detail.freight.to_string(), false);
    }
    if !detail.note.trim().is_empty() {
        widgets::section(ui, text::buyer_note(lang));
        widgets::paragraph(ui, &text::tame(&detail.note, 200));
    }
    ui.add_space(4.0);
    if detail.row.paid_at.is_some() {
        widgets::money_bar(ui, lang, &detail.refundable, None);
        if !detail.excess.is_zero() {
            widgets::fact(ui, text::beyond_paid(lang), &detail.excess.to_string(), true);
        }
    } else {
        widgets::fact(ui, text::owed(lang), &detail.row.total.to_string(), true);
    }
    attention::accepted(ui, lang, detail, acts);
    head::refunds(ui, now, detail, acts);
}

/// Pieces of a product that went back, or are on their way.
fn refunded(detail: &OrderDetail, id: &ProductId) -> u32 {
    let held = detail.refunded_goods.iter().filter(|refund| refund.state.holds_money() || refund.state == BACK);
    let pieces = held.flat_map(|refund| &refund.goods).filter(|(known, _)| known == id);
    pieces.map(|(_, pieces)| pieces.get()).fold(0, u32::saturating_add)
}

const BACK: crate::domain::RefundState = crate::domain::RefundState::Refunded;
