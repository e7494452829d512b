//! The mini program shops can copy (`assets/miniprogram`), run on Node against a whole shop: a purchase, a parcel, a
//! request for money back with a picture, a cancelled order. Nothing is replaced but the phone.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};
use zhanggui::{
    app::practice::Practice,
    base::env::Env,
    domain::{
        Fen, MessageEvent, MessageState, OperatorName, OrderNo, OrderState, ProductChange, ProductFacts, ProductId,
        RefundState, StockChange, VariantChange,
    },
    store::{RefundFilter, Shipping},
};

/// Set where Node must be there: then its absence is a failure.
const REQUIRED: &str = "ZHANGGUI_NODE";

fn node() -> Option<&'static str> {
    let answers = |name: &&str| Command::new(name).arg("--version").stdout(Stdio::null()).status().is_ok();
    ["node", "nodejs"].into_iter().find(answers)
}

fn ship(practice: &Practice, order_no: &str) {
    let order_no = OrderNo::parse(order_no).unwrap();
    let store = &practice.open.store;
    let version = store.reader().unwrap().order(&order_no).unwrap().unwrap().version;
    let shipping = Shipping::express("SF", "SF1234567890");
    store.ship_order(order_no, version, shipping, Env::system().now()).wait().unwrap();
}

/// A product with two variants, on a shelf of its own.
fn shirts(practice: &Practice) {
    let variant = |id: &str, words: &str, price: i64| VariantChange {
        id: ProductId::parse(id).unwrap(),
        words: words.to_owned(),
        price: Fen::new(price).unwrap(),
        stock: StockChange::Set(9),
        on_sale: true,
        picture: None,
        barcodes: None,
        weight_g: None,
    };
    let change = ProductChange {
        id: ProductId::parse("T-SHIRT").unwrap(),
        name: "T恤".to_owned(),
        price: Fen::new(9_900).unwrap(),
        stock: StockChange::Set(0),
        on_sale: true,
        picture: None,
        barcodes: None,
        facts: ProductFacts { category: "衣服".to_owned(), ..ProductFacts::default() },
        variants: Some(vec![variant("T-RED", "红色 L", 9_900), variant("T-BLUE", "蓝色 M", 8_900)]),
    };
    practice.open.store.change_product(change, None, Env::system().now()).wait().unwrap();
}

#[test]
fn the_mini_program_buys_receives_and_asks_for_money_back() {
    let Some(node) = node() else {
        assert!(env::var_os(REQUIRED).is_none(), "{REQUIRED} is set, and there is no Node");
        eprintln!("NOT RUN: the mini program's story needs Node 18 or newer, and there is none on this computer");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice::start(folder.path(), None, &Env::system()).expect("the practice shop opens");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shop = format!("http://{}", practice.open.listener.as_ref().expect("an open door").local_addr());
    shirts(&practice);
    let mut buyer = Command::new(node)
        .arg(root.join("tests/miniprogram/buyer.mjs"))
        .arg(root.join("assets/miniprogram"))
        .args([&shop, &practice.sandbox().base_url()])
        .args([practice.sandbox().ca_path(), root.join("assets/icons/icon-256.png")])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = Vec::new();
    for line in BufReader::new(buyer.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        println!("{line}");
        if let Some(order_no) = line.strip_prefix("owner: ship ") {
            ship(&practice, order_no);
        }
        if let Some(code) = line.strip_prefix("owner: code ") {
            let (name, now) = (OperatorName::parse("小林").unwrap(), Env::system().now());
            practice.open.store.make_bind_code(code.to_owned(), name, now).wait().unwrap();
        }
        said.push(line);
    }
    assert!(buyer.wait().unwrap().success(), "the mini program's story broke off");
    assert_eq!(said.last().map(String::as_str), Some("done"));
    the_owner_sees_it(&practice, &folder.path().join("pictures"), &said);
    practice.close();
}

fn the_owner_sees_it(practice: &Practice, pictures: &Path, said: &[String]) {
    let reader = practice.open.store.reader().unwrap();
    let word = |start: &str| {
        let line = said.iter().find_map(|line| line.strip_prefix(start)).expect("a line");
        line.rsplit(' ').next().unwrap().to_owned()
    };
    let order = reader.order(&OrderNo::parse(&word("owner: ship ")).unwrap()).unwrap().unwrap();
    assert_eq!((order.row.state, order.receiver.name.as_str()), (OrderState::Received, "李雷"));
    // It was shipped with a permission: the message reached the phone, once.
    let messages = reader.service_messages(&order.row.key.order_no).unwrap();
    let shipped = messages.iter().find(|row| row.event == MessageEvent::Shipped).expect("a message about the parcel");
    let arrived = practice.sandbox().delivered_messages();
    let there = arrived.iter().filter(|it| it.data.values().any(|value| *value == order.row.key.order_no.to_string()));
    let there = there.filter(|it| it.template_id == shipped.template_id).count();
    assert!(matches!(shipped.state, MessageState::Sent | MessageState::Waiting), "{shipped:?}");
    assert_eq!(there, usize::from(shipped.state == MessageState::Sent));
    let waiting = reader.refunds(RefundFilter::Waiting, 100).unwrap();
    let asked = waiting.iter().find(|refund| refund.order_no == order.row.key.order_no).expect("the request");
    let refund = reader.refund(&asked.refund_no).unwrap().unwrap();
    assert_eq!((refund.row.state, refund.row.amount.get()), (RefundState::Requested, 1_250));
    let picture = fs::read(pictures.join(&refund.pictures[0].file)).expect("the picture");
    assert_eq!(image::guess_format(&picture).unwrap(), image::ImageFormat::Jpeg);
    let newest = reader.buyer_orders(&order.openid, None, 10).unwrap();
    let states: Vec<OrderState> = newest.iter().map(|row| row.state).collect();
    assert_eq!(states, [OrderState::Closed, OrderState::Received], "the cancelled one, and the one that arrived");
}
