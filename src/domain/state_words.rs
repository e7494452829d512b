//! What each state is called: one word everywhere, on the screen and in the owner's sheets. (In the storefront's answers
//! states have their names in the file, `as_str`, which programs read.)

use super::{OrderState, RefundOrigin, RefundState};
use crate::base::lang::Lang;

impl OrderState {
    /// What the owner calls it.
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::ToPay => lang.pick_static("待付款", "To pay"),
            Self::Confirming => lang.pick_static("确认中", "Confirming"),
            Self::ToShip => lang.pick_static("待发货", "To ship"),
            Self::Shipped => lang.pick_static("已发货", "Shipped"),
            Self::Received => lang.pick_static("已收货", "Received"),
            Self::Refunded => lang.pick_static("已退款", "Refunded"),
            Self::Closed => lang.pick_static("已关闭", "Closed"),
            Self::NeedsOwner => lang.pick_static("需处理", "Needs you"),
        }
    }
}

impl RefundState {
    /// What the owner calls it.
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Requested => lang.pick_static("待处理", "Waiting"),
            Self::Approved => lang.pick_static("已同意", "Approved"),
            Self::Sending => lang.pick_static("发送中", "Sending"),
            Self::Processing => lang.pick_static("退款中", "Processing"),
            Self::InDoubt => lang.pick_static("待核实", "In doubt"),
            Self::WaitingForMoney => lang.pick_static("余额不足", "Waiting for money"),
            Self::Stuck => lang.pick_static("需你处理", "Stuck"),
            Self::Refunded => lang.pick_static("已退款", "Refunded"),
            Self::Rejected => lang.pick_static("已拒绝", "Rejected"),
            Self::Failed => lang.pick_static("退款失败", "Failed"),
        }
    }
}

impl RefundOrigin {
    /// Who began it, as the owner is told.
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Buyer => lang.pick_static("买家申请", "The buyer asked"),
            Self::Owner => lang.pick_static("你主动退款", "You began it"),
            Self::Platform => lang.pick_static("来自微信商户平台", "From WeChat's platform"),
        }
    }
}
