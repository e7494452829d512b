//! Laws of the lists: whichever way a list is read, its pages put together are what a plain look at every order gives.

use super::{
    list_sql::OrderList,
    listing::Bounds,
    order_query::{ListKey, ListPage, ListTotals, OrderQuery, OrderSort, OrderSource, RefundPart, SortBy},
};
use crate::domain::{
    Day, Days, Fen, MarkSubject, OpenId, OrderState, PaperSize, PaymentState, ProductId, SHIP_URGENT_SECS,
    SHIP_WITHIN_SECS, Seat, ShopId, Source, Tag, TagColor, TagName, UnixSeconds,
};
use crate::store::{
    OrderDetail, OrderFilter, OrderRow, Page, Reader, Store, ToShipRow, engine::value::params, seed_example,
};
use proptest::{
    option,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};

/// 1 September 2026, half past seven in the evening in Beijing.
const NOW: UnixSeconds = UnixSeconds::new(1_788_262_200);
const GIFT: &str = "送礼";
const REGULARS: &str = "熟客";
/// A buyer with several orders.
const REGULAR: &str = "oCamellia16xK7bQ2mVw9Zt4Yp";

/// The example shop, with some of its orders paid through an app and some with a note.
fn shop() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop.db");
    seed_example(&path, NOW).expect("an example");
    let store = Store::open(&path, ShopId::main()).expect("a store");
    let changed = store.write(|db| {
        let app =
            "UPDATE payments SET channel = 'app' WHERE shop_id = ?1 AND channel IS NOT NULL AND pay_before % 3 = 0";
        db.run(app, params![db.shop])?;
        db.run("UPDATE orders SET note = '放门卫室就好' WHERE shop_id = ?1 AND order_no LIKE '%7'", params![db.shop])?;
        let lone = "UPDATE orders SET source = 'elsewhere' WHERE shop_id = ?1 AND order_no LIKE '%K'";
        db.run(lone, params![db.shop])?;
        let stays = "UPDATE orders SET open_refund = 'requested' WHERE shop_id = ?1 AND order_no IN (SELECT order_no FROM orders
                         WHERE shop_id = ?1 AND state = 'to_ship' ORDER BY order_no DESC LIMIT 3)";
        db.run(stays, params![db.shop])?;
        // Several in one second, and several of one sum.
        for table in ["orders", "order_lines"] {
            let sql = format!("UPDATE {table} SET created_at = created_at / 40000 * 40000 WHERE shop_id = ?1");
            db.run(&sql, params![db.shop])?;
        }
        Ok(())
    });
    changed.wait().expect("changed");
    put_tags(&store);
    print_slips(&store);
    (folder, store)
}

fn all(reader: &Reader) -> Vec<OrderDetail> {
    let rows = reader.orders(OrderFilter::All, &Page::Newest, 1_000).expect("rows");
    rows.iter().map(|row| reader.order(&row.key.order_no).expect("read").expect("an order")).collect()
}

fn of_tab(filter: OrderFilter, row: &OrderRow) -> bool {
    let waits = row.state == OrderState::ToShip && row.refund.is_none();
    match filter {
        OrderFilter::All => true,
        OrderFilter::ToPay => matches!(row.state, OrderState::ToPay | OrderState::Confirming),
        OrderFilter::ToShip => waits && !row.nothing_to_send,
        OrderFilter::Shipped => row.state == OrderState::Shipped,
        OrderFilter::Refunding => row.refund.is_some(),
        OrderFilter::NeedsOwner => row.attention.is_some(),
        OrderFilter::Done => {
            matches!(row.state, OrderState::Received | OrderState::Refunded | OrderState::Closed)
                || (waits && row.nothing_to_send)
        }
        OrderFilter::Elsewhere => row.source == Source::Elsewhere,
    }
}

fn within(days: Option<Days>, at: Option<UnixSeconds>) -> bool {
    let Some(days) = days else { return true };
    let (from, behind) = days.span(NOW);
    at.is_some_and(|at| from.is_none_or(|from| at >= from) && behind.is_none_or(|behind| at < behind))
}

fn went_back(part: RefundPart, order: &OrderDetail) -> bool {
    let (refunded, paid) = (order.row.refunded, order.refundable.paid);
    match part {
        RefundPart::None => refunded.is_zero() && order.row.refund.is_none(),
        RefundPart::Open => order.row.refund.is_some(),
        RefundPart::Part => !refunded.is_zero() && refunded < paid,
        RefundPart::Whole => !refunded.is_zero() && refunded == paid,
    }
}

fn came(way: OrderSource, order: &OrderDetail) -> bool {
    let app = order.channel.as_deref() == Some("app");
    match way {
        OrderSource::Elsewhere => order.row.source == Source::Elsewhere,
        OrderSource::App => order.row.source == Source::Storefront && app,
        OrderSource::MiniProgram => order.row.source == Source::Storefront && !app,
    }
}

