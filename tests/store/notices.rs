//! Money in: a notification is a hint, only WeChat's own answer is money.

use crate::world::*;
use zhanggui::domain::{
    Attention, Days, NoticeVerdict, OrderState, PaidFacts, PaymentState, SignType, TransactionId, UnpaidAnswer,
};
use zhanggui::store::{NewPayment, NoticeFilter, NoticeQuery, OrderMoved, OrderWord, Refusal};

#[test]
fn a_right_notification_is_provisional_and_due_to_be_confirmed_at_once() {
    let shop = World::new();
    let order = shop.order_to_pay(2);
    let outcome = shop.notice(&shop.facts(&order));
    assert_eq!((outcome.verdict, outcome.moved), (NoticeVerdict::Accepted, true));
    let detail = shop.order(&order.order_no);
    assert_eq!((detail.row.state, detail.payment), (OrderState::Confirming, PaymentState::Noticed));
    assert_eq!(detail.transaction_id, None, "a claim is no transaction");
    let due = shop.reader.due_payments(NOON.plus(21), 10).unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].state, due[0].asks, due[0].sign_type), (PaymentState::Noticed, 0, SignType::HmacSha256));
}

#[test]
fn sixty_four_copies_at_once_are_one_payment() {
    let shop = World::new();
    let order = shop.order_to_pay(1);
    let facts = shop.facts(&order);
    let threads: Vec<_> = (0..64)
        .map(|_| {
            let (store, facts, message) = (shop.store.clone(), facts.clone(), shop.message("pay_notice"));
            std::thread::spawn(move || store.record_payment_notice(message, Ok(facts), NOON.plus(21)).wait().unwrap())
        })
        .collect();
    let verdicts: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(verdicts.iter().filter(|o| o.verdict == NoticeVerdict::Accepted && o.moved).count(), 1);
    assert_eq!(verdicts.iter().filter(|o| o.verdict == NoticeVerdict::Repeated && !o.moved).count(), 63);
    assert_eq!(shop.order(&order.order_no).history.len(), 5, "placed, unsent, asked, noticed, confirming");
    assert_eq!(shop.reader.notices(NoticeFilter::All, None, 100).unwrap().len(), 64);
}

#[test]
fn every_field_that_differs_changes_nothing() {
    let shop = World::new();
    let order = shop.order_to_pay(1);
    let right = shop.facts(&order);
    let wrong = [
        PaidFacts { total: fen(1), ..right.clone() },
        PaidFacts { currency: "USD".to_owned(), ..right.clone() },
        PaidFacts { sign_type: SignType::Md5, ..right.clone() },
    ];
    let before = shop.order(&order.order_no);
    for facts in wrong {
        let outcome = shop.notice(&facts);
        assert_eq!((outcome.verdict, outcome.moved), (NoticeVerdict::Differs, false));
        assert_eq!(shop.order(&order.order_no), before);
    }
    assert_eq!(shop.notice(&right).verdict, NoticeVerdict::Accepted);
}

#[test]
fn a_notice_of_an_unknown_number_is_kept_on_the_list() {
    let shop = World::new();
    let mut facts = shop.facts(&shop.order_to_pay(1));
    facts.order_no = zhanggui::domain::OrderNo::parse("NOBODYKNOWS").unwrap();
    assert_eq!(shop.notice(&facts).verdict, NoticeVerdict::UnknownNumber);
    let listed = shop.reader.notices(NoticeFilter::All, None, 10).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].verdict, listed[0].order_no.as_ref()), (NoticeVerdict::UnknownNumber, Some(&facts.order_no)));
}

#[test]
fn a_second_transaction_counts_only_once_wechat_itself_says_so() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let second = shop.facts(&order);
    assert_eq!(shop.notice(&second).verdict, NoticeVerdict::Differs);
    assert_eq!(shop.order(&order.order_no).row.attention, None, "a notice alone never marks");
    let due = shop.reader.due_payments(NOON.plus(21), 10).unwrap();
    assert_eq!(due.first().map(|due| due.state), Some(PaymentState::Confirmed), "but it is asked about");
    assert_eq!(shop.word(&order.order_no, OrderWord::Paid(second.clone())), OrderMoved::NeedsOwner);
    let detail = shop.order(&order.order_no);
    assert_eq!((detail.row.state, detail.row.attention), (OrderState::ToShip, Some(Attention::SecondPayment)));
    assert!(shop.reader.due_payments(NOON.plus(99_999), 10).unwrap().is_empty());
    assert_eq!(shop.notice(&second).verdict, NoticeVerdict::Repeated);
    assert_eq!(shop.word(&order.order_no, OrderWord::Paid(second)), OrderMoved::Same);
}

