//! What is to be shipped, what was, what WeChat is to be told, and who carries.

use crate::domain::{
    OrderNo, ProductId, ReportedParcel, ShippingReport, ToSend, UnixSeconds, carrier, goods_text, masked_contact,
};
use crate::store::{
    Carrier, Due, DueReport, OrderKey, Reader, ShipFilter, ShipKey, Shipment, ShipmentKey, ShipmentRow, ShippedParcel,
    StoreError, ToShipRow,
    engine::{db::Db, row::Row, value::params},
    money::payments::merchants,
    orders::{self, pickups::PICKUP, row::OrderHead, to_send},
    ownership::restores::held::HELD,
    printing::slips::slip_at,
    shipments::{
        self,
        row::{ShipmentHead, parcel_from},
    },
};

/// How many of the last parcels say which carriers are used.
const LATELY: u32 = 200;

/// The carrier that went to the address of order `o` last, among the buyer's newest orders: few of a buyer's are older, and
/// one with thousands costs no more.
pub(in crate::store) const CARRIER_BEFORE: &str =
    "(SELECT b.carrier FROM (SELECT h.order_no, h.carrier, h.receiver_address, h.created_at FROM orders h
          WHERE h.shop_id = o.shop_id AND h.openid = o.openid ORDER BY h.created_at DESC, h.order_no DESC LIMIT 20) AS b
      WHERE b.carrier <> '' AND b.receiver_address = o.receiver_address AND b.order_no <> o.order_no
      ORDER BY b.created_at DESC, b.order_no DESC LIMIT 1)";

const TO_SHIP: &str =
    "SELECT o.order_no, o.version, o.paid_at, o.receiver_name, o.receiver_phone, o.receiver_address, o.note,
            o.total_fen, o.paid_fen, o.refunded_fen, o.unseen, o.created_at, o.open_refund,
            (SELECT COUNT(*) FROM parcels p WHERE p.shop_id = o.shop_id AND p.order_no = o.order_no) AS parcels";

/// What a row of the queue is read from.
pub(in crate::store) fn row_sql() -> String {
    format!(
        "{TO_SHIP}, {CARRIER_BEFORE} AS carrier_before, {} AS slip_at, {PICKUP} AS pickup FROM orders o",
        slip_at("o")
    )
}

pub(super) fn to_ship_from(row: &Row<'_>) -> Result<ToShipRow, StoreError> {
    Ok(ToShipRow {
        order_no: row.get("order_no")?,
        version: row.get("version")?,
        paid_at: row.get("paid_at")?,
        buyer: row.get("receiver_name")?,
        phone: row.get("receiver_phone")?,
        address: row.get("receiver_address")?,
        note: row.get("note")?,
        to_send: ToSend::default(),
        total: row.get("total_fen")?,
        paid: row.get("paid_fen")?,
        refunded: row.get("refunded_fen")?,
        unseen: row.get("unseen")?,
        created_at: row.get("created_at")?,
        refund: row.get("open_refund")?,
        parcels: row.get("parcels")?,
        carrier_before: row.get("carrier_before")?,
        slip_at: row.get("slip_at")?,
        pickup: row.get("pickup")?,
    })
}

pub(in crate::store) fn to_ship_sql(open_refund: bool, after: bool) -> String {
    let which =
        if open_refund { "AND o.state = 'to_ship' AND o.open_refund IS NOT NULL" } else { orders::reads::TO_SHIP };
    let from = if after { "AND (o.paid_at, o.order_no) > (?3, ?4)" } else { "" };
    format!(
        "{}
         WHERE o.shop_id = ?1 {which} {from} ORDER BY o.paid_at, o.order_no LIMIT ?2",
        row_sql()
    )
}

pub(in crate::store) fn to_ship_unprinted_sql() -> String {
    let which = orders::reads::TO_SHIP;
    format!(
        "{TO_SHIP}, {CARRIER_BEFORE} AS carrier_before, NULL AS slip_at, {PICKUP} AS pickup FROM orders o
         WHERE o.shop_id = ?1 {which} AND {} IS NULL ORDER BY o.paid_at, o.order_no LIMIT ?2",
        slip_at("o")
    )
}

