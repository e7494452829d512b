//! What is typed about an order before it is shipped: the row of the queue and the form beside it write the same draft.

use crate::{
    domain::{OrderNo, Parcel, ProductId, Quantity, ShipKind, ToSend, carrier},
    store::{Carrier, NewParcel, Shipping},
};
use std::collections::BTreeMap;

/// What decides on a carrier where no person and no number does.
#[derive(Debug, Clone, Copy)]
pub(in crate::ui) struct CarrierChoice<'a> {
    /// All there are, the one used last first.
    pub all: &'a [Carrier],
    /// The one that went to this address last.
    pub before: Option<&'a str>,
}

/// One parcel as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::ui) struct ParcelDraft {
    /// The carrier a person chose; without one, the number or the favourite decides.
    pub chosen: Option<String>,
    pub number: String,
    /// Pieces by product; only told where the order is split.
    pub pieces: BTreeMap<ProductId, u32>,
}

impl ParcelDraft {
    /// The carrier this parcel goes with: chosen, else by the number's shape, else the one that went to the same address,
    /// else the one used last. Where the number's shape is that of several, the remembered one is meant if it is among them.
    pub fn carrier<'a>(&'a self, choice: CarrierChoice<'a>) -> Option<&'a str> {
        let last = || choice.all.first().map(|carrier| carrier.id.as_str());
        let guesses = self.guesses();
        let guess = || choice.before.filter(|before| guesses.contains(before)).or_else(|| guesses.first().copied());
        self.chosen.as_deref().or_else(guess).or(choice.before).or_else(last)
    }

    /// Whose number this could be, by its shape, as it will travel.
    pub fn guesses(&self) -> Vec<&'static str> {
        let travels = carrier::tracking_no(&self.number);
        carrier::guess(travels.as_deref().unwrap_or_else(|_| self.number.trim()))
    }

    /// A number that can travel, and looks like none of its carrier's and like nobody else's.
    pub fn is_odd(&self, choice: CarrierChoice<'_>) -> bool {
        let carrier = self.carrier(choice).unwrap_or_default();
        number(&self.number).is_ok_and(|number| is_odd(carrier, &number))
    }

    /// The carrier a number looks like, where a person chose another one.
    pub fn doubt(&self) -> Option<&'static str> {
        let chosen = self.chosen.as_deref()?;
        let guesses = self.guesses();
        (!guesses.is_empty() && !guesses.contains(&chosen)).then(|| guesses.first().copied()).flatten()
    }
}

/// Why a draft cannot be shipped yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum DraftFault {
    NumberEmpty,
    NumberRounded,
    NumberStrange,
    NumberIsOrder,
    NumberIsCommand,
    Carrier,
    EmptyParcel,
    TooMany(String),
}

/// What is typed about one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct ShippingDraft {
    pub kind: ShipKind,
    /// A person chose the way: an order that is picked up may go as a parcel after all.
    pub way_chosen: bool,
    /// Never empty.
    pub parcels: Vec<ParcelDraft>,
    /// A person took the tick away.
    pub unticked: bool,
    /// A person ticked it without a number: for its slip.
    pub picked: bool,
    /// A person was asked about this version of the order, and wants to send what was refunded as well.
    pub even_refunded: Option<u32>,
}

impl Default for ShippingDraft {
    fn default() -> Self {
        Self {
            kind: ShipKind::Express,
            way_chosen: false,
            parcels: vec![ParcelDraft::default()],
            unticked: false,
            picked: false,
            even_refunded: None,
        }
    }
}

impl ShippingDraft {
    /// True while a person typed nothing.
    pub fn untouched(&self) -> bool {
        *self == Self::default()
    }

    /// The same in the way the buyer chose, where nobody chose another.
    #[must_use]
    pub fn in_buyers_way(mut self, picked_up: bool) -> Self {
        if picked_up && !self.way_chosen {
            self.kind = ShipKind::Pickup;
        }
        self
    }

    /// The number of the first parcel: what the queue's row shows.
    pub fn first(&mut self) -> &mut ParcelDraft {
        if self.parcels.is_empty() {
            self.parcels.push(ParcelDraft::default());
        }
        &mut self.parcels[0]
    }

    /// True where its box is ticked: by a person, or because its number is right (`right`).
    pub const fn ticked(&self, right: bool) -> bool {
        self.picked || (right && !self.unticked)
    }

    /// The same where the order itself is not at hand: what is typed may yet turn out wrong.
    pub fn seems_ticked(&self) -> bool {
        let typed = self.kind != ShipKind::Express || self.parcels.iter().any(|one| !one.number.trim().is_empty());
        self.ticked(typed)
    }

