//! Receipts: queued with the order, printed once, and never again without the mark, whatever the printer does.

use super::{
    liar::{LyingPrinter, Manners},
    world::{World, fen},
};
use std::{sync::Arc, time::Duration};
use zhanggui::{
    devices::{
        receipt::{ReceiptLanguage, ReceiptTemplate},
        tcp_printer::{PrinterTimeouts, TcpPrinter},
    },
    domain::{OrderNo, PrintId, PrintState, PrintTrouble},
    events::CommandOutcome,
    jobs::{Command, PrintQueue},
    store::{PrintWish, PrinterName},
};

const MARK: &[u8] = &[0xB2, 0xB9, 0xB4, 0xF2]; // 补打
const COUNTER: &str = "前台";

fn template() -> ReceiptTemplate {
    ReceiptTemplate {
        picture: None,
        heading: "山茶小铺".to_owned(),
        logo: String::new(),
        footer: "谢谢惠顾".to_owned(),
        qr: true,
        tongue: ReceiptLanguage::Zh,
    }
}

/// A shop with one printer that prints by itself.
struct Counter {
    world: World,
    queue: PrintQueue,
    printer: LyingPrinter,
}

fn queue_of(world: &World, address: &str) -> PrintQueue {
    let short = Duration::from_millis(300);
    let timeout = PrinterTimeouts { connect: short, answer: Duration::from_millis(120), write: short, linger: short };
    let printer = TcpPrinter::new(COUNTER, address, 32, template(), timeout);
    let seat = PrinterName { name: COUNTER.to_owned(), kind: "escpos-tcp", auto: true };
    PrintQueue::new(&world.shop, vec![(seat, Arc::new(printer))])
}

impl Counter {
    fn open(manners: Manners) -> Self {
        let (world, printer) = (World::new(), LyingPrinter::start(manners));
        let queue = queue_of(&world, &printer.address);
        assert_eq!(queue.wake_up().unwrap(), 0);
        Self { world, queue, printer }
    }

    /// The program ended and starts again: the rows are what it knows.
    fn restart(&mut self) -> usize {
        self.queue = queue_of(&self.world, &self.printer.address);
        self.queue.wake_up().unwrap()
    }

    fn prints(&self) {
        self.queue.print_receipts(&self.world.reader, self.world.now()).unwrap();
    }

    /// The printers are looked at for this long.
    fn lives(&self, secs: i64) {
        for _ in 0..secs {
            self.prints();
            self.world.later(1);
        }
        self.prints();
    }

    fn state(&self, order_no: &OrderNo) -> PrintState {
        self.world.reader.print_state(&first(order_no)).unwrap().expect("a receipt")
    }

    fn trouble(&self, order_no: &OrderNo) -> Option<PrintTrouble> {
        let rows = self.world.reader.prints_of(order_no).unwrap();
        rows.first().expect("a receipt").trouble.as_ref().map(|(trouble, _)| *trouble)
    }

    fn wishes(&self, order_no: &OrderNo, wish: PrintWish) -> CommandOutcome {
        self.world.shop.carry_out(Command::WishPrint { id: first(order_no), wish })
    }

    fn reprints(&self, order_no: &OrderNo) -> CommandOutcome {
        self.world.shop.carry_out(Command::PrintReceipt { order_no: order_no.clone(), printer: COUNTER.to_owned() })
    }
}

fn first(order_no: &OrderNo) -> PrintId {
    PrintId { order_no: order_no.clone(), printer: COUNTER.to_owned(), copy: 0 }
}

fn is_marked(paper: &[u8]) -> bool {
    paper.windows(MARK.len()).any(|window| window == MARK)
}