/// Some orders have one themselves, some by their refund, and everything of one buyer the other.
fn tagged(tag: &TagName, order: &OrderDetail) -> bool {
    let number = order.row.key.order_no.as_str();
    match tag.as_str() {
        GIFT => quarter(number, 0) || (quarter(number, 1) && !order.refunds.is_empty()),
        _ => order.openid.as_str() == REGULAR,
    }
}

/// A number belongs to one of four quarters, by its last sign.
fn quarter(number: &str, which: u8) -> bool {
    number.bytes().last().is_some_and(|last| last % 4 == which)
}

fn put_tags(store: &Store) {
    let name = |raw: &str| TagName::parse(raw).expect("a tag");
    for raw in [GIFT, REGULARS] {
        store.make_tag(Tag { name: name(raw), color: TagColor::Red }, NOW).wait().expect("made");
    }
    let put = |subject: MarkSubject, raw: &str| {
        store.put_tag(subject, name(raw), Seat::owner(), NOW).wait().expect("put");
    };
    put(MarkSubject::Buyer(OpenId::parse(REGULAR).expect("an openid")), REGULARS);
    for order in all(&store.reader().expect("a reader")) {
        let number = &order.row.key.order_no;
        if quarter(number.as_str(), 0) {
            put(MarkSubject::Order(number.clone()), GIFT);
        }
        if let Some(refund) = order.refunds.first().filter(|_| quarter(number.as_str(), 1)) {
            put(MarkSubject::Refund(refund.refund_no.clone()), GIFT);
        }
    }
}

/// Of some orders before their parcel left, of some after it, and of some that wait for one.
fn print_slips(store: &Store) {
    let orders = all(&store.reader().expect("a reader"));
    for (which, at) in [(2, UnixSeconds::new(0)), (3, NOW)] {
        let numbers = orders.iter().map(|order| order.row.key.order_no.clone());
        let numbers = numbers.filter(|number| quarter(number.as_str(), which)).collect();
        store.keep_slips(numbers, PaperSize::A5, at).wait().expect("kept");
    }
}

fn due_soon(order: &OrderDetail) -> bool {
    let late = |at: UnixSeconds| NOW.since(at) >= SHIP_WITHIN_SECS - SHIP_URGENT_SECS;
    of_tab(OrderFilter::ToShip, &order.row) && order.row.paid_at.is_some_and(late)
}

/// A slip from before its last parcel left names what is gone.
fn was_printed(order: &OrderDetail) -> bool {
    let parcels = order.shipment.iter().flat_map(|shipment| &shipment.parcels);
    let left = parcels.map(|parcel| parcel.shipped_at).max();
    order.slips.iter().any(|slip| left.is_none_or(|left| slip.printed_at >= left))
}

/// What a query means, said once more without any SQL.
fn meets(query: &OrderQuery, order: &OrderDetail) -> bool {
    let row = &order.row;
    of_tab(query.filter, row)
        && within(query.placed, Some(row.key.created_at))
        && within(query.paid, row.paid_at)
        && within(query.shipped, row.shipped_at)
        && query.amount_from.is_none_or(|from| row.total >= from)
        && query.amount_to.is_none_or(|to| row.total <= to)
        && query.refund.is_none_or(|part| went_back(part, order))
        && query.product.as_ref().is_none_or(|id| order.lines.iter().any(|line| line.product_id == *id))
        && query.carrier.as_ref().is_none_or(|carrier| row.carrier.as_ref() == Some(carrier))
        && query.source.is_none_or(|way| came(way, order))
        && (!query.noted || !order.note.is_empty())
        && (!query.confirmed || order.payment == PaymentState::Confirmed)
        && query.tag.as_ref().is_none_or(|tag| tagged(tag, order))
        && query.buyer.as_ref().is_none_or(|buyer| order.openid == *buyer)
        && (!query.due_soon || due_soon(order))
        && query.pickup.is_none_or(|pickup| order.pickup.is_some() == pickup)
        && query.printed.is_none_or(|printed| was_printed(order) == printed)
        && query.carrier_before.as_ref().is_none_or(|carrier| order.carrier_before.as_ref() == Some(carrier))
        && ListKey::of(row, query.sort.by).is_some()
}

fn expected(query: &OrderQuery, all: &[OrderDetail]) -> Vec<OrderRow> {
    let mut rows: Vec<_> = all.iter().filter(|order| meets(query, order)).map(|order| order.row.clone()).collect();
    rows.sort_by_key(|row| ListKey::of(row, query.sort.by));
    if !query.sort.rising {
        rows.reverse();
    }
    rows
}

