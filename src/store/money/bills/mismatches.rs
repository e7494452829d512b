//! Which lines of a bill do not agree with the shop, and which rows of the shop are on no bill. Read page by page along
//! indices, so that a bill of a million lines costs a scan of its lines and holds no more than a page.

use crate::domain::{
    Day, Fen, OrderNo, PaymentState, RefundId, RefundNo, RefundState, TransactionId, UnixSeconds,
    bill::BillRefundState,
    bill_match::{BillMismatch, BillSubject, BillWhy},
};
use crate::store::{
    MismatchPage, Reader, StoreError,
    engine::{db::Db, row::Row, value::params},
    money::payments::merchants,
};

/// Lines of the reading that counts, of day `?3`, behind line `?4` up to `?5`, that do not agree at first sight. The order's
/// total is compared, or what was paid where money that did not fit was accepted.
const LINES: &str = "
    SELECT l.line, l.kind, l.moved_at, l.order_no, l.transaction_id, l.refund_no, l.refund_id, l.fen, l.refund_state,
        o.order_no AS paid_order, o.total_fen, r.amount_fen, r.state AS our_state, r.order_no AS refunded_order
    FROM bill_days d
    JOIN bill_lines l ON l.shop_id = d.shop_id AND l.mch_id = d.mch_id AND l.day = d.day AND l.reading = d.reading
    LEFT JOIN payments p ON p.shop_id = l.shop_id AND p.transaction_id = l.transaction_id AND l.kind = 'paid'
    LEFT JOIN orders o ON o.shop_id = p.shop_id AND o.order_no = p.order_no
    LEFT JOIN refunds r ON r.shop_id = l.shop_id AND r.refund_no = l.refund_no AND l.kind = 'refund'
    WHERE d.shop_id = ?1 AND d.mch_id = ?2 AND d.day = ?3 AND l.line > ?4 AND l.line <= ?5
        AND CASE l.kind
            WHEN 'paid' THEN o.order_no IS NULL OR o.order_no <> l.order_no
                OR NOT (o.total_fen = l.fen OR (o.paid_fen = l.fen AND o.attention IS NULL))
            WHEN 'refund' THEN r.refund_no IS NULL OR r.order_no <> l.order_no OR r.amount_fen <> l.fen
                OR r.state = 'requested' OR r.state = 'approved' OR r.state = 'rejected' OR r.state = 'failed'
                OR (r.state = 'refunded' AND l.refund_state = 'FAIL')
            ELSE 1 = 1 END
    ORDER BY l.line LIMIT ?6";

/// A line with what was found for it.
struct Suspect {
    line: u32,
    kind: String,
    at: UnixSeconds,
    order_no: OrderNo,
    transaction_id: TransactionId,
    refund_no: Option<RefundNo>,
    refund_id: Option<RefundId>,
    fen: Fen,
    refund_state: Option<BillRefundState>,
    paid_order: Option<OrderNo>,
    total: Option<Fen>,
    amount: Option<Fen>,
    our_state: Option<RefundState>,
    refunded_order: Option<OrderNo>,
}

fn suspect_from(row: &Row<'_>) -> Result<Suspect, StoreError> {
    Ok(Suspect {
        line: row.get("line")?,
        kind: row.get("kind")?,
        at: row.get("moved_at")?,
        order_no: row.get("order_no")?,
        transaction_id: row.get("transaction_id")?,
        refund_no: row.get("refund_no")?,
        refund_id: row.get("refund_id")?,
        fen: row.get("fen")?,
        refund_state: row.get("refund_state")?,
        paid_order: row.get("paid_order")?,
        total: row.get("total_fen")?,
        amount: row.get("amount_fen")?,
        our_state: row.get("our_state")?,
        refunded_order: row.get("refunded_order")?,
    })
}

/// What stands here for a line, and why the two do not agree; no reason where they do.
type Verdict = (Option<Fen>, Option<BillWhy>);

