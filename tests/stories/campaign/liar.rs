//! A WeChat that keeps honest books and tells lies about them. In virtual time, without a wire.

mod calls;

use super::super::{
    on_server,
    world::{HandClock, SeededRng, fen},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use zhanggui::{
    base::env::{Clock as _, Rng as _},
    domain::{Fen, NoticeVerdict, OrderNo, Refund, RefundFacts, RefundNo, RefundOutcome, TransactionId, UnixSeconds},
    store::{NoticeOutcome, RawMessage, Store, StoreError},
    wechat::{Answered, CallRecord, GatewayError, NoAnswer, NotSent, Outgoing},
};

/// What WeChat does with a call instead of answering honestly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lie {
    /// No connection: nothing leaves.
    Unreachable,
    /// The request is lost on the way.
    RequestLost,
    /// Done, and the answer is lost.
    AnswerLost,
    /// The line breaks, and a minute later it is done after all.
    Late,
    /// The request arrives twice.
    Twice,
    /// Done, and the answer's signature is wrong.
    WrongSignature,
    /// `SYSTEMERROR`, and done.
    ErrorButDone,
    /// `SYSTEMERROR`, and not done.
    Error,
    /// A refusal for good, and done.
    DeclinedButDone,
    /// A refusal for good, and not done.
    Declined,
    /// `INVALID_REQUEST`, which may hide a success, and not done.
    Refused,
    /// `NOTENOUGH`, and done.
    NotEnoughButDone,
    /// `NOTENOUGH`, and not done.
    NotEnough,
    /// Done; the answer is another refund's.
    Anothers,
    /// Done, it arrives at once, and the notification overtakes the answer.
    NoticeFirst,
    /// Done, and the program dies while it waits for the answer.
    Killed,
    /// Done; meanwhile another program holds the shop's file, and lets go only at [`Liar::lets_go`].
    FileHeld,
}

/// The lies that come by chance. All of them end with the money at the buyer, if the shop keeps to its number.
const LIES: [Lie; 13] = [
    Lie::Unreachable,
    Lie::Error,
    Lie::NotEnough,
    Lie::AnswerLost,
    Lie::Late,
    Lie::Twice,
    Lie::WrongSignature,
    Lie::ErrorButDone,
    Lie::DeclinedButDone,
    Lie::NotEnoughButDone,
    Lie::Anothers,
    Lie::NoticeFirst,
    Lie::RequestLost,
];
/// How late "late" is, seconds.
const LATE_SECS: i64 = 60;
/// The longest way of the money to the buyer, seconds.
const SETTLES_WITHIN_SECS: u64 = 2 * 60 * 60;

struct Trade {
    transaction_id: TransactionId,
    paid: Fen,
    gone: Fen,
    /// Some of it by hand on the merchant platform, or by a file the shop no longer has: then a refund of the shop's can
    /// come too late.
    by_hand: bool,
}

struct Payout {
    order_no: OrderNo,
    amount: Fen,
    arrived: bool,
}

#[derive(Default)]
struct Books {
    trades: HashMap<OrderNo, Trade>,
    payouts: HashMap<RefundNo, Payout>,
    last_payout: Option<RefundNo>,
    late: BTreeMap<(UnixSeconds, RefundNo), Refund>,
    arrivals: BTreeSet<(UnixSeconds, RefundNo)>,
    /// What happens next, before chance has a say.
    script: VecDeque<Option<Lie>>,
    /// The same for questions for all refunds of an order.
    script_of_lists: VecDeque<Option<Lie>>,
    /// Refunds made by hand on the merchant platform, so far.
    by_hand: usize,
    /// The refunds whose call has left the shop.
    left: HashSet<RefundNo>,
    /// How many calls for a refund have left it.
    sends: usize,
    /// The refunds WeChat has refused without carrying them out.
    refused: HashSet<RefundNo>,
    permille: u64,
    told: BTreeMap<Lie, usize>,
    calls: usize,
    store: Option<(Store, PathBuf)>,
    /// What another program holds the shop by.
    holder: Option<Box<dyn Send>>,
}

pub struct Liar {
    books: Mutex<Books>,
    clock: Arc<HandClock>,
    rng: SeededRng,
}

