//! A shipment, read and written as a whole: every change goes through [`ShipmentHead::save`], which keeps the counts and
//! the condition that nobody wrote in between.

use crate::domain::{OrderNo, Parcel, ReportState, ReportTrouble, SettleState, ShipKind, UnixSeconds};
use crate::store::{
    Refusal, ShippedParcel, StoreError,
    engine::{
        db::{Changes, Db},
        row::Row,
        value::params,
    },
    orders::counts,
};

const TROUBLE_CHARS_MAX: usize = 300;

/// What can change about a shipment, and what the rules look at.
#[expect(clippy::struct_excessive_bools, reason = "facts about a shipment that do not exclude each other")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct ShipmentHead {
    pub order_no: OrderNo,
    pub kind: ShipKind,
    pub split: bool,
    pub complete: bool,
    pub report: ReportState,
    pub in_doubt: bool,
    pub next_at: UnixSeconds,
    pub tries: u32,
    pub upload_millis: i64,
    pub corrected: bool,
    pub trouble: Option<ReportTrouble>,
    pub shipped_at: UnixSeconds,
    pub reported_at: Option<UnixSeconds>,
    pub changed_at: UnixSeconds,
    pub settle: Option<SettleState>,
    /// When WeChat was first heard to say so.
    pub settle_at: Option<UnixSeconds>,
    pub polls: u32,
    pub poll_at: Option<UnixSeconds>,
    pub remind_at: Option<UnixSeconds>,
    pub reminds: u32,
    pub reminded_at: Option<UnixSeconds>,
    pub remind_trouble: Option<ReportTrouble>,
    /// When the carrier delivered it, as the owner read it there.
    pub delivered_at: Option<UnixSeconds>,
    /// A complaint or dispute about it is open at WeChat.
    pub disputed: bool,
}

/// The columns [`head_from`] reads, of `shipments s`.
pub(in crate::store) const COLUMNS: &str =
    "s.order_no, s.kind, s.split, s.complete, s.report, s.in_doubt, s.next_at, s.tries, s.upload_millis, s.corrected,
     s.trouble, s.shipped_at, s.reported_at, s.changed_at, s.settle, s.polls, s.poll_at, s.remind_at, s.reminds,
     s.reminded_at, s.remind_trouble, s.delivered_at, s.settle_at,
     s.disputed";

/// Reads [`COLUMNS`].
pub(in crate::store) fn head_from(row: &Row<'_>) -> Result<ShipmentHead, StoreError> {
    Ok(ShipmentHead {
        order_no: row.get("order_no")?,
        kind: row.get("kind")?,
        split: row.get("split")?,
        complete: row.get("complete")?,
        report: row.get("report")?,
        in_doubt: row.get("in_doubt")?,
        next_at: row.get("next_at")?,
        tries: row.get("tries")?,
        upload_millis: row.get("upload_millis")?,
        corrected: row.get("corrected")?,
        trouble: ReportTrouble::parse(row.text("trouble")?),
        shipped_at: row.get("shipped_at")?,
        reported_at: row.get("reported_at")?,
        changed_at: row.get("changed_at")?,
        settle: row.get("settle")?,
        settle_at: row.get("settle_at")?,
        polls: row.get("polls")?,
        poll_at: row.get("poll_at")?,
        remind_at: row.get("remind_at")?,
        reminds: row.get("reminds")?,
        reminded_at: row.get("reminded_at")?,
        remind_trouble: ReportTrouble::parse(row.text("remind_trouble")?),
        delivered_at: row.get("delivered_at")?,
        disputed: row.get("disputed")?,
    })
}

/// The column of a trouble: empty where all is well, and not endless.
fn kept(trouble: Option<&ReportTrouble>) -> String {
    trouble.map(ToString::to_string).unwrap_or_default().chars().take(TROUBLE_CHARS_MAX).collect()
}

impl ShipmentHead {
    /// The shipment, or [`Refusal::NotFound`].
    pub fn read(db: Db<'_>, order_no: &OrderNo) -> Result<Self, StoreError> {
        Self::find(db, order_no)?.ok_or_else(|| Refusal::NotFound.into())
    }

    /// The shipment, if there is one.
    pub fn find(db: Db<'_>, order_no: &OrderNo) -> Result<Option<Self>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM shipments s WHERE s.shop_id = ?1 AND s.order_no = ?2");
        db.find(&sql, params![db.shop, order_no], head_from)
    }

    /// WeChat may know something of it: a report was taken, or nobody knows whether it was.
    pub const fn may_be_told(&self) -> bool {
        self.in_doubt || self.reported_at.is_some() || matches!(self.report, ReportState::Sending)
    }

