//! A step of the history as a value: who took it, and between which states of whose life.

use super::{OrderState, PaymentState, RefundState, ReportState, UnknownWord, text_enum::text_enum};

/// Who made a change; kept in every history row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The person at the counter.
    Owner,
    /// The buyer, through the storefront.
    Buyer,
    /// WeChat, by a verified message or answer.
    WeChat,
    /// The program itself.
    Zhanggui,
}

text_enum!(Actor { Owner = "owner", Buyer = "buyer", WeChat = "wechat", Zhanggui = "zhanggui" });

/// A change of state: whose life it belongs to, with the states before (none at the beginning) and after.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Transition {
    /// Of an order. The same state twice: something happened beside it.
    Order(Option<OrderState>, OrderState),
    /// From which state to which; from none: it began.
    Payment(Option<PaymentState>, PaymentState),
    /// From which state to which; from none: it began.
    Refund(Option<RefundState>, RefundState),
    /// Of the report of a shipment. None after: taken back, there is no shipment any more.
    Shipment(Option<ReportState>, Option<ReportState>),
    /// Words this version does not know.
    Other {
        /// Whose life.
        subject: String,
        /// State before.
        before: String,
        /// State after.
        after: String,
    },
}

const ORDER: &str = "order";
const PAYMENT: &str = "payment";
const REFUND: &str = "refund";
const SHIPMENT: &str = "shipment";

impl Transition {
    /// Subject, state before and state after, as the file has them.
    pub fn words(&self) -> [&str; 3] {
        match self {
            Self::Order(before, after) => [ORDER, before.map_or("", OrderState::as_str), after.as_str()],
            Self::Payment(before, after) => [PAYMENT, before.map_or("", PaymentState::as_str), after.as_str()],
            Self::Refund(before, after) => [REFUND, before.map_or("", RefundState::as_str), after.as_str()],
            Self::Shipment(before, after) => {
                [SHIPMENT, before.map_or("", ReportState::as_str), after.map_or("", ReportState::as_str)]
            }
            Self::Other { subject, before, after } => [subject, before, after],
        }
    }

    /// Reads the words back.
    pub fn parse(subject: &str, before: &str, after: &str) -> Self {
        Self::parse_known(subject, before, after).unwrap_or_else(|_| Self::Other {
            subject: subject.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        })
    }

    fn parse_known(subject: &str, before: &str, after: &str) -> Result<Self, UnknownWord> {
        Ok(match subject {
            ORDER => Self::Order(optional(OrderState::parse, before)?, OrderState::parse(after)?),
            PAYMENT => Self::Payment(optional(PaymentState::parse, before)?, PaymentState::parse(after)?),
            REFUND => Self::Refund(optional(RefundState::parse, before)?, RefundState::parse(after)?),
            SHIPMENT => Self::Shipment(optional(ReportState::parse, before)?, optional(ReportState::parse, after)?),
            _ => return Err(UnknownWord { kind: "Transition", word: subject.to_owned() }),
        })
    }

    /// True of an order's step into this state.
    pub fn is_order_to(&self, state: OrderState) -> bool {
        matches!(self, Self::Order(_, after) if *after == state)
    }
}

/// An empty word is no state.
fn optional<T>(parse: fn(&str) -> Result<T, UnknownWord>, word: &str) -> Result<Option<T>, UnknownWord> {
    if word.is_empty() { Ok(None) } else { parse(word).map(Some) }
}

#[cfg(test)]
impl Transition {
    /// Every change of states there could be. Does not compile with a variant forgotten.
    pub fn all() -> Vec<Self> {
        fn with_none<T: Copy>(all: &[T]) -> Vec<Option<T>> {
            std::iter::once(None).chain(all.iter().copied().map(Some)).collect()
        }
        let mut all = Vec::new();
        let mut kind = Some(Self::Order(None, OrderState::ToPay));
        while let Some(this) = kind {
            kind = match this {
                Self::Order(..) => {
                    let pairs = with_none(OrderState::ALL).into_iter();
                    all.extend(pairs.flat_map(|before| OrderState::ALL.iter().map(move |to| Self::Order(before, *to))));
                    Some(Self::Payment(None, PaymentState::Unsent))
                }
                Self::Payment(..) => {
                    let pairs = with_none(PaymentState::ALL).into_iter();
                    all.extend(
                        pairs.flat_map(|before| PaymentState::ALL.iter().map(move |to| Self::Payment(before, *to))),
                    );
                    Some(Self::Refund(None, RefundState::Requested))
                }
                Self::Refund(..) => {
                    let pairs = with_none(RefundState::ALL).into_iter();
                    all.extend(
                        pairs.flat_map(|before| RefundState::ALL.iter().map(move |to| Self::Refund(before, *to))),
                    );
                    Some(Self::Shipment(None, None))
                }
                Self::Shipment(..) => {
                    let ends = with_none(ReportState::ALL);
                    let pairs = ends.iter().flat_map(|before| ends.iter().map(|after| (*before, *after)));
                    all.extend(pairs.map(|(before, after)| Self::Shipment(before, after)));
                    Some(Self::Other { subject: "order".into(), before: "held".into(), after: "MOON".into() })
                }
                Self::Other { .. } => {
                    all.push(this);
                    None
                }
            };
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_of_state_reads_as_it_was_written() {
        for transition in Transition::all() {
            let [subject, before, after] = transition.words();
            assert_eq!(Transition::parse(subject, before, after), transition);
        }
        for actor in Actor::ALL {
            assert_eq!(Actor::parse(actor.as_str()), Ok(*actor));
        }
    }
}
