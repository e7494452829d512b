//! A message on its way: the row that says so stands before the call, and what nobody knows is never said again.

use super::{derive, permissions};
use crate::base::failpoints::failpoint;
use crate::domain::{MessageState, MessageStep, MessageTrouble, OpenId, UnixSeconds};
use crate::store::{
    CommitFuture, Refusal, ServiceMessageUpdate, Store, StoreError,
    engine::{db::Db, row::Row, value::params},
    messages::{self, Direction},
    ownership::restores::held,
};

const DETAIL_MAX: usize = 300;

impl Store {
    /// The call is about to leave. Refused while the shop catches up, or is not run from here.
    pub fn begin_service_message(&self, message_no: u32, now: UnixSeconds) -> CommitFuture<()> {
        self.write_before_leaving(move |db| {
            held::must_not_be_held(db)?;
            let state =
                MessageHead::read(db, message_no)?.state.after(MessageStep::Send).map_err(|_| Refusal::Stale)?;
            let sql =
                "UPDATE service_messages SET state = ?3, trouble = NULL, code = NULL, detail = '', changed_at = ?4
                       WHERE shop_id = ?1 AND message_no = ?2";
            db.run_one(sql, params![db.shop, message_no, state, now])?;
            failpoint("before-commit");
            Ok(())
        })
    }

    /// A step that came out of a call. A late or repeated one changes nothing.
    pub fn step_service_message(&self, update: ServiceMessageUpdate, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| step(db, &update, now))
    }

    /// Once at start, and where a call was cut off: it may have arrived. Answers how many.
    pub fn doubt_interrupted_messages(&self, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| {
            let sql = "UPDATE service_messages SET state = 'unknown', trouble = 'cut_off', changed_at = ?2
                       WHERE shop_id = ?1 AND state = 'sending'";
            db.run(sql, params![db.shop, now])
        })
    }
}

/// What decides about a message.
struct MessageHead {
    state: MessageState,
    openid: OpenId,
    template_id: String,
}

impl MessageHead {
    fn read(db: Db<'_>, message_no: u32) -> Result<Self, StoreError> {
        let sql = "SELECT state, openid, template_id FROM service_messages WHERE shop_id = ?1 AND message_no = ?2";
        let read = |row: &Row<'_>| {
            let (state, openid) = (row.get("state")?, row.get("openid")?);
            Ok(Self { state, openid, template_id: row.get("template_id")? })
        };
        Ok(db.find(sql, params![db.shop, message_no], read)?.ok_or(Refusal::NotFound)?)
    }
}

fn step(db: Db<'_>, update: &ServiceMessageUpdate, now: UnixSeconds) -> Result<(), StoreError> {
    let before = MessageHead::read(db, update.message_no)?;
    let Ok(state) = before.state.after(update.step) else { return Ok(()) };
    if let Some(answer) = &update.answer {
        let sql =
            "SELECT order_no FROM service_messages WHERE shop_id = ?1 AND message_no = ?2 AND order_no IS NOT NULL";
        let order_no = db.find_value(sql, params![db.shop, update.message_no])?;
        messages::keep(db, Direction::Answer, answer, (order_no.as_ref(), None), now)?;
    }
    let trouble = update.trouble.as_ref().map(|it| it.0);
    let code = update.trouble.as_ref().and_then(|it| it.1);
    let detail: String = update.trouble.as_ref().map_or("", |it| it.2.as_str()).chars().take(DETAIL_MAX).collect();
    let later = u32::from(update.step == MessageStep::Later);
    db.run_one(
        "UPDATE service_messages SET state = ?3, trouble = ?4, code = ?5, detail = ?6, wechat_id = COALESCE(?7, wechat_id),
             tries = tries + ?8, next_at = ?9, changed_at = ?10
         WHERE shop_id = ?1 AND message_no = ?2",
        params![
            db.shop,
            update.message_no,
            state,
            trouble,
            code,
            detail,
            update.wechat_id,
            later,
            update.next_at,
            now
        ],
    )?;
    let whose = (&before.openid, before.template_id.as_str());
    match (state, trouble) {
        (MessageState::NotSent, Some(trouble)) if trouble.uses_permissions_up() => {
            permissions::none_left(db, whose, now)
        }
        // It was refused for another reason: the permission is still there.
        (MessageState::NotSent, Some(trouble)) if trouble != MessageTrouble::NotDelivered => {
            derive::give_back(db, whose.0, whose.1)
        }
        _ => Ok(()),
    }
}
