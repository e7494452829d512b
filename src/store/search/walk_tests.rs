//! A law of the search: however short its steps are, put together they find what a look at every order finds.

use super::{documents::tokens_of, find::SearchReach, found::FoundDocument, query::SearchQuery};
use crate::domain::{OrderNo, ShopId, UnixSeconds};
use crate::store::{OrderFilter, Page, Reader, SearchCount, SearchPage, Store, engine::value::params, seed_orders};
use proptest::{
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};

const NOW: UnixSeconds = UnixSeconds::new(1_788_228_000);
const ORDERS: u32 = 400;
/// Words that many orders have, words that few have, and words that are nowhere; each with each other one is looked for.
const WORDS: [&str; 18] = [
    "李雷",
    "北京",
    "雷",
    "山茶花茶礼盒",
    "咖啡",
    "云南省",
    "大道",
    "Anna",
    "li",
    "wangzhe",
    "250g",
    "8",
    "0001",
    "¥88",
    ">100",
    "中关村南大街",
    "飞机",
    "SB2026",
];

/// A shop whose index came in many small commits, as that of an older file does.
fn shop() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop.db");
    seed_orders(&path, u64::from(ORDERS), NOW).expect("seeded");
    let store = Store::open(&path, ShopId::main()).expect("a store");
    while store.index_backlog(7).wait().expect("indexed").is_some() {}
    (folder, store)
}

fn numbers(page: &SearchPage) -> Vec<OrderNo> {
    page.hits.iter().map(|hit| hit.order.key.order_no.clone()).collect()
}

/// Every order is read, the newest first: its tokens pass, and the words are in its rows.
fn by_a_plain_look(reader: &Reader, typed: &str) -> Vec<OrderNo> {
    let query = SearchQuery::read(typed);
    let rows = reader.orders(OrderFilter::All, &Page::Newest, ORDERS).expect("rows");
    let read = |no: &OrderNo| FoundDocument::of_all(reader.db(), std::slice::from_ref(no)).expect("read").remove(0);
    let by_rows = matches!(query.terms.as_slice(), [only] if only.order_front().is_some());
    let passes = |no: &OrderNo| {
        let tokens = tokens_of(reader.db(), no.as_str()).expect("tokens").expect("an order");
        by_rows || query.terms.iter().all(|term| term.tests().iter().any(|test| test.is_in(&tokens)))
    };
    rows.into_iter()
        .map(|row| row.key.order_no)
        .filter(|no| !query.is_empty() && passes(no) && read(no).hit(&query).is_some())
        .collect()
}

fn step_by_step(reader: &Reader, typed: &str, reach: SearchReach) -> SearchPage {
    let limit = usize::try_from(ORDERS).expect("so many");
    let mut page = reader.search_within(reach, typed, None, limit).expect("found");
    while let Some(next) = page.next {
        page.extend(reader.search_within(reach, typed, Some(next), limit).expect("found"));
    }
    page
}

#[test]
fn steps_of_any_length_find_what_a_look_at_every_order_finds() {
    let (_folder, store) = shop();
    let reader = store.reader().expect("a reader");
    let words = || select(&WORDS[..]);
    let typed = (words(), words(), any::<bool>())
        .prop_map(|(one, other, both)| if both { format!("{one} {other}") } else { one.to_owned() });
    let reaches =
        (1_i64..90, 1_usize..4, 1_usize..9).prop_map(|(length, steps, reads)| SearchReach { length, steps, reads });
    let mut runner = TestRunner::new(Config { cases: 120, failure_persistence: None, ..Config::default() });
    runner
        .run(&(typed, reaches), |(typed, reach)| {
            let plain = by_a_plain_look(&reader, &typed);
            let page = step_by_step(&reader, &typed, reach);
            // What is found by its number or its sum comes in their order.
            let mut found = numbers(&page);
            if SearchQuery::read(&typed).terms.is_empty() || typed.contains("SB") {
                found.sort_by(|one, other| other.cmp(one));
            }
            prop_assert_eq!(&found, &plain, "{}", typed);
            prop_assert_eq!(page.count, SearchCount::Exactly(u32::try_from(plain.len()).expect("few")));
            let first = reader.search(&typed, None, 5).expect("found");
            if let SearchCount::Exactly(many) = first.count {
                prop_assert_eq!(many, u32::try_from(plain.len()).expect("few"), "{}", typed);
            }
            Ok(())
        })
        .expect("the law holds");
}

#[test]
fn an_index_in_many_parts_is_put_together_and_finds_the_same() {
    let (_folder, store) = shop();
    let reader = store.reader().expect("a reader");
    let parts = |reader: &Reader| -> u32 {
        reader
            .db()
            .value("SELECT COUNT(*) FROM (SELECT DISTINCT segid FROM search_words_idx)", params![])
            .expect("parts")
    };
    let found = |reader: &Reader| WORDS.map(|typed| numbers(&reader.search(typed, None, 500).expect("found")));
    let (before, many) = (found(&reader), parts(&reader));
    assert!(many > 8, "{many} parts");
    let mut begins = true;
    while store.merge_index(begins).wait().expect("merged") {
        begins = false;
    }
    assert!(parts(&reader) < 3, "{} parts", parts(&reader));
    assert_eq!(found(&reader), before);
    assert!(!store.merge_index(true).wait().expect("nothing"), "few parts stay as they are");
}
