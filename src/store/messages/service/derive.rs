//! The message a step of the history asks for, written in the commit of the step itself: a step that stands is told, one that
//! was rolled back never was. What nobody allowed is written down too, so that the order can say it.

use crate::domain::{
    ComplaintId, GRANTS_MAX, MessageEvent, MessageState, MessageTrouble, OpenId, OrderNo, OrderState, REPORT_HOLD_SECS,
    RefundNo, RefundState, Transition, UnixSeconds,
};
use crate::store::{
    StoreError,
    engine::{db::Db, value::params},
};

/// A message that is about to be written.
pub(super) struct NewServiceMessage<'a> {
    pub event: MessageEvent,
    /// With the event and the reader, once.
    pub occasion: &'a str,
    pub order_no: Option<&'a OrderNo>,
    pub refund_no: Option<&'a RefundNo>,
    pub complaint: Option<(&'a ComplaintId, u32)>,
    pub at: UnixSeconds,
    /// When it may leave.
    pub next_at: UnixSeconds,
}

impl<'a> NewServiceMessage<'a> {
    const fn of_order(event: MessageEvent, order_no: &'a OrderNo, occasion: &'a str, at: UnixSeconds) -> Self {
        Self { event, occasion, order_no: Some(order_no), refund_no: None, complaint: None, at, next_at: at }
    }
}

/// After a step of `order_no`.
pub(in crate::store) fn after_step(
    db: Db<'_>,
    order_no: &OrderNo,
    (step, refund_no): (&Transition, Option<&RefundNo>),
    at: UnixSeconds,
) -> Result<(), StoreError> {
    match (step, refund_no) {
        (Transition::Order(Some(OrderState::Shipped), OrderState::ToShip), _) => take_back(db, order_no),
        (Transition::Order(before, OrderState::ToShip), _) if *before != Some(OrderState::ToShip) => {
            paid(db, order_no, at)
        }
        (Transition::Order(Some(before), OrderState::Shipped), _) if *before != OrderState::Shipped => {
            if is_picked_up(db, order_no)? {
                return Ok(());
            }
            // The owner can take it back for so long.
            let message = NewServiceMessage::of_order(MessageEvent::Shipped, order_no, order_no.as_str(), at);
            tell_buyer(db, order_no, &NewServiceMessage { next_at: at.plus(REPORT_HOLD_SECS), ..message })
        }
        (Transition::Refund(before, RefundState::Refunded), Some(refund_no))
            if *before != Some(RefundState::Refunded) =>
        {
            of_refund(db, order_no, (MessageEvent::Refunded, refund_no), at)
        }
        (Transition::Refund(Some(RefundState::Requested), RefundState::Rejected), Some(refund_no)) => {
            of_refund(db, order_no, (MessageEvent::RefundRefused, refund_no), at)
        }
        _ => Ok(()),
    }
}

/// WeChat has the shop's answer to a complaint.
pub(in crate::store) fn after_answer(
    db: Db<'_>,
    complaint_id: &ComplaintId,
    task_no: u32,
    at: UnixSeconds,
) -> Result<(), StoreError> {
    let sql = "SELECT order_no FROM complaints WHERE shop_id = ?1 AND complaint_id = ?2 AND order_no IS NOT NULL";
    let Some(order_no) = db.find_value::<OrderNo>(sql, params![db.shop, complaint_id])? else { return Ok(()) };
    let occasion = format!("{complaint_id}#{task_no}");
    let message = NewServiceMessage {
        complaint: Some((complaint_id, task_no)),
        ..NewServiceMessage::of_order(MessageEvent::ComplaintAnswered, &order_no, &occasion, at)
    };
    tell_buyer(db, &order_no, &message)
}

/// The owner and the workers hear of the money, and a buyer who comes for it reads the code.
fn paid(db: Db<'_>, order_no: &OrderNo, at: UnixSeconds) -> Result<(), StoreError> {
    let message = NewServiceMessage::of_order(MessageEvent::Paid, order_no, order_no.as_str(), at);
    if let Some(template_id) = template(db, MessageEvent::Paid)? {
        let sql = "SELECT openid FROM service_receivers WHERE shop_id = ?1 ORDER BY bound_at, openid";
        let readers: Vec<OpenId> = db.values(sql, params![db.shop])?;
        for openid in readers {
            add(db, &message, &openid, &template_id)?;
        }
    }
    if is_picked_up(db, order_no)? {
        let ready = NewServiceMessage { event: MessageEvent::PickupReady, ..message };
        tell_buyer(db, order_no, &ready)?;
    }
    Ok(())
}

