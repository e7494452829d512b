//! `/pay/downloadbill`, made of the ledger: every column filled, names that are hard to read, and no order in time. Source:
//! protocol 4.7 and 10.

use super::{
    coupons,
    request::{Arrived, PayRequest, WireRefusal},
};
use crate::{
    domain::{Api, Day, Fen, UnixSeconds},
    sandbox::{
        calls::CallSeen,
        ledger::{Ledger, RefundFate, RefundRecord, Trade},
        world::World,
    },
    wechat::v2::wire,
};
use flate2::{Compression, write::GzEncoder};
use std::{io::Write as _, sync::Arc};

/// WeChat makes a bill from nine in the morning of the next day on.
const MADE_SECS: i64 = 9 * 60 * 60;
/// And gives it for three months.
pub(in crate::sandbox) const DAYS_BACK: i64 = 92;
const KNOWN: [&str; 7] = ["appid", "mch_id", "nonce_str", "sign", "bill_date", "bill_type", "tar_type"];
const HEADINGS: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,\
    货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,\
    订单金额,申请退款金额,费率备注";
const SUMS: &str = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";
/// What goods are called where the order does not say.
const ODD_NAMES: [&str; 4] = ["挂耳咖啡,中烘", "手冲壶\"V60\"（白）", "春茶\\ 明前", "`山茶` 限定"];
/// Six of a thousand: of a fen so many hundred-thousandths of a yuan.
const FEE_PARTS: i64 = 6;
/// A fen in hundred-thousandths of a yuan.
const FEN_PARTS: i64 = 1_000;

/// The body of the answer: a bill, packed where that was asked for, or XML that says why there is none.
pub(in crate::sandbox) fn answer(world: &Arc<World>, arrived: &Arrived<'_>) -> (Vec<u8>, CallSeen) {
    let mut seen = world.seen(arrived.call);
    seen.api = Some(Api::V2);
    seen.body = String::from_utf8_lossy(arrived.body).into_owned();
    match asked(world, arrived) {
        Ok((day, packed)) => {
            seen.number = day.to_string();
            let text = world.ledger(|ledger| written(world, ledger, day));
            let Some(text) = text else { return refused(seen, "20002", "No Bill Exist") };
            "SUCCESS".clone_into(&mut seen.verdict);
            (if packed { pack(&text) } else { text.into_bytes() }, seen)
        }
        Err((code, why)) => refused(seen, code, &why),
    }
}

fn refused(mut seen: CallSeen, code: &str, why: &str) -> (Vec<u8>, CallSeen) {
    seen.verdict = format!("{code} {why}");
    let fields = [("return_code", "FAIL"), ("return_msg", why), ("error_code", code)];
    (wire::write(&fields).into_bytes(), seen)
}

/// Which day, and whether it is to be packed.
fn asked(world: &World, arrived: &Arrived<'_>) -> Result<(Day, bool), (&'static str, String)> {
    let wrong = |why: &str| ("20001", why.to_owned());
    let request = PayRequest::read(world, arrived).map_err(|refusal| match refusal {
        WireRefusal::BadSignature => wrong("sign error"),
        other => ("20001", other.words().1.into_owned()),
    })?;
    if request.fields.iter().any(|(name, _)| !KNOWN.contains(&name)) {
        return Err(wrong("invalid parameter"));
    }
    let packed = match request.fields.get("tar_type") {
        None => false,
        Some("GZIP") => true,
        Some(_) => return Err(wrong("invalid tar_type, Only GZIP supported")),
    };
    if !matches!(request.fields.get("bill_type"), None | Some("ALL")) {
        return Err(wrong("invalid bill_type"));
    }
    let raw = request.fields.get("bill_date").ok_or_else(|| wrong("missing parameter"))?;
    let noon = UnixSeconds::parse_compact(&format!("{raw}120000")).map_err(|_| wrong("invalid bill_date"))?;
    let (day, now) = (Day::of(noon), world.now());
    let first = world.ledger(|ledger| ledger.bills_from());
    let too_old = day < Day::of(now).plus(-DAYS_BACK) || first.is_some_and(|first| day < first);
    if too_old || day >= Day::of(now) {
        return Err(wrong("invalid bill_date"));
    }
    let made_at = day.plus(1).begins().plus(MADE_SECS);
    if now < made_at { Err(("20002", "No Bill Exist".to_owned())) } else { Ok((day, packed)) }
}

/// As a gzip file.
pub(in crate::sandbox) fn pack(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    // Into memory: it cannot fail.
    packed.write_all(text.as_bytes()).and_then(|()| packed.finish()).unwrap_or_default()
}

/// What a bill adds up to, fen, and the fee in hundred-thousandths of a yuan.
#[derive(Default)]
struct BillSums {
    lines: i64,
    settled: i64,
    back: i64,
    back_coupons: i64,
    fee: i64,
    ordered: i64,
    asked: i64,
}

