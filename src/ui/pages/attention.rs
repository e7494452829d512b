//! Money that wants the owner: what came, when, from whom, what it means, and the ways out of it.

use super::amount_differs::{self, AmountGap, WayOut};
use crate::{
    domain::{
        Attention, Fen, OpenId, OperatorAction, OrderState, RefundState, Refundable, Source, TransactionId, UnixSeconds,
    },
    jobs::Command,
    store::{OrderDetail, PaymentExtra},
    ui::{
        action::{Action, Question},
        screen::Screen,
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Ui};

/// One sum that came.
struct Sum<'a> {
    amount: Fen,
    currency: &'a str,
    paid_at: Option<UnixSeconds>,
    transaction: Option<&'a TransactionId>,
    payer: Option<&'a OpenId>,
    /// What of it went back and what is on its way, where it can go back from here by a refund of its own.
    beside: Option<Refundable>,
    /// It came beside the order's own payment.
    extra: bool,
}

impl<'a> From<&'a PaymentExtra> for Sum<'a> {
    fn from(extra: &'a PaymentExtra) -> Self {
        Self {
            amount: extra.amount,
            currency: &extra.currency,
            paid_at: Some(extra.paid_at),
            transaction: Some(&extra.transaction_id),
            payer: extra.openid.as_ref(),
            beside: extra.refundable,
            extra: true,
        }
    }
}

/// What a button of an order's detail opens.
pub(super) enum DetailWish {
    Ask(Box<Question>),
    /// The dialog about money back, with this sum proposed.
    Refund(Fen),
}

impl DetailWish {
    pub(super) fn ask(question: Question) -> Self {
        Self::Ask(Box::new(question))
    }
}

/// A card for each kind, then what can be done. Gives what the owner wants, once a button was pressed.
pub(super) fn show(
    screen: &Screen<'_>,
    ui: &mut Ui,
    detail: &OrderDetail,
    busy: bool,
    acts: &mut Vec<Action>,
) -> Option<DetailWish> {
    let first = detail.row.attention?;
    let mut kinds = vec![first];
    for extra in &detail.extras {
        if !kinds.contains(&extra.kind) {
            kinds.push(extra.kind);
        }
    }
    // To take money that does not fit is the owner's; to give it back, whoever gives refunds: nobody else has a button for it.
    let accept = busy || !screen.may(OperatorAction::AcceptMoney);
    if let Some(words) = screen.not_theirs(OperatorAction::AcceptMoney) {
        widgets::caption(ui, &words);
    }
    let gap = AmountGap::of(detail);
    let mut wish = gap.and_then(|gap| compared(screen, ui, detail, (gap, accept), acts));
    kinds.retain(|kind| gap.is_none() || *kind != Attention::AmountDiffers);
    for kind in kinds {
        let asked = card(screen, ui, detail, (kind, busy), acts);
        wish = wish.or(asked.map(DetailWish::ask));
    }
    match gap {
        Some(_) => wish,
        None => wish.or(ways_out(ui, screen.now.lang, detail, accept).map(DetailWish::ask)),
    }
}

/// Too little or too much: the sums side by side, the ways out, and by what the payment is found at WeChat.
fn compared(
    screen: &Screen<'_>,
    ui: &mut Ui,
    detail: &OrderDetail,
    (gap, busy): (AmountGap, bool),
    acts: &mut Vec<Action>,
) -> Option<DetailWish> {
    let lang = screen.now.lang;
    amount_differs::compare(ui, lang, detail, gap);
    let out = amount_differs::ways_out(
        ui,
        lang,
        detail,
        gap,
        (may_refund(detail) && screen.may(OperatorAction::GiveRefund), busy),
    );
    if detail.row.refund == Some(RefundState::Requested) {
        widgets::muted(ui, text::refund_asked_here(lang));
    }
    for sum in sums(detail, Attention::AmountDiffers) {
        sum_facts(ui, lang, detail, &sum, acts);
    }
    out.map(|out| match out {
        WayOut::Refund(sum) => DetailWish::Refund(sum),
        WayOut::Bear(loss) => DetailWish::ask(ask_loss(ui, lang, detail, loss)),
        WayOut::Keep => DetailWish::ask(ask(ui, lang, detail, true)),
    })
}