/// A payment. Nothing is judged "not there" by it: whatever does not fit is asked about.
fn judge_payment(db: Db<'_>, line: &Suspect) -> Result<Verdict, StoreError> {
    if let Some(order_no) = &line.paid_order {
        let why = if *order_no == line.order_no { BillWhy::OtherAmount } else { BillWhy::OtherOrder };
        return Ok((line.total, Some(why)));
    }
    // Money that came beside an order's own payment, by WeChat's own answer.
    let beside: Option<(OrderNo, Fen)> = db.find(
        "SELECT order_no, amount_fen FROM payment_extras WHERE shop_id = ?1 AND transaction_id = ?2",
        params![db.shop, line.transaction_id],
        |row| Ok((row.get("order_no")?, row.get("amount_fen")?)),
    )?;
    if let Some((order_no, amount)) = beside {
        let why = match (order_no == line.order_no, amount == line.fen) {
            (true, true) => None,
            (true, false) => Some(BillWhy::OtherAmount),
            (false, _) => Some(BillWhy::OtherOrder),
        };
        return Ok((Some(amount), why));
    }
    let here: Option<(PaymentState, Option<TransactionId>)> = db.find(
        "SELECT state, transaction_id FROM payments WHERE shop_id = ?1 AND order_no = ?2",
        params![db.shop, line.order_no],
        |row| Ok((row.get("state")?, row.get("transaction_id")?)),
    )?;
    Ok(match here {
        None => (None, Some(BillWhy::MissingOrder)),
        Some((_, Some(_))) => (None, Some(BillWhy::SecondPayment)),
        Some((_, None)) => (None, Some(BillWhy::UnpaidHere)),
    })
}

/// A refund. The bill's state is that of one moment and is never brought up to date: only what cannot become otherwise counts.
fn judge_refund(db: Db<'_>, line: &Suspect) -> Result<Verdict, StoreError> {
    let by_number = line.our_state.zip(line.amount).map(|(state, amount)| (state, amount, line.refunded_order.clone()));
    let known = match (by_number, &line.refund_id) {
        (Some(known), _) => Some(known),
        (None, Some(refund_id)) => db.find(
            "SELECT state, amount_fen, order_no FROM refunds WHERE shop_id = ?1 AND refund_id = ?2",
            params![db.shop, refund_id],
            |row| Ok((row.get("state")?, row.get("amount_fen")?, Some(row.get("order_no")?))),
        )?,
        (None, None) => None,
    };
    let Some((state, amount, order_no)) = known else { return Ok((None, Some(BillWhy::MissingRefund))) };
    if order_no.is_some_and(|order_no| order_no != line.order_no) {
        return Ok((Some(amount), Some(BillWhy::OtherOrder)));
    }
    let theirs = line.refund_state.unwrap_or(BillRefundState::Unknown);
    let why = match (state, theirs) {
        (RefundState::Requested | RefundState::Approved | RefundState::Rejected, _) => Some(BillWhy::RefundNotSent),
        (RefundState::Failed, BillRefundState::Success) => Some(BillWhy::RefundArrived),
        (RefundState::Refunded, BillRefundState::Fail) => Some(BillWhy::RefundFailed),
        _ if amount != line.fen => Some(BillWhy::OtherAmount),
        _ => None,
    };
    Ok((Some(amount), why))
}

/// The line as it is told, with its reason; as one that agrees where there is none.
fn judged(db: Db<'_>, line: Suspect) -> Result<(BillMismatch, bool), StoreError> {
    let (subject, (ours, why)) = match (line.kind.as_str(), &line.refund_no) {
        ("refund", Some(refund_no)) => (BillSubject::Refund(refund_no.clone()), judge_refund(db, &line)?),
        ("paid", _) => (BillSubject::Payment(line.transaction_id.clone()), judge_payment(db, &line)?),
        _ => (BillSubject::Reversal(line.transaction_id.clone()), (None, Some(BillWhy::Reversed))),
    };
    let mismatch = BillMismatch {
        subject,
        order_no: line.order_no,
        refund_id: line.refund_id,
        line: Some(line.line),
        at: line.at,
        theirs: Some(line.fen),
        ours,
        why: why.unwrap_or(BillWhy::OtherAmount),
    };
    Ok((mismatch, why.is_none()))
}

/// Payments of the day, behind this one, that stand on no bill that counts.
const PAYMENTS_HERE: &str = "
    SELECT o.order_no, o.paid_at AS moved_at, o.paid_fen AS fen, p.transaction_id
    FROM orders o JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no
    WHERE o.shop_id = ?1 AND p.mch_id = ?2 AND o.paid_at >= ?3 AND o.paid_at < ?4 AND (o.paid_at, o.order_no) > (?5, ?6)
        AND p.transaction_id IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM bill_lines l
            JOIN bill_days d ON d.shop_id = l.shop_id AND d.mch_id = l.mch_id AND d.day = l.day AND d.reading = l.reading
            WHERE l.shop_id = o.shop_id AND l.transaction_id = p.transaction_id AND l.kind = 'paid')
    ORDER BY o.paid_at, o.order_no LIMIT ?7";

