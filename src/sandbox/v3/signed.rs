//! The signature headers of an answer or a callback, genuine or spoilt by a fault. Source: protocol 7.3.

use super::keys::V3Keys;
use crate::{
    sandbox::{faults::Fault, world::World},
    wechat::v3::{MerchantKey, message_text},
};

/// How the signatures begin that WeChat makes wrong on purpose.
const PROBE: &str = "WECHATPAY/SIGNTEST/";
const SIGNATURE: &str = "Wechatpay-Signature";

/// What is wrong with a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoilt {
    /// Nothing.
    Not,
    /// There is none.
    Unsigned,
    /// It is somebody's who has not the key.
    Forged,
    /// WeChat's own trial.
    Probe,
    /// It is right, by a key the merchant has never been given.
    OtherKey,
    /// It is right, of a moment so many seconds away.
    ClockOff(i64),
    /// Another signature stands beside it.
    Twice,
}

impl Spoilt {
    pub fn by(fault: Option<Fault>) -> Self {
        match fault {
            Some(Fault::Unsigned) => Self::Unsigned,
            Some(Fault::WrongSignature | Fault::Forged) => Self::Forged,
            Some(Fault::SignTest) => Self::Probe,
            Some(Fault::OtherKey) => Self::OtherKey,
            Some(Fault::ClockOffSecs(seconds)) => Self::ClockOff(seconds),
            Some(Fault::TwoSignatures) => Self::Twice,
            _ => Self::Not,
        }
    }
}

/// The five headers, or what a fault leaves of them.
pub(super) fn headers(world: &World, key: &MerchantKey, body: &[u8], spoilt: Spoilt) -> Vec<(&'static str, String)> {
    let signs = match spoilt {
        Spoilt::Unsigned => return Vec::new(),
        Spoilt::Forged => V3Keys::forged(key.serial()),
        Spoilt::OtherKey => V3Keys::unlisted(key.serial()),
        _ => Ok(key.clone()),
    };
    // A key that cannot be made leaves the message unsigned, which proves nothing either.
    let Ok(signs) = signs else { return Vec::new() };
    let away = if let Spoilt::ClockOff(seconds) = spoilt { seconds } else { 0 };
    let timestamp = world.now().plus(away).get().to_string();
    let nonce = world.env.rng.hex(16);
    let mut signature = signs.sign(&message_text(&timestamp, &nonce, body));
    if spoilt == Spoilt::Probe {
        signature.insert_str(0, PROBE);
    }
    let mut all = vec![
        ("Wechatpay-Timestamp", timestamp),
        ("Wechatpay-Nonce", nonce),
        ("Wechatpay-Serial", signs.serial().to_owned()),
        ("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048".to_owned()),
        (SIGNATURE, signature.clone()),
    ];
    if spoilt == Spoilt::Twice {
        all.push((SIGNATURE, signature.chars().rev().collect()));
    }
    all
}