/// Money back that nobody asked for: where something of a known payment is left. A request that waits is decided first.
pub(super) fn may_refund(detail: &OrderDetail) -> bool {
    let paid = detail.row.state.is_paid() || detail.row.state == OrderState::NeedsOwner;
    let known = detail.transaction_id.is_some() && detail.row.paid_at.is_some() && detail.held_for.is_none();
    paid && known && detail.row.refund != Some(RefundState::Requested) && !detail.refundable.left().is_zero()
}

/// The sums of one kind: an order from elsewhere is its own sum.
fn sums(detail: &OrderDetail, kind: Attention) -> Vec<Sum<'_>> {
    if kind == Attention::FromElsewhere && detail.extras.iter().all(|extra| extra.kind != kind) {
        return vec![Sum {
            amount: detail.refundable.paid,
            currency: "CNY",
            paid_at: detail.row.paid_at,
            transaction: detail.transaction_id.as_ref(),
            payer: Some(&detail.openid),
            beside: None,
            extra: false,
        }];
    }
    detail.extras.iter().filter(|extra| extra.kind == kind).map(Sum::from).collect()
}

/// Gives the question, once the owner wants to give one of the sums back.
fn card(
    screen: &Screen<'_>,
    ui: &mut Ui,
    detail: &OrderDetail,
    (kind, busy): (Attention, bool),
    acts: &mut Vec<Action>,
) -> Option<Question> {
    let mut question = None;
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let buyers = screen.facts.buyers_lang();
    theme::card(p).fill(p.warn_bg).inner_margin(12).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(egui::RichText::new(text::attention_word(lang, kind)).font(theme::bold(theme::BODY)).color(p.warn));
        widgets::sentence(ui, text::attention(lang, kind), p.text);
        for sum in sums(detail, kind) {
            ui.separator();
            one_sum(ui, lang, detail, &sum, acts);
            if screen.may(OperatorAction::GiveRefund) {
                question = question.take().or(way_back(ui, (lang, buyers), detail, &sum, busy));
            }
        }
    });
    question
}

/// The way back of a sum that came beside the order's own payment: by a refund of its own, or past this program.
fn way_back(
    ui: &mut Ui,
    (lang, buyers): (Lang, Lang),
    detail: &OrderDetail,
    sum: &Sum<'_>,
    busy: bool,
) -> Option<Question> {
    let own = sum.transaction == detail.transaction_id.as_ref();
    if !sum.extra || own || detail.held_for.is_some() {
        return None;
    }
    let (Some(money), Some(transaction)) = (sum.beside, sum.transaction) else {
        widgets::muted(ui, text::extra_platform(lang, sum.currency == "CNY"));
        return None;
    };
    if !money.refunded.is_zero() {
        widgets::fact(ui, text::extra_returned(lang), &money.refunded.to_string(), false);
    }
    if !money.in_flight.is_zero() {
        widgets::fact(ui, text::extra_on_its_way(lang), &money.in_flight.to_string(), false);
    }
    let left = money.left();
    if left.is_zero() {
        return None;
    }
    let name = text::return_payment(lang, left);
    let pressed =
        ui.push_id(transaction.as_str(), |ui| widgets::button(ui, ButtonKind::Danger, &name, !busy).clicked()).inner;
    pressed.then(|| ask_back(ui, (lang, buyers), detail, transaction, left))
}

fn ask_back(
    ui: &Ui,
    (lang, buyers): (Lang, Lang),
    detail: &OrderDetail,
    transaction: &TransactionId,
    left: Fen,
) -> Question {
    let wish = Command::ReturnPayment {
        order_no: detail.row.key.order_no.clone(),
        seen: detail.version,
        transaction_id: transaction.clone(),
        amount: left,
        reason: text::return_reason(buyers).to_owned(),
    };
    let buttons = (text::return_now(lang), text::do_not_return(lang));
    Question::new(ui, text::return_question(lang, left), buttons, ButtonKind::Danger, wish)
        .fact(text::return_means(lang))
        .fact(&text::return_out_of(lang, transaction.as_str()))
}

/// How much came, and what else is known of it.
fn one_sum(ui: &mut Ui, lang: Lang, detail: &OrderDetail, sum: &Sum<'_>, acts: &mut Vec<Action>) {
    widgets::fact(ui, text::money_came(lang), &text::sum_in(lang, sum.amount, sum.currency), true);
    sum_facts(ui, lang, detail, sum, acts);
}

