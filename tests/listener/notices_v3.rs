//! Notifications of API v3: believed by their signature and nothing else, on the same doors as those of v2.

use crate::http;
use crate::v3::*;
use crate::world::*;
use std::io::Write as _;
use std::sync::{Arc, Barrier};
use zhanggui::domain::{Api, NoticeVerdict, OrderState, PaymentState, RefundNo, SignType};
use zhanggui::listener::{Listener, ListenerSetup};
use zhanggui::store::NewPayment;

const TRANSACTION: &str = "4200000000202609010000000001";

/// A shop with keys for both, whose new orders are born in v3, and an order of 78.00 being paid.
fn shop() -> (World, String) {
    let shop = World::of(both());
    let order_no = being_paid(&shop, SignType::Rsa);
    (shop, order_no)
}

fn being_paid(shop: &World, sign_type: SignType) -> String {
    let order_no = shop.placed();
    let call = zhanggui::store::RawMessage {
        id: zhanggui::base::env::Env::system().rng.message_id(),
        kind: "unifiedorder",
        peer: String::new(),
        headers: String::new(),
        text: "{}".to_owned(),
    };
    let payment = NewPayment {
        order_no: zhanggui::domain::OrderNo::parse(&order_no).unwrap(),
        sign_type,
        channel: "mini_program",
        public_url: String::new(),
        call,
        next_ask_at: shop.now().plus(60),
    };
    shop.store.begin_payment(payment, shop.now()).wait().unwrap();
    order_no
}

fn payment_state(shop: &World, order_no: &str) -> PaymentState {
    shop.order(order_no).payment
}

#[test]
fn a_signed_payment_is_answered_with_204_once_it_is_stored_and_can_be_verified_again() {
    let (shop, order_no) = shop();
    let reply = arrives(&shop, PAY, &paid(&order_no, TRANSACTION, "7800"));
    assert_eq!((reply.status, reply.body.as_str()), (204, ""));
    assert_eq!(payment_state(&shop, &order_no), PaymentState::Noticed);
    assert_eq!(shop.state(&order_no), OrderState::Confirming, "a hint, until WeChat is asked");
    let kept = shop.notices().remove(0);
    assert_eq!(kept.verdict, NoticeVerdict::Accepted);
    for name in ["serial", "timestamp", "nonce", "signature"] {
        assert!(kept.headers.contains(&format!("wechatpay-{name}: ")), "{}", kept.headers);
    }
    let signature = zhanggui::wechat::NoticeSignature::of_lines(&kept.headers);
    let message = zhanggui::wechat::NoticeMessage { body: kept.text.as_bytes(), signature: &signature, at: kept.at };
    assert_eq!(both().read_payment(message).map(|facts| facts.order_no.to_string()), Ok(order_no));
}

#[test]
fn a_refund_that_is_told_by_v3_is_due_to_be_asked_about() {
    let shop = World::of(both());
    let order_no = shop.order_being_paid();
    shop.confirm(&order_no, TRANSACTION);
    let refund_no = shop.asks_back(&order_no, 78_00);
    shop.refund_is_under_way(&refund_no);
    let body = sealed("REFUND.SUCCESS", &refund(&order_no, &refund_no, TRANSACTION, "7800"));
    assert_eq!(arrives(&shop, REFUND, &body).status, 204);
    assert_eq!(shop.verdicts(), [NoticeVerdict::Accepted]);
    let due = shop.reader().due_refund_asks(shop.now(), 9).unwrap();
    assert_eq!(
        due.iter().map(|(refund, _)| refund.refund_no.clone()).collect::<Vec<_>>(),
        [RefundNo::parse(&refund_no).unwrap()]
    );
}

#[test]
fn header_names_come_in_any_case() {
    for change in [str::to_uppercase, str::to_lowercase] {
        let (shop, order_no) = shop();
        let body = paid(&order_no, TRANSACTION, "7800");
        let signed = Signed::at(shop.now(), body.as_bytes());
        let names: Vec<_> = signed.headers().into_iter().map(|(name, value)| (change(name), value)).collect();
        let headers: Vec<_> = names.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert_eq!(send(&shop, PAY, &headers, body.as_bytes()).status, 204);
    }
}

