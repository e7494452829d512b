//! Orders that run out or are not wanted any more, and buyers who pay in that very second: the money is never lost, and
//! no piece is there twice.

use super::world::{BUYER, Lie, World, fen, paid_facts};
use zhanggui::{
    domain::{Attention, NoticeVerdict, OpenId, OrderNo, OrderState, SignType, TransactionId},
    events::CommandOutcome,
    jobs::Command,
    store::{CancelStep, OrderFilter, Page},
};

const TOTAL: i64 = 128_00;
const TRANSACTION: &str = "4200000000000000000000000001";

fn order(world: &World) -> OrderNo {
    world.order("SC20260901-00000117", fen(TOTAL))
}

fn cancel(world: &World, order_no: &OrderNo) -> CancelStep {
    let buyer = OpenId::parse(BUYER).ok();
    world.store.wish_cancel(order_no.clone(), buyer, world.now()).wait().unwrap()
}

fn is(world: &World, order_no: &OrderNo, state: OrderState, stock: u32) {
    assert_eq!((world.order_state(order_no), world.stock(fen(TOTAL))), (state, stock));
}

#[test]
fn a_payment_between_the_question_and_the_close_is_found() {
    let world = World::new();
    let order_no = order(&world);
    world.wechat.pays_just_before_the_close(&order_no, fen(TOTAL), TRANSACTION);
    world.live(7200);
    is(&world, &order_no, OrderState::ToShip, 9);
    assert!(!world.wechat.is_closed(&order_no));
}

#[test]
fn a_payment_right_after_the_close_waits_for_the_owner_and_can_be_accepted() {
    let world = World::new();
    let order_no = order(&world);
    world.live(7200);
    is(&world, &order_no, OrderState::Closed, 10);
    world.wechat.pays(&order_no, fen(TOTAL), TRANSACTION);
    let transaction = TransactionId::parse(TRANSACTION).unwrap();
    let facts = paid_facts(&order_no, fen(TOTAL), &transaction, SignType::HmacSha256);
    assert_eq!(world.notice(Ok(facts)).verdict, NoticeVerdict::Differs, "a notice alone moves nothing");
    world.live(60);
    let detail = world.reader.order(&order_no).unwrap().unwrap();
    assert_eq!((detail.row.state, detail.row.attention), (OrderState::NeedsOwner, Some(Attention::PaidAfterClose)));
    assert_eq!((detail.extras.len(), detail.extras[0].amount), (1, fen(TOTAL)));
    let accept = Command::AcceptMoney { order_no: order_no.clone(), seen: detail.version };
    assert_eq!(world.shop.carry_out(accept.clone()), CommandOutcome::Done);
    assert_eq!(world.shop.carry_out(accept), CommandOutcome::TooLate);
    is(&world, &order_no, OrderState::ToShip, 9);
}

#[test]
fn a_close_whose_answer_is_lost_frees_the_stock_once() {
    let world = World::new();
    let order_no = order(&world);
    world.later(1805);
    // The question is answered honestly; the close is carried out and its answer lost.
    world.wechat.lie_after(1, Lie::AnswerLost);
    world.run_jobs();
    assert!(world.wechat.is_closed(&order_no));
    is(&world, &order_no, OrderState::ToPay, 9);
    world.live(7200);
    is(&world, &order_no, OrderState::Closed, 10);
}

#[test]
fn money_after_a_close_with_another_amount_takes_the_pieces_again_when_it_is_accepted() {
    let world = World::new();
    let order_no = order(&world);
    world.live(7200);
    world.wechat.pays(&order_no, fen(100_00), TRANSACTION);
    world.shop.ask_about_order(&world.reader, &order_no, world.now()).unwrap();
    let detail = world.reader.order(&order_no).unwrap().unwrap();
    assert_eq!((detail.row.attention, detail.refundable.paid), (Some(Attention::AmountDiffers), fen(100_00)));
    let accept = Command::AcceptMoney { order_no: order_no.clone(), seen: detail.version };
    assert_eq!(world.shop.carry_out(accept), CommandOutcome::Done);
    is(&world, &order_no, OrderState::ToShip, 9);
}

