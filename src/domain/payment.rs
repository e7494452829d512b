//! Money in: from the first call to WeChat until WeChat's own word that it is paid or closed.

use super::{StepRefused, text_enum::text_enum};

/// What WeChat is told to report to where the shop has no public address: `.invalid` never resolves (RFC 6761), so
/// every payment is found by asking.
pub const NO_NOTICE_URL: &str = "https://no-notice.invalid/wechat/pay";

/// Where the payment of one order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentState {
    /// WeChat has never heard of the order.
    Unsent,
    /// `unifiedorder` was called, answered or not: the buyer may be paying at this moment.
    Waiting,
    /// A correctly signed notification says paid; `orderquery` has not agreed yet. Nothing may be shipped.
    Noticed,
    /// `orderquery` agreed: our number, our merchant, our amount.
    Confirmed,
    /// WeChat confirmed that the order can never be paid.
    Closed,
    /// Real money that does not fit the order (other amount, other transaction, order already closed).
    Conflict,
}

text_enum!(PaymentState {
    Unsent = "unsent", Waiting = "waiting", Noticed = "noticed", Confirmed = "confirmed", Closed = "closed", Conflict = "conflict",
});

/// What WeChat says about a payment when it is asked and does not say "paid".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnpaidAnswer {
    /// Not yet: it still can be.
    NotPaid,
    /// Never: it can no longer be paid.
    Closed,
    /// WeChat does not know the number: nobody has opened the payment.
    NotThere,
    /// Nothing that can be believed, or no line.
    NoAnswer,
}

text_enum!(UnpaidAnswer { NotPaid = "not paid", Closed = "closed", NotThere = "not there", NoAnswer = "no answer" });

/// What can happen to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentStep {
    /// We are about to call `unifiedorder`.
    Ask,
    /// A notification with a right signature and our figures.
    Notice,
    /// `orderquery` says paid, with our figures.
    Confirm,
    /// WeChat says closed.
    Close,
    /// WeChat says paid, but not what we asked for.
    Contradict,
}

impl PaymentState {
    /// The state after `step`. Pure, and never backwards: a repeated or late message is refused.
    ///
    /// # Errors
    /// [`StepRefused`]: nothing changed; for a repeated message that is the wanted outcome.
    #[expect(clippy::match_same_arms, reason = "a table of steps, a line for each state")]
    pub fn after(self, step: PaymentStep) -> Result<Self, StepRefused<Self, PaymentStep>> {
        use PaymentState as S;
        use PaymentStep as T;
        match (self, step) {
            (S::Unsent | S::Waiting, T::Ask) => Ok(S::Waiting),
            (S::Unsent | S::Waiting, T::Notice) => Ok(S::Noticed),
            (S::Unsent | S::Waiting | S::Noticed, T::Confirm) => Ok(S::Confirmed),
            (S::Unsent | S::Waiting | S::Noticed, T::Close) => Ok(S::Closed),
            (S::Unsent | S::Waiting | S::Noticed, T::Contradict) => Ok(S::Conflict),
            // Money for an order we closed is real money: a person decides.
            (S::Closed, T::Confirm | T::Contradict) => Ok(S::Conflict),
            (S::Noticed, T::Ask | T::Notice)
            | (S::Confirmed | S::Conflict, T::Ask | T::Notice | T::Confirm | T::Close | T::Contradict)
            | (S::Closed, T::Ask | T::Notice | T::Close) => Err(StepRefused { state: self, step }),
        }
    }
}

/// WeChat Pay's two interfaces. Which of them an order was born in decides which one speaks of it later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Api {
    /// Flat XML, signed with a key that both sides have.
    V2,
    /// JSON, signed with the merchant's and WeChat's RSA keys.
    V3,
}

text_enum!(Api { V2 = "v2", V3 = "v3" });

/// How a message is signed, and by that the interface it belongs to. What we asked for is kept per order and demanded back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignType {
    /// Old merchants of API v2. The key is a suffix of what is hashed; always confirmed by query.
    Md5,
    /// The default of API v2.
    HmacSha256,
    /// The one way of API v3: RSA with SHA-256.
    Rsa,
}

text_enum!(SignType { Md5 = "MD5", HmacSha256 = "HMAC-SHA256", Rsa = "RSA" });

impl SignType {
    /// The interface whose messages are signed so.
    pub const fn api(self) -> Api {
        match self {
            Self::Md5 | Self::HmacSha256 => Api::V2,
            Self::Rsa => Api::V3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_signing_belongs_to_one_interface() {
        let apis = SignType::ALL.iter().map(|sign_type| sign_type.api());
        assert_eq!(apis.collect::<Vec<_>>(), [Api::V2, Api::V2, Api::V3]);
    }
}