#[test]
fn fifteen_repeats_at_once_are_one_payment_and_fifteen_times_204() {
    let (shop, order_no) = shop();
    let body = paid(&order_no, TRANSACTION, "7800");
    let bytes = request(PAY, &Signed::at(shop.now(), body.as_bytes()).headers(), body.as_bytes());
    let (door, start) = (shop.door, Arc::new(Barrier::new(15)));
    let threads: Vec<_> = (0..15)
        .map(|_| {
            let (bytes, start) = (bytes.clone(), Arc::clone(&start));
            std::thread::spawn(move || {
                start.wait();
                http::send(door, &bytes).status
            })
        })
        .collect();
    let statuses: Vec<u16> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(statuses, [204; 15]);
    let verdicts = shop.verdicts();
    assert_eq!(verdicts.iter().filter(|verdict| **verdict == NoticeVerdict::Accepted).count(), 1);
    assert_eq!(verdicts.iter().filter(|verdict| **verdict == NoticeVerdict::Repeated).count(), 14);
}

#[test]
fn both_interfaces_come_through_the_same_doors_each_answered_in_its_own_form() {
    let (shop, of_v3) = shop();
    let of_v2 = being_paid(&shop, SignType::HmacSha256);
    let xml = shop.notify(&paid_notice(&of_v2, "4200000000202609010000000002", "7800"));
    assert!(xml.status == 200 && xml.body.contains("SUCCESS") && xml.body.starts_with("<xml>"), "{xml:?}");
    assert_eq!(arrives(&shop, PAY, &paid(&of_v3, TRANSACTION, "7800")).status, 204);
    let refused = shop.notify("<xml><a>1</a></xml>");
    assert!(refused.status == 200 && refused.body.contains("FAIL"), "{refused:?}");
    // Signature headers around XML prove nothing more and nothing less.
    let body = paid_notice(&of_v2, "4200000000202609010000000002", "7800");
    let signed = Signed::at(shop.now(), body.as_bytes());
    assert!(send(&shop, PAY, &signed.headers(), body.as_bytes()).body.contains("SUCCESS"));
}

#[test]
fn a_shop_with_one_interface_knows_no_message_of_the_other() {
    let shop = World::new();
    let order_no = shop.order_being_paid();
    let reply = arrives(&shop, PAY, &paid(&order_no, TRANSACTION, "7800"));
    assert!(reply.status == 200 && reply.body.contains("FAIL"), "as ever: {reply:?}");
    let shop = World::of(v3_only());
    let order_no = being_paid(&shop, SignType::HmacSha256);
    assert!(is_refused(&shop.notify(&paid_notice(&order_no, TRANSACTION, "7800"))));
    assert_eq!(payment_state(&shop, &order_no), PaymentState::Waiting);
    assert_eq!(arrives(&shop, PAY, &paid(&being_paid(&shop, SignType::Rsa), TRANSACTION, "7800")).status, 204);
}

#[test]
fn a_message_by_the_other_interface_than_its_orders_moves_nothing_and_is_looked_into() {
    let (shop, of_v3) = shop();
    let of_v2 = being_paid(&shop, SignType::HmacSha256);
    assert!(is_refused(&arrives(&shop, PAY, &paid(&of_v2, TRANSACTION, "7800"))));
    shop.notify(&paid_notice(&of_v3, "4200000000202609010000000002", "7800"));
    assert_eq!(shop.verdicts(), [NoticeVerdict::Differs; 2]);
    for order_no in [&of_v2, &of_v3] {
        assert_eq!(payment_state(&shop, order_no), PaymentState::Waiting);
        let due = shop.reader().due_payments(shop.now(), 9).unwrap();
        assert!(due.iter().any(|due| due.order_no.as_str() == order_no), "the query is the truth");
    }
}

#[test]
fn a_right_message_of_another_merchant_or_app_is_kept_and_moves_nothing() {
    let (shop, order_no) = shop();
    let ours = payment(&order_no, TRANSACTION, "7800");
    for (own, other) in [(MCH_ID, "1900000999"), (APP_ID, "wx0000000000000001")] {
        let body = sealed("TRANSACTION.SUCCESS", &ours.replace(own, other));
        let reply = arrives(&shop, PAY, &body);
        assert!(is_refused(&reply) && reply.status == 403, "{reply:?}");
    }
    assert_eq!(shop.verdicts(), [NoticeVerdict::OtherMerchant; 2]);
    assert_eq!(payment_state(&shop, &order_no), PaymentState::Waiting);
    // The shop's own app is one of its own; but this order was asked for in the mini program, so WeChat is asked.
    arrives(&shop, PAY, &sealed("TRANSACTION.SUCCESS", &ours.replace(APP_ID, APP_CHANNEL)));
    assert_ne!(shop.verdicts()[0], NoticeVerdict::OtherMerchant);
}

