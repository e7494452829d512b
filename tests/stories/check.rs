//! `zhanggui check`: the doctor of the real program, on a shop that is well and on one that somebody has been at.

use super::{
    threats_program::{API_KEY, APP_SECRET, Besieged},
    world::HandClock,
};
use std::{
    fs,
    io::Write as _,
    net::{SocketAddr, TcpListener},
    process::Command,
    sync::Arc,
};
use zhanggui::{
    app::{
        check::{self, CheckLine},
        start::FolderLock,
    },
    base::{address::PublicUrl, env::Env},
    store::Store,
    tunnel::{LocalProber, ProbeFailed, Prober},
    ui::Lang,
};

/// What the program says, and its exit code.
fn check(shop: &Besieged, more: &[&str]) -> (String, Option<i32>) {
    let said = Command::new(env!("CARGO_BIN_EXE_zhanggui"))
        .args(["check", "--lang", "en", "--data"])
        .arg(&shop.data)
        .args(more)
        .env("ZHANGGUI_API_KEY", API_KEY)
        .env("ZHANGGUI_APP_SECRET", APP_SECRET)
        .output()
        .unwrap();
    (String::from_utf8(said.stdout).unwrap(), said.status.code())
}

/// The example shop, with a certificate, opened once.
fn well() -> Besieged {
    let shop = Besieged::new();
    let file = shop.data.join("shop.db");
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/shop.db.example"), &file).unwrap();
    Store::open(&file, zhanggui::domain::ShopId::main()).unwrap().close().unwrap();
    let (from, certs) = (shop.sandbox.dir().to_owned(), shop.data.join("certs"));
    fs::create_dir(&certs).unwrap();
    for file in ["apiclient_cert.pem", "apiclient_key.pem"] {
        fs::copy(from.join(file), certs.join(file)).unwrap();
    }
    drop(FolderLock::take(&shop.data).unwrap());
    shop
}

fn edit(shop: &Besieged, sql: &str) {
    let conn = rusqlite::Connection::open(shop.data.join("shop.db")).unwrap();
    assert!(conn.execute(sql, []).unwrap() > 0, "{sql}");
}

/// Changes a line of the settings.
fn set(shop: &Besieged, from: &str, to: &str) {
    let file = shop.data.join("settings.toml");
    let before = fs::read_to_string(&file).unwrap();
    assert!(before.contains(from), "{before}");
    fs::write(&file, before.replace(from, to)).unwrap();
}

fn line<'s>(said: &'s str, check: &str) -> &'s str {
    said.lines().find(|line| line.get(4..).is_some_and(|line| line.starts_with(check))).unwrap()
}

#[test]
fn a_shop_that_is_well_passes_every_check() {
    let shop = well();
    let (said, code) = check(&shop, &[]);
    assert_eq!((said.lines().count(), code), (13, Some(0)), "{said}");
    assert!(said.lines().all(|line| line.starts_with("ok  ")), "{said}");
    assert!(said.contains("60 orders") && said.contains("steps are as they were written"), "{said}");
    assert!(
        line(&said, "clock").contains("WeChat's") && line(&said, "wechat").contains("knows this merchant"),
        "{said}"
    );
    assert!(line(&said, "listener").contains("the door opens with the shop"), "{said}");
    assert!(line(&said, "tunnel").contains("was not tried: the shop is closed"), "{said}");
    assert!(line(&said, "files").contains("nobody else on this computer"), "{said}");
}

fn one(shop: &Besieged, name: &str, lang: Lang, env: &Env) -> CheckLine {
    let lines = check::look(&shop.data, lang, keys, env);
    lines.into_iter().find(|line| line.check == name).unwrap()
}

