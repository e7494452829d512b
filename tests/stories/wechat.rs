//! A WeChat that keeps a ledger and can be told to lie.

mod books;

use super::complaint_service::ComplaintService;
use super::world::{BUYER, HandClock, START};
use books::{Books, Paid};
use std::sync::{
    Arc, Mutex, MutexGuard, OnceLock, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use zhanggui::{
    domain::{
        Api, Fen, OpenId, OrderNo, PaidFacts, PrepayId, REFUND_WINDOW_SECS, Refund, RefundFacts, RefundNo,
        RefundOutcome, SignType, TransactionId, UnixSeconds,
    },
    wechat::{
        Answered, BadCertificate, CallRecord, CertificateFacts, CertificatePart, Channel, ComplaintCalls, Gateway,
        GatewayError, ListedRefunds, NoAnswer, NotSent, OrderStatus, Outgoing, PaymentSheet, RefundStatus,
        UnifiedOrder,
    },
};

/// What WeChat does with the next call instead of answering honestly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// No connection: nothing leaves.
    Unreachable,
    /// The merchant certificate is missing: nothing leaves.
    NoCertificate,
    /// The request arrives, is carried out, and the answer is lost.
    AnswerLost,
    /// The request is lost on the way.
    RequestLost,
    /// `SYSTEMERROR`, though it was carried out.
    ErrorButDone,
    /// `SYSTEMERROR`, and it was not.
    Error,
    /// `NOTENOUGH`.
    NotEnough,
    /// Refused for good.
    Declined,
    /// Refused for good, though it was carried out.
    DeclinedButDone,
    /// `INVALID_REQUEST`, and it was not carried out.
    Refused,
    /// `ORDERNOTEXIST`, and nothing was carried out.
    NoSuchOrder,
    /// Carried out, but the answer's signature is wrong.
    Forged,
    /// The program dies after the call left.
    Killed,
}

/// The name of a question for all refunds of an order; it is the call `refundquery` as well.
pub const LIST: &str = "refundquery by order";
/// And of one about any number of an order's refunds.
const NUMBER: &str = "number";

/// WeChat, as far as the jobs can see it.
#[derive(Default)]
pub struct TestWeChat {
    books: Mutex<Books>,
    /// Without a line nothing leaves.
    pub offline: AtomicBool,
    /// The true time.
    clock: OnceLock<Arc<HandClock>>,
    /// Complaints, in a shop that has keys for API v3.
    complaints: OnceLock<Arc<ComplaintService>>,
}

fn unknown<T>(code: &str, message: &str) -> Result<T, GatewayError> {
    Err(GatewayError::NoAnswer(NoAnswer::Unknown { code: code.to_owned(), message: message.to_owned() }))
}

fn declined<T>(code: &str) -> Result<T, GatewayError> {
    Err(GatewayError::Declined { code: code.to_owned(), message: "无法退款".to_owned() })
}

impl TestWeChat {
    /// Buyers can complain from now on.
    pub fn has_complaints(&self, service: &Arc<ComplaintService>) {
        assert!(self.complaints.set(Arc::clone(service)).is_ok(), "once");
    }

    /// The program may die while WeChat works; WeChat goes on.
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on its answers have a date: the true one, however the shop's clock is set.
    pub fn has_a_clock(&self, clock: &Arc<HandClock>) {
        assert!(self.clock.set(clock.clone()).is_ok(), "one clock");
    }

    pub fn lie(&self, lies: impl IntoIterator<Item = Lie>) {
        self.books().lies.extend(lies);
    }

    /// The next questions for all refunds of an order are lied to (`None`: answered honestly).
    pub fn lie_about_lists(&self, lies: impl IntoIterator<Item = Option<Lie>>) {
        self.books().lies_of_lists.extend(lies);
    }

    /// The call after the next `honest` ones is lied to. (Only one lie at a time waits so.)
    pub fn lie_after(&self, honest: usize, lie: Lie) {
        self.books().later = Some((honest, lie));
    }

    /// No more lies.
    pub fn is_honest(&self) {
        let mut books = self.books();
        books.lies.clear();
        books.lies_of_lists.clear();
        books.later = None;
    }

    /// What the gateway is given to show from now on.
    pub fn shows(&self, certificate: Result<CertificateFacts, BadCertificate>) {
        self.books().certificate = Some(certificate);
    }

    pub fn payouts(&self) -> Vec<(RefundNo, Fen)> {
        self.books().payouts.clone()
    }

    pub fn calls(&self, name: &str) -> usize {
        self.books().calls.iter().filter(|call| **call == name).count()
    }

    /// How many such calls came by this interface.
    pub fn calls_by(&self, name: &str, api: Api) -> usize {
        self.books().calls_by.iter().filter(|call| **call == (name, api)).count()
    }