/// The bill of the day; none where nothing was traded.
pub(in crate::sandbox) fn written(world: &World, ledger: &Ledger, day: Day) -> Option<String> {
    let mut sums = BillSums::default();
    let of_day = |at: UnixSeconds| Day::of(at) == day;
    // By number, and so in no order of time; refunds stand between the payments.
    let mut lines = Vec::new();
    for order in ledger.orders() {
        if order.paid().is_some_and(|paid| of_day(paid.at)) {
            lines.extend(payment(world, order, &mut sums));
        }
        for refund in ledger.refunds_of(order).filter(|refund| of_day(refund.accepted_at)) {
            lines.extend(refunded(world, order, refund, &mut sums));
        }
    }
    if lines.is_empty() {
        return None;
    }
    let last = [
        format!("{}.0", sums.lines),
        yuan(sums.settled),
        yuan(sums.back),
        yuan(sums.back_coupons),
        fee(sums.fee),
        yuan(sums.ordered),
        yuan(sums.asked),
    ];
    lines.reverse();
    Some(format!("\u{FEFF}{HEADINGS}\r\n{}{SUMS}\r\n{}", lines.concat(), row(&last)))
}

fn row(cells: &[String]) -> String {
    format!("`{}\r\n", cells.join(",`"))
}

fn yuan(fen: i64) -> String {
    Fen::new(fen).unwrap_or_default().to_yuan()
}

/// Whole fen, although it is written with five decimals: on the published bill 39 % of 0.03 is 0.01000.
fn cost_of(settled: i64) -> i64 {
    let exact = settled.saturating_mul(FEE_PARTS).saturating_add(FEN_PARTS / 2);
    exact.div_euclid(FEN_PARTS).saturating_mul(FEN_PARTS)
}

fn fee(parts: i64) -> String {
    let (whole, rest) = (parts.unsigned_abs() / 100_000, parts.unsigned_abs() % 100_000);
    format!("{}{whole}.{rest:05}", if parts < 0 { "-" } else { "" })
}

/// What goods are called on a line: as the order says it, else something hard to read.
fn goods(order: &Trade) -> String {
    if !order.body.is_empty() {
        return order.body.clone();
    }
    let at = order.order_no.as_str().bytes().fold(0_usize, |sum, byte| sum.wrapping_add(byte.into()));
    let name = at.checked_rem(ODD_NAMES.len()).and_then(|at| ODD_NAMES.get(at));
    name.copied().unwrap_or_default().to_owned()
}

/// The cells every line begins with.
fn head(world: &World, order: &Trade, at: UnixSeconds, state: &str) -> Option<Vec<String>> {
    let account = &world.config.account;
    Some(vec![
        at.to_dashed(),
        world.config.app_of(&order.trade_type).to_string(),
        account.mch_id.to_string(),
        "0".to_owned(),
        "WEB".to_owned(),
        order.paid()?.transaction_id.to_string(),
        order.order_no.to_string(),
        order.openid.as_ref().map(ToString::to_string).unwrap_or_default(),
        order.trade_type.clone(),
        state.to_owned(),
        "OTHERS".to_owned(),
        "CNY".to_owned(),
    ])
}

fn payment(world: &World, order: &Trade, sums: &mut BillSums) -> Option<String> {
    let paid = order.paid()?;
    let settled = coupons::settled(order.total, paid.coupon).get();
    let costs = cost_of(settled);
    let mut cells = head(world, order, paid.at, "SUCCESS")?;
    cells.extend([yuan(settled), yuan(paid.coupon.get())]);
    cells.extend(["0", "0", "0.00", "0.00", "", ""].map(str::to_owned));
    cells.extend([goods(order), order.attach.clone(), fee(costs), "0.60%".to_owned(), yuan(order.total.get())]);
    cells.extend(["0.00", "标准"].map(str::to_owned));
    sums.lines = sums.lines.saturating_add(1);
    sums.settled = sums.settled.saturating_add(settled);
    sums.ordered = sums.ordered.saturating_add(order.total.get());
    sums.fee = sums.fee.saturating_add(costs);
    Some(row(&cells))
}

fn refunded(world: &World, order: &Trade, refund: &RefundRecord, sums: &mut BillSums) -> Option<String> {
    let back = coupons::share(order.paid()?.coupon, refund.amount, refund.total);
    let settled = coupons::settled(refund.amount, back).get();
    let recharged = back.get().saturating_sub(refund.amount.get().saturating_sub(settled)).max(0);
    let costs = cost_of(settled).saturating_neg();
    let state = match refund.fate {
        RefundFate::Processing => "PROCESSING",
        RefundFate::Success => "SUCCESS",
        RefundFate::Change => "CHANGE",
        RefundFate::Closed => "FAIL",
    };
    let mut cells = head(world, order, refund.accepted_at, "REFUND")?;
    cells.extend(["0.00".to_owned(), "0.00".to_owned(), refund.refund_id.to_string(), refund.refund_no.to_string()]);
    cells.extend([yuan(settled), yuan(recharged), "ORIGINAL".to_owned(), state.to_owned()]);
    cells.extend([goods(order), order.attach.clone(), fee(costs), "0.60%".to_owned(), "0.00".to_owned()]);
    cells.extend([yuan(refund.amount.get()), "标准".to_owned()]);
    sums.lines = sums.lines.saturating_add(1);
    sums.back = sums.back.saturating_add(settled);
    sums.back_coupons = sums.back_coupons.saturating_add(recharged);
    sums.asked = sums.asked.saturating_add(refund.amount.get());
    sums.fee = sums.fee.saturating_add(costs);
    Some(row(&cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fee_is_whole_fen_and_written_with_five_decimals() {
        let fees = [0, 83, 84, 100, 39_900].map(|settled| fee(cost_of(settled)));
        assert_eq!(fees, ["0.00000", "0.00000", "0.01000", "0.01000", "2.39000"]);
    }
}
