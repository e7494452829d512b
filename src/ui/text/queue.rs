//! The queue of refunds: what stands beside a decision.

use super::{Lang, actor, count, decided_meanwhile, history_what, moment, moment_exact, refused, trouble_meaning};
use crate::{
    domain::{Fen, RefundNo, RefundOrigin, UnixSeconds},
    events::CommandOutcome,
    store::{HistoryRow, RefundRow},
};

words! {
    picture_before: "上一张", "Previous picture";
    picture_after: "下一张", "Next picture";
    zoom_in: "放大", "Zoom in";
    zoom_out: "缩小", "Zoom out";
    zoom_whole: "显示整张图片", "Show the whole picture";
    pieces_to_refund: "退哪几件", "Pieces to refund";
    subtotal: "小计", "Sum";
    restock: "放回库存", "To stock";
    reply_returned: "退货已收到，已为您退款", "Refund for returned goods";
    used_before: "用过的", "Used before";
    preview: "买家在微信里看到", "What the buyer sees in WeChat";
    preview_title: "微信支付 · 退款", "WeChat Pay · Refund";
    preview_silent: "不超过 ¥1.00 的部分退款，微信不显示原因。", "WeChat shows no reason for a partial refund of ¥1.00 or less.";
    start_refund: "退款…", "Refund…";
    untick: "取消勾选", "Untick";
    bulk_means: "每一笔都按申请的金额原路退回，库存不变；要放回库存或少退，请单独处理那一笔。", "Each goes back in full, as it was asked for, and no stock changes. To restock or to give less, decide that one by itself.";
    bulk_reply: "给每位买家的话", "What each buyer reads";
    take_all_back: "全部撤回", "Take all back";
    bulk_ok: "已同意", "approved";
    asked_goods: "退款涉及的商品", "Goods it is about";
    same_order: "同一订单", "Same order";
    withdrawn: "你在发送前撤回了这笔退款，资金没有动。", "You took it back before it was sent. No money has moved.";
    from_platform: "这笔退款是在微信商户平台上手工做的，不是从掌柜发出的；状态以微信的答复为准。", "This refund was made by hand on WeChat's merchant platform, not here; its state is WeChat's word.";
    renew_now: "用新单号退款", "Refund under a new number";
    continue_ask: "继续退款…", "Continue…";
    continue_means: "请先确认微信商户余额已经充值。用同一个退款单号再发一次，不会重复退。", "Make sure the balance at WeChat was filled. It is sent again under the same number, so nothing is paid twice.";
    our_refund_no: "退款单号", "Refund number";
    wechat_refund_no: "微信退款单号", "WeChat's refund number";
    export_history: "导出经过", "Export";
    first_page: "第一页", "First page";
    next_page: "下一页", "Next page";
    only_small: "原图不在这台电脑上，这是小图。", "The original is not on this computer; this is the small one.";
}

/// `150%`.
pub(in crate::ui) fn percent(of: u32) -> String {
    format!("{of}%")
}

/// Which picture of how many.
pub(in crate::ui) fn picture_of(lang: Lang, at: usize, all: usize) -> String {
    match lang {
        Lang::Zh => format!("凭证图片 {at} / {all}"),
        Lang::En => format!("Picture {at} of {all}"),
    }
}

/// The way on WeChat's platform where WeChat cannot pay into the buyer's account.
pub(in crate::ui) const fn stuck_steps(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::Zh => [
            "1. 用商户管理员登录 pay.weixin.qq.com，打开“交易中心”里的退款查询。",
            "2. 用下面的退款单号找到这笔退款，按页面提示改退到买家的其他账户。",
            "3. 回到这里点“立即向微信查询”；到账后状态会自己变成“已退款”。",
        ],
        Lang::En => [
            "1. Sign in to pay.weixin.qq.com as the merchant's administrator and open the refunds in the transaction centre.",
            "2. Find this refund by its number below and pay it into another account of the buyer's, as the page says.",
            "3. Come back and press “Ask WeChat now”; once it arrived, the state changes by itself.",
        ],
    }
}

