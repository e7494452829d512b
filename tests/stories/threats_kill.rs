//! Killed under load: whatever WeChat was told SUCCESS about is in the file. `ZHANGGUI_KILLS` says how often.

use super::{
    threats_program::{Besieged, account, ask, connect, notice},
    world::{BUYER, fen},
};
use std::{
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use zhanggui::{
    domain::{
        NoticeVerdict, OpenId, OrderNo, OrderState, Product, ProductId, Quantity, Receiver, ShopId, SignType,
        TransactionId,
    },
    store::{NewOrder, NewPayment, NoticeFilter, RawMessage, Store},
    wechat::v2::sign,
};

const CONNECTIONS: usize = 16;
const ORDERS_A_KILL: usize = 500;

/// A service manager may change its mind at any moment; `stop` fails unless the program ends by itself, as asked.
#[test]
fn a_service_that_is_ended_the_moment_it_is_ready_closes_in_good_order() {
    let shop = Besieged::new();
    for _ in 0..6 {
        shop.serve("error").stop();
    }
    assert!(!shop.data.join("shop.db-wal").exists(), "everything is in the file");
}

fn order_no(at: usize) -> OrderNo {
    OrderNo::parse(&format!("SC20260901-{at:08}")).unwrap()
}

fn transaction(at: usize) -> TransactionId {
    TransactionId::parse(&format!("42{at:026}")).unwrap()
}

/// Orders whose payment sheet is open, booked as paid at the stand-in.
fn fill(shop: &Besieged, orders: usize) {
    let (store, now) = (shop.store(), shop.env.now());
    let openid = OpenId::parse(BUYER).unwrap();
    let id = ProductId::parse("p-1").unwrap();
    let stock = u32::try_from(orders).unwrap();
    let product = Product {
        id: id.clone(),
        name: "挂耳咖啡".to_owned(),
        price: fen(10_00),
        stock,
        on_sale: true,
        picture: None,
        facts: zhanggui::domain::ProductFacts::default(),
    };
    store.put_product(product, now).wait().unwrap();
    let mut begun = Vec::new();
    for at in 0..orders {
        let order = NewOrder {
            order_no: order_no(at),
            openid: openid.clone(),
            items: vec![(id.clone(), Quantity::new(1).unwrap())],
            receiver: Receiver::new("李雷", "13800001234", "广州市海珠区新港中路 397 号").unwrap(),
            note: String::new(),
            pickup: None,
            nickname: None,
            idempotency_key: None,
            pay_before: now.plus(1800),
            freight: zhanggui::domain::FreightRules::default(),
        };
        drop(store.place_order(order, now));
        let call = RawMessage {
            id: shop.env.rng.message_id(),
            kind: "unifiedorder",
            peer: String::new(),
            headers: String::new(),
            text: "<xml/>".to_owned(),
        };
        let ask_at = now.plus(1800);
        let way = SignType::HmacSha256;
        begun.push(store.begin_payment(
            NewPayment {
                order_no: order_no(at),
                sign_type: way,
                channel: "mini_program",
                public_url: String::new(),
                call,
                next_ask_at: ask_at,
            },
            now,
        ));
        let booked = shop.sandbox.add_paid_order(&order_no(at), fen(10_00), &openid, Some(transaction(at)));
        assert_eq!(booked, Some(transaction(at)));
    }
    for answer in begun {
        answer.wait().unwrap();
    }
    store.close().unwrap();
}

fn paid_notice(at: usize) -> String {
    let (order_no, transaction) = (order_no(at), transaction(at));
    let fields = [
        ("return_code", "SUCCESS"),
        ("result_code", "SUCCESS"),
        ("appid", "wx2421b1c4370ec43b"),
        ("mch_id", "1900000109"),
        ("nonce_str", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"),
        ("sign_type", "HMAC-SHA256"),
        ("openid", BUYER),
        ("trade_type", "JSAPI"),
        ("bank_type", "OTHERS"),
        ("total_fee", "1000"),
        ("fee_type", "CNY"),
        ("cash_fee", "1000"),
        ("transaction_id", transaction.as_str()),
        ("out_trade_no", order_no.as_str()),
        ("time_end", "20260901100000"),
    ];
    sign::write_signed(&fields, &account().key, SignType::HmacSha256)
}

/// Sends one notification after the other until the program is gone; whatever was answered SUCCESS is noted.
fn load(door: SocketAddr, next: &AtomicUsize, end: usize, acknowledged: &Mutex<Vec<usize>>) {
    let Some(mut line) = connect(door) else { return };
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        if at >= end {
            return;
        }
        match ask(&mut line, &notice(&paid_notice(at))) {
            Some((200, body)) if body.contains("SUCCESS") => acknowledged.lock().unwrap().push(at),
            Some(other) => panic!("a right notification was answered {other:?}"),
            None => return,
        }
    }
}

/// How many of these are not in the file as they were told.
fn lost(shop: &Besieged, acknowledged: &[usize]) -> usize {
    let store = Store::open(&shop.data.join("shop.db"), ShopId::main()).unwrap();
    let reader = store.reader().unwrap();
    let notices = reader.notices(NoticeFilter::All, None, u32::MAX).unwrap();
    let listed: std::collections::HashMap<_, _> =
        notices.into_iter().filter_map(|it| Some((it.order_no?, it.verdict))).collect();
    let is_there = |at: usize| {
        let order = reader.order(&order_no(at)).unwrap().expect("the order");
        let state = order.row.state;
        // Repeated: asking WeChat was faster than its notification. Either way the message and the payment are there.
        let verdict = listed.get(&order_no(at));
        let kept = matches!(verdict, Some(NoticeVerdict::Accepted | NoticeVerdict::Repeated));
        kept && matches!(state, OrderState::Confirming | OrderState::ToShip)
    };
    let lost = acknowledged.iter().filter(|at| !is_there(**at)).count();
    drop(reader);
    store.close().unwrap();
    lost
}

#[test]
fn killed_under_load_the_shop_has_every_notification_it_acknowledged() {
    let kills = std::env::var("ZHANGGUI_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
    let shop = Besieged::new();
    fill(&shop, kills * ORDERS_A_KILL);
    let (mut all, mut amid) = (0, 0);
    for kill in 0..kills {
        let program = shop.serve("error");
        let door = program.door;
        let (next, end) = (AtomicUsize::new(kill * ORDERS_A_KILL), (kill + 1) * ORDERS_A_KILL);
        let acknowledged = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            let (next, acknowledged) = (&next, &acknowledged);
            for _ in 0..CONNECTIONS {
                scope.spawn(move || load(door, next, end, acknowledged));
            }
            // A moment nobody chose: after some answers, and some milliseconds more.
            let some = usize::try_from(shop.env.rng.number() % 200).unwrap();
            while acknowledged.lock().unwrap().len() <= some {
                std::thread::yield_now();
            }
            std::thread::sleep(Duration::from_micros(shop.env.rng.number() % 5_000));
            program.kill();
        });
        let acknowledged = acknowledged.into_inner().unwrap();
        assert_eq!(lost(&shop, &acknowledged), 0, "kill {kill}");
        all += acknowledged.len();
        amid += usize::from(acknowledged.len() < ORDERS_A_KILL);
    }
    println!("kills under load {kills} ({amid} amid it), acknowledged {all}, lost 0");
    assert_eq!(amid, kills, "every kill found notifications under way");
}
