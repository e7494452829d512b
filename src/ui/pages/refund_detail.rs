//! Everything the owner wants to see before deciding, and what became of it afterwards.

use super::{
    decide::{Dialog, shown_picture},
    goods, held, marks,
    overlays::Overlays,
    present::{self, LookedAt},
    refund_alarms,
    refunds::{Bulk, RefundsPage},
    timeline,
};
use crate::{
    domain::{Api, Fen, MarkSubject, OperatorAction, RefundOrigin, RefundState, Refundable},
    jobs::Command,
    store::RefundDetail,
    ui::{
        action::Action,
        file_tasks::FileTask,
        gallery::Gallery,
        keys::deciding_key,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Glyph, Now},
    },
};
use egui::{self, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};
use std::sync::Arc;

/// Height of the part with the buttons.
const FOOT: f32 = 70.0;

mod evidence;
mod next_steps;
mod past;
mod payout;
mod standing;
mod textures;
mod viewer;
pub(in crate::ui) use payout::PayoutDialog;
pub(super) use payout::show as show_payout;
pub(in crate::ui) use textures::Textures;
pub(in crate::ui) use viewer::Viewer;

/// The card.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut RefundsPage,
    over: &mut Overlays,
    gallery: &mut Gallery,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let Some(refund_no) = screen.refund_shown() else { return };
    let Some(detail) = screen.model.refund(&refund_no) else { return };
    page.textures.keep(&screen.model.shot);
    let inside = rect.shrink(24.0);
    let foot_height = if has_actions(detail) { FOOT + 6.0 } else { 0.0 };
    let upper = inside.with_max_y((rect.bottom() - foot_height).min(inside.bottom()));
    // The bar stands in the card's margin, beside the words.
    let with_bar = upper.with_max_x(upper.right() + 14.0);
    ui.scope_builder(egui::UiBuilder::new().max_rect(with_bar), |ui| {
        egui::ScrollArea::vertical().id_salt(refund_no.as_str()).auto_shrink(false).show(ui, |ui| {
            ui.set_width(upper.width());
            facts(screen, page, over, gallery, ui, detail, acts);
        });
    });
    if foot_height > 0.0 {
        foot(screen, &mut page.bulk, over, ui, rect, detail, acts);
    }
}

/// False where nothing is left to be pressed: it is over, or another merchant's.
fn has_actions(detail: &RefundDetail) -> bool {
    match detail.row.state {
        RefundState::WaitingForMoney | RefundState::Processing | RefundState::InDoubt | RefundState::Stuck => {
            detail.held_for.is_none()
        }
        state => !state.is_final() || standing::may_renew(detail),
    }
}

/// The large view of a picture, if one is open.
pub(super) fn show_viewer(
    screen: &Screen<'_>,
    page: &mut RefundsPage,
    over: &mut Overlays,
    gallery: &mut Gallery,
    ui: &Ui,
) {
    let detail = screen.refund_shown().and_then(|refund_no| screen.model.refund(&refund_no));
    if let Some(detail) = detail.filter(|_| over.viewer.is_some()) {
        viewer::show(screen, (&mut over.viewer, &mut page.textures), gallery, ui, detail);
    }
}

/// The part with the buttons.
fn foot(
    screen: &Screen<'_>,
    bulk: &mut Bulk,
    over: &mut Overlays,
    ui: &mut Ui,
    card: Rect,
    detail: &RefundDetail,
    acts: &mut Vec<Action>,
) {
    let line = Stroke::new(1.0, theme::of(ui).line);
    ui.painter().hline(card.x_range(), card.bottom() - FOOT - 6.0, line);
    let bottom = card.bottom() - 20.0;
    let place =
        Rect::from_min_max(pos2(card.left() + 24.0, bottom - theme::MAIN_CONTROL), pos2(card.right() - 24.0, bottom));
    ui.scope_builder(egui::UiBuilder::new().max_rect(place), |ui| {
        ui.horizontal(|ui| actions(screen, bulk, over, ui, detail, acts));
    });
}

/// Whose money it is, how it stands, and which order it is about.
fn head(ui: &mut Ui, now: Now, detail: &RefundDetail, acts: &mut Vec<Action>) {
    let (lang, row, p) = (now.lang, &detail.row, theme::of(ui));
    ui.horizontal(|ui| {
        widgets::heading(ui, &format!("{} · {}", row.amount, text::tame(&row.buyer, 24)));
        if row.state != RefundState::Requested {
            let (look, word) = widgets::refund_look(lang, row);
            widgets::chip(ui, look, word);
        }
        if row.origin != RefundOrigin::Buyer {
            widgets::mark(ui, row.origin.word(lang));
        }
        if row.state == RefundState::Requested {
            widgets::caption(ui, &text::waited(lang, row.requested_at, now.at))
                .on_hover_text(text::moment_exact(row.requested_at));
        }
        // What happened, taken out of the program: for whoever has to be shown it.
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if widgets::link(ui, text::export_history(lang), theme::CAPTION).clicked() {
                acts.push(Action::FileTask(FileTask::WriteTimeline(Arc::new(detail.clone()), lang)));
            }
        });
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if widgets::link(ui, row.order_no.as_str(), theme::SMALL).on_hover_text(text::open_order(lang)).clicked() {
            acts.push(Action::OpenOrder(row.order_no.clone()));
        }
        let record = text::buyer_record(lang, detail.buyer_orders, detail.buyer_refunds);
        let order = detail.order_state.word(lang);
        ui.label(egui::RichText::new(format!("· {order} · {record}")).size(theme::SMALL).color(p.muted));
    });
}

