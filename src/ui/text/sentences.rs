//! Texts with something in them.

use super::{Lang, count, moment, refund_state, tame};
#[cfg(test)]
use crate::domain::{Actor, RefundState, StepReason};
use crate::domain::{Fen, Transition, UnixSeconds};
use crate::store::HistoryRow;

/// The button that opens the dialog.
pub(in crate::ui) fn approve(lang: Lang, amount: Fen) -> String {
    match lang {
        Lang::Zh => format!("同意退款 {amount}…"),
        Lang::En => format!("Approve {amount}…"),
    }
}

/// The button that does it.
pub(in crate::ui) fn refund_button(lang: Lang, amount: Fen) -> String {
    match lang {
        Lang::Zh => format!("退款 {amount}"),
        Lang::En => format!("Refund {amount}"),
    }
}

/// The dialog's headline.
pub(in crate::ui) fn refund_question(lang: Lang, amount: Fen) -> String {
    match lang {
        Lang::Zh => format!("确认退款 {amount}？"),
        Lang::En => format!("Refund {amount}?"),
    }
}

/// Whom it goes to and what stays.
pub(in crate::ui) fn refund_goes_to(lang: Lang, buyer: &str, stays: Fen) -> String {
    let buyer = tame(buyer, 20);
    match lang {
        Lang::Zh => format!("将原路退回{buyer}的微信支付账户，订单剩余 {stays}。"),
        Lang::En => format!("Goes back to {buyer}’s WeChat Pay account; {stays} of the order stays."),
    }
}

/// How long it can be taken back.
pub(in crate::ui) fn hold_promise(lang: Lang, secs: u32) -> String {
    match (lang, secs) {
        (Lang::Zh, 0) => "确认后立即发送，不能撤回。".to_owned(),
        (Lang::En, 0) => "It is sent at once and cannot be taken back.".to_owned(),
        (Lang::Zh, _) => format!("{secs} 秒内可撤回。"),
        (Lang::En, _) => format!("You can take it back for {secs} seconds."),
    }
}

/// The countdown beside "Take back".
pub(in crate::ui) fn hold_left(lang: Lang, secs: i64) -> String {
    match lang {
        Lang::Zh => format!("{secs} 秒后发送给微信"),
        Lang::En => format!("goes to WeChat in {secs} s"),
    }
}

/// Characters used of those allowed.
pub(in crate::ui) fn used_of(used: usize, most: usize) -> String {
    format!("{used}/{most}")
}

/// The reply is too long for WeChat.
pub(in crate::ui) fn reply_too_long(lang: Lang, most: usize) -> String {
    match lang {
        Lang::Zh => format!("最多 {most} 个字。"),
        Lang::En => format!("At most {most} characters."),
    }
}

/// More than what may go back.
pub(in crate::ui) fn amount_too_much(lang: Lang, most: Fen) -> String {
    match lang {
        Lang::Zh => format!("最多可退 {most}。"),
        Lang::En => format!("At most {most} can go back."),
    }
}

/// The headline of the dialog that says no.
pub(in crate::ui) fn reject_question(lang: Lang, buyer: &str, amount: Fen) -> String {
    let buyer = tame(buyer, 20);
    match lang {
        Lang::Zh => format!("拒绝{buyer}的 {amount} 退款？"),
        Lang::En => format!("Reject {buyer}’s refund of {amount}?"),
    }
}

/// How this buyer has been.
pub(in crate::ui) fn buyer_record(lang: Lang, orders: u32, refunds: u32) -> String {
    match lang {
        Lang::Zh => format!("该买家：{orders} 单 · 退款 {refunds} 次"),
        Lang::En => {
            format!("This buyer: {} · {}", plural(orders, "order", "orders"), plural(refunds, "refund", "refunds"))
        }
    }
}

