//! Payments to this shop under numbers it never gave out. WeChat is asked about each; what it confirms becomes an order
//! from elsewhere that waits for the owner, everything else is given up with the reason kept.

use crate::domain::{
    Attention, AttentionCause, Fen, OpenId, OrderNo, OrderState, PaidFacts, PaymentState, SignType, StepReason,
    UnixSeconds, UnpaidAnswer,
};
use crate::store::{
    Actor, Due, OrderMoved, OrderUpdate, OrderWord, RawMessage, Reader, StoreError, UnknownPayment,
    engine::{db::Db, row::Row, value::params},
    history::{self, HistoryStep, StepCause},
    messages::{self, Direction},
    money::bills::steps,
    money::payments::{
        self,
        extras::{CURRENCY, belongs_elsewhere, keep_extra},
        merchants,
    },
    orders::{counts, row::OrderHead},
};
use crate::store::{CommitFuture, Store};

/// WeChat's "no such payment" counts this often: its own books may be a moment behind its notification.
const NOES_MAX: u32 = 5;
/// Numbers that are asked about at one time, and given up ones that are kept. Only whoever has the key can make any.
const UNKNOWN_MAX: u32 = 1_000;
/// A number that was given up is asked about again when it is notified of again, but not sooner than this.
const REOPEN_SECS: i64 = 60 * 60;
/// Stands for a payer WeChat does not name. No mini program gives out such an openid.
pub(in crate::store) const NOBODY: &str = "nobody";

impl Store {
    /// WeChat confirms a payment to us under a number we do not know: kept as an order from elsewhere that waits for the
    /// owner, unseen. Nothing of it is shipped unless the owner accepts it.
    pub fn adopt_order(
        &self,
        facts: PaidFacts,
        answer: Option<RawMessage>,
        now: UnixSeconds,
    ) -> CommitFuture<OrderMoved> {
        self.write(move |db| adopt(db, &facts, answer.as_ref(), now))
    }

    /// WeChat was asked about an unknown number and did not say that it was paid. Asked again, until it
    /// has said no a few times: then it is given up, with the reason kept.
    pub fn leave_unknown_payment(&self, update: OrderUpdate, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| leave(db, &update, now))
    }
}

/// A rightly signed notification of a number nobody here knows. True if WeChat is now to be asked about it.
pub(in crate::store) fn found(
    db: Db<'_>,
    facts: &PaidFacts,
    message: &RawMessage,
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    if !may_ask(db, &facts.order_no, now)? {
        return Ok(false);
    }
    let mch_id = merchants::current(db)?.map(|merchant| merchant.mch_id);
    db.run_one(
        "INSERT INTO strays (shop_id, order_no, state, sign_type, message_id, found_at, asks, noes, next_ask_at, why, changed_at,
             mch_id, app_id, held)
         VALUES (?1, ?2, 'asking', ?3, ?4, ?5, 0, 0, ?5, '', ?5, ?6, ?7, 0)
         ON CONFLICT (shop_id, order_no) DO UPDATE SET state = 'asking', sign_type = excluded.sign_type,
             message_id = excluded.message_id, asks = 0, noes = 0, next_ask_at = excluded.next_ask_at, why = '',
             changed_at = excluded.changed_at, mch_id = excluded.mch_id, app_id = excluded.app_id, held = 0",
        params![db.shop, facts.order_no, facts.sign_type, message.id, now, mch_id, facts.app_id],
    )?;
    Ok(true)
}

/// The owner wants WeChat asked about a number nobody here knows, because its bill has it. At once, also where it was given
/// up before. How it is asked about decides how the answer must be signed.
pub(in crate::store) fn ask_about(
    db: Db<'_>,
    order_no: &OrderNo,
    sign_type: SignType,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let merchant = merchants::current(db)?;
    let (mch_id, app_id) = (merchant.as_ref().map(|own| &own.mch_id), merchant.as_ref().map(|own| &own.app_id));
    db.run_one(
        "INSERT INTO strays (shop_id, order_no, state, sign_type, message_id, found_at, asks, noes, next_ask_at, why, changed_at,
             mch_id, app_id, held)
         VALUES (?1, ?2, 'asking', ?3, '', ?4, 0, 0, ?4, '', ?4, ?5, ?6, 0)
         ON CONFLICT (shop_id, order_no) DO UPDATE SET state = 'asking', asks = 0, noes = 0,
             next_ask_at = excluded.next_ask_at, why = '', changed_at = excluded.changed_at, held = 0",
        params![db.shop, order_no, sign_type, now, mch_id, app_id],
    )
}

