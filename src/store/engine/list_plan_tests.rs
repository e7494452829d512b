//! How SQLite goes about the lists: along the index that was made for it, and nowhere over a whole table.

use super::schema_tests::{plan, store};
use crate::domain::{Days, Fen, OpenId, OrderNo, ProductId, TagName, UnixSeconds};
use crate::store::{
    ListKey, OrderFilter, OrderQuery, OrderSort, OrderSource, RefundPart, SortBy, Store,
    orders::list_sql::{OrderList, OrderSet, Route, Way},
};

fn narrowed(filter: OrderFilter, sort: OrderSort) -> OrderQuery {
    OrderQuery {
        filter,
        placed: Some(Days::Last30),
        paid: Some(Days::LastMonth),
        shipped: Some(Days::Yesterday),
        amount_from: Fen::new(1_000),
        amount_to: Fen::new(9_990),
        refund: Some(RefundPart::Part),
        product: ProductId::parse("coffee").ok(),
        carrier: Some("SF".to_owned()),
        source: Some(OrderSource::MiniProgram),
        noted: true,
        confirmed: true,
        tag: TagName::parse("熟客").ok(),
        buyer: OpenId::parse("oCamellia16xK7bQ2mVw9Zt4Yp").ok(),
        due_soon: true,
        printed: Some(false),
        carrier_before: Some("SF".to_owned()),
        pickup: Some(true),
        sort,
    }
}

/// Each tab, and in some of them each condition alone, all at once, and none.
fn queries() -> Vec<OrderQuery> {
    let mut queries = Vec::new();
    for by in SortBy::ALL {
        let plain =
            |filter: &OrderFilter| OrderQuery { sort: OrderSort { by: *by, rising: false }, ..OrderQuery::of(*filter) };
        queries.extend(OrderFilter::ALL.iter().map(plain));
        for (filter, rising) in [
            (OrderFilter::All, false),
            (OrderFilter::All, true),
            (OrderFilter::ToShip, false),
            (OrderFilter::Done, true),
        ] {
            let sort = OrderSort { by: *by, rising };
            let (none, all) = (OrderQuery { sort, ..OrderQuery::of(filter) }, narrowed(filter, sort));
            queries.extend([
                OrderQuery { placed: all.placed, ..none.clone() },
                OrderQuery { paid: all.paid, ..none.clone() },
                OrderQuery { shipped: all.shipped, ..none.clone() },
                OrderQuery { amount_from: all.amount_from, ..none.clone() },
                OrderQuery { amount_to: all.amount_to, ..none.clone() },
                OrderQuery { product: all.product.clone(), ..none.clone() },
                OrderQuery { carrier: all.carrier.clone(), ..none.clone() },
                OrderQuery { noted: true, ..none.clone() },
                OrderQuery { confirmed: true, ..none.clone() },
                OrderQuery { tag: all.tag.clone(), ..none.clone() },
                OrderQuery { buyer: all.buyer.clone(), ..none.clone() },
                OrderQuery { due_soon: true, ..none.clone() },
                OrderQuery { printed: all.printed, ..none.clone() },
                OrderQuery { carrier_before: all.carrier_before.clone(), ..none.clone() },
                OrderQuery { pickup: Some(true), ..none.clone() },
                OrderQuery { pickup: Some(false), ..none.clone() },
            ]);
            queries.extend(RefundPart::ALL.iter().map(|part| OrderQuery { refund: Some(*part), ..none.clone() }));
            queries.extend(OrderSource::ALL.iter().map(|way| OrderQuery { source: Some(*way), ..none.clone() }));
            queries.extend([none, all]);
        }
    }
    queries
}

const SORTED: &str = "TEMP B-TREE";
/// The orders of a tag, few of them: those that have it and those of its buyers are told apart by their numbers.
const TAG_SIDES: [&str; 2] = [
    "SEARCH t USING INDEX put_tags_by_tag (shop_id=? AND tag=?); USE TEMP B-TREE FOR ORDER BY",
    "SEARCH o USING COVERING INDEX orders_of_buyer (shop_id=? AND openid=?); USE TEMP B-TREE FOR ORDER BY",
];

/// Few of a buyer's last orders are looked through for the carrier that went to the same address.
const CARRIER_BEFORE: &str = "SEARCH h USING INDEX orders_of_buyer (shop_id=? AND openid=?); SCAN b";

/// The plan, but for the two sides of a tag, and a buyer's last orders.
fn plan_beside_tags(store: &Store, sql: &str) -> String {
    let plan = plan(store, sql).replace(CARRIER_BEFORE, "a buyer's last orders");
    TAG_SIDES.iter().fold(plan, |plan, side| plan.replace(side, "a tag's orders"))
}

