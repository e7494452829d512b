//! The real program, killed while it gives money back: at moments nobody chose, and in every gap between two durable
//! steps. WeChat meanwhile loses answers, hangs, fails, signs wrongly and runs out of the shop's money. The stand-in's
//! ledger is the judge.
//!
//! `ZHANGGUI_KILLS=1000 cargo test --test stories killed -- --nocapture` is the whole campaign.

pub mod shop;

use super::world::fen;
use shop::{BALANCE, KilledShop, Program, amount, order_no, refund_no};
use std::{
    collections::BTreeMap,
    fs,
    time::{Duration, Instant},
};
use zhanggui::{
    domain::Fen,
    sandbox::{Call, Fault},
};

/// As many kills: before each of them the owner approves one more.
const KILLS: usize = 64;
/// How long the program may take to the moment it is to die at, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// Without faults and kills all that is left arrives in seconds; a story that gets here has hung.
const LAST_PATIENCE: Duration = Duration::from_mins(4);

/// When the program dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    /// Some calls into its work, and some milliseconds more.
    Anywhere,
    /// At a point of its own.
    Point(&'static str),
    /// The request has left, its answer was not read; WeChat has done nothing yet.
    RequestWritten,
    /// The request has left, its answer was not read; the money is on its way.
    RequestDone,
    /// WeChat has said that the shop has no money there, and the row says so.
    WithoutMoney,
}

/// Every gap once, and random moments between them.
const MOMENTS: [Moment; 12] = [
    Moment::Anywhere,
    Moment::Point("refunds-listed"),
    Moment::Point("before-commit"),
    Moment::Point("after-commit"),
    Moment::RequestWritten,
    Moment::Anywhere,
    Moment::RequestDone,
    Moment::Point("answer-received"),
    Moment::Anywhere,
    Moment::Point("before-state-write"),
    Moment::Point("after-state-write"),
    Moment::WithoutMoney,
];

/// What WeChat does to the first refund call of a life; prime to the moments, so that each meets each.
const REFUND_FAULTS: [Option<Fault>; 13] = [
    None,
    Some(Fault::AnswerLost),
    Some(Fault::BadGateway),
    Some(Fault::SystemErrorAfter),
    None,
    Some(Fault::SystemErrorBefore),
    Some(Fault::WrongSignature),
    Some(Fault::BadGatewayAfter),
    Some(Fault::CutHalfway),
    None,
    Some(Fault::AnothersAnswer),
    Some(Fault::CutBefore),
    Some(Fault::SlowMillis(40)),
];
/// And to its first question.
const QUERY_FAULTS: [Option<Fault>; 7] = [
    None,
    Some(Fault::WrongSignature),
    None,
    Some(Fault::BadGateway),
    Some(Fault::SystemErrorBefore),
    None,
    Some(Fault::AnothersAnswer),
];
/// Every so many lives the shop has no money at WeChat, wherever it dies.
const POOR_EVERY: usize = 9;

