//! The packing check: each item is scanned as it goes into the box, and the lines count down.

use super::field::NumberField;
use crate::domain::{OrderNo, ProductId, ToSend};
use std::collections::BTreeMap;

/// One line of the order on the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct PackingLine {
    pub product_id: ProductId,
    pub name: String,
    pub wanted: u32,
    pub packed: u32,
    /// Pieces that stay here because of a refund.
    pub stays: u32,
}

/// What an item that was scanned means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum Packed {
    /// One piece less to go.
    Counted,
    /// That was the last piece of all.
    Complete,
    /// Right goods, one too many.
    TooMany(String),
    /// Its money went back, or is asked back.
    Refunded(String),
    /// Not in this order.
    Wrong(String),
}

impl Packed {
    /// True if the packer must stop and look.
    pub const fn stops(&self) -> bool {
        matches!(self, Self::TooMany(_) | Self::Refunded(_) | Self::Wrong(_))
    }
}

/// A scan that counted, for the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PackingStep {
    /// A piece went in.
    Piece(ProductId),
    /// A number went into a field, in the place of this.
    Number(NumberField, String),
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum Undone {
    /// A scan that counted nothing: the packer has looked.
    Look,
    /// A piece is out again.
    Piece,
    /// A field is to hold this again.
    Number(NumberField, String),
}

/// The box that is being packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Packing {
    pub order_no: OrderNo,
    pub lines: Vec<PackingLine>,
    /// What was scanned last, if it was an item.
    pub last: Option<Packed>,
    /// What counted so far, the first scan first.
    steps: Vec<PackingStep>,
}

impl Packing {
    /// An empty box for this order: `may_go` goes into it.
    pub fn of(order_no: &OrderNo, to_send: &ToSend, may_go: &BTreeMap<ProductId, u32>) -> Self {
        let lines = to_send.lines.iter().filter(|line| line.unsent() > 0).map(|line| {
            let wanted = may_go.get(&line.product_id).copied().unwrap_or(0);
            let (product_id, name) = (line.product_id.clone(), line.name.clone());
            PackingLine { product_id, name, wanted, packed: 0, stays: line.unsent().saturating_sub(wanted) }
        });
        Self { order_no: order_no.clone(), lines: lines.collect(), last: None, steps: Vec::new() }
    }

    /// The same box after the order changed: what is in it is in it, what is to go in may be less.
    pub fn follow(&mut self, to_send: &ToSend, may_go: &BTreeMap<ProductId, u32>) {
        let fresh = Self::of(&self.order_no, to_send, may_go);
        let packed = std::mem::replace(&mut self.lines, fresh.lines);
        for line in &mut self.lines {
            let before = packed.iter().find(|before| before.product_id == line.product_id);
            line.packed = before.map_or(0, |before| before.packed);
        }
    }

    /// The first line of which too much is in the box by now, and how much of it.
    pub fn to_take_out(&self) -> Option<(&str, u32)> {
        let line = self.lines.iter().find(|line| line.packed > line.wanted)?;
        Some((&line.name, line.packed.saturating_sub(line.wanted)))
    }

    /// True if this code is the number of something in this order. Scanners with the wrong case set are understood.
    pub fn knows(&self, code: &str) -> bool {
        self.lines.iter().any(|line| line.product_id.as_str().eq_ignore_ascii_case(code))
    }

    /// An item was scanned.
    pub fn scan(&mut self, code: &str) -> Packed {
        let known = self.lines.iter_mut().find(|line| line.product_id.as_str().eq_ignore_ascii_case(code));
        let what = match known {
            None => Packed::Wrong(code.to_owned()),
            Some(line) if line.packed >= line.wanted && line.stays > 0 => Packed::Refunded(line.name.clone()),
            Some(line) if line.packed >= line.wanted => Packed::TooMany(line.name.clone()),
            Some(line) => {
                line.packed = line.packed.saturating_add(1);
                self.steps.push(PackingStep::Piece(line.product_id.clone()));
                if self.complete() { Packed::Complete } else { Packed::Counted }
            }
        };
        self.last = Some(what.clone());
        what
    }

    /// A number went into a field of this order, where `before` stood.
    pub fn numbered(&mut self, field: NumberField, before: String) {
        self.steps.push(PackingStep::Number(field, before));
    }

