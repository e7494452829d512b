//! What a buyer calls themselves: said or not, kept as one line, found by the owner, and nowhere on the way of the parcel.

use crate::world::*;
use zhanggui::{domain::Nickname, store::SearchField};

fn order_as(nickname: &str) -> String {
    ORDER.replace("\"note\":\"轻放\"", &format!("\"note\":\"\",\"nickname\":{}", serde_json::json!(nickname)))
}

#[test]
fn a_buyer_may_say_a_nickname_and_the_owner_finds_the_order_by_it() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let placed = |body: &str| {
        let reply = shop.call("POST", "/orders", &token, body);
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.json()["order_no"].as_str().unwrap().to_owned()
    };
    // An older mini program says none, one that asks may get none.
    let (older, silent) = (placed(ORDER), placed(&order_as("")));
    let named = placed(&order_as("  小满\u{202E}🌿\n"));
    let reader = shop.store.reader().unwrap();
    let hits = reader.search("小满", None, 8).unwrap().hits;
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].order.key.order_no.as_str(), named);
    assert_eq!((hits[0].field, hits[0].text.as_str()), (SearchField::Nickname, "小满🌿"));
    for no in [&older, &silent, &named] {
        assert_eq!(shop.order(no).receiver.name, "李雷", "the parcel goes to whom it always went");
        let shown = shop.call("GET", &format!("/orders/{no}"), &token, "").json().to_string();
        assert!(!shown.contains("小满"), "{shown}");
    }
    let card = reader.buyer_card(&shop.order(&named).openid).unwrap().unwrap();
    assert_eq!(card.nickname, Nickname::clean("小满🌿"));
}

#[test]
fn a_nickname_that_is_no_text_or_endless_is_refused_by_its_name() {
    let shop = World::new();
    let token = shop.login(LILEI);
    for wrong in [
        order_as(&"猫".repeat(65)),
        order_as("\u{1}"),
        ORDER.replace("\"note\":\"轻放\"", "\"note\":\"\",\"nickname\":7"),
    ] {
        let reply = shop.call("POST", "/orders", &token, &wrong);
        assert!(reply.status == 400 || reply.status == 422, "{wrong}: {reply:?}");
    }
}