fn days() -> impl Strategy<Value = Days> {
    let today = Day::of(NOW);
    let day = option::of((-40..=0_i64).prop_map(move |days| today.plus(days)));
    let between = (day.clone(), day).prop_map(|(from, to)| Days::Between(from, to));
    prop_oneof![select(Days::NAMED.to_vec()).prop_map(|(days, _)| days), between]
}

fn queries(products: Vec<ProductId>, carriers: Vec<String>) -> impl Strategy<Value = OrderQuery> {
    let sums = || option::weighted(0.2, (100..40_000_i64).prop_map(|fen| Fen::new(fen).unwrap_or_default()));
    let moments = (option::weighted(0.3, days()), option::weighted(0.2, days()), option::weighted(0.2, days()));
    let sort = (select(SortBy::ALL), any::<bool>()).prop_map(|(by, rising)| OrderSort { by, rising });
    let goods = (option::weighted(0.2, select(products)), option::weighted(0.2, select(carriers.clone())));
    let part = option::weighted(0.25, select(RefundPart::ALL));
    let way = option::weighted(0.25, select(OrderSource::ALL));
    let tag = option::weighted(0.15, select(vec![GIFT, REGULARS]));
    let marked = (proptest::bool::weighted(0.1), proptest::bool::weighted(0.2), tag);
    let buyer = option::weighted(0.1, Just(OpenId::parse(REGULAR).expect("an openid")));
    let before = option::weighted(0.1, select(carriers));
    let pickup = option::weighted(0.15, any::<bool>());
    let parcel = (buyer, proptest::bool::weighted(0.1), option::weighted(0.15, any::<bool>()), before, pickup);
    let tab = prop_oneof![2 => Just(OrderFilter::All), 1 => select(OrderFilter::ALL)];
    (tab, moments, (sums(), sums()), part, goods, way, marked, parcel, sort).prop_map(
        |(
            filter,
            (placed, paid, shipped),
            (amount_from, amount_to),
            refund,
            (product, carrier),
            source,
            (noted, confirmed, tag),
            (buyer, due_soon, printed, carrier_before, pickup),
            sort,
        )| {
            OrderQuery {
                filter,
                placed,
                paid,
                shipped,
                amount_from,
                amount_to,
                refund,
                product,
                carrier,
                source,
                noted,
                confirmed,
                tag: tag.map(|tag| TagName::parse(tag).expect("a tag")),
                buyer,
                due_soon,
                printed,
                carrier_before,
                pickup,
                sort,
            }
        },
    )
}

fn bounds() -> impl Strategy<Value = Bounds> {
    (select(vec![0, 4, 20_000]), select(vec![1, 7, 25_000]), select(vec![0, 5, 150_000]))
        .prop_map(|(few, steps, many)| Bounds { few, steps, many })
}

fn walked(reader: &Reader, list: &OrderList<'_>, bounds: Bounds, size: u32, back: bool) -> Vec<OrderRow> {
    let (mut pages, by) = (Vec::new(), list.query.sort.by);
    let mut page = if back { ListPage::Last } else { ListPage::First };
    loop {
        let rows = reader.listed(list, &page, size, bounds).expect("a page");
        let end = if back { rows.first() } else { rows.last() };
        let Some(key) = end.and_then(|row| ListKey::of(row, by)) else { break };
        page = if back { ListPage::Ahead(key) } else { ListPage::Behind(key) };
        pages.push(rows);
    }
    if back {
        pages.reverse();
    }
    pages.concat()
}

fn exported(reader: &Reader, list: &OrderList<'_>, bounds: Bounds, size: u32) -> Vec<String> {
    let (mut numbers, mut behind) = (Vec::new(), None);
    loop {
        let page = reader.export_page(list, behind.as_ref(), size, bounds).expect("a page");
        numbers.extend(page.orders.iter().map(|order| order.key.order_no.to_string()));
        behind = page.next;
        if behind.is_none() {
            return numbers;
        }
    }
}

#[test]
fn pages_count_sum_and_sheet_of_any_list_are_what_a_plain_look_at_every_order_gives() {
    let (_folder, store) = shop();
    let reader = store.reader().expect("a reader");
    let all = all(&reader);
    let products = all.iter().flat_map(|order| &order.lines).map(|line| line.product_id.clone()).collect();
    let carriers = all.iter().filter_map(|order| order.row.carrier.clone()).chain(["NOBODY".to_owned()]).collect();
    let wanted = (queries(products, carriers), bounds(), 1..9_u32);
    let law = |(query, bounds, size): (OrderQuery, Bounds, u32)| {
        let (list, expected) = (OrderList::of(&query, NOW), expected(&query, &all));
        let numbers: Vec<_> = expected.iter().map(|row| row.key.order_no.to_string()).collect();
        for back in [false, true] {
            let walked = walked(&reader, &list, bounds, size, back);
            let found: Vec<_> = walked.iter().map(|row| row.key.order_no.to_string()).collect();
            prop_assert_eq!(found, numbers.clone(), "back: {} {:?}", back, &query);
            prop_assert!(walked == expected, "the same rows");
        }
        let totals = ListTotals {
            count: expected.len() as u64,
            sum: Fen::sum(expected.iter().map(|row| row.total)).expect("a sum"),
        };
        prop_assert_eq!(reader.totals_within(&list, bounds.many).expect("totals"), totals, "{:?}", &query);
        prop_assert_eq!(reader.list_totals(&query, NOW).expect("totals"), totals);
        prop_assert_eq!(exported(&reader, &list, bounds, size), numbers, "{:?}", &query);
        Ok(())
    };
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    runner.run(&wanted, law).expect("the law");
}

