//! Money out: decided by a person, sent under one number, never more than was paid.

use crate::world::*;
use zhanggui::domain::{
    NoticeVerdict, OrderState, ProductId, Quantity, REFUND_WINDOW_SECS, RefundFacts, RefundNo, RefundOutcome,
    RefundState, RefundStep, RefundTrouble, UnixSeconds,
};
use zhanggui::store::{
    Actor, KeptFile, NewPicture, NewRefund, NoticeFilter, OrderFilter, Page, RefundApproval, RefundFilter, RefundQuery,
    RefundRejection, RefundUpdate, Refusal, TextPart,
};

#[test]
fn a_request_waits_for_the_owner_and_is_only_for_what_is_left() {
    let shop = World::new();
    let order = shop.paid_order(2);
    let request = |amount| refused(shop.store.request_refund(shop.new_refund(&order, amount), NOON.plus(100)).wait());
    assert_eq!(request(0), Refusal::Amount { left: fen(78_00) });
    assert_eq!(request(78_01), Refusal::Amount { left: fen(78_00) });
    let (one, two) = (shop.requests(&order, 78_00), shop.requests(&order, 10_00));
    let waiting = shop.reader.refunds(RefundFilter::Waiting, 10).unwrap();
    assert_eq!(waiting.iter().map(|row| &row.refund_no).collect::<Vec<_>>(), [&one, &two], "requests may overlap");
    let counts = shop.reader.counts(NOON).unwrap();
    assert_eq!((counts.refunds_waiting, counts.refunds_waiting_fen, counts.refunding), (2, fen(88_00), 1));
    shop.approve(&one, 78_00).wait().unwrap();
    let in_flight = Refusal::InFlight { left: fen(0), in_flight: fen(78_00) };
    assert_eq!(refused(shop.approve(&two, 1).wait()), in_flight, "approval decides");
    assert_eq!(refused(shop.approve(&two, 78_01).wait()), Refusal::Amount { left: fen(0) }, "more than was ever paid");
}

#[test]
fn only_the_buyer_of_a_paid_order_can_ask_and_only_for_a_year() {
    let shop = World::new();
    let (unpaid, paid) = (shop.order_to_pay(1), shop.paid_order(1));
    let ask = |refund, at: UnixSeconds| refused(shop.store.request_refund(refund, at).wait());
    assert_eq!(ask(shop.new_refund(&unpaid, 1), NOON), Refusal::State(OrderState::ToPay.into()));
    let mut stranger = shop.new_refund(&paid, 1);
    stranger.openid = openid("oStranger");
    assert_eq!(ask(stranger, NOON), Refusal::NotFound);
    let year_after = NOON.plus(20 + REFUND_WINDOW_SECS);
    assert_eq!(ask(shop.new_refund(&paid, 1), year_after.plus(1)), Refusal::RefundsTooLate { paid_at: NOON.plus(20) });
    let mut wordless = shop.new_refund(&paid, 1);
    wordless.reason = "  ".to_owned();
    assert_eq!(ask(wordless, NOON), Refusal::Text(TextPart::Reason));
    shop.store.request_refund(shop.new_refund(&paid, 1), year_after).wait().unwrap();
}

#[test]
fn the_fifty_first_refund_of_an_order_is_refused() {
    let shop = World::new();
    let order = shop.paid_order(2);
    for _ in 0..50 {
        shop.requests(&order, 1);
    }
    let refusal = refused(shop.store.request_refund(shop.new_refund(&order, 1), NOON.plus(100)).wait());
    assert_eq!(refusal, Refusal::RefundsTooMany { most: 50 });
}

#[test]
fn requests_that_were_turned_down_do_not_count_against_the_fifty() {
    let shop = World::new();
    let order = shop.paid_order(2);
    for _ in 0..50 {
        let refund_no = shop.requests(&order, 1);
        shop.store
            .reject_refund(
                RefundRejection { refund_no, seen: 1, reply: "不能退".to_owned(), picture: None },
                NOON.plus(100),
            )
            .wait()
            .unwrap();
    }
    let refund_no = shop.requests(&order, 1);
    shop.approve(&refund_no, 1).wait().unwrap();
}

