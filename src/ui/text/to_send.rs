//! What of an order is not sent because of a refund: the same sentences in the queue, the form, the scanner's card, on the
//! slip, in the list for carriers' tools and on trial.

use super::{Lang, tame};
use crate::domain::{Fen, ToSend};

texts! { in lang;
    send_refunded: "已退款的也发出去…", "Send refunded pieces too…";
    send_refunded_title: "已退款的也发出去？", "Send refunded pieces too?";
    send_refunded_means: "这些商品的钱已经退给买家，或正在退。发出去以后，钱不会自己回来。", "The buyer has the money for these back, or will have it. Once they are sent, that money does not come back by itself.";
    send_refunded_now: "照样发出", "Send them";
    send_refunded_not: "不发", "Keep them here";
    sends_refunded: "已退款的也会发出。", "Refunded pieces go too.";
    nothing_to_send: "这一单的商品都已退款，没有要发的。", "All goods of this order were refunded: nothing is to be sent.";
    nothing_to_send_short: "商品已退", "Goods refunded";
    rest_was_refunded: "其余商品都已退款，不再有包裹。", "Everything else was refunded: no more parcels follow.";
    look_before_packing: "这一单有退款：照屏幕上的件数装，先前打印的装箱单可能已经过时。", "Part of this order was refunded: pack what the screen says. A slip printed before may be out of date.";

    /// A sentence for each thing that stays here, and for money without goods. Empty where no refund has anything to say.
    not_sent_lines(to_send: &ToSend) -> Vec<String> {
        let listed = |count: fn((u32, u32)) -> u32| {
            let some = to_send.lines.iter().map(|line| (line, count(line.stays()))).filter(|(_, pieces)| *pieces > 0);
            let words: Vec<String> = some.map(|(line, pieces)| format!("{} ×{pieces}", tame(&line.name, 40))).collect();
            (!words.is_empty()).then(|| words.join(lang.pick("、", ", ")))
        };
        let refunded = listed(|(refunded, _)| refunded).map(|goods| do_not_pack(lang, &goods));
        let held = listed(|(_, held)| held).map(|goods| keep_here(lang, &goods));
        let money = |amount: Fen, words: fn(Lang, Fen) -> String| (!amount.is_zero()).then(|| words(lang, amount));
        [refunded, held, money(to_send.money_back, money_back), money(to_send.money_held, money_held)]
            .into_iter()
            .flatten()
            .collect()
    }

    do_not_pack(goods: &str): "已退款，不要装：{goods}", "Refunded, do not pack: {goods}";
    keep_here(goods: &str): "退款还没办完，先留下：{goods}", "Refund not finished, keep here: {goods}";

    /// The same in one line.
    not_sent_line(to_send: &ToSend) -> Option<String> {
        let all = not_sent_lines(lang, to_send);
        (!all.is_empty()).then(|| all.join(lang.pick("；", "; ")))
    }

    money_back(amount: Fen): "已退 {amount}，没有指明商品", "{amount} was refunded, no goods named";
    money_held(amount: Fen): "{amount} 正在退款，没有指明商品", "{amount} is being refunded, no goods named";

    /// A parcel names pieces that were refunded.
    refunded_pieces(name: &str, left: u32) -> String = match left {
        0 => "{name} 已经退款，不要发出", "{name} was refunded and is not to be sent", name = tame(name, 40);
        _ =>
            "{name} 有几件已经退款，最多还能发 {left} 件",
            "some of {name} was refunded; {left} of it may be sent",
            name = tame(name, 40);
    }

    /// A refunded item was scanned.
    packing_refunded(name: &str) -> String { do_not_pack(lang, &tame(name, 40)) }

    /// A piece that is in the box was refunded meanwhile.
    packing_take_out(name: &str, pieces: u32):
        "刚刚退款，从箱子里取出：{name} ×{pieces}",
        "Refunded a moment ago, take out of the box: {name} ×{pieces}",
        name = tame(name, 40);
}
