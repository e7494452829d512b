//! The real program, killed at random moments while it gives money back. The stand-in's ledger is the judge.

use super::world::{BUYER, fen, paid_facts};
use rusqlite::{Connection, OpenFlags};
use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use zhanggui::{
    domain::{
        AppId, MchId, OpenId, OrderNo, Product, ProductId, Quantity, Receiver, RefundNo, ShopId, SignType,
        TransactionId,
    },
    nature::Nature,
    sandbox::{Call, Fault, Sandbox, SandboxConfig},
    store::{NewOrder, NewRefund, OrderWord, RawMessage, SqliteStore, Store},
    wechat::{Account, ApiKey},
};

const API_KEY: &str = "PracticeKeyOfTheKilledShop000001";
const APP_SECRET: &str = "0123456789abcdef0123456789abcdef";
/// As many kills: before each of them the owner approves one more.
const REFUNDS: usize = 50;
/// Some kills long, so that refunds also arrive while the program is being killed, and none before its own kill.
const SETTLES_AFTER: Duration = Duration::from_secs(5);
/// Far past what the whole story takes; a story that gets here has hung.
const PATIENCE: Duration = Duration::from_mins(4);

fn account() -> Account {
    Account {
        app_id: AppId::parse("wx2421b1c4370ec43b").unwrap(),
        mch_id: MchId::parse("1900000109").unwrap(),
        key: ApiKey::new(API_KEY).unwrap(),
    }
}

fn sandbox(folder: &Path, nature: &Nature) -> Sandbox {
    let config = SandboxConfig {
        speed: 60,
        refund_settles_after: SETTLES_AFTER,
        balance: fen(10_000_000),
        ..SandboxConfig::new(&folder.join("certs"), account(), APP_SECRET)
    };
    Sandbox::start(config, nature.clone()).expect("the sandbox starts")
}

fn write_settings(folder: &Path, url: &str) {
    let settings = format!(
        "[shop]\nname = \"山茶小铺\"\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\n\
         pay_url = \"{url}\"\nminiprogram_url = \"{url}\"\nextra_root_ca = \"certs/ca.pem\"\n\
         [listener]\nbind = \"127.0.0.1:0\"\n[refunds]\nhold_seconds = 0\n\
         [jobs]\nrefund_poll = [1]\nretry_backoff = [1]\n"
    );
    fs::write(folder.join("settings.toml"), settings).unwrap();
}

/// Orders that were paid, each with a request for a refund.
fn request_refunds(folder: &Path, sandbox: &Sandbox, nature: &Nature) {
    let store = SqliteStore::open(&folder.join("shop.db"), ShopId::main()).unwrap();
    let (now, openid) = (nature.now(), OpenId::parse(BUYER).unwrap());
    let message =
        |kind| RawMessage { id: nature.chance.message_id(), kind, peer: String::new(), text: "<xml/>".to_owned() };
    let id = ProductId::parse("p-1").unwrap();
    let name = "挂耳咖啡".to_owned();
    let product = Product { id: id.clone(), name, price: fen(10_00), stock: 1000, on_sale: true, picture: None };
    store.put_product(product, now).wait().unwrap();
    for at in 0..REFUNDS {
        let order_no = OrderNo::parse(&format!("SC20260901-{at:08}")).unwrap();
        let order = NewOrder {
            order_no: order_no.clone(),
            openid: openid.clone(),
            items: vec![(id.clone(), Quantity::new(1).unwrap())],
            receiver: Receiver::new("李雷", "13800001234", "广州市海珠区新港中路 397 号").unwrap(),
            note: String::new(),
            idempotency_key: None,
            pay_before: now.plus(1800),
        };
        store.place_order(order, now).wait().unwrap();
        let begun = store.begin_payment(
            order_no.clone(),
            SignType::HmacSha256,
            "mini_program",
            String::new(),
            message("unifiedorder"),
            now.plus(60),
            now,
        );
        begun.wait().unwrap();
        let transaction = TransactionId::parse(&format!("42{at:026}")).unwrap();
        sandbox
            .add_paid_order(&order_no, fen(10_00), &openid, Some(transaction.clone()))
            .expect("the sandbox books it");
        let facts = paid_facts(&order_no, fen(10_00), &transaction, SignType::HmacSha256);
        let facts = zhanggui::domain::PaidFacts { paid_at: now, ..facts };
        store.record_order_word(order_no.clone(), OrderWord::Paid(facts), None, now, now).wait().unwrap();
        let refund = NewRefund {
            refund_no: refund_no(at),
            order_no,
            openid: openid.clone(),
            amount: fen(7_00 + i64::try_from(at).unwrap()),
            items: Vec::new(),
            reason: "不想要了".to_owned(),
            contact: String::new(),
        };
        store.request_refund(refund, now).wait().unwrap();
    }
    store.close().unwrap();
}

