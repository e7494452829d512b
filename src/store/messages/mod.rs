//! Messages that reached our door, and the record of every call. A notification is a hint: at most it makes a payment
//! or a refund due to be asked about.

pub(super) mod refused;
pub(super) mod texts;
pub(super) mod types;
pub(super) mod webhook_secrets;

use crate::domain::{
    EvidenceFit, MessageId, NoticeVerdict, OrderNo, OrderState, OrderStep, PaidFacts, PaymentState, PaymentStep,
    RefundFacts, RefundNo, RefundState, UnixSeconds,
};
use crate::store::{
    Actor, NoticeFilter, NoticeOutcome, NoticeRow, RawMessage, Reader, StoreError,
    engine::db::Db,
    history::{self, HistoryEnd, HistoryStep, StepCause},
    orders::{
        counts,
        row::{HEAD_COLUMNS, HEAD_WIDTH, OrderHead, head_from},
    },
    payments::{
        self,
        confirm::{BELONGS_ELSEWHERE, CURRENCY},
        merchants,
        row::{PAYMENT_COLUMNS, PaymentRow, payment_from},
    },
    refunds::{self, row::RefundHead, sources::RefundSource},
};
use crate::store::{CommitFuture, Store};
use rusqlite::{Row, params};
use std::sync::LazyLock;

/// A stranger's text, and that of a call of ours.
const TEXT_BYTES_MAX: usize = 32 * 1024;
/// WeChat's answer to a call of ours: as long as one is read.
const ANSWER_BYTES_MAX: usize = 512 * 1024;
const PEER_CHARS_MAX: usize = 100;
/// WeChat repeats itself sixteen times. Whoever replays a genuine message for ever does not fill the disk with it.
const NOTICES_OF_ORDER_MAX: u32 = 100;
/// Messages that prove nothing: only the newest are kept.
const REFUSED_MAX: u32 = 1_000;

impl Store {
    /// A call leaves (a query or a close; those that move money have their own intents), or an answer without effect came.
    pub fn record_call(
        &self,
        order_no: Option<OrderNo>,
        refund_no: Option<RefundNo>,
        message: RawMessage,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| keep_call(db, order_no.as_ref(), refund_no.as_ref(), &message, now))
    }

    /// A payment notification came. Verified facts are compared with the order under the write lock: same amount,
    /// currency CNY, way of signing as pinned, one transaction for ever. A right one makes the payment
    /// [`PaymentState::Noticed`] and due for confirmation at once; a wrong one is listed and changes nothing. About an
    /// unknown number WeChat is asked ([`Store::adopt_order`]).
    pub fn record_payment_notice(
        &self,
        message: RawMessage,
        read: Result<PaidFacts, NoticeVerdict>,
        now: UnixSeconds,
    ) -> CommitFuture<NoticeOutcome> {
        self.write(move |db| payment(db, &message, read.as_ref(), now))
    }

    /// A refund notification came. It is a hint only: it makes the refund due to be asked about at once.
    pub fn record_refund_notice(
        &self,
        message: RawMessage,
        read: Result<RefundFacts, NoticeVerdict>,
        now: UnixSeconds,
    ) -> CommitFuture<NoticeOutcome> {
        self.write(move |db| refund(db, &message, read.as_ref(), now))
    }
}

/// Which way a message went.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    Call,
    Answer,
}

/// Keeps the text of a call or an answer. Kept once, however often it is handed in.
pub(super) fn keep(
    db: Db<'_>,
    direction: Direction,
    message: &RawMessage,
    (order_no, refund_no): (Option<&OrderNo>, Option<&RefundNo>),
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let direction = match direction {
        Direction::Call => "call",
        Direction::Answer => "answer",
    };
    insert(db, direction, message, None, (order_no, refund_no), now).map(drop)
}

/// Keeps a call, or an answer without effect: calls come from nowhere, answers have a peer.
pub(super) fn keep_call(
    db: Db<'_>,
    order_no: Option<&OrderNo>,
    refund_no: Option<&RefundNo>,
    message: &RawMessage,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let direction = if message.peer.is_empty() { Direction::Call } else { Direction::Answer };
    keep(db, direction, message, (order_no, refund_no), now)
}

fn insert(
    db: Db<'_>,
    direction: &str,
    message: &RawMessage,
    verdict: Option<NoticeVerdict>,
    (order_no, refund_no): (Option<&OrderNo>, Option<&RefundNo>),
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    let peer: String = message.peer.chars().take(PEER_CHARS_MAX).collect();
    let most = if direction == "answer" { ANSWER_BYTES_MAX } else { TEXT_BYTES_MAX };
    let text = message.text.get(..message.text.floor_char_boundary(most)).unwrap_or_default();
    let rows = db.run(
        "INSERT INTO messages (shop_id, message_id, at, direction, kind, peer, verdict, order_no, refund_no, headers, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (shop_id, message_id) DO NOTHING",
        params![
            db.shop, message.id, now, direction, message.kind, peer, verdict, order_no, refund_no, message.headers, text
        ],
    )?;
    Ok(rows > 0)
}

