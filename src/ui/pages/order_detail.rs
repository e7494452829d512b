//! Everything about one order, beside the list.

use super::{
    amount_differs::AmountGap,
    attention::{self, DetailWish},
    decide::Dialog,
    held,
    overlays::Overlays,
    printers, refund_alarms, set_aside,
    shipping::{self, ShippingPage},
};
use crate::{
    domain::{OrderNo, OrderState, PaymentState, RefundState, Source, Transition},
    jobs::Command,
    store::{Carrier, HistoryRow, OrderDetail},
    ui::{
        action::{Action, Question},
        screen::Screen,
        text, theme,
        toast::AskedOrder,
        widgets::{self, ButtonKind, Glyph, Now},
    },
};
use egui::{self, Align, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// Height of the number, the state and the sum.
const HEAD: f32 = 84.0;

/// The panel.
pub(super) fn show(
    screen: &Screen<'_>,
    shipping: &mut ShippingPage,
    over: &mut Overlays,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let now = screen.now;
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let Some(order_no) = screen.gaze.order.clone() else { return };
    let inside = rect.shrink2(vec2(16.0, 12.0));
    let Some(detail) = screen.model.order(&order_no) else {
        if screen.model.shot.gaze.order.as_ref() == Some(&order_no) {
            unreadable(screen, ui, inside, &order_no, acts);
        }
        return;
    };
    ui.scope_builder(egui::UiBuilder::new().max_rect(inside), |ui| head(ui, now, detail, acts));
    // The bar stands in the panel's margin, beside the words.
    let below = inside.with_min_y(inside.top() + HEAD).with_max_x(inside.right() + 12.0);
    let mut wish = None;
    ui.scope_builder(egui::UiBuilder::new().max_rect(below), |ui| {
        let talk = Talk {
            busy: screen.pending.order(&order_no, now.at),
            asking: screen.pending.asking_about(&order_no, now.at),
            said: screen.said.filter(|said| said.order_no == order_no),
        };
        egui::ScrollArea::vertical().id_salt(order_no.as_str()).auto_shrink(false).show(ui, |ui| {
            ui.set_width(inside.width());
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.spacing_mut().interact_size.y = 24.0;
            refund_alarms::show(ui, now, &detail.alarms, (true, false), acts);
            set_aside::of_order(ui, now, &screen.model.shot.set_aside, &order_no);
            held::show(ui, now, detail.held_for.as_ref());
            wish = held::unconfirmed(ui, now, detail, talk.busy).map(DetailWish::ask);
            wish = wish.take().or(attention::show(screen, ui, detail, talk.busy, acts));
            let carriers = &screen.model.shot.carriers;
            wish = wish.take().or(actions(shipping, ui, now, (detail, carriers), &talk, acts));
            shipping::show_parcels(shipping, ui, now, detail, (carriers, talk.busy), acts);
            body(ui, now, detail, acts);
            if detail.row.paid_at.is_some() {
                let shot = &screen.model.shot;
                printers::on_order(ui, now, &order_no, (&shot.printers, &shot.prints_of_order), acts);
            }
        });
    });
    match wish {
        Some(DetailWish::Ask(question)) => over.question = Some(*question),
        Some(DetailWish::Refund(sum)) => {
            let dialog = Dialog::start(detail, &screen.model.shot.restockable, screen.facts.buyers_lang(), ui);
            over.dialog = Some(dialog.of_sum(sum));
        }
        None => {}
    }
}

/// What is being said about this order, between the owner, the program and WeChat.
struct Talk<'a> {
    /// A wish about it waits for its answer.
    busy: bool,
    /// WeChat is being asked.
    asking: bool,
    /// What WeChat answered last.
    said: Option<&'a AskedOrder>,
}

