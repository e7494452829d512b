//! Money that wants the owner: what came, what it means, and the two ways out of it.

use super::question::Question;
use crate::{
    domain::{Attention, Fen, OrderState, RefundState, Source, TransactionId, UnixSeconds},
    jobs::Command,
    store::{OrderDetail, PaymentExtra},
    ui::{
        app::Action,
        text,
        text::Lang,
        theme,
        widgets::{self, Kind, Now},
    },
};
use eframe::egui::{self, Ui};

/// One sum that came.
struct Sum<'a> {
    amount: Fen,
    currency: &'a str,
    paid_at: Option<UnixSeconds>,
    transaction: Option<&'a TransactionId>,
}

impl<'a> From<&'a PaymentExtra> for Sum<'a> {
    fn from(extra: &'a PaymentExtra) -> Self {
        Self {
            amount: extra.amount,
            currency: &extra.currency,
            paid_at: Some(extra.paid_at),
            transaction: Some(&extra.transaction_id),
        }
    }
}

/// A card for each kind, then what can be done. Gives the question, once the owner wants to accept.
pub(super) fn show(
    ui: &mut Ui,
    now: Now,
    detail: &OrderDetail,
    busy: bool,
    acts: &mut Vec<Action>,
) -> Option<Question> {
    let first = detail.row.attention?;
    let mut kinds = vec![first];
    for extra in &detail.extras {
        if !kinds.contains(&extra.kind) {
            kinds.push(extra.kind);
        }
    }
    for kind in kinds {
        card(ui, now, detail, kind, acts);
    }
    ways(ui, now.lang, detail, busy)
}

/// The sums of one kind: an order from elsewhere is its own sum.
fn sums(detail: &OrderDetail, kind: Attention) -> Vec<Sum<'_>> {
    if kind == Attention::FromElsewhere && detail.extras.iter().all(|extra| extra.kind != kind) {
        return vec![Sum {
            amount: detail.refundable.paid,
            currency: "CNY",
            paid_at: detail.row.paid_at,
            transaction: detail.transaction_id.as_ref(),
        }];
    }
    detail.extras.iter().filter(|extra| extra.kind == kind).map(Sum::from).collect()
}

fn card(ui: &mut Ui, now: Now, detail: &OrderDetail, kind: Attention, acts: &mut Vec<Action>) {
    let (lang, p) = (now.lang, theme::of(ui));
    theme::card(p).fill(p.warn_bg).inner_margin(12).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(egui::RichText::new(text::attention_word(lang, kind)).font(theme::bold(theme::BODY)).color(p.warn));
        widgets::sentence(ui, text::attention(lang, kind), p.text);
        for sum in sums(detail, kind) {
            ui.separator();
            one_sum(ui, lang, &sum, acts);
        }
        if kind == Attention::FromElsewhere {
            widgets::fact(ui, text::payer(lang), &text::masked_payer(detail.openid.as_str()), false);
        }
    });
}

fn one_sum(ui: &mut Ui, lang: Lang, sum: &Sum<'_>, acts: &mut Vec<Action>) {
    widgets::fact(ui, text::money_came(lang), &text::sum_in(lang, sum.amount, sum.currency), true);
    if let Some(at) = sum.paid_at {
        widgets::fact(ui, text::paid_at_word(lang), &text::moment_exact(at), false);
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
fn ways(ui: &mut Ui, lang: Lang, detail: &OrderDetail, busy: bool) -> Option<Question> {
    let to_ship = detail.row.state == OrderState::NeedsOwner;
    let mut question = None;
    // Without a payment in fen there is nothing the order could be shipped for.
    let acceptable = !to_ship || detail.row.paid_at.is_some();
    if !acceptable {
        widgets::muted(ui, text::other_currency(lang));
    } else if widgets::button(ui, Kind::Plain, text::accept(lang), !busy).clicked() {
        question = Some(ask(ui, lang, detail, to_ship));
    }
    widgets::section(ui, text::refund_way(lang));
    widgets::muted(ui, text::refund_platform(lang));
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
    let question = Question::new(ui, title, buttons, Kind::Main, wish).fact(text::accept_means(lang, to_ship));
    if detail.row.source == Source::Elsewhere { question.fact(text::elsewhere_goods(lang)) } else { question }
}

/// Money the owner accepted before: kept, so that every sum that came can be found.
pub(super) fn accepted(ui: &mut Ui, lang: Lang, detail: &OrderDetail, acts: &mut Vec<Action>) {
    if detail.row.attention.is_some() || detail.extras.is_empty() {
        return;
    }
    widgets::section(ui, text::accepted_before(lang));
    for extra in &detail.extras {
        widgets::muted(ui, text::attention_word(lang, extra.kind));
        one_sum(ui, lang, &Sum::from(extra), acts);
    }
}
