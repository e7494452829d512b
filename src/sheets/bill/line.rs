//! One row of a bill as what it tells, and what it adds to the sums.

use super::columns::{Column, Columns};
use crate::domain::{
    AppId, BadId, MchId, OpenId, OrderNo, RefundId, RefundNo, TransactionId, UnixSeconds,
    bill::{BillEvent, BillFigure, BillLine, BillLineFault, BillRefundState, Fee, exact},
};

/// The values of one row under their headings.
pub(super) struct Values<'a> {
    columns: &'a Columns,
    values: &'a [String],
}

impl<'a> Values<'a> {
    pub const fn new(columns: &'a Columns, values: &'a [String]) -> Self {
        Self { columns, values }
    }

    fn text(&self, column: Column) -> &'a str {
        self.columns.place(column).and_then(|place| self.values.get(place)).map_or("", |value| value.trim())
    }

    /// An amount; nothing where the bill has no such column.
    fn amount(&self, column: Column, decimals: usize) -> Result<i64, BillLineFault> {
        if self.columns.place(column).is_none() {
            return Ok(0);
        }
        let raw = self.text(column);
        exact(raw, decimals)
            .ok_or_else(|| BillLineFault::Amount { column: self.columns.name(column).to_owned(), raw: shown(raw) })
    }

    fn yuan(&self, column: Column) -> Result<i64, BillLineFault> {
        self.amount(column, 2)
    }

    fn number<T>(&self, column: Column, parse: impl Fn(&str) -> Result<T, BadId>) -> Result<T, BillLineFault> {
        parse(self.text(column)).map_err(|bad| BillLineFault::number(self.columns.name(column), bad))
    }

    /// What the row adds to `figure`. `None`: the bill has no such column, or it cannot be read here.
    pub fn adds(&self, figure: BillFigure) -> Option<i64> {
        let column = match figure {
            BillFigure::Lines => return Some(1),
            BillFigure::Ordered => Column::Ordered,
            BillFigure::Settled => Column::Settled,
            BillFigure::RefundAsked => Column::RefundAsked,
            BillFigure::RefundSettled => Column::RefundSettled,
            BillFigure::RefundCoupons => Column::RefundCoupons,
            BillFigure::Fee => Column::Fee,
        };
        self.columns.place(column)?;
        exact(self.text(column), figure.decimals())
    }

    /// The row as a line of money.
    pub fn line(&self, line: u32) -> Result<BillLine, BillLineFault> {
        let raw = self.text(Column::At);
        Ok(BillLine {
            line,
            at: UnixSeconds::parse_dashed(raw).map_err(|_| BillLineFault::Time(shown(raw)))?,
            app_id: self.number(Column::App, AppId::parse)?,
            mch_id: self.number(Column::Merchant, MchId::parse)?,
            transaction_id: self.number(Column::Transaction, TransactionId::parse)?,
            order_no: self.number(Column::Order, OrderNo::parse)?,
            openid: OpenId::parse(self.text(Column::Buyer)).ok(),
            trade_type: shown(self.text(Column::TradeType)),
            currency: shown(self.text(Column::Currency)),
            goods: unescaped(self.text(Column::Goods)),
            fee: Fee::new(self.amount(Column::Fee, Fee::DECIMALS)?),
            event: self.event()?,
        })
    }

    fn event(&self) -> Result<BillEvent, BillLineFault> {
        let settled = self.yuan(Column::RefundSettled)?;
        match self.text(Column::State) {
            "SUCCESS" => {
                let settled = self.yuan(Column::Settled)?;
                let total = self.columns.place(Column::Ordered).map_or(Ok(settled), |_| self.yuan(Column::Ordered))?;
                Ok(BillEvent::Paid { total, settled, coupons: self.yuan(Column::Coupons)? })
            }
            "REFUND" => {
                let asked = self.columns.place(Column::RefundAsked);
                Ok(BillEvent::Refunded {
                    refund_id: self.number(Column::RefundId, RefundId::parse)?,
                    refund_no: self.number(Column::RefundNo, RefundNo::parse)?,
                    asked: asked.map_or(Ok(settled), |_| self.yuan(Column::RefundAsked))?,
                    settled,
                    state: BillRefundState::parse(self.text(Column::RefundState)).unwrap_or(BillRefundState::Unknown),
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
