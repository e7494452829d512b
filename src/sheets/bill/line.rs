//! One row of a bill as what it tells, and what it adds to the sums.

use super::columns::{BillColumn, BillColumns};
use crate::domain::{
    AppId, BadId, MchId, OpenId, OrderNo, RefundId, RefundNo, TransactionId, UnixSeconds,
    bill::{BillEvent, BillFigure, BillLine, BillLineFault, BillRefundState, Fee, exact},
};

/// The values of one row under their headings.
pub(super) struct Values<'a> {
    columns: &'a BillColumns,
    values: &'a [String],
}

impl<'a> Values<'a> {
    pub const fn new(columns: &'a BillColumns, values: &'a [String]) -> Self {
        Self { columns, values }
    }

    fn text(&self, column: BillColumn) -> &'a str {
        self.columns.place(column).and_then(|place| self.values.get(place)).map_or("", |value| value.trim())
    }

    /// An amount; nothing where the bill has no such column.
    fn amount(&self, column: BillColumn, decimals: usize) -> Result<i64, BillLineFault> {
        if self.columns.place(column).is_none() {
            return Ok(0);
        }
        let raw = self.text(column);
        exact(raw, decimals)
            .ok_or_else(|| BillLineFault::Amount { column: self.columns.name(column).to_owned(), raw: shown(raw) })
    }

    fn yuan(&self, column: BillColumn) -> Result<i64, BillLineFault> {
        self.amount(column, 2)
    }

    fn number<T>(&self, column: BillColumn, parse: impl Fn(&str) -> Result<T, BadId>) -> Result<T, BillLineFault> {
        parse(self.text(column)).map_err(|bad| BillLineFault::number(self.columns.name(column), bad))
    }

    /// What the row adds to `figure`. `None`: the bill has no such column, or it cannot be read here.
    pub fn adds(&self, figure: BillFigure) -> Option<i64> {
        let column = match figure {
            BillFigure::Lines => return Some(1),
            BillFigure::Ordered => BillColumn::Ordered,
            BillFigure::Settled => BillColumn::Settled,
            BillFigure::RefundAsked => BillColumn::RefundAsked,
            BillFigure::RefundSettled => BillColumn::RefundSettled,
            BillFigure::RefundCoupons => BillColumn::RefundCoupons,
            BillFigure::Fee => BillColumn::Fee,
        };
        self.columns.place(column)?;
        exact(self.text(column), figure.decimals())
    }

    /// The row as a line of money.
    pub fn line(&self, line: u32) -> Result<BillLine, BillLineFault> {
        let raw = self.text(BillColumn::At);
        Ok(BillLine {
            line,
            at: UnixSeconds::parse_dashed(raw).map_err(|_| BillLineFault::Time(shown(raw)))?,
            app_id: self.number(BillColumn::App, AppId::parse)?,
            mch_id: self.number(BillColumn::Merchant, MchId::parse)?,
            transaction_id: self.number(BillColumn::Transaction, TransactionId::parse)?,
            order_no: self.number(BillColumn::Order, OrderNo::parse)?,
            openid: OpenId::parse(self.text(BillColumn::Buyer)).ok(),
            trade_type: shown(self.text(BillColumn::TradeType)),
            currency: shown(self.text(BillColumn::Currency)),
            goods: unescaped(self.text(BillColumn::Goods)),
            fee: Fee::new(self.amount(BillColumn::Fee, Fee::DECIMALS)?),
            event: self.event()?,
        })
    }

    fn event(&self) -> Result<BillEvent, BillLineFault> {
        let settled = self.yuan(BillColumn::RefundSettled)?;
        match self.text(BillColumn::State) {
            "SUCCESS" => {
                let settled = self.yuan(BillColumn::Settled)?;
                let total =
                    self.columns.place(BillColumn::Ordered).map_or(Ok(settled), |_| self.yuan(BillColumn::Ordered))?;
                Ok(BillEvent::Paid { total, settled, coupons: self.yuan(BillColumn::Coupons)? })
            }
            "REFUND" => {
                let asked = self.columns.place(BillColumn::RefundAsked);
                Ok(BillEvent::Refunded {
                    refund_id: self.number(BillColumn::RefundId, RefundId::parse)?,
                    refund_no: self.number(BillColumn::RefundNo, RefundNo::parse)?,
                    asked: asked.map_or(Ok(settled), |_| self.yuan(BillColumn::RefundAsked))?,
                    settled,
                    state: BillRefundState::parse(self.text(BillColumn::RefundState))
                        .unwrap_or(BillRefundState::Unknown),
                })
            }
            "REVOKED" => Ok(BillEvent::Reversed { amount: settled }),
            other => Err(BillLineFault::State(shown(other))),
        }
    }
}

/// As much of it as is worth keeping.
fn shown(raw: &str) -> String {
    raw.chars().filter(|c| !c.is_control()).take(BillLineFault::SHOWN_CHARS).collect()
}

/// A name as it was before the bill took its commas and line breaks out.
fn unescaped(raw: &str) -> String {
    shown(&raw.replace("\\n", " ").replace("\\ ", ","))
}