/// Refunds of ours that WeChat accepted, sent on the day, behind this one, that stand on no bill that counts. Of those made
/// elsewhere nobody here knows the day.
const REFUNDS_HERE: &str = "
    SELECT r.refund_no, r.order_no, r.sent_at AS moved_at, r.amount_fen AS fen, r.refund_id
    FROM refunds r JOIN payments p ON p.shop_id = r.shop_id AND p.order_no = r.order_no
    WHERE r.shop_id = ?1 AND p.mch_id = ?2 AND r.sent_at >= ?3 AND r.sent_at < ?4 AND (r.sent_at, r.refund_no) > (?5, ?6)
        AND r.origin <> 'platform' AND (r.state = 'processing' OR r.state = 'refunded' OR r.state = 'stuck')
        AND NOT EXISTS (
            SELECT 1 FROM bill_lines l
            JOIN bill_days d ON d.shop_id = l.shop_id AND d.mch_id = l.mch_id AND d.day = l.day AND d.reading = l.reading
            WHERE l.shop_id = r.shop_id AND l.refund_no = r.refund_no)
    ORDER BY r.sent_at, r.refund_no LIMIT ?7";

/// Where a page of rows that are only here begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HereKey {
    /// Behind this moment,
    pub at: i64,
    /// and this number.
    pub number: String,
}

impl HereKey {
    /// The next page begins behind this one.
    pub fn behind(last: &BillMismatch) -> Self {
        let number = match &last.subject {
            BillSubject::Refund(refund_no) => refund_no.to_string(),
            BillSubject::Payment(_) | BillSubject::Reversal(_) => last.order_no.to_string(),
        };
        Self { at: last.at.get(), number }
    }
}

impl Reader {
    /// Lines of the day's bill behind `after`, up to line `until`, that do not agree with the shop, at most `limit` looked at.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn bill_mismatches(
        &self,
        day: Day,
        (after, until): (u32, u32),
        limit: u32,
    ) -> Result<MismatchPage, StoreError> {
        let db = self.db();
        let none = MismatchPage { found: Vec::new(), agree: Vec::new(), next: None };
        let Some(merchant) = merchants::current(db)? else { return Ok(none) };
        let suspects = db.list(LINES, params![db.shop, merchant.mch_id, day, after, until, limit], suspect_from)?;
        let full = suspects.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        let mut page = MismatchPage { next: suspects.last().map(|last| last.line).filter(|_| full), ..none };
        for suspect in suspects {
            let (mismatch, agrees) = judged(db, suspect)?;
            if agrees { page.agree.push(mismatch) } else { page.found.push(mismatch) }
        }
        Ok(page)
    }

    /// Payments of the day that are on no bill, behind `after`, at most `limit`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn payments_on_no_bill(
        &self,
        span: (UnixSeconds, UnixSeconds),
        after: &HereKey,
        limit: u32,
    ) -> Result<Vec<BillMismatch>, StoreError> {
        self.here(PAYMENTS_HERE, span, after, limit, |row| Ok((BillSubject::Payment(row.get("transaction_id")?), None)))
    }

    /// Refunds that were sent that day and are on no bill, behind `after`, at most `limit`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refunds_on_no_bill(
        &self,
        span: (UnixSeconds, UnixSeconds),
        after: &HereKey,
        limit: u32,
    ) -> Result<Vec<BillMismatch>, StoreError> {
        self.here(REFUNDS_HERE, span, after, limit, |row| {
            Ok((BillSubject::Refund(row.get("refund_no")?), row.get("refund_id")?))
        })
    }

    fn here(
        &self,
        sql: &str,
        (from, to): (UnixSeconds, UnixSeconds),
        after: &HereKey,
        limit: u32,
        of: impl Fn(&Row<'_>) -> Result<(BillSubject, Option<RefundId>), StoreError>,
    ) -> Result<Vec<BillMismatch>, StoreError> {
        let db = self.db();
        let Some(merchant) = merchants::current(db)? else { return Ok(Vec::new()) };
        db.list(sql, params![db.shop, merchant.mch_id, from, to, after.at, after.number, limit], |row| {
            let (subject, refund_id) = of(row)?;
            Ok(BillMismatch {
                subject,
                order_no: row.get("order_no")?,
                refund_id,
                line: None,
                at: row.get("moved_at")?,
                theirs: None,
                ours: Some(row.get("fen")?),
                why: BillWhy::NotOnBill,
            })
        })
    }
}
