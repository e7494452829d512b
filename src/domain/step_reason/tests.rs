use super::*;
use crate::domain::{PaymentState, RefundState, ReportState};
use Transition::{Order, Payment, Refund, Shipment};
use proptest::prelude::*;

fn parsed(step: &Transition, actor: Actor, text: &str) -> StepReason {
    StepReason::parse(step, actor, text)
}

#[test]
fn every_reason_reads_beside_its_step_as_it_was_written() {
    for reason in StepReason::all() {
        let (step, actor) = reason.beside();
        assert_eq!(parsed(&step, actor, &reason.to_string()), reason);
    }
}

/// Whatever step a text stands beside, reading it and writing it again changes nothing: the chain of the history goes on
/// fitting.
#[test]
fn whatever_stands_beside_a_step_is_written_again_as_it_was() {
    for reason in StepReason::all() {
        let text = reason.to_string();
        for step in Transition::all() {
            for actor in Actor::ALL {
                assert_eq!(parsed(&step, *actor, &text).to_string(), text, "{step:?} {actor}");
            }
        }
    }
}

fn money() -> TransactionId {
    TransactionId::parse("4200001").expect("a transaction")
}

/// Reads as this reason, which writes the same text.
fn is(step: &Transition, actor: Actor, text: &str, reason: &StepReason) {
    assert_eq!(parsed(step, actor, text), *reason, "{text}");
    assert_eq!(reason.to_string(), text);
}

/// What this program and its earlier versions wrote beside orders and payments.
#[test]
fn every_text_that_was_ever_written_beside_an_order_is_the_reason_it_was() {
    let order = |before, after| Order(Some(before), after);
    let (to_pay, to_ship, shipped) = (OrderState::ToPay, OrderState::ToShip, OrderState::Shipped);
    is(&order(to_pay, to_ship), Actor::WeChat, "", &StepReason::None);
    is(&order(to_pay, OrderState::Closed), Actor::Buyer, "cancel", &StepReason::Cancelled);
    let closed = Payment(Some(PaymentState::Waiting), PaymentState::Closed);
    is(&closed, Actor::Owner, "cancel", &StepReason::Cancelled);
    is(&order(to_pay, to_ship), Actor::WeChat, "4200001", &StepReason::Transaction(money()));
    let confirmed = Payment(Some(PaymentState::Waiting), PaymentState::Confirmed);
    is(&confirmed, Actor::WeChat, "4200001", &StepReason::Transaction(money()));
    let marked = |cause| StepReason::Attention(Attention::SecondPayment, cause);
    let payment = AttentionCause::Payment {
        transaction: money(),
        amount: Fen::new(7450).unwrap_or_default(),
        currency: "CNY".to_owned(),
    };
    let beside = order(shipped, shipped);
    is(&beside, Actor::WeChat, "second_payment 4200001 7450 CNY", &marked(payment));
    is(&beside, Actor::WeChat, "second_payment 4200001 is back", &marked(AttentionCause::CameBack(money())));
    is(&beside, Actor::Zhanggui, "second_payment returned", &marked(AttentionCause::Returned));
    is(&beside, Actor::Owner, "second_payment", &marked(AttentionCause::Marked));
    is(&order(shipped, to_ship), Actor::Owner, "taken back", &StepReason::TakenBack);
    let received = order(shipped, OrderState::Received);
    is(&received, Actor::WeChat, "confirmed", &StepReason::Settled(SettleState::Confirmed));
    is(&order(OrderState::Refunded, shipped), Actor::WeChat, "WECHAT_SAYS", &StepReason::ByEvidence);
    let vouched = StepReason::Wish(RefundWish::Vouch);
    is(&order(shipped, OrderState::Refunded), Actor::Owner, "VOUCHED", &vouched);
}