    /// The shop has keys for these interfaces and for no others, from now on.
    pub fn has_keys_for(&self, apis: &[Api]) {
        self.books().no_keys_for = Api::ALL.iter().copied().filter(|api| !apis.contains(api)).collect();
    }

    /// A call by one interface; nothing leaves where there is no key for it.
    fn call_by<T>(
        &self,
        (name, sign_type): (&'static str, SignType),
        record: &dyn CallRecord,
        honest: impl FnOnce(&mut Books) -> Result<T, GatewayError>,
    ) -> Answered<T> {
        let api = sign_type.api();
        if !self.speaks(api) {
            return Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::NoKeyFor(api))) };
        }
        let answered = self.call(name, record, honest);
        self.books().calls_by.push((name, api));
        answered
    }

    /// Somebody makes a refund on the merchant platform, past the shop.
    pub fn refunds_by_hand(&self, refund_no: &str, order_no: &OrderNo, amount: Fen, outcome: RefundOutcome) {
        let refund_no = RefundNo::parse(refund_no).unwrap();
        self.books().payouts.push((refund_no.clone(), amount));
        self.books().refunds.insert(refund_no, (order_no.clone(), amount, outcome));
    }

    /// The same out of a payment that came a second time.
    pub fn refunds_second_by_hand(&self, refund_no: &str, transaction: &TransactionId, outcome: RefundOutcome) {
        let (order_no, amount) = self.books().second.get(transaction).cloned().expect("a second payment");
        self.refunds_by_hand(refund_no, &order_no, amount, outcome);
        self.books().out_of_second.insert(RefundNo::parse(refund_no).unwrap(), transaction.clone());
    }

    /// WeChat has given out a prepay id for it.
    pub fn knows(&self, order_no: &OrderNo, total: Fen) {
        self.books().unpaid.insert(order_no.clone(), total);
    }

    /// It is in no book of WeChat's any more.
    pub fn forgets_order(&self, order_no: &OrderNo) {
        let mut books = self.books();
        books.unpaid.remove(order_no);
        books.paid.remove(order_no);
    }

    pub fn pays(&self, order_no: &OrderNo, total: Fen, transaction: &str) {
        let transaction_id = TransactionId::parse(transaction).unwrap();
        self.books().paid.insert(order_no.clone(), Paid { total, transaction_id });
    }

    /// The number is paid once more, in a transaction of its own.
    pub fn pays_again(&self, order_no: &OrderNo, total: Fen, transaction: &str) {
        let transaction_id = TransactionId::parse(transaction).unwrap();
        self.books().second.insert(transaction_id, (order_no.clone(), total));
    }

    /// The buyer's payment reaches WeChat after it was asked about the order and before it closes it.
    pub fn pays_just_before_the_close(&self, order_no: &OrderNo, total: Fen, transaction: &str) {
        let transaction_id = TransactionId::parse(transaction).unwrap();
        self.books().pays_at_close.insert(order_no.clone(), Paid { total, transaction_id });
    }

    /// True while a buyer with the sheet open could pay it.
    pub fn can_be_paid(&self, order_no: &OrderNo) -> bool {
        let books = self.books();
        books.unpaid.contains_key(order_no) && !books.closed.contains(order_no) && !books.paid.contains_key(order_no)
    }

    pub fn is_paid(&self, order_no: &OrderNo) -> bool {
        self.books().paid.contains_key(order_no)
    }

    pub fn is_closed(&self, order_no: &OrderNo) -> bool {
        self.books().closed.contains(order_no)
    }

    /// What WeChat says about a refund from now on.
    pub fn says(&self, refund_no: &RefundNo, outcome: RefundOutcome) {
        self.books().refunds.get_mut(refund_no).expect("a refund WeChat knows").2 = outcome;
    }

    /// WeChat has never seen this number, whatever it said before.
    pub fn forgets(&self, refund_no: &RefundNo) {
        self.books().refunds.remove(refund_no);
    }

    /// Everything under way arrives.
    pub fn settle(&self) {
        for (_, _, outcome) in self.books().refunds.values_mut() {
            if *outcome == RefundOutcome::Processing {
                *outcome = RefundOutcome::Success { at: None, account: "支付用户零钱".to_owned() };
            }
        }
    }

    /// Before the first answer nothing is known of WeChat's time.
    fn was_called(&self) -> bool {
        !self.books().calls.is_empty()
    }

    fn call<T>(
        &self,
        name: &'static str,
        record: &dyn CallRecord,
        honest: impl FnOnce(&mut Books) -> Result<T, GatewayError>,
    ) -> Answered<T> {
        let lie = if self.offline.load(Ordering::SeqCst) {
            Some(Lie::Unreachable)
        } else if name == LIST {
            self.books().lies_of_lists.pop_front().flatten()
        } else {
            self.books().next_lie()
        };
        if lie == Some(Lie::NoCertificate) {
            let missing = NotSent::Certificate(BadCertificate::Missing { what: CertificatePart::Certificate });
            return Answered { raw: None, result: Err(GatewayError::NotSent(missing)) };
        }
        if lie == Some(Lie::Unreachable) {
            return Answered {
                raw: None,
                result: Err(GatewayError::NotSent(NotSent::NoConnection("test".to_owned()))),
            };
        }
        let call = if matches!(name, LIST | NUMBER) { "refundquery" } else { name };
        if let Err(e) = record.leaving(Outgoing { call, body: "<xml></xml>" }) {
            return Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::NotRecorded(e))) };
        }
        let mut books = self.books();
        books.calls.push(name);
        let broken = || Err(GatewayError::NoAnswer(NoAnswer::Broken("test".to_owned())));
        let result = match lie {
            None => honest(&mut books),
            Some(Lie::AnswerLost) => honest(&mut books).and_then(|_| broken()),
            Some(Lie::ErrorButDone) => honest(&mut books).and_then(|_| unknown("SYSTEMERROR", "")),
            Some(Lie::Killed) => {
                drop(honest(&mut books));
                std::panic::panic_any("killed");
            }
            Some(Lie::RequestLost | Lie::Unreachable | Lie::NoCertificate) => broken(),
            Some(Lie::Error) => unknown("SYSTEMERROR", ""),
            Some(Lie::Refused) => unknown("INVALID_REQUEST", "退款金额大于可退金额"),
            Some(Lie::Forged) => honest(&mut books).and(Err(GatewayError::NoAnswer(NoAnswer::Unproven))),
            Some(Lie::NotEnough) => Err(GatewayError::NotEnough { message: "基本账户余额不足".to_owned() }),
            Some(Lie::Declined) => declined("TRADE_OVERDUE"),
            Some(Lie::NoSuchOrder) => declined("ORDERNOTEXIST"),
            Some(Lie::DeclinedButDone) => honest(&mut books).and(declined("TRADE_OVERDUE")),
        };
        Answered { raw: result.is_ok().then(|| format!("<xml><call>{name}</call></xml>")), result }
    }
}

