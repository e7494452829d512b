//! What of an order is still to be sent: what was ordered, less what was refunded, less what went out. One function, so
//! that the queue, the form, the slip, the receipt and the scanner can never say different numbers.

use super::{Fen, OrderLine, ProductId, Quantity, RefundState};

/// A refund, as far as the goods are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundedGoods {
    /// Where it stands.
    pub state: RefundState,
    /// How much goes back, fen.
    pub amount: Fen,
    /// Which pieces it is about; empty where nobody named any.
    pub goods: Vec<(ProductId, Quantity)>,
}

/// One line of an order, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineToSend {
    /// Which product.
    pub product_id: ProductId,
    /// Its name when it was ordered.
    pub name: String,
    /// Pieces that were ordered.
    pub ordered: u32,
    /// Pieces whose money went back.
    pub refunded: u32,
    /// Pieces whose money is asked back, promised, on its way or in doubt: they stay here until that is over.
    pub held: u32,
    /// Pieces that are in a parcel already.
    pub sent: u32,
}

impl LineToSend {
    /// Pieces that may go into a parcel now.
    pub const fn left(&self) -> u32 {
        self.unsent().saturating_sub(self.refunded).saturating_sub(self.held)
    }

    /// Pieces that are in no parcel, refunded or not.
    pub const fn unsent(&self) -> u32 {
        self.ordered.saturating_sub(self.sent)
    }

    /// Pieces that stay here because their money went back, and those that stay because it may.
    pub fn stays(&self) -> (u32, u32) {
        let refunded = self.refunded.min(self.unsent());
        (refunded, self.held.min(self.unsent().saturating_sub(refunded)))
    }
}

/// What of an order is still to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToSend {
    /// The order's lines, each product once, in the order's own sequence.
    pub lines: Vec<LineToSend>,
    /// Money that went back without any goods being named, fen: it takes no piece away, and is said wherever pieces are.
    pub money_back: Fen,
    /// The same, still under way or in doubt, fen.
    pub money_held: Fen,
}

impl ToSend {
    /// Counts. `sent` is what the parcels that went say is in them.
    pub fn of<'a>(
        lines: &[OrderLine],
        refunds: &[RefundedGoods],
        sent: impl IntoIterator<Item = &'a (ProductId, Quantity)>,
    ) -> Self {
        let mut all = Self::default();
        for line in lines {
            let pieces = line.quantity.get();
            match all.line_mut(&line.product_id) {
                Some(known) => known.ordered = known.ordered.saturating_add(pieces),
                None => all.lines.push(LineToSend {
                    product_id: line.product_id.clone(),
                    name: line.name.clone(),
                    ordered: pieces,
                    refunded: 0,
                    held: 0,
                    sent: 0,
                }),
            }
        }
        for refund in refunds {
            all.take_back(refund);
        }
        for (id, pieces) in sent {
            if let Some(line) = all.line_mut(id) {
                line.sent = line.sent.saturating_add(pieces.get());
            }
        }
        all
    }

    fn line_mut(&mut self, id: &ProductId) -> Option<&mut LineToSend> {
        self.lines.iter_mut().find(|line| line.product_id == *id)
    }

    fn take_back(&mut self, refund: &RefundedGoods) {
        let arrived = refund.state == RefundState::Refunded;
        if refund.state.is_final() && !arrived {
            return;
        }
        if refund.goods.is_empty() {
            let sum = if arrived { &mut self.money_back } else { &mut self.money_held };
            *sum = sum.checked_add(refund.amount).unwrap_or(*sum);
        }
        for (id, pieces) in &refund.goods {
            if let Some(line) = self.line_mut(id) {
                let count = if arrived { &mut line.refunded } else { &mut line.held };
                *count = count.saturating_add(pieces.get());
            }
        }
    }

    /// Every product of which something may go into a parcel now, with how many.
    pub fn left(&self) -> Vec<(ProductId, Quantity)> {
        self.pieces(LineToSend::left)
    }

    /// The same with what was refunded: what the owner could send if they really want to.
    pub fn unsent(&self) -> Vec<(ProductId, Quantity)> {
        self.pieces(LineToSend::unsent)
    }

    fn pieces(&self, count: impl Fn(&LineToSend) -> u32) -> Vec<(ProductId, Quantity)> {
        let piece = |line: &LineToSend| Some((line.product_id.clone(), Quantity::new(count(line)).ok()?));
        self.lines.iter().filter_map(piece).collect()
    }

    /// How many pieces may go into parcels now.
    pub fn pieces_left(&self) -> u32 {
        self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.left()))
    }

    /// True if the order's goods are known and none of them may go any more.
    pub fn is_nothing(&self) -> bool {
        !self.lines.is_empty() && self.pieces_left() == 0
    }

    /// The lines of which something stays here because of a refund, and was not sent before.
    pub fn kept_back(&self) -> impl Iterator<Item = &LineToSend> {
        self.lines.iter().filter(|line| line.left() < line.unsent())
    }

    /// True if a refund has to be spoken of wherever this order's pieces are listed.
    pub fn has_refunds(&self) -> bool {
        let money = !self.money_back.is_zero() || !self.money_held.is_zero();
        money || self.lines.iter().any(|line| line.refunded > 0 || line.held > 0)
    }

    /// `挂耳咖啡 ×2, 手冲壶`: what is to be sent, in one line. Empty where nothing is.
    pub fn items_text(&self) -> String {
        let some = |line: &&LineToSend| line.left() > 0;
        items_text(self.lines.iter().filter(some).map(|line| (line.name.as_str(), line.left())))
    }
}

/// `挂耳咖啡 ×2, 手冲壶`: goods as every list shows them.
pub fn items_text<'a>(lines: impl IntoIterator<Item = (&'a str, u32)>) -> String {
    let pieces = |(name, pieces): (&str, u32)| match pieces {
        1 => name.to_owned(),
        more => format!("{name} ×{more}"),
    };
    lines.into_iter().map(pieces).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