#[test]
fn a_claim_wechat_does_not_confirm_goes_away() {
    let shop = World::new();
    let order = shop.order_to_pay(1);
    shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed));
    assert_eq!(shop.notice(&shop.facts(&order)).verdict, NoticeVerdict::Differs);
    assert_eq!(shop.reader.due_payments(NOON.plus(22), 10).unwrap().len(), 1);
    assert_eq!(shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::NoAnswer)), OrderMoved::Same);
    assert_eq!(shop.reader.due_payments(NOON.plus(90), 10).unwrap().len(), 1, "no answer settles nothing");
    assert_eq!(shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::NotPaid)), OrderMoved::Same);
    assert!(shop.reader.due_payments(NOON.plus(99_999), 10).unwrap().is_empty());
    assert_eq!(shop.state(&order.order_no), OrderState::Closed);
}

#[test]
fn one_transaction_pays_one_order_for_ever() {
    let shop = World::new();
    let (first, second) = (shop.order_to_pay(1), shop.order_to_pay(1));
    let paid = shop.facts(&first);
    let stolen = PaidFacts { order_no: second.order_no.clone(), ..paid.clone() };
    assert_eq!(shop.notice(&paid).verdict, NoticeVerdict::Accepted);
    assert_eq!(shop.notice(&stolen).verdict, NoticeVerdict::Differs, "already claimed for another order");
    assert_eq!(shop.word(&first.order_no, OrderWord::Paid(paid)), OrderMoved::Paid);
    assert_eq!(shop.notice(&stolen).verdict, NoticeVerdict::Differs);
    assert_eq!(shop.word(&second.order_no, OrderWord::Paid(stolen)), OrderMoved::NeedsOwner);
    assert_eq!(shop.order(&second.order_no).refundable.paid, fen(0), "it is the first order's money");
}

#[test]
fn a_forged_claim_does_not_take_a_genuine_transaction_away() {
    let shop = World::new();
    let (victim, squatter) = (shop.order_to_pay(1), shop.order_to_pay(1));
    let genuine = shop.facts(&victim);
    let forged = PaidFacts { order_no: squatter.order_no.clone(), ..genuine.clone() };
    assert_eq!(shop.notice(&forged).verdict, NoticeVerdict::Accepted, "correctly signed: somebody has the key");
    assert_eq!(shop.word(&squatter.order_no, OrderWord::Unpaid(UnpaidAnswer::NotPaid)), OrderMoved::Same);
    assert_eq!(shop.word(&victim.order_no, OrderWord::Paid(genuine)), OrderMoved::Paid);
    assert_eq!(shop.state(&squatter.order_no), OrderState::Confirming, "goods stay");
}

#[test]
fn wechats_word_makes_an_order_paid_and_unseen() {
    let shop = World::new();
    let order = shop.order_to_pay(2);
    let facts = shop.facts(&order);
    shop.notice(&facts);
    assert_eq!(shop.word(&order.order_no, OrderWord::Paid(facts.clone())), OrderMoved::Paid);
    assert_eq!(shop.word(&order.order_no, OrderWord::Paid(facts.clone())), OrderMoved::Same);
    assert_eq!(
        shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed)),
        OrderMoved::Same,
        "paid never becomes closed"
    );
    let detail = shop.order(&order.order_no);
    assert_eq!(
        (detail.row.state, detail.payment, detail.row.unseen),
        (OrderState::ToShip, PaymentState::Confirmed, true)
    );
    assert_eq!(
        (detail.transaction_id.as_ref(), detail.row.paid_at),
        (Some(&facts.transaction_id), Some(facts.paid_at))
    );
    assert_eq!(detail.refundable.left(), order.total);
    assert_eq!(shop.reader.next_due().unwrap(), None);
}