fn of_refund(
    db: Db<'_>,
    order_no: &OrderNo,
    (event, refund_no): (MessageEvent, &RefundNo),
    at: UnixSeconds,
) -> Result<(), StoreError> {
    let message = NewServiceMessage::of_order(event, order_no, refund_no.as_str(), at);
    tell_buyer(db, order_no, &NewServiceMessage { refund_no: Some(refund_no), ..message })
}

fn tell_buyer(db: Db<'_>, order_no: &OrderNo, message: &NewServiceMessage<'_>) -> Result<(), StoreError> {
    let Some(template_id) = template(db, message.event)? else { return Ok(()) };
    let sql = "SELECT openid FROM orders WHERE shop_id = ?1 AND order_no = ?2";
    let openid: Option<OpenId> = db.find_value(sql, params![db.shop, order_no])?;
    openid.map_or(Ok(()), |openid| add(db, message, &openid, &template_id))
}

pub(super) fn template(db: Db<'_>, event: MessageEvent) -> Result<Option<String>, StoreError> {
    let sql = "SELECT template_id FROM service_templates WHERE shop_id = ?1 AND event = ?2";
    db.find_value(sql, params![db.shop, event])
}

fn is_picked_up(db: Db<'_>, order_no: &OrderNo) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM pickups WHERE shop_id = ?1 AND order_no = ?2)";
    db.value(sql, params![db.shop, order_no])
}

/// Once: what stands there already is not said again. A permission is set aside for it.
pub(super) fn add(
    db: Db<'_>,
    new: &NewServiceMessage<'_>,
    openid: &OpenId,
    template_id: &str,
) -> Result<(), StoreError> {
    let known = "SELECT EXISTS (SELECT 1 FROM service_messages
                     WHERE shop_id = ?1 AND event = ?2 AND occasion = ?3 AND openid = ?4)";
    if db.value(known, params![db.shop, new.event, new.occasion, openid])? {
        return Ok(());
    }
    let take = "UPDATE service_grants SET count = count - 1, changed_at = ?4
                WHERE shop_id = ?1 AND openid = ?2 AND template_id = ?3 AND count > 0";
    let allowed = db.run(take, params![db.shop, openid, template_id, new.at])? == 1;
    let (state, trouble) = if allowed {
        (MessageState::Waiting, None)
    } else {
        (MessageState::NotSent, Some(MessageTrouble::NoPermission))
    };
    let next = "SELECT COALESCE(MAX(message_no), 0) + 1 FROM service_messages WHERE shop_id = ?1";
    let message_no: u32 = db.value(next, params![db.shop])?;
    let (complaint_id, task_no) = (new.complaint.map(|it| it.0), new.complaint.map(|it| it.1));
    db.run_one(
        "INSERT INTO service_messages (shop_id, message_no, event, occasion, order_no, refund_no, complaint_id, task_no,
             openid, template_id, state, trouble, detail, tries, made_at, changed_at, next_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, '', 0, ?13, ?13, ?14)",
        params![
            db.shop,
            message_no,
            new.event,
            new.occasion,
            new.order_no,
            new.refund_no,
            complaint_id,
            task_no,
            openid,
            template_id,
            state,
            trouble,
            new.at,
            new.next_at
        ],
    )
}

/// The shipment was taken back before its message left: it is as if there had been none.
fn take_back(db: Db<'_>, order_no: &OrderNo) -> Result<(), StoreError> {
    let waits = "SELECT openid, template_id FROM service_messages
                 WHERE shop_id = ?1 AND order_no = ?2 AND event = 'shipped' AND state = 'waiting'";
    let read = |row: &crate::store::engine::row::Row<'_>| Ok((row.get("openid")?, row.get("template_id")?));
    let waiting: Vec<(OpenId, String)> = db.list(waits, params![db.shop, order_no], read)?;
    for (openid, template_id) in waiting {
        give_back(db, &openid, &template_id)?;
    }
    let gone = "DELETE FROM service_messages WHERE shop_id = ?1 AND order_no = ?2 AND event = 'shipped'
                    AND (state = 'waiting' OR (state = 'not_sent' AND trouble = 'no_permission'))";
    db.run(gone, params![db.shop, order_no]).map(drop)
}

/// A permission that was set aside was not needed.
pub(super) fn give_back(db: Db<'_>, openid: &OpenId, template_id: &str) -> Result<(), StoreError> {
    let sql = "UPDATE service_grants SET count = count + 1
               WHERE shop_id = ?1 AND openid = ?2 AND template_id = ?3 AND count < ?4";
    db.run(sql, params![db.shop, openid, template_id, GRANTS_MAX]).map(drop)
}
