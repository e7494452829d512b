//! Everything about one order: what its buyer placed, its payment, its parcels, its refunds, its history.

use crate::domain::{OrderNo, Parcel, Refundable};
use crate::store::{
    OrderDetail, OrderRow, PaymentExtra, Reader, StoreError,
    engine::{db::Db, value::params},
    history,
    messages::service,
    money::complaints,
    money::payments::row::PaymentRow,
    money::refunds::{self, sources::CAN_GO_BACK},
    orders::{self, row::OrderHead, to_send},
    printing::slips,
    shipments,
};

impl Reader {
    /// Everything about one order.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn order(&self, order_no: &OrderNo) -> Result<Option<OrderDetail>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        orders::reads::find(db, order_no)?.map(|row| detail(db, row)).transpose()
    }
}

fn detail(db: Db<'_>, row: OrderRow) -> Result<OrderDetail, StoreError> {
    let order_no = row.key.order_no.clone();
    let (head, payment) = (OrderHead::read(db, &order_no)?, PaymentRow::read(db, &order_no)?);
    let placed = orders::placed::order(db, &order_no)?;
    let parcel = head.carrier.clone().zip(head.tracking_no.clone());
    let cancel_wished = payment.cancel_wished_at.is_some() && payment.is_open();
    let held_for = payment.mch_id.filter(|_| payment.held);
    let prepay = payment.prepay_id.zip(payment.prepay_at).zip(payment.channel.clone());
    Ok(OrderDetail {
        row,
        refundable: head.refundable(),
        openid: head.openid,
        version: head.version,
        lines: placed.lines,
        freight: placed.freight,
        receiver: placed.receiver,
        note: placed.note,
        pay_before: placed.pay_before,
        payment: payment.state,
        transaction_id: payment.transaction_id,
        prepay: prepay.map(|((id, at), channel)| (id, at, channel)),
        sign_type: payment.sign_type,
        channel: payment.channel,
        app_id: payment.app_id,
        held_for,
        noes: payment.noes,
        pickup: orders::pickups::of_order(db, &order_no)?,
        parcel: parcel.map(|(carrier, tracking_no)| Parcel { carrier, tracking_no }),
        carrier_before: shipments::reads::carrier_before(db, &order_no)?,
        refunded_goods: to_send::refunds(db, &order_no)?,
        shipment: shipments::reads::of_order(db, &order_no)?,
        shipped_at: head.shipped_at,
        received_at: head.received_at,
        cancel_wished,
        public_url: payment.public_url,
        extras: extras(db, &order_no)?,
        refunds: refunds::reads::of_order(db, &order_no)?,
        alarms: refunds::alarms::open_of_order(db, &order_no)?,
        excess: head.excess,
        slips: slips::of_order(db, &order_no)?,
        complaints: complaints::reads::of_order(db, &order_no)?,
        service_messages: service::reads::of_order(db, &order_no)?,
        history: history::of_order(db, &order_no)?,
    })
}

/// Money that did not fit, as it was found.
fn extras(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<PaymentExtra>, StoreError> {
    let sql = format!(
        "SELECT e.transaction_id, e.kind, e.amount_fen, e.currency, e.paid_at, e.found_at, e.openid, e.refunded_fen,
             e.in_flight_fen, {CAN_GO_BACK} AS can_go_back
         FROM payment_extras e WHERE e.shop_id = ?1 AND e.order_no = ?2 ORDER BY e.found_at, e.transaction_id"
    );
    db.list(&sql, params![db.shop, order_no], |row| {
        let money = Refundable {
            paid: row.get("amount_fen")?,
            refunded: row.get("refunded_fen")?,
            in_flight: row.get("in_flight_fen")?,
        };
        let can_go_back: bool = row.get("can_go_back")?;
        Ok(PaymentExtra {
            transaction_id: row.get("transaction_id")?,
            kind: row.get("kind")?,
            amount: row.get("amount_fen")?,
            currency: row.get("currency")?,
            paid_at: row.get("paid_at")?,
            found_at: row.get("found_at")?,
            openid: row.get("openid")?,
            refundable: can_go_back.then_some(money),
        })
    })
}
