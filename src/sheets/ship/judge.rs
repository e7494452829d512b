//! The verdict of each row, against the shop's orders as they are now.

use super::{
    Carriers, ShipCause, ShipSheet,
    read::{ShipRow, ShipRowValues},
};
use crate::domain::{OrderNo, OrderState, PARCELS_MAX, Parcel, ShipKind, ToSend, carrier};
use std::collections::HashMap;

/// What the judge must know of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetOrder {
    /// Where it stands.
    pub state: OrderState,
    /// A refund of it is not finished.
    pub refunding: bool,
    /// Whose it is.
    pub openid: String,
    /// The name on the parcel.
    pub receiver: String,
    /// What of it may go.
    pub to_send: ToSend,
}

/// A parcel a good row asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelRequest {
    /// Which order.
    pub order_no: OrderNo,
    /// How it goes.
    pub kind: ShipKind,
    /// With whom.
    pub parcel: Parcel,
    /// The name on the parcel.
    pub receiver: String,
    /// How many rows, and so parcels, the order has.
    pub parcels: usize,
    /// What goes and what stays, where a refund makes that another than what was ordered.
    pub refunded: Option<ToSend>,
}

/// What would become of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShipVerdict {
    /// A parcel of an order that can be shipped.
    Ship(ParcelRequest),
    /// Nothing is shipped, and why.
    Refused(ShipCause),
}

impl ShipVerdict {
    /// The parcel of a good row.
    pub const fn wished(&self) -> Option<&ParcelRequest> {
        match self {
            Self::Ship(wished) => Some(wished),
            Self::Refused(_) => None,
        }
    }
}

/// What becomes of a number that does not look like one of its carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OddNumbers {
    /// It waits until the owner has looked.
    #[default]
    Hold,
    /// The owner has looked: it goes as it is.
    Take,
}

impl ShipSheet {
    /// The verdict of each row. Changes nothing; the same sheet can be judged again when the shop has changed. An order
    /// is shipped whole or not at all: where one of its rows is refused, the others are as well. Numbers that do not look
    /// like their carrier's are held.
    pub fn judge(&self, shop: &HashMap<OrderNo, SheetOrder>, carriers: &Carriers) -> Vec<ShipVerdict> {
        self.judge_with(shop, carriers, OddNumbers::Hold)
    }

    /// The same, with what the owner wants of odd numbers.
    pub fn judge_with(
        &self,
        shop: &HashMap<OrderNo, SheetOrder>,
        carriers: &Carriers,
        odd: OddNumbers,
    ) -> Vec<ShipVerdict> {
        let mut judged: Vec<Result<ParcelRequest, ShipCause>> =
            self.rows.iter().map(|row| alone(row, shop, carriers, odd)).collect();
        self.refuse_doubles(&mut judged);
        self.refuse_others_numbers(&mut judged, shop);
        self.judge_orders(&mut judged);
        judged.into_iter().map(|row| row.map_or_else(ShipVerdict::Refused, ShipVerdict::Ship)).collect()
    }

    /// The same parcel twice: the first row counts.
    fn refuse_doubles(&self, judged: &mut [Result<ParcelRequest, ShipCause>]) {
        let mut first: HashMap<(OrderNo, String), (usize, u64)> = HashMap::new();
        for (at, (row, verdict)) in self.rows.iter().zip(judged).enumerate() {
            let Ok(wished) = verdict else { continue };
            let key = (wished.order_no.clone(), wished.parcel.tracking_no.clone());
            let (place, line) = *first.entry(key).or_insert((at, row.line));
            if place != at {
                *verdict = Err(ShipCause::Twice(line));
            }
        }
    }

    /// One number on parcels of two buyers is a slip of the hand; which of them is right is not ours to guess.
    fn refuse_others_numbers(
        &self,
        judged: &mut [Result<ParcelRequest, ShipCause>],
        shop: &HashMap<OrderNo, SheetOrder>,
    ) {
        let mut users: HashMap<String, Vec<(u64, String)>> = HashMap::new();
        for (row, verdict) in self.rows.iter().zip(judged.iter()) {
            let Ok(wished) = verdict else { continue };
            let buyer = shop.get(&wished.order_no).map(|order| order.openid.clone()).unwrap_or_default();
            if !wished.parcel.tracking_no.is_empty() {
                users.entry(wished.parcel.tracking_no.clone()).or_default().push((row.line, buyer));
            }
        }
        for verdict in judged {
            let Ok(wished) = verdict else { continue };
            let buyer = shop.get(&wished.order_no).map(|order| order.openid.as_str()).unwrap_or_default();
            let all = users.get(&wished.parcel.tracking_no).map(Vec::as_slice).unwrap_or_default();
            if let Some((line, _)) = all.iter().find(|(_, other)| other != buyer) {
                *verdict = Err(ShipCause::OthersNumber(*line));
            }
        }
    }

