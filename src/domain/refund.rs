//! Money out: from the buyer's request to WeChat's word that it arrived.

use super::{AppId, Fen, OperatorId, OrderNo, RefundNo, StepRefused, TransactionId, UnixSeconds, text_enum::text_enum};

/// WeChat takes refunds up to a year after payment (protocol, "Numbers, text limits and amounts").
pub const REFUND_WINDOW_SECS: i64 = 365 * 24 * 60 * 60;
/// Two refunds of one order keep this distance.
pub const REFUND_GAP_SECS: i64 = 60;
/// One that has not ended keeps its siblings waiting for so long after it was sent, seconds. It holds its own money for as
/// long as it takes; what else is left of the payment is not held by it for ever.
pub const SIBLING_WAIT_SECS: i64 = 10 * 60;
/// WeChat takes at most this many partial refunds of one order.
pub const PARTIAL_REFUNDS_MAX: usize = 50;

/// Where a refund stands. "We do not know yet" is a state of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundState {
    /// The buyer asked; nobody has decided.
    Requested,
    /// The owner decided to pay. Number and amount are fixed; nothing has left yet.
    Approved,
    /// The call is leaving or has left; no answer yet.
    Sending,
    /// WeChat accepted it. Accepted is not paid.
    Processing,
    /// No usable answer: it may have moved. Left only by WeChat's own word about this number.
    InDoubt,
    /// WeChat says the shop's balance is too small. Goes on under the same number.
    WaitingForMoney,
    /// WeChat cannot pay it out (the buyer's card is dead); the owner acts on WeChat's merchant platform.
    Stuck,
    /// WeChat says it arrived.
    Refunded,
    /// The owner said no, with a reason the buyer can read; or took back, unsent, what nobody had asked for.
    Rejected,
    /// WeChat refused for good or closed it: nothing moved.
    Failed,
}

text_enum!(RefundState {
    Requested = "requested", Approved = "approved", Sending = "sending", Processing = "processing", InDoubt = "in_doubt",
    WaitingForMoney = "waiting_for_money", Stuck = "stuck", Refunded = "refunded", Rejected = "rejected", Failed = "failed",
});

/// Who began a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundOrigin {
    /// The buyer asked for it.
    Buyer,
    /// The owner began it, without being asked.
    Owner,
    /// Somebody made it by hand on WeChat's merchant platform. Known by WeChat's word alone, and never sent by us.
    Platform,
}

text_enum!(RefundOrigin { Buyer = "buyer", Owner = "owner", Platform = "platform" });

/// Why an approved refund waits for the owner once more before it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PausedFor {
    /// Money of the order was found to have gone back elsewhere since the approval.
    Found,
}

text_enum!(PausedFor { Found = "found" });

/// What the owner can wish for a refund whose end is not in the shop's hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundWish {
    /// Money of the order went back elsewhere since the approval: send this one as well.
    SendAlso,
    /// Send the same number once more. Safe at any time: one number pays once.
    SendAgain,
    /// The owner saw on WeChat's merchant platform that it arrived.
    Vouch,
    /// Ship the order in spite of it. Its money stays promised.
    SetAside,
}

text_enum!(RefundWish {
    SendAlso = "SEND_ALSO", SendAgain = "SEND_AGAIN", Vouch = "VOUCHED", SetAside = "SET_ASIDE",
});

/// What can happen to a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundStep {
    /// The owner's yes.
    Approve,
    /// The owner's no.
    Reject,
    /// The owner's second thought, before anything was sent.
    TakeBack,
    /// The same where nobody had asked: nothing is left to decide.
    Withdraw,
    /// The call is about to leave: committed before its first byte.
    Begin,
    /// The call never left this computer.
    NotSent,
    /// WeChat accepted it, or says it is under way.
    Accepted,
    /// No usable answer, or we were killed while waiting for it.
    NoAnswer,
    /// The file is an older copy that was put back: it may have left since.
    Reopen,
    /// WeChat has never seen this number: send the same number again.
    NotThere,
    /// The shop's balance is too small.
    NotEnough,
    /// The balance was filled, or it is time to look again.
    Continue,
    /// WeChat cannot pay it out.
    Stick,
    /// WeChat says it arrived.
    Settle,
    /// WeChat refused for good.
    Decline,
    /// WeChat closed it: it did not happen.
    Close,
    /// WeChat accepted it once, and now says that it has never seen this number. Absence outranks no evidence.
    Missing,
    /// The owner wants the same number sent once more: it is safe at any time, and pays once.
    SendAgain,
    /// The owner has seen on WeChat's merchant platform that it arrived, where no answer of WeChat's can be had.
    Vouch,
}

