//! Whatever is asked of the ledger in whatever order, the books add up after each step.

use super::{Ledger, MoneyMovement, NewTrade, RefundFate, RefundFigures, ResentTo};
use crate::{
    base::env::Env,
    domain::{Api, Fen, OrderNo, RefundNo, SignType},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
enum LedgerStep {
    Open(u8, i64),
    Pay(u8),
    Close(u8),
    Refund { order: u8, refund: u8, amount: i64 },
    Settle(u8, RefundFate),
    Resend(u8),
    Fill(i64),
    Withdraw,
}

fn steps() -> impl Strategy<Value = Vec<LedgerStep>> {
    let fate = prop_oneof![
        Just(RefundFate::Success),
        Just(RefundFate::Change),
        Just(RefundFate::Closed),
        Just(RefundFate::Processing)
    ];
    let step = prop_oneof![
        (0..3_u8, 1..500_i64).prop_map(|(no, total)| LedgerStep::Open(no, total)),
        (0..3_u8).prop_map(LedgerStep::Pay),
        (0..3_u8).prop_map(LedgerStep::Close),
        (0..3_u8, 0..6_u8, 1..500_i64).prop_map(|(order, refund, amount)| LedgerStep::Refund { order, refund, amount }),
        (0..6_u8, fate).prop_map(|(refund, fate)| LedgerStep::Settle(refund, fate)),
        (0..6_u8).prop_map(LedgerStep::Resend),
        (1..500_i64).prop_map(LedgerStep::Fill),
        Just(LedgerStep::Withdraw),
    ];
    prop::collection::vec(step, 1..80)
}

fn order_no(no: u8) -> OrderNo {
    OrderNo::parse(&format!("ORDER-{no}")).expect("a number")
}

fn refund_no(no: u8) -> RefundNo {
    RefundNo::parse(&format!("R{no}")).expect("a number")
}

fn fen(amount: i64) -> Fen {
    Fen::new(amount).expect("an amount")
}

fn new_trade(no: u8, total: i64) -> NewTrade {
    NewTrade {
        order_no: order_no(no),
        total: fen(total),
        openid: None,
        trade_type: "APP".to_owned(),
        sign_type: SignType::HmacSha256,
        notify_url: String::new(),
        attach: String::new(),
        body: String::new(),
        expires_at: None,
        parameters: BTreeMap::from([("total_fee".to_owned(), total.to_string())]),
    }
}

/// Takes a step; a refusal is an answer, too.
fn take(ledger: &mut Ledger, step: &LedgerStep, env: &Env) {
    match *step {
        LedgerStep::Open(no, total) => drop(ledger.open(new_trade(no, total), env)),
        LedgerStep::Pay(no) => {
            let prepay =
                ledger.prepays.iter().find(|(_, (order, _))| *order == order_no(no)).map(|(prepay, _)| prepay.clone());
            drop(prepay.map(|prepay| ledger.pay(&prepay, Fen::ZERO, env)));
        }
        LedgerStep::Close(no) => drop(ledger.close(&order_no(no))),
        LedgerStep::Refund { order, refund, amount } => {
            let total = ledger.order(&order_no(order)).map_or(Fen::ZERO, |order| order.total);
            let (reason, notify_url) = (String::new(), String::new());
            let figures = RefundFigures {
                refund_no: refund_no(refund),
                order_no: order_no(order),
                amount: fen(amount),
                total,
                reason,
                notify_url,
                by_api: true,
                api: Api::V2,
            };
            drop(ledger.accept_refund(figures, None, env));
        }
        LedgerStep::Settle(no, fate) => drop(ledger.settle(&refund_no(no), fate, env.now())),
        LedgerStep::Resend(no) => drop(ledger.resend(&refund_no(no), ResentTo::MerchantCard)),
        LedgerStep::Fill(amount) => ledger.enter(MoneyMovement::Filled(fen(amount))),
        LedgerStep::Withdraw => drop(ledger.withdraw_all()),
    }
}

proptest! {
    #[test]
    fn the_books_add_up_after_every_step(steps in steps()) {
        let (mut ledger, env) = (Ledger::opening(Fen::ZERO), Env::system());
        let mut figures_of = BTreeMap::new();
        for step in &steps {
            take(&mut ledger, step, &env);
            prop_assert_eq!(ledger.audit(), Ok(()), "after {:?}", step);
            for payout in ledger.payouts() {
                let first = figures_of.entry(payout.refund_no.clone()).or_insert_with(|| payout.clone());
                prop_assert_eq!(&*first, &payout, "a payout never changes");
            }
        }
        prop_assert!(ledger.paid_out() <= ledger.paid_in());
    }
}
