//! The day's movements of money, made of the ledger. Source: protocol 10.3.

use crate::{
    domain::{Day, Fen, UnixSeconds},
    sandbox::ledger::{Ledger, RefundFate},
};

const HEADINGS: &str = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),\
    资金变更提交申请人,备注,业务凭证号";
const SUMS: &str = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额";

/// One movement; negative where money left.
struct Movement {
    at: UnixSeconds,
    number: String,
    name: &'static str,
    kind: &'static str,
    fen: i64,
    voucher: String,
}

/// The movements of `day`, in order of time; none where nothing moved.
pub(in crate::sandbox) fn written(ledger: &Ledger, day: Day) -> Option<String> {
    let mut all = movements(ledger);
    all.sort_by(|a, b| (a.at, &a.number).cmp(&(b.at, &b.number)));
    // What the journal has no moment of was there at the beginning.
    let moved = all.iter().fold(0_i64, |sum, one| sum.saturating_add(one.fen));
    let mut balance = ledger.balance().get().saturating_sub(moved);
    let (mut lines, mut sums) = (String::new(), [0_i64; 4]);
    for (n, one) in all.iter().enumerate() {
        balance = balance.saturating_add(one.fen);
        if Day::of(one.at) != day {
            continue;
        }
        lines.push_str(&line(n, one, balance));
        let [ins, earned, outs, spent] = &mut sums;
        let (count, sum) = if one.fen < 0 { (outs, spent) } else { (ins, earned) };
        *count = count.saturating_add(1);
        *sum = sum.saturating_add(one.fen.saturating_abs());
    }
    if lines.is_empty() {
        return None;
    }
    let [ins, earned, outs, spent] = sums;
    let last = format!("`{}.0,`{ins}.0,`{},`{outs}.0,`{}\r\n", ins.saturating_add(outs), yuan(earned), yuan(spent));
    Some(format!("\u{FEFF}{HEADINGS}\r\n{lines}{SUMS}\r\n{last}"))
}

fn line(n: usize, one: &Movement, balance: i64) -> String {
    let way = if one.fen < 0 { "支出" } else { "收入" };
    format!(
        "`{},`{},`{:028},`{},`{},`{way},`{},`{},`system,`缺省,`{}\r\n",
        one.at.to_dashed(),
        one.number,
        n,
        one.name,
        one.kind,
        yuan(one.fen.saturating_abs()),
        yuan(balance),
        one.voucher
    )
}

fn movements(ledger: &Ledger) -> Vec<Movement> {
    let mut all = Vec::new();
    for order in ledger.orders() {
        if let Some(paid) = order.paid() {
            all.push(Movement {
                at: paid.at,
                number: paid.transaction_id.to_string(),
                name: "交易",
                kind: "交易",
                fen: order.total.get(),
                voucher: order.order_no.to_string(),
            });
        }
    }
    for refund in ledger.refunds() {
        let left = Movement {
            at: refund.accepted_at,
            number: refund.refund_id.to_string(),
            name: "退款",
            kind: "退款",
            fen: refund.amount.get().saturating_neg(),
            voucher: refund.refund_no.to_string(),
        };
        if let (RefundFate::Closed, Some(at)) = (refund.fate, refund.settled_at) {
            let back = Movement { at, kind: "退款关闭", fen: refund.amount.get(), ..copied(&left) };
            all.push(back);
        }
        all.push(left);
    }
    all
}

fn copied(one: &Movement) -> Movement {
    Movement { number: one.number.clone(), voucher: one.voucher.clone(), ..*one }
}

fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}", Fen::new(fen.saturating_abs()).unwrap_or_default().to_yuan())
}
