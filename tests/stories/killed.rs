//! The real program, killed while it gives money back: at moments nobody chose, and in every gap between two durable
//! steps. WeChat meanwhile loses answers, hangs, fails, signs wrongly and runs out of the shop's money; the shop is started
//! for another merchant, its clock is set forth and back, rows are damaged, money goes back by hand. The stand-in's ledger
//! is the judge.
//!
//! `ZHANGGUI_KILLS=1000 cargo test --test stories killed -- --nocapture` is the whole campaign.

pub mod acts;
pub mod keys;
pub mod shop;

use super::world::fen;
use acts::{Act, Damage, Damaged, LAST_TIMEOUT, Off, Whose, act, earlier, off_at, whose};
use keys::ShopKeys;
use shop::{BALANCE, KilledShop, Program, amount, order_no, refund_no};
use std::{
    collections::BTreeMap,
    fs,
    time::{Duration, Instant},
};
use zhanggui::{
    domain::{Api, Fen},
    sandbox::{CallSeen, Fault, Ledger, SandboxCall},
};

/// As many kills: before each of them the owner approves one more.
const KILLS: usize = 64;
/// How long the program may take to the moment it is to die at, on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Most of those the owner said yes to are still to be sent then.
const TIMEOUT_A_KILL: Duration = Duration::from_secs(1);

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
/// What another program does to a row.
const DAMAGES: [Damage; 4] = [Damage::OrderWord, Damage::RefundAmount, Damage::OrderGone, Damage::PaymentWord];
const ON_ITS_WAY: [&str; 3] = ["processing", "in_doubt", "sending"];

