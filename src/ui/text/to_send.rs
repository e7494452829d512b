//! What of an order is not sent because of a refund: the same sentences in the queue, the form, the scanner's card, on the
//! slip, in the list for carriers' tools and on trial.

use super::{Lang, tame};
use crate::domain::{Fen, ToSend};

words! {
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
}

/// A sentence for each thing that stays here, and for money without goods. Empty where no refund has anything to say.
pub(in crate::ui) fn not_sent_lines(lang: Lang, to_send: &ToSend) -> Vec<String> {
    let listed = |count: fn((u32, u32)) -> u32| {
        let some = to_send.lines.iter().map(|line| (line, count(line.stays()))).filter(|(_, pieces)| *pieces > 0);
        let words: Vec<String> = some.map(|(line, pieces)| format!("{} ×{pieces}", tame(&line.name, 40))).collect();
        (!words.is_empty()).then(|| words.join(lang.pick("、", ", ")))
    };
    let refunded = listed(|(refunded, _)| refunded).map(|goods| match lang {
        Lang::Zh => format!("已退款，不要装：{goods}"),
        Lang::En => format!("Refunded, do not pack: {goods}"),
    });
    let held = listed(|(_, held)| held).map(|goods| match lang {
        Lang::Zh => format!("退款还没办完，先留下：{goods}"),
        Lang::En => format!("Refund not finished, keep here: {goods}"),
    });
    let money = |amount: Fen, words: fn(Lang, Fen) -> String| (!amount.is_zero()).then(|| words(lang, amount));
    [refunded, held, money(to_send.money_back, money_back), money(to_send.money_held, money_held)]
        .into_iter()
        .flatten()
        .collect()
}

/// The same in one line.
pub(in crate::ui) fn not_sent_line(lang: Lang, to_send: &ToSend) -> Option<String> {
    let all = not_sent_lines(lang, to_send);
    (!all.is_empty()).then(|| all.join(lang.pick("；", "; ")))
}

fn money_back(lang: Lang, amount: Fen) -> String {
    match lang {
        Lang::Zh => format!("已退 {amount}，没有指明商品"),
        Lang::En => format!("{amount} was refunded, no goods named"),
    }
}

fn money_held(lang: Lang, amount: Fen) -> String {
    match lang {
        Lang::Zh => format!("{amount} 正在退款，没有指明商品"),
        Lang::En => format!("{amount} is being refunded, no goods named"),
    }
}

/// A parcel names pieces that were refunded.
pub(in crate::ui) fn refunded_pieces(lang: Lang, name: &str, left: u32) -> String {
    let name = tame(name, 40);
    match (lang, left) {
        (Lang::Zh, 0) => format!("{name} 已经退款，不要发出"),
        (Lang::Zh, _) => format!("{name} 有几件已经退款，最多还能发 {left} 件"),
        (Lang::En, 0) => format!("{name} was refunded and is not to be sent"),
        (Lang::En, _) => format!("some of {name} was refunded; {left} of it may be sent"),
    }
}

/// A refunded item was scanned.
pub(in crate::ui) fn packing_refunded(lang: Lang, name: &str) -> String {
    let name = tame(name, 40);
    match lang {
        Lang::Zh => format!("已退款，不要装：{name}"),
        Lang::En => format!("Refunded, do not pack: {name}"),
    }
}

/// A piece that is in the box was refunded meanwhile.
pub(in crate::ui) fn packing_take_out(lang: Lang, name: &str, pieces: u32) -> String {
    let name = tame(name, 40);
    match lang {
        Lang::Zh => format!("刚刚退款，从箱子里取出：{name} ×{pieces}"),
        Lang::En => format!("Refunded a moment ago, take out of the box: {name} ×{pieces}"),
    }
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    let sum = Fen::new(3990).unwrap_or_default();
    vec![
        money_back(lang, sum),
        money_held(lang, sum),
        refunded_pieces(lang, "x", 0),
        refunded_pieces(lang, "x", 2),
        packing_refunded(lang, "x"),
        packing_take_out(lang, "x", 1),
    ]
}