#[test]
fn a_paid_order_has_its_receipt_in_the_same_commit_and_it_comes_out_once() {
    let shop = Counter::open(Manners::Good);
    let before = shop.world.store.commits();
    let order_no = shop.world.order("SC000001", fen(50_00));
    assert!(shop.world.reader.prints_of(&order_no).unwrap().is_empty(), "unpaid orders print nothing");
    let unpaid = shop.world.store.commits();
    assert!(unpaid > before);
    shop.world.wechat.pays(&order_no, fen(50_00), "4200000001202611210000000001");
    shop.world.shop.ask_about_order(&shop.world.reader, &order_no, shop.world.now()).unwrap();
    assert_eq!(shop.state(&order_no), PrintState::Waiting);
    shop.lives(600);
    assert_eq!(shop.state(&order_no), PrintState::Printed);
    let papers = shop.printer.papers();
    assert_eq!(papers.len(), 1);
    assert!(papers[0].starts_with(&[0x1B, 0x40, 0x1C, 0x26]) && papers[0].ends_with(&[0x1D, 0x56, 0x42, 0]));
    assert!(!is_marked(&papers[0]));
    // "合计" bold and twice as wide.
    assert!(papers[0].windows(10).any(|w| w == [0x1B, 0x45, 1, 0x1D, 0x21, 0x10, 0xBA, 0xCF, 0xBC, 0xC6]));
}

#[test]
fn a_printer_that_is_off_gets_every_receipt_once_it_is_on_again() {
    let shop = Counter::open(Manners::Off);
    let orders: Vec<OrderNo> =
        (0..3).map(|n| shop.world.paid_order(&format!("SC00000{n}"), fen(1000 + i64::from(n)))).collect();
    shop.lives(120);
    assert!(orders.iter().all(|order_no| shop.state(order_no) == PrintState::Waiting));
    assert_eq!(shop.trouble(&orders[0]), Some(PrintTrouble::Off));
    let tries = shop.printer.calls();
    assert!(tries == 0, "nobody can call a printer that is off");
    let printer = &shop.world.reader.printers().unwrap()[0];
    assert!(printer.open == 3 && printer.trouble.is_some(), "{printer:?}");
    shop.printer.behave(Manners::Good);
    shop.lives(61);
    assert!(orders.iter().all(|order_no| shop.state(order_no) == PrintState::Printed));
    let papers = shop.printer.papers();
    assert!(papers.len() == 3 && !papers.iter().any(|paper| is_marked(paper)), "nothing had left, so none is marked");
    assert!(shop.world.reader.printers().unwrap()[0].trouble.is_none());
}

#[test]
fn a_printer_without_paper_is_asked_first_and_gets_nothing() {
    let shop = Counter::open(Manners::NoPaper);
    let order_no = shop.world.paid_order("SC000001", fen(1000));
    shop.lives(30);
    assert_eq!((shop.state(&order_no), shop.trouble(&order_no)), (PrintState::Waiting, Some(PrintTrouble::NoPaper)));
    assert!(shop.printer.papers().is_empty());
    shop.printer.behave(Manners::Good);
    shop.lives(61);
    assert!(shop.state(&order_no) == PrintState::Printed && !is_marked(&shop.printer.papers()[0]));
}

#[test]
fn a_printer_that_closes_in_the_middle_gets_it_again_with_the_mark_and_not_for_ever() {
    let shop = Counter::open(Manners::CutsOff(90));
    let order_no = shop.world.paid_order("SC000001", fen(1000));
    shop.lives(900);
    assert_eq!((shop.state(&order_no), shop.trouble(&order_no)), (PrintState::InDoubt, Some(PrintTrouble::CutOff)));
    let papers = shop.printer.papers();
    assert_eq!(papers.len(), 4, "the first, and three with the mark; then a person decides");
    shop.printer.behave(Manners::Good);
    assert_eq!(shop.wishes(&order_no, PrintWish::Now), CommandOutcome::Done);
    shop.lives(61);
    assert_eq!(shop.state(&order_no), PrintState::Printed);
    let papers = shop.printer.papers();
    assert!(papers.len() == 5 && is_marked(&papers[4]));
}