#[test]
fn a_message_at_the_wrong_door_is_no_message() {
    let (shop, order_no) = shop();
    assert!(is_refused(&arrives(&shop, REFUND, &paid(&order_no, TRANSACTION, "7800"))));
    let body = sealed("REFUND.SUCCESS", &refund(&order_no, "RF20260901-00000001", TRANSACTION, "7800"));
    assert!(is_refused(&arrives(&shop, PAY, &body)));
    assert!(shop.verdicts().iter().all(|verdict| verdict.is_refused()), "{:?}", shop.verdicts());
    assert_eq!(payment_state(&shop, &order_no), PaymentState::Waiting);
}

/// What the headers say, one thing wrong with each.
#[test]
fn no_header_that_is_not_wechats_is_believed() {
    let (shop, order_no) = shop();
    let body = paid(&order_no, TRANSACTION, "7800");
    let now = shop.now().get();
    let right = Signed::at(shop.now(), body.as_bytes());
    let at = |secs: i64| Signed::with(&WECHAT, &secs.to_string(), NONCE, body.as_bytes());
    let nonce = |nonce: &str| Signed::with(&WECHAT, &now.to_string(), nonce, body.as_bytes());
    let mut flipped = right.signature.clone().into_bytes();
    flipped[7] = if flipped[7] == b'A' { b'B' } else { b'A' };
    let (middle, rest) = right.signature.split_at(40);
    let cases = [
        (
            "a probe of WeChat's",
            Signed { signature: format!("WECHATPAY/SIGNTEST/{}", right.signature), ..right.clone() },
        ),
        ("flipped", Signed { signature: String::from_utf8(flipped).unwrap(), ..right.clone() }),
        ("a blank in it", Signed { signature: format!("{middle} {rest}"), ..right.clone() }),
        ("cut short", Signed { signature: middle.to_owned(), ..right.clone() }),
        ("empty", Signed { signature: String::new(), ..right.clone() }),
        ("another key", Signed::with(&WechatKey::fresh(), &now.to_string(), NONCE, body.as_bytes())),
        ("another merchant's key", Signed { serial: KEY_ID.replace("0109", "0999"), ..right.clone() }),
        (
            "an unknown certificate",
            Signed { serial: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1".to_owned(), ..right.clone() },
        ),
        ("another time", Signed { timestamp: (now - 1).to_string(), ..right.clone() }),
        ("another nonce", Signed { nonce: NONCE.replace('c', "d"), ..right.clone() }),
        ("300 seconds old", at(now - 300)),
        ("300 seconds ahead", at(now + 300)),
        ("a day ahead", at(now + 86_400)),
        ("no time", Signed { timestamp: "soon".to_owned(), ..right.clone() }),
        ("a signed time", Signed::with(&WECHAT, &format!("+{now}"), NONCE, body.as_bytes())),
        ("a nonce of nothing", nonce("")),
        ("a nonce of 200", nonce(&"n".repeat(200))),
    ];
    for (name, signed) in &cases {
        let reply = send(&shop, PAY, &signed.headers(), body.as_bytes());
        assert!(is_refused(&reply) && reply.status == 401, "{name}: {reply:?}");
        assert!(shop.verdicts()[0].is_refused(), "{name}");
    }
    for missing in ["Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial", "Wechatpay-Signature"] {
        let headers: Vec<_> = right.headers().into_iter().filter(|(name, _)| *name != missing).collect();
        assert!(is_refused(&send(&shop, PAY, &headers, body.as_bytes())), "without {missing}");
        let twice: Vec<_> =
            right.headers().into_iter().flat_map(|pair| vec![pair; 1 + usize::from(pair.0 == missing)]).collect();
        assert!(is_refused(&send(&shop, PAY, &twice, body.as_bytes())), "{missing} twice");
    }
    assert_eq!(payment_state(&shop, &order_no), PaymentState::Waiting);
    assert!(shop.gateway.asked.lock().unwrap().is_empty(), "nothing leaves because of a message");
    assert_eq!(send(&shop, PAY, &at(now - 299).headers(), body.as_bytes()).status, 204, "and the right one is taken");
}

/// What the body is, signed or not.
#[test]
fn no_body_that_is_not_wechats_is_believed_and_none_breaks_the_door() {
    let (shop, order_no) = shop();
    let right = paid(&order_no, TRANSACTION, "7800");
    let plain = payment(&order_no, TRANSACTION, "7800");
    let event = |plain: &str| sealed("TRANSACTION.SUCCESS", plain).into_bytes();
    let signed_bodies: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("no JSON", b"not json".to_vec()),
        ("half of it", right.as_bytes()[..right.len() / 2].to_vec()),
        ("a list", b"[1,2,3]".to_vec()),
        ("a byte order mark", [b"\xEF\xBB\xBF", right.as_bytes()].concat()),
        ("a NUL", right.replace("\"summary\":\"", "\"summary\":\"\0").into_bytes()),
        ("broken UTF-8", [right.as_bytes(), b"\xFF"].concat()),
        ("deep", ["[".repeat(15_000), "]".repeat(15_000)].concat().into_bytes()),
        ("another key's", sealed_with("TestApiV3Key00000000000000000003", "TRANSACTION.SUCCESS", &plain).into_bytes()),
        ("shorter than a tag", around("TRANSACTION.SUCCESS", "transaction", "AAAA").into_bytes()),
        ("no base64", around("TRANSACTION.SUCCESS", "transaction", "这不是").into_bytes()),
        ("an amount in words", event(&plain.replace("\"total\":7800", "\"total\":\"7800\""))),
        ("an amount of 1e2", event(&plain.replace("\"total\":7800", "\"total\":78e2"))),
        ("an amount of -0", event(&plain.replace("\"total\":7800", "\"total\":-0"))),
        ("an amount of 7800.0", event(&plain.replace("\"total\":7800", "\"total\":7800.0"))),
        ("below nothing", event(&plain.replace("\"total\":7800", "\"total\":-7800"))),
        ("without an amount", event(&plain.replace("\"total\":7800,", ""))),
        (
            "a field twice",
            event(&plain.replace("\"attach\":\"\"", "\"attach\":\"\",\"out_trade_no\":\"SC20260901-99999999\"")),
        ),
        ("sealed rubbish", event("rubbish")),
    ];
    for (name, body) in &signed_bodies {
        let reply = send(&shop, PAY, &Signed::at(shop.now(), body).headers(), body);
        assert!(is_refused(&reply), "{name}: {reply:?}");
        assert_eq!(payment_state(&shop, &order_no), PaymentState::Waiting, "{name}");
    }
    let headers = Signed::at(shop.now(), right.as_bytes());
    let written_anew = serde_json::from_str::<serde_json::Value>(&right).unwrap().to_string();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(right.as_bytes()).unwrap();
    for (name, body) in [
        ("written anew by a proxy", written_anew.into_bytes()),
        ("packed by a proxy", packed.finish().unwrap()),
        ("a blank more", format!("{right} ").into_bytes()),
        ("one byte else", right.replacen("SUCCESS", "SUCCESs", 1).into_bytes()),
    ] {
        let reply = send(&shop, PAY, &headers.headers(), &body);
        assert!(is_refused(&reply) && reply.status == 401, "{name}: {reply:?}");
    }
    assert_eq!(payment_state(&shop, &order_no), PaymentState::Waiting);
    assert_eq!(send(&shop, PAY, &headers.headers(), right.as_bytes()).status, 204, "the door still stands");
}

