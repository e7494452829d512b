//! The shop of the campaign: its folder, its file as the owner works on it while the program is down, and the program.

use super::{
    super::{
        on_server,
        world::{BUYER, fen, order_of_one, paid_facts},
    },
    acts::{SetClock, Whose, whose},
    keys::ShopKeys,
};
use rusqlite::{Connection, OpenFlags};
use std::{
    cell::{Cell, OnceCell, RefCell},
    fs,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use zhanggui::{
    base::env::{Clock as _, Env, SystemClock, SystemRng},
    domain::{
        AppId, Fen, MchId, Merchant, OpenId, OrderNo, PaidFacts, Product, ProductId, RefundNo, RefundStep,
        TransactionId,
    },
    sandbox::{CallSeen, LedgerLimits, Sandbox, SandboxConfig},
    store::{
        Actor, NewPayment, NewRefund, OrderUpdate, OrderWord, RawMessage, RefundApproval, RefundUpdate, RefundWish,
        Store,
    },
    wechat::{Account, ApiKey},
};

pub(super) const APP_SECRET: &str = "0123456789abcdef0123456789abcdef";
pub const BALANCE: i64 = 10_000_000;
const PAID: i64 = 10_00;
/// Some kills long, so that refunds also arrive while the program is being killed, and none before its own kill.
const SETTLES_AFTER: Duration = Duration::from_secs(5);
const REPLY: &str = "同意";
/// How long the calls may take that are to come before a death anywhere.
const MORE_CALLS: Duration = Duration::from_secs(3);

pub struct KilledShop {
    folder: TempDir,
    /// The computer's.
    pub env: Env,
    pub clock: Arc<SetClock>,
    /// WeChat, as the shop's own merchant meets it.
    pub sandbox: Sandbox,
    /// And as another one does, once there is one.
    other: OnceCell<Sandbox>,
    works_for: Cell<Whose>,
    pub(super) keys: ShopKeys,
    pub(super) changed_over: Cell<bool>,
    more_settings: RefCell<String>,
}

impl KilledShop {
    /// A shop with the orders of its own merchant among so many, each with a request, and the WeChat it talks to.
    pub fn with_requests(refunds: usize) -> Self {
        let shop = Self::with_stock(refunds);
        shop.at_the_file(|store| {
            (0..refunds).filter(|at| whose(*at) == Whose::Own).for_each(|at| shop.request(store, at));
        });
        shop
    }

    /// A shop with as many orders of its own merchant, each with a request.
    pub fn with_requests_of_its_own(refunds: usize) -> Self {
        Self::of_keys(ShopKeys::V2, refunds)
    }

    /// A shop with as many paid orders, and the WeChat it talks to.
    pub fn with_paid(orders: usize) -> Self {
        let shop = Self::with_stock(orders);
        shop.at_the_file(|store| (0..orders).for_each(|at| drop(shop.paid(store, at))));
        shop
    }

    /// A shop without orders that can sell as many pieces.
    pub fn with_stock(pieces: usize) -> Self {
        Self::with_keys(ShopKeys::V2, pieces)
    }

    /// A shop with these keys and as many orders of its own merchant, each with a request. One that changes over has those
    /// from before.
    pub fn of_keys(keys: ShopKeys, refunds: usize) -> Self {
        let shop = Self::with_keys(keys, refunds);
        shop.requests(0..keys.before_the_change(refunds));
        shop
    }

    fn with_keys(keys: ShopKeys, pieces: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::right(folder.path().join("clock-ahead")));
        let env = Env { clock: clock.clone(), rng: Arc::new(SystemRng) };
        let sandbox = wechat_of(Whose::Own, folder.path(), keys);
        let (other, works_for, more_settings) = (OnceCell::new(), Cell::new(Whose::Own), RefCell::default());
        let changed_over = Cell::new(false);
        let shop = Self { folder, env, clock, sandbox, other, works_for, keys, changed_over, more_settings };
        shop.write_settings();
        shop.at_the_file(|store| {
            let id = ProductId::parse("p-1").unwrap();
            let stock = u32::try_from(pieces).unwrap();
            let name = "挂耳咖啡".to_owned();
            let product = Product {
                id,
                name,
                price: fen(PAID),
                stock,
                on_sale: true,
                picture: None,
                facts: zhanggui::domain::ProductFacts::default(),
            };
            store.put_product(product, shop.env.now()).wait().unwrap();
        });
        shop
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// WeChat, as the merchant meets it whom the shop works for.
    pub fn wechat(&self) -> &Sandbox {
        match self.works_for() {
            Whose::Own => &self.sandbox,
            Whose::Other => self.other.get_or_init(|| wechat_of(Whose::Other, self.path(), self.keys)),
        }
    }

    /// And as another merchant met it, if there ever was one.
    pub fn other(&self) -> Option<&Sandbox> {
        self.other.get()
    }

    pub fn works_for(&self) -> Whose {
        self.works_for.get()
    }

    /// The settings name this merchant from now on.
    pub fn starts_for(&self, merchant: Whose) {
        if self.works_for.replace(merchant) != merchant {
            self.write_settings();
        }
    }

    pub(super) fn write_settings(&self) {
        let (url, whose) = (self.wechat().base_url(), self.works_for());
        let (mch_id, certs) = (whose.mch_id(), whose.folder());
        let settings = format!(
            "[shop]\nname = \"山茶小铺\"\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"{mch_id}\"\n\
             pay_url = \"{url}\"\nminiprogram_url = \"{url}\"\nextra_root_ca = \"{certs}/ca.pem\"\n\
             merchant_cert = \"{certs}/apiclient_cert.pem\"\nmerchant_key = \"{certs}/apiclient_key.pem\"\n{}\
             {}[listener]\nbind = \"127.0.0.1:0\"\n[refunds]\nhold_seconds = 0\n\
             [jobs]\nrefund_poll = [1]\nretry_backoff = [1]\n{}",
            self.v3_settings(),
            on_server::settings(self.path()),
            self.more_settings.borrow()
        );
        fs::write(self.path().join("settings.toml"), settings).unwrap();
    }

    /// More lines for its settings.
    pub fn adds_settings(&self, lines: &str) {
        self.more_settings.borrow_mut().push_str(lines);
        self.write_settings();
    }

    /// Work on the shop's file while the program is down.
    pub fn at_the_file<T>(&self, work: impl FnOnce(&Store) -> T) -> T {
        let store = on_server::opened(self.path());
        let account = account(self.works_for());
        let merchant = Merchant { mch_id: account.mch_id, app_id: account.app_id, app_channel_app_id: None };
        store.open_for(merchant, self.env.now()).wait().unwrap();
        let done = work(&store);
        store.close().unwrap();
        done
    }

    /// One order that was paid.
    pub fn paid(&self, store: &Store, at: usize) -> OrderNo {
        let (now, openid) = (self.env.now(), OpenId::parse(BUYER).unwrap());
        let order_no = order_no(at);
        store.place_order(order_of_one(&order_no, now), now).wait().unwrap();
        let (sign_type, channel, url) = (self.sign_type(at), "mini_program", String::new());
        let id = self.env.rng.message_id();
        let call = RawMessage {
            id,
            kind: "unifiedorder",
            peer: String::new(),
            headers: String::new(),
            text: "<xml/>".to_owned(),
        };
        store
            .begin_payment(
                NewPayment {
                    order_no: order_no.clone(),
                    sign_type,
                    channel,
                    public_url: url,
                    call,
                    next_ask_at: now.plus(60),
                },
                now,
            )
            .wait()
            .unwrap();
        let transaction = TransactionId::parse(&format!("42{at:026}")).unwrap();
        let booked = self.wechat().add_paid_order(&order_no, fen(PAID), &openid, Some(transaction.clone()));
        booked.expect("the sandbox books it");
        // WeChat's clock is right.
        let facts =
            PaidFacts { paid_at: SystemClock.now(), ..paid_facts(&order_no, fen(PAID), &transaction, sign_type) };
        store
            .record_order_word(
                OrderUpdate {
                    order_no: order_no.clone(),
                    word: OrderWord::Paid(facts),
                    answer: None,
                    next_ask_at: now,
                },
                now,
            )
            .wait()
            .unwrap();
        order_no
    }

    /// One order that was paid, and its buyer who wants money back.
    pub fn request(&self, store: &Store, at: usize) {
        let order_no = self.paid(store, at);
        self.want_back(store, at, order_no);
    }

    /// The buyer of a paid order wants money back.
    pub fn want_back(&self, store: &Store, at: usize, order_no: OrderNo) {
        let (now, openid) = (self.env.now(), OpenId::parse(BUYER).unwrap());
        let (refund_no, amount) = (refund_no(at), amount(at));
        let (reason, contact, items) = ("不想要了".to_owned(), String::new(), Vec::new());
        store
            .request_refund(NewRefund { refund_no, order_no, openid, amount, items, reason, contact }, now)
            .wait()
            .unwrap();
    }

    /// The owner's yes to one request.
    pub fn approve(&self, at: usize) {
        self.at_the_file(|store| {
            let row = store.reader().unwrap().refund(&refund_no(at)).unwrap().unwrap().row;
            let now = self.env.now();
            store
                .approve_refund(
                    RefundApproval {
                        refund_no: row.refund_no,
                        seen: row.version,
                        amount: row.amount,
                        reply: REPLY.to_owned(),
                        pieces: None,
                        restock: Vec::new(),
                    },
                    now,
                    now,
                )
                .wait()
                .unwrap();
        });
    }

    /// The owner has filled the balance and says "go on" to every refund that waited for it. Answers how many did.
    pub fn go_on(&self) -> usize {
        let waiting = self.numbers_in("waiting_for_money");
        if waiting.is_empty() {
            return 0;
        }
        self.at_the_file(|store| {
            for refund_no in &waiting {
                let (step, now) = (Some(RefundStep::Continue), self.env.now());
                let (refund_no, actor) = (refund_no.clone(), Actor::Owner);
                let update =
                    RefundUpdate { refund_no, step, actor, trouble: None, facts: None, answer: None, next_at: now };
                store.update_refund(update, now).wait().unwrap();
            }
        });
        waiting.len()
    }

    /// Starts the program; where a crash point is named, it dies there.
    pub fn open(&self, crash_at: Option<&str>) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
        command.args(["serve", "--data"]).arg(self.path());
        equip(&mut command, crash_at);
        command.env("ZHANGGUI_CLOCK_AHEAD", &self.clock.file);
        self.gives_keys(&mut command);
        Program(command.stdout(Stdio::null()).spawn().expect("the program starts"))
    }

    /// How many calls of these WeChat has had.
    pub fn calls(&self, which: impl Fn(&CallSeen) -> bool) -> usize {
        let count = Cell::new(0);
        // Counted where they are: copied for each life, those of a long run would take longer than the lives.
        self.wechat().wait_until(Duration::ZERO, |ledger| {
            count.set(ledger.calls().filter(|call| which(call)).count());
            true
        });
        count.get()
    }

    /// Kills the program some calls into its work, and some milliseconds more. It was started after so many calls.
    pub fn dies_anywhere(&self, program: Program, calls: usize, timeout: Duration) {
        assert!(self.wechat().wait_until(timeout, |ledger| ledger.calls().count() > calls), "no call came");
        let more = usize::try_from(self.env.rng.number() % 3).unwrap();
        // They may not come: all that is left may wait for the owner.
        self.wechat().wait_until(MORE_CALLS, |ledger| ledger.calls().count() > calls + more);
        std::thread::sleep(Duration::from_micros(self.env.rng.number() % 30_000));
        program.kill();
    }

    /// The shop's own file, read while the program runs.
    pub fn file(&self) -> Connection {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let file = Connection::open_with_flags(self.path().join("shop.db"), flags).unwrap();
        file.busy_timeout(Duration::from_secs(5)).unwrap();
        file
    }

    /// Rows of a text and a number, read while the program runs.
    pub fn rows(&self, sql: &str, about: &str) -> Vec<(String, i64)> {
        if let Some(mut server) = on_server::connected(self.path()) {
            let rows = server.query(&sql.replace("?1", "$1"), &[&about]).unwrap();
            return rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        }
        let file = self.file();
        let mut query = file.prepare(sql).unwrap();
        let rows = query.query_map([about], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn numbers(&self, sql: &str, about: &str) -> Vec<RefundNo> {
        self.rows(sql, about).iter().map(|(no, _)| RefundNo::parse(no).unwrap()).collect()
    }

    /// The refunds the shop itself has in `state`.
    pub fn numbers_in(&self, state: &str) -> Vec<RefundNo> {
        let ours = "SELECT refund_no, CAST(0 AS BIGINT) FROM refunds WHERE state = ?1 AND origin <> 'platform'";
        self.numbers(ours, state)
    }

    /// The refunds that wait for the owner once more, because another one of their order turned up.
    pub fn paused(&self) -> Vec<RefundNo> {
        let waits = "SELECT refund_no, CAST(0 AS BIGINT) FROM refunds
                     WHERE state = ?1 AND origin <> 'platform' AND paused_for <> ''";
        self.numbers(waits, "approved")
    }

    /// The owner has looked at each of them once more and wants it sent as well. Answers how many.
    pub fn send_also(&self) -> usize {
        let paused = self.paused();
        if paused.is_empty() {
            return 0;
        }
        self.at_the_file(|store| {
            for refund_no in &paused {
                let seen = store.reader().unwrap().refund(refund_no).unwrap().unwrap().row.version;
                store.wish_refund(refund_no.clone(), seen, RefundWish::SendAlso, self.env.now()).wait().unwrap();
            }
        });
        paused.len()
    }
}

/// Gives a program the shop's secrets and, if one is named, the point it dies at.
pub fn equip(command: &mut Command, crash_at: Option<&str>) {
    command.env("ZHANGGUI_API_KEY", Whose::Own.key()).env("ZHANGGUI_APP_SECRET", APP_SECRET).env("RUST_LOG", "error");
    if let Some(point) = crash_at {
        command.env("ZHANGGUI_CRASH_AT", point);
    }
}

/// The program under way.
pub struct Program(Child);

impl Program {
    /// Kill -9.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    pub fn is_dead(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// Waits until it died by itself; `None` if it lives on.
    pub fn died(&mut self, timeout: Duration) -> Option<ExitStatus> {
        let began = Instant::now();
        while began.elapsed() < timeout {
            if let Some(status) = self.0.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        None
    }
}

impl Drop for Program {
    /// A failed assertion must not leave a program behind.
    fn drop(&mut self) {
        drop(self.0.kill()); // it may be gone
        drop(self.0.wait());
    }
}

pub fn order_no(at: usize) -> OrderNo {
    OrderNo::parse(&format!("SC20260901-{at:08}")).unwrap()
}

pub fn refund_no(at: usize) -> RefundNo {
    RefundNo::parse(&format!("RF20260901-{at:08}")).unwrap()
}

/// Hardly two alike, so that sums give a mix-up away.
pub fn amount(at: usize) -> Fen {
    fen(7_00 + i64::try_from(at % 300).unwrap())
}

fn account(merchant: Whose) -> Account {
    Account {
        app_id: AppId::parse("wx2421b1c4370ec43b").unwrap(),
        app_channel_app_id: None,
        mch_id: MchId::parse(merchant.mch_id()).unwrap(),
        key: ApiKey::new(merchant.key()).unwrap(),
    }
}

/// On a clock nobody sets.
fn wechat_of(merchant: Whose, folder: &Path, keys: ShopKeys) -> Sandbox {
    let config = SandboxConfig {
        speed: 60,
        refund_settles_after: SETTLES_AFTER,
        balance: fen(BALANCE),
        // Calls are counted: a long run forgets none.
        memory: LedgerLimits { calls: 5_000_000, ..LedgerLimits::ALL },
        ..SandboxConfig::new(&folder.join(merchant.folder()), account(merchant), APP_SECRET)
    };
    Sandbox::start(keys.at_wechat(config), Env::system()).expect("the sandbox starts")
}
