//! Every step of the people's own history: added in the commit of the step itself, never changed, and linked to the one before
//! it, as the history of an order is ([`chain`](crate::store::history::chain)).

use crate::domain::{OperatorId, UnixSeconds};
use crate::store::{
    OperatorStepKind, StoreError,
    engine::{db::Db, row::Row, value::params},
    history::chain::{ChainHash, Linked},
};

/// A step that is taken.
pub(super) struct NewStep<'a> {
    pub to: Option<OperatorId>,
    pub kind: OperatorStepKind,
    pub detail: &'a str,
    pub at: UnixSeconds,
}

/// A row of the steps, without its link.
pub(super) struct KeptOperatorStep {
    pub step: i64,
    pub at: i64,
    pub by_id: Option<u32>,
    pub operator_id: Option<u32>,
    pub kind: String,
    pub detail: String,
}

/// The columns of [`KeptOperatorStep`].
pub(super) const COLUMNS: &str = "step, at, by_id, operator_id, kind, detail";

impl KeptOperatorStep {
    pub fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            step: row.get("step")?,
            at: row.get("at")?,
            by_id: row.get("by_id")?,
            operator_id: row.get("operator_id")?,
            kind: row.get("kind")?,
            detail: row.get("detail")?,
        })
    }

    /// The link of this step behind `last`.
    pub fn behind(&self, shop: &str, last: Option<&ChainHash>) -> ChainHash {
        let to = self.operator_id.map(|id| id.to_string());
        let linked = Linked {
            shop,
            order_no: "",
            step: self.step,
            at: self.at,
            actor: "",
            subject: "operator",
            refund_no: to.as_deref(),
            before: "",
            after: &self.kind,
            why: &self.detail,
            message_id: None,
            amount_fen: None,
            transaction_id: None,
            operator_id: self.by_id,
        };
        linked.behind(last)
    }
}

/// How far the steps are.
struct OperatorChain {
    steps: u32,
    head: ChainHash,
}

/// Adds a step, by whoever acts.
pub(super) fn add(db: Db<'_>, new: &NewStep<'_>) -> Result<(), StoreError> {
    let end = db.find("SELECT steps, head FROM operator_chains WHERE shop_id = ?1", params![db.shop], |row| {
        Ok(OperatorChain { steps: row.get("steps")?, head: row.get("head")? })
    })?;
    let step = KeptOperatorStep {
        step: end.as_ref().map_or(0, |end| i64::from(end.steps)),
        at: new.at.get(),
        by_id: db.operator().map(OperatorId::get),
        operator_id: new.to.map(OperatorId::get),
        kind: new.kind.as_str().to_owned(),
        detail: new.detail.to_owned(),
    };
    let link = step.behind(db.shop.as_str(), end.as_ref().map(|end| &end.head));
    let steps = step.step.saturating_add(1);
    let sql = if end.is_some() {
        "UPDATE operator_chains SET steps = ?2, head = ?3 WHERE shop_id = ?1"
    } else {
        "INSERT INTO operator_chains (shop_id, steps, head) VALUES (?1, ?2, ?3)"
    };
    db.run_one(sql, params![db.shop, steps, link])?;
    db.run_one(
        "INSERT INTO operator_steps (shop_id, step, at, by_id, operator_id, kind, detail, chain)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![db.shop, step.step, new.at, db.operator(), new.to, new.kind, new.detail, link],
    )
}

/// The moment of the newest step; the beginning of time where there is none.
pub(super) fn latest_at(db: Db<'_>) -> Result<UnixSeconds, StoreError> {
    let sql = "SELECT at FROM operator_steps WHERE shop_id = ?1 ORDER BY step DESC LIMIT 1";
    Ok(db.find_value(sql, params![db.shop])?.unwrap_or(UnixSeconds::new(0)))
}

/// Links every step of the shop anew, inside the transaction of whoever moved them (the practice shop only).
pub(in crate::store) fn link_shop(db: Db<'_>) -> Result<(), StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM operator_steps WHERE shop_id = ?1 ORDER BY step");
    let mut last: Option<ChainHash> = None;
    for step in db.list(&sql, params![db.shop], KeptOperatorStep::read)? {
        let link = step.behind(db.shop.as_str(), last.as_ref());
        let sql = "UPDATE operator_steps SET chain = ?3 WHERE shop_id = ?1 AND step = ?2";
        db.run_one(sql, params![db.shop, step.step, link])?;
        last = Some(link);
    }
    match last {
        Some(head) => db.run_one("UPDATE operator_chains SET head = ?2 WHERE shop_id = ?1", params![db.shop, head]),
        None => Ok(()),
    }
}
