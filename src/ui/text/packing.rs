//! The sentences about one order's parcels: what goes into which, what a scan says, and what must not leave.

use super::{Lang, tame};
use crate::domain::Fen;

/// Which of the parcels.
pub(in crate::ui) fn parcel_number(lang: Lang, at: usize) -> String {
    match lang {
        Lang::Zh => format!("包裹 {at}"),
        Lang::En => format!("Parcel {at}"),
    }
}

/// A field of one of several parcels.
pub(in crate::ui) fn parcel_field(lang: Lang, at: usize, name: &str) -> String {
    match (lang, at) {
        (_, 1) => name.to_owned(),
        (Lang::Zh, _) => format!("包裹 {at} 的{name}"),
        (Lang::En, _) => format!("{name}, parcel {at}"),
    }
}

/// One piece more or fewer in a parcel.
pub(in crate::ui) fn piece_into(lang: Lang, more: bool, name: &str, at: usize) -> String {
    match (lang, more) {
        (Lang::Zh, true) => format!("包裹 {at} 多装一件 {name}"),
        (Lang::Zh, false) => format!("包裹 {at} 少装一件 {name}"),
        (Lang::En, true) => format!("One more into parcel {at}: {name}"),
        (Lang::En, false) => format!("One fewer in parcel {at}: {name}"),
    }
}

/// Takes a parcel out of the form.
pub(in crate::ui) fn drop_parcel(lang: Lang, at: usize) -> String {
    match lang {
        Lang::Zh => format!("去掉包裹 {at}"),
        Lang::En => format!("Remove parcel {at}"),
    }
}

/// Pieces that go out later.
pub(in crate::ui) fn follows_later(lang: Lang, pieces: u32) -> String {
    match lang {
        Lang::Zh => format!("还有 {pieces} 件以后再发。微信在最后一个包裹上报后才告知买家。"),
        Lang::En if pieces == 1 => "1 piece follows later. WeChat tells the buyer with the last parcel.".to_owned(),
        Lang::En => format!("{pieces} pieces follow later. WeChat tells the buyer with the last parcel."),
    }
}

/// More pieces than were ordered.
pub(in crate::ui) fn too_many_of(lang: Lang, name: &str) -> String {
    let name = tame(name, 40);
    match lang {
        Lang::Zh => format!("{name} 装得比订的多。"),
        Lang::En => format!("More of {name} than was ordered."),
    }
}

/// What changes by a correction: the parcel before and after.
pub(in crate::ui) fn correct_change(lang: Lang, before: &str, after: &str) -> String {
    match lang {
        Lang::Zh => format!("{before} → 改为 {after}"),
        Lang::En => format!("{before} → becomes {after}"),
    }
}

/// Why the red screen is up, when a refund is open.
pub(in crate::ui) fn blocked_refund_open(lang: Lang, amount: Fen) -> String {
    match lang {
        Lang::Zh => format!("这一单正在退款：{amount}。"),
        Lang::En => format!("This order is being refunded: {amount}."),
    }
}

/// Why the red screen is up, when money went back.
pub(in crate::ui) fn blocked_refunded(lang: Lang, amount: Fen, whole: bool) -> String {
    match (lang, whole) {
        (Lang::Zh, true) => format!("这一单已全额退款 {amount}。"),
        (Lang::Zh, false) => format!("这一单的商品都已退款（{amount}），没有要发的。"),
        (Lang::En, true) => format!("This order was refunded in full: {amount}."),
        (Lang::En, false) => format!("All goods of this order were refunded ({amount}); nothing is to be sent."),
    }
}

/// A label was scanned where another number stands already.
pub(in crate::ui) fn replace_number(lang: Lang, there: &str, scanned: &str) -> String {
    let (there, scanned) = (tame(there, 40), tame(scanned, 40));
    match lang {
        Lang::Zh => format!("把 {there} 换成 {scanned}？"),
        Lang::En => format!("Replace {there} by {scanned}?"),
    }
}

/// Whose number that is.
pub(in crate::ui) fn replace_number_of(lang: Lang, order_no: &str) -> String {
    match lang {
        Lang::Zh => format!("订单 {order_no} 已经填了运单号。刚扫到的是另一个。"),
        Lang::En => format!("Order {order_no} has a tracking number already. The one just scanned is another."),
    }
}

/// A code nobody knows.
pub(in crate::ui) fn scan_unknown(lang: Lang, code: &str) -> String {
    let code = tame(code, 40);
    match lang {
        Lang::Zh => format!("没有这个订单或商品：{code}"),
        Lang::En => format!("No order and no item has this code: {code}"),
    }
}

/// The item is not in the order.
pub(in crate::ui) fn packing_wrong(lang: Lang, code: &str) -> String {
    let code = tame(code, 40);
    match lang {
        Lang::Zh => format!("拿错了：这一单里没有 {code}"),
        Lang::En => format!("Wrong item: {code} is not in this order"),
    }
}

/// One piece too many.
pub(in crate::ui) fn packing_too_many(lang: Lang, name: &str) -> String {
    let name = tame(name, 40);
    match lang {
        Lang::Zh => format!("多拿了一件：{name}"),
        Lang::En => format!("One too many: {name}"),
    }
}

/// Pieces still to go into the box.
pub(in crate::ui) fn packing_left(lang: Lang, left: u32) -> String {
    match lang {
        Lang::Zh => format!("还差 {left} 件"),
        Lang::En => format!("{left} to go"),
    }
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    let sum = Fen::new(3990).unwrap_or_default();
    vec![
        parcel_number(lang, 2),
        parcel_field(lang, 2, "x"),
        piece_into(lang, true, "x", 1),
        piece_into(lang, false, "x", 1),
        drop_parcel(lang, 2),
        follows_later(lang, 2),
        too_many_of(lang, "x"),
        correct_change(lang, "x", "y"),
        blocked_refund_open(lang, sum),
        blocked_refunded(lang, sum, true),
        blocked_refunded(lang, sum, false),
        scan_unknown(lang, "x"),
        replace_number(lang, "x", "y"),
        replace_number_of(lang, "x"),
        packing_wrong(lang, "x"),
        packing_too_many(lang, "x"),
        packing_left(lang, 2),
    ]
}
