//! WeChat's word about an order's money, once its goods left.

use super::Lang;
use crate::domain::SettleState;

words! {
    settle_1: "微信：待发货", "WeChat: to be shipped";
    settle_2: "微信：已发货，等买家收货", "WeChat: shipped, waiting for the buyer";
    settle_3: "微信：买家已确认收货", "WeChat: the buyer has it";
    settle_4: "微信：交易完成", "WeChat: completed";
    settle_5: "微信：已退款", "WeChat: refunded";
    settle_6: "微信：资金待结算", "WeChat: money about to be settled";
    short_1: "微信还没有登记", "not known at WeChat";
    short_2: "等买家收货", "waiting for the buyer";
    short_3: "买家已确认收货", "the buyer has it";
    short_4: "交易完成", "completed";
    short_5: "已退款", "refunded";
    short_6: "资金待结算", "about to be settled";
}

/// WeChat's word about an order's money.
pub(in crate::ui) const fn settlement(lang: Lang, state: SettleState) -> &'static str {
    match state {
        SettleState::ToShip => settle_1(lang),
        SettleState::Shipped => settle_2(lang),
        SettleState::Confirmed => settle_3(lang),
        SettleState::Completed => settle_4(lang),
        SettleState::Refunded => settle_5(lang),
        SettleState::Settling => settle_6(lang),
    }
}

/// The same, in a word or two.
pub(in crate::ui) const fn settlement_short(lang: Lang, state: SettleState) -> &'static str {
    match state {
        SettleState::ToShip => short_1(lang),
        SettleState::Shipped => short_2(lang),
        SettleState::Confirmed => short_3(lang),
        SettleState::Completed => short_4(lang),
        SettleState::Refunded => short_5(lang),
        SettleState::Settling => short_6(lang),
    }
}