impl RefundState {
    /// The state after `step`. Pure: the same call decides a click, a reply and a notification.
    ///
    /// # Errors
    /// [`StepRefused`]: nothing changed; a late or repeated message never moves a refund backwards.
    #[expect(clippy::match_same_arms, clippy::unnested_or_patterns, reason = "a table of steps, a line for each state")]
    pub fn after(self, step: RefundStep) -> Result<Self, StepRefused<Self, RefundStep>> {
        use RefundState as S;
        use RefundStep as T;
        match (self, step) {
            (S::Requested, T::Approve) => Ok(S::Approved),
            (S::Requested, T::Reject) | (S::Approved, T::Withdraw) => Ok(S::Rejected),
            (S::Approved, T::TakeBack) => Ok(S::Requested),
            (S::Approved, T::Begin) => Ok(S::Sending),
            (S::Sending, T::NotSent) | (S::InDoubt, T::NotThere) | (S::WaitingForMoney, T::Continue) => Ok(S::Approved),
            (S::Sending | S::InDoubt | S::WaitingForMoney, T::Accepted) => Ok(S::Processing),
            (S::Sending, T::NoAnswer) | (S::Approved | S::Sending | S::WaitingForMoney, T::Reopen) => Ok(S::InDoubt),
            (S::Sending, T::NotEnough) => Ok(S::WaitingForMoney),
            (S::Approved | S::Sending | S::InDoubt | S::WaitingForMoney, T::Decline) => Ok(S::Failed),
            (S::Sending | S::Processing | S::InDoubt | S::WaitingForMoney, T::Stick) => Ok(S::Stuck),
            // WeChat's last word counts from wherever we stand once the number may have left.
            (S::Approved | S::Sending | S::Processing | S::InDoubt | S::WaitingForMoney | S::Stuck, T::Settle) => {
                Ok(S::Refunded)
            }
            (S::Sending | S::Processing | S::InDoubt | S::WaitingForMoney | S::Stuck, T::Close) => Ok(S::Failed),
            (S::Processing | S::InDoubt | S::WaitingForMoney | S::Stuck, T::SendAgain) => Ok(S::Approved),
            (S::Processing | S::InDoubt | S::WaitingForMoney | S::Stuck, T::Vouch) => Ok(S::Refunded),
            (S::Requested | S::Approved | S::Sending, T::SendAgain | T::Vouch) | (_, T::Missing | T::Reopen) => {
                Err(StepRefused { state: self, step })
            }
            (
                S::Requested,
                T::TakeBack | T::Begin | T::NotSent | T::Accepted | T::NoAnswer | T::NotThere | T::NotEnough,
            )
            | (S::Requested | S::Sending | S::Processing | S::InDoubt | S::WaitingForMoney | S::Stuck, T::Withdraw)
            | (S::Requested, T::Continue | T::Stick | T::Settle | T::Decline | T::Close)
            | (S::Approved, T::Approve | T::Reject | T::NotSent | T::Accepted | T::NoAnswer | T::NotThere)
            | (S::Approved, T::NotEnough | T::Continue | T::Stick | T::Close)
            | (S::Sending, T::Approve | T::Reject | T::TakeBack | T::Begin | T::NotThere | T::Continue)
            | (S::Processing, T::Approve | T::Reject | T::TakeBack | T::Begin | T::NotSent | T::Accepted)
            | (S::Processing, T::NoAnswer | T::NotThere | T::NotEnough | T::Continue | T::Decline)
            | (S::InDoubt, T::Approve | T::Reject | T::TakeBack | T::Begin | T::NotSent | T::NoAnswer)
            | (S::InDoubt, T::NotEnough | T::Continue)
            | (S::WaitingForMoney, T::Approve | T::Reject | T::TakeBack | T::Begin | T::NotSent | T::NoAnswer)
            | (S::WaitingForMoney, T::NotThere | T::NotEnough)
            | (S::Stuck, T::Approve | T::Reject | T::TakeBack | T::Begin | T::NotSent | T::Accepted | T::NoAnswer)
            | (S::Stuck, T::NotThere | T::NotEnough | T::Continue | T::Stick | T::Decline)
            | (S::Refunded | S::Rejected | S::Failed, _) => Err(StepRefused { state: self, step }),
        }
    }

