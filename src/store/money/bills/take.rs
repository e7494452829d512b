//! Taking WeChat's record over. Nothing of the bill becomes money: WeChat is asked, and its signed answer counts.

use crate::domain::{
    Day, OperatorAction, OrderNo, SignType, UnixSeconds,
    bill_match::{BillSubject, BillWhy},
};
use crate::store::operators::rights::Attempt;
use crate::store::{
    BillTaken, CommitFuture, Refusal, Store, StoreError,
    engine::{db::Db, value::params},
    money::bills::steps,
    money::payments::{merchants, unknown},
    money::refunds::searches,
    orders::row::OrderHead,
};

impl Store {
    /// The owner wants WeChat's record of this difference taken over: WeChat is to be asked at once. `sign_type`: how a
    /// number nobody here knows is asked about. [`Refusal::Stale`] where it is solved, or nothing can be taken over.
    pub fn take_bill_record(
        &self,
        day: Day,
        subject: BillSubject,
        sign_type: SignType,
        now: UnixSeconds,
    ) -> CommitFuture<BillTaken> {
        self.write_as(Attempt::of(OperatorAction::WorkOnBill, now), move |db| take(db, (day, &subject), sign_type, now))
    }
}

fn take(
    db: Db<'_>,
    (day, subject): (Day, &BillSubject),
    sign_type: SignType,
    now: UnixSeconds,
) -> Result<BillTaken, StoreError> {
    let mch_id = merchants::current(db)?.ok_or(Refusal::NotFound)?.mch_id;
    let found: Option<(OrderNo, BillWhy)> = db.find(
        "SELECT order_no, why FROM bill_differences
         WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3 AND subject = ?4 AND solved_at IS NULL",
        params![db.shop, mch_id, day, subject.key()],
        |row| Ok((row.get("order_no")?, row.get("why")?)),
    )?;
    let (order_no, why) = found.ok_or(Refusal::Stale)?;
    if !why.can_be_taken() {
        return Err(Refusal::Stale.into());
    }
    db.run_one(
        "UPDATE bill_differences SET taken_at = ?5 WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3 AND subject = ?4",
        params![db.shop, mch_id, day, subject.key(), now],
    )?;
    if OrderHead::find(db, &order_no)?.is_none() {
        unknown::ask_about(db, &order_no, sign_type, now)?;
        return Ok(BillTaken::UnknownPayment(order_no));
    }
    merchants::must_be_ours(db, &order_no)?;
    steps::by_bill(db, &order_no, day, now)?;
    if matches!(subject, BillSubject::Refund(_)) {
        searches::search(db, &order_no, now)?;
        return Ok(BillTaken::Refunds(order_no));
    }
    db.run(
        "UPDATE payments SET next_ask_at = ?3 WHERE shop_id = ?1 AND order_no = ?2 AND state <> 'unsent'",
        params![db.shop, order_no, now],
    )?;
    Ok(BillTaken::Order(order_no))
}