/// True where nobody asks about the number yet, it was not given up a moment ago, and not too many are asked about.
fn may_ask(db: Db<'_>, order_no: &OrderNo, now: UnixSeconds) -> Result<bool, StoreError> {
    let known: Option<(String, UnixSeconds)> = db.find(
        "SELECT state, changed_at FROM strays WHERE shop_id = ?1 AND order_no = ?2",
        params![db.shop, order_no],
        |row| Ok((row.get("state")?, row.get("changed_at")?)),
    )?;
    match known {
        Some((state, ended)) => Ok(state == "given_up" && now.since(ended).abs() >= REOPEN_SECS),
        None if asked_about(db)? >= UNKNOWN_MAX => {
            tracing::error!("too many unknown numbers are asked about; this one is not");
            Ok(false)
        }
        None => Ok(true),
    }
}

/// A number nobody here knows stands in WeChat's shipping index. True if WeChat is now to be asked about it.
pub(in crate::store) fn ask_about_listed(
    db: Db<'_>,
    order_no: &OrderNo,
    sign_type: SignType,
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    let may = may_ask(db, order_no, now)?;
    if may {
        ask_about(db, order_no, sign_type, now)?;
    }
    Ok(may)
}

fn asked_about(db: Db<'_>) -> Result<u32, StoreError> {
    db.value("SELECT COUNT(*) FROM strays WHERE shop_id = ?1 AND state = 'asking'", params![db.shop])
}

/// WeChat did not say that it was paid.
pub(in crate::store) fn leave(db: Db<'_>, update: &OrderUpdate, now: UnixSeconds) -> Result<(), StoreError> {
    let order_no = &update.order_no;
    if let Some(answer) = &update.answer {
        messages::keep(db, Direction::Answer, answer, (Some(order_no), None), now)?;
    }
    let why = match update.word {
        OrderWord::Unpaid(why) => why,
        OrderWord::Paid(_) => UnpaidAnswer::NoAnswer,
    };
    let no = why != UnpaidAnswer::NoAnswer;
    db.run(
        "UPDATE strays SET asks = asks + 1, noes = noes + ?3, why = ?4, changed_at = ?5,
             state = CASE WHEN noes + ?3 >= ?7 THEN 'given_up' ELSE 'asking' END,
             next_ask_at = CASE WHEN noes + ?3 >= ?7 THEN NULL ELSE ?6 END
         WHERE shop_id = ?1 AND order_no = ?2 AND state = 'asking'",
        params![db.shop, order_no, no, why.as_str(), now, update.next_ask_at, NOES_MAX],
    )?;
    db.run(
        "DELETE FROM strays WHERE shop_id = ?1 AND order_no IN (SELECT order_no FROM strays
             WHERE shop_id = ?1 AND state = 'given_up' ORDER BY changed_at DESC, order_no DESC LIMIT 8 OFFSET ?2)",
        params![db.shop, UNKNOWN_MAX],
    )?;
    Ok(())
}

/// WeChat confirms the payment: the money is the shop's, and a person decides what it is for.
pub(in crate::store) fn adopt(
    db: Db<'_>,
    facts: &PaidFacts,
    answer: Option<&RawMessage>,
    now: UnixSeconds,
) -> Result<OrderMoved, StoreError> {
    end(db, &facts.order_no, "adopted", now)?;
    if OrderHead::find(db, &facts.order_no)?.is_some() {
        // Known by now (a file that was brought back): then it is a word about that order.
        let (order_no, word) = (facts.order_no.clone(), OrderWord::Paid(facts.clone()));
        let update = OrderUpdate { order_no, word, answer: answer.cloned(), next_ask_at: now };
        return payments::confirm::record(db, &update, now);
    }
    if let Some(answer) = answer {
        messages::keep(db, Direction::Answer, answer, (Some(&facts.order_no), None), now)?;
    }
    // Fen of ours can be shipped for and given back; other money, or another order's, is only shown.
    let ours = facts.currency == CURRENCY && !belongs_elsewhere(db, &facts.order_no, &facts.transaction_id)?;
    insert(db, facts, ours, now)?;
    let state = if ours { PaymentState::Confirmed } else { PaymentState::Conflict };
    insert_payment(db, facts, state)?;
    let cause = StepCause::of(Actor::WeChat, now).message(answer.map(|answer| &answer.id));
    let step = if ours { HistoryStep::Paid(None, state, facts) } else { HistoryStep::Payment(None, state) };
    history::add(db, &facts.order_no, &step, cause.why(&StepReason::Transaction(facts.transaction_id.clone())))?;
    let marked = StepReason::Attention(Attention::FromElsewhere, AttentionCause::Marked);
    let why = cause.why(&marked);
    history::add(db, &facts.order_no, &HistoryStep::Order(None, OrderState::NeedsOwner), why)?;
    if ours {
        counts::add_income(db, facts.paid_at, facts.total)?;
    } else {
        keep_extra(db, &facts.order_no, facts, Attention::FromElsewhere, now)?;
    }
    steps::if_taken(db, &facts.order_no, now)?;
    Ok(OrderMoved::NeedsOwner)
}