#[test]
fn a_second_payment_is_shown_beside_an_order_that_goes_on_and_can_be_accepted() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000117", fen(TOTAL));
    world.wechat.pays(&order_no, fen(TOTAL), "4200000000000000000000000002");
    world.shop.ask_about_order(&world.reader, &order_no, world.now()).unwrap();
    let detail = world.reader.order(&order_no).unwrap().unwrap();
    assert_eq!((detail.row.state, detail.row.attention), (OrderState::ToShip, Some(Attention::SecondPayment)));
    assert_eq!(detail.extras[0].transaction_id.as_str(), "4200000000000000000000000002");
    assert_eq!(detail.refundable.paid, fen(TOTAL), "the first is the order's");
    let accept = Command::AcceptMoney { order_no: order_no.clone(), seen: detail.version };
    assert_eq!(world.shop.carry_out(accept), CommandOutcome::Done);
    let detail = world.reader.order(&order_no).unwrap().unwrap();
    assert_eq!((detail.row.state, detail.row.attention, detail.extras.len()), (OrderState::ToShip, None, 1));
}

#[test]
fn a_cancelled_order_is_closed_at_wechat_before_its_stock_is_free() {
    let world = World::new();
    let order_no = order(&world);
    assert_eq!(cancel(&world, &order_no), CancelStep::AskWeChat);
    is(&world, &order_no, OrderState::ToPay, 9);
    world.wechat.lie([Lie::RequestLost]);
    world.run_jobs();
    is(&world, &order_no, OrderState::ToPay, 9);
    world.live(30);
    is(&world, &order_no, OrderState::Closed, 10);
    assert!(world.wechat.is_closed(&order_no));
}

#[test]
fn the_owner_cancels_at_once_what_wechat_never_heard_of() {
    let world = World::new();
    let order_no = world.placed("SC20260901-00000117", fen(TOTAL));
    let wish = Command::CancelOrder { order_no: order_no.clone(), seen: 1 };
    assert_eq!(world.shop.carry_out(wish.clone()), CommandOutcome::Done);
    is(&world, &order_no, OrderState::Closed, 10);
    assert_eq!(world.shop.carry_out(wish), CommandOutcome::TooLate);
    world.live(7200);
    is(&world, &order_no, OrderState::Closed, 10);
    assert_eq!(world.wechat.calls("orderquery") + world.wechat.calls("closeorder"), 0);
}

#[test]
fn a_cancel_can_be_taken_through_at_once() {
    let world = World::new();
    let order_no = order(&world);
    let now = |world: &World| world.shop.cancel_order_now(&world.reader, &order_no, world.now()).unwrap();
    assert_eq!(now(&world), OrderState::ToPay, "nobody wished for it");
    cancel(&world, &order_no);
    assert_eq!(now(&world), OrderState::Closed);
    assert_eq!(now(&world), OrderState::Closed);
    assert_eq!(world.stock(fen(TOTAL)), 10);
}

#[test]
fn a_buyer_who_paid_while_cancelling_has_paid() {
    for between in [false, true] {
        let world = World::new();
        let order_no = order(&world);
        if between {
            world.wechat.pays_just_before_the_close(&order_no, fen(TOTAL), TRANSACTION);
        } else {
            world.wechat.pays(&order_no, fen(TOTAL), TRANSACTION);
        }
        cancel(&world, &order_no);
        world.live(60);
        is(&world, &order_no, OrderState::ToShip, 9);
        assert!(!world.reader.order(&order_no).unwrap().unwrap().cancel_wished);
    }
}

#[test]
fn fifty_buyers_want_the_last_piece_and_one_gets_it() {
    let world = World::new();
    let order_no = world.placed("SC20260901-00000117", fen(TOTAL));
    let product = world.reader.order(&order_no).unwrap().unwrap().lines[0].product_id.clone();
    for n in 0..8 {
        let wish = world.wants(&format!("SC20260901-1000{n}"), &product);
        world.store.place_order(wish, world.now()).wait().unwrap();
    }
    assert_eq!(world.stock(fen(TOTAL)), 1);
    let wishes: Vec<_> = (0..50).map(|n| world.wants(&format!("SC20260901-20{n:03}"), &product)).collect();
    let (store, now) = (&world.store, world.now());
    let won: usize = std::thread::scope(|scope| {
        let buyers: Vec<_> = wishes
            .into_iter()
            .map(|wish| scope.spawn(move || usize::from(store.place_order(wish, now).wait().is_ok())))
            .collect();
        buyers.into_iter().map(|buyer| buyer.join().unwrap()).sum()
    });
    println!("the last piece: 50 buyers at once, {won} got it, {} left", world.stock(fen(TOTAL)));
    assert_eq!((won, world.stock(fen(TOTAL))), (1, 0));
    assert_eq!(world.reader.orders(OrderFilter::ToPay, &Page::Newest, 100).unwrap().len(), 10);
}
