//! Whose rows these are: written down at the first opening, and with every payment.

use crate::world::*;
use rusqlite::Connection;
use std::path::Path;
use zhanggui::domain::{AppId, MchId, Merchant, OrderNo, OrderState, ShopId, SignType, UnpaidAnswer};
use zhanggui::store::{NewPayment, OrderUpdate, OrderWord, RawMessage, RefundApproval, Refusal, Store};

const FIRST: &str = "1900000109";
const SECOND: &str = "1900000110";
const MINI: &str = "wx2421b1c4370ec43b";
const APP: &str = "wx5e7a3d1f9b2c4860";

fn merchant(mch_id: &str, app: Option<&str>) -> Merchant {
    Merchant {
        mch_id: MchId::parse(mch_id).unwrap(),
        app_id: AppId::parse(MINI).unwrap(),
        app_channel_app_id: app.map(|app| AppId::parse(app).unwrap()),
    }
}

fn asks_for(shop: &World, order_no: &OrderNo, channel: &'static str, text: &str) {
    let call = RawMessage { text: text.to_owned(), ..shop.message("unifiedorder") };
    let (hmac, url) = (SignType::HmacSha256, String::new());
    shop.store
        .begin_payment(
            NewPayment {
                order_no: order_no.clone(),
                sign_type: hmac,
                channel,
                public_url: url,
                call,
                next_ask_at: NOON.plus(60),
            },
            NOON,
        )
        .wait()
        .unwrap();
}

#[test]
fn the_first_opening_writes_the_merchant_down_and_every_payment_names_its_own() {
    let shop = World::new();
    assert_eq!(shop.reader.merchant().unwrap(), None);
    let opened = shop.store.open_for(merchant(FIRST, Some(APP)), NOON).wait().unwrap();
    assert_eq!((opened.changed_from, opened.held), (None, Vec::new()));
    assert_eq!(shop.reader.merchant().unwrap(), Some(merchant(FIRST, Some(APP))));
    for (channel, app) in [("mini_program", MINI), ("app", APP)] {
        let order = shop.places(&[("coffee", 1)]);
        let whose = |no: &OrderNo| shop.order(no).app_id;
        assert_eq!(whose(&order.order_no), None, "not asked for yet");
        asks_for(&shop, &order.order_no, channel, "<xml/>");
        assert_eq!(whose(&order.order_no), AppId::parse(app).ok(), "{channel}");
    }
    let other = shop.store.open_for(merchant(SECOND, None), NOON.plus(1)).wait().unwrap();
    assert_eq!(other.changed_from, MchId::parse(FIRST).ok());
    assert_eq!(other.held.iter().map(|rows| (rows.orders, rows.payments)).collect::<Vec<_>>(), [(2, 2)]);
    assert!(shop.reader.due_payments(NOON.plus(99_999), 10).unwrap().is_empty());
    assert_eq!(shop.reader.next_due().unwrap(), None, "nothing sleeps until what is not asked");
    let back = shop.store.open_for(merchant(FIRST, None), NOON.plus(2)).wait().unwrap();
    assert_eq!((back.changed_from, back.held), (MchId::parse(SECOND).ok(), Vec::new()));
    assert_eq!(shop.reader.due_payments(NOON.plus(99_999), 10).unwrap().len(), 2);
}

#[test]
fn an_order_nobody_asked_for_yet_belongs_to_nobody_and_is_paid_to_whoever_asks() {
    let shop = World::new();
    shop.store.open_for(merchant(FIRST, None), NOON).wait().unwrap();
    let order = shop.places(&[("coffee", 1)]);
    shop.store.open_for(merchant(SECOND, None), NOON).wait().unwrap();
    assert_eq!(shop.order(&order.order_no).held_for, None);
    asks_for(&shop, &order.order_no, "mini_program", "<xml/>");
    assert_eq!(shop.order(&order.order_no).held_for, None);
}

/// The file as a version before merchants left it: no payment names anybody.
fn from_before(path: &Path) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("DELETE FROM merchants; UPDATE payments SET mch_id = NULL, app_id = NULL, held = 0").unwrap();
}

fn call(mch_id: &str) -> String {
    zhanggui::wechat::v2::wire::write(&[("out_trade_no", "x"), ("appid", MINI), ("mch_id", mch_id)])
}

#[test]
fn rows_from_before_are_whose_their_calls_say_and_else_whose_the_file_is_opened_for() {
    let shop = World::new();
    let [named, unnamed, others] = [FIRST, "", SECOND].map(|mch_id| {
        let order = shop.places(&[("coffee", 1)]);
        let text = if mch_id.is_empty() { String::new() } else { call(mch_id) };
        asks_for(&shop, &order.order_no, "mini_program", &text);
        order.order_no
    });
    let path = shop.folder.path().join("shop.db");
    shop.store.clone().close().unwrap();
    from_before(&path);
    let store = Store::open(&path, ShopId::main()).unwrap();
    store.open_for(merchant(FIRST, None), NOON).wait().unwrap();
    let reader = store.reader().unwrap();
    let held = |no: &OrderNo| reader.order(no).unwrap().unwrap().held_for;
    assert_eq!((held(&named), held(&unnamed)), (None, None));
    assert_eq!(held(&others), MchId::parse(SECOND).ok(), "its own call says whose it is");
    // An answer to the first one's keys moves nothing of the second's.
    store
        .record_order_word(
            OrderUpdate {
                order_no: others.clone(),
                word: OrderWord::Unpaid(UnpaidAnswer::Closed),
                answer: None,
                next_ask_at: NOON,
            },
            NOON,
        )
        .wait()
        .unwrap();
    assert_eq!(reader.order(&others).unwrap().unwrap().row.state, OrderState::ToPay);
}

#[test]
fn the_example_beside_ones_own_settings_is_an_ordinary_shop() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/shop.db.example"), &path).unwrap();
    let store = Store::open(&path, ShopId::main()).unwrap();
    let opened = store.open_for(merchant("1234567890", None), NOON).wait().unwrap();
    assert_eq!((opened.changed_from, opened.held), (None, Vec::new()));
    let reader = store.reader().unwrap();
    assert!(!reader.due_payments(NOON.plus(99_999_999), 10).unwrap().is_empty());
    let waiting = reader.refunds(zhanggui::store::RefundFilter::Waiting, 1).unwrap();
    let answer = store.approve_refund(
        RefundApproval {
            refund_no: waiting[0].refund_no.clone(),
            seen: waiting[0].version,
            amount: waiting[0].amount,
            reply: "好的".to_owned(),
            pieces: None,
            restock: Vec::new(),
        },
        NOON,
        NOON,
    );
    assert!(!matches!(answer.wait(), Err(zhanggui::store::StoreError::Refused(Refusal::OtherMerchant(_)))));
}
