//! What else happens around the deaths, as in the model's run: another merchant's settings, a clock that is set forth and
//! back, a row that another program damaged, money given back on the platform. Both campaigns have the same list.

use super::{
    super::{on_server, world::fen},
    shop::{KilledShop, Program, order_no},
};
use rusqlite::{Connection, Params, Row, params_from_iter, types::Value};
use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant},
};
use zhanggui::{
    base::env::{Clock, SystemClock},
    domain::{OrderNo, RefundNo, UnixSeconds},
    sandbox::{CallSeen, RefundRecord, Sandbox},
    store::{RefundApproval, Refusal, StoreError, accept_rows},
};

const DAY: i64 = 24 * 60 * 60;
/// Without faults and kills all that is left arrives in seconds; a story that gets here has hung.
pub const LAST_TIMEOUT: Duration = Duration::from_mins(4);
const YEARS: i64 = 9 * 365 * DAY;

/// What happens around one life of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Nothing,
    /// Somebody gives a fen of an earlier order back on WeChat's merchant platform, and the owner has it looked for.
    HandRefund,
    /// The program runs with another merchant's settings, and dies at that one's work.
    OtherMerchant,
    ClockJump(Off),
    /// A row of an earlier order is damaged during this life, in this way of the campaign's.
    RowFault(usize),
}

/// By how much the clock is off, seconds: when the owner acts, when the program starts, and some calls into its work until it
/// dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Off {
    pub owner: i64,
    pub start: i64,
    pub later: i64,
}

const fn off(owner: i64, start: i64, later: i64) -> Act {
    Act::ClockJump(Off { owner, start, later })
}

/// As many as are prime to the moments and to the faults of WeChat, so that each meets each.
const ACTS: [Act; 17] = [
    Act::Nothing,
    off(0, 0, YEARS),
    Act::RowFault(0),
    Act::OtherMerchant,
    off(0, -400 * DAY, -400 * DAY),
    Act::HandRefund,
    Act::RowFault(1),
    off(0, YEARS, 0),
    Act::OtherMerchant,
    off(0, DAY, 0),
    Act::RowFault(2),
    Act::OtherMerchant,
    Act::Nothing,
    off(31, 31, 0),
    off(-DAY, -DAY, -DAY),
    Act::RowFault(3),
    off(DAY, 400 * DAY, 400 * DAY),
];

pub fn act(at: usize) -> Act {
    ACTS[at % ACTS.len()]
}

pub fn off_at(at: usize) -> Off {
    if let Act::ClockJump(off) = act(at) { off } else { Off::default() }
}

/// Whom the shop works for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    Own,
    Other,
}

impl Whose {
    pub const fn mch_id(self) -> &'static str {
        match self {
            Self::Own => "1900000109",
            Self::Other => "1900000110",
        }
    }

    /// The folder of its certificates.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Own => "certs",
            Self::Other => "other",
        }
    }

    pub const fn key(self) -> &'static str {
        match self {
            Self::Own => "PracticeKeyOfTheKilledShop000001",
            Self::Other => "PracticeKeyOfAnotherMerchant0002",
        }
    }
}

/// To whom the order of this life was paid.
pub fn whose(at: usize) -> Whose {
    if act(at) == Act::OtherMerchant { Whose::Other } else { Whose::Own }
}

/// The orders before this one that were paid to the shop's own merchant, the last one first.
pub fn earlier(at: usize) -> impl Iterator<Item = usize> {
    (0..at).rev().filter(|at| whose(*at) == Whose::Own)
}

/// The computer's clock as somebody set it. The program reads by how much it is off from a file.
pub struct SetClock {
    pub file: PathBuf,
    ahead: AtomicI64,
}

impl SetClock {
    pub fn right(file: PathBuf) -> Self {
        Self { file, ahead: AtomicI64::new(0) }
    }