#[test]
fn a_click_on_an_older_picture_decides_nothing() {
    let shop = World::new();
    let refund_no = shop.requests(&shop.paid_order(1), 39_00);
    let approve = || {
        shop.store
            .approve_refund(
                RefundApproval {
                    refund_no: refund_no.clone(),
                    seen: 1,
                    amount: fen(39_00),
                    reply: String::new(),
                    pieces: None,
                    restock: Vec::new(),
                },
                NOON,
                NOON,
            )
            .wait()
    };
    approve().unwrap();
    assert_eq!(refused(approve()), Refusal::Stale);
    assert_eq!(
        refused(
            shop.store
                .reject_refund(
                    RefundRejection { refund_no: refund_no.clone(), seen: 1, reply: "不".into(), picture: None },
                    NOON
                )
                .wait()
        ),
        Refusal::Stale
    );
    assert_eq!(
        refused(
            shop.store
                .reject_refund(
                    RefundRejection { refund_no: refund_no.clone(), seen: 2, reply: "不".into(), picture: None },
                    NOON
                )
                .wait()
        ),
        Refusal::State(RefundState::Approved.into())
    );
}

#[test]
fn the_owner_may_give_less_and_think_again_until_it_leaves() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let refund_no = shop.requests(&order, 39_00);
    shop.approve(&refund_no, 10_00).wait().unwrap();
    assert_eq!(shop.order(&order.order_no).refundable.left(), fen(29_00));
    shop.store.take_back_refund(refund_no.clone(), 2, NOON.plus(112)).wait().unwrap();
    let detail = shop.refund(&refund_no);
    assert_eq!((detail.row.state, detail.row.amount), (RefundState::Requested, fen(39_00)));
    assert_eq!(shop.order(&order.order_no).refundable.left(), fen(39_00));
    shop.approve(&refund_no, 39_00).wait().unwrap();
    shop.begins(&refund_no, NOON.plus(120)).unwrap();
    shop.update(&refund_no, Some(RefundStep::NotSent), "no connection");
    let version = shop.refund(&refund_no).row.version;
    shop.store.take_back_refund(refund_no.clone(), version, NOON).wait().expect("it never left this computer");
    shop.approve(&refund_no, 39_00).wait().unwrap();
    shop.begins(&refund_no, NOON.plus(120)).unwrap();
    shop.update(&refund_no, Some(RefundStep::NoAnswer), "deadline passed");
    shop.update(&refund_no, Some(RefundStep::NotThere), "");
    let version = shop.refund(&refund_no).row.version;
    let refusal = refused(shop.store.take_back_refund(refund_no, version, NOON).wait());
    assert_eq!(refusal, Refusal::State(RefundState::Approved.into()), "it may have left: only WeChat's word ends it");
}

#[test]
fn a_refused_request_is_final_and_tells_the_buyer_why() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let refund_no = shop.requests(&order, 39_00);
    assert_eq!(
        refused(
            shop.store
                .reject_refund(
                    RefundRejection { refund_no: refund_no.clone(), seen: 1, reply: String::new(), picture: None },
                    NOON
                )
                .wait()
        ),
        Refusal::Text(TextPart::Reply)
    );
    shop.store
        .reject_refund(
            RefundRejection { refund_no: refund_no.clone(), seen: 1, reply: "已经拆封".into(), picture: None },
            NOON.plus(105),
        )
        .wait()
        .unwrap();
    let detail = shop.refund(&refund_no);
    assert_eq!((detail.row.state, detail.reply.as_str()), (RefundState::Rejected, "已经拆封"));
    assert_eq!(
        detail.history.last().map(|step| (step.actor, step.reason.to_string())),
        Some((Actor::Owner, "已经拆封".to_owned()))
    );
    assert_eq!(shop.order(&order.order_no).row.refund, None);
    assert_eq!(shop.reader.refunds(RefundFilter::Done, 10).unwrap().len(), 1);
}

#[test]
fn one_refund_of_an_order_travels_at_a_time_a_minute_apart() {
    let shop = World::new();
    let order = shop.paid_order(2);
    let (one, two) = (shop.requests(&order, 10_00), shop.requests(&order, 20_00));
    shop.approve(&one, 10_00).wait().unwrap();
    shop.approve(&two, 20_00).wait().unwrap();
    let due =
        |at| shop.reader.due_refund_sends(at, 10).unwrap().into_iter().map(|(r, _)| r.refund_no).collect::<Vec<_>>();
    assert_eq!(due(NOON.plus(119)), []);
    assert_eq!(due(NOON.plus(120)), std::slice::from_ref(&one), "siblings one after the other");
    shop.begins(&one, NOON.plus(120)).unwrap();
    assert_eq!(due(NOON.plus(500)), []);
    assert_eq!(refused(shop.begins(&two, NOON.plus(500))), Refusal::State(RefundState::Sending.into()));
    shop.update(&one, Some(RefundStep::Accepted), "");
    assert_eq!(refused(shop.begins(&two, NOON.plus(500))), Refusal::State(RefundState::Processing.into()));
    shop.update(&one, Some(RefundStep::Settle), "");
    assert_eq!(
        refused(shop.begins(&two, NOON.plus(179))),
        Refusal::State(RefundState::Refunded.into()),
        "less than a minute"
    );
    assert_eq!((due(NOON.plus(179)), due(NOON.plus(180))), (vec![], vec![two.clone()]));
    assert_eq!(shop.reader.next_due().unwrap(), Some(NOON.plus(180)));
    shop.begins(&two, NOON.plus(180)).unwrap();
    let (refund, _) = shop.reader.refund_to_send(&two).unwrap().unwrap();
    assert_eq!((refund.amount, refund.paid, refund.sends, refund.reason.as_str()), (fen(20_00), fen(78_00), 1, "好的"));
}

