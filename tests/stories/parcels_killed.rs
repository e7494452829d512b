//! The real program, killed while it tells WeChat of parcels and prints receipts. WeChat takes one correction of a
//! shipment and no more: a crash must not spend it. Paper that may have come out comes out again only with its mark. The shop
//! is started for another merchant meanwhile, its clock is set forth and back, rows are damaged, money goes back by hand.
//!
//! `ZHANGGUI_KILLS=1000 cargo test --test stories parcels_killed -- --nocapture` is the whole campaign.

use super::{
    killed::{
        acts::{Act, Damage, Damaged, LAST_TIMEOUT, Off, Whose, act, earlier, off_at, whose},
        hangs,
        shop::{KilledShop, order_no},
    },
    liar::{LyingPrinter, Manners},
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use zhanggui::{
    domain::{OrderNo, Parcel, PrintState, ReportState, ShipKind},
    sandbox::{Fault, Ledger, SandboxCall},
    store::{NewParcel, PrintRow, PrintWish, Reader, Shipping},
};

/// As many kills: before each of them one more order is paid and shipped.
const KILLS: usize = 36;
const TIMEOUT: Duration = Duration::from_secs(30);
/// Shipped so long ago that it cannot be taken back any more, seconds.
const PAST_UNDO: i64 = 60;
const COUNTER: &str = "前台";
/// 补打 in GB18030, and what an English receipt has in its place.
const MARKS: [&[u8]; 2] = [&[0xB2, 0xB9, 0xB4, 0xF2], b"REPRINT"];

/// When the program dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Anywhere,
    Point(&'static str),
    /// The report has left, its answer was not read; WeChat has not taken it.
    ReportWritten,
    /// The same, and WeChat has taken it.
    ReportTaken,
}

const MOMENTS: [Moment; 11] = [
    Moment::Anywhere,
    Moment::Point("before-commit"),
    Moment::Point("print-begun"),
    Moment::Point("after-commit"),
    Moment::ReportWritten,
    Moment::Point("answer-received"),
    Moment::Point("print-answered"),
    Moment::ReportTaken,
    Moment::Anywhere,
    Moment::Point("before-state-write"),
    Moment::Point("after-state-write"),
];

/// What WeChat does to the first report of a life; prime to the moments, so that each meets each.
const FAULTS: [Option<Fault>; 10] = [
    None,
    Some(Fault::AnswerLost),
    Some(Fault::BadGateway),
    Some(Fault::SystemErrorAfter),
    Some(Fault::Errcode(40_001)),
    Some(Fault::CutHalfway),
    Some(Fault::BadGatewayAfter),
    Some(Fault::SystemErrorBefore),
    Some(Fault::Truncated),
    Some(Fault::CutBefore),
];

/// What another program does to a row.
const DAMAGES: [Damage; 4] = [Damage::OrderWord, Damage::ShipmentWord, Damage::OrderGone, Damage::ReceiptWord];

struct Counter {
    shop: KilledShop,
    printer: LyingPrinter,
}

impl Counter {
    /// A shop whose printer has been met once: from then on receipts are queued for it.
    fn open(orders: usize) -> Self {
        let (shop, printer) = (KilledShop::with_stock(orders), LyingPrinter::start(Manners::Good));
        shop.adds_settings(&format!(
            "[[printers]]\nname = \"{COUNTER}\"\nkind = \"escpos-tcp\"\naddress = \"{}\"\nauto = true\n",
            printer.address
        ));
        let counter = Self { shop, printer };
        let program = counter.shop.open(None);
        counter.until("the printer", TIMEOUT, |reader| !reader.printers().unwrap().is_empty());
        program.kill();
        counter
    }

    /// One more order, paid and packed.
    fn packs(&self, at: usize) {
        self.shop.at_the_file(|store| {
            let order_no = self.shop.paid(store, at);
            let parcel = NewParcel { parcel: Parcel::new("ZTO", tracking_no(at)), items: Vec::new() };
            let wish =
                Shipping { kind: ShipKind::Express, parcels: vec![parcel], complete: true, even_refunded: false };
            let then = self.shop.env.now().plus(-PAST_UNDO);
            assert_eq!(store.ship_many(vec![(order_no, wish)], then).wait().unwrap(), [Ok(())]);
        });
    }

    fn until(&self, what: &str, timeout: Duration, done: impl Fn(&Reader) -> bool) {
        let (began, reader) = (Instant::now(), self.reader());
        while !done(&reader) {
            assert!(began.elapsed() < timeout, "{what} did not come: {:?}", self.waits());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What waits, and for how long, seconds.
    fn waits(&self) -> Vec<(String, i64)> {
        let sql = "SELECT order_no || ' ' || report || ' ' || trouble, next_at FROM shipments
                   WHERE report <> 'reported' AND ?1 = ''
                   UNION ALL SELECT order_no || ' ' || state || ' ' || trouble, next_at FROM print_jobs
                   WHERE next_at IS NOT NULL";
        self.shop.waiting(sql, "")
    }

    fn reader(&self) -> Reader {
        super::on_server::reader(self.shop.path())
    }

    /// One life of the program, from its start to its death. True if it saw its clock being set.
    fn one_life(&self, at: usize, moment: Moment) -> bool {
        let (shop, faults) = (&self.shop, self.shop.wechat().faults());
        faults.clear();
        let fault = match moment {
            Moment::ReportWritten => Some(Fault::Hang),
            Moment::ReportTaken => Some(Fault::HangAfter),
            Moment::Anywhere | Moment::Point(_) => FAULTS[at % FAULTS.len()],
        };
        if let Some(fault) = fault {
            faults.next(SandboxCall::UploadShipping, fault, 1);
        }
        let (hung, calls) = (shop.calls(hangs), shop.calls(|_| true));
        shop.clock.is_set(off_at(at).start);
        let mut program = shop.open(if let Moment::Point(point) = moment { Some(point) } else { None });
        let saw = shop.sets_the_clock_later(&mut program, calls, off_at(at), TIMEOUT);
        match moment {
            Moment::Anywhere => shop.dies_anywhere(program, calls, TIMEOUT),
            Moment::ReportWritten | Moment::ReportTaken => {
                let more = |ledger: &Ledger| ledger.calls().filter(|call| hangs(call)).count() > hung;
                assert!(shop.wechat().wait_until(TIMEOUT, more), "no report came");
                program.kill();
            }
            Moment::Point(point) => assert!(program.died(TIMEOUT).is_some(), "{point} was not reached"),
        }
        saw
    }

    /// Damages a row of an earlier order; true beside it if that one has a parcel to be told, or a receipt to be printed.
    fn damage(&self, at: usize) -> Option<(Damaged, bool)> {
        let Act::RowFault(which) = act(at) else { return None };
        let (reader, damage) = (self.reader(), DAMAGES[which]);
        let is_due = |at: &usize| match damage {
            Damage::ReceiptWord => row(&reader, *at).next_at.is_some(),
            _ => !is_told(&reader, *at),
        };
        // One whose mark was not taken away yet would only wait longer for its next try.
        let of_these = earlier(at).take(10).find(|at| is_due(at) && self.shop.marks(&order_no(*at)) == 0);
        Some((self.shop.damages(of_these.or(earlier(at).next())?, damage), of_these.is_some()))
    }

    /// Kills the program so many times.
    fn campaign(&self, kills: usize) -> Met {
        let (shop, mut met) = (&self.shop, Met::default());
        for at in 0..kills {
            let moment = MOMENTS[at % MOMENTS.len()];
            shop.clock.is_set(off_at(at).owner);
            shop.starts_for(whose(at));
            met.other_merchant += usize::from(whose(at) == Whose::Other);
            met.clock_jumps += usize::from(off_at(at) != Off::default());
            if act(at) == Act::HandRefund {
                met.by_hand += usize::from(shop.gives_back_by_hand(earlier(at).next().expect("an order")));
            }
            self.packs(at);
            let (damaged, held) = (self.damage(at), shop.held());
            met.seen_by_the_program += usize::from(self.one_life(at, moment));
            shop.clock.is_set(off_at(at).owner);
            met.row_faults += usize::from(damaged.is_some());
            met.stood_aside += shop.after_a_life(at, &held, damaged);
            *met.died.entry(moment).or_default() += 1;
        }
        println!("{met:?}");
        met
    }

    /// The last lives for this merchant: nothing goes wrong any more, and everything arrives.
    fn lives_on(&self, merchant: Whose, kills: usize) {
        self.shop.clock.is_set(0);
        self.shop.starts_for(merchant);
        self.shop.wechat().faults().clear();
        let program = self.shop.open(None);
        self.until("the last report", LAST_TIMEOUT, |reader| {
            (0..kills).filter(|at| whose(*at) == merchant).all(|at| is_told(reader, at))
        });
        self.until("the rest", LAST_TIMEOUT, |_| self.shop.left().is_empty());
        self.until("every receipt, or its question", LAST_TIMEOUT, |reader| {
            (0..kills).all(|at| row(reader, at).next_at.is_none())
        });
        program.kill();
    }

    /// A receipt whose second copy was cut off as well is not printed for ever: the owner is asked, and says yes. Answers how
    /// many there were.
    fn owner_wants_the_doubtful_again(&self, orders: usize) -> usize {
        let reader = self.reader();
        let doubtful: Vec<PrintRow> =
            (0..orders).map(|at| row(&reader, at)).filter(|row| row.state == PrintState::InDoubt).collect();
        self.shop.at_the_file(|store| {
            for row in &doubtful {
                let now = self.shop.env.now();
                store.wish_print(row.id.clone(), PrintWish::Now, now).wait().unwrap();
            }
        });
        doubtful.len()
    }

    /// How often the receipt of an order came out without the mark, and with it.
    fn papers(&self, order_no: &OrderNo) -> (usize, usize) {
        let of_it = |paper: &&Vec<u8>| holds(paper, order_no.as_str().as_bytes());
        let papers = self.printer.papers();
        let (marked, plain): (Vec<_>, Vec<_>) =
            papers.iter().filter(of_it).partition(|paper| MARKS.iter().any(|mark| holds(paper, mark)));
        (plain.len(), marked.len())
    }
}

/// What a campaign met.
#[derive(Debug, Default)]
struct Met {
    died: BTreeMap<Moment, usize>,
    by_hand: usize,
    other_merchant: usize,
    clock_jumps: usize,
    seen_by_the_program: usize,
    row_faults: usize,
    stood_aside: usize,
}

/// What WeChat has of the parcels, and what is on paper.
#[derive(Debug, Default)]
struct Told {
    corrections: usize,
    unmarked: usize,
    marked: usize,
}

/// The receipt of an order.
fn row(reader: &Reader, at: usize) -> PrintRow {
    let mut rows = reader.prints_of(&order_no(at)).unwrap();
    assert_eq!(rows.len(), 1, "one receipt for {at}");
    rows.remove(0)
}

/// True once WeChat knows of the parcel.
fn is_told(reader: &Reader, at: usize) -> bool {
    let order = reader.order(&order_no(at)).unwrap().unwrap();
    order.shipment.expect("it was shipped").report == ReportState::Reported
}

fn tracking_no(at: usize) -> String {
    format!("7310{at:010}")
}

fn holds(paper: &[u8], words: &[u8]) -> bool {
    paper.windows(words.len()).any(|window| window == words)
}

impl Counter {
    /// Each parcel once, with the merchant its order was paid to, and each receipt once without the mark.
    fn told(&self, kills: usize) -> Told {
        let mut told = Told::default();
        for at in 0..kills {
            self.shop.starts_for(whose(at));
            let there = self.shop.wechat().shipped(&order_no(at)).expect("a shipment at WeChat");
            assert_eq!((there.complete, there.tracking_nos), (true, vec![tracking_no(at)]), "{at}");
            told.corrections += usize::from(there.corrected);
            let (plain, again) = self.papers(&order_no(at));
            assert!(plain <= 1 && plain + again >= 1, "{at}: {plain} without the mark, {again} with it");
            (told.unmarked, told.marked) = (told.unmarked + plain, told.marked + again);
        }
        told
    }
}

#[test]
fn killed_at_any_moment_every_parcel_is_told_once_and_no_paper_comes_twice_without_its_mark() {
    let kills = std::env::var("ZHANGGUI_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let (counter, began) = (Counter::open(kills), Instant::now());
    let met = counter.campaign(kills);
    counter.lives_on(Whose::Other, kills);
    counter.lives_on(Whose::Own, kills);
    let asked = counter.owner_wants_the_doubtful_again(kills);
    let program = counter.shop.open(None);
    counter.until("the last receipt", LAST_TIMEOUT, |reader| {
        (0..kills).all(|at| row(reader, at).state == PrintState::Printed)
    });
    program.kill();

    let Told { corrections, unmarked, marked } = counter.told(kills);
    let took = began.elapsed().as_secs();
    println!(
        "kills {kills}, parcels told {kills}, corrections spent {corrections}; papers {unmarked} without the mark, \
         {marked} with it, {asked} by the owner\'s word; {took} s"
    );
    assert_eq!(met.died.len(), 10.min(kills), "every kind of moment was met");
    let acts =
        [met.by_hand, met.other_merchant, met.clock_jumps, met.seen_by_the_program, met.row_faults, met.stood_aside];
    assert!(kills < KILLS || !acts.contains(&0), "and every act: {met:?}");
    assert_eq!(corrections, 0);
    assert_eq!(met.by_hand, counter.shop.known_by_hand());
    counter.shop.each_merchant_heard_of_its_own_alone();
    counter.shop.adds_up();
}
