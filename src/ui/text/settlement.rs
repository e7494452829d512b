//! WeChat's word about an order's money, once its goods left.

use crate::domain::SettleState;

texts! { in lang;

    /// WeChat's word about an order's money.
    settlement(state: SettleState) = match state {
        SettleState::ToShip => "微信：待发货", "WeChat: to be shipped";
        SettleState::Shipped => "微信：已发货，等买家收货", "WeChat: shipped, waiting for the buyer";
        SettleState::Confirmed => "微信：买家已确认收货", "WeChat: the buyer has it";
        SettleState::Completed => "微信：交易完成", "WeChat: completed";
        SettleState::Refunded => "微信：已退款", "WeChat: refunded";
        SettleState::Settling => "微信：资金待结算", "WeChat: money about to be settled";
    }

    /// The same, in a word or two.
    settlement_short(state: SettleState) = match state {
        SettleState::ToShip => "微信还没有登记", "not known at WeChat";
        SettleState::Shipped => "等买家收货", "waiting for the buyer";
        SettleState::Confirmed => "买家已确认收货", "the buyer has it";
        SettleState::Completed => "交易完成", "completed";
        SettleState::Refunded => "已退款", "refunded";
        SettleState::Settling => "资金待结算", "about to be settled";
    }
}