/// The question before a refund goes on that waited for the balance.
pub(in crate::ui) fn continue_question(lang: Lang, amount: Fen) -> String {
    match lang {
        Lang::Zh => format!("继续退款 {amount}？"),
        Lang::En => format!("Go on with {amount}?"),
    }
}

/// The title over a buyer's earlier requests.
pub(in crate::ui) fn earlier_requests(lang: Lang, many: usize) -> String {
    match lang {
        Lang::Zh => format!("该买家以前的退款（{many}）"),
        Lang::En => format!("Earlier refunds of this buyer ({many})"),
    }
}

/// When pieces went back on the shelf.
pub(in crate::ui) fn back_at(lang: Lang, at: Option<UnixSeconds>, now: UnixSeconds) -> String {
    let when = at.map(|at| moment(lang, at, now));
    match (lang, when) {
        (Lang::Zh, Some(when)) => format!("{when} 已放回"),
        (Lang::Zh, None) => "到账后放回".to_owned(),
        (Lang::En, Some(when)) => format!("back at {when}"),
        (Lang::En, None) => "once the money arrives".to_owned(),
    }
}

/// The name of the sheet with a refund's steps.
pub(in crate::ui) fn timeline_file(lang: Lang, refund_no: &RefundNo) -> String {
    match lang {
        Lang::Zh => format!("退款经过-{refund_no}.csv"),
        Lang::En => format!("refund-{refund_no}.csv"),
    }
}

/// Its headings.
pub(in crate::ui) fn timeline_headings(lang: Lang) -> Vec<String> {
    let all = match lang {
        Lang::Zh => ["退款单号", "订单号", "金额（元）", "时间", "谁", "经过"],
        Lang::En => ["Refund number", "Order number", "Amount (yuan)", "Time", "Who", "What happened"],
    };
    all.map(str::to_owned).into()
}

/// One step in it.
pub(in crate::ui) fn timeline_row(lang: Lang, refund: &RefundRow, step: &HistoryRow) -> Vec<String> {
    vec![
        refund.refund_no.to_string(),
        refund.order_no.to_string(),
        refund.amount.to_yuan(),
        moment_exact(step.at),
        actor(lang, step.actor).to_owned(),
        history_what(lang, step),
    ]
}

/// One page of a long tab.
pub(in crate::ui) fn refunds_of(lang: Lang, shown: u64, all: u64) -> String {
    let (shown, all) = (count(shown), count(all));
    match lang {
        Lang::Zh => format!("这一页 {shown} 笔，共 {all} 笔"),
        Lang::En => format!("{shown} on this page, {all} in all"),
    }
}

/// How long a request has waited.
pub(in crate::ui) fn waited(lang: Lang, since: UnixSeconds, now: UnixSeconds) -> String {
    let secs = now.since(since).max(0);
    let (minutes, hours, days) = (secs / 60, secs / 3600, secs / 86_400);
    match (lang, secs) {
        (Lang::Zh, ..60) => "刚刚".to_owned(),
        (Lang::En, ..60) => "just now".to_owned(),
        (Lang::Zh, 60..3600) => format!("等了 {minutes} 分钟"),
        (Lang::En, 60..3600) => format!("waits {minutes} min"),
        (Lang::Zh, 3600..172_800) => format!("等了 {hours} 小时"),
        (Lang::En, 3600..172_800) => format!("waits {hours} h"),
        (Lang::Zh, _) => format!("等了 {days} 天"),
        (Lang::En, _) => format!("waits {days} days"),
    }
}

/// Who began a refund.
pub(in crate::ui) fn origin(lang: Lang, origin: RefundOrigin) -> &'static str {
    origin.word(lang)
}

/// The box that ticks a request.
pub(in crate::ui) fn tick_of(lang: Lang, buyer: &str, amount: Fen) -> String {
    match lang {
        Lang::Zh => format!("勾选 {buyer} {amount}"),
        Lang::En => format!("Tick {buyer} {amount}"),
    }
}

/// How many are ticked, and their sum.
pub(in crate::ui) fn ticked(lang: Lang, many: usize, sum: Fen) -> String {
    match lang {
        Lang::Zh => format!("已勾选 {many} 笔，共 {sum}"),
        Lang::En => format!("{many} ticked, {sum} in all"),
    }
}