fn refund_no(at: usize) -> RefundNo {
    RefundNo::parse(&format!("RF20260901-{at:08}")).unwrap()
}

/// The owner's yes to one request, while the program is down.
fn approve(folder: &Path, at: usize, nature: &Nature) {
    let store = SqliteStore::open(&folder.join("shop.db"), ShopId::main()).unwrap();
    let row = store.reader().unwrap().refund(&refund_no(at)).unwrap().unwrap().row;
    let now = nature.now();
    store.approve_refund(row.refund_no, row.version, row.amount, "同意".to_owned(), now, now).wait().unwrap();
    store.close().unwrap();
}

fn open(folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_zhanggui"))
        .args(["serve", "--data"])
        .arg(folder)
        .env("ZHANGGUI_API_KEY", API_KEY)
        .env("ZHANGGUI_APP_SECRET", APP_SECRET)
        .env("RUST_LOG", "error")
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// How many refunds the shop's own file calls refunded.
fn refunded(folder: &Path) -> usize {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(folder.join("shop.db"), flags).unwrap();
    file.busy_timeout(Duration::from_secs(5)).unwrap();
    let count: i64 =
        file.query_row("SELECT count(*) FROM refunds WHERE state = 'refunded'", [], |row| row.get(0)).unwrap();
    usize::try_from(count).unwrap()
}

#[test]
fn killed_fifty_times_the_shop_pays_fifty_approvals_fifty_times() {
    let folder = tempfile::tempdir().unwrap();
    let nature = Nature::system();
    let sandbox = sandbox(folder.path(), &nature);
    write_settings(folder.path(), &sandbox.base_url());
    request_refunds(folder.path(), &sandbox, &nature);
    let faults = sandbox.faults();
    faults.often(Call::Refund, Fault::AnswerLost, 300);
    faults.often(Call::Refund, Fault::SystemErrorAfter, 100);
    faults.often(Call::Refund, Fault::SlowMillis(40), 500);
    faults.often(Call::RefundQuery, Fault::BadGateway, 100);
    faults.often(Call::RefundQuery, Fault::WrongSignature, 100);

    let calls = || sandbox.ledger().calls().count();
    let mut amid_work = 0;
    for at in 0..REFUNDS {
        approve(folder.path(), at, &nature);
        let mut program = open(folder.path());
        // A moment nobody chose: some calls into its work, and some milliseconds more.
        let (before, more) = (calls(), usize::try_from(nature.chance.number() % 3).unwrap());
        sandbox.wait_until(Duration::from_secs(20), |ledger| ledger.calls().count() > before + more);
        std::thread::sleep(Duration::from_micros(nature.chance.number() % 30_000));
        program.kill().unwrap();
        program.wait().unwrap();
        amid_work += usize::from(refunded(folder.path()) <= at);
    }

    let mut program = open(folder.path());
    let began = Instant::now();
    while refunded(folder.path()) < REFUNDS {
        assert!(began.elapsed() < PATIENCE, "{} of {REFUNDS} refunded", refunded(folder.path()));
        std::thread::sleep(Duration::from_millis(100));
    }
    program.kill().unwrap();
    program.wait().unwrap();

    let ledger = sandbox.ledger();
    let payouts = ledger.payout_counts();
    let doubles = payouts.values().filter(|count| **count > 1).count();
    let lost = REFUNDS.saturating_sub(payouts.len());
    println!(
        "kills {REFUNDS} ({amid_work} amid work), payouts {}, doubles {doubles}, lost {lost}",
        ledger.payouts().len()
    );
    assert_eq!(amid_work, REFUNDS, "every kill found work under way");
    assert_eq!((ledger.payouts().len(), payouts.len(), doubles), (REFUNDS, REFUNDS, 0));
    let owed: i64 = (0..REFUNDS).map(|at| 7_00 + i64::try_from(at).unwrap()).sum();
    assert_eq!(ledger.paid_out(), fen(owed));
    ledger.audit().expect("the ledger adds up");
}
