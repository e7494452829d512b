//! What can be done with an order: the buttons at its foot, the form it is shipped with, and what is said meanwhile.

use crate::{
    domain::{OperatorAction, OrderNo, OrderState, PaymentState, RefundState},
    jobs::Command,
    store::OrderDetail,
    ui::{
        action::{Action, Question},
        pages::{
            amount_differs::AmountGap,
            attention::{self, DetailWish},
            shipping::{self, ShippingPage, SlipsQuestion},
        },
        screen::Screen,
        text, theme,
        toast::AskedOrder,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{self, Align, Layout, Ui};

/// What is being said about an order, between the owner, the program and WeChat.
pub(super) struct Talk<'a> {
    /// A wish about it waits for its answer.
    pub busy: bool,
    /// WeChat is being asked.
    asking: bool,
    /// What WeChat answered last.
    said: Option<&'a AskedOrder>,
}

impl<'a> Talk<'a> {
    pub fn of(screen: &Screen<'a>, order_no: &OrderNo) -> Self {
        Self {
            busy: screen.pending.order(order_no, screen.now.at),
            asking: screen.pending.asking_about(order_no, screen.now.at),
            said: screen.asked_order.filter(|said| said.order_no == *order_no),
        }
    }
}

/// The form is open for this order, to ship it or to correct what was told.
fn form_is_open(page: &ShippingPage, detail: &OrderDetail) -> bool {
    page.form.as_ref().is_some_and(|form| form.order_no == detail.row.key.order_no)
}

/// Nothing leaves while a refund is open, and what left is only corrected.
fn nothing_left(page: &mut ShippingPage, detail: &OrderDetail) -> bool {
    let asked = page.draft(&detail.row.key.order_no).even_refunded == Some(detail.version);
    detail.shipment.is_none() && detail.to_send().is_nothing() && !asked
}

/// Which buttons there are.
#[expect(clippy::struct_excessive_bools, reason = "each is a button of its own")]
pub(super) struct Foot {
    ship: bool,
    send_refunded: bool,
    ask: bool,
    cancel: bool,
    refund: bool,
    slip: bool,
    busy: bool,
}

impl Foot {
    pub fn of(screen: &Screen<'_>, page: &mut ShippingPage, detail: &OrderDetail) -> Self {
        let order_no = &detail.row.key.order_no;
        let nothing = nothing_left(page, detail);
        let open = detail.row.state == OrderState::ToShip && detail.row.refund.is_none();
        let blocked = !open || nothing;
        page.form.take_if(|form| form.order_no == *order_no && form.correction.is_none() && blocked);
        let shipping = form_is_open(page, detail);
        // Only what was asked for can be asked about.
        let ours = detail.held_for.is_none();
        let asked = ours && detail.sign_type.is_some() && detail.payment != PaymentState::Unsent;
        let compared = AmountGap::of(detail).is_some(); // its refund stands there, with its sum
        Self {
            ship: !blocked && !shipping,
            send_refunded: open && nothing && !shipping,
            ask: asked && !shipping,
            cancel: ours && detail.row.state == OrderState::ToPay && !detail.cancel_wished && !shipping,
            refund: !compared && attention::may_refund(detail) && !shipping && screen.may(OperatorAction::GiveRefund),
            slip: shipping::has_slip(detail) && !shipping,
            busy: screen.pending.order(order_no, screen.now.at),
        }
    }

    pub const fn any(&self) -> bool {
        self.ship || self.send_refunded || self.ask || self.cancel || self.refund || self.slip
    }

    pub fn show(
        &self,
        ui: &mut Ui,
        screen: &Screen<'_>,
        detail: &OrderDetail,
        acts: &mut Vec<Action>,
    ) -> Option<DetailWish> {
        let (now, lang, order_no) = (screen.now, screen.now.lang, &detail.row.key.order_no);
        let mut wish = None;
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            if self.ship
                && widgets::key_button(ui, ButtonKind::Main, text::mark_shipped(lang), "S", !self.busy).clicked()
            {
                acts.push(Action::ShipOrder(order_no.clone()));
            }
            // Each button has an identity of its own: to a screen reader it must not become another one.
            let button = |ui: &mut Ui, kind: ButtonKind, name: &str| {
                let draw = |ui: &mut Ui| widgets::tall_button(ui, kind, name, !self.busy).clicked();
                ui.push_id((order_no.as_str(), name), draw).inner
            };
            if self.send_refunded && button(ui, ButtonKind::Plain, text::send_refunded(lang)) {
                wish = Some(DetailWish::ask(shipping::ask_refunded(ui, now, detail, &detail.to_send())));
            }
            if self.cancel {
                let why_not = screen.not_theirs(OperatorAction::CancelOrder);
                let ready = !self.busy && why_not.is_none();
                let draw = |ui: &mut Ui| widgets::tall_button(ui, ButtonKind::Danger, text::cancel_order(lang), ready);
                let cancel = ui.push_id((order_no.as_str(), text::cancel_order(lang)), draw).inner;
                if widgets::greyed_because(cancel, why_not).clicked() {
                    wish = Some(DetailWish::ask(ask_cancel(ui, now, detail)));
                }
            }
            if let Some(words) = screen.not_theirs(OperatorAction::GiveRefund).filter(|_| attention::may_refund(detail))
            {
                widgets::caption(ui, &words);
            }
            if self.refund && button(ui, ButtonKind::Danger, text::start_refund(lang)) {
                wish = Some(DetailWish::Refund(detail.refundable.left()));
            }
            if self.slip && widgets::key_button(ui, ButtonKind::Plain, text::slip_of_order(lang), "P", true).clicked() {
                acts.push(Action::AskSlips(Box::new(SlipsQuestion::of_order(detail, lang))));
            }
            // What is used least stands last.
            if self.ask && button(ui, ButtonKind::Plain, text::ask_wechat(lang)) {
                acts.push(Action::Shop(Command::AskAboutOrder(order_no.clone())));
            }
        });
        wish
    }
}

fn ask_cancel(ui: &Ui, now: Now, detail: &OrderDetail) -> Question {
    let order_no = detail.row.key.order_no.clone();
    let title = text::cancel_question(now.lang, &order_no);
    let wish = Command::CancelOrder { order_no, seen: detail.version };
    let buttons = (text::cancel_order_now(now.lang), text::keep_order(now.lang));
    Question::new(ui, title, buttons, ButtonKind::Danger, wish).fact(text::cancel_means(now.lang))
}

/// The form it is shipped with, where it is open.
pub(super) fn shipping_form(
    page: &mut ShippingPage,
    ui: &mut Ui,
    screen: &Screen<'_>,
    detail: &OrderDetail,
    talk: &Talk<'_>,
    acts: &mut Vec<Action>,
) -> Option<DetailWish> {
    let p = theme::of(ui);
    if detail.row.refund == Some(RefundState::Requested) {
        theme::card(p).fill(p.danger_bg).inner_margin(12).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::sentence(ui, text::refund_open(screen.now.lang), p.danger);
        });
    }
    if !form_is_open(page, detail) {
        return None;
    }
    let known = (detail, screen.model.shot.carriers.as_slice());
    shipping::show_form(page, ui, screen.now, known.0, (known.1, talk.busy), acts).map(DetailWish::ask)
}

/// What was asked for and what came back.
pub(super) fn conversation(ui: &mut Ui, now: Now, detail: &OrderDetail, talk: &Talk<'_>) {
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
