//! A shop moves to a server and back: every row arrives as it was, a move that breaks off goes on, and where the shop was
//! nobody works any more.

use crate::{
    operators::somebody,
    server::{Server, server},
    world::{NOON, fen},
};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use zhanggui::{
    domain::{Product, ProductFacts, ProductId, Role, ShopId},
    store::{
        MoveEnd, MoveFault, MovedShop, MovedTable, OrderFilter, Page, Reader, Store, StoreError, Tuning, move_shop,
        seed_example,
    },
};

/// What an engine keeps for itself, by how the names begin.
const OF_A_FILE: [&str; 6] = ["checksums", "file_epoch", "file_mark", "moves", "refinery_schema_history", "search_"];

fn example() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    seed_example(&path, NOON).unwrap();
    (folder, path)
}

fn moves(from: &MoveEnd, to: &MoveEnd) -> Result<Vec<MovedTable>, MoveFault> {
    let mut told = Vec::new();
    let moved = move_shop((from, to), &ShopId::main(), NOON, &mut |table| told.push(table.clone()))?;
    assert_eq!(told, moved, "each table is told once it is there");
    Ok(moved)
}

fn on(server: &Server, name: &str) -> MoveEnd {
    MoveEnd::Server(server.address(name))
}

/// Every row of every table of a shop, in the words of the file.
fn rows(path: &Path) -> Vec<String> {
    let conn = Connection::open(path).unwrap();
    let list = |sql: &str| -> Vec<String> {
        let mut query = conn.prepare(sql).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let tables = list("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
    let ours = tables.into_iter().filter(|name| !OF_A_FILE.iter().any(|begins| name.starts_with(begins)));
    let mut all = Vec::new();
    for table in ours {
        let columns = list(&format!("SELECT 'quote(' || name || ')' FROM pragma_table_info('{table}') ORDER BY cid"));
        let row = columns.join(" || ' ' || ");
        all.extend(list(&format!("SELECT '{table} ' || {row} FROM {table} ORDER BY 1")));
    }
    all
}

fn gone(result: Result<(), StoreError>) -> String {
    match result {
        Err(StoreError::Moved(MovedShop::Gone { to })) => to,
        other => panic!("it has not moved: {other:?}"),
    }
}

fn opens(end: &MoveEnd) -> Result<(), StoreError> {
    match end {
        MoveEnd::File(path) => Store::open(path, ShopId::main()),
        MoveEnd::Server(address) => Store::on_server(address, ShopId::main(), Tuning::default()),
    }
    .and_then(Store::close)
}

fn looks(end: &MoveEnd) -> Result<(), StoreError> {
    match end {
        MoveEnd::File(path) => Reader::open(path, ShopId::main()),
        MoveEnd::Server(address) => Reader::open_server(address, ShopId::main()),
    }
    .map(drop)
}

fn sells(store: &Store, id: &str) -> Result<(), StoreError> {
    let id = ProductId::parse(id).unwrap();
    let product = Product {
        name: id.as_str().to_owned(),
        id,
        price: fen(39_00),
        stock: 7,
        on_sale: true,
        picture: None,
        facts: ProductFacts::default(),
    };
    store.put_product(product, NOON).wait().map(drop)
}

#[test]
fn the_example_shop_moves_there_and_back_and_every_row_is_as_it_was() {
    let Some(server) = server() else { return };
    let (folder, path) = example();
    let before = rows(&path);
    assert!(before.len() > 500, "{}", before.len());
    let (file, there, back) =
        (MoveEnd::File(path.clone()), on(server, &server.made()), MoveEnd::File(folder.path().join("back.db")));

    let moved = moves(&file, &there).unwrap();
    let orders = |moved: &[MovedTable]| moved.iter().find(|table| table.table == "orders").cloned();
    assert_eq!(orders(&moved), Some(MovedTable { table: "orders".to_owned(), rows: 60, copied: 60 }));
    assert_eq!(rows(&path), before, "where it came from nothing changed");
    assert_eq!(gone(opens(&file)), there.shown(), "but that it says where the shop is");
    assert_eq!(gone(looks(&file)), there.shown());

    let MoveEnd::Server(address) = &there else { unreachable!() };
    let store = Store::on_server(address, ShopId::main(), Tuning::default()).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(reader.orders(OrderFilter::All, &Page::Newest, 100).unwrap().len(), 60);
    let verdict = reader.verify().unwrap();
    assert_eq!((verdict.orders, verdict.edited, verdict.wrong_sums, verdict.wrong_tallies.len()), (60, 0, 0, 0));
    drop(reader);
    store.close().unwrap();

    moves(&there, &back).unwrap();
    assert_eq!(gone(opens(&there)), back.shown());
    let MoveEnd::File(at) = &back else { unreachable!() };
    assert_eq!(rows(at), before, "there and back, every row of every table");
    opens(&back).unwrap();
    opens(&back).unwrap();
}

/// A table of the database that takes no rows, until that is over.
fn closes(server: &Server, name: &str, table: &str) {
    let close = format!(
        "CREATE FUNCTION no() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
         CREATE TRIGGER no BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION no()"
    );
    server.connect(name).batch_execute(&close).unwrap();
}

fn opens_again(server: &Server, name: &str, table: &str) {
    server.connect(name).batch_execute(&format!("DROP TRIGGER no ON {table}")).unwrap();
}

/// A database that has the tables of a shop and no shop.
fn prepared(server: &Server) -> (String, MoveEnd) {
    let name = server.made();
    let there = on(server, &name);
    opens(&there).unwrap();
    (name, there)
}

#[test]
fn a_move_that_breaks_off_goes_on_and_copies_nothing_twice() {
    let Some(server) = server() else { return };
    let (_folder, path) = example();
    let ((name, there), file) = (prepared(server), MoveEnd::File(path.clone()));
    closes(server, &name, "history");
    assert!(moves(&file, &there).is_err());
    assert!(matches!(opens(&there), Err(StoreError::Moved(MovedShop::Arriving { from })) if from == file.shown()));
    opens(&file).unwrap();
    let MoveEnd::File(_) = &file else { unreachable!() };

    opens_again(server, &name, "history");
    // The shop was opened meanwhile, which changed nothing of it: opening alone is no commit.
    let moved = moves(&file, &there).unwrap();
    let of =
        |table: &str| moved.iter().find(|moved| moved.table == table).map(|moved| (moved.rows > 0, moved.copied > 0));
    assert_eq!((of("orders"), of("history")), (Some((true, false)), Some((true, true))), "{moved:?}");
    opens(&there).unwrap();
}

#[test]
fn a_move_that_is_cut_off_at_its_last_step_is_finished_by_the_same_command() {
    let Some(server) = server() else { return };
    let (folder, path) = example();
    let ((name, there), file) = (prepared(server), MoveEnd::File(path.clone()));
    // All rows are there and the file says where they went; that the database may be opened is not written any more.
    let keeps = "CREATE FUNCTION keeps() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
         CREATE TRIGGER keeps BEFORE DELETE ON moves FOR EACH ROW EXECUTE FUNCTION keeps()";
    server.connect(&name).batch_execute(keeps).unwrap();
    assert!(moves(&file, &there).is_err());
    assert_eq!(gone(opens(&file)), there.shown(), "nobody works where it was");
    assert!(matches!(opens(&there), Err(StoreError::Moved(MovedShop::Arriving { .. }))), "nor where it is going");
    server.connect(&name).batch_execute("DROP TRIGGER keeps ON moves").unwrap();
    let moved = moves(&file, &there).unwrap();
    assert!(moved.iter().all(|table| table.copied == 0), "{moved:?}");
    opens(&there).unwrap();

    // The way back: the new file is whole, and its name is taken by something in the moment it is to get it.
    let to = folder.path().join("back.db");
    let back = MoveEnd::File(to.clone());
    let in_its_place = to.join("something");
    let cut = move_shop((&there, &back), &ShopId::main(), NOON, &mut |_| {
        std::fs::create_dir_all(&in_its_place).unwrap();
    });
    assert!(matches!(cut, Err(MoveFault::Store(StoreError::Disk(_)))), "{cut:?}");
    assert_eq!(gone(opens(&there)), back.shown());
    std::fs::remove_dir_all(&to).unwrap();
    moves(&there, &back).unwrap();
    assert_eq!(rows(&to), rows(&path), "and every row is as it was");
    opens(&back).unwrap();
}

#[test]
fn a_shop_that_sold_something_since_the_move_broke_off_is_copied_anew() {
    let Some(server) = server() else { return };
    let (_folder, path) = example();
    let ((name, there), file) = (prepared(server), MoveEnd::File(path.clone()));
    closes(server, &name, "history");
    assert!(moves(&file, &there).is_err());
    opens_again(server, &name, "history");
    let store = Store::open(&path, ShopId::main()).unwrap();
    sells(&store, "new").unwrap();
    store.close().unwrap();
    let moved = moves(&file, &there).unwrap();
    assert!(moved.iter().all(|table| table.copied == table.rows), "{moved:?}");
    let MoveEnd::Server(address) = &there else { unreachable!() };
    let reader = Reader::open_server(address, ShopId::main()).unwrap();
    assert!(reader.products().unwrap().iter().any(|product| product.id.as_str() == "new"));
}

#[test]
fn a_seat_that_has_the_shop_open_hears_at_its_next_change_that_it_moved() {
    let Some(server) = server() else { return };
    let (name, there) = prepared(server);
    let store = Store::on_server(&server.address(&name), ShopId::main(), Tuning::default()).unwrap();
    sells(&store, "coffee").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let to = MoveEnd::File(folder.path().join("shop.db"));
    moves(&there, &to).unwrap();
    assert_eq!(gone(sells(&store, "tea")), to.shown());
    let MoveEnd::File(path) = &to else { unreachable!() };
    let products = Reader::open(path, ShopId::main()).unwrap().products().unwrap();
    assert_eq!(products.len(), 1, "nothing was kept where nobody looks any more");
}

#[test]
fn nothing_is_copied_over_another_shop_or_out_of_one_that_was_edited() {
    let Some(server) = server() else { return };
    let (folder, path) = example();
    let file = MoveEnd::File(path.clone());
    assert!(matches!(moves(&file, &file), Err(MoveFault::SamePlace)));
    let taken = folder.path().join("taken.db");
    std::fs::write(&taken, "mine").unwrap();
    assert!(matches!(moves(&file, &MoveEnd::File(taken.clone())), Err(MoveFault::FileExists(_))));
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), "mine");
    let (name, there) = prepared(server);
    let store = Store::on_server(&server.address(&name), ShopId::main(), Tuning::default()).unwrap();
    sells(&store, "theirs").unwrap();
    store.close().unwrap();
    assert!(matches!(moves(&file, &there), Err(MoveFault::ShopExists)));
    opens(&there).unwrap();

    Connection::open(&path).unwrap().execute_batch("UPDATE orders SET note = 'edited'").unwrap();
    assert!(matches!(moves(&file, &on(server, &server.made())), Err(MoveFault::BadSource)));

    // On a server no row has a checksum: somebody who made himself an owner is found by the steps alone.
    let name = server.made();
    let there = on(server, &name);
    let store = Store::on_server(&server.address(&name), ShopId::main(), Tuning::default()).unwrap();
    let (packer, owner) = (somebody("李雷", Role::Packer), somebody("韩梅梅", Role::Owner));
    store.add_operator(packer, Some(owner), NOON).wait().unwrap();
    store.close().unwrap();
    let back = |name: &str| MoveEnd::File(folder.path().join(name));
    server.connect(&name).batch_execute("UPDATE operators SET role = 'owner', limit_fen = 0").unwrap();
    assert!(matches!(moves(&there, &back("people.db")), Err(MoveFault::BadSource)));
}
