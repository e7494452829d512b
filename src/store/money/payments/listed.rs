//! The second net: payments that stand in WeChat's shipping index. Nothing there becomes money by itself: WeChat is asked about
//! each that is not known as paid, and its signed answer counts.

use crate::domain::{OrderNo, PaymentState, SignType, UnixSeconds};
use crate::store::{
    CommitFuture, Store, StoreError,
    engine::db::Db,
    money::payments::{merchants, row::PaymentRow, unknown},
    orders::row::OrderHead,
};

impl Store {
    /// WeChat's shipping index has payments to this merchant under these numbers. Those that are not known as paid are due to
    /// be asked about now; a number nobody here knows is asked about with `sign_type`. Answers those that are asked about.
    pub fn look_at_listed_payments(
        &self,
        listed: Vec<OrderNo>,
        sign_type: SignType,
        now: UnixSeconds,
    ) -> CommitFuture<Vec<OrderNo>> {
        self.write(move |db| look(db, &listed, sign_type, now))
    }
}

fn look(db: Db<'_>, listed: &[OrderNo], sign_type: SignType, now: UnixSeconds) -> Result<Vec<OrderNo>, StoreError> {
    let mut asked = Vec::new();
    for order_no in listed {
        let due = match OrderHead::find(db, order_no)? {
            Some(_) => known(db, order_no, now)?,
            None => unknown::ask_about_listed(db, order_no, sign_type, now)?,
        };
        if due {
            asked.push(order_no.clone());
        }
    }
    Ok(asked)
}

/// True if it is now due. One whose money is known, in whatever way, is left alone, and so is one that is due anyway.
fn known(db: Db<'_>, order_no: &OrderNo, now: UnixSeconds) -> Result<bool, StoreError> {
    let payment = PaymentRow::read(db, order_no)?;
    let may_be_news = matches!(payment.state, PaymentState::Waiting | PaymentState::Noticed | PaymentState::Closed);
    if !may_be_news || payment.next_ask_at.is_some_and(|at| at <= now) || merchants::holder_of(db, order_no)?.is_some()
    {
        return Ok(false);
    }
    PaymentRow { next_ask_at: Some(now), ..payment.clone() }.save(db, &payment)?;
    Ok(true)
}
