//! What the shop knows, as sheets for the owner's own books. Reads only, also while the shop is open.

use crate::{
    domain::{RefundNo, RefundOrigin, RefundState, UnixSeconds},
    sheets,
    store::{ExportedRefund, Reader, StoreError},
    ui::Lang,
};

const PAGE: u32 = 1_000;

/// Every refund of the shop, by number, as a CSV sheet spreadsheets open as it is.
///
/// # Errors
/// What SQLite reports.
pub fn refunds(reader: &Reader, lang: Lang) -> Result<Vec<u8>, StoreError> {
    let (mut rows, mut last) = (Vec::new(), None::<RefundNo>);
    loop {
        let page = reader.refunds_to_export(last.as_ref(), PAGE)?;
        let Some(refund) = page.last() else { return Ok(sheets::table(headings(lang), rows)) };
        last = Some(refund.row.refund_no.clone());
        rows.extend(page.iter().map(|refund| cells(refund, lang)));
    }
}

fn headings(lang: Lang) -> Vec<String> {
    let all = match lang {
        Lang::Zh => [
            "退款单号",
            "订单号",
            "来源",
            "状态",
            "申请金额（元）",
            "退款金额（元）",
            "买家",
            "原因",
            "给买家的话",
            "申请时间",
            "最后变动",
            "到账时间",
            "退到",
            "微信退款单号",
        ],
        Lang::En => [
            "Refund number",
            "Order number",
            "From",
            "State",
            "Asked (yuan)",
            "Refunded (yuan)",
            "Buyer",
            "Reason",
            "Told the buyer",
            "Asked at",
            "Last change",
            "Arrived at",
            "Went to",
            "WeChat's number",
        ],
    };
    all.map(str::to_owned).into()
}

fn cells(refund: &ExportedRefund, lang: Lang) -> Vec<String> {
    let row = &refund.row;
    vec![
        row.refund_no.to_string(),
        row.order_no.to_string(),
        origin(row.origin, lang).to_owned(),
        state(row.state, lang).to_owned(),
        refund.asked.to_yuan(),
        row.amount.to_yuan(),
        row.buyer.clone(),
        row.reason.clone(),
        refund.reply.clone(),
        row.requested_at.to_dashed(),
        row.changed_at.to_dashed(),
        refund.refunded_at.map_or_else(String::new, UnixSeconds::to_dashed),
        refund.account.clone(),
        refund.refund_id.as_ref().map_or_else(String::new, ToString::to_string),
    ]
}

fn origin(origin: RefundOrigin, lang: Lang) -> &'static str {
    match origin {
        RefundOrigin::Buyer => lang.pick("买家申请", "the buyer"),
        RefundOrigin::Owner => lang.pick("店主主动", "the owner"),
        RefundOrigin::Platform => lang.pick("微信商户平台", "WeChat's platform"),
    }
}

fn state(state: RefundState, lang: Lang) -> &'static str {
    match state {
        RefundState::Requested => lang.pick("待处理", "waiting"),
        RefundState::Approved | RefundState::Sending => lang.pick("已同意", "approved"),
        RefundState::Processing => lang.pick("退款中", "under way"),
        RefundState::InDoubt => lang.pick("等微信答复", "in doubt"),
        RefundState::WaitingForMoney => lang.pick("余额不足", "waits for money"),
        RefundState::Stuck => lang.pick("退不出去", "stuck"),
        RefundState::Refunded => lang.pick("已到账", "refunded"),
        RefundState::Rejected => lang.pick("已拒绝", "rejected"),
        RefundState::Failed => lang.pick("没有退成", "failed"),
    }
}
