//! How many messages somebody allows: what their phone told, and what WeChat's push takes away.

use crate::domain::{GRANTS_MAX, OpenId, PermissionAnswer, UnixSeconds};
use crate::store::{
    CommitFuture, Store, StoreError,
    engine::{db::Db, value::params},
};

impl Store {
    /// A phone told what its owner answered, template by template. Those the shop does not use are left out. Answers how many
    /// permissions were counted.
    pub fn count_permissions(
        &self,
        openid: OpenId,
        answers: Vec<(String, PermissionAnswer)>,
        now: UnixSeconds,
    ) -> CommitFuture<u32> {
        self.write(move |db| {
            let mut counted: u32 = 0;
            for (template_id, answer) in &answers {
                counted = counted.saturating_add(count(db, (&openid, template_id), *answer, now)?);
            }
            Ok(counted)
        })
    }
}

fn count(
    db: Db<'_>,
    (openid, template_id): (&OpenId, &str),
    answer: PermissionAnswer,
    now: UnixSeconds,
) -> Result<u32, StoreError> {
    let used = "SELECT EXISTS (SELECT 1 FROM service_templates WHERE shop_id = ?1 AND template_id = ?2)";
    if !db.value::<bool>(used, params![db.shop, template_id])? {
        return Ok(0);
    }
    match answer {
        PermissionAnswer::Accept => {
            let sql = "INSERT INTO service_grants (shop_id, openid, template_id, count, changed_at) VALUES (?1, ?2, ?3, 1, ?4)
                       ON CONFLICT (shop_id, openid, template_id) DO UPDATE SET count = service_grants.count + 1,
                           changed_at = excluded.changed_at WHERE service_grants.count < ?5";
            let added = db.run(sql, params![db.shop, openid, template_id, now, GRANTS_MAX])?;
            Ok(u32::try_from(added).unwrap_or(0))
        }
        PermissionAnswer::Ban => withdraw(db, (openid, template_id), now).map(|_| 0),
        PermissionAnswer::Reject | PermissionAnswer::Filter => Ok(0),
    }
}

/// Somebody switched a template off by hand: nothing more of it is sent to them. True where any message of theirs waited.
pub(in crate::store) fn withdraw(
    db: Db<'_>,
    (openid, template_id): (&OpenId, &str),
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    none_left(db, (openid, template_id), now)?;
    let sql = "UPDATE service_messages SET state = 'not_sent', trouble = 'no_permission', changed_at = ?4
               WHERE shop_id = ?1 AND openid = ?2 AND template_id = ?3 AND state = 'waiting'";
    Ok(db.run(sql, params![db.shop, openid, template_id, now])? > 0)
}

/// WeChat took a message and says now that it did not reach the phone. True where it is one of the shop's.
pub(in crate::store) fn not_delivered(
    db: Db<'_>,
    (wechat_id, why): (&str, &str),
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    let sql = "UPDATE service_messages SET state = 'not_sent', trouble = 'not_delivered', detail = ?3, changed_at = ?4
               WHERE shop_id = ?1 AND wechat_id = ?2 AND state = 'sent'";
    let why: String = why.chars().take(300).collect();
    Ok(db.run(sql, params![db.shop, wechat_id, why, now])? > 0)
}

/// WeChat says that there is no permission.
pub(super) fn none_left(
    db: Db<'_>,
    (openid, template_id): (&OpenId, &str),
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let sql =
        "UPDATE service_grants SET count = 0, changed_at = ?4 WHERE shop_id = ?1 AND openid = ?2 AND template_id = ?3";
    db.run(sql, params![db.shop, openid, template_id, now]).map(drop)
}