/// A payment notification, compared with the order it speaks of.
pub(super) fn payment(
    db: Db<'_>,
    message: &RawMessage,
    read: Result<&PaidFacts, &NoticeVerdict>,
    now: UnixSeconds,
) -> Result<NoticeOutcome, StoreError> {
    let (verdict, moved) = match read {
        Ok(facts) => match judge_payment(db, facts, message, now)? {
            NoticeVerdict::UnknownNumber => {
                (NoticeVerdict::UnknownNumber, payments::unknown::found(db, facts, message, now)?)
            }
            verdict => (verdict, verdict == NoticeVerdict::Accepted),
        },
        Err(&verdict) => (verdict, false),
    };
    list(db, message, verdict, (read.ok().map(|facts| &facts.order_no), None), now)?;
    Ok(NoticeOutcome { verdict, moved })
}

/// What a payment notification is judged by: all of it found by one statement.
struct Spoken {
    order: OrderHead,
    payment: PaymentRow,
    /// This very transaction was already found not to fit this order.
    is_extra: bool,
    /// Another order has it, or was said to have it first. Neither is believed before WeChat answers.
    is_elsewhere: bool,
    /// Steps of the order's history so far.
    history_steps: u32,
}

static SPOKEN: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {HEAD_COLUMNS},
             EXISTS (SELECT 1 FROM payment_extras WHERE shop_id = ?1 AND order_no = ?2 AND transaction_id = ?3),
             {BELONGS_ELSEWHERE}
                 OR EXISTS (SELECT 1 FROM payments WHERE shop_id = ?1 AND noticed_transaction_id = ?3 AND order_no <> ?2),
             (SELECT COALESCE(MAX(step) + 1, 0) FROM history WHERE shop_id = ?1 AND order_no = ?2),
             {PAYMENT_COLUMNS}
         FROM orders o JOIN payments p ON p.shop_id = ?1 AND p.order_no = ?2 WHERE o.shop_id = ?1 AND o.order_no = ?2"
    )
});

impl Spoken {
    fn find(db: Db<'_>, facts: &PaidFacts) -> Result<Option<Self>, StoreError> {
        let at = |column: usize| HEAD_WIDTH.saturating_add(column);
        db.find(&SPOKEN, params![db.shop, facts.order_no, facts.transaction_id], |row| {
            Ok(Self {
                order: head_from(row)?,
                is_extra: row.get(at(0))?,
                is_elsewhere: row.get(at(1))?,
                history_steps: row.get(at(2))?,
                payment: payment_from(row, at(3))?,
            })
        })
    }

    /// True if this very transaction is what is known of the order, by a notification or by WeChat's own answer.
    fn is_known(&self, facts: &PaidFacts) -> bool {
        let said = Some(&facts.transaction_id);
        self.payment.transaction_id.as_ref() == said || self.payment.noticed_transaction_id.as_ref() == said
    }

    /// True if the message names the app the payment was asked for in.
    fn is_in_the_app(&self, facts: &PaidFacts) -> bool {
        match (&self.payment.app_id, &facts.app_id) {
            (Some(asked), Some(said)) => asked == said,
            (None, _) | (_, None) => true,
        }
    }

    /// True if the message says what we asked for.
    fn is_as_asked(&self, facts: &PaidFacts) -> bool {
        facts.total == self.order.total
            && facts.currency == CURRENCY
            && self.payment.sign_type.is_none_or(|pinned| pinned == facts.sign_type)
            && self.is_in_the_app(facts)
    }
}

fn judge_payment(
    db: Db<'_>,
    facts: &PaidFacts,
    message: &RawMessage,
    now: UnixSeconds,
) -> Result<NoticeVerdict, StoreError> {
    let Some(spoken) = Spoken::find(db, facts)? else { return Ok(NoticeVerdict::UnknownNumber) };
    if spoken.payment.held {
        // Our number, and this merchant's word: the payment is another's, and stands as it is.
        return Ok(NoticeVerdict::Differs);
    }
    let as_asked = spoken.is_as_asked(facts);
    // What was closed in spite of a notification is asked about again when WeChat insists.
    let is_settled = spoken.payment.state != PaymentState::Closed;
    if (as_asked && spoken.is_known(facts) && is_settled) || spoken.is_extra {
        return Ok(NoticeVerdict::Repeated);
    }
    let Spoken { order, payment, .. } = &spoken;
    match (payment.state.after(PaymentStep::Notice), order.state.after(OrderStep::Notice)) {
        (Ok(state), Ok(order_state)) if as_asked && !spoken.is_elsewhere => {
            notice(db, &spoken, (state, order_state), facts, message, now)?;
            Ok(NoticeVerdict::Accepted)
        }
        _ => {
            // Only WeChat's own answer can tell whether this is money. Where no question is due anyway, one is now.
            if payment.next_ask_at.is_none() {
                PaymentRow { asks: 0, next_ask_at: Some(now), ..payment.clone() }.save(db, payment)?;
            }
            Ok(NoticeVerdict::Differs)
        }
    }
}