fn facts(
    screen: &Screen<'_>,
    page: &mut RefundsPage,
    over: &mut Overlays,
    gallery: &mut Gallery,
    ui: &mut Ui,
    detail: &RefundDetail,
    acts: &mut Vec<Action>,
) {
    let now = screen.now;
    let lang = now.lang;
    let row = &detail.row;
    ui.spacing_mut().item_spacing.y = 6.0;
    ui.spacing_mut().interact_size.y = 24.0;
    head(ui, now, detail, acts);
    let subject = MarkSubject::Refund(row.refund_no.clone());
    marks::small(screen, &mut over.marks, ui, &subject, acts);
    present::show(screen, ui, LookedAt { order_no: Some(&row.order_no), refund_no: Some(&row.refund_no) });
    held::show(ui, now, detail.held_for.as_ref());
    if detail.held_for.is_some() && row.state == RefundState::Requested {
        widgets::muted(ui, text::held_refund_waits(lang));
    }
    let busy = screen.pending.refund(&row.refund_no, now.at);
    refund_alarms::show(ui, now, &detail.alarms, (false, busy), acts);
    if row.state != RefundState::Requested {
        standing::show(ui, now, detail, acts);
        if let Some(question) = next_steps::show(ui, screen, detail, busy) {
            over.question = Some(question);
        }
        standing::numbers(ui, now, detail, acts);
    }
    ui.add_space(10.0);
    let (money, this_one) = money(detail);
    widgets::money_bar(ui, lang, &money, this_one);
    ui.add_space(4.0);
    if row.origin == RefundOrigin::Buyer {
        widgets::section(ui, text::evidence(lang));
        evidence::thumbs((&mut page.textures, &mut over.viewer), &screen.model.shot.small, ui, now, &row.refund_no);
    }
    if !row.reason.trim().is_empty() {
        widgets::section(ui, text::reason(lang));
        widgets::paragraph(ui, &text::tame(&row.reason, 500));
    }
    if !detail.contact.trim().is_empty() {
        widgets::section(ui, text::contact(lang));
        ui.horizontal(|ui| {
            widgets::paragraph(ui, &text::tame(&detail.contact, 100));
            if widgets::copy_button(ui, text::copy(lang), &detail.contact) {
                acts.push(Action::Copied);
            }
        });
    }
    if !detail.reply.trim().is_empty() && detail.reply != row.reason {
        widgets::section(ui, text::your_reply(lang));
        widgets::paragraph(ui, &text::tame(&detail.reply, 200));
    }
    if let Some(file) = &detail.reply_picture {
        shown_picture::small(ui, gallery, file, lang);
    }
    past::earlier(ui, now, detail, &screen.model.shot.before, acts);
    past::goods(ui, now, detail);
    widgets::section(ui, text::ordered_goods(lang));
    goods::lines(ui, now, &over.goods, &detail.order_lines, |_| 0);
    let steps = screen.model.beside(&subject).map_or(&[][..], |beside| &beside.steps);
    ui.add_space(8.0);
    widgets::caption(ui, text::history(lang));
    timeline::of_refund(ui, now, detail, steps, acts);
}

/// The payment with this refund taken out of what is on its way, and this refund's own part.
fn money(detail: &RefundDetail) -> (Refundable, Option<Fen>) {
    let mut money = detail.refundable;
    let amount = detail.row.amount;
    if detail.row.state.holds_money() {
        money.in_flight = money.in_flight.checked_sub(amount).unwrap_or(Fen::ZERO);
    }
    let this_one = (!detail.row.state.is_final()).then_some(amount);
    (money, this_one)
}