fn kills() -> usize {
    std::env::var("ZHANGGUI_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS)
}

/// One life of the program, from its start to its death. True if it saw its clock being set.
fn one_life(shop: &KilledShop, at: usize, moment: Moment) -> bool {
    shop.clock.is_set(off_at(at).start);
    lives_and_dies(shop, (at, off_at(at)), moment)
}

/// The same while its clock is right.
fn one_life_of(shop: &KilledShop, at: usize, moment: Moment) {
    lives_and_dies(shop, (at, Off::default()), moment);
}

fn lives_and_dies(shop: &KilledShop, (at, off): (usize, Off), moment: Moment) -> bool {
    wrongs(shop, at, moment);
    let (hung, calls) = (shop.calls(hangs), shop.calls(|_| true));
    let mut program = shop.open(if let Moment::Point(point) = moment { Some(point) } else { None });
    let saw = shop.sets_the_clock_later(&mut program, calls, off, TIMEOUT);
    match moment {
        Moment::Anywhere => shop.dies_anywhere(program, calls, TIMEOUT),
        Moment::RequestWritten | Moment::RequestDone => {
            let more = |ledger: &Ledger| ledger.calls().filter(|call| hangs(call)).count() > hung;
            assert!(shop.wechat().wait_until(TIMEOUT, more), "no refund call came");
            program.kill();
        }
        Moment::WithoutMoney => {
            let began = Instant::now();
            while shop.numbers_in("waiting_for_money").is_empty() {
                assert!(began.elapsed() < TIMEOUT, "no refund waits for money");
                std::thread::sleep(Duration::from_millis(10));
            }
            program.kill();
        }
        Moment::Point(point) => dies_at(&mut program, point),
    }
    saw
}

/// What goes wrong at WeChat in this life.
fn wrongs(shop: &KilledShop, at: usize, moment: Moment) {
    let faults = shop.wechat().faults();
    faults.clear();
    let on_refund = match moment {
        Moment::RequestWritten => Some(Fault::Hang),
        Moment::RequestDone => Some(Fault::HangAfter),
        Moment::WithoutMoney => None,
        Moment::Anywhere | Moment::Point(_) => REFUND_FAULTS[at % REFUND_FAULTS.len()],
    };
    if let Some(fault) = on_refund {
        faults.next(SandboxCall::Refund, fault, 1);
    }
    if let Some(fault) = QUERY_FAULTS[at % QUERY_FAULTS.len()] {
        faults.next(SandboxCall::RefundQuery, fault, 1);
    }
}

#[cfg(unix)]
fn dies_at(program: &mut Program, point: &str) {
    use std::os::unix::process::ExitStatusExt as _;
    let status = program.died(TIMEOUT).unwrap_or_else(|| panic!("{point} was never reached"));
    assert_eq!(status.signal(), Some(6), "{point}: {status}");
}

#[cfg(not(unix))]
fn dies_at(program: &mut Program, point: &str) {
    assert!(program.died(TIMEOUT).is_some(), "{point} was never reached");
}

/// Its answer never came.
pub fn hangs(call: &CallSeen) -> bool {
    call.verdict.contains("(Hang")
}

/// The last lives for this merchant: nothing goes wrong any more, and everything arrives. Where one waits for the owner once
/// more, the program is closed for the owner's word.
fn live_on(shop: &KilledShop, merchant: Whose, timeout: Duration) {
    shop.clock.is_set(0);
    shop.starts_for(merchant);
    shop.wechat().faults().clear();
    let began = Instant::now();
    loop {
        let program = shop.open(None);
        while !shop.left().is_empty() && shop.paused().is_empty() {
            assert!(began.elapsed() < timeout, "{merchant:?}: {:?} left", shop.left());
            std::thread::sleep(Duration::from_millis(100));
        }
        program.kill();
        if shop.send_also() == 0 && shop.left().is_empty() {
            return;
        }
    }
}

/// What a campaign met.
#[derive(Debug, Default)]
struct Met {
    died: BTreeMap<Moment, usize>,
    waited: usize,
    /// From whose orders a fen went back by hand, and how often.
    by_hand: BTreeMap<Whose, usize>,
    second_words: usize,
    other_merchant: usize,
    clock_jumps: usize,
    seen_by_the_program: usize,
    row_faults: usize,
    stood_aside: usize,
}

/// What is about to be done around this life before the owner's yes.
fn before_the_yes(shop: &KilledShop, at: usize, moment: Moment, met: &mut Met) {
    shop.clock.is_set(off_at(at).owner);
    shop.starts_for(whose(at));
    if whose(at) == Whose::Other {
        shop.at_the_file(|store| shop.request(store, at));
        met.other_merchant += 1;
        shop.no_yes_for_another_merchants();
    }
    if act(at) == Act::HandRefund
        && let Some(earlier) = earlier(at).next()
        && shop.gives_back_by_hand(earlier)
    {
        *met.by_hand.entry(Whose::Own).or_default() += 1;
    }
    if moment == Moment::Anywhere && shop.wechat().refund_by_hand(&order_no(at), fen(1), "").is_some() {
        // Somebody gives a fen back on the merchant platform, just before the program could send the rest.
        *met.by_hand.entry(whose(at)).or_default() += 1;
    }
    met.clock_jumps += usize::from(off_at(at) != Off::default());
}

/// Damages the row of an earlier order; true beside it if that one's refund is on its way, and is asked about in this life.
fn damage(shop: &KilledShop, at: usize) -> Option<(Damaged, bool)> {
    let Act::RowFault(which) = act(at) else { return None };
    let on_their_way: Vec<_> = ON_ITS_WAY.iter().flat_map(|state| shop.numbers_in(state)).collect();
    // One whose mark was not taken away yet would only wait longer for its next try.
    let fresh = |at: &usize| on_their_way.contains(&refund_no(*at)) && shop.marks(&order_no(*at)) == 0;
    let of_these = earlier(at).find(fresh);
    Some((shop.damages(of_these.or(earlier(at).next())?, DAMAGES[which]), of_these.is_some()))
}

/// Kills the program so many times.
fn campaign(shop: &KilledShop, kills: usize) -> Met {
    let mut met = Met::default();
    for at in 0..kills {
        let moment = MOMENTS[at % MOMENTS.len()];
        let poor = moment == Moment::WithoutMoney || at % POOR_EVERY == POOR_EVERY - 1;
        before_the_yes(shop, at, moment, &mut met);
        if poor {
            shop.wechat().withdraw_all();
        }
        shop.approve(at);
        let (damaged, held) = (damage(shop, at), shop.held());
        met.seen_by_the_program += usize::from(one_life(shop, at, moment));
        shop.clock.is_set(off_at(at).owner);
        met.row_faults += usize::from(damaged.is_some());
        met.stood_aside += shop.after_a_life(at, &held, damaged);
        assert!(shop.numbers_in("refunded").len() <= at, "kill {at} found nothing to do");
        *met.died.entry(moment).or_default() += 1;
        if poor {
            shop.wechat().fill_balance(fen(BALANCE));
        }
        met.waited += shop.go_on();
        met.second_words += shop.send_also();
    }
    println!("{met:?}");
    met
}

/// What this merchant's WeChat paid out: each yes of its orders once, and what went back by hand.
fn paid_once(ledger: &Ledger, merchant: Whose, kills: usize, by_hand: usize) -> (usize, usize, usize) {
    let ours: Vec<usize> = (0..kills).filter(|at| whose(*at) == merchant).collect();
    let payouts = ledger.payout_counts();
    let doubles = payouts.values().filter(|count| **count > 1).count();
    let lost = ours.iter().filter(|at| !payouts.contains_key(&refund_no(**at))).count();
    assert_eq!(ledger.payouts().len(), ours.len() + by_hand, "{merchant:?}");
    assert_eq!(ledger.paid_out(), Fen::sum(ours.iter().map(|at| amount(*at)).chain(vec![fen(1); by_hand])).unwrap());
    ledger.audit().expect("the ledger adds up");
    (ledger.payouts().len(), doubles, lost)
}

#[test]
fn killed_at_any_moment_the_shop_pays_each_approval_once() {
    let kills = kills();
    let shop = KilledShop::with_requests(kills);
    let began = Instant::now();
    let met = campaign(&shop, kills);
    let timeout = LAST_TIMEOUT + TIMEOUT_A_KILL * u32::try_from(kills).unwrap();
    live_on(&shop, Whose::Other, timeout);
    live_on(&shop, Whose::Own, timeout);

    let (own, other) = (shop.sandbox.ledger(), shop.other().expect("another merchant's WeChat").ledger());
    let (of_own, of_other) = [(&own, Whose::Own), (&other, Whose::Other)]
        .map(|(ledger, merchant)| {
            paid_once(ledger, merchant, kills, met.by_hand.get(&merchant).map_or(0, |fens| *fens))
        })
        .into();
    let took = began.elapsed().as_secs();
    println!("kills {kills}; payouts, doubles, lost: {of_own:?}, another merchant's {of_other:?}; {took} s");
    assert_eq!(met.died.len(), 10.min(kills), "every kind of moment was met");
    let acts = [met.other_merchant, met.clock_jumps, met.seen_by_the_program, met.row_faults, met.stood_aside];
    assert!(kills < KILLS || !acts.contains(&0), "and every act: {met:?}");
    assert_eq!((of_own.1, of_own.2, of_other.1, of_other.2), (0, 0, 0, 0));
    assert_eq!(shop.numbers_in("refunded").len(), kills);
    assert_eq!(shop.known_by_hand(), met.by_hand.values().sum::<usize>());
    shop.each_merchant_heard_of_its_own_alone();
    shop.nothing_sleeps_for_years();
    shop.adds_up();
}

/// Kills a shop that has keys of API v3 so many times. Nobody gives money back by hand: what API v3 cannot list it waits for.
fn killed_by_v3(keys: ShopKeys, kills: usize) -> (usize, usize, usize) {
    let shop = KilledShop::of_keys(keys, kills);
    for at in 0..kills {
        if shop.changes_over_at(at, kills) {
            shop.requests(at..kills);
        }
        // API v3 lists no refunds.
        let moment = match MOMENTS[at % MOMENTS.len()] {
            Moment::Point("refunds-listed") => Moment::Anywhere,
            moment => moment,
        };
        if moment == Moment::WithoutMoney {
            shop.wechat().withdraw_all();
        }
        shop.approve(at);
        one_life_of(&shop, at, moment);
        if moment == Moment::WithoutMoney {
            shop.wechat().fill_balance(fen(BALANCE));
        }
        shop.go_on();
    }
    live_on(&shop, Whose::Own, LAST_TIMEOUT + TIMEOUT_A_KILL * u32::try_from(kills).unwrap());
    let ledger = shop.sandbox.ledger();
    let payouts = ledger.payout_counts();
    let doubles = payouts.values().filter(|count| **count > 1).count();
    let lost = (0..kills).filter(|at| !payouts.contains_key(&refund_no(*at))).count();
    assert_eq!(ledger.paid_out(), Fen::sum((0..kills).map(amount)).unwrap(), "{keys:?}");
    ledger.audit().expect("the ledger adds up");
    let by_v3 = ledger.calls().filter(|call| call.call == SandboxCall::Refund && call.api == Some(Api::V3)).count();
    let by_v2 = ledger.calls().filter(|call| call.call == SandboxCall::Refund && call.api == Some(Api::V2)).count();
    assert!(by_v3 > 0 && (by_v2 > 0) == keys.are_of_v2_too(), "{keys:?}: {by_v2} by v2, {by_v3} by v3");
    assert_eq!(shop.numbers_in("refunded").len(), kills);
    shop.adds_up();
    (ledger.payouts().len(), doubles, lost)
}

#[test]
fn killed_at_any_moment_a_shop_of_api_v3_pays_each_approval_once() {
    let began = Instant::now();
    let wanted = std::env::var("ZHANGGUI_KILLS").ok().and_then(|n| n.parse::<usize>().ok());
    let kills = wanted.map_or(MOMENTS.len(), |kills| kills / ShopKeys::OF_V3.len());
    for keys in ShopKeys::OF_V3 {
        let found = killed_by_v3(keys, kills);
        println!("{keys:?}: kills {kills}; payouts, doubles, lost: {found:?}; {} s", began.elapsed().as_secs());
        assert_eq!(found, (kills, 0, 0));
    }
}

#[test]
fn a_released_program_has_no_moment_to_die_at() {
    let text = fs::read_to_string("src/base/failpoints.rs").unwrap();
    let (testing, released) = text.split_once("#[cfg(not(debug_assertions))]").expect("an empty one for releases");
    assert!(testing.contains("#[cfg(debug_assertions)]") && testing.contains("abort"));
    assert!(released.trim_end().ends_with("{}") && !released.contains("abort"), "{released}");
    let cargo = fs::read_to_string("Cargo.toml").unwrap();
    assert!(!cargo.contains("debug-assertions"), "a profile switches them on");
}

#[test]
fn a_released_program_has_no_clock_but_its_computers() {
    let text = fs::read_to_string("src/base/test_clock.rs").unwrap();
    let (testing, released) = text.split_once("#[cfg(not(debug_assertions))]").expect("none of it for releases");
    assert!(testing.contains("#[cfg(debug_assertions)]") && testing.contains("ZHANGGUI_CLOCK_AHEAD"));
    assert!(released.trim_end().ends_with("{\n    0\n}") && !released.contains("env"), "{released}");
}