/// The queue of parcels, page by page.
fn parcels(reader: &Reader, list: &OrderList<'_>, bounds: Bounds, size: u32) -> Vec<ToShipRow> {
    let (mut all, mut behind) = (Vec::new(), None);
    loop {
        let page = reader.parcels(list, behind.as_ref(), size, bounds, true).expect("a page");
        all.extend(page.rows);
        behind = page.next;
        if behind.is_none() {
            return all;
        }
    }
}

#[test]
fn the_queue_of_parcels_narrowed_and_sorted_is_what_a_plain_look_at_every_order_gives() {
    let (_folder, store) = shop();
    let reader = store.reader().expect("a reader");
    let all = all(&reader);
    let products = all.iter().flat_map(|order| &order.lines).map(|line| line.product_id.clone()).collect();
    let carriers = all.iter().filter_map(|order| order.carrier_before.clone()).chain(["NOBODY".to_owned()]).collect();
    let (go, stay) = (reader.to_ship(None, 1_000).expect("rows"), reader.to_ship_refunding(None, 1_000).expect("rows"));
    assert!(!go.is_empty() && !stay.is_empty());
    let wanted = (queries(products, carriers), bounds(), 1..9_u32);
    let law = |(query, bounds, size): (OrderQuery, Bounds, u32)| {
        for (filter, rows) in [(OrderFilter::ToShip, &go), (OrderFilter::Refunding, &stay)] {
            let query = OrderQuery { filter, ..query.clone() };
            let stays = OrderList::unshipped(&query, NOW);
            let list = if filter == OrderFilter::ToShip { OrderList::of(&query, NOW) } else { stays };
            let found = parcels(&reader, &list, bounds, size);
            let numbers: Vec<_> = expected(&query, &all).into_iter().map(|row| row.key.order_no).collect();
            let wanted = numbers.iter().filter_map(|no| rows.iter().find(|row| row.order_no == *no)).cloned();
            prop_assert_eq!(found, wanted.collect::<Vec<_>>(), "{:?}", &query);
        }
        Ok(())
    };
    let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    runner.run(&wanted, law).expect("the law");
    let whole = reader.list_to_ship(&OrderQuery::to_ship(), NOW, None, 1_000).expect("rows");
    assert_eq!((whole.rows, whole.next), (go, None), "nothing narrows it: the queue as it ever was");
}

#[test]
fn the_shop_of_the_laws_has_orders_of_every_kind() {
    let (_folder, store) = shop();
    let all = all(&store.reader().expect("a reader"));
    for part in RefundPart::ALL {
        assert!(all.iter().any(|order| went_back(*part, order)), "{part}");
    }
    for way in OrderSource::ALL {
        assert!(all.iter().any(|order| came(*way, order)), "{way}");
    }
    for filter in OrderFilter::ALL {
        assert!(all.iter().any(|order| of_tab(*filter, &order.row)), "{filter}");
    }
    assert!(all.iter().any(|order| !order.note.is_empty()));
    for raw in [GIFT, REGULARS] {
        let tag = TagName::parse(raw).expect("a tag");
        assert!(all.iter().any(|order| tagged(&tag, order)) && !all.iter().all(|order| tagged(&tag, order)), "{raw}");
    }
    assert!(
        all.iter().any(due_soon) && all.iter().any(|order| of_tab(OrderFilter::ToShip, &order.row) && !due_soon(order))
    );
    for printed in [true, false] {
        assert!(all.iter().any(|order| was_printed(order) == printed && of_tab(OrderFilter::ToShip, &order.row)));
    }
    assert!(all.iter().any(|order| !order.slips.is_empty() && !was_printed(order)), "a slip that counts no more");
    assert!(all.iter().any(|order| order.carrier_before.is_some() && of_tab(OrderFilter::ToShip, &order.row)));
    assert!(all.iter().any(|order| order.pickup.is_some()) && all.iter().any(|order| order.pickup.is_none()));
    let by_refund = |order: &OrderDetail| quarter(order.row.key.order_no.as_str(), 1) && !order.refunds.is_empty();
    assert!(all.iter().any(by_refund));
}
