//! The words of the owner's books.

use crate::{base::lang::Lang, store::LedgerKind};

/// Chinese and English of each heading.
type ExportHeadings = &'static [(&'static str, &'static str)];

const ORDERS: ExportHeadings = &[
    ("订单号", "Order number"),
    ("状态", "State"),
    ("退款未了", "Refund open"),
    ("收件人", "Receiver"),
    ("电话", "Phone"),
    ("地址", "Address"),
    ("商品", "Items"),
    ("件数", "Pieces"),
    ("备注", "Note"),
    ("应付（元）", "Total (yuan)"),
    ("其中运费（元）", "Freight in it (yuan)"),
    ("实付（元）", "Paid (yuan)"),
    ("已退（元）", "Refunded (yuan)"),
    ("下单时间", "Placed at"),
    ("付款时间", "Paid at"),
    ("发货时间", "Shipped at"),
    ("快递公司", "Carrier"),
    ("快递单号", "Tracking number"),
    ("微信支付单号", "WeChat's number"),
];

const REFUNDS: ExportHeadings = &[
    ("退款单号", "Refund number"),
    ("订单号", "Order number"),
    ("来源", "From"),
    ("状态", "State"),
    ("申请金额（元）", "Asked (yuan)"),
    ("退款金额（元）", "Refunded (yuan)"),
    ("买家", "Buyer"),
    ("原因", "Reason"),
    ("给买家的话", "Told the buyer"),
    ("申请时间", "Asked at"),
    ("最后变动", "Last change"),
    ("到账时间", "Arrived at"),
    ("退到", "Went to"),
    ("微信退款单号", "WeChat's number"),
];

const LEDGER: ExportHeadings = &[
    ("时间", "At"),
    ("事项", "What"),
    ("收入（元）", "In (yuan)"),
    ("支出（元）", "Out (yuan)"),
    ("订单号", "Order number"),
    ("退款单号", "Refund number"),
    ("微信单号", "WeChat's number"),
    ("买家", "Buyer"),
];

fn all(lang: Lang, headings: ExportHeadings) -> Vec<String> {
    headings.iter().map(|(zh, en)| lang.pick(zh, en).to_owned()).collect()
}

pub(super) fn orders(lang: Lang) -> Vec<String> {
    all(lang, ORDERS)
}

pub(super) fn refunds(lang: Lang) -> Vec<String> {
    all(lang, REFUNDS)
}

pub(super) fn ledger(lang: Lang) -> Vec<String> {
    all(lang, LEDGER)
}

pub(super) const fn kind(kind: LedgerKind, lang: Lang) -> &'static str {
    match kind {
        LedgerKind::Payment => lang.pick_static("收款", "payment"),
        LedgerKind::Extra => lang.pick_static("不符的款项", "payment that does not fit"),
        LedgerKind::Refund => lang.pick_static("退款", "refund"),
    }
}
