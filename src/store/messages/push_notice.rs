//! A message of WeChat's push about an order makes its shipment due to be asked about. It moves nothing by itself.

use crate::domain::{NoticeVerdict, OrderNo, PushEvent, PushFacts, PushedOrder, TransactionId, UnixSeconds};
use crate::store::{
    CommitFuture, NoticeOutcome, RawMessage, Store, StoreError,
    engine::{db::Db, value::params},
    messages::{notices, service::permissions},
    money::payments::merchants,
    shipments,
};

impl Store {
    /// A message of the push came, its text as it was opened. It is kept; what WeChat says of the shipment is asked for at
    /// once, where there is one. `moved`: it is due now.
    pub fn record_push(
        &self,
        message: RawMessage,
        read: Result<PushFacts, NoticeVerdict>,
        now: UnixSeconds,
    ) -> CommitFuture<NoticeOutcome> {
        self.write(move |db| {
            let order = read.as_ref().ok().and_then(|facts| facts.event.order());
            let numbers = (order.map(|order| &order.order_no), None);
            let judge = |facts: &PushFacts| judge(db, &facts.event, &message, now);
            notices::record(db, &message, read.as_ref(), now, numbers, judge)
        })
    }
}

fn judge(
    db: Db<'_>,
    event: &PushEvent,
    message: &RawMessage,
    now: UnixSeconds,
) -> Result<(NoticeVerdict, bool), StoreError> {
    let Some(PushedOrder { order_no, transaction_id }) = event.order() else {
        return about_messages(db, event, now).map(|moved| (NoticeVerdict::Accepted, moved));
    };
    if !is_known(db, order_no)? {
        return Ok((NoticeVerdict::UnknownNumber, false));
    }
    if paid_by(db, order_no)?.as_ref() != Some(transaction_id) || merchants::holder_of(db, order_no)?.is_some() {
        return Ok((NoticeVerdict::Differs, false));
    }
    if was_said(db, order_no, &message.text)? {
        return Ok((NoticeVerdict::Repeated, false));
    }
    Ok((NoticeVerdict::Accepted, shipments::updates::ask_settlement_soon(db, order_no, now)?))
}

/// What it says of subscribe messages. Said again it changes nothing more.
fn about_messages(db: Db<'_>, event: &PushEvent, now: UnixSeconds) -> Result<bool, StoreError> {
    let mut moved = false;
    match event {
        PushEvent::PermissionWithdrawn { openid, templates } => {
            for template_id in templates {
                moved |= permissions::withdraw(db, (openid, template_id), now)?;
            }
        }
        PushEvent::MessagesNotDelivered { messages } => {
            for (number, why) in messages {
                moved |= permissions::not_delivered(db, (number, why), now)?;
            }
        }
        _ => {}
    }
    Ok(moved)
}

/// True if there is such an order.
fn is_known(db: Db<'_>, order_no: &OrderNo) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM orders WHERE shop_id = ?1 AND order_no = ?2)";
    db.value(sql, params![db.shop, order_no])
}

/// The transaction that paid an order, once WeChat confirmed one.
fn paid_by(db: Db<'_>, order_no: &OrderNo) -> Result<Option<TransactionId>, StoreError> {
    let sql = "SELECT transaction_id FROM payments WHERE shop_id = ?1 AND order_no = ?2 AND transaction_id IS NOT NULL";
    db.find_value(sql, params![db.shop, order_no])
}

/// True if this very message is on the list. WeChat repeats itself, and so can whoever saw it pass.
fn was_said(db: Db<'_>, order_no: &OrderNo, text: &str) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM messages WHERE shop_id = ?1 AND order_no = ?2 AND direction = 'notice'
                   AND kind = 'push' AND text = ?3)";
    db.value(sql, params![db.shop, order_no, text])
}
