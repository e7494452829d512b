//! Whatever an owner remembers of an order finds it, in the same commit in which it is written, and nothing else does.

use crate::world::{NOON, World, refused};
use proptest::{collection::vec, prelude::*, sample::select};
use rusqlite::Connection;
use zhanggui::domain::{
    Nickname, Order, OrderNo, Parcel, ProductId, Quantity, Receiver, RefundFacts, RefundId, RefundStep, ShopId,
    UnixSeconds,
};
use zhanggui::store::{
    Actor, NewOrder, NewParcel, RefundUpdate, Refusal, SearchCount, SearchField, SearchPage, Shipping, Store,
    StoreError, Tuning, accept_rows,
};

const PAGE: usize = 8;

fn buys(shop: &World, who: (&str, &str, &str), note: &str, at: UnixSeconds) -> Order {
    let (name, phone, address) = who;
    let order = NewOrder {
        receiver: Receiver::new(name, phone, address).unwrap(),
        note: note.to_owned(),
        items: vec![(ProductId::parse("coffee").unwrap(), Quantity::new(2).unwrap())],
        ..shop.new_order(&[])
    };
    shop.store.place_order(order, at).wait().unwrap()
}

fn lilei(shop: &World) -> Order {
    buys(shop, ("李雷", "+86 138 0013 8821", "云南省昆明市五华区翠湖路 12 号"), "豆子请磨成粉", NOON)
}

fn search(shop: &World, typed: &str) -> SearchPage {
    shop.reader.search(typed, None, PAGE).unwrap()
}

fn found(shop: &World, typed: &str) -> Vec<OrderNo> {
    search(shop, typed).hits.into_iter().map(|hit| hit.order.key.order_no).collect()
}

/// The field that was found, and what of it is marked.
fn marked(shop: &World, typed: &str) -> Option<(SearchField, String)> {
    let hit = search(shop, typed).hits.into_iter().next()?;
    let text = hit.marked.map_or(hit.text.clone(), |at| hit.text[at].to_owned());
    Some((hit.field, text))
}

#[test]
fn an_order_is_found_by_everything_that_was_said_when_it_was_placed() {
    let shop = World::new();
    let order = lilei(&shop);
    let number = order.order_no.as_str().to_owned();
    let other = buys(&shop, ("韩梅梅", "15902710000", "湖北省武汉市洪山区珞喻路 9 号"), "", NOON.plus(1));
    for (typed, field, text) in [
        ("李雷", SearchField::Receiver, "李雷"),
        ("雷", SearchField::Receiver, "雷"),
        ("ll", SearchField::Receiver, "李雷"),
        ("lilei", SearchField::Receiver, "李雷"),
        ("13800138821", SearchField::Phone, "138 0013 8821"),
        ("8821", SearchField::Phone, "8821"),
        ("８８２１", SearchField::Phone, "8821"),
        ("+86 138 0013 8821", SearchField::Phone, "138 0013 8821"),
        ("1380013", SearchField::Phone, "138 0013"),
        ("翠湖路", SearchField::Address, "翠湖路"),
        ("五华", SearchField::Address, "五华"),
        ("昆明 翠湖", SearchField::Address, "昆明"),
        ("磨成粉", SearchField::Note, "磨成粉"),
        ("李雷 磨成粉", SearchField::Note, "磨成粉"),
        (number.as_str(), SearchField::OrderNo, number.as_str()),
        (&number.to_lowercase(), SearchField::OrderNo, number.as_str()),
    ] {
        assert_eq!(marked(&shop, typed), Some((field, text.to_owned())), "{typed}");
        assert_eq!(found(&shop, typed), std::slice::from_ref(&order.order_no), "{typed}");
    }
    for typed in ["挂耳", "ge", "78", "¥78.00", "78元", "guaer", ">50", "50-100", "SC20260901"] {
        let both = [other.order_no.clone(), order.order_no.clone()];
        let mut found = found(&shop, typed);
        found.sort_by(|one, two| two.cmp(one));
        assert_eq!(found, both, "{typed}");
    }
    for typed in
        ["湖翠", "韩雷", "8822", "李雷 武汉", "磨粉", "79", ">78", "<78", "SC20260902", "zz", "。", "", "\"", "*", "OR"]
    {
        assert_eq!(found(&shop, typed), [], "{typed:?} is nowhere");
    }
}

