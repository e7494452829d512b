//! The queue of refunds: what stands beside a decision.

use super::{Lang, decided_meanwhile, refused, trouble_meaning};
use crate::{
    domain::{Fen, RefundOrigin, UnixSeconds},
    events::CommandOutcome,
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
    only_small: "原图无法读取，这是小图。", "The original cannot be read; this is the small one.";
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
    let (zh, en) = match origin {
        RefundOrigin::Buyer => ("买家申请", "The buyer asked"),
        RefundOrigin::Owner => ("你主动退款", "You began it"),
        RefundOrigin::Platform => ("来自微信商户平台", "From WeChat's platform"),
    };
    lang.pick(zh, en)
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
        None => super::waits_for_answer(lang).to_owned(),
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
    ];
    all.extend([0, 120, 7200, 260_000].map(|ago| waited(lang, now.plus(-ago), now)));
    all.extend(RefundOrigin::ALL.iter().map(|&of| origin(lang, of).to_owned()));
    let answers = [None, Some(CommandOutcome::Done), Some(CommandOutcome::TooLate)];
    all.extend(answers.iter().map(|answer| bulk_answer(lang, answer.as_ref(), now)));
    all
}
