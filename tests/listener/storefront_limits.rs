//! What a buyer cannot do, each with the code the mini program can count on.

use crate::http::{request, send};
use crate::world::*;

#[test]
fn every_bad_order_is_refused_with_its_code_and_places_nothing() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let with = |from: &str, to: &str| ORDER.replace(from, to);
    let line = r#"{"product_id":"coffee","quantity":2}"#;
    let many: Vec<String> = (0..51).map(|n| format!(r#"{{"product_id":"p{n}","quantity":1}}"#)).collect();
    let cases = [
        (String::from("x"), 400, "bad_json"),
        (with("\"note\"", "\"price_fen\":1,\"note\""), 400, "bad_json"),
        (with("\"note\"", "\"note\":\"a\",\"note\""), 400, "bad_json"),
        (with("\"quantity\":2", "\"quantity\":2.5"), 400, "bad_json"),
        (with("\"quantity\":2", "\"quantity\":\"2\""), 400, "bad_json"),
        (with("\"quantity\":2", "\"quantity\":-1"), 422, "bad_field"),
        (with("\"quantity\":2", "\"quantity\":0"), 422, "bad_field"),
        (with("\"quantity\":2", "\"quantity\":1000"), 422, "bad_field"),
        (with("\"quantity\":2", "\"quantity\":4294967296"), 422, "bad_field"),
        (with(line, ""), 422, "bad_field"),
        (with(line, &format!("{line},{line}")), 409, "repeated_product"),
        (with(line, &many.join(",")), 422, "bad_field"),
        (with("coffee", "tea"), 409, "not_on_sale"),
        (with("coffee", "gold"), 409, "not_on_sale"),
        (with("coffee", "co' OR 1=1"), 422, "bad_field"),
        (with("\"coffee\",\"quantity\":2", "\"pot\",\"quantity\":3"), 409, "out_of_stock"),
        (with("13800000000", "call me"), 422, "bad_field"),
        (with("李雷", ""), 422, "bad_field"),
        (with("李雷", "李\\u0000雷"), 422, "bad_field"),
        (with("上海市静安区 1 号", &"长".repeat(201)), 422, "bad_field"),
        (with("轻放", &"轻".repeat(201)), 422, "bad_field"),
        ("[".repeat(10_000), 400, "bad_json"),
        (with("轻放", &"x".repeat(70_000)), 413, "too_large"),
    ];
    let before = shop.call("GET", "/products", "", "").body;
    for (body, status, code) in cases {
        let reply = shop.call("POST", "/orders", &token, &body);
        let shown: String = body.chars().take(200).collect();
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{shown}");
    }
    assert_eq!(shop.call("GET", "/products", "", "").body, before, "no stock was taken");
    assert_eq!(shop.call("GET", "/orders", &token, "").json()["orders"], serde_json::json!([]));
}

#[test]
fn a_problem_names_what_does_not_fit() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let field = |body: String| shop.call("POST", "/orders", &token, &body).json()["field"].clone();
    assert_eq!(field(ORDER.replace("13800000000", "?????")), "receiver.phone");
    assert_eq!(field(ORDER.replace("\"quantity\":2", "\"quantity\":0")), "items.quantity");
    let phone = shop.call("POST", "/orders", &token, &ORDER.replace("13800000000", "?????")).json();
    assert_eq!(phone["detail"], "填写的内容不符合要求：手机号。", "in a buyer's words");
    let short = ORDER.replace("\"coffee\",\"quantity\":2", "\"pot\",\"quantity\":3");
    let reply = shop.call_with("POST", "/orders", &token, &short, &[("Accept-Language", "en-GB,en;q=0.9")]);
    assert_eq!(reply.header("content-language"), Some("en"));
    let json = reply.json();
    assert_eq!((json["left"].as_i64(), json["detail"].as_str()), (Some(2), Some("Only 2 of 手冲壶 left.")));
    assert_eq!(shop.call("POST", "/orders", &token, &short).json()["detail"], "手冲壶只剩 2 件。");
}

