//! The headings of a trade bill in all the names they had, and where each stands.

use crate::domain::bill::{BillFault, BillFigure};

/// A column that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BillColumn {
    At,
    App,
    Merchant,
    Transaction,
    Order,
    Buyer,
    TradeType,
    State,
    Currency,
    Settled,
    Coupons,
    RefundId,
    RefundNo,
    RefundSettled,
    RefundCoupons,
    RefundState,
    Goods,
    Attached,
    Fee,
    Ordered,
    RefundAsked,
}

/// Its names, today's first.
const NAMES: [(BillColumn, &[&str]); 21] = [
    (BillColumn::At, &["交易时间"]),
    (BillColumn::App, &["公众账号ID"]),
    (BillColumn::Merchant, &["商户号"]),
    (BillColumn::Transaction, &["微信订单号"]),
    (BillColumn::Order, &["商户订单号"]),
    (BillColumn::Buyer, &["用户标识"]),
    (BillColumn::TradeType, &["交易类型"]),
    (BillColumn::State, &["交易状态"]),
    (BillColumn::Currency, &["货币种类"]),
    (BillColumn::Settled, &["应结订单金额", "总金额"]),
    (BillColumn::Coupons, &["代金券金额", "代金券或立减优惠金额", "企业红包金额"]),
    (BillColumn::RefundId, &["微信退款单号"]),
    (BillColumn::RefundNo, &["商户退款单号"]),
    (BillColumn::RefundSettled, &["退款金额"]),
    (BillColumn::RefundCoupons, &["充值券退款金额", "代金券或立减优惠退款金额", "企业红包退款金额"]),
    (BillColumn::RefundState, &["退款状态"]),
    (BillColumn::Goods, &["商品名称"]),
    (BillColumn::Attached, &["商户数据包"]),
    (BillColumn::Fee, &["手续费"]),
    (BillColumn::Ordered, &["订单金额"]),
    (BillColumn::RefundAsked, &["申请退款金额"]),
];

/// Headings that mean nothing to a shop of its own.
const PASSED_OVER: [&str; 9] =
    ["特约商户号", "子商户号", "设备号", "付款银行", "退款申请时间", "退款成功时间", "退款类型", "费率", "费率备注"];

/// Without these no line means anything.
const NEEDED: [BillColumn; 7] = [
    BillColumn::At,
    BillColumn::App,
    BillColumn::Merchant,
    BillColumn::Transaction,
    BillColumn::Order,
    BillColumn::State,
    BillColumn::Settled,
];

/// The headings of the last line but one, and the figures under them.
const FIGURES: [(BillFigure, &[&str]); 7] = [
    (BillFigure::Lines, &["总交易单数"]),
    (BillFigure::Settled, &["应结订单总金额", "总交易额"]),
    (BillFigure::RefundSettled, &["退款总金额", "总退款金额"]),
    (BillFigure::RefundCoupons, &["充值券退款总金额", "总代金券或立减优惠退款金额", "总企业红包退款金额"]),
    (BillFigure::Fee, &["手续费总金额"]),
    (BillFigure::Ordered, &["订单总金额"]),
    (BillFigure::RefundAsked, &["申请退款总金额"]),
];

/// Where each column stands.
#[derive(Debug, Clone)]
pub(super) struct BillColumns {
    names: Vec<String>,
    places: Vec<(BillColumn, usize)>,
    /// Headings this program has never seen.
    pub unknown: Vec<String>,
}

impl BillColumns {
    /// Reads the headings.
    pub fn of(headings: &[String]) -> Result<Self, BillFault> {
        let names: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
        let column_of =
            |name: &String| NAMES.iter().find(|(_, all)| all.contains(&name.as_str())).map(|(column, _)| *column);
        let places: Vec<(BillColumn, usize)> = names
            .iter()
            .enumerate()
            .filter_map(|(place, name)| column_of(name).map(|column| (column, place)))
            .collect();
        let missing = |column: &&BillColumn| !places.iter().any(|(there, _)| there == *column);
        let missing: Vec<String> = NEEDED.iter().filter(missing).map(|column| first_name(*column).to_owned()).collect();
        if !missing.is_empty() {
            return Err(BillFault::NotABill(missing));
        }
        let known =
            |name: &String| column_of(name).is_some() || PASSED_OVER.contains(&name.as_str()) || name.is_empty();
        let unknown = names.iter().filter(|name| !known(name)).cloned().collect();
        Ok(Self { names, places, unknown })
    }

    /// How many values a line has.
    pub const fn count(&self) -> usize {
        self.names.len()
    }

    /// Where `column` stands, if the bill has it.
    pub fn place(&self, column: BillColumn) -> Option<usize> {
        self.places.iter().find(|(there, _)| *there == column).map(|(_, place)| *place)
    }

    /// What the bill calls it.
    pub fn name(&self, column: BillColumn) -> &str {
        self.place(column).and_then(|place| self.names.get(place)).map_or_else(|| first_name(column), String::as_str)
    }
}

/// The figures the last line has, in its order; `None` for one that is not looked at. `None` at all: no such headings.
pub(super) fn figures(headings: &[String]) -> Option<Vec<Option<BillFigure>>> {
    let figure = |heading: &String| {
        let name = plain(heading);
        FIGURES.iter().find(|(_, all)| all.contains(&name.as_str())).map(|(figure, _)| *figure)
    };
    let first = headings.first().and_then(figure);
    (first == Some(BillFigure::Lines)).then(|| headings.iter().map(figure).collect())
}

fn first_name(column: BillColumn) -> &'static str {
    NAMES.iter().find(|(there, _)| *there == column).and_then(|(_, names)| names.first()).copied().unwrap_or_default()
}

/// A heading without what programs put around it, and with half-width brackets.
pub(super) fn plain(heading: &str) -> String {
    let bare = heading.trim_matches(|c: char| c.is_whitespace() || matches!(c, '`' | '"' | '\u{FEFF}'));
    bare.replace('（', "(").replace('）', ")").replace("(元)", "")
}
