//! A shop at work at several seats while its server, or the line to it, fails: buyers order and pay, the owner gives money
//! back, and a host sends it. What was answered is remembered, and WeChat's own book says what was paid out.

use crate::world::{LILEI, NOON, World, fen, openid};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use zhanggui::{
    domain::{
        Api, MessageId, OrderNo, OrderState, PaidFacts, PaymentState, RefundNo, RefundState, RefundStep, SignType,
        TransactionId, UnixSeconds,
    },
    store::{
        Actor, HostChange, NewPayment, NewRefund, OrderUpdate, OrderWord, RawMessage, Reader, RefundApproval,
        RefundSend, RefundUpdate, Refusal, Store, StoreError,
    },
};

/// How often a seat in this test looks whether it is to work.
const LOOKS: Duration = Duration::from_millis(100);
/// And how soon it tries again what failed.
const AGAIN: Duration = Duration::from_millis(20);
/// What WeChat does not know yet it is asked about after this, seconds.
const ASKED_AGAIN: i64 = 2;
/// Nothing in this shop takes so long.
const TIMEOUT: Duration = Duration::from_mins(1);
const AT_ONCE: u32 = 50;
/// What each refund gives back.
const BACK: i64 = 7_00;

/// How far an order is.
type StateRead = Result<Option<(OrderState, PaymentState)>, StoreError>;

/// What the seats know, and what WeChat knows.
pub struct ShopAtWork {
    began: Instant,
    /// By so many seconds the clock of every second seat is ahead of the others.
    apart: i64,
    /// Nobody orders any more.
    closed: AtomicBool,
    over: AtomicBool,
    placed: Mutex<BTreeSet<OrderNo>>,
    paid: Mutex<BTreeSet<OrderNo>>,
    approved: Mutex<BTreeSet<RefundNo>>,
    /// All that were asked for, answered or not.
    wanted: Mutex<BTreeSet<RefundNo>>,
    /// WeChat's book: how often each was paid out.
    payouts: Mutex<BTreeMap<RefundNo, u32>>,
    last_answer: Mutex<Instant>,
    last_takeover: Mutex<Option<(String, Instant)>>,
    pub answered: AtomicUsize,
    pub notices: AtomicUsize,
    pub troubles: AtomicUsize,
    pub taken_over: AtomicUsize,
    /// What a seat that is the host no more tried to send.
    pub fenced: AtomicUsize,
}

impl ShopAtWork {
    pub fn new() -> Self {
        Self::apart(0)
    }

    /// One whose seats' clocks are not the same.
    pub fn apart(apart: i64) -> Self {
        Self {
            began: Instant::now(),
            apart,
            closed: AtomicBool::new(false),
            over: AtomicBool::new(false),
            placed: Mutex::default(),
            paid: Mutex::default(),
            approved: Mutex::default(),
            wanted: Mutex::default(),
            payouts: Mutex::default(),
            last_answer: Mutex::new(Instant::now()),
            last_takeover: Mutex::default(),
            answered: AtomicUsize::new(0),
            notices: AtomicUsize::new(0),
            troubles: AtomicUsize::new(0),
            taken_over: AtomicUsize::new(0),
            fenced: AtomicUsize::new(0),
        }
    }

