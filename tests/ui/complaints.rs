//! The page of complaints: what the owner reads, and that each decision asks before it is said.

use crate::{
    shop::{NOW, Shop, order_no, yuan},
    world::World,
};
use zhanggui::{
    domain::{
        ComplainedOrder, ComplaintId, ComplaintProblem, ComplaintState, ComplaintTaskKind, TALK_REPLY, TalkEntry,
    },
    events::{OpenedPhone, ShopEvent},
    jobs::Command,
    store::{ComplaintDetail, ComplaintRow},
    ui::Lang,
};

fn id() -> ComplaintId {
    ComplaintId::parse("200000020260901000000000001").expect("a number")
}

/// A shop in which one buyer complains and has ten hours left to be answered.
pub fn complained() -> Shop {
    let shop = Shop::camellia();
    let row = ComplaintRow {
        complaint_id: id(),
        received_at: NOW.plus(-14 * 3600),
        state: ComplaintState::Pending,
        problem: ComplaintProblem::Refund,
        words: "咖啡豆包装破损，想退一部分钱".to_owned(),
        heading: "商品破损".to_owned(),
        named: ComplainedOrder {
            order_no: order_no(114).to_string(),
            transaction_id: "4200000000202609010000000001".to_owned(),
            amount: yuan("78.00"),
        },
        order_no: Some(order_no(114)),
        wanted: Some(yuan("20.00")),
        sealed_phone: Some("sealed".to_owned()),
        openid: None,
        fully_refunded: false,
        awaits_reply: true,
        times: 1,
        platform_looks: false,
        refund_no: None,
        version: 3,
        unseen: true,
        changed_at: NOW,
    };
    let said = TalkEntry {
        log_id: "1".to_owned(),
        operator: "投诉人".to_owned(),
        at: row.received_at,
        kind: "USER_CREATE_COMPLAINT".to_owned(),
        words: row.words.clone(),
        pictures: Vec::new(),
    };
    let (pictures, talk) = (Vec::new(), vec![said]);
    let detail = ComplaintDetail { row, pictures, talk, tasks: Vec::new(), refunds: Vec::new(), others: Vec::new() };
    shop.rows().complaints.push(detail);
    shop
}

fn page(lang: Lang) -> World {
    let mut world = World::speaking(complained(), lang);
    world.click(lang_pick(lang, "退款", "Refunds"));
    world.click(lang_pick(lang, "买家投诉 1", "Complaints 1"));
    world
}

const fn lang_pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn says(world: &World, part: &str) -> bool {
    world.everything_said().contains(part)
}

fn wished(world: &mut World) -> Vec<(ComplaintTaskKind, String, u32)> {
    let wishes = world.wishes().into_iter();
    let of = wishes.filter_map(|wish| if let Command::WishComplaint(wish) = wish { Some(wish) } else { None });
    of.map(|wish| (wish.kind, wish.words, wish.seen)).collect()
}

#[test]
fn the_owner_reads_how_much_time_is_left_and_replies_in_either_language() {
    for lang in [Lang::Zh, Lang::En] {
        let mut world = page(lang);
        assert!(says(&world, lang_pick(lang, "还剩 10 小时", "10 h left")));
        assert!(says(&world, "咖啡豆包装破损"));
        world.write(lang_pick(lang, "给买家的话（最多 200 字）", "To the buyer (200 characters at most)"), "已收到");
        world.click(lang_pick(lang, "回复买家", "Reply"));
        assert_eq!(wished(&mut world), [(ComplaintTaskKind::Reply, "已收到".to_owned(), 3)]);
    }
}

#[test]
fn agreeing_asks_first_and_says_that_no_money_moves_here() {
    let mut world = page(Lang::En);
    world.click("Agree to the refund…");
    assert!(wished(&mut world).is_empty());
    assert!(says(&world, "No money moves here"));
    world.click("Agree");
    assert_eq!(wished(&mut world), [(ComplaintTaskKind::Approve, String::new(), 3)]);
}

#[test]
fn the_telephone_is_shown_only_when_somebody_asks_for_it() {
    let mut world = page(Lang::En);
    assert!(!says(&world, "13800000000"));
    world.click("Show the telephone");
    assert!(world.wishes().contains(&Command::ShowComplaintPhone(id())));
    world.hears(&ShopEvent::ComplaintPhone(id(), Some(OpenedPhone("13800000000".to_owned()))));
    world.settle();
    assert!(says(&world, "13800000000"));
}

#[test]
fn the_talk_names_who_said_what_in_the_owners_words() {
    let shop = complained();
    shop.rows().complaints[0].talk.push(TalkEntry {
        log_id: "2".to_owned(),
        operator: "商户".to_owned(),
        at: NOW.plus(-3600),
        kind: TALK_REPLY.to_owned(),
        words: "已收到".to_owned(),
        pictures: Vec::new(),
    });
    let mut world = World::open(shop);
    world.click("Refunds");
    world.click("Complaints 1");
    assert!(says(&world, "The shop · ") && says(&world, "The buyer · "));
}
