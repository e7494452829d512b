//! The test of the whole line without money: WeChat says back what it was told. Proves the merchant's signature, WeChat's, and
//! the encryption of sensitive fields. Source: API v3, "Echo".

use super::{
    super::{GatewayError, NotSent, Unrecorded},
    KeyId, V3Gateway,
    answer::{elsewhere, unreadable},
    call::{Request, V3Call},
    line::NONCE_BYTES,
};
use serde::Serialize;

/// What a successful echo proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EchoFacts {
    /// The key the answer was asked for with, and a field was encrypted with.
    pub key: KeyId,
    /// WeChat said the encrypted message back too, encrypted for us, and it opened.
    pub opened: bool,
}

#[derive(Serialize)]
struct EchoBody<'a> {
    echo_message: &'a str,
    encrypted_echo_message: &'a str,
}

impl V3Gateway {
    /// Asks WeChat to say a message back (`/v3/security/echo`).
    ///
    /// # Errors
    /// As for any call: `NotSent`, if no key is loaded; `Misconfigured`, if WeChat does not accept the signature or the merchant may
    /// not call API v3; `NoAnswer`, if the answer cannot be believed.
    pub fn echo(&self) -> Result<EchoFacts, GatewayError> {
        let key = self.line.answer_key().map_err(GatewayError::NotSent)?;
        let message = self.line.env.rng.hex(NONCE_BYTES);
        let too_long = GatewayError::NotSent(NotSent::BadRequest("a message too long to encrypt"));
        let sealed = key.seal_sensitive(&message).ok_or(too_long)?;
        let said = EchoBody { echo_message: &message, encrypted_echo_message: &sealed };
        let request = Request::post(V3Call::Echo, "/v3/security/echo".to_owned(), &said)
            .map(|request| Request { sealed_with: Some(key.id().clone()), ..request });
        let answered = self.talk(request, &Unrecorded, |answer| {
            let object = answer.done()?;
            if object.text("echo_message").map_err(unreadable)? != message {
                return Err(elsewhere("another message"));
            }
            Ok(object.text_if_any("encrypted_echo_message").map_err(unreadable)?.map(str::to_owned))
        });
        let back = answered.result?;
        let ours = self.line.key().ok();
        let opened = back.and_then(|sealed| ours?.open_sensitive(&sealed)).is_some_and(|plain| plain == message);
        Ok(EchoFacts { key: key.id().clone(), opened })
    }
}
