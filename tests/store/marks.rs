//! Notes, tags and blocks: what the owner keeps beside orders, refunds and buyers, found again and never lost.

use crate::world::*;
use proptest::{collection::vec, prelude::*};
use rusqlite::Connection;
use zhanggui::domain::{
    MarkStepKind, MarkSubject, Order, OrderState, RefundState, Seat, ShopId, Tag, TagColor, TagName,
};
use zhanggui::store::{
    Beside, HistoryFault, NewOrder, Reader, RefundQuery, Refusal, SearchField, StoreError, TextPart, accept_rows,
};

fn of(order: &Order) -> MarkSubject {
    MarkSubject::Order(order.order_no.clone())
}

fn buyer(order: &Order) -> MarkSubject {
    MarkSubject::Buyer(order.openid.clone())
}

fn name(raw: &str) -> TagName {
    TagName::parse(raw).unwrap()
}

fn notes(beside: &Beside) -> Vec<&str> {
    beside.own.notes.iter().map(|note| note.text.as_str()).collect()
}

impl World {
    fn notes(&self, subject: MarkSubject, text: &str) -> u32 {
        self.store.write_note(subject, text.to_owned(), Seat::owner(), NOON.plus(300)).wait().unwrap()
    }

    fn makes(&self, raw: &str) {
        self.store.make_tag(Tag { name: name(raw), color: TagColor::Violet }, NOON).wait().unwrap();
    }

    fn puts(&self, subject: MarkSubject, raw: &str) -> Result<(), StoreError> {
        self.store.put_tag(subject, name(raw), Seat::owner(), NOON.plus(310)).wait()
    }

    fn beside(&self, order: &Order) -> Beside {
        self.reader.beside(&of(order)).unwrap().unwrap()
    }

    fn blocks(&self, order: &Order, reason: &str) {
        let openid = order.openid.clone();
        self.store.block_buyer(openid, reason.to_owned(), Seat::owner(), NOON.plus(320)).wait().unwrap();
    }

    fn finds(&self, typed: &str) -> Vec<(SearchField, String)> {
        let page = self.reader.search(typed, None, 8).unwrap();
        page.hits.into_iter().map(|hit| (hit.field, hit.order.key.order_no.to_string())).collect()
    }

    /// The `turn`th of the order: WeChat takes them with a pause between.
    fn refunded(&self, order: &Order, amount: i64, turn: i64) {
        let refund_no = self.requests(order, amount);
        self.approve(&refund_no, amount).wait().unwrap();
        self.begins(&refund_no, NOON.plus(120 + 180 * turn)).unwrap();
        let update = zhanggui::store::RefundUpdate {
            refund_no: refund_no.clone(),
            step: Some(zhanggui::domain::RefundStep::Settle),
            actor: zhanggui::domain::Actor::WeChat,
            trouble: None,
            facts: Some(self.refund_facts(&refund_no)),
            answer: None,
            next_at: NOON.plus(300),
        };
        assert_eq!(
            self.store.update_refund(update, NOON.plus(140 + 180 * turn)).wait().unwrap(),
            RefundState::Refunded
        );
    }
}

#[test]
fn a_note_stands_where_it_was_written_can_be_taken_away_and_put_back() {
    let shop = World::new();
    let (order, other) = (shop.paid_order(1), shop.paid_order(1));
    let first = shop.notes(of(&order), "  老客户，多送一包滤纸 ");
    shop.notes(of(&order), "门卫代收");
    shop.notes(of(&other), "别的");
    assert_eq!(notes(&shop.beside(&order)), ["老客户，多送一包滤纸", "门卫代收"]);
    assert!(shop.beside(&order).own.notes[0].author.is_owner());
    let turn = |away: bool| {
        let (author, at) = (Seat::owner(), NOON.plus(400));
        if away { shop.store.remove_note(first, author, at) } else { shop.store.put_note_back(first, author, at) }
            .wait()
    };
    turn(true).unwrap();
    assert_eq!(notes(&shop.beside(&order)), ["门卫代收"]);
    assert_eq!(refused(turn(true)), Refusal::NotFound, "once");
    turn(false).unwrap();
    assert_eq!(notes(&shop.beside(&order)), ["老客户，多送一包滤纸", "门卫代收"]);
    assert_eq!(refused(turn(false)), Refusal::NotFound);
    let steps: Vec<MarkStepKind> = shop.beside(&order).steps.iter().map(|step| step.what).collect();
    let (written, removed, back) = (MarkStepKind::NoteWritten, MarkStepKind::NoteRemoved, MarkStepKind::NoteBack);
    assert_eq!(steps, [written, written, removed, back]);
    for bad in [String::new(), " \n".to_owned(), "长".repeat(501), "a\u{0}b".to_owned()] {
        let written = shop.store.write_note(of(&order), bad, Seat::owner(), NOON).wait();
        assert_eq!(refused(written), Refusal::Text(TextPart::OwnersNote));
    }
    shop.notes(of(&order), &"长".repeat(500));
}

