//! Messages that came at a bad moment, read once more from their stored text.

use super::world::{World, fen};
use zhanggui::{
    domain::{AppId, MchId, MessageId, NoticeVerdict, OrderState, SignType},
    events::CommandOutcome,
    jobs::{Command, TestPrints, Workers},
    store::{NoticeFilter, NoticeRow, RawMessage, Refusal, StoreError, TextPart},
    wechat::{Account, ApiKey, v2::sign},
};

const KEY: &str = "TestApiV2Key00000000000000000001";
const NUMBER: &str = "SC20260901-00000117";

fn account(key: &str) -> Account {
    Account {
        app_id: AppId::parse("wx2421b1c4370ec43b").unwrap(),
        app_channel_app_id: None,
        mch_id: MchId::parse("1900000109").unwrap(),
        key: ApiKey::new(key).unwrap(),
    }
}

/// What WeChat wrote when the order was paid.
fn text() -> String {
    let fields = [
        ("return_code", "SUCCESS"),
        ("result_code", "SUCCESS"),
        ("appid", "wx2421b1c4370ec43b"),
        ("mch_id", "1900000109"),
        ("openid", super::world::BUYER),
        ("out_trade_no", NUMBER),
        ("transaction_id", "4200000000000000000000000001"),
        ("total_fee", "12800"),
        ("fee_type", "CNY"),
        ("time_end", "20260921103000"),
        ("nonce_str", "a1b2c3"),
    ];
    sign::write_signed(&fields, &account(KEY).key, SignType::HmacSha256)
}

/// A shop whose key was wrong when the message came.
fn refused_once() -> (World, MessageId) {
    let mut world = World::new();
    world.shop.accounts = account(KEY).into();
    let message = RawMessage { text: text(), ..world.message("pay_notice") };
    let id = message.id.clone();
    world.store.record_payment_notice(message, Err(NoticeVerdict::WrongSignature), world.now()).wait().unwrap();
    (world, id)
}

fn listed(world: &World) -> Vec<NoticeRow> {
    world.reader.notices(NoticeFilter::All, None, 10).unwrap()
}

#[test]
fn a_message_that_came_while_the_key_was_wrong_is_used_later() {
    let (world, id) = refused_once();
    let order_no = world.order(NUMBER, fen(128_00));
    world.wechat.pays(&order_no, fen(128_00), "4200000000000000000000000001");
    let verdict = world.shop.replay_notice(&world.reader, &id, world.now()).unwrap();
    assert_eq!((verdict, world.order_state(&order_no)), (NoticeVerdict::Accepted, OrderState::Confirming));
    let rows = listed(&world);
    assert_eq!(rows.len(), 2, "what came stays as it came");
    assert!(rows.iter().any(|row| row.peer == "replay" && row.verdict == NoticeVerdict::Accepted));
    assert_eq!(world.reader.last_good_notice().unwrap(), None, "it proves nothing about the tunnel");
    world.run_jobs();
    assert_eq!(world.order_state(&order_no), OrderState::ToShip, "WeChat's own answer counts, as always");
    assert_eq!(world.shop.replay_notice(&world.reader, &id, world.now()).unwrap(), NoticeVerdict::Repeated);
}

#[test]
fn a_replay_proves_no_more_than_the_message_did() {
    let (mut world, id) = refused_once();
    world.order(NUMBER, fen(128_00));
    world.shop.accounts = account("AnotherApiV2Key00000000000000002").into();
    let verdict = world.shop.replay_notice(&world.reader, &id, world.now()).unwrap();
    assert_eq!(verdict, NoticeVerdict::WrongSignature);
    assert_eq!(
        world.reader.order(&zhanggui::domain::OrderNo::parse(NUMBER).unwrap()).unwrap().unwrap().row.state,
        OrderState::ToPay
    );
}

#[test]
fn a_message_that_is_gone_or_whose_text_was_forgotten_is_not_read_again() {
    let (world, id) = refused_once();
    let replay = |id: &MessageId| world.shop.replay_notice(&world.reader, id, world.now());
    let nothing = MessageId::of([9; 16]);
    assert!(matches!(replay(&nothing), Err(StoreError::Refused(Refusal::NotFound))));
    world.later(402 * 24 * 3600);
    // By WeChat's date too: nothing is forgotten before it was heard.
    world.paid_order("SC20260901-00000118", fen(12_80));
    assert_eq!(world.shop.forget_old_texts(world.now()).unwrap(), 1);
    assert!(matches!(replay(&id), Err(StoreError::Refused(Refusal::Text(TextPart::Raw)))));
}

#[test]
fn the_owners_click_reaches_the_thread_that_reads_and_is_answered() {
    let (world, id) = refused_once();
    let (heard, answers) = std::sync::mpsc::channel();
    world.shop.events.listen(move |event| {
        if let zhanggui::events::ShopEvent::CommandDone { ticket, outcome } = event {
            heard.send((*ticket, outcome.clone())).unwrap();
        }
    });
    let workers = Workers::start(&world.shop, &world.store, TestPrints::default()).unwrap();
    let ticket = workers.commands().send(Command::ReplayNotice(id)).unwrap();
    let answer = answers.recv_timeout(std::time::Duration::from_mins(1)).unwrap();
    assert_eq!(answer, (ticket, CommandOutcome::Done));
    workers.stop();
    assert_eq!(listed(&world)[0].verdict, NoticeVerdict::UnknownNumber);
}