impl Books {
    /// WeChat's own rules: one number pays once, and an order never gives more than was paid for it.
    fn accept(&mut self, refund: &Refund, arrives_at: UnixSeconds) {
        if let Some(known) = self.payouts.get(&refund.refund_no) {
            assert_eq!((&known.order_no, known.amount), (&refund.order_no, refund.amount), "one number, other figures");
            return;
        }
        if self.comes_too_late(refund) {
            self.refused.insert(refund.refund_no.clone());
            return;
        }
        let trade = self.trades.get_mut(&refund.order_no).expect("a paid order");
        assert_eq!((&trade.transaction_id, trade.paid), (&refund.transaction_id, refund.paid), "another payment");
        trade.gone = trade.gone.checked_add(refund.amount).unwrap();
        assert!(trade.gone <= trade.paid, "{}: {} of {} went back", refund.order_no, trade.gone, trade.paid);
        let (order_no, amount) = (refund.order_no.clone(), refund.amount);
        self.payouts.insert(refund.refund_no.clone(), Payout { order_no, amount, arrived: false });
        self.arrivals.insert((arrives_at, refund.refund_no.clone()));
        self.last_payout = Some(refund.refund_no.clone());
    }

    /// True if too much was refunded by hand meanwhile.
    fn comes_too_late(&self, refund: &Refund) -> bool {
        let trade = &self.trades[&refund.order_no];
        let gone = trade.gone.checked_add(refund.amount).unwrap();
        trade.by_hand && gone > trade.paid && !self.payouts.contains_key(&refund.refund_no)
    }

    /// WeChat's word about a refund; `None` if it has never seen it.
    fn facts(&self, refund_no: &RefundNo) -> Option<RefundFacts> {
        let payout = self.payouts.get(refund_no)?;
        let trade = self.trades.get(&payout.order_no)?;
        let account = "支付用户零钱".to_owned();
        let arrived = RefundOutcome::Success { at: None, account };
        Some(RefundFacts {
            refund_no: refund_no.clone(),
            order_no: payout.order_no.clone(),
            transaction_id: trade.transaction_id.clone(),
            refund_id: None,
            amount: payout.amount,
            total: trade.paid,
            outcome: if payout.arrived { arrived } else { RefundOutcome::Processing },
        })
    }

    fn arrive(&mut self, refund_no: &RefundNo) {
        if let Some(payout) = self.payouts.get_mut(refund_no) {
            payout.arrived = true;
        }
    }
}

impl Liar {
    pub fn new(clock: Arc<HandClock>, seed: u64) -> Self {
        Self { books: Mutex::default(), clock, rng: SeededRng::new(seed ^ 0x11A2) }
    }

    /// The program may die while WeChat works; WeChat goes on.
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The shop of this folder.
    pub fn reports_to(&self, store: &Store, folder: &Path) {
        self.books().store = Some((store.clone(), folder.to_owned()));
    }

    /// The other program lets go of the shop's file.
    pub fn lets_go(&self) {
        self.books().holder = None;
    }

    fn holds_file(&self) {
        let mut books = self.books();
        let (_, folder) = books.store.as_ref().unwrap();
        books.holder = Some(on_server::held(folder));
    }

    pub fn was_paid(&self, order_no: &OrderNo, transaction_id: &TransactionId, paid: Fen) {
        let trade = Trade { transaction_id: transaction_id.clone(), paid, gone: fen(0), by_hand: false };
        self.books().trades.insert(order_no.clone(), trade);
    }

    /// From now on so many calls of a thousand are lied about.
    pub fn lies(&self, permille: u64) {
        self.books().permille = permille;
    }

    /// The next call ends like this, once those that were told before are through.
    pub fn next(&self, lie: Option<Lie>) {
        self.books().script.push_back(lie);
    }

    /// The same for the next question for all refunds of an order.
    pub fn next_list(&self, lie: Option<Lie>) {
        self.books().script_of_lists.push_back(lie);
    }

    /// Somebody makes a refund on the merchant platform, past the shop: what is left of the order bounds it. Answers its
    /// number, or nothing where nothing is left.
    pub fn refunds_by_hand(&self, order_no: &OrderNo, most: Fen) -> Option<(RefundNo, Fen)> {
        let arrives_at = self.arrives_at();
        let mut books = self.books();
        let trade = books.trades.get_mut(order_no).expect("a paid order");
        let amount = most.min(trade.paid.checked_sub(trade.gone).unwrap_or_default());
        if amount.is_zero() {
            return None;
        }
        trade.gone = trade.gone.checked_add(amount).unwrap();
        trade.by_hand = true;
        books.by_hand += 1;
        let refund_no = RefundNo::parse(&format!("HAND-{}-{}", order_no.as_str(), books.by_hand)).unwrap();
        let payout = Payout { order_no: order_no.clone(), amount, arrived: false };
        books.payouts.insert(refund_no.clone(), payout);
        books.arrivals.insert((arrives_at, refund_no.clone()));
        Some((refund_no, amount))
    }

    /// The shop's file was put back from an older one: what left since then it may not know.
    pub fn is_forgotten(&self, order_no: &OrderNo) {
        self.books().trades.get_mut(order_no).expect("a paid order").by_hand = true;
    }