#[test]
fn looking_after_an_order_does_not_make_the_owners_next_click_too_late() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let before = shop.order(&order.order_no);
    shop.notes(of(&order), "门卫代收");
    assert_eq!(shop.order(&order.order_no), before, "nothing of it is in what buyers are answered from");
}

#[test]
fn a_tag_is_made_put_on_and_taken_off_and_goes_once_it_stands_nowhere() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let refund_no = shop.requests(&order, 10_00);
    assert_eq!(refused(shop.puts(of(&order), "熟客")), Refusal::NotFound, "nobody made it");
    shop.makes("熟客");
    shop.makes("易碎");
    for subject in [of(&order), of(&order), buyer(&order), MarkSubject::Refund(refund_no.clone())] {
        shop.puts(subject, "熟客").unwrap();
    }
    let beside = shop.beside(&order);
    let names = |tags: &[Tag]| tags.iter().map(|tag| tag.name.to_string()).collect::<Vec<_>>();
    assert_eq!(
        (names(&beside.own.tags), names(&beside.tags)),
        (vec!["熟客".to_owned()], vec!["易碎".into(), "熟客".into()])
    );
    assert_eq!(names(&beside.buyer.unwrap().marks.tags), ["熟客"]);
    let of_refund = shop.reader.beside(&MarkSubject::Refund(refund_no.clone())).unwrap().unwrap();
    assert_eq!((names(&of_refund.own.tags), of_refund.steps.len()), (vec!["熟客".to_owned()], 1));
    let listed = shop.reader.marks_of(std::slice::from_ref(&order.order_no)).unwrap();
    assert_eq!((names(&listed[0].tags), &listed[0].note), (vec!["熟客".to_owned()], &None));
    let gone = || shop.store.drop_tag(name("熟客")).wait();
    assert_eq!(refused(gone()), Refusal::TagInUse { places: 3 });
    for subject in [of(&order), of(&order), buyer(&order), MarkSubject::Refund(refund_no)] {
        shop.store.take_tag(subject, name("熟客"), Seat::owner(), NOON.plus(320)).wait().unwrap();
    }
    gone().unwrap();
    assert_eq!(names(&shop.beside(&order).tags), ["易碎"]);
    assert!(shop.reader.marks_of(&[order.order_no]).unwrap().is_empty());
}

#[test]
fn a_note_and_a_tag_find_their_order_in_the_commit_that_writes_them() {
    let shop = World::new();
    let (order, _other) = (shop.paid_order(1), shop.paid_order(1));
    let no = order.order_no.to_string();
    let refund_no = shop.requests(&order, 10_00);
    let note = shop.notes(of(&order), "多送一包滤纸");
    shop.notes(MarkSubject::Refund(refund_no), "照片看不清");
    shop.makes("熟客");
    shop.puts(of(&order), "熟客").unwrap();
    for (typed, field) in [
        ("滤纸", SearchField::OwnersNote),
        ("纸", SearchField::OwnersNote),
        ("照片看不清", SearchField::OwnersNote),
        ("熟客", SearchField::Tag),
        ("sk", SearchField::Tag),
    ] {
        assert_eq!(shop.finds(typed), [(field, no.clone())], "{typed}");
    }
    shop.store.remove_note(note, Seat::owner(), NOON.plus(400)).wait().unwrap();
    shop.store.take_tag(of(&order), name("熟客"), Seat::owner(), NOON.plus(400)).wait().unwrap();
    assert_eq!((shop.finds("滤纸"), shop.finds("熟客")), (vec![], vec![]));
    shop.store.put_note_back(note, Seat::owner(), NOON.plus(401)).wait().unwrap();
    assert_eq!(shop.finds("滤纸").len(), 1);
    // What is kept beside a buyer finds the newest order they had.
    let newest = shop.paid_order(2);
    shop.notes(buyer(&newest), "周末才收得到");
    assert_eq!(shop.finds("周末"), [(SearchField::OwnersNote, newest.order_no.to_string())]);
}

