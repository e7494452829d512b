//! What a code of WeChat's that refuses a call tells us to do. Which code means what stands with each API's tables.

use super::{GatewayError, NoAnswer, Pause};

/// What to do about a code. Nothing here ever leads to a new number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeMeaning {
    /// It may have happened: ask, and send the same again only if WeChat has never seen it.
    Ask,
    /// Not taken: the same again under the same number, after a while.
    Again(Pause),
    /// The shop's balance is too small: wait until it is filled, then the same again under the same number.
    Money,
    /// Final, and nothing moved.
    Final,
    /// Stop and call the owner: certificate, signature, key, permission, or figures nobody but a person can judge.
    Owner,
}

impl CodeMeaning {
    /// A refusal with this meaning, as the caller must take it.
    pub fn refused(self, code: &str, message: &str) -> GatewayError {
        let (code, message) = (code.to_owned(), message.to_owned());
        match self {
            Self::Ask => GatewayError::NoAnswer(NoAnswer::Unknown { code, message }),
            Self::Again(pause) => GatewayError::Wait { code, pause },
            Self::Money => GatewayError::NotEnough { message },
            Self::Final => GatewayError::Declined { code, message },
            Self::Owner => GatewayError::Misconfigured { code, message },
        }
    }
}
