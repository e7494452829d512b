//! A shop on a database server: it is moved there as it is, opens there, sells, answers and refunds.

use super::{
    killed::{
        acts::Whose,
        shop::{KilledShop, amount},
    },
    liar::{LyingPrinter, Manners},
    server::server,
};
use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::mpsc,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use zhanggui::{
    app::{
        check,
        moving::{self, AfterMove},
        shop_data::{DatabasePlace, ShopData},
        start::{OpenShop, StartError},
    },
    base::database_url::DatabaseUrl,
    domain::{OrderNo, PrintId, PrintState, RefundState, UnixSeconds},
    events::ShopEvent,
    settings::{Secrets, Settings},
    store::{MovedShop, ServerFault, StoreError},
    tunnel::LocalProber,
    ui::Lang,
};

const TIMEOUT: Duration = Duration::from_mins(1);

fn key(name: &str) -> Option<String> {
    match name {
        "ZHANGGUI_API_KEY" => Some(Whose::Own.key().to_owned()),
        "ZHANGGUI_APP_SECRET" => Some("0123456789abcdef0123456789abcdef".to_owned()),
        _ => None,
    }
}

fn open(shop: &KilledShop, folder: &Path) -> Result<OpenShop, StartError> {
    let settings = Settings::load(folder).unwrap();
    let secrets = Secrets::load(folder, settings.api, key).unwrap();
    OpenShop::start(folder, &settings, &secrets, shop.env.clone())
}

fn until(what: &str, is: impl Fn() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < TIMEOUT, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn at_door(door: SocketAddr, path: &str) -> String {
    let mut line = TcpStream::connect(door).unwrap();
    write!(line, "GET {path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n").unwrap();
    let mut said = String::new();
    line.read_to_string(&mut said).unwrap();
    said
}

/// A shop with approved refunds, moved to a database of its own.
fn on_a_server(refunds: usize) -> Option<(KilledShop, ShopData)> {
    server()?;
    let shop = KilledShop::with_requests_of_its_own(refunds);
    (0..refunds).for_each(|at| shop.approve(at));
    moved_to_a_server(shop)
}

/// The same shop in a database of its own.
pub(super) fn moved_to_a_server(shop: KilledShop) -> Option<(KilledShop, ShopData)> {
    let url = server()?.url(&server()?.made());
    let database = DatabasePlace { url: DatabaseUrl::parse(&url).unwrap(), ca: None, password: None };
    let (from, to) = (ShopData::in_folder(shop.path()), ShopData::Server(database));
    let moved = moving::to(shop.path(), (&from, &to), &shop.env, &mut |_| ()).unwrap();
    assert_eq!((moved.next, moved.place), (AfterMove::Open, url));
    Some((shop, to))
}

#[test]
fn a_shop_that_moved_to_a_server_opens_there_answers_and_pays_out() {
    let Some((shop, data)) = on_a_server(1) else { return };
    let file = ShopData::in_folder(shop.path()).reader().map(drop);
    assert!(matches!(file, Err(StoreError::Moved(MovedShop::Gone { .. }))), "{file:?}");

    let first = open(&shop, shop.path()).unwrap();
    let door = first.listener.as_ref().unwrap().local_addr();
    let answer = LocalProber::new(door).unwrap().at_home("c0ffee").unwrap();
    assert!(first.listener.as_ref().unwrap().proves("c0ffee", &answer), "it says that the shop is run from here");
    assert!(at_door(door, "/api/v1/products").contains("挂耳咖啡"));
    until("the refund arrived", || shop.sandbox.ledger().payouts().len() == 1);
    assert_eq!(shop.sandbox.ledger().paid_out(), amount(0));
    let refund = super::killed::shop::refund_no(0);
    let state = || data.reader().unwrap().refund(&refund).unwrap().unwrap().row.state;
    until("and it is known", || state() == RefundState::Refunded);

    let lines = check::look_through(shop.path(), Lang::En, key, None, &shop.env);
    for name in ["database", "history", "sums", "lease"] {
        let line = lines.iter().find(|line| line.check == name).unwrap();
        assert!(line.ok, "{line}");
    }
    assert!(lines.iter().all(|line| line.check != "backup"), "the server's own means make them");
    first.close();
}

#[test]
fn a_shop_that_comes_back_from_a_server_finds_room_and_the_file_it_had_left_stays_beside_it() {
    let Some((shop, there)) = on_a_server(1) else { return };
    open(&shop, shop.path()).unwrap().close();
    let here = ShopData::in_folder(shop.path());
    let moved = moving::to(shop.path(), (&there, &here), &shop.env, &mut |_| ()).unwrap();
    assert_eq!(moved.next, AfterMove::Open, "the settings name the file again");
    assert_eq!(Settings::load(shop.path()).unwrap().store.url, None);
    let files = std::fs::read_dir(shop.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let aside: Vec<String> = files.filter(|name| name.starts_with("shop.db.moved-")).collect();
    let [left] = &aside[..] else { panic!("{aside:?}") };
    let left = ShopData::File(shop.path().join(left)).reader().map(drop);
    assert!(matches!(left, Err(StoreError::Moved(MovedShop::Gone { .. }))), "nobody works with it: {left:?}");
    let gone = there.reader().map(drop);
    assert!(matches!(gone, Err(StoreError::Moved(MovedShop::Gone { .. }))), "nor there: {gone:?}");

    let home = open(&shop, shop.path()).unwrap();
    until("the refund arrived", || shop.sandbox.ledger().payouts().len() == 1);
    let refund = super::killed::shop::refund_no(0);
    let state = || here.reader().unwrap().refund(&refund).unwrap().unwrap().row.state;
    until("and it is known", || state() == RefundState::Refunded);
    assert!(home.store.reader().unwrap().catching_up().unwrap().is_none(), "it is no older file that was put back");
    home.close();
}

/// The folder of another computer with the same settings and certificates.
pub(super) fn another_computer(shop: &KilledShop) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(shop.path(), folder.path(), &|name| name == "settings.toml" || name.starts_with("cert"));
    folder
}

fn copy(from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if !wanted(&name) {
            continue;
        }
        if entry.path().is_dir() {
            std::fs::create_dir(to.join(&name)).unwrap();
            copy(&entry.path(), &to.join(&name), &|_| true);
        } else {
            std::fs::copy(entry.path(), to.join(&name)).unwrap();
        }
    }
}