#[test]
fn a_blocked_buyer_places_no_new_order_and_everything_else_goes_on() {
    let shop = World::new();
    let (order, waiting) = (shop.paid_order(2), shop.order_to_pay(1));
    let key = |no: NewOrder| NewOrder { idempotency_key: Some("once".to_owned()), ..no };
    let placed = shop.store.place_order(key(shop.new_order(&[("coffee", 1)])), NOON).wait().unwrap();
    shop.blocks(&order, "三次拒收");
    shop.blocks(&order, "again changes nothing");
    let block = shop.beside(&order).buyer.unwrap().blocked.unwrap();
    assert_eq!((block.reason.as_str(), block.since), ("三次拒收", NOON.plus(320)));
    let again = || shop.store.place_order(shop.new_order(&[("coffee", 1)]), NOON.plus(330)).wait();
    let stock = shop.stock("coffee");
    assert_eq!(refused(again()), Refusal::Blocked);
    assert_eq!(shop.stock("coffee"), stock, "nothing was taken");
    // The same request again is answered as it was; what was ordered is paid, shipped and refunded as ever.
    let repeated = NewOrder { order_no: placed.order_no.clone(), ..key(shop.new_order(&[("coffee", 1)])) };
    assert_eq!(shop.store.place_order(repeated, NOON.plus(331)).wait().unwrap().order_no, placed.order_no);
    shop.word(&waiting.order_no, zhanggui::store::OrderWord::Paid(shop.facts(&waiting)));
    assert_eq!(shop.state(&waiting.order_no), OrderState::ToShip);
    shop.refunded(&order, 10_00, 0);
    let other = NewOrder { openid: openid("oHanMei"), ..shop.new_order(&[("coffee", 1)]) };
    shop.store.place_order(other, NOON.plus(332)).wait().unwrap();
    shop.store.unblock_buyer(order.openid.clone(), Seat::owner(), NOON.plus(340)).wait().unwrap();
    again().unwrap();
    assert_eq!(shop.beside(&order).buyer.unwrap().blocked, None);
    assert!(shop.reader.verify().unwrap().is_sound());
    let missing = shop.store.block_buyer(openid("oNobodyEver"), String::new(), Seat::owner(), NOON).wait();
    assert_eq!(refused(missing), Refusal::NotFound);
}

/// Both the rows as they stand and the steps that made them: whoever edits one of them, and has the sums say the same, is
/// found by the chain.
#[test]
fn an_edited_note_tag_or_block_is_found_by_check() {
    for edit in [
        "UPDATE notes SET body = '老客户，少送' WHERE note_id = 1",
        "UPDATE notes SET removed_at = 7 WHERE note_id = 1",
        "DELETE FROM put_tags",
        "UPDATE put_tags SET tag = '易碎'",
        "UPDATE blocked_buyers SET reason = ''",
        "DELETE FROM blocked_buyers",
        "UPDATE marked_steps SET words = 'x' WHERE what = 'note_written'",
        "UPDATE marked_steps SET author = 'x' WHERE what = 'blocked'",
        "DELETE FROM marked_steps WHERE subject = 'order' AND step = 1",
        "UPDATE marked SET head = zeroblob(32) WHERE subject = 'buyer'",
    ] {
        let shop = World::new();
        let order = shop.paid_order(1);
        shop.notes(of(&order), "老客户");
        shop.makes("熟客");
        shop.makes("易碎");
        shop.puts(of(&order), "熟客").unwrap();
        shop.blocks(&order, "三次拒收");
        assert!(shop.reader.verify().unwrap().is_sound());
        let path = shop.folder.path().join("shop.db");
        drop(shop.reader);
        shop.store.close().unwrap();
        assert!(Connection::open(&path).unwrap().execute(edit, []).unwrap() > 0, "{edit}");
        accept_rows(&path).unwrap();
        let verdict = Reader::open(&path, ShopId::main()).unwrap().verify().unwrap();
        assert_eq!(verdict.first_edited, Some((order.order_no, HistoryFault::Marks)), "{edit}");
    }
}

