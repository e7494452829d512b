//! What pictures may cost the program in memory, as the system counts it.
#![cfg(target_os = "linux")]

use super::threats_memory::peak_kib;
use super::threats_program::{Besieged, Program, connect};
use aws_lc_rs::digest::{SHA256, digest};
use image::{DynamicImage, ImageFormat, RgbaImage};
use std::io::{Cursor, Read as _, Write as _};
use zhanggui::domain::{
    Fen, MessageId, OpenId, OrderNo, PaidFacts, Product, ProductId, Quantity, Receiver, RefundNo, SignType,
    TransactionId,
};
use zhanggui::store::{NewOrder, NewPayment, NewRefund, OrderUpdate, OrderWord, RawMessage, Store};

/// Pictures at the door at one time.
const UPLOADS: u32 = 6;
const MIB_MOST: u64 = 192;

/// A few hundred kilobytes that unpack to four bytes for each of 12,000 times so many pixels.
pub fn black(high: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(RgbaImage::new(12_000, high)).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The shop's file with something to buy in it.
pub fn with_coffee(shop: &Besieged) -> Store {
    let store = shop.store();
    let (id, name, price) = (ProductId::parse("coffee").unwrap(), "挂耳咖啡".to_owned(), Fen::new(3_900).unwrap());
    let coffee = Product {
        id,
        name,
        price,
        stock: 100,
        on_sale: true,
        picture: None,
        facts: zhanggui::domain::ProductFacts::default(),
    };
    store.put_product(coffee, shop.env.now()).wait().unwrap();
    store
}

fn token(n: u32) -> String {
    format!("{n:043}")
}

/// The n-th buyer has paid and asks for money back.
pub fn asks_for_money_back(store: &Store, shop: &Besieged, n: u32) -> RefundNo {
    let (now, openid) = (shop.env.now(), OpenId::parse(&format!("oBuyer{n:020}")).unwrap());
    let order_no = OrderNo::parse(&format!("SC20260901-{n:08}")).unwrap();
    let hash = digest(&SHA256, token(n).as_bytes()).as_ref().try_into().unwrap();
    store.open_session(openid.clone(), hash, now.plus(3600), now).wait().unwrap();
    let order = NewOrder {
        order_no: order_no.clone(),
        openid: openid.clone(),
        items: vec![(ProductId::parse("coffee").unwrap(), Quantity::new(1).unwrap())],
        receiver: Receiver::new("李雷", "13800000000", "上海市静安区 1 号").unwrap(),
        note: String::new(),
        pickup: None,
        nickname: None,
        idempotency_key: None,
        pay_before: now.plus(600),
        freight: zhanggui::domain::FreightRules::default(),
    };
    store.place_order(order, now).wait().unwrap();
    let call = RawMessage {
        id: MessageId::of([u8::try_from(n).unwrap(); 16]),
        kind: "unifiedorder",
        peer: String::new(),
        headers: String::new(),
        text: "<xml/>".to_owned(),
    };
    let pinned = (order_no.clone(), SignType::HmacSha256, "mini_program", String::new(), call);
    store
        .begin_payment(
            NewPayment {
                order_no: pinned.0,
                sign_type: pinned.1,
                channel: pinned.2,
                public_url: pinned.3,
                call: pinned.4,
                next_ask_at: now.plus(600),
            },
            now,
        )
        .wait()
        .unwrap();
    let facts = PaidFacts {
        order_no: order_no.clone(),
        transaction_id: TransactionId::parse(&format!("42{n:026}")).unwrap(),
        openid: None,
        total: Fen::new(3_900).unwrap(),
        currency: "CNY".to_owned(),
        paid_at: now,
        sign_type: SignType::HmacSha256,
        app_id: None,
    };
    store
        .record_order_word(
            OrderUpdate { order_no: order_no.clone(), word: OrderWord::Paid(facts), answer: None, next_ask_at: now },
            now,
        )
        .wait()
        .unwrap();
    let refund_no = RefundNo::parse(&format!("RF{n:08}")).unwrap();
    let (reason, amount) = ("杯子碎了".to_owned(), Fen::new(100).unwrap());
    let wish = NewRefund {
        refund_no: refund_no.clone(),
        order_no,
        openid,
        amount,
        items: Vec::new(),
        reason,
        contact: String::new(),
    };
    store.request_refund(wish, now).wait().unwrap();
    refund_no
}

pub fn upload(program: &Program, n: u32, refund_no: &RefundNo, picture: &[u8]) -> u16 {
    let part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    let body = [part.as_bytes(), picture, b"\r\n--b--\r\n"].concat();
    let head = format!(
        "POST /api/v1/refunds/{refund_no}/pictures HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n\r\n",
        token(n),
        body.len()
    );
    let mut line = connect(program.door).expect("a seat");
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&body).unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

/// Six of these once took 739 MB.
#[test]
fn six_of_the_nastiest_pictures_at_once_cost_little_memory() {
    let shop = Besieged::new();
    let store = with_coffee(&shop);
    let requests: Vec<RefundNo> = (1..=UPLOADS).map(|n| asks_for_money_back(&store, &shop, n)).collect();
    store.close().unwrap();
    let program = shop.serve("error");
    // The first is as large as may be decoded, the second larger than that.
    let pictures = [black(2_090), black(4_100)];
    let before = peak_kib(program.id());
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let wave: Vec<_> = (1..=UPLOADS)
            .zip(&requests)
            .map(|(n, refund_no)| {
                let (program, picture) = (&program, &pictures[usize::try_from(n).unwrap() % 2]);
                scope.spawn(move || upload(program, n, refund_no, picture))
            })
            .collect();
        wave.into_iter().map(|upload| upload.join().unwrap()).collect()
    });
    let mib = peak_kib(program.id()).saturating_sub(before) / 1024;
    println!("six pictures at once: {statuses:?}, {mib} MiB more at the peak, at most {MIB_MOST} allowed");
    assert!(mib <= MIB_MOST, "{mib} MiB");
    assert!(statuses.iter().all(|status| [201, 409, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&201), "what can be decoded is");
}
