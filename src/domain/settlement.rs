//! When WeChat lets go of an order's money: the steps on the way, and the days the platform gives each.

use super::{OrderState, SettleState, ShipKind, UnixSeconds, text_enum::text_enum};

/// WeChat gives a shop this long to ship what was not agreed otherwise, seconds.
pub const SHIP_WITHIN_SECS: i64 = 48 * 3600;
/// From so little of it on an order is urgent, seconds.
pub const SHIP_URGENT_SECS: i64 = 12 * 3600;
/// Days after the report in which a buyer may confirm; then WeChat confirms by itself.
const EXPRESS_DAYS: i64 = 10;
/// The same for what no carrier takes.
const OTHER_DAYS: i64 = 2;

/// Where the money of a paid order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MoneyStep {
    /// Its goods are still here.
    ToShip,
    /// Its goods are on their way, or arrived and nobody said so.
    UnderWay,
    /// The buyer has them, by WeChat's word.
    Confirmed,
    /// WeChat is about to hand the money over.
    Settling,
    /// The shop has it.
    Settled,
}

text_enum!(MoneyStep {
    ToShip = "to_ship", UnderWay = "under_way", Confirmed = "confirmed", Settling = "settling", Settled = "settled",
});

impl MoneyStep {
    /// The step of a paid order: WeChat's word where it gave one, else what is known here. `None` where WeChat holds nothing
    /// of it and never will: closed, or all of it went back.
    pub const fn of(state: OrderState, settle: Option<SettleState>) -> Option<Self> {
        match (state, settle) {
            (
                OrderState::ToPay
                | OrderState::Confirming
                | OrderState::NeedsOwner
                | OrderState::Closed
                | OrderState::Refunded,
                _,
            )
            | (_, Some(SettleState::Refunded)) => None,
            (_, Some(SettleState::Confirmed)) => Some(Self::Confirmed),
            (_, Some(SettleState::Settling)) => Some(Self::Settling),
            (_, Some(SettleState::Completed)) => Some(Self::Settled),
            (OrderState::ToShip, _) => Some(Self::ToShip),
            (OrderState::Shipped | OrderState::Received, _) => Some(Self::UnderWay),
        }
    }
}

/// The moment by which WeChat wants an order shipped that was paid at `paid_at`.
pub const fn ship_by(paid_at: UnixSeconds) -> UnixSeconds {
    paid_at.plus(SHIP_WITHIN_SECS)
}

/// The latest moment at which WeChat takes a shipment as received by itself: ten days after it was reported for what a
/// carrier takes, two for everything else. A buyer who confirms is sooner, an open dispute holds it up.
pub const fn confirmed_by(kind: ShipKind, reported_at: UnixSeconds) -> UnixSeconds {
    let days = match kind {
        ShipKind::Express => EXPRESS_DAYS,
        ShipKind::City | ShipKind::Virtual | ShipKind::Pickup => OTHER_DAYS,
    };
    reported_at.plus_days(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wechats_word_about_the_money_outranks_ours() {
        use OrderState as O;
        use SettleState as S;
        assert_eq!(MoneyStep::of(O::ToShip, None), Some(MoneyStep::ToShip));
        assert_eq!(MoneyStep::of(O::Shipped, Some(S::Shipped)), Some(MoneyStep::UnderWay));
        assert_eq!(MoneyStep::of(O::Received, Some(S::ToShip)), Some(MoneyStep::UnderWay));
        assert_eq!(MoneyStep::of(O::Shipped, Some(S::Confirmed)), Some(MoneyStep::Confirmed));
        assert_eq!(MoneyStep::of(O::Received, Some(S::Settling)), Some(MoneyStep::Settling));
        assert_eq!(MoneyStep::of(O::Received, Some(S::Completed)), Some(MoneyStep::Settled));
        for nothing in [O::ToPay, O::Confirming, O::NeedsOwner, O::Closed, O::Refunded] {
            assert_eq!(MoneyStep::of(nothing, None), None, "{nothing}");
        }
        assert_eq!(MoneyStep::of(O::Shipped, Some(S::Refunded)), None);
    }

    #[test]
    fn the_days_are_counted_to_the_second() {
        let at = UnixSeconds::parse_dashed("2026-09-01 10:42:07").expect("a time");
        assert_eq!(confirmed_by(ShipKind::Express, at).to_dashed(), "2026-09-11 10:42:07");
        for kind in [ShipKind::City, ShipKind::Virtual, ShipKind::Pickup] {
            assert_eq!(confirmed_by(kind, at).to_dashed(), "2026-09-03 10:42:07");
        }
        assert_eq!(ship_by(at).to_dashed(), "2026-09-03 10:42:07");
    }
}