    /// How many calls for a refund have left the shop, again ones among them.
    pub fn have_left(&self) -> usize {
        self.books().sends
    }

    /// No more lies.
    pub fn is_honest(&self) {
        let mut books = self.books();
        books.script.clear();
        books.script_of_lists.clear();
        books.permille = 0;
    }

    /// Everything late is carried out and everything under way arrives, with the next look.
    pub fn hurries(&self) {
        let now = self.clock.truth();
        let mut books = self.books();
        books.late = std::mem::take(&mut books.late).into_iter().map(|((_, no), refund)| ((now, no), refund)).collect();
        books.arrivals = std::mem::take(&mut books.arrivals).into_iter().map(|(_, no)| (now, no)).collect();
    }

    /// True once a call with this number has left the shop.
    pub fn has_left(&self, refund_no: &RefundNo) -> bool {
        self.books().left.contains(refund_no)
    }

    /// True if WeChat ever refused it without carrying it out.
    pub fn has_refused(&self, refund_no: &RefundNo) -> bool {
        self.books().refused.contains(refund_no)
    }

    /// WeChat's word about a refund, without a lie.
    pub fn truth(&self, refund_no: &RefundNo) -> Option<RefundFacts> {
        self.books().facts(refund_no)
    }

    pub fn payout(&self, refund_no: &RefundNo) -> Option<Fen> {
        self.books().payouts.get(refund_no).map(|payout| payout.amount)
    }

    pub fn payouts(&self) -> usize {
        self.books().payouts.len()
    }

    /// What went back of an order.
    pub fn gone(&self, order_no: &OrderNo) -> Fen {
        self.books().trades[order_no].gone
    }

    pub fn calls(&self) -> usize {
        self.books().calls
    }

    /// Which lies were told, and how often.
    pub fn told(&self) -> BTreeMap<Lie, usize> {
        self.books().told.clone()
    }

    /// What happens at WeChat as time passes: late requests are carried out, money arrives, and notifications go out:
    /// some are lost, some come three times, some are forged.
    pub fn catch_up(&self, store: &Store) {
        let now = self.clock.truth();
        let mut books = self.books();
        while let Some(late) = books.late.first_entry().filter(|late| late.key().0 <= now) {
            let refund = late.remove();
            books.accept(&refund, self.arrives_at());
        }
        let mut arrived = Vec::new();
        while let Some((_, refund_no)) = books.arrivals.first().filter(|(at, _)| *at <= now).cloned() {
            books.arrivals.pop_first();
            books.arrive(&refund_no);
            arrived.extend(books.facts(&refund_no));
        }
        drop(books);
        for facts in arrived {
            let (copies, read) = match self.rng.number() % 10 {
                0..3 => (0, Ok(facts)),
                3 => (1, Err(NoticeVerdict::Undecryptable)),
                4..8 => (1, Ok(facts)),
                _ => (3, Ok(facts)),
            };
            for _ in 0..copies {
                match self.deliver(store, read.clone()) {
                    Ok(_) => {}
                    // It was not taken: WeChat would send it again, and is asked anyway.
                    Err(error) => assert!(error.is_of_one_row(), "{error}"),
                }
            }
        }
    }

    /// One notification, as the listener hands it on.
    pub fn notify(&self, store: &Store, read: Result<RefundFacts, NoticeVerdict>) -> NoticeOutcome {
        self.deliver(store, read).unwrap()
    }

    fn deliver(&self, store: &Store, read: Result<RefundFacts, NoticeVerdict>) -> Result<NoticeOutcome, StoreError> {
        let id = self.rng.message_id();
        let message = RawMessage {
            id,
            kind: "refund_notice",
            peer: "127.0.0.1".to_owned(),
            headers: String::new(),
            text: "<xml/>".to_owned(),
        };
        store.record_refund_notice(message, read, self.clock.now()).wait()
    }

    fn arrives_at(&self) -> UnixSeconds {
        let secs = self.rng.number() % SETTLES_WITHIN_SECS;
        self.clock.truth().plus(i64::try_from(secs).unwrap())
    }

    fn draw(&self) -> Option<Lie> {
        self.draw_from(|books| &mut books.script)
    }

    /// Of the questions for all refunds of an order, which have a script of their own.
    fn draw_list(&self) -> Option<Lie> {
        self.draw_from(|books| &mut books.script_of_lists)
    }

    fn draw_from(&self, script: fn(&mut Books) -> &mut VecDeque<Option<Lie>>) -> Option<Lie> {
        let mut books = self.books();
        books.calls += 1;
        let scripted = script(&mut books).front().copied();
        let by_chance = || (self.rng.number() % 1000 < books.permille).then(|| self.any_lie());
        let lie = scripted.unwrap_or_else(by_chance);
        script(&mut books).pop_front();
        if let Some(lie) = lie {
            *books.told.entry(lie).or_default() += 1;
        }
        lie
    }

