//! The steps of orders, payments, refunds and shipments, in words.

use super::{
    Lang, money, order_state, parcel_steps, reasons, refund_alarms, refund_state, refund_words, report_troubles,
    settlement, states, tame,
};
use crate::{
    domain::{Actor, AttentionCause, OrderState, PaymentState, RefundState, StepReason, Transition},
    store::HistoryRow,
};

/// One step of an order or refund, in words.
pub(in crate::ui) fn history_line(lang: Lang, row: &HistoryRow) -> String {
    let (who, what) = (states::actor(lang, row.actor), history_what(lang, row));
    match lang {
        Lang::Zh => format!("{who}：{what}"),
        Lang::En => format!("{who}: {what}"),
    }
}

/// The same without who did it.
pub(in crate::ui) fn history_what(lang: Lang, row: &HistoryRow) -> String {
    if let StepReason::Restocked(pieces) = &row.reason {
        let pieces = tame(pieces, 80);
        return match lang {
            Lang::Zh => format!("放回库存：{pieces}"),
            Lang::En => format!("put back to stock: {pieces}"),
        };
    }
    let what = match &row.step {
        Transition::Order(before, after) => {
            let beside = beside_the_state(lang, row.actor, (*before, *after), &row.reason);
            beside.map_or_else(|| order_step(lang, *after, before.is_none()), str::to_owned)
        }
        Transition::Shipment(before, after) => {
            let what = parcel_steps::parcel_step(lang, (*before, *after), &row.reason);
            // These say their reason themselves.
            if after.is_none() || row.reason == StepReason::Reminded {
                return what.to_owned();
            }
            what.to_owned()
        }
        Transition::Payment(_, after) => payment_step(lang, *after),
        Transition::Refund(before, after) => refund_step(lang, *after, *before),
        Transition::Other { after, .. } => tame(after, 40),
    };
    let why = history_why(lang, &row.reason);
    if why.is_empty() { what } else { format!("{what} ({why})") }
}

