//! The shops the door is measured with.

use crate::{
    folder,
    messages::{Messages, TOTAL_FEN, order_no},
    postgres_server::Server,
};
use std::path::{Path, PathBuf};
use zhanggui::{
    domain::{
        Api, Fen, MessageId, OpenId, OrderNo, Product, ProductId, Quantity, Receiver, ShopId, SignType, UnixSeconds,
    },
    store::{MoveEnd, NewOrder, NewPayment, RawMessage, SCHEMA, Store, move_shop, seed_orders},
};

pub const NOW: UnixSeconds = UnixSeconds::new(1_795_170_600);
/// Orders handed to the writer before their answers are waited for.
const TOGETHER: usize = 2_000;

pub fn remove(path: &Path) {
    for side in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{side}", path.display())).ok();
    }
}

/// A shop in which every message's order waits for its payment. Made once and kept.
pub fn prepare(messages: &Messages) -> PathBuf {
    let path = folder().join(format!("bench-ingest-{}-{}-{SCHEMA}.db", messages.api.as_str(), messages.len()));
    if path.exists() {
        return path;
    }
    let half = path.with_extension("half");
    remove(&half);
    let store = Store::open(&half, ShopId::main()).unwrap();
    let tea = ProductId::parse("tea").unwrap();
    let product = Product {
        id: tea.clone(),
        name: "山茶".to_owned(),
        price: Fen::new(TOTAL_FEN).unwrap(),
        stock: 9_000_000,
        on_sale: true,
        picture: None,
        facts: zhanggui::domain::ProductFacts::default(),
    };
    store.put_product(product, NOW).wait().unwrap();
    for first in (0..messages.len()).step_by(TOGETHER) {
        let some = first..(first + TOGETHER).min(messages.len());
        let placed: Vec<_> = some.clone().map(|number| store.place_order(order(number, &tea), NOW)).collect();
        for answer in placed {
            answer.wait().unwrap();
        }
        let begun: Vec<_> = some.map(|number| begin(&store, number, messages.api)).collect();
        for answer in begun {
            answer.wait().unwrap();
        }
    }
    store.close().unwrap();
    std::fs::rename(half, &path).unwrap();
    path
}

/// The same shop in a database of its own.
pub fn on_server(server: &Server, prepared: &Path) -> String {
    let (name, away) = (server.made(), folder().join("bench-ingest-moving.db"));
    remove(&away);
    std::fs::copy(prepared, &away).unwrap();
    let ends = (MoveEnd::File(away.clone()), MoveEnd::Server(server.address(&name)));
    move_shop((&ends.0, &ends.1), &ShopId::main(), NOW, &mut |_| {}).unwrap();
    server.connect(&name).batch_execute("VACUUM ANALYZE").unwrap();
    remove(&away);
    name
}

fn order(number: usize, product: &ProductId) -> NewOrder {
    NewOrder {
        order_no: OrderNo::parse(&order_no(number)).unwrap(),
        openid: OpenId::parse(&format!("o{number:027x}")).unwrap(),
        items: vec![(product.clone(), Quantity::new(1).unwrap())],
        receiver: Receiver::new("王小明", "13800138000", "广东省深圳市南山区科技园 1 号").unwrap(),
        note: String::new(),
        pickup: None,
        nickname: None,
        idempotency_key: None,
        pay_before: NOW.plus(1800),
        freight: zhanggui::domain::FreightRules::default(),
    }
}

fn begin(store: &Store, number: usize, api: Api) -> zhanggui::store::CommitFuture<()> {
    let call = RawMessage {
        id: MessageId::of((number as u128).to_be_bytes()),
        kind: "unifiedorder",
        peer: String::new(),
        headers: String::new(),
        text: "<xml/>".to_owned(),
    };
    let order_no = OrderNo::parse(&order_no(number)).unwrap();
    let url = "https://shop.example".to_owned();
    store.begin_payment(
        NewPayment {
            order_no,
            sign_type: if api == Api::V2 { SignType::Md5 } else { SignType::Rsa },
            channel: "mini_program",
            public_url: url,
            call,
            next_ask_at: NOW.plus(60),
        },
        NOW,
    )
}

/// A shop with so many orders. Made once and kept.
pub fn big(orders: u64) -> PathBuf {
    let path = folder().join(format!("bench-ingest-big-{orders}-{SCHEMA}.db"));
    if !path.exists() {
        let half = path.with_extension("half");
        remove(&half);
        seed_orders(&half, orders, NOW).unwrap();
        std::fs::rename(half, &path).unwrap();
    }
    path
}
