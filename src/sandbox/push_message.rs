//! Where the message push of the mini program goes, and what travels.

use crate::wechat::miniprogram::PushAccount;

/// Where messages go, and how they are sealed.
#[derive(Debug, Clone)]
pub struct PushTarget {
    /// Where messages go.
    pub url: String,
    /// What they are sealed with.
    pub account: PushAccount,
}

/// A message as it travels: what stands behind the question mark, and the body.
pub(super) struct PushMessage {
    pub query: String,
    pub body: String,
    /// The same with something in it changed.
    pub forged: String,
}