    /// The box was pressed.
    pub const fn press_tick(&mut self, right: bool) {
        let ticked = self.ticked(right);
        (self.picked, self.unticked) = (!ticked && !right, ticked && right);
    }

    /// The pieces that may go into its parcels. A yes to refunded pieces counts only for the picture it was given on.
    pub fn may_go(&mut self, to_send: &ToSend, version: u32) -> BTreeMap<ProductId, u32> {
        self.even_refunded.take_if(|seen| *seen != version);
        let pieces = if self.even_refunded.is_some() { to_send.unsent() } else { to_send.left() };
        pieces.into_iter().map(|(id, pieces)| (id, pieces.get())).collect()
    }

    /// True if it goes out in more than one parcel, or not whole.
    pub fn split(&self) -> bool {
        self.kind == ShipKind::Express
            && (self.parcels.len() > 1 || self.parcels.iter().any(|one| !one.pieces.is_empty()))
    }

    /// Begins to split: everything is in the first parcel, the second is empty.
    pub fn begin_split(&mut self, left: &BTreeMap<ProductId, u32>) {
        self.first().pieces.clone_from(left);
        self.parcels.push(ParcelDraft::default());
    }

    /// One parcel with everything again.
    pub fn join(&mut self) {
        self.parcels.truncate(1);
        self.first().pieces.clear();
    }

    /// Pieces in all parcels of one product.
    pub fn packed(&self, id: &ProductId) -> u32 {
        self.parcels.iter().filter_map(|one| one.pieces.get(id)).sum()
    }

    /// Pieces that are in no parcel.
    pub fn later(&self, left: &BTreeMap<ProductId, u32>) -> u32 {
        if !self.split() {
            return 0;
        }
        left.iter().map(|(id, pieces)| pieces.saturating_sub(self.packed(id))).sum()
    }

    /// What is to be shipped, if the draft is right. `left`: pieces of the order that are not shipped yet.
    pub fn shipping(&self, left: &BTreeMap<ProductId, u32>, choice: CarrierChoice<'_>) -> Result<Shipping, DraftFault> {
        if self.kind != ShipKind::Express {
            let shipping = Shipping::without_carrier(self.kind);
            return Ok(Shipping { even_refunded: self.even_refunded.is_some(), ..shipping });
        }
        let split = self.split();
        if split && let Some(id) = left.iter().find(|(id, pieces)| self.packed(id) > **pieces).map(|(id, _)| id) {
            return Err(DraftFault::TooMany(id.to_string()));
        }
        let parcels = self.parcels.iter().map(|one| parcel(one, split, choice)).collect::<Result<Vec<_>, _>>()?;
        let (complete, even_refunded) = (self.later(left) == 0, self.even_refunded.is_some());
        Ok(Shipping { kind: self.kind, parcels, complete, even_refunded })
    }
}

fn parcel(one: &ParcelDraft, split: bool, choice: CarrierChoice<'_>) -> Result<NewParcel, DraftFault> {
    let tracking_no = number(&one.number)?;
    let carrier = one.carrier(choice).ok_or(DraftFault::Carrier)?.to_owned();
    let piece = |(id, pieces): (&ProductId, &u32)| Some((id.clone(), Quantity::new(*pieces).ok()?));
    let items: Vec<_> = one.pieces.iter().filter_map(piece).collect();
    if split && items.is_empty() {
        return Err(DraftFault::EmptyParcel);
    }
    Ok(NewParcel { parcel: Parcel { carrier, tracking_no }, items: if split { items } else { Vec::new() } })
}

/// A number of a shape that no carrier known here gives out. Of a carrier whose numbers nobody knows nothing is odd.
pub(super) fn is_odd(carrier: &str, number: &str) -> bool {
    !carrier::fits(carrier, number) && !carrier::fits_some(number)
}

/// The number as it will travel.
pub(in crate::ui) fn number(typed: &str) -> Result<String, DraftFault> {
    let number = carrier::tracking_no(typed).map_err(|why| match why {
        carrier::BadTracking::Empty => DraftFault::NumberEmpty,
        carrier::BadTracking::Scientific => DraftFault::NumberRounded,
        carrier::BadTracking::Reserved => DraftFault::NumberIsCommand,
        carrier::BadTracking::Characters | carrier::BadTracking::Several | carrier::BadTracking::TooLong => {
            DraftFault::NumberStrange
        }
    })?;
    // A slip scanned into the field for the carrier's label.
    if OrderNo::parse(&number).is_ok_and(|no| no.is_ours()) {
        return Err(DraftFault::NumberIsOrder);
    }
    Ok(number)
}

#[cfg(test)]
mod tests;