/// The button that opens the question about all of them.
pub(in crate::ui) fn approve_ticked(lang: Lang, many: usize) -> String {
    match lang {
        Lang::Zh => format!("同意 {many} 笔…"),
        Lang::En => format!("Approve {many}…"),
    }
}

/// The question about all of them.
pub(in crate::ui) fn bulk_question(lang: Lang, many: usize, sum: Fen) -> String {
    match (lang, many) {
        (Lang::Zh, _) => format!("确认 {many} 笔退款，共 {sum}？"),
        (Lang::En, 1) => format!("Refund {sum}?"),
        (Lang::En, _) => format!("Make {many} refunds, {sum} in all?"),
    }
}

/// How many of them went through.
pub(in crate::ui) fn bulk_done(lang: Lang, done: usize, many: usize) -> String {
    match lang {
        Lang::Zh => format!("{many} 笔中已同意 {done} 笔"),
        Lang::En => format!("{done} of {many} approved"),
    }
}

/// What became of one of them.
pub(in crate::ui) fn bulk_answer(lang: Lang, answer: Option<&CommandOutcome>, now: UnixSeconds) -> String {
    match answer {
        None => super::words::waits_for_answer(lang).to_owned(),
        Some(CommandOutcome::Done) => bulk_ok(lang).to_owned(),
        Some(CommandOutcome::TooLate) => decided_meanwhile(lang, None, now),
        Some(CommandOutcome::Refused(why)) => refused(lang, why),
        Some(CommandOutcome::NotStored(trouble, _)) => trouble_meaning(lang, *trouble).to_owned(),
    }
}

/// One piece more of a product comes into the refund.
pub(in crate::ui) fn more_of(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("多退一件 {name}"),
        Lang::En => format!("One more: {name}"),
    }
}

/// One piece fewer.
pub(in crate::ui) fn fewer_of(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("少退一件 {name}"),
        Lang::En => format!("One fewer: {name}"),
    }
}

/// The switch that puts the pieces back on the shelf.
pub(in crate::ui) fn restock_of(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("放回库存：{name}"),
        Lang::En => format!("Back to stock: {name}"),
    }
}

/// Pieces of those that were ordered.
pub(in crate::ui) fn pieces_of(pieces: u32, ordered: u32) -> String {
    format!("{pieces} / {ordered}")
}

/// The reason as WeChat shows it.
pub(in crate::ui) fn preview_reason(lang: Lang, reason: &str) -> String {
    match lang {
        Lang::Zh => format!("退款原因：{reason}"),
        Lang::En => format!("Reason: {reason}"),
    }
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    let (now, sum) = (UnixSeconds::new(1_788_230_527), Fen::new(3990).unwrap_or_default());
    let mut all = vec![
        percent(150),
        picture_of(lang, 1, 3),
        more_of(lang, "x"),
        fewer_of(lang, "x"),
        restock_of(lang, "x"),
        pieces_of(1, 2),
        preview_reason(lang, "x"),
        tick_of(lang, "x", sum),
        ticked(lang, 3, sum),
        approve_ticked(lang, 3),
        bulk_question(lang, 1, sum),
        bulk_question(lang, 3, sum),
        bulk_done(lang, 2, 3),
        continue_question(lang, sum),
        earlier_requests(lang, 2),
        refunds_of(lang, 200, 1234),
        back_at(lang, None, now),
        back_at(lang, Some(now), now),
    ];
    all.extend(timeline_headings(lang));
    all.extend(stuck_steps(lang).map(str::to_owned));
    all.extend(RefundNo::parse("RF20260901-00000001").map(|no| timeline_file(lang, &no)));
    all.extend([0, 120, 7200, 260_000].map(|ago| waited(lang, now.plus(-ago), now)));
    all.extend(RefundOrigin::ALL.iter().map(|&of| origin(lang, of).to_owned()));
    let answers = [None, Some(CommandOutcome::Done), Some(CommandOutcome::TooLate)];
    all.extend(answers.iter().map(|answer| bulk_answer(lang, answer.as_ref(), now)));
    all
}