/// An order whose row is gone or cannot be read has its number, what is known of it, and the way on.
fn unreadable(screen: &Screen<'_>, ui: &mut Ui, inside: Rect, order_no: &OrderNo, acts: &mut Vec<Action>) {
    let now = screen.now;
    let p = theme::of(ui);
    ui.scope_builder(egui::UiBuilder::new().max_rect(inside), |ui| {
        title(ui, now, order_no, acts);
        ui.spacing_mut().item_spacing.y = 6.0;
        let marks = &screen.model.shot.set_aside;
        set_aside::of_order(ui, now, marks, order_no);
        if marks.iter().all(|mark| mark.row.order_no != order_no.as_str()) {
            widgets::sentence(ui, text::order_unreadable(now.lang), p.text);
        }
    });
}

fn title(ui: &mut Ui, now: Now, order_no: &OrderNo, acts: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        widgets::bold_label(ui, order_no.as_str(), theme::BODY);
        if widgets::copy_button(ui, text::copy_order_no(now.lang), order_no.as_str()) {
            acts.push(Action::Copied);
        }
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            if close_button(ui, text::close_detail(now.lang)) {
                acts.push(Action::CloseOrder);
            }
        });
    });
}

fn head(ui: &mut Ui, now: Now, detail: &OrderDetail, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    title(ui, now, &detail.row.key.order_no, acts);
    ui.horizontal(|ui| {
        let (look, word) = widgets::order_look(now.lang, &detail.row);
        widgets::chip(ui, look, word);
        if widgets::is_part_refunded(detail.row.state, detail.row.refunded) {
            widgets::chip(ui, widgets::ChipLook::Half, text::part_refunded(now.lang));
        }
        if detail.row.source == Source::Elsewhere {
            widgets::mark(ui, text::elsewhere(now.lang));
        }
        ui.label(
            egui::RichText::new(text::moment(now.lang, detail.row.key.created_at, now.at))
                .size(theme::SMALL)
                .color(p.muted),
        );
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            ui.label(egui::RichText::new(detail.row.total.to_string()).font(theme::bold(theme::TITLE)));
        });
    });
    ui.add_space(4.0);
}

fn close_button(ui: &mut Ui, name: &str) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, p.raised);
    }
    Glyph::Cross.paint(ui.painter(), rect.center(), if response.hovered() { p.text } else { p.faint });
    widgets::focus_ring(ui, &response, rect);
    response.on_hover_text(name).clicked()
}

fn actions(
    page: &mut shipping::ShippingPage,
    ui: &mut Ui,
    now: Now,
    (detail, carriers): (&OrderDetail, &[Carrier]),
    talk: &Talk<'_>,
    acts: &mut Vec<Action>,
) -> Option<DetailWish> {
    let p = theme::of(ui);
    if detail.row.refund == Some(RefundState::Requested) {
        theme::card(p).fill(p.danger_bg).inner_margin(12).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::sentence(ui, text::refund_open(now.lang), p.danger);
        });
    }
    let shippable = detail.row.state == OrderState::ToShip;
    let order_no = &detail.row.key.order_no;
    // Nothing leaves while a refund is open, and what left is only corrected.
    let to_send = detail.to_send();
    let asked = page.draft(order_no).even_refunded == Some(detail.version);
    let nothing = detail.shipment.is_none() && to_send.is_nothing() && !asked;
    let blocked = !shippable || detail.row.refund.is_some() || nothing;
    page.form.take_if(|form| form.order_no == *order_no && form.correction.is_none() && blocked);
    if page.form.as_ref().is_some_and(|form| form.order_no == *order_no) {
        let asked = shipping::show_form(page, ui, now, detail, (carriers, talk.busy), acts);
        return asked.map(DetailWish::ask);
    }
    let mut wish = None;
    ui.horizontal_wrapped(|ui| {
        if !blocked
            && widgets::key_button(ui, ButtonKind::Main, text::mark_shipped(now.lang), "S", !talk.busy).clicked()
        {
            acts.push(Action::ShipOrder(order_no.clone()));
        }
        let open = shippable && detail.row.refund.is_none();
        if open
            && nothing
            && widgets::button(ui, ButtonKind::Plain, text::send_refunded(now.lang), !talk.busy).clicked()
        {
            wish = Some(DetailWish::ask(shipping::ask_refunded(ui, now, detail, &to_send)));
        }
        // Only what was asked for can be asked about.
        let ours = detail.held_for.is_none();
        let asked = ours && detail.sign_type.is_some() && detail.payment != PaymentState::Unsent;
        // Each button has an identity of its own: to a screen reader it must not become another one.
        let button = |ui: &mut Ui, kind: ButtonKind, name: &str| {
            ui.push_id((order_no.as_str(), name), |ui| widgets::button(ui, kind, name, !talk.busy).clicked()).inner
        };
        if asked && button(ui, ButtonKind::Plain, text::ask_wechat(now.lang)) {
            acts.push(Action::Shop(Command::AskAboutOrder(order_no.clone())));
        }
        let unpaid = ours && detail.row.state == OrderState::ToPay && !detail.cancel_wished;
        if unpaid && button(ui, ButtonKind::Danger, text::cancel_order(now.lang)) {
            wish = Some(DetailWish::ask(ask_cancel(ui, now, detail)));
        }
        let compared = AmountGap::of(detail).is_some(); // its refund stands there, with its sum
        if !compared && attention::may_refund(detail) && button(ui, ButtonKind::Danger, text::start_refund(now.lang)) {
            wish = Some(DetailWish::Refund(detail.refundable.left()));
        }
    });
    conversation(ui, now, detail, talk);
    wish
}