    /// Takes the last scan back; nothing where none is left.
    pub fn undo(&mut self) -> Option<Undone> {
        if self.last.take().is_some_and(|last| last.stops()) {
            return Some(Undone::Look);
        }
        match self.steps.pop()? {
            PackingStep::Number(field, before) => Some(Undone::Number(field, before)),
            PackingStep::Piece(product_id) => {
                if let Some(line) = self.lines.iter_mut().find(|line| line.product_id == product_id) {
                    line.packed = line.packed.saturating_sub(1);
                }
                Some(Undone::Piece)
            }
        }
    }

    /// True once a scan counted for it.
    pub const fn touched(&self) -> bool {
        !self.steps.is_empty()
    }

    /// The piece is out of the box again, or the packer looked.
    pub fn look_on(&mut self) {
        self.last = None;
    }

    /// True once something was scanned into it.
    pub fn begun(&self) -> bool {
        self.lines.iter().any(|line| line.packed > 0)
    }

    /// True once everything is in, and nothing else.
    pub fn complete(&self) -> bool {
        self.left() == 0 && self.to_take_out().is_none()
    }

    /// Pieces that are in, and all that are to go in.
    pub fn pieces(&self) -> (u32, u32) {
        (self.lines.iter().map(|line| line.packed).sum(), self.lines.iter().map(|line| line.wanted).sum())
    }

    /// Pieces still to go in.
    pub fn left(&self) -> u32 {
        self.lines.iter().map(|line| line.wanted.saturating_sub(line.packed)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fen, OrderLine, Quantity, RefundState, RefundedGoods};

    fn line(id: &str, name: &str, pieces: u32) -> OrderLine {
        OrderLine {
            product_id: ProductId::parse(id).unwrap(),
            name: name.into(),
            price: Fen::new(990).unwrap(),
            quantity: Quantity::new(pieces).unwrap(),
        }
    }

    fn ordered() -> [OrderLine; 3] {
        [line("P0001", "挂耳咖啡", 1), line("P0002", "手冲壶", 1), line("P0001", "挂耳咖啡", 1)]
    }

    fn box_of(to_send: &ToSend) -> Packing {
        let order_no = OrderNo::parse("SC20260901-00000117").unwrap();
        Packing::of(&order_no, to_send, &may_go(to_send))
    }

    fn may_go(to_send: &ToSend) -> BTreeMap<ProductId, u32> {
        to_send.left().into_iter().map(|(id, pieces)| (id, pieces.get())).collect()
    }

    fn parcel() -> Packing {
        box_of(&ToSend::of(&ordered(), &[], []))
    }

    fn without_one_coffee() -> ToSend {
        let goods = vec![(ProductId::parse("P0001").unwrap(), Quantity::new(1).unwrap())];
        let refund = RefundedGoods { state: RefundState::Refunded, amount: Fen::new(990).unwrap(), goods };
        ToSend::of(&ordered(), &[refund], [])
    }

    #[test]
    fn a_refunded_piece_is_not_packed() {
        let mut packing = box_of(&without_one_coffee());
        assert_eq!(packing.left(), 2);
        packing.scan("P0001");
        assert_eq!(packing.scan("P0001"), Packed::Refunded("挂耳咖啡".into()));
        assert_eq!(packing.scan("P0002"), Packed::Complete);
    }

    #[test]
    fn a_refund_that_comes_while_the_box_is_packed_takes_the_piece_out_again() {
        let mut packing = parcel();
        for code in ["P0001", "P0001", "P0002"] {
            packing.scan(code);
        }
        assert!(packing.complete());
        let fewer = without_one_coffee();
        packing.follow(&fewer, &may_go(&fewer));
        assert_eq!((packing.complete(), packing.to_take_out()), (false, Some(("挂耳咖啡", 1))));
    }

    #[test]
    fn the_lines_count_down_until_everything_is_in() {
        let mut packing = parcel();
        assert_eq!((packing.lines.len(), packing.left(), packing.begun()), (2, 3, false));
        assert_eq!(packing.scan("P0001"), Packed::Counted);
        assert_eq!(packing.scan("p0002"), Packed::Counted);
        assert!(!packing.complete());
        assert_eq!(packing.scan("P0001"), Packed::Complete);
        assert!(packing.complete() && packing.begun());
    }

    #[test]
    fn a_wrong_item_and_one_too_many_stop_the_packer_and_count_nothing() {
        let mut packing = parcel();
        assert_eq!(packing.scan("P0003"), Packed::Wrong("P0003".into()));
        packing.scan("P0002");
        let again = packing.scan("P0002");
        assert_eq!(again, Packed::TooMany("手冲壶".into()));
        assert!(again.stops() && packing.last.as_ref().is_some_and(Packed::stops));
        assert_eq!(packing.left(), 2);
        packing.look_on();
        assert_eq!(packing.last, None);
    }
}