fn sells(open: &OpenShop, stock: u32) {
    let mut product = open.store.reader().unwrap().products().unwrap().remove(0);
    product.stock = stock;
    open.store.put_product(product, UnixSeconds::new(1_790_000_000)).wait().unwrap();
}

/// An approved refund lies there while the computer that works ends: the other one sends it, and nothing is sent twice.
#[test]
fn the_second_computer_waits_and_takes_the_shop_over_when_the_first_ends() {
    let Some((shop, _)) = on_a_server(1) else { return };
    let packing_room = another_computer(&shop);
    let first = open(&shop, shop.path()).unwrap();
    let second = open(&shop, packing_room.path()).unwrap();
    assert!(first.store.is_host() && !second.store.is_host());
    assert!(first.listener.is_some() && second.listener.is_none(), "one door");
    until("the first one pays out", || shop.sandbox.ledger().payouts().len() == 1);
    let lease = |open: &OpenShop| open.store.reader().unwrap().lease().unwrap().unwrap();
    assert_eq!(lease(&first).hold, None);
    assert_eq!(lease(&second), lease(&first), "all seats are one installation");

    let (hear, heard) = mpsc::channel();
    second.shop.events.listen(move |event| {
        if *event == ShopEvent::ChangedElsewhere {
            hear.send(()).ok();
        }
    });
    sells(&first, 5);
    assert!(heard.recv_timeout(TIMEOUT).is_ok(), "the other window looks again");
    // A seat that does not work takes what its owner does.
    sells(&second, 7);
    let began = Instant::now();
    first.close();
    until("the second one works", || second.store.is_host());
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    until("and has a door", || second.seat.as_ref().unwrap().local_addr().is_some());
    let door = second.seat.as_ref().unwrap().local_addr().unwrap();
    assert!(at_door(door, "/api/v1/products").contains("挂耳咖啡"));
    assert_eq!(shop.sandbox.ledger().payouts().len(), 1, "nothing is sent twice");
    let third = open(&shop, shop.path()).unwrap();
    assert!(!third.store.is_host());
    third.close();
    second.close();
}

/// The packing room's computer does not take the orders, and has the printer.
#[test]
fn a_receipt_comes_out_at_the_seat_that_has_the_printer_and_waits_for_it_while_that_is_off() {
    let Some((shop, data)) = moved_to_a_server(KilledShop::with_stock(5)) else { return };
    let (printer, packing_room) = (LyingPrinter::start(Manners::Good), another_computer(&shop));
    let path = packing_room.path().join("settings.toml");
    let lines = format!(
        "[[printers]]\nname = \"后厨\"\nkind = \"escpos-tcp\"\naddress = \"{}\"\nauto = true\n",
        printer.address
    );
    std::fs::write(&path, std::fs::read_to_string(&path).unwrap() + &lines).unwrap();
    let counter = open(&shop, shop.path()).unwrap();
    let packing = open(&shop, packing_room.path()).unwrap();
    assert!(counter.store.is_host() && !packing.store.is_host());
    let state = |order_no: &OrderNo| {
        let id = PrintId { order_no: order_no.clone(), printer: "后厨".to_owned(), copy: 0 };
        data.reader().unwrap().print_state(&id).unwrap()
    };
    let order_no = shop.paid(&counter.store, 0);
    until("the receipt is printed", || state(&order_no) == Some(PrintState::Printed));
    assert_eq!(printer.papers().len(), 1);

    packing.close();
    let next = shop.paid(&counter.store, 1);
    assert_eq!(state(&next), Some(PrintState::Waiting));
    let packing = open(&shop, packing_room.path()).unwrap();
    until("so is the next one", || state(&next) == Some(PrintState::Printed));
    assert_eq!(printer.papers().len(), 2);
    packing.close();
    counter.close();
}

#[test]
fn a_database_of_another_shop_is_refused_before_anything_is_written() {
    let Some((shop, data)) = on_a_server(0) else { return };
    open(&shop, shop.path()).unwrap().close();
    let before = data.reader().unwrap().merchant().unwrap();
    let own = shop.path().join("settings.toml");
    let settings = std::fs::read_to_string(&own).unwrap();
    std::fs::write(&own, settings.replace("wx2421b1c4370ec43b", "wx5e7a3d1f9b2c4860")).unwrap();
    let refused = open(&shop, shop.path()).map(OpenShop::close);
    let Err(StartError::Store(StoreError::Server(ServerFault::OtherShop { app_id, .. }))) = refused else {
        panic!("another shop opened it: {refused:?}")
    };
    assert_eq!(app_id, "wx2421b1c4370ec43b");
    assert_eq!(data.reader().unwrap().merchant().unwrap(), before);
    let order = OrderNo::parse("SC20260901-0000000000009").unwrap();
    assert!(data.reader().unwrap().order(&order).unwrap().is_none());
}