#[test]
fn a_buyer_is_found_by_what_they_call_themselves_and_no_label_has_it() {
    let shop = World::new();
    let says = |nickname: &str, at: i64| {
        let order = NewOrder { nickname: Nickname::clean(nickname), ..shop.new_order(&[("coffee", 1)]) };
        shop.store.place_order(order, NOON.plus(at)).wait().unwrap()
    };
    let (first, second, silent) = (says("小满🌿 Momo", 0), says("阿树", 1), says(" \u{200B}", 2));
    for (typed, order) in [
        ("小满", &first),
        ("满", &first),
        ("xiaoman", &first),
        ("xm", &first),
        ("momo", &first),
        ("阿树", &second),
        ("ashu", &second),
    ] {
        assert_eq!(found(&shop, typed), std::slice::from_ref(&order.order_no), "{typed}");
        assert_eq!(search(&shop, typed).hits[0].field, SearchField::Nickname, "{typed}");
    }
    assert_eq!(found(&shop, "满小"), []);
    assert!(shop.reader.order(&silent.order_no).unwrap().is_some());
    // The newest one is the buyer's; it is not who the parcel goes to.
    let card = shop.reader.buyer_card(&first.openid).unwrap().unwrap();
    assert_eq!(card.nickname.as_ref().map(Nickname::as_str), Some("阿树"));
    assert_eq!(shop.order(&first.order_no).receiver, shop.order(&silent.order_no).receiver);
    assert!(shop.reader.verify().unwrap().is_sound());
}

#[test]
fn what_is_written_later_is_found_with_its_commit() {
    let shop = World::new();
    let order = shop.paid_order(2);
    let no = order.order_no.clone();
    assert_eq!(found(&shop, "SF1488213057"), []);
    let parcel = NewParcel { parcel: Parcel::new("SF", "SF1488213057"), items: Vec::new() };
    let shipping = Shipping { parcels: vec![parcel], complete: true, ..Shipping::default() };
    shop.store.ship_order(no.clone(), shop.order(&no).version, shipping, NOON.plus(200)).wait().unwrap();
    for typed in ["SF1488213057", "sf14882", "3057", "88213057"] {
        assert_eq!(marked(&shop, typed).map(|found| found.0), Some(SearchField::Tracking), "{typed}");
    }
    let refund_no = shop.requests(&order, 10_00);
    let field = |typed: &str| marked(&shop, typed).map(|found| found.0);
    assert_eq!(field("杯子碎"), Some(SearchField::RefundReason));
    assert_eq!(field(refund_no.as_str()), Some(SearchField::RefundNo));
    assert_eq!(field("10.00"), Some(SearchField::Sum));
    let paid_by = shop.order(&no).transaction_id.unwrap();
    assert_eq!(field(&format!("{paid_by:0<12}")), None, "too long for it");
    // Taken back: its parcel is nowhere any more.
    shop.store.unship_order(no.clone(), shop.order(&no).version, NOON.plus(201)).wait().unwrap();
    assert_eq!(found(&shop, "SF1488213057"), []);
}

/// Numbers are mostly chance, letters and digits: their ends are what is read out.
#[test]
fn the_end_of_a_number_may_be_letters() {
    let shop = World::new();
    for no in ["SC20260901-3QDEG6SN8D6QV", "SC20260901-D08W02E70YHSD"] {
        let order = NewOrder { order_no: OrderNo::parse(no).unwrap(), ..shop.new_order(&[("coffee", 1)]) };
        shop.store.place_order(order, NOON).wait().unwrap();
    }
    for (typed, number) in [
        ("YHSD", "SC20260901-D08W02E70YHSD"),
        ("yhsd", "SC20260901-D08W02E70YHSD"),
        ("e70yhsd", "SC20260901-D08W02E70YHSD"),
        ("SC20260901-3Q", "SC20260901-3QDEG6SN8D6QV"),
        ("D6QV", "SC20260901-3QDEG6SN8D6QV"),
    ] {
        let found: Vec<String> = found(&shop, typed).iter().map(ToString::to_string).collect();
        assert_eq!(found, [number], "{typed}");
    }
    assert_eq!(found(&shop, "SC20260901").len(), 2);
}

