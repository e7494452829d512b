//! Shipping by sheet: the run the owner said yes to, chunk by chunk, until its last row. Derived from the rows, so a
//! restart goes on where it stopped.

use super::Shop;
use crate::{
    base::failpoints::failpoint,
    domain::{MessageId, OrderNo, UnixSeconds},
    events::ShopEvent,
    sheets::ship::{ParcelRequest, SheetOrder, ShipSheet, ShipVerdict},
    store::{NewShipRow, NewShipRun, OrderStanding, ShipRowWish, StoreError},
};
use std::collections::HashMap;

/// Rows of one transaction: a crash undoes no more, and buyers who pay meanwhile wait no longer.
const CHUNK: u32 = 20;

impl Shop {
    /// Ships the next rows of the sheet under way. Answers how many rows still wait; 0 where there is nothing to do.
    ///
    /// # Errors
    /// The rows could not be read or written; what was shipped before that stays shipped.
    pub fn ship_sheet(&self, now: UnixSeconds) -> Result<u64, StoreError> {
        let step = self.store.ship_next_rows(CHUNK, now).wait()?;
        if step.shipped.is_empty() && step.refused.is_empty() {
            return Ok(step.waiting);
        }
        failpoint("after-sheet-rows");
        for order_no in step.shipped.iter().chain(&step.refused) {
            self.events.send(&ShopEvent::OrderChanged(order_no.clone()));
        }
        self.events.send(&ShopEvent::ShipRunMoved);
        Ok(step.waiting)
    }
}

/// A judged sheet as the run the owner says yes to: every row of it, good or not.
pub fn ship_run(run_id: MessageId, file: String, sheet: &ShipSheet, verdicts: &[ShipVerdict]) -> NewShipRun {
    let wish = |verdict: &ShipVerdict| match verdict.clone() {
        ShipVerdict::Ship(ParcelRequest { order_no, kind, parcel, .. }) => Ok(ShipRowWish { order_no, kind, parcel }),
        ShipVerdict::Refused(cause) => Err(cause.word()),
    };
    let row = |(row, verdict): (&crate::sheets::ship::ShipRow, &ShipVerdict)| NewShipRow {
        line: row.line,
        cells: row.cells.clone(),
        wish: wish(verdict),
    };
    let rows = sheet.rows.iter().zip(verdicts).map(row).collect();
    NewShipRun { run_id, file, headings: sheet.headings.clone(), rows }
}

/// What the shop knows of the orders of a sheet, as its judge wants it.
pub fn standings(orders: Vec<OrderStanding>) -> HashMap<OrderNo, SheetOrder> {
    let standing = |order: OrderStanding| {
        let OrderStanding { order_no, state, refunding, openid, receiver, to_send } = order;
        (order_no, SheetOrder { state, refunding, openid: openid.as_str().to_owned(), receiver, to_send })
    };
    orders.into_iter().map(standing).collect()
}