/// The first right notification: provisional, and due to be confirmed at once.
fn notice(
    db: Db<'_>,
    Spoken { order, payment, history_steps, .. }: &Spoken,
    (payment_state, order_state): (PaymentState, OrderState),
    facts: &PaidFacts,
    message: &RawMessage,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let after = PaymentRow {
        state: payment_state,
        sign_type: payment.sign_type.or(Some(facts.sign_type)),
        noticed_transaction_id: Some(facts.transaction_id.clone()),
        asks: 0,
        next_ask_at: Some(now),
        ..payment.clone()
    };
    after.save(db, payment)?;
    let cause = StepCause::of(Actor::WeChat, now).message(Some(&message.id));
    let paid = HistoryStep::Payment(Some(payment.state), payment_state);
    let stands = HistoryStep::Order(Some(order.state), order_state);
    let steps = [(&paid, cause.why(facts.transaction_id.as_str())), (&stands, cause)];
    let end = HistoryEnd { steps: *history_steps, head: order.history_head };
    let history_head = history::add_behind(db, &order.order_no, end, &steps)?;
    OrderHead { state: order_state, history_head, ..order.clone() }.save(db, order).map(drop)
}

/// A refund notification: makes the refund due to be asked about.
pub(super) fn refund(
    db: Db<'_>,
    message: &RawMessage,
    read: Result<&RefundFacts, &NoticeVerdict>,
    now: UnixSeconds,
) -> Result<NoticeOutcome, StoreError> {
    let (verdict, moved) = match read {
        Ok(facts) => judge_refund(db, facts, now)?,
        Err(&verdict) => (verdict, false),
    };
    let numbers = read.ok().map(|facts| (&facts.order_no, &facts.refund_no)).unzip();
    list(db, message, verdict, numbers, now)?;
    Ok(NoticeOutcome { verdict, moved })
}

fn judge_refund(db: Db<'_>, facts: &RefundFacts, now: UnixSeconds) -> Result<(NoticeVerdict, bool), StoreError> {
    let Some(refund) = RefundHead::find(db, &facts.refund_no)? else {
        // Perhaps made by hand on WeChat's platform: WeChat lists all refunds of the order.
        return Ok((NoticeVerdict::UnknownNumber, refunds::found::search(db, &facts.order_no, now)?));
    };
    let paid = RefundSource::of_refund(db, &refund)?.money.paid;
    if merchants::holder_of(db, &refund.order_no)?.is_some() {
        // This merchant's word about another one's payment.
        return Ok((NoticeVerdict::Differs, false));
    }
    let of_its_payment = refunds::sources::is_of(db, facts, refund.transaction_id.as_ref())?;
    if !refund.is_spoken_of_by(facts, paid) || !of_its_payment {
        // Our number with other figures: only WeChat's list of the order can tell, and then it counts.
        return Ok((NoticeVerdict::Differs, refunds::found::search(db, &refund.order_no, now)?));
    }
    if matches!(refund.state.against(&facts.outcome, refund.may_have_left()), EvidenceFit::Overrules(_)) {
        // Against what is final here, or was never sent: never forgotten, and believed only by WeChat's list.
        return Ok((NoticeVerdict::Accepted, refunds::found::search(db, &refund.order_no, now)?));
    }
    let asked_about = matches!(refund.state, RefundState::Processing | RefundState::InDoubt | RefundState::Stuck);
    if asked_about && refund.next_at > now {
        RefundHead { next_at: now, ..refund.clone() }.save(db, &refund)?;
    }
    // These are asked about by no schedule of their own, and are said to have moved.
    let searched = matches!(refund.state, RefundState::WaitingForMoney | RefundState::Approved)
        && refunds::found::search(db, &refund.order_no, now)?;
    let repeated = refund.state.is_final() || accepted_before(db, &facts.refund_no)?;
    Ok((if repeated { NoticeVerdict::Repeated } else { NoticeVerdict::Accepted }, asked_about || searched))
}