fn kills() -> usize {
    std::env::var("ZHANGGUI_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS)
}

/// One life of the program, from its start to its death.
fn one_life(shop: &KilledShop, at: usize, moment: Moment) {
    let faults = shop.sandbox.faults();
    faults.clear();
    let on_refund = match moment {
        Moment::RequestWritten => Some(Fault::Hang),
        Moment::RequestDone => Some(Fault::HangAfter),
        Moment::WithoutMoney => None,
        Moment::Anywhere | Moment::Point(_) => REFUND_FAULTS[at % REFUND_FAULTS.len()],
    };
    let on_query = QUERY_FAULTS[at % QUERY_FAULTS.len()];
    if let Some(fault) = on_refund {
        faults.next(Call::Refund, fault, 1);
    }
    if let Some(fault) = on_query {
        faults.next(Call::RefundQuery, fault, 1);
    }
    let hangs = hangs(shop);
    match moment {
        Moment::Anywhere => shop.lives_and_dies_anywhere(PATIENCE),
        Moment::RequestWritten | Moment::RequestDone => {
            let program = shop.open(None);
            let hung = shop.sandbox.wait_until(PATIENCE, |ledger| hangs_of(ledger) > hangs);
            assert!(hung, "no refund call came");
            program.kill();
        }
        Moment::WithoutMoney => {
            let program = shop.open(None);
            let began = Instant::now();
            while shop.numbers_in("waiting_for_money").is_empty() {
                assert!(began.elapsed() < PATIENCE, "no refund waits for money");
                std::thread::sleep(Duration::from_millis(10));
            }
            program.kill();
        }
        Moment::Point(point) => dies_at(&mut shop.open(Some(point)), point),
    }
}

#[cfg(unix)]
fn dies_at(program: &mut Program, point: &str) {
    use std::os::unix::process::ExitStatusExt as _;
    let status = program.died(PATIENCE).unwrap_or_else(|| panic!("{point} was never reached"));
    assert_eq!(status.signal(), Some(6), "{point}: {status}");
}

#[cfg(not(unix))]
fn dies_at(program: &mut Program, point: &str) {
    assert!(program.died(PATIENCE).is_some(), "{point} was never reached");
}

fn hangs(shop: &KilledShop) -> usize {
    hangs_of(&shop.sandbox.ledger())
}

fn hangs_of(ledger: &zhanggui::sandbox::Ledger) -> usize {
    ledger.calls().filter(|call| call.verdict.contains("(Hang")).count()
}

/// The last lives: nothing goes wrong any more, and everything arrives. Where one waits for the owner once more, the program
/// is closed for the owner's word.
fn live_on(shop: &KilledShop, refunds: usize) {
    shop.sandbox.faults().clear();
    let began = Instant::now();
    loop {
        let program = shop.open(None);
        while shop.numbers_in("refunded").len() < refunds && shop.paused().is_empty() {
            assert!(began.elapsed() < LAST_PATIENCE, "{} of {refunds} refunded", shop.numbers_in("refunded").len());
            std::thread::sleep(Duration::from_millis(100));
        }
        program.kill();
        if shop.send_also() == 0 && shop.numbers_in("refunded").len() >= refunds {
            return;
        }
    }
}

/// Kills the program `kills` times; answers how often at each moment, and how many refunds were made by hand meanwhile.
fn campaign(shop: &KilledShop, kills: usize) -> (BTreeMap<Moment, usize>, usize) {
    let mut died: BTreeMap<Moment, usize> = BTreeMap::new();
    let (mut waited, mut by_hand, mut second_words) = (0, 0, 0);
    for at in 0..kills {
        let moment = MOMENTS[at % MOMENTS.len()];
        let poor = moment == Moment::WithoutMoney || at % POOR_EVERY == POOR_EVERY - 1;
        if poor {
            shop.sandbox.withdraw_all();
        }
        shop.approve(at);
        if moment == Moment::Anywhere {
            // Somebody gives a fen back on the merchant platform, just before the program could send the rest.
            by_hand += usize::from(shop.sandbox.refund_by_hand(&order_no(at), fen(1), "").is_some());
        }
        one_life(shop, at, moment);
        assert!(shop.numbers_in("refunded").len() <= at, "kill {at} found nothing to do");
        *died.entry(moment).or_default() += 1;
        if poor {
            shop.sandbox.fill_balance(fen(BALANCE));
        }
        waited += shop.go_on();
        second_words += shop.send_also();
    }
    println!("died at {died:?}; {waited} waited for money; {by_hand} by hand, {second_words} second words");
    (died, by_hand)
}

#[test]
fn killed_at_any_moment_the_shop_pays_each_approval_once() {
    let kills = kills();
    let shop = KilledShop::with_requests(kills);
    let began = Instant::now();
    let (died, by_hand) = campaign(&shop, kills);
    live_on(&shop, kills);

    let ledger = shop.sandbox.ledger();
    let payouts = ledger.payout_counts();
    let doubles = payouts.values().filter(|count| **count > 1).count();
    let lost = (0..kills).filter(|at| !payouts.contains_key(&refund_no(*at))).count();
    let took = began.elapsed().as_secs();
    println!("kills {kills}, payouts {}, doubles {doubles}, lost {lost}; {took} s", ledger.payouts().len());
    assert_eq!(died.len(), 10.min(kills), "every kind of moment was met");
    assert_eq!((ledger.payouts().len(), payouts.len(), doubles, lost), (kills + by_hand, kills + by_hand, 0, 0));
    let fen_by_hand = (0..by_hand).map(|_| fen(1));
    assert_eq!(ledger.paid_out(), Fen::sum((0..kills).map(amount).chain(fen_by_hand)).unwrap());
    for state in ["approved", "sending", "processing", "in_doubt", "waiting_for_money", "stuck", "failed"] {
        assert_eq!(shop.numbers_in(state), [], "{state} at the end");
    }
    ledger.audit().expect("the ledger adds up");
}

#[test]
fn a_released_program_has_no_moment_to_die_at() {
    let text = fs::read_to_string("src/crash.rs").unwrap();
    let (testing, released) = text.split_once("#[cfg(not(debug_assertions))]").expect("an empty one for releases");
    assert!(testing.contains("#[cfg(debug_assertions)]") && testing.contains("abort"));
    assert!(released.trim_end().ends_with("{}") && !released.contains("abort"), "{released}");
    let cargo = fs::read_to_string("Cargo.toml").unwrap();
    assert!(!cargo.contains("debug-assertions"), "a profile switches them on");
}