    pub fn insert(&self, db: Db<'_>) -> Result<(), StoreError> {
        db.run_one(
            "INSERT INTO shipments (shop_id, order_no, kind, split, complete, report, in_doubt, next_at, tries,
                 upload_millis, corrected, trouble, shipped_at, changed_at, polls, reminds, remind_trouble)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?10, ?7, 0, 0, 0, '', ?8, ?9, 0, 0, '')",
            params![
                db.shop,
                self.order_no,
                self.kind,
                self.split,
                self.complete,
                self.report,
                self.next_at,
                self.shipped_at,
                self.changed_at,
                self.in_doubt
            ],
        )?;
        counts::move_shipment(db, None, Some(self.report))
    }

    /// Writes the row as it is to be, if its report still stands where `before` says.
    pub fn save(self, db: Db<'_>, before: &Self) -> Result<Self, StoreError> {
        Changes::default()
            .column("kind", &before.kind, &self.kind)
            .column("split", &before.split, &self.split)
            .column("complete", &before.complete, &self.complete)
            .column("report", &before.report, &self.report)
            .column("in_doubt", &before.in_doubt, &self.in_doubt)
            .column("next_at", &before.next_at, &self.next_at)
            .column("tries", &before.tries, &self.tries)
            .column("upload_millis", &before.upload_millis, &self.upload_millis)
            .column("corrected", &before.corrected, &self.corrected)
            .column("trouble", &kept(before.trouble.as_ref()), &kept(self.trouble.as_ref()))
            .column("shipped_at", &before.shipped_at, &self.shipped_at)
            .column("reported_at", &before.reported_at, &self.reported_at)
            .column("changed_at", &before.changed_at, &self.changed_at)
            .column("settle", &before.settle, &self.settle)
            .column("settle_at", &before.settle_at, &self.settle_at)
            .column("polls", &before.polls, &self.polls)
            .column("poll_at", &before.poll_at, &self.poll_at)
            .column("remind_at", &before.remind_at, &self.remind_at)
            .column("reminds", &before.reminds, &self.reminds)
            .column("reminded_at", &before.reminded_at, &self.reminded_at)
            .column("remind_trouble", &kept(before.remind_trouble.as_ref()), &kept(self.remind_trouble.as_ref()))
            .column("delivered_at", &before.delivered_at, &self.delivered_at)
            .column("disputed", &before.disputed, &self.disputed)
            .write(
                db,
                "shipments",
                &[
                    ("shop_id", db.shop),
                    ("order_no", &self.order_no),
                    ("report", &before.report),
                    ("upload_millis", &before.upload_millis),
                ],
            )?;
        if self.report != before.report {
            counts::move_shipment(db, Some(before.report), Some(self.report))?;
        }
        Ok(self)
    }

    /// Forgets the shipment and its parcels, as if it had never been marked.
    pub fn delete(self, db: Db<'_>) -> Result<(), StoreError> {
        forget_parcels(db, &self.order_no)?;
        let sql = "DELETE FROM shipments WHERE shop_id = ?1 AND order_no = ?2 AND report = ?3";
        db.run_one(sql, params![db.shop, self.order_no, self.report])?;
        counts::move_shipment(db, Some(self.report), None)
    }
}

/// Reads a row's `carrier` and `tracking_no`.
pub(in crate::store) fn parcel_from(row: &Row<'_>) -> Result<Parcel, StoreError> {
    Ok(Parcel { carrier: row.get("carrier")?, tracking_no: row.get("tracking_no")? })
}

/// The parcels of an order, in the order they were marked.
pub(in crate::store) fn parcels(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<ShippedParcel>, StoreError> {
    let sql = "SELECT parcel, carrier, tracking_no, shipped_at FROM parcels
               WHERE shop_id = ?1 AND order_no = ?2 ORDER BY parcel";
    let rows: Vec<(u32, ShippedParcel)> = db.list(sql, params![db.shop, order_no], |row| {
        let (parcel, shipped_at) = (parcel_from(row)?, row.get("shipped_at")?);
        Ok((row.get("parcel")?, ShippedParcel { parcel, shipped_at, items: Vec::new() }))
    })?;
    let lines = "SELECT l.product_id, l.quantity FROM parcel_lines l
                 WHERE l.shop_id = ?1 AND l.order_no = ?2 AND l.parcel = ?3 ORDER BY l.product_id";
    rows.into_iter()
        .map(|(parcel, kept)| {
            let items = db.list(lines, params![db.shop, order_no, parcel], |row| {
                Ok((row.get("product_id")?, row.get("quantity")?))
            })?;
            Ok(ShippedParcel { items, ..kept })
        })
        .collect()
}

/// Adds parcels behind the `from` that are there.
pub(in crate::store) fn add_parcels(
    db: Db<'_>,
    order_no: &OrderNo,
    from: usize,
    parcels: &[ShippedParcel],
) -> Result<(), StoreError> {
    for (at, parcel) in (from..).zip(parcels) {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        db.run_one(
            "INSERT INTO parcels (shop_id, order_no, parcel, carrier, tracking_no, shipped_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![db.shop, order_no, at, parcel.parcel.carrier, parcel.parcel.tracking_no, parcel.shipped_at],
        )?;
        for (product_id, quantity) in &parcel.items {
            db.run_one(
                "INSERT INTO parcel_lines (shop_id, order_no, parcel, product_id, quantity) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![db.shop, order_no, at, product_id, quantity],
            )?;
        }
    }
    Ok(())
}

pub(in crate::store) fn forget_parcels(db: Db<'_>, order_no: &OrderNo) -> Result<(), StoreError> {
    db.run("DELETE FROM parcel_lines WHERE shop_id = ?1 AND order_no = ?2", params![db.shop, order_no])?;
    db.run("DELETE FROM parcels WHERE shop_id = ?1 AND order_no = ?2", params![db.shop, order_no])?;
    Ok(())
}