    /// Off by so many seconds from now on.
    pub fn is_set(&self, ahead: i64) {
        let fresh = self.file.with_extension("fresh");
        fs::write(&fresh, ahead.to_string()).unwrap();
        fs::rename(fresh, &self.file).unwrap();
        self.ahead.store(ahead, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> UnixSeconds {
        SystemClock.now().plus(self.ahead.load(Ordering::SeqCst))
    }
}

/// Which of the campaign's orders this number is about: its own, its refund's or its payment's.
fn number_of(number: &str) -> Option<usize> {
    let after = |before: &str| number.strip_prefix(before);
    let payment = || after("42").filter(|rest| rest.len() == 26);
    after("SC20260901-").or_else(|| after("RF20260901-")).or_else(payment)?.parse().ok()
}

/// The same of a call; the mini program's name the order or its payment in their body alone.
fn order_of(call: &CallSeen) -> Option<usize> {
    number_of(&call.number).or_else(|| call.body.split('"').find_map(number_of))
}

/// What another program did to a row, without any of the file's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// A word in the order that no program wrote.
    OrderWord,
    /// The order is gone, and what belongs to it is still here.
    OrderGone,
    /// A way of signing in its payment that there is none of.
    PaymentWord,
    /// Its refund is of less than nothing.
    RefundAmount,
    /// Its shipment is of no kind.
    ShipmentWord,
    /// Its receipt stands nowhere.
    ReceiptWord,
}

impl Damage {
    /// The table, whose rows of it, the column, and what stands there now.
    const fn place(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::OrderWord | Self::OrderGone => ("orders", "TRUE", "state", "'nowhere'"),
            Self::PaymentWord => ("payments", "TRUE", "sign_type", "'nothing'"),
            Self::RefundAmount => ("refunds", "origin <> 'platform'", "amount_fen", "-1"),
            Self::ShipmentWord => ("shipments", "TRUE", "kind", "'nowhere'"),
            Self::ReceiptWord => ("print_jobs", "TRUE", "state", "'nowhere'"),
        }
    }
}

/// A damaged row, and what somebody has of it to mend it with.
#[derive(Debug)]
#[must_use]
pub struct Damaged {
    pub order_no: OrderNo,
    damage: Damage,
    /// What stood there: one column, or of a row that is gone all of them.
    stood: Vec<Value>,
}

fn all(row: &Row<'_>) -> rusqlite::Result<Vec<Value>> {
    (0..row.as_ref().column_count()).map(|column| row.get(column)).collect()
}

impl KilledShop {
    /// Another program at the shop's file, without any of its rules.
    fn meddler(&self) -> Connection {
        let other = Connection::open(self.path().join("shop.db")).unwrap();
        other.busy_timeout(Duration::from_secs(5)).unwrap();
        other.pragma_update(None, "ignore_check_constraints", true).unwrap();
        other.pragma_update(None, "foreign_keys", false).unwrap();
        other
    }

    /// Damages a row of the order while the program is down.
    pub fn damages(&self, at: usize, damage: Damage) -> Damaged {
        let (order_no, other) = (order_no(at), self.meddler());
        let (table, which, column, word) = damage.place();
        let of_order = format!("{table} WHERE order_no = ?1 AND {which}");
        let wanted = if damage == Damage::OrderGone { "*" } else { column };
        let stood = other.query_row(&format!("SELECT {wanted} FROM {of_order}"), [order_no.as_str()], all).unwrap();
        let sql = match damage {
            Damage::OrderGone => format!("DELETE FROM {of_order}"),
            _ => format!("UPDATE {table} SET {column} = {word} WHERE order_no = ?1 AND {which}"),
        };
        assert_eq!(other.execute(&sql, [order_no.as_str()]).unwrap(), 1, "one row is damaged");
        self.counts_as_written();
        Damaged { order_no, damage, stood }
    }

    /// What somebody changed keeps a shop closed. A row as an older version with a fault could have written it does not.
    fn counts_as_written(&self) {
        assert!(!accept_rows(&self.path().join("shop.db")).unwrap().is_empty());
    }

    /// Somebody mends it.
    fn mends(&self, damaged: Damaged) {
        let Damaged { order_no, damage, mut stood } = damaged;
        let (table, which, column, _) = damage.place();
        let sql = if damage == Damage::OrderGone {
            format!("INSERT INTO {table} VALUES ({})", vec!["?"; stood.len()].join(", "))
        } else {
            stood.push(Value::Text(order_no.to_string()));
            format!("UPDATE {table} SET {column} = ?1 WHERE order_no = ?2 AND {which}")
        };
        assert_eq!(self.meddler().execute(&sql, params_from_iter(stood)).unwrap(), 1, "one row is mended");
        self.counts_as_written();
    }

