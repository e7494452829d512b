//! Why a step of the history was taken: one text in the file (`history.why`), one type everywhere else. The same text can be
//! a word of the program's or a person's sentence, so it is read together with the step and who took it.

use super::{
    Actor, Attention, Day, Fen, NotPermitted, OrderState, Parcel, RefundNo, RefundTrouble, RefundWish, ReportTrouble,
    SettleState, TransactionId, Transition,
};
use std::fmt;

/// Why a step was taken. [`Display`](fmt::Display) writes it for the file, [`StepReason::parse`] reads it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepReason {
    /// The step says it all.
    None,
    /// The owner or the buyer cancelled the order.
    Cancelled,
    /// The transaction the money came by.
    Transaction(TransactionId),
    /// Money that a person has to decide about.
    Attention(Attention, AttentionCause),
    /// What was handed to the carrier.
    Parcels(MarkedParcels),
    /// The owner took the shipment back before WeChat was told.
    TakenBack,
    /// WeChat reminded the buyer to confirm the receipt.
    Reminded,
    /// Pieces went back on the shelf with a refund that arrived; which, as the order's list writes them.
    Restocked(String),
    /// A refund that failed goes on under this number.
    RenewedAs(RefundNo),
    /// A refund takes the place of this one, which failed.
    Renews(RefundNo),
    /// The owner's way on with a refund whose end is not in the shop's hands.
    Wish(RefundWish),
    /// WeChat's verified word outranked what was believed here.
    ByEvidence,
    /// The owner had WeChat's bill of this day taken over.
    ByBill(Day),
    /// Refunds made elsewhere were found: one that was approved waits for the owner once more.
    FoundElsewhere,
    /// A refund is not where it should be.
    Refund(RefundTrouble),
    /// WeChat does not have the shipment, or did not remind the buyer.
    Report(ReportTrouble),
    /// WeChat's settlement brought the order on.
    Settled(SettleState),
    /// Somebody who may not do it tried to: nothing changed.
    NotPermitted(NotPermitted),
    /// A person's sentence (the reply to the buyer), or what another version of this program wrote.
    Words(String),
}

/// What about money that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttentionCause {
    /// Only that it does not, or that the owner accepted it.
    Marked,
    /// This payment came.
    Payment {
        /// WeChat's number of it.
        transaction: TransactionId,
        /// What it was.
        amount: Fen,
        /// In which currency.
        currency: String,
    },
    /// A payment that had gone back whole is here again, by WeChat's word.
    CameBack(TransactionId),
    /// All of it went back.
    Returned,
    /// As another version of this program wrote it.
    Other(String),
}

/// Parcels as a step names them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MarkedParcels {
    /// The one correction WeChat takes was used.
    pub correction: bool,
    /// Which.
    pub parcels: Vec<Parcel>,
    /// Others of the order follow.
    pub more_to_follow: bool,
}

const CANCELLED: &str = "cancel";
const TAKEN_BACK: &str = "taken back";
const REMINDED: &str = "reminded";
const RESTOCKED: &str = "restock ";
const RENEWED_AS: &str = "renewed as ";
const RENEWS: &str = "renews ";
const BY_EVIDENCE: &str = "WECHAT_SAYS";
const BY_BILL: &str = "bill ";
const FOUND_ELSEWHERE: &str = "FOUND_BY_HAND";
const CAME_BACK: &str = " is back";
const RETURNED: &str = "returned";
const CORRECTION: &str = "the one correction: ";
const MORE_TO_FOLLOW: &str = ", more to follow";
const BETWEEN_PARCELS: &str = ", ";
const NOT_PERMITTED: &str = "not permitted: ";

impl StepReason {
    /// A person's sentence; none where it is empty.
    pub fn words(text: &str) -> Self {
        if text.is_empty() { Self::None } else { Self::Words(text.to_owned()) }
    }

    /// What was handed to the carrier; none where nothing of it has a name.
    pub fn parcels(mut marked: MarkedParcels) -> Self {
        if marked.parcels.iter().all(Parcel::is_empty) {
            marked.parcels.clear();
        }
        if marked == MarkedParcels::default() { Self::None } else { Self::Parcels(marked) }
    }

