//! What happened to an order, a line each, in the owner's words.

use super::{figures, tame::tame};
use crate::domain::{Fen, UnixSeconds};

/// As much of a sentence as a line has room for.
const SAID: usize = 80;

texts! { in lang;
    history_everything: "全部", "Everything";
    history_money: "钱", "Money";
    history_parcels: "包裹", "Parcels";
    history_notes: "备注", "Notes";
    history_nothing: "这一类还没有记录。", "Nothing of this kind yet.";

    goods_pieces(many: u32): "商品 · {many} 件", [many: "Goods · 1 piece", "Goods · {many} pieces"];
    pieces_refunded(many: u32): "退了 {many} 件", "{many} refunded";
    /// `今天 · 9月1日`, `Today · 1 Sep`.
    day_heading(at: UnixSeconds, now: UnixSeconds) -> String {
        let (then, today) = (at.beijing().date(), now.beijing().date());
        let day = figures::day_of_year(lang, at, now);
        if then == today {
            format!("{} · {day}", lang.pick("今天", "Today"))
        } else if then.tomorrow().is_ok_and(|next| next == today) {
            format!("{} · {day}", lang.pick("昨天", "Yesterday"))
        } else {
            day
        }
    }

    line_placed(buyer: &str, owed: Fen): "{buyer}下单，应付 {owed}", "{buyer} placed the order, {owed} to pay", buyer = tame(buyer, 24);
    line_paid(sum: Fen): "收到 {sum}，已向微信核对", "{sum} came in, confirmed with WeChat";
    line_asked(buyer: &str, sum: Fen): "{buyer}申请退款 {sum}", "{buyer} asked for {sum} back", buyer = tame(buyer, 24);
    line_asked_why(buyer: &str, sum: Fen, why: &str):
        "{buyer}申请退款 {sum}：“{why}”", "{buyer} asked for {sum} back: “{why}”",
        buyer = tame(buyer, 24), why = tame(why, SAID);
    line_approved(sum: Fen): "你同意退 {sum}", "You approved a refund of {sum}";
    line_approved_bare(sum: Fen): "同意退 {sum}", "Approved a refund of {sum}";
    line_began_bare(sum: Fen): "主动退 {sum}", "Began a refund of {sum}";
    /// Behind what was done: who did it.
    line_by(words: &str, name: &str): "{words} · {name}", "{words} · {name}", words = tame(words, 200), name = tame(name, 20);
    line_began(sum: Fen): "你主动退 {sum}", "You began a refund of {sum}";
    line_back(sum: Fen): "退回 {sum}，买家已收到", "{sum} refunded, with the buyer";
    line_shipped(parcels: &str): "发货 · {parcels}", "Shipped · {parcels}", parcels = tame(parcels, 160);
    line_shipped_bare: "发货", "Shipped";
    line_printed(printer: &str): "小票打印好了 · {printer}", "Receipt printed · {printer}", printer = tame(printer, 24);
    line_note(words: &str): "备注：{words}", "Note: {words}", words = tame(words, SAID);
    line_note_removed(words: &str): "删掉备注：{words}", "Note removed: {words}", words = tame(words, SAID);
    line_note_back(words: &str): "恢复备注：{words}", "Note brought back: {words}", words = tame(words, SAID);
    line_tag_put(tag: &str): "贴上标签「{tag}」", "Tagged “{tag}”", tag = tame(tag, 24);
    line_tag_taken(tag: &str): "摘下标签「{tag}」", "Tag “{tag}” taken off", tag = tame(tag, 24);
    under_payment(number: &str): "微信单号 {number}", "WeChat payment {number}", number = tame(number, 40);
    under_refund(number: &str): "退款号 {number}", "Refund {number}", number = tame(number, 70);
}