/// WeChat's numbers of one day begin alike: an order with several of them is still one order.
#[test]
fn an_order_with_two_refunds_is_found_once_by_the_front_of_their_numbers() {
    let shop = World::new();
    let (one, other) = (shop.paid_order(3), shop.paid_order(3));
    let refunds = [(&one, "50300009010001", 120), (&other, "50300009010002", 300), (&one, "50300009010003", 600)];
    for (order, id, sent) in refunds {
        let refund_no = shop.requests(order, 10_00);
        shop.approve(&refund_no, 10_00).wait().unwrap();
        shop.begins(&refund_no, NOON.plus(sent)).unwrap();
        let facts = RefundFacts { refund_id: RefundId::parse(id).ok(), ..shop.refund_facts(&refund_no) };
        let update = RefundUpdate {
            refund_no,
            step: Some(RefundStep::Settle),
            actor: Actor::WeChat,
            trouble: None,
            facts: Some(facts),
            answer: None,
            next_at: NOON.plus(300),
        };
        shop.store.update_refund(update, NOON.plus(sent + 10)).wait().unwrap();
    }
    let mut found = found(&shop, "5030000901");
    found.sort();
    assert_eq!(found, [one.order_no, other.order_no]);
}

#[test]
fn an_order_that_was_refused_leaves_nothing_to_be_found() {
    let shop = World::new();
    let order =
        NewOrder { items: vec![(ProductId::parse("pot").unwrap(), Quantity::new(3).unwrap())], ..shop.new_order(&[]) };
    let no = order.order_no.clone();
    let answer = refused(shop.store.place_order(order, NOON).wait());
    assert!(matches!(answer, Refusal::OutOfStock { .. }), "{answer:?}");
    assert_eq!(found(&shop, no.as_str()), []);
}

#[test]
fn what_is_found_comes_newest_first_page_by_page_and_is_counted() {
    // Many that are found are counted in another way than few.
    for (many, at_once) in [(20, PAGE), (5, 2)] {
        let shop = World::new();
        let placed: Vec<OrderNo> =
            (0..many).map(|n| buys(&shop, ("李雷", "13800138821", "昆明"), "", NOON.plus(n)).order_no).collect();
        let (mut seen, mut next) = (Vec::new(), None);
        loop {
            let page = shop.reader.search("李雷", next, at_once).unwrap();
            if next.is_none() {
                assert_eq!(page.count, SearchCount::Exactly(u32::try_from(many).unwrap()));
            }
            seen.extend(page.hits.into_iter().map(|hit| hit.order.key.order_no));
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        assert_eq!(seen, placed.into_iter().rev().collect::<Vec<_>>());
    }
}

#[test]
fn an_older_file_is_indexed_while_new_orders_come() {
    let shop = World::new();
    let old: Vec<OrderNo> =
        (0..5).map(|n| buys(&shop, ("李雷", "13800138821", "昆明"), "", NOON.plus(n)).order_no).collect();
    // An index that does not hold stops the shop, and is made anew from the orders by the owner's word, as that of an older
    // file is made.
    let World { store, reader, folder, .. } = shop;
    drop(reader);
    store.close().unwrap();
    let path = folder.path().join("shop.db");
    Connection::open(&path)
        .unwrap()
        .execute("UPDATE search_docs SET folded = folded + 1 WHERE doc_id = 3", [])
        .unwrap();
    let stopped = Store::open(&path, ShopId::main()).unwrap_err();
    assert_eq!(stopped.to_string(), "rows are not as Zhanggui wrote them: search words");
    accept_rows(&path).unwrap();
    let shop = World::at(folder, 100);
    let fresh = buys(&shop, ("李雷", "13800138821", "昆明"), "", NOON.plus(60));
    // A change of an order whose turn has not come does not take another's number.
    shop.asks_to_pay(&old[4]);
    let paid = shop.word(&old[4], zhanggui::store::OrderWord::Paid(shop.facts(&shop_order(&shop, &old[4]))));
    assert_eq!(paid, zhanggui::store::OrderMoved::Paid);
    let page = search(&shop, "李雷");
    assert_eq!(page.hits.len(), 1, "only the new one yet");
    assert_eq!(page.backlog.map(|left| (left.done, left.total)), Some((0, 5)));
    let left = shop.store.index_backlog(2).wait().unwrap();
    assert_eq!(left.map(|left| (left.done, left.total)), Some((2, 5)));
    let shop = shop.reopened();
    while shop.store.index_backlog(2).wait().unwrap().is_some() {}
    let all: Vec<OrderNo> = old.iter().cloned().chain([fresh.order_no]).rev().collect();
    assert_eq!(found(&shop, "李雷"), all);
    assert_eq!(search(&shop, "李雷").backlog, None);
}

fn shop_order(shop: &World, order_no: &OrderNo) -> Order {
    let detail = shop.order(order_no);
    Order {
        order_no: order_no.clone(),
        openid: detail.openid,
        state: detail.row.state,
        total: detail.row.total,
        freight: detail.freight,
        lines: detail.lines,
        receiver: detail.receiver,
        note: detail.note,
        created_at: detail.row.key.created_at,
        pay_before: detail.pay_before,
    }
}

const SIGNS: [&str; 8] = ["李", "雷", "韩", "梅", "路", "a", "1", " "];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// A search for characters finds the orders whose text holds them together, and no other.
    #[test]
    fn characters_find_what_holds_them_and_nothing_else(
        notes in vec(vec(select(&SIGNS[..]), 0..9).prop_map(|signs| signs.concat()), 1..6),
        wanted in vec(select(&SIGNS[..5]), 1..4).prop_map(|signs| signs.concat()),
    ) {
        let shop = World::new();
        let placed: Vec<(OrderNo, &String)> = notes
            .iter()
            .map(|note| (buys(&shop, ("王伟", "13800138821", "昆明"), note, NOON).order_no, note))
            .collect();
        let mut holds: Vec<OrderNo> = placed.iter().filter(|(_, note)| note.contains(&wanted)).map(|(no, _)| no.clone()).collect();
        holds.reverse();
        prop_assert_eq!(found(&shop, &wanted), holds);
    }
}

