//! Laws of money and of lives: true for every sequence of events, not only for those we thought of.

use proptest::{collection::vec, prelude::*, sample::select};
use zhanggui::domain::{
    Fen, OrderState, OrderStep, PaymentState, PaymentStep, RefundState, RefundStep, Refundable, UnixSeconds,
};

const ORDER_STEPS: [OrderStep; 9] = [
    OrderStep::Notice,
    OrderStep::Pay,
    OrderStep::Close,
    OrderStep::Contradict,
    OrderStep::Accept,
    OrderStep::Ship,
    OrderStep::Unship,
    OrderStep::Receive,
    OrderStep::RefundAll,
];
const PAYMENT_STEPS: [PaymentStep; 5] =
    [PaymentStep::Ask, PaymentStep::Notice, PaymentStep::Confirm, PaymentStep::Close, PaymentStep::Contradict];
const REFUND_STEPS: [RefundStep; 18] = [
    RefundStep::Approve,
    RefundStep::Reject,
    RefundStep::TakeBack,
    RefundStep::Withdraw,
    RefundStep::Begin,
    RefundStep::NotSent,
    RefundStep::Accepted,
    RefundStep::NoAnswer,
    RefundStep::NotThere,
    RefundStep::NotEnough,
    RefundStep::Continue,
    RefundStep::Stick,
    RefundStep::Settle,
    RefundStep::Decline,
    RefundStep::Close,
    RefundStep::Missing,
    RefundStep::SendAgain,
    RefundStep::Vouch,
];

fn fen(amount: i64) -> Fen {
    Fen::new(amount).expect("not negative")
}

proptest! {
    #[test]
    fn refunds_never_exceed_the_payment(paid in 0..9_999_i64, asks in vec(0..9_999_i64, 0..20)) {
        let mut payment = Refundable::of(fen(paid));
        let given: i64 = asks.into_iter().filter(|&ask| payment.take(fen(ask)).is_some()).sum();
        prop_assert!(given <= paid);
        prop_assert_eq!(payment.left().get(), paid - given);
    }

    #[test]
    fn an_amount_reads_back_as_it_was_written(amount in 0..999_999_999_999_i64) {
        prop_assert_eq!(Fen::parse_yuan(&fen(amount).to_yuan()), Ok(fen(amount)));
        prop_assert_eq!(Fen::parse_fen(&amount.to_string()), Ok(fen(amount)));
    }

    #[test]
    fn no_text_becomes_an_amount_it_does_not_show(raw in "\\PC{0,12}") {
        if let Ok(amount) = Fen::parse_yuan(&raw) {
            let digits = |text: &str| text.trim_end_matches('0').trim_end_matches('.').to_owned();
            let (written, read) = (format!("{raw}{}", if raw.contains('.') { "" } else { "." }), amount.to_yuan());
            prop_assert_eq!(digits(&written), digits(&read));
        }
    }

    #[test]
    fn a_moment_reads_back_as_it_was_written(at in 0..4_000_000_000_i64) {
        let at = UnixSeconds::new(at);
        prop_assert_eq!(UnixSeconds::parse_compact(&at.to_compact()), Ok(at));
        prop_assert_eq!(UnixSeconds::parse_dashed(&at.to_dashed()), Ok(at));
    }

    #[test]
    fn no_path_leaves_an_ended_refund(steps in vec(select(REFUND_STEPS.to_vec()), 0..60)) {
        let mut state = RefundState::Requested;
        for step in steps {
            let after = state.after(step);
            prop_assert!(!state.is_final() || after.is_err(), "{:?} left {:?}", step, state);
            state = after.unwrap_or(state);
        }
    }

    #[test]
    fn money_leaves_only_after_the_owners_yes(steps in vec(select(REFUND_STEPS.to_vec()), 0..60)) {
        let (mut state, mut yes) = (RefundState::Requested, false);
        for step in steps {
            let Ok(after) = state.after(step) else { continue };
            yes = match step { RefundStep::Approve => true, RefundStep::TakeBack | RefundStep::Withdraw => false, _ => yes };
            prop_assert!(yes || matches!(after, RefundState::Requested | RefundState::Rejected));
            prop_assert_eq!(after == RefundState::Sending, step == RefundStep::Begin);
            state = after;
        }
    }

    #[test]
    fn doubt_ends_only_by_wechats_word(step in select(REFUND_STEPS.to_vec())) {
        if let Ok(after) = RefundState::InDoubt.after(step) {
            // The owner's own two: the same number once more, which pays once, and what was seen at WeChat itself.
            if matches!(step, RefundStep::SendAgain | RefundStep::Vouch) {
                return Ok(());
            }
            let words = [RefundStep::Accepted, RefundStep::Settle, RefundStep::NotThere, RefundStep::Stick,
                RefundStep::Decline, RefundStep::Close];
            prop_assert!(words.contains(&step), "{:?} made {:?}", step, after);
        }
    }

    /// Each event can come any number of times, in any order, late: once paid for certain, an order is never unpaid
    /// again, and one that was refunded whole stays so.
    #[test]
    fn an_order_never_goes_back_before_its_payment(steps in vec(select(ORDER_STEPS.to_vec()), 0..60)) {
        let mut state = OrderState::ToPay;
        for step in steps {
            let after = state.after(step).unwrap_or(state);
            let unpaid = matches!(after, OrderState::ToPay | OrderState::Confirming | OrderState::Closed);
            prop_assert!(!state.is_paid() || !unpaid, "{:?} took {:?} to {:?}", step, state, after);
            prop_assert!(state != OrderState::Refunded || after == OrderState::Refunded);
            state = after;
        }
    }

    #[test]
    fn goods_leave_only_for_confirmed_money(steps in vec(select(ORDER_STEPS.to_vec()), 0..60)) {
        let (mut state, mut money) = (OrderState::ToPay, false);
        for step in steps {
            let Ok(after) = state.after(step) else { continue };
            money |= matches!(step, OrderStep::Pay | OrderStep::Accept);
            prop_assert!(money || !matches!(after, OrderState::ToShip | OrderState::Shipped | OrderState::Received));
            state = after;
        }
    }

    #[test]
    fn a_repeated_step_never_counts_twice(
        orders in vec(select(ORDER_STEPS.to_vec()), 0..30),
        payments in vec(select(PAYMENT_STEPS.to_vec()), 0..30),
    ) {
        let mut order = OrderState::ToPay;
        for step in orders {
            if let Ok(after) = order.after(step) {
                prop_assert!(after.after(step).is_err(), "{:?} twice from {:?}", step, order);
                order = after;
            }
        }
        let mut payment = PaymentState::Unsent;
        for step in payments {
            if let Ok(after) = payment.after(step) {
                // Asking again for the same prepay id is the one step WeChat lets us repeat.
                prop_assert!(step == PaymentStep::Ask || after.after(step).is_err());
                prop_assert!(payment != PaymentState::Confirmed && payment != PaymentState::Conflict);
                payment = after;
            }
        }
    }
}

#[test]
fn every_state_has_its_own_word_and_reads_back() {
    for state in OrderState::ALL {
        assert_eq!(OrderState::parse(state.as_str()), Ok(*state));
    }
    for state in PaymentState::ALL {
        assert_eq!(PaymentState::parse(state.as_str()), Ok(*state));
    }
    for state in RefundState::ALL {
        assert_eq!(RefundState::parse(state.as_str()), Ok(*state));
    }
    assert!(RefundState::parse("paid").is_err());
}