fn end(db: Db<'_>, order_no: &OrderNo, state: &str, now: UnixSeconds) -> Result<(), StoreError> {
    db.run(
        "UPDATE strays SET state = ?3, next_ask_at = NULL, asks = asks + 1, why = '', changed_at = ?4
         WHERE shop_id = ?1 AND order_no = ?2 AND state = 'asking'",
        params![db.shop, order_no, state, now],
    )?;
    Ok(())
}

fn insert(db: Db<'_>, facts: &PaidFacts, ours: bool, now: UnixSeconds) -> Result<(), StoreError> {
    let nobody = OpenId::parse(NOBODY).ok();
    let (paid, paid_at) = if ours { (facts.total, Some(facts.paid_at)) } else { (Fen::ZERO, None) };
    db.run_one(
        "INSERT INTO orders (shop_id, order_no, openid, version, state, source, attention, unseen, total_fen, paid_fen,
             refunded_fen, in_flight_fen, items, receiver_name, receiver_phone, receiver_address, note, created_at, paid_at)
         VALUES (?1, ?2, ?3, 1, 'needs_owner', 'elsewhere', 'from_elsewhere', 1, ?4, ?5, 0, 0, '', '', '', '', '', ?6, ?7)",
        params![db.shop, facts.order_no, facts.openid.as_ref().or(nobody.as_ref()), facts.total, paid, now, paid_at],
    )?;
    counts::move_order(db, None, OrderHead::read(db, &facts.order_no)?.counted())
}

fn insert_payment(db: Db<'_>, facts: &PaidFacts, state: PaymentState) -> Result<(), StoreError> {
    let transaction_id = (state == PaymentState::Confirmed).then_some(&facts.transaction_id);
    let merchant = merchants::current(db)?;
    let app_id = facts.app_id.as_ref().or(merchant.as_ref().map(|merchant| &merchant.app_id));
    let mch_id = merchant.as_ref().map(|merchant| &merchant.mch_id);
    db.run_one(
        "INSERT INTO payments (shop_id, order_no, state, sign_type, transaction_id, pay_before, asks, mch_id, app_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8)",
        params![db.shop, facts.order_no, state, facts.sign_type, transaction_id, facts.paid_at, mch_id, app_id],
    )
}

fn unknown_payment_from(row: &Row<'_>) -> Result<UnknownPayment, StoreError> {
    Ok(UnknownPayment {
        order_no: row.get("order_no")?,
        sign_type: row.get("sign_type")?,
        asks: row.get("asks")?,
        noes: row.get("noes")?,
        app_id: row.get("app_id")?,
    })
}

impl Reader {
    /// Unknown numbers WeChat is to be asked about now, longest due first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_unknown_payments(&self, now: UnixSeconds, limit: u32) -> Result<Due<UnknownPayment>, StoreError> {
        let db = self.db();
        let sql = "SELECT order_no, sign_type, asks, noes, app_id FROM strays WHERE shop_id = ?1 AND state = 'asking'
                       AND held = 0 AND next_ask_at <= ?2 ORDER BY next_ask_at, order_no LIMIT ?3";
        db.list_due(sql, params![db.shop, now, limit], unknown_payment_from)
    }

    /// When an unknown number is to be asked about next.
    pub(in crate::store) fn next_unknown_payment(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        db.value(
            "SELECT MIN(next_ask_at) FROM strays WHERE shop_id = ?1 AND state = 'asking' AND held = 0",
            params![db.shop],
        )
    }
}