/// What this program and its earlier versions wrote beside shipments.
#[test]
fn every_text_that_was_ever_written_beside_a_shipment_is_the_reason_it_was() {
    let parcels = |correction, parcels, more_to_follow| {
        StepReason::Parcels(MarkedParcels { correction, parcels, more_to_follow })
    };
    let held = Shipment(None, Some(ReportState::Held));
    let one = parcels(false, vec![Parcel::new("SF", "SF123")], false);
    is(&held, Actor::Owner, "SF SF123", &one);
    is(&Order(Some(OrderState::ToShip), OrderState::Shipped), Actor::Owner, "SF SF123", &one);
    let two = parcels(false, vec![Parcel::new("SF", "SF123"), Parcel::new("ZTO", "78")], true);
    is(&held, Actor::Owner, "SF SF123, ZTO 78, more to follow", &two);
    is(&held, Actor::Owner, ", more to follow", &parcels(false, Vec::new(), true));
    let corrected = parcels(true, vec![Parcel::new("SF", "SF9")], false);
    is(&held, Actor::Owner, "the one correction: SF SF9", &corrected);
    is(&held, Actor::Owner, "the one correction: ", &parcels(true, Vec::new(), false));
    is(&Shipment(Some(ReportState::Held), None), Actor::Owner, "taken back", &StepReason::TakenBack);
    is(&held, Actor::WeChat, "reminded", &StepReason::Reminded);
    is(&held, Actor::WeChat, "NO_DELIVERY", &StepReason::Report(ReportTrouble::NoDelivery));
    is(&held, Actor::Zhanggui, "REFUNDED", &StepReason::Report(ReportTrouble::Refunded));
    is(&held, Actor::WeChat, "10060002", &StepReason::Report(ReportTrouble::of_code(10_060_002)));
}

/// What this program and its earlier versions wrote beside refunds.
#[test]
fn every_text_that_was_ever_written_beside_a_refund_is_the_reason_it_was() {
    let number = RefundNo::parse("RF20260901-00000001").expect("a number");
    let doubt = Refund(Some(RefundState::Sending), RefundState::InDoubt);
    is(&doubt, Actor::WeChat, "WECHAT_SAYS", &StepReason::ByEvidence);
    is(&doubt, Actor::Zhanggui, "FOUND_BY_HAND", &StepReason::FoundElsewhere);
    is(&doubt, Actor::Zhanggui, "LIMIT_LEFT", &StepReason::Refund(RefundTrouble::LimitLeft));
    is(&doubt, Actor::Zhanggui, "restock 手冲壶 ×1", &StepReason::Restocked("手冲壶 ×1".to_owned()));
    is(&doubt, Actor::Owner, "SEND_ALSO", &StepReason::Wish(RefundWish::SendAlso));
    is(&doubt, Actor::Owner, "SEND_AGAIN", &StepReason::Wish(RefundWish::SendAgain));
    is(&doubt, Actor::Owner, "SET_ASIDE", &StepReason::Wish(RefundWish::SetAside));
    is(&doubt, Actor::Owner, "renews RF20260901-00000001", &StepReason::Renews(number.clone()));
    is(&doubt, Actor::Owner, "renewed as RF20260901-00000001", &StepReason::RenewedAs(number));
    let error = RefundTrouble::Wechat { code: "SYSTEMERROR".to_owned(), message: None };
    is(&doubt, Actor::WeChat, "SYSTEMERROR", &StepReason::Refund(error));
}

#[test]
fn what_a_person_wrote_is_never_taken_for_a_word_of_the_program() {
    let rejected = Refund(Some(RefundState::Requested), RefundState::Rejected);
    for words in ["cancel", "restock all of it", "SYSTEMERROR", "second_payment", "taken back", "renews my faith"] {
        assert_eq!(parsed(&rejected, Actor::Owner, words), StepReason::Words(words.to_owned()));
    }
}

proptest! {
    #[test]
    fn any_text_beside_any_step_is_written_again_as_it_was(
        text in "\\PC{0,30}",
        step in proptest::sample::select(Transition::all()),
        actor in proptest::sample::select(Actor::ALL),
    ) {
        let read = parsed(&step, actor, &text);
        // A parcel's label is trimmed when it is written; WeChat's code has one mark behind it.
        let exact = !matches!(read, StepReason::Parcels(_) | StepReason::Refund(RefundTrouble::Unclear { .. }));
        prop_assert!(!exact || read.to_string() == text, "{read:?}");
    }
}