#[test]
fn without_a_token_only_login_and_products_answer() {
    let shop = World::new();
    let strange = "A".repeat(43);
    for token in ["", "x", strange.as_str()] {
        for (method, path, body) in [
            ("GET", "/orders", ""),
            ("POST", "/orders", ORDER),
            ("GET", "/orders/SC20260901-00000001", ""),
            ("POST", "/orders/SC20260901-00000001/pay", r#"{"channel":"app"}"#),
            ("GET", "/refunds/RF20260901-00000001-0001", ""),
        ] {
            let reply = shop.call(method, path, token, body);
            assert_eq!((reply.status, reply.code().as_str()), (401, "not_logged_in"), "{method} {path} {token:?}");
        }
    }
}

#[test]
fn a_login_that_fails_says_who_can_help() {
    let shop = World::new();
    for (code, status, word) in [
        ("used", 401, "bad_login_code"),
        ("busy", 503, "wechat_unreachable"),
        ("secret", 503, "shop_not_ready"),
        ("", 422, "bad_field"),
        ("with space", 422, "bad_field"),
    ] {
        let reply = shop.call("POST", "/login", "", &format!(r#"{{"code":"{code}"}}"#));
        assert_eq!((reply.status, reply.code().as_str()), (status, word), "{code}");
    }
    assert_eq!(shop.call("POST", "/login", "", r#"{"code":"a","session_key":"b"}"#).code(), "bad_json");
}

#[test]
fn a_page_in_a_browser_cannot_send_what_is_taken_here() {
    let shop = World::new();
    let token = shop.login(LILEI);
    for simple in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let reply = shop.call_with(
            "POST",
            "/orders",
            &token,
            ORDER,
            &[("Content-Type", simple), ("Origin", "https://evil.example")],
        );
        assert_eq!((reply.status, reply.code().as_str()), (415, "not_json"), "{simple}");
    }
    let asks_first = [("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST")];
    let preflight = send(shop.door, &request("OPTIONS", "/api/v1/orders", &asks_first, ""));
    assert_eq!((preflight.status, preflight.body.as_str()), (404, ""));
    assert_eq!(preflight.header("access-control-allow-origin"), None);
}

#[test]
fn a_buyer_cannot_ask_for_more_than_was_paid() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    let path = format!("/orders/{order_no}/refunds");
    let wish =
        |amount: &str, more: &str| format!(r#"{{"reason":"不想要了","contact":"","amount_fen":{amount}{more}}}"#);
    assert_eq!(shop.call("POST", &path, &token, &wish("1", "")).code(), "wrong_state", "nothing was paid yet");
    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    shop.confirm(&order_no, "4200000000202609010000000001");
    let too_much = shop.call("POST", &path, &token, &wish("7801", ""));
    assert_eq!((too_much.status, too_much.code().as_str()), (409, "refund_amount"));
    assert_eq!(too_much.json()["left_fen"], 7800);
    for (body, code) in [
        (wish("0", ""), "bad_field"),
        (wish("1000000000000", ""), "bad_field"),
        (wish("-1", ""), "bad_field"),
        (wish("1.5", ""), "bad_json"),
        (wish("9007199254740993.0", ""), "bad_json"),
        (wish("99999999999999999999", ""), "bad_json"),
        (wish("1", r#","items":[{"product_id":"pot","quantity":1}]"#), "not_in_order"),
        (wish("1", r#","items":[{"product_id":"coffee","quantity":3}]"#), "not_in_order"),
        (wish("1", r#","items":[]"#), "bad_field"),
        (wish("1", r#","items":null"#), "bad_json"),
        (wish("1", r#","approved":true"#), "bad_json"),
        (wish("1", "").replace("不想要了", ""), "bad_field"),
        (wish("1", "").replace("不想要了", &"长".repeat(501)), "bad_field"),
    ] {
        assert_eq!(shop.call("POST", &path, &token, &body).code(), code, "{body}");
    }
    assert_eq!(shop.order(&order_no).refunds, []);
}

#[test]
fn strangers_who_shout_do_not_silence_a_buyer() {
    let shop = World::new();
    let token = shop.login(LILEI);
    assert_eq!(shop.call("GET", "/orders", &token, "").status, 200);
    let mut refused = 0;
    for _ in 0..400 {
        let reply = shop.call("GET", "/openapi.json", "", "");
        if reply.status == 429 {
            assert_eq!(reply.code(), "too_many_requests");
            assert!(reply.header("retry-after").is_some());
            refused += 1;
        }
    }
    assert!(refused > 0, "400 calls in a row are more than sixty at once and twenty a second");
    assert_eq!(shop.call("GET", "/orders", &token, "").status, 200);
}

#[test]
fn a_buyer_who_shouts_is_told_to_wait_and_nobody_else_is() {
    let shop = World::new();
    let (shouting, other) = (shop.login(LILEI), shop.login(HAN));
    let first = |token: &str| shop.call("GET", "/orders", token, "");
    assert_eq!((first(&shouting).status, first(&other).status), (200, 200));
    let refused = (0..200).map(|_| first(&shouting)).find(|reply| reply.status == 429).expect("too many");
    assert_eq!((refused.code().as_str(), refused.header("retry-after")), ("too_many_requests", Some("1")));
    assert_eq!(first(&other).status, 200);
    assert_eq!(shop.call("GET", "/products", "", "").status, 200, "nor a stranger");
}

/// A forwarded address shares out what strangers have, and is what WeChat is told; it opens nothing.
#[test]
fn a_forwarded_address_is_a_hint_and_never_evidence() {
    let shop = World::new();
    let from = |address: &str| shop.call_with("GET", "/products", "", "", &[("X-Forwarded-For", address)]).status;
    assert!((0..100).map(|_| from("203.0.113.7")).any(|status| status == 429));
    assert_eq!(from("198.51.100.9"), 200, "another address still has its part");
    let token = shop.login(LILEI);
    for (header, told) in [
        ("203.0.113.7", "203.0.113.7"),
        ("8.8.8.8, 203.0.113.7", "203.0.113.7"),
        ("8.8.8.8, 203.0.113.7:4711", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[2409:8a00::1]:443", "2409:8a00::1"),
        ("8.8.8.8, 192.168.1.9", "192.168.1.9"),
        ("203.0.113.7, 127.0.0.1", "203.0.113.7"),
        ("127.0.0.1", "127.0.0.1"),
        ("not an address", "127.0.0.1"),
    ] {
        let order_no = shop.places_order(&token);
        let path = format!("/orders/{order_no}/pay");
        let channel = r#"{"channel":"mini_program"}"#;
        let reply = shop.call_with("POST", &path, &token, channel, &[("X-Forwarded-For", header)]);
        assert_eq!(reply.status, 200, "{reply:?}");
        let asked = shop.gateway.asked.lock().unwrap().last().unwrap().client_ip;
        assert_eq!(asked.to_string(), told, "{header}");
    }
    for header in [("X-Forwarded-For", "127.0.0.1"), ("Host", "localhost"), ("Forwarded", "for=127.0.0.1")] {
        assert_eq!(shop.call_with("GET", "/orders", "", "", &[header]).status, 401, "{header:?}");
    }
}

#[test]
fn whole_numbers_are_whole_however_they_are_written() {
    let shop = World::new();
    let token = shop.login(LILEI);
    for (two, status) in
        [("2", 201), ("2.0", 201), ("2e0", 201), ("2.5", 400), ("\"2\"", 400), ("null", 400), ("true", 400)]
    {
        let body = ORDER.replace("\"quantity\":2", &format!("\"quantity\":{two}"));
        let reply = shop.call("POST", "/orders", &token, &body);
        assert_eq!(reply.status, status, "{two}");
        assert!(status != 201 || reply.json()["total_fen"] == ORDER_TOTAL, "{two}");
    }
}

#[test]
fn what_is_not_described_is_refused() {
    let shop = World::new();
    let token = shop.login(LILEI);
    for path in ["/orders?limit=5", "/orders?before=", "/orders?before=a&before=b", "/orders?before=%zz"] {
        assert_eq!(shop.call("GET", path, &token, "").code(), "bad_field", "{path}");
    }
    assert_eq!(shop.call("GET", "/products?x=1", "", "").code(), "bad_field");
    assert_eq!(shop.call("GET", "/orders?", &token, "").status, 200);
    let key = "k".repeat(129);
    for bad in ["", "has space", &key] {
        let reply = shop.call_with("POST", "/orders", &token, ORDER, &[("Idempotency-Key", bad)]);
        assert_eq!(reply.code(), "bad_field", "{bad:?}");
    }
}

#[test]
fn nothing_is_sold_or_shown_from_a_damaged_file() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    let conn = rusqlite::Connection::open(shop.folder.path().join("shop.db")).unwrap();
    conn.execute("UPDATE products SET price_fen = 1", []).unwrap();
    assert!(shop.store.audit(&zhanggui::store::StopRequest::never()).is_err());
    let calls = [
        ("GET", "/products".to_owned(), ""),
        ("GET", "/orders".to_owned(), ""),
        ("GET", format!("/orders/{order_no}"), ""),
        ("POST", "/orders".to_owned(), ORDER),
        ("POST", format!("/orders/{order_no}/pay"), "{}"),
        ("POST", format!("/orders/{order_no}/cancel"), ""),
    ];
    for (method, path, body) in calls {
        let reply = shop.call(method, &path, &token, body);
        assert_eq!((reply.status, reply.code().as_str()), (503, "try_again"), "{method} {path}");
    }
    let notice = shop.notify(&paid_notice(&order_no, "4200000000000000000000000001", "7800"));
    assert!(notice.body.contains("FAIL"), "WeChat tells it again until it is taken: {}", notice.body);
}