fn accepted_before(db: Db<'_>, refund_no: &RefundNo) -> Result<bool, StoreError> {
    db.value(
        "SELECT EXISTS (SELECT 1 FROM messages WHERE shop_id = ?1 AND order_no = (SELECT order_no FROM refunds
             WHERE shop_id = ?1 AND refund_no = ?2) AND refund_no = ?2 AND direction = 'notice' AND verdict = 'accepted')",
        params![db.shop, refund_no],
    )
}

/// Puts a notice on the list of messages, within the limits that keep strangers from filling the disk.
fn list(
    db: Db<'_>,
    message: &RawMessage,
    verdict: NoticeVerdict,
    numbers: (Option<&OrderNo>, Option<&RefundNo>),
    now: UnixSeconds,
) -> Result<(), StoreError> {
    if let (Some(order_no), false) = (numbers.0, verdict == NoticeVerdict::Accepted) {
        let sql = "SELECT COUNT(*) FROM messages WHERE shop_id = ?1 AND order_no = ?2 AND direction = 'notice'";
        if db.value::<u32>(sql, params![db.shop, order_no])? >= NOTICES_OF_ORDER_MAX {
            return Ok(());
        }
    }
    let listed = insert(db, "notice", message, Some(verdict), numbers, now)?;
    if listed && matches!(verdict, NoticeVerdict::UnknownNumber | NoticeVerdict::Differs) {
        counts::add(db, "notices_odd", 1)?;
    }
    if verdict.is_refused() {
        forget_old_refused(db)?;
    }
    Ok(())
}

/// Word for word the conditions of `messages_refused` and `messages_odd`: only then SQLite reads along them.
const REFUSED: &str =
    "(verdict = 'too_large' OR verdict = 'malformed' OR verdict = 'unsigned' OR verdict = 'wrong_signature'
        OR verdict = 'other_merchant' OR verdict = 'bad_field' OR verdict = 'undecryptable')";
const ODD: &str = "(verdict = 'unknown_number' OR verdict = 'differs')";

fn forget_old_refused(db: Db<'_>) -> Result<(), StoreError> {
    let old = format!(
        "DELETE FROM messages WHERE shop_id = ?1 AND message_id IN (SELECT message_id FROM messages
             WHERE shop_id = ?1 AND {REFUSED} ORDER BY at DESC, message_id DESC LIMIT 8 OFFSET ?2)"
    );
    db.run(&old, params![db.shop, REFUSED_MAX])?;
    Ok(())
}

impl Reader {
    /// Notices that came to our door, newest first, from `before` on.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn notices(
        &self,
        filter: NoticeFilter,
        before: Option<&(UnixSeconds, MessageId)>,
        limit: u32,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let db = self.db();
        let sql = page_sql(filter, before.is_some());
        match before {
            Some((at, id)) => db.list(&sql, params![db.shop, limit, at, id], notice_from),
            None => db.list(&sql, params![db.shop, limit], notice_from),
        }
    }

    /// One message that came to our door.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn notice(&self, id: &MessageId) -> Result<Option<NoticeRow>, StoreError> {
        let db = self.db();
        let sql = format!("{NOTICE} WHERE shop_id = ?1 AND message_id = ?2 AND direction = 'notice'");
        db.find(&sql, params![db.shop, id], notice_from)
    }

    /// When WeChat last reached our door with a message that was right: the proof that notifications arrive.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn last_good_notice(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        let sql = "SELECT at FROM messages WHERE shop_id = ?1 AND direction = 'notice'
                       AND verdict IN ('accepted', 'repeated') AND peer <> 'replay'
                   ORDER BY at DESC, message_id DESC LIMIT 1";
        db.find(sql, [db.shop], |row| row.get(0))
    }
}

/// The words of the list's own index, so that SQLite reads along it. What is fine is nearly all there is.
pub(super) fn page_sql(filter: NoticeFilter, before: bool) -> String {
    let of = match filter {
        NoticeFilter::All => "direction = 'notice'",
        NoticeFilter::Fine => "direction = 'notice' AND verdict IN ('accepted', 'repeated', 'not_paid')",
        NoticeFilter::Odd => ODD,
        NoticeFilter::Refused => REFUSED,
    };
    let from = if before { "AND (at, message_id) < (?3, ?4)" } else { "" };
    format!("{NOTICE} WHERE shop_id = ?1 AND {of} {from} ORDER BY at DESC, message_id DESC LIMIT ?2")
}

const NOTICE: &str = "SELECT message_id, at, kind, peer, verdict, order_no, refund_no, headers, text FROM messages";

fn notice_from(row: &Row<'_>) -> rusqlite::Result<NoticeRow> {
    Ok(NoticeRow {
        id: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        peer: row.get(3)?,
        verdict: row.get(4)?,
        order_no: row.get(5)?,
        refund_no: row.get(6)?,
        headers: row.get(7)?,
        text: row.get(8)?,
    })
}