    /// The host's clock is right. What another clock put off is due in the end, too.
    fn now(&self) -> UnixSeconds {
        let later = if self.closed.load(Ordering::SeqCst) { self.apart.abs() } else { 0 };
        NOON.plus(200 + later + i64::try_from(self.began.elapsed().as_secs()).unwrap())
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// While something happens, these seats sell and those may work. Afterwards what was begun is done, and all of it arrives.
    pub fn during<T>(&self, seats: &[Store], hosts: &[(Store, &str)], happens: impl FnOnce() -> T) -> T {
        thread::scope(|scope| {
            let _ends = Ends(self);
            let begins = |(at, seat)| scope.spawn(move || self.sells_at(seat, at));
            let selling: Vec<_> = seats.iter().enumerate().map(begins).collect();
            for (store, name) in hosts {
                scope.spawn(move || self.may_work_at(store, name));
            }
            let happened = happens();
            self.closed.store(true, Ordering::SeqCst);
            for seat in selling {
                seat.join().expect("a seat that sold");
            }
            self.waits_until_all_arrived(&seats[0]);
            happened
        })
    }

    /// Waits for the next so many answers, and says when the last one came.
    pub fn after_answers(&self, many: usize) -> Instant {
        let until = self.answered.load(Ordering::SeqCst) + many;
        let began = Instant::now();
        while self.answered.load(Ordering::SeqCst) < until {
            assert!(began.elapsed() < TIMEOUT, "nothing is answered any more");
            thread::sleep(Duration::from_millis(1));
        }
        *self.last_answer.lock().unwrap()
    }

    /// When this seat became the host, if it was the last that did.
    pub fn took_over(&self, seat: &str) -> Option<Instant> {
        self.last_takeover.lock().unwrap().as_ref().filter(|(last, _)| last == seat).map(|(_, at)| *at)
    }

    fn was_answered(&self) {
        *self.last_answer.lock().unwrap() = Instant::now();
        self.answered.fetch_add(1, Ordering::SeqCst);
    }

    /// Does something exactly once: again where it is not there, and looks where nobody knows. True if it was answered.
    fn keeps<T>(
        &self,
        store: &Store,
        act: impl Fn() -> Result<T, StoreError>,
        is_there: impl Fn(&Reader) -> Result<bool, StoreError>,
    ) -> bool {
        let began = Instant::now();
        loop {
            let Err(error) = act() else {
                self.was_answered();
                return true;
            };
            self.troubles.fetch_add(1, Ordering::SeqCst);
            loop {
                assert!(began.elapsed() < TIMEOUT, "it does not come through: {error}");
                thread::sleep(AGAIN);
                match store.reader().and_then(|reader| is_there(&reader)) {
                    Ok(true) => return false,
                    Ok(false) => break,
                    Err(_) => {}
                }
            }
            assert!(!matches!(error, StoreError::Refused(_)), "refused, and it is not there: {error}");
        }
    }

    /// A seat at which one order after the other is placed, paid and given back, until it is over.
    fn sells_at(&self, store: &Store, seat: usize) {
        let first = 1 + u64::try_from(seat).unwrap() * 1_000_000;
        let world = World::at_with(store.clone(), tempfile::tempdir().unwrap(), first);
        let noon = NOON.plus(self.apart * i64::try_from(seat % 2).unwrap());
        while !self.closed.load(Ordering::SeqCst) {
            self.sells_one(&world, noon);
        }
    }

    fn sells_one(&self, world: &World, noon: UnixSeconds) {
        let (store, order) = (&world.store, world.new_order(&[("coffee", 1)]));
        let order_no = order.order_no.clone();
        let state = |reader: &Reader| Ok(reader.order(&order_no)?.map(|order| (order.row.state, order.payment)));
        let is_placed = |reader: &Reader| Ok(state(reader)?.is_some());
        if self.keeps(store, || store.place_order(order.clone(), noon).wait(), is_placed) {
            self.placed.lock().unwrap().insert(order_no.clone());
        }
        let call = world.message("unifiedorder");
        let payment = || NewPayment {
            order_no: order_no.clone(),
            sign_type: SignType::HmacSha256,
            channel: "mini_program",
            public_url: String::new(),
            call: call.clone(),
            next_ask_at: noon.plus(100_000),
        };
        let is_asked = |reader: &Reader| Ok(state(reader)?.is_some_and(|(_, payment)| payment != PaymentState::Unsent));
        self.keeps(store, || store.begin_payment(payment(), noon).wait(), is_asked);
        self.is_paid((world, noon), &order_no, &state);
        self.gives_back((world, noon), &order_no);
    }

    /// WeChat tells of the payment until it hears that it was kept.
    fn is_paid(&self, (world, noon): (&World, UnixSeconds), order_no: &OrderNo, state: &dyn Fn(&Reader) -> StateRead) {
        let known = || world.store.reader().and_then(|reader| reader.order(order_no)).ok().flatten();
        let order = std::iter::repeat_with(known).flatten().next().unwrap();
        let facts = PaidFacts {
            order_no: order_no.clone(),
            transaction_id: TransactionId::parse(&format!("42000{}", world.number())).unwrap(),
            openid: Some(order.openid),
            total: order.row.total,
            currency: "CNY".to_owned(),
            paid_at: noon.plus(20),
            sign_type: SignType::HmacSha256,
            app_id: None,
        };
        let notice = world.message("pay_notice");
        let tells = || world.store.record_payment_notice(notice.clone(), Ok(facts.clone()), noon.plus(21)).wait();
        let is_told = |reader: &Reader| Ok(state(reader)?.is_some_and(|(state, _)| state != OrderState::ToPay));
        if self.keeps(&world.store, tells, is_told) {
            self.notices.fetch_add(1, Ordering::SeqCst);
        }
        // And says it once more when it is asked, which is what counts.
        let says = || {
            let update = OrderUpdate {
                order_no: order_no.clone(),
                word: OrderWord::Paid(facts.clone()),
                answer: None,
                next_ask_at: noon.plus(100_000),
            };
            world.store.record_order_word(update, noon.plus(22)).wait()
        };
        let is_paid = |reader: &Reader| Ok(state(reader)?.is_some_and(|(state, _)| is_of_paid(state)));
        if self.keeps(&world.store, says, is_paid) {
            self.paid.lock().unwrap().insert(order_no.clone());
        }
    }

    fn gives_back(&self, (world, noon): (&World, UnixSeconds), order_no: &OrderNo) {
        let store = &world.store;
        let refund_no = RefundNo::parse(&format!("RF20260901-{:08}", world.number())).unwrap();
        let request = || NewRefund {
            refund_no: refund_no.clone(),
            order_no: order_no.clone(),
            openid: openid(LILEI),
            amount: fen(BACK),
            items: Vec::new(),
            reason: "杯子碎了".to_owned(),
            contact: String::new(),
        };
        let state = |reader: &Reader| Ok::<_, StoreError>(reader.refund(&refund_no)?.map(|refund| refund.row.state));
        let requested = |reader: &Reader| Ok(state(reader)?.is_some());
        self.keeps(store, || store.request_refund(request(), noon.plus(100)).wait(), requested);
        let yes = || RefundApproval {
            refund_no: refund_no.clone(),
            seen: 1,
            amount: fen(BACK),
            reply: "好的".to_owned(),
            pieces: None,
            restock: Vec::new(),
        };
        let approved = |reader: &Reader| Ok(state(reader)?.is_some_and(|state| state != RefundState::Requested));
        self.wanted.lock().unwrap().insert(refund_no.clone());
        if self.keeps(store, || store.approve_refund(yes(), noon.plus(120), noon.plus(110)).wait(), approved) {
            self.approved.lock().unwrap().insert(refund_no.clone());
        }
    }
}

/// The host.
impl ShopAtWork {
    /// A seat that works where it is the host, until it is over. It looks for itself, as the program does beside its work.
    fn may_work_at(&self, store: &Store, seat: &str) {
        let looking = AtomicBool::new(true);
        thread::scope(|scope| {
            scope.spawn(|| {
                while looking.load(Ordering::SeqCst) {
                    self.looks(store, seat);
                    thread::sleep(LOOKS);
                }
            });
            while !self.is_over() {
                if store.is_host() {
                    self.sends(store).ok(); // the server does not answer, or it is the host no more: at its next look
                }
                thread::sleep(AGAIN);
            }
            looking.store(false, Ordering::SeqCst);
        });
    }