    /// True where WeChat has the number, or may have it, and nobody here can end it: the owner may ask, send the same number
    /// again, vouch for it, and ship the order in spite of it.
    pub const fn waits_for_wechat(self) -> bool {
        matches!(self, Self::Processing | Self::InDoubt | Self::WaitingForMoney | Self::Stuck)
    }

    /// True when no step leads out of it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Refunded | Self::Rejected | Self::Failed)
    }

    /// True when the owner may send the same money once more under a new number: WeChat's own word is that nothing moved
    /// and nothing will. In every other state a new number could pay a second time.
    pub const fn can_be_renewed(self) -> bool {
        matches!(self, Self::Failed)
    }

    /// True when its amount is promised or may have left: it counts against what is left of the payment.
    pub const fn holds_money(self) -> bool {
        matches!(
            self,
            Self::Approved | Self::Sending | Self::Processing | Self::InDoubt | Self::WaitingForMoney | Self::Stuck
        )
    }

    /// The state's name in the storefront API: what the buyer may know.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved | Self::Sending => "approved",
            Self::Processing | Self::Stuck => "processing",
            Self::InDoubt => "in_doubt",
            Self::WaitingForMoney => "waiting_for_money",
            Self::Refunded => "refunded",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
        }
    }
}

/// What of one payment can still go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refundable {
    /// What the buyer paid (`total_fee`), fen.
    pub paid: Fen,
    /// What has arrived back, fen.
    pub refunded: Fen,
    /// What is approved or may be on its way, fen.
    pub in_flight: Fen,
}

impl Refundable {
    /// A payment of which nothing went back.
    pub const fn of(paid: Fen) -> Self {
        Self { paid, refunded: Fen::ZERO, in_flight: Fen::ZERO }
    }

    /// What may still be promised, fen.
    pub fn left(&self) -> Fen {
        let gone = self.refunded.checked_add(self.in_flight);
        gone.and_then(|gone| self.paid.checked_sub(gone)).unwrap_or(Fen::ZERO)
    }

    /// Promises `amount`; `None` (and nothing promised) for zero or more than is left.
    pub fn take(&mut self, amount: Fen) -> Option<Fen> {
        if amount.is_zero() || amount > self.left() {
            return None;
        }
        self.in_flight = self.in_flight.checked_add(amount)?;
        Some(amount)
    }
}

/// A refund with all that WeChat must be told. Fixed when approved; a retry sends the same again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Our number, chosen once.
    pub refund_no: RefundNo,
    /// The order it belongs to.
    pub order_no: OrderNo,
    /// The payment it comes out of.
    pub transaction_id: TransactionId,
    /// What goes back, fen.
    pub amount: Fen,
    /// What was paid in all (`total_fee`), fen.
    pub paid: Fen,
    /// What the buyer reads, at most 80 characters.
    pub reason: String,
    /// Where it stands.
    pub state: RefundState,
    /// How often it was sent.
    pub sends: u32,
    /// True unless every send provably stayed on this computer.
    pub may_have_left: bool,
    /// How often WeChat was asked about it since the last change.
    pub asks: u32,
    /// When it last changed.
    pub changed_at: UnixSeconds,
    /// In which app its payment was asked for, as far as that was written down.
    pub app_id: Option<AppId>,
    /// Who said yes to it, in a shop with people of its own.
    pub approved_by: Option<OperatorId>,
}
