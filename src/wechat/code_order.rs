//! An order whose buyer pays by scanning a code: WeChat's Native payment.

use crate::domain::{Fen, OrderNo, ProductId, SignType, UnixSeconds};
use std::net::IpAddr;

/// WeChat's word for this way of paying.
pub(super) const TRADE_TYPE: &str = "NATIVE";

/// What WeChat is told of it. The same number with the same figures goes on with the same order.
#[derive(Debug, Clone)]
pub struct CodeOrder {
    /// Our number.
    pub order_no: OrderNo,
    /// What is sold, shown to the buyer; cut where longer than the API allows.
    pub body: String,
    /// Which product: API v2 wants it named.
    pub product_id: ProductId,
    /// What is owed, fen.
    pub total: Fen,
    /// The address of the computer that shows the code.
    pub client_ip: IpAddr,
    /// When the order was placed.
    pub created_at: UnixSeconds,
    /// Until when it can be paid.
    pub expires_at: UnixSeconds,
    /// Where WeChat sends the notification.
    pub notify_url: String,
    /// How to sign, and how the answers must be signed.
    pub sign_type: SignType,
}
