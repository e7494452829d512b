//! All that stands beside an order or a refund, with its buyer.

use crate::domain::{MarkSubject, OpenId, OrderNo};
use crate::store::{
    Beside, MarkStep, Reader, StoreError,
    engine::{db::Db, row::Row, value::params},
    orders::marks::{buyers, reads},
};

impl Reader {
    /// What stands beside this order or refund, with its buyer and every tag there is; `None` where it is not there.
    ///
    /// # Errors
    /// What the engine reports.
    pub fn beside(&self, subject: &MarkSubject) -> Result<Option<Beside>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let Some((order_no, openid)) = order_and_buyer(db, subject)? else { return Ok(None) };
        let mut steps = db.list(STEPS_OF_ORDER, params![db.shop, order_no], step_from)?;
        steps.sort_by_key(|(step, row)| (row.at, *step));
        let own = |step: &MarkStep| matches!(subject, MarkSubject::Order(_)) || step.subject == *subject;
        Ok(Some(Beside {
            subject: subject.clone(),
            own: reads::marks(db, subject)?,
            steps: steps.into_iter().map(|(_, row)| row).filter(own).collect(),
            buyer: buyers::card(db, &openid)?,
            tags: reads::tags(db)?,
        }))
    }
}

/// The order of an order or a refund, and who placed it. For a buyer there is no one order.
fn order_and_buyer(db: Db<'_>, subject: &MarkSubject) -> Result<Option<(OrderNo, OpenId)>, StoreError> {
    let sql = match subject {
        MarkSubject::Order(_) => "SELECT order_no, openid FROM orders WHERE shop_id = ?1 AND order_no = ?2",
        MarkSubject::Refund(_) => "SELECT order_no, openid FROM refunds WHERE shop_id = ?1 AND refund_no = ?2",
        MarkSubject::Buyer(_) => return Ok(None),
    };
    db.find(sql, params![db.shop, subject.key()], |row| Ok((row.get("order_no")?, row.get("openid")?)))
}

/// Of an order and its refunds.
pub(in crate::store) const STEPS_OF_ORDER: &str =
    "SELECT s.step, s.at, s.author, s.subject, s.subject_key, s.what, s.words
    FROM marked m CROSS JOIN marked_steps s
    WHERE s.shop_id = m.shop_id AND s.subject = m.subject AND s.subject_key = m.subject_key
        AND m.shop_id = ?1 AND m.order_no = ?2 AND m.subject <> 'buyer'";

/// A step and its number among those of its subject.
fn step_from(row: &Row<'_>) -> Result<(i64, MarkStep), StoreError> {
    let step = row.get("step")?;
    let (at, author, subject) = (row.get("at")?, row.get("author")?, reads::subject_from(row)?);
    Ok((step, MarkStep { at, author, subject, what: row.get("what")?, words: row.get("words")? }))
}
