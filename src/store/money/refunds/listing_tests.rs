//! The lists of refunds: whatever they are narrowed to and sorted by, page by page they are what a plain look at every refund
//! gives, and none is read past its index.

use super::listing::NarrowedRefunds;
use crate::domain::{
    Days, Fen, MarkSubject, OpenId, ProductId, RefundOrigin, RefundState, Seat, ShopId, Tag, TagColor, TagName,
    UnixSeconds,
};
use crate::store::{
    ExportedRefund, ListTotals, Reader, RefundFilter, RefundKey, RefundQuery, RefundRow, RefundSort, RefundSortBy,
    Store,
    engine::schema_tests::{plan, store as empty_store},
    seed_example,
};
use std::collections::{BTreeMap, BTreeSet};

/// 1 September 2026, half past seven in the evening in Beijing.
const NOW: UnixSeconds = UnixSeconds::new(1_788_262_200);
const MANY: u32 = 1_000;

/// What a list is judged by, beside what stands in its rows.
struct PlainRefunds {
    rows: Vec<ExportedRefund>,
    noted: BTreeSet<String>,
    tagged: BTreeSet<String>,
    goods: BTreeMap<String, BTreeSet<ProductId>>,
}

fn tag() -> TagName {
    TagName::parse("要紧").expect("a tag")
}

/// The example shop: a tag on a refund, on the order of another and on the buyer of a third; a note on a refund, and one that was
/// taken away.
fn shop() -> (tempfile::TempDir, Store, PlainRefunds) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop.db");
    seed_example(&path, NOW).expect("an example");
    let store = Store::open(&path, ShopId::main()).expect("a store");
    let reader = store.reader().expect("a reader");
    let rows = reader.refunds_to_export(&RefundQuery::of(None), NOW, None, MANY).expect("refunds");
    let owners: Vec<OpenId> =
        rows.iter().map(|it| reader.refund_owner(&it.row.refund_no).expect("read").expect("a buyer")).collect();
    store.make_tag(Tag { name: tag(), color: TagColor::Red }, NOW).wait().expect("made");
    let (itself, by_order, by_buyer) = (&rows[0].row, &rows[1].row, &owners[2]);
    for subject in [
        MarkSubject::Refund(itself.refund_no.clone()),
        MarkSubject::Order(by_order.order_no.clone()),
        MarkSubject::Buyer(by_buyer.clone()),
    ] {
        store.put_tag(subject, tag(), Seat::owner(), NOW).wait().expect("put");
    }
    let note = |row: &RefundRow| {
        store.write_note(MarkSubject::Refund(row.refund_no.clone()), "打过电话".into(), Seat::owner(), NOW).wait()
    };
    note(&rows[3].row).expect("written");
    let gone = note(&rows[4].row).expect("written");
    store.remove_note(gone, Seat::owner(), NOW).wait().expect("removed");
    let tagged = rows.iter().zip(&owners).filter(|(it, owner)| {
        it.row.refund_no == itself.refund_no || it.row.order_no == by_order.order_no || *owner == by_buyer
    });
    let facts = PlainRefunds {
        tagged: tagged.map(|(it, _)| it.row.refund_no.to_string()).collect(),
        noted: BTreeSet::from([rows[3].row.refund_no.to_string()]),
        goods: rows.iter().map(|it| (it.row.refund_no.to_string(), goods(&reader, &it.row))).collect(),
        rows,
    };
    (folder, store, facts)
}

/// What a refund is about: as it was said, else all of its order.
fn goods(reader: &Reader, row: &RefundRow) -> BTreeSet<ProductId> {
    let detail = reader.refund(&row.refund_no).expect("read").expect("a refund");
    let lines = if detail.lines.is_empty() { &detail.order_lines } else { &detail.lines };
    lines.iter().map(|line| line.product_id.clone()).collect()
}

fn within(days: Option<Days>, at: Option<UnixSeconds>) -> bool {
    let Some(days) = days else { return true };
    let (from, behind) = days.span(NOW);
    at.is_some_and(|at| from.is_none_or(|from| at >= from) && behind.is_none_or(|behind| at < behind))
}

impl PlainRefunds {
    fn fits(&self, query: &RefundQuery, it: &ExportedRefund) -> bool {
        let (row, number) = (&it.row, it.row.refund_no.as_str());
        query.tab.is_none_or(|tab| RefundFilter::of(row.state, row.renewed) == tab)
            && within(query.asked, Some(row.requested_at))
            && within(query.changed, Some(row.changed_at))
            && within(query.arrived, it.refunded_at)
            && query.amount_from.is_none_or(|from| row.amount >= from)
            && query.amount_to.is_none_or(|to| row.amount <= to)
            && query.state.is_none_or(|state| row.state == state)
            && query.origin.is_none_or(|origin| row.origin == origin)
            && (!query.noted || self.noted.contains(number))
            && (query.tag.is_none() || self.tagged.contains(number))
            && query.product.as_ref().is_none_or(|id| self.goods[number].contains(id))
    }

