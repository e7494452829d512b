//! A storm of errors: a hundred refunds, and a WeChat that refuses them. However bad it gets, it is never called faster
//! than it allows, and once it is well again everything is paid once.

use super::world::{World, fen};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use zhanggui::{
    base::env::Env,
    domain::{OrderNo, PrepayId, Refund, RefundState, SignType, TransactionId, UnixSeconds},
    wechat::{
        Answered, CallRecord, Channel, Gateway, GatewayError, ListedRefunds, NoAnswer, NotSent, OrderStatus, Outgoing,
        Pause, PaymentSheet, RefundStatus, UnifiedOrder,
    },
};

const REFUNDS: usize = 100;

/// What the storm says to a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Error,
    TooFast,
    BadKey,
}

/// WeChat behind a storm: every refund fails until it is over.
struct Storm {
    wechat: Arc<dyn Gateway>,
    env: Env,
    words: Mutex<VecDeque<Word>>,
    /// Every word about refunds: when, and what was answered (`None`: nothing unusual).
    log: Mutex<Vec<(UnixSeconds, &'static str, Option<Word>)>>,
}

impl Storm {
    fn note(&self, call: &'static str, word: Option<Word>) {
        self.log.lock().unwrap().push((self.env.now(), call, word));
    }
}

impl Gateway for Storm {
    fn refund(&self, refund: &Refund, sign_type: SignType, url: &str, record: &dyn CallRecord) -> Answered<()> {
        let word = self.words.lock().unwrap().pop_front();
        self.note("refund", word);
        let Some(word) = word else { return self.wechat.refund(refund, sign_type, url, record) };
        record.leaving(Outgoing { call: "refund", body: "<xml></xml>" }).unwrap();
        let error = match word {
            Word::Error => {
                let (code, message) = ("SYSTEMERROR".to_owned(), String::new());
                GatewayError::NoAnswer(NoAnswer::Unknown { code, message })
            }
            Word::TooFast => GatewayError::Wait { code: "INVALID_REQ_TOO_MUCH".to_owned(), pause: Pause::All },
            Word::BadKey => GatewayError::Misconfigured { code: "SIGNERROR".to_owned(), message: String::new() },
        };
        Answered { raw: None, result: Err(error) }
    }

    fn query_refund(&self, refund: &Refund, sign_type: SignType, record: &dyn CallRecord) -> Answered<RefundStatus> {
        self.note("refundquery", None);
        self.wechat.query_refund(refund, sign_type, record)
    }

    fn unified_order(&self, order: &UnifiedOrder, record: &dyn CallRecord) -> Answered<PrepayId> {
        self.wechat.unified_order(order, record)
    }

    fn payment_sheet(
        &self,
        id: &PrepayId,
        channel: Channel,
        sign_type: SignType,
        at: UnixSeconds,
    ) -> Result<PaymentSheet, NotSent> {
        self.wechat.payment_sheet(id, channel, sign_type, at)
    }

    fn query_order(&self, order_no: &OrderNo, sign_type: SignType, record: &dyn CallRecord) -> Answered<OrderStatus> {
        self.wechat.query_order(order_no, sign_type, record)
    }

    fn close_order(&self, order_no: &OrderNo, sign_type: SignType, record: &dyn CallRecord) -> Answered<()> {
        self.wechat.close_order(order_no, sign_type, record)
    }

    fn query_refunds(
        &self,
        of: (&OrderNo, Option<&TransactionId>),
        sign_type: SignType,
        from: usize,
        record: &dyn CallRecord,
    ) -> Answered<ListedRefunds> {
        self.note("refundquery", None);
        self.wechat.query_refunds(of, sign_type, from, record)
    }
}

/// A hundred approved refunds of a hundred orders meet `words`, and then a WeChat that is well. Hears what was said.
fn weather(words: impl IntoIterator<Item = Word>) -> Vec<(UnixSeconds, &'static str, Option<Word>)> {
    let mut world = World::new();
    let storm = Arc::new(Storm {
        wechat: world.shop.gateway.clone(),
        env: world.shop.env.clone(),
        words: Mutex::new(words.into_iter().collect()),
        log: Mutex::default(),
    });
    world.shop.gateway = storm.clone();
    let refunds: Vec<_> = (0..REFUNDS)
        .map(|at| {
            let order_no = world.paid_order(&format!("SC20260901-{at:08}"), fen(10_00));
            let refund_no = world.request(&format!("RF{at}"), &order_no, fen(10_00));
            world.approve(&refund_no);
            refund_no
        })
        .collect();
    for _ in 0..6 {
        world.live(4 * 3600);
        world.wechat.settle();
    }
    for refund_no in &refunds {
        assert_eq!(world.refund_state(refund_no), RefundState::Refunded);
    }
    assert_eq!(world.wechat.payouts().len(), REFUNDS, "each once");
    storm.log.lock().unwrap().clone()
}

/// The most faulty refund calls within any one second. Seconds are whole here, so two neighbours count as one.
fn worst_second(log: &[(UnixSeconds, &'static str, Option<Word>)]) -> usize {
    let faults: Vec<_> = log.iter().filter(|(_, _, word)| word.is_some()).map(|(at, ..)| *at).collect();
    let within = |from: UnixSeconds| faults.iter().filter(|at| (0..2).contains(&at.since(from))).count();
    faults.iter().map(|at| within(*at)).max().unwrap_or(0)
}

#[test]
fn errors_never_come_faster_than_wechat_takes_them() {
    let log = weather([Word::Error; 5 * REFUNDS]);
    assert!(worst_second(&log) <= 5, "{}", worst_second(&log));
    assert!(log.iter().filter(|(_, _, word)| word.is_some()).count() == 5 * REFUNDS);
}

#[test]
fn asked_to_slow_down_nothing_about_refunds_is_said_for_a_minute() {
    let words = [Word::Error, Word::Error, Word::TooFast].repeat(8);
    let log = weather(words);
    let mut quiet_until = None;
    for (at, call, word) in &log {
        assert!(quiet_until.is_none_or(|until| *at >= until), "{call} at {at:?}, quiet until {quiet_until:?}");
        if *word == Some(Word::TooFast) {
            quiet_until = Some(at.plus(60));
        }
    }
    assert!(quiet_until.is_some());
}

#[test]
fn a_wrong_key_is_tried_a_few_times_and_not_by_every_refund() {
    let log = weather([Word::BadKey; 7]);
    let tries: Vec<_> = log.iter().filter(|(_, _, word)| word.is_some()).map(|(at, ..)| *at).collect();
    let pauses: Vec<_> = tries.windows(2).map(|pair| pair[1].since(pair[0])).collect();
    for (pause, least) in pauses.iter().zip([2, 5, 15, 60, 300, 900]) {
        assert!(*pause >= least, "{pauses:?}");
    }
}