/// When it came, from whom, and under which number of WeChat's.
fn sum_facts(ui: &mut Ui, lang: Lang, detail: &OrderDetail, sum: &Sum<'_>, acts: &mut Vec<Action>) {
    if let Some(at) = sum.paid_at {
        widgets::fact(ui, text::paid_at_word(lang), &text::moment_exact(at), false);
    }
    if let Some(payer) = sum.payer {
        let same = sum.extra.then_some(*payer == detail.openid);
        widgets::fact(ui, text::payer(lang), &text::payer_words(lang, payer.as_str(), same), false);
    }
    if let Some(transaction) = sum.transaction {
        transaction_line(ui, lang, transaction, acts);
    }
}

/// WeChat's number of a payment, with the button that copies it: the merchant platform is searched by it.
pub(super) fn transaction_line(ui: &mut Ui, lang: Lang, transaction: &TransactionId, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.label(egui::RichText::new(text::transaction(lang)).size(theme::SMALL).color(p.muted));
    ui.horizontal(|ui| {
        ui.add(egui::Label::new(egui::RichText::new(transaction.as_str()).size(theme::SMALL)).truncate());
        if widgets::copy_button(ui, text::copy_transaction(lang), transaction.as_str()) {
            acts.push(Action::Copied);
        }
    });
}

/// Accept, or refund.
fn ways_out(ui: &mut Ui, lang: Lang, detail: &OrderDetail, busy: bool) -> Option<Question> {
    let to_ship = detail.row.state == OrderState::NeedsOwner;
    let mut question = None;
    // Without a payment in fen there is nothing the order could be shipped for.
    let acceptable = !to_ship || detail.row.paid_at.is_some();
    if !acceptable {
        widgets::muted(ui, text::other_currency(lang));
    } else if widgets::button(ui, ButtonKind::Plain, text::accept(lang), !busy).clicked() {
        question = Some(ask(ui, lang, detail, to_ship));
    }
    if !detail.extras.iter().any(|extra| extra.refundable.is_some()) {
        widgets::section(ui, text::refund_way(lang));
        widgets::muted(ui, text::refund_platform(lang));
    }
    match (acceptable, to_ship) {
        (true, true) => drop(widgets::muted(ui, text::refund_then_leave(lang))),
        (true, false) => drop(widgets::muted(ui, text::refund_then_accept(lang))),
        (false, _) => {}
    }
    if detail.row.refund == Some(RefundState::Requested) {
        widgets::muted(ui, text::refund_asked_here(lang));
    }
    question
}

fn ask(ui: &Ui, lang: Lang, detail: &OrderDetail, to_ship: bool) -> Question {
    let sums: Vec<String> = match detail.extras.as_slice() {
        [] => vec![detail.refundable.paid.to_string()],
        extras => extras.iter().map(|extra| text::sum_in(lang, extra.amount, &extra.currency)).collect(),
    };
    let title = text::accept_question(lang, &sums.join(" + "));
    let wish = Command::AcceptMoney { order_no: detail.row.key.order_no.clone(), seen: detail.version };
    let buttons = (text::accept_now(lang), text::do_not_accept(lang));
    let question = Question::new(ui, title, buttons, ButtonKind::Main, wish).fact(text::accept_means(lang, to_ship));
    if detail.row.source == Source::Elsewhere { question.fact(text::elsewhere_goods(lang)) } else { question }
}

/// Less came than was owed and the order is to go all the same: the loss is typed once more, and no key does it.
fn ask_loss(ui: &Ui, lang: Lang, detail: &OrderDetail, loss: Fen) -> Question {
    let wish = Command::AcceptMoney { order_no: detail.row.key.order_no.clone(), seen: detail.version };
    let buttons = (text::bear_now(lang), text::do_not_accept(lang));
    Question::new(ui, text::bear_question(lang, loss), buttons, ButtonKind::Danger, wish)
        .fact(&text::way_bear_means(lang, loss))
        .loss(loss, text::bear_sum_again(lang))
}

/// Money the owner accepted before: kept, so that every sum that came can be found.
pub(super) fn accepted(ui: &mut Ui, lang: Lang, detail: &OrderDetail, acts: &mut Vec<Action>) {
    if detail.row.attention.is_some() || detail.extras.is_empty() {
        return;
    }
    widgets::section(ui, text::accepted_before(lang));
    for extra in &detail.extras {
        widgets::muted(ui, text::attention_word(lang, extra.kind));
        one_sum(ui, lang, detail, &Sum::from(extra), acts);
    }
}
