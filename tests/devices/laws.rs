//! What is true of the alerts whatever comes in whatever order.

use proptest::{collection::vec, prelude::*};
use std::collections::BTreeSet;
use zhanggui::{
    alerts::{
        AlertItem, News,
        rule::{AlertMemory, GAP_SECS, Moment, REPEAT_SECS},
    },
    domain::{Fen, OrderNo, RefundNo, UnixSeconds},
    settings::{Alerts, QuietHours},
};

const BEGAN: UnixSeconds = UnixSeconds::new(1_788_192_000);

/// Some seconds later something came, or was seen.
#[derive(Debug, Clone)]
enum Step {
    Comes(u32),
    RefundComes(u32),
    Seen(u32),
    Nothing,
}

fn step() -> impl Strategy<Value = (i64, Step)> {
    let what = prop_oneof![
        3 => (0_u32..40).prop_map(Step::Comes),
        1 => (0_u32..40).prop_map(Step::RefundComes),
        2 => (0_u32..40).prop_map(Step::Seen),
        2 => Just(Step::Nothing),
    ];
    (prop_oneof![4 => 0_i64..5, 4 => 0_i64..100, 1 => 0_i64..9_000], what)
}

fn news(tail: u32, refund: bool) -> News {
    if refund {
        News::RefundAsked(RefundNo::parse(&format!("RF20260901-{tail:04}")).unwrap())
    } else {
        News::Order(OrderNo::parse(&format!("SC20260901-{tail:04}")).unwrap())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn everything_is_told_once_and_in_time_and_the_night_is_quiet(
        steps in vec(step(), 1..80), repeat in any::<bool>(), watched in any::<bool>(),
    ) {
        let quiet = QuietHours::parse("22:00", "08:00").unwrap();
        let wishes = Alerts { quiet: Some(quiet), repeat_until_seen: repeat, ..Alerts::default() };
        let (mut memory, mut now) = (AlertMemory::default(), BEGAN);
        let (mut open, mut told, mut ever) = (Vec::<AlertItem>::new(), BTreeSet::new(), BTreeSet::new());
        let mut heard = Heard::default();
        let mut wake = None::<UnixSeconds>;
        for (secs, step) in steps {
            let until = now.plus(secs);
            // The service sleeps until something happens or until it wanted to look again.
            while let Some(at) = wake.filter(|at| *at < until) {
                now = at;
                wake = look(&mut memory, now, &open, watched, &wishes, &mut told, &mut heard)?;
                prop_assert!(wake.is_none_or(|next| next > at), "never twice in one second");
            }
            now = until;
            match step {
                Step::Comes(tail) | Step::RefundComes(tail) => {
                    let news = news(tail, matches!(step, Step::RefundComes(_)));
                    if ever.insert(news.clone()) {
                        open.insert(0, AlertItem { news, amount: Fen::ZERO, at: None });
                    }
                }
                Step::Seen(tail) => open.retain(|item| item.news != news(tail, false) && item.news != news(tail, true)),
                Step::Nothing => {}
            }
            wake = look(&mut memory, now, &open, watched, &wishes, &mut told, &mut heard)?;
        }
        // A little later, all that is still open was told.
        let later = now.plus(GAP_SECS);
        look(&mut memory, later, &open, watched, &wishes, &mut told, &mut heard)?;
        prop_assert!(open.iter().all(|item| told.contains(&item.news)));
    }
}

/// One look, with what must hold of each.
#[allow(clippy::too_many_arguments)]
fn look(
    memory: &mut AlertMemory,
    now: UnixSeconds,
    open: &[AlertItem],
    watched: bool,
    wishes: &Alerts,
    told: &mut BTreeSet<News>,
    heard: &mut Heard,
) -> Result<Option<UnixSeconds>, TestCaseError> {
    let rings = memory.ring(Moment { now, open, watched, muted_until: None }, wishes);
    let quiet = wishes.quiet.is_some_and(|quiet| quiet.holds(now));
    prop_assert!(!quiet || (rings.sound.is_none() && !rings.speech), "heard at night");
    prop_assert!(!(watched && rings.notice), "a notice over a window that is looked at");
    for item in &rings.fresh {
        prop_assert!(told.insert(item.news.clone()), "{:?} was told twice", item.news);
        prop_assert!(open.contains(item), "told of what is not open");
    }
    if rings.sound.is_some() {
        prop_assert!(!open.is_empty(), "rings for nothing");
        let since = heard.last.map(|last| now.since(last));
        prop_assert!(!rings.fresh.is_empty() || since.is_none_or(|secs| secs >= REPEAT_SECS) || heard.owed);
        *heard = Heard { last: Some(now), owed: false };
    } else {
        prop_assert!(rings.fresh.is_empty() || quiet, "told by day and not heard");
        heard.owed |= !rings.fresh.is_empty();
    }
    if open.is_empty() {
        prop_assert_eq!(rings.look_again, None, "an empty list sleeps");
    }
    Ok(rings.look_again)
}

/// When something was last heard, and whether something was told in the quiet hours since.
#[derive(Default)]
struct Heard {
    last: Option<UnixSeconds>,
    owed: bool,
}
