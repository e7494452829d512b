//! Texts with something in them.

use super::{api_v3, figures, history, refusals, states, tame, words};
use crate::domain::{Fen, Transition, UnixSeconds};
use crate::events::CommandOutcome;
use crate::store::HistoryRow;

texts! { in lang;
    /// The button that opens the dialog.
    approve(amount: Fen): "同意退款 {amount}…", "Approve {amount}…";
    /// The button that does it.
    refund_button(amount: Fen): "退款 {amount}", "Refund {amount}";
    /// The dialog's headline.
    refund_question(amount: Fen): "确认退款 {amount}？", "Refund {amount}?";

    /// Whom it goes to and what stays.
    refund_goes_to(buyer: &str, stays: Fen):
        "将原路退回{buyer}的微信支付账户，订单剩余 {stays}。",
        "Goes back to {buyer}’s WeChat Pay account; {stays} of the order remains.",
        buyer = tame(buyer, 20);

    /// How long it can be taken back.
    hold_promise(secs: u32) -> String = match secs {
        0 => "确认后立即发送，不能撤回。", "It is sent at once and cannot be undone.";
        _ => "{secs} 秒内可撤回。", "You can undo it for {secs} seconds.";
    }

    /// The countdown beside "Undo".
    hold_left(secs: i64): "{secs} 秒后发送给微信", "goes to WeChat in {secs} s";
    reply_too_long(most: usize): "最多 {most} 个字。", "At most {most} characters.";
    amount_too_much(most: Fen): "最多可退 {most}。", "At most {most} can go back.";

    /// The headline of the dialog that says no.
    reject_question(buyer: &str, amount: Fen):
        "拒绝{buyer}的 {amount} 退款？",
        "Reject {buyer}’s refund of {amount}?",
        buyer = tame(buyer, 20);

    /// How this buyer has been.
    buyer_record(orders: u32, refunds: u32):
        "该买家：{orders} · {refunds}",
        "This buyer: {orders} · {refunds}",
        orders = some_orders(lang, orders), refunds = some_refunds(lang, refunds);

    some_orders(many: u32): "{many} 单", [many: "1 order", "{many} orders"];
    some_refunds(many: u32): "退款 {many} 次", [many: "1 refund", "{many} refunds"];

    /// Where and when the money arrived.
    refunded_at(at: Option<UnixSeconds>, account: &str, now: UnixSeconds) -> String = match (at, &*tame(account, 60)) {
        (Some(at), "") => "{when} 到账。", "Arrived {when}.", when = figures::moment(lang, at, now);
        (Some(at), account) => "{when} 退到{account}。", "Arrived {when}: {account}.", when = figures::moment(lang, at, now);
        (None, "") => "已到账。", "Arrived.";
        (None, account) => "退到{account}。", "Arrived: {account}.";
    }

    /// Someone decided before this click.
    decided_meanwhile(last: Option<&HistoryRow>, now: UnixSeconds) -> String = match last {
        None =>
            "这一行刚刚变了，你的点击没有执行。请再确认一次。",
            "This changed a moment ago, so your click did nothing. Please look again.";
        Some(last) => { overtaken_by(lang, last, now) };
    }

    /// The same of a step that is known.
    overtaken_by(last: &HistoryRow, now: UnixSeconds) -> String {
        let who = history::step_actor(lang, last);
        match &last.step {
            Transition::Refund(_, state) => refund_decided(lang, &who, last.at, now, state.word(lang)),
            _ => was_first(lang, &who, last.at, now, &history::history_what(lang, last)),
        }
    }
    refund_decided(who: &str, at: UnixSeconds, now: UnixSeconds, what: &str):
        "{who}已在 {when} 决定：{what}。你的点击没有执行，资金没有重复动用。",
        "{who} decided at {when}: {what}. Your click did nothing and nothing is paid twice.",
        when = figures::moment(lang, at, now);
    was_first(who: &str, at: UnixSeconds, now: UnixSeconds, what: &str):
        "{who}已在 {when} 先做了：{what}。你的点击没有执行。",
        "{who} was first, at {when}: {what}. Your click did nothing.",
        when = figures::moment(lang, at, now);

    /// A product was edited before the click.
    edited_meanwhile(who: &str, at: UnixSeconds, now: UnixSeconds):
        "{who}已在 {when} 修改过这件商品，你的点击没有执行。请再确认一次。",
        "{who} changed this product at {when}, so your click did nothing. Please look again.",
        who = tame(who, 20), when = figures::moment(lang, at, now);
    /// A note or a tag was taken away or put there before the click.
    marked_meanwhile(who: &str, at: UnixSeconds, now: UnixSeconds):
        "{who}已在 {when} 改过这里的备注或标签，你的点击没有执行。",
        "{who} changed the notes or tags here at {when}; your click did nothing.",
        who = tame(who, 20), when = figures::moment(lang, at, now);

    /// Why a wish was not carried out; `None` where it was.
    not_done(outcome: &CommandOutcome, now: UnixSeconds) -> Option<String> = match outcome {
        CommandOutcome::Done => { None };
        CommandOutcome::TooLate => { decided_meanwhile(lang, None, now) };
        CommandOutcome::Refused(why) => { refusals::refused(lang, why) };
        CommandOutcome::NotPaidOut(why) => { api_v3::not_paid_out(lang, why) };
        CommandOutcome::NotStored(trouble, _) => { states::trouble_meaning(lang, *trouble).to_owned() };
    }

    /// Goods as the store lists them (`挂耳咖啡 ×2, 手冲壶`), with the reader's comma between them.
    goods(items: &str, longest: usize) -> String { tame(&items.replace(", ", lang.pick("、", ", ")), longest) }

    /// "just now", "3 min ago", then the time.
    age(at: UnixSeconds, now: UnixSeconds) -> String = match (now.since(at)) {
        ..60 => { words::just_now(lang).to_owned() };
        secs @ 60..3600 => "{minutes} 分钟前", "{minutes} min ago", minutes = secs / 60;
        _ => { figures::moment(lang, at, now) };
    }


    /// The headline of the shipping form.
    ship_question(buyer: &str): "给{buyer}发货", "Ship to {buyer}", buyer = tame(buyer, 20);

    /// A refund's own line in an order: sum and when.
    refund_line(amount: Fen, at: UnixSeconds, now: UnixSeconds) -> String {
        format!("{amount} · {}", figures::moment(lang, at, now))
    }

    /// Behind the sum of a received message.
    next_look(at: UnixSeconds, now: UnixSeconds):
        "下一次向微信查询：{when}",
        "WeChat is asked again at {when}",
        when = figures::moment(lang, at, now);
}

/// Characters used of those allowed.
pub(in crate::ui) fn used_of(used: usize, most: usize) -> String {
    format!("{used}/{most}")
}