    /// Reads the text of a step back.
    pub fn parse(step: &Transition, actor: Actor, text: &str) -> Self {
        if text.is_empty() {
            return Self::None;
        }
        if let Some(refused) = Self::of_refused(step, text) {
            return refused;
        }
        let known = match step {
            Transition::Order(_, after) => Self::of_order(*after, actor, text),
            Transition::Payment(..) => Self::of_payment(text),
            Transition::Refund(..) => Self::of_refund(actor, text),
            Transition::Shipment(..) => Self::of_shipment(actor, text),
            Transition::Other { .. } => None,
        };
        known.unwrap_or_else(|| Self::Words(text.to_owned()))
    }

    /// A refused attempt leaves everything where it is, so nobody's sentence beside a real step reads as one.
    fn of_refused(step: &Transition, text: &str) -> Option<Self> {
        let stays = match step {
            Transition::Order(before, after) => *before == Some(*after),
            Transition::Refund(before, after) => *before == Some(*after),
            Transition::Payment(..) | Transition::Shipment(..) | Transition::Other { .. } => false,
        };
        let refused = text.strip_prefix(NOT_PERMITTED).filter(|_| stays)?;
        NotPermitted::parse(refused).map(Self::NotPermitted)
    }

    fn of_order(after: OrderState, actor: Actor, text: &str) -> Option<Self> {
        if let Some(money) = Self::of_money(text) {
            return Some(money);
        }
        match (actor, text) {
            (Actor::Owner, TAKEN_BACK) => Some(Self::TakenBack),
            (Actor::Owner, _) if text.starts_with(BY_BILL) => {
                text.strip_prefix(BY_BILL).and_then(|day| Day::parse(day).ok()).map(Self::ByBill)
            }
            (Actor::Owner, _) if after == OrderState::Shipped => Some(Self::Parcels(MarkedParcels::parse(text))),
            (Actor::Owner, _) => RefundWish::parse(text).ok().map(Self::Wish),
            (Actor::WeChat | Actor::Zhanggui, BY_EVIDENCE) => Some(Self::ByEvidence),
            (Actor::WeChat | Actor::Zhanggui, _) => {
                let settled = SettleState::parse(text).ok().map(Self::Settled);
                settled.or_else(|| TransactionId::parse(text).ok().map(Self::Transaction))
            }
            (Actor::Buyer, _) => None,
        }
    }

    fn of_payment(text: &str) -> Option<Self> {
        Self::of_money(text).or_else(|| TransactionId::parse(text).ok().map(Self::Transaction))
    }

    fn of_money(text: &str) -> Option<Self> {
        if text == CANCELLED {
            return Some(Self::Cancelled);
        }
        let (word, rest) = text.split_once(' ').map_or((text, None), |(word, rest)| (word, Some(rest)));
        let kind = Attention::parse(word).ok()?;
        Some(Self::Attention(kind, rest.map_or(AttentionCause::Marked, AttentionCause::parse)))
    }

    fn of_refund(actor: Actor, text: &str) -> Option<Self> {
        let number = |prefix: &str| text.strip_prefix(prefix).and_then(|number| RefundNo::parse(number).ok());
        match (actor, text) {
            (Actor::Owner, _) => {
                let renewed = number(RENEWED_AS).map(Self::RenewedAs).or_else(|| number(RENEWS).map(Self::Renews));
                renewed.or_else(|| RefundWish::parse(text).ok().map(Self::Wish))
            }
            (Actor::Buyer, _) => None,
            (Actor::WeChat | Actor::Zhanggui, BY_EVIDENCE) => Some(Self::ByEvidence),
            (Actor::WeChat | Actor::Zhanggui, FOUND_ELSEWHERE) => Some(Self::FoundElsewhere),
            (Actor::WeChat | Actor::Zhanggui, _) => match text.strip_prefix(RESTOCKED) {
                Some(pieces) => Some(Self::Restocked(pieces.to_owned())),
                None => RefundTrouble::parse(text).map(Self::Refund),
            },
        }
    }

    fn of_shipment(actor: Actor, text: &str) -> Option<Self> {
        match (actor, text) {
            (Actor::Owner, TAKEN_BACK) => Some(Self::TakenBack),
            (Actor::Owner, _) => Some(Self::Parcels(MarkedParcels::parse(text))),
            (Actor::WeChat | Actor::Zhanggui, REMINDED) => Some(Self::Reminded),
            (Actor::WeChat | Actor::Zhanggui, _) => ReportTrouble::parse(text).map(Self::Report),
            (Actor::Buyer, _) => None,
        }
    }
}

