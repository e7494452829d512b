//! Rows of another merchant than the one the settings name, and payments WeChat denies after it announced them.

use crate::domain::{MchId, OrderNo};
use crate::store::HeldRows;

texts! { in lang;
    held_title: "属于另一个商户号", "Another merchant's";
    held_orders: "属于另一个商户号、还没有办完的订单", "Open orders of another merchant";
    held_refund_waits: "在换回来之前不能同意这笔退款；拒绝仍然可以。", "Until then this refund cannot be approved; it can still be refused.";
    held_refund_stands: "这笔退款停在这一步。换回原来的商户号之后，掌柜用同一个单号接着办，不会退两次。", "This refund is on hold. Once the merchant it belongs to is back, Zhanggui goes on under the same number, and nothing is paid twice.";
    unconfirmed_title: "微信通知说已付款，查询却说没有", "Announced as paid, and denied since";
    unconfirmed_means: "微信发来过签名正确的付款通知，但每次查询都说没有这笔付款。款项不会丢：掌柜会按时继续问，订单保持“确认中”，先不要发货。请登录微信商户平台（pay.weixin.qq.com）→ 交易中心 → 交易订单，用订单号查这笔款。平台上有：等掌柜确认，或检查设置里的商户号是不是收款的那个。平台上没有：可以在这里关闭订单；之后钱如果还是到了，会列在“需处理”。", "WeChat sent a correctly signed message about this payment, and has denied it each time it was asked since. Nothing is lost: Zhanggui keeps asking, the order stays “Confirming”, and nothing should be shipped yet. Sign in to WeChat's merchant platform (pay.weixin.qq.com), Trade, Orders, and look the order number up. If the payment is there, wait, or check that the settings name the merchant who was paid. If it is not, close the order here; should the money come after all, it is listed under “Needs you”.";
    close_unconfirmed: "关闭订单…", "Close the order…";
    close_unconfirmed_now: "关闭订单", "Close it";
    close_unconfirmed_means: "掌柜先再问一次微信，并在微信关闭这笔付款，然后释放库存。如果钱其实已经到了，订单会变成已付款，不会关闭。", "Zhanggui asks WeChat once more and closes the payment there, then frees the stock. If the money has come after all, the order is paid, not closed.";

    /// Why an order stands still, and what to do.
    held_means(mch_id: &MchId):
        "这笔订单属于商户号 {mch_id}，现在的设置是另一个商户号。掌柜不拿它去问微信，不关闭它，也不发出它的退款：一切原样留着，钱没有动。要继续：在 settings.toml 换回商户号 {mch_id} 和它的密钥、证书，再打开掌柜。急用时，登录这个商户号的微信商户平台处理。",
        "This order belongs to merchant {mch_id}, and the settings name another one now. Zhanggui does not ask WeChat about it, does not close it and sends no refund of it: all stands as it was, and no money moves. To go on, put merchant {mch_id} with its key and certificate back into settings.toml and open Zhanggui again. If it is urgent, sign in to that merchant on WeChat's merchant platform.";

    /// The line across every page.
    held_banner(held: &[HeldRows]) -> String {
        let orders = held.iter().fold(0_u64, |all, rows| all.saturating_add(rows.orders));
        let refunds = refunds_of_them(lang, held.iter().fold(0, |all, rows| all.saturating_add(rows.refunds)));
        let who: Vec<&str> = held.iter().map(|rows| rows.mch_id.as_str()).collect();
        held_line(lang, orders, &refunds, &who.join(lang.pick("、", ", ")))
    }

    refunds_of_them(many: u64): "退款 {many} 笔", [many: "1 refund", "{many} refunds"];
    held_line(orders: u64, refunds: &str, who: &str):
        "{orders} 笔没办完的订单（其中{refunds}）属于商户号 {who}：原样留着，不询问也不退款，换回它的密钥后继续。",
        [orders:
            "1 open order ({refunds} with it) belongs to merchant {who}: held as it is, not asked about and not refunded, until its keys are back.",
            "{orders} open orders ({refunds} among them) belong to merchant {who}: held as they are, not asked about and not refunded, until its keys are back."];

    /// The question before an order is closed that WeChat announced as paid and denies since.
    close_unconfirmed_question(order_no: &OrderNo): "关闭订单 {order_no}？", "Close order {order_no}?";
}