#[test]
fn another_amount_waits_for_the_owner_and_can_be_given_back() {
    let shop = World::new();
    let order = shop.order_to_pay(1);
    let facts = PaidFacts { total: fen(1), ..shop.facts(&order) };
    assert_eq!(shop.word(&order.order_no, OrderWord::Paid(facts)), OrderMoved::NeedsOwner);
    let detail = shop.order(&order.order_no);
    assert_eq!((detail.row.state, detail.row.attention), (OrderState::NeedsOwner, Some(Attention::AmountDiffers)));
    assert_eq!((detail.payment, detail.refundable.left()), (PaymentState::Conflict, fen(1)));
    let counts = shop.reader.counts(NOON).unwrap();
    assert_eq!((counts.needs_owner, counts.to_pay, counts.today), (1, 0, fen(0)));
    let back = shop.sent_refund(&order, 1);
    shop.update(&back, Some(zhanggui::domain::RefundStep::Settle), "");
    assert_eq!(shop.state(&order.order_no), OrderState::Refunded);
    assert_eq!(shop.reader.counts(NOON).unwrap().needs_owner, 0);
}

#[test]
fn money_after_closing_waits_for_the_owner_who_may_keep_the_order() {
    let shop = World::new();
    let order = shop.order_to_pay(2);
    shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed));
    assert_eq!(shop.word(&order.order_no, OrderWord::Paid(shop.facts(&order))), OrderMoved::NeedsOwner);
    let detail = shop.order(&order.order_no);
    assert_eq!((detail.row.state, detail.row.attention), (OrderState::NeedsOwner, Some(Attention::PaidAfterClose)));
    assert_eq!(shop.stock("coffee"), 1000);
    shop.store.settle_attention(order.order_no.clone(), detail.version, NOON.plus(50)).wait().unwrap();
    let detail = shop.order(&order.order_no);
    assert_eq!((detail.row.state, detail.row.attention), (OrderState::ToShip, None));
    assert_eq!(shop.stock("coffee"), 998, "kept orders hold their pieces again");
}

#[test]
fn an_answer_about_another_order_proves_nothing() {
    let shop = World::new();
    let (one, other) = (shop.order_to_pay(1), shop.order_to_pay(1));
    assert_eq!(shop.word(&one.order_no, OrderWord::Paid(shop.facts(&other))), OrderMoved::Same);
    assert_eq!((shop.state(&one.order_no), shop.state(&other.order_no)), (OrderState::ToPay, OrderState::ToPay));
}

#[test]
fn questions_are_counted_and_the_noticed_come_first() {
    let shop = World::new();
    let (waiting, noticed) = (shop.order_to_pay(1), shop.order_to_pay(1));
    shop.notice(&shop.facts(&noticed));
    for _ in 0..3 {
        shop.word(&noticed.order_no, OrderWord::Unpaid(UnpaidAnswer::NotPaid));
    }
    let due = shop.reader.due_payments(NOON.plus(100), 10).unwrap();
    assert_eq!(due.iter().map(|due| &due.order_no).collect::<Vec<_>>(), [&noticed.order_no, &waiting.order_no]);
    assert_eq!(due.iter().map(|due| due.asks).collect::<Vec<_>>(), [3, 0]);
    assert_eq!(shop.reader.due_payments(NOON.plus(100), 1).unwrap().len(), 1);
    assert_eq!(shop.reader.next_due().unwrap(), Some(NOON.plus(60)));
}

#[test]
fn a_prepay_id_belongs_to_its_channel_and_to_an_open_payment() {
    let shop = World::new();
    let order = shop.order_to_pay(1);
    let prepay = zhanggui::domain::PrepayId::parse("wx201410272009395522657a690389285100").unwrap();
    let keep = || {
        shop.store
            .keep_prepay(order.order_no.clone(), prepay.clone(), shop.message("unifiedorder"), NOON.plus(1))
            .wait()
    };
    keep().unwrap();
    let kept = shop.order(&order.order_no).prepay.unwrap();
    assert_eq!((kept.0, kept.1, kept.2.as_str()), (prepay.clone(), NOON.plus(1), "mini_program"));
    shop.asks_to_pay(&order.order_no);
    assert!(shop.order(&order.order_no).prepay.is_some(), "the same sheet again");
    let call = shop.message("unifiedorder");
    let other = shop
        .store
        .begin_payment(
            NewPayment {
                order_no: order.order_no.clone(),
                sign_type: SignType::HmacSha256,
                channel: "app",
                public_url: String::new(),
                call,
                next_ask_at: NOON,
            },
            NOON,
        )
        .wait();
    assert_eq!(
        refused(other),
        Refusal::State(PaymentState::Waiting.into()),
        "WeChat takes the number over its first channel only"
    );
    assert_eq!(shop.order(&order.order_no).prepay.unwrap().0, prepay, "whose sheet stays as it is");
    shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed));
    assert_eq!(refused(keep()), Refusal::State(PaymentState::Closed.into()));
}

