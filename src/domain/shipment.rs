//! A shipment's life: marked by the owner, told to WeChat, believed by WeChat.

use super::{OpenId, OrderNo, OrderState, Parcel, StepRefused, text_enum::text_enum};

/// How long a marked shipment can be taken back before WeChat is told, seconds.
pub const REPORT_HOLD_SECS: i64 = 10;
/// WeChat takes at most this many parcels of one order.
pub const PARCELS_MAX: usize = 15;
/// The longest carrier id and tracking number WeChat takes, characters.
pub const PARCEL_CHARS_MAX: usize = 128;
/// The longest description of a parcel's goods WeChat takes, characters.
const GOODS_CHARS_MAX: usize = 120;
/// Digits of a telephone number that stay readable at its end.
const SHOWN_DIGITS: usize = 4;
/// Digits of a mobile number in China, without the country's.
const MOBILE_DIGITS: usize = 11;

/// How goods reach their buyer (`logistics_type` at WeChat, 1 to 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ShipKind {
    /// A carrier takes it; has a tracking number.
    #[default]
    Express,
    /// Brought within the city.
    City,
    /// Nothing travels: a code, a card, a service.
    Virtual,
    /// The buyer comes for it.
    Pickup,
}

text_enum!(ShipKind { Express = "express", City = "city", Virtual = "virtual", Pickup = "pickup" });

/// Where the report of a shipment to WeChat stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportState {
    /// Marked, and to be taken back without a trace until its time comes.
    Held,
    /// Due, or waiting for another try.
    Waiting,
    /// The call is leaving or has left; no answer yet.
    Sending,
    /// WeChat has it. Once all of it is, the buyer was told.
    Reported,
    /// WeChat refused, or cannot be made to understand: a person looks.
    Stopped,
}

text_enum!(ReportState {
    Held = "held", Waiting = "waiting", Sending = "sending", Reported = "reported", Stopped = "stopped",
});

/// What can happen to a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportStep {
    /// The call is about to leave: committed before its first byte.
    Begin,
    /// No usable answer, or WeChat wants us to wait.
    Later,
    /// WeChat has it: its answer to the call, or to a question about the order.
    Done,
    /// WeChat refused for good.
    Stop,
    /// The owner wants another try.
    Again,
    /// The owner changed what was shipped: another parcel, or the one correction.
    Change,
}

impl ReportState {
    /// The state after `step`. Pure: the same call decides a click, an answer and a restart.
    ///
    /// # Errors
    /// [`StepRefused`]: nothing changed.
    pub fn after(self, step: ReportStep) -> Result<Self, StepRefused<Self, ReportStep>> {
        use ReportState as S;
        use ReportStep as T;
        match (self, step) {
            (S::Held | S::Waiting, T::Begin) => Ok(S::Sending),
            (S::Waiting | S::Sending, T::Later) | (S::Stopped, T::Again) => Ok(S::Waiting),
            (S::Waiting | S::Sending | S::Stopped, T::Done) => Ok(S::Reported),
            (S::Held | S::Waiting | S::Sending, T::Stop) => Ok(S::Stopped),
            (S::Held | S::Waiting | S::Reported | S::Stopped, T::Change) => Ok(S::Held),
            (S::Held, T::Later | T::Done | T::Again)
            | (S::Waiting, T::Again)
            | (S::Sending, T::Begin | T::Again | T::Change)
            | (S::Reported, T::Begin | T::Later | T::Done | T::Stop | T::Again)
            | (S::Stopped, T::Begin | T::Later | T::Stop) => Err(StepRefused { state: self, step }),
        }
    }
}

/// What WeChat is told about one parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedParcel {
    /// How it travels.
    pub parcel: Parcel,
    /// What is in it, 1 to 120 characters.
    pub goods: String,
    /// The receiver's telephone number, masked; only where the carrier wants one.
    pub contact: Option<String>,
}

/// What WeChat is told about the shipping of one order: always all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippingReport {
    /// Our number.
    pub order_no: OrderNo,
    /// Who paid.
    pub openid: OpenId,
    /// How it travels.
    pub kind: ShipKind,
    /// Parcel by parcel (`delivery_mode` 2), express only.
    pub split: bool,
    /// Nothing more follows: only now the buyer is told.
    pub complete: bool,
    /// One for a whole shipment, up to fifteen for a split one.
    pub parcels: Vec<ReportedParcel>,
    /// When this is said, milliseconds since 1970; later than whatever was said before about the order.
    pub at_millis: i64,
}

impl ShippingReport {
    /// True if both say the same about where the goods are, whenever they were said.
    pub fn says_the_same_as(&self, seen: &SeenShipping) -> bool {
        let ours = self.parcels.iter().map(|reported| &reported.parcel);
        seen.kind == Some(self.kind) && seen.complete == self.complete && ours.eq(&seen.parcels)
    }
}

/// What WeChat knows of the shipping of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeenShipping {
    /// `order_state`, 1 to 6.
    pub state: Option<SettleState>,
    /// How it travels, once something was reported.
    pub kind: Option<ShipKind>,
    /// All of it was reported.
    pub complete: bool,
    /// The one correction is used up.
    pub corrected: bool,
    /// A complaint or dispute about it is open: its money waits for the end of that.
    pub disputed: bool,
    /// Each parcel.
    pub parcels: Vec<Parcel>,
}

