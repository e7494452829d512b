//! The real program, killed while it tells WeChat of parcels and prints receipts. WeChat takes one correction of a
//! shipment and no more: a crash must not spend it. Paper that may have come out comes out again only with its mark.
//!
//! `ZHANGGUI_KILLS=1000 cargo test --test stories parcels_killed -- --nocapture` is the whole campaign.

use super::{
    killed::shop::{KilledShop, order_no},
    liar::{LyingPrinter, Manners},
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use zhanggui::{
    domain::{OrderNo, PrintState, ReportState, ShipKind, ShopId, UnixSeconds},
    sandbox::{Call, Fault},
    store::{NewParcel, PrintRow, PrintWish, Reader, Shipping, Store},
};

/// As many kills: before each of them one more order is paid and shipped.
const KILLS: usize = 36;
const PATIENCE: Duration = Duration::from_secs(30);
const LAST_PATIENCE: Duration = Duration::from_mins(4);
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
        counter.until("the printer", PATIENCE, |reader| !reader.printers().unwrap().is_empty());
        program.kill();
        counter
    }

    /// One more order, paid and packed.
    fn packs(&self, at: usize) {
        self.shop.at_the_file(|store| {
            let order_no = self.shop.paid(store, at);
            let tracking_no = tracking_no(at);
            let parcel = NewParcel { carrier: "ZTO".into(), tracking_no, items: Vec::new() };
            let wish =
                Shipping { kind: ShipKind::Express, parcels: vec![parcel], complete: true, even_refunded: false };
            let then = UnixSeconds::new(self.shop.nature.now().get() - PAST_UNDO);
            assert_eq!(store.ship_many(vec![(order_no, wish)], then).wait().unwrap(), [Ok(())]);
        });
    }

    fn until(&self, what: &str, patience: Duration, done: impl Fn(&Reader) -> bool) {
        let (began, reader) = (Instant::now(), self.reader());
        while !done(&reader) {
            assert!(began.elapsed() < patience, "{what} did not come");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn reader(&self) -> Reader {
        Reader::open(&self.shop.path().join("shop.db"), ShopId::main()).unwrap()
    }

    /// One life of the program, from its start to its death.
    fn one_life(&self, at: usize, moment: Moment) {
        let (shop, faults) = (&self.shop, self.shop.sandbox.faults());
        faults.clear();
        let fault = match moment {
            Moment::ReportWritten => Some(Fault::Hang),
            Moment::ReportTaken => Some(Fault::HangAfter),
            Moment::Anywhere | Moment::Point(_) => FAULTS[at % FAULTS.len()],
        };
        if let Some(fault) = fault {
            faults.next(Call::UploadShipping, fault, 1);
        }
        let hangs =
            |ledger: &zhanggui::sandbox::Ledger| ledger.calls().filter(|call| call.verdict.contains("(Hang")).count();
        let hung = hangs(&shop.sandbox.ledger());
        match moment {
            Moment::Anywhere => shop.lives_and_dies_anywhere(PATIENCE),
            Moment::ReportWritten | Moment::ReportTaken => {
                let program = shop.open(None);
                assert!(shop.sandbox.wait_until(PATIENCE, |ledger| hangs(ledger) > hung), "no report came");
                program.kill();
            }
            Moment::Point(point) => assert!(shop.open(Some(point)).died(PATIENCE).is_some(), "{point} was not reached"),
        }
    }

    /// A receipt whose second copy was cut off as well is not printed for ever: the owner is asked, and says yes. Answers how
    /// many there were.
    fn owner_wants_the_doubtful_again(&self, orders: usize) -> usize {
        let reader = self.reader();
        let doubtful: Vec<PrintRow> =
            (0..orders).map(|at| row(&reader, at)).filter(|row| row.state == PrintState::InDoubt).collect();
        self.shop.at_the_file(|store| {
            for row in &doubtful {
                let now = self.shop.nature.now();
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

/// The receipt of an order.
fn row(reader: &Reader, at: usize) -> PrintRow {
    let mut rows = reader.prints_of(&order_no(at)).unwrap();
    assert_eq!(rows.len(), 1, "one receipt for {at}");
    rows.remove(0)
}

fn tracking_no(at: usize) -> String {
    format!("7310{at:010}")
}

fn holds(paper: &[u8], words: &[u8]) -> bool {
    paper.windows(words.len()).any(|window| window == words)
}

#[test]
fn killed_at_any_moment_every_parcel_is_told_once_and_no_paper_comes_twice_without_its_mark() {
    let kills = std::env::var("ZHANGGUI_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let (counter, began) = (Counter::open(kills), Instant::now());
    let mut died: BTreeMap<Moment, usize> = BTreeMap::new();
    for at in 0..kills {
        let moment = MOMENTS[at % MOMENTS.len()];
        counter.packs(at);
        counter.one_life(at, moment);
        *died.entry(moment).or_default() += 1;
    }
    counter.shop.sandbox.faults().clear();
    let program = counter.shop.open(None);
    counter.until("the last report", LAST_PATIENCE, |reader| {
        let shipment = |at| reader.order(&order_no(at)).unwrap().unwrap().shipment.expect("it was shipped");
        (0..kills).all(|at| shipment(at).report == ReportState::Reported)
    });
    counter.until("every receipt, or its question", LAST_PATIENCE, |reader| {
        (0..kills).all(|at| row(reader, at).next_at.is_none())
    });
    program.kill();
    let asked = counter.owner_wants_the_doubtful_again(kills);
    let program = counter.shop.open(None);
    counter.until("the last receipt", LAST_PATIENCE, |reader| {
        (0..kills).all(|at| row(reader, at).state == PrintState::Printed)
    });
    program.kill();

    let (mut corrections, mut unmarked, mut marked) = (0, 0, 0);
    for at in 0..kills {
        let there = counter.shop.sandbox.shipped(&order_no(at)).expect("a shipment at WeChat");
        assert_eq!((there.complete, there.tracking_nos), (true, vec![tracking_no(at)]), "{at}");
        corrections += usize::from(there.corrected);
        let (plain, again) = counter.papers(&order_no(at));
        assert!(plain <= 1 && plain + again >= 1, "{at}: {plain} without the mark, {again} with it");
        (unmarked, marked) = (unmarked + plain, marked + again);
    }
    let took = began.elapsed().as_secs();
    println!("died at {died:?}");
    println!(
        "kills {kills}, parcels told {kills}, corrections spent {corrections}; papers {unmarked} without the mark, \
         {marked} with it, {asked} by the owner\'s word; {took} s"
    );
    assert_eq!(died.len(), 10.min(kills), "every kind of moment was met");
    assert_eq!(corrections, 0);
    let verdict = counter.reader().verify().unwrap();
    assert!(verdict.is_sound(), "{verdict:?}");
}