    /// A damaged row that was due stands aside, with its mark, by now or once the program has come to it.
    fn stands_aside(&self, damaged: &Damaged) {
        if self.marks(&damaged.order_no) > 0 {
            return;
        }
        self.wechat().faults().clear();
        let (program, began) = (self.open(None), Instant::now());
        while self.marks(&damaged.order_no) == 0 {
            assert!(began.elapsed() < LAST_TIMEOUT, "{damaged:?} has no mark");
            std::thread::sleep(Duration::from_millis(20));
        }
        program.kill();
    }

    /// What must hold after a life: another merchant's rows stand as they `held`, a damaged row that was due stands aside (it
    /// is mended then), and nothing waits for years. Answers how many stood aside.
    pub fn after_a_life(&self, at: usize, held: &[String], damaged: Option<(Damaged, bool)>) -> usize {
        assert_eq!(self.held(), held, "kill {at}: another merchant's rows stand as they stood");
        let mut stood_aside = 0;
        if let Some((damaged, due)) = damaged {
            if due {
                self.stands_aside(&damaged);
                stood_aside = 1;
            }
            self.mends(damaged);
        }
        if off_at(at) == Off::default() {
            self.nothing_sleeps_for_years();
        }
        stood_aside
    }

    /// How many marks the rows of this order have.
    pub fn marks(&self, order_no: &OrderNo) -> i64 {
        self.look("SELECT COUNT(*) FROM set_aside WHERE order_no = ?1", [order_no.as_str()])
    }

    /// What waits to be done for whom the shop works, and for how long, seconds: refunds on their way, made by hand or here,
    /// searches and marks.
    pub fn left(&self) -> Vec<(String, i64)> {
        let ours = "order_no IN (SELECT order_no FROM payments WHERE mch_id = ?1)";
        let sql = format!(
            "SELECT refund_no || ' ' || state || ' ' || trouble, next_at FROM refunds
             WHERE state NOT IN ('requested', 'refunded') AND {ours}
             UNION ALL SELECT order_no || ' refund_search', next_at FROM refund_searches WHERE {ours}
             UNION ALL SELECT row_key || ' set aside ' || job || ' ' || tries, next_at FROM set_aside WHERE {ours}"
        );
        self.waiting(&sql, self.works_for().mch_id())
    }

    /// Rows of a name and a time, and how far it lies ahead.
    pub fn waiting(&self, sql: &str, about: &str) -> Vec<(String, i64)> {
        let now = self.env.now().get();
        self.rows(sql, about).into_iter().map(|(name, at)| (name, at - now)).collect()
    }