fn ask_cancel(ui: &Ui, now: Now, detail: &OrderDetail) -> Question {
    let order_no = detail.row.key.order_no.clone();
    let title = text::cancel_question(now.lang, &order_no);
    let wish = Command::CancelOrder { order_no, seen: detail.version };
    let buttons = (text::cancel_order_now(now.lang), text::keep_order(now.lang));
    Question::new(ui, title, buttons, ButtonKind::Danger, wish).fact(text::cancel_means(now.lang))
}

/// What was asked for and what came back, under the buttons.
fn conversation(ui: &mut Ui, now: Now, detail: &OrderDetail, talk: &Talk<'_>) {
    if detail.row.state == OrderState::ToPay && detail.payment == PaymentState::Unsent {
        widgets::muted(ui, text::never_opened(now.lang));
    }
    if detail.cancel_wished && detail.row.state == OrderState::ToPay {
        widgets::muted(ui, text::cancel_wished(now.lang));
    }
    if talk.asking {
        widgets::caption(ui, text::asking_wechat(now.lang));
    } else if talk.busy {
        widgets::caption(ui, text::waits_for_answer(now.lang));
    } else if let Some(said) = talk.said {
        widgets::caption(ui, &text::wechat_said(now.lang, text::order_said(now.lang, said.what), said.at));
    }
}

fn body(ui: &mut Ui, now: Now, detail: &OrderDetail, acts: &mut Vec<Action>) {
    let lang = now.lang;
    if detail.row.source == Source::Elsewhere {
        widgets::section(ui, text::ordered_goods(lang));
        widgets::muted(ui, text::elsewhere_goods(lang));
    } else {
        widgets::section(ui, text::ordered_goods(lang));
        lines(ui, &detail.lines);
        if matches!(detail.row.state, OrderState::ToShip | OrderState::NeedsOwner) {
            for words in text::not_sent_lines(lang, &detail.to_send()) {
                widgets::sentence(ui, &words, theme::of(ui).warn);
            }
        }
        receiver(ui, now, detail, acts);
    }
    if !detail.note.trim().is_empty() {
        widgets::section(ui, text::buyer_note(lang));
        widgets::paragraph(ui, &text::tame(&detail.note, 200));
    }
    widgets::section(ui, text::money(lang));
    if detail.row.paid_at.is_some() {
        widgets::money_bar(ui, lang, &detail.refundable, None);
        if !detail.excess.is_zero() {
            widgets::fact(ui, text::beyond_paid(lang), &detail.excess.to_string(), true);
        }
    } else {
        widgets::fact(ui, text::owed(lang), &detail.row.total.to_string(), true);
    }
    if let Some(transaction) = &detail.transaction_id {
        attention::transaction_line(ui, lang, transaction, acts);
    }
    attention::accepted(ui, lang, detail, acts);
    refunds(ui, now, detail, acts);
    widgets::section(ui, text::history(lang));
    timeline(ui, now, &detail.history);
    ui.add_space(12.0);
}