#[test]
fn after_the_paper_ended_in_the_middle_the_next_one_has_the_mark() {
    let shop = Counter::open(Manners::RunsOut);
    let order_no = shop.world.paid_order("SC000001", fen(1000));
    shop.prints();
    assert_eq!((shop.state(&order_no), shop.trouble(&order_no)), (PrintState::InDoubt, Some(PrintTrouble::NoPaper)));
    shop.printer.behave(Manners::NoPaper);
    shop.lives(300);
    assert_eq!(shop.printer.papers().len(), 1, "it is asked for paper, and has none");
    shop.printer.behave(Manners::Good);
    shop.lives(61);
    let papers = shop.printer.papers();
    assert!(papers.len() == 2 && !is_marked(&papers[0]) && is_marked(&papers[1]));
    assert_eq!(shop.state(&order_no), PrintState::Printed);
}

#[test]
fn a_printer_that_accepts_and_says_nothing_leaves_a_doubt_for_a_person_and_prints_no_second_one() {
    let mut shop = Counter::open(Manners::SaysNothing);
    let order_no = shop.world.paid_order("SC000001", fen(1000));
    shop.lives(300);
    assert_eq!((shop.state(&order_no), shop.trouble(&order_no)), (PrintState::InDoubt, Some(PrintTrouble::Silent)));
    assert_eq!(shop.restart(), 0);
    shop.lives(300);
    assert_eq!(shop.printer.papers().len(), 1);
    assert_eq!(shop.wishes(&order_no, PrintWish::OnPaper), CommandOutcome::Done);
    assert_eq!(shop.state(&order_no), PrintState::Printed);
    assert_eq!(shop.reprints(&order_no), CommandOutcome::Done);
    shop.lives(2);
    let papers = shop.printer.papers();
    assert!(papers.len() == 2 && is_marked(&papers[1]), "whatever comes later says so");
}

#[test]
fn a_plain_printer_that_never_answers_but_says_goodbye_has_it() {
    let shop = Counter::open(Manners::Mute);
    let order_no = shop.world.paid_order("SC000001", fen(1000));
    shop.lives(300);
    assert_eq!(shop.state(&order_no), PrintState::Handed);
    assert_eq!(shop.printer.papers().len(), 1);
    assert_eq!(shop.reprints(&order_no), CommandOutcome::Done);
    shop.lives(1);
    assert!(is_marked(&shop.printer.papers()[1]));
}

#[test]
fn a_program_that_dies_while_printing_prints_it_again_with_the_mark() {
    let mut shop = Counter::open(Manners::Good);
    let order_no = shop.world.paid_order("SC000001", fen(1000));
    // The row says that it is leaving; then the power goes.
    shop.world.store.begin_print(first(&order_no), false, shop.world.now()).wait().unwrap();
    shop.lives(60);
    assert!(shop.printer.papers().is_empty(), "what is leaving is not taken up by another hand");
    assert_eq!(shop.restart(), 1);
    assert_eq!(
        (shop.state(&order_no), shop.trouble(&order_no)),
        (PrintState::InDoubt, Some(PrintTrouble::Interrupted))
    );
    shop.lives(1);
    let papers = shop.printer.papers();
    assert!(papers.len() == 1 && is_marked(&papers[0]));
    assert_eq!(shop.restart(), 0);
    shop.lives(60);
    assert_eq!(shop.printer.papers().len(), 1);
}

#[test]
fn what_is_dropped_while_the_printer_is_out_never_comes_out() {
    let shop = Counter::open(Manners::Off);
    let order_no = shop.world.paid_order("SC000001", fen(1000));
    shop.lives(3);
    assert_eq!(shop.wishes(&order_no, PrintWish::Drop), CommandOutcome::Done);
    shop.printer.behave(Manners::Good);
    shop.lives(120);
    assert!(shop.printer.papers().is_empty() && shop.state(&order_no) == PrintState::Dropped);
    assert_eq!(shop.wishes(&order_no, PrintWish::Now), CommandOutcome::TooLate);
    assert_eq!(shop.reprints(&order_no), CommandOutcome::Done);
    shop.lives(1);
    assert!(!is_marked(&shop.printer.papers()[0]), "nothing of it was ever on paper");
}

