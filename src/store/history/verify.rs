//! Looking through the whole file: is every step of the history as it was written, and do the sums agree with the rows?
//! Reads an order at a time, so that a million of them need no more memory than one.

use crate::domain::{OrderNo, ShopId};
use crate::store::{
    FileVerdict, HistoryFault, Reader, StopRequest, StoreError, VerifyPart, VerifyProgress,
    engine::{damage::Damage, dialect::least, open, value::params},
    history::chain::{self, ChainHash},
    operators,
    orders::marks,
};
use std::{collections::BTreeMap, path::Path, sync::LazyLock};

/// Fen and the transaction they came by.
type VerifiedMoney = (i64, Option<String>);

/// So often somebody who waits hears how far it is.
const ORDERS_BETWEEN_WORDS: u64 = 10_000;

/// What is known of one order while its steps go by.
struct OrderWalk {
    order_no: OrderNo,
    state: String,
    head: Option<ChainHash>,
    last: Option<ChainHash>,
    steps: i64,
    fault: Option<HistoryFault>,
    order_stands: String,
    refunds_stand: BTreeMap<String, String>,
    paid: Option<VerifiedMoney>,
    refunds_money: BTreeMap<String, VerifiedMoney>,
    /// Empty after it was taken back; `None` where none was ever written down.
    shipment_stands: Option<String>,
}

impl OrderWalk {
    fn step(&mut self, step: &chain::KeptRow, kept: Option<ChainHash>) {
        let link = step.behind(self.last.as_ref());
        if self.fault.is_none() && (step.step != self.steps || kept != Some(link)) {
            self.fault = Some(HistoryFault::Step(step.step));
        }
        (self.last, self.steps) = (kept, self.steps.saturating_add(1));
        if let Some(amount) = step.amount_fen {
            let money = (amount, step.transaction_id.clone());
            match &step.refund_no {
                Some(refund_no) => drop(self.refunds_money.insert(refund_no.clone(), money)),
                None => self.paid = Some(money),
            }
        }
        match &step.refund_no {
            Some(refund_no) => drop(self.refunds_stand.insert(refund_no.clone(), step.after.clone())),
            None if step.subject == "order" => self.order_stands.clone_from(&step.after),
            None if step.subject == "shipment" => self.shipment_stands = Some(step.after.clone()),
            None => {}
        }
    }
}

/// Every order with its steps behind it: one row a step, and one for an order without any.
const WALK: &str = "FROM orders o LEFT JOIN history h ON h.shop_id = o.shop_id AND h.order_no = o.order_no
                    WHERE o.shop_id = ?1 ORDER BY o.order_no, h.step";

/// An order's total and its goods, its own sums, and those of payments that came beside it, and the same counted from their refunds.
static SUMS: LazyLock<String> = LazyLock::new(|| {
    let refunded = "COALESCE(SUM(CASE WHEN r.state = 'refunded' THEN r.amount_fen END), 0)";
    let refunded_beside = "(SELECT COALESCE(SUM(b.amount_fen), 0) FROM refunds b
                     WHERE b.shop_id = e.shop_id AND b.order_no = e.order_no AND b.transaction_id = e.transaction_id
                     AND b.state = 'refunded')";
    format!(
        "SELECT o.refunded_fen = {}
        AND o.refunded_fen + o.in_flight_fen + o.excess_fen = COALESCE(SUM(CASE WHEN r.state NOT IN ('requested', 'rejected', 'failed')
                                       THEN r.amount_fen END), 0)
        AND (o.excess_fen = 0 OR o.refunded_fen + o.in_flight_fen = o.paid_fen)
        AND o.refunded_fen + o.in_flight_fen <= o.paid_fen
        AND (o.source = 'elsewhere' OR o.total_fen = o.freight_fen + (SELECT SUM(l.price_fen * l.quantity) FROM order_lines l
            WHERE l.shop_id = o.shop_id AND l.order_no = o.order_no))
        AND NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.shop_id = o.shop_id AND l.order_no = o.order_no
            AND (l.total_fen <> o.total_fen OR l.created_at <> o.created_at))
        AND NOT EXISTS (SELECT 1 FROM payment_extras e WHERE e.shop_id = o.shop_id AND e.order_no = o.order_no
            AND (e.refunded_fen <> {}
                 OR e.refunded_fen + e.in_flight_fen + e.excess_fen <> (SELECT COALESCE(SUM(b.amount_fen), 0) FROM refunds b
                     WHERE b.shop_id = e.shop_id AND b.order_no = e.order_no AND b.transaction_id = e.transaction_id
                     AND b.state NOT IN ('requested', 'rejected', 'failed'))
                 OR (e.excess_fen > 0 AND e.refunded_fen + e.in_flight_fen <> e.amount_fen)))
    FROM orders o LEFT JOIN refunds r ON r.shop_id = o.shop_id AND r.order_no = o.order_no AND r.transaction_id IS NULL
    WHERE o.shop_id = ?1 AND o.order_no = ?2 GROUP BY o.shop_id, o.order_no",
        least(&["o.paid_fen", refunded]),
        least(&["e.amount_fen", refunded_beside])
    )
});

