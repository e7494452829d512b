//! The columns of a shipping sheet, as carriers' and malls' tools name them.

use super::super::heading::plain;

/// What a column of a shipping sheet says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShipColumn {
    /// Our number of the order.
    Order,
    /// Who carries it.
    Carrier,
    /// Its number there.
    Tracking,
    /// Express, same city, pick-up, nothing to carry.
    Kind,
    /// One of the columns we write beside these; it is not read.
    Ours,
}

impl ShipColumn {
    /// Those that are read.
    pub const READ: [Self; 4] = [Self::Order, Self::Carrier, Self::Tracking, Self::Kind];

    /// What it is called in the shop's data.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Carrier => "carrier",
            Self::Tracking => "tracking",
            Self::Kind => "kind",
            Self::Ours => "",
        }
    }

    /// The column a heading means, if it is one of ours.
    pub fn of(heading: &str) -> Option<Self> {
        match plain(heading).as_str() {
            "订单号" | "订单编号" | "订单" | "商户订单号" | "商家订单号" | "商户单号" | "平台订单号" | "网店订单号"
            | "外部订单号" | "外部单号" | "原始单号" | "原始订单号" | "店铺订单号" | "子订单号" | "主订单编号"
            | "平台单号" | "来源单号" | "客户订单号" | "订单id" | "order" | "orderno" | "ordernumber" | "orderid"
            | "order#" | "outtradeno" | "merchantorderno" | "reference" => Some(Self::Order),
            "快递公司" | "物流公司" | "快递" | "物流" | "承运商" | "承运公司" | "配送公司" | "快递名称"
            | "快递公司名称" | "物流公司名称" | "物流名称" | "快递公司编码" | "物流公司编码" | "快递编码"
            | "物流编码" | "快递类型" | "物流商" | "carrier" | "courier" | "shippingcompany" | "expresscompany"
            | "logisticscompany" | "carriername" | "carriercode" | "shipper" | "shippingcarrier" => Some(Self::Carrier),
            "快递单号" | "物流单号" | "运单号" | "运单编号" | "快递编号" | "物流编号" | "面单号" | "配送单号"
            | "快递运单号" | "物流运单号" | "运单号码" | "快递号" | "电子面单号" | "包裹单号" | "母单号"
            | "trackingno" | "trackingnumber" | "tracking" | "tracking#" | "waybill" | "waybillno"
            | "waybillnumber" | "awb" | "expressno" | "expressnumber" => Some(Self::Tracking),
            "发货方式" | "配送方式" | "物流方式" | "kind" | "deliverymethod" | "shippingmethod" => {
                Some(Self::Kind)
            }
            "收件人" | "收货人" | "收件人姓名" | "电话" | "收件人电话" | "手机" | "地址" | "收件地址" | "收货地址"
            | "商品" | "商品信息" | "退款情况" | "refunds" | "备注" | "买家备注" | "付款时间" | "金额" | "件数"
            | "原因" | "name" | "receiver" | "phone" | "address" | "items" | "note" | "paidat" | "total" | "pieces"
            | "cause" => Some(Self::Ours),
            _ => None,
        }
    }
}

/// Rows that may stand above the headings: a title, a date.
const ABOVE_MAX: usize = 10;

/// The place of the headings among the first rows, if they are there.
pub(super) fn find(rows: &[Vec<&str>]) -> Option<usize> {
    let names = |row: &Vec<&str>, wanted: ShipColumn| row.iter().any(|cell| ShipColumn::of(cell) == Some(wanted));
    let both = |row: &Vec<&str>| {
        names(row, ShipColumn::Order) && (names(row, ShipColumn::Tracking) || names(row, ShipColumn::Kind))
    };
    rows.iter().take(ABOVE_MAX).position(both)
}
