//! Buyers who have logged in are answered, however many others stand at the door.

use crate::world::*;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use zhanggui::domain::{Fen, Product, ProductId};
use zhanggui::listener::Listener;

const BUYERS: usize = 20;
/// Who shouts at once; together they keep the pace.
const SHOUTERS: u32 = 4;

/// What became of everyone.
#[derive(Debug, Default)]
struct Figures {
    buyers_answered: usize,
    newcomers_answered: usize,
    strangers_asked: usize,
    strangers_refused: usize,
    slowest: Duration,
}

/// The door is opened again: nobody has called since.
fn reopen(shop: &mut World) {
    shop.listener.take().unwrap().stop();
    let listener = Listener::start(shop.setup("127.0.0.1:0".parse().unwrap())).unwrap();
    shop.door = listener.local_addr();
    shop.listener = Some(listener);
}

/// Strangers without a token ask so many times a second, from before the first buyer until after the last.
fn trickle(shop: &World, tokens: &[String], a_second: u32) -> Figures {
    let (over, refused, asked) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let mut figures = Figures::default();
    std::thread::scope(|scope| {
        for n in 0..SHOUTERS {
            let (over, refused, asked) = (&over, &refused, &asked);
            scope.spawn(move || {
                let began = Instant::now();
                for turn in 0_u32.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let path = if turn % 2 == 0 { "/orders" } else { "/openapi.json" };
                    let status = shop.call("GET", path, "", "").status;
                    asked.fetch_add(1, Ordering::Relaxed);
                    refused.fetch_add(usize::from(status == 429), Ordering::Relaxed);
                    let next = began + Duration::from_secs(1) * (turn * SHOUTERS + n + 1) / a_second;
                    std::thread::sleep(next.saturating_duration_since(Instant::now()));
                }
            });
        }
        // Only when the strangers have used up what they have is there anything to be seen.
        while refused.load(Ordering::Relaxed) < 20 {
            std::thread::yield_now();
        }
        for (n, token) in tokens.iter().enumerate() {
            let began = Instant::now();
            let answers = [("GET", "/products", "", 200), ("GET", "/orders", "", 200), ("POST", "/orders", ORDER, 201)]
                .map(|(method, path, body, good)| shop.call(method, path, token, body).status == good);
            figures.slowest = figures.slowest.max(began.elapsed());
            figures.buyers_answered += usize::from(answers == [true; 3]);
            if n % 4 == 0 {
                let login = shop.call("POST", "/login", "", &format!(r#"{{"code":"oNewcomer{n}"}}"#));
                let token = || login.json()["token"].as_str().unwrap().to_owned();
                let known = login.status == 200 && shop.call("GET", "/orders", &token(), "").status == 200;
                figures.newcomers_answered += usize::from(known);
            }
        }
        over.store(true, Ordering::Relaxed);
    });
    figures.strangers_asked = asked.into_inner();
    figures.strangers_refused = refused.into_inner();
    figures
}

/// Ninety a second are a trickle, and once were enough: 2 of 20 buyers were answered.
#[test]
fn strangers_at_any_pace_shut_out_no_buyer() {
    let mut shop = World::new();
    let tokens: Vec<String> = (0..BUYERS).map(|n| shop.login(&format!("oBuyer{n}"))).collect();
    for a_second in [90, 500] {
        reopen(&mut shop);
        let figures = trickle(&shop, &tokens, a_second);
        println!("{a_second} strangers a second: {figures:?}");
        assert!(figures.strangers_refused > 0, "{figures:?}");
        assert_eq!((figures.buyers_answered, figures.newcomers_answered), (BUYERS, 5), "{figures:?}");
    }
}

#[test]
fn whoever_looks_at_the_shop_is_not_shut_out_by_whoever_shouts_at_the_till() {
    let shop = World::new();
    let shouted = (0..1_000).any(|_| shop.call("GET", "/orders", "", "").status == 429);
    assert!(shouted);
    assert_eq!(shop.call("GET", "/products", "", "").status, 200);
    assert_eq!(shop.call("POST", "/login", "", r#"{"code":"oNewcomer"}"#).status, 200);
}

/// Whatever moves a price or a stock: the next one who looks sees it.
#[test]
fn no_price_and_no_stock_is_ever_old() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let coffee = || {
        let products = shop.call("GET", "/products", "", "").json();
        let coffee = products["products"].as_array().unwrap().iter().find(|one| one["id"] == "coffee").cloned();
        coffee.map(|coffee| (coffee["price_fen"].as_i64().unwrap(), coffee["stock"].as_i64().unwrap()))
    };
    let put = |fen: i64, stock: u32, on_sale: bool| {
        let id = ProductId::parse("coffee").unwrap();
        let (name, price) = ("挂耳咖啡".to_owned(), Fen::new(fen).unwrap());
        shop.store
            .put_product(
                Product {
                    id,
                    name,
                    price,
                    stock,
                    on_sale,
                    picture: None,
                    facts: zhanggui::domain::ProductFacts::default(),
                },
                shop.now(),
            )
            .wait()
            .unwrap();
    };
    for round in 1..=10 {
        let fen = 3_900 + round;
        put(fen, 500, true);
        assert_eq!(coffee(), Some((fen, 500)), "the owner changed the price");
        assert_eq!(coffee(), Some((fen, 500)), "said again");
        let order_no = shop.places_order(&token);
        assert_eq!(coffee(), Some((fen, 498)), "two were ordered");
        assert_eq!(shop.call("POST", &format!("/orders/{order_no}/cancel"), &token, "").status, 200);
        assert_eq!(coffee(), Some((fen, 500)), "and are free again");
        shop.later(1);
    }
    put(1, 1, false);
    assert_eq!(coffee(), None, "taken off sale");
}