impl Reader {
    /// A reading connection to a file nobody here has opened. Leaves the file as it is.
    ///
    /// # Errors
    /// [`StoreError::Damaged`]: not a shop's file, or one an older version wrote and nobody has opened since;
    /// [`StoreError::Newer`]; [`StoreError::Disk`].
    pub fn open(path: &Path, shop: ShopId) -> Result<Self, StoreError> {
        let reader = Self::on(open::to_look_at(path)?, shop, Damage::default());
        reader.must_be_here()?;
        Ok(reader)
    }

    /// Looks through all pages, indices and rows, all orders with their steps and their refunds, and the counts.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a page or an index is torn; what else SQLite reports. What is wrong with the rows is no
    /// error but the answer.
    pub fn verify(&self) -> Result<FileVerdict, StoreError> {
        self.verify_telling(&StopRequest::never(), &mut |_| ())
    }

    /// The same for somebody who waits: `told` hears how far it is, and `stop` ends it.
    ///
    /// # Errors
    /// As [`Self::verify`]; [`StoreError::Closed`] where it was ended.
    pub fn verify_telling(
        &self,
        stop: &StopRequest,
        told: &mut dyn FnMut(VerifyProgress),
    ) -> Result<FileVerdict, StoreError> {
        self.until(stop, || self.look_through(stop, told))
    }

    fn look_through(
        &self,
        stop: &StopRequest,
        told: &mut dyn FnMut(VerifyProgress),
    ) -> Result<FileVerdict, StoreError> {
        let _snapshot = self.snapshot()?;
        told(VerifyProgress { part: VerifyPart::Pages, done: 0, of: 0 });
        self.check_structure()?;
        let mut tables = |done, of| told(VerifyProgress { part: VerifyPart::Tables, done, of });
        let mut verdict = FileVerdict { altered: self.altered_rows(stop, &mut tables)?, ..FileVerdict::default() };
        verdict.tables = u64::try_from(self.summed_tables()?.len()).unwrap_or(u64::MAX);
        verdict.wrong_tallies = self.tallies_at_this_moment()?;
        self.verify_steps(&mut verdict, told)?;
        for (order_no, fault) in marks::verify::faults(self.db())? {
            verdict.edited = verdict.edited.saturating_add(1);
            verdict.first_edited.get_or_insert((order_no, fault));
        }
        verdict.people_altered = !operators::verify::stands(self.db())?;
        verdict.anonymous = self.count_dangling()?;
        Ok(verdict)
    }

    fn verify_steps(&self, verdict: &mut FileVerdict, told: &mut dyn FnMut(VerifyProgress)) -> Result<(), StoreError> {
        let db = self.db();
        let of: i64 = db.value("SELECT COUNT(*) FROM orders WHERE shop_id = ?1", params![db.shop])?;
        let of = u64::try_from(of).unwrap_or_default();
        let sql = format!(
            "SELECT o.order_no AS walked_order_no, o.state AS order_state, o.history_head, h.chain,
                 h.step IS NULL AS without_steps, {} {WALK}",
            chain::COLUMNS
        );
        let mut walk: Option<OrderWalk> = None;
        db.each(&sql, params![db.shop], |row| {
            let order_no: OrderNo = row.get("walked_order_no")?;
            if walk.as_ref().is_none_or(|walk| walk.order_no != order_no) {
                self.end(walk.take(), verdict)?;
                if verdict.orders.is_multiple_of(ORDERS_BETWEEN_WORDS) {
                    told(VerifyProgress { part: VerifyPart::Orders, done: verdict.orders, of });
                }
                walk = Some(OrderWalk {
                    order_no,
                    state: row.get("order_state")?,
                    head: row.get("history_head")?,
                    last: None,
                    steps: 0,
                    fault: None,
                    order_stands: String::new(),
                    refunds_stand: BTreeMap::new(),
                    paid: None,
                    refunds_money: BTreeMap::new(),
                    shipment_stands: None,
                });
            }
            if let (Some(walk), false) = (&mut walk, row.get("without_steps")?) {
                walk.step(&chain::KeptRow::read(row)?, row.get("chain")?);
                verdict.steps = verdict.steps.saturating_add(1);
            }
            Ok(())
        })?;
        self.end(walk, verdict)
    }