impl From<Option<RefundTrouble>> for StepReason {
    fn from(trouble: Option<RefundTrouble>) -> Self {
        trouble.map_or(Self::None, Self::Refund)
    }
}

impl From<Option<ReportTrouble>> for StepReason {
    fn from(trouble: Option<ReportTrouble>) -> Self {
        trouble.map_or(Self::None, Self::Report)
    }
}

impl fmt::Display for StepReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Cancelled => f.write_str(CANCELLED),
            Self::Transaction(transaction) => transaction.fmt(f),
            Self::Attention(kind, AttentionCause::Marked) => kind.fmt(f),
            Self::Attention(kind, cause) => write!(f, "{kind} {cause}"),
            Self::Parcels(marked) => marked.fmt(f),
            Self::TakenBack => f.write_str(TAKEN_BACK),
            Self::Reminded => f.write_str(REMINDED),
            Self::Restocked(pieces) => write!(f, "{RESTOCKED}{pieces}"),
            Self::RenewedAs(successor) => write!(f, "{RENEWED_AS}{successor}"),
            Self::Renews(predecessor) => write!(f, "{RENEWS}{predecessor}"),
            Self::Wish(wish) => wish.fmt(f),
            Self::ByEvidence => f.write_str(BY_EVIDENCE),
            Self::ByBill(day) => write!(f, "{BY_BILL}{day}"),
            Self::FoundElsewhere => f.write_str(FOUND_ELSEWHERE),
            Self::Refund(trouble) => trouble.fmt(f),
            Self::Report(trouble) => trouble.fmt(f),
            Self::Settled(state) => state.fmt(f),
            Self::NotPermitted(refused) => write!(f, "{NOT_PERMITTED}{refused}"),
            Self::Words(words) => f.write_str(words),
        }
    }
}

impl AttentionCause {
    /// A payment as WeChat told of it.
    pub fn payment(facts: &super::PaidFacts) -> Self {
        let (transaction, currency) = (facts.transaction_id.clone(), facts.currency.clone());
        Self::Payment { transaction, amount: facts.total, currency }
    }

    fn parse(text: &str) -> Self {
        if text == RETURNED {
            return Self::Returned;
        }
        let back = text.strip_suffix(CAME_BACK).and_then(|number| TransactionId::parse(number).ok());
        let known = back.map(Self::CameBack).or_else(|| Self::parse_payment(text));
        known.unwrap_or_else(|| Self::Other(text.to_owned()))
    }

    fn parse_payment(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ' ');
        let transaction = TransactionId::parse(parts.next()?).ok()?;
        let fen = parts.next()?;
        let amount = fen.parse().ok().and_then(Fen::new).filter(|amount| amount.get().to_string() == fen)?;
        Some(Self::Payment { transaction, amount, currency: parts.next()?.to_owned() })
    }
}

impl fmt::Display for AttentionCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Marked => Ok(()),
            Self::Payment { transaction, amount, currency } => write!(f, "{transaction} {} {currency}", amount.get()),
            Self::CameBack(transaction) => write!(f, "{transaction}{CAME_BACK}"),
            Self::Returned => f.write_str(RETURNED),
            Self::Other(words) => f.write_str(words),
        }
    }
}

impl MarkedParcels {
    fn parse(text: &str) -> Self {
        let (correction, rest) = text.strip_prefix(CORRECTION).map_or((false, text), |rest| (true, rest));
        let (more_to_follow, rest) = rest.strip_suffix(MORE_TO_FOLLOW).map_or((false, rest), |rest| (true, rest));
        let labels = rest.split(BETWEEN_PARCELS).map(Parcel::parse);
        let parcels = if rest.is_empty() { Vec::new() } else { labels.collect() };
        Self { correction, parcels, more_to_follow }
    }
}

impl fmt::Display for MarkedParcels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.correction {
            f.write_str(CORRECTION)?;
        }
        for (at, parcel) in self.parcels.iter().enumerate() {
            let between = if at == 0 { "" } else { BETWEEN_PARCELS };
            write!(f, "{between}{parcel}")?;
        }
        f.write_str(if self.more_to_follow { MORE_TO_FOLLOW } else { "" })
    }
}

#[cfg(test)]
mod samples;

#[cfg(test)]
mod tests;