fn actions(
    screen: &Screen<'_>,
    bulk: &mut Bulk,
    over: &mut Overlays,
    ui: &mut Ui,
    detail: &RefundDetail,
    acts: &mut Vec<Action>,
) {
    let now = screen.now;
    let lang = now.lang;
    let row = &detail.row;
    let busy = screen.pending.refund(&row.refund_no, now.at);
    let refund_no = row.refund_no.clone();
    let held = detail.held_for.is_some();
    let why_not = screen.why_not(OperatorAction::GiveRefund, row.amount);
    let gives = why_not.is_none();
    match row.state {
        RefundState::Requested if held => reject(screen, over, ui, detail, (busy, bulk.any())),
        RefundState::WaitingForMoney | RefundState::Processing | RefundState::InDoubt | RefundState::Stuck if held => {}
        RefundState::Requested => {
            let name = text::approve(lang, row.amount);
            // While others are ticked, the one filled button and its key are theirs.
            let pressed = if bulk.any() {
                widgets::button(ui, ButtonKind::Plain, &name, !busy).clicked()
            } else {
                widgets::key_button(ui, ButtonKind::Main, &name, "A", !busy).clicked()
            };
            if pressed {
                over.dialog =
                    Some(Dialog::approve(detail, &screen.model.shot.restockable, screen.facts.buyers_lang(), ui));
            }
            reject(screen, over, ui, detail, (busy, bulk.any()));
        }
        RefundState::Approved if row.paused => {
            let also = widgets::button(ui, ButtonKind::Main, &text::send_also(lang, row.amount), !busy && gives);
            if widgets::greyed_because(also, why_not.clone()).clicked() {
                over.question = Some(next_steps::ask_send_also(ui, now, detail));
            }
            if widgets::key_button(ui, ButtonKind::Danger, text::take_back(lang), "Z", !busy).clicked() {
                acts.push(Action::Shop(Command::TakeBackRefund { refund_no, seen: row.version }));
            }
        }
        RefundState::Approved if row.next_at > now.at => {
            if widgets::key_button(ui, ButtonKind::Danger, text::take_back(lang), "Z", !busy).clicked()
                || (!busy && !screen.asks && deciding_key(ui, egui::Key::Z))
            {
                acts.push(Action::Shop(Command::TakeBackRefund { refund_no, seen: row.version }));
            }
            countdown(ui, now, detail);
        }
        RefundState::WaitingForMoney => {
            // A key alone moves no money, not even money that was approved before.
            let on = widgets::key_button(ui, ButtonKind::Main, text::continue_ask(lang), "C", !busy && gives);
            if widgets::greyed_because(on, why_not.clone()).clicked()
                || (!busy && gives && !screen.asks && deciding_key(ui, egui::Key::C))
            {
                over.question = Some(standing::ask_continue(ui, now, detail));
            }
        }
        RefundState::Processing | RefundState::InDoubt | RefundState::Stuck => {
            let pressed = widgets::button(ui, ButtonKind::Plain, text::ask_wechat_now(lang), !busy).clicked();
            acts.extend(pressed.then_some(Action::Shop(Command::AskAboutRefund(refund_no))));
            // By API v2 there is no such call: the steps above say how it is done on WeChat's platform.
            if row.state == RefundState::Stuck
                && detail.api == Api::V3
                && screen.may(OperatorAction::SettleRefund)
                && widgets::button(ui, ButtonKind::Danger, text::payout_open(lang), !busy).clicked()
            {
                over.payout = Some(PayoutDialog::of(detail, ui.ctx()));
            }
        }
        _ if standing::may_renew(detail) => renew(screen, over, ui, detail, busy),
        _ => {}
    }
    let again = matches!(row.state, RefundState::Approved if row.paused) || row.state == RefundState::WaitingForMoney;
    if let Some(words) = why_not.filter(|_| again) {
        widgets::caption(ui, &words);
    }
    if busy {
        widgets::caption(ui, text::waits_for_answer(lang));
    }
}

/// The button that opens the dialog in which the owner says no. While others are ticked, its key is theirs.
fn reject(screen: &Screen<'_>, over: &mut Overlays, ui: &mut Ui, detail: &RefundDetail, (busy, others): (bool, bool)) {
    let name = text::reject(screen.now.lang);
    let pressed = if others {
        widgets::button(ui, ButtonKind::Danger, name, !busy).clicked()
    } else {
        widgets::key_button(ui, ButtonKind::Danger, name, "R", !busy).clicked()
    };
    if pressed {
        over.dialog = Some(Dialog::reject(detail, screen.facts.buyers_lang(), ui));
    }
}

/// The button that opens the question about a new number.
fn renew(screen: &Screen<'_>, over: &mut Overlays, ui: &mut Ui, detail: &RefundDetail, busy: bool) {
    let now = screen.now;
    let why_not = screen.why_not(OperatorAction::GiveRefund, detail.row.amount);
    let ready = !busy && why_not.is_none();
    let again = widgets::button(ui, ButtonKind::Danger, &text::renew(now.lang, detail.row.amount), ready);
    if widgets::greyed_because(again, why_not).clicked() {
        over.question = Some(standing::ask_renew(ui, now, screen.facts.hold_secs, detail));
    }
}

/// How long it can still be taken back: the one place that repaints by the second.
fn countdown(ui: &mut Ui, now: Now, detail: &RefundDetail) {
    let p = theme::of(ui);
    let (sign, _) = ui.allocate_exact_size(vec2(14.0, theme::MAIN_CONTROL), Sense::hover());
    Glyph::Clock.paint(ui.painter(), sign.center(), p.warn);
    widgets::sentence(ui, &text::hold_left(now.lang, detail.row.next_at.since(now.at)), p.warn);
    ui.ctx().request_repaint_after_secs(1.0);
}
