//! What a message says, read from the rows at the moment it leaves.

use crate::jobs::MessageVoice;
use crate::{
    domain::{MessageFacts, UnixSeconds, goods_text},
    store::{OrderDetail, Reader, ServiceMessageRow, StoreError},
};

/// What is said of a message's subject; `None` where its order is not there any more.
pub(super) fn facts_of(
    reader: &Reader,
    row: &ServiceMessageRow,
    voice: &MessageVoice,
) -> Result<Option<MessageFacts>, StoreError> {
    let Some(order_no) = &row.subject.order_no else {
        return Ok(Some(MessageFacts::sample(&voice.shop_name, voice.lang, row.made_at)));
    };
    let Some(order) = reader.order(order_no)? else { return Ok(None) };
    let mut facts = of_order(&order, row.made_at, voice);
    if let Some(carrier) = order.parcel.as_ref().map(|parcel| parcel.carrier.as_str()) {
        let known = reader.carriers()?.into_iter().find(|known| known.id == carrier);
        facts.carrier = known.map_or_else(|| carrier.to_owned(), |known| known.name);
    }
    if let Some(refund_no) = &row.subject.refund_no
        && let Some(refund) = reader.refund(refund_no)?
    {
        facts.amount = refund.row.amount;
        facts.reason.clone_from(&refund.reply);
    }
    if let Some((complaint_id, task_no)) = &row.subject.complaint
        && let Some(complaint) = reader.complaint(complaint_id)?
    {
        let said = complaint.tasks.iter().find(|task| task.task_no == *task_no);
        facts.reason = said.map_or_else(String::new, |task| task.words.clone());
    }
    Ok(Some(facts))
}

fn of_order(order: &OrderDetail, at: UnixSeconds, voice: &MessageVoice) -> MessageFacts {
    let lines = order.lines.iter().map(|line| (line.name.as_str(), line.quantity.get()));
    MessageFacts {
        order_no: order.row.key.order_no.to_string(),
        goods: goods_text(lines),
        amount: order.row.total,
        at,
        shop_name: voice.shop_name.clone(),
        tracking_no: order.parcel.as_ref().map_or_else(String::new, |parcel| parcel.tracking_no.clone()),
        pickup_code: order.pickup.as_ref().map_or_else(String::new, ToString::to_string),
        ..MessageFacts::default()
    }
}
