//! One decision only: a double click at one seat, and another program on the same file that says yes at the same moment.

use super::world::{World, fen};
use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Barrier,
};
use zhanggui::{
    domain::{Actor, RefundNo, RefundState, ShopId, Transition, UnixSeconds},
    events::CommandOutcome,
    jobs::Command as Wish,
    store::{RefundApproval, Refusal, Store, StoreError},
};

const REPETITIONS: usize = 100;
const AMOUNT: i64 = 39_90;
/// Where the second program finds the shop's file.
const SEAT: &str = "ZHANGGUI_SECOND_SEAT";

/// The other program: this very test binary, started again. The shop's folder is locked against a second program, so it
/// opens the file itself.
struct SecondSeat {
    program: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl SecondSeat {
    fn open(file: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "double_click::the_second_seat", "--ignored", "--nocapture"]).env(SEAT, file);
        let mut program = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (asks, answers) = (program.stdin.take().unwrap(), program.stdout.take().unwrap());
        let mut seat = Self { program, asks, answers: BufReader::new(answers) };
        assert_eq!(seat.answer(), "open");
        seat
    }

    /// What it says next; the test harness's own lines are passed over.
    fn answer(&mut self) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(self.answers.read_line(&mut line).unwrap(), 0, "the second program has ended");
            if let Some((_, said)) = line.trim_end().split_once("seat: ") {
                return said.to_owned();
            }
        }
    }

    fn click(&mut self, refund_no: &RefundNo, seen: u32, now: UnixSeconds) {
        writeln!(self.asks, "{refund_no} {seen} {}", now.get()).unwrap();
        self.asks.flush().unwrap();
    }
}

impl Drop for SecondSeat {
    fn drop(&mut self) {
        drop(self.program.kill()); // it may be gone
        drop(self.program.wait());
    }
}

/// Says yes to every refund it is told, as it was seen.
#[test]
#[ignore = "the second program of the double click"]
fn the_second_seat() {
    let Ok(file) = std::env::var(SEAT) else { return };
    let store = Store::open(Path::new(&file), ShopId::main()).unwrap();
    println!("seat: open");
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split(' ').collect();
        let (refund_no, seen) = (RefundNo::parse(words[0]).unwrap(), words[1].parse().unwrap());
        let now = UnixSeconds::new(words[2].parse().unwrap());
        println!("seat: clicking");
        let click = store.approve_refund(
            RefundApproval {
                refund_no,
                seen,
                amount: fen(AMOUNT),
                reply: "同意退款".to_owned(),
                pieces: None,
                restock: Vec::new(),
            },
            now,
            now,
        );
        match click.wait() {
            Ok(()) => println!("seat: done"),
            Err(StoreError::Refused(Refusal::Stale)) => println!("seat: too late"),
            Err(other) => println!("seat: {other}"),
        }
    }
}

/// The same version clicked twice here and once there, at the same moment. Answers how many clicks counted, here and
/// there.
fn clicked_by_all(world: &World, seat: &mut SecondSeat, refund_no: &RefundNo, there_first: bool) -> (usize, usize) {
    let seen = world.reader.refund(refund_no).unwrap().unwrap().row.version;
    let (shop, ready) = (&world.shop, Barrier::new(3));
    let click = || {
        ready.wait();
        let (refund_no, amount, reply) = (refund_no.clone(), fen(AMOUNT), "同意退款".to_owned());
        shop.carry_out(Wish::ApproveRefund(RefundApproval {
            refund_no,
            seen,
            amount,
            reply,
            pieces: None,
            restock: Vec::new(),
        }))
    };
    let (here, there) = std::thread::scope(|scope| {
        let clicks = [scope.spawn(click), scope.spawn(click)];
        if there_first {
            seat.click(refund_no, seen, world.now());
            assert_eq!(seat.answer(), "clicking");
            ready.wait();
        } else {
            ready.wait();
            seat.click(refund_no, seen, world.now());
            assert_eq!(seat.answer(), "clicking");
        }
        (clicks.map(|click| click.join().unwrap()), seat.answer())
    });
    for outcome in &here {
        assert!(matches!(outcome, CommandOutcome::Done | CommandOutcome::TooLate), "{outcome:?}");
    }
    assert!(there == "done" || there == "too late", "{there}");
    (here.iter().filter(|outcome| **outcome == CommandOutcome::Done).count(), usize::from(there == "done"))
}

/// What the losers find on the refund: who decided, and when.
fn decided_once_by_the_owner(world: &World, refund_no: &RefundNo, at: UnixSeconds) {
    let refund = world.reader.refund(refund_no).unwrap().unwrap();
    let decisions: Vec<_> = refund
        .history
        .iter()
        .filter(|step| matches!(step.step, Transition::Refund(Some(RefundState::Requested), _)))
        .collect();
    assert_eq!(decisions.len(), 1, "{:?}", refund.history);
    let approved = Transition::Refund(Some(RefundState::Requested), RefundState::Approved);
    assert_eq!((decisions[0].actor, &decisions[0].step, decisions[0].at), (Actor::Owner, &approved, at));
}

#[test]
fn a_double_click_and_a_second_program_at_once_are_one_decision() {
    let world = World::new();
    let mut seat = SecondSeat::open(&world.file());
    let (mut here, mut there) = (0, 0);
    for at in 0..REPETITIONS {
        let order_no = world.paid_order(&format!("SC20260901-{at:08}"), fen(128_00));
        let refund_no = world.request(&format!("RF{at:04}"), &order_no, fen(AMOUNT));
        let counted = clicked_by_all(&world, &mut seat, &refund_no, at % 2 == 0);
        assert_eq!(counted.0 + counted.1, 1, "{refund_no}: {counted:?}");
        (here, there) = (here + counted.0, there + counted.1);
        decided_once_by_the_owner(&world, &refund_no, world.now());
        world.later(1);
        world.run_jobs();
    }
    world.wechat.settle();
    world.live(3600);
    let payouts = world.wechat.payouts();
    let numbers: BTreeSet<_> = payouts.iter().map(|(refund_no, _)| refund_no).collect();
    println!(
        "{REPETITIONS} requests, {} clicks, {here} decided here, {there} in the second program, payouts {}, doubles {}",
        3 * REPETITIONS,
        payouts.len(),
        payouts.len() - numbers.len()
    );
    assert_eq!((payouts.len(), numbers.len()), (REPETITIONS, REPETITIONS));
    assert!(payouts.iter().all(|(_, amount)| *amount == fen(AMOUNT)));
    for refund_no in numbers {
        assert_eq!(world.refund_state(refund_no), RefundState::Refunded);
    }
}
