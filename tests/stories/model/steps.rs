//! What can happen, and how often.

use super::{
    super::campaign::{PRICE, clock_jump::JUMPS, liar::Lie},
    ORDERS, STEPS,
};
use proptest::{collection::vec, prelude::*, sample::select};

/// What happens next.
#[derive(Debug, Clone)]
pub enum Step {
    Request {
        order: usize,
        amount: i64,
    },
    /// `percent` of what was asked for.
    Approve {
        refund: usize,
        percent: i64,
        stale: bool,
    },
    Reject {
        refund: usize,
        stale: bool,
    },
    TakeBack {
        refund: usize,
        stale: bool,
    },
    Continue {
        refund: usize,
    },
    Ask {
        refund: usize,
    },
    Pass {
        secs: i64,
    },
    Lie(Option<Lie>),
    /// The same for the next question for all refunds of an order.
    LieAboutList(Option<Lie>),
    /// Somebody makes a refund on WeChat's merchant platform, past the shop.
    HandRefund {
        order: usize,
        most: i64,
    },
    /// The owner's second word on a refund that waits for one.
    SendAlso {
        refund: usize,
        stale: bool,
    },
    /// The owner has a refund whose end is not in the shop's hands sent once more, under its number.
    SendAgain {
        refund: usize,
        stale: bool,
    },
    Notice {
        refund: usize,
        kind: Kind,
    },
    Restart,
    /// The program runs for a while with another merchant's keys.
    OtherMerchant {
        secs: i64,
    },
    /// The clock is wrong for a second, or from now on.
    ClockJump {
        secs: i64,
        returns: bool,
    },
    /// The owner backs the shop up.
    Backup,
    /// That backup is put back, and the shop catches up.
    Restore,
    /// The owner has seen what was found and says go on, where WeChat was asked everything.
    GoOn,
    /// The file is open in another folder for a while.
    OtherMachine {
        secs: i64,
    },
    /// The order's row cannot be read for a while.
    RowFault {
        order: usize,
        secs: i64,
    },
}

/// What a notification says.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    True,
    /// It has arrived, whatever the truth is: sealed with the key, and a lie.
    Arrived,
    WrongAmount,
    UnknownNumber,
    Forged,
}

/// Any sequence, beginning with two requests.
pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let refund = || 0..4_usize;
    let stale = || prop::bool::weighted(0.15);
    let lies = select(vec![
        None,
        Some(Lie::Unreachable),
        Some(Lie::RequestLost),
        Some(Lie::AnswerLost),
        Some(Lie::Late),
        Some(Lie::Twice),
        Some(Lie::WrongSignature),
        Some(Lie::ErrorButDone),
        Some(Lie::Error),
        Some(Lie::DeclinedButDone),
        Some(Lie::Declined),
        Some(Lie::Refused),
        Some(Lie::NotEnoughButDone),
        Some(Lie::NotEnough),
        Some(Lie::Anothers),
        Some(Lie::NoticeFirst),
        Some(Lie::Killed),
    ]);
    let lies_about_lists = select(vec![
        None,
        Some(Lie::Unreachable),
        Some(Lie::RequestLost),
        Some(Lie::WrongSignature),
        Some(Lie::Error),
        Some(Lie::Killed),
    ]);
    let kind = select(vec![Kind::True, Kind::Arrived, Kind::WrongAmount, Kind::UnknownNumber, Kind::Forged]);
    let step = prop_oneof![
        3 => (0..ORDERS, prop_oneof![4 => 1..PRICE / 3, 1 => 1..PRICE + PRICE / 5]).prop_map(|(order, amount)| Step::Request { order, amount }),
        8 => (refund(), select(vec![100, 100, 100, 60, 1, 0, 120]), stale())
            .prop_map(|(refund, percent, stale)| Step::Approve { refund, percent, stale }),
        1 => (refund(), stale()).prop_map(|(refund, stale)| Step::Reject { refund, stale }),
        2 => (refund(), stale()).prop_map(|(refund, stale)| Step::TakeBack { refund, stale }),
        1 => refund().prop_map(|refund| Step::Continue { refund }),
        1 => refund().prop_map(|refund| Step::Ask { refund }),
        6 => select(vec![1, 5, 10, 30, 61, 300, 4000]).prop_map(|secs| Step::Pass { secs }),
        6 => lies.prop_map(Step::Lie),
        2 => lies_about_lists.prop_map(Step::LieAboutList),
        2 => (0..ORDERS, 1..PRICE / 2).prop_map(|(order, most)| Step::HandRefund { order, most }),
        2 => (refund(), stale()).prop_map(|(refund, stale)| Step::SendAlso { refund, stale }),
        2 => (refund(), stale()).prop_map(|(refund, stale)| Step::SendAgain { refund, stale }),
        2 => (refund(), kind).prop_map(|(refund, kind)| Step::Notice { refund, kind }),
        1 => Just(Step::Restart),
        1 => select(vec![1, 61, 4000]).prop_map(|secs| Step::OtherMerchant { secs }),
        1 => (select(JUMPS.to_vec()), prop::bool::weighted(0.7))
            .prop_map(|(secs, returns)| Step::ClockJump { secs, returns }),
        1 => (0..ORDERS, select(vec![1, 30, 4000])).prop_map(|(order, secs)| Step::RowFault { order, secs }),
        2 => prop_oneof![
            3 => Just(Step::Backup),
            3 => Just(Step::Restore),
            2 => Just(Step::GoOn),
            1 => select(vec![1, 61]).prop_map(|secs| Step::OtherMachine { secs }),
        ],
    ];
    // Nothing can be clicked before something was asked for.
    let asked = (1..PRICE / 2, 1..PRICE / 2);
    (asked, vec(step, STEPS)).prop_map(|((first, second), mut steps)| {
        steps.insert(0, Step::Request { order: 0, amount: first });
        steps.insert(1, Step::Request { order: 1, amount: second });
        steps
    })
}

/// A yes to a part of what was asked, sent after the backup; the backup put back; and WeChat's word about what arrived.
pub fn a_sum_is_forgotten() -> Vec<Step> {
    vec![
        Step::Request { order: 0, amount: 2 },
        Step::Backup,
        Step::Approve { refund: 0, percent: 60, stale: false },
        Step::Pass { secs: 10 },
        Step::Restore,
        Step::Notice { refund: 0, kind: Kind::True },
    ]
}
