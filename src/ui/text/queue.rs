//! The queue of refunds: what stands beside a decision.

use super::{count, figures, history, sentences, words};
use crate::{
    domain::{Fen, RefundNo, UnixSeconds},
    events::CommandOutcome,
    store::{HistoryRow, RefundRow},
};

texts! { in lang;
    picture_before: "上一张", "Previous picture";
    picture_after: "下一张", "Next picture";
    zoom_in: "放大", "Zoom in";
    zoom_out: "缩小", "Zoom out";
    zoom_whole: "显示整张图片", "Show the whole picture";
    pieces_to_refund: "退哪几件", "Pieces to refund";
    subtotal: "小计", "Sum";
    restock: "放回库存", "Restock";
    reply_returned: "退货已收到，已为您退款", "Refund for returned goods";
    used_before: "用过的", "Used before";
    preview: "买家在微信里看到", "What the buyer sees in WeChat";
    preview_title: "微信支付 · 退款", "WeChat Pay · Refund";
    preview_silent: "不超过 ¥1.00 的部分退款，微信不显示原因。", "WeChat shows no reason for a partial refund of ¥1.00 or less.";
    start_refund: "退款…", "Refund…";
    untick: "取消勾选", "Untick";
    bulk_means: "每一笔都按申请的金额原路退回，库存不变；要放回库存或少退，请单独处理那一笔。", "Each goes back in full, as it was asked for, and no stock changes. To restock or to give less, handle that one by itself.";
    bulk_reply: "给每位买家的话", "What each buyer reads";
    take_all_back: "全部撤回", "Undo all";
    asked_goods: "退款涉及的商品", "Goods in this refund";
    same_order: "同一订单", "Same order";
    withdrawn: "你在发送前撤回了这笔退款，资金没有动。", "You cancelled it before it was sent. No money has moved.";
    from_platform: "这笔退款是在微信商户平台上手工做的，不是从掌柜发出的；状态以微信的答复为准。", "This refund was made by hand on WeChat's merchant platform, not here; its state is what WeChat says.";
    renew_now: "用新单号退款", "Refund under a new number";
    continue_ask: "继续退款…", "Continue…";
    continue_means: "请先确认微信商户余额已经充值。用同一个退款单号再发一次，不会重复退。", "Make sure the balance at WeChat was filled. It is sent again under the same number, so nothing is paid twice.";
    our_refund_no: "退款单号", "Refund number";
    wechat_refund_no: "微信退款单号", "WeChat's refund number";
    export_history: "导出记录", "Export";
    first_page: "第一页", "First page";
    next_page: "下一页", "Next page";
    only_small: "原图不在这台电脑上，这是小图。", "The original is not on this computer; this is the small one.";

    picture_of(at: usize, all: usize): "凭证图片 {at} / {all}", "Picture {at} of {all}";

    /// The way on WeChat's platform where WeChat cannot pay into the buyer's account.
    stuck_steps -> [&'static str; 3] {
        [
            (
                "1. 用商户管理员登录 pay.weixin.qq.com，打开“交易中心”里的退款查询。",
                "1. Sign in to pay.weixin.qq.com as the merchant's administrator and open the refunds in the transaction centre.",
            ),
            (
                "2. 用下面的退款单号找到这笔退款，按页面提示改退到买家的其他账户。",
                "2. Find this refund by its number below and pay it into another account of the buyer's, as the page says.",
            ),
            (
                "3. 回到这里点“立即向微信查询”；到账后状态会自己变成“已退款”。",
                "3. Come back and press “Ask WeChat now”; once it arrived, the state changes by itself.",
            ),
        ]
        .map(|(zh, en)| lang.pick_static(zh, en))
    }

    /// The question before a refund goes on that waited for the balance.
    continue_question(amount: Fen): "继续退款 {amount}？", "Go on with {amount}?";
    /// The title over a buyer's earlier requests.
    earlier_requests(many: usize): "该买家以前的退款（{many}）", "Earlier refunds of this buyer ({many})";

    /// When pieces went back on the shelf.
    back_at(at: Option<UnixSeconds>, now: UnixSeconds) -> String = match at {
        Some(at) => "{when} 已放回", "restocked {when}", when = figures::moment(lang, at, now);
        None => "到账后放回", "once the money arrives";
    }

    /// The name of the sheet with a refund's steps.
    timeline_file(refund_no: &RefundNo): "退款记录-{refund_no}.csv", "refund-{refund_no}.csv";

    timeline_headings -> Vec<String> {
        [
            ("退款单号", "Refund number"),
            ("订单号", "Order number"),
            ("金额（元）", "Amount (yuan)"),
            ("时间", "Time"),
            ("谁", "Who"),
            ("记录", "What happened"),
        ]
        .map(|(zh, en)| lang.pick(zh, en).to_owned())
        .into()
    }

    timeline_row(refund: &RefundRow, step: &HistoryRow) -> Vec<String> {
        vec![
            refund.refund_no.to_string(),
            refund.order_no.to_string(),
            refund.amount.to_yuan(),
            figures::moment_exact(step.at),
            history::step_actor(lang, step),
            history::history_what(lang, step),
        ]
    }

    /// The head of the list.
    refunds_listed(all: u64): "{many} 笔", [all: "1 refund", "{many} refunds"], many = count(all);
    export_refunds: "导出这一栏退款", "Export these refunds";
    /// The box that ticks all rows at hand.
    tick_refunds(many: usize, sum: Fen): "勾选列表中的 {many} 笔，共 {sum}", "Tick the {many} in the list, {sum} in all";

    /// How long a request has waited.
    waited(since: UnixSeconds, now: UnixSeconds) -> String = match (now.since(since)) {
        ..60 => { words::just_now(lang).to_owned() };
        secs @ 60..3600 => "等了 {minutes} 分钟", "waiting {minutes} min", minutes = secs / 60;
        secs @ 3600..172_800 => "等了 {hours} 小时", "waiting {hours} h", hours = secs / 3600;
        secs => "等了 {days} 天", "waiting {days} days", days = secs / 86_400;
    }

    /// The box that ticks a request.
    tick_of(buyer: &str, amount: Fen): "勾选 {buyer} {amount}", "Tick {buyer} {amount}";
    ticked(many: usize, sum: Fen): "已勾选 {many} 笔，共 {sum}", "{many} ticked, {sum} in all";
    /// The button that opens the question about all of them.
    approve_ticked(many: usize): "同意 {many} 笔…", "Approve {many}…";

    reject_ticked(many: usize): "拒绝 {many} 笔…", "Reject {many}…";

    bulk_question(many: usize, sum: Fen):
        "确认 {many} 笔退款，共 {sum}？",
        [many: "Refund {sum}?", "Make {many} refunds, {sum} in all?"];

    bulk_reject_question(many: usize, sum: Fen):
        "拒绝 {many} 笔退款，共 {sum}？",
        [many: "Reject the refund of {sum}?", "Reject {many} refunds, {sum} in all?"];
    bulk_reject_means: "每位买家都看到同一个原因，资金不动。拒绝以后不能撤回。", "Each buyer reads the same reason, and no money moves. A rejection cannot be undone.";
    bulk_reject_button(many: usize): "拒绝 {many} 笔退款", [many: "Reject 1 refund", "Reject {many} refunds"];
    bulk_rejected(done: usize, many: usize): "{many} 笔中已拒绝 {done} 笔", "{done} of {many} rejected";

    bulk_done(done: usize, many: usize): "{many} 笔中已同意 {done} 笔", "{done} of {many} approved";

    /// What became of one of them.
    bulk_answer(answer: Option<&CommandOutcome>, rejects: bool, now: UnixSeconds) -> String {
        let Some(outcome) = answer else { return words::waits_for_answer(lang).to_owned() };
        let done = if rejects { lang.pick("已拒绝", "rejected") } else { lang.pick("已同意", "approved") };
        sentences::not_done(lang, outcome, now).unwrap_or_else(|| done.to_owned())
    }

    /// One piece more of a product comes into the refund.
    more_of(name: &str): "多退一件 {name}", "One more: {name}";
    fewer_of(name: &str): "少退一件 {name}", "One fewer: {name}";
    /// The switch that puts the pieces back on the shelf.
    restock_of(name: &str): "放回库存：{name}", "Restock: {name}";
    /// The reason as WeChat shows it.
    preview_reason(reason: &str): "退款原因：{reason}", "Reason: {reason}";
}

/// `150%`.
pub(in crate::ui) fn percent(of: u32) -> String {
    format!("{of}%")
}

/// Pieces of those that were ordered.
pub(in crate::ui) fn pieces_of(pieces: u32, ordered: u32) -> String {
    format!("{pieces} / {ordered}")
}
