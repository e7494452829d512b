//! The real program, killed while it sends messages to WeChat. WeChat cannot be asked whether it has one: whatever the moment,
//! none arrives twice, and what is sent by the rows has arrived.
//!
//! `ZHANGGUI_KILLS=300 cargo test --test stories messages_killed -- --nocapture` is the whole campaign.

use super::{
    killed::{
        hangs,
        shop::{KilledShop, order_no},
    },
    messages::template,
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use zhanggui::{
    domain::{MessageEvent, MessageState, OpenId, OperatorName, PermissionAnswer, ShopId},
    sandbox::{Fault, Ledger, SandboxCall},
    store::Reader,
};

/// As many kills: before each of them one more order is paid.
const KILLS: usize = 24;
const TIMEOUT: Duration = Duration::from_secs(30);
const OWNER: &str = "oOwner000000000000000000001";

/// When the program dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Anywhere,
    Point(&'static str),
    /// The message has left, its answer was not read; it has not arrived.
    Written,
    /// The same, and it has arrived.
    Arrived,
}

const MOMENTS: [Moment; 8] = [
    Moment::Point("after-commit"),
    Moment::Arrived,
    Moment::Point("answer-received"),
    Moment::Anywhere,
    Moment::Written,
    Moment::Point("after-state-write"),
    Moment::Point("before-commit"),
    Moment::Anywhere,
];

/// What WeChat does to the first message of a life; prime to the moments, so that each meets each.
const FAULTS: [Option<Fault>; 7] = [
    None,
    Some(Fault::AnswerLost),
    Some(Fault::BadGateway),
    Some(Fault::SystemErrorAfter),
    Some(Fault::Errcode(42_001)),
    Some(Fault::CutHalfway),
    Some(Fault::BadGatewayAfter),
];

fn prepared(kills: usize) -> KilledShop {
    let shop = KilledShop::with_stock(kills + 1);
    let (owner, now) = (OpenId::parse(OWNER).unwrap(), shop.env.now());
    shop.at_the_file(|store| {
        store.put_message_template(template(MessageEvent::Paid), now).wait().unwrap();
        let (code, name) = ("code-of-the-owner-0001".to_owned(), OperatorName::parse("店主").unwrap());
        store.make_bind_code(code.clone(), name, now).wait().unwrap();
        store.claim_bind_code(code, owner.clone(), now).wait().unwrap();
    });
    // WeChat allows more than ever leave: whatever arrives twice is seen.
    let plenty = u32::try_from(kills).unwrap() * 4;
    shop.sandbox.allow_messages(&owner, &template(MessageEvent::Paid).template_id, plenty);
    shop
}

/// One more order is paid, and its message waits.
fn pays(shop: &KilledShop, at: usize) {
    shop.at_the_file(|store| {
        let (owner, id) = (OpenId::parse(OWNER).unwrap(), template(MessageEvent::Paid).template_id);
        store.count_permissions(owner, vec![(id, PermissionAnswer::Accept)], shop.env.now()).wait().unwrap();
        shop.paid(store, at);
    });
}

fn sends(ledger: &Ledger) -> usize {
    ledger.calls().filter(|call| call.call == SandboxCall::SendMessage).count()
}

/// One life of the program, from its start to its death.
fn one_life(shop: &KilledShop, at: usize, moment: Moment) {
    let faults = shop.sandbox.faults();
    faults.clear();
    let fault = match moment {
        Moment::Written => Some(Fault::Hang),
        Moment::Arrived => Some(Fault::HangAfter),
        Moment::Anywhere | Moment::Point(_) => FAULTS[at % FAULTS.len()],
    };
    if let Some(fault) = fault {
        faults.next(SandboxCall::SendMessage, fault, 1);
    }
    let (hung, calls) = (shop.calls(hangs), shop.calls(|_| true));
    let mut program = shop.open(if let Moment::Point(point) = moment { Some(point) } else { None });
    match moment {
        Moment::Anywhere => shop.dies_anywhere(program, calls, TIMEOUT),
        Moment::Written | Moment::Arrived => {
            let more = |ledger: &Ledger| ledger.calls().filter(|call| hangs(call)).count() > hung;
            assert!(shop.sandbox.wait_until(TIMEOUT, more), "no message came");
            program.kill();
        }
        Moment::Point(point) => assert!(program.died(TIMEOUT).is_some(), "{point} was not reached"),
    }
}

fn reader(shop: &KilledShop) -> Reader {
    Reader::open(&shop.path().join("shop.db"), ShopId::main()).unwrap()
}

#[test]
fn killed_at_any_moment_no_message_arrives_twice() {
    let kills = std::env::var("ZHANGGUI_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let (shop, began) = (prepared(kills), Instant::now());
    let mut died: BTreeMap<Moment, usize> = BTreeMap::new();
    for at in 0..kills {
        let moment = MOMENTS[at % MOMENTS.len()];
        pays(&shop, at);
        one_life(&shop, at, moment);
        *died.entry(moment).or_default() += 1;
    }
    // The last life: nothing goes wrong any more, and what waits arrives.
    shop.sandbox.faults().clear();
    let program = shop.open(None);
    let (since, rows) = (Instant::now(), reader(&shop));
    let open = |at: usize| rows.service_messages(&order_no(at)).unwrap().iter().any(|row| row.state.is_open());
    while (0..kills).any(open) {
        assert!(since.elapsed() < TIMEOUT * 2, "messages still wait");
        std::thread::sleep(Duration::from_millis(20));
    }
    program.kill();

    let delivered = shop.sandbox.delivered_messages();
    let mut figures: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut doubles, mut arrived) = (0, 0);
    for at in 0..kills {
        let rows = rows.service_messages(&order_no(at)).unwrap();
        assert_eq!(rows.len(), 1, "one row a payment: {rows:?}");
        let number = order_no(at);
        let there = delivered.iter().filter(|it| it.data["character_string1"] == number.as_str()).count();
        (doubles, arrived) = (doubles + there.saturating_sub(1), arrived + there);
        match rows[0].state {
            MessageState::Sent => assert_eq!(there, 1, "{number} is sent by the rows"),
            MessageState::NotSent => assert_eq!(there, 0, "{number} is not"),
            MessageState::Unknown => assert!(there <= 1, "{number}"),
            open => panic!("{number} is {open}"),
        }
        *figures.entry(rows[0].state.as_str()).or_default() += 1;
    }
    let called = sends(&shop.sandbox.ledger());
    println!(
        "kills {kills}, messages {kills}: {figures:?}, calls {called}, arrived {arrived}, doubles {doubles}; {} s, {died:?}",
        began.elapsed().as_secs()
    );
    assert_eq!(doubles, 0);
    assert_eq!(died.len(), 7.min(kills), "every kind of moment was met");
    assert!(figures.contains_key("sent") && figures.contains_key("unknown"), "{figures:?}");
}
