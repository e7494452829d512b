//! Who works at the shop, and what happened to them.

use crate::domain::{NotPermitted, OperatorName, Role, WrongPins};
use crate::store::{
    OperatorRow, OperatorStep, OperatorStepKind, Reader, StoreError,
    engine::{row::Row, value::params},
    operators::verify::role_of,
};

impl Reader {
    /// Everybody who ever worked here, in the order they came; none in a shop without people of its own.
    ///
    /// # Errors
    /// The rows cannot be read.
    pub fn operators(&self) -> Result<Vec<OperatorRow>, StoreError> {
        let db = self.db();
        let sql = "SELECT operator_id, name, role, limit_fen, wrong_pins, wrong_at, added_at, removed_at FROM operators
                   WHERE shop_id = ?1 ORDER BY operator_id";
        db.list(sql, params![db.shop], operator_from)
    }

    /// The newest steps of the people's history, newest first, at most `limit` of them.
    ///
    /// # Errors
    /// The rows cannot be read.
    pub fn operator_steps(&self, limit: u32) -> Result<Vec<OperatorStep>, StoreError> {
        let db = self.db();
        let sql = "SELECT step, at, by_id, operator_id, kind, detail FROM operator_steps WHERE shop_id = ?1
                   ORDER BY step DESC LIMIT ?2";
        db.list(sql, params![db.shop, limit], step_from)
    }
}

fn operator_from(row: &Row<'_>) -> Result<OperatorRow, StoreError> {
    Ok(OperatorRow {
        id: row.get("operator_id")?,
        name: row.get::<OperatorName>("name")?,
        role: Role::of(row.get("role")?, row.get("limit_fen")?),
        wrong: WrongPins { count: row.get("wrong_pins")?, at: row.get("wrong_at")? },
        added_at: row.get("added_at")?,
        removed_at: row.get("removed_at")?,
    })
}

fn step_from(row: &Row<'_>) -> Result<OperatorStep, StoreError> {
    let (kind, detail): (OperatorStepKind, &str) = (row.get("kind")?, row.text("detail")?);
    let refused = if kind == OperatorStepKind::Refused { NotPermitted::parse(detail) } else { None };
    Ok(OperatorStep {
        number: row.get("step")?,
        at: row.get("at")?,
        by: row.get("by_id")?,
        to: row.get("operator_id")?,
        kind,
        refused,
        role: role_of(detail),
    })
}