#[test]
fn on_a_full_disk_an_order_and_its_words_come_together_or_not_at_all() {
    let full = Tuning { pages_max: Some(220), ..Tuning::default() };
    let shop = World::tuned(full);
    let mut placed = Vec::new();
    let refused = loop {
        let order = shop.new_order(&[("coffee", 1)]);
        let no = order.order_no.clone();
        match shop.store.place_order(order, NOON).wait() {
            Ok(_) => placed.push(no),
            Err(error) => break (no, error),
        }
    };
    assert!(matches!(refused.1, StoreError::Disk(_)), "{:?}", refused.1);
    assert!(placed.len() > 5, "{}", placed.len());
    assert!(shop.reader.order(&refused.0).unwrap().is_none() && found(&shop, refused.0.as_str()).is_empty());
    for no in placed {
        assert_eq!(found(&shop, no.as_str()), [no]);
    }
}

#[test]
fn all_that_begins_so_is_found_whether_few_words_do_or_many() {
    let shop = World::new();
    let named = |n: u8| format!("Anna{}{}", char::from(b'a' + n / 26), char::from(b'a' + n % 26));
    let place = |n: u8| {
        let at = NOON.plus(i64::from(n));
        buys(&shop, (&named(n), "13800138000", "云南省昆明市五华区翠湖路 12 号"), "", at).order_no
    };
    let mut numbers: Vec<OrderNo> = (0..30).map(place).collect();
    numbers.reverse();
    let all = |typed: &str| -> Vec<OrderNo> {
        let hits = shop.reader.search(typed, None, 100).unwrap().hits;
        hits.into_iter().map(|hit| hit.order.key.order_no).collect()
    };
    assert_eq!(all("anna"), numbers, "thirty words, the newest first");
    assert_eq!(all("annab"), numbers[..4], "four words");
    assert_eq!(all("Annabd"), numbers[..1]);
    assert_eq!(all("anna 8000"), numbers);
    assert!(all("annabz").is_empty());
}