/// The rows of a filter, in the very words of its index: only so does SQLite use it.
pub(in crate::store) fn shipments_sql(filter: ShipFilter, before: bool) -> String {
    let (which, at, order, than) = match filter {
        ShipFilter::Waiting => {
            ("(s.report = 'held' OR s.report = 'waiting' OR s.report = 'sending')", "s.shipped_at", "", ">")
        }
        ShipFilter::Stopped => ("s.report = 'stopped'", "s.changed_at", "DESC", "<"),
        ShipFilter::Reported => ("s.report = 'reported'", "s.reported_at", "DESC", "<"),
    };
    let from = if before { format!("AND ({at}, s.order_no) {than} (?3, ?4)") } else { String::new() };
    format!(
        "SELECT {}, {at} AS listed_at, o.version, o.state AS order_state, o.receiver_name, o.items, o.total_fen,
             o.refunded_fen, (SELECT COUNT(*) FROM parcels p WHERE p.shop_id = s.shop_id AND p.order_no = s.order_no) AS parcels,
             COALESCE(o.carrier, (SELECT carrier FROM parcels p WHERE p.shop_id = s.shop_id AND p.order_no = s.order_no
                 AND p.parcel = 0), '') AS carrier,
             COALESCE(o.tracking_no, (SELECT tracking_no FROM parcels p WHERE p.shop_id = s.shop_id
                 AND p.order_no = s.order_no AND p.parcel = 0), '') AS tracking_no
         FROM shipments s JOIN orders o ON o.shop_id = s.shop_id AND o.order_no = s.order_no
         WHERE s.shop_id = ?1 AND {which} {from} ORDER BY {at} {order}, s.order_no {order} LIMIT ?2",
        shipments::row::COLUMNS
    )
}

fn shipment_from(row: &Row<'_>) -> Result<ShipmentRow, StoreError> {
    let head = shipments::row::head_from(row)?;
    Ok(ShipmentRow {
        key: ShipmentKey { at: row.get("listed_at")?, order_no: head.order_no.clone() },
        version: row.get("version")?,
        order_state: row.get("order_state")?,
        buyer: row.get("receiver_name")?,
        items: row.get("items")?,
        total: row.get("total_fen")?,
        refunded: row.get("refunded_fen")?,
        parcels: row.get("parcels")?,
        parcel: parcel_from(row)?,
        shipment: shown(head, Vec::new()),
    })
}

fn shown(head: ShipmentHead, parcels: Vec<ShippedParcel>) -> Shipment {
    let can_take_back = !head.may_be_told();
    Shipment {
        kind: head.kind,
        complete: head.complete,
        parcels,
        report: head.report,
        next_at: head.next_at,
        tries: head.tries,
        trouble: head.trouble,
        in_doubt: head.in_doubt,
        shipped_at: head.shipped_at,
        reported_at: head.reported_at,
        corrected: head.corrected,
        can_take_back,
        settle: head.settle,
        remind_wished: head.remind_at.is_some(),
        reminded_at: head.reminded_at,
        remind_trouble: head.remind_trouble,
    }
}

/// The shipment of an order, if there is one.
pub(in crate::store) fn of_order(db: Db<'_>, order_no: &OrderNo) -> Result<Option<Shipment>, StoreError> {
    let Some(head) = ShipmentHead::find(db, order_no)? else { return Ok(None) };
    Ok(Some(shown(head, shipments::row::parcels(db, order_no)?)))
}

/// The carrier that went to the address of this order last.
pub(in crate::store) fn carrier_before(db: Db<'_>, order_no: &OrderNo) -> Result<Option<String>, StoreError> {
    let sql = format!("SELECT {CARRIER_BEFORE} AS carrier FROM orders o WHERE o.shop_id = ?1 AND o.order_no = ?2");
    db.value(&sql, params![db.shop, order_no])
}

pub(super) fn with_goods(db: Db<'_>, mut rows: Vec<ToShipRow>) -> Result<Vec<ToShipRow>, StoreError> {
    for row in &mut rows {
        row.to_send = to_send::of_order(db, &row.order_no)?;
    }
    Ok(rows)
}

/// What WeChat is told of these parcels.
fn reported(parcels: Vec<ShippedParcel>, goods: &ToSend, phone: &str) -> Vec<ReportedParcel> {
    // A parcel that says nothing holds what was ordered and not refunded.
    let left = goods.left();
    let all = if left.is_empty() { goods.unsent() } else { left };
    let name =
        |id: &ProductId| goods.lines.iter().find(|line| line.product_id == *id).map_or("", |line| line.name.as_str());
    let told = |ShippedParcel { parcel, items, .. }: ShippedParcel| {
        let items = if items.is_empty() { &all } else { &items };
        let goods = goods_text(items.iter().map(|(id, pieces)| (name(id), pieces.get())));
        let contact = if parcel.carrier == carrier::SF { masked_contact(phone) } else { None };
        ReportedParcel { parcel, goods, contact }
    };
    parcels.into_iter().map(told).collect()
}

