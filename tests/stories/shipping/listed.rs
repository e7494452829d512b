//! The second net: what was paid stands in WeChat's shipping index, also where its notification was lost and nobody asks about
//! it any more, and where the file never knew the order.

use super::super::{
    killed::shop::{KilledShop, order_no},
    world::{BUYER, order_of_one, shop_on},
};
use std::{fs, sync::Arc, time::Duration};
use zhanggui::{
    domain::{Attention, Fen, OpenId, OrderNo, OrderState, SignType, TransactionId, UnpaidAnswer},
    jobs::{ShippingApi, Shop},
    sandbox::{Fault, SandboxCall},
    store::{NewPayment, OrderUpdate, OrderWord, RawMessage, Store},
    wechat::{
        CertificateFiles, Endpoint,
        miniprogram::{AppSecret, ShippingClient},
        v2::V2Gateway,
    },
};

const HOUR: i64 = 60 * 60;
const PAID: i64 = 10_00;

/// The jobs of the shop on this file, with the calls of a real one.
fn jobs(shop: &KilledShop, store: &Store) -> Shop {
    let (sandbox, env) = (&shop.sandbox, shop.env.clone());
    let account = sandbox.config().account.clone();
    let endpoint = Endpoint {
        pay_url: sandbox.base_url(),
        miniprogram_url: sandbox.base_url(),
        extra_root_ca: Some(fs::read(sandbox.ca_path()).unwrap()),
        proxy: None,
        deadline: Duration::from_secs(10),
    };
    let pem = |name: &str| sandbox.dir().join(name);
    let files = CertificateFiles::named(pem("apiclient_cert.pem"), pem("apiclient_key.pem"));
    let gateway = V2Gateway::watching(account.clone(), &endpoint, files, env.clone()).unwrap();
    let secret = AppSecret::new(&sandbox.config().app_secret).unwrap();
    let client = ShippingClient::new(account.app_id, account.mch_id, secret, &endpoint, env.clone()).unwrap();
    Shop { shipping_api: Some(ShippingApi::new(Arc::new(client))), ..shop_on(store, Arc::new(gateway), env, 0) }
}

/// Nobody has paid it yet as far as the shop knows, and nobody asks for days.
fn unpaid(shop: &KilledShop, store: &Store, at: usize) -> OrderNo {
    let (now, order_no) = (shop.env.now(), order_no(at));
    store.place_order(order_of_one(&order_no, now), now).wait().unwrap();
    let (id, text) = (shop.env.rng.message_id(), "<xml/>".to_owned());
    let call = RawMessage { id, kind: "unifiedorder", peer: String::new(), headers: String::new(), text };
    let payment = NewPayment {
        order_no: order_no.clone(),
        sign_type: SignType::HmacSha256,
        channel: "mini_program",
        public_url: String::new(),
        call,
        next_ask_at: now.plus(6 * 24 * HOUR),
    };
    store.begin_payment(payment, now).wait().unwrap();
    order_no
}

fn paid_at_wechat(shop: &KilledShop, order_no: &OrderNo, transaction: u32, ago: i64) {
    let openid = OpenId::parse(BUYER).unwrap();
    let transaction = TransactionId::parse(&format!("42{transaction:026}")).unwrap();
    let at = shop.env.now().plus(-ago);
    let total = Fen::new(PAID).unwrap();
    shop.sandbox.add_order_paid_at(order_no, total, &openid, Some(transaction), at).unwrap();
}

#[test]
fn an_order_whose_notice_and_questions_were_lost_is_found_in_wechats_shipping_list() {
    let shop = KilledShop::with_stock(3);
    let unknown = order_no(9);
    shop.at_the_file(|store| {
        let (jobs, reader) = (jobs(&shop, store), store.reader().unwrap());
        let (lost, closed) = (unpaid(&shop, store, 0), unpaid(&shop, store, 1));
        let now = shop.env.now();
        let says = |no: &OrderNo, why| {
            let (word, next_ask_at) = (OrderWord::Unpaid(why), now.plus(6 * 24 * HOUR));
            let update = OrderUpdate { order_no: no.clone(), word, answer: None, next_ask_at };
            store.record_order_word(update, now).wait().unwrap();
        };
        while jobs.check_orders(&reader, now).unwrap() > 0 {}
        says(&closed, UnpaidAnswer::Closed);
        says(&lost, UnpaidAnswer::NotThere);
        for (no, at) in [(&lost, 1), (&closed, 2), (&unknown, 3)] {
            paid_at_wechat(&shop, no, at, 2 * HOUR);
        }
        assert_eq!(jobs.check_orders(&reader, now).unwrap(), 0, "nobody asks");

        // The list itself may be lost: an hour later it is asked for again.
        shop.sandbox.faults().next(SandboxCall::OrderList, Fault::SystemErrorBefore, 1);
        assert_eq!(jobs.find_listed_payments(now).unwrap(), 0);
        assert_eq!(jobs.find_listed_payments(now.plus(60)).unwrap(), 0, "at a modest pace");
        let later = now.plus(HOUR);
        assert_eq!(jobs.find_listed_payments(later).unwrap(), 3);
        while jobs.check_orders(&reader, later).unwrap() > 0 {}
        let state = |no: &OrderNo| reader.order(no).unwrap().unwrap().row;
        assert_eq!(state(&lost).state, OrderState::ToShip, "asked about by its number, and confirmed");
        assert_eq!(state(&closed).attention, Some(Attention::PaidAfterClose));
        assert_eq!(state(&unknown).attention, Some(Attention::FromElsewhere));
        let asked =
            |no: &OrderNo| shop.calls(|call| call.call == SandboxCall::OrderQuery && call.number == no.as_str());
        assert!([&lost, &closed, &unknown].map(asked).iter().all(|asked| *asked > 0), "the list is not believed");
        assert_eq!(jobs.find_listed_payments(later.plus(HOUR)).unwrap(), 0, "and it is known from then on");
    });
}

#[test]
fn a_list_of_many_pages_is_read_to_its_end() {
    let shop = KilledShop::with_stock(1);
    let numbers: Vec<OrderNo> = (10..260).map(order_no).collect();
    for (no, at) in numbers.iter().zip(10..) {
        paid_at_wechat(&shop, no, at, 3 * HOUR);
    }
    paid_at_wechat(&shop, &order_no(5), 5, 4 * 24 * HOUR);
    shop.at_the_file(|store| {
        let jobs = jobs(&shop, store);
        assert_eq!(jobs.find_listed_payments(shop.env.now()).unwrap(), numbers.len(), "and not what is older");
        assert_eq!(shop.calls(|call| call.call == SandboxCall::OrderList), 3);
    });
}
