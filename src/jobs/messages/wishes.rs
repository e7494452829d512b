//! What the owner sets about messages, and a test of one.

use crate::jobs::Shop;
use crate::{
    domain::{MessageEvent, MessageTemplate, OpenId, OperatorName, UnixSeconds},
    store::StoreError,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// The random bytes of a code to bind a WeChat with.
const CODE_BYTES: usize = 18;

/// A wish about messages to WeChat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageWish {
    /// Messages about this event are written so from now on.
    Put(MessageTemplate),
    /// None about it any more.
    Drop(MessageEvent),
    /// Show a code with which this person can bind their WeChat, once.
    BindCode(OperatorName),
    /// They read none any more.
    Unbind(OpenId),
    /// Send one to them, to see whether it arrives.
    Test {
        /// By which event's template.
        event: MessageEvent,
        /// To whom.
        to: OpenId,
    },
}

impl Shop {
    /// Each is one intent.
    pub(in crate::jobs) fn wish_of_messages(&self, wish: MessageWish, now: UnixSeconds) -> Result<(), StoreError> {
        match wish {
            MessageWish::Put(template) => self.store.put_message_template(template, now).wait(),
            MessageWish::Drop(event) => self.store.drop_message_template(event, now).wait(),
            MessageWish::BindCode(name) => {
                let mut bytes = [0; CODE_BYTES];
                self.env.rng.fill(&mut bytes);
                self.store.make_bind_code(URL_SAFE_NO_PAD.encode(bytes), name, now).wait()
            }
            MessageWish::Unbind(openid) => self.store.unbind_wechat(openid, now).wait(),
            MessageWish::Test { event, to } => self.store.send_test_message(event, to, now).wait(),
        }
    }
}