fn due_report(db: Db<'_>, head: ShipmentHead) -> Result<DueReport, StoreError> {
    let order = OrderHead::read(db, &head.order_no)?;
    let placed = orders::placed::order(db, &head.order_no)?;
    let goods = to_send::beside(db, &head.order_no, &[])?;
    let parcels = reported(shipments::row::parcels(db, &head.order_no)?, &goods, &placed.receiver.phone);
    Ok(DueReport {
        report: ShippingReport {
            order_no: head.order_no,
            openid: order.openid,
            kind: head.kind,
            split: head.split,
            complete: head.complete,
            parcels,
            at_millis: head.upload_millis,
        },
        state: head.report,
        order_state: order.state,
        in_doubt: head.in_doubt,
        tries: head.tries,
        polls: head.polls,
        reminds: head.reminds,
        delivered_at: head.delivered_at,
        paid_at: order.paid_at,
        told: head.reported_at.is_some(),
    })
}

impl Reader {
    /// Paid orders to be shipped now, the oldest payment first; none of them with an open refund.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn to_ship(&self, after: Option<&ShipKey>, limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        self.ship_queue(false, after, limit)
    }

    /// Paid orders whose goods stay until their refund is decided, the oldest payment first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn to_ship_refunding(&self, after: Option<&ShipKey>, limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        self.ship_queue(true, after, limit)
    }

    /// Those to be shipped now whose packing slip was not printed, the oldest payment first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn to_ship_unprinted(&self, limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        with_goods(db, db.list_readable(&to_ship_unprinted_sql(), params![db.shop, limit], to_ship_from)?)
    }

    fn ship_queue(&self, open_refund: bool, after: Option<&ShipKey>, limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let sql = to_ship_sql(open_refund, after.is_some());
        let rows = match after {
            Some(key) => db.list_readable(&sql, params![db.shop, limit, key.paid_at, key.order_no], to_ship_from)?,
            None => db.list_readable(&sql, params![db.shop, limit], to_ship_from)?,
        };
        with_goods(db, rows)
    }

    /// Shipments by what became of their report: the waiting ones oldest first, the others newest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn shipments(
        &self,
        filter: ShipFilter,
        before: Option<&ShipmentKey>,
        limit: u32,
    ) -> Result<Vec<ShipmentRow>, StoreError> {
        let db = self.db();
        let sql = shipments_sql(filter, before.is_some());
        match before {
            Some(key) => db.list_readable(&sql, params![db.shop, limit, key.at, key.order_no], shipment_from),
            None => db.list_readable(&sql, params![db.shop, limit], shipment_from),
        }
    }

    /// The carriers to choose from: the one the settings name or else the one used last, then those used lately, then WeChat's
    /// list, or the ones everybody knows while there is none.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn carriers(&self) -> Result<Vec<Carrier>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let used: Vec<(String, u32)> = db.list(
            "SELECT carrier, COUNT(*) AS used FROM (SELECT carrier FROM parcels WHERE shop_id = ?1
                 ORDER BY shipped_at DESC LIMIT ?2) AS lately WHERE carrier <> '' GROUP BY carrier",
            params![db.shop, LATELY],
            |row| Ok((row.get("carrier")?, row.get("used")?)),
        )?;
        let mut listed: Vec<(String, String)> = db.list(
            "SELECT carrier_id, name FROM carriers WHERE shop_id = ?1 ORDER BY position, carrier_id",
            params![db.shop],
            |row| Ok((row.get("carrier_id")?, row.get("name")?)),
        )?;
        if listed.is_empty() {
            listed = carrier::KNOWN.iter().map(|(id, zh, _)| ((*id).to_owned(), (*zh).to_owned())).collect();
        }
        let last: Option<String> = db.find_value(
            "SELECT carrier FROM parcels WHERE shop_id = ?1 AND carrier <> '' ORDER BY shipped_at DESC LIMIT 1",
            params![db.shop],
        )?;
        Ok(by_use(listed, &used, self.usual_carrier().or(last.as_deref())))
    }

    /// When WeChat's list of carriers was last taken.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn carriers_listed_at(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        db.value("SELECT MAX(listed_at) FROM carriers WHERE shop_id = ?1", params![db.shop])
    }

    /// Reports whose time has come, longest due first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_reports(&self, now: UnixSeconds, limit: u32) -> Result<Due<DueReport>, StoreError> {
        let which = format!(
            "(s.report = 'held' OR s.report = 'waiting') AND s.next_at <= ?2 AND (s.in_doubt = 1 OR NOT {HELD})
             ORDER BY s.next_at"
        );
        self.due(&which, now, limit)
    }

    /// Shipments WeChat is to be asked about for their settlement, longest due first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_settlements(&self, now: UnixSeconds, limit: u32) -> Result<Due<DueReport>, StoreError> {
        self.due("s.poll_at IS NOT NULL AND s.poll_at <= ?2 ORDER BY s.poll_at", now, limit)
    }

    /// Shipments whose buyer is to be reminded.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_reminders(&self, now: UnixSeconds, limit: u32) -> Result<Due<DueReport>, StoreError> {
        let which = format!("s.remind_at IS NOT NULL AND s.remind_at <= ?2 AND NOT {HELD} ORDER BY s.remind_at");
        self.due(&which, now, limit)
    }

    fn due(&self, which: &str, now: UnixSeconds, limit: u32) -> Result<Due<DueReport>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let heads = db.list_due(&due_sql(which), params![db.shop, now, limit], shipments::row::head_from)?;
        heads.and_then(|head| head.order_no.to_string(), |head| due_report(db, head))
    }

    /// True if a report was being sent and nobody is waiting for its answer any more. For the one who sends. Not while it is
    /// set aside.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn a_report_was_cut_off(&self, now: UnixSeconds) -> Result<bool, StoreError> {
        let db = self.db();
        let sql = "SELECT EXISTS (SELECT 1 FROM shipments s WHERE s.shop_id = ?1 AND s.report = 'sending' AND NOT EXISTS (
                       SELECT 1 FROM set_aside a WHERE a.shop_id = ?1 AND a.job = 'report_shipment' AND a.row_key = s.order_no
                           AND a.next_at > ?2))";
        db.value(sql, params![db.shop, now])
    }

    /// When something about a shipment is due next.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn next_shipping_due(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        let due = |sql: &str| -> Result<Option<UnixSeconds>, StoreError> {
            db.value(&of_this_merchant(sql), params![db.shop])
        };
        let next_report = format!("{NEXT_REPORT} AND (s.in_doubt = 1 OR NOT {HELD})");
        let next_reminder = format!("{NEXT_REMINDER} AND NOT {HELD}");
        let times = [due(&next_report)?, due(NEXT_POLL)?, due(&next_reminder)?];
        Ok(times.into_iter().flatten().min())
    }
}

