//! An order is paid over one channel: WeChat takes its number there only, and the sheet that is open stays good.

use crate::http::Reply;
use crate::world::*;
use std::sync::mpsc;
use zhanggui::domain::{
    AppId, MchId, Merchant, NoticeVerdict, OrderNo, OrderState, PaidFacts, SignType, TransactionId,
};
use zhanggui::events::ShopEvent;

use zhanggui::wechat::{Account, Channel, GatewayError, NoAnswer, OrderStatus};

const TRANSACTION: &str = "4200000000202609010000000001";

fn pay(shop: &World, token: &str, order_no: &str, channel: &str) -> Reply {
    shop.call("POST", &format!("/orders/{order_no}/pay"), token, &format!(r#"{{"channel":"{channel}"}}"#))
}

fn asked(shop: &World) -> Vec<Channel> {
    shop.gateway.asked.lock().unwrap().iter().map(|order| order.channel).collect()
}

#[test]
fn the_other_channel_is_refused_in_words_and_the_sheet_that_is_open_stays_good() {
    for (first, second) in [("mini_program", "app"), ("app", "mini_program")] {
        let shop = World::new();
        let token = shop.login(LILEI);
        let order_no = shop.places_order(&token);
        let sheet = pay(&shop, &token, &order_no, first);
        assert_eq!(sheet.status, 200, "{sheet:?}");
        for _ in 0..2 {
            let other = pay(&shop, &token, &order_no, second);
            assert_eq!((other.status, other.code().as_str()), (409, "other_channel"));
            assert_eq!(other.json()["channel"], first);
            let again = pay(&shop, &token, &order_no, first);
            assert_eq!(again, sheet, "the same prepay id as before");
        }
        assert_eq!(asked(&shop).len(), 1, "WeChat was told of it once, over its own channel");
    }
}

#[test]
fn a_payment_in_the_app_names_the_app_and_only_a_notification_that_names_it_is_as_asked() {
    let shop = World::new();
    let merchant = account().merchant();
    shop.store.open_for(merchant, shop.now()).wait().unwrap();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    assert_eq!(pay(&shop, &token, &order_no, "app").status, 200);
    let order = shop.order(&order_no);
    assert_eq!(order.app_id.as_ref().map(AppId::as_str), Some(APP_CHANNEL), "kept with the payment");
    let notify = |app: &str| {
        let fields = paid_fields(&order_no, TRANSACTION, "7800");
        let in_app: Vec<_> =
            fields.into_iter().map(|(name, value)| (name, if name == "appid" { app } else { value })).collect();
        shop.notify(&signed(&in_app));
        shop.state(&order_no)
    };
    assert_eq!(notify(APP_ID), OrderState::ToPay, "the mini program's word is not about this payment");
    assert_eq!(notify("wx0000000000000000"), OrderState::ToPay, "and a stranger's app is no word of this merchant's");
    assert_eq!(notify(APP_CHANNEL), OrderState::Confirming);
    assert_eq!(shop.verdicts(), [NoticeVerdict::Accepted, NoticeVerdict::OtherMerchant, NoticeVerdict::Differs]);
}

#[test]
fn a_channel_that_never_reached_wechat_binds_nothing() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    let silence = GatewayError::NoAnswer(NoAnswer::Broken("deadline".to_owned()));
    shop.gateway.script.lock().unwrap().push_back(Err(silence));
    assert_eq!(pay(&shop, &token, &order_no, "app").code(), "wechat_unreachable");
    shop.gateway.statuses.lock().unwrap().extend([OrderStatus::NotPaid, OrderStatus::NotThere]);
    let there = pay(&shop, &token, &order_no, "mini_program");
    assert_eq!((there.code().as_str(), there.json()["channel"].as_str()), ("other_channel", Some("app")));
    assert_eq!(pay(&shop, &token, &order_no, "mini_program").status, 200, "WeChat never heard of it");
    assert_eq!(asked(&shop), [Channel::App, Channel::MiniProgram]);
}

#[test]
fn money_that_came_over_the_first_channel_is_found_when_the_second_is_wanted() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    let silence = GatewayError::NoAnswer(NoAnswer::Broken("deadline".to_owned()));
    shop.gateway.script.lock().unwrap().push_back(Err(silence));
    assert_eq!(pay(&shop, &token, &order_no, "app").code(), "wechat_unreachable");
    let facts = PaidFacts {
        order_no: OrderNo::parse(&order_no).unwrap(),
        transaction_id: TransactionId::parse(TRANSACTION).unwrap(),
        openid: None,
        total: shop.order(&order_no).row.total,
        currency: "CNY".to_owned(),
        paid_at: shop.now(),
        sign_type: SignType::HmacSha256,
        app_id: AppId::parse(APP_CHANNEL).ok(),
    };
    shop.gateway.statuses.lock().unwrap().push_back(OrderStatus::Paid { facts, refund_exists: false });
    assert_eq!(pay(&shop, &token, &order_no, "mini_program").code(), "payment_unclear");
    assert_eq!(shop.heard(&ShopEvent::PaymentCheckDue(OrderNo::parse(&order_no).unwrap())), 1, "the job looks at once");
    assert_eq!(shop.reader().due_payments(shop.now(), 10).unwrap().len(), 1);
}

#[test]
fn two_taps_on_two_channels_at_once_tell_wechat_of_one() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    let ((left, has_left), (go_on, gate)) = (mpsc::channel(), mpsc::channel());
    *shop.gateway.gate.lock().unwrap() = Some((left, gate));
    std::thread::scope(|scope| {
        let first = scope.spawn(|| pay(&shop, &token, &order_no, "mini_program"));
        has_left.recv().unwrap();
        let second = scope.spawn(|| pay(&shop, &token, &order_no, "app"));
        go_on.send(()).unwrap();
        assert_eq!(first.join().unwrap().status, 200);
        assert_eq!(second.join().unwrap().code(), "other_channel");
    });
    assert_eq!(asked(&shop), [Channel::MiniProgram]);
}

#[test]
fn the_sheet_of_another_merchants_order_is_not_opened_with_these_keys() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let first = Merchant { mch_id: MchId::parse("1900000110").unwrap(), ..account().merchant() };
    shop.store.open_for(first, shop.now()).wait().unwrap();
    let order_no = shop.places_order(&token);
    assert_eq!(pay(&shop, &token, &order_no, "mini_program").status, 200);
    shop.store.open_for(Account::merchant(&account()), shop.now()).wait().unwrap();
    assert_eq!(pay(&shop, &token, &order_no, "mini_program").code(), "shop_not_ready");
    assert_eq!(asked(&shop).len(), 1);
}