    fn list(&self, query: &RefundQuery) -> Vec<RefundRow> {
        let mut rows: Vec<RefundRow> =
            self.rows.iter().filter(|it| self.fits(query, it)).map(|it| it.row.clone()).collect();
        let sort = query.sorted();
        rows.sort_by_key(|row| row.key(sort.by));
        if !sort.rising {
            rows.reverse();
        }
        rows
    }
}

/// Each condition by itself, and all of some together; in every tab, in every order.
fn queries() -> Vec<RefundQuery> {
    let tabs = RefundFilter::ALL.iter().copied().map(Some).chain([None]);
    let sorts = [RefundSortBy::Asked, RefundSortBy::Changed, RefundSortBy::Amount]
        .into_iter()
        .flat_map(|by| [true, false].map(|rising| Some(RefundSort { by, rising })))
        .chain([None]);
    let product = |raw: &str| ProductId::parse(raw).ok();
    let days = |raw: &str| Days::parse(raw).ok();
    let none = RefundQuery::of(None);
    let mut conditions = vec![
        none.clone(),
        RefundQuery { asked: Some(Days::Last30), ..none.clone() },
        RefundQuery { asked: days("2026-08-20..2026-08-31"), ..none.clone() },
        RefundQuery { changed: Some(Days::Last7), ..none.clone() },
        RefundQuery { arrived: Some(Days::Last30), ..none.clone() },
        RefundQuery { arrived: Some(Days::Between(None, None)), ..none.clone() },
        RefundQuery { amount_from: Fen::new(4_000), amount_to: Fen::new(20_000), ..none.clone() },
        RefundQuery { noted: true, ..none.clone() },
        RefundQuery { tag: Some(tag()), ..none.clone() },
        RefundQuery { product: product("P1001"), ..none.clone() },
        RefundQuery {
            product: product("P1002"),
            amount_from: Fen::new(1_000),
            asked: Some(Days::Last30),
            ..none.clone()
        },
    ];
    conditions.extend(RefundState::ALL.iter().map(|state| RefundQuery { state: Some(*state), ..none.clone() }));
    conditions.extend(RefundOrigin::ALL.iter().map(|origin| RefundQuery { origin: Some(*origin), ..none.clone() }));
    let sorted: Vec<(Option<RefundFilter>, Option<RefundSort>)> =
        tabs.flat_map(|tab| sorts.clone().map(move |sort| (tab, sort))).collect();
    let of = |(tab, sort): &(Option<RefundFilter>, Option<RefundSort>)| {
        let with = |query: &RefundQuery| RefundQuery { tab: *tab, sort: *sort, ..query.clone() };
        conditions.iter().map(with).collect::<Vec<_>>()
    };
    sorted.iter().flat_map(of).collect()
}

#[test]
fn a_list_of_refunds_is_what_a_plain_look_at_every_refund_gives() {
    let (_folder, store, facts) = shop();
    let reader = store.reader().expect("a reader");
    let mut met = 0_usize;
    for query in queries() {
        let expected = facts.list(&query);
        let (mut pages, mut sheet, mut behind) = (Vec::new(), Vec::new(), None);
        loop {
            let page = reader.list_refunds(&query, NOW, behind.as_ref(), 4).expect("a page");
            sheet.extend(reader.refunds_to_export(&query, NOW, behind.as_ref(), 4).expect("rows"));
            let Some(last) = page.last() else { break };
            behind = Some(last.key(query.sorted().by));
            pages.extend(page);
        }
        assert_eq!(pages, expected, "{query:?}");
        assert_eq!(sheet.into_iter().map(|it| it.row).collect::<Vec<_>>(), expected, "{query:?}");
        let sum = Fen::sum(expected.iter().map(|row| row.amount)).expect("a sum");
        let totals = ListTotals { count: expected.len() as u64, sum };
        assert_eq!(reader.refund_totals(&query, NOW).expect("totals"), totals, "{query:?}");
        met += usize::from(!query.is_plain() && !expected.is_empty() && expected.len() < facts.rows.len());
    }
    assert!(met > 200, "{met} lists had some of the refunds, and not all");
}

#[test]
fn every_list_of_refunds_is_read_along_the_index_of_its_order() {
    let (_folder, store) = empty_store();
    let key = RefundKey { value: 1, refund_no: crate::domain::RefundNo::parse("R100001").expect("a number") };
    for query in queries() {
        let list = NarrowedRefunds { query: &query, now: NOW };
        for behind in [None, Some(&key)] {
            let plan = plan(&store, &list.rows_sql(super::reads::ROW, behind, 9).text);
            assert!(plan.contains(&format!("INDEX {} ", list.index())), "{query:?}: {plan}");
            assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{query:?}: {plan}");
        }
        let totals = plan(&store, &list.totals_sql().text);
        assert!(!totals.contains("SCAN") && !totals.contains("TEMP B-TREE"), "{query:?}: {totals}");
        assert!(
            query.product.is_none() || totals.contains("SEARCH l USING PRIMARY KEY (shop_id=? AND order_no=?"),
            "{totals}"
        );
        // A tab that is long is counted without a look at its rows.
        let long = matches!(query.tab, None | Some(RefundFilter::Done)) && query.product.is_none();
        assert!(!long || totals.contains(&format!("COVERING INDEX {} ", list.index())), "{query:?}: {totals}");
    }
}