    fn any_lie(&self) -> Lie {
        LIES[usize::try_from(self.rng.number()).unwrap() % LIES.len()]
    }

    /// The call leaves, unless the line or its row says no.
    fn leaves(lie: Option<Lie>, call: &'static str, record: &dyn CallRecord) -> Result<(), GatewayError> {
        if lie == Some(Lie::Unreachable) {
            return Err(GatewayError::NotSent(NotSent::NoConnection("test".to_owned())));
        }
        let left = record.leaving(Outgoing { call, body: "<xml></xml>" });
        left.map_err(|e| GatewayError::NotSent(NotSent::NotRecorded(e)))
    }

    /// What becomes of a refund call that has left.
    fn arrived(&self, refund: &Refund, lie: Option<Lie>) -> Result<(), GatewayError> {
        let done = || self.books().accept(refund, self.arrives_at());
        let lost = matches!(lie, Some(Lie::Unreachable | Lie::RequestLost | Lie::Late | Lie::Killed));
        if !lost && self.books().comes_too_late(refund) {
            done();
            return unknown("INVALID_REQUEST", "退款金额大于可退金额");
        }
        match lie {
            None => done(),
            Some(Lie::Twice) => (0..2).for_each(|_| done()),
            Some(Lie::NoticeFirst) => {
                done();
                self.notice_first(&refund.refund_no);
            }
            Some(Lie::FileHeld) => {
                done();
                self.holds_file();
            }
            Some(Lie::Unreachable | Lie::RequestLost) => return broken(),
            Some(Lie::Late) => {
                let due = (self.clock.truth().plus(LATE_SECS), refund.refund_no.clone());
                self.books().late.insert(due, refund.clone());
                return broken();
            }
            Some(Lie::Error) => return unknown("SYSTEMERROR", ""),
            Some(Lie::Declined) => {
                // What is refused for good is not carried out later either.
                let mut books = self.books();
                books.late.retain(|(_, refund_no), _| *refund_no != refund.refund_no);
                books.refused.insert(refund.refund_no.clone());
                return declined();
            }
            Some(Lie::Refused) => {
                self.books().refused.insert(refund.refund_no.clone());
                return unknown("INVALID_REQUEST", "退款金额大于可退金额");
            }
            Some(Lie::NotEnough) => return not_enough(),
            Some(lie) => {
                done();
                return lied(lie);
            }
        }
        Ok(())
    }

    fn notice_first(&self, refund_no: &RefundNo) {
        let mut books = self.books();
        books.arrive(refund_no);
        let (facts, store) = (books.facts(refund_no).unwrap(), books.store.clone().unwrap().0);
        drop(books);
        drop(self.deliver(&store, Ok(facts))); // the order may be one that cannot be read just now
    }
}

/// What is said of a refund that was done.
fn lied(lie: Lie) -> Result<(), GatewayError> {
    match lie {
        Lie::WrongSignature => Err(GatewayError::NoAnswer(NoAnswer::Unproven)),
        Lie::ErrorButDone => unknown("SYSTEMERROR", ""),
        Lie::DeclinedButDone => declined(),
        Lie::NotEnoughButDone => not_enough(),
        Lie::Anothers => Err(GatewayError::NoAnswer(NoAnswer::Elsewhere("another refund"))),
        Lie::Killed => dies(),
        _ => broken(),
    }
}

/// As a panic that nobody is told of: the program is gone in the middle of a call.
fn dies() -> ! {
    std::panic::resume_unwind(Box::new("killed"))
}

fn broken<T>() -> Result<T, GatewayError> {
    Err(GatewayError::NoAnswer(NoAnswer::Broken("test".to_owned())))
}

fn unknown<T>(code: &str, message: &str) -> Result<T, GatewayError> {
    Err(GatewayError::NoAnswer(NoAnswer::Unknown { code: code.to_owned(), message: message.to_owned() }))
}

fn declined<T>() -> Result<T, GatewayError> {
    Err(GatewayError::Declined {
        code: "TRADE_OVERDUE".to_owned(), message: "订单已超过可退款期限".to_owned()
    })
}

fn not_enough<T>() -> Result<T, GatewayError> {
    Err(GatewayError::NotEnough { message: "基本账户余额不足".to_owned() })
}

fn answered<T>(result: Result<T, GatewayError>) -> Answered<T> {
    let came = matches!(&result, Ok(_) | Err(GatewayError::Declined { .. } | GatewayError::NotEnough { .. }));
    Answered { raw: came.then(|| "<xml></xml>".to_owned()), result }
}
