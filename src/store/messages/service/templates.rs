//! What each event says, as the owner set it; and a message to see whether it arrives.

use super::derive::{self, NewServiceMessage};
use crate::domain::{MessageEvent, MessageTemplate, OpenId, OperatorAction, UnixSeconds};
use crate::store::{
    CommitFuture, Refusal, Store, StoreError, TextPart,
    engine::{db::Db, value::params},
    operators::rights::Attempt,
};

impl Store {
    /// From now on messages about this event are written by this template. [`Refusal::Text`] where WeChat would refuse it.
    pub fn put_message_template(&self, template: MessageTemplate, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::RunShop, now), move |db| put(db, &template, now))
    }

    /// No messages about this event any more. Those that wait are sent no more.
    pub fn drop_message_template(&self, event: MessageEvent, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::RunShop, now), move |db| {
            db.run("DELETE FROM service_templates WHERE shop_id = ?1 AND event = ?2", params![db.shop, event]).map(drop)
        })
    }

    /// A message about nothing, to one of the shop's own people. [`Refusal::NotFound`] where nobody is bound so, or no template
    /// is set.
    pub fn send_test_message(&self, event: MessageEvent, openid: OpenId, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::RunShop, now), move |db| send_test(db, event, &openid, now))
    }
}

fn put(db: Db<'_>, template: &MessageTemplate, now: UnixSeconds) -> Result<(), StoreError> {
    template.check().map_err(|_| Refusal::Text(TextPart::MessageTemplate))?;
    db.run_one(
        "INSERT INTO service_templates (shop_id, event, template_id, fields, changed_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (shop_id, event) DO UPDATE SET template_id = excluded.template_id, fields = excluded.fields,
             changed_at = excluded.changed_at",
        params![db.shop, template.event, template.template_id, template.fields_text(), now],
    )
}

fn send_test(db: Db<'_>, event: MessageEvent, openid: &OpenId, now: UnixSeconds) -> Result<(), StoreError> {
    let bound = "SELECT EXISTS (SELECT 1 FROM service_receivers WHERE shop_id = ?1 AND openid = ?2)";
    let is_bound: bool = db.value(bound, params![db.shop, openid])?;
    let template_id = derive::template(db, event)?.filter(|_| is_bound).ok_or(Refusal::NotFound)?;
    let count = "SELECT COUNT(*) FROM service_messages WHERE shop_id = ?1 AND order_no IS NULL";
    let before: u32 = db.value(count, params![db.shop])?;
    let occasion = format!("test-{}-{before}", now.get());
    let test = NewServiceMessage {
        event,
        occasion: &occasion,
        order_no: None,
        refund_no: None,
        complaint: None,
        at: now,
        next_at: now,
    };
    derive::add(db, &test, openid, &template_id)
}