#[test]
fn ten_megabytes_are_not_read_and_not_kept() {
    let (shop, _) = shop();
    let body = vec![b' '; 10 * 1024 * 1024];
    let bytes = request(PAY, &Signed::at(shop.now(), b"").headers(), &body);
    if let Some(reply) = http::try_send(shop.door, &bytes) {
        assert_eq!(reply.status, 413);
    }
    let kept = shop.notices().remove(0);
    assert!(kept.verdict == NoticeVerdict::TooLarge && kept.text.len() < 4_000, "{}", kept.text.len());
}

#[test]
fn the_age_of_a_message_is_counted_by_wechats_clock_where_that_is_known() {
    let (shop, order_no) = shop();
    let body = paid(&order_no, TRANSACTION, "7800");
    let truth = shop.now().plus(3600);
    let signed = Signed::at(truth, body.as_bytes());
    assert!(
        is_refused(&send(&shop, PAY, &signed.headers(), body.as_bytes())),
        "by this computer's clock it is of tomorrow"
    );
    *shop.gateway.wechat_time.lock().unwrap() = Some(truth);
    assert_eq!(send(&shop, PAY, &signed.headers(), body.as_bytes()).status, 204);
}

#[test]
fn a_key_that_was_changed_on_the_platform_counts_as_soon_as_it_is_loaded() {
    let inbox = inbox();
    let keys = Arc::clone(&inbox.keys);
    let shop = World::of(zhanggui::wechat::Accounts { v2: None, v3: Some(inbox) });
    let order_no = being_paid(&shop, SignType::Rsa);
    let (next, body) = (WechatKey::fresh(), paid(&order_no, TRANSACTION, "7800"));
    let id = "PUB_KEY_ID_0119000001092026090100000000000002";
    let by_next = Signed::with(&next, &shop.now().get().to_string(), NONCE, body.as_bytes());
    let by_next = Signed { serial: id.to_owned(), ..by_next };
    assert!(is_refused(&send(&shop, PAY, &by_next.headers(), body.as_bytes())));
    assert_eq!(keys.current().iter().count(), 1, "a stranger's key clears and fetches nothing");
    keys.replace(vec![WECHAT.trusted_as(KEY_ID), next.trusted_as(id)]);
    assert_eq!(send(&shop, PAY, &by_next.headers(), body.as_bytes()).status, 204);
    assert_eq!(arrives(&shop, PAY, &body).status, 204, "both count during a change");
}