impl Gateway for TestWeChat {
    fn unified_order(&self, order: &UnifiedOrder, record: &dyn CallRecord) -> Answered<PrepayId> {
        self.call("unifiedorder", record, |books| {
            books.unpaid.insert(order.order_no.clone(), order.total);
            Ok(PrepayId::parse("wxprepay").expect("a prepay id"))
        })
    }

    fn payment_sheet(
        &self,
        prepay_id: &PrepayId,
        _: Channel,
        sign_type: SignType,
        at: UnixSeconds,
    ) -> Result<PaymentSheet, NotSent> {
        Ok(PaymentSheet::MiniProgram {
            time_stamp: at.get().to_string(),
            nonce_str: "nonce".to_owned(),
            package: format!("prepay_id={prepay_id}"),
            sign_type,
            pay_sign: String::new(),
        })
    }

    fn query_order(&self, order_no: &OrderNo, sign_type: SignType, record: &dyn CallRecord) -> Answered<OrderStatus> {
        self.call_by(("orderquery", sign_type), record, |books| {
            if let Some(paid) = books.paid.get(order_no) {
                let facts = paid_facts(order_no, paid.total, &paid.transaction_id, sign_type);
                return Ok(OrderStatus::Paid {
                    facts,
                    refund_exists: books.refunds.values().any(|(no, ..)| no == order_no),
                });
            }
            Ok(if books.closed.contains(order_no) {
                OrderStatus::Closed
            } else if books.unpaid.contains_key(order_no) {
                OrderStatus::NotPaid
            } else {
                OrderStatus::NotThere
            })
        })
    }

    fn complaints(&self) -> Option<&dyn ComplaintCalls> {
        self.complaints.get().map(|service| &**service as &dyn ComplaintCalls)
    }

    fn speaks(&self, api: Api) -> bool {
        !self.books().no_keys_for.contains(&api)
    }

    fn query_refund_number(
        &self,
        (order_no, refund_no): (&OrderNo, &RefundNo),
        sign_type: SignType,
        record: &dyn CallRecord,
    ) -> Answered<RefundStatus> {
        self.call_by((NUMBER, sign_type), record, |books| {
            let facts = books.refund_facts(refund_no);
            assert!(facts.as_ref().is_none_or(|facts| facts.order_no == *order_no), "a number of this order");
            Ok(facts.map_or(RefundStatus::NotThere, RefundStatus::Known))
        })
    }