pub(in crate::store) const NEXT_REPORT: &str =
    "SELECT MIN(next_at) FROM shipments s WHERE shop_id = ?1 AND (report = 'held' OR report = 'waiting')";
pub(in crate::store) const NEXT_POLL: &str =
    "SELECT MIN(poll_at) FROM shipments s WHERE shop_id = ?1 AND poll_at IS NOT NULL";
pub(in crate::store) const NEXT_REMINDER: &str =
    "SELECT MIN(remind_at) FROM shipments s WHERE shop_id = ?1 AND remind_at IS NOT NULL";

/// What WeChat is told about shipments names the merchant: another one's wait.
fn of_this_merchant(sql: &str) -> String {
    format!("{sql} AND NOT {}", merchants::is_held_sql("s"))
}

pub(in crate::store) fn due_sql(which: &str) -> String {
    let (columns, held) = (shipments::row::COLUMNS, merchants::is_held_sql("s"));
    format!("SELECT {columns} FROM shipments s WHERE s.shop_id = ?1 AND NOT {held} AND {which}, s.order_no LIMIT ?3")
}

/// The one used last first, then the others that are used, the most used of them first; then the rest as it is listed.
fn by_use(listed: Vec<(String, String)>, used: &[(String, u32)], last: Option<&str>) -> Vec<Carrier> {
    let count_of = |id: &str| used.iter().find(|(known, _)| known == id).map_or(0, |(_, count)| *count);
    let unlisted = used.iter().filter(|(id, _)| !listed.iter().any(|(known, _)| known == id));
    let unlisted: Vec<(String, String)> = unlisted.map(|(id, _)| (id.clone(), id.clone())).collect();
    let mut carriers: Vec<Carrier> =
        listed.into_iter().chain(unlisted).map(|(id, name)| Carrier { used: count_of(&id), id, name }).collect();
    carriers.sort_by_key(|carrier| (last != Some(carrier.id.as_str()), std::cmp::Reverse(carrier.used)));
    carriers
}

impl ToShipRow {
    /// Its place in the queue.
    pub fn key(&self) -> ShipKey {
        ShipKey { paid_at: self.paid_at, order_no: self.order_no.clone() }
    }

    /// Its place in the list of orders.
    pub fn order_key(&self) -> OrderKey {
        OrderKey { created_at: self.created_at, order_no: self.order_no.clone() }
    }
}