#[test]
fn what_arrived_is_counted_and_the_last_fen_ends_the_order() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let part = shop.sent_refund(&order, 9_00);
    shop.update(&part, Some(RefundStep::Accepted), "");
    let settle = RefundUpdate {
        refund_no: part.clone(),
        step: Some(RefundStep::Settle),
        actor: Actor::WeChat,
        trouble: None,
        facts: Some(shop.refund_facts(&part)),
        answer: None,
        next_at: NOON.plus(999),
    };
    assert_eq!(shop.store.update_refund(settle.clone(), NOON.plus(150)).wait().unwrap(), RefundState::Refunded);
    assert_eq!(
        shop.store.update_refund(settle, NOON.plus(151)).wait().unwrap(),
        RefundState::Refunded,
        "repeated: no error"
    );
    let detail = shop.refund(&part);
    assert_eq!((detail.account.as_str(), detail.refunded_at), ("支付用户零钱", Some(NOON.plus(140))));
    let order_now = shop.order(&order.order_no);
    assert_eq!((order_now.row.refunded, order_now.row.state), (fen(9_00), OrderState::ToShip));
    let rest = shop.requests(&order, 30_00);
    shop.approve(&rest, 30_00).wait().unwrap();
    shop.begins(&rest, NOON.plus(300)).unwrap();
    shop.update(&rest, Some(RefundStep::Settle), "");
    assert_eq!(shop.state(&order.order_no), OrderState::Refunded);
    assert_eq!(shop.reader.orders(OrderFilter::Refunding, &Page::Newest, 5).unwrap(), []);
    assert_eq!(shop.reader.counts(NOON).unwrap().refunds_done, 2);
}

#[test]
fn facts_about_another_amount_settle_nothing() {
    let shop = World::new();
    let refund_no = shop.sent_refund(&shop.paid_order(1), 39_00);
    let facts = RefundFacts { amount: fen(1), ..shop.refund_facts(&refund_no) };
    let update = RefundUpdate {
        refund_no: refund_no.clone(),
        step: Some(RefundStep::Settle),
        actor: Actor::WeChat,
        trouble: None,
        facts: Some(facts),
        answer: None,
        next_at: NOON.plus(999),
    };
    assert_eq!(shop.store.update_refund(update, NOON.plus(150)).wait().unwrap(), RefundState::Sending);
    assert_ne!(shop.refund(&refund_no).row.trouble, None);
}

#[test]
fn doubt_is_asked_about_and_trouble_is_shown_until_the_next_step() {
    let shop = World::new();
    let refund_no = shop.sent_refund(&shop.paid_order(1), 39_00);
    assert_eq!(shop.update(&refund_no, Some(RefundStep::NoAnswer), "SYSTEMERROR"), RefundState::InDoubt);
    assert_eq!(shop.update(&refund_no, None, "deadline passed"), RefundState::InDoubt);
    assert_eq!(shop.update(&refund_no, None, ""), RefundState::InDoubt);
    let asked = shop.reader.due_refund_asks(NOON.plus(300), 10).unwrap();
    assert_eq!(asked.iter().map(|(refund, _)| refund.asks).collect::<Vec<_>>(), [2]);
    assert!(shop.reader.due_refund_asks(NOON.plus(299), 10).unwrap().is_empty());
    assert_eq!(shop.refund(&refund_no).row.trouble, RefundTrouble::parse("deadline passed"));
    assert_eq!(shop.update(&refund_no, Some(RefundStep::Accepted), ""), RefundState::Processing);
    let (refund, _) = shop.reader.refund_to_send(&refund_no).unwrap().unwrap();
    assert_eq!((refund.asks, refund.sends), (0, 1));
    assert_eq!(shop.refund(&refund_no).row.trouble, None);
    assert_eq!(shop.update(&refund_no, Some(RefundStep::Accepted), ""), RefundState::Processing, "still under way");
    assert_eq!(shop.reader.due_refund_asks(NOON.plus(300), 10).unwrap()[0].0.asks, 1, "and asked later, not at once");
}