    fn looks(&self, store: &Store, seat: &str) {
        if store.look_for_host(seat, self.now()).is_ok_and(|turn| turn == HostChange::Became) {
            self.taken_over.fetch_add(1, Ordering::SeqCst);
            *self.last_takeover.lock().unwrap() = Some((seat.to_owned(), Instant::now()));
            match store.doubt_interrupted_refunds(self.now()).wait() {
                Ok(_) => store.begin_to_work(),
                Err(_) => store.give_host_up(),
            }
        }
    }

    fn sends(&self, store: &Store) -> Result<(), StoreError> {
        let reader = store.reader()?;
        for (refund, _) in reader.due_refund_sends(self.now(), AT_ONCE)?.iter() {
            let call = RawMessage {
                id: MessageId::of(id_of(&refund.refund_no, refund.sends)),
                kind: "refund",
                peer: String::new(),
                headers: String::new(),
                text: "<xml/>".to_owned(),
            };
            let send = RefundSend { refund_no: refund.refund_no.clone(), by: Api::V2, call };
            match store.begin_refund(send, self.now()).wait() {
                Ok(()) => {}
                Err(StoreError::Refused(Refusal::NotHost)) => {
                    self.fenced.fetch_add(1, Ordering::SeqCst);
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
            // It leaves, whatever becomes of this seat now.
            *self.payouts.lock().unwrap().entry(refund.refund_no.clone()).or_default() += 1;
            self.moves(store, &refund.refund_no, RefundStep::Accepted, 0)?;
        }
        for (refund, _) in reader.due_refund_asks(self.now(), AT_ONCE)?.iter() {
            let known = self.payouts.lock().unwrap().contains_key(&refund.refund_no);
            let step = if known { RefundStep::Settle } else { RefundStep::NotThere };
            self.moves(store, &refund.refund_no, step, if known { 0 } else { ASKED_AGAIN })?;
        }
        Ok(())
    }

    fn moves(&self, store: &Store, refund_no: &RefundNo, step: RefundStep, wait: i64) -> Result<(), StoreError> {
        let update = RefundUpdate {
            refund_no: refund_no.clone(),
            step: Some(step),
            actor: Actor::WeChat,
            trouble: None,
            facts: None,
            answer: None,
            next_at: self.now().plus(wait),
        };
        store.update_refund(update, self.now()).wait().map(drop)
    }

    /// Every yes is with its buyer, and every row knows it.
    fn waits_until_all_arrived(&self, store: &Store) {
        let began = Instant::now();
        let arrived = |refund_no: &RefundNo| {
            let refund = store.reader().and_then(|reader| reader.refund(refund_no));
            refund.is_ok_and(|refund| refund.is_some_and(|refund| refund.row.state == RefundState::Refunded))
        };
        let mut left: Vec<RefundNo> = self.wanted.lock().unwrap().iter().cloned().collect();
        while !left.is_empty() {
            assert!(began.elapsed() < TIMEOUT, "{} refunds never arrived: {:?}", left.len(), left.first());
            left.retain(|refund_no| !arrived(refund_no));
            thread::sleep(AGAIN);
        }
    }

    /// What was answered is there, every yes was paid out once, and the sums hold.
    pub fn adds_up(&self, what: &str, reader: &Reader) {
        let state = |order_no: &OrderNo| reader.order(order_no).unwrap().map(|order| order.row.state);
        let (placed, paid) = (self.placed.lock().unwrap(), self.paid.lock().unwrap());
        let (approved, wanted) = (self.approved.lock().unwrap(), self.wanted.lock().unwrap());
        let payouts = self.payouts.lock().unwrap();
        let placed_there = placed.iter().filter(|order_no| state(order_no).is_some()).count();
        let paid_there = paid.iter().filter(|order_no| state(order_no).is_some_and(is_of_paid)).count();
        let approved_there = approved.iter().filter(|refund_no| wanted.contains(*refund_no)).count();
        let doubles = payouts.values().filter(|times| **times > 1).count();
        let acknowledged = placed.len() + paid.len() + approved.len();
        println!(
            "{what}: acknowledged {acknowledged}, present {}; approvals {}, payouts {}, doubles {doubles}; hosts {}, \
             fenced {}, answers {}, of them {} notifications; failures met {}",
            placed_there + paid_there + approved_there,
            wanted.len(),
            payouts.values().sum::<u32>(),
            self.taken_over.load(Ordering::SeqCst),
            self.fenced.load(Ordering::SeqCst),
            self.answered.load(Ordering::SeqCst),
            self.notices.load(Ordering::SeqCst),
            self.troubles.load(Ordering::SeqCst),
        );
        assert_eq!(placed_there + paid_there + approved_there, acknowledged, "what was answered is there");
        assert!(payouts.keys().eq(wanted.iter()), "each yes was paid out, and nothing else");
        assert_eq!(doubles, 0, "none of them twice");
        let verdict = reader.verify().unwrap();
        assert!(verdict.is_sound(), "{verdict:?}");
    }
}

const fn is_of_paid(state: OrderState) -> bool {
    !matches!(state, OrderState::ToPay | OrderState::Confirming | OrderState::Closed)
}

/// However a campaign ends, its seats do.
struct Ends<'a>(&'a ShopAtWork);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.closed.store(true, Ordering::SeqCst);
        self.0.over.store(true, Ordering::SeqCst);
    }
}

fn id_of(refund_no: &RefundNo, sends: u32) -> [u8; 16] {
    let mut id = [0xF0; 16];
    let number: u64 = refund_no.as_str().rsplit('-').next().unwrap().parse().unwrap();
    id[..8].copy_from_slice(&number.to_be_bytes());
    id[8..12].copy_from_slice(&sends.to_be_bytes());
    id
}