#[cfg(unix)]
#[test]
fn what_others_on_this_computer_may_read_is_named_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt as _;
    let shop = well();
    for (name, mode) in [("", 0o755), ("shop.db", 0o644), ("certs/apiclient_key.pem", 0o640)] {
        fs::set_permissions(shop.data.join(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    let chinese = one(&shop, "files", Lang::Zh, &shop.env);
    let english = one(&shop, "files", Lang::En, &shop.env);
    for line in [&chinese, &english] {
        assert!(!line.ok && line.found.contains("shop.db") && line.found.contains("apiclient_key.pem"), "{line}");
    }
    assert!(chinese.found.contains("其他用户") && chinese.next.contains("打开一次店铺"), "{chinese}");
    assert!(english.found.contains("may be read by others"), "{english}");
    assert!(english.next.contains("open the shop once") && english.next.contains("own disk"), "{english}");
    drop(FolderLock::take(&shop.data).unwrap());
    assert!(one(&shop, "files", Lang::En, &shop.env).ok);
}

#[test]
fn the_public_address_passes_only_if_it_ends_at_the_open_shop() {
    let shop = well();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    set(&shop, "127.0.0.1:0", &port.to_string());
    let open = shop.serve("error");
    let strangers = Besieged::new();
    let other = strangers.serve("error");
    let through = |door: SocketAddr| {
        let probe = LocalProber::new(door).unwrap();
        let lines = check::look_through(&shop.data, Lang::En, keys, Some(&probe), &shop.env);
        lines.into_iter().find(|line| line.check == "tunnel").unwrap()
    };
    let ours = through(port);
    assert!(ours.ok && ours.found.contains("leads to this very shop"), "{ours}");
    let theirs = through(other.door);
    assert!(!theirs.ok && theirs.found.contains("answered by somebody else"), "{theirs}");
    assert!(line(&check(&shop, &[]).0, "listener").contains("takes messages in"));
    let lines = check::look_through(&shop.data, Lang::Zh, keys, Some(&NobodyThere), &shop.env);
    let nobody = lines.into_iter().find(|line| line.check == "tunnel").unwrap();
    assert!(!nobody.ok && nobody.found == "https://shop.example.com 从外面连不到这家店铺", "{nobody}");
    open.stop();
    other.stop();
}

/// A way in that ends before anybody is met.
struct NobodyThere;

impl Prober for NobodyThere {
    fn probe(&self, _: &PublicUrl, _: &str) -> Result<String, ProbeFailed> {
        Err(ProbeFailed::NoConnection("error sending request: dns error".to_owned()))
    }
}

#[test]
fn a_taken_port_and_a_wrong_key_are_named_with_what_to_do() {
    let (shop, neighbour) = (well(), TcpListener::bind("127.0.0.1:0").unwrap());
    set(&shop, "127.0.0.1:0", &neighbour.local_addr().unwrap().to_string());
    let answers = std::thread::spawn(move || {
        let (mut line, _) = neighbour.accept().unwrap();
        line.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").unwrap();
        neighbour
    });
    let wrong = |name: &str| match name {
        "ZHANGGUI_API_KEY" => Some("PracticeKeyOfSomebodyElsesShop01".to_owned()),
        name => keys(name),
    };
    let lines = check::look(&shop.data, Lang::En, wrong, &shop.env);
    let of = |check: &str| lines.iter().find(|line| line.check == check).unwrap();
    assert!(!of("listener").ok && of("listener").found.contains("taken by another program"), "{}", of("listener"));
    assert!(!of("wechat").ok && of("wechat").next.contains("merchant platform"), "{}", of("wechat"));
    drop(answers.join().unwrap());
}

#[test]
fn a_clock_that_is_a_day_off_is_named() {
    let shop = well();
    let tomorrow = shop.env.now().plus(86_400);
    let env = Env { clock: Arc::new(HandClock::at(tomorrow.get())), ..shop.env.clone() };
    let lines = check::look(&shop.data, Lang::En, keys, &env);
    let clock = lines.iter().find(|line| line.check == "clock").unwrap();
    assert!(!clock.ok && clock.found.contains("ahead of WeChat's") && clock.next.contains("set its clock"), "{clock}");
}

/// Words of a Chinese line are Chinese: no library's English in it.
#[test]
fn why_wechat_cannot_be_asked_is_told_in_the_owners_language() {
    let shop = well();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let there = shop.sandbox.base_url();
    set(&shop, &format!("pay_url = \"{there}\""), &format!("pay_url = \"https://{nobody}\""));
    for name in ["clock", "wechat"] {
        let chinese = one(&shop, name, Lang::Zh, &shop.env);
        assert!(!chinese.ok && chinese.found.contains("连不上微信"), "{chinese}");
        assert!(!chinese.found.contains(|c: char| c.is_ascii_alphabetic()), "{chinese}");
        let english = one(&shop, name, Lang::En, &shop.env);
        assert!(!english.ok && english.found.contains("connection") && english.found.is_ascii(), "{english}");
    }
    set(&shop, &format!("https://{nobody}"), "https://a.example.com/path");
    for name in ["clock", "wechat"] {
        let chinese = one(&shop, name, Lang::Zh, &shop.env);
        assert!(chinese.found.contains("不是一个不带路径的 https 地址"), "{chinese}");
    }
}

fn keys(name: &str) -> Option<String> {
    match name {
        "ZHANGGUI_API_KEY" => Some(API_KEY.to_owned()),
        "ZHANGGUI_APP_SECRET" => Some(APP_SECRET.to_owned()),
        _ => None,
    }
}

#[test]
fn an_edited_row_is_named_with_its_order_and_what_to_do() {
    let shop = well();
    let order_no: String = {
        let conn = rusqlite::Connection::open(shop.data.join("shop.db")).unwrap();
        conn.query_row("SELECT MAX(order_no) FROM refunds WHERE state = 'refunded'", [], |row| row.get(0)).unwrap()
    };
    edit(&shop, &format!("UPDATE history SET why = 'x' WHERE order_no = '{order_no}' AND step = 2"));
    let (said, code) = check(&shop, &[]);
    let line = line(&said, "history");
    assert!(line.starts_with("!!  ") && line.contains(&order_no) && line.contains("step 3 was edited"), "{line}");
    assert!(line.contains("→ ") && code == Some(1), "{line}");
    edit(&shop, &format!("UPDATE orders SET refunded_fen = 0, state = 'to_ship' WHERE order_no = '{order_no}'"));
    let (said, _) = check(&shop, &["--json"]);
    let lines: serde_json::Value = serde_json::from_str(&said).unwrap();
    let sums = lines.as_array().unwrap().iter().find(|line| line["check"] == "sums").unwrap();
    assert_eq!(sums["ok"], false);
    assert!(sums["found"].as_str().unwrap().contains(&order_no), "{sums}");
}

#[test]
fn all_refunds_are_written_into_one_sheet_that_runs_no_formula() {
    let shop = well();
    edit(&shop, "UPDATE refunds SET reason = '=1+1' WHERE state = 'requested'");
    let file = shop.data.join("refunds.csv");
    let export = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
        command.args(["export", "refunds"]).arg(&file).args(["--lang", "zh", "--data"]).arg(&shop.data);
        command.output().unwrap().status.code()
    };
    assert_eq!(export(), Some(0));
    let sheet = fs::read_to_string(&file).unwrap();
    let conn = rusqlite::Connection::open(shop.data.join("shop.db")).unwrap();
    let refunds: i64 = conn.query_row("SELECT COUNT(*) FROM refunds", [], |row| row.get(0)).unwrap();
    assert_eq!(i64::try_from(sheet.lines().count()).unwrap(), refunds + 1);
    assert!(sheet.starts_with('\u{feff}') && sheet.contains("已退款") && sheet.contains("支付用户零钱"), "{sheet}");
    assert!(sheet.contains("'=1+1") && !sheet.contains(",=1+1"), "{sheet}");
    assert_eq!(export(), Some(1), "nothing is written over");
}

#[test]
fn orders_and_the_ledger_are_written_complete_and_their_sums_are_the_shops() {
    let shop = well();
    let export = |what: &str, name: &str, more: &[&str]| {
        let file = shop.data.join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
        command.args(["export", what]).arg(&file).args(more).args(["--lang", "en", "--data"]).arg(&shop.data);
        (command.output().unwrap().status.code(), fs::read(&file).unwrap_or_default())
    };
    let conn = rusqlite::Connection::open(shop.data.join("shop.db")).unwrap();
    let one = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();

    let (code, sheet) = export("orders", "orders.csv", &[]);
    assert_eq!(code, Some(0));
    let rows = |sheet: &[u8]| i64::try_from(String::from_utf8_lossy(sheet).lines().count()).unwrap() - 1;
    assert_eq!(rows(&sheet), one("SELECT COUNT(*) FROM orders"));
    let (_, to_ship) = export("orders", "to-ship.csv", &["--state", "to-ship"]);
    assert_eq!(rows(&to_ship), one("SELECT COUNT(*) FROM orders WHERE state = 'to_ship'"));
    for (name, more, rows_of) in [
        ("part", ["--refund", "part"], "refunded_fen > 0 AND refunded_fen < paid_fen"),
        ("sums", ["--amount", "50..199.90"], "total_fen BETWEEN 5000 AND 19990"),
        ("sent", ["--shipped", "2001-01-01.."], "shipped_at IS NOT NULL"),
        ("way", ["--source", "elsewhere"], "source = 'elsewhere'"),
        ("notes", ["--noted", "--state=all"], "note <> ''"),
        (
            "confirmed",
            ["--confirmed", "--state=all"],
            "order_no IN (SELECT p.order_no FROM payments p WHERE p.state = 'confirmed')",
        ),
    ] {
        let (code, sheet) = export("orders", &format!("{name}.csv"), &more);
        assert_eq!(code, Some(0), "{name}");
        assert_eq!(rows(&sheet), one(&format!("SELECT COUNT(*) FROM orders WHERE {rows_of}")), "{name}");
    }
    assert_eq!(export("refunds", "z.csv", &["--noted"]).0, Some(1), "only orders have notes");
    let (_, none) = export("orders", "none.csv", &["--to", "2001-01-01"]);
    assert_eq!(rows(&none), 0);
    let (_, book) = export("orders", "orders.xlsx", &[]);
    assert!(book.starts_with(b"PK"), "a workbook");

    let (code, ledger) = export("ledger", "ledger.csv", &[]);
    assert_eq!(code, Some(0));
    let sum = |column: usize| -> i64 {
        let text = String::from_utf8_lossy(&ledger).into_owned();
        let cells =
            text.lines().skip(1).filter_map(|line| line.split(',').nth(column).map(|cell| cell.replace('.', "")));
        cells.filter(|cell| !cell.is_empty()).map(|cell| cell.parse::<i64>().unwrap()).sum()
    };
    let beside = "SELECT COALESCE(SUM(amount_fen), 0) FROM payment_extras e WHERE currency = 'CNY' AND NOT EXISTS
        (SELECT 1 FROM payments p WHERE p.order_no = e.order_no AND p.transaction_id = e.transaction_id)";
    assert_eq!(sum(2), one("SELECT SUM(paid_fen) FROM orders") + one(beside), "what came");
    assert_eq!(sum(3), one("SELECT SUM(refunded_fen) FROM orders"), "what went back");
    assert_eq!(export("ledger", "x.csv", &["--state", "to-ship"]).0, Some(1));
    assert_eq!(export("ledger", "y.csv", &["--from", "yesterday"]).0, Some(1));
}

/// How the program ends that writes such a sheet, and how many rows the sheet has, with its headings.
fn written(shop: &Besieged, what: &str, name: &str, more: &[&str]) -> (Option<i32>, usize) {
    let file = shop.data.join(format!("{name}.csv"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
    command.args(["export", what]).arg(&file).args(more).args(["--lang", "en", "--data"]).arg(&shop.data);
    let code = command.output().unwrap().status.code();
    // A description has lines of its own.
    let text = fs::read_to_string(&file).unwrap_or_default();
    (code, csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes()).records().count())
}

#[test]
fn the_queue_and_the_products_are_written_by_the_conditions_they_have_in_the_window() {
    let shop = well();
    let export = |what: &str, name: &str, more: &[&str]| written(&shop, what, name, more);
    let conn = rusqlite::Connection::open(shop.data.join("shop.db")).unwrap();
    let one = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap() as usize;
    let queue = "FROM orders WHERE state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 0";
    let all = one(&format!("SELECT COUNT(*) {queue}"));
    assert!(all > 0);
    assert_eq!(export("shipping", "queue", &[]), (Some(0), all + 1));
    assert_eq!(export("shipping", "no-slip", &["--printed", "no", "--state", "to-ship"]), (Some(0), all + 1));
    assert_eq!(export("shipping", "slip", &["--printed", "yes"]), (Some(0), 1));
    let sums = one(&format!("SELECT COUNT(*) {queue} AND total_fen BETWEEN 5000 AND 19990"));
    assert_eq!(export("shipping", "sums", &["--amount", "50..199.90"]), (Some(0), sums + 1));
    let products = one("SELECT COUNT(*) FROM products");
    assert_eq!(export("products", "shelves", &[]), (Some(0), products + 1));
    let off = one("SELECT COUNT(*) FROM products WHERE on_sale = 0 AND variant_of IS NULL");
    assert_eq!(export("products", "off", &["--availability", "off-sale"]), (Some(0), off + 1));
    // A product with variants costs what the cheapest does, and is written with all of them.
    let priced =
        one("SELECT COUNT(*) FROM products p JOIN products m ON m.product_id = COALESCE(p.variant_of, p.product_id)
                      WHERE m.price_fen >= 4000");
    assert_eq!(export("products", "priced", &["--price", "40.."]), (Some(0), priced + 1));
    for (what, more) in [
        ("orders", ["--tab", "waiting"]),
        ("orders", ["--came", "today"]),
        ("notices", ["--noted", "--state=all"]),
        ("notices", ["--tab", "waiting"]),
        ("refunds", ["--carrier", "SF"]),
        ("refunds", ["--placed", "today"]),
        ("shipping", ["--begun-by", "owner"]),
        ("ledger", ["--arrived", "today"]),
        ("products", ["--noted", "--state=all"]),
        ("products", ["--from", "2026-01-01"]),
        ("orders", ["--availability", "off-sale"]),
        ("ledger", ["--find", "x"]),
        ("shipping", ["--price", "10"]),
        ("shipping", ["--state", "done"]),
    ] {
        assert_eq!(export(what, "no", &more), (Some(1), 0), "{what} {more:?}");
    }
}

#[test]
fn refunds_and_messages_are_written_by_the_conditions_they_have_in_the_window() {
    let shop = well();
    let export = |what: &str, name: &str, more: &[&str]| written(&shop, what, name, more);
    let conn = rusqlite::Connection::open(shop.data.join("shop.db")).unwrap();
    let one = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap() as usize;
    let waiting = one("SELECT COUNT(*) FROM refunds WHERE state = 'requested'");
    assert!(waiting > 0);
    assert_eq!(export("refunds", "waiting", &["--tab", "waiting"]), (Some(0), waiting + 1));
    let arrived = one("SELECT COUNT(*) FROM refunds WHERE state = 'refunded'");
    assert_eq!(export("refunds", "arrived", &["--arrived", "2020-01-01..2040-01-01"]), (Some(0), arrived + 1));
    for (name, more, rows_of) in [
        ("sum", ["--amount", "40..128"], "amount_fen BETWEEN 4000 AND 12800"),
        ("state", ["--refund-state", "rejected"], "state = 'rejected'"),
        ("owner", ["--begun-by", "owner"], "origin = 'owner'"),
        ("asked", ["--asked", "2020-01-01..2040-01-01"], "1 = 1"),
        ("since", ["--from", "2026-08-20"], "requested_at >= 1787155200"),
        ("changed", ["--changed", "..2026-08-25"], "changed_at < 1787673600"),
    ] {
        let many = one(&format!("SELECT COUNT(*) FROM refunds WHERE {rows_of}"));
        assert_eq!(export("refunds", name, &more), (Some(0), many + 1), "{name}");
    }
    assert_eq!(export("refunds", "noted", &["--with-note"]), (Some(0), 1));
    let both = one("SELECT COUNT(*) FROM refunds WHERE state = 'refunded' AND amount_fen >= 4000");
    assert_eq!(
        export("refunds", "both", &["--tab=done", "--refund-state=refunded", "--amount=40.."]),
        (Some(0), both + 1)
    );
    let messages = "SELECT COUNT(*) FROM messages WHERE direction = 'notice'";
    let came = one(messages);
    assert!(came > 0);
    assert_eq!(export("notices", "messages", &[]), (Some(0), came + 1));
    let odd = one(&format!("{messages} AND verdict IN ('unknown_number', 'differs')"));
    assert_eq!(export("notices", "odd", &["--verdict", "odd"]), (Some(0), odd + 1));
    let since = one(&format!("{messages} AND at >= 1787587200"));
    assert_eq!(export("notices", "lately", &["--from", "2026-08-25"]), (Some(0), since + 1));
}

#[test]
fn a_folder_without_a_shop_is_told_what_is_missing() {
    let shop = Besieged::new();
    fs::write(shop.data.join("settings.toml"), "[shop]\nnam = 1\n").unwrap();
    let (said, code) = check(&shop, &[]);
    assert_eq!(code, Some(1));
    assert!(said.lines().all(|line| line.starts_with("!!  ") && line.contains("→ ")), "{said}");
    assert!(!shop.data.join("shop.db").exists(), "looking changes nothing");
}

#[test]
fn a_change_made_by_hand_keeps_the_shop_closed_until_the_owner_says_that_it_was_theirs() {
    let shop = well();
    edit(&shop, "UPDATE products SET price_fen = 1 WHERE product_id = (SELECT MIN(product_id) FROM products)");
    let run = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
        command.args(words).arg("--data").arg(&shop.data);
        let command = command.env("ZHANGGUI_API_KEY", API_KEY).env("ZHANGGUI_APP_SECRET", APP_SECRET);
        let said = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(said.stdout), text(said.stderr), said.status.code())
    };
    let (_, refused, code) = run(&["serve", "--lang", "zh"]);
    assert_eq!((refused.as_str(), code), ("zhanggui: 有数据和掌柜写下的不一样：商品\n", Some(1)));
    let (_, refused, _) = run(&["serve", "--lang", "en"]);
    assert_eq!(refused, "zhanggui: rows are not as Zhanggui wrote them: products\n");
    let (said, _) = check(&shop, &[]);
    let database = line(&said, "database");
    assert!(database.starts_with("!!  ") && database.contains("products → "), "{database}");
    assert!(database.contains("check --accept") && database.contains("zhanggui restore"), "{database}");
    let (said, _) = check(&shop, &["--accept"]);
    assert!(said.starts_with("taken as it stands now: products\n"), "{said}");
    assert!(line(&said, "database").starts_with("ok  ") && said.contains("as Zhanggui wrote it"), "{said}");
    let open = shop.serve("error");
    let (_, refused, code) = run(&["check", "--accept", "--lang", "en"]);
    assert!(refused.contains("already open") && code == Some(1), "not behind an open shop's back: {refused}");
    open.stop();
}

#[test]
fn advice_about_a_damaged_file_names_only_what_exists() {
    let shop = well();
    let file = shop.data.join("shop.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[3 * 4096..4 * 4096].fill(0xA5);
    fs::write(&file, &bytes).unwrap();
    for lang in [Lang::Zh, Lang::En] {
        let lines = check::look(&shop.data, lang, keys, &shop.env);
        let line = lines.iter().find(|line| line.check == "database").unwrap();
        assert!(!line.ok && !line.next.is_empty(), "{line}");
        for choice in ["zhanggui restore", "zhanggui salvage", "zhanggui check"] {
            assert!(line.next.contains(choice), "{choice}: {line}");
        }
    }
    let accepted = check::accept(&shop.data, Lang::En);
    assert!(accepted.is_err(), "a torn page is nobody's wish");
    assert!(fs::read(&file).unwrap() == bytes, "and the file stays as it was");
}