#[test]
fn an_empty_balance_goes_on_under_the_same_number() {
    let shop = World::new();
    let refund_no = shop.sent_refund(&shop.paid_order(1), 39_00);
    assert_eq!(shop.update(&refund_no, Some(RefundStep::NotEnough), "NOTENOUGH"), RefundState::WaitingForMoney);
    assert_eq!(shop.reader.due_refund_continues(NOON.plus(300), 10).unwrap().len(), 1);
    assert_eq!(shop.update(&refund_no, Some(RefundStep::Continue), ""), RefundState::Approved);
    assert_eq!(shop.reader.due_refund_sends(NOON.plus(300), 10).unwrap()[0].0.refund_no, refund_no);
    shop.begins(&refund_no, NOON.plus(300)).unwrap();
    assert_eq!(shop.reader.refund_to_send(&refund_no).unwrap().unwrap().0.sends, 2);
}

#[test]
fn a_refund_that_was_leaving_when_the_program_died_is_in_doubt() {
    let shop = World::new();
    let (one, two) = (shop.sent_refund(&shop.paid_order(1), 1), shop.sent_refund(&shop.paid_order(1), 1));
    shop.update(&two, Some(RefundStep::Accepted), "");
    assert_eq!(shop.store.doubt_interrupted_refunds(NOON.plus(400)).wait().unwrap(), 1);
    assert_eq!(shop.store.doubt_interrupted_refunds(NOON.plus(400)).wait().unwrap(), 0);
    assert_eq!(shop.refund(&one).row.state, RefundState::InDoubt);
    assert_eq!(shop.refund(&two).row.state, RefundState::Processing);
    assert!(shop.reader.due_refund_asks(NOON.plus(400), 9).unwrap().iter().any(|(r, _)| r.refund_no == one));
}

#[test]
fn a_refund_notice_is_a_hint_that_only_speeds_the_question_up() {
    let shop = World::new();
    let refund_no = shop.sent_refund(&shop.paid_order(1), 39_00);
    shop.update(&refund_no, Some(RefundStep::Accepted), "");
    let facts = shop.refund_facts(&refund_no);
    let notice = |facts: &RefundFacts| {
        shop.store
            .record_refund_notice(shop.message("refund_notice"), Ok(facts.clone()), NOON.plus(200))
            .wait()
            .unwrap()
    };
    assert_eq!(notice(&RefundFacts { amount: fen(1), ..facts.clone() }).verdict, NoticeVerdict::Differs);
    let other = RefundFacts { refund_no: zhanggui::domain::RefundNo::parse("RF-x").unwrap(), ..facts.clone() };
    assert_eq!(notice(&other).verdict, NoticeVerdict::UnknownNumber);
    assert!(shop.reader.due_refund_asks(NOON.plus(200), 9).unwrap().is_empty());
    let outcome = notice(&facts);
    assert_eq!((outcome.verdict, outcome.moved), (NoticeVerdict::Accepted, true));
    assert_eq!(shop.reader.due_refund_asks(NOON.plus(200), 9).unwrap().len(), 1);
    assert_eq!(shop.refund(&refund_no).row.state, RefundState::Processing, "nothing is believed");
    assert_eq!(notice(&facts).verdict, NoticeVerdict::Repeated);
    let listed = shop.reader.notices(NoticeFilter::All, None, 9).unwrap();
    assert!(listed.iter().all(|row| row.kind == "refund_notice" && row.refund_no.is_some()));
}

#[test]
fn a_dead_card_is_stuck_until_wechat_says_more() {
    let shop = World::new();
    let refund_no = shop.sent_refund(&shop.paid_order(1), 39_00);
    shop.update(&refund_no, Some(RefundStep::Accepted), "");
    assert_eq!(shop.update(&refund_no, Some(RefundStep::Stick), "CHANGE"), RefundState::Stuck);
    assert_eq!(shop.reader.refunds(RefundFilter::Moving, 9).unwrap()[0].trouble, Some(RefundTrouble::Change));
    assert_eq!(shop.update(&refund_no, Some(RefundStep::Settle), ""), RefundState::Refunded);
    assert!(shop.refund(&refund_no).refunded_at.is_some());
    let _ = RefundOutcome::Change;
}

