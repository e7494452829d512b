//! Rows that could not be written or read: what was to be done, what it means for the money, what to do next.

use super::figures;
use crate::{
    domain::{OrderNo, UnixSeconds},
    store::{RowJob, RowTrouble},
};

texts! { in lang;
    /// What was to be done.
    row_job(job: RowJob) = match job {
        RowJob::CheckOrder => "核实付款", "Confirming a payment";
        RowJob::CheckUnknown => "核实未知单号的付款", "Confirming a payment of an unknown number";
        RowJob::SendRefund => "发出退款", "Sending a refund";
        RowJob::AskRefund => "查询退款结果", "Asking how a refund ended";
        RowJob::FindRefunds => "查找在平台上做的退款", "Looking for refunds made on the platform";
        RowJob::ReportShipment => "向微信上报发货", "Telling WeChat of a shipment";
        RowJob::AskSettlement => "查询收货和结算", "Asking about receipt and settlement";
        RowJob::RemindBuyer => "提醒买家确认收货", "Reminding the buyer";
        RowJob::PrintReceipt => "打印小票", "Printing a receipt";
    }

    /// What is wrong.
    row_trouble(trouble: RowTrouble) = match trouble {
        RowTrouble::Refused => "这一步和它现在的状态对不上", "The step does not fit the state it is in";
        RowTrouble::Rule => "写进去会违反数据规则", "Written, it would break a rule of the data";
        RowTrouble::Unreadable => "这一行数据读不出来或不完整", "Its data cannot be read or is incomplete";
        RowTrouble::Other => "写不进数据文件", "It cannot be written";
    }

    /// What that means for the money.
    row_means(job: RowJob) = match job {
        RowJob::CheckOrder | RowJob::CheckUnknown =>
            "买家的钱在微信没有动；只是这里还没有记下结果。其他付款和退款照常。",
            "The buyer's money at WeChat is untouched; only its outcome is not written down here. Other payments and refunds go on.";
        RowJob::SendRefund =>
            "这一行没写好之前，这笔退款不会发出，也不会重复。其他付款和退款照常。",
            "Until it can be written this refund is not sent, and never twice. Other payments and refunds go on.";
        RowJob::AskRefund | RowJob::FindRefunds =>
            "钱可能已经退给买家，以微信商户平台为准；掌柜不会重复退。其他付款和退款照常。",
            "The money may be with the buyer already: WeChat's merchant platform is right. Nothing is sent twice. Other payments and refunds go on.";
        RowJob::ReportShipment | RowJob::AskSettlement | RowJob::RemindBuyer =>
            "没有钱因此出错；只是这一单的发货信息还没有和微信对上。其他订单照常。",
            "No money is wrong; only this order's shipping does not agree with WeChat yet. Other orders go on.";
        RowJob::PrintReceipt =>
            "没有钱因此出错；请看这张小票打出来没有。其他小票照常。",
            "No money is wrong; look whether this receipt came out. Other receipts go on.";
    }

    /// What to do, and when it is tried again by itself.
    row_next(next_at: UnixSeconds, now: UnixSeconds):
        "掌柜会在 {at} 再试。如果一直这样，请运行 zhanggui check，再对照微信商户平台。",
        "It is tried again at {at}. If it stays, run “zhanggui check” and compare with WeChat's merchant platform.",
        at = figures::moment(lang, next_at, now);

    open_this_order(order_no: &OrderNo): "查看订单 {order_no}", "Look at order {order_no}";

    /// An order that cannot be shown, and is not set aside.
    order_unreadable:
        "这笔订单的数据读不出来，或已经不在了。买家的钱在微信没有动，以微信商户平台为准；其他订单照常。请运行 zhanggui check。",
        "The data of this order cannot be read or is gone. The buyer's money at WeChat is untouched, and WeChat's merchant platform is right; other orders go on. Run “zhanggui check”.";

    set_aside_title: "这些写不进去，先放在一边；其他的照常", "These could not be written and wait; everything else goes on";
}