#[test]
fn a_list_is_walked_along_the_index_of_its_sort_and_judged_along_the_facts() {
    let (_folder, store) = store();
    let key =
        ListKey { value: 1, created_at: UnixSeconds::new(0), order_no: OrderNo::parse("SC0000").expect("a number") };
    for query in queries() {
        let list = OrderList::of(&query, UnixSeconds::new(1_788_262_200));
        let index = match query.sort.by {
            SortBy::Placed if query.product.is_some() => "lines_by_product ",
            SortBy::Amount if query.product.is_some() => "lines_by_product_sum ",
            SortBy::Placed if query.filter == OrderFilter::All => "orders_all",
            SortBy::Placed => "orders_",
            SortBy::Paid => "orders_by_paid",
            SortBy::Shipped => "orders_by_shipped",
            SortBy::Amount => "orders_by_total",
        };
        for (behind, back, far) in [(None, false, None), (None, true, Some(&key)), (Some(&key), false, Some(&key))] {
            let way = Way { behind, back };
            for sql in [list.page_sql(Route::Walk(far), way, 9), list.far_sql(way, 9)] {
                let plan = plan_beside_tags(&store, &sql.text);
                assert!(plan.contains(&format!("INDEX {index}")), "{query:?}: {plan}");
                assert!(!plan.contains(SORTED) && !plan.contains("SCAN"), "{query:?}: {plan}");
            }
            let plan = plan_beside_tags(&store, &list.page_sql(Route::Walk(far), way, 9).text);
            assert!(plan.contains("f USING COVERING INDEX orders_facts (order_no=? AND shop_id=?"), "{plan}");
        }
    }
}

#[test]
fn what_few_orders_meet_is_read_along_its_own_index() {
    let (_folder, store) = store();
    for query in queries() {
        let list = OrderList::of(&query, UnixSeconds::new(1_788_262_200));
        for set in list.sets() {
            let totals = plan_beside_tags(&store, &list.totals_sql(Route::Set(set)).text);
            let page = plan_beside_tags(&store, &list.page_sql(Route::Set(set), Way::default(), 9).text);
            for plan in [&totals, &page, &plan_beside_tags(&store, &list.size_sql(set, 9).text)] {
                assert!(!plan.contains("SCAN orders") && !plan.contains("SCAN f"), "{query:?} {set:?}: {plan}");
                assert!(!plan.contains("USING INDEX orders_facts"), "only the facts are read: {plan}");
            }
            assert!(!totals.contains(SORTED), "{totals}");
        }
        let all = plan_beside_tags(&store, &list.totals_sql(Route::All).text);
        // The orders of a tag or of a buyer are few: only their facts are looked at.
        let way = if query.tag.is_some() || query.buyer.is_some() { "SEARCH f" } else { "SCAN f" };
        assert!(all.contains(&format!("{way} USING COVERING INDEX orders_facts")), "{all}");
        assert!(!all.contains(SORTED), "{all}");
    }
}

#[test]
fn what_stays_until_its_refund_is_decided_is_read_along_the_refunding_ones() {
    let (_folder, store) = store();
    let sort = OrderSort { by: SortBy::Paid, rising: true };
    let query = OrderQuery { sort, ..OrderQuery::of(OrderFilter::Refunding) };
    let list = OrderList::unshipped(&query, UnixSeconds::new(1_788_262_200));
    for set in list.sets() {
        let plan = plan(&store, &list.page_sql(Route::Set(set), Way::default(), 9).text);
        assert!(plan.contains("INDEX orders_refunding") && !plan.contains("SCAN"), "{plan}");
        assert!(plan.contains("f USING COVERING INDEX orders_facts"), "{plan}");
    }
}

#[test]
fn the_orders_of_a_product_are_narrowed_along_their_own_index() {
    let (_folder, store) = store();
    for query in queries().into_iter().filter(|query| query.product.is_some()) {
        let list = OrderList::of(&query, UnixSeconds::new(1_788_262_200));
        let of = |set: OrderSet| plan(&store, &list.size_sql(set, 9).text);
        let placed = of(OrderSet::Product);
        assert!(placed.contains("COVERING INDEX lines_by_product (shop_id=? AND product_id=?"), "{placed}");
        assert_eq!(placed.contains("created_at>?"), query.placed.is_some(), "{query:?}: {placed}");
        if query.amount_from.is_some() {
            let sum = of(OrderSet::ProductAmount);
            let range = "lines_by_product_sum (shop_id=? AND product_id=? AND total_fen>? AND total_fen<?)";
            assert!(sum.contains(range), "{sum}");
        }
    }
}

#[test]
fn what_was_found_is_read_by_its_keys_and_never_the_whole_shop() {
    let (_folder, store) = store();
    for sql in crate::store::search::found::questions() {
        let plan = plan(&store, &sql);
        let whole = |step: &str| step.ends_with("(shop_id=?)") || step.starts_with("SCAN ") && !is_of_the_numbers(step);
        assert!(!plan.split("; ").any(whole), "{plan}");
    }
}

/// The list of what is asked for.
fn is_of_the_numbers(step: &str) -> bool {
    step == "SCAN w" || step.ends_with("CONSTANT ROWS") || step.ends_with("CONSTANT ROW")
}