#[test]
fn evidence_is_the_buyers_and_at_most_nine_pictures() {
    let shop = World::new();
    let refund_no = shop.requests(&shop.paid_order(1), 39_00);
    let kept = |name: &str| KeptFile { name: name.to_owned(), bytes: 1 };
    let keep = |who: &str| {
        shop.store
            .keep_picture(
                NewPicture {
                    refund_no: refund_no.clone(),
                    openid: openid(who),
                    thumbnail: vec![1, 2, 3],
                    file: kept("a.jpg"),
                },
                NOON,
            )
            .wait()
    };
    assert_eq!(refused(keep("oStranger")), Refusal::NotFound);
    for position in 0..9 {
        assert_eq!(keep(LILEI).unwrap(), position);
    }
    assert_eq!(refused(keep(LILEI)), Refusal::TooMany { most: 9 });
    assert_eq!(shop.refund(&refund_no).pictures.len(), 9);
}

#[test]
fn a_request_may_name_the_pieces_it_is_about() {
    let shop = World::new();
    let order = shop.order_of(&[("coffee", 3), ("pot", 1)]);
    let item = |id: &str, n| (ProductId::parse(id).unwrap(), Quantity::new(n).unwrap());
    for wrong in [vec![item("coffee", 4)], vec![item("tea", 1)], vec![item("pot", 1), item("pot", 1)]] {
        let wish = NewRefund { items: wrong, ..shop.new_refund(&order, 39_00) };
        assert_eq!(refused(shop.store.request_refund(wish, NOON).wait()), Refusal::Text(TextPart::Items));
    }
    let wish = NewRefund { items: vec![item("pot", 1), item("coffee", 2)], ..shop.new_refund(&order, 206_00) };
    shop.store.request_refund(wish.clone(), NOON.plus(100)).wait().unwrap();
    shop.sells("coffee", "改了名", 1, 1);
    let refund = shop.refund(&wish.refund_no);
    let lines: Vec<_> = refund.lines.iter().map(|line| (line.name.as_str(), line.price, line.quantity.get())).collect();
    assert_eq!(lines, [("手冲壶", fen(128_00), 1), ("挂耳咖啡", fen(39_00), 2)], "as they were bought");
    assert_eq!(refund.order_lines.len(), 2);
    assert!(shop.refund(&shop.requests(&order, 1)).lines.is_empty());
}

#[test]
fn a_long_list_of_refunds_is_read_page_by_page_and_shows_each_once() {
    let shop = World::new();
    let order = shop.paid_order(40);
    let all: Vec<RefundNo> = (0..17).map(|_| shop.requests(&order, 1_00)).collect();
    for no in &all[..9] {
        let seen = shop.refund(no).row.version;
        shop.store
            .reject_refund(
                RefundRejection { refund_no: no.clone(), seen, reply: "不行".into(), picture: None },
                NOON.plus(200),
            )
            .wait()
            .unwrap();
    }
    for (filter, many) in [(RefundFilter::Waiting, 8), (RefundFilter::Done, 9)] {
        let whole = shop.reader.refunds(filter, 99).unwrap();
        let (mut pages, mut from) = (Vec::new(), None);
        loop {
            let query = RefundQuery::of(filter);
            let page = shop.reader.list_refunds(&query, NOON, from.as_ref(), 4).unwrap();
            let Some(last) = page.last() else { break };
            from = Some(last.key(query.sorted().by));
            pages.extend(page);
        }
        assert_eq!((pages.len(), pages), (many, whole));
    }
}

#[test]
fn a_refund_that_fails_moves_to_the_list_of_failed_ones() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let refund_no = shop.requests(&order, 39_00);
    let listed = || {
        [RefundFilter::Waiting, RefundFilter::Moving, RefundFilter::Failed, RefundFilter::Done].map(|filter| {
            shop.reader.refunds(filter, 9).unwrap().iter().filter(|row| row.refund_no == refund_no).count()
        })
    };
    let counted = || {
        let counts = shop.reader.counts(NOON).unwrap();
        [counts.refunds_waiting, counts.refunds_moving, counts.refunds_failed, counts.refunds_done]
    };
    assert_eq!((listed(), counted()), ([1, 0, 0, 0], [1, 0, 0, 0]));
    shop.approve(&refund_no, 39_00).wait().unwrap();
    shop.begins(&refund_no, NOON.plus(120)).unwrap();
    assert_eq!((listed(), counted()), ([0, 1, 0, 0], [0, 1, 0, 0]));
    assert_eq!(shop.update(&refund_no, Some(RefundStep::Close), "REFUNDCLOSE"), RefundState::Failed);
    assert_eq!((listed(), counted()), ([0, 0, 1, 0], [0, 0, 1, 0]));
    assert!(shop.reader.wrong_tallies().unwrap().is_empty());
}
