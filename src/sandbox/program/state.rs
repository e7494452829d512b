//! What the mini program's side remembers.

use super::{
    issued_tokens::IssuedTokens,
    login_codes::Logins,
    subscriptions::Subscriptions,
    uploaded_shipments::{Shipments, ShippedThere},
};
use crate::{
    domain::{OpenId, RefundNo, TransactionId, UnixSeconds},
    sandbox::ledger::RefundFate,
};
use std::collections::HashMap;

/// What the mini program's side remembers.
#[derive(Default)]
pub(in crate::sandbox) struct MiniProgramState {
    pub(super) logins: Logins,
    pub(super) tokens: IssuedTokens,
    pub(super) shipments: Shipments,
    subscriptions: Subscriptions,
    fates: HashMap<RefundNo, RefundFate>,
}

impl MiniProgramState {
    /// How a refund will end: as was said before, else well.
    pub fn fate_of(&self, refund_no: &RefundNo) -> RefundFate {
        self.fates.get(refund_no).copied().unwrap_or(RefundFate::Success)
    }

    pub fn set_fate(&mut self, refund_no: RefundNo, fate: RefundFate) {
        self.fates.insert(refund_no, fate);
    }

    /// Permissions for messages, and what arrived.
    pub fn subscriptions(&mut self) -> &mut Subscriptions {
        &mut self.subscriptions
    }

    /// Somebody else forced a new token: the one in use is good no more.
    pub fn revoke_token(&mut self) {
        self.tokens.revoke();
    }

    /// The buyer confirms the receipt in WeChat. False while nothing complete was reported.
    pub fn confirm_receipt(&mut self, transaction_id: &TransactionId) -> bool {
        self.shipments.confirm(transaction_id)
    }

    pub fn shipped(&self, transaction_id: &TransactionId) -> Option<ShippedThere> {
        self.shipments.shipped(transaction_id)
    }

    /// These payments are forgotten, and with them what was shipped for them.
    pub fn forget(&mut self, payments: &[TransactionId]) {
        self.shipments.forget(payments);
    }

    pub fn add_login(&mut self, code: String, openid: OpenId, at: UnixSeconds) {
        self.logins.add(code, openid, at);
    }
}
