//! What the window and the job read of fund-flow bills.

use crate::domain::{
    Day,
    fund_flow::{FundMove, FundTotals},
};
use crate::store::{
    FundDay, FundDayPage, Reader, StoreError,
    engine::{row::Row, value::params},
    money::payments::merchants,
};

const DAYS: &str = "
    SELECT day, state, trouble, tries, tried_at, read_at, moves, ins, came_fen, outs, went_fen, opening_fen, closing_fen
    FROM fund_days WHERE shop_id = ?1 AND mch_id = ?2 AND day >= ?3 AND day <= ?4 ORDER BY day DESC";

const MOVES: &str = "
    SELECT l.line, l.moved_at, l.business_no, l.flow_no, l.name, l.kind, l.way, l.fen, l.balance_fen, l.voucher, l.note
    FROM fund_days d
    JOIN fund_moves l ON l.shop_id = d.shop_id AND l.mch_id = d.mch_id AND l.day = d.day AND l.reading = d.reading
    WHERE d.shop_id = ?1 AND d.mch_id = ?2 AND d.day = ?3 AND l.line > ?4 ORDER BY l.line LIMIT ?5";

fn day_from(row: &Row<'_>) -> Result<FundDay, StoreError> {
    Ok(FundDay {
        day: row.get("day")?,
        state: row.get("state")?,
        trouble: row.get("trouble")?,
        tries: row.get("tries")?,
        tried_at: row.get("tried_at")?,
        read_at: row.get("read_at")?,
        totals: FundTotals {
            moves: row.get("moves")?,
            ins: row.get("ins")?,
            came: row.get("came_fen")?,
            outs: row.get("outs")?,
            went: row.get("went_fen")?,
            before: row.get("opening_fen")?,
            after: row.get("closing_fen")?,
        },
    })
}

fn move_from(row: &Row<'_>) -> Result<FundMove, StoreError> {
    Ok(FundMove {
        line: row.get("line")?,
        at: row.get("moved_at")?,
        business_no: row.get("business_no")?,
        flow_no: row.get("flow_no")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        way: row.get("way")?,
        fen: row.get("fen")?,
        balance: row.get("balance_fen")?,
        voucher: row.get("voucher")?,
        note: row.get("note")?,
    })
}

impl Reader {
    /// The days of the fund-flow bills from `first` to `last`, the newest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn fund_days(&self, first: Day, last: Day) -> Result<Vec<FundDay>, StoreError> {
        let db = self.db();
        let Some(merchant) = merchants::current(db)? else { return Ok(Vec::new()) };
        db.list(DAYS, params![db.shop, merchant.mch_id, first, last], day_from)
    }

    /// A day, if its bill was ever asked for, with its movements behind this line, at most `limit`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn fund_day_page(&self, day: Day, after: u32, limit: u32) -> Result<Option<FundDayPage>, StoreError> {
        let db = self.db();
        let _moment = self.snapshot()?;
        let (Some(head), Some(merchant)) = (self.fund_days(day, day)?.into_iter().next(), merchants::current(db)?)
        else {
            return Ok(None);
        };
        let moves = db.list(MOVES, params![db.shop, merchant.mch_id, day, after, limit], move_from)?;
        Ok(Some(FundDayPage { day: head, moves }))
    }
}
