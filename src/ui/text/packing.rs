//! The sentences about one order's parcels: what goes into which, what a scan says, and what must not leave.

use super::tame;
use crate::domain::Fen;

texts! { in lang;
    parcel_number(at: usize): "包裹 {at}", "Parcel {at}";

    /// A field of one of several parcels.
    parcel_field(at: usize, name: &str) -> String = match at {
        1 => { name.to_owned() };
        _ => "包裹 {at} 的{name}", "{name}, parcel {at}";
    }

    /// One piece more or fewer in a parcel.
    piece_into(more: bool, name: &str, at: usize) -> String = match more {
        true => "包裹 {at} 多装一件 {name}", "One more into parcel {at}: {name}";
        false => "包裹 {at} 少装一件 {name}", "One fewer in parcel {at}: {name}";
    }

    drop_parcel(at: usize): "去掉包裹 {at}", "Remove parcel {at}";

    /// Pieces that go out later.
    follows_later(pieces: u32):
        "还有 {pieces} 件以后再发。微信在最后一个包裹上报后才告知买家。",
        [pieces: "1 piece follows later. WeChat tells the buyer with the last parcel.", "{pieces} pieces follow later. WeChat tells the buyer with the last parcel."];

    too_many_of(name: &str): "{name} 装得比订的多。", "More of {name} than was ordered.", name = tame(name, 40);
    /// What changes by a correction: the parcel before and after.
    correct_change(before: &str, after: &str): "{before} → 改为 {after}", "{before} → becomes {after}";
    /// Why the red screen is up, when a refund is open.
    blocked_refund_open(amount: Fen): "这一单正在退款：{amount}。", "This order is being refunded: {amount}.";

    /// Why the red screen is up, when money went back.
    blocked_refunded(amount: Fen, whole: bool) -> String = match whole {
        true => "这一单已全额退款 {amount}。", "This order was refunded in full: {amount}.";
        false =>
            "这一单的商品都已退款（{amount}），没有要发的。",
            "All goods of this order were refunded ({amount}); nothing is to be sent.";
    }

    /// A label was scanned where another number stands already.
    replace_number(there: &str, scanned: &str):
        "把 {there} 换成 {scanned}？",
        "Replace {there} by {scanned}?",
        there = tame(there, 40), scanned = tame(scanned, 40);

    /// Whose number that is.
    replace_number_of(order_no: &str):
        "订单 {order_no} 已经填了运单号。刚扫到的是另一个。",
        "Order {order_no} has a tracking number already. The one just scanned is another.";

    /// A code nobody knows.
    scan_unknown(code: &str): "未知条码：{code}", "Unknown code: {code}", code = tame(code, 40);
    packing_wrong(code: &str): "拿错了：这一单里没有 {code}", "Wrong item: {code} is not in this order", code = tame(code, 40);
    packing_too_many(name: &str): "多拿了一件：{name}", "One too many: {name}", name = tame(name, 40);
    packing_left(left: u32): "还差 {left} 件", "{left} to go";
}
