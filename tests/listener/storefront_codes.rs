//! Every problem a mini program can be told of: met once, in both languages, with the code and status it is known by.

use crate::http::{Reply, request, send};
use crate::world::*;
use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::Value;
use std::io::Cursor;
use std::sync::Arc;
use zhanggui::domain::{
    BuyerLimits, Fen, OpenId, OrderNo, Product, ProductFacts, ProductId, RefundRule, Seat, UnpaidAnswer, Variant,
};
use zhanggui::store::{OrderUpdate, OrderWord, Shipping};
use zhanggui::wechat::{GatewayError, NoAnswer};

const TRANSACTION: &str = "4200000000202609010000000001";
const YEAR: i64 = 366 * 24 * 3600;

/// A buyer who speaks one language.
struct Buyer<'a> {
    shop: &'a World,
    speaks: &'static str,
    token: String,
}

impl Buyer<'_> {
    fn call(&self, method: &str, path: &str, body: &str) -> Reply {
        self.shop.call_with(method, path, &self.token, body, &[("Accept-Language", self.speaks)])
    }

    fn order(&self, body: &str) -> Reply {
        self.call("POST", "/orders", body)
    }

    fn login(&self, code: &str) -> Reply {
        self.call("POST", "/login", &format!(r#"{{"code":"{code}"}}"#))
    }

    fn pay(&self, order_no: &str) -> Reply {
        self.call("POST", &format!("/orders/{order_no}/pay"), r#"{"channel":"mini_program"}"#)
    }

    fn pay_in_the_app(&self, order_no: &str) -> Reply {
        self.call("POST", &format!("/orders/{order_no}/pay"), r#"{"channel":"app"}"#)
    }

    fn cancel(&self, order_no: &str) -> Reply {
        self.call("POST", &format!("/orders/{order_no}/cancel"), "")
    }

    fn paid(&self) -> String {
        let order_no = self.shop.places_order(&self.token);
        assert_eq!(self.pay(&order_no).status, 200);
        self.shop.confirm(&order_no, TRANSACTION);
        order_no
    }

    fn wish(&self, order_no: &str, wish: &str) -> Reply {
        self.call("POST", &format!("/orders/{order_no}/refunds"), wish)
    }

    fn declined(&self, error: GatewayError) -> Reply {
        self.shop.gateway.script.lock().unwrap().push_back(Err(error));
        self.pay(&self.shop.places_order(&self.token))
    }

    fn upload(&self, file: &[u8], field: &str) -> Reply {
        let refund = self.wish(&self.paid(), r#"{"reason":"杯子碎了","amount_fen":1}"#).json();
        self.upload_to(refund["refund_no"].as_str().unwrap(), file, field)
    }

    fn upload_to(&self, refund_no: &str, file: &[u8], field: &str) -> Reply {
        let part = format!("--b\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"a\"\r\n\r\n");
        let body = [part.as_bytes(), file, b"\r\n--b--\r\n"].concat();
        let head = format!(
            "POST /api/v1/refunds/{refund_no}/pictures HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\nAccept-Language: {}\r\n\
             Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n\r\n",
            self.token,
            self.speaks,
            body.len()
        );
        send(self.shop.door, &[head.as_bytes(), &body].concat())
    }
}

fn png(wide: u32, high: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::new(wide, high)).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn shouted(buyer: &Buyer<'_>) -> Reply {
    let mut replies = (0..200).map(|_| buyer.call("GET", "/orders", ""));
    replies.find(|reply| reply.status == 429).expect("sixty at once and ten a second are fewer than 200")
}

fn half_a_login(buyer: &Buyer<'_>) -> Reply {
    let head = format!(
        "POST /api/v1/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAccept-Language: {}\r\nContent-Length: 99\r\n\r\n{{",
        buyer.speaks
    );
    send(buyer.shop.door, head.as_bytes())
}

/// All places of the storefront are taken by buyers who wait for WeChat.
fn crowded(buyer: &Buyer<'_>) -> Reply {
    let (shop, token) = (buyer.shop, &buyer.token);
    let crowd = ["oCrowd1", "oCrowd2"].map(|openid| shop.login(openid));
    let orders: Vec<(&String, String)> =
        crowd.iter().cycle().take(20).map(|one| (one, shop.places_order(one))).collect();
    let (left, has_left) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let mut gates = Vec::new();
        for (paying, order) in &orders {
            let (go_on, gate) = std::sync::mpsc::channel();
            *shop.gateway.gate.lock().unwrap() = Some((left.clone(), gate));
            gates.push(go_on);
            scope.spawn(move || shop.wants_to_pay(paying, order));
            has_left.recv().unwrap();
        }
        let reply = buyer.pay(&shop.places_order(token));
        drop(gates);
        reply
    })
}

/// The same buyer in a shop where one buyer may take little.
fn in_a_strict_shop(buyer: &Buyer<'_>, limits: BuyerLimits, meet: Meet) -> Reply {
    let shop = World::limited(limits);
    let token = shop.login(LILEI);
    meet(&Buyer { shop: &shop, speaks: buyer.speaks, token })
}

/// On the shelf, with what else is said of it.
fn put(buyer: &Buyer<'_>, id: &str, facts: ProductFacts) {
    let (id, price) = (ProductId::parse(id).unwrap(), Fen::new(3_900).unwrap());
    let product = Product { id, name: "挂耳咖啡".to_owned(), price, stock: 9, on_sale: true, picture: None, facts };
    buyer.shop.store.put_product(product, buyer.shop.now()).wait().unwrap();
}

type Meet = fn(&Buyer<'_>) -> Reply;

/// How each problem is met, and its status.
const MET: &[(&str, u16, Meet)] = &[
    ("bad_json", 400, |b| b.order("{")),
    ("bad_field", 422, |b| b.order(&ORDER.replace("李雷", ""))),
    ("not_json", 415, |b| {
        b.shop.call_with(
            "POST",
            "/orders",
            &b.token,
            ORDER,
            &[("Content-Type", "text/plain"), ("Accept-Language", b.speaks)],
        )
    }),
    ("too_large", 413, |b| b.order(&ORDER.replace("轻放", &"x".repeat(70_000)))),
    ("too_slow", 408, half_a_login),
    ("bad_login_code", 401, |b| b.login("used")),
    ("not_logged_in", 401, |b| b.shop.call_with("GET", "/orders", "nobody", "", &[("Accept-Language", b.speaks)])),
    ("not_found", 404, |b| b.call("GET", "/orders/SC20260901-00000000", "")),
    ("not_on_sale", 409, |b| b.order(&ORDER.replace("coffee", "tea"))),
    ("out_of_stock", 409, |b| b.order(&ORDER.replace("\"coffee\",\"quantity\":2", "\"pot\",\"quantity\":3"))),
    ("choose_variant", 409, |b| {
        put(b, "cup", ProductFacts::default());
        let variant = Some(Variant { of: ProductId::parse("coffee").unwrap(), words: "大".to_owned(), place: 0 });
        put(b, "cup", ProductFacts { variant, ..ProductFacts::default() });
        b.order(ORDER)
    }),
    ("not_refundable", 409, |b| {
        put(b, "coffee", ProductFacts { refunds: RefundRule::Never, ..ProductFacts::default() });
        b.wish(&b.paid(), r#"{"reason":"a","amount_fen":1}"#)
    }),
    ("refund_time_over", 409, |b| {
        put(b, "coffee", ProductFacts { refunds: RefundRule::Within(7), ..ProductFacts::default() });
        let order_no = b.paid();
        let (number, version) = (OrderNo::parse(&order_no).unwrap(), b.shop.order(&order_no).version);
        let parcel = Shipping::express("SF", "SF1234567890");
        b.shop.store.ship_order(number, version, parcel, b.shop.now()).wait().unwrap();
        assert_eq!(b.call("POST", &format!("/orders/{order_no}/received"), "").status, 200);
        b.shop.later(8 * 24 * 3600);
        b.wish(&order_no, r#"{"reason":"a","amount_fen":1}"#)
    }),
    ("repeated_product", 409, |b| {
        let line = r#"{"product_id":"coffee","quantity":2}"#;
        b.order(&ORDER.replace(line, &format!("{line},{line}")))
    }),
    ("not_in_order", 409, |b| {
        b.wish(&b.paid(), r#"{"reason":"a","amount_fen":1,"items":[{"product_id":"pot","quantity":1}]}"#)
    }),
    ("key_reused", 409, |b| {
        let keyed = |body: &str| {
            let headers = [("Idempotency-Key", "k"), ("Accept-Language", b.speaks)];
            b.shop.call_with("POST", "/orders", &b.token, body, &headers)
        };
        assert_eq!(keyed(ORDER).status, 201);
        keyed(&ORDER.replace("轻放", "重放"))
    }),
    ("order_paid", 409, |b| b.pay(&b.paid())),
    ("order_closed", 409, |b| {
        let order_no = b.shop.places_order(&b.token);
        assert_eq!(b.cancel(&order_no).status, 200);
        b.pay(&order_no)
    }),
    ("order_expired", 409, |b| {
        let order_no = b.shop.places_order(&b.token);
        b.shop.later(1801);
        b.pay(&order_no)
    }),
    ("order_cancelling", 409, |b| {
        let order_no = b.shop.places_order(&b.token);
        assert_eq!(b.pay(&order_no).status, 200);
        assert_eq!(b.cancel(&order_no).status, 200);
        b.pay(&order_no)
    }),
    ("payment_unclear", 409, |b| {
        b.declined(GatewayError::Declined { code: "ORDERPAID".to_owned(), message: String::new() })
    }),
    ("no_app_channel", 409, |b| {
        let without = World::with(Some(zhanggui::wechat::Account { app_channel_app_id: None, ..account() }));
        let there = Buyer { shop: &without, speaks: b.speaks, token: without.login(LILEI) };
        there.pay_in_the_app(&without.places_order(&there.token))
    }),
    ("other_channel", 409, |b| {
        let order_no = b.shop.places_order(&b.token);
        assert_eq!(b.pay(&order_no).status, 200);
        b.pay_in_the_app(&order_no)
    }),
    ("payment_declined", 409, |b| {
        b.declined(GatewayError::Declined { code: "NOTENOUGH".to_owned(), message: String::new() })
    }),
    ("wrong_state", 409, |b| b.cancel(&b.paid())),
    ("refund_amount", 409, |b| b.wish(&b.paid(), r#"{"reason":"a","amount_fen":7801}"#)),
    ("refunds_closed", 409, |b| {
        let order_no = b.paid();
        b.shop.later(YEAR);
        let again = Buyer { token: b.shop.login(LILEI), ..*b };
        again.wish(&order_no, r#"{"reason":"a","amount_fen":1}"#)
    }),
    ("not_a_form", 400, |b| b.upload(&png(2, 2), "picture")),
    ("not_a_picture", 415, |b| b.upload(b"<svg/>", "file")),
    ("picture_too_large", 409, |b| b.upload(&png(12_001, 1), "file")),
    ("too_many_pictures", 409, |b| {
        let refund = b.wish(&b.paid(), r#"{"reason":"a","amount_fen":1}"#).json();
        let refund_no = refund["refund_no"].as_str().unwrap();
        let mut replies = (1..=10).map(|wide| b.upload_to(refund_no, &png(wide, 1), "file"));
        replies.find(|reply| reply.status != 201).expect("nine are enough")
    }),
    ("blocked", 403, |b| {
        // A shop blocks whom it knows.
        b.shop.places_order(&b.token);
        let (openid, now) = (OpenId::parse(LILEI).unwrap(), b.shop.now());
        b.shop.store.block_buyer(openid.clone(), String::new(), Seat::owner(), now).wait().unwrap();
        let reply = b.order(ORDER);
        b.shop.store.unblock_buyer(openid, Seat::owner(), now).wait().unwrap();
        reply
    }),
    ("orders_used_up", 429, |b| {
        in_a_strict_shop(b, BuyerLimits { orders: 1, ..BuyerLimits::NONE }, |b| {
            b.shop.places_order(&b.token);
            b.order(ORDER)
        })
    }),
    ("unpaid_pieces", 429, |b| {
        in_a_strict_shop(b, BuyerLimits { open_unpaid_pieces: 1, ..BuyerLimits::NONE }, |b| b.order(ORDER))
    }),
    ("payments_used_up", 429, |b| {
        in_a_strict_shop(b, BuyerLimits { orders: 1, ..BuyerLimits::NONE }, |b| {
            let order_no = b.shop.places_order(&b.token);
            let no_answer = || Err(GatewayError::NoAnswer(NoAnswer::Broken("deadline".to_owned())));
            b.shop.gateway.script.lock().unwrap().extend(std::iter::repeat_with(no_answer).take(9));
            (0..9).map(|_| b.pay(&order_no)).find(|reply| reply.status != 503).expect("three sheets are enough")
        })
    }),
    ("pictures_used_up", 429, |b| {
        in_a_strict_shop(b, BuyerLimits { picture_bytes: 100, ..BuyerLimits::NONE }, |b| b.upload(&png(2, 2), "file"))
    }),
    ("pictures_paused", 503, |b| {
        let shop = World::on_disk(Arc::new(|| Some(1_000_000)));
        let token = shop.login(LILEI);
        Buyer { shop: &shop, speaks: b.speaks, token }.upload(&png(2, 2), "file")
    }),
    ("too_many_requests", 429, shouted),
    ("busy", 503, crowded),
    ("try_again", 503, |b| {
        b.shop.store.clone().close().unwrap();
        b.order(ORDER)
    }),
    ("wechat_unreachable", 503, |b| b.declined(GatewayError::NoAnswer(NoAnswer::Broken("deadline".to_owned())))),
    ("shop_not_ready", 503, |b| {
        b.declined(GatewayError::Misconfigured { code: "SIGNERROR".to_owned(), message: String::new() })
    }),
    ("no_pickup", 409, |b| b.order(&ORDER.replace("\"note\"", "\"delivery\":\"pickup\",\"note\""))),
    ("bad_bind_code", 409, |b| b.call("POST", "/messages/bind", r#"{"code":"a-code-nobody-has-made"}"#)),
    ("internal", 500, |b| b.login("panic")),
];

#[test]
fn every_problem_is_met_under_its_code_in_both_languages() {
    for (code, status, meet) in MET {
        let titles = ["zh-CN", "en"].map(|speaks| {
            let shop = World::new();
            let buyer = Buyer { shop: &shop, speaks, token: shop.login(LILEI) };
            let reply = meet(&buyer);
            assert_eq!((reply.code().as_str(), reply.status), (*code, *status), "{reply:?}");
            assert_eq!(reply.header("content-language"), Some(speaks), "{code}");
            let waits = matches!(status, 429 | 503) && *code != "shop_not_ready" || *code == "payment_unclear";
            assert_eq!(reply.header("retry-after").is_some(), waits, "{code}");
            let problem = reply.json();
            assert_eq!(problem["type"], format!("urn:zhanggui:problem:{code}"));
            problem["title"].as_str().unwrap().to_owned()
        });
        assert!(!titles[0].is_ascii() && titles[1].is_ascii(), "{titles:?}");
    }
}

fn document() -> Value {
    World::new().call("GET", "/openapi.json", "", "").json()
}

#[test]
fn the_list_of_problems_is_the_published_one() {
    let document = document();
    let published = document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"].clone();
    let mut published: Vec<&str> = published.as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    let mut met: Vec<&str> = MET.iter().map(|(code, ..)| *code).collect();
    published.sort_unstable();
    met.sort_unstable();
    assert_eq!(met, published);
}

#[test]
fn every_published_call_answers_and_any_other_method_is_silence() {
    let (shop, document) = (World::new(), document());
    let known = OrderNo::parse("SC20260901-00000000").unwrap();
    assert!(
        shop.store
            .record_order_word(
                OrderUpdate {
                    order_no: known,
                    word: OrderWord::Unpaid(UnpaidAnswer::NotPaid),
                    answer: None,
                    next_ask_at: shop.now()
                },
                shop.now()
            )
            .wait()
            .is_err()
    );
    for (path, calls) in document["paths"].as_object().unwrap() {
        let there =
            path.replace("{order_no}", "SC20260901-00000000").replace("{refund_no}", "RF1").replace("{name}", "a.jpg");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"] {
            let reply = send(shop.door, &request(method, &format!("/api/v1{there}"), &[("Connection", "close")], ""));
            if calls.get(method.to_lowercase()).is_some() {
                assert!(!reply.body.is_empty(), "{method} {path}");
            } else {
                assert_eq!((reply.status, reply.body.as_str()), (404, ""), "{method} {path}");
                assert_eq!(reply.header("allow"), None, "{method} {path}");
            }
        }
    }
}