#[test]
fn a_file_with_notes_in_it_opens_again_with_all_of_them() {
    let shop = World::new();
    let order = shop.paid_order(1);
    shop.notes(of(&order), "门卫代收");
    shop.blocks(&order, "");
    let before = shop.beside(&order);
    let shop = shop.reopened();
    assert_eq!(shop.beside(&order), before);
}

/// What receipts, slips, sheets, exports and the storefront's answers are made of.
#[test]
fn nothing_a_buyer_reads_or_holds_is_made_of_a_note_a_tag_or_a_block() {
    const SECRET: &str = "暗号";
    let shop = World::new();
    let order = shop.paid_order(2);
    let refund_no = shop.requests(&order, 10_00);
    let every = || {
        let reader = &shop.reader;
        let no = std::slice::from_ref(&order.order_no);
        [
            format!("{:?}", reader.order(&order.order_no).unwrap()),
            format!("{:?}", reader.refund(&refund_no).unwrap()),
            format!("{:?}", reader.buyer_orders(&order.openid, None, 10).unwrap()),
            format!("{:?}", reader.to_ship(None, 10).unwrap()),
            format!("{:?}", reader.standings(no).unwrap()),
            format!("{:?}", reader.prints_of(&order.order_no).unwrap()),
            format!("{:?}", reader.refunds_to_export(&RefundQuery::of(None), NOON, None, 10).unwrap()),
            format!("{:?}", reader.products().unwrap()),
        ]
    };
    let before = every();
    shop.makes(SECRET);
    for subject in [of(&order), buyer(&order), MarkSubject::Refund(refund_no.clone())] {
        shop.notes(subject.clone(), SECRET);
        shop.puts(subject, SECRET).unwrap();
    }
    shop.blocks(&order, SECRET);
    assert_eq!(every(), before);
    assert!(format!("{:?}", shop.beside(&order)).matches(SECRET).count() > 6, "the owner reads all of them");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The card adds up along indices; a plain count of every order and refund says the same.
    #[test]
    fn a_buyers_card_says_what_a_plain_count_says(orders in vec((0_u8..3, 1_u32..4, any::<bool>(), 0_i64..3), 0..12)) {
        let shop = World::new();
        for (at, (who, pieces, paid, back)) in orders.iter().enumerate() {
            let who = openid(&format!("oBuyer{who}"));
            let new = NewOrder { openid: who, ..shop.new_order(&[("coffee", *pieces)]) };
            let order = shop.store.place_order(new, NOON.plus(i64::try_from(at).unwrap())).wait().unwrap();
            if *paid {
                shop.asks_to_pay(&order.order_no);
                shop.word(&order.order_no, zhanggui::store::OrderWord::Paid(shop.facts(&order)));
                (0..*back).for_each(|turn| shop.refunded(&order, 5_00, turn));
            }
        }
        for who in 0..4 {
            let who = openid(&format!("oBuyer{who}"));
            let rows = shop.reader.buyer_orders(&who, None, 100).unwrap();
            let details: Vec<_> = rows.iter().map(|row| shop.order(&row.key.order_no)).collect();
            let card = shop.reader.buyer_card(&who).unwrap();
            prop_assert_eq!(card.is_none(), details.is_empty());
            let Some(card) = card else { continue };
            let paid = details.iter().filter(|detail| !detail.refundable.paid.is_zero());
            prop_assert_eq!(card.orders, paid.count() as u64);
            let kept: i64 = details.iter().map(|it| it.refundable.paid.get() - it.refundable.refunded.get()).sum();
            prop_assert_eq!(card.spent.get(), kept);
            let back = details.iter().flat_map(|it| &it.refunds).filter(|it| it.state == RefundState::Refunded);
            let sums: Vec<i64> = back.map(|it| it.amount.get()).collect();
            prop_assert_eq!((card.refunds, card.refunded.get()), (sums.len() as u64, sums.iter().sum()));
            prop_assert_eq!(Some(card.since), details.iter().map(|it| it.row.key.created_at).min());
        }
    }
}