/// Where an order stands in WeChat's settlement (`order_state` of `get_order`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettleState {
    /// 1: not reported as shipped; the money is frozen.
    ToShip,
    /// 2: shipped; frozen until the buyer confirms, or ten (two) days passed.
    Shipped,
    /// 3: the buyer confirmed.
    Confirmed,
    /// 4: over, the money is the shop's.
    Completed,
    /// 5: everything went back.
    Refunded,
    /// 6: confirmed, and the money is on its way to the shop.
    Settling,
}

text_enum!(SettleState {
    ToShip = "to_ship", Shipped = "shipped", Confirmed = "confirmed", Completed = "completed", Refunded = "refunded",
    Settling = "settling",
});

impl SettleState {
    /// WeChat's number of it.
    pub const fn number(self) -> u8 {
        match self {
            Self::ToShip => 1,
            Self::Shipped => 2,
            Self::Confirmed => 3,
            Self::Completed => 4,
            Self::Refunded => 5,
            Self::Settling => 6,
        }
    }

    /// What WeChat's number means; `None` for one that is not in its documents.
    pub fn of_number(number: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| i64::from(state.number()) == number)
    }

    /// True once the buyer has it, by WeChat's word.
    pub const fn is_received(self) -> bool {
        matches!(self, Self::Confirmed | Self::Completed | Self::Settling)
    }

    /// True once WeChat holds the money no more.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Confirmed | Self::Completed | Self::Refunded)
    }

    /// True where nothing more will change.
    pub const fn is_last(self) -> bool {
        matches!(self, Self::Completed | Self::Refunded)
    }
}

/// `挂耳咖啡*2, 手冲壶*1`, as WeChat is told, cut to its 120 characters. Never empty.
pub fn goods_text<'a>(lines: impl IntoIterator<Item = (&'a str, u32)>) -> String {
    let lines: Vec<String> = lines
        .into_iter()
        .map(|(name, pieces)| format!("{}*{pieces}", name.replace(|c: char| c.is_control(), " ").trim()))
        .collect();
    let text = lines.join(", ");
    match text.char_indices().nth(GOODS_CHARS_MAX) {
        _ if text.is_empty() => "商品".to_owned(),
        None => text,
        Some(_) => text.chars().take(GOODS_CHARS_MAX.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// `138****1234`: something is hidden and the last four digits are not, as WeChat wants it. `None` where there are no
/// four digits.
pub fn masked_contact(phone: &str) -> Option<String> {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix(&['8', '6']).filter(|rest| rest.len() == MOBILE_DIGITS).unwrap_or(&digits);
    let shown_from = digits.len().checked_sub(SHOWN_DIGITS)?;
    let shown: String = digits.get(shown_from..)?.iter().collect();
    let begins: String = if digits.len() >= MOBILE_DIGITS { digits.iter().take(3).collect() } else { String::new() };
    Some(format!("{begins}****{shown}"))
}

/// True while WeChat still holds what was paid for an order in this state, as long as it has not said that it is settled.
pub const fn is_held_by_wechat(state: OrderState, settled: bool) -> bool {
    matches!(state, OrderState::ToShip | OrderState::Shipped | OrderState::Received) && !settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_a_report_is_decided_and_nothing_leaves_without_a_beginning() {
        for &state in ReportState::ALL {
            for step in [
                ReportStep::Begin,
                ReportStep::Later,
                ReportStep::Done,
                ReportStep::Stop,
                ReportStep::Again,
                ReportStep::Change,
            ] {
                let after = state.after(step);
                assert_eq!(
                    after == Ok(ReportState::Sending),
                    step == ReportStep::Begin && after.is_ok(),
                    "{state} {step:?}"
                );
                assert!(state != ReportState::Sending || step != ReportStep::Change || after.is_err());
            }
        }
        assert_eq!(
            ReportState::Reported.after(ReportStep::Begin).ok(),
            None,
            "what is told is not told again by itself"
        );
    }

    #[test]
    fn goods_fit_into_what_wechat_takes_and_are_never_nothing() {
        assert_eq!(goods_text([("挂耳咖啡", 2), ("手冲壶", 1)]), "挂耳咖啡*2, 手冲壶*1");
        assert_eq!(goods_text([]), "商品");
        let long = "豆".repeat(300);
        assert_eq!(goods_text([(long.as_str(), 1)]).chars().count(), 120);
        assert_eq!(goods_text([("a\nb", 1)]), "a b*1");
    }

    #[test]
    fn a_masked_number_hides_something_and_shows_its_end() {
        for (phone, masked) in [
            ("13812341234", "138****1234"),
            ("+86 138-1234-1234", "138****1234"),
            ("021-5555 1234", "021****1234"),
            ("12345", "****2345"),
        ] {
            assert_eq!(masked_contact(phone).as_deref(), Some(masked), "{phone}");
        }
        assert_eq!(masked_contact("+--"), None);
    }

    #[test]
    fn wechats_numbers_read_as_they_are_written() {
        for &state in SettleState::ALL {
            assert_eq!(SettleState::of_number(i64::from(state.number())), Some(state));
        }
        assert_eq!((SettleState::of_number(0), SettleState::of_number(7)), (None, None));
    }
}