    /// Where everything stands that is held: states and sums. What was leaving when the program died is in doubt once it is
    /// started again, whoever it is started for.
    pub fn held(&self) -> Vec<String> {
        let held = if self.works_for() == Whose::Own { Whose::Other } else { Whose::Own };
        let sql = "SELECT p.order_no || ' ' || o.state || ' ' || p.state || ' ' || o.refunded_fen || ' ' || o.in_flight_fen
                       || ' ' || COALESCE(REPLACE(s.report, 'sending', 'waiting'), '')
                   FROM payments p JOIN orders o ON o.order_no = p.order_no LEFT JOIN shipments s ON s.order_no = p.order_no
                   WHERE p.mch_id = ?1
                   UNION ALL SELECT r.refund_no || ' ' || REPLACE(r.state, 'sending', 'in_doubt') || ' ' || r.amount_fen
                   FROM refunds r JOIN payments p ON p.order_no = r.order_no WHERE p.mch_id = ?1
                   ORDER BY 1";
        let file = self.file();
        let mut query = file.prepare(sql).unwrap();
        let rows = query.query_map([held.mch_id()], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// One number out of the file.
    pub fn look(&self, sql: &str, about: impl Params) -> i64 {
        self.file().query_row(sql, about, |row| row.get(0)).unwrap()
    }

    /// The owner's yes to a request of another merchant's is refused with its number.
    pub fn no_yes_for_another_merchants(&self) {
        let Some(refund_no) = self.held_requests().pop() else { return };
        self.at_the_file(|store| {
            let row = store.reader().unwrap().refund(&refund_no).unwrap().unwrap().row;
            let (now, reply) = (self.env.now(), String::new());
            let said = store.approve_refund(
                RefundApproval {
                    refund_no,
                    seen: row.version,
                    amount: row.amount,
                    reply,
                    pieces: None,
                    restock: Vec::new(),
                },
                now,
                now,
            );
            let refused = said.wait();
            assert!(matches!(refused, Err(StoreError::Refused(Refusal::OtherMerchant(_)))), "{refused:?}");
        });
    }

    fn held_requests(&self) -> Vec<RefundNo> {
        let requested = self.numbers_in("requested").into_iter();
        requested.filter(|no| number_of(no.as_str()).map(whose) != Some(self.works_for())).collect()
    }

    /// A fen of the order goes back by hand, and the owner has it looked for. False where WeChat's rules forbid it.
    pub fn gives_back_by_hand(&self, at: usize) -> bool {
        let made = self.wechat().refund_by_hand(&order_no(at), fen(1), "").is_some();
        if made {
            self.at_the_file(|store| store.search_refunds(order_no(at), self.env.now()).wait().unwrap());
        }
        made
    }

    /// Some calls into the program's work the clock is set once more. True if the program saw it.
    pub fn sets_the_clock_later(&self, program: &mut Program, calls: usize, off: Off, timeout: Duration) -> bool {
        if off.later == off.start {
            return false;
        }
        let began = Instant::now();
        while !program.is_dead() && self.calls(|_| true) == calls {
            assert!(began.elapsed() < timeout, "no call came");
            std::thread::sleep(Duration::from_millis(2));
        }
        self.clock.is_set(off.later);
        !program.is_dead()
    }

    /// On a clock that was right from the start nothing sleeps until a moment only a wrong one can have named.
    pub fn nothing_sleeps_for_years(&self) {
        let reader = on_server::reader(self.path());
        assert!(!reader.sleeps_too_long(self.env.now()).unwrap(), "a row waits for years");
    }

    /// What went back by hand is known here, each once and to the fen. Answers how many there are.
    pub fn known_by_hand(&self) -> usize {
        let ledgers = [Some(&self.sandbox), self.other()].into_iter().flatten().map(Sandbox::ledger);
        let refunds: Vec<_> = ledgers.flat_map(|ledger| ledger.refunds().cloned().collect::<Vec<_>>()).collect();
        let by_hand = refunds.iter().filter(|refund| refund.refund_no.as_str().starts_with("VP"));
        by_hand.map(|refund| self.knows(refund)).count()
    }

    fn knows(&self, refund: &RefundRecord) {
        let sql = "SELECT COUNT(*) FROM refunds WHERE refund_no = ?1 AND order_no = ?2 AND amount_fen = ?3
                       AND origin = 'platform' AND state = 'refunded'";
        let known = self.look(sql, (refund.refund_no.as_str(), refund.order_no.as_str(), refund.amount.get()));
        assert_eq!(known, 1, "{refund:?}");
    }

    /// The file's own books: every step, every sum, and nothing left aside.
    pub fn adds_up(&self) {
        let reader = on_server::reader(self.path());
        let verdict = reader.verify().unwrap();
        assert!(verdict.is_sound(), "{verdict:?}");
        assert_eq!(reader.rows_set_aside(10).unwrap(), [], "nothing stands aside");
    }

    /// Every call about an order was made with the keys of the merchant it was paid to.
    pub fn each_merchant_heard_of_its_own_alone(&self) {
        for (sandbox, of) in [(Some(&self.sandbox), Whose::Own), (self.other(), Whose::Other)] {
            let Some(sandbox) = sandbox else { continue };
            let ledger = sandbox.ledger();
            let about: Vec<_> = ledger.calls().filter_map(|call| Some((order_of(call)?, call))).collect();
            assert!(!about.is_empty(), "{of:?} heard of nothing");
            for (at, call) in about {
                assert_eq!(whose(at), of, "{call:?}");
            }
        }
    }
}