/// The lines of an order: name, pieces, sum.
pub(super) fn lines(ui: &mut Ui, all: &[crate::domain::OrderLine]) {
    for line in all {
        let sum = line.price.checked_mul(line.quantity.get()).unwrap_or_default();
        let name = text::tame(&line.name, 40);
        widgets::fact(ui, &format!("{name} ×{}", line.quantity.get()), &sum.to_string(), false);
    }
}

fn receiver(ui: &mut Ui, now: Now, detail: &OrderDetail, acts: &mut Vec<Action>) {
    let lang = now.lang;
    let to = &detail.receiver;
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        widgets::caption(ui, text::receiver(lang));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            let all = format!("{} {} {}", to.name, to.phone, to.address);
            let link = widgets::link(ui, text::copy_all(lang), theme::CAPTION);
            if link.clicked() {
                ui.ctx().copy_text(all);
                acts.push(Action::Copied);
            }
        });
    });
    let parts = [
        (text::copy_name(lang), &to.name),
        (text::copy_phone(lang), &to.phone),
        (text::copy_address(lang), &to.address),
    ];
    for (name, value) in parts {
        ui.horizontal(|ui| {
            let room = ui.available_width() - 34.0;
            ui.scope(|ui| {
                ui.set_max_width(room);
                widgets::paragraph(ui, &text::tame(value, 200));
            });
            if widgets::copy_button(ui, name, value) {
                acts.push(Action::Copied);
            }
        });
    }
}

fn refunds(ui: &mut Ui, now: Now, detail: &OrderDetail, acts: &mut Vec<Action>) {
    if detail.refunds.is_empty() {
        return;
    }
    widgets::section(ui, text::refunds(now.lang));
    for refund in &detail.refunds {
        ui.horizontal(|ui| {
            let (look, word) = widgets::refund_look(now.lang, refund.state);
            widgets::chip(ui, look, word);
            let line = text::refund_line(now.lang, refund.amount, refund.requested_at, now.at);
            if widgets::link(ui, &line, theme::BODY).clicked() {
                acts.push(Action::OpenRefund(refund.refund_no.clone()));
            }
            if refund.paused {
                widgets::mark(ui, text::paused_mark(now.lang));
            } else if refund.set_aside && !refund.state.is_final() {
                widgets::mark(ui, text::set_aside_mark(now.lang));
            }
        });
    }
}

/// What happened, in words, oldest first.
pub(super) fn timeline(ui: &mut Ui, now: Now, steps: &[HistoryRow]) {
    let p = theme::of(ui);
    ui.spacing_mut().item_spacing.y = 4.0;
    // That a payment begins as "not asked for" says nothing the order's own first step does not.
    let steps: Vec<_> = steps.iter().filter(|step| !matches!(step.step, Transition::Payment(None, _))).collect();
    for (at, step) in steps.iter().enumerate() {
        ui.horizontal_top(|ui| {
            let (dot, _) = ui.allocate_exact_size(vec2(12.0, 20.0), Sense::hover());
            let last = at + 1 == steps.len();
            let ink = if last { p.accent } else { p.faint };
            ui.painter().circle_filled(pos2(dot.center().x, dot.top() + 10.0), 3.0, ink);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.add(
                    egui::Label::new(egui::RichText::new(text::history_line(now.lang, step)).size(theme::SMALL)).wrap(),
                );
                widgets::caption(ui, &text::moment(now.lang, step.at, now.at))
                    .on_hover_text(text::moment_exact(step.at));
            });
        });
    }
}