    fn judge_orders(&self, judged: &mut [Result<ParcelRequest, ShipCause>]) {
        let mut orders: HashMap<OrderNo, Vec<usize>> = HashMap::new();
        let mut above = None;
        for (at, (row, verdict)) in self.rows.iter().zip(judged.iter()).enumerate() {
            let order_no = match verdict {
                // A merged cell that was saved as text: whose parcel it is stands above.
                Err(ShipCause::NoOrder) => above.clone(),
                verdict => order_of(row, verdict),
            };
            above.clone_from(&order_no);
            // A row that only repeats another takes nothing from its order.
            if let Some(order_no) = order_no.filter(|_| !matches!(verdict, Err(ShipCause::Twice(_)))) {
                orders.entry(order_no).or_default().push(at);
            }
        }
        for rows in orders.into_values() {
            self.judge_order(&rows, judged);
        }
    }

    fn judge_order(&self, rows: &[usize], judged: &mut [Result<ParcelRequest, ShipCause>]) {
        let of = |at: &usize| judged.get(*at).and_then(|verdict| verdict.as_ref().ok());
        let refused = rows.iter().find(|at| of(at).is_none()).and_then(|at| self.rows.get(*at)).map(|row| row.line);
        let kinds: Vec<ShipKind> = rows.iter().filter_map(of).map(|wished| wished.kind).collect();
        let alike = kinds.iter().all(|kind| *kind == ShipKind::Express) || kinds.len() == 1;
        let cause = match refused {
            Some(line) => Some(ShipCause::Sibling(line)),
            None if !alike => Some(ShipCause::KindsDiffer),
            None if rows.len() > PARCELS_MAX => Some(ShipCause::TooManyParcels),
            None => None,
        };
        for at in rows {
            match (judged.get_mut(*at), &cause) {
                (Some(verdict @ Ok(_)), Some(cause)) => *verdict = Err(cause.clone()),
                (Some(Ok(wished)), None) => wished.parcels = rows.len(),
                _ => (),
            }
        }
    }
}

/// The order of a row, also of one whose own cells are wrong.
fn order_of(row: &ShipRow, verdict: &Result<ParcelRequest, ShipCause>) -> Option<OrderNo> {
    verdict.as_ref().ok().map(|wished| wished.order_no.clone()).or_else(|| OrderNo::parse(&row.order).ok())
}

fn alone(
    row: &ShipRow,
    shop: &HashMap<OrderNo, SheetOrder>,
    carriers: &Carriers,
    odd: OddNumbers,
) -> Result<ParcelRequest, ShipCause> {
    let said: &ShipRowValues = row.read.as_ref().map_err(Clone::clone)?;
    let order = shop.get(&said.order_no).ok_or(ShipCause::UnknownOrder)?;
    standing(order)?;
    let carrier = said.carrier_id(carriers)?;
    if odd == OddNumbers::Hold && said.kind == ShipKind::Express && !carrier::fits(&carrier, &said.tracking_no) {
        return Err(ShipCause::OddNumber);
    }
    Ok(ParcelRequest {
        order_no: said.order_no.clone(),
        kind: said.kind,
        parcel: Parcel::new(carrier, &said.tracking_no),
        receiver: order.receiver.clone(),
        parcels: 1,
        refunded: order.to_send.has_refunds().then(|| order.to_send.clone()),
    })
}

fn standing(order: &SheetOrder) -> Result<(), ShipCause> {
    match order.state {
        OrderState::ToShip if order.refunding => Err(ShipCause::RefundAsked),
        OrderState::ToShip if order.to_send.is_nothing() => Err(ShipCause::Refunded),
        OrderState::ToShip => Ok(()),
        OrderState::ToPay | OrderState::Confirming => Err(ShipCause::NotPaid),
        OrderState::Shipped | OrderState::Received => Err(ShipCause::Shipped),
        OrderState::Refunded => Err(ShipCause::Refunded),
        OrderState::Closed => Err(ShipCause::Closed),
        OrderState::NeedsOwner => Err(ShipCause::NeedsOwner),
    }
}
