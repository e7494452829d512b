//! Rows of another merchant than the one the settings name, and payments WeChat denies after it announced them.

use super::Lang;
use crate::domain::MchId;
use crate::store::HeldRows;

words! {
    held_title: "属于另一个商户号", "Another merchant's";
    held_orders: "属于另一个商户号、还没有办完的订单", "Open orders of another merchant";
    held_refund_waits: "在换回来之前不能同意这笔退款；拒绝仍然可以。", "Until then this refund cannot be approved; it can still be refused.";
    held_refund_stands: "这笔退款停在这一步。换回原来的商户号之后，掌柜用同一个单号接着办，不会退两次。", "This refund stands still here. Once the merchant it belongs to is back, Zhanggui goes on under the same number, and nothing is paid twice.";
    unconfirmed_title: "微信通知说已付款，查询却说没有", "Announced as paid, and denied since";
    unconfirmed_means: "微信发来过签名正确的付款通知，但每次查询都说没有这笔付款。款项不会丢：掌柜会按时继续问，订单保持“确认中”，先不要发货。请登录微信商户平台（pay.weixin.qq.com）→ 交易中心 → 交易订单，用订单号查这笔款。平台上有：等掌柜确认，或检查设置里的商户号是不是收款的那个。平台上没有：可以在这里关闭订单；之后钱如果还是到了，会列在“需处理”。", "WeChat sent a rightly signed notification of this payment, and has denied it each time it was asked since. Nothing is lost: Zhanggui keeps asking, the order stays “Confirming”, and nothing should be shipped yet. Sign in to WeChat's merchant platform (pay.weixin.qq.com), Trade, Orders, and look the order number up. If the payment is there, wait, or check that the settings name the merchant who was paid. If it is not, close the order here; should the money come after all, it is listed under “Needs you”.";
    close_unconfirmed: "关闭订单…", "Close the order…";
    close_unconfirmed_now: "关闭订单", "Close it";
    close_unconfirmed_means: "掌柜先再问一次微信，并在微信关闭这笔付款，然后释放库存。如果钱其实已经到了，订单会变成已付款，不会关闭。", "Zhanggui asks WeChat once more and closes the payment there, then frees the stock. If the money has come after all, the order is paid, not closed.";
    said_held: "没有问：这笔付款属于另一个商户号", "not asked: the payment belongs to another merchant";
}

/// Why an order stands still, and what to do.
pub(in crate::ui) fn held_means(lang: Lang, mch_id: &MchId) -> String {
    match lang {
        Lang::Zh => format!(
            "这笔订单属于商户号 {mch_id}，现在的设置是另一个商户号。掌柜不拿它去问微信，不关闭它，也不发出它的退款：一切原样留着，钱没有动。要继续：在 settings.toml 换回商户号 {mch_id} 和它的密钥、证书，再打开掌柜。急用时，登录这个商户号的微信商户平台处理。"
        ),
        Lang::En => format!(
            "This order belongs to merchant {mch_id}, and the settings name another one now. Zhanggui does not ask WeChat about it, does not close it and sends no refund of it: all stands as it was, and no money moves. To go on, put merchant {mch_id} with its key and certificate back into settings.toml and open Zhanggui again. If it is urgent, sign in to that merchant on WeChat's merchant platform."
        ),
    }
}

/// The line across every page.
pub(in crate::ui) fn held_banner(lang: Lang, held: &[HeldRows]) -> String {
    let (orders, refunds) = held.iter().fold((0_u64, 0_u64), |(orders, refunds), rows| {
        (orders.saturating_add(rows.orders), refunds.saturating_add(rows.refunds))
    });
    let who: Vec<&str> = held.iter().map(|rows| rows.mch_id.as_str()).collect();
    match lang {
        Lang::Zh => format!(
            "{orders} 笔没办完的订单（其中退款 {refunds} 笔）属于商户号 {}：原样留着，不询问也不退款，换回它的密钥后继续。",
            who.join("、")
        ),
        Lang::En => format!(
            "{} to merchant {}: held as {}, not asked about and not refunded, until its keys are back.",
            match orders {
                1 => format!("1 open order ({} with it) belongs", some_refunds(refunds)),
                _ => format!("{orders} open orders ({} among them) belong", some_refunds(refunds)),
            },
            who.join(", "),
            if orders == 1 { "it is" } else { "they are" }
        ),
    }
}

fn some_refunds(many: u64) -> String {
    if many == 1 { "1 refund".to_owned() } else { format!("{many} refunds") }
}

/// The question before an order is closed that WeChat announced as paid and denies since.
pub(in crate::ui) fn close_unconfirmed_question(lang: Lang, order_no: &crate::domain::OrderNo) -> String {
    match lang {
        Lang::Zh => format!("关闭订单 {order_no}？"),
        Lang::En => format!("Close order {order_no}?"),
    }
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    let Ok(mch_id) = MchId::parse("1900000109") else { return Vec::new() };
    let rows = |orders| HeldRows { mch_id: mch_id.clone(), orders, payments: 2, refunds: 1 };
    let mut all = vec![held_means(lang, &mch_id), held_banner(lang, &[rows(3)]), held_banner(lang, &[rows(1)])];
    all.extend(
        crate::domain::OrderNo::parse("SC20260901-00000117").ok().map(|no| close_unconfirmed_question(lang, &no)),
    );
    all
}