#[test]
fn strangers_do_not_fill_the_list_and_replays_do_not_either() {
    let shop = World::new();
    let answers: Vec<_> = (0..1200)
        .map(|_| shop.store.record_payment_notice(shop.message("pay_notice"), Err(NoticeVerdict::WrongSignature), NOON))
        .collect();
    assert!(answers.into_iter().all(|answer| !answer.wait().unwrap().moved));
    assert_eq!(shop.reader.notices(NoticeFilter::All, None, 5000).unwrap().len(), 1000);
    let order = shop.paid_order(1);
    let facts = PaidFacts { transaction_id: TransactionId::parse("9").unwrap(), ..shop.facts(&order) };
    let answers: Vec<_> = (0..150)
        .map(|_| shop.store.record_payment_notice(shop.message("pay_notice"), Ok(facts.clone()), NOON))
        .collect();
    assert!(answers.into_iter().all(|answer| answer.wait().unwrap().verdict == NoticeVerdict::Differs));
    let about = shop
        .reader
        .notices(NoticeFilter::All, None, 5000)
        .unwrap()
        .into_iter()
        .filter(|n| n.order_no.is_some())
        .count();
    assert_eq!(about, 100);
}

/// Whatever number of an order is at hand, and on whatever days.
#[test]
fn the_messages_of_an_order_are_listed_by_any_number_of_it() {
    let shop = World::new();
    let (order, other) = (shop.order_to_pay(1), shop.order_to_pay(1));
    let facts = shop.facts(&order);
    shop.notice(&facts);
    shop.notice(&shop.facts(&other));
    shop.word(&order.order_no, OrderWord::Paid(facts.clone()));
    let listed = |query: NoticeQuery, now| {
        let rows = shop.reader.list_notices(&query, now, None, 10).unwrap();
        rows.into_iter().map(|row| row.order_no.unwrap()).collect::<Vec<_>>()
    };
    let about = |number: &str| NoticeQuery { number: number.to_owned(), ..NoticeQuery::default() };
    for number in [order.order_no.as_str(), &order.order_no.as_str().to_lowercase(), facts.transaction_id.as_str()] {
        assert_eq!(listed(about(number), NOON), std::slice::from_ref(&order.order_no), "{number}");
    }
    assert!(listed(about("SC20990101-00000000"), NOON).is_empty());
    let odd = NoticeQuery { filter: NoticeFilter::Odd, ..about(order.order_no.as_str()) };
    assert!(listed(odd, NOON).is_empty());
    let came = |days| NoticeQuery { came: Some(days), ..NoticeQuery::default() };
    assert_eq!(listed(came(Days::Today), NOON).len(), 2);
    assert_eq!(listed(came(Days::Yesterday), NOON.plus(86_400)).len(), 2);
    assert!(listed(came(Days::Today), NOON.plus(86_400)).is_empty());
}

#[test]
fn the_list_of_messages_pages_by_key() {
    let shop = World::new();
    for _ in 0..25 {
        shop.store
            .record_payment_notice(shop.message("pay_notice"), Err(NoticeVerdict::Malformed), NOON)
            .wait()
            .unwrap();
    }
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = shop.reader.notices(NoticeFilter::All, before.as_ref(), 10).unwrap();
        let Some(last) = page.last() else { break };
        before = Some((last.at, last.id.clone()));
        seen.extend(page.into_iter().map(|row| row.id));
    }
    assert_eq!(seen.len(), 25);
    assert!(seen.is_sorted_by(|a, b| a > b));
}
