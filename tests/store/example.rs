//! The example shop: every state, nothing in the future, nothing the rules would not allow.

use crate::laws::counts_are_right;
use crate::world::*;
use std::collections::BTreeSet;
use tempfile::TempDir;
use zhanggui::domain::{OrderState, RefundState, ShopId, Transition, UnixSeconds};
use zhanggui::store::{
    NoticeFilter, OrderFilter, OrderRow, Page, Reader, RefundFilter, Store, bring_forward, draw_originals,
    seed_example, seed_orders,
};

fn example(now: UnixSeconds) -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    seed_example(&path, now).unwrap();
    let store = Store::open(&path, ShopId::main()).unwrap();
    (folder, store)
}

fn all(reader: &Reader) -> Vec<OrderRow> {
    reader.orders(OrderFilter::All, &Page::Newest, 10_000).unwrap()
}

#[test]
fn the_example_shows_every_state_an_order_can_have() {
    let (_folder, store) = example(NOON);
    let reader = store.reader().unwrap();
    let rows = all(&reader);
    assert_eq!(rows.len(), 60);
    for state in OrderState::ALL {
        assert!(rows.iter().any(|row| row.state == *state), "{state}");
    }
    let buyers: BTreeSet<_> = rows.iter().map(|row| &row.buyer).collect();
    assert!(buyers.len() >= 15, "{buyers:?}");
    let products = reader.products().unwrap();
    let variants = products.iter().filter(|product| product.facts.variant.is_some()).count();
    assert_eq!((products.len() - variants, variants), (16, 7));
    assert_eq!(reader.unseen(99).unwrap().len(), 5);
    counts_are_right(&reader, &rows);
}

#[test]
fn the_example_sells_in_variants_says_what_it_sells_and_asks_for_the_freight() {
    let (_folder, store) = example(NOON);
    let reader = store.reader().unwrap();
    let products = reader.products().unwrap();
    let categories: BTreeSet<&str> = products.iter().map(|product| product.facts.category.as_str()).collect();
    assert!(categories.len() >= 5 && !categories.contains(""), "{categories:?}");
    assert!(products.iter().all(|product| product.facts.description.chars().count() > 5));
    assert!(products.iter().any(|product| product.facts.description.contains('\n')), "in several lines");
    let rules: BTreeSet<Option<u32>> = products.iter().map(|product| product.facts.refunds.days()).collect();
    assert!(rules.contains(&None) && rules.contains(&Some(0)) && rules.len() >= 4, "{rules:?}");
    assert!(products.iter().any(|product| product.facts.weight_g == Some(0)), "one is not sent");
    let orders: Vec<_> = all(&reader).iter().map(|row| reader.order(&row.key.order_no).unwrap().unwrap()).collect();
    let of_variants = orders.iter().filter(|order| order.lines.iter().any(|line| line.name.contains(" · "))).count();
    assert!(of_variants >= 5, "{of_variants} orders name a variant");
    let paid: BTreeSet<i64> = orders.iter().map(|order| order.freight.get()).collect();
    assert!(paid.contains(&0) && paid.contains(&8_00), "{paid:?}");
    for order in orders.iter().filter(|order| order.pickup.is_some()) {
        assert!(order.freight.is_zero(), "who comes for it pays no freight");
    }
}

#[test]
fn the_evidence_of_the_shipped_example_can_be_looked_at_in_full() {
    let folder = tempfile::tempdir().unwrap();
    let (path, pictures) = (folder.path().join("shop.db"), folder.path().join("pictures"));
    std::fs::write(&path, include_bytes!("../../shop.db.example")).unwrap();
    draw_originals(&path, &pictures).unwrap();
    let store = Store::open(&path, ShopId::main()).unwrap();
    let reader = store.reader().unwrap();
    let mut looked_at = 0;
    for row in reader.refunds(RefundFilter::Waiting, 99).unwrap() {
        for picture in reader.refund(&row.refund_no).unwrap().unwrap().pictures {
            let small = image::load_from_memory(&picture.thumbnail).unwrap();
            let large = image::open(pictures.join(&picture.file)).unwrap();
            assert_eq!((large.width(), large.height()), (small.width() * 3, small.height() * 3));
            looked_at += 1;
        }
    }
    assert_eq!(looked_at, 4);
}

#[test]
fn three_requests_wait_with_pictures_that_open() {
    let (_folder, store) = example(NOON);
    let reader = store.reader().unwrap();
    let waiting = reader.refunds(RefundFilter::Waiting, 99).unwrap();
    assert_eq!(waiting.len(), 3);
    for row in &waiting {
        let refund = reader.refund(&row.refund_no).unwrap().unwrap();
        assert!(!refund.pictures.is_empty());
        for picture in refund.pictures {
            let drawn = image::load_from_memory(&picture.thumbnail).unwrap();
            assert!(drawn.width() <= 256 && drawn.height() <= 256);
        }
        assert!(refund.refundable.left() >= row.amount, "it can be approved as it stands");
    }
    assert_eq!(reader.refunds(RefundFilter::Moving, 99).unwrap(), [], "the practice WeChat knows of none");
    assert_eq!(reader.refunds(RefundFilter::Failed, 99).unwrap().len(), 1, "one WeChat did not carry out");
    let done: BTreeSet<_> =
        reader.refunds(RefundFilter::Done, 99).unwrap().iter().map(|row| row.state.as_str()).collect();
    assert_eq!(done, BTreeSet::from(["refunded", "rejected"]));
    assert_eq!(reader.paid_with_refunds_open().unwrap().len(), 4, "the three, and the one a notification called paid");
}