    fn close_order(&self, order_no: &OrderNo, by: SignType, record: &dyn CallRecord) -> Answered<()> {
        self.call_by(("closeorder", by), record, |books| {
            if let Some(paid) = books.pays_at_close.remove(order_no) {
                books.paid.insert(order_no.clone(), paid);
            }
            if books.paid.contains_key(order_no) {
                return Err(GatewayError::Declined { code: "ORDERPAID".to_owned(), message: String::new() });
            }
            books.closed.push(order_no.clone());
            Ok(())
        })
    }

    fn refund(&self, refund: &Refund, by: SignType, _: &str, record: &dyn CallRecord) -> Answered<()> {
        self.call_by(("refund", by), record, |books| {
            let second = books.second.get(&refund.transaction_id).map(|(_, total)| *total);
            let paid = second.or(books.paid.get(&refund.order_no).map(|paid| paid.total));
            assert_eq!(Some(refund.paid), paid, "total_fee is what was paid");
            if let Some((order_no, amount, _)) = books.refunds.get(&refund.refund_no) {
                if (order_no, *amount) != (&refund.order_no, refund.amount) {
                    let (code, message) = ("REFUND_FEE_MISMATCH".to_owned(), String::new());
                    return Err(GatewayError::Misconfigured { code, message });
                }
                return Ok(());
            }
            let year = UnixSeconds::new(START).plus(REFUND_WINDOW_SECS);
            if self.clock.get().is_some_and(|clock| clock.truth() > year) {
                return declined("TRADE_OVERDUE");
            }
            books.payouts.push((refund.refund_no.clone(), refund.amount));
            let entry = (refund.order_no.clone(), refund.amount, RefundOutcome::Processing);
            books.refunds.insert(refund.refund_no.clone(), entry);
            if second.is_some() {
                books.out_of_second.insert(refund.refund_no.clone(), refund.transaction_id.clone());
            }
            Ok(())
        })
    }

    fn query_refunds(
        &self,
        (order_no, payment): (&OrderNo, Option<&TransactionId>),
        by: SignType,
        from: usize,
        record: &dyn CallRecord,
    ) -> Answered<ListedRefunds> {
        if by.api() == Api::V3 {
            return Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::NoListOfRefunds)) };
        }
        self.call_by((LIST, by), record, |books| {
            let own = books.paid.get(order_no).expect("a paid order");
            // A list is of one payment; by the order's number of the first.
            let transaction_id = payment.unwrap_or(&own.transaction_id);
            let is_of_order = books.second.contains_key(transaction_id) || *transaction_id == own.transaction_id;
            assert!(is_of_order, "a payment of the order");
            let known = books.refunds.iter().filter(|(_, (no, ..))| no == order_no);
            let all: Vec<RefundFacts> = known
                .filter_map(|(refund_no, _)| books.refund_facts(refund_no))
                .filter(|facts| facts.transaction_id == *transaction_id)
                .collect();
            Ok(ListedRefunds { total: all.len(), refunds: all.into_iter().skip(from).take(10).collect() })
        })
    }

    fn time(&self) -> Option<UnixSeconds> {
        self.clock.get().filter(|_| self.was_called()).map(|clock| clock.truth())
    }

    fn certificate(&self) -> Option<Result<CertificateFacts, BadCertificate>> {
        self.books().certificate.clone()
    }

    fn query_refund(&self, refund: &Refund, by: SignType, record: &dyn CallRecord) -> Answered<RefundStatus> {
        self.call_by(("refundquery", by), record, |books| {
            let Some((order_no, amount, outcome)) = books.refunds.get(&refund.refund_no) else {
                return Ok(RefundStatus::NotThere);
            };
            if (order_no, *amount) != (&refund.order_no, refund.amount) {
                return Err(GatewayError::NoAnswer(NoAnswer::Elsewhere("another amount")));
            }
            Ok(RefundStatus::Known(RefundFacts {
                refund_no: refund.refund_no.clone(),
                order_no: order_no.clone(),
                transaction_id: refund.transaction_id.clone(),
                refund_id: None,
                amount: *amount,
                total: refund.paid,
                outcome: outcome.clone(),
            }))
        })
    }
}

pub fn paid_facts(order_no: &OrderNo, total: Fen, transaction_id: &TransactionId, sign_type: SignType) -> PaidFacts {
    PaidFacts {
        order_no: order_no.clone(),
        transaction_id: transaction_id.clone(),
        openid: OpenId::parse(BUYER).ok(),
        total,
        currency: "CNY".to_owned(),
        paid_at: UnixSeconds::new(START),
        sign_type,
        app_id: None,
    }
}
