//! The steps of orders, payments, refunds and shipments, in words.

use super::{
    bills, money, parcel_steps, people, reasons, refund_alarms, refund_troubles, report_troubles, sentences,
    settlement, states, tame,
};
use crate::{
    domain::{Actor, AttentionCause, OrderState, PaymentState, RefundState, StepReason, Transition},
    store::HistoryRow,
};

texts! { in lang;
    /// One step of an order or refund, in words.
    history_line(row: &HistoryRow):
        "{who}：{what}",
        "{who}: {what}",
        who = step_actor(lang, row), what = history_what(lang, row);

    /// Who took the step: the person, where it was one of several.
    step_actor(row: &HistoryRow) -> String {
        match row.operator.as_ref().and_then(|operator| operator.name.as_ref()) {
            Some(name) => tame(name.as_str(), 20),
            None => states::actor(lang, row.actor).to_owned(),
        }
    }

    /// The same without who did it.
    history_what(row: &HistoryRow) -> String {
        let what = match &row.step {
            _ if let StepReason::NotPermitted(refused) = &row.reason => {
                let what = people::operator_action(lang, refused.action);
                return people::line_refused(lang, what, &people::not_permitted(lang, *refused));
            }
            _ if let StepReason::Restocked(pieces) = &row.reason => return restocked(lang, pieces),
            Transition::Order(before, after) => {
                beside_the_state(lang, row).unwrap_or_else(|| order_step(lang, *after, before.is_none()))
            }
            Transition::Shipment(before, after) => parcel_steps::parcel_step(lang, *before, *after, &row.reason),
            Transition::Payment(_, after) => payment_step(lang, *after),
            Transition::Refund(before, after) => refund_step(lang, *after, *before),
            Transition::Other { after, .. } => &tame(after, 40),
        };
        match history_why(lang, &row.reason) {
            Some(why) if !says_it_all(row) => step_and_why(lang, what, &why),
            _ => what.to_owned(),
        }
    }

    step_and_why(what: &str, why: &str): "{what}（{why}）", "{what} ({why})";
    restocked(pieces: &str): "放回库存：{pieces}", "put back in stock: {pieces}", pieces = sentences::goods(lang, pieces, 80);

    /// Money that did not fit came, went back or was accepted: the order's state is not what this step is about.
    beside_the_state(row: &HistoryRow) -> Option<&'static str> {
        let (Transition::Order(before, after), StepReason::Attention(_, cause)) = (&row.step, &row.reason) else {
            return None;
        };
        let accepted = row.actor == Actor::Owner && *before == Some(OrderState::NeedsOwner);
        if !accepted && *before != Some(*after) {
            return None;
        }
        Some(match (row.actor, cause) {
            (Actor::Owner, _) => money::step_accepted(lang),
            (_, AttentionCause::Returned) => money::step_returned(lang),
            (
                _,
                AttentionCause::Marked
                | AttentionCause::Payment { .. }
                | AttentionCause::CameBack(_)
                | AttentionCause::Other(_),
            ) => money::step_extra(lang),
        })
    }

    /// The reason in words; what people or WeChat wrote stays as it is.
    history_why(reason: &StepReason) -> Option<String> = match reason {
        StepReason::None => { None };
        StepReason::Cancelled => "取消", "cancelled";
        StepReason::TakenBack => "撤回了发货", "undone";
        StepReason::Reminded => "提醒了买家", "the buyer was reminded";
        StepReason::ByEvidence => { refund_alarms::by_evidence(lang).to_owned() };
        StepReason::ByBill(day) => { bills::by_bill(lang, *day) };
        StepReason::FoundElsewhere => { refund_alarms::found_elsewhere(lang).to_owned() };
        StepReason::Wish(wish) => { refund_alarms::wish_step(lang, *wish).to_owned() };
        StepReason::Attention(kind, _) => { money::attention_word(lang, *kind).to_owned() };
        StepReason::Settled(state) => { settlement::settlement(lang, *state).to_owned() };
        StepReason::Transaction(transaction) => { tame(transaction.as_str(), 80) };
        StepReason::Parcels(marked) => { parcel_steps::marked_parcels(lang, marked) };
        StepReason::RenewedAs(successor) => { refund_troubles::renewed_step(lang, successor) };
        StepReason::Renews(predecessor) => { refund_troubles::renews_step(lang, predecessor) };
        StepReason::Refund(trouble) => { reasons::refund_reason(lang, trouble) };
        StepReason::Report(trouble) => { report_troubles::report_reason(lang, trouble) };
        StepReason::NotPermitted(refused) => { people::not_permitted(lang, *refused) };
        StepReason::Restocked(words) | StepReason::Words(words) => { tame(words, 80) };
    }

    order_step(state: OrderState, first: bool) = match (state, first) {
        (OrderState::ToPay, true) => "下单", "placed the order";
        (OrderState::Confirming, _) => "通知说已付款，正在核实", "a message says paid; being confirmed";
        (OrderState::ToShip, _) => "确认已付款，可以发货", "paid for certain, may be shipped";
        (OrderState::Closed, _) => "关闭了订单", "closed the order";
        _ => { state.word(lang) };
    }

    payment_step(state: PaymentState) = match state {
        PaymentState::Unsent => "还没有请求付款", "payment not asked for";
        PaymentState::Waiting => "请求付款", "asked for the payment";
        PaymentState::Noticed => "收到付款通知", "a payment message came";
        PaymentState::Confirmed => "付款已核实", "payment confirmed";
        PaymentState::Closed => "付款已关闭", "payment closed";
        PaymentState::Conflict => "收到待处理的付款", "received a payment that needs you";
    }

    refund_step(state: RefundState, before: Option<RefundState>) = match (state, before) {
        (RefundState::Requested, None) => "申请退款", "asked for a refund";
        (RefundState::Requested, _) => "撤回了同意", "undid the approval";
        (RefundState::Approved, None) => "发起退款", "began a refund";
        (RefundState::Approved, Some(RefundState::Requested)) => "同意退款", "approved it";
        (RefundState::Approved, _) => "准备再次发送同一单号", "will send the same number again";
        (RefundState::Rejected, Some(RefundState::Approved)) => "发送前撤回了退款", "cancelled it before it was sent";
        (RefundState::Processing, _) => "微信已受理", "accepted by WeChat";
        (RefundState::Refunded, _) => "退款已到账", "the money arrived";
        _ => { state.word(lang) };
    }
}

/// The step of a shipment that was taken back, or of a reminder, is its reason too.
fn says_it_all(row: &HistoryRow) -> bool {
    matches!(row.step, Transition::Shipment(_, after) if after.is_none() || row.reason == StepReason::Reminded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lang::Lang;

    #[test]
    fn every_step_every_reason_and_every_trouble_has_its_sentence_in_both_languages() {
        let files = [ALL, parcel_steps::ALL, reasons::ALL, refund_troubles::ALL, report_troubles::ALL];
        let said = files.concat().into_iter().flat_map(|(_, said)| [said(Lang::Zh), said(Lang::En)].concat());
        assert!(said.count() >= 2_824, "fewer steps, reasons and troubles are said than before");
    }

    #[test]
    fn what_a_person_wrote_stands_as_it_is() {
        let step = Transition::Refund(Some(RefundState::Requested), RefundState::Rejected);
        let reason = StepReason::parse(&step, Actor::Owner, "cancel");
        assert_eq!(history_why(Lang::Zh, &reason).as_deref(), Some("cancel"));
    }
}