/// Money that did not fit came, went back or was accepted: the order's state is not what this step is about.
fn beside_the_state(
    lang: Lang,
    actor: Actor,
    (before, after): (Option<OrderState>, OrderState),
    reason: &StepReason,
) -> Option<&'static str> {
    let StepReason::Attention(_, cause) = reason else { return None };
    let accepted = actor == Actor::Owner && before == Some(OrderState::NeedsOwner);
    if !accepted && before != Some(after) {
        return None;
    }
    Some(match (actor, cause) {
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
fn history_why(lang: Lang, reason: &StepReason) -> String {
    let words = match reason {
        StepReason::None => "",
        StepReason::Cancelled => lang.pick("取消", "cancelled"),
        StepReason::TakenBack => lang.pick("撤回了发货", "taken back"),
        StepReason::Reminded => lang.pick("提醒了买家", "the buyer was reminded"),
        StepReason::ByEvidence => refund_alarms::by_evidence(lang),
        StepReason::FoundElsewhere => refund_alarms::found_elsewhere(lang),
        StepReason::Wish(wish) => refund_alarms::wish_step(lang, *wish),
        StepReason::Attention(kind, _) => money::attention_word(lang, *kind),
        StepReason::Settled(state) => settlement::settlement(lang, *state),
        StepReason::Transaction(transaction) => return tame(transaction.as_str(), 80),
        StepReason::Parcels(marked) => return parcel_steps::marked_parcels(lang, marked),
        StepReason::RenewedAs(successor) => return refund_words::renewed_step(lang, successor),
        StepReason::Renews(predecessor) => return refund_words::renews_step(lang, predecessor),
        StepReason::Refund(trouble) => return reasons::refund_reason(lang, trouble),
        StepReason::Report(trouble) => return report_troubles::report_reason(lang, trouble),
        StepReason::Restocked(words) | StepReason::Words(words) => return tame(words, 80),
    };
    words.to_owned()
}

fn order_step(lang: Lang, state: OrderState, first: bool) -> String {
    match (state, first) {
        (OrderState::ToPay, true) => lang.pick("下单", "placed the order").to_owned(),
        (OrderState::Confirming, _) => {
            lang.pick("通知说已付款，正在核实", "a message says paid; being confirmed").to_owned()
        }
        (OrderState::ToShip, _) => lang.pick("确认已付款，可以发货", "paid for certain, may be shipped").to_owned(),
        (OrderState::Closed, _) => lang.pick("关闭了订单", "closed the order").to_owned(),
        _ => order_state(lang, state).to_owned(),
    }
}

fn payment_step(lang: Lang, state: PaymentState) -> String {
    let (zh, en) = match state {
        PaymentState::Unsent => ("还没有请求付款", "payment not asked for"),
        PaymentState::Waiting => ("请求付款", "asked for the payment"),
        PaymentState::Noticed => ("收到付款通知", "a payment message came"),
        PaymentState::Confirmed => ("付款已核实", "payment confirmed"),
        PaymentState::Closed => ("付款已关闭", "payment closed"),
        PaymentState::Conflict => ("收到的款项与订单不符", "money that does not fit the order"),
    };
    lang.pick(zh, en).to_owned()
}

fn refund_step(lang: Lang, state: RefundState, before: Option<RefundState>) -> String {
    match (state, before) {
        (RefundState::Requested, None) => lang.pick("申请退款", "asked for a refund").to_owned(),
        (RefundState::Requested, _) => lang.pick("撤回了同意", "took the approval back").to_owned(),
        (RefundState::Approved, None) => lang.pick("发起退款", "began a refund").to_owned(),
        (RefundState::Approved, Some(RefundState::Requested)) => lang.pick("同意退款", "approved it").to_owned(),
        (RefundState::Approved, _) => lang.pick("准备再次发送同一单号", "will send the same number again").to_owned(),
        (RefundState::Rejected, Some(RefundState::Approved)) => {
            lang.pick("发送前撤回了退款", "took it back before it was sent").to_owned()
        }
        (RefundState::Processing, _) => lang.pick("微信已受理", "accepted by WeChat").to_owned(),
        (RefundState::Refunded, _) => lang.pick("退款已到账", "the money arrived").to_owned(),
        _ => refund_state(lang, state).to_owned(),
    }
}

/// Every step there could be, by everybody, and every reason there is.
#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    let at = crate::domain::UnixSeconds::new(1_788_230_527);
    let row = |step, actor, reason| HistoryRow { at, actor, step, reason, message: None };
    let steps = Transition::all().into_iter();
    let all = steps.flat_map(|step| Actor::ALL.iter().map(move |actor| row(step.clone(), *actor, StepReason::None)));
    let reasons = StepReason::all().into_iter().map(|reason| {
        let (step, actor) = reason.beside();
        row(step, actor, reason)
    });
    all.chain(reasons).map(|row| history_line(lang, &row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RefundTrouble, ReportTrouble};

    /// What is the same in Chinese.
    const LATIN: &[&str] = &["AppID", "API", "settings", "toml", "secrets", "logs", "IP"];

    /// Words in Latin letters that are no code and no number.
    fn foreign(text: &str) -> Vec<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let is_word = |word: &&str| word.chars().any(|c| c.is_ascii_lowercase()) && !LATIN.contains(word);
        words.filter(is_word).map(str::to_owned).collect()
    }

    #[test]
    #[expect(clippy::print_stdout, reason = "how many there were")]
    fn every_step_every_reason_and_every_trouble_has_its_sentence_in_both_languages() {
        let mut checked = 0;
        for lang in [Lang::Zh, Lang::En] {
            let mut all = samples(lang);
            all.extend(report_troubles::samples(lang));
            all.extend(refund_words::samples(lang));
            all.extend(StepReason::all().iter().filter(|reason| **reason != StepReason::None).filter_map(|reason| {
                let nameless = matches!(reason, StepReason::Parcels(marked) if marked.parcels.is_empty());
                (!nameless).then(|| history_why(lang, reason))
            }));
            all.extend(RefundTrouble::all().iter().map(|trouble| reasons::refund_reason(lang, trouble)));
            all.extend(ReportTrouble::all().iter().map(|trouble| report_troubles::report_trouble(lang, trouble)));
            checked += all.len();
            for text in all {
                assert!(!text.trim().is_empty(), "an empty sentence in {lang:?}");
                assert!(lang == Lang::En || foreign(&text).is_empty(), "{text}: {:?}", foreign(&text));
            }
        }
        println!("{checked} sentences about steps, reasons and troubles");
    }

    #[test]
    fn what_a_person_wrote_stands_as_it_is() {
        let step = Transition::Refund(Some(RefundState::Requested), RefundState::Rejected);
        let reason = StepReason::parse(&step, Actor::Owner, "cancel");
        assert_eq!(history_why(Lang::Zh, &reason), "cancel");
    }
}