    /// All steps of an order went by.
    fn end(&self, walk: Option<OrderWalk>, verdict: &mut FileVerdict) -> Result<(), StoreError> {
        let Some(walk) = walk else { return Ok(()) };
        verdict.orders = verdict.orders.saturating_add(1);
        let cut_off = walk.last.is_none() || walk.head != walk.last;
        let fault = match walk.fault {
            None if cut_off => Some(HistoryFault::CutOff),
            None if walk.order_stands != walk.state => Some(HistoryFault::States),
            None if !self.refunds_stand(&walk)? || !self.shipment_stands(&walk)? => Some(HistoryFault::States),
            None if !self.money_stands(&walk, verdict)? => Some(HistoryFault::Money),
            fault => fault,
        };
        if let Some(fault) = fault {
            verdict.edited = verdict.edited.saturating_add(1);
            verdict.first_edited.get_or_insert((walk.order_no.clone(), fault));
        }
        let db = self.db();
        if !db.value::<bool>(&SUMS, params![db.shop, walk.order_no])? {
            verdict.wrong_sums = verdict.wrong_sums.saturating_add(1);
            verdict.first_wrong_sum.get_or_insert(walk.order_no);
        }
        Ok(())
    }

    /// True if every refund of the order stands where its last step left it.
    fn refunds_stand(&self, walk: &OrderWalk) -> Result<bool, StoreError> {
        let db = self.db();
        let sql = "SELECT refund_no, state FROM refunds WHERE shop_id = ?1 AND order_no = ?2";
        let rows: Vec<(String, String)> =
            db.list(sql, params![db.shop, walk.order_no], |row| Ok((row.get("refund_no")?, row.get("state")?)))?;
        Ok(rows.into_iter().collect::<BTreeMap<_, _>>() == walk.refunds_stand)
    }

    /// True if what was paid and what goes back is what the steps say, by the transactions they say.
    fn money_stands(&self, walk: &OrderWalk, verdict: &mut FileVerdict) -> Result<bool, StoreError> {
        let db = self.db();
        let paid = "SELECT o.paid_fen, p.transaction_id FROM orders o
            JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no
            WHERE o.shop_id = ?1 AND o.order_no = ?2 AND o.paid_fen > 0";
        let refunds = "SELECT refund_no, amount_fen, transaction_id FROM refunds WHERE shop_id = ?1 AND order_no = ?2";
        let of = params![db.shop, walk.order_no];
        let paid: Option<VerifiedMoney> =
            db.find(paid, of, |row| Ok((row.get("paid_fen")?, row.get("transaction_id")?)))?;
        let refunds: Vec<(String, VerifiedMoney)> = db.list(refunds, of, |row| {
            Ok((row.get("refund_no")?, (row.get("amount_fen")?, row.get("transaction_id")?)))
        })?;
        let by_step = |refund_no: &String| walk.refunds_money.get(refund_no);
        let older = refunds.iter().filter(|(refund_no, _)| by_step(refund_no).is_none()).count();
        let older = older.saturating_add(usize::from(walk.paid.is_none() && paid.is_some()));
        verdict.without_amounts = verdict.without_amounts.saturating_add(u64::try_from(older).unwrap_or(u64::MAX));
        Ok((walk.paid.is_none() || walk.paid == paid)
            && refunds.iter().all(|(refund_no, money)| by_step(refund_no).is_none_or(|kept| kept == money)))
    }

    /// True if the order's shipment stands where its last step left it.
    fn shipment_stands(&self, walk: &OrderWalk) -> Result<bool, StoreError> {
        let Some(wanted) = &walk.shipment_stands else { return Ok(true) };
        let db = self.db();
        let sql = "SELECT report FROM shipments WHERE shop_id = ?1 AND order_no = ?2";
        let found: Option<String> = db.find_value(sql, params![db.shop, walk.order_no])?;
        Ok(found.unwrap_or_default() == *wanted)
    }
}