#[test]
fn nothing_in_the_example_lies_ahead_and_the_same_moment_gives_the_same_shop() {
    let (_folder, store) = example(NOON);
    let (_other_folder, other) = example(NOON);
    let (reader, other) = (store.reader().unwrap(), other.reader().unwrap());
    let rows = all(&reader);
    assert_eq!(rows, all(&other));
    for row in &rows {
        let order = reader.order(&row.key.order_no).unwrap().unwrap();
        assert_eq!(Some(&order), other.order(&row.key.order_no).unwrap().as_ref());
        assert!(order.history.is_sorted_by_key(|step| step.at), "{} goes back in time", row.key.order_no);
        assert!(order.history.last().unwrap().at <= NOON, "{} happens in the future", row.key.order_no);
        let state = order.history.iter().rfind(|step| matches!(step.step, Transition::Order(..))).unwrap();
        assert!(state.step.is_order_to(row.state), "{:?}", state.step);
    }
}

#[test]
fn an_old_example_is_brought_forward_to_today() {
    let (folder, store) = example(NOON);
    let before = all(&store.reader().unwrap());
    store.close().unwrap();
    let path = folder.path().join("shop.db");
    let today = NOON.plus(400 * 24 * 3600);
    bring_forward(&path, today).unwrap();
    bring_forward(&path, today).unwrap();
    let store = Store::open(&path, ShopId::main()).unwrap();
    let reader = store.reader().unwrap();
    let after = all(&reader);
    assert_eq!(after.len(), before.len());
    let moved: BTreeSet<_> =
        before.iter().zip(&after).map(|(old, new)| new.key.created_at.since(old.key.created_at)).collect();
    assert_eq!(moved.len(), 1, "everything by the same time");
    let latest =
        after.iter().map(|row| reader.order(&row.key.order_no).unwrap().unwrap().history.last().unwrap().at).max();
    assert_eq!(latest, Some(today));
    assert!(reader.counts(today).unwrap().today.get() > 0);
    counts_are_right(&reader, &after);
    for row in &after {
        let order = reader.order(&row.key.order_no).unwrap().unwrap();
        let day = row.key.created_at.beijing_day_compact();
        assert_eq!(row.key.order_no.as_str().get(2..10), Some(day.as_str()), "a number has the day of its order");
        for refund in &order.refunds {
            let day = refund.requested_at.beijing_day_compact();
            assert_eq!(refund.refund_no.as_str().get(2..10), Some(day.as_str()));
        }
        let paid = row.paid_at.map(UnixSeconds::beijing_day_compact);
        let transaction = order.transaction_id.as_ref().map(|id| id.as_str()[5..13].to_owned());
        assert!(transaction.is_none() || paid.is_none() || !transaction.unwrap().starts_with("2026"), "WeChat's too");
    }
    let texts = reader.notices(NoticeFilter::All, None, 999).unwrap();
    assert!(!texts.is_empty() && texts.iter().all(|row| !row.text.contains("SC2026") && !row.text.contains(">2026")));
    assert!(reader.verify().unwrap().is_sound());
}

#[test]
fn a_big_shop_is_seeded_with_right_counts() {
    let (folder, store) = example(NOON);
    store.close().unwrap();
    let path = folder.path().join("shop.db");
    seed_orders(&path, 2_500, NOON).unwrap();
    let store = Store::open(&path, ShopId::main()).unwrap();
    let reader = store.reader().unwrap();
    let rows = all(&reader);
    assert_eq!(rows.len(), 2_560);
    counts_are_right(&reader, &rows);
    let sample =
        rows.iter().find(|row| row.state == OrderState::Shipped && row.key.order_no.as_str().starts_with("SB"));
    let order = reader.order(&sample.unwrap().key.order_no).unwrap().unwrap();
    assert_eq!((order.lines.len(), order.history.len()), (1, 3));
    assert!(order.refundable.left() == order.row.total && order.transaction_id.is_some());
    let due = reader.due_payments(NOON.plus(99_999), 100).unwrap();
    assert!(due.iter().all(|due| !due.order_no.as_str().starts_with("SB")), "nothing of it is asked about");
    let today: i64 = rows
        .iter()
        .filter(|row| !matches!(row.state, OrderState::NeedsOwner))
        .filter(|row| row.paid_at.is_some_and(|at| at.beijing_day_compact() == NOON.beijing_day_compact()))
        .map(|row| row.total.get())
        .sum();
    assert_eq!(reader.counts(NOON).unwrap().today.get(), today);
    assert!(rows.iter().all(|row| row.refund.is_none_or(|state| state == RefundState::Requested)));
}

#[test]
fn the_shipped_example_is_of_this_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/shop.db.example"), &path).unwrap();
    let store = Store::open(&path, ShopId::main()).expect("write it anew: zhanggui example shop.db.example");
    assert_eq!(all(&store.reader().unwrap()).len(), 60);
}
