//! Raw texts name buyers: they are kept as long as the shop wants, and then only what they did is.

use crate::world::*;
use zhanggui::domain::{NoticeVerdict, UnixSeconds};
use zhanggui::store::NoticeFilter;

const DAY: i64 = 24 * 3600;

fn texts_left(shop: &World) -> usize {
    let all = shop.reader.notices(NoticeFilter::All, None, 10_000).unwrap();
    all.iter().filter(|row| !row.text.is_empty()).count()
}

/// A step of the job: everything of one stride.
fn forget(shop: &World, before: UnixSeconds) -> usize {
    std::iter::from_fn(|| Some(shop.store.forget_texts(before).wait().unwrap()).filter(|&gone| gone > 0)).sum()
}

#[test]
fn texts_go_when_they_are_old_and_their_rows_stay() {
    let shop = World::new();
    for day in 0..10 {
        let at = NOON.plus(day * DAY);
        let said = Err(NoticeVerdict::NotPaid);
        shop.store.record_payment_notice(shop.message("pay_notice"), said, at).wait().unwrap();
        shop.store.record_call(None, None, shop.message("orderquery"), at.plus(1)).wait().unwrap();
    }
    let before = NOON.plus(4 * DAY);
    let gone: usize = (0..20).map(|_| forget(&shop, before)).sum();
    assert_eq!(gone, 8, "four days of a notice and a call each");
    assert_eq!(shop.reader.notices(NoticeFilter::All, None, 100).unwrap().len(), 10);
    assert_eq!(texts_left(&shop), 6);
    assert_eq!(forget(&shop, before), 0);
}

#[test]
fn a_clock_that_is_ten_years_ahead_for_an_hour_costs_a_day_of_texts() {
    let shop = World::new();
    for day in 0..10 {
        let said = Err(NoticeVerdict::NotPaid);
        shop.store.record_payment_notice(shop.message("pay_notice"), said, NOON.plus(day * DAY)).wait().unwrap();
    }
    forget(&shop, NOON.plus(3650 * DAY));
    assert_eq!(texts_left(&shop), 9);
}

#[test]
fn many_texts_of_a_day_go_in_commits_of_a_bearable_size() {
    let shop = World::new();
    let kept: Vec<_> =
        (0..1200).map(|_| shop.store.record_call(None, None, shop.message("orderquery"), NOON)).collect();
    for answer in kept {
        answer.wait().unwrap();
    }
    assert_eq!(shop.store.forget_texts(NOON.plus(DAY)).wait().unwrap(), 500);
    assert_eq!(forget(&shop, NOON.plus(DAY)), 700);
}

#[test]
fn each_filter_of_the_messages_shows_its_own_and_the_last_good_one_is_known() {
    let shop = World::new();
    assert_eq!(shop.reader.last_good_notice().unwrap(), None);
    let order = shop.order_to_pay(1);
    let facts = shop.facts(&order);
    shop.notice(&facts);
    shop.notice(&facts);
    shop.notice(&zhanggui::domain::PaidFacts {
        total: fen(1),
        transaction_id: shop.facts(&order).transaction_id,
        ..facts
    });
    for (n, verdict) in (0..).zip([
        NoticeVerdict::NotPaid,
        NoticeVerdict::Unsigned,
        NoticeVerdict::WrongSignature,
        NoticeVerdict::TooLarge,
    ]) {
        let at = NOON.plus(100 + n);
        shop.store.record_payment_notice(shop.message("pay_notice"), Err(verdict), at).wait().unwrap();
    }
    let list = |filter| -> Vec<NoticeVerdict> {
        shop.reader.notices(filter, None, 100).unwrap().into_iter().map(|row| row.verdict).collect()
    };
    assert_eq!(list(NoticeFilter::Fine), [NoticeVerdict::NotPaid, NoticeVerdict::Repeated, NoticeVerdict::Accepted]);
    assert_eq!(list(NoticeFilter::Odd), [NoticeVerdict::Differs]);
    assert_eq!(
        list(NoticeFilter::Refused),
        [NoticeVerdict::TooLarge, NoticeVerdict::WrongSignature, NoticeVerdict::Unsigned]
    );
    assert_eq!(list(NoticeFilter::All).len(), 7);
    assert_eq!(shop.reader.counts(NOON).unwrap().notices_odd, 1);
    assert_eq!(shop.reader.last_good_notice().unwrap(), Some(NOON.plus(21)));
    let first = &shop.reader.notices(NoticeFilter::Refused, None, 1).unwrap()[0];
    let rest = shop.reader.notices(NoticeFilter::Refused, Some(&(first.at, first.id.clone())), 100).unwrap();
    assert_eq!(rest.len(), 2);
    assert_eq!(shop.reader.notice(&first.id).unwrap().as_ref(), Some(first));
}
