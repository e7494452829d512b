//! The practice shop beside the real one: two programs, two folders, two doors. Neither is in the other's way, each is opened
//! once at a time, and the practice shop can always be left and opened again as it was.

use super::threats_program::{API_KEY, APP_SECRET, Besieged, ask, connect, request};
use std::{fs, net::SocketAddr, path::Path};
use zhanggui::{
    app::shop_switcher::FolderSwitcher,
    base::env::Env,
    domain::ShopId,
    store::{OrderFilter, Page, Store},
    ui::{Door, Lang, ShopSwitcher as _},
};

fn window_on(folder: &Path) -> FolderSwitcher {
    FolderSwitcher::new(folder.to_owned(), None, "zhanggui check".to_owned(), Env::system())
}

/// How many products buyers are offered at this door.
fn offered(door: SocketAddr) -> usize {
    let mut line = connect(door).expect("a door");
    let (status, body) = ask(&mut line, &request("GET", "/api/v1/products", "", "")).expect("an answer");
    assert_eq!(status, 200, "{body}");
    let offer: serde_json::Value = serde_json::from_str(&body).expect("json");
    offer["products"].as_array().expect("a list").len()
}

fn orders_in(file: &Path) -> usize {
    let store = Store::open(file, ShopId::main()).expect("opens");
    let rows = store.reader().expect("a reader").orders(OrderFilter::All, &Page::Newest, 10_000).expect("rows").len();
    store.close().expect("closes");
    rows
}

/// Opens the practice shop in the folder and gives where its door is.
fn practise(window: &FolderSwitcher) -> SocketAddr {
    let setup = window.try_open(Door::Practice, Lang::En).expect("it opens");
    assert!(setup.practice);
    setup.reach.listener.parse().expect("a door")
}

#[test]
fn both_shops_are_open_at_once_each_with_its_own_folder_and_door() {
    let shop = Besieged::new();
    let secrets = format!("api_key = \"{API_KEY}\"\napp_secret = \"{APP_SECRET}\"\n");
    fs::write(shop.data.join("secrets.toml"), secrets).expect("written");
    let real = shop.serve("error");
    let window = window_on(&shop.data);
    let door = practise(&window);
    assert_ne!(door, real.door);
    assert_eq!((offered(real.door), offered(door) >= 12), (0, true), "each sells its own");

    // Each folder has one program: a third start finds both taken, and says so.
    let third = window_on(&shop.data);
    for door in [Door::Practice, Door::Own] {
        let Err(refused) = third.open(door, Lang::En) else { panic!("{door:?} is open twice") };
        assert!(refused.english.contains("already open"), "{}", refused.english);
        assert!(refused.chinese.contains("已经"), "{}", refused.chinese);
    }
    assert!(!third.own_has_come_up(), "a service has no window to come up");

    // Left, and opened again as it was, however the real one is.
    window.close();
    let practised = orders_in(&shop.data.join("practice/shop.db"));
    assert!(practised >= 60, "{practised}");
    let said = real.stop();
    assert!(said.starts_with("ready "), "{said}");
    assert_eq!(orders_in(&shop.data.join("shop.db")), 0, "nobody who practises orders at the real shop");
    let own = window.try_open(Door::Own, Lang::En).map(|setup| setup.practice).expect("the same window turns to it");
    assert!(!own);
    let beside = window_on(&shop.data);
    assert!(offered(practise(&beside)) >= 12, "again beside the real one");
    beside.close();
    window.close();
    assert!(orders_in(&shop.data.join("practice/shop.db")) >= practised, "nothing of it is lost");
}
