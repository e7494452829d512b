//! The packing check: each item is scanned as it goes into the box, and the lines count down.

use crate::domain::{OrderLine, OrderNo, ProductId};

/// One line of the order on the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Line {
    pub product_id: ProductId,
    pub name: String,
    pub wanted: u32,
    pub packed: u32,
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
    /// Not in this order.
    Wrong(String),
}

impl Packed {
    /// True if the packer must stop and look.
    pub const fn stops(&self) -> bool {
        matches!(self, Self::TooMany(_) | Self::Wrong(_))
    }
}

/// The box that is being packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Packing {
    pub order_no: OrderNo,
    pub lines: Vec<Line>,
    /// What was scanned last, if it was an item.
    pub last: Option<Packed>,
}

impl Packing {
    /// An empty box for this order. Lines of the same product are one line.
    pub fn of(order_no: &OrderNo, ordered: &[OrderLine]) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for line in ordered {
            let pieces = line.quantity.get();
            match lines.iter_mut().find(|known| known.product_id == line.product_id) {
                Some(known) => known.wanted = known.wanted.saturating_add(pieces),
                None => lines.push(Line {
                    product_id: line.product_id.clone(),
                    name: line.name.clone(),
                    wanted: pieces,
                    packed: 0,
                }),
            }
        }
        Self { order_no: order_no.clone(), lines, last: None }
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
            Some(line) if line.packed >= line.wanted => Packed::TooMany(line.name.clone()),
            Some(line) => {
                line.packed += 1;
                if self.complete() { Packed::Complete } else { Packed::Counted }
            }
        };
        self.last = Some(what.clone());
        what
    }

    /// The piece is out of the box again, or the packer looked.
    pub fn look_on(&mut self) {
        self.last = None;
    }

    /// True once something was scanned into it.
    pub fn begun(&self) -> bool {
        self.lines.iter().any(|line| line.packed > 0)
    }

    /// True once everything is in.
    pub fn complete(&self) -> bool {
        self.left() == 0
    }

    /// Pieces still to go in.
    pub fn left(&self) -> u32 {
        self.lines.iter().map(|line| line.wanted - line.packed).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fen, Quantity};

    fn line(id: &str, name: &str, pieces: u32) -> OrderLine {
        OrderLine {
            product_id: ProductId::parse(id).unwrap(),
            name: name.into(),
            price: Fen::new(990).unwrap(),
            quantity: Quantity::new(pieces).unwrap(),
        }
    }

    fn parcel() -> Packing {
        let order_no = OrderNo::parse("SC20260901-00000117").unwrap();
        Packing::of(
            &order_no,
            &[line("P0001", "挂耳咖啡", 1), line("P0002", "手冲壶", 1), line("P0001", "挂耳咖啡", 1)],
        )
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
