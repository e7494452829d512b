//! What stands in the fixed shop on its busy morning: products, orders and requests for refunds.

use super::{NOW, order_no, step, yuan};
use zhanggui::{
    domain::{
        Api, Fen, OpenId, OrderLine, OrderState, PaymentState, ProductId, Quantity, Receiver, RefundNo, RefundOrigin,
        RefundState, Refundable, SignType, Source, TransactionId, UnixSeconds,
    },
    store::{OrderDetail, OrderKey, OrderRow, Picture, RefundDetail, RefundRow},
};

/// What the shop sells: id, name, price, stock, whether it is on sale.
pub const SHELVES: &[(&str, &str, &str, u32, bool)] = &[
    ("P0001", "挂耳咖啡", "39.90", 12, true),
    ("P0002", "手冲壶", "128.00", 3, true),
    ("P0003", "滤纸 100 片", "9.90", 0, true),
    ("P0004", "陶瓷马克杯", "69.00", 40, false),
];

/// Who ordered what for how much, the newest first, and how far it is.
pub const MORNING: &[(&str, &str, &str, OrderState)] = &[
    ("李雷", "挂耳咖啡 ×2, 手冲壶", "128.00", OrderState::ToShip),
    ("韩梅梅", "云南小粒咖啡豆 500g", "86.00", OrderState::ToShip),
    ("王喆", "山茶花茶礼盒", "168.00", OrderState::ToShip),
    ("陈祎", "冷萃杯, 滤纸 100 片", "74.50", OrderState::Shipped),
    ("林堃", "挂耳咖啡 ×6", "119.70", OrderState::NeedsOwner),
    ("赵小满", "手冲壶", "48.20", OrderState::Shipped),
    ("Anna Li", "挂耳咖啡 ×1", "39.90", OrderState::ToPay),
    ("吴瑄", "山茶花茶 ×3", "97.50", OrderState::Received),
    ("周珺", "云南小粒咖啡豆 250g", "48.00", OrderState::Received),
    ("孙一", "冷萃杯", "44.60", OrderState::Received),
    ("郑十", "挂耳咖啡 ×1", "39.90", OrderState::Closed),
    ("钱多多", "手冲壶, 冷萃杯", "92.80", OrderState::Refunded),
];

pub fn detail(tail: u32, ago: i64, buyer: &str, items: &str, total: &str, state: OrderState) -> OrderDetail {
    let at = NOW.plus(-ago);
    let paid = !matches!(state, OrderState::ToPay | OrderState::Closed);
    let line = OrderLine {
        product_id: ProductId::parse("p1").expect("an id"),
        name: items.split(',').next().unwrap_or(items).trim().to_owned(),
        price: yuan(total),
        quantity: Quantity::new(1).expect("one"),
    };
    OrderDetail {
        row: OrderRow {
            key: OrderKey { created_at: at, order_no: order_no(tail) },
            state,
            source: Source::Storefront,
            attention: None,
            refund: None,
            nothing_to_send: false,
            buyer: buyer.into(),
            phone_tail: "8000".into(),
            note: if tail == 117 { "请放丰巢，谢谢".into() } else { String::new() },
            items: items.into(),
            total: yuan(total),
            refunded: Fen::ZERO,
            unseen: false,
            paid_at: paid.then_some(at),
            shipped_at: None,
            carrier: None,
        },
        openid: OpenId::parse("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o").expect("an id"),
        version: 3,
        lines: vec![line],
        freight: Fen::ZERO,
        receiver: Receiver::new(buyer, "13800138000", "广东省广州市海珠区新港中路 397 号 5 栋 1203")
            .expect("a receiver"),
        note: if tail == 117 { "请放丰巢，谢谢".into() } else { String::new() },
        pay_before: at.plus(1800),
        payment: if paid { PaymentState::Confirmed } else { PaymentState::Waiting },
        transaction_id: if paid { TransactionId::parse("4200001234202609011234567890").ok() } else { None },
        prepay: None,
        sign_type: Some(SignType::HmacSha256),
        channel: Some("mini_program".to_owned()),
        app_id: None,
        held_for: None,
        noes: 0,
        pickup: None,
        parcel: None,
        carrier_before: None,
        slips: Vec::new(),
        complaints: Vec::new(),
        service_messages: Vec::new(),
        shipment: None,
        shipped_at: None,
        received_at: None,
        cancel_wished: false,
        public_url: String::new(),
        extras: Vec::new(),
        refunds: Vec::new(),
        alarms: Vec::new(),
        excess: Fen::ZERO,
        refunded_goods: Vec::new(),
        refundable: Refundable::of(yuan(total)),
        history: vec![
            step("buyer", "order", "", "to_pay", at),
            step("wechat", "payment", "waiting", "noticed", at.plus(20)),
            step("wechat", "order", "to_pay", "to_ship", at.plus(21)),
        ],
    }
}

/// A small warm picture.
fn picture(shade: u32) -> Vec<u8> {
    let shade = u8::try_from(shade * 40).unwrap_or(0);
    let pixels = image::RgbImage::from_fn(64, 48, |x, y| {
        let (x, y) = (u8::try_from(x * 2).unwrap_or(0), u8::try_from(y * 2).unwrap_or(0));
        image::Rgb([200 - shade, 150 + x / 4, 110 + y / 2])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

/// A buyer asks for money back.
pub fn request(of: &OrderDetail, refund_no: RefundNo, amount: Fen, reason: &str, at: UnixSeconds) -> RefundDetail {
    RefundDetail {
        api: Api::V2,
        held_for: None,
        reply_picture: None,
        row: RefundRow {
            refund_no,
            order_no: of.row.key.order_no.clone(),
            state: RefundState::Requested,
            version: 1,
            buyer: of.row.buyer.clone(),
            amount,
            reason: reason.into(),
            requested_at: at,
            changed_at: at,
            trouble: None,
            next_at: NOW,
            origin: RefundOrigin::Buyer,
            transaction_id: None,
            paused: false,
            set_aside: false,
            renewed: false,
        },
        alarms: Vec::new(),
        contact: "13800138000".into(),
        reply: String::new(),
        refundable: Refundable::of(of.row.total),
        lines: Vec::new(),
        order_lines: of.lines.clone(),
        order_state: of.row.state,
        buyer_orders: 12,
        buyer_refunds: 1,
        renews: None,
        renewed_as: None,
        restock: Vec::new(),
        refund_id: None,
        account: String::new(),
        refunded_at: None,
        pictures: (0..2)
            .map(|position| Picture { position, thumbnail: picture(position), file: String::new() })
            .collect(),
        history: vec![step("buyer", "refund", "", "requested", at)],
    }
}