#[test]
fn the_payment_sheet_of_an_order_born_in_v3_is_signed_with_rsa_and_stays_with_its_channel() {
    let mut shop = World::of(v3_only());
    let setup = ListenerSetup { new_orders: SignType::Rsa, ..shop.setup("127.0.0.1:0".parse().unwrap()) };
    let listener = Listener::start(setup).unwrap();
    shop.door = listener.local_addr();
    let order_no = shop.placed();
    let sheet = shop.pays(&order_no, "mini_program");
    assert_eq!((sheet.status, sheet.json()["signType"].as_str()), (200, Some("RSA")), "{sheet:?}");
    assert_eq!(shop.order(&order_no).sign_type, Some(SignType::Rsa));
    assert_eq!(shop.pays(&order_no, "app").status, 409, "its first sheet can still be paid");
    let by_app = shop.placed();
    let sheet = shop.pays(&by_app, "app").json();
    assert_eq!((sheet["package"].as_str(), sheet.get("signType")), (Some("Sign=WXPay"), None));
    assert_eq!(
        shop.gateway.asked.lock().unwrap().iter().map(|order| order.sign_type).collect::<Vec<_>>(),
        [SignType::Rsa; 2]
    );
}

#[test]
fn an_order_of_v2_whose_key_is_gone_is_no_ones_to_sign() {
    let shop = World::new();
    let order_no = shop.placed();
    assert_eq!(shop.pays(&order_no, "mini_program").json()["signType"], "HMAC-SHA256");
    shop.gateway.no_keys_for.lock().unwrap().push(Api::V2);
    let refused = shop.pays(&order_no, "mini_program");
    assert_eq!((refused.status, refused.code().as_str()), (503, "shop_not_ready"));
}

#[test]
fn a_complaint_is_heard_at_the_door_of_the_refunds_and_makes_the_shop_ask() {
    let shop = World::of(both());
    let path = "complaint";
    let body = sealed(
        "COMPLAINT.CREATE",
        r#"{"complaint_id":"200000020260105000000000001","action_type":"CREATE_COMPLAINT"}"#,
    );
    assert_eq!(arrives(&shop, path, &body).status, 204);
    assert_eq!(arrives(&shop, path, &body).status, 204, "WeChat repeats itself");
    assert_eq!(shop.verdicts(), [NoticeVerdict::Accepted; 2]);
    let forged = http::send(shop.door, &request(path, &[], body.as_bytes()));
    assert_eq!(forged.status, 401);
    assert_eq!(arrives(&shop, REFUND, &body).status, 400, "on the refunds' own path it is no refund");
}