/// A printer that was off for longer than the night's receipts are wanted by themselves.
#[test]
fn receipts_after_a_blackout_are_offered_and_print_only_when_the_owner_says_so() {
    let mut shop = Counter::open(Manners::Off);
    let orders: Vec<OrderNo> = (0..3).map(|n| shop.world.paid_order(&format!("SC00000{n}"), fen(1000 + n))).collect();
    shop.world.later(16 * 60);
    shop.printer.behave(Manners::Good);
    shop.restart();
    shop.lives(120);
    assert!(shop.printer.papers().is_empty(), "nothing came out by itself");
    let late = || shop.world.reader.late_prints(10).unwrap().into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(late(), orders.iter().map(first).collect::<Vec<_>>());
    assert!(shop.world.reader.printers().unwrap()[0].trouble.is_none(), "the printer is well");
    let decides = |ids: Vec<PrintId>, wish| shop.world.shop.carry_out(Command::WishLatePrints { ids, wish });
    assert_eq!(decides(vec![first(&orders[0])], PrintWish::Drop), CommandOutcome::Done);
    assert_eq!(decides(late(), PrintWish::Now), CommandOutcome::Done);
    assert_eq!(decides(orders.iter().map(first).collect(), PrintWish::Drop), CommandOutcome::Done, "too late for any");
    shop.lives(5);
    let states: Vec<PrintState> = orders.iter().map(|order_no| shop.state(order_no)).collect();
    assert_eq!(states, [PrintState::Dropped, PrintState::Printed, PrintState::Printed]);
    let papers = shop.printer.papers();
    assert!(papers.len() == 2 && !papers.iter().any(|paper| is_marked(paper)), "each once, and none is a reprint");
}

/// What the owner asked for is printed whenever the printer can.
#[test]
fn a_receipt_that_was_asked_for_prints_however_late_its_printer_comes_back() {
    let shop = Counter::open(Manners::Off);
    let order_no = shop.world.paid_order("SC000001", fen(1000));
    assert_eq!(shop.reprints(&order_no), CommandOutcome::Done);
    shop.world.later(3600);
    shop.printer.behave(Manners::Good);
    shop.lives(61);
    assert_eq!((shop.state(&order_no), shop.printer.papers().len()), (PrintState::Printed, 1));
}

#[test]
fn a_second_click_on_print_makes_no_second_receipt_while_the_first_waits() {
    let shop = Counter::open(Manners::Off);
    let order_no = shop.world.paid_order("SC000001", fen(1000));
    assert_eq!(shop.reprints(&order_no), CommandOutcome::Done);
    assert_eq!(shop.reprints(&order_no), CommandOutcome::Done);
    shop.printer.behave(Manners::Good);
    shop.lives(61);
    assert_eq!(shop.printer.papers().len(), 1);
    let unpaid = shop.world.order("SC000002", fen(2000));
    assert_eq!(shop.reprints(&unpaid), CommandOutcome::TooLate);
}

#[test]
fn a_printer_that_left_the_settings_keeps_its_receipts_until_it_is_back() {
    let shop = Counter::open(Manners::Off);
    let order_no = shop.world.paid_order("SC000001", fen(1000));
    PrintQueue::new(&shop.world.shop, Vec::new()).wake_up().unwrap();
    assert_eq!((shop.state(&order_no), shop.trouble(&order_no)), (PrintState::Stopped, Some(PrintTrouble::Unlisted)));
    let later = shop.world.paid_order("SC000002", fen(2000));
    assert!(shop.world.reader.prints_of(&later).unwrap().is_empty(), "nobody prints by itself any more");
    shop.queue.wake_up().unwrap();
    shop.printer.behave(Manners::Good);
    shop.lives(61);
    assert_eq!(shop.state(&order_no), PrintState::Printed);
}