fn plural(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `2 days ago`.
pub(super) fn plural_days(days: i64) -> String {
    format!("{days} {} ago", if days == 1 { "day" } else { "days" })
}

/// Where and when the money arrived.
pub(in crate::ui) fn refunded_at(lang: Lang, at: Option<UnixSeconds>, account: &str, now: UnixSeconds) -> String {
    let account = tame(account, 60);
    let when = at.map(|at| moment(lang, at, now));
    match (lang, when, account.is_empty()) {
        (Lang::Zh, Some(when), false) => format!("{when} 退到{account}。"),
        (Lang::Zh, Some(when), true) => format!("{when} 到账。"),
        (Lang::Zh, None, false) => format!("退到{account}。"),
        (Lang::Zh, None, true) => "已到账。".to_owned(),
        (Lang::En, Some(when), false) => format!("Arrived {when}: {account}."),
        (Lang::En, Some(when), true) => format!("Arrived {when}."),
        (Lang::En, None, false) => format!("Arrived: {account}."),
        (Lang::En, None, true) => "Arrived.".to_owned(),
    }
}

/// Someone decided before this click.
pub(in crate::ui) fn decided_meanwhile(lang: Lang, last: Option<&HistoryRow>, now: UnixSeconds) -> String {
    let Some(last) = last else {
        return lang
            .pick(
                "这一行刚刚变了，你的点击没有执行。请再看一眼。",
                "This changed a moment ago, so your click did nothing. Please look again.",
            )
            .to_owned();
    };
    let (who, when) = (super::actor(lang, last.actor), moment(lang, last.at, now));
    let what = if let Transition::Refund(_, state) = &last.step { refund_state(lang, *state) } else { "" };
    match lang {
        Lang::Zh => format!("{who}已在 {when} 决定：{what}。你的点击没有执行，资金没有重复动用。"),
        Lang::En => format!("{who} decided at {when}: {what}. Your click did nothing and nothing is paid twice."),
    }
}

/// The alert's sentence.
pub(in crate::ui) fn new_order_line(lang: Lang, items: &str, total: Fen, age: &str, more: u64) -> String {
    let items = tame(items, 40);
    let head = super::words::new_order(lang);
    let line = format!("{head} · {items} · {total} · {age}");
    match (lang, more) {
        (_, 0) => line,
        (Lang::Zh, more) => format!("{line} · 还有 {more} 笔"),
        (Lang::En, more) => format!("{line} · {more} more"),
    }
}

/// "just now", "3 min ago", then the time.
pub(in crate::ui) fn age(lang: Lang, at: UnixSeconds, now: UnixSeconds) -> String {
    let secs = now.since(at).max(0);
    match (lang, secs) {
        (_, ..60) => super::words::just_now(lang).to_owned(),
        (Lang::Zh, 60..3600) => format!("{} 分钟前", secs / 60),
        (Lang::En, 60..3600) => format!("{} min ago", secs / 60),
        _ => moment(lang, at, now),
    }
}

/// `SQLite · 10,482`.
pub(in crate::ui) fn status_orders(lang: Lang, orders: u64) -> String {
    match lang {
        Lang::Zh => format!("SQLite · {} 笔订单", count(orders)),
        Lang::En if orders == 1 => "SQLite · 1 order".to_owned(),
        Lang::En => format!("SQLite · {} orders", count(orders)),
    }
}

/// `of ¥217.80 in all`.
pub(in crate::ui) fn in_all(lang: Lang, sum: Fen) -> String {
    match lang {
        Lang::Zh => format!("共 {sum}"),
        Lang::En => format!("{sum} in all"),
    }
}

/// The headline of the shipping form.
pub(in crate::ui) fn ship_question(lang: Lang, buyer: &str) -> String {
    let buyer = tame(buyer, 20);
    match lang {
        Lang::Zh => format!("给{buyer}发货"),
        Lang::En => format!("Ship to {buyer}"),
    }
}

/// A refund's own line in an order: sum and when.
pub(in crate::ui) fn refund_line(lang: Lang, amount: Fen, at: UnixSeconds, now: UnixSeconds) -> String {
    format!("{amount} · {}", moment(lang, at, now))
}

/// Behind the sum of a received message.
pub(in crate::ui) fn next_look(lang: Lang, at: UnixSeconds, now: UnixSeconds) -> String {
    let when = moment(lang, at, now);
    match lang {
        Lang::Zh => format!("下一次向微信查询：{when}"),
        Lang::En => format!("WeChat is asked again at {when}"),
    }
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    let (now, sum) = (UnixSeconds::new(1_788_230_527), Fen::new(3990).unwrap_or_default());
    let rejected = HistoryRow {
        at: now,
        actor: Actor::Owner,
        step: Transition::Refund(Some(RefundState::Requested), RefundState::Rejected),
        reason: StepReason::None,
        message: None,
    };
    let mut all = vec![
        approve(lang, sum),
        refund_button(lang, sum),
        refund_question(lang, sum),
        refund_goes_to(lang, "李雷", sum),
        hold_promise(lang, 0),
        hold_promise(lang, 10),
        hold_left(lang, 7),
        used_of(3, 80),
        reply_too_long(lang, 80),
        amount_too_much(lang, sum),
        reject_question(lang, "李雷", sum),
        buyer_record(lang, 12, 1),
        decided_meanwhile(lang, None, now),
        decided_meanwhile(lang, Some(&rejected), now),
        age(lang, now, now),
        age(lang, now.plus(-300), now),
        status_orders(lang, 10_482),
        in_all(lang, sum),
        ship_question(lang, "李雷"),
        refund_line(lang, sum, now, now),
        next_look(lang, now, now),
    ];
    all.push(new_order_line(lang, "drip", sum, "x", 0));
    all.push(new_order_line(lang, "drip", sum, "x", 2));
    for (at, account) in [(Some(now), "x"), (Some(now), ""), (None, "x"), (None, "")] {
        all.push(refunded_at(lang, at, account, now));
    }
    all
}
